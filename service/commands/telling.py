"""`demo learning`: the whole loop over an invented world, told as it happens."""

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from service.commands.speaking import Fault, data_option, say, verb
from service.settings import Settings, read

if TYPE_CHECKING:
    from service.demo.learning.story import Told
    from service.progress import Report

LEARNING_DATA = "learning"


@click.group()
def demo() -> None:
    """Invented worlds that show more than one day."""


@demo.command()
@click.option("--complaints", type=click.IntRange(min=15_000), default=20_000, show_default=True)
@data_option
@verb
def learning(complaints: int, data: Path | None) -> None:
    """Three years of an invented regency: complaints, signals, needs, a lot, a training, and whether it helped.

    Lives in a data folder of its own, the folder learning inside the usual one, unless --data names another empty one.
    """
    from foundation.errors import Invalid
    from service.demo.learning.telling import lines
    from service.migrations import upgrade
    from service.progress import shown
    from service.region_folder import FolderFaults
    from service.seeding import RealData
    from service.standing import standing

    settings = read(data=data)
    settings = msgspec.structs.replace(settings, data=data or settings.data / LEARNING_DATA, demo=True)
    began = time.monotonic()
    try:
        with standing(settings, say) as database:
            upgrade(database.url)
            with shown() as report:
                told = asyncio.run(_told(settings, database.url, complaints, report))
    except (RealData, FolderFaults, Invalid) as error:
        raise Fault(str(error)) from error
    for line in lines(told):
        click.echo(line)
    minutes = (time.monotonic() - began) / 60
    click.echo(f"Told in {minutes:.1f} minutes. Look at it: ./tanggap up --data {settings.data}")


async def _told(settings: Settings, url: str, complaints: int, report: "Report") -> "Told":
    """Raises RealData where something else lives in the installation."""
    from foundation.clock import SystemClock
    from foundation.database import Database
    from service import seeding
    from service.demo.learning.region import REGIONS, laid
    from service.demo.learning.story import tell_story
    from service.wiring import opened

    database, now = Database(url, pool_size=2), SystemClock().now()
    try:
        folder = laid(settings.regions_folder, settings.data / REGIONS)
        await seeding.begin(database, seeding.LEARNING, now)
        await seeding.ensure_region(database, folder, now)
    finally:
        await database.close()
    async with opened(settings, url) as house:
        told = await tell_story(settings, house, folder, complaints, say, report)
        await seeding.mark(house, seeding.LEARNING)
    return told
