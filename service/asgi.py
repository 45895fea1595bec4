"""The web process: the application over the database that the settings name."""

import asyncio
import gc
from importlib import import_module

from litestar import Litestar

from foundation.database import Database
from service.bot_name import BotName
from service.settings import Settings, read, sqlalchemy_url
from service.wiring import build
from web.app import create as create_application


def create(settings: Settings | None = None) -> Litestar:
    """Made once per process by the server; the database must be reachable and migrated."""
    settings = settings or read()
    if settings.database_url is None:
        raise SystemExit("DATABASE_URL is not set: start the web process with ./tanggap web or ./tanggap up.")
    database = Database(sqlalchemy_url(settings.database_url), pool_size=max(8, min(16, 32 // settings.processes)))
    house = build(settings, database)
    application = create_application(house)
    application.on_startup.append(house.advisor.warm)
    if isinstance(house.bot, BotName):
        application.on_startup.append(house.bot.begin)
        application.on_shutdown.append(house.bot.close)
    if settings.telegram_webhook_url:
        from service.bot import mount  # slow to import, and most installations hear of Telegram from the worker

        mount(application, settings, house)
    application.on_shutdown.append(database.close)
    application.on_startup.append(_figures_at_hand)
    application.on_startup.append(_spare_collecting)
    return application


async def _figures_at_hand() -> None:
    """Imported beside the first answers: it takes a second, for which whoever opens figures first would wait."""
    asyncio.get_running_loop().run_in_executor(None, import_module, "scipy.stats")


def _spare_collecting() -> None:
    """Everything made so far stays, the reader of reports above all: the collector need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
