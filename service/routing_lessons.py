"""When the worker learns from what people decided: once a night, at a quiet hour of the region's own clock."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text

from foundation.database import Database
from foundation.errors import NotFound
from routing.learning import BY, learn, lessons
from service.rebuild import fill_facts
from web.house import House

HOUR = time(2)
"""From then on, by the clock on the region's walls, the night's lesson is due."""
_LOADED = text("SELECT loaded_at FROM regions")


async def lesson_of_the_night(house: House) -> int:
    """Learns if the night's lesson is due; tells from how many reports, 0 where there was nothing to do.

    What was decided before this program kept account of it is told from the log first: once, after an upgrade. Whether
    there is any such thing takes a look at all cases, so it is asked by night as well.
    """
    try:
        region = await house.region.current()
    except NotFound:
        return 0
    told = await lessons(house.database, 1, by=BY)
    last = told[0].began_at if told else None
    last = last or await loaded_at(house.database)
    if not due(house.clock.now(), ZoneInfo(region.timezone), last):
        return 0
    await fill_facts(house.database)
    return (await learn(house.database, house.clock, region, house.models)).rows


async def loaded_at(database: Database) -> datetime:
    """Since when there is a region, and so anything to do by night."""
    async with database.reading() as session:
        at: datetime = (await session.exec(_LOADED)).one()[0]  # type: ignore[call-overload]
    return at


def due(now: datetime, zone: ZoneInfo, last: datetime, hour: time = HOUR) -> bool:
    """Whether the hour has struck since the `last` time; a night that was missed is made up for at once."""
    local = now.astimezone(zone)
    struck = datetime.combine(local.date(), hour, zone)
    if local < struck:
        struck = datetime.combine(local.date() - timedelta(days=1), hour, zone)
    return last < struck <= now
