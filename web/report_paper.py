"""A report as a PDF that is read aloud as well as looked at: letterhead, pictures with words, tables with headings."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date

from complaints.kinds import Stage
from complaints.labels import STAGE
from foundation.language import mark as _
from sla.months import first_day, grain_of
from sla.report_figures import LEAST, TARGET, WORKING_DAY, Report
from sla.survival import Curve, Quantile
from web.branding import accents
from web.charts import step_curve
from web.durations import Durations
from web.performance_charts import month_bars
from web.printing import printed
from web.report_charts import Amount, ShareRow, amounts, curve, months, shares
from web.report_tables import FAMILY_NAMES, as_of, in_order, tables_of
from web.spreadsheets import Column, Form, Table, Value
from web.timeliness_filter import month_name
from web.wording import Wording

MOST_ROWS = {"unit": 24, "topic": 12, "area": 24}
"""Groups shown in one picture, the largest; the table has all of them."""

_TITLES = {"month": _("Laporan bulanan pengaduan masyarakat"), "quarter": _("Laporan triwulan pengaduan masyarakat")}
_CURVE_DAYS = (1, 3, 5, 10, 14, 20, 30, 60)
_FAMILIES = ("unit", "topic", "area")
_BETWEEN = re.compile(r" (?![^(]*\))")
"""Where a heading may be broken: between words, not in brackets."""
_PRINTED = (0, 1, 2, 3, 5, 6, 10, 13, 14)
"""Columns of a group's table that fit on paper; the spreadsheets have all of them."""
_DEFINITIONS = (
    _("Dihitung semua aduan yang diterima pada masa laporan, menurut keadaannya pada tanggal di atas."),
    _("Yang masih terbuka ikut dihitung selama apa pun menunggu; yang lewat tanggalnya dihitung terlambat."),
    _("Jawaban yang disanggah pelapor, dan janji untuk kemudian hari, belum dihitung sebagai jawaban."),
    _("Lama dihitung dalam jam kerja unit, 7 jam 30 menit sehari, termasuk waktu menunggu pelapor."),
    _("Kelompok disusun menurut abjad. Banyaknya aduan bukan ukuran baik-buruknya unit."),
    _("Bila rentang 95 persennya lebar, perbedaan kecil tidak berarti. Di bawah {least} aduan tidak ada bagian."),
)
_NATIONAL = _(
    "Ditindaklanjuti: bagian yang sudah ditanggapi atau selesai, dari yang menjadi wewenang. RTL "
    "saja dapat menutupi yang belum ditanggapi; karena itu lamanya mereka menunggu ditulis di sampingnya."
)
_KEPT = _("Bagian janji yang ditepati dan rentang 95 persennya; dalam kurung: janji yang sudah dapat dinilai.")
_CURVE = _("Kurva naik: separuhnya dijawab dalam {median} hari kerja, sembilan dari sepuluh dalam {ninetieth}.")
_BY_UNIT = _(
    "Bagian yang selesai tepat waktu dan rentang 95 persennya; dalam kurung: yang sudah dapat "
    "dinilai. Yang terlalu sedikit untuk dinilai tidak digambar."
)
_CURVE_CAPTION = _("Bagian aduan yang sudah dijawab; yang masih terbuka ikut dihitung. Bidang: rentang 95 persen.")
_OUTSIDE = _("Edisi untuk luar: tanpa aduan jalur pengawasan; kelompok di bawah {least} aduan digabung.")
_INSIDE = _("Untuk kalangan sendiri: memuat angka kecil yang dapat menunjuk orang. Jangan diedarkan ke luar.")


async def paper(report: Report, wording: Wording) -> bytes:
    """The PDF, tagged as PDF/UA-1 asks; raises TooMany where drawing takes too long."""
    made = _Paper(report, wording)
    return await printed("report.typ", made.told(), made.pictures)


def report_title(report: Report, wording: Wording) -> str:
    return wording.say(_TITLES[grain_of(report.period)])


def period_words(period: str, wording: Wording) -> str:
    """Oktober 2026, or Triwulan IV 2026."""
    if grain_of(period) == "quarter":
        year, quarter = period.split("-Q")
        number = ("I", "II", "III", "IV")[int(quarter) - 1]
        return wording.say(_("Triwulan {quarter} {year}"), quarter=number, year=year)
    return month_name(first_day(period), wording.language)


def scope_words(report: Report, wording: Wording) -> str:
    if report.unit:
        return wording.unit(report.unit)
    return wording.say(_("{region}, semua unit"), region=wording.region.name)


class _Paper:
    def __init__(self, report: Report, wording: Wording) -> None:
        self._report, self._wording, self._figures = report, wording, report.figures
        self._words = Durations(wording)
        self._accent, self._dark, self._tint = accents(wording.region.branding)
        self._tables = {table.name: table for table in tables_of(report, wording)}
        self._shown: dict[str, list[Column]] = {}
        self.pictures = {"cloth": cloth()}
        """Drawings by name; they are no words, and go to the paper as they are."""

    def _say(self, words: str, **values: object) -> str:
        return self._wording.say(words, **values)

    def told(self) -> dict[str, Any]:
        region, say = self._wording.region, self._say
        sections = [section for section in self._sections() if section]
        edition = _OUTSIDE if self._report.outside else _INSIDE
        return {
            "language": self._wording.language,
            "service": region.service_name,
            "government": str(region.branding.get("seal_text") or region.name),
            "address": str(region.office.get("address", "")),
            "title": report_title(self._report, self._wording),
            "period": period_words(self._report.period, self._wording),
            "scope": scope_words(self._report, self._wording),
            "as_of": as_of(self._report.at, self._wording),
            "edition": say(edition, least=LEAST),
            "accent": self._accent,
            "dark": self._dark,
            "tint": self._tint,
            "lead": self._lead(),
            "tiles": self._tiles(),
            "sections": sections,
            "meanings": {"title": say(_("Arti setiap angka")), "columns": _halved(self._meanings())},
            "reading": {
                "title": say(_("Cara membaca laporan ini")),
                "lines": [say(words, least=LEAST) for words in _DEFINITIONS],
            },
            "page": say(_("Halaman")),
        }

    def _lead(self) -> str:
        """What somebody reads who reads nothing else."""
        flow, number = self._report.flow, self._wording.number
        first = self._say(
            _("Pada {period} diterima {received} aduan dan dijawab selesai {answered}. Yang masih terbuka {change}."),
            period=period_words(self._report.period, self._wording),
            received=number(flow.received),
            answered=number(flow.answered),
            change=self._change(flow.before, flow.after),
        )
        late = self._figures.total.completion
        second = self._say(
            _("Dari yang diterima, {late} melewati batas penyelesaian, {open} di antaranya belum dijawab."),
            late=number(late.late),
            open=number(late.late_open),
        )
        return f"{first} {second}"

    def _change(self, before: int, after: int) -> str:
        number = self._wording.number
        if after == before:
            return self._say(_("tetap {after}"), after=number(after))
        words = _("naik dari {before} menjadi {after}") if after > before else _("turun dari {before} menjadi {after}")
        return self._say(words, before=number(before), after=number(after))

    def _tiles(self) -> list[dict[str, str]]:
        flow, total, national = self._report.flow, self._figures.total, self._figures.national
        kept, words = total.completion, self._words
        followed = words.percent(national.share) if national.ours >= LEAST and national.share is not None else "–"
        short = national.share is not None and national.share < TARGET
        return [
            {
                "value": self._wording.number(flow.received),
                "name": self._say(_("aduan diterima")),
                "note": self._say(_("{number} masih terbuka"), number=self._wording.number(total.open)),
            },
            {
                "value": followed,
                "name": self._say(_("ditindaklanjuti")),
                "note": self._say(
                    _("di bawah sasaran {target}") if short else _("sasaran {target}"), target=words.percent(TARGET)
                ),
            },
            {
                "value": words.percent(kept.share.value) if kept.share else "–",
                "name": self._say(_("selesai tepat waktu")),
                "note": self._between(kept.share) if kept.share else self._say(_("terlalu sedikit untuk dinilai")),
            },
            {
                "value": self._reached(total.median),
                "name": self._say(_("hari kerja sampai separuhnya dijawab")),
                "note": self._interval(total.median),
            },
        ]

    def _between(self, share: Any) -> str:
        return self._say(_("rentang {between}"), between=self._words.between(share.low, share.high))

    def _reached(self, quantile: Quantile | None) -> str:
        return "–" if quantile is None or quantile.value is None else self._words.number(quantile.value / WORKING_DAY)

    def _interval(self, quantile: Quantile | None) -> str:
        if quantile is None:
            return self._say(_("terlalu sedikit untuk dinilai"))
        if quantile.value is None:
            return self._say(_("belum tercapai"))
        found = self._words.interval(quantile)
        return self._say(_("rentang {between}"), between=found) if found else ""

    def _sections(self) -> list[dict[str, Any] | None]:
        return [
            self._flow(),
            self._national(),
            self._promises(),
            self._lengths(),
            *(self._groups(family) for family in _FAMILIES),
            self._side_by_side(),
        ]

    def _flow(self) -> dict[str, Any]:
        trend = [
            (_short(one.month, self._wording.language), one.received, one.answered, False) for one in self._report.trend
        ]
        if self._report.outside:
            hidden = [
                (name, *(None if 0 < number < LEAST else number for number in pair), last)
                for name, *pair, last in trend
            ]
            trend = hidden  # type: ignore[assignment]
        bars = month_bars(trend)
        first, second = self._say(_("Diterima")), self._say(_("Dijawab selesai"))
        picture = None
        if bars:
            picture = {
                "drawing": self._drawn("months", months(bars, first, second, self._accent)),
                "alt": self._say(
                    _("Diagram batang dua belas bulan: {months}."),
                    months="; ".join(
                        self._say(_("{month} diterima {received}, dijawab {answered}"), month=month, **pair)
                        for month, pair in self._trend_words()
                    ),
                ),
                "caption": self._say(
                    _("Diterima dan dijawab selesai, dua belas bulan sampai {month}."), month=self._months_end()
                ),
            }
        flow = self._table(self._tables["arus"], (0, 1), last_bold=True)
        return {
            "title": self._say(_("Arus aduan")),
            "picture": picture,
            **({"beside": flow, "tables": []} if picture else {"tables": [flow]}),
        }

    def _trend_words(self) -> list[tuple[str, dict[str, str]]]:
        def number(one: int) -> str:
            hidden = self._report.outside and 0 < one < LEAST
            return self._say(_("disembunyikan")) if hidden else self._wording.number(one)

        return [
            (
                month_name(first_day(one.month), self._wording.language),
                {"received": number(one.received), "answered": number(one.answered)},
            )
            for one in self._report.trend
        ]

    def _months_end(self) -> str:
        return month_name(first_day(self._report.trend[-1].month), self._wording.language)

    def _national(self) -> dict[str, Any]:
        table = self._tables["nasional"]
        one = self._figures.national
        sentence = self._say(_NATIONAL)
        return {
            "title": table.title,
            "lead": sentence if one.received else "",
            "tables": [
                self._table(table, tuple(range(9)), last_bold=True, small=True),
                self._table(table, (0, 9, 10, 11, 12), last_bold=True, small=True),
            ],
        }

    def _promises(self) -> dict[str, Any]:
        table = self._tables["janji"]
        rows = []
        for stage in (Stage.VERIFY, Stage.FIRST_RESPONSE, Stage.COMPLETION):
            kept = self._figures.promises[str(stage)]
            found = kept.share
            told = (found.value, found.low, found.high) if found else None
            note = self._words.percent(found.value) if found else "–"
            rows.append(ShareRow(self._say(STAGE[stage]), told, f"{note} ({self._wording.number(kept.known)})"))
        return {
            "title": table.title,
            "picture": {
                "drawing": self._drawn("kept", shares(rows, self._accent)),
                "alt": self._say(
                    _("Bagian janji yang ditepati: {shares}."),
                    shares="; ".join(f"{one.name} {one.note}" for one in rows),
                ),
                "caption": self._say(_KEPT),
            },
            "tables": [self._table(table, (0, 1, 2, 3, 4, 5, 7), small=True)],
        }

    def _lengths(self) -> dict[str, Any] | None:
        total, line = self._figures.total, self._figures.curve
        end = _end(line, total.ninetieth)
        if not end or total.cases < LEAST:
            return None
        marks = [
            (one.value / WORKING_DAY, share)
            for one, share in ((total.median, 0.5), (total.ninetieth, 0.9))
            if one and one.value is not None
        ]
        chart = step_curve(lambda amount: line.done_by(amount * WORKING_DAY), end, marks)
        rows = []
        for amount in _CURVE_DAYS:
            value, low, high = line.done_by(amount * WORKING_DAY)
            rows.append(
                [self._wording.number(amount), self._words.percent(value), self._words.between(low, high) or "–"]
            )
        median, ninetieth = (self._reached(one) for one in (total.median, total.ninetieth))
        return {
            "title": self._say(_("Berapa lama sampai dijawab")),
            "picture": {
                "drawing": self._drawn("curve", curve(chart, self._say(_("hari kerja sejak diterima")), self._accent)),
                "alt": self._say(
                    _CURVE,
                    median=median,
                    ninetieth=ninetieth,
                ),
                "caption": self._say(_CURVE_CAPTION),
            },
            "beside": {
                "columns": [
                    {"label": self._say(_("Dalam hari kerja")), "right": True, "width": 1},
                    {"label": self._say(_("Dijawab")), "right": True, "width": 1},
                    {"label": self._say(_("Rentang")), "right": True, "width": 1},
                ],
                "rows": rows,
                "last_bold": False,
                "small": False,
            },
            "tables": [],
        }

    def _groups(self, family: str) -> dict[str, Any] | None:
        groups = self._figures.groups[family]
        name = {"unit": "unit", "topic": "topik", "area": "wilayah"}[family]
        table = self._tables.get(name)
        if table is None or len(groups) < 2:
            return None
        named = in_order(groups, family, self._wording)
        # A unit of which no share is told would be an empty line.
        drawable = [one for one in named if family != "unit" or one[1].completion.share]
        shown = sorted(drawable, key=lambda one: -one[1].cases)[: MOST_ROWS[family]]
        kept = [one for one in named if one in shown]
        if not kept:
            return {"title": self._title(family), "tables": [self._table(table, _PRINTED, small=True)]}
        left_out = len(named) - len(kept)
        picture = self._interval_picture(kept) if family == "unit" else self._amount_picture(family, kept)
        if left_out:
            picture["caption"] += " " + self._say(_("{number} kelompok terkecil hanya ada di tabel."), number=left_out)
        return {
            "title": self._title(family),
            "picture": picture,
            "tables": [self._table(table, _PRINTED, small=True)],
        }

    def _title(self, family: str) -> str:
        return self._say(_("Menurut {group}"), group=self._say(FAMILY_NAMES[family]).lower())

    def _interval_picture(self, named: Sequence[Any]) -> dict[str, str]:
        rows = []
        for name, group in named:
            found = group.completion.share
            note = f"{self._words.percent(found.value)} ({group.completion.known})" if found else "–"
            rows.append(ShareRow(name, (found.value, found.low, found.high) if found else None, note))
        return {
            "drawing": self._drawn("unit", shares(rows, self._accent)),
            "alt": self._say(
                _("Bagian selesai tepat waktu menurut unit, angka lengkapnya di tabel: {shares}."),
                shares="; ".join(f"{row.name} {row.note}" for row in rows),
            ),
            "caption": self._say(_BY_UNIT),
        }

    def _amount_picture(self, family: str, named: Sequence[Any]) -> dict[str, str]:
        rows = [
            Amount(
                name,
                group.cases,
                group.open,
                self._say(
                    _("{number}, {open} terbuka") if group.open else "{number}",
                    number=self._wording.number(group.cases),
                    open=self._wording.number(group.open),
                ),
            )
            for name, group in named
        ]
        return {
            "drawing": self._drawn(f"amounts of {family}", amounts(rows, self._accent)),
            "alt": self._say(
                _("Banyaknya aduan, angka lengkapnya di tabel: {amounts}."),
                amounts="; ".join(f"{row.name} {row.note}" for row in rows),
            ),
            "caption": self._say(_("Aduan yang diterima; bagian yang pucat masih terbuka.")),
        }

    def _side_by_side(self) -> dict[str, Any]:
        return {
            "title": self._say(_("Suara pelapor, jeda, dan janji")),
            "tables": [self._table(self._tables["pelapor"], (0, 1)), self._table(self._tables["jeda"], (0, 1))],
            "columns": 2,
        }

    def _drawn(self, name: str, svg: str) -> str:
        self.pictures[name] = svg
        return name

    def _table(
        self, table: Table, places: Sequence[int], *, last_bold: bool = False, small: bool = False
    ) -> dict[str, Any]:
        columns = [table.columns[place] for place in places]
        known = self._shown.setdefault(table.title, [])
        known += [column for column in columns if column not in known]
        rows = [[self._cell(row[place], table.columns[place].form) for place in places] for row in table.rows]
        return {
            "columns": [
                {
                    "label": column.label,
                    "lines": _BETWEEN.split(column.label),
                    "right": column.form != "text",
                    "width": _width(column, [row[place] for row in rows]),
                }
                for place, column in enumerate(columns)
            ],
            "rows": rows,
            "last_bold": last_bold,
            "small": small,
        }

    def _meanings(self) -> list[dict[str, Any]]:
        """What the columns of the printed tables mean, table by table; what was said before is not said again."""
        said: set[tuple[str, str]] = set()
        found = []
        for title, columns in self._shown.items():
            new = [one for one in columns if (one.label, one.meaning) not in said]
            said |= {(one.label, one.meaning) for one in new}
            if new:
                found.append({"title": title, "columns": [{"name": one.label, "text": one.meaning} for one in new]})
        return found

    def _cell(self, value: Value, form: Form) -> str:
        if value is None:
            return "–"
        if isinstance(value, str):
            return value
        if form == "share" or (form == "number" and isinstance(value, float) and value <= 1):
            return self._words.percent(value)
        return self._wording.number(value) if isinstance(value, int) else self._words.number(value)


def _halved(tables: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Two columns of about the same length, in the order in which they are read."""
    lengths = [sum(len(one["name"]) + len(one["text"]) for one in table["columns"]) + 60 for table in tables]
    place = min(range(len(tables) + 1), key=lambda place: abs(sum(lengths[:place]) - sum(lengths[place:])))
    return [tables[:place], tables[place:]]


def _end(line: Curve, ninetieth: Quantile | None) -> float:
    """Up to how many working days the curve is shown: a few that waited for very long would push all others aside."""
    if not line.done:
        return 0.0
    far = ninetieth.value if ninetieth and ninetieth.value is not None else None
    return max((line.longest if far is None else min(line.longest, 1.5 * far)) / WORKING_DAY, 1.0)


def _width(column: Column, cells: Sequence[str]) -> int | None:
    """A column of words has its share of what columns of numbers leave; None of these: what they need."""
    return max(map(len, (column.label, *cells))) if column.form == "text" else None


def _short(month: str, language: str) -> str:
    day: date = first_day(month)
    return f"{format_date(day, 'LLL', locale=language)} {month[2:4]}"


@cache
def cloth() -> str:
    """The region's cloth, as a drawing."""
    return (Path(__file__).parent / "static" / "tapis.svg").read_text(encoding="utf-8")
