"""`competency signals`: what a history of complaints says about what officers may need to learn."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import click
import msgspec

from competency import pooling
from competency.agreed import Together, together
from competency.decisions import LIMITS
from competency.exchange import History, Unreadable
from competency.groups import groups_of
from competency.pooling import Span
from competency.signals import Found, Signal, find
from foundation.errors import NotFound
from service.commands.speaking import Fault, data_option, json_option, say, verb
from service.learning import gather
from service.progress import Report, shown
from service.settings import read as settings_of
from service.standing import standing
from service.wiring import opened

_SPANS = {
    Span.CELL: "alone",
    Span.LONGER: "24 months",
    Span.FAMILY: "family of topics, 24 months",
    Span.KIND: "kind of units, 24 months",
    Span.BOTH: "kind and family, 24 months",
}


@click.group()
def competency() -> None:
    """From complaints to what officers need to learn."""


@competency.command()
@click.option(
    "--from",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with another system's history: complaints.jsonl, events.jsonl, calendar.json, staff.jsonl. Needs no "
    "database. With --pool several can be given, of regions that agree to it.  [default: our own data]",
)
@click.option(
    "--pool",
    is_flag=True,
    help="What is too small alone is looked at together: over two years, by families of topics and kinds of units (of "
    "a folder those in groups.json), and over all folders. Each object then tells its span.",
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
    help="A unit with fewer officers is a person, and not spoken of; 0 for invented data in a folder.",
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
    folders: tuple[Path, ...],
    pool: bool,
    as_of: datetime | None,
    min_people: float,
    usual_capacity: bool,
    data: Path | None,
    as_json: bool,
) -> None:
    """Which topics go worse in which units than they should; the last twelve months count.

    A signal is a question to look into, not a judgement of anybody. With --json one object a line.
    """
    if len(folders) > 1 and not pool:
        raise click.UsageError("Several folders are looked at together only: say --pool as well.")
    until = as_of.date() if as_of else None
    least = LIMITS["least_people"][0]
    if not folders and min_people < least and not settings_of(data=data).demo:
        raise Fault(
            f"Of our own units nothing is told on which fewer than {least} people acted: it would be of a person. "
            "With TANGGAP_DEMO=true the data is taken to be invented."
        )
    with shown() as report:
        told = _read(folders, until, min_people) if folders else _own(data, until, usual_capacity, report)
        for name, history in told.histories.items():
            _remarks(history, not folders, name if len(folders) > 1 else "")
        found = _pooled(told, min_people, report) if pool else _alone(told, min_people, report)
    last = next(iter(told.histories.values())).last
    say(f"As known at the end of {date.fromordinal(last)}: {found.summary}")
    for span, one in found.signals:
        if as_json:
            object_ = msgspec.to_builtins(one) | ({"span": str(span)} if pool else {})
            click.echo(msgspec.json.encode(object_).decode())
        else:
            click.echo(_words(one) + (f"  {_SPANS[span]}" if pool else ""))


class _Said(NamedTuple):
    signals: list[tuple[Span, Signal]]
    summary: str


def _alone(told: Together, min_people: float, report: Report) -> _Said:
    (history,) = told.histories.values()
    found = find(*history[:4], least_people=min_people, progress=_reckoning(report))
    return _Said([(Span.CELL, one) for one in found.signals], _summary(found))


def _pooled(told: Together, min_people: float, report: Report) -> _Said:
    try:
        found = pooling.find(*told, least_people=min_people, progress=_reckoning(report))
    except ValueError as error:
        raise Fault(str(error)) from error
    signals = [(step.span, one) for step in found.steps for one in step.found.signals]
    alone, rest = found.steps[0].complaints, found.complaints - found.judged
    shares = (alone, found.judged - alone, rest)
    judged, together_, few = (f"{one / found.complaints if found.complaints else 0:.0%}" for one in shares)
    return _Said(
        signals,
        f"{len(signals)} signals, {sum(one.strong for one in found.steps)} of them strong; of the strong about "
        f"{found.claimed:.0%} are expected to be wrong. Of {found.complaints:,} complaints {judged} were judged alone, "
        f"{together_} together with others; for {few} there are too few.",
    )


def _reckoning(report: Report) -> Callable[[int, int], None]:
    return lambda done, total: report("Reckoning what could be expected", done, total)


def _read(folders: Sequence[Path], until: date | None, min_people: float) -> Together:
    try:
        told = together(folders, until)
    except Unreadable as error:
        raise Fault(str(error)) from error
    for folder, history in zip(folders, told.histories.values(), strict=True):
        if history.staff is None and min_people:
            raise Fault(
                f"{folder / 'staff.jsonl'} is missing: who works where is not known, so that a unit cannot be told "
                "from a person. Give the file, or say --min-people 0 for invented data."
            )
    return told


def _own(data: Path | None, until: date | None, usual: bool, report: Report) -> Together:
    settings = settings_of(data=data)
    report("Reading evidence", 0, 1)

    async def go(url: str) -> Together:
        async with opened(settings, url) as house:
            region = await house.region.current()
            history = (await gather(house, until, usual=usual)).history
            return Together({"": history}, groups_of(region.families, region.kinds))

    with standing(settings, say) as database:
        try:
            told = asyncio.run(go(database.url))
        except NotFound as error:
            raise Fault("There is no evidence yet up to that day: no complaint has come to a unit.") from error
    report("Reading evidence", 1, 1)
    return told


def _remarks(history: History, own: bool, region: str) -> None:
    where = f"{region}: " if region else ""
    if history.staff is None:
        lacking = "staffing (page Jumlah pegawai)" if own else "staff.jsonl"
        say(f"{where}Without {lacking} lateness counts for nothing: it cannot be told from too few people.")
    if history.unplaced:
        say(f"{where}{history.unplaced} complaints were left out because they name no unit or no topic.")
    for kind, times in sorted(history.skipped.items()):
        say(f"{where}{times} events of the unknown type {kind!r} were left out.")
    for sentence in history.remarks:
        say(f"{where}{sentence}")


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
