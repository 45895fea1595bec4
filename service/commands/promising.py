"""`sla due`: when a promise runs out, and which days count, without a database. `sla recompute`: open promises anew."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from complaints.given import About
from complaints.kinds import Fact, Kind, Stage
from complaints.labels import STAGE
from service.commands.speaking import WRONG_USE, answer, data_option, fail, json_option, say, verb
from service.migrations import upgrade
from service.progress import shown
from service.region_folder import FolderFaults, RegionFolder, read_folder
from service.settings import read
from service.standing import standing
from service.wiring import opened
from sla.course import Length, Pace
from sla.course import days as days_of
from sla.policy import Policy
from sla.recalculation import Applied, Recalculation
from workdays.reading import WrittenCalendar
from workdays.seed import shipped_calendars
from workdays.working_days import Counted

YEARS_AHEAD = 3
RECOMPUTING = "Computing open promises anew"
COUNTED_IN = {
    (True, False): "working_days",
    (False, False): "working_hours",
    (True, True): "days",
    (False, True): "hours",
}
"""How `target` is counted: by whether it is in days, and whether every day counts."""
_UNITS = {"working_days": "hari kerja", "working_hours": "jam kerja", "days": "hari kalender", "hours": "jam"}


@click.group()
def sla() -> None:
    """Promises: what is due when, and why."""


@sla.command()
@click.option("--kind", type=click.Choice([str(kind) for kind in Kind]), help="All promises of this kind.")
@click.option("--days", type=click.IntRange(1, 366), help="One promise of so many working days.")
@click.option("--hours", type=click.FloatRange(0, 10_000, min_open=True), help="One promise of so many working hours.")
@click.option("--filed", required=True, metavar="INSTANT", help="ISO 8601; without an offset, in the unit's zone.")
@click.option("--unit", help="The unit that answers: its promises and its time zone.")
@click.option("--region", help="A folder under regions/.  [default: the region that is set]")
@json_option
@verb
def due(
    kind: str | None,
    days: int | None,
    hours: float | None,
    filed: str,
    unit: str | None,
    region: str | None,
    as_json: bool,
) -> None:
    """When promises run out that count from a filing, with every counted and skipped day and its reason.

    Give one of --kind, --days and --hours.
    """
    if [kind, days, hours].count(None) != 2:
        fail("Give one of --kind, --days and --hours.", WRONG_USE)
    folder = _folder(region)
    if unit is not None and unit not in folder.region.unit:
        fail(f"{folder.region.name} has no unit {unit}.", WRONG_USE)
    zone = folder.region.timezone_of(unit)
    instant = _instant(filed, zone)
    years = range(instant.year - 1, instant.year + YEARS_AHEAD)
    written = WrittenCalendar(folder.hours, folder.days, folder.ranges)
    calendar = shipped_calendars(written, years).calendar(zone, unit or "")
    if kind:
        promises = list(_of_kind(Policy(folder.rules, calendar), About(Kind(kind), unit), instant))
    else:
        promises = [_given(Pace(calendar), instant, Length(days or 0, 0 if days else max(1, round((hours or 0) * 60))))]
    answer(as_json, {"promises": promises}, lambda: "\n\n".join(map(_words, promises)))


def _folder(region: str | None) -> RegionFolder:
    settings = read()
    try:
        return read_folder(settings.regions_folder / (region or settings.region))
    except FolderFaults as faults:
        fail(str(faults))


def _instant(written: str, zone: str) -> datetime:
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        fail(f"{written} is no instant: write 2026-03-17T09:00, or with an offset 2026-03-17T09:00+07:00.", WRONG_USE)
    return instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone))


def _of_kind(policy: Policy, case: About, instant: datetime) -> Iterator[dict[str, Any]]:
    for stage in Stage:
        explained = policy.explain(stage, case, instant)
        if explained is not None and explained.rule and explained.rule.counted_from is Fact.FILING:
            yield _promise(stage, explained.length, explained.due, explained.zone, explained.rows)


def _given(pace: Pace, instant: datetime, length: Length) -> dict[str, Any]:
    due = pace.first_due(instant, length)
    return _promise("given", length, due, pace.calendar.zone, list(days_of(pace, instant, length, due)))


def _promise(stage: str, length: Length, due: datetime, zone: str, rows: Sequence[Counted]) -> dict[str, Any]:
    return {
        "stage": str(stage),
        "target": length.days or length.minutes / 60,
        "counted_in": COUNTED_IN[bool(length.days), length.every_day],
        "due": due.astimezone(ZoneInfo(zone)).isoformat(),
        "explain": [{"date": row.date.isoformat(), "counted": row.counted, "reason": row.reason} for row in rows],
    }


def _words(promise: dict[str, Any]) -> str:
    name = STAGE[Stage(promise["stage"])] if promise["stage"] in set(Stage) else "Janji"
    lines = [f"{name}: {promise['target']:g} {_UNITS[promise['counted_in']]}, paling lambat {promise['due']}"]
    lines += [f"  {row['date']}  {'+' if row['counted'] else ' '}  {row['reason']}" for row in promise["explain"]]
    return "\n".join(lines)


@sla.command()
@click.option("--later-too", is_flag=True, help="Let dates move later as well; needs a --reason.")
@click.option("--reason", default="", metavar="TEXT", help="Why, for whoever asks later.")
@data_option
@json_option
@verb
def recompute(later_too: bool, reason: str, data: Path | None, as_json: bool) -> None:
    """Compute every open promise anew by the rules and the calendar in force; only earlier, unless --later-too.

    Changes are followed without it: the worker does so by itself. Whatever moves is recorded in its case.
    """
    if later_too and not reason.strip():
        fail("Dates move later only for a reason: give --reason TEXT.", WRONG_USE)
    settings = read(data=data)
    with standing(settings, say) as database:
        upgrade(database.url)
        with shown() as report:

            async def go() -> Applied:
                async with opened(settings, database.url) as house:
                    recalculation = Recalculation(house.database, house.clock, house.handling, house.policies)
                    # What waits already has reasons of its own, or none.
                    first = await recalculation.settle(lambda done, total: report(RECOMPUTING, done, total))
                    await recalculation.ask("operator", reason.strip(), later_too)
                    then = await recalculation.settle(lambda done, total: report(RECOMPUTING, done, total))
                    return Applied(first.moved + then.moved, first.cases + then.cases, then.finished)

            applied = asyncio.run(go())
    words = f"{applied.moved} promises in {applied.cases} cases were given another date."
    if not applied.finished:
        words += " Not everything could be done; the worker goes on, or ask again."
    answer(as_json, applied._asdict(), lambda: words)
