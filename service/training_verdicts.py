"""Once a day: trainings whose time has come are judged, and what participants say of their material is looked at."""

from datetime import date, timedelta

from competency.exchange import History
from competency.feedback import revisions_wanted
from competency.judging import Judging
from competency.need_book import Needs
from competency.revisions import DAYS
from foundation.errors import NotFound
from service.learning import HOUR, gather
from web.house import House


async def judge_trainings(house: House) -> int:
    """Judges what is due on the region's day and asks for revisions; tells how many verdicts there are anew."""
    try:
        zone = await house.zone()
    except NotFound:
        return 0
    today = (house.clock.now().astimezone(zone) - timedelta(hours=HOUR.hour)).date()
    await revisions_wanted(house.database, today, house.clock.now(), today + timedelta(days=DAYS))
    needs = Needs(house.database, house.clock, house.calendars, house.region)

    async def history(last: date, since: date | None) -> History:
        return (await gather(house, last, since=since)).history

    try:
        return len(await Judging(house.database, house.clock, needs, history, zone.key).run(today))
    except NotFound:  # no complaint yet
        return 0
