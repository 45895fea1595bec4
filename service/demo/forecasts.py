"""What the mornings of the last weeks would have forecast in the invented world, kept so that its hits can be told.

Each is made by the same code as the worker's, of cases as they stood on that morning, with the promises of then, and
learnt from what was known by then.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from complaints.complaint import Complaint, fold
from complaints.kinds import OPEN, Stage
from complaints.region import Region
from service.demo.life import Life
from sla.case_facts import Facts
from sla.late_forecasts import MORNING, WEEK, LateForecasts, Learnt, known_by
from sla.oversight_figures import OversightFigures
from web.house import House
from workdays.working_days import Calendar

WEEKS = 9
"""Mondays of which there is a forecast; with those of which nobody knows yet how they end."""
_STAGES = (Stage.FIRST_RESPONSE, Stage.COMPLETION)


class Standing(NamedTuple):
    """An open case on a morning, of which nothing is late and something ends within the week."""

    complaint_id: UUID
    unit: str | None
    topic: str | None
    kind: str
    restricted: bool
    about_unit: str | None
    received_at: datetime | None
    first_response_at: datetime | None
    first_due: datetime | None
    due: datetime | None
    days: int | None
    """Promised for completion, where its clock was stopped."""


async def forecast_past(house: House, region: Region, lives: Sequence[Life], now: datetime) -> None:
    """Keep a forecast of each Monday morning before `now`; of one that has a forecast already, nothing is changed."""
    figures = OversightFigures(house.database, house.clock, house.calendars, house.region)
    facts, forecasts = await figures.facts(), LateForecasts(house.database, house.calendars)
    calendar = (await house.calendars.all()).calendar(region.timezone)
    mornings = list(_mondays(region, now))
    standing: dict[datetime, list[Standing]] = {morning: [] for morning in mornings}
    for life in lives:
        for morning, complaint in _stood(life, mornings):
            row = _ends_soon(complaint, morning)
            if row is not None:
                standing[morning].append(row)
    zone = ZoneInfo(region.timezone)
    for morning, rows in standing.items():
        learnt = await asyncio.to_thread(_learnt_by, facts, calendar, morning)
        if learnt.ready:
            cases = await forecasts.likely(rows, learnt, region, morning)
            await forecasts.keep(cases, morning.astimezone(zone).date(), morning)


def _learnt_by(facts: Facts, calendar: Calendar, morning: datetime) -> Learnt:
    """Of a case received at some hour of a day, what is known is taken to be what came of it since that day's end."""
    import numpy as np

    zone = ZoneInfo(calendar.zone)
    today = morning.astimezone(zone).date().toordinal()
    days, of = np.unique(facts.columns["received"], return_inverse=True)
    ends = [datetime.combine(date.fromordinal(int(day) + 1), time(), zone) for day in days]
    ages = np.array(
        [
            calendar.working_time(end, morning).total_seconds() if day < today else -1.0
            for day, end in zip(days.tolist(), ends, strict=True)
        ]
    )
    return Learnt(known_by(facts, ages[of]))


def _mondays(region: Region, now: datetime) -> Iterator[datetime]:
    zone = ZoneInfo(region.timezone)
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    for back in range(WEEKS, -1, -1):
        day = monday - timedelta(weeks=back)
        morning = datetime.combine(day, time(MORNING, 30), zone).astimezone(UTC)
        if morning < now and day != today:  # this morning's is made by the worker
            yield morning


def _stood(life: Life, instants: Iterable[datetime]) -> Iterator[tuple[datetime, Complaint]]:
    """The case as it was at each of these instants, which come in order."""
    log = [one for step in life.steps for one in step.happened]
    complaint, place = Complaint(life.case.id), 0
    for instant in instants:
        until = place
        while until < len(log) and log[until].at <= instant:
            until += 1
        complaint = fold(complaint, log[place:until])
        place = until
        yield instant, complaint


def _ends_soon(complaint: Complaint, at: datetime) -> Standing | None:
    if not complaint.exists or complaint.status not in OPEN or complaint.restricted:
        return None
    waiting = [one for one in complaint.promises.values() if not one.ended]
    ends = {one.stage: one.due for one in waiting if one.stopped is None and at < one.due <= at + WEEK}
    first, last = (ends.get(stage) for stage in _STAGES)
    completion = complaint.waits_for(Stage.COMPLETION)
    if any(one.missed for one in waiting) or not (first or last):
        return None
    return Standing(
        complaint.id,
        complaint.unit,
        complaint.topic,
        str(complaint.kind),
        complaint.restricted,
        complaint.about_unit,
        complaint.received_at,
        complaint.first_response_at,
        first,
        last,
        completion.days if completion is not None and completion.stops and not completion.every_day else None,
    )
