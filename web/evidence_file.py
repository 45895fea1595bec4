"""The evidence file of a quarter for RB, SP4N and KIP evaluations: figures, cases, samples and proofs in one ZIP.

The same figures as of the same instant make the same bytes, so that two copies can be held against each other.
"""

from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from complaints.day_roots import DayRoot
from complaints.kinds import Status
from complaints.labels import EVENT, STATUS
from complaints.ticket import show
from complaints.views import Case
from foundation.language import mark as _
from sla.evidence import EvidenceCase
from sla.report_figures import Report
from web.report_paper import paper, period_words
from web.report_tables import CLASS_NAMES, as_of, dictionary_of, tables_of
from web.spreadsheets import Column, Table, csv_file, xlsx_file
from web.wording import Wording

_MADE = (1980, 1, 1, 0, 0, 0)
"""Written as each file's date: a ZIP tells no other, and it would make two equal copies differ."""

_OURS = (
    ("laporan.pdf", _("Laporan triwulan dengan gambar.")),
    ("laporan.xlsx", _("Angka yang sama sebagai lembar kerja, dengan kamus data.")),
    ("tabel/*.csv", _("Setiap tabel sebagai berkas CSV.")),
    ("daftar-aduan.csv", _("Semua aduan masa itu: kode, klasifikasi, tanggal; tanpa isi dan tanpa identitas.")),
    ("contoh/*.txt", _("Contoh aduan yang sudah dijawab; nama, nomor, dan rumah sudah ditutup.")),
    ("akar-harian.txt", _("Sidik jari catatan tiap hari, sama dengan yang diumumkan di halaman bukti.")),
    ("SHA256SUMS", _("Sidik jari setiap berkas di sini; periksa dengan: sha256sum -c SHA256SUMS")),
)
_THEIRS = (
    _("Keputusan tentang tim pengelola pengaduan yang masih berlaku, dengan nama pejabat penghubung tiap unit."),
    _("Standar operasional prosedur pengelolaan pengaduan yang sudah ditetapkan."),
    _("Bukti rapat pemantauan dan evaluasi, serta tindak lanjutnya."),
    _("Bukti sosialisasi kanal pengaduan kepada masyarakat."),
    _("Untuk KIP: keputusan PPID dan daftar informasi publik."),
    _("Dokumen lain yang diminta lembar evaluasi tahun ini: daftarnya dapat berubah tiap tahun."),
)
_LEAD = _("Berkas bukti pengelolaan pengaduan {period}, {region}. {as_of}.")
_DAYS = (_("Diterima"), _("Tanggapan pertama"), _("Dijawab selesai"), _("Berakhir"), _("Batas penyelesaian"))
_SAMPLE_RULE = _("Contoh dipilih dengan aturan yang dapat diulang: aduan dengan SHA-256 dari “{period} KODE” terkecil.")


class Sources(NamedTuple):
    """What the file is made of; `samples` are cases as everybody reads them."""

    report: Report
    cases: Sequence[EvidenceCase]
    samples: Sequence[Case]
    roots: Sequence[DayRoot]


async def evidence_file(sources: Sources, wording: Wording) -> bytes:
    """The ZIP; raises TooMany where drawing its PDF takes too long."""
    report = sources.report
    tables = tables_of(report, wording)
    lead = wording.say(
        _LEAD,
        period=period_words(report.period, wording),
        region=wording.region.name,
        as_of=as_of(report.at, wording),
    )
    files = {
        "laporan.pdf": await paper(report, wording),
        "laporan.xlsx": xlsx_file(tables, lead, [], dictionary_of(tables, wording)),
        "daftar-aduan.csv": csv_file(case_table(sources.cases, wording)),
        "akar-harian.txt": _roots(sources.roots, wording),
        **{f"tabel/{table.name}.csv": csv_file(table) for table in tables},
        **{f"contoh/{one.complaint.code}.txt": _sample(one, wording) for one in sources.samples},
    }
    files["BACA-DULU.txt"] = _manifest(lead, report.period, wording)
    sums = "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return packed(files | {"SHA256SUMS": sums.encode()})


def packed(files: dict[str, bytes]) -> bytes:
    """A ZIP with the files in the order of their names."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = ZipInfo(name, _MADE)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, files[name], compresslevel=9)
    return target.getvalue()


def case_table(cases: Sequence[EvidenceCase], wording: Wording) -> Table:
    """The list of cases; days, never hours."""
    say = wording.say

    def column(label: str, meaning: str) -> Column:
        return Column(say(label), "text", say(meaning))

    columns = [
        column(_("Kode"), _("Kosong bila aduannya tidak dipublikasikan.")),
        column(_("Klasifikasi"), _("Jenis laporan.")),
        column(_("Ditangani oleh"), _("Unit atau instansi luar; kosong bila rahasia atau belum ada.")),
        column(_("Topik"), _("Kosong bila rahasia atau belum ada.")),
        column(_("Status"), _("Keadaan sekarang.")),
        *(column(label, _("Tanggal menurut wilayah.")) for label in _DAYS),
        Column(say(_("Sanggahan")), "count", say(_("Berapa kali disanggah."))),
        Column(say(_("Nilai")), "count", say(_("1 sampai 5; kosong bila tidak dinilai."))),
    ]
    rows = [
        (
            show(one.code) if one.code else None,
            say(CLASS_NAMES[one.kind]),
            wording.unit(one.unit) or wording.body(one.body) or None,
            wording.topic(one.topic) or None,
            say(STATUS[Status(one.status)]),
            *(day.isoformat() if day else None for day in one[5:10]),
            one.disputes,
            one.score,
        )
        for one in cases
    ]
    return Table("aduan", say(_("Daftar aduan")), columns, rows)


def _roots(roots: Sequence[DayRoot], wording: Wording) -> bytes:
    head = wording.say(_("# tanggal akar segel; segel mengikat hari itu dengan semua hari sebelumnya"))
    lines = [root.line for root in roots] or [wording.say(_("# belum ada akar yang dibuat untuk hari-hari ini"))]
    return "\n".join([head, *lines, ""]).encode()


def _sample(case: Case, wording: Wording) -> bytes:
    """A case as everybody reads it."""
    say, complaint = wording.say, case.complaint
    zone = ZoneInfo(wording.region.timezone_of(complaint.unit))
    told = [
        f"{say(_('Kode'))}: {show(complaint.code)}",
        f"{say(_('Klasifikasi'))}: {say(CLASS_NAMES[str(complaint.kind)])}",
        f"{say(_('Ditangani oleh'))}: {wording.unit(complaint.unit) or wording.body(complaint.body)}",
        f"{say(_('Status'))}: {say(STATUS[complaint.status])}",
        "",
        f"{say(_('Laporan'))}:",
        case.told,
        "",
    ]
    for entry in case.entries:
        if entry.words and entry.name != "complaint.filed":
            day = entry.at.astimezone(zone).date().isoformat()
            told += [f"{day} {say(EVENT[entry.name])}:", entry.words, ""]
    return "\n".join(told).encode()


def _manifest(lead: str, period: str, wording: Wording) -> bytes:
    say = wording.say
    ours = [f"- {name}: {say(meaning)}" for name, meaning in _OURS]
    theirs = [f"- [ ] {say(words)}" for words in _THEIRS]
    lines = [
        lead,
        "",
        say(_("Yang ada di sini:")),
        *ours,
        say(_SAMPLE_RULE, period=period),
        "",
        say(_("Yang harus ditambahkan sendiri oleh pemerintah daerah (tidak dibuat oleh aplikasi ini):")),
        *theirs,
        "",
    ]
    return "\n".join(lines).encode()
