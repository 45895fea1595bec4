"""`bench bot`: how many updates a second two web processes take in through the webhook, and how evenly it speaks."""

import asyncio
import json
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import msgspec

from bench import bot_broadcast, bot_checks, cpu
from bench.bot_citizens import Order
from bench.server import Server, WebFailed, prepared, web_process
from bots.webhook import PATH
from foundation.database import Database
from foundation.embedded import EmbeddedPostgres
from foundation.postgres_account import EmbeddedPostgresError
from service.bot import opened_bot
from service.progress import Report, shown
from service.settings import ROOT, Settings, inherited
from service.wiring import build

Say = Callable[[str], None]
TARGET = 200.0
"""Updates a second."""
TOKEN = "4711:bench"  # noqa: S105 - of the double that this bench starts
ANSWER_SECONDS = 0.03
"""How long the Bot API takes for an answer."""


@dataclass(frozen=True)
class Plan:
    """How many citizens at once, for how long; how many notices are owed at once; how long the rest is said."""

    citizens: tuple[int, ...] = (1, 10, 50, 200)
    seconds: float = 10.0
    warm_seconds: float = 3.0
    replicas: int = 2
    broadcast: int = 600
    drain_seconds: float = 30.0


QUICK = Plan(citizens=(1, 12), seconds=2.0, warm_seconds=0.5, broadcast=60, drain_seconds=60.0)


class Failed(Exception):
    """A process of the bench failed, or updates were refused; the message says with which words."""


@dataclass(frozen=True)
class Level:
    """What so many citizens at once came to. CPU in seconds; `kinds` and `latencies` of each answered update."""

    citizens: int
    seconds: float
    updates: Sequence[tuple[str, float]]
    filed: int
    postgres: float
    replicas: float
    others: float

    def told(self) -> dict[str, Any]:
        number = len(self.updates) or 1
        filings = [took for kind, took in self.updates if kind == "the last button"]
        used = self.postgres + self.replicas
        return {
            "citizens": self.citizens,
            "per_second": round(len(self.updates) / self.seconds, 1),
            **_percentiles("", [took for _, took in self.updates]),
            "filings_per_second": round(self.filed / self.seconds, 1),
            **_percentiles("filing_", filings),
            "postgres_share": round(self.postgres / used, 3) if used else 0.0,
            "postgres_cpu_ms": round(1000 * self.postgres / number, 2),
            "replicas_cpu_ms": round(1000 * self.replicas / number, 2),
            "others_cpu_ms": round(1000 * self.others / number, 2),
        }


class Bench:
    """A run over some replicas; keeps what was answered and filed for the checks."""

    def __init__(self, servers: Sequence[Server], secret: str, api: "subprocess.Popen[str]", areas: Sequence[str]):
        self._servers, self._secret, self._api, self._areas = servers, secret, api, tuple(areas)
        self._seed = 0
        self.answered: list[int] = []
        self.filed: dict[int, int] = {}
        self.twice = 0

    def run(self, citizens: int, seconds: float) -> Level:
        self._seed += 1
        first = self._servers[0]
        address = first.database.address
        order = Order(
            ports=tuple(server.port for server in self._servers),
            path=PATH,
            secret=self._secret,
            citizens=citizens,
            seconds=seconds,
            seed=self._seed,
            socket_folder=str(address.socket_folder),
            user=address.user,
            database=address.database,
            keys=first.settings.keys_file.read_text(),
            areas=self._areas,
        )
        before = self._used()
        done = subprocess.run(
            [sys.executable, "-m", "bench.bot_citizens"],
            input=msgspec.json.encode(order),
            capture_output=True,
            cwd=ROOT,
            check=False,
            timeout=seconds + 120,
        )
        if done.returncode != 0:
            raise Failed(f"The citizens failed: {done.stderr.decode().strip()[-800:]}")
        postgres, replicas, others = (after - at for after, at in zip(self._used(), before, strict=True))
        came: dict[str, Any] = json.loads(done.stdout)
        if came["refused"] or came["astray"] or not came["answered"]:
            raise Failed(f"Updates were refused: {came['refused'] or came['astray'] or 'none was answered'}")
        self.answered += [number for number, _, _ in came["answered"]]
        self.filed |= dict(came["filed"])
        self.twice += came["doubled"]
        updates = [(kind, took) for _, kind, took in came["answered"]]
        return Level(citizens, came["seconds"], updates, len(came["filed"]), postgres, replicas, others + came["cpu"])

    def _used(self) -> tuple[float, float, float]:
        """CPU seconds of PostgreSQL, of the replicas, and of the Bot API's double."""
        database = self._servers[0].database
        assert database.pid is not None
        return (
            cpu.of_family(database.pid),
            sum(server.cpu_seconds() for server in self._servers),
            cpu.of(self._api.pid),
        )


def run(plan: Plan, say: Say, report: Report) -> dict[str, Any]:
    """Measure, then look for the effect of everything that was answered. Raises Failed, WebFailed."""
    told: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="tanggap-bench-") as folder, bot_api() as (api, port):
        data = Path(folder) / "data"
        with prepared(data, say) as (plain, embedded):
            settings = _with_bot(plain, port)
            if plan.citizens:
                told = _updates(plan, settings, embedded, api, say, report)
            if plan.broadcast:
                say(f"A broadcast of {plan.broadcast} owed notices.")
                heard_before = len(heard(port)["sent"])
                asyncio.run(bot_broadcast.broadcast(settings, embedded.url, plan.broadcast, report))
                sent = heard(port)["sent"][heard_before:]
                told["broadcast"] = bot_broadcast.judged(plan.broadcast, sent)
    return told


def _updates(
    plan: Plan, settings: Settings, embedded: EmbeddedPostgres, api: "subprocess.Popen[str]", say: Say, report: Report
) -> dict[str, Any]:
    with ExitStack() as stack:
        servers = [
            stack.enter_context(web_process(settings, embedded, _environment(settings))) for _ in range(plan.replicas)
        ]
        assert settings.telegram_webhook_secret is not None
        bench = Bench(servers, settings.telegram_webhook_secret, api, asyncio.run(_areas(settings, embedded.url)))
        bench.run(min(max(plan.citizens), 20), plan.warm_seconds)
        levels = []
        for number, citizens in enumerate(plan.citizens, 1):
            levels.append(bench.run(citizens, plan.seconds))
            row = levels[-1].told()
            say(
                f"{citizens:4} at once: {row['per_second']:5.0f} updates a second, p50 {row['p50_ms']:.0f} ms, "
                f"p99 {row['p99_ms']:.0f} ms, {row['postgres_share']:.0%} of the CPU is PostgreSQL"
            )
            report("citizens", number, len(plan.citizens))
    found = asyncio.run(_looked(plan, settings, embedded.url, bench, report))
    rows = [level.told() for level in levels]
    best = max(row["per_second"] for row in rows)
    return {
        "per_second": best,
        "target": TARGET,
        "reached": best >= TARGET,
        "levels": rows,
        "delivered_twice": bench.twice,
        **found._asdict(),
    }


async def _looked(plan: Plan, settings: Settings, url: str, bench: Bench, report: Report) -> bot_checks.Found:
    """Say what is still owed, for a while, then compare."""
    database = Database(url, pool_size=4)
    try:
        house = build(settings, database)
        async with opened_bot(settings, house) as bot:
            assert bot is not None
            until, said = time.monotonic() + plan.drain_seconds, 0
            while time.monotonic() < until and (tally := await bot.sender.run()).claimed:
                said += tally.sent
                report("replies that waited for their moment", said, 0)
        words = {int(chat): lines for chat, lines in heard(_port(settings))["words"].items()}
        return await bot_checks.look(database, house.keys, bench.answered, bench.filed, words)
    finally:
        await database.close()


async def _areas(settings: Settings, url: str) -> list[str]:
    """Areas of the region that can be chosen by a button."""
    database = Database(url, pool_size=1)
    try:
        region = await build(settings, database).region.current()
    finally:
        await database.close()
    widest = [area for area in region.areas if not area.parent]
    shown_areas = [area for area in region.areas if area.parent == widest[0].code] if len(widest) == 1 else widest
    return [area.code for area in shown_areas]


def _with_bot(settings: Settings, port: int) -> Settings:
    return msgspec.structs.replace(
        settings,
        telegram_bot_token=TOKEN,
        telegram_api_url=f"http://127.0.0.1:{port}",
        telegram_webhook_url="https://bench.example",
        telegram_webhook_secret=secrets.token_hex(16),
    )


def _environment(settings: Settings) -> dict[str, str]:
    return {
        name.upper(): getattr(settings, name)
        for name in ("telegram_bot_token", "telegram_api_url", "telegram_webhook_url", "telegram_webhook_secret")
    }


def _port(settings: Settings) -> int:
    return int(settings.telegram_api_url.rpartition(":")[2])


@contextmanager
def bot_api() -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """A Bot API in a process of its own, until the block ends, and its port."""
    command = [sys.executable, "-m", "bench.bot_api", str(ANSWER_SECONDS)]
    process = subprocess.Popen(command, cwd=ROOT, env=inherited(), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise Failed("The Bot API's double did not start.")
        yield process, int(line)
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


def heard(port: int) -> dict[str, Any]:
    """All that was said to the Bot API."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"http://127.0.0.1:{port}/heard", timeout=30) as answer:
        came: dict[str, Any] = json.loads(answer.read())
        return came


def _percentiles(name: str, seconds: Sequence[float]) -> dict[str, float]:
    """p50 and p99 in milliseconds; 0 of nothing."""
    ordered = sorted(seconds) or [0.0]
    return {
        f"{name}p50_ms": round(1000 * ordered[len(ordered) // 2], 1),
        f"{name}p99_ms": round(1000 * ordered[len(ordered) * 99 // 100], 1),
    }


def _words(report: dict[str, Any]) -> str:
    lines: list[str] = []
    if "levels" in report:
        lines = [
            "                                                                   CPU ms an update:",
            "at once  updates/s  p50 ms  p99 ms  filings/s  their p50 ms  p99 ms  replicas  PostgreSQL (share)  others",
        ]
        lines += [
            f"{row['citizens']:7} {row['per_second']:10.0f} {row['p50_ms']:7.1f} {row['p99_ms']:7.1f} "
            f"{row['filings_per_second']:10.1f} {row['filing_p50_ms']:13.1f} {row['filing_p99_ms']:7.1f} "
            f"{row['replicas_cpu_ms']:9.2f} {row['postgres_cpu_ms']:11.2f} {row['postgres_share']:7.0%} "
            f"{row['others_cpu_ms']:7.2f}"
            for row in report["levels"]
        ]
        lines += [
            "",
            f"Answered {report['updates']} updates, {report['delivered_twice']} of them delivered twice; "
            f"{report['complaints']} complaints, {report['sent']} messages said, {report['owed']} waiting their turn. "
            f"Lost {report['lost']}, doubled {report['doubled']}, chats out of order {report['misplaced']}.",
            f"{'Reached' if report['reached'] else 'Missed'}: {report['per_second']:.0f} updates a second, "
            f"{report['target']:.0f} wanted.",
        ]
    if "broadcast" in report:
        lines += ["", bot_broadcast.in_words(report["broadcast"])]
    return "\n".join(lines)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Only JSON on standard output.")
@click.option("--quick", is_flag=True, help="A few seconds, to see that it runs; its figures say little.")
@click.option("--broadcast", type=click.IntRange(0), help="Owed notices to send (10000 takes about eight minutes).")
@click.option("--seconds", type=click.FloatRange(1), help="How long each number of citizens is measured.")
@click.option("--citizens", help="How many at once, one after the other: 1,10,50,200")
def bot(as_json: bool, quick: bool, broadcast: int | None, seconds: float | None, citizens: str | None) -> None:
    """Measure the bot: whole conversations through the webhook of two web processes, then a broadcast of notices.

    Takes about two minutes and a half. PostgreSQL, both web processes, the citizens and the Bot API's double share this
    machine. The share of PostgreSQL is of the CPU time that it and the web processes used. Exit code 1 where an update
    was lost or doubled or the bot spoke too fast; a target that is missed on a busy machine is only told.
    """
    plan = QUICK if quick else Plan()
    if citizens is not None:
        plan = replace(plan, citizens=tuple(int(one) for one in citizens.split(",") if one))
    plan = replace(
        plan,
        broadcast=plan.broadcast if broadcast is None else broadcast,
        seconds=plan.seconds if seconds is None else seconds,
    )

    def say(sentence: str) -> None:
        click.echo(sentence, err=True)

    try:
        with shown() as report:
            told = run(plan, say, report)
    except (Failed, WebFailed, EmbeddedPostgresError, subprocess.TimeoutExpired) as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from error
    click.echo(json.dumps(told, indent=2) if as_json else _words(told))
    broken = any(told.get(name) for name in ("lost", "doubled", "misplaced"))
    if broken or not told.get("broadcast", {"kept": True})["kept"]:
        raise SystemExit(1)


if __name__ == "__main__":
    bot(prog_name="bench bot")
