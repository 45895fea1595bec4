"""How routing did is counted once a minute where many reports are counted, and of few each time."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import pytest

from foundation import lately as lately_kept
from foundation.database import Database
from routing import shown
from routing.shown import COSTLY, ShownLately
from routing.told import Advised, Told
from tests.conftest import NOW


@dataclass
class Hours:
    """Time that goes by in the test's hands alone."""

    now: float = field(default=0.0)

    def monotonic(self) -> float:
        return self.now


def _advice(number: int, method: str) -> list[Told]:
    """Advice that a coordinator followed."""
    key, officer = UUID(int=number), "officer:1"
    advice = Told(key, "suggested", NOW, "system", False, "BMBK", None, None, None, method, 0.8, True, False, None)
    choice = Told(key, "forwarded", NOW, officer, True, "BMBK", None, "triage", None, None, None, False, False, None)
    return [advice, choice]


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> list[list[Told]]:
    """What the database holds."""
    found: list[list[Told]] = []

    async def newest(database: Database, since: datetime) -> Advised:
        return Advised(list(found), 0)

    monkeypatch.setattr(shown, "newest", newest)
    return found


async def test_few_are_counted_each_time(database: Database, reports: list[list[Told]]) -> None:
    lately = ShownLately()
    for number in range(1, 3):
        reports.append(_advice(number, "m:1"))
        assert (await lately.since(database, NOW)).counted.first_right == number


async def test_many_are_told_again_for_a_minute_by_what_was_asked(
    database: Database, reports: list[list[Told]], monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = Hours()
    monkeypatch.setattr(lately_kept, "time", hours)
    lately = ShownLately(seconds=60)
    reports += [_advice(number, "m:1" if number else "m:2") for number in range(COSTLY)]
    assert len((await lately.since(database, NOW)).known.share) == COSTLY
    assert len((await lately.since(database, NOW, "m:2")).known.share) == 1
    reports.append(_advice(COSTLY, "m:2"))
    hours.now = 59.0
    assert (await lately.since(database, NOW)).counted.advised == COSTLY
    hours.now = 60.0
    assert (await lately.since(database, NOW)).counted.advised == COSTLY + 1
    assert len((await lately.since(database, NOW, "m:2")).known.share) == 2
