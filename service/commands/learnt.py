"""`routing train --from-history`, `models`, `use` and `release`: what the region learnt from its own decisions."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from routing.fitting import Failed
from routing.learning import Lesson, learn
from routing.models import ModelEntry
from service.commands.speaking import FAULT, Fault, answer, data_option, json_option, say, verb
from service.progress import Report, shown
from service.rebuild import fill_facts
from service.settings import read
from service.standing import standing
from service.wiring import opened
from web.house import House

BY = "operator"
T = TypeVar("T")
OUTCOMES = {
    "too_little": "Nothing was learnt",
    "worse": "The new model is worse; what is in force stays",
    "kept": "What is in force stays",
    "replaced": "The new model is in force",
}


def train_from_history(data: Path | None, as_json: bool) -> None:
    """The same as the worker does at night, at once. Exit code 1 where nothing could be learnt."""
    with shown() as report:

        async def go(house: House) -> Lesson:
            region = await house.region.current()
            told = _told(report)
            await fill_facts(house.database)
            return await learn(house.database, house.clock, region, house.models, told, by=BY)

        try:
            found = _over(data, go)
        except Failed as error:
            raise Fault(str(error)) from error
    result = {**found.figures_new, **{k: v for k, v in msgspec.to_builtins(found).items() if v is not None}}
    answer(as_json, result, lambda: _lesson_words(found))
    sys.exit(FAULT if found.outcome == "too_little" else 0)


@click.command("models")
@data_option
@json_option
@verb
def models_(data: Path | None, as_json: bool) -> None:
    """List every model that was ever in force: from what it was made, how it was judged, when it advised."""
    found = _over(data, lambda house: house.models.listed())
    answer(as_json, msgspec.to_builtins(found), lambda: _models_words(found))


@click.command("use")
@click.argument("version", required=False)
@click.option("--none", "none", is_flag=True, help="No model: the region's own phrases alone.")
@data_option
@json_option
@verb
def use_(version: str | None, none: bool, data: Path | None, as_json: bool) -> None:
    """Put an earlier VERSION in force at once; it stays, whatever the nights learn, until `routing release`."""
    if (version is None) == (not none):
        raise click.UsageError("Name a version (./tanggap routing models lists them), or say --none.")
    _over(data, lambda house: house.models.put_in_force(version, BY))
    result = {"version": version, "pinned": True}
    answer(as_json, result, lambda: f"{version or 'No model'} is in force, until: ./tanggap routing release")


@click.command("release")
@data_option
@json_option
@verb
def release_(data: Path | None, as_json: bool) -> None:
    """Let the nightly lesson replace again what somebody put in force."""
    _over(data, lambda house: house.models.release(BY))
    answer(as_json, {"pinned": False}, lambda: "The next lesson may replace what is in force.")


def _over(data: Path | None, work: Callable[[House], Awaitable[T]]) -> T:
    settings = read(data=data)
    with standing(settings, say) as database:

        async def go() -> T:
            async with opened(settings, database.url) as house:
                return await work(house)

        return asyncio.run(go())


def _told(report: Report) -> Callable[[str, float], None]:
    return lambda title, share: report(title, round(100 * share), 100)


def _lesson_words(lesson: Lesson) -> str:
    lines = [f"{OUTCOMES[lesson.outcome]}: {lesson.version or 'the phrases of the region'}"]
    lines += [lesson.why] if lesson.why else []
    lines += [f"Worse in: {', '.join(lesson.worse)}"] if lesson.worse else []
    if lesson.figures_new:
        lines += ["", f"{lesson.rows} reports; on the newest {lesson.figures_new['n']}:", *_table(lesson)]
    lines += [
        f"Not learnt from yet, because they stand out: {one['reports']} decisions of {one['by']} on {one['day']}"
        for one in lesson.held
    ]
    return "\n".join(lines)


def _table(lesson: Lesson) -> Sequence[str]:
    names = [name for name, value in lesson.figures_new.items() if isinstance(value, float)]
    rows = [f"{'':<20} {'new':>8} {'in force':>8}"]
    return [*rows, *(f"{n:<20} {_cell(lesson.figures_new[n])} {_cell(lesson.figures_old.get(n))}" for n in names)]


def _cell(value: Any) -> str:
    return f"{value:8.3f}" if isinstance(value, float) else f"{'-':>8}"


def _models_words(found: Sequence[ModelEntry]) -> str:
    if not found:
        return "No model was ever in force; the region's own phrases advise. Learn with: routing train --from-history"
    lines = [f"{'version':<12} {'made':<17} {'reports':>8} {'top1':>7} {'ece':>7}  in force"]
    for one in found:
        state = "now" + (", kept until released" if one.pinned else "") if one.in_force else ""
        state = state or (f"until {one.until:%Y-%m-%d %H:%M}" if one.until else "never")
        state += "" if one.kept else " (no longer kept)"
        shares = " ".join(f"{one.figures.get(name, 0):7.3f}" for name in ("top1", "ece"))
        lines.append(f"{one.version:<12} {one.made_at:%Y-%m-%d %H:%M}  {one.reports:>8} {shares}  {state}")
    return "\n".join(lines)
