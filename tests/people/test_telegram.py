"""Chats are registered once and found by blind index; links work once, even at the same moment."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from foundation.database import Database
from foundation.sealing import KeyRing
from people.tables import ChatLinkRow, OfficerRow, TelegramCaseRow, TelegramChatRow
from people.telegram import CaseRole, Chats, Redeemed, make_link, redeem, spoken, sweep_links
from tests.conftest import NOW

LATER = NOW + timedelta(hours=1)
SOMEBODY = 812_345_678


@pytest.fixture
def chats() -> Chats:
    return Chats(KeyRing.fresh())


async def test_two_first_messages_at_once_register_one_chat(database: Database, chats: Chats) -> None:
    async def first() -> UUID:
        async with database.transaction() as session:
            return (await chats.held(session, SOMEBODY, "en-GB", NOW)).id

    assert len(set(await asyncio.gather(*(first() for _ in range(6))))) == 1
    async with database.reading() as session:
        row = (await session.exec(select(TelegramChatRow))).one()
        assert (await chats.reached(session, row.chat_id) or ())[0] == SOMEBODY
    assert row.language == "en"
    assert str(SOMEBODY).encode() not in (row.telegram or b"")


async def test_a_chat_is_held_by_one_at_a_time(database: Database, chats: Chats) -> None:
    order: list[str] = []

    async def hold(name: str) -> None:
        async with database.transaction() as session:
            await chats.held(session, SOMEBODY, "id", NOW)
            order.append(name)
            await asyncio.sleep(0.05)
            order.append(name)

    await asyncio.gather(*(hold(name) for name in "abc"))
    assert [order[n] == order[n + 1] for n in (0, 2, 4)] == [True] * 3


async def test_dead_alive_and_language(database: Database, chats: Chats) -> None:
    async with database.transaction() as session:
        chat = await chats.held(session, SOMEBODY, "", NOW)
        assert (chat.language, chat.alive) == ("id", True)
        await chats.died(session, chat.id, NOW)
        await chats.speak(session, chat.id, "en")
    async with database.transaction() as session:
        assert await chats.reached(session, chat.id) is None
        again = await chats.held(session, SOMEBODY, "id", NOW)
        assert (again.id, again.language, again.alive) == (chat.id, "en", False)
        await chats.revived(session, chat.id)
        assert (await chats.reached(session, chat.id) or ())[0] == SOMEBODY


async def test_cases_are_followed_once_and_the_reporter_stays_the_reporter(database: Database, chats: Chats) -> None:
    case = uuid4()
    async with database.transaction() as session:
        chat = await chats.held(session, SOMEBODY, "id", NOW)
        roles: tuple[CaseRole, ...] = ("follower", "reporter", "follower")
        for role in roles:
            await chats.follow(session, chat.id, case, role, NOW)
        assert [(one.complaint_id, one.role) for one in await chats.cases_of(session, chat.id)] == [(case, "reporter")]
        assert await chats.chats_of(session, [case]) == [(case, chat.id, "reporter")]
        await chats.unfollow(session, chat.id, case)
        assert await chats.cases_of(session, chat.id) == []


async def test_a_forgotten_chat_leaves_nothing_and_may_come_back_as_another(database: Database, chats: Chats) -> None:
    async with database.transaction() as session:
        chat = await chats.held(session, SOMEBODY, "id", NOW)
        await chats.follow(session, chat.id, uuid4(), "reporter", NOW)
        await make_link(session, "form", chat.id, LATER)
    async with database.transaction() as session:
        await chats.forget(session, chat.id)
        for table in (TelegramChatRow, TelegramCaseRow, ChatLinkRow):
            assert (await session.exec(select(table))).first() is None
        assert (await chats.held(session, SOMEBODY, "id", NOW)).id != chat.id


async def test_an_officer_has_one_chat(database: Database, chats: Chats) -> None:
    officer = uuid4()
    async with database.transaction() as session:
        session.add(OfficerRow(officer_id=officer, username="a", name="A", password="-", created_at=NOW))
        await session.flush()
        first, second = [await chats.held(session, SOMEBODY + n, "id", NOW) for n in range(2)]
        for chat in (first, second):
            await chats.link_officer(session, chat.id, officer, NOW)
        found = [await chats.find(session, SOMEBODY + n) for n in range(2)]
        assert [one.officer if one else None for one in found] == [None, officer]
        await chats.unlink_officer(session, officer)
        gone = await chats.find(session, SOMEBODY + 1)
        assert gone is not None
        assert gone.officer is None


@pytest.mark.parametrize(("said", "ours"), [("id", "id"), ("en-GB", "en"), ("EN_us", "en"), ("jv", "id"), ("", "id")])
def test_the_app_s_language_is_taken_where_we_speak_it(said: str, ours: str) -> None:
    assert spoken(said) == ours


async def make(database: Database, purpose: str = "case", subject: UUID | None = None) -> tuple[str, UUID]:
    subject = subject or uuid4()
    async with database.transaction() as session:
        return await make_link(session, purpose, subject, LATER), subject  # type: ignore[arg-type]


async def test_a_link_redeemed_by_many_at_the_same_moment_works_once(database: Database) -> None:
    token, subject = await make(database)

    async def use() -> Redeemed | None:
        async with database.transaction() as session:
            found = await redeem(session, token, NOW, "case")
            await asyncio.sleep(0.02)
            return found

    found = await asyncio.gather(*(use() for _ in range(6)))
    assert [one for one in found if one] == [Redeemed("case", subject)]


async def test_a_use_that_was_rolled_back_was_none(database: Database) -> None:
    token, subject = await make(database)

    async def cut_off() -> None:
        async with database.transaction() as session:
            assert await redeem(session, token, NOW, "case")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await cut_off()
    async with database.transaction() as session:
        assert await redeem(session, token, NOW, "case") == Redeemed("case", subject)


async def test_a_link_is_kept_by_its_hash_expires_and_serves_its_own_purpose(database: Database) -> None:
    token, _ = await make(database, "officer")
    assert len(token) <= 64
    assert token.replace("-", "").replace("_", "").isalnum()
    async with database.transaction() as session:
        row = (await session.exec(select(ChatLinkRow))).one()
        assert token.encode() != row.token
        assert await redeem(session, token, NOW, "case", "form") is None
        assert await redeem(session, token, LATER, "officer") is None
        assert await redeem(session, token + "x", NOW, "officer") is None
        assert await sweep_links(session, NOW) == 0
        assert await sweep_links(session, LATER) == 1
