"""What is owed is said: once, in order, in the chat's language, paced, and again after whatever went wrong."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bots.client import BotClient
from bots.pace import Pace
from bots.replies import Button, Reply
from bots.reply_outbox import ReplyOutbox, Standing, standing
from bots.reply_sender import LEASE, ReplySender
from bots.stored_replies import read, written
from foundation.clock import SetClock
from foundation.database import Database
from foundation.language import Sentence, translated
from foundation.sealing import KeyRing
from people.telegram import Chats
from tests.bots.double import BotApi, Fault, Person

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
WELCOME = "Aduan diterima"
"""Any words of the catalogue."""


class QuickPace(Pace):
    """Chats need not wait a second: tests of order and repetition should not either."""

    async def turn(self, chat: UUID, patience: timedelta) -> timedelta | None:
        return None


@dataclass
class Bot:
    """One bot with a citizen; `sender(pace)` makes further replicas."""

    api: BotApi
    client: BotClient
    database: Database
    clock: SetClock
    keys: KeyRing
    citizen: Person
    chat: UUID

    def sender(self, pace: type[Pace] = QuickPace) -> ReplySender:
        outbox = ReplyOutbox(self.database, self.keys)
        return ReplySender(outbox, self.clock, self.client, pace(self.database))

    async def register(self, person: Person, language: str = "id") -> UUID:
        async with self.database.transaction() as session:
            return (await Chats(self.keys).held(session, person.id, language, NOW)).id

    async def owe(self, *replies: Reply | str, chat: UUID | None = None, key: str = "k") -> None:
        async with self.database.transaction() as session:
            for number, reply in enumerate(replies):
                made = Reply((reply,)) if isinstance(reply, str) else reply
                await self.sender().owe(session, chat or self.chat, f"{key}:{number}", made)

    async def standing(self) -> Standing:
        async with self.database.reading() as session:
            return await standing(session)

    def said(self) -> list[str]:
        return [one["text"] for one in self.citizen.heard()]


@pytest.fixture
async def bot(database: Database) -> AsyncIterator[Bot]:
    async with BotApi() as api, BotClient(api.token, api.url, timeout=0.5) as client:
        citizen = Person(api)
        made = Bot(api, client, database, SetClock(NOW), KeyRing.fresh(), citizen, UUID(int=0))
        made.chat = await made.register(citizen)
        yield made


async def finish(bot: Bot, sender: ReplySender, rounds: int = 20) -> None:
    """Rounds until nothing is due."""
    for _ in range(rounds):
        if not (await sender.run()).claimed:
            return


async def test_replies_go_out_in_order_and_once(bot: Bot) -> None:
    await bot.owe("satu", "dua", "tiga")
    await bot.owe("lain", key="k")
    senders = [bot.sender() for _ in range(4)]
    for _ in range(6):
        await asyncio.gather(*(sender.run() for sender in senders))
    assert bot.said() == ["satu", "dua", "tiga"]
    assert await bot.standing() == Standing(owed=0, oldest=None, dead=0, twice=0)


async def test_many_chats_are_spoken_to_at_once_by_four_senders_each_in_order(bot: Bot) -> None:
    people = [Person(bot.api, 6000 + number) for number in range(12)]
    for person in people:
        await bot.owe("satu", "dua", "tiga", chat=await bot.register(person), key=str(person.id))
    senders = [bot.sender() for _ in range(4)]
    for _ in range(8):
        await asyncio.gather(*(sender.run(5) for sender in senders))
    for person in people:
        assert [one["text"] for one in person.heard()] == ["satu", "dua", "tiga"]


async def test_nothing_is_owed_by_what_is_rolled_back(bot: Bot) -> None:
    async def fail() -> None:
        async with bot.database.transaction() as session:
            await bot.sender().owe(session, bot.chat, "k", Reply(("halo",)))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert not (await bot.sender().run()).claimed


async def test_send_now_says_it_in_the_background(bot: Bot) -> None:
    sender = bot.sender()
    await bot.owe("satu", "dua")
    await sender.send_now(bot.chat)
    await sender.send_now(bot.chat)
    assert bot.said() == []
    await sender.close()
    assert bot.said() == ["satu", "dua"]


async def test_words_are_sealed_and_said_in_the_language_of_the_chat(bot: Bot) -> None:
    reader = Person(bot.api, 6001)
    chat = await bot.register(reader, "en")
    assert translated("en", WELCOME) != WELCOME
    await bot.owe(Reply((Sentence("{what} <&>", what=Sentence(WELCOME)),)), chat=chat)
    async with bot.database.reading() as session:
        data = (await session.exec(text("SELECT data FROM bot_replies"))).scalar_one()  # type: ignore[call-overload]
    assert b"diterima" not in data
    await bot.sender().run()
    assert reader.heard()[0]["text"] == f"{translated('en', WELCOME)} <&>"


async def test_a_limited_chat_waits_alone_and_it_costs_no_try(bot: Bot) -> None:
    other = Person(bot.api, 6001)
    bot.api.faults.append(Fault("sendMessage", bot.citizen.id, status=429, retry_after=9))
    await bot.owe("satu")
    await bot.owe("lain", chat=await bot.register(other), key="o")
    sender = bot.sender()
    await finish(bot, sender)
    assert [one["text"] for one in other.heard()] == ["lain"]
    assert bot.said() == []
    moment = await Pace(bot.database).ask(bot.chat)
    assert not moment.given
    assert moment.wait > timedelta(seconds=7)
    bot.clock.instant += timedelta(seconds=9)
    await finish(bot, sender)
    assert bot.said() == ["satu"]
    assert (await bot.standing()).twice == 0


@pytest.mark.parametrize(
    ("fault", "twice"),
    [(Fault(status=502), 0), (Fault(lost=True), 1), (Fault(cut=True), 1), (Fault(delay=0.8), 1)],
)
async def test_what_did_not_work_is_tried_again_and_doubts_are_counted(bot: Bot, fault: Fault, twice: int) -> None:
    fault.method, fault.times = "sendMessage", 1
    bot.api.faults.append(fault)
    await bot.owe("satu", "dua")
    sender = bot.sender()
    await finish(bot, sender)
    assert "dua" not in bot.said()
    bot.clock.instant += timedelta(seconds=2)
    await finish(bot, sender)
    taken = 2 if fault.cut or fault.delay else 1
    assert bot.said() == ["satu"] * taken + ["dua"]
    assert await bot.standing() == Standing(owed=0, oldest=None, dead=0, twice=twice)


async def test_a_sender_killed_in_between_is_followed_by_another_after_its_lease(bot: Bot) -> None:
    await bot.owe("satu")
    bot.api.faults.append(Fault("sendMessage", delay=0.3))
    killed = asyncio.create_task(bot.sender().run())
    await asyncio.sleep(0.1)
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    sender = bot.sender()
    assert not (await sender.run()).claimed
    bot.clock.instant += LEASE
    await finish(bot, sender)
    assert "satu" in bot.said()
    assert await bot.standing() == Standing(owed=0, oldest=None, dead=0, twice=1)


async def test_killed_before_anything_was_handed_over_is_no_doubt(bot: Bot) -> None:
    await bot.owe("satu")
    await ReplyOutbox(bot.database, bot.keys).claim(NOW, LEASE, 5)
    bot.clock.instant += LEASE
    await finish(bot, bot.sender())
    assert bot.said() == ["satu"]
    assert (await bot.standing()).twice == 0


async def test_a_sender_too_slow_changes_nothing_of_its_successors(bot: Bot) -> None:
    await bot.owe("satu")
    outbox = ReplyOutbox(bot.database, bot.keys)
    [slow] = await outbox.claim(NOW, LEASE, 5)
    [quick] = await outbox.claim(NOW + LEASE, LEASE, 5)
    assert not await outbox.started(slow, NOW)
    assert not await outbox.later(slow, NOW)
    assert not await outbox.dead(slow)
    assert await outbox.sent(quick, 7, NOW)
    assert not await outbox.sent(slow, 8, NOW)


async def test_who_blocked_the_bot_is_dead_with_all_that_is_owed(bot: Bot) -> None:
    await bot.owe("satu", "dua")
    bot.citizen.chat.blocked = True
    await finish(bot, bot.sender())
    assert await bot.standing() == Standing(owed=0, oldest=None, dead=2, twice=0)
    async with bot.database.reading() as session:
        chat = await Chats(bot.keys).by_id(session, bot.chat)
    assert chat is not None
    assert not chat.alive
    await bot.owe("tiga", key="later")
    await finish(bot, bot.sender())
    assert (await bot.standing()).dead == 3
    assert len(bot.api.asked) == 1


async def test_what_telegram_refuses_holds_up_nothing(bot: Bot) -> None:
    await bot.owe(Reply(("satu",), ((Button("Buka", url="http://localhost/x"),),)), "dua")
    await finish(bot, bot.sender())
    assert bot.said() == ["dua"]
    assert (await bot.standing()).dead == 1


async def test_what_cannot_be_opened_is_given_up_and_holds_up_nothing(bot: Bot) -> None:
    await bot.owe("satu", "dua")
    async with bot.database.transaction() as session:
        await session.exec(text("UPDATE bot_replies SET data = '\\x00' || data WHERE key = 'k:0'"))  # type: ignore[call-overload]
    await finish(bot, bot.sender())
    assert bot.said() == ["dua"]
    assert (await bot.standing()).dead == 1


async def test_a_reply_of_several_messages_goes_on_where_it_stopped(bot: Bot) -> None:
    words = " ".join(f"Kalimat nomor {number} tentang lubang di jalan." for number in range(220))
    await bot.owe(Reply((words,), ((Button("Ya", "a:1:ya"),),)), "akhir")
    sender = bot.sender()
    bot.api.faults.append(Fault("sendMessage", status=502, after=2))
    await sender.run()
    assert len(bot.said()) == 2
    bot.clock.instant += timedelta(seconds=2)
    await finish(bot, sender)
    said = bot.said()
    assert " ".join(said[:-1]) == words
    assert said[-1] == "akhir"
    assert len(said) > 3
    assert [len(one.get("reply_markup") or {}) for one in bot.citizen.heard()] == [0] * (len(said) - 2) + [1, 0]


async def test_a_reply_may_take_the_place_of_an_earlier_one(bot: Bot) -> None:
    buttons = ((Button("Ya", "a:1:ya"),),)
    await bot.owe(Reply(("satu",), buttons))
    await finish(bot, bot.sender())
    first = bot.citizen.heard()[0]["message_id"]
    await bot.owe(Reply(("dua",), ((Button("Tidak", "a:2:no"),),), instead_of=first), key="b")
    await finish(bot, bot.sender())
    assert (bot.said(), bot.citizen.buttons()) == (["dua"], ["Tidak"])
    await bot.owe(Reply(("di mana",), asks_place=True, instead_of=first), key="c")
    await finish(bot, bot.sender())
    assert (bot.said(), bot.citizen.buttons()) == (["dua", "di mana"], [])
    assert bot.citizen.chat.keyboard is not None
    await bot.owe(Reply(("hilang",), instead_of=99), key="d")
    await finish(bot, bot.sender())
    assert bot.said() == ["dua", "di mana", "hilang"]
    assert (await bot.standing()).dead == 0


async def test_a_reply_may_take_only_the_buttons_of_an_earlier_one(bot: Bot) -> None:
    await bot.owe(Reply(("satu",), ((Button("Ya", "a:1:ya"),),)))
    await finish(bot, bot.sender())
    first = bot.citizen.heard()[0]["message_id"]
    await bot.owe(Reply(("dua",), instead_of=first, beside=True), key="b")
    await finish(bot, bot.sender())
    assert (bot.said(), bot.citizen.buttons()) == (["satu", "dua"], [])


async def test_a_toast_is_no_message(bot: Bot) -> None:
    await bot.owe(Reply(("satu",), ((Button("Ya", "a:1:ya"),),)))
    await finish(bot, bot.sender())
    query = bot.citizen.press("Ya")
    await bot.owe(Reply(("Tombol lama",), toast=query), Reply(("Tombol lama",), toast="99"), key="t")
    await finish(bot, bot.sender())
    assert bot.said() == ["satu"]
    assert bot.api.queries[query] == "Tombol lama"
    assert (await bot.standing()).owed == 0


async def test_with_the_real_pace_a_chat_hears_one_message_a_second(bot: Bot) -> None:
    bot.clock = SetClock(datetime.now(UTC))
    sender = bot.sender(Pace)
    await bot.owe("satu", "dua", "tiga")
    await sender.send_now(bot.chat)
    await sender.close()
    assert bot.said() == ["satu", "dua", "tiga"]
    assert bot.api.closest(bot.citizen.id) > 1


WORDS = st.recursive(
    st.text(st.characters(exclude_characters="{}", exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.builds(
        lambda before, values: Sentence(before + "{a}", a=values),
        st.text(st.characters(exclude_characters="{}", exclude_categories=["Cs"]), max_size=10),
        inner | st.integers(-5, 10**6) | st.lists(inner, max_size=3).map(tuple),
    ),
    max_leaves=5,
)


@given(st.lists(WORDS, max_size=4), st.booleans(), st.none() | st.integers(1, 10**9), st.integers(0, 5))
def test_a_stored_reply_comes_back_as_it_was(lines: list[str], asks: bool, instead: int | None, gone: int) -> None:
    buttons = tuple((Button(line, "x:1:y"), Button(line, url="https://a.example")) for line in lines)
    reply = Reply(tuple(lines), buttons, asks, not asks, instead, UUID(int=gone) if gone else None, "q")
    back, again = read(written(reply, gone))
    assert (back, again) == (reply, gone)
    assert [translated("en", line) for line in back.lines] == [translated("en", line) for line in lines]
