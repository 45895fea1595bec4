"""A report as tables in words: what its PDF, its spreadsheets and the evidence file all show."""

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from complaints.kinds import PauseReason
from complaints.labels import PAUSE_REASON, STAGE
from foundation.language import mark as _
from sla.months import first_day
from sla.report_figures import (
    FAMILIES,
    LEAST,
    OTHERS,
    STAGES,
    TARGET,
    WORKING_DAY,
    Class,
    Group,
    Promise,
    Report,
    sum_of,
)
from sla.survival import Quantile
from web.spreadsheets import Column, Form, Table, Value
from web.timeliness_filter import month_name
from web.wording import Wording

FAMILY_NAMES = {
    "unit": _("Unit"),
    "topic": _("Topik"),
    "area": _("Kabupaten/kota"),
    "kind": _("Jenis"),
    "channel": _("Saluran"),
}
_NONE = {
    "unit": _("Belum ada unit, atau di luar kewenangan"),
    "topic": _("Tanpa topik, atau rahasia"),
    "area": _("Lokasi tidak disebut, atau rahasia"),
}
_OTHERS = _("Lainnya (kelompok kecil digabung)")

CLASS_NAMES = {
    "pengaduan_berkadar_pengawasan": _("Pengaduan berkadar pengawasan"),
    "pengaduan_tidak_berkadar_pengawasan": _("Pengaduan tidak berkadar pengawasan"),
    "aspirasi": _("Aspirasi"),
    "permintaan_informasi": _("Permintaan informasi"),
    "permohonan_informasi_publik": _("Permohonan informasi publik (KIP)"),
    OTHERS: _("Jenis lainnya (digabung)"),
}
"""The classes as national evaluators call them."""

_COUNT: Form = "count"
_ON_TIME = _("Ditepati sampai tanggal yang dijanjikan.")
_LATE = _("Ditepati sesudah tanggalnya, atau belum ditepati dan tanggalnya sudah lewat.")
_WAITING = _(
    "Belum jatuh tempo, atau hitungannya sedang berhenti dengan alasan tercatat; tidak ikut menentukan bagian."
)
_LEFT = _("Berakhir dengan cara lain sebelum tanggalnya; tidak ikut menentukan bagian.")
_SHARE = _("Tepat waktu dibagi (tepat waktu + terlambat). Kosong bila kurang dari {least}.")
_LOW = _("Batas rentang 95 persen (Wilson).")
_MEDIAN = _("Separuh aduan dijawab dalam sekian hari kerja; yang masih berjalan ikut dihitung (Kaplan-Meier).")
_NINETIETH = _("Sembilan dari sepuluh aduan dijawab dalam sekian hari kerja. Kosong bila belum tercapai.")


def tables_of(report: Report, wording: Wording) -> list[Table]:
    """Every table of a report, the summary first."""
    made = _Tables(report, wording)
    groups = [made.group(family) for family in FAMILIES if report.figures.groups[family]]
    return [made.flow(), made.national(), made.promises(), *groups, made.citizens(), made.stops(), made.trend()]


def dictionary_of(tables: Sequence[Table], wording: Wording) -> Table:
    """What each column of the tables means."""
    columns = [
        Column(wording.say(_("Lembar")), "text", ""),
        Column(wording.say(_("Kolom")), "text", ""),
        Column(wording.say(_("Arti")), "text", ""),
    ]
    rows = [(table.name, column.label, column.meaning) for table in tables for column in table.columns]
    return Table("kamus", wording.say(_("Kamus data")), columns, rows)


def as_of(at: datetime, wording: Wording) -> str:
    """Of when figures are: Keadaan pada 23 November 2026 pukul 08.39 WIB."""
    region, pattern = wording.region, "d MMMM y 'pukul' HH.mm" if wording.language == "id" else "d MMMM y, HH:mm"
    local = format_datetime(at.astimezone(ZoneInfo(region.timezone)), pattern, locale=wording.language)
    return wording.say(_("Keadaan pada {at} {zone}"), at=local, zone=region.zone_label)


def group_name(family: str, key: str | None, wording: Wording) -> str:
    """What a group of a report is called."""
    if key == OTHERS:
        return wording.say(_OTHERS)
    if key is None:
        return wording.say(_NONE[family])
    name = {
        "unit": wording.unit,
        "topic": wording.topic,
        "area": wording.area,
        "kind": wording.kind,
        "channel": wording.channel,
    }[family](key)
    return name or key


def in_order(groups: Sequence[Group], family: str, wording: Wording) -> list[tuple[str, Group]]:
    """By name, what has none and what was put together last: an order by figures would be read as a ranking."""
    named = [(group_name(family, group.key, wording), group) for group in groups]
    return sorted(named, key=lambda one: (one[1].key is None, one[1].key == OTHERS, one[0].casefold()))


def days(told: Quantile | None) -> float | None:
    """A quantile in working days; None where it is not known or not reached."""
    return None if told is None or told.value is None else round(told.value / WORKING_DAY, 1)


def _columns(wording: Wording) -> Callable[[str, Form, str], Column]:
    """Makes columns in the language of the reader."""

    def column(label: str, form: Form, meaning: str) -> Column:
        return Column(wording.say(label), form, wording.say(meaning, least=LEAST, target=round(100 * TARGET)))

    return column


def national_table(classes: Sequence[Class], wording: Wording) -> Table:
    """The national table: a row a class, all together last."""
    column = _columns(wording)
    columns = [
        column(_("Klasifikasi"), "text", _("Jenis laporan menurut SP4N-LAPOR!; KIP menurut UU 14/2008.")),
        column(_("Diterima"), "count", _("Semua yang diterima pada masa laporan, dalam keadaannya sekarang.")),
        column(_("Belum terverifikasi"), "count", _("Belum diperiksa koordinator.")),
        column(_("Belum ditindaklanjuti"), "count", _("Sudah diteruskan, belum ada tanggapan pertama.")),
        column(_("Sedang diproses"), "count", _("Sudah ditanggapi, belum selesai; termasuk yang disanggah.")),
        column(_("Selesai"), "count", _("Dijawab selesai dan tidak disanggah, atau sudah ditutup.")),
        column(_("Tertunda"), "count", _("Dikembalikan kepada pelapor untuk dilengkapi.")),
        column(_("Arsip"), "count", _("Diarsipkan, digabung dengan laporan lain, atau dibagi.")),
        column(_("Bukan wewenang"), "count", _("Diteruskan ke instansi di luar pemerintah ini.")),
        column(
            _("Ditindaklanjuti"),
            "share",
            _("(Sedang diproses + selesai) dibagi semua selain arsip dan bukan wewenang. Sasaran {target}%."),
        ),
        column(
            _("RTL (hari kerja)"),
            "days",
            _("Rata-rata hari kerja dari diterima sampai tanggapan pertama, dari yang sudah ditanggapi."),
        ),
        column(_("Belum ditanggapi"), "count", _("Yang belum mempunyai tanggapan pertama.")),
        column(
            _("Sudah menunggu (hari kerja)"),
            "days",
            _("Rata-rata hari kerja yang sudah dilewati oleh yang belum ditanggapi: RTL saja dapat menutupinya."),
        ),
    ]
    rows = [_class(one, wording.say(CLASS_NAMES[one.kind])) for one in classes]
    rows.append(_class(sum_of(classes), wording.say(_("Jumlah"))))
    return Table("nasional", wording.say(_("Angka nasional (SP4N-LAPOR!)")), columns, rows)


def _class(one: Class, name: str) -> tuple[Value, ...]:
    counts = (one.received, one.unverified, one.untouched, one.in_process, one.done, one.postponed)
    waited = None if one.mean_waited is None else round(one.mean_waited, 1)
    mean = None if one.mean is None else round(one.mean, 1)
    share = None if one.share is None else round(one.share, 4)
    return (name, *counts, one.archived, one.elsewhere, share, mean, one.waiting, waited)


class _Tables:
    def __init__(self, report: Report, wording: Wording) -> None:
        self._report, self._wording, self._figures = report, wording, report.figures
        self._column = _columns(wording)

    def _say(self, words: str, **values: object) -> str:
        return self._wording.say(words, **values)

    def flow(self) -> Table:
        flow = self._report.flow
        rows: list[tuple[Value, ...]] = [
            (self._say(_("Masih terbuka pada awal masa laporan")), flow.before),
            (self._say(_("Diterima")), flow.received),
            (self._say(_("Dijawab selesai")), flow.answered),
            (self._say(_("Berakhir dengan cara lain (arsip, digabung, diteruskan ke luar)")), flow.ended),
            (self._say(_("Masih terbuka pada akhir masa laporan")), flow.after),
        ]
        columns = [
            self._column(_("Arus aduan"), "text", _("Awal + diterima - dijawab - berakhir lain = akhir.")),
            self._column(_("Aduan"), "count", _("Jawaban yang disanggah bukan jawaban: aduannya tetap terbuka.")),
        ]
        return Table("arus", self._say(_("Arus aduan")), columns, rows)

    def national(self) -> Table:
        return national_table(self._figures.classes, self._wording)

    def promises(self) -> Table:
        columns = [
            self._column(_("Janji"), "text", _("Yang dijanjikan kepada pelapor.")),
            self._column(_("Klasifikasi"), "text", _("Jenis laporan.")),
            *self._kept(),
        ]
        rows: list[tuple[Value, ...]] = []
        for stage in STAGES:
            name = self._say(STAGE[stage])
            kinds = [kind for kind, of in self._figures.by_kind if of == stage]
            for kind in kinds:
                found = self._figures.by_kind[kind, str(stage)]
                rows.append((name, self._say(CLASS_NAMES[kind]), *_promise(found)))
            rows.append((name, self._say(_("Semua")), *_promise(self._figures.promises[str(stage)])))
        return Table("janji", self._say(_("Ketepatan waktu")), columns, rows)

    def _kept(self) -> list[Column]:
        return [
            self._column(_("Tepat waktu"), "count", _ON_TIME),
            self._column(_("Terlambat"), "count", _LATE),
            self._column(_("Terlambat, masih terbuka"), "count", _("Bagian dari yang terlambat.")),
            self._column(_("Belum jatuh tempo"), "count", _WAITING),
            self._column(_("Tanpa penilaian"), "count", _LEFT),
            self._column(_("Bagian tepat waktu"), "share", _SHARE),
            self._column(_("Rentang bawah"), "share", _LOW),
            self._column(_("Rentang atas"), "share", _LOW),
        ]

    def group(self, family: str) -> Table:
        name = FAMILY_NAMES[family]
        columns = [
            self._column(name, "text", _("Kelompok aduan, menurut abjad: bukan peringkat.")),
            self._column(
                _("Diterima"), "count", _("Semua yang diterima pada masa laporan, dalam keadaannya sekarang.")
            ),
            self._column(_("Dijawab selesai"), "count", _("Dijawab dan tidak disanggah sejak itu.")),
            self._column(_("Masih terbuka"), "count", _("Belum dijawab; termasuk yang disanggah dan yang dijanjikan.")),
            self._column(_("Berakhir lain"), "count", _("Diarsipkan, digabung, atau diteruskan ke luar.")),
            *self._kept(),
            self._column(_("Median (hari kerja)"), "days", _MEDIAN),
            self._column(_("p90 (hari kerja)"), "days", _NINETIETH),
        ]
        rows = [
            (
                *(named, one.cases, one.done, one.open, one.ended),
                *_promise(one.completion),
                *(days(one.median), days(one.ninetieth)),
            )
            for named, one in in_order(self._figures.groups[family], family, self._wording)
        ]
        title = self._say(_("Menurut {group}"), group=self._say(name).lower())
        return Table(
            {"unit": "unit", "topic": "topik", "area": "wilayah", "kind": "jenis"}.get(family, "saluran"),
            title,
            columns,
            rows,
        )

    def citizens(self) -> Table:
        voices = self._figures.voices
        response = voices.response
        rows: list[tuple[Value, ...]] = [
            (self._say(_("Dijawab selesai")), voices.answered),
            (self._say(_("Pernah disanggah pelapor")), self._few(voices.disputed)),
            (self._say(_("Disanggah, lalu dijawab lagi")), self._few(voices.settled)),
            (self._say(_("Memberi nilai")), self._few(voices.rated)),
            (self._say(_("Bagian yang memberi nilai")), round(response.value, 4) if response else None),
            (self._say(_("Memberi 4 atau 5 dari 5")), self._few(voices.content)),
            (self._say(_("Nilai rata-rata (1 sampai 5)")), None if voices.mean is None else round(voices.mean, 2)),
        ]
        columns = [
            self._column(_("Suara pelapor"), "text", _("Yang dikatakan pelapor tentang jawabannya.")),
            self._column(
                _("Nilai"),
                "number",
                _("Jumlah aduan, bagian dari 1, atau nilai rata-rata. Kosong bila terlalu sedikit."),
            ),
        ]
        return Table("pelapor", self._say(_("Suara pelapor")), columns, rows)

    def _few(self, number: int) -> int | None:
        """What persons did is not told of fewer than LEAST where it leaves the house."""
        return None if self._report.outside and 0 < number < LEAST else number

    def stops(self) -> Table:
        stops = self._figures.stops
        pauses = [
            (self._say(_("Jeda: {reason}"), reason=self._say(PAUSE_REASON[PauseReason(reason)]).lower()), number)
            for reason, number in stops.pauses.items()
        ]
        rows: list[tuple[Value, ...]] = [
            (self._say(_("Aduan yang hitungannya pernah berhenti")), self._few(stops.cases)),
            (self._say(_("Hitungannya berhenti sekarang")), self._few(stops.standing)),
            *((name, self._few(number)) for name, number in pauses),
            (self._say(_("Pernah dijanjikan untuk kemudian hari")), self._few(stops.pledged)),
            (self._say(_("Janjinya lewat tanpa bukti")), self._few(stops.lapsed)),
            (self._say(_("Sekarang berstatus dijanjikan")), self._few(stops.pledges)),
            (self._say(_("Pernah dikembalikan unit ke triase")), self._few(stops.sent_back)),
        ]
        columns = [
            self._column(
                _("Jeda, janji, dan perpindahan"), "text", _("Yang dapat memperindah atau memperlambat angka.")
            ),
            self._column(_("Aduan"), "count", _("Aduan yang diterima pada masa laporan; pada jeda: banyaknya jeda.")),
        ]
        return Table("jeda", self._say(_("Jeda, janji, dan perpindahan")), columns, rows)

    def trend(self) -> Table:
        columns = [
            self._column(_("Bulan"), "text", _("Menurut zona waktu wilayah.")),
            self._column(_("Diterima"), "count", _("Diterima dalam bulan itu.")),
            self._column(_("Dijawab selesai"), "count", _("Dijawab dalam bulan itu, kapan pun diterimanya.")),
            self._column(_("Tepat waktu"), "count", _("Dari yang diterima dalam bulan itu.")),
            self._column(_("Sudah dapat dinilai"), "count", _("Tepat waktu + terlambat.")),
            self._column(_("Bagian tepat waktu"), "share", _SHARE),
        ]
        rows: list[tuple[Value, ...]] = []
        for one in self._report.trend:
            name = month_name(first_day(one.month), self._wording.language)
            share = round(one.on_time / one.known, 4) if one.known >= LEAST else None
            if self._report.outside:
                received, answered = self._few(one.received), self._few(one.answered)
                known = (one.on_time, one.known) if one.known >= LEAST else (None, None)
                rows.append((name, received, answered, *known, share))
            else:
                rows.append((name, one.received, one.answered, one.on_time, one.known, share))
        return Table("tren", self._say(_("Dua belas bulan")), columns, rows)


def _promise(kept: Promise) -> tuple[Value, ...]:
    share = kept.share
    interval = (round(share.value, 4), round(share.low, 4), round(share.high, 4)) if share else (None, None, None)
    return (kept.on_time, kept.late, kept.late_open, kept.waiting, kept.left, *interval)
