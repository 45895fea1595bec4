"""Links between chat and web work once, even at the same moment; the end of a tie ends its links too."""

import asyncio
import random
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from foundation.clock import SetClock
from foundation.database import Database
from foundation.sealing import KeyRing
from people.chat_ties import CASE_LASTS, FILING_AT_ONCE, OFFICER_LASTS, ChatTies
from people.tables import ChatLinkRow, OfficerRow
from people.telegram import Chats, make_link, redeem
from tests.conftest import NOW

KEYS = KeyRing.fresh()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def ties(database: Database, clock: SetClock) -> ChatTies:
    return ChatTies(database, clock, KEYS)


async def a_chat(database: Database, telegram: int = 1) -> UUID:
    async with database.transaction() as session:
        return (await Chats(KEYS).held(session, telegram, "id", NOW)).id


async def an_officer(database: Database) -> UUID:
    one = OfficerRow(officer_id=uuid4(), username=uuid4().hex, name="Sari", password="x", created_at=NOW)
    async with database.transaction() as session:
        session.add(one)
    return one.officer_id


async def form_link(database: Database, chat: UUID) -> str:
    async with database.transaction() as session:
        return await make_link(session, "form", chat, NOW + timedelta(hours=24))


async def opened(database: Database, clock: SetClock, chat: UUID, token: str) -> bool:
    """What the bot does with `/start TOKEN`."""
    chats = Chats(KEYS)
    async with database.transaction() as session:
        used = await redeem(session, token, clock.now(), "case", "officer")
        if used is not None and used.purpose == "case":
            await chats.follow(session, chat, used.subject, "reporter", clock.now())
        elif used is not None:
            await chats.link_officer(session, chat, used.subject, clock.now())
    return used is not None


async def test_of_many_who_use_a_link_to_the_form_at_once_one_gets_the_chat(database: Database, ties: ChatTies) -> None:
    chat = await a_chat(database)
    token = await form_link(database, chat)

    async def use() -> UUID | None:
        async with ties.filing() as session:
            found = await ties.use_form(session, token)
            await asyncio.sleep(0.02)
            return found

    found = await asyncio.gather(*(use() for _ in range(5)))
    assert sorted(found, key=str) == [chat, *[None] * 4]


async def test_a_filing_that_fails_leaves_the_link_as_it_was(database: Database, ties: ChatTies) -> None:
    chat = await a_chat(database)
    token = await form_link(database, chat)

    async def refused() -> None:
        async with ties.filing() as session:
            assert await ties.use_form(session, token) == chat
            raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        await refused()
    assert await ties.form_waits(token)


async def test_few_file_at_once(ties: ChatTies) -> None:
    inside = most = 0

    async def one() -> None:
        nonlocal inside, most
        async with ties.filing():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1

    await asyncio.gather(*(one() for _ in range(8)))
    assert most == FILING_AT_ONCE


async def test_a_link_of_another_purpose_opens_no_form(database: Database, ties: ChatTies) -> None:
    token = await ties.case_link(uuid4())
    assert not await ties.form_waits(token)
    async with ties.filing() as session:
        assert await ties.use_form(session, token) is None
    async with database.reading() as session:
        assert len((await session.exec(select(ChatLinkRow))).all()) == 1


async def test_a_chat_that_was_forgotten_meanwhile_is_not_tied(database: Database, ties: ChatTies) -> None:
    chat, case = await a_chat(database), uuid4()
    async with ties.filing() as session:
        await Chats(KEYS).forget(session, chat)
        assert not await ties.tie(session, chat, case)
    assert not await ties.told(case)


@pytest.mark.parametrize("seed", range(12))
async def test_any_course_of_links_agrees_with_a_plain_account_of_it(
    database: Database, ties: ChatTies, clock: SetClock, seed: int
) -> None:
    """Made, opened, ended and run out in any order, against sets and lists that say what must be so."""
    draw = random.Random(seed)
    chats = [await a_chat(database, number) for number in range(3)]
    cases, officers = [uuid4(), uuid4()], [await an_officer(database) for _ in range(2)]
    links: dict[str, tuple[str, UUID, datetime]] = {}
    told: set[tuple[UUID, UUID]] = set()
    owner: dict[UUID, UUID] = {}
    for _ in range(60):
        case, officer, chat = draw.choice(cases), draw.choice(officers), draw.choice(chats)
        match draw.choice(("case", "officer", "open", "open", "open", "end", "unlink", "wait")):
            case "case":
                links[await ties.case_link(case)] = ("case", case, clock.now() + CASE_LASTS)
            case "officer":
                links = {token: one for token, one in links.items() if one[1] != officer}
                links[await ties.officer_link(officer)] = ("officer", officer, clock.now() + OFFICER_LASTS)
            case "open":
                token = draw.choice([*links, "nobody's"])
                purpose, subject, ends = links.pop(token, ("", chat, clock.now()))
                works = bool(purpose) and clock.now() < ends
                assert await opened(database, clock, chat, token) is works
                if works and purpose == "case":
                    told.add((subject, chat))
                elif works:
                    owner = {one: its for one, its in owner.items() if its != subject} | {chat: subject}
            case "end":
                await ties.end(case)
                told = {one for one in told if one[0] != case}
                links = {token: one for token, one in links.items() if one[1] != case}
            case "unlink":
                await ties.unlink(officer)
                owner = {one: its for one, its in owner.items() if its != officer}
                links = {token: one for token, one in links.items() if one[1] != officer}
            case "wait":
                clock.instant += timedelta(minutes=draw.choice((1, 15, 60)))
        assert [await ties.told(one) for one in cases] == [any(one == of for of, _ in told) for one in cases]
        linked = [await ties.linked_since(one) is not None for one in officers]
        assert linked == [one in owner.values() for one in officers]
