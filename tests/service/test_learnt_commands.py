"""Learning when asked, listing what was learnt, returning to it and letting go, from the command line."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from foundation.clock import SetClock
from foundation.database import Database
from foundation.embedded import Address
from service.__main__ import main
from service.region import load
from service.settings import Settings
from service.wiring import build
from tests.routing.invented import decide, reports, small
from tests.service.conftest import LAMPUNG
from web.house import House

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
FIGURES = {"n", "classes", "top1", "top3", "macro_f1", "ece", "coverage_at_95", "precision_in_band"}


@pytest.fixture
async def region(database: Database, tmp_path: Path) -> House:
    """A house over a small region that asks for little history."""
    await load(database, LAMPUNG, START)
    house = build(Settings(data=tmp_path / "data"), database, SetClock(START))
    asked = small(await house.region.current())
    async with database.transaction() as session:
        await session.exec(  # type: ignore[call-overload]
            text("UPDATE regions SET data = CAST(:data AS jsonb), version = version + 1"),
            params={"data": msgspec.json.encode(asked).decode()},
        )
    return house


@pytest.fixture
def run(region: House, database_address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("DATABASE_URL", database_address.url)
    monkeypatch.setenv("TANGGAP_DATA", str(tmp_path / "data"))

    async def runs(*words: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, main, ["routing", *words])

    return runs


async def test_it_learns_lists_returns_and_lets_go(run: Any, region: House) -> None:
    nothing = await run("models")
    assert (nothing.exit_code, "No model" in nothing.stdout) == (0, True)
    await decide(region, list(reports(110)), START, timedelta(hours=16))
    learnt = await run("train", "--from-history", "--json")
    assert learnt.exit_code == 0, learnt.stderr
    told = json.loads(learnt.stdout)
    assert set(told) >= FIGURES | {"outcome", "rows", "version", "figures_old"}
    assert (told["outcome"], told["rows"]) == ("replaced", 110)
    assert "Fitting" in learnt.stderr
    listed = json.loads((await run("models", "--json")).stdout)
    assert [(one["version"], one["in_force"], one["pinned"]) for one in listed] == [(told["version"], True, False)]
    assert told["version"] in (await run("models")).stdout
    assert (await run("use", "--none")).exit_code == 0
    assert (await run("use", told["version"])).exit_code == 0
    kept = await run("train", "--from-history")
    assert (kept.exit_code, told["version"] in kept.stdout) == (0, True)
    assert "kept until released" in (await run("models")).stdout
    assert (await run("release")).exit_code == 0
    assert "kept until released" not in (await run("models")).stdout


async def test_too_little_and_wrong_use_are_told_by_the_exit_code(run: Any, tmp_path: Path) -> None:
    little = await run("train", "--from-history")
    assert (little.exit_code, "100 are needed" in little.stdout) == (1, True)
    unknown = await run("use", "m:00000000")
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    for words in (
        ("use",),
        ("use", "m:1", "--none"),
        ("train",),
        ("train", "--from-history", str(LAMPUNG / "topics.toml")),
    ):
        assert (await run(*words)).exit_code == 2, words
