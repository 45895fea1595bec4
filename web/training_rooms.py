"""The rooms behind the pages of trainings, put together for a request."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from litestar import Request

from competency.attendance import Attendance
from competency.batches import Batches
from competency.certificates import Certificates
from competency.conflict_checks import ConflictChecks
from competency.lot_book import Lots
from competency.need_book import Needs
from competency.providers import Providers
from competency.seats import Seats
from competency.trainings import Catalogue
from complaints.region import Region
from foundation.errors import NotAllowed
from web.house import House
from web.visitor import visitor_of

LONGEST = 366
"""Days of one batch that are looked at."""
LOOK_BACK = timedelta(days=731)
"""How long trainings that were held stay in lists: what came of them is known after a year or more."""


class Rooms:
    """Made anew for each request; nothing is kept in it."""

    def __init__(self, house: House) -> None:
        self.house = house
        database, clock = house.database, house.clock
        self.needs = Needs(database, clock, house.calendars, house.region)
        self.catalogue = Catalogue(database, clock)
        self.providers = Providers(database, clock, house.keys)
        self.batches = Batches(database, clock, self.needs)
        self.lots = Lots(database, clock, house.keys, self.needs)
        self.seats = Seats(database, clock)
        self.certificates = Certificates(database, clock)
        self.conflicts = ConflictChecks(database, clock)

    async def attendance(self) -> Attendance:
        house = self.house
        return Attendance(house.database, house.clock, house.keys, self.needs, await house.zone())

    async def working_days(self, region: Region, first: date | None, last: date | None) -> list[date]:
        """Working days of the region from one day to another; all of them where none is one."""
        if first is None or last is None or not 0 <= (last - first).days <= LONGEST:
            return []
        calendar = await self.house.calendars.current(region.timezone)
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return [day for day in days if calendar.is_working(day)] or days


def person_of(request: Request[Any, Any, Any]) -> UUID:
    """The officer who asks."""
    person = visitor_of(request).actor.person
    if person is None:
        raise NotAllowed()
    return person


def kinds_of(region: Region) -> dict[str, str]:
    """What kind of unit each is, by which lots are stratified."""
    return {unit.code: unit.kind for unit in region.units}
