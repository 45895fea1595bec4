"""`competency signals`: what a history of complaints says about what officers may need to learn."""

import asyncio
from datetime import date, datetime
from pathlib import Path

import click
import msgspec

from competency.exchange import History, Unreadable, read
from competency.signals import Found, Signal, find
from foundation.errors import NotFound
from service.commands.speaking import Fault, data_option, json_option, say, verb
from service.learning import gather
from service.progress import Report, shown
from service.settings import read as settings_of
from service.standing import standing
from service.wiring import opened


@click.group()
def competency() -> None:
    """From complaints to what officers need to learn."""


@competency.command()
@click.option(
    "--from",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with another system's history: complaints.jsonl, events.jsonl, calendar.json, staff.jsonl. Needs no "
    "database.  [default: our own data]",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="As it was known at the end of this day.  [default: the last day of the data]",
)
@click.option(
    "--min-people",
    type=click.FloatRange(min=0),
    default=3,
    show_default=True,
    help="A unit with fewer officers is a person, and not spoken of; 0 for invented data.",
)
@click.option(
    "--usual-capacity",
    is_flag=True,
    help="Of our own units of whose months no staffing was entered, take what their capacity is said to be.",
)
@data_option
@json_option
@verb
def signals(
    folder: Path | None,
    as_of: datetime | None,
    min_people: float,
    usual_capacity: bool,
    data: Path | None,
    as_json: bool,
) -> None:
    """Which topics go worse in which units than they should; the last twelve months count.

    A signal is a question to look into, not a judgement of anybody. With --json one object a line.
    """
    until = as_of.date() if as_of else None
    with shown() as report:
        history = _read(folder, until, min_people) if folder else _own(data, until, usual_capacity, report)
        _remarks(history, folder is None)
        found = find(
            history.cases,
            history.staff,
            history.calendar,
            history.last,
            least_people=min_people,
            progress=lambda done, total: report("Reckoning what could be expected", done, total),
        )
    say(_summary(found))
    for one in found.signals:
        click.echo(msgspec.json.encode(one).decode() if as_json else _words(one))


def _read(folder: Path, until: date | None, min_people: float) -> History:
    try:
        history = read(folder, until)
    except Unreadable as error:
        raise Fault(str(error)) from error
    if history.staff is None and min_people:
        raise Fault(
            f"{folder / 'staff.jsonl'} is missing: who works where is not known, so that a unit cannot be told "
            "from a person. Give the file, or say --min-people 0 for invented data."
        )
    return history


def _own(data: Path | None, until: date | None, usual: bool, report: Report) -> History:
    settings = settings_of(data=data)
    report("Reading evidence", 0, 1)

    async def go(url: str) -> History:
        async with opened(settings, url) as house:
            return (await gather(house, until, usual=usual)).history

    with standing(settings, say) as database:
        try:
            history = asyncio.run(go(database.url))
        except NotFound as error:
            raise Fault("There is no evidence yet up to that day: no complaint has come to a unit.") from error
    report("Reading evidence", 1, 1)
    return history


def _remarks(history: History, own: bool) -> None:
    if history.staff is None:
        lacking = "staffing (page Jumlah pegawai)" if own else "staff.jsonl"
        say(f"Without {lacking} lateness counts for nothing: it cannot be told from too few people.")
    if history.unplaced:
        say(f"{history.unplaced} complaints were left out because they name no unit or no topic.")
    for kind, times in sorted(history.skipped.items()):
        say(f"{times} events of the unknown type {kind!r} were left out.")


def _summary(found: Found) -> str:
    strong = sum(one.strength == "kuat" for one in found.signals)
    share = found.judged / found.complaints if found.complaints else 0.0
    return (
        f"{len(found.signals)} signals, {strong} of them strong; of the strong about {found.claimed:.0%} are expected "
        f"to be wrong. Judged: {share:.0%} of {found.complaints:,} complaints; for the rest there are too few."
    )


def _words(one: Signal) -> str:
    low, high = one.interval90
    return (
        f"{one.strength:<6} {one.family:<10} {one.unit:<24} {one.topic or '-':<24} {one.label:<18} n {one.n:>5}  "
        f"{one.observed} against {one.expected}: {one.ratio} ({low}-{high})"
    )
