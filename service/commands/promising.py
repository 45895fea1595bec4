"""`sla due`: when a promise runs out, and which days count. Works on the shipped data, without a database."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click

from complaints.kinds import Kind, Stage
from complaints.labels import STAGE
from service.commands.speaking import WRONG_USE, answer, fail, json_option, verb
from service.region_folder import FolderFaults, RegionFolder, read_folder
from service.settings import read
from sla.policy import Policy
from workdays.seed import shipped_calendar
from workdays.working_days import Calendar, Counted

FROM_FILING = (Stage.VERIFY, Stage.FIRST_RESPONSE, Stage.COMPLETION)
YEARS_AHEAD = 3


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
    calendar = shipped_calendar(folder.hours, folder.days, zone, years)
    if kind:
        promises = list(_of_kind(Policy(folder.rules, calendar), Kind(kind), unit, instant))
    elif days:
        end = calendar.due_after(instant, days)
        promises = [_promise(calendar, "given", days, "working_days", end, calendar.span(instant, days))]
    else:
        working = timedelta(hours=hours or 0)
        end = calendar.due_after_time(instant, working)
        promises = [_promise(calendar, "given", hours or 0, "working_hours", end, calendar.time_span(instant, working))]
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


def _of_kind(policy: Policy, kind: Kind, unit: str | None, instant: datetime) -> Iterator[dict[str, Any]]:
    for stage in FROM_FILING:
        explained = policy.explain(stage, kind, unit, instant)
        if explained is not None:
            calendar = policy.calendar_of(unit)
            yield _promise(calendar, stage, explained.days, "working_days", explained.due, explained.rows)


def _promise(
    calendar: Calendar, stage: str, target: float, counted_in: str, end: datetime, rows: Sequence[Counted]
) -> dict[str, Any]:
    return {
        "stage": str(stage),
        "target": target,
        "counted_in": counted_in,
        "due": end.astimezone(ZoneInfo(calendar.zone)).isoformat(),
        "explain": [{"date": row.date.isoformat(), "counted": row.counted, "reason": row.reason} for row in rows],
    }


def _words(promise: dict[str, Any]) -> str:
    name = STAGE[Stage(promise["stage"])] if promise["stage"] in set(Stage) else "Janji"
    unit = "hari kerja" if promise["counted_in"] == "working_days" else "jam kerja"
    lines = [f"{name}: {promise['target']:g} {unit}, paling lambat {promise['due']}"]
    lines += [f"  {row['date']}  {'+' if row['counted'] else ' '}  {row['reason']}" for row in promise["explain"]]
    return "\n".join(lines)
