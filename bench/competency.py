"""`bench competency`: how often signals are right, and how much they find, in invented worlds of which all is known."""

import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, NamedTuple

import click
import numpy as np

from bench.competency_world import MONTHS, TOPICS, Plan, World, world
from competency.signals import Cause, Family, Found, Signal, Strength, find

FIRST_SEED = 4000
SEEDS = 20
SMALL, LARGE, PLAIN = 30, 120, 2.0
"""Complaints of a cell in a year, and odds, by which what is found is told apart."""
LEAST = {
    "precision": 0.85,
    "recall_large": 0.76,
    "recall": 0.58,
    "recall_with_watched": 0.72,
    "talk_precision": 0.90,
    "talk_recall": 0.90,
}
MOST = {"flagged_without_deficits": 1.0, "realised_to_claimed": 2.0, "understaffed_among_wrong": 0.10}
FEW = 0.2
"""Of the complaints of a world, for a quick look."""


class Tally(NamedTuple):
    """Of one world: what was listed, and what was there to be found."""

    strong: int = 0
    right: int = 0
    claimed: float = 0.0
    """Wrong ones among the strong, as the list says of itself."""
    understaffed: int = 0
    there: int = 0
    found: int = 0
    found_watched: int = 0
    large: int = 0
    large_found: int = 0
    talk: int = 0
    talk_listed: int = 0
    talk_right: int = 0
    raw_right: int = 0
    """Of as many cells as were planted, those with the worst share of late ones."""
    planted: int = 0
    empty: int = 0


def tallied(seed: int, volume: float = 1.0) -> Tally:
    made = world(seed, Plan(volume=volume))
    nothing = world(seed, Plan(skill=0, talk=0, passing=0, volume=volume))
    empty = sum(one.strength is Strength.STRONG for one in _found(nothing).signals)
    return _compared(made, _found(made))._replace(empty=empty)


def _found(made: World) -> Found:
    return find(made.cases, made.staff, made.calendar, made.last, least_people=0)


def _compared(made: World, found: Found) -> Tally:
    cases, truth = made.cases, made.truth
    unit = {name: number for number, name in enumerate(cases.units)}
    topic = {name: number for number, name in enumerate(cases.topics)}
    lately = cases.received > made.last - 365
    size = np.bincount(cases.unit[lately] * TOPICS + cases.topic[lately], minlength=len(unit) * TOPICS).reshape(
        len(unit), TOPICS
    )

    def listed(family: Family, keep: Callable[[Signal], bool]) -> list[tuple[int, int]]:
        some = [one for one in found.signals if one.family is family and keep(one)]
        return [(unit[one.unit], topic[one.topic] if one.topic else 0) for one in some]

    strong = listed(Family.TECHNICAL, lambda one: one.strength is Strength.STRONG and one.label is Cause.SKILL)
    either = listed(Family.TECHNICAL, lambda one: True)
    enough, much = truth.skill & (size >= SMALL), truth.skill & (size >= LARGE) & (truth.odds >= PLAIN)
    talk = {one for one, _ in listed(Family.COMMUNICATION, lambda one: one.strength is Strength.STRONG)}
    planted = int(truth.skill.sum())
    late = np.zeros(size.shape)
    over = lately & (cases.closed - cases.received > 7 * cases.days // 5)
    np.add.at(late, (cases.unit[over], cases.topic[over]), 1)
    worst = np.argsort(-np.where(size >= SMALL, late / np.maximum(size, 1), 0).ravel())[:planted]
    return Tally(
        len(strong),
        sum(bool(truth.skill[cell]) for cell in strong),
        found.claimed * len(strong),
        sum(bool(truth.understaffed[cell[0]]) and not truth.skill[cell] for cell in strong),
        int(enough.sum()),
        sum(bool(enough[cell]) for cell in strong),
        sum(bool(enough[cell]) for cell in either),
        int(much.sum()),
        sum(bool(much[cell]) for cell in strong),
        int(truth.talk.sum()),
        len(talk),
        len(talk & set(np.flatnonzero(truth.talk).tolist())),
        int(truth.skill.ravel()[worst].sum()),
        planted,
    )


def run(seeds: int, first: int, told: Callable[[int], None]) -> dict[str, Any]:
    """Figures of all worlds together; `told` is called with how many are done."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    tallies = []
    with ProcessPoolExecutor(min(seeds, usable), mp_context=get_context("spawn")) as pool:
        for one in pool.map(tallied, range(first, first + seeds)):
            tallies.append(one)
            told(len(tallies))
    return reported(tallies, first)


def reported(tallies: Sequence[Tally], first: int) -> dict[str, Any]:
    """What the worlds say together, and whether that is what is asked for."""
    seeds = len(tallies)
    total = Tally(*(sum(values) for values in zip(*tallies, strict=True)))
    wrong = total.strong - total.right
    figures = {
        "precision": _share(total.right, total.strong),
        "recall_large": _share(total.large_found, total.large),
        "recall": _share(total.found, total.there),
        "recall_with_watched": _share(total.found_watched, total.there),
        "talk_precision": _share(total.talk_right, total.talk_listed),
        "talk_recall": _share(total.talk_right, total.talk),
        "flagged_without_deficits": round(total.empty / seeds, 2),
        "realised_to_claimed": _share(wrong, total.claimed),
        "understaffed_among_wrong": _share(total.understaffed, wrong),
        "raw_lateness_precision": _share(total.raw_right, total.planted),
    }
    reached = all(figures[name] >= least for name, least in LEAST.items())
    reached &= all(figures[name] <= most for name, most in MOST.items())
    return {"seeds": seeds, "first_seed": first, "months": MONTHS, **figures, "reached": reached}


def _share(part: float, whole: float) -> float:
    return round(part / whole, 3) if whole else 0.0


def _words(report: dict[str, Any]) -> str:
    lines = [f"{report['seeds']} invented worlds of {report['months']} months, pooled"]
    for name, value in report.items():
        bar = f"at least {LEAST[name]}" if name in LEAST else f"at most {MOST[name]}" if name in MOST else ""
        if bar or name == "raw_lateness_precision":
            lines.append(f"  {name.replace('_', ' '):<28}{value:>8}   {bar or 'what a ranking by lateness would give'}")
    lines.append("reached" if report["reached"] else "NOT reached")
    return "\n".join(lines)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--seeds", type=click.IntRange(1), default=SEEDS, show_default=True, help="How many worlds.")
@click.option("--first-seed", type=int, default=FIRST_SEED, show_default=True, help="Of the first world.")
@click.option("--quick", is_flag=True, help="One world of few complaints, to see that it runs.")
def competency(as_json: bool, seeds: int, first_seed: int, quick: bool) -> None:
    """Find signals in invented worlds, with and without deficits, and hold them against what was planted."""
    if quick:
        report = reported([tallied(first_seed, FEW)], first_seed)
    else:
        report = run(seeds, first_seed, lambda done: click.echo(f"{done} of {seeds} worlds", err=True))
    click.echo(json.dumps(report, indent=2) if as_json else _words(report))


if __name__ == "__main__":
    competency(prog_name="bench competency")
