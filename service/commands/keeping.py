"""`backup FILE` and `restore FILE`."""

import asyncio
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click
import msgspec

from foundation.clock import SystemClock
from foundation.last_done import BACKUP, note
from service import backup as backups
from service.commands.speaking import FAULT, Fault, answer, data_option, json_option, say, verb
from service.migrations import upgrade
from service.progress import shown
from service.settings import Settings, read
from service.standing import standing
from service.verification import Verified, verify
from service.wiring import opened


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@data_option
@json_option
@verb
def backup(file: Path, data: Path | None, as_json: bool) -> None:
    """Write database, uploaded files and keys into FILE, as of one instant, while the service works.

    FILE holds the keys: keep it where only you can read it.
    """
    settings = read(data=data)
    try:
        backups.require_keys(settings)
        with standing(settings, say) as database:
            made = backups.backup(database, settings, file, SystemClock().now(), say)
            size = file.stat().st_size
            asyncio.run(_noted(settings, database.url, datetime.fromisoformat(str(made["made_at"])), size, made))
    except backups.BackupFault as error:
        raise Fault(str(error)) from error
    answer(as_json, {"file": str(file), "bytes": size, **made}, lambda: f"{file}: {size / 1e6:.1f} MB.")


async def _noted(settings: Settings, url: str, at: datetime, size: int, made: Mapping[str, object]) -> None:
    """For the page that tells how the system stands; the name of the file is nobody's business there."""
    counted = {name: made[name] for name in ("complaints", "events")}
    async with opened(settings, url) as house:
        await note(house.database, BACKUP, at, True, {"bytes": size, **counted})


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
@json_option
@verb
def restore(file: Path, data: Path | None, as_json: bool) -> None:
    """Fill an empty data folder (or an empty database, with DATABASE_URL) from FILE, then verify the whole log.

    Exit code 1 where the restored log does not hold.
    """
    settings = read(data=data)
    try:
        backups.require_empty_folder(settings)
        with standing(settings, say, alone=True) as database:
            made = backups.restore(database, settings, file, say)
            upgrade(database.url)
            with shown() as report:

                async def go() -> Verified:
                    async with opened(settings, database.url) as house:
                        return await verify(house.database, house.attachments, report)

                found = asyncio.run(go())
    except backups.BackupFault as error:
        raise Fault(str(error)) from error
    whole = not found.findings and found.events == made["events"]
    result = {"good": whole, "backup": made, "verified": msgspec.to_builtins(found)}
    counted = f"{found.complaints} complaints with {found.events} events"
    words = f"Restored {counted} as of {made['made_at']}; the log holds."
    if not whole:
        first = found.findings[0].sentence if found.findings else f"{made['events']} events were backed up"
        words = f"Restored {counted}, but the log does not hold: {first}"
    answer(as_json, result, lambda: words)
    sys.exit(0 if whole else FAULT)
