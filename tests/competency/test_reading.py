"""Signals of our own data: once a month by the worker, whenever asked from the command line, with one method."""

import asyncio
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from bench.competency_world import world
from competency.need_book import COMPETENCE, Needs
from competency.pooling import Span
from competency.signal_book import SignalBook
from competency.stored_signals import StoredSignal
from foundation.embedded import Address
from people.actor import Actor, Post, Role
from service.__main__ import main
from service.learning import month_over, read_signals, reading_of_the_month
from service.progress import quiet
from service.rebuild import fill_evidence, rebuild
from tests.competency.stored import put
from tests.competency.test_own_history import PLACE, SMALL, told
from tests.conftest import NOW
from web.house import House

OCTOBER = date(2026, 10, 31)
ANALYST = Actor("officer", uuid4(), (Post(Role.ANALYST, "BPSDM", frozenset({"BPSDM"})),))


@pytest.fixture
def run(lampung_address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("DATABASE_URL", lampung_address.url)
    monkeypatch.setenv("TANGGAP_DATA", str(tmp_path))

    async def runs(*words: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, main, ["competency", "signals", *words])

    return runs


async def count(house: House, table: str) -> int:
    async with house.database.reading() as session:
        return int((await session.exec(text(f"SELECT count(*) FROM {table}"))).one()[0])  # type: ignore[call-overload]


def _line(told: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(told[name] for name in ("unit", "topic", "family", "observed", "ratio"))


def _kept(one: StoredSignal) -> tuple[Any, ...]:
    return one.unit, one.topic, one.family, one.numbers.observed, one.numbers.ratio


async def test_the_month_that_is_over_is_read_once_and_the_verb_says_the_same(house: House, run: Any) -> None:
    assert await reading_of_the_month(house) == 0, "there is nothing to read yet"
    assert await count(house, "signal_reports") == 0
    await put(house.database, world(5, SMALL), last=OCTOBER)
    many = await reading_of_the_month(house)
    assert many > 0
    assert await reading_of_the_month(house) == 0
    book = SignalBook(house.database, house.clock, house.keys)
    report = await book.latest()
    assert report is not None
    assert (report.data_as_of, report.made_by) == (OCTOBER, "system")
    assert report.parameters["least_people"] == 3
    stored = await book.seen_by(ANALYST)
    assert len(stored) == many

    shown = await run("--as-of", "2026-10-31", "--json")
    assert shown.exit_code == 0, shown.stderr
    lines = [json.loads(line) for line in shown.stdout.splitlines()]
    assert {_line(one) for one in lines} == {_kept(one) for one in stored if one.span is Span.CELL}
    pooled = [json.loads(line) for line in (await run("--as-of", "2026-10-31", "--json", "--pool")).stdout.splitlines()]
    assert {(one["span"], *_line(one)) for one in pooled} == {(one.span, *_kept(one)) for one in stored}
    assert "Reckoning" in shown.stderr
    assert "lateness counts for nothing" in shown.stderr, "no staffing was entered"
    assert not (await run("--as-of", "2026-10-31", "--min-people", "6", "--json")).stdout, "five people a unit"

    await read_signals(house, OCTOBER)
    latest = await book.latest()
    assert latest is not None
    assert latest.data_hash == report.data_hash
    assert {one.version for one in await book.seen_by(ANALYST)} == {2}


async def test_only_signals_of_competence_open_needs(house: House) -> None:
    await put(house.database, world(5, SMALL), last=OCTOBER)
    made = await read_signals(house, OCTOBER)
    needs = Needs(house.database, house.clock, house.calendars, house.region)
    board = await needs.board(ANALYST)
    cells = {(line.need.unit, line.need.topic) for line in board}
    competence = {(one.unit, one.topic) for one in made if one.label in COMPETENCE and one.strength == "kuat"}
    assert cells <= competence


async def test_old_complaints_become_evidence_and_a_replay_gives_the_same(house: House) -> None:
    for days in (50, 40, 30):
        await told(house, PLACE, None, days)
    async with house.database.transaction() as session:
        await session.exec(text("DELETE FROM evidence"))  # type: ignore[call-overload]  # as after its migration
    assert await fill_evidence(house.database) == 3
    assert await fill_evidence(house.database) == 0
    found = await rebuild(house.database, quiet)
    assert found.identical
    assert {table.name: table.rows_after for table in found.tables}["evidence"] == 3


def test_a_month_is_over_once_the_quiet_hour_of_the_next_has_struck() -> None:
    zone = ZoneInfo("Asia/Jakarta")
    assert month_over(NOW, zone) == OCTOBER
    midnight = NOW.replace(month=12, day=1, hour=0) - timedelta(hours=7)
    assert month_over(midnight + timedelta(hours=2, minutes=59), zone) == OCTOBER
    assert month_over(midnight + timedelta(hours=3), zone) == date(2026, 11, 30)
