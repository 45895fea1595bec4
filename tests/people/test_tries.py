"""Guessing: nobody gets more than a day's budget, and nobody's guesses keep the owner of an account out."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.clock import SetClock
from foundation.errors import NotAllowed, TooMany
from people import entrance
from people.actor import Role
from people.known_devices import device
from people.tries import DEVICE_DAY, FREE, LEAST_WORK, MOST_WORK, STRANGERS, Visit, WorkNeeded, block, work_for
from web.house import House

PASSWORD = "kata sandi uji coba"
TRIES = 1000


@pytest.fixture
async def officer(house: House) -> UUID:
    return await house.accounts.add("sari", "Sari", PASSWORD, [(Role.OFFICER, "BMBK")])


def go(house: House, **time: float) -> None:
    assert isinstance(house.clock, SetClock)
    house.clock.instant += timedelta(**time)


async def guess(house: House, username: str, visit: Visit) -> type[Exception]:
    try:
        await house.entrance.sign_in(username, "tebakan ke sekian", visit)
    except (NotAllowed, TooMany) as refused:
        return type(refused)
    raise AssertionError("a wrong password opened an account")


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Passwords that were compared at all, without the work of it."""
    seen: list[str] = []

    async def cheap(password: str, kept: str | None) -> bool:
        seen.append(password)
        return password == PASSWORD and kept is not None

    monkeypatch.setattr(entrance, "matches", cheap)
    return seen


async def test_a_thousand_wrong_tries_keep_the_owner_out_of_nothing(
    house: House, officer: UUID, compared: list[str]
) -> None:
    """From ever new addresses, with all the work done that is asked for, on one day."""
    own = Visit("10.0.0.9", device=device(house.keys, "sari", house.clock.now()))
    for number in range(TRIES):
        await guess(house, "sari", Visit(f"203.0.{number // 250}.{number % 250}", proven=MOST_WORK))
        if number in (0, FREE, STRANGERS.times, TRIES - 1):
            assert await house.entrance.sign_in("sari", PASSWORD, own), f"after {number + 1} tries of a stranger"
    assert compared.count("tebakan ke sekian") == STRANGERS.times, "no more of them were compared at all"
    with pytest.raises(TooMany, match="Lupa kata sandi"):
        await house.entrance.sign_in("sari", PASSWORD, Visit("198.51.100.7", proven=MOST_WORK))
    go(house, days=1)
    assert await house.entrance.sign_in("sari", PASSWORD, Visit("198.51.100.7"))


async def test_an_address_and_a_device_have_budgets_of_their_own(
    house: House, officer: UUID, compared: list[str]
) -> None:
    shown = device(house.keys, "sari", house.clock.now())
    for _ in range(40):
        for _ in range(3):
            await guess(house, "sari", Visit("10.0.0.9", device=shown))
        go(house, minutes=5)
    assert len(compared) == DEVICE_DAY.times
    for _ in range(20):
        await guess(house, "sari", Visit("10.0.0.9"))
    assert len(compared) == DEVICE_DAY.times + 10


async def test_work_is_asked_for_before_anything_is_compared(house: House, officer: UUID, compared: list[str]) -> None:
    for number in range(FREE):
        assert await guess(house, "sari", Visit(f"10.1.{number}.1")) is NotAllowed
    assert await guess(house, "sari", Visit("10.2.0.1")) is WorkNeeded
    assert len(compared) == FREE
    assert await guess(house, "sari", Visit("10.2.0.1", proven=LEAST_WORK)) is NotAllowed
    assert await house.entrance.sign_in("sari", PASSWORD, Visit("10.2.0.2", proven=LEAST_WORK))


async def test_a_name_without_an_account_is_counted_alike(house: House, officer: UUID, compared: list[str]) -> None:
    told = {"sari": [], "tidak.ada": []}  # type: dict[str, list[type[Exception]]]
    for number in range(STRANGERS.times + 5):
        for name, answers in told.items():
            answers.append(await guess(house, name, Visit(f"10.3.{number}.1", proven=MOST_WORK)))
    assert told["sari"] == told["tidak.ada"]
    assert set(told["sari"]) == {NotAllowed, TooMany}


@given(st.integers(0, 10_000))
def test_work_never_gets_less(tried: int) -> None:
    assert work_for(tried) <= work_for(tried + 1) <= MOST_WORK
    assert (work_for(tried) == 0) == (tried < FREE)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("2001:db8:1:200:5::9", "2001:db8:1:200::/56"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("unknown", "unknown"),
    ],
)
def test_what_counts_as_one_place(address: str, place: str) -> None:
    assert block(address) == place
