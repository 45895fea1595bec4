"""The year of learning as a PDF: letterhead, a lead, tables with pictures of their counts."""

from collections.abc import Sequence
from typing import Any

from competency.yearly_sums import Year
from foundation.language import mark as _
from web.branding import accents
from web.printing import printed
from web.report_charts import Amount, amounts
from web.report_paper import cloth
from web.wording import Wording

_READING = (
    _("Kebutuhan dihitung pada tahun terjadinya: dibuka, diterima, ditolak, dialihkan, atau dilatih."),
    _("Yang dinilai adalah versi materi: yang dilatih dibandingkan dengan yang masih menunggu giliran."),
    _("Belum diketahui bukan berarti tidak efektif. Penilaian paling cepat setengah tahun sesudah pelatihan."),
    _("Tidak ada angka tentang orang, dan tidak ada peringkat unit."),
)
_NEEDS = (
    ("opened", _("Dibuka"), _("kebutuhan yang dibuka, dari sinyal atau masukan")),
    ("accepted", _("Diterima"), _("kebutuhan yang diterima sesudah unit didengar")),
    ("rejected", _("Ditolak"), _("ternyata bukan kebutuhan pelatihan")),
    ("passed_on", _("Dialihkan"), _("sebabnya bukan kecakapan; diteruskan kepada pemiliknya")),
    ("trained", _("Dilatih"), _("unitnya sudah mengikuti pelatihan")),
)
_DONE = (
    ("batches", _("Pelatihan"), _("angkatan yang selesai")),
    ("people", _("Peserta selesai"), _("yang hadir cukup sering")),
    ("hours", _("JP"), _("jam pelajaran semua peserta yang selesai; satu JP 45 menit")),
)
_WORKED = (
    ("effective", _("Efektif"), _("versi materi yang mengurangi kejadian buruk")),
    ("ineffective", _("Tidak efektif"), _("versi materi yang perlu direvisi")),
    ("unknown", _("Belum diketahui"), _("belum waktunya, atau terlalu sedikit untuk diketahui")),
)
_MANY = (("many", _("Kebutuhan"), ""),)
Columns = tuple[tuple[str, str, str], ...]


async def paper(
    of: Year, wording: Wording, lead: str, parts: Sequence[dict[str, Any]], reasons: Sequence[tuple[str, int]]
) -> bytes:
    """The PDF, tagged as PDF/UA-1 asks; raises TooMany where drawing takes too long."""
    region, say, number = wording.region, wording.say, wording.number
    accent, dark, tint = accents(region.branding)
    pictures = {"cloth": cloth()}
    sections = [_section(wording, part, pictures, accent) for part in parts if part["rows"]]
    if reasons:
        table = _table(wording, say(_("Sebab")), _MANY, [{"name": name, "many": many} for name, many in reasons])
        sections.append({"title": say(_("Mengapa kebutuhan ditolak atau dialihkan")), "tables": [table]})
    total = of.total
    tiles = (
        (total.accepted, _("kebutuhan diterima"), total.waiting, _("{number} menunggu pelatihan")),
        (total.batches, _("pelatihan"), total.hours, _("{number} JP")),
        (total.people, _("peserta selesai"), None, ""),
        (total.effective, _("materi efektif"), total.unknown, _("{number} belum diketahui")),
    )
    told = {
        "language": wording.language,
        "service": region.service_name,
        "government": str(region.branding.get("seal_text") or region.name),
        "address": str(region.office.get("address", "")),
        "title": say(_("Laporan tahunan kompetensi")),
        "period": str(of.year),
        "scope": region.name,
        "as_of": "",
        "edition": say(_("Untuk kalangan sendiri.")),
        "accent": accent,
        "dark": dark,
        "tint": tint,
        "lead": lead,
        "tiles": [
            {
                "value": number(value),
                "name": say(name),
                "note": say(note, number=number(more)) if more is not None else "",
            }
            for value, name, more, note in tiles
        ],
        "sections": sections,
        "meanings": {
            "title": say(_("Arti setiap angka")),
            "columns": [
                [_meaning(wording, _("Kebutuhan"), _NEEDS)],
                [_meaning(wording, _("Pelatihan dan hasilnya"), (*_DONE, *_WORKED))],
            ],
        },
        "reading": {"title": say(_("Cara membaca laporan ini")), "lines": [say(one) for one in _READING]},
        "page": say(_("Halaman")),
    }
    return await printed("report.typ", told, pictures)


def _section(wording: Wording, part: dict[str, Any], pictures: dict[str, str], accent: str) -> dict[str, Any]:
    """A table of its kind, and where anything was held a picture of people who finished."""
    rows = part["rows"]
    columns = (*_NEEDS, *_DONE, *_WORKED) if part["needs"] else (*_DONE, *_WORKED)
    found: dict[str, Any] = {"title": part["title"], "tables": [_table(wording, part["first"], columns, rows)]}
    key, words = ("accepted", _("Kebutuhan yang diterima.")) if part["needs"] else ("batches", _("Pelatihan."))
    if any(row[key] for row in rows):
        drawn = [Amount(row["name"], row[key], 0, wording.number(row[key])) for row in rows]
        pictures[part["id"]] = amounts(drawn, accent)
        alt = "; ".join(f"{row['name']}: {wording.number(row[key])}" for row in rows)
        found["picture"] = {"drawing": part["id"], "alt": f"{wording.say(words)} {alt}", "caption": wording.say(words)}
    return found


def _table(wording: Wording, first: str, columns: Columns, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    labels = [wording.say(label) for _key, label, _text in columns]
    return {
        "columns": [
            {"label": first, "width": 1, "right": False, "lines": [first]},
            *({"label": one, "width": None, "right": True, "lines": one.split()} for one in labels),
        ],
        "rows": [[row["name"], *(wording.number(row[key]) for key, _label, _text in columns)] for row in rows],
        "last_bold": False,
        "small": len(columns) > 6,
    }


def _meaning(wording: Wording, title: str, columns: Columns) -> dict[str, Any]:
    told = [{"name": wording.say(label), "text": wording.say(text)} for _key, label, text in columns]
    return {"title": wording.say(title), "columns": told}
