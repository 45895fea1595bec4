"""What officers see of their own account: nobody else's sessions, and only those that can still be used."""

from datetime import timedelta
from uuid import uuid4

import pytest

from foundation.clock import SetClock
from foundation.errors import NotFound
from people.actor import Role
from people.sessions import IDLE_LASTS, SESSION_LASTS
from people.tries import Visit
from tests.web.officer import PASSWORD
from web.house import House


async def test_sessions_that_ended_are_not_shown(house: House) -> None:
    clock = house.clock
    assert isinstance(clock, SetClock)
    person = await house.accounts.add("sari", "Sari", PASSWORD, [(Role.OFFICER, "BMBK")])
    await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.1"))
    clock.instant += IDLE_LASTS
    secret = await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.1"))
    clock.instant += timedelta(minutes=1)
    await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.2"))
    shown = (await house.profiles.own(person, secret)).sessions
    assert [one.here for one in shown] == [True, False]
    clock.instant += SESSION_LASTS
    assert (await house.profiles.own(person, secret)).sessions == ()


async def test_an_account_that_is_not_there(house: House) -> None:
    with pytest.raises(NotFound):
        await house.profiles.own(uuid4(), "x")
