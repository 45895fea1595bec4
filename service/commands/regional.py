"""`region load DIR`."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

import click
import msgspec

from foundation.clock import SystemClock
from foundation.database import Database
from service import region as regions
from service.commands.speaking import answer, data_option, fail, json_option, say, verb
from service.migrations import upgrade
from service.region_folder import FolderFaults
from service.settings import read
from service.standing import standing


@click.group()
def region() -> None:
    """The region as data: units, topics, areas, promises, calendar."""


@region.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--yes", is_flag=True, help="Apply without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@data_option
@json_option
@verb
def load(folder: Path, yes: bool, dry_run: bool, data: Path | None, as_json: bool) -> None:
    """Check the region's folder DIR, show what would change, and apply it.

    Loading the same folder again changes nothing. A unit that left the folder is closed, never deleted.
    """
    settings = read(data=data)
    at = SystemClock().now()
    with standing(settings, say) as database:
        upgrade(database.url)
        try:
            found = asyncio.run(_once(database.url, folder, at, apply=False))
            ask = found.changes_anything and not (dry_run or yes) and sys.stdin.isatty()
            if ask:
                say(words(found))
            if ask and not click.confirm("Apply?", err=True):
                fail("Nothing was changed.")
            applied = found.changes_anything and not dry_run
            if applied:
                found = asyncio.run(_once(database.url, folder, at, apply=True))
        except FolderFaults as error:
            if as_json:
                answer(True, {"applied": False, "faults": error.faults}, str)
            fail(f"{folder} was not loaded. To be put right:\n" + "\n".join(f"- {one}" for one in error.faults))
    answer(as_json, {"applied": applied, **msgspec.to_builtins(found)}, lambda: words(found, applied))


async def _once(url: str, folder: Path, at: datetime, *, apply: bool) -> regions.Loaded:
    database = Database(url, pool_size=1)
    try:
        return await (regions.load if apply else regions.preview)(database, folder, at)
    finally:
        await database.close()


def words(loaded: regions.Loaded, applied: bool = False) -> str:
    """What changes, for people."""
    if not loaded.changes_anything:
        return f"{loaded.region}: nothing to change (version {loaded.version})."
    lines = [f"{loaded.region}: loaded as version {loaded.version}." if applied else f"{loaded.region}: would change"]
    for one in loaded.differences:
        for what, codes in (("new", one.added), ("changed", one.changed), ("gone", one.removed)):
            if codes:
                gone = "closed" if one.what == "units" and what == "gone" else what
                lines.append(f"- {one.what}: {len(codes)} {gone} ({_some(codes)})")
    if loaded.calendar_rows:
        lines.append(f"- calendar: {loaded.calendar_rows} days and hours")
    return "\n".join([*lines, *(f"! {note}" for note in loaded.notes)])


def _some(codes: tuple[str, ...], most: int = 6) -> str:
    return ", ".join(codes[:most]) + (f" and {len(codes) - most} more" if len(codes) > most else "")
