"""`bench intake`: how many complaints a second one web process takes in, against what its database could take."""

import asyncio
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import click

from bench import apart, evidence
from bench.ceiling import Ceiling, CeilingFailed, captured
from bench.server import HOST, Server, WebFailed, serving
from bench.statements import Counted, counted, forget
from complaints.commands import filing_id
from foundation.postgres_account import EmbeddedPostgresError

Say = Callable[[str], None]
TARGETS = {"ratio": 0.15, "statements": 8.0, "commits": 1.0, "cpu_ms": 4.0}
"""At least this part of the ceiling; at most so many statements, commits and milliseconds a complaint."""


@dataclass(frozen=True)
class Plan:
    """How long to measure. App and ceiling take turns, so that a busy moment of the machine meets both."""

    concurrencies: tuple[int, ...] = (1, 8, 32, 64)
    rounds: int = 3
    app_seconds: float = 4.0
    ceiling_seconds: int = 3
    warm_seconds: float = 2.0


QUICK = Plan(concurrencies=(1, 8), rounds=1, app_seconds=1.0, ceiling_seconds=1, warm_seconds=0.5)


@dataclass(frozen=True)
class Slice:
    """One turn of the app and one of the ceiling at one concurrency."""

    concurrency: int
    accepted: int
    per_second: float
    ceiling_per_second: float
    cpu_ms: float
    counted: Counted
    latencies: Sequence[float]


class Refused(Exception):
    """The server refused what it should have accepted; the message says with which words."""


class Bench:
    """A run over one server; `accepted` gathers the idempotency key and the code of every accepted filing."""

    def __init__(self, server: Server, folder: Path, say: Say) -> None:
        self._server, self._folder, self._say = server, folder, say
        self._seed = 0
        self.accepted: list[tuple[str, str]] = []

    def warm(self, plan: Plan) -> Ceiling:
        """Fill pools and caches, and make the ceiling's scripts of what the first filings wrote."""
        self.file(max(plan.concurrencies), plan.warm_seconds)
        ids = [filing_id(evidence.key_of(key)) for key, _ in self.accepted[:8]]
        ceiling = asyncio.run(captured(self._server.database, ids, self._folder))
        ceiling.per_second(max(plan.concurrencies), 1)
        return ceiling

    def slice(self, concurrency: int, plan: Plan, ceiling: Ceiling) -> Slice:
        forget(self._server.database)
        before, since = self._server.cpu_seconds(), datetime.now(UTC)
        came = self.file(concurrency, plan.app_seconds)
        cpu = self._server.cpu_seconds() - before
        calls = counted(self._server.database, since)
        number = len(came["accepted"])
        one = Slice(
            concurrency,
            number,
            number / came["seconds"],
            ceiling.per_second(concurrency, plan.ceiling_seconds),
            1000 * cpu / number,
            calls,
            came["latencies"],
        )
        self._say(
            f"{concurrency:3} at once: {one.per_second:5.0f} a second, ceiling {one.ceiling_per_second:5.0f}, "
            f"{one.cpu_ms:.2f} ms CPU a complaint"
        )
        return one

    def file(self, concurrency: int, seconds: float) -> dict[str, Any]:
        self._seed += 1
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "bench.client",
                HOST,
                *map(str, (self._server.port, concurrency, seconds, self._seed)),
            ],
            capture_output=True,
            text=True,
            cwd=Path(__file__).resolve().parent.parent,
            check=False,
            timeout=seconds + 60,
        )
        if done.returncode != 0:
            raise Refused(f"The client failed: {done.stderr.strip()[-500:]}")
        came: dict[str, Any] = json.loads(done.stdout)
        if came["refused"] or not came["accepted"]:
            raise Refused(f"Filings were refused: {came['refused'] or 'none was accepted'}")
        self.accepted += [(key, code) for key, code in came["accepted"]]
        return came


def run(plan: Plan, say: Say) -> dict[str, Any]:
    """Measure, then look for everything that was accepted. Raises Refused, CeilingFailed, WebFailed."""
    with tempfile.TemporaryDirectory(prefix="tanggap-bench-") as folder:
        data = Path(folder) / "data"
        with serving(data, say) as server:
            bench = Bench(server, Path(folder), say)
            ceiling = bench.warm(plan)
            slices = [
                bench.slice(concurrency, plan, ceiling)
                for _ in range(plan.rounds)
                for concurrency in plan.concurrencies
            ]
            say(f"Looking for {len(bench.accepted)} accepted complaints, and walking the log.")
            found = asyncio.run(evidence.look(server, bench.accepted))
            shares = asyncio.run(apart.measure(server))
    return _report(slices, ceiling, found, shares)


def profile(plan: Plan, say: Say) -> dict[str, dict[str, float]]:
    """Where the web process's CPU time goes, by concurrency: shares of the samples."""
    shares: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="tanggap-bench-") as folder:
        samples = Path(folder) / "samples.json"
        with serving(Path(folder) / "data", say, ("-m", "bench.sampled", str(samples))) as server:
            bench = Bench(server, Path(folder), say)
            bench.file(max(plan.concurrencies), plan.warm_seconds)
            for concurrency in (plan.concurrencies[0], plan.concurrencies[-1]):
                _sampled(server, samples)
                bench.file(concurrency, 2 * plan.app_seconds)
                parts = _sampled(server, samples)
                total = sum(parts.values()) or 1
                shares[str(concurrency)] = {part: round(n / total, 3) for part, n in Counter(parts).most_common()}
    return shares


def _sampled(server: Server, samples: Path) -> dict[str, int]:
    server.web.send_signal(signal.SIGUSR1)
    for _ in range(100):
        time.sleep(0.05)
        if samples.exists():
            parts: dict[str, int] = json.loads(samples.read_text())
            samples.unlink()
            return parts
    raise WebFailed("The web process did not write its samples.")


def _report(
    slices: Sequence[Slice], ceiling: Ceiling, found: evidence.Found, shares: dict[str, float]
) -> dict[str, Any]:
    rows = [
        _at([one for one in slices if one.concurrency == concurrency])
        for concurrency in dict.fromkeys(one.concurrency for one in slices)
    ]
    best = max(rows, key=lambda row: row["per_second"])
    highest = max(row["ceiling_per_second"] for row in rows)
    # The dearest, which is one filing at a time: nobody is there to share a statement with.
    cpu_ms = max(row["cpu_ms"] for row in rows)
    figures = {
        "ratio": round(best["per_second"] / highest, 3),
        "per_second": best["per_second"],
        "ceiling_per_second": highest,
        "cpu_ms": round(cpu_ms - sum(shares.values()), 2),
        "statements": max(row["statements"] for row in rows),
        "commits": max(row["commits"] for row in rows),
    }
    return {
        **figures,
        "cpu_ms_with_all": cpu_ms,
        "cpu_ms_apart": shares,
        "targets": TARGETS,
        "reached": {
            name: figures[name] >= target if name == "ratio" else figures[name] <= target
            for name, target in TARGETS.items()
        },
        "concurrencies": rows,
        "rows_per_filing": ceiling.rows,
        **found._asdict(),
    }


def _at(slices: Sequence[Slice]) -> dict[str, Any]:
    """The rounds of one concurrency in one row; rates are medians of the rounds."""
    number = sum(one.accepted for one in slices)
    latencies = sorted(latency for one in slices for latency in one.latencies)
    calls = [one.counted for one in slices]
    return {
        "concurrency": slices[0].concurrency,
        "per_second": round(median(one.per_second for one in slices), 1),
        "ceiling_per_second": round(median(one.ceiling_per_second for one in slices), 1),
        "ratio": round(median(one.per_second / one.ceiling_per_second for one in slices), 3),
        "cpu_ms": round(median(one.cpu_ms for one in slices), 2),
        "statements": round(sum(one.statements for one in calls) / number, 2),
        "commits": round(sum(one.commits for one in calls) / number, 2),
        "counter_statements": round(sum(one.counter_statements for one in calls) / number, 2),
        "p50_ms": round(1000 * latencies[len(latencies) // 2], 1),
        "p99_ms": round(1000 * latencies[len(latencies) * 99 // 100], 1),
    }


def _words(report: dict[str, Any]) -> str:
    lines = [
        f"{report['ratio']:.2f} of the ceiling: {report['per_second']:.0f} complaints a second, "
        f"the database alone {report['ceiling_per_second']:.0f} ({report['rows_per_filing']:.1f} rows each)",
        "",
        "at once  a second  ceiling  ratio  CPU ms  statements  commits  p50 ms  p99 ms",
    ]
    lines += [
        f"{row['concurrency']:7} {row['per_second']:9.0f} {row['ceiling_per_second']:8.0f} {row['ratio']:6.2f} "
        f"{row['cpu_ms']:7.2f} {row['statements']:11.2f} {row['commits']:8.2f} {row['p50_ms']:7.1f} "
        f"{row['p99_ms']:7.1f}"
        for row in report["concurrencies"]
    ]
    beside = ", ".join(f"{name} {value:.2f}" for name, value in report["cpu_ms_apart"].items())
    missed = [name for name, reached in report["reached"].items() if not reached]
    return "\n".join(
        [
            *lines,
            "",
            f"CPU of a complaint alone {report['cpu_ms']:.2f} ms, and apart from it: {beside}. "
            f"Statements of the rate counter, apart: {report['concurrencies'][0]['counter_statements']:.2f}.",
            *(f"At {number} at once: {_shares(parts)}" for number, parts in report.get("profile", {}).items()),
            f"Accepted {report['accepted']}, missing {report['missing']}, half {report['half']}, "
            f"broken chains {report['broken']}; advice in time for {report['advised']:.1%}.",
            f"Missed: {', '.join(missed)}." if missed else "Every target is reached.",
        ]
    )


def _shares(parts: dict[str, float]) -> str:
    return ", ".join(f"{part} {share:.0%}" for part, share in parts.items())


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Only JSON on standard output.")
@click.option("--quick", is_flag=True, help="A few seconds, to see that it runs; its figures say little.")
@click.option("--profile", "profiled", is_flag=True, help="Say where the CPU time of the web process goes, too.")
def intake(as_json: bool, quick: bool, profiled: bool) -> None:
    """Measure the intake of complaints: the real server over HTTP, and pgbench with the same rows beside it.

    Takes about two minutes. Exit code 1 where an accepted complaint is missing or the log is not whole; a target
    that is missed on a busy machine is only told.
    """
    plan = QUICK if quick else Plan()

    def say(sentence: str) -> None:
        click.echo(sentence, err=True)

    try:
        report = run(plan, say)
        if profiled:
            report["profile"] = profile(plan, say)
    except (Refused, CeilingFailed, WebFailed, EmbeddedPostgresError, subprocess.TimeoutExpired) as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from error
    click.echo(json.dumps(report, indent=2) if as_json else _words(report))
    if report["missing"] or report["half"] or report["broken"]:
        raise SystemExit(1)


if __name__ == "__main__":
    intake(prog_name="bench intake")
