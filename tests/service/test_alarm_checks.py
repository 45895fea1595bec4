"""What raises an alarm and what ends it: the calendar, the roster, notices given up; under a clock that is set."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import delete

from foundation.clock import SetClock
from notices.alarms import CALENDAR, DEAD, NOBODY, standing
from notices.tables import NoticeRow
from people.actor import Role
from people.on_call import OnCall
from service.alarm_checks import check, check_calendar, runs_out
from web.house import House


def at(house: House, instant: datetime) -> None:
    assert isinstance(house.clock, SetClock)
    house.clock.instant = instant


async def names(house: House) -> list[str]:
    return sorted(alarm.name for alarm in await standing(house.database))


@pytest.mark.parametrize(
    ("reaches", "raised"),
    [(date(2027, 9, 2), False), (date(2027, 9, 3), True), (date(2028, 1, 5), True)],
)
def test_the_calendar_has_to_be_known_for_so_many_days_beyond_the_promises(reaches: date, raised: bool) -> None:
    """120 days after 2 September 2027 is 31 December, the last day known."""
    facts = runs_out(reaches, date(2027, 12, 31), 120)
    assert (facts is not None) is raised
    if facts:
        assert facts == {"year": "2028", "until": "2027-12-31"}


async def test_2028_is_asked_for_from_mid_2027_on(house: House) -> None:
    """Joint leave is known up to 2027. The longest promise takes 60 working days, and it is told 120 days before."""
    for instant, raised in (
        (datetime(2026, 11, 20, 3, tzinfo=UTC), False),
        (datetime(2027, 4, 1, 3, tzinfo=UTC), False),
        (datetime(2027, 7, 1, 3, tzinfo=UTC), True),
        (datetime(2028, 3, 1, 3, tzinfo=UTC), True),
    ):
        at(house, instant)
        assert await check_calendar(house) is raised
        assert await names(house) == ([CALENDAR] if raised else [])
    (alarm,) = await standing(house.database)
    assert alarm.since == datetime(2027, 7, 1, 3, tzinfo=UTC)
    assert "2028" in alarm.what()
    assert "31 Desember 2027" in alarm.remedy()


async def test_an_empty_roster_is_told_until_somebody_can_be_reached(house: House) -> None:
    now = house.clock.now()
    assert await check(house) == 1
    assert await names(house) == [NOBODY]
    roster = OnCall(house.database, house.clock, (await house.region.current()).reach)
    password = "kata sandi uji coba"
    silent = await house.accounts.add("diam", "Tanpa Surel", password, [(Role.COORDINATOR, "DISKOMINFOTIK")])
    await roster.add(silent, 1, now, now + timedelta(hours=8), None)
    assert await check(house) == 1
    post = [(Role.COORDINATOR, "DISKOMINFOTIK")]
    person = await house.accounts.add("piket", "Ada Surel", password, post, "piket@contoh.id")
    await roster.add(person, 1, now, now + timedelta(hours=8), None)
    assert await check(house) == 0
    assert await names(house) == []
    at(house, now + timedelta(hours=8))
    assert await check(house) == 1
    assert await names(house) == [NOBODY]


async def test_notices_given_up_are_told_until_none_is_left(house: House) -> None:
    dead = [datetime(2026, 11, day, 20, tzinfo=UTC) for day in (10, 12)]
    async with house.database.transaction() as session:
        for moment in dead:
            session.add(
                NoticeRow(
                    complaint_id=uuid4(),
                    notice_id=uuid4(),
                    event="complaint.filed",
                    version=1,
                    audience="triage",
                    created_at=moment,
                    due_at=moment,
                    attempts=10,
                    dead_at=moment,
                    dead_reason="smtp 550",
                )
            )
    await check(house)
    alarm = next(one for one in await standing(house.database) if one.name == DEAD)
    assert alarm.facts == {"count": 2, "oldest": "2026-11-11"}, "the 10th at 20:00 UTC is the 11th in Lampung"
    async with house.database.transaction() as session:
        await session.exec(delete(NoticeRow))
    await check(house)
    assert DEAD not in await names(house)
