"""The bot's name reaches the pages beside the requests: none of them waits for Telegram."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from service.bot_name import BotName
from tests.bots.double import BotApi, Fault


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
