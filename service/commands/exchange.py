"""`import history FILE.jsonl` and `export`."""

import asyncio
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import click
import msgspec

from service import exporting
from service.commands.speaking import FAULT, answer, data_option, json_option, say, verb
from service.history import Imported, import_history
from service.migrations import upgrade
from service.progress import shown
from service.settings import read
from service.standing import standing
from service.wiring import opened

MOST_NAMED = 20


@click.group("import")
def import_() -> None:
    """Take in what happened elsewhere."""


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.jsonl")
@data_option
@json_option
@verb
def history(file: Path, data: Path | None, as_json: bool) -> None:
    """Take in past complaints with their events, one a line, as docs/import.md describes.

    Good lines land, bad ones are named with the reason (exit code 1). Again and again without harm: a source_id is
    taken in once. Nobody is told of what is past.
    """
    settings = read(data=data)
    with standing(settings, say) as database, shown() as report, open(file, "rb") as lines:
        upgrade(database.url)

        async def go() -> Imported:
            async with opened(settings, database.url) as house:
                return await import_history(house, lines, report)

        found = asyncio.run(go())
    answer(as_json, msgspec.to_builtins(found), lambda: _words(found))
    sys.exit(FAULT if found.bad else 0)


def _words(found: Imported) -> str:
    lines = [f"{found.lines} lines: {found.added} added, {found.known} known already, {len(found.bad)} bad."]
    lines += [f"- line {one.line}: {one.reason}" for one in found.bad[:MOST_NAMED]]
    more = len(found.bad) - MOST_NAMED
    return "\n".join([*lines, *([f"- and {more} more (--json names all)"] if more > 0 else [])])


@click.command()
@click.option("--as", "username", required=True, help="The account whose sight the export has.")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here instead of standard output."
)
@data_option
@verb
def export(username: str, form: str, output: Path | None, data: Path | None) -> None:
    """Write out every complaint that the account --as may see, as far as it may see it."""
    settings = read(data=data)
    with standing(settings, say) as database, shown() as report, ExitStack() as files:
        upgrade(database.url)
        target: IO[str] = sys.stdout
        if output:
            target = files.enter_context(open(output, "w", encoding="utf-8", newline=""))

        async def go() -> None:
            async with opened(settings, database.url) as house:
                actor = await exporting.actor_of(house, username)
                table = exporting.Table(target) if form == "csv" else None
                async for row in exporting.visible(house, actor, report):
                    if table:
                        table.write(row)
                    else:
                        exporting.write_json_line(row, target)

        asyncio.run(go())
