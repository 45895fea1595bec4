"""Our own evidence says the same as the same history told by another system, and stands when people are forgotten."""

from datetime import date, timedelta
from typing import cast
from uuid import UUID, uuid4

import msgspec
import pytest

from bench.competency_world import Plan, World, world
from competency import own_history
from competency.cases import NEVER, outcomes
from competency.causes import PAST
from competency.cells import first_of
from competency.own_history import Gathered
from competency.pooling import LONG
from competency.signals import find
from competency.staffing import Month
from complaints import commands as c
from foundation.database import Database
from people.actor import Actor
from people.contact import Contact
from tests.competency.stored import ZONE, Worked, put
from tests.conftest import NOW
from tests.make import COORDINATOR, OFFICER, citizen, filing, words
from web.house import House
from workdays.working_days import Calendar

SMALL = Plan(volume=0.12, skill=12, surges=3, heavy=1, broken=2)


@pytest.fixture(scope="module")
def made() -> World:
    return world(5, SMALL)


def months_of(made: World) -> list[Month]:
    first = made.staff.first_month
    return [
        Month(unit, f"{(first + month) // 12:04d}-{(first + month) % 12 + 1:02d}", *map(float, found))
        for place, unit in enumerate(made.cases.units)
        for month, found in enumerate(zip(made.staff.officers[place], made.staff.hours[place], strict=True))
    ]


@pytest.fixture
async def stored(database: Database, made: World) -> Database:
    await put(database, made)
    return database


async def gathered(database: Database, made: World, until: date | None = None) -> Gathered:
    calendar = cast(Calendar, Worked(made))
    return await own_history.gather(database, ZONE, calendar, months_of(made), until or date.fromordinal(made.last))


async def test_what_is_stored_gives_the_signals_of_the_history_it_came_from(stored: Database, made: World) -> None:
    own = (await gathered(stored, made)).history
    assert len(own.cases) == len(made.cases)
    for known, expected in zip(
        outcomes(own.cases, own.calendar, made.last).values(),
        outcomes(made.cases, made.calendar, made.last).values(),
        strict=True,
    ):
        assert (known.judged.sum(), known.bad.sum()) == (expected.judged.sum(), expected.bad.sum())
    told = find(*own[:4], least_people=0)
    expected_ = find(made.cases, made.staff, made.calendar, made.last, least_people=0)
    assert told.judged == expected_.judged
    assert {(one.unit, one.topic, one.family, one.n, one.observed) for one in told.signals} == {
        (one.unit, one.topic, one.family, one.n, one.observed) for one in expected_.signals
    }


async def test_read_twice_it_is_the_same_and_later_things_are_not_known_earlier(stored: Database, made: World) -> None:
    once, twice = [await gathered(stored, made) for _time in range(2)]
    assert once.digest == twice.digest
    earlier = date.fromordinal(made.last) - timedelta(days=200)
    past = (await gathered(stored, made, earlier)).history
    assert past.last == earlier.toordinal()
    assert past.cases.received.max() <= past.last
    for one in (past.cases.replied, past.cases.closed, past.cases.reopened):
        assert ((one <= past.last) | (one == NEVER)).all()
    assert not past.cases.rating.any(), "all were rated on the last day"


PLACE = c.Place(-5.4292, 105.2610)
ACROSS_THE_STREET = c.Place(-5.4296, 105.2613)
ELSEWHERE = c.Place(-5.3800, 105.2300)


async def told(house: House, place: c.Place, contact: Contact | None, days: int) -> UUID:
    """A complaint that came `days` before now, was taken the next day and answered the day after."""
    key, there = uuid4(), c.Words(msgspec.json.encode(place).decode())
    steps: list[tuple[c.Command, Actor, float]] = [
        (filing("Jalan berlubang.", place=place, place_words=there, contact=contact), citizen(key), 0),
        (c.Forward("BMBK", "jalan_rusak"), COORDINATOR, 0.1),
        (c.Take(), OFFICER, 1),
        (c.Resolve(words("Sudah kami tambal.")), OFFICER, 2),
    ]
    for number, (command, by, later) in enumerate(steps):
        at = NOW - timedelta(days=days - later)
        await house.handling.handle(c.Order(key, command, f"told:{number}", at=at), by)
    return key


async def own(house: House) -> Gathered:
    calendar = await house.calendars.current("Asia/Jakarta")
    return await own_history.gather(house.database, "Asia/Jakarta", calendar, [], NOW.date())


async def test_a_person_is_one_and_what_was_told_before_is_known_as_such(house: House) -> None:
    siti, by_mail = Contact("Siti", "siti@contoh.id", "081200000001"), Contact("S.", "siti@contoh.id")
    first = await told(house, PLACE, siti, 60)
    again = await told(house, ACROSS_THE_STREET, by_mail, 40)
    apart = await told(house, ELSEWHERE, None, 30)
    unnamed = await told(house, ELSEWHERE, None, 20)
    cases = (await own(house)).history.cases
    row = {one: cases.ids.index(str(one)) for one in (first, again, apart, unnamed)}
    reporter = {one: int(cases.reporter[row[one]]) for one in row}
    assert reporter[first] == reporter[again]
    assert len({reporter[one] for one in (first, apart, unnamed)}) == 3
    assert {one: bool(cases.repeated[row[one]]) for one in row} == {
        first: False,
        again: True,
        apart: False,
        unnamed: True,
    }
    assert cases.days[row[first]] == 14
    assert cases.closed[row[first]] - cases.received[row[first]] == 2
    assert cases.acted is not None
    assert len(set(cases.acted[:, 1].tolist())) == 1


async def test_the_calendar_holds_whole_months(house: House) -> None:
    """Else a month's hours on duty would be spread over the few of its days that are looked at."""
    await told(house, PLACE, None, 40)
    found = (await own(house)).history.calendar
    assert date.fromordinal(found.first) == date(2026, 10, 1)
    end = date.fromordinal(found.first + len(found.worked))
    assert (end.day, end > NOW.date()) == (1, True)
    calendar = await house.calendars.current("Asia/Jakarta")
    days = [date(2026, 10, day) for day in range(1, 32)]
    assert found.worked[:31].tolist() == [calendar.is_working(day) for day in days]


async def test_so_much_is_read_that_two_years_and_the_year_before_them_are_whole(house: House) -> None:
    """What is older is left out; what came in on the first day of the 37th month back is read."""
    for days in (1110, 1160, 30):
        await told(house, PLACE, None, days)
    cases = (await own(house)).history.cases
    assert sorted(date.fromordinal(one) for one in cases.received.tolist()) == [
        NOW.date() - timedelta(days=1110),
        NOW.date() - timedelta(days=30),
    ]
    window_first = date.fromordinal(first_of(NOW.date().toordinal(), LONG))
    earliest = date.fromordinal(int(cases.received.min())).replace(day=1)
    assert (window_first.year - earliest.year) * 12 + window_first.month - earliest.month >= PAST


async def test_erasing_a_citizen_leaves_the_statistics_as_they_were(house: House) -> None:
    siti = Contact("Siti", "siti@contoh.id")
    keys = [await told(house, PLACE, siti, days) for days in (50, 40, 30)]
    before = await own(house)
    for key in keys[:2]:
        await house.handling.handle(c.Order(key, c.Erase("request"), "erase"), citizen(key))
    after = await own(house)
    assert after.digest == before.digest
    later = await told(house, PLACE, siti, 5)
    cases = (await own(house)).history.cases
    assert cases.reporter[cases.ids.index(str(later))] == cases.reporter[cases.ids.index(str(keys[2]))]
