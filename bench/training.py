"""`bench training`: how often a verdict on a training is right, in invented worlds in which its effect is known."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, NamedTuple

import click
import numpy as np

from bench.training_world import AFTER, Scenario, world
from competency.evaluation import EFFECTIVE, Verdict, judged

FIRST_SEED, WORLDS = 7000, 200
USELESS, USEFUL = 1.0, 0.8
"""Ratios that a training causes: nothing, and a fifth fewer events."""
SCENARIOS = {
    "steady": Scenario(drift=0.0, improving=False),
    "drift .10": Scenario(drift=0.10),
    "drift .25": Scenario(drift=0.25),
    "drift .25, worst first": Scenario(drift=0.25, by="worst"),
    "thirty that look worst": Scenario(drift=0.10, by="raw"),
    "all trained, none waits": Scenario(drift=0.10, by="all"),
}
FAIR = ("steady", "drift .10", "drift .25", "thirty that look worst")
"""Where a lot decided who is trained, as it has to."""
MOST_WRONG, MOST_REJECTED = 0.08, 0.10
LEAST_POWER, POWER_AT = 0.80, "drift .10"
MOST_OFF = 0.05
FEW = 50


class Tally(NamedTuple):
    """Of one world: what was said of the training, and what before against after alone would have said."""

    ratio: float
    better: bool
    """The bound is below 1."""
    verdict: Verdict
    naive: float
    naive_better: bool
    naive_effective: bool


def tallied(scenario: Scenario, seed: int) -> Tally:
    found = judged(world(seed, scenario), AFTER)
    assert found.effect is not None
    ratio, naive = found.effect.ratio, found.effect.naive
    better = naive.high < 1
    return Tally(ratio.value, ratio.high < 1, found.verdict, naive.value, better, better and naive.value <= EFFECTIVE)


def _of(asked: tuple[str, float, int]) -> Tally:
    name, effect, seed = asked
    return tallied(SCENARIOS[name]._replace(effect=effect), seed)


def run(worlds: int, first: int, told: Callable[[int, int], None]) -> dict[str, Any]:
    """Figures of all scenarios; `told` is called with how many worlds of how many are done."""
    asked = [
        (name, effect, first + seed) for name in SCENARIOS for effect in (USELESS, USEFUL) for seed in range(worlds)
    ]
    found: dict[tuple[str, float], list[Tally]] = {}
    for done, (one, tally) in enumerate(zip(asked, _side_by_side(asked), strict=True), 1):
        found.setdefault(one[:2], []).append(tally)
        if not done % worlds:
            told(done, len(asked))
    return reported(found, worlds, first)


def _side_by_side(asked: Sequence[tuple[str, float, int]]) -> Iterator[Tally]:
    """On all processors; of few, to start others would take longer than to reckon."""
    if len(asked) <= FEW:
        yield from map(_of, asked)
        return
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with ProcessPoolExecutor(usable, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_of, asked, chunksize=20)


def reported(found: dict[tuple[str, float], list[Tally]], worlds: int, first: int) -> dict[str, Any]:
    """What the worlds say together, and whether that is what is asked for."""
    rows = {name: _row(found[name, USELESS], found[name, USEFUL]) for name in SCENARIOS}
    reached = {
        "useless called effective": all(rows[one]["called_effective"] <= MOST_WRONG for one in FAIR),
        "useless taken for better": all(rows[one]["rejected"] <= MOST_REJECTED for one in FAIR),
        "power at a fifth fewer": rows[POWER_AT]["power"] >= LEAST_POWER,
        "estimates near the truth": all(
            abs(rows[one][key] - truth) <= MOST_OFF
            for one in FAIR
            for key, truth in (("ratio", USELESS), ("ratio_useful", USEFUL))
        ),
    }
    return {
        "worlds": worlds,
        "first_seed": first,
        "scenarios": rows,
        "asked": reached,
        "reached": all(reached.values()),
    }


def _row(useless: Sequence[Tally], useful: Sequence[Tally]) -> dict[str, float]:
    return {
        "ratio": _mean([one.ratio for one in useless]),
        "rejected": _mean([one.better for one in useless]),
        "called_effective": _mean([one.verdict is Verdict.EFFECTIVE for one in useless]),
        "called_not_effective": _mean([one.verdict is Verdict.NOT_EFFECTIVE for one in useless]),
        "naive_ratio": _mean([one.naive for one in useless]),
        "naive_rejected": _mean([one.naive_better for one in useless]),
        "naive_called_effective": _mean([one.naive_effective for one in useless]),
        "ratio_useful": _mean([one.ratio for one in useful]),
        "power": _mean([one.verdict is Verdict.EFFECTIVE for one in useful]),
        "wrongly_not_effective": _mean([one.verdict is Verdict.NOT_EFFECTIVE for one in useful]),
    }


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 3)


_COLUMNS = {
    "ratio": "ratio",
    "rejected": "better",
    "called_effective": "effective",
    "called_not_effective": "not eff.",
    "naive_ratio": "n. ratio",
    "naive_rejected": "n. better",
    "naive_called_effective": "n. effect.",
    "ratio_useful": "ratio",
    "power": "power",
    "wrongly_not_effective": "not eff.",
}


def _words(report: dict[str, Any]) -> str:
    lines = [
        f"{report['worlds']} invented worlds of each kind; six months after; n. is before against after alone",
        f"{'':<26}{'a useless training':<70}a fifth fewer events",
        f"{'':<26}" + "".join(f"{one:<10}" for one in _COLUMNS.values()),
    ]
    for name, row in report["scenarios"].items():
        lines.append(f"{name:<26}" + "".join(f"{row[key]:<10.3f}" for key in _COLUMNS))
    lines += [f"{'yes' if good else 'NO':<5}{name}" for name, good in report["asked"].items()]
    return "\n".join([*lines, "reached" if report["reached"] else "NOT reached"])


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--worlds", type=click.IntRange(1), default=WORLDS, show_default=True, help="Of each kind.")
@click.option("--first-seed", type=int, default=FIRST_SEED, show_default=True, help="Of the first world.")
@click.option("--quick", is_flag=True, help="One world of each kind, to see that it runs.")
def training(as_json: bool, worlds: int, first_seed: int, quick: bool) -> None:
    """Judge useless and useful trainings in invented worlds, and show what before against after would have said."""
    report = run(
        1 if quick else worlds, first_seed, lambda done, total: click.echo(f"{done} of {total} worlds", err=True)
    )
    click.echo(json.dumps(report, indent=2) if as_json else _words(report))


if __name__ == "__main__":
    training(prog_name="bench training")
