"""What happened in a case, as its officers read it: facts, words, notes and clocks in one list, by days."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from complaints import events as e
from complaints.labels import EVENT
from complaints.views import Case, Entry
from foundation.language import mark as _
from web.wording import Moment, Wording


class Chosen(StrEnum):
    """What the list is narrowed to, as the address says it."""

    ALL = "semua"
    WORDS = "tulisan"
    NOTES = "catatan"
    CLOCKS = "waktu"


_NAMES: dict[Chosen, str] = {
    Chosen.ALL: _("Semua"),
    Chosen.WORDS: _("Tulisan dan berkas"),
    Chosen.NOTES: _("Catatan internal"),
    Chosen.CLOCKS: _("Hitungan waktu"),
}
_CLOCKS = ("promise.", "deadline.", "pledge.", "danger.", "escalation.")
_NOTE, _DATE = "note.added", "promise.given"


class Line(NamedTuple):
    """One thing that happened, with its hour on the wall, and what followed from it at the same instant."""

    hour: str
    moment: Moment
    also: tuple[Moment, ...] = ()


@dataclass(frozen=True)
class Day:
    """What happened on one local date."""

    on: date
    moments: tuple[tuple[str, Moment], ...]
    """Each with its hour on the wall."""

    @property
    def lines(self) -> list[Line]:
        """The moments, where what the program did of itself stands below what it did it for."""
        found: list[Line] = []
        for hour, one in self.moments:
            if found and one.at == found[-1].moment.at and not _stands_alone(one):
                found[-1] = found[-1]._replace(also=(*found[-1].also, one))
            else:
                found.append(Line(hour, one))
        return found


@dataclass(frozen=True)
class Chip:
    """One of the links that narrow the list."""

    label: str
    href: str
    count: int
    current: bool


@dataclass(frozen=True)
class Path:
    """The units a case went through, one after the other; `moved`: how often it went from one to another."""

    units: tuple[str, ...]
    moved: int


@dataclass(frozen=True)
class Timeline:
    days: tuple[Day, ...]
    chips: tuple[Chip, ...]
    path: Path
    empty: bool


def _stands_alone(moment: Moment) -> bool:
    return bool(moment.by or moment.said or moment.photos or moment.recordings)


def told_moments(wording: Wording, case: Case, photo_url: Callable[[UUID], str]) -> list[Moment]:
    """All that the reader may know of, oldest first; ties to cases they may not know of are none."""
    entries = tuple(one for one in case.entries if _known(one, wording.cases))
    return _dates_together(wording, wording.timeline(msgspec.structs.replace(case, entries=entries), photo_url))


def _dates_together(wording: Wording, moments: Iterable[Moment]) -> list[Moment]:
    """Dates that were set at one instant are one line: a filing sets three."""
    opening = f"{wording.say(EVENT[_DATE])}: "
    found: list[Moment] = []
    for one in moments:
        if found and one.name == found[-1].name == _DATE and one.at == found[-1].at:
            what = f"{found[-1].what}; {one.what.removeprefix(opening)}"
            found[-1] = replace(found[-1], what=what, version=one.version)
        else:
            found.append(one)
    return found


def timeline(wording: Wording, case: Case, moments: Sequence[Moment], chosen: Chosen) -> Timeline:
    """The list narrowed to what was chosen, and the links to the others."""
    base = f"/kantor/aduan/{case.complaint.id}"
    chips = [
        Chip(
            wording.say(name),
            f"{base}?garis={one}#perjalanan" if one is not Chosen.ALL else f"{base}#perjalanan",
            sum(1 for moment in moments if _is_of(one, moment)),
            one is chosen,
        )
        for one, name in _NAMES.items()
    ]
    shown = [moment for moment in moments if _is_of(chosen, moment)]
    return Timeline(tuple(by_days(wording, shown)), tuple(chips), path(wording, case), not shown)


def by_days(wording: Wording, moments: Iterable[Moment]) -> list[Day]:
    """In the order told: who comes back to a day later reads it again under its own heading."""
    zone = ZoneInfo(wording.region.timezone)
    found: list[Day] = []
    for moment in moments:
        local = moment.at.astimezone(zone)
        line = (local.strftime("%H.%M" if wording.language == "id" else "%H:%M"), moment)
        if found and found[-1].on == local.date():
            found[-1] = replace(found[-1], moments=(*found[-1].moments, line))
        else:
            found.append(Day(local.date(), (line,)))
    return found


def path(wording: Wording, case: Case) -> Path:
    """Through which units it went, triage between two of them left out."""
    units: list[str] = []
    for one in case.entries:
        if isinstance(one.event, e.Forwarded) and (not units or units[-1] != one.event.unit):
            units.append(one.event.unit)
    return Path(tuple(wording.unit(unit) for unit in units), max(0, len(units) - 1))


def since(moments: Iterable[Moment], version: int) -> list[Moment]:
    """What happened after somebody last looked, without what the program wrote down of itself."""
    return [one for one in moments if one.version > version and one.name not in (_DATE, "routing.suggested")]


def mentioned_cases(case: Case) -> set[UUID]:
    """Other cases of which the timeline tells, those that may have been merged into this one included."""
    linked = {one.event.other for one in case.entries if isinstance(one.event, e.CaseLinked | e.CaseUnlinked)}
    return linked | joined(case)


def joined(case: Case) -> set[UUID]:
    """Whoever has the same to tell: ids of merged cases, and of people who follow this one."""
    return {one.event.follower for one in case.entries if isinstance(one.event, e.Joined)}


def officers_in(case: Case) -> set[UUID]:
    """Everybody whose name the page needs: who acted, who was mentioned, who holds it."""
    found = {one.officer for one in case.entries if one.officer is not None}
    for one in case.entries:
        if isinstance(one.event, e.NoteAdded):
            found |= set(one.event.mentions)
    return found | ({case.complaint.taken_by} if case.complaint.taken_by else set())


def _known(entry: Entry, cases: Mapping[UUID, str]) -> bool:
    return not isinstance(entry.event, e.CaseLinked | e.CaseUnlinked) or entry.event.other in cases


def _is_of(chosen: Chosen, moment: Moment) -> bool:
    match chosen:
        case Chosen.NOTES:
            return moment.name == _NOTE
        case Chosen.WORDS:
            told = bool(moment.said or moment.photos or moment.recordings) or moment.name == "complaint.filed"
            return told and moment.name != _NOTE
        case Chosen.CLOCKS:
            return moment.name.startswith(_CLOCKS)
        case _:
            return True


def chosen_of(written: str) -> Chosen:
    """What an address chose; all of it where that cannot be understood."""
    return Chosen(written) if written in set(Chosen) else Chosen.ALL
