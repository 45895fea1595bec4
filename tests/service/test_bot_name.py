"""The bot's name reaches the pages beside the requests: none of them waits for Telegram."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from foundation.embedded import Address
from people.actor import Role
from service.bot_name import BotName
from tests.bots.double import BotApi, Fault
from tests.site import Site
from tests.web.officer import hire, sign_in
from web.house import House


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as running:
        yield running


async def known(name: BotName, seconds: float = 5.0) -> str | None:
    for _ in range(int(seconds * 100)):
        if found := await name.name():
            return found
        await asyncio.sleep(0.01)
    return None


def asked(api: BotApi) -> int:
    return sum(one.method == "getMe" for one in api.asked)


async def test_it_is_asked_once_and_kept(api: BotApi) -> None:
    name = BotName(api.token, api.url)
    assert await name.name() is None, "whoever asks first is not kept waiting"
    assert await known(name) == "TanggapUjiBot"
    await api.down()
    assert {await name.name() for _ in range(20)} == {"TanggapUjiBot"}
    assert asked(api) == 1
    await name.close()


async def test_a_slow_answer_delays_nobody(api: BotApi) -> None:
    api.faults.append(Fault("getMe", delay=5.0))
    name = BotName(api.token, api.url)
    begun = time.monotonic()
    assert [await name.name() for _ in range(50)] == [None] * 50
    await asyncio.sleep(0.2)
    assert await name.name() is None
    assert time.monotonic() - begun < 2
    await name.close()
    assert time.monotonic() - begun < 4, "ending does not wait either"


async def test_after_a_failure_it_is_asked_again_but_not_at_once(api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    await api.down()
    name = BotName(api.token, api.url, again=0.5)
    assert await known(name, 0.3) is None
    await api.up()
    assert await known(name, 5) == "TanggapUjiBot"
    assert asked(api) == 1
    assert "do not know the bot's name" in caplog.text
    assert api.token not in caplog.text
    await name.close()


async def test_a_refusal_is_not_asked_for_again_with_every_page(api: BotApi) -> None:
    api.faults.append(Fault("getMe", status=401, times=1000))
    name = BotName(api.token, api.url)
    assert await known(name, 0.5) is None
    assert asked(api) == 1
    await name.close()


async def test_a_web_process_learns_it_by_itself(
    house: House, api: BotApi, database_address: Address, tmp_path: Path
) -> None:
    await hire(house, "sari", (Role.OFFICER, "BMBK"))
    site = Site(database_address, tmp_path, TELEGRAM_BOT_TOKEN=api.token, TELEGRAM_API_URL=api.url)
    await asyncio.to_thread(site.start)
    try:
        async with httpx.AsyncClient(base_url=site.url) as browser:
            answer = await sign_in(browser, "sari")
            assert answer.status_code == 303, answer.text
            for _ in range(100):
                page = await browser.get("/kantor/profil")
                if "Hubungkan Telegram" in page.text:
                    break
                await asyncio.sleep(0.05)
            assert "Hubungkan Telegram" in page.text
            await browser.get("/", params={"tautan": "rahasia-sekali"})
    finally:
        await asyncio.to_thread(site.stop)
    assert asked(api) == 1
    assert not [secret for secret in (api.token, "rahasia-sekali") if secret in site.words]
