"""Faults by causing them: processes killed, lines cut, a table held, a foreign poller; nothing is lost or doubled."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import select

from bots.application import Bot
from bots.replies import Reply
from bots.reply_outbox import Standing, standing
from bots.tables import ReplyRow, TelegramUpdateRow
from bots.webhook import address
from complaints.tables import AttachmentRow
from foundation.database import Database
from foundation.embedded import Address
from people.tables import TelegramChatRow
from service.bot import begin, opened_bot, speaking
from service.settings import Settings
from service.wiring import build
from tests.bots.conftest import settings_for
from tests.bots.double import BotApi, Fault, Person
from tests.bots.test_chat_files import picture
from tests.bots.test_polling import STORY, complaints, until_filed
from tests.site import Site
from web.house import House

SECRET = "rahasia_12345"


@asynccontextmanager
async def polling(bot: Bot) -> AsyncIterator[None]:
    running = asyncio.create_task(bot.polling.run(60))
    try:
        yield
    finally:
        bot.polling.end()
        await running


async def how_replies_stand(database: Database) -> Standing:
    async with database.reading() as session:
        return await standing(session)


async def rows(house: House, table: Any) -> list[Any]:
    async with house.database.reading() as session:
        return list((await session.exec(select(table))).all())


class Replicas(httpx.AsyncBaseTransport):
    """Hands each update to every web process that lives, as a balancer that tries again too early would.

    The first process is killed when the complaint is there, and its answer lost: Telegram never hears of it.
    """

    def __init__(self, sites: list[Site], house: House, client: httpx.AsyncClient) -> None:
        self.sites, self._house, self._client = sites, house, client
        self.killed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body, path = await request.aread(), request.url.path
        headers = {
            name: value for name, value in request.headers.items() if name.lower().startswith(("x-", "content-t"))
        }
        calls = (self._client.post(site.url + path, content=body, headers=headers) for site in self.sites)
        answers = await asyncio.gather(*calls, return_exceptions=True)
        if not self.killed and await complaints(self._house):
            self.killed = True
            self.sites.pop(0).kill()
            raise httpx.ReadError("the line was cut")
        first = answers[-1]
        if isinstance(first, BaseException):
            raise httpx.ReadError("no answer")
        return httpx.Response(first.status_code)


@asynccontextmanager
async def over_processes(
    address: Address, data: Path, api: BotApi, number: int
) -> AsyncIterator[tuple[list[Site], House]]:
    """Web processes that serve the webhook, and a house beside them as the worker has it."""
    environment = {
        "TELEGRAM_BOT_TOKEN": api.token,
        "TELEGRAM_API_URL": api.url,
        "TELEGRAM_WEBHOOK_URL": "http://test",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TANGGAP_PUBLIC_URL": "https://uji.example",
    }
    sites = [Site(address, data, **environment) for _ in range(number)]
    database = Database(address.url, pool_size=4)
    try:
        for site in sites:
            await asyncio.to_thread(site.start)
        yield sites, build(Settings(data=data), database)
    finally:
        await api.webhook.clear()
        for site in sites:
            await asyncio.to_thread(site.stop)
        await database.close()


async def until_nothing_is_owed(bot: Bot, seconds: float = 30) -> None:
    """Let the worker say everything; whoever was killed has lost the lease, as after two minutes."""
    async with bot.rooms.database.transaction() as session:
        await session.exec(text("UPDATE bot_replies SET due_at = at WHERE state = 'owed'"))  # type: ignore[call-overload]
    until = time.monotonic() + seconds
    while (await how_replies_stand(bot.rooms.database)).owed and time.monotonic() < until:
        await speaking(bot)()
        await asyncio.sleep(0.2)


async def test_a_process_killed_after_its_commit_and_before_its_200(
    lampung_address: Address, tmp_path: Path, api: BotApi
) -> None:
    """Two real processes, each update to both and once more, shuffled; one dies with the filing on its lips."""
    async with over_processes(lampung_address, tmp_path, api, 2) as (sites, house):
        settings = settings_for(api, telegram_webhook_url="http://test", telegram_webhook_secret=SECRET)
        async with opened_bot(settings, house) as worker, httpx.AsyncClient(timeout=20, trust_env=False) as client:
            assert worker is not None
            replicas = Replicas(list(sites), house, client)
            api.webhook._transport, api.webhook.at_once = replicas, 3
            await begin(worker, settings, house)
            assert api.webhook.url == address("http://test")
            citizen = Person(api)
            api.updates.hold()
            citizen.text(STORY)
            citizen.album([picture(colour) for colour in ("red", "teal", "navy")])
            api.updates.release(twice=True, shuffle=7)
            complaint = await until_filed(house, citizen, presses=24)
            async with asyncio.timeout(10):
                while api.updates.waiting:  # noqa: ASYNC110 - it is the double that works
                    await asyncio.sleep(0.05)
            assert replicas.killed
            await until_nothing_is_owed(worker)
            heard, handed_over = len(citizen.heard()), len(api.webhook.delivered)
            api.updates.deliver(api.updates.every)
            async with asyncio.timeout(30):
                while len(api.webhook.delivered) < handed_over + len(api.updates.every):  # noqa: ASYNC110 - likewise
                    await asyncio.sleep(0.05)
            await until_nothing_is_owed(worker)
            assert len(citizen.heard()) == heard
            while await worker.fetching.run():
                pass
            assert [one.complaint_id for one in await complaints(house)] == [complaint.complaint_id]
            photos = await rows(house, AttachmentRow)
            assert [one.complaint_id for one in photos] == [complaint.complaint_id] * 3
            code = f"{complaint.code[:4]}-{complaint.code[4:8]}"
            told = [one for one in citizen.heard() if code in one["text"]]
            # The one exception: the dead process may have handed it over, and nobody knows.
            assert 1 <= len(told) <= 1 + (await how_replies_stand(house.database)).twice


async def test_a_process_killed_between_telegram_s_answer_and_its_mark(
    lampung_address: Address, tmp_path: Path, api: BotApi
) -> None:
    async with over_processes(lampung_address, tmp_path, api, 1) as ([site], house):
        settings = settings_for(api, telegram_webhook_url="http://test")
        async with opened_bot(settings, house) as worker, httpx.AsyncClient(base_url=site.url, timeout=20) as telegram:
            assert worker is not None
            headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
            citizen = Person(api)
            citizen.text(STORY)
            api.faults.append(Fault("sendMessage", delay=3))
            [update] = api.updates.every
            assert (await telegram.post("/telegram", json=update, headers=headers)).status_code == 200
            said = await citizen.wait()
            site.kill()
            await asyncio.to_thread(site.start)
            assert (await telegram.post("/telegram", json=update, headers=headers)).status_code == 200
            await until_nothing_is_owed(worker)
            # Said again, as nobody could know; and counted.
            assert [one["text"] for one in citizen.heard()].count(said["text"]) == 2
            assert (await how_replies_stand(house.database)).twice == 1
            assert len(await rows(house, TelegramUpdateRow)) == 1


async def test_what_is_not_committed_is_not_confirmed_at_telegram(
    house: House, api: BotApi, bot: Bot, lampung_address: Address
) -> None:
    """Somebody holds the table of updates: the update waits at Telegram and comes again, until it is worked through."""
    other = Database(lampung_address.url, pool_size=1)
    async with polling(bot):
        async with other.transaction() as session:
            await session.exec(text("LOCK TABLE telegram_updates IN ACCESS EXCLUSIVE MODE"))  # type: ignore[call-overload]
            Person(api).text(STORY)
            await asyncio.sleep(1)
            assert len(api.updates.waiting) == 1
        async with asyncio.timeout(10):
            while api.updates.waiting:  # noqa: ASYNC110 - it is the bot that works
                await asyncio.sleep(0.05)
        assert len(await rows(house, TelegramUpdateRow)) == 1
    await other.close()


async def test_a_foreign_poller_costs_time_and_nothing_else(
    house: House, api: BotApi, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody else's program asks with our token: Telegram ends our question with 409."""
    citizen = Person(api)
    async with polling(bot), httpx.AsyncClient(trust_env=False) as foreign:
        await asyncio.sleep(0.3)
        answer = await foreign.post(f"{api.url}/bot{api.token}/getUpdates", json={"timeout": 0})
        assert answer.status_code == 200
        citizen.text(STORY)
        await citizen.wait()
    assert "somebody else asks Telegram" in caplog.text
    assert api.token not in caplog.text


async def test_who_blocked_the_bot_is_left_alone_until_they_let_it_in_again(
    house: House, api: BotApi, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    citizen = Person(api)
    async with polling(bot):
        citizen.text("/bantuan")
        await citizen.wait()
        [chat] = await rows(house, TelegramChatRow)
        citizen.chat.blocked = True  # Telegram has not told us yet
        for key in ("satu", "dua"):
            async with bot.rooms.database.transaction() as session:
                await bot.sender.owe(session, chat.chat_id, key, Reply((key,)))
            await speaking(bot)()
            await asyncio.sleep(1.1)
        assert [call.status for call in api.asked if call.chat == citizen.id].count(403) == 1
        [chat] = await rows(house, TelegramChatRow)
        assert chat.dead_at is not None
        assert (await how_replies_stand(house.database)).dead == 2
        citizen.block()
        citizen.unblock()
        citizen.text("/bantuan")
        await citizen.wait()
        [chat] = await rows(house, TelegramChatRow)
    assert chat.dead_at is None
    assert str(citizen.id) not in caplog.text


async def test_markup_in_what_citizens_write_is_shown_and_never_refused(house: House, api: BotApi, bot: Bot) -> None:
    hostile = f"<b>{STORY}</i> & <script>alert(1)</script> &lt;&#x3c; <a href='tg://x'>di sini</a> [x](y) *_`"
    citizen = Person(api, name="<u>Siti & Co</b>")
    async with polling(bot):
        citizen.text(hostile)
        await until_filed(house, citizen)
        await asyncio.sleep(1)
    await until_nothing_is_owed(bot)
    # A button that is pressed a second time, before its answer has come, has vanished already: no words are refused.
    assert [call for call in api.asked if call.status == 400 and call.method != "editMessageReplyMarkup"] == []
    assert (await how_replies_stand(house.database)).dead == 0
    assert {row.state for row in await rows(house, ReplyRow)} == {"sent"}
    assert any("<script>alert(1)</script>" in one["text"] for one in citizen.heard())
