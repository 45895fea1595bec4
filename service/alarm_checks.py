"""What the administrators have to know of: a calendar that runs out, an empty duty roster, notices given up,
a log that does not hold."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import col, select

from complaints.data_requests import DataRequests
from foundation.database import Database
from foundation.last_done import CHAIN, latest
from notices.alarms import BROKEN, CALENDAR, DATA, DEAD, NOBODY, Facts, end_alarm, raise_alarm
from notices.dead_letters import dead_count
from people.on_call import OnCall, covered_until
from sla.tables import ClockRow
from web.house import House
from workdays.calendars import Calendars


async def check_calendar(house: House) -> bool:
    """Whether promises reach, or soon will, into days of which it is not known whether they are worked on."""
    region = await house.region.current()
    calendars, policy = await Calendars(house.database).all(), await house.policies.current()
    today = house.clock.now().astimezone(ZoneInfo(region.timezone)).date()
    longest = max((rule.days + rule.extension for rule in policy.rules), default=1)
    reaches = calendars.calendar(region.timezone).nth_working_day_after(today, longest)
    last = await _last_promise(house.database)
    if last is not None:
        reaches = max(reaches, last.astimezone(ZoneInfo(region.timezone)).date())
    facts = runs_out(reaches, calendars.known_until, region.calendar_alarm_days)
    await _tell(house, CALENDAR, facts)
    return facts is not None


def runs_out(reaches: date, known_until: date, ahead: int) -> Facts | None:
    """What the alarm says where promises reach to within `ahead` days of the last known day, or beyond; else None."""
    if reaches + timedelta(days=ahead) <= known_until:
        return None
    return {"year": str((known_until + timedelta(days=1)).year), "until": known_until.isoformat()}


async def check_roster(house: House) -> bool:
    """Whether nobody who can be reached is on call for all cases now."""
    now, region = house.clock.now(), await house.region.current()
    empty = covered_until(await OnCall(house.database, house.clock, region.reach).roster(), now) == now
    await _tell(house, NOBODY, {} if empty else None)
    return empty


async def check_dead_letters(house: House) -> bool:
    """Whether notices were given up that nobody has looked after yet."""
    region = await house.region.current()
    async with house.database.reading() as session:
        count, oldest = await dead_count(session)
    facts: Facts | None = None
    if oldest is not None:
        facts = {"count": count, "oldest": oldest.astimezone(ZoneInfo(region.timezone)).date().isoformat()}
    await _tell(house, DEAD, facts)
    return facts is not None


async def check_data_requests(house: House) -> bool:
    """Whether requests about personal data are due within a day, or late."""
    soon, late = await DataRequests(house.database, house.clock, house.keys).pressing()
    await _tell(house, DATA, {"soon": soon, "late": late} if soon or late else None)
    return bool(soon or late)


async def check_log(house: House) -> bool:
    """Whether the log did not hold when it was last walked, by night or by command."""
    last, zone = (await latest(house.database)).get(CHAIN), ZoneInfo((await house.region.current()).timezone)
    facts: Facts | None = None
    if last is not None and not last.good:
        day = last.at.astimezone(zone).date().isoformat()
        facts = {"count": int(last.data.get("findings", 0)), "day": day}
    await _tell(house, BROKEN, facts)
    return facts is not None


async def check(house: House) -> int:
    """All that is cheap to look at often; how many of them are so."""
    checks = (check_roster, check_dead_letters, check_data_requests, check_log)
    return sum([await one(house) for one in checks])


async def _tell(house: House, name: str, facts: Mapping[str, int | str] | None) -> None:
    async with house.database.transaction() as session:
        if facts is None:
            await end_alarm(session, name, house.clock.now())
        else:
            await raise_alarm(session, name, facts, house.clock.now())


async def _last_promise(database: Database) -> datetime | None:
    """When the last open promise is due. It reads all open clocks: for now and then, not for every minute."""
    async with database.reading() as session:
        return (await session.exec(select(func.max(ClockRow.due)).where(col(ClockRow.ended).is_(False)))).one()
