"""The Telegram bot over the house: put together where a token is set, its jobs, its way into the web process."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

from litestar import Litestar

from bots.application import Bot, NoSuchBot, NotYet
from bots.client import BotClient
from bots.rooms import Rooms
from bots.webhook import before
from foundation.database import Database
from service.page_links import PageLinks
from service.settings import Settings
from web.house import House

CONNECTIONS = 8
"""Updates worked through at once; more of them wait for each other."""
REPLIES_KEPT = timedelta(days=30)
"""A citizen may still press a button or answer under a message of that age."""
_log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[object]]


@asynccontextmanager
async def opened_bot(settings: Settings, house: House) -> AsyncIterator[Bot | None]:
    """The bot over a house, closed again afterwards; None where no token is set."""
    if not settings.telegram_bot_token:
        yield None
        return
    database = Database(house.database.engine.url.render_as_string(hide_password=False), pool_size=CONNECTIONS)
    client = BotClient(settings.telegram_bot_token, settings.telegram_api_url)
    try:
        async with client:
            bot = Bot(rooms(settings, house, database), client)
            try:
                yield bot
            finally:
                await bot.close()
    finally:
        await database.close()


def rooms(settings: Settings, house: House, database: Database) -> Rooms:
    return Rooms(
        database=database,
        clock=house.clock,
        keys=house.keys,
        limits=house.limits,
        region=house.region,
        handling=house.handling,
        queries=house.queries,
        attachments=house.attachments,
        advisor=house.advisor,
        near=house.near,
        pages=PageLinks(house, settings.public_url or f"http://{settings.host}:{settings.port}"),
        filing_limit=house.filing_limit,
    )


def webhook_secret(settings: Settings, house: House) -> str:
    """As set, or else what follows from the installation's keys."""
    return settings.telegram_webhook_secret or house.keys.token("telegram-webhook", b"")


async def begin(bot: Bot, settings: Settings, house: House) -> None:
    """Let the bot begin; where Telegram does not answer yet, a job tries again. Raises SystemExit on a wrong token."""
    try:
        await setting_up(bot, settings, house)()
    except NoSuchBot as error:
        raise SystemExit(str(error)) from None
    except NotYet as error:
        _log.warning("Telegram cannot be asked yet who the bot is: %s", error)


def setting_up(bot: Bot, settings: Settings, house: House) -> Work:
    """Tells Telegram once a process what the bot can do and how its updates come."""
    secret = webhook_secret(settings, house)

    async def set_up() -> None:
        await bot.begin(settings.telegram_webhook_url, secret)

    return set_up


def speaking(bot: Bot) -> Work:
    """Says round after round until nothing is due."""

    async def speak() -> int:
        claimed = 0
        while now := (await bot.sender.run()).claimed:
            claimed += now
        return claimed

    return speak


def tidying(bot: Bot) -> Work:
    """Forgets what has had its time, and whoever asked to be forgotten."""

    async def tidy() -> int:
        await bot.outbox.sweep(bot.rooms.clock.now() - REPLIES_KEPT)
        await bot.pace.sweep()
        return await bot.forgetting.sweep()

    return tidy


def mount(application: Litestar, settings: Settings, house: House) -> None:
    """The webhook's route, where one is set; the bot lives as long as the application."""
    if not (settings.telegram_bot_token and settings.telegram_webhook_url):
        return
    stack, bots = AsyncExitStack(), list[Bot]()

    async def start() -> None:
        bot = await stack.enter_async_context(opened_bot(settings, house))
        assert bot is not None
        bots.append(bot)

    async def receive(update: dict[str, Any]) -> None:
        await bots[0].receive(update)

    secret = webhook_secret(settings, house)
    application.asgi_handler = before(application.asgi_handler, settings.telegram_webhook_url, secret, receive)
    application.on_startup.append(start)
    application.on_shutdown.append(stack.aclose)
