"""A Bot API double, and the real bot speaking to it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bots.application import Bot
from service.bot import opened_bot
from service.settings import Settings
from tests.bots.double import BotApi
from web.house import House


def settings_for(api: BotApi, **fields: Any) -> Settings:
    return Settings(telegram_bot_token=api.token, telegram_api_url=api.url, public_url="https://uji.example", **fields)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as running:
        yield running


@pytest.fixture
async def bot(house: House, api: BotApi) -> AsyncIterator[Bot]:
    """Its polling is not begun; it ends with the test."""
    async with opened_bot(settings_for(api), house) as made:
        assert made is not None
        yield made
        made.polling.end()
