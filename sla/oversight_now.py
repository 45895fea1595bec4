"""What is late now, who has it and where it stands still: counted every few minutes from the open cases alone."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import msgspec

from complaints.kinds import Status
from complaints.region import Region, RegionBook
from foundation.clock import Clock
from foundation.database import Database
from foundation.pacing import Pace
from sla.clocks import ClockState
from sla.open_cases import FAR, Arrays, OpenCases
from sla.oversight_pages import ALL, without_road, write
from sla.queries import RANKS
from sla.spans import laid_out
from workdays.calendar_set import CalendarSet
from workdays.calendars import Calendars
from workdays.working_days import Calendar

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

NAME = "now"
LISTED = 50
"""Cases that a document names, the longest overdue first."""

STANDING_STILL = 5 * 27_000
"""Seconds of office time, five working days, after which a case in which nobody did anything stands still."""

_LONGEST_BACK = 120
"""Days: five working days never reach further back, whatever the holidays."""
_LATE = RANKS.index(ClockState.LATE)
_NAMES = ("time", "paused", "near", "late")
_ASIDE = ("pledged", "settled")


class Standing(msgspec.Struct, frozen=True):
    """Open cases of a unit, each counted once, as `sla.queries.UnitStanding`. `longest` and `median` are seconds of
    office time by which those of `late` are overdue; `still` is how many stand still."""

    unit: str | None
    open: int
    time: int
    near: int
    late: int
    paused: int
    pledged: int
    settled: int
    oldest: datetime | None
    longest: float
    median: float
    still: int


class Stuck(msgspec.Struct, frozen=True):
    """Cases of a unit in a status that stand still: how many of `cases`, and the longest in seconds of office time."""

    unit: str | None
    status: str
    cases: int
    still: int
    longest: float


class Now(msgspec.Struct, frozen=True):
    """`late` are the longest overdue cases, with by how much in seconds of office time.

    `quiet_since` is, by unit ("" for none), the instant before which the last deed lies where a case stands still.
    """

    total: Standing
    units: list[Standing]
    stuck: list[Stuck]
    late: list[tuple[UUID, float]]
    quiet_since: dict[str, datetime]


class OversightNow:
    """One call of `refresh` reads what changed since the one before, and how all stand by the clock."""

    def __init__(
        self, database: Database, clock: Clock, calendars: Calendars, region: RegionBook, pace: Pace | None = None
    ) -> None:
        self._database, self._clock, self._calendars, self._region = database, clock, calendars, region
        self._cases, self._pace = OpenCases(database), pace or Pace()

    async def refresh(self) -> int:
        """How many cases are open. Raises NotFound where no region or calendar is loaded."""
        region, calendars = await self._region.current(), await self._calendars.all()
        self._pace.begin()
        cases = await self._cases.read(self._clock.now(), self._pace)
        at = self._clock.now()
        found = await asyncio.to_thread(documents_of, cases, calendars, region, at)
        async with self._database.transaction() as session:
            for key, now in found.items():
                await write(session, key, {NAME: now}, at)
        return len(cases.ids)


def quiet_since(calendars: CalendarSet, region: Region, at: datetime) -> dict[str, datetime]:
    """By unit, and "" for none, the instant from which on to `at` STANDING_STILL seconds of office time have passed."""
    by_calendar: dict[Calendar, datetime] = {}
    found = {}
    for unit in ("", *(one.code for one in region.units)):
        calendar = calendars.calendar(region.timezone_of(unit or None), unit)
        if calendar not in by_calendar:
            by_calendar[calendar] = _back(calendar, at)
        found[unit] = by_calendar[calendar]
    return found


def _back(calendar: Calendar, at: datetime) -> datetime:
    """The latest instant with so much office time between it and `at`, found by halving to the second."""
    early, late = at - timedelta(days=_LONGEST_BACK), at
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if calendar.working_time(middle, at).total_seconds() > STANDING_STILL:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


class _Part(NamedTuple):
    """Of one unit's cases: `by` are seconds by which those that are late are overdue, the longest first."""

    standing: Standing
    stuck: list[Stuck]
    late: list[tuple[UUID, float]]
    by: "Floats"


def documents_of(cases: Arrays, calendars: CalendarSet, region: Region, at: datetime) -> dict[str, Now]:
    """One for each field of view, by its key."""
    since = quiet_since(calendars, region, at)
    measured = _measured(cases, lambda unit: calendars.calendar(region.timezone_of(unit), unit or ""), at)
    open_to_all, road = _by_unit(cases, ~cases.restricted), _by_unit(cases, cases.restricted)
    parts = {unit: _part(unit, cases, measured, places) for unit, places in open_to_all.items()}
    found = {ALL: _now(parts, since)}
    for one in region.units:
        within: dict[str | None, _Part] = {code: parts[code] for code in region.reach(one.code) if code in parts}
        found[without_road(one.code)] = found[one.code] = _now(within, since)
        own = [place for place in road.get(one.code, ()) if cases.about[place] != one.code]
        if own:
            both = _part(one.code, cases, measured, sorted([*open_to_all.get(one.code, ()), *own]))
            found[one.code] = _now(within | {one.code: both}, since)
    return found


class _Measured(NamedTuple):
    """Of each case: its place in RANKS or -1, seconds of office time it is overdue, and since anybody did anything."""

    rank: Any
    late: Any
    quiet: Any


def _measured(cases: Arrays, calendar_of: Callable[[str | None], Calendar], at: datetime) -> _Measured:
    import numpy as np

    from workdays.many import instants

    now = instants([at])[0]
    due = np.minimum(cases.missed, np.where(cases.due < now, cases.due, FAR))
    rank = np.where(cases.due < FAR, RANKS.index(ClockState.ON_TIME), -1)
    rank = np.where(cases.stopped, RANKS.index(ClockState.STOPPED), rank)
    rank = np.where(cases.near <= now, RANKS.index(ClockState.NEAR), rank)
    rank = np.where(due < FAR, _LATE, rank)
    late, quiet = np.zeros(len(due)), np.zeros(len(due))
    years = range(at.year - 20, at.year + 2)
    for calendar, places in _by_calendar(cases.units, calendar_of).items():
        arrays = laid_out(calendar, years)
        for seconds, since in ((late, due), (quiet, cases.moved)):
            start = np.minimum(since[places], now)
            seconds[places] = arrays.working_time(start, np.full_like(start, now)) / 1e6
    return _Measured(rank, late, quiet)


def _by_calendar(
    units: Sequence[str | None], calendar_of: Callable[[str | None], Calendar]
) -> dict[Calendar, list[int]]:
    known: dict[str | None, list[int]] = {}
    found: dict[Calendar, list[int]] = {}
    for place, unit in enumerate(units):
        if unit not in known:
            known[unit] = found.setdefault(calendar_of(unit), [])
        known[unit].append(place)
    return found


def _by_unit(cases: Arrays, which: "Flags") -> dict[str | None, list[int]]:
    import numpy as np

    found: dict[str | None, list[int]] = defaultdict(list)
    for place in np.flatnonzero(which).tolist():
        found[cases.units[place]].append(place)
    return found


def _part(unit: str | None, cases: Arrays, measured: _Measured, places: list[int]) -> _Part:
    import numpy as np

    from workdays.many import moment

    counts = dict.fromkeys((*_NAMES, *_ASIDE), 0)
    by_status: dict[str, list[int]] = {}
    for place in places:
        status = cases.statuses[place]
        rank = measured.rank[place]
        counts["pledged" if status == Status.PLEDGED else "settled" if rank < 0 else _NAMES[rank]] += 1
        if status != Status.RESOLVED:  # then it is the citizen's word that is waited for
            by_status.setdefault(status, []).append(place)
    stuck = []
    for status, some in by_status.items():
        quiet = measured.quiet[some]
        stuck.append(Stuck(unit, status, len(some), int((quiet > STANDING_STILL).sum()), float(quiet.max())))
    late = [place for place in places if measured.rank[place] == _LATE and cases.statuses[place] != Status.PLEDGED]
    late.sort(key=lambda place: -measured.late[place])
    by = measured.late[late]
    standing = Standing(
        unit=unit,
        open=len(places),
        **counts,
        oldest=moment(cases.received[places].min()) if places else None,
        longest=float(by[0]) if late else 0.0,
        median=float(np.median(by)) if late else 0.0,
        still=sum(one.still for one in stuck),
    )
    told = [(cases.ids[place], float(measured.late[place])) for place in late[:LISTED]]
    return _Part(standing, stuck, told, by)


def _now(parts: Mapping[str | None, _Part], since: dict[str, datetime]) -> Now:
    stuck = [one for part in parts.values() for one in part.stuck if one.still]
    late = sorted((one for part in parts.values() for one in part.late), key=lambda one: -one[1])[:LISTED]
    return Now(
        _total(list(parts.values())),
        [parts[unit].standing for unit in sorted(parts, key=lambda code: code or "")],
        sorted(stuck, key=lambda one: (-one.longest, one.unit or "", one.status)),
        late,
        since,
    )


def _total(parts: Sequence[_Part]) -> Standing:
    import numpy as np

    by = np.concatenate([part.by for part in parts]) if parts else np.empty(0)
    all_of = [part.standing for part in parts]
    return Standing(
        unit=None,
        **{name: sum(getattr(one, name) for one in all_of) for name in ("open", *_NAMES, *_ASIDE, "still")},
        oldest=min((one.oldest for one in all_of if one.oldest), default=None),
        longest=max((one.longest for one in all_of), default=0.0),
        median=float(np.median(by)) if by.size else 0.0,
    )
