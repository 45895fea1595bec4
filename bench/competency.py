"""`bench competency`: how often signals are right, and how much they find, in invented worlds of which all is known."""

import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import click

from bench import competency_files, competency_small
from bench.competency_small import YEARLY, Small
from bench.competency_tally import Tally, counted, summary
from bench.competency_world import MONTHS, Plan, World, world
from competency.exchange import read
from competency.queueing import Staff
from competency.signals import Found, find

FIRST_SEED = 700
SEEDS = 20
FEW = 0.2
"""Of the complaints of a world, for a quick look."""
WORDS = {
    "precision": "strong signals: right",
    "precision_any_cause": "the same, any planted lack",
    "recall_large": "found, n >= 120 and odds >= 2",
    "recall": "found, n >= 30",
    "recall_with_watched": "found or watched, n >= 30",
    "precision_at_k": "right among the first k",
    "talk_precision": "speaking badly: right",
    "talk_recall": "speaking badly: found",
    "flagged_without_deficits": "strong, nothing planted",
    "claimed_error": "error the list claims",
    "realised_error": "error it has",
    "realised_to_claimed": "error it has to claimed",
    "understaffed_among_wrong": "understaffed among wrong",
    "raw_lateness_precision": "right, ranked by lateness",
    "seconds_of_100000": "CPU s of 100,000 complaints",
}
LEAST = {
    "precision": 0.85,
    "precision_any_cause": 0.85,
    "recall_large": 0.76,
    "recall": 0.58,
    "recall_with_watched": 0.72,
    "precision_at_k": 0.70,
    "talk_precision": 0.90,
    "talk_recall": 0.90,
}
MOST = {
    "flagged_without_deficits": 1.0,
    "realised_to_claimed": 2.0,
    "understaffed_among_wrong": 0.10,
    "seconds_of_100000": 30.0,
}


class Figures(NamedTuple):
    """Of one world: as it is, where nobody knows who was on duty, and with fewer complaints."""

    staffed: Tally
    unstaffed: Tally
    fewer: tuple[Small, ...]


def figures(seed: int, volume: float = 1.0, yearly: Sequence[int] = YEARLY) -> Figures:
    made, nothing = world(seed, Plan(volume=volume)), world(seed, Plan(skill=0, talk=0, passing=0, volume=volume))
    staffed = _tallied(made, made.staff)._replace(empty=_tallied(nothing, nothing.staff).strong)
    unstaffed = _tallied(made, None)._replace(empty=_tallied(nothing, None).strong)
    return Figures(staffed, unstaffed, tuple(competency_small.tallied(seed, one) for one in yearly))


def _tallied(made: World, staff: Staff | None) -> Tally:
    since = time.process_time()
    found = _found(made, staff)
    return counted(made, found)._replace(seconds=time.process_time() - since)


def _found(made: World, staff: Staff | None) -> Found:
    return find(made.cases, staff, made.calendar, made.last, least_people=0)


def agrees(seed: int, volume: float = 1.0) -> bool:
    """Whether a world that was written as files and read again says what it says itself."""
    made = world(seed, Plan(volume=volume))
    with tempfile.TemporaryDirectory() as folder:
        competency_files.write(made, Path(folder))
        history = read(Path(folder))
    again = find(*history[:4], least_people=0)
    return again.signals == _found(made, made.staff).signals


def run(seeds: int, first: int, told: Callable[[int], None]) -> dict[str, Any]:
    """Figures of all worlds together; `told` is called with how many are done."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    found = []
    with ProcessPoolExecutor(min(seeds, usable), mp_context=get_context("spawn")) as pool:
        same = pool.submit(agrees, first)
        for one in pool.map(figures, range(first, first + seeds)):
            found.append(one)
            told(len(found))
        return reported(found, first, same.result())


def reported(found: Sequence[Figures], first: int, files_agree: bool, yearly: Sequence[int] = YEARLY) -> dict[str, Any]:
    """What the worlds say together, and whether that is what is asked for."""
    staffed, unstaffed = summary([one.staffed for one in found]), summary([one.unstaffed for one in found])
    fewer = [competency_small.summary(many, [one.fewer[place] for one in found]) for place, many in enumerate(yearly)]
    reached = all(_reached(name, value) for name, value in staffed.items()) and files_agree
    return {
        "seeds": len(found),
        "first_seed": first,
        "months": MONTHS,
        **staffed,
        "without_staff": unstaffed,
        "fewer": fewer,
        "files_agree": files_agree,
        "reached": reached,
    }


def _reached(name: str, value: float) -> bool:
    return value >= LEAST.get(name, value) and value <= MOST.get(name, value)


def _words(report: dict[str, Any]) -> str:
    lines = [
        f"{report['seeds']} invented worlds of {report['months']} months, from seed {report['first_seed']}, pooled",
        f"  {'':<32}{'with':>8}{'without':>9} staff.jsonl",
    ]
    for name, words in WORDS.items():
        bar = f"at least {LEAST[name]}" if name in LEAST else f"at most {MOST[name]}" if name in MOST else ""
        lines.append(f"  {words:<32}{report[name]:>8}{report['without_staff'][name]:>9}   {bar}".rstrip())
    lines += competency_small.words(report["fewer"])
    lines.append(f"read from files: {'the same' if report['files_agree'] else 'NOT the same'}")
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
        few = YEARLY[-2:]
        report = reported([figures(first_seed, FEW, few)], first_seed, agrees(first_seed, FEW), few)
    else:
        report = run(seeds, first_seed, lambda done: click.echo(f"{done} of {seeds} worlds", err=True))
    click.echo(json.dumps(report, indent=2) if as_json else _words(report))


if __name__ == "__main__":
    competency(prog_name="bench competency")
