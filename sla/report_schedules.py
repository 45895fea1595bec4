"""Monthly reports that are made by themselves: on which working day, of which unit, for whom."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from sla.months import before, month_of
from sla.report_jobs import Jobs, Wish
from sla.tables import ReportScheduleRow
from workdays.working_days import Calendar

DAYS = range(1, 16)
MOST = 20
"""Recipients of one schedule."""
GRACE = timedelta(days=20)
"""How long after its day a report that was missed, because no worker ran, is still made."""

_DAY = _("Pilih hari kerja ke-1 sampai ke-15.")
_NOBODY = _("Pilih paling sedikit satu penerima.")
_MANY = _("Paling banyak {count} penerima.")


class Schedule(msgspec.Struct, frozen=True):
    """`working_day` counts within the month after the one told of; each recipient's report has their own sight."""

    id: UUID
    unit: str | None
    working_day: int
    recipients: tuple[UUID, ...]
    made_by: UUID
    made_at: datetime
    ended_by: UUID | None = None
    ended_at: datetime | None = None


class Schedules:
    """Keeping them, and asking for what they owe."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def all(self) -> list[Schedule]:
        """Those in force, in the order in which they were made."""
        return [one for one in await self.ever() if one.ended_at is None]

    async def ever(self) -> list[Schedule]:
        """Those that were ended as well."""
        asked = select(ReportScheduleRow).order_by(col(ReportScheduleRow.schedule_id))
        async with self._database.reading() as session:
            rows = (await session.exec(asked)).all()
        return [
            Schedule(
                row.schedule_id,
                row.unit,
                row.working_day,
                tuple(map(UUID, row.recipients)),
                *(row.made_by, row.made_at, row.ended_by, row.ended_at),
            )
            for row in rows
        ]

    async def add(self, officer: UUID, unit: str | None, working_day: int, recipients: Sequence[UUID]) -> UUID:
        """Raises Invalid with the field that is wrong."""
        faults = {}
        if working_day not in DAYS:
            faults["working_day"] = _DAY
        if not recipients:
            faults["recipients"] = _NOBODY
        if faults:
            raise Invalid(fields=faults)
        if len(recipients) > MOST:
            raise Invalid(_MANY, count=MOST)
        row = ReportScheduleRow(
            schedule_id=uuid7(),
            unit=unit,
            working_day=working_day,
            recipients=[str(one) for one in dict.fromkeys(recipients)],
            made_by=officer,
            made_at=self._clock.now(),
        )
        async with self._database.transaction() as session:
            session.add(row)
        return row.schedule_id

    async def end(self, officer: UUID, schedule_id: UUID) -> None:
        """Raises NotFound where there is none in force."""
        async with self._database.transaction() as session:
            row = await session.get(ReportScheduleRow, schedule_id, with_for_update=True)
            if row is None or row.ended_at is not None:
                raise NotFound()
            row.ended_at, row.ended_by = self._clock.now(), officer
            session.add(row)

    async def due(self, calendar: Calendar) -> int:
        """Ask for every report that is owed by now, for each recipient once; how many were asked for."""
        now = self._clock.now()
        today, jobs, asked = calendar.local_date(now), Jobs(self._database, self._clock), 0
        for one in await self.all():
            period = before(month_of(today), 1)[0]
            day = day_of(calendar, today, one.working_day)
            # A schedule made after its day begins with the next month.
            if not day <= today <= day + GRACE or calendar.local_date(one.made_at) > day:
                continue
            for recipient in one.recipients:
                wish = Wish("report", period, one.unit, schedule_id=one.id)
                asked += await jobs.ask_once(recipient, wish)
        return asked


def day_of(calendar: Calendar, today: date, working_day: int) -> date:
    """The n-th working day of the month in which `today` lies."""
    return calendar.nth_working_day_after(today.replace(day=1) - timedelta(days=1), working_day)
