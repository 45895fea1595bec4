"""The duty roster as administrators keep it: who may serve, rows that end, and until when it is filled."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import Invalid, NotFound
from people.actor import Role
from people.on_call import Duty, OnCall, covered_until
from tests.conftest import NOW
from web.house import House

PASSWORD = "kata sandi uji coba"
HOUR = timedelta(hours=1)


async def book(house: House) -> OnCall:
    return OnCall(house.database, house.clock, (await house.region.current()).reach)


async def hired(house: House, username: str, role: Role, unit: str, email: str | None = "a@contoh.id") -> UUID:
    return await house.accounts.add(username, f"Nama {username}", PASSWORD, [(role, unit)], email)


async def test_a_row_is_listed_until_it_ends(house: House) -> None:
    roster, person = await book(house), await hired(house, "koor", Role.COORDINATOR, "DISKOMINFOTIK")
    running = await roster.add(person, 1, NOW - HOUR, NOW + HOUR, None)
    coming = await roster.add(person, 2, NOW + HOUR, NOW + 9 * HOUR, None)
    assert [(one.id, one.place, one.runs(NOW)) for one in await roster.roster()] == [
        (running, 1, True),
        (coming, 2, False),
    ]
    await roster.end(running)
    await roster.end(coming)
    assert await roster.roster() == []
    for gone in (running, coming, uuid4()):
        with pytest.raises(NotFound):
            await roster.end(gone)


async def test_only_who_may_know_of_the_cases_is_put_on_the_roster(house: House) -> None:
    roster = await book(house)
    coordinator = await hired(house, "koor", Role.COORDINATOR, "DISKOMINFOTIK")
    supervisor = await hired(house, "pengawas", Role.SUPERVISOR, "SETDA")
    doctor = await hired(house, "dinkes", Role.OFFICER, "DINKES")
    keeper = await hired(house, "admin", Role.ADMINISTRATOR, "DISKOMINFOTIK")
    gone = await hired(house, "lama", Role.COORDINATOR, "DISKOMINFOTIK")
    await house.accounts.disable("lama")
    for officer in (coordinator, supervisor):
        await roster.add(officer, 1, NOW, NOW + HOUR, None)
    await roster.add(doctor, 1, NOW, NOW + HOUR, "DINKES")
    await roster.add(doctor, 1, NOW, NOW + HOUR, "RSUDAM")
    for officer, unit in ((doctor, None), (doctor, "BMBK"), (keeper, None), (gone, None), (uuid4(), None)):
        with pytest.raises(Invalid) as refused:
            await roster.add(officer, 1, NOW, NOW + HOUR, unit)
        assert set(refused.value.fields) == {"officer"}
    assert {one.officer for one in await roster.candidates()} == {coordinator, supervisor, doctor}


@pytest.mark.parametrize(
    ("place", "starts", "ends", "field"),
    [
        (0, timedelta(), HOUR, "place"),
        (100, timedelta(), HOUR, "place"),
        (1, HOUR, HOUR, "ends_at"),
        (1, 2 * HOUR, HOUR, "ends_at"),
        (1, -2 * HOUR, timedelta(), "ends_at"),
        (1, timedelta(), timedelta(days=367), "ends_at"),
    ],
)
async def test_nonsense_is_refused(house: House, place: int, starts: timedelta, ends: timedelta, field: str) -> None:
    roster, person = await book(house), await hired(house, "koor", Role.COORDINATOR, "DISKOMINFOTIK")
    with pytest.raises(Invalid) as refused:
        await roster.add(person, place, NOW + starts, NOW + ends, None)
    assert set(refused.value.fields) == {field}
    assert await roster.roster() == []


async def test_who_has_no_address_is_listed_as_out_of_reach(house: House) -> None:
    roster, person = await book(house), await hired(house, "koor", Role.COORDINATOR, "DISKOMINFOTIK", None)
    await roster.add(person, 1, NOW, NOW + HOUR, None)
    (duty,) = await roster.roster()
    assert not duty.reachable
    assert covered_until([duty], NOW) == NOW


duties = st.builds(
    lambda start, length, reachable, unit: Duty(
        UUID(int=0), UUID(int=0), "", 1, NOW + start * HOUR, NOW + (start + length) * HOUR, unit, reachable
    ),
    st.integers(-10, 30),
    st.integers(1, 12),
    st.booleans(),
    st.sampled_from([None, None, "BMBK"]),
)


@given(st.lists(duties, max_size=8))
def test_the_roster_is_filled_until_the_first_hour_without_anybody(roster: list[Duty]) -> None:
    at = NOW
    while any(one.reachable and one.unit is None and one.runs(at) for one in roster):
        at += HOUR
    assert covered_until(roster, NOW) == at
