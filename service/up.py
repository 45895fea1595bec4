"""Starts everything on one machine: database, schema, region, demonstration or first administrator, web and worker."""

import asyncio
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec

from foundation.clock import SystemClock
from foundation.database import Database
from foundation.errors import Invalid
from service import seeding
from service.bot_name import HOW_TO_GET_ONE
from service.demo import account_lines
from service.demo.tour import links
from service.migrations import upgrade
from service.processes import Child, ProcessGroup, require_free_port, wait_ready
from service.progress import Report, shown
from service.settings import ROOT, Settings, inherited
from service.standing import Standing, child_environment, standing
from service.wiring import opened

READY_SECONDS = 120.0

Ask = Callable[[], str | None]
"""Asks a person for the first administrator's password; None where nobody can be asked."""


@dataclass(frozen=True)
class Words:
    """How `up` speaks: `say` on the way, `tell` for what was asked for."""

    say: Callable[[str], None]
    tell: Callable[[str], None]
    ask: Ask


def up(settings: Settings, size: str | None, words: Words) -> int:
    """Runs until asked to stop (0) or until a process cannot be kept running (1).

    `size` is the demonstration asked for. Raises what an operator can do something about, before anything is started.
    """
    require_free_port(settings.host, settings.port)
    with _ended_cleanly(), standing(settings, words.say, alone=True) as database:
        upgrade(database.url)
        with shown() as report:
            settings = asyncio.run(prepare(settings, database.url, size, words, report))
        return _run(settings, database, words)


async def prepare(settings: Settings, url: str, size: str | None, words: Words, report: Report) -> Settings:
    """Everything the doors need before they open; the settings come back saying whether it is a demonstration."""
    database, now = Database(url, pool_size=2), SystemClock().now()
    try:
        if await seeding.ensure_region(database, settings.regions_folder / settings.region, now):
            words.say(f"Loaded the region {settings.region}.")
        if size:
            await seeding.begin(database, size, now)
        is_demo = bool(await seeding.sizes_begun(database))
    finally:
        await database.close()
    settings = msgspec.structs.replace(settings, demo=is_demo)
    if is_demo:
        await seeding.finish(settings, url, report)
    else:
        await _first_administrator(settings, url, words)
    return settings


async def _first_administrator(settings: Settings, url: str, words: Words) -> None:
    async with opened(settings, url) as house:
        if not await seeding.needs_administrator(house):
            return
        while True:
            password = settings.admin_password or words.ask()
            if password is None:
                words.say(
                    "Nobody can sign in yet. Add the first administrator with: ./tanggap user add "
                    f"{settings.admin_username} --role administrator"
                )
                return
            try:
                await seeding.add_administrator(house, settings.admin_username, password)
            except Invalid as error:
                if settings.admin_password:
                    raise
                words.say(error.sentence)
                continue
            words.say(f"Added the first administrator, {settings.admin_username}.")
            return


def _run(settings: Settings, database: Standing, words: Words) -> int:
    environment = child_environment(settings, database.url, inherited(), ROOT)
    python = [sys.executable, "-m", "service"]
    children = [
        Child("web", [*python, "web"], environment),
        Child("worker", [*python, "worker"], environment),
    ]
    # The database is looked after from here, the thread that started it: the kernel ends it with that thread.
    tick = database.embedded.ensure_running if database.embedded else lambda: None
    group = ProcessGroup(children, say=words.say, every_tick=tick)
    announcer = threading.Thread(target=_announce, args=(settings, database.url, group, words), daemon=True)
    announcer.start()
    try:
        return group.run()
    finally:
        announcer.join(timeout=5)


def _announce(settings: Settings, url: str, group: ProcessGroup, words: Words) -> None:
    """Says where to go once it can be gone to."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104 - said, not bound
    address = f"http://{host}:{settings.port}"
    if not wait_ready(f"{address}/readyz", READY_SECONDS, give_up=lambda: group.stopping):
        if not group.stopping:
            words.say("The web process does not answer yet; what it said stands above.")
        return
    words.tell(f"Tanggap is ready: {settings.public_url or address}")
    if settings.demo:
        for line in account_lines(settings):
            words.tell(line)
        tour = asyncio.run(_tour(settings, url))
        if tour:
            words.tell("As their reporters, open:")
        for name, path in tour.items():
            words.tell(f"  {name:<24} {settings.public_url or address}{path}")
    if not settings.telegram_bot_token:
        words.tell(HOW_TO_GET_ONE)
    words.tell("Stop with Ctrl-C; start again to go on.")


async def _tour(settings: Settings, url: str) -> dict[str, str]:
    async with opened(settings, url) as house:
        return await links(house)


@contextmanager
def _ended_cleanly() -> Iterator[None]:
    """SIGTERM and a closed terminal end the preparation as Ctrl-C does, so that the database is stopped in order."""

    def interrupt(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    wanted = [s for s in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(s) is signal.SIG_DFL]
    for sign in wanted:
        signal.signal(sign, interrupt)
    try:
        yield
    finally:
        for sign in wanted:
            signal.signal(sign, signal.SIG_DFL)
