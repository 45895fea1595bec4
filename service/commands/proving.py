"""`journal verify` and `rebuild`."""

import asyncio
import sys
from pathlib import Path

import click
import msgspec

from service.commands.speaking import FAULT, Fault, answer, data_option, json_option, say, verb
from service.nightly_verification import verified
from service.progress import shown
from service.rebuild import BrokenLog, Rebuilt
from service.rebuild import rebuild as rebuild_projections
from service.settings import Settings, read
from service.standing import standing
from service.verification import Verified
from service.wiring import opened

MOST_NAMED = 20


@click.group()
def journal() -> None:
    """The append-only log of complaints."""


@journal.command("verify")
@data_option
@json_option
@verb
def verify_(data: Path | None, as_json: bool) -> None:
    """Walk the hash chain of every complaint, and hold words, files and the heads of current rows against it.

    Tells altered words from erased and from missing ones. Exit code 1 where anything does not hold.
    """
    settings = read(data=data)
    with standing(settings, say) as database, shown() as report:

        async def go() -> Verified:
            async with opened(settings, database.url) as house:
                return await verified(house, report)

        found = asyncio.run(go())
    result = {"good": not found.findings, **msgspec.to_builtins(found)}
    answer(as_json, result, lambda: _verified_words(found))
    sys.exit(FAULT if found.findings else 0)


def _verified_words(found: Verified) -> str:
    walked = (
        f"{found.complaints} complaints, {found.events} events, {found.words} texts ({found.erased} erased), "
        f"{found.files} files, {found.days} days' roots ({found.waiting} events wait for the next)"
    )
    if not found.findings:
        return f"The log holds: {walked}.\nSeal of the whole log: {found.seal}"
    lines = [f"The log does not hold ({walked}). First: {found.findings[0].sentence}"]
    lines += [f"- {one.sentence}" for one in found.findings[1:MOST_NAMED]]
    more = len(found.findings) - MOST_NAMED
    return "\n".join([*lines, *([f"- and {more} more (--json names all)"] if more > 0 else [])])


@click.command()
@data_option
@json_option
@verb
def rebuild(data: Path | None, as_json: bool) -> None:
    """Empty the projections, replay the log, and prove the rows identical to those before.

    Exit code 1 where rows differ; the rebuilt ones, which the log tells, stay.
    """
    settings = read(data=data)
    with standing(settings, say) as database:
        try:
            found = asyncio.run(_rebuilt(settings, database.url))
        except BrokenLog as error:
            raise Fault(str(error)) from error
    result = {"identical": found.identical, **msgspec.to_builtins(found)}
    answer(as_json, result, lambda: _rebuilt_words(found))
    sys.exit(0 if found.identical else FAULT)


async def _rebuilt(settings: Settings, url: str) -> Rebuilt:
    with shown() as report:
        async with opened(settings, url) as house:
            return await rebuild_projections(house.database, report)


def _rebuilt_words(found: Rebuilt) -> str:
    lines = [f"Replayed {found.events} events of {found.complaints} complaints."]
    for table in found.tables:
        state = "identical" if table.identical else f"DIFFERS, before {table.rows_before} rows {table.digest_before}"
        lines.append(f"- {table.name}: {table.rows_after} rows, {table.digest_after}, {state}")
        lines += [f"  - complaint {one}" for one in table.differing]
    return "\n".join(lines)
