"""Polling confirms what is committed and nothing else; the bot over real HTTP, from a first word to a code."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from sqlmodel import select

from bots.application import Bot, NoSuchBot, NotYet
from bots.client import Failure, Later
from bots.polling import PATIENCE, Polling
from complaints.commands import Forward, Order
from complaints.tables import AttachmentRow, ComplaintRow, WordsRow
from people.actor import Actor, Post, Role
from service.bot import begin, opened_bot, speaking
from service.settings import Settings
from service.worker import alone, bot_jobs, dispatching, table
from tests.bots.conftest import settings_for
from tests.bots.double import BotApi, Fault, Person
from web.house import House
from web.system import JOBS

STORY = "Jalan Ratu Dibalau di Tanjung Senang berlubang besar sejak kemarin, dua motor jatuh."
Json = dict[str, Any]


@dataclass
class Asked:
    """Answers questions for updates in turn, with an empty list at the end; `offsets` keeps what was confirmed."""

    answers: list[list[Json] | Failure]
    offsets: list[int] = field(default_factory=list)

    async def updates(self, offset: int, wait: int = 25) -> list[Json] | Failure:
        self.offsets.append(offset)
        if self.answers:
            return self.answers.pop(0)
        await asyncio.sleep(10)
        return []


def update(number: int, chat: int = 1) -> Json:
    return {"update_id": number, "message": {"chat": {"id": chat}, "text": "x"}}


async def polled(asked: Asked, receive: Any, seconds: float = 0.6) -> Polling:
    polling = Polling(asked, receive, back_off=(0.01,))
    task = asyncio.create_task(polling.run(30))
    await asyncio.sleep(seconds)
    polling.end()
    await asyncio.wait_for(task, 5)
    return polling


async def test_the_offset_follows_the_commits_and_each_chat_keeps_its_order() -> None:
    worked: list[int] = []

    async def receive(one: Json) -> None:
        await asyncio.sleep(0.02 if one["update_id"] % 2 else 0)
        worked.append(one["update_id"])

    asked = Asked([[update(5), update(6, 2), update(7), update(8, 2)], [update(9)]])
    await polled(asked, receive)
    assert asked.offsets[:3] == [0, 9, 10]
    assert sorted(worked) == [5, 6, 7, 8, 9]
    assert worked.index(5) < worked.index(7)
    assert worked.index(6) < worked.index(8)


async def test_what_failed_is_not_confirmed_and_holds_only_its_own_chat() -> None:
    worked: list[int] = []
    failing = {6}

    async def receive(one: Json) -> None:
        if one["update_id"] in failing:
            raise ConnectionError
        worked.append(one["update_id"])

    asked = Asked([[update(5), update(6, 2), update(7), update(8, 2)]])
    await polled(asked, receive)
    assert asked.offsets[:2] == [0, 6]
    assert worked == [5, 7]


async def test_a_fault_of_the_database_is_waited_out_and_an_update_of_its_own_fault_passed_over() -> None:
    tries = {5: 0, 6: 0}

    async def receive(one: Json) -> None:
        tries[one["update_id"]] += 1
        if one["update_id"] == 5:
            raise ConnectionError
        raise ValueError("its own fault")

    again = [[update(5)]] * (3 * PATIENCE)
    asked = Asked([*again])
    await polled(asked, receive, 1.0)
    assert set(asked.offsets) == {0, 5}
    asked = Asked([[update(6)]] * PATIENCE)
    await polled(asked, receive, 1.0)
    assert tries[6] == PATIENCE
    assert asked.offsets[-1] == 7


async def test_who_answers_at_once_with_nothing_is_not_asked_without_end() -> None:
    class Hasty(Asked):
        async def updates(self, offset: int, wait: int = 25) -> list[Json] | Failure:
            self.offsets.append(offset)
            return []

    asked = Hasty([])
    await polled(asked, lambda _update: asyncio.sleep(0), 0.6)
    assert 2 <= len(asked.offsets) <= 4


async def test_long_without_an_update_the_count_may_begin_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bots.polling.LONG_AGO", 0.1)
    asked = Asked([[update(900)], [], [], [update(5)]])
    worked: list[int] = []

    async def receive(one: Json) -> None:
        worked.append(one["update_id"])

    await polled(asked, receive, 1.0)
    assert asked.offsets == [0, 901, 901, 0, 6]
    assert worked == [900, 5]


async def test_a_conflict_and_no_answer_are_waited_out() -> None:
    worked: list[int] = []

    async def receive(one: Json) -> None:
        worked.append(one["update_id"])

    asked = Asked([Later("conflict"), Later("TimedOut", unsure=True), Later("x", timedelta(0)), [update(5)]])
    await polled(asked, receive)
    assert worked == [5]


async def test_nothing_of_an_update_or_its_fault_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def receive(one: Json) -> None:
        raise ValueError("kata warga yang rahasia")

    await polled(Asked([[update(6)]] * PATIENCE), receive)
    assert "ValueError" in caplog.text
    assert "rahasia" not in caplog.text


async def complaints(house: House) -> list[ComplaintRow]:
    async with house.database.reading() as session:
        return list((await session.exec(select(ComplaintRow))).all())


async def until_filed(house: House, citizen: Person, presses: int = 8) -> ComplaintRow:
    """Answer whatever is asked by the first button that leads on, until there is a complaint."""
    for _ in range(presses):
        await asyncio.sleep(0.5)
        found = await complaints(house)
        if found:
            return found[0]
        labels = citizen.buttons()
        wanted = ("Kirim laporan", "Kirim", "Anonim", "Lewati", "Hari ini")
        label = next((one for want in wanted for one in labels if want.lower() in one.lower()), None)
        if label:
            citizen.press(label)
        else:
            citizen.text("lewati")
    raise AssertionError([one.get("text") for one in citizen.heard()])


async def test_from_a_first_word_to_a_code_by_polling(house: House, api: BotApi, bot: Bot) -> None:
    citizen = Person(api)
    await begin(bot, settings_for(api), house)
    polling = asyncio.create_task(bot.polling.run(60))
    citizen.text(STORY)
    complaint = await until_filed(house, citizen)
    said = await citizen.wait(complaint.code[:4])
    assert "paling lambat" in said["text"]
    assert f"https://uji.example/lacak/{complaint.code}/" in said["text"]
    bot.polling.end()
    await polling
    assert api.commands
    assert {language for _, language in api.descriptions} == {"", "id", "en"}
    assert api.commands[""] != api.commands["en"]


async def test_a_first_message_of_any_shape_reaches_its_report(house: House, api: BotApi, bot: Bot) -> None:
    """A voice note alone, fetched by the worker's job and attached."""
    citizen = Person(api)
    polling = asyncio.create_task(bot.polling.run(60))
    citizen.voice(b"OggS" + b"\0" * 24 + b"\x01\x13OpusHead" + b"\0" * 64)
    complaint = await until_filed(house, citizen)
    bot.polling.end()
    await polling
    assert await bot.fetching.run() == 1
    async with house.database.reading() as session:
        (file,) = (await session.exec(select(AttachmentRow))).all()
        told = (await session.exec(select(WordsRow.content).where(WordsRow.kind == "report"))).one()
    assert (file.complaint_id, file.media_type) == (complaint.complaint_id, "audio/ogg")
    assert "Pesan suara" in (told or "")


async def test_two_pollers_and_everything_twice_end_in_one_complaint(house: House, api: BotApi, bot: Bot) -> None:
    async with opened_bot(settings_for(api), house) as other:
        assert other is not None
        runs = [asyncio.create_task(one.polling.run(60)) for one in (bot, other)]
        citizen = Person(api)
        api.updates.hold()
        citizen.text(STORY)
        citizen.location()
        api.updates.release(twice=True)
        await until_filed(house, citizen, presses=20)
        api.updates.deliver(api.updates.every)
        await asyncio.sleep(1)
        for one in (bot, other):
            one.polling.end()
        await asyncio.gather(*runs)
        (complaint,) = await complaints(house)
        code = f"{complaint.code[:4]}-{complaint.code[4:8]}"
        async with asyncio.timeout(30):  # one message a second goes to a chat
            while not [one for one in citizen.heard() if code in one["text"]]:
                await speaking(bot)()
                await asyncio.sleep(0.2)
        await asyncio.sleep(2)
        await speaking(bot)()
    assert len([one for one in citizen.heard() if code in one["text"]]) == 1


async def test_a_wrong_token_ends_the_start_and_silence_does_not(house: House, api: BotApi, bot: Bot) -> None:
    wrong = msgspec.structs.replace(settings_for(api), telegram_bot_token="1:wrong")
    async with opened_bot(wrong, house) as other:
        assert other is not None
        with pytest.raises(NoSuchBot):
            await other.me()
        with pytest.raises(SystemExit) as said:
            await begin(other, wrong, house)
    assert "BotFather" in str(said.value)
    assert "wrong" not in str(said.value)
    await api.down()
    with pytest.raises(NotYet):
        await bot.me()
    await begin(bot, settings_for(api), house)
    await api.up()
    await begin(bot, settings_for(api), house)
    assert api.commands


async def test_a_refused_set_up_is_logged_and_not_fatal(
    house: House, api: BotApi, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    api.faults += [Fault(method=name, status=400, times=9) for name in ("setMyCommands", "deleteWebhook")]
    await begin(bot, settings_for(api), house)
    assert "setMyCommands" in caplog.text
    assert "deleteWebhook" in caplog.text
    assert api.token not in caplog.text
    assert (await bot.me()).username


async def test_the_jobs_of_the_bot_are_in_the_worker_s_table_and_called_by_names(
    house: House, api: BotApi, bot: Bot
) -> None:
    settings = settings_for(api)
    jobs = bot_jobs(bot, house, settings)
    assert {job.name for job in jobs} <= set(JOBS)
    assert {job.name for job in jobs} <= {job.name for job in table(house, settings, bot)}
    assert not {job.name for job in table(house, settings)} & {job.name for job in jobs}
    webhook = bot_jobs(bot, house, settings_for(api, telegram_webhook_url="https://uji.example"))
    assert "telegram updates" not in {job.name for job in webhook}
    for job in webhook:
        assert await alone(house.database, job.name, job.work), job.name


async def test_without_a_token_there_is_no_bot(house: House) -> None:
    async with opened_bot(Settings(), house) as none:
        assert none is None


async def test_whoever_filed_in_the_chat_is_told_there_of_every_step(house: House, api: BotApi, bot: Bot) -> None:
    citizen = Person(api)
    polling = asyncio.create_task(bot.polling.run(60))
    citizen.text(STORY)
    complaint = await until_filed(house, citizen)
    coordinator = Actor("officer", uuid4(), (Post(Role.COORDINATOR, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
    await house.handling.handle(Order(complaint.complaint_id, Forward("DISHUB"), "uji:1"), coordinator)
    await dispatching(house, settings_for(api), bot)()
    told = await citizen.wait("diteruskan")
    bot.polling.end()
    await polling
    assert complaint.code[:4] in told["text"]


async def test_every_button_is_answered_once(house: House, api: BotApi, bot: Bot) -> None:
    citizen = Person(api)
    polling = asyncio.create_task(bot.polling.run(60))
    citizen.text(STORY)
    await until_filed(house, citizen)
    await asyncio.sleep(0.5)
    bot.polling.end()
    await polling
    answered = [call for call in api.asked if call.method == "answerCallbackQuery"]
    assert answered
    assert len({call.parameters["callback_query_id"] for call in answered}) == len(answered)


async def test_no_update_is_passed_over_while_the_token_is_refused(api: BotApi, bot: Bot) -> None:
    api.faults = [Fault("getMe", status=401, times=PATIENCE + 3)]
    bot.polling._back_off = (0.01,)
    citizen = Person(api)
    citizen.text(STORY)
    running = asyncio.create_task(bot.polling.run(30))
    await citizen.wait(seconds=20)
    bot.polling.end()
    await running
    assert not api.faults[0].times
