"""When signals are read from all evidence: once a month, at a quiet hour of the region's own clock."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from competency import decisions, own_history, signal_mails, signal_reports
from competency.groups import groups_of
from competency.need_book import Needs
from competency.own_history import Gathered
from competency.reckoning import Terms, reckon
from competency.staffing import StaffingBook, Usual
from competency.stored_signals import StoredSignal
from foundation.errors import NotFound
from foundation.own_process import in_own_process
from service.rebuild import fill_evidence
from sla.capacities import Capacities
from web.house import House

HOUR = time(3)
"""From then on, by the clock on the region's walls, the reading of the month that is over is due."""
BY = "system"
_WEEKS, _USUAL_HOURS = 52 / 12, 2.65
"""Of a month; and of an ordinary complaint: 1, 2.5 and 8 hours for light, middling and heavy ones as they come."""


async def reading_of_the_month(house: House) -> int:
    """Reads the signals of the month that is over, unless that was done; tells how many were found."""
    try:
        zone = await house.zone()
    except NotFound:
        return 0
    last = month_over(house.clock.now(), zone)
    async with house.database.reading() as session:
        done = await signal_reports.latest_as_of(session)
    if done is not None and done >= last:
        async with house.database.transaction() as session:
            await signal_reports.expire(session, last, house.clock.now())
        return 0
    try:
        return len(await read_signals(house, last))
    except NotFound:
        return 0


def month_over(now: datetime, zone: ZoneInfo) -> date:
    """The last day of the month before that of the latest quiet hour."""
    quiet = now.astimezone(zone) - timedelta(hours=HOUR.hour)
    return quiet.date().replace(day=1) - timedelta(days=1)


async def read_signals(house: House, until: date | None, by: str = BY) -> list[StoredSignal]:
    """Reckon what was known at the end of `until`, keep it, and let needs hear of it. Raises NotFound without evidence.

    None for the last day there is.
    """
    async with house.database.reading() as session:
        set_, version = await decisions.thresholds(session)
    gathered = await gather(house, until)
    terms = Terms(set_.months, set_.least_people, str(version), by)
    region = await house.region.current()
    groups = groups_of(region.families, region.kinds)
    reading = await in_own_process(reckon, gathered.history, gathered.digest, terms, groups)
    needs = Needs(house.database, house.clock, house.calendars, house.region)
    async with house.database.transaction() as session:
        made = await signal_reports.store(session, reading, house.clock.now())
        # What is only found together says that there is something, not where: it opens no need.
        await needs.heard(session, [one for one in made if one.exact], reading.last)
        await signal_mails.owe(session, made, house.clock.now())
    return made


async def gather(house: House, until: date | None, *, usual: bool = False, since: date | None = None) -> Gathered:
    """Our own history, from `since` on at least.

    With `usual` what units are said to carry stands in where nothing is known of their months.
    """
    region = await house.region.current()
    await fill_evidence(house.database)
    calendar = await house.calendars.current(region.timezone)
    months = await StaffingBook(house.database, house.clock).months()
    async with house.database.reading() as session:
        standard = await decisions.standard_answers(session)
    said = await _usual(house) if usual else []
    return await own_history.gather(house.database, region.timezone, calendar, months, until, said, standard, since)


async def _usual(house: House) -> list[Usual]:
    """Hours as long as so many ordinary cases take."""
    written = await Capacities(house.database, house.clock).all()
    return [Usual(one.unit, one.since, one.officers, one.cases_week * _WEEKS * _USUAL_HOURS) for one in written]
