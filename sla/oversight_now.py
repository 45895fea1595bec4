"""What is late now, who has it and where it stands still: counted every few minutes from the open cases alone."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from sqlalchemy import and_, func, select
from sqlmodel import col

from complaints.kinds import OPEN, Status
from complaints.region import Region, RegionBook
from complaints.tables import ComplaintRow, EventRow
from foundation.clock import Clock
from foundation.database import Database
from sla.clocks import ClockState
from sla.oversight_pages import ALL, without_road, write
from sla.queries import RANKS, rank_at, running
from sla.spans import Spans
from sla.tables import ClockRow
from workdays.calendar_set import CalendarSet
from workdays.calendars import Calendars
from workdays.working_days import Calendar

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]

NAME = "now"
LISTED = 50
"""Cases that a document names, the longest overdue first."""

STANDING_STILL = 5 * 27_000
"""Seconds of office time, five working days, after which a case in which nobody did anything stands still."""

_PAGE = 5000
_LONGEST_BACK = 120
"""Days: five working days never reach further back, whatever the holidays."""
_LATE = RANKS.index(ClockState.LATE)
_NAMES = ("time", "paused", "near", "late")


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
    """One call of `refresh` reads each open case once."""

    def __init__(self, database: Database, clock: Clock, calendars: Calendars, region: RegionBook) -> None:
        self._database, self._clock, self._calendars, self._region = database, clock, calendars, region

    async def refresh(self) -> int:
        """How many cases are open. Raises NotFound where no region or calendar is loaded."""
        at, region, calendars = self._clock.now(), await self._region.current(), await self._calendars.all()

        def spans() -> Spans:
            years = range(at.year - 20, at.year + 2)
            return Spans(lambda unit: calendars.calendar(region.timezone_of(unit), unit or ""), years, at)

        rows: list[Any] = []
        overdue, still = spans(), spans()
        async with self._database.reading() as session:
            result = await session.stream(_open(at), execution_options={"yield_per": _PAGE})
            async for page in result.partitions():
                rows += page
                await asyncio.to_thread(_add, page, overdue, still, at)
        since = await asyncio.to_thread(quiet_since, calendars, region, at)
        found = await asyncio.to_thread(_documents, rows, overdue, still, region, since)
        async with self._database.transaction() as session:
            for key, now in found.items():
                await write(session, key, {NAME: now}, at)
        return len(rows)


def _open(at: datetime) -> Any:
    row, clock, event = ComplaintRow, ClockRow, EventRow
    rank = rank_at(at)
    clocks = (
        select(
            col(clock.complaint_id).label("complaint_id"),
            func.max(rank).label("rank"),
            func.min(col(clock.due)).filter(rank == _LATE).label("due"),
        )
        .where(running())
        .group_by(col(clock.complaint_id))
        .subquery()
    )
    last = and_(col(event.complaint_id) == col(row.complaint_id), col(event.version) == col(row.person_version))
    return (
        select(
            *(col(row.complaint_id), col(row.unit), col(row.status), col(row.restricted), col(row.about_unit)),
            *(col(row.received_at), clocks.c.rank, clocks.c.due),
            func.coalesce(col(event.at), col(row.changed_at)).label("moved_at"),
        )
        .join(clocks, clocks.c.complaint_id == col(row.complaint_id), isouter=True)
        .join(EventRow, last, isouter=True)
        .where(col(row.status).in_([str(status) for status in sorted(OPEN)]))
    )


def _add(page: Sequence[Any], overdue: Spans, still: Spans, at: datetime) -> None:
    overdue.add([(None, one.unit, min(one.due or at, at), at, True, False) for one in page])
    still.add([(None, one.unit, min(one.moved_at, at), at, True, False) for one in page])


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


def _documents(
    rows: Sequence[Any], overdue: Spans, still: Spans, region: Region, since: dict[str, datetime]
) -> dict[str, Now]:
    import numpy as np

    late, quiet = overdue.columns()[3], still.columns()[3]
    codes = {unit.code: place for place, unit in enumerate(region.units)}
    unit = np.array([codes.get(one.unit, -1) if one.unit else -1 for one in rows], int)
    about = np.array([codes.get(one.about_unit, -1) if one.about_unit else -1 for one in rows], int)
    restricted = np.array([one.restricted for one in rows], bool)
    found = {ALL: _now(rows, late, quiet, ~restricted, since)}
    for one in region.units:
        place = codes[one.code]
        within = np.isin(unit, [codes[code] for code in region.reach(one.code)]) & ~restricted
        found[without_road(one.code)] = _now(rows, late, quiet, within, since)
        road = restricted & (unit == place) & (about != place)
        found[one.code] = _now(rows, late, quiet, within | road, since) if road.any() else found[without_road(one.code)]
    return found


def _now(rows: Sequence[Any], late: Any, quiet: Any, which: "Flags", since: dict[str, datetime]) -> Now:
    import numpy as np

    places = np.flatnonzero(which).tolist()
    by_unit: dict[str | None, list[int]] = {}
    by_status: dict[tuple[str | None, str], list[int]] = {}
    for place in places:
        row = rows[place]
        by_unit.setdefault(row.unit, []).append(place)
        if row.status != Status.RESOLVED:  # then it is the citizen's word that is waited for
            by_status.setdefault((row.unit, row.status), []).append(place)
    stuck = [
        Stuck(unit, status, len(some), int((quiet[some] > STANDING_STILL).sum()), float(quiet[some].max()))
        for (unit, status), some in by_status.items()
    ]
    overdue = sorted((place for place in places if _is_late(rows[place])), key=lambda place: -late[place])[:LISTED]
    return Now(
        _standing(None, rows, late, quiet, places),
        [_standing(unit, rows, late, quiet, by_unit[unit]) for unit in sorted(by_unit, key=lambda code: code or "")],
        sorted((one for one in stuck if one.still), key=lambda one: (-one.longest, one.unit or "", one.status)),
        [(rows[place].complaint_id, float(late[place])) for place in overdue],
        since,
    )


def _is_late(row: Any) -> bool:
    return bool(row.rank == _LATE) and row.status != Status.PLEDGED


def _standing(unit: str | None, rows: Sequence[Any], late: Any, quiet: Any, places: list[int]) -> Standing:
    import numpy as np

    counts = dict.fromkeys((*_NAMES, "pledged", "settled"), 0)
    for place in places:
        row = rows[place]
        if row.status == Status.PLEDGED:
            counts["pledged"] += 1
        else:
            counts["settled" if row.rank is None else _NAMES[row.rank]] += 1
    by = late[[place for place in places if _is_late(rows[place])]]
    waiting = [place for place in places if rows[place].status != Status.RESOLVED]
    return Standing(
        unit=unit,
        open=len(places),
        **counts,
        oldest=min((rows[place].received_at for place in places), default=None),
        longest=float(by.max()) if by.size else 0.0,
        median=float(np.median(by)) if by.size else 0.0,
        still=int((quiet[waiting] > STANDING_STILL).sum()) if waiting else 0,
    )
