"""Figures everybody may read: made by the worker from counts of months, kept a document a period, never made on asking.

The cost of a page does not depend on how many cases there are; a month is counted again only where one of its cases
changed, or once a day while some are open.
"""

import asyncio
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from complaints.region import RegionBook
from complaints.tables import ComplaintRow
from complaints.visibility import counted
from foundation.clock import Clock
from foundation.database import Database
from foundation.pacing import Pace
from sla.month_counts import Month, count_month
from sla.months import month_of
from sla.outcomes import answered
from sla.public_documents import Document, Flow, PublishedFigures
from sla.publishing import Earlier, documents_of, flow_of
from sla.tables import MonthCountRow, PublicFigureRow
from workdays.calendars import Calendars

DEFINITIONS = 2
"""Raised whenever a figure comes to mean something else: every month is then counted anew."""

YEARS = 3
"""Whole calendar years told of before this one."""

FLOW = "flow"
_AGAIN = timedelta(hours=20)
"""A month in which cases are open is counted again after so long, because they wait on."""
_SLACK = timedelta(minutes=10)
"""What began before a count may have been committed after it."""

Now = tuple[int, datetime]
"""How many cases a month has, and when one of them last changed."""


class PublicFigures:
    """Makes what is published. One call is one pass; what nothing happened to is left as it is."""

    def __init__(
        self, database: Database, clock: Clock, calendars: Calendars, region: RegionBook, pace: Pace | None = None
    ) -> None:
        self._database, self._clock, self._calendars, self._region = database, clock, calendars, region
        self._pace = pace or Pace()

    async def refresh(self) -> int:
        """How many documents have changed. Raises NotFound where no region or calendar is loaded."""
        at, region = self._clock.now(), await self._region.current()
        today = at.astimezone(ZoneInfo(region.timezone)).date()
        self._pace.begin()
        standing = await self._standing(region.timezone, today)
        stale = await self._recount(at, region.timezone, standing)
        left, gone = await self._left_unpublished(standing)
        recounted = frozenset((*stale, *left, *gone))
        if not recounted and await self._still_holds(at, region.timezone):
            return 0
        kept, published = await self._months(standing), PublishedFigures(self._database)
        earlier = Earlier({one.period: one async for one in published.all()}, recounted)
        documents = await asyncio.to_thread(documents_of, kept, month_of(today), earlier)
        flow = flow_of(kept, month_of(today), await self._finished(region.timezone, today))
        return await self._publish({**documents, FLOW: flow}, at, gone)

    async def _recount(self, at: datetime, zone: str, standing: Mapping[str, Now]) -> list[str]:
        """Counts anew the months that need it, each in a transaction of its own, and tells which."""
        region, calendars = await self._region.current(), await self._calendars.all()
        basis = f"{DEFINITIONS}.{calendars.version}.{region.timezone}"
        async with self._database.reading() as session:
            rows = (await session.exec(select(MonthCountRow))).scalars().all()  # type: ignore[call-overload]
        known: dict[str, MonthCountRow] = {row.month: row for row in rows}
        stale = [month for month, now in standing.items() if _stale(known.get(month), now, basis, at)]
        for month in stale:
            async with self._database.transaction() as session:
                await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
                found = await count_month(
                    session,
                    month,
                    zone,
                    at,
                    lambda unit: calendars.calendar(region.timezone_of(unit), unit or ""),
                    self._pace,
                )
                values = {
                    "month": month,
                    "counted_at": at,
                    "basis": basis,
                    "cases": found.cases,
                    "still_open": found.still_open,
                    "data": _plain(found),
                }
                made = insert(MonthCountRow).values(values)
                await session.exec(made.on_conflict_do_update(index_elements=["month"], set_=values))
        return stale

    async def _left_unpublished(self, standing: Mapping[str, Now]) -> tuple[list[str], list[str]]:
        """Months counted after the last publication, by a pass that was killed; and those without a case left."""
        async with self._database.reading() as session:
            made = (await session.exec(select(func.max(PublicFigureRow.computed_at)))).scalar()  # type: ignore[call-overload]
            counted: Any = select(col(MonthCountRow.month), col(MonthCountRow.counted_at))
            counted_at: dict[str, datetime] = dict((await session.exec(counted)).all())
        newer = [month for month, at in counted_at.items() if made is None or at > made]
        return newer, [month for month in counted_at if month not in standing]

    async def _standing(self, zone: str, today: date) -> dict[str, Now]:
        """By month: how many cases there are, and when one of them last changed."""
        row, month = ComplaintRow, _local_month(col(ComplaintRow.received_at), zone)
        query: Any = (
            select(month, func.count(), func.max(row.changed_at))
            .where(counted(), col(row.received_at) >= _start(today, zone))
            .group_by(month)
        )
        async with self._database.reading() as session:
            return {name: (cases, changed) for name, cases, changed in (await session.exec(query)).all()}

    async def _finished(self, zone: str, today: date) -> dict[str, int]:
        """How many were answered in each month, whenever they came in."""
        month = _local_month(col(ComplaintRow.resolved_at), zone)
        query: Any = (
            select(month, func.count())
            .where(counted(), answered(), col(ComplaintRow.resolved_at) >= _start(today, zone))
            .group_by(month)
        )
        async with self._database.reading() as session:
            return dict((await session.exec(query)).all())

    async def _months(self, standing: Collection[str]) -> dict[str, Month]:
        """All that was counted and still has cases; what months have in common is held in memory once."""
        found: dict[str, Month] = {}
        shared: dict[Any, Any] = {}
        async with self._database.reading() as session:
            names: Any = select(col(MonthCountRow.month)).where(col(MonthCountRow.month).in_(standing))
            months: list[str] = (await session.exec(names)).scalars().all()
            for name in months:
                row = await session.get(MonthCountRow, name)
                if row is None:
                    continue
                month = msgspec.convert(row.data, Month)
                session.expunge(row)
                counts = [
                    (
                        shared.setdefault(unit, unit),
                        shared.setdefault(topic, topic),
                        shared.setdefault(one, one),
                        number,
                    )
                    for unit, topic, one, number in month.counts
                ]
                found[name] = msgspec.structs.replace(month, counts=counts)
        return found

    async def _still_holds(self, at: datetime, zone: str) -> bool:
        """Whether all that is published was made in this month, so that nothing counted anew means nothing new; then
        it is only said that it holds now."""
        async with self._database.transaction() as session:
            made = (await session.exec(select(func.min(PublicFigureRow.computed_at)))).scalar()  # type: ignore[call-overload]
            if made is None or _month_at(made, zone) != _month_at(at, zone):
                return False
            await session.exec(update(PublicFigureRow).values(computed_at=at))
        return True

    async def _publish(self, documents: Mapping[str, Document | Flow], at: datetime, gone: Collection[str]) -> int:
        changed = 0
        async with self._database.transaction() as session:
            await session.exec(delete(MonthCountRow).where(col(MonthCountRow.month).in_(gone)))
            rows = (await session.exec(select(PublicFigureRow))).scalars().all()  # type: ignore[call-overload]
            known = {row.period: row for row in rows}
            for period, document in documents.items():
                data, row = _plain(document), known.pop(period, None)
                if row is None:
                    session.add(PublicFigureRow(period=period, computed_at=at, changed_at=at, data=data))
                    changed += 1
                    continue
                row.computed_at = at
                if row.data != data:
                    row.data, row.changed_at, changed = data, at, changed + 1
                session.add(row)
            for row in known.values():
                await session.delete(row)
        return changed + len(known)


def _plain(document: msgspec.Struct) -> Any:
    """As JSON gives it back, so that what is kept can be compared with what is made."""
    return msgspec.json.decode(msgspec.json.encode(document))


def _month_at(at: datetime, zone: str) -> str:
    return month_of(at.astimezone(ZoneInfo(zone)).date())


def _stale(row: MonthCountRow | None, now: Now, basis: str, at: datetime) -> bool:
    if row is None or row.basis != basis or row.cases != now[0]:
        return True
    return now[1] >= row.counted_at - _SLACK or (row.still_open > 0 and at - row.counted_at >= _AGAIN)


def _start(today: date, zone: str) -> datetime:
    return datetime(today.year - YEARS, 1, 1, tzinfo=ZoneInfo(zone))


def _local_month(instant: Any, zone: str) -> Any:
    local = func.timezone(literal(zone, literal_execute=True), instant)
    return func.to_char(local, literal("YYYY-MM", literal_execute=True))
