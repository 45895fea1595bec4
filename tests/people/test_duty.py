"""Who is there now: posts by the day of their unit, accounts that were disabled, and the roster for danger to life."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col

from foundation.clock import SetClock
from people.actor import Role
from people.duty import DutyBook, Roster, Watcher
from people.tables import OnCallRow, PostRow, UnitRow
from web.house import House

PASSWORD = "kata sandi uji coba"
NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)


async def hired(house: House, username: str, role: Role, unit: str) -> UUID:
    return await house.accounts.add(username, username, PASSWORD, [(role, unit)])


async def on_call(
    house: House, officer: UUID, place: int, starts: datetime, hours: float, unit: str | None = None
) -> None:
    async with house.database.transaction() as session:
        session.add(
            OnCallRow(
                on_call_id=uuid4(),
                officer_id=officer,
                place=place,
                starts_at=starts,
                ends_at=starts + timedelta(hours=hours),
                unit=unit,
            )
        )


def at(house: House, instant: datetime) -> DutyBook:
    assert isinstance(house.clock, SetClock)
    house.clock.instant = instant
    return DutyBook(house.database, house.clock, seconds=0)


async def test_a_post_is_filled_by_who_holds_it_in_that_unit(house: House) -> None:
    for number in range(2):
        await hired(house, f"kepala{number}", Role.HEAD, "BMBK")
    await hired(house, "pengawas", Role.SUPERVISOR, "SETDA")
    roster = await at(house, NOON).current()
    assert roster.filled(Role.HEAD, "BMBK")
    assert roster.holders(Role.HEAD, "BMBK") == 2
    assert not roster.filled(Role.HEAD, "DISHUB")
    assert not roster.filled(Role.OFFICER, "BMBK")
    assert roster.filled(Role.SUPERVISOR, None)
    assert not roster.filled(Role.SECRETARY, None)


async def test_a_disabled_account_fills_no_post_and_is_not_on_call(house: House) -> None:
    person = await hired(house, "sekda", Role.SECRETARY, "SETDA")
    await on_call(house, person, 1, NOON - timedelta(hours=1), 8)
    book = at(house, NOON)
    assert (await book.current()).filled(Role.SECRETARY, None)
    assert (await book.current()).on_call() == (person,)
    await house.accounts.disable("sekda")
    assert not (await book.current()).filled(Role.SECRETARY, None)
    assert (await book.current()).on_call() == ()


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Jakarta", 17), ("Asia/Jayapura", 15)])
async def test_a_post_ends_at_midnight_where_its_unit_is(house: House, zone: str, hour: int) -> None:
    """Midnight after 20 November is 17:00 UTC in Jakarta and 15:00 UTC in Jayapura."""
    person = await hired(house, "kepala", Role.HEAD, "BMBK")
    async with house.database.transaction() as session:
        await session.exec(update(PostRow).where(col(PostRow.officer_id) == person).values(ends_on=NOON.date()))
        await session.exec(update(UnitRow).where(col(UnitRow.code) == "BMBK").values(timezone=zone))
    midnight = datetime(2026, 11, 20, hour, tzinfo=UTC)
    assert (await at(house, midnight - timedelta(seconds=1)).current()).filled(Role.HEAD, "BMBK")
    assert not (await at(house, midnight).current()).filled(Role.HEAD, "BMBK")


async def test_who_is_on_call_comes_in_order_and_only_for_their_hours(house: House) -> None:
    people = [await hired(house, f"piket{number}", Role.COORDINATOR, "DISKOMINFOTIK") for number in range(3)]
    await on_call(house, people[0], 2, NOON, 8)
    await on_call(house, people[1], 1, NOON, 4, unit="BMBK")
    await on_call(house, people[2], 1, NOON + timedelta(hours=8), 8)
    roster = await at(house, NOON).current()
    assert roster.on_call() == (people[1], people[0])
    assert roster.watchers == (Watcher(people[1], "BMBK"), Watcher(people[0]))
    assert (await at(house, NOON - timedelta(seconds=1)).current()).on_call() == ()
    assert (await at(house, NOON + timedelta(hours=4)).current()).on_call() == (people[0],)
    assert (await at(house, NOON + timedelta(hours=8)).current()).on_call() == (people[2],)


def test_somebody_listed_twice_is_called_once() -> None:
    one, other = uuid4(), uuid4()
    roster = Roster({}, (Watcher(one), Watcher(other), Watcher(one, "BMBK")))
    assert roster.on_call() == (one, other)


async def test_the_roster_is_kept_for_some_seconds_and_read_again_when_the_clock_moves_or_on_request(
    house: House,
) -> None:
    assert isinstance(house.clock, SetClock)
    house.clock.instant = NOON
    book = DutyBook(house.database, house.clock, seconds=60)
    assert not (await book.current()).filled(Role.HEAD, "BMBK")
    await hired(house, "kepala", Role.HEAD, "BMBK")
    assert not (await book.current()).filled(Role.HEAD, "BMBK")
    house.clock.instant += timedelta(seconds=60)
    assert (await book.current()).filled(Role.HEAD, "BMBK")
    await house.accounts.disable("kepala")
    assert (await book.current()).filled(Role.HEAD, "BMBK")
    book.forget()
    assert not (await book.current()).filled(Role.HEAD, "BMBK")
