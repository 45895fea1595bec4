"""`bench day`: officers and citizens at work on one server, with ten thousand complaints and with a million."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

import click
import msgspec

from bench import cpu
from bench.day_people import Person, Plan
from bench.day_rows import LIVES, copy, count, live
from bench.server import HOST, Server, WebFailed, plain_environment, running, web_process
from bench.sla_databases import told
from complaints.tables import OPEN_TO_ALL
from foundation.clock import SystemClock
from foundation.database import Database
from foundation.embedded import Address, EmbeddedPostgres
from foundation.last_done import CHAIN, note
from foundation.postgres_account import EmbeddedPostgresError
from people.sessions import Stage, begin
from service.migrations import upgrade
from service.progress import Report, shown
from service.settings import ROOT, Settings, inherited, read
from service.standing import child_environment, database_folder, make_private
from service.wiring import opened
from service.worker import table

SIZES = (10_000, 1_000_000)
P95_MS, RATIO = 200.0, 1.5
"""At most, of the pages of HELD; the ratio is of p95, from the smallest to the largest size."""
HELD = {
    "inbox": ("inbox", "inbox, a part", "inbox, next page", "inbox, search"),
    "case": ("case",),
    "oversight": (
        *("oversight", "oversight, groups", "oversight, over time", "oversight, funnel", "oversight, workload"),
        *("oversight, the week", "cases behind a figure"),
    ),
}
"""Pages for which a time is promised, by what they are called together."""
THINK, READ = 5.0, 30.0
"""Seconds that officers think and citizens read, on average, between two pages."""
POSTS = (
    *(("coordinator", "coordinator"),) * 3,
    *(("officer", "officer"),) * 11,
    *(("head", "head"),) * 3,
    *(("supervisor", "supervisor"),) * 2,
    ("supervisor", "secretary"),
)
"""What twenty officers do and the post they hold; more or fewer take turns in this order."""
WARM = 45.0
"""Seconds in which people come, before anything is counted: every citizen opens a first page."""
CAUGHT_UP = 3600.0
"""Seconds the worker may need for what fell due since the database was made."""
CODES = 3000

Say = Callable[[str], None]


class Day(msgspec.Struct, frozen=True):
    """How many people for how long."""

    officers: int = 20
    citizens: int = 500
    seconds: float = 300.0
    warm: float = WARM
    lives: int = LIVES
    haste: float = 1.0
    """So many times as fast as people are."""
    processes: int = 0
    """Of the web; 0 is as many as the machine is good for."""


QUICK = Day(officers=len(POSTS), citizens=20, seconds=4.0, warm=2.0, lives=40, haste=8.0, processes=1)
QUICK_SIZES = (80,)


class NotCaughtUp(Exception):
    """The worker did not come to an end with what was due."""


def prepared(server: EmbeddedPostgres, settings: Settings, size: int, day: Day, say: Say, report: Report) -> Address:
    """A database with so many complaints and their figures, kept for the next run."""
    name, lives = f"day_{size}_{_state(day)}", f"day_lives_{_state(day)}"
    known = {row[0] for row in asyncio.run(told(server.address, "SELECT datname FROM pg_database"))}
    if name in known:
        return server.address.of(name)
    draft = server.address.of("making")
    if lives not in known:
        say(f"Living {day.lives:,} cases ...")
        _fresh(server, draft, "template1")
        upgrade(draft.url)
        asyncio.run(live(settings, draft, report, day.lives))
        asyncio.run(told(server.address, f"ALTER DATABASE {draft.database} RENAME TO {lives}"))
    say(f"Making {size:,} complaints of them ...")
    _fresh(server, draft, lives)
    asyncio.run(copy(draft, size, report))
    say(f"Counting {size:,} complaints ...")
    asyncio.run(count(settings, draft))
    asyncio.run(told(server.address, f"ALTER DATABASE {draft.database} RENAME TO {name}"))
    return server.address.of(name)


def _fresh(server: EmbeddedPostgres, draft: Address, template: str) -> None:
    """As the superuser: a database in which PostgreSQL itself is tidying up is dropped by nobody else."""
    server.sql(f"DROP DATABASE IF EXISTS {draft.database} WITH (FORCE)")
    asyncio.run(told(server.address, f"CREATE DATABASE {draft.database} TEMPLATE {template} STRATEGY file_copy"))


async def people(settings: Settings, address: Address, day: Day) -> tuple[tuple[Person, ...], tuple[str, ...]]:
    """Who comes: officers with a session each, citizens from an address each; and codes they have heard of."""
    found: list[Person] = []
    async with opened(settings, address.url) as house:
        accounts = [one for one in await house.accounts.all() if one.posts and not one.disabled]
        taken: dict[str, int] = {}
        async with house.database.transaction() as session:
            for number in range(day.officers):
                work, role = POSTS[number % len(POSTS)]
                holders = [one for one in accounts if any(held == role for held, _ in one.posts)]
                one = holders[taken.setdefault(role, 0) % len(holders)]
                taken[role] += 1
                secret = begin(session, one.id, Stage.FULL, "bench", house.clock.now())
                found.append(Person(work, f"10.1.{number // 200}.{number % 200 + 1}", THINK / day.haste, secret))
    citizens = [
        Person("citizen", f"10.2.{number // 200}.{number % 200 + 1}", READ / day.haste)
        for number in range(day.citizens)
    ]
    asked = f"SELECT code FROM complaints WHERE {OPEN_TO_ALL} ORDER BY received_at DESC LIMIT {20 * CODES}"  # noqa: S608
    codes = [row[0] for row in await told(address, asked)]
    return (*found, *citizens), tuple(Random(5).sample(codes, min(CODES, len(codes))))  # noqa: S311 - the same again


@contextmanager
def worker(settings: Settings, address: Address) -> Iterator[int]:
    """A worker as beside any installation, once it has caught up with what is due; its id."""
    environment = child_environment(settings, address.url, plain_environment(), ROOT)
    asyncio.run(told(address, "DELETE FROM job_runs"))
    jobs = asyncio.run(_jobs(settings, address))
    with running([sys.executable, "-m", "service", "worker"], environment, 30) as process:
        _caught_up(process, address, jobs)
        yield process.pid


async def _jobs(settings: Settings, address: Address) -> int:
    """How many a worker has."""
    async with opened(settings, address.url) as house:
        return len(table(house, settings))


def _caught_up(process: "subprocess.Popen[bytes]", address: Address, jobs: int) -> None:
    """Wait until every job has run to its end and nothing is due any more."""
    until = time.monotonic() + CAUGHT_UP
    asked = (
        f"SELECT count(finished_at) >= {jobs} AND bool_and(finished_at IS NOT NULL) AND NOT "  # noqa: S608
        "EXISTS (SELECT FROM clocks WHERE next_at < now() - interval '2 minutes') FROM job_runs"
    )
    while not asyncio.run(told(address, asked))[0][0]:
        if process.poll() is not None:
            raise NotCaughtUp("The worker ended; see above why.")
        if time.monotonic() > until:
            raise NotCaughtUp("The worker did not come to an end with what was due.")
        time.sleep(1)


def lived(server: EmbeddedPostgres, settings: Settings, address: Address, day: Day, say: Say) -> dict[str, Any]:
    """One day on one database: what people saw, and what it cost."""
    asyncio.run(_nights_work_done(address))
    say("Waiting until the worker has caught up ...")
    more = {"TANGGAP_TRUSTED_PROXIES": "1", "TANGGAP_LOG_LEVEL": "WARNING"}
    more["TANGGAP_WEB_PROCESSES"] = str(day.processes)
    with worker(settings, address) as helper, web_process(settings, server, more, url=address.url) as web:
        everybody, codes = asyncio.run(people(settings, address, day))
        plan = Plan(HOST, web.port, 7, day.warm, day.seconds, everybody, codes)
        say(f"{day.officers} officers and {day.citizens} citizens for {day.seconds:.0f} seconds ...")
        before = _used(server, web, helper)
        came = _people(plan)
        spent = {name: seconds - before[name] for name, seconds in _used(server, web, helper).items()}
    pages = {name: _times(seconds) for name, seconds in sorted(came["seconds"].items())}
    asked = sum(one["requests"] for one in pages.values())
    return {
        "pages": pages,
        "held": {
            name: _times([one for page in some for one in came["seconds"].get(page, ())]) for name, some in HELD.items()
        },
        "requests": asked,
        "per_second": round(asked / day.seconds, 1),
        "wrong": came["wrong"],
        "refused": came["refused"],
        "kilobytes": round(came["bytes"] / 1000),
        "cpu_seconds": {name: round(seconds, 1) for name, seconds in spent.items()},
        "busy": round(sum(spent.values()) / (day.seconds + day.warm), 2),
    }


def _people(plan: Plan) -> dict[str, Any]:
    """Let them come, from a process of their own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.day_people"],
        input=msgspec.json.encode(plan),
        capture_output=True,
        cwd=ROOT,
        env=inherited(),
        check=False,
        timeout=plan.warm + plan.seconds + 120,
    )
    if done.returncode != 0:
        raise WebFailed(f"The people failed: {done.stderr.decode(errors='replace').strip()[-500:]}")
    came: dict[str, Any] = json.loads(done.stdout)
    return came


def _used(server: EmbeddedPostgres, web: Server, helper: int) -> dict[str, float]:
    """Seconds of processor used so far."""
    return {"web": web.cpu_seconds(), "worker": cpu.of(helper), "database": cpu.of_family(server.pid or 0)}


def _times(seconds: Sequence[float]) -> dict[str, Any]:
    if not seconds:
        return {"requests": 0, "p50_ms": 0.0, "p95_ms": 0.0, "max_ms": 0.0}
    p95 = quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
    figures = {"p50_ms": median(seconds), "p95_ms": p95, "max_ms": max(seconds)}
    return {"requests": len(seconds)} | {name: round(1000 * one, 1) for name, one in figures.items()}


async def _nights_work_done(address: Address) -> None:
    """What is done when people sleep: the root of the day that is over, wherever the zone, which would be one over the
    logs of all copies; the walk of the log, of which chains of copies are no part; and what is learnt of a day."""
    await told(
        address,
        "INSERT INTO day_roots SELECT current_date, now(), previous, root, seal, size, salt, blocks FROM day_roots "
        "ORDER BY day DESC LIMIT 1 ON CONFLICT DO NOTHING",
    )
    await told(
        address,
        "UPDATE routing_lessons SET began_at = now(), ended_at = now() WHERE lesson_id = "
        "(SELECT lesson_id FROM routing_lessons ORDER BY lesson_id DESC LIMIT 1)",
    )
    database = Database(address.url, pool_size=1)
    try:
        await note(database, CHAIN, SystemClock().now(), True, {})
    finally:
        await database.close()


def run(sizes: Sequence[int], day: Day, folder: Path, say: Say) -> dict[str, Any]:
    settings = Settings(data=folder, region="lampung")
    make_private(folder)
    days: dict[str, dict[str, Any]] = {}
    with EmbeddedPostgres(database_folder(folder), say=say) as server:
        with shown() as report:
            addresses = {size: prepared(server, settings, size, day, say, report) for size in sorted(sizes)}
        for size, address in addresses.items():
            say(f"{size:,} complaints")
            days[str(size)] = lived(server, settings, address, day, say)
    ratios = {name: round(_of(days, -1)[name]["p95_ms"] / max(_of(days, 0)[name]["p95_ms"], 0.1), 2) for name in HELD}
    slowest = max(_of(days, -1)[name]["p95_ms"] for name in HELD)
    wrong = sum(sum(one["wrong"].values()) for one in days.values())
    return {
        "days": days,
        "officers": day.officers,
        "citizens": day.citizens,
        "seconds": day.seconds,
        "ratios": ratios,
        "errors": wrong,
        "load": os.getloadavg()[0],
        "targets": {"p95_ms": P95_MS, "ratio": RATIO, "errors": 0},
        "reached": slowest < P95_MS and max(ratios.values()) <= RATIO and not wrong,
    }


def _of(days: dict[str, dict[str, Any]], place: int) -> dict[str, Any]:
    held: dict[str, Any] = list(days.values())[place]["held"]
    return held


def _state(day: Day) -> str:
    """Tells databases apart that another schema or way of filling would make."""
    parts = [str(day.lives).encode()]
    for pattern in ("alembic/versions/*.py", "bench/day_rows.py"):
        parts += [path.read_bytes() for path in sorted(ROOT.glob(pattern))]
    return sha256(b"\0".join(parts)).hexdigest()[:8]


def _words(report: dict[str, Any]) -> str:
    days = report["days"]
    names = sorted({name for one in days.values() for name in one["pages"]})
    lines = [f"{'p50 / p95 / longest, ms':<26}" + "".join(f"{int(size):>26,}" for size in days)]
    for name in names:
        lines.append(f"{name:<26}" + "".join(f"{_row(one['pages'].get(name)):>26}" for one in days.values()))
    lines.append("")
    for name, ratio in report["ratios"].items():
        lines.append(
            f"{'all of ' + name:<26}"
            + "".join(f"{_row(one['held'][name]):>26}" for one in days.values())
            + f"{ratio:>8.2f}"
        )
    for size, one in days.items():
        spent = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in one["cpu_seconds"].items())
        lines.append(
            f"{int(size):,}: {one['requests']} pages, {one['per_second']} a second; processor: {spent} "
            f"({one['busy']} at once); {one['refused']} moves that somebody else was quicker with; "
            f"{sum(one['wrong'].values())} errors."
        )
        lines += [
            f"  {times} x {what}" for what, times in sorted(one["wrong"].items(), key=lambda wrong: -wrong[1])[:10]
        ]
    lines.append(
        f"{report['officers']} officers ({THINK:.0f} s between pages) and {report['citizens']} citizens ({READ:.0f} s) "
        f"for {report['seconds']:.0f} s, load {report['load']:.0f}; asked for: no error, p95 of inbox, case and "
        f"oversight under {P95_MS:.0f} ms, at most {RATIO} times the figure of the smallest: "
        f"{'reached' if report['reached'] else 'NOT reached'}."
    )
    return "\n".join(lines)


def _row(times: dict[str, Any] | None) -> str:
    return (
        f"{times['p50_ms']:.0f} / {times['p95_ms']:.0f} / {times['max_ms']:.0f}" if times and times["requests"] else "-"
    )


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--complaints", help=f"How many are in each database, such as {','.join(map(str, SIZES))}.")
@click.option("--seconds", type=click.FloatRange(1), help="How long each is measured [default: 300].")
@click.option("--officers", type=click.IntRange(1), help="[default: 20]")
@click.option("--citizens", type=click.IntRange(0), help="[default: 500]")
@click.option("--quick", is_flag=True, help="Few people, seconds and complaints, to see that it runs.")
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder for the databases [default: .data in the project]"
)
def day(
    as_json: bool,
    complaints: str | None,
    seconds: float | None,
    officers: int | None,
    citizens: int | None,
    quick: bool,
    data: Path | None,
) -> None:
    """Let 20 officers and 500 citizens work at once on one server, with 10,000 and with 1,000,000 complaints.

    PostgreSQL, web process, worker and people share this machine. The first run makes the databases, which takes about
    half an hour and 25 GB. Exit code 1 where anything went wrong; a target missed on a busy machine is only told.
    """

    def say(sentence: str) -> None:
        click.echo(sentence, err=True)

    try:
        wanted = tuple(int(one) for one in complaints.split(",")) if complaints else QUICK_SIZES if quick else SIZES
    except ValueError as error:
        raise click.BadParameter("whole numbers with commas between them", param_hint="--complaints") from error
    plan = QUICK if quick else Day()
    plan = msgspec.structs.replace(
        plan,
        seconds=seconds or plan.seconds,
        officers=officers or plan.officers,
        citizens=plan.citizens if citizens is None else citizens,
    )
    try:
        with tempfile.TemporaryDirectory(prefix="tanggap-bench-") as folder:
            Path(folder).chmod(0o755)
            kept = Path(folder) / "data" if quick else read(data=data).data / "bench-day"
            report = run(wanted, plan, kept, say)
    except (WebFailed, NotCaughtUp, EmbeddedPostgresError, subprocess.TimeoutExpired) as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from error
    click.echo(json.dumps(report, indent=2) if as_json else _words(report))
    if report["errors"]:
        raise SystemExit(1)


if __name__ == "__main__":
    day(prog_name="bench day")
