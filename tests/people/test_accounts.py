"""Signing in, and what ends a session."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlmodel import select

from foundation.clock import SetClock
from foundation.errors import Invalid, NotAllowed, NotFound, TooMany
from people.actor import Role
from people.sessions import IDLE_LASTS, SESSION_LASTS
from people.tables import OfficerRow, PostRow, SessionRow
from people.tries import SIGN_IN_LIMIT, Visit
from tests.conftest import AS_SERVED
from web.house import House

PASSWORD = "kata sandi uji coba"
Later = Callable[[timedelta], None]


@pytest.fixture
async def officer(house: House) -> UUID:
    return await house.accounts.add("Sari", "Sari Penghubung", PASSWORD, [(Role.OFFICER, "BMBK")], "sari@contoh.id")


@pytest.fixture
def later(house: House) -> Later:
    def move(time: timedelta) -> None:
        assert isinstance(house.clock, SetClock)
        house.clock.instant += time

    return move


async def who(house: House, secret: str) -> str | None:
    region = await house.region.current()
    found = await house.accounts.signed_in(secret, region.reach)
    return found.username if found else None


async def test_the_right_password_opens_a_session_with_the_posts_of_today(house: House, officer: UUID) -> None:
    secret = await house.entrance.sign_in(" SARI ", PASSWORD, Visit("10.0.0.1"))
    region = await house.region.current()
    found = await house.accounts.signed_in(secret, region.reach)
    assert found is not None
    assert (found.actor.person, found.name) == (officer, "Sari Penghubung")
    assert found.actor.holds_role(Role.OFFICER)
    assert "BMBK" in found.actor.reach(Role.OFFICER)


@pytest.mark.parametrize(("username", "password"), [("sari", "salah"), ("tidak-ada", PASSWORD), ("sari", "")])
async def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    house: House, officer: UUID, username: str, password: str
) -> None:
    with pytest.raises(NotAllowed, match="tidak cocok"):
        await house.entrance.sign_in(username, password, Visit("10.0.0.1"))


async def test_neither_secrets_nor_addresses_lie_open(house: House, officer: UUID) -> None:
    secret = await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.1"))
    async with house.database.reading() as session:
        row = (await session.exec(select(OfficerRow))).one()
        kept = (await session.exec(select(SessionRow))).one()
    assert row.password is not None
    assert row.password.startswith("$argon2id$v=19$")
    assert AS_SERVED.hash(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert row.email is not None
    assert b"sari" not in row.email
    assert secret.encode() not in kept.token_hash


@pytest.mark.parametrize("wait", [IDLE_LASTS, SESSION_LASTS])
async def test_a_session_ends_when_unused_and_at_the_end_of_the_day(
    house: House, officer: UUID, later: Later, wait: timedelta
) -> None:
    secret = await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.1"))
    later(wait - timedelta(seconds=1) if wait == IDLE_LASTS else timedelta())
    assert await who(house, secret) == "sari"
    if wait == SESSION_LASTS:
        for _ in range(7):
            later(timedelta(hours=1, minutes=40))
            await who(house, secret)
    later(wait if wait == IDLE_LASTS else timedelta(hours=1))
    assert await who(house, secret) is None


async def test_signing_out_and_disabling_end_sessions_at_once(house: House, officer: UUID) -> None:
    first, second = [await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.1")) for _ in range(2)]
    await house.accounts.sign_out(first)
    assert (await who(house, first), await who(house, second)) == (None, "sari")
    await house.accounts.disable("sari")
    assert await who(house, second) is None
    with pytest.raises(NotAllowed):
        await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.1"))
    with pytest.raises(NotFound):
        await house.accounts.disable("tidak-ada")


async def test_a_post_counts_on_its_days_only(house: House, officer: UUID, later: Later) -> None:
    secret = await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.1"))
    today: date = house.clock.now().date()
    async with house.database.transaction() as session:
        post = (await session.exec(select(PostRow))).one()
        post.ends_on = today
        session.add(post)
    region = await house.region.current()
    held = await house.accounts.signed_in(secret, region.reach)
    assert held is not None
    assert held.actor.holds_role(Role.OFFICER)
    later(timedelta(days=1))
    secret = await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.1"))
    held = await house.accounts.signed_in(secret, region.reach)
    assert held is not None
    assert held.actor.posts == ()


async def test_guessing_is_slowed_by_name_and_address(house: House, officer: UUID, later: Later) -> None:
    for _ in range(SIGN_IN_LIMIT.times):
        with pytest.raises(NotAllowed):
            await house.entrance.sign_in("sari", "salah", Visit("10.0.0.1"))
    with pytest.raises(TooMany):
        await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.1"))
    assert await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.2"))
    later(timedelta(seconds=SIGN_IN_LIMIT.seconds))
    assert await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.1"))


async def test_short_passwords_and_taken_names_are_refused(house: House, officer: UUID) -> None:
    with pytest.raises(Invalid, match="12 karakter"):
        await house.accounts.add("budi", "Budi", "pendek", [])
    with pytest.raises(Invalid, match="sudah dipakai"):
        await house.accounts.add("SARI", "Sari Lain", PASSWORD, [])


async def test_ended_sessions_are_swept(house: House, officer: UUID, later: Later) -> None:
    await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.1"))
    later(SESSION_LASTS + timedelta(seconds=1))
    await house.accounts.sweep()
    async with house.database.reading() as session:
        assert (await session.exec(text("SELECT count(*) FROM sessions"))).one()[0] == 0  # type: ignore[call-overload]


async def test_a_post_ends_at_midnight_where_its_unit_is(house: House, officer: UUID) -> None:
    assert isinstance(house.clock, SetClock)
    secret = await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.1"))
    region = await house.region.current()
    async with house.database.transaction() as session:
        post = (await session.exec(select(PostRow).where(PostRow.officer_id == officer))).one()
        post.ends_on = post.starts_on
        session.add(post)
    midnight = datetime.combine(post.starts_on + timedelta(days=1), time(), ZoneInfo("Asia/Jakarta"))
    for moment, posts in ((midnight - timedelta(minutes=1), 1), (midnight + timedelta(minutes=1), 0)):
        house.clock.instant = moment.astimezone(UTC)
        async with house.database.transaction() as session:
            held = (await session.exec(select(SessionRow))).one()
            held.seen_at, held.ends_at = house.clock.instant, house.clock.instant + timedelta(hours=1)
            session.add(held)
        found = await house.accounts.signed_in(secret, region.reach)
        assert found is not None
        assert len(found.actor.posts) == posts
        assert [len(account.posts) for account in await house.accounts.all()] == [posts]


async def test_a_post_begins_on_the_day_that_it_is_in_its_unit(house: House, later: Later) -> None:
    evening = datetime(2026, 11, 20, 23, 0, tzinfo=UTC) - house.clock.now()
    later(evening)
    officer = await house.accounts.add("pagi", "Pagi Sekali", PASSWORD, [(Role.OFFICER, "BMBK")])
    async with house.database.reading() as session:
        post = (await session.exec(select(PostRow).where(PostRow.officer_id == officer))).one()
    assert post.starts_on == date(2026, 11, 21)
    assert await who(house, await house.entrance.sign_in("pagi", PASSWORD, Visit("10.0.0.1"))) == "pagi"
