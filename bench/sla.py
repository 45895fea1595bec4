"""`bench sla`: what watching promises costs when nothing is due and when very much is, and a change of the calendar."""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import click

from bench import sla_checks, sla_sums
from bench.sla_databases import Databases, NotMade, standing
from bench.sla_rows import Timeline, timeline
from foundation.database import Database
from foundation.embedded import Address
from foundation.postgres_account import EmbeddedPostgresError
from service.progress import Report, shown
from service.settings import ROOT, inherited, read
from service.wiring import build

TARGETS = {
    "idle_ratio": 1.5,
    "memory_ratio": 1.5,
    "mass_due_seconds": 60.0,
    "recompute_seconds": 60.0,
    "numpy_seconds": 0.5,
}
"""At most; `index_only` and the checks have to be true."""
CHECKS = ("index_only", "idle_found_nothing", "mass_due_each_once", "recompute_each_once", "numpy_agrees")

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """Open promises of each database, how many of them run out together, and how often is measured.

    The one of `changed` promises is the one in which promises run out and are computed anew.
    """

    sizes: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    changed: int = 100_000
    due: int = 10_000
    rounds: int = 12
    sweeps: int = 25
    pairs: int = 1_000_000

    def due_in(self, size: int) -> int:
        return min(self.due, size // 10)


QUICK = Plan(sizes=(300, 900), changed=300, due=30, rounds=3, sweeps=4, pairs=2_000)


class SweeperFailed(Exception):
    """The process that sweeps ended; its words stood on standard error."""


class Sweeper:
    """A process that watches one database."""

    def __init__(self, address: Address, data: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.sla_sweeper", address.url, str(data)],
            cwd=ROOT,
            env=inherited(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, at: datetime, **order: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"at": at.isoformat(), **order}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SweeperFailed("The process that sweeps ended; see above why.")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def sweepers(addresses: Sequence[Address], data: Path) -> Iterator[list[Sweeper]]:
    with ExitStack() as stack:
        made = [Sweeper(address, data) for address in addresses]
        for one in made:
            stack.callback(one.close)
        yield made


def run(plan: Plan, folder: Path, report: Report, say: Say) -> dict[str, Any]:
    """Make what is not there, then measure. Raises NotMade, SweeperFailed."""
    begun = time.monotonic()
    with standing(folder, say) as databases:
        addresses = {size: databases.of(size, plan.due_in(size), report) for size in plan.sizes}
        databases.forget_others(list(addresses.values()))
        when = asyncio.run(_timeline(databases, addresses[plan.changed]))
        made = time.monotonic() - begun
        say("Sweeping with nothing due.")
        figures = _idle(plan, databases, addresses, when)
        say(f"Letting {plan.due_in(plan.changed)} promises run out at once.")
        figures |= _mass_due(plan, databases, addresses[plan.changed], when)
        say("Changing the calendar.")
        figures |= _recompute(databases, addresses[plan.changed], when)
    say("Adding up working time.")
    figures |= _sums(plan)
    reached = {name: figures[name] <= target for name, target in TARGETS.items()}
    ended = {"seconds_to_make": round(made, 1), "seconds": round(time.monotonic() - begun, 1)}
    return figures | {"targets": TARGETS, "reached": reached, **ended}


def _idle(plan: Plan, databases: Databases, addresses: dict[int, Address], when: Timeline) -> dict[str, Any]:
    """Sizes take turns, so that a busy moment of the machine meets all of them."""
    seconds: dict[int, list[float]] = {size: [] for size in plan.sizes}
    due, peaks, previews = 0, dict.fromkeys(plan.sizes, 0), {}
    with sweepers(list(addresses.values()), databases.settings.data) as running:
        for number in range(plan.rounds + 1):
            for size, sweeper in zip(plan.sizes, running, strict=True):
                came = sweeper.ask(when.quiet, sweeps=plan.sweeps)
                seconds[size] += came["seconds"] if number else []  # the first round warms up
                due, peaks[size] = due + came["due"], came["peak_kb"]
        for size, sweeper in zip(plan.sizes, running, strict=True):
            previews[size] = sweeper.ask(when.quiet)
    smallest, largest = plan.sizes[0], plan.sizes[-1]
    typical = {size: median(taken) for size, taken in seconds.items()}
    return {
        "idle_ratio": round(typical[largest] / typical[smallest], 3),
        "idle_found_nothing": due == 0,
        "index_only": asyncio.run(sla_checks.index_only(addresses.values(), (when.quiet, _after(when)))),
        "memory_ratio": round(peaks[largest] / peaks[smallest], 3),
        "preview_memory_ratio": round(previews[largest]["peak_kb"] / previews[smallest]["peak_kb"], 3),
        "sizes": [
            {
                "open_clocks": asyncio.run(sla_checks.open_clocks(addresses[size])),
                "idle_ms": round(1000 * typical[size], 3),
                "peak_mb": round(peaks[size] / 1000, 1),
                "preview_seconds": round(previews[size]["seconds"], 2),
                "preview_later": previews[size]["later"],
            }
            for size in plan.sizes
        ],
    }


def _mass_due(plan: Plan, databases: Databases, original: Address, when: Timeline) -> dict[str, Any]:
    due = plan.due_in(plan.changed)
    with databases.copied(original) as address, sweepers([address], databases.settings.data) as (sweeper,):
        before = sweeper.ask(when.quiet, sweeps=1)
        came = sweeper.ask(_after(when), sweeps=1)
        again = sweeper.ask(_after(when), sweeps=1)
        found = asyncio.run(sla_checks.missed(address, when.due))
    return {
        "mass_due_seconds": round(came["seconds"][0], 2),
        "mass_due_each_once": found.each_once(due) and (before["due"], came["due"], again["due"]) == (0, due, 0),
        "mass_due": {"due": due, "per_second": round(due / came["seconds"][0]), **found._asdict()},
    }


def _recompute(databases: Databases, original: Address, when: Timeline) -> dict[str, Any]:
    """Two days become free by decree, so that every open promise gets another date."""
    with databases.copied(original) as address, sweepers([address], databases.settings.data) as (sweeper,):
        expected = asyncio.run(sla_checks.open_clocks(address))
        came = sweeper.ask(when.quiet, change=True)
        found = asyncio.run(sla_checks.moved(address))
    whole = came["finished"] and (came["moved"], came["again"]) == (expected, 0)
    return {
        "recompute_seconds": round(came["seconds"], 2),
        "recompute_each_once": found.each_once(expected) and whole,
        "recompute": {"open_clocks": expected, "cases": came["cases"], **found._asdict()},
    }


def _sums(plan: Plan) -> dict[str, Any]:
    sums = sla_sums.measure(plan.pairs)
    return {
        "numpy_seconds": round(sums.working_time, 4),
        "numpy_due_seconds": round(sums.due_dates, 4),
        "numpy_loop_ratio": round(sums.loop_ratio),
        "numpy_agrees": sums.wrong == 0,
        "pairs": plan.pairs,
    }


async def _timeline(databases: Databases, address: Address) -> Timeline:
    database = Database(address.url, pool_size=1)
    try:
        return timeline(await build(databases.settings, database).policies.current())
    finally:
        await database.close()


def _after(when: Timeline) -> datetime:
    return when.due + timedelta(seconds=1)


def _words(report: dict[str, Any]) -> str:
    lines = ["open promises  a sweep, nothing due  peak memory  preview of a change"]
    lines += [
        f"{row['open_clocks']:13,}  {row['idle_ms']:17.2f} ms  {row['peak_mb']:8.0f} MB "
        f" {row['preview_seconds']:18.1f} s"
        for row in report["sizes"]
    ]
    mass, again = report["mass_due"], report["recompute"]
    missed = [name for name, reached in report["reached"].items() if not reached]
    wrong = [name for name in CHECKS if not report[name]]
    return "\n".join(
        [
            *lines,
            "",
            f"Nothing due: the largest costs {report['idle_ratio']:.2f} of the smallest, "
            f"memory {report['memory_ratio']:.2f}; index alone: {'yes' if report['index_only'] else 'NO'}.",
            f"{mass['due']:,} promises due at once: {report['mass_due_seconds']:.1f} s; missed {mass['missed']:,}, "
            f"escalated {mass['escalated']:,}, told {mass['owed_cases']:,}.",
            f"{again['open_clocks']:,} open promises computed anew: {report['recompute_seconds']:.1f} s.",
            f"{report['pairs']:,} pairs in arrays: {report['numpy_seconds']:.3f} s, "
            f"{report['numpy_loop_ratio']:,} times as fast as minute by minute.",
            f"Took {report['seconds']:.0f} s, {report['seconds_to_make']:.0f} s of them to make databases.",
            f"WRONG: {', '.join(wrong)}." if wrong else "Everything was recorded once and only once.",
            f"Missed: {', '.join(missed)}." if missed else "Every target is reached.",
        ]
    )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Only JSON on standard output.")
@click.option("--quick", is_flag=True, help="Small and in a folder that is thrown away; its figures say little.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder under which the databases are kept for the next time.  [default: .data in the project]",
)
def sla(as_json: bool, quick: bool, data: Path | None) -> None:
    """Measure the watch over promises with 10,000, 100,000 and 1,000,000 open ones, in databases of their own.

    The first run makes them, which takes some minutes and a few gigabytes. Exit code 1 where something was recorded
    twice or not at all, or the table had to be read; a target that is missed on a busy machine is only told.
    """

    def say(sentence: str) -> None:
        click.echo(sentence, err=True)

    try:
        with tempfile.TemporaryDirectory(prefix="tanggap-bench-") as folder, shown() as progress:
            kept = Path(folder) / "data" if quick else read(data=data).data / "bench-sla"
            report = run(QUICK if quick else Plan(), kept, progress, say)
    except (NotMade, SweeperFailed, EmbeddedPostgresError) as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from error
    click.echo(json.dumps(report, indent=2) if as_json else _words(report))
    if not all(report[name] for name in CHECKS):
        raise SystemExit(1)


if __name__ == "__main__":
    sla(prog_name="bench sla")
