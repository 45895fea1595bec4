"""`sla recompute` follows what changed, and moves nothing later without a reason."""

import asyncio
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from foundation.clock import SystemClock
from foundation.database import Database
from foundation.embedded import Address
from service.__main__ import main
from service.settings import Settings
from service.wiring import opened
from tests.sla.test_recalculation import BY, file
from workdays.calendars import Calendars
from workdays.entries import DayEntry
from workdays.working_days import DayKind


@pytest.fixture
def run(lampung_address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("DATABASE_URL", lampung_address.url)
    monkeypatch.setenv("TANGGAP_DATA", str(tmp_path))

    def runs(*words: str) -> Result:
        return CliRunner().invoke(main, ["sla", "recompute", *words])

    return runs


def test_a_later_date_needs_a_reason(run: Any) -> None:
    refused = run("--later-too")
    assert refused.exit_code == 2
    assert "--reason" in refused.stderr


def test_dates_move_later_once_when_that_is_asked_for(run: Any, lampung_address: Address, tmp_path: Path) -> None:
    asyncio.run(_prepared(lampung_address.url, tmp_path))
    told = [json.loads(run("--json").stdout), json.loads(run("--later-too", "--reason", "SK", "--json").stdout)]
    assert told[0] == {"moved": 0, "cases": 0, "finished": True}
    assert told[1] == {"moved": 3, "cases": 1, "finished": True}
    again = run("--later-too", "--reason", "SK")
    assert again.exit_code == 0
    assert "0 promises in 0 cases" in again.stdout


async def _prepared(url: str, data: Path) -> None:
    """A case, then the next forty days off."""
    async with opened(Settings(data=data), url) as house:
        await file(house)
    database = Database(url, pool_size=1)
    today = SystemClock().now().date().toordinal()
    days = [DayEntry(date.fromordinal(today + one), DayKind.REGIONAL, "Hari uji", "SK uji") for one in range(1, 41)]
    await Calendars(database).change(days, (), BY, "", SystemClock().now())
    await database.close()
