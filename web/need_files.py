"""Needs for the yearly plan of competency (HCDP, rencana pengembangan kompetensi): as a workbook, and on paper."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from competency.decisions import Decision
from competency.dictionary import Dictionary
from competency.merging import Grade, Letter
from competency.need_board import Line
from foundation.language import mark as _
from web import need_words as words
from web.branding import accents
from web.formatting import day_as, percent
from web.input_words import GROUPS
from web.printing import printed
from web.spreadsheets import Column, Table, Value, xlsx_file
from web.wording import Wording

_TITLES = {
    True: _("Rencana pengembangan kompetensi: kebutuhan yang diterima"),
    False: _("Kebutuhan pengembangan kompetensi"),
}
_NOTE = _("Kebutuhan tentang unit, bukan tentang orang. Urutannya menurut nama, bukan peringkat unit.")
_GRADE = _("Satu sumber: dugaan. Dua: cukup. Tiga: kuat.")
_COVERED = _("{share} aduan dapat dinilai; untuk sisanya belum cukup data. Yang tidak tercantum belum tentu baik.")
_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("text", _("Kode"), _("Kode kebutuhan")),
    ("text", _("Kompetensi"), _("Nama pada kamus kompetensi")),
    ("text", _("Kode kompetensi"), _("Kode pada kamus kompetensi")),
    ("text", _("Kelompok"), _("Teknis, manajerial, sosial kultural, atau nilai")),
    ("text", _("Topik"), _("Topik aduan; kosong berarti semua topik")),
    ("text", _("Unit"), _("Unit kerja; kosong berarti semua unit")),
    ("text", _("Status"), _("Keadaan kebutuhan saat berkas dibuat")),
    ("text", _("Kekuatan"), _GRADE),
    ("text", _("Sumber"), _("Yang menunjukkan kebutuhan ini")),
    ("number", _("Tingkat dibutuhkan"), _("Rata-rata dari survei atau asesmen, 1 sampai 5")),
    ("number", _("Tingkat kini"), _("Rata-rata dari survei atau asesmen, 1 sampai 5")),
    ("count", _("Muncul lagi"), _("Berapa kali dibuka lagi dalam setahun setelah ditutup")),
    ("text", _("Dibuka"), _("Tanggal kebutuhan dibuka")),
    ("text", _("Rencana tahun"), _("Tahun rencana yang memuatnya; kosong berarti belum dipilih")),
    ("text", _("Yang dipelajari"), _("Pengetahuan, keterampilan, dan sikap menurut kamus")),
)
_BY_COMPETENCY: tuple[tuple[str, str, str], ...] = (
    ("text", _("Kompetensi"), _("Nama pada kamus kompetensi")),
    ("text", _("Kelompok"), _("Teknis, manajerial, sosial kultural, atau nilai")),
    ("count", _("Kebutuhan"), _("Banyaknya kebutuhan")),
    ("count", _("Unit"), _("Banyaknya unit yang berbeda")),
    ("count", _("Kuat"), _("Didukung tiga sumber")),
    ("count", _("Cukup"), _("Didukung dua sumber")),
)


class Told(NamedTuple):
    """What the files tell. `coverage`: share of complaints that could be judged; `years`: plans by a need's code."""

    lines: Sequence[Line]
    known: Dictionary
    wording: Wording
    planned: bool
    coverage: float | None = None
    years: Mapping[str, str] = {}


def years_of(plans: Iterable[Decision]) -> dict[str, str]:
    """For which years a need was chosen, by its code."""
    found: dict[str, str] = {}
    for one in sorted(plans, key=lambda one: one.subject):
        for code in one.data["needs"]:
            found[code] = ", ".join(filter(None, (found.get(code), one.subject)))
    return found


def workbook(told: Told) -> bytes:
    """An XLSX file: needs one by one, and counted by competency."""
    lines, known, wording, planned, _coverage, years = told
    tables = [_by_competency(lines, known, wording), _one_by_one(lines, known, wording, years)]
    meanings: list[Sequence[Value]] = [
        (wording.say(label), wording.say(meaning))
        for _form, label, meaning in dict.fromkeys((*_BY_COMPETENCY, *_COLUMNS))
    ]
    dictionary = Table(
        "arti",
        wording.say(_("Arti kolom")),
        (Column(wording.say(_("Kolom")), "text", ""), Column(wording.say(_("Artinya")), "text", "")),
        meanings,
    )
    lead = [wording.region.name, _made_on(wording), wording.say(_NOTE), *filter(None, [_covered(told)])]
    return xlsx_file(tables, wording.say(_TITLES[planned]), lead, dictionary)


def _covered(told: Told) -> str:
    """How much of the complaints could be judged at all."""
    if told.coverage is None:
        return ""
    return told.wording.say(_COVERED, share=percent(told.coverage, told.wording.language))


def _made_on(wording: Wording) -> str:
    return wording.say(_("Keadaan pada {day}"), day=_day(wording, wording.now))


def _day(wording: Wording, at: Any) -> str:
    return day_as(at.astimezone(ZoneInfo(wording.region.timezone)).date(), "d MMMM y", wording.language)


def _columns(wording: Wording, said: Sequence[tuple[str, str, str]]) -> list[Column]:
    return [Column(wording.say(label), form, wording.say(meaning)) for form, label, meaning in said]  # type: ignore[arg-type]


def _group(wording: Wording, known: Dictionary, code: str) -> str:
    return wording.say(GROUPS[known.entry[code].group]) if code in known.entry else ""


def _one_by_one(lines: Sequence[Line], known: Dictionary, wording: Wording, years: Mapping[str, str]) -> Table:
    rows: list[list[Value]] = []
    for need, merged in lines:
        assert need.status is not None
        rows.append(
            [
                need.code,
                known.name(need.competency),
                need.competency,
                _group(wording, known, need.competency),
                wording.topic(need.topic),
                wording.unit(need.unit),
                wording.say(words.STATUSES[need.status]),
                wording.say(words.GRADES[merged.grade]),
                words.letters(wording, merged),
                merged.needed,
                merged.now,
                need.priority,
                _day(wording, need.opened_at),
                years.get(need.code, ""),
                _learn(known, need.competency),
            ]
        )
    return Table("kebutuhan", wording.say(_("Satu per satu")), _columns(wording, _COLUMNS), rows)


def _by_competency(lines: Sequence[Line], known: Dictionary, wording: Wording) -> Table:
    rows: list[list[Value]] = []
    for code, some in groupby(lines, key=lambda line: line.need.competency):
        found = list(some)
        units = {line.need.unit for line in found if line.need.unit}
        grades = [line.merged.grade for line in found]
        counts = (len(found), len(units), grades.count(Grade.STRONG), grades.count(Grade.ENOUGH))
        rows.append([known.name(code), _group(wording, known, code), *counts])
    return Table("kompetensi", wording.say(_("Menurut kompetensi")), _columns(wording, _BY_COMPETENCY), rows)


async def paper(of: Told) -> bytes:
    """The same as a PDF; raises TooMany where drawing takes too long."""
    lines, known, wording, planned = of[:4]
    region = wording.region
    told = {
        "language": wording.language,
        "service": region.service_name,
        "government": str(region.branding.get("seal_text") or region.name),
        "accent": accents(region.branding)[0],
        "title": wording.say(_TITLES[planned]),
        "made": _made_on(wording),
        "note": " ".join(filter(None, (wording.say(_NOTE), _covered(of)))),
        "grades": wording.say(_GRADE),
        "nothing": "" if lines else wording.say(_("Belum ada kebutuhan di sini.")),
        "heads": [
            wording.say(one) for one in (_("Unit dan topik"), _("Kekuatan"), _("Sumber"), _("Tingkat"), _("Status"))
        ],
        "parts": [
            {
                "name": known.name(code),
                "group": _group(wording, known, code),
                "learn": _learn(known, code),
                "rows": [_printed(wording, line, of.years) for line in some],
            }
            for code, some in groupby(lines, key=lambda line: line.need.competency)
        ],
    }
    return await printed("needs.typ", told)


def _learn(known: Dictionary, code: str) -> str:
    """What is to be known, done and how people are met, for whoever plans a training."""
    entry = known.entry.get(code)
    return ". ".join((entry.knowledge, entry.skill, entry.attitude)) + "." if entry else ""


def _printed(wording: Wording, line: Line, years: Mapping[str, str]) -> list[str]:
    need, merged = line
    assert need.status is not None
    planned = wording.say(_("rencana {years}"), years=years[need.code]) if need.code in years else ""
    return [
        f"{need.code}\n{words.cell(wording, need)}",
        wording.say(words.GRADES[merged.grade]),
        ", ".join(str(one) for one in Letter if one in merged.weights) or "–",
        words.levels(wording, merged.needed, merged.now) or "–",
        "\n".join(filter(None, (wording.say(words.STATUSES[need.status]), planned))),
    ]
