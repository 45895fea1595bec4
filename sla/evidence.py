"""The cases of an evidence file: codes, classes and days, of reports everybody may count; never a word or a person."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from complaints.day_roots import DayRoot, all_published
from complaints.kinds import Stage, Status
from complaints.region import Region
from complaints.tables import ComplaintRow
from complaints.visibility import counted, counted_in_groups, published
from foundation.database import Database
from sla.months import first_day, months_of
from sla.outcomes import answered
from sla.period import next_month
from sla.tables import ClockRow

SAMPLES = 12
"""Answered cases that are shown with their masked words."""

PAGE = 5000


class EvidenceCase(NamedTuple):
    """One case; what everybody may not know of it (code, unit, topic) is None. Days are those of the region."""

    code: str | None
    kind: str
    unit: str | None
    topic: str | None
    status: str
    received: date
    first_response: date | None
    resolved: date | None
    closed: date | None
    due: date | None
    disputes: int
    score: int | None
    body: str | None
    """The body outside to which it was forwarded."""


class Evidence:
    """Reading; what it tells depends on nobody's sight."""

    def __init__(self, database: Database, region: Region, period: str, at: datetime) -> None:
        self._database, self._zone, self._at = database, ZoneInfo(region.timezone), at
        months = months_of(period)
        self._first, self._after = first_day(months[0]), next_month(first_day(months[-1]))
        received = col(ComplaintRow.received_at)
        start, end = (datetime.combine(day, time(), self._zone) for day in (self._first, self._after))
        self._inside = (counted(), received >= start, received < min(end, at + timedelta(microseconds=1)))

    async def cases(self) -> list[EvidenceCase]:
        """Every case received in the period, by the day of its receipt."""
        row = ComplaintRow
        clock: Any = aliased(ClockRow)
        of_case = and_(clock.complaint_id == col(row.complaint_id), clock.stage == str(Stage.COMPLETION))
        named = counted_in_groups()
        held = ("kind", "unit", "topic", "status", "received_at", "first_response_at", "resolved_at", "closed_at")
        columns = (
            *(col(getattr(row, name)) for name in held),
            clock.due,
            col(row.disputes),
            col(row.score),
            col(row.body),
        )
        query: Any = (
            select(published(), named, col(row.code), *columns)
            .select_from(row)
            .join(clock, of_case, isouter=True)
            .where(*self._inside)
            .order_by(col(row.received_at), col(row.complaint_id))
        )
        found = []
        async with self._database.reading(as_one=True) as session:
            result = await session.stream(query, execution_options={"yield_per": PAGE})
            async for page in result.partitions():
                found += [self._case(*one) for one in page]
        return found

    def _case(self, open_to_all: bool, named: bool, code: str, kind: str, *rest: Any) -> EvidenceCase:
        unit, topic, status, received, *instants, disputes, score, body = rest
        first, resolved, closed, due = (self._day(instant) for instant in instants)
        about = (unit, topic) if named else (None, None)
        told: tuple[Any, ...] = (code if open_to_all else None, kind, *about, status, self._local(received))
        return EvidenceCase._make((*told, first, resolved, closed, due, disputes, score, body if named else None))

    def _local(self, instant: datetime) -> date:
        return instant.astimezone(self._zone).date()

    def _day(self, instant: datetime | None) -> date | None:
        return None if instant is None else self._local(instant)

    async def samples(self, period: str) -> list[UUID]:
        """Answered cases everybody may read, drawn by a rule anybody can repeat: least hash of period and code."""
        row = ComplaintRow
        status = col(row.status).in_((str(Status.RESOLVED), str(Status.CLOSED)))
        query: Any = select(col(row.complaint_id), col(row.code)).where(*self._inside, published(), answered(), status)
        async with self._database.reading() as session:
            found: Sequence[tuple[UUID, str]] = (await session.exec(query)).all()
        drawn = sorted(found, key=lambda one: sha256(f"{period} {one[1]}".encode()).digest())
        return [case for case, _ in drawn[:SAMPLES]]

    async def roots(self) -> list[DayRoot]:
        """The published roots of the period's days, and of the last day before it, to which they are chained."""
        found = [root for root in await all_published(self._database) if root.day < self._after]
        earlier = [root for root in found if root.day < self._first]
        return [*earlier[-1:], *(root for root in found if root.day >= self._first)]
