"""Facts of the cases of each month as they are kept: read whole once a night, and in between where a case changed."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID
from zlib import crc32
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.region import Region
from complaints.tables import ComplaintRow
from foundation.database import Database
from foundation.pacing import Pace
from sla.case_facts import NEVER, Facts, identified, ids_in, joined, packed, unpacked, without
from sla.case_months import CalendarOf, ids_of, ordinal, read_cases, span
from sla.open_cases import SLACK
from sla.tables import OversightMonthRow
from workdays.calendars import Calendars

if TYPE_CHECKING:
    from sla.case_facts import Column

DEFINITIONS = 4
"""Raised whenever a figure comes to mean something else: every month is then counted anew."""

PAGE = 1000
MORNING = 5
"""The hour at which the night ends."""

SETTLED = 14
"""Days within which there is a working day, whatever the holidays."""

_SNAPSHOT = {"isolation_level": "REPEATABLE READ"}
_NIGHTLY, _AT_LAST = timedelta(hours=20), timedelta(hours=44)
"""A month in which cases wait is read whole again after so long, at night or, where nobody worked then, by day:
they wait on, and only the clock tells how long."""


class FactMonths:
    """What is kept tells up to when it holds, so that whoever begins goes on where the last one stood."""

    def __init__(self, database: Database, calendars: Calendars) -> None:
        self._database, self._calendars = database, calendars

    async def renew(self, at: datetime, region: Region, months: Sequence[str], pace: Pace) -> int:
        """Bring these months up to `at`, and forget all others; how many were touched."""
        reading = await self._reading(at, region)
        held = {month: one for month, one in (await self._known()).items() if month in months and one.holds(reading)}
        since = min((one.seen_at for one in held.values()), default=at) - SLACK
        counts, changed = await self._standing(reading.zone, months, since)
        anew, quiet = [month for month in counts if month not in held], []
        for month in counts.keys() & held.keys():
            if not changed[month] and held[month].cases == counts[month]:
                quiet.append(month)
            elif not await self._replace(month, held[month], changed[month], counts[month], reading, pace):
                anew.append(month)
        for month in sorted(anew, reverse=True):
            await self._whole(month, reading, pace)
        row = OversightMonthRow
        async with self._database.transaction() as session:
            await session.exec(delete(row).where(col(row.month).not_in(list(counts))))
            await session.exec(update(row).where(col(row.month).in_(quiet)).values(seen_at=at))
        return len(counts) - len(quiet)

    async def facts(self) -> Facts:
        """Of all months together."""
        async with self._database.reading() as session:
            query: Any = select(col(OversightMonthRow.data)).order_by(col(OversightMonthRow.month))
            months = (await session.exec(query)).scalars().all()
        return await asyncio.to_thread(lambda: joined(unpacked(data) for data in months))

    async def _reading(self, at: datetime, region: Region) -> "_Reading":
        calendars = await self._calendars.all()
        top = {area.code: _kabupaten(region, area.code) for area in region.areas}
        basis = f"{DEFINITIONS}.{calendars.version}.{region.timezone}.{crc32(repr(sorted(top.items())).encode())}"
        return _Reading(
            region.timezone,
            at,
            lambda unit: calendars.calendar(region.timezone_of(unit), unit or ""),
            top,
            basis,
        )

    async def _known(self) -> dict[str, "_Month"]:
        row = OversightMonthRow
        columns: Any = select(
            *(
                col(row.month),
                col(row.counted_at),
                col(row.seen_at),
                col(row.basis),
                col(row.cases),
                col(row.still_open),
            )
        )
        async with self._database.reading() as session:
            return {month: _Month(*one) for month, *one in (await session.exec(columns)).all()}

    async def _standing(
        self, zone: str, months: Sequence[str], since: datetime
    ) -> tuple[dict[str, int], dict[str, list[UUID]]]:
        """How many cases the months have that have any, and which of them changed since; as of one instant."""
        row = ComplaintRow
        counts: dict[str, int] = {}
        changed: dict[str, list[UUID]] = defaultdict(list)
        async with self._database.reading(as_one=True) as session:
            await session.connection(execution_options=_SNAPSHOT)
            for month in months:
                first, end = span(month, zone)
                asked: Any = select(func.count()).where(col(row.received_at) >= first, col(row.received_at) < end)
                if many := (await session.exec(asked.select_from(row))).scalar_one():
                    counts[month] = many
            ids: Any = select(col(row.complaint_id), col(row.received_at)).where(col(row.changed_at) > since)
            own = ZoneInfo(zone)
            for complaint_id, received_at in (await session.exec(ids)).all():
                changed[f"{received_at.astimezone(own):%Y-%m}"].append(complaint_id)
        return counts, changed

    async def _whole(self, month: str, reading: "_Reading", pace: Pace) -> None:
        async with self._database.reading() as session:
            ids = await ids_of(session, month, reading.zone)
        kept, facts = await self._read(ids, reading, pace)
        async with self._database.transaction() as session:
            await self._keep(session, month, kept, facts, reading, counted_at=reading.at)
        await pace.rest()

    async def _replace(
        self, month: str, known: "_Month", ids: Sequence[UUID], cases: int, reading: "_Reading", pace: Pace
    ) -> bool:
        """Read these cases anew; whether that made the month what it is, which has so many cases."""
        changed, newer = await self._read(ids, reading, pace)
        row = OversightMonthRow
        asked: Any = select(col(row.data), col(row.seen_at)).where(col(row.month) == month).with_for_update()
        async with self._database.transaction() as session:
            data, seen_at = (await session.exec(asked)).one()
            if seen_at != known.seen_at:
                return True  # somebody else has been here meanwhile
            kept, facts = await asyncio.to_thread(_merged, data, changed, newer)
            if facts.cases != cases:
                return False
            await self._keep(session, month, kept, facts, reading, counted_at=known.counted_at)
        await pace.rest()
        return True

    async def _read(self, ids: Sequence[UUID], reading: "_Reading", pace: Pace) -> "tuple[Column, Facts]":
        found: list[UUID] = []
        parts: list[Facts] = []
        for first in range(0, len(ids), PAGE):
            async with self._database.transaction() as session:
                await session.connection(execution_options=_SNAPSHOT)
                some, facts = await read_cases(
                    session, ids[first : first + PAGE], reading.zone, reading.at, reading.calendar_of, reading.top
                )
            found += some
            parts.append(facts)
            await pace.rest()
        return ids_in(found), await asyncio.to_thread(joined, parts)

    async def _keep(
        self, session: AsyncSession, month: str, ids: "Column", facts: Facts, reading: "_Reading", counted_at: datetime
    ) -> None:
        values = {
            "month": month,
            "counted_at": counted_at,
            "seen_at": reading.at,
            "basis": reading.basis,
            "cases": facts.cases,
            "still_open": int(waiting(facts, ordinal(reading.at, reading.zone)).sum()),
            "data": await asyncio.to_thread(packed, facts, ids),
        }
        made = insert(OversightMonthRow).values(values)
        await session.exec(made.on_conflict_do_update(index_elements=["month"], set_=values))


class _Reading(NamedTuple):
    zone: str
    at: datetime
    calendar_of: CalendarOf
    top: Mapping[str, str]
    basis: str


class _Month(NamedTuple):
    counted_at: datetime
    seen_at: datetime
    basis: str
    cases: int
    still_open: int

    def holds(self, reading: _Reading) -> bool:
        """But for what changed since it was seen last."""
        night = reading.at.astimezone(ZoneInfo(reading.zone)).hour < MORNING
        old = reading.at - self.counted_at >= (_NIGHTLY if night else _AT_LAST)
        return self.basis == reading.basis and self.seen_at <= reading.at and not (old and self.still_open)


def waiting(facts: Facts, today: int) -> "Column":
    """Which cases time alone still changes: open ones, and those that ended unanswered a short while ago, for which a
    unit is to answer once it has had them for a day."""
    ended = facts.columns["ended_on"]
    found: Column = facts.columns["open"] | ((ended != NEVER) & (ended > today - SETTLED))
    return found


def _merged(data: bytes, changed: "Column", newer: Facts) -> "tuple[Column, Facts]":
    import numpy as np

    ids, facts = identified(data)
    gone = np.isin(ids, changed)
    return np.concatenate([ids[~gone], changed]), joined([without(facts, gone), newer])


def _kabupaten(region: Region, area: str) -> str:
    """The uppermost area an area lies in."""
    found = region.area[area]
    while found.parent and found.parent in region.area:
        found = region.area[found.parent]
    return found.code
