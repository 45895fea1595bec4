"""The days of a promise in words: which counted, which did not, and why, in the reader's language."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from complaints.kinds import Stage
from foundation.language import mark as _
from web.formatting import day_as
from web.promise_notes import Speaker
from workdays.working_days import Counted

_KINDS: dict[str, str] = {
    "libur nasional": _("Libur nasional"),
    "cuti bersama": _("Cuti bersama"),
    "libur daerah": _("Libur daerah"),
    "hari kerja pengganti": _("Hari kerja pengganti"),
    "setengah hari kerja": _("Setengah hari kerja"),
    "akhir pekan": _("Akhir pekan"),
    "tanpa jam kerja": _("Tanpa jam kerja"),
    "hari kerja": _("Hari kerja"),
    "hari kalender": _("Hari kalender"),
}
_FREE = frozenset({"libur nasional", "cuti bersama", "libur daerah"})
STOPS: dict[str, str] = {
    "menunggu pelapor": _("menunggu pelapor"),
    "menunggu balasan surat": _("menunggu balasan surat"),
    "jawaban sudah diberikan": _("jawaban sudah diberikan"),
    "dijanjikan untuk kemudian hari": _("dijanjikan untuk kemudian hari"),
}
_FIRST: dict[Stage, str] = {
    Stage.SILENT_CLOSE: _("Hari dinyatakan selesai; mulai dihitung hari berikutnya"),
    Stage.SUPPLEMENT: _("Hari Anda diminta melengkapi; mulai dihitung hari berikutnya"),
    Stage.NEXT_UPDATE: _("Hari kabar terakhir; mulai dihitung hari berikutnya"),
    Stage.OBJECTION: _("Hari keberatan diajukan; mulai dihitung hari berikutnya"),
    Stage.UNIT: _("Hari diteruskan ke unit; mulai dihitung hari berikutnya"),
    Stage.REROUTE: _("Hari dikembalikan unit; mulai dihitung hari berikutnya"),
}
_RECEIVED = _("Hari laporan diterima; mulai dihitung hari berikutnya")
_BEGUN = _("Hari mulainya; mulai dihitung hari berikutnya")
_STOOD = _("hitungan berhenti: {why}")
_PART = _("{hours} jam {minutes} menit dihitung")
_WHOLE_HOURS = _("{hours} jam dihitung")
_OUTSIDE = _("jam kerjanya tidak termasuk hitungan")
_ESTIMATED = _("perkiraan")

_KIND = re.compile(rf"({'|'.join(sorted(_KINDS, key=len, reverse=True))})(?: \(\w+\))?(.*)", re.S)
_COUNTED = re.compile(r"; (\d+) jam (\d+) menit dihitung$")
FOLDED_FROM = 31
"""Days from which on the months are folded."""


@dataclass(frozen=True)
class DayRow:
    """One line of the table. `number` is which working day it is, where whole days are counted."""

    date: date
    counted: bool
    words: str
    number: int | None = None
    stood: bool = False
    ends: str = ""
    """The hour at which the promise runs out on this day, with the zone's label; on its last day."""


@dataclass(frozen=True)
class Month:
    """The days of one month; `counted` and `skipped` are how many."""

    name: str
    rows: tuple[DayRow, ...]
    counted: int
    skipped: int


@dataclass(frozen=True)
class _Told:
    kind: str
    rest: str
    hours: tuple[int, int] | None
    outside: bool
    stops: tuple[str, ...]


def months(
    speaker: Speaker, rows: Sequence[Counted], stage: Stage, ends: str, *, numbered: bool, received: bool
) -> list[Month]:
    """The days month by month.

    `ends`: the hour of the last day; `numbered`: whole working days are counted; `received`: from the case's receipt.
    """
    told = list(_rows(speaker, rows, stage, numbered, received))
    if told:
        told[-1] = replace(told[-1], ends=ends)
    found = []
    for _month, group in groupby(told, key=lambda row: (row.date.year, row.date.month)):
        days = tuple(group)
        counted = sum(row.counted for row in days)
        name = day_as(days[0].date, "LLLL y", speaker.language)
        found.append(Month(name, days, counted, len(days) - counted))
    return found


def holidays(speaker: Speaker, rows: Sequence[Counted]) -> list[tuple[date, str]]:
    """Days off that fell on what would have been a working day, with their names."""
    return [
        (row.date, _kind_words(speaker, told))
        for row, told in ((row, _parsed(row.reason)) for row in rows)
        if told.kind in _FREE and row.date.weekday() < 5
    ]


def _rows(speaker: Speaker, rows: Sequence[Counted], stage: Stage, numbered: bool, received: bool) -> Iterator[DayRow]:
    number = 0
    for place, row in enumerate(rows):
        told = _parsed(row.reason)
        if place == 0 and not told.kind:
            first = _RECEIVED if received else _FIRST.get(stage, _BEGUN)
            yield DayRow(row.date, False, speaker.say(first))
            continue
        number += row.counted
        words = "; ".join(_pieces(speaker, told))
        yield DayRow(row.date, row.counted, words, number if numbered and row.counted else None, bool(told.stops))


def _parsed(reason: str) -> _Told:
    """The pieces of a day's reason as `sla.course.days` writes it; no kind for the day it counts from."""
    head, _stood, why = reason.partition("hitungan berhenti: ")
    head = head.rstrip(" ;,")
    part = _COUNTED.search(head)
    if part:
        head = head[: part.start()]
    outside = head.endswith("; di luar hitungan")
    kind = _KIND.fullmatch(head.removesuffix("; di luar hitungan"))
    return _Told(
        kind[1] if kind else "",
        kind[2] if kind else head,
        (int(part[1]), int(part[2])) if part else None,
        outside,
        tuple(why.split("; ")) if why else (),
    )


def _pieces(speaker: Speaker, told: _Told) -> Iterator[str]:
    yield _kind_words(speaker, told)
    if told.hours:
        hours, minutes = told.hours
        yield speaker.say(_PART, hours=hours, minutes=minutes) if minutes else speaker.say(_WHOLE_HOURS, hours=hours)
    if told.outside:
        yield speaker.say(_OUTSIDE)
    if told.stops:
        why = ", ".join(speaker.say(STOPS.get(one, one)) for one in told.stops)
        yield speaker.say(_STOOD, why=why)


def _kind_words(speaker: Speaker, told: _Told) -> str:
    rest = told.rest.replace("(perkiraan)", f"({speaker.say(_ESTIMATED)})")
    name = rest.removeprefix(": ")
    if name.lower().startswith(told.kind) and name:
        return name  # the name says what kind of day it is
    return (speaker.say(_KINDS[told.kind]) if told.kind in _KINDS else "") + rest
