"""Drafts lie sealed, sleep after a day with one reminder, and are deleted after their time with their files."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from sqlmodel import select

from bots.draft import Draft, Noted, Said, Step
from bots.inputs import NotedFile
from bots.tables import ChatFileRow, DraftRow, TelegramUpdateRow
from complaints.kinds import Visibility
from foundation.sealing import KeyRing
from people.tables import TelegramChatRow
from tests.bots.quiet import CITIZEN, QuietBot, commanded, photo, plain_talk, replica, wrote
from tests.conftest import NOW
from web.house import House

WEEK = timedelta(days=7)
FULL = Draft(
    turn=4,
    step=Step.REVIEW,
    said=(Said(1, "Lampu mati"), Said(3, "sejak kemarin")),
    files=(Noted(2, NotedFile("photo", "f", "u", "image/jpeg", 9), "album"),),
    latitude=-5.4,
    longitude=105.2,
    address="Jl. Raden Intan",
    area="18.71",
    happened_on=date(2026, 11, 19),
    visibility=Visibility.ANONYMOUS,
    name="Warga",
    phone="+62812",
    danger=True,
    skipped=frozenset({Step.WHEN}),
    near_shown=True,
    album="album",
)


@pytest.fixture
async def bot(house: House) -> AsyncIterator[QuietBot]:
    made = replica(house, plain_talk)
    yield made
    await made.close()


def later(house: House, time: timedelta) -> None:
    house.clock.instant = NOW + time  # type: ignore[attr-defined]


async def test_a_draft_comes_back_as_it_was_kept(bot: QuietBot) -> None:
    async with bot.rooms.database.transaction() as session:
        chat = await bot.chats.held(session, CITIZEN, "id", NOW)
        await bot.drafts.save(session, chat.id, Draft(), NOW)
        await bot.drafts.save(session, chat.id, FULL, NOW)
        assert await bot.drafts.load(session, chat.id) == FULL
        row = (await session.exec(select(DraftRow))).one()
        assert b"Lampu" not in row.data
        await bot.drafts.delete(session, chat.id)
        assert await bot.drafts.load(session, chat.id) is None


async def test_a_draft_whose_key_is_gone_is_as_if_it_were_not_there(bot: QuietBot) -> None:
    async with bot.rooms.database.transaction() as session:
        chat = await bot.chats.held(session, CITIZEN, "id", NOW)
        await bot.drafts.save(session, chat.id, FULL, NOW)
        bot.drafts._keys = KeyRing.fresh()
        assert await bot.drafts.load(session, chat.id) is None


async def test_one_reminder_after_a_day_and_another_only_after_it_fell_asleep_again(
    house: House, bot: QuietBot
) -> None:
    await bot.intake.receive(wrote(1, "Lampu jalan mati di depan pasar."))
    later(house, timedelta(hours=23, minutes=59))
    assert await bot.sleeping.sweep() == 0
    later(house, timedelta(days=1))
    assert await bot.sleeping.sweep() == 1
    assert await bot.sleeping.sweep() == 0
    reminders = [words for words in await bot.owed.said() if "belum terkirim" in words]
    assert len(reminders) == 1
    assert "6 hari lagi" in reminders[0]
    await bot.intake.receive(wrote(2, "Sudah tiga hari."))
    later(house, timedelta(days=1, hours=23))
    assert await bot.sleeping.sweep() == 0
    later(house, timedelta(days=2))
    assert await bot.sleeping.sweep() == 1


async def test_of_a_report_that_is_not_for_a_chat_nobody_is_reminded_there(house: House, bot: QuietBot) -> None:
    await bot.intake.receive(wrote(1, "Lampu jalan mati di depan pasar."))
    async with house.database.transaction() as session:
        chat = await bot.chats.find(session, CITIZEN)
        assert chat is not None
        await bot.drafts.save(session, chat.id, Draft(step=Step.SEALED), house.clock.now())
    later(house, timedelta(days=2))
    await bot.sleeping.sweep()
    assert not [words for words in await bot.owed.said() if "belum terkirim" in words]


async def test_a_draft_nobody_comes_back_to_is_deleted_with_its_files(house: House, bot: QuietBot) -> None:
    await bot.intake.receive(photo(1, "satu", caption="Lampu mati"))
    later(house, WEEK - timedelta(minutes=1))
    await bot.sleeping.sweep()
    async with house.database.reading() as session:
        assert (await session.exec(select(DraftRow))).first() is not None
    later(house, WEEK)
    assert await bot.sleeping.sweep() == 1
    async with house.database.reading() as session:
        assert (await session.exec(select(DraftRow))).first() is None
        assert (await session.exec(select(ChatFileRow))).first() is None


async def test_another_lifetime_of_the_region_holds_from_the_next_sweep_on(house: House, bot: QuietBot) -> None:
    await bot.intake.receive(wrote(1, "Lampu jalan mati di depan pasar."))
    await lasting(house, 3)
    later(house, timedelta(days=1, hours=6))
    assert await bot.sleeping.sweep() == 1
    assert "2 hari lagi" in (await bot.owed.said())[-1]
    later(house, timedelta(days=3))
    assert await bot.sleeping.sweep() == 1
    async with house.database.reading() as session:
        assert (await session.exec(select(DraftRow))).first() is None


async def lasting(house: House, days: int) -> None:
    """Drafts live as many days from now on, as if the region's folder had been loaded again."""
    async with house.database.transaction() as session:
        changed = "UPDATE regions SET version = version + 1, data = data || jsonb_build_object('drafts_days', $1::int)"
        await (await session.connection()).exec_driver_sql(changed, (days,))
    house.region.forget()


async def test_many_drafts_are_looked_after_and_a_held_chat_is_left_alone(house: House, bot: QuietBot) -> None:
    async with bot.rooms.database.transaction() as session:
        for person in range(230):
            chat = await bot.chats.held(session, person, "id", NOW)
            await bot.drafts.save(session, chat.id, FULL, NOW)
    later(house, WEEK)
    async with bot.rooms.database.transaction() as session:
        await bot.chats.held(session, 7, "id", NOW)
        assert await bot.sleeping.sweep() == 229
    assert await bot.sleeping.sweep() == 1


async def test_who_asked_to_be_forgotten_is_gone_once_the_last_word_was_said(house: House, bot: QuietBot) -> None:
    from bots.forgetting import UPDATES_KEPT, Forgetting

    forgetting = Forgetting(bot.rooms.database, house.clock, bot.chats)
    await bot.intake.receive(wrote(1, "Lampu jalan mati di depan pasar."))
    await bot.intake.receive(wrote(5, "Got mampet.", 99))
    await bot.intake.receive(commanded(2, "erase"))
    assert await forgetting.sweep() == 0
    async with house.database.transaction() as session:
        from sqlalchemy import update

        from bots.tables import ReplyRow

        await session.exec(update(ReplyRow).values(state="sent"))
    assert await forgetting.sweep() == 1
    async with house.database.reading() as session:
        assert len((await session.exec(select(TelegramChatRow))).all()) == 1
        assert await bot.chats.find(session, CITIZEN) is None
        assert len((await session.exec(select(TelegramUpdateRow))).all()) == 3
    later(house, UPDATES_KEPT + timedelta(seconds=1))
    await forgetting.sweep()
    async with house.database.reading() as session:
        assert (await session.exec(select(TelegramUpdateRow))).first() is None
