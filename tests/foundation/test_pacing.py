"""Long work rests for its share of the time; short work, and work somebody waits for, does not."""

from types import SimpleNamespace

import pytest

from foundation import pacing
from foundation.pacing import LONGEST, SHORT, Pace


class Hours:
    """Time that goes by in the test's hands alone."""

    def __init__(self) -> None:
        self.now, self.rests = 0.0, list[float]()

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.rests.append(seconds)

    async def work(self, pace: Pace, *pieces: float) -> None:
        pace.begin()
        for seconds in pieces:
            self.now += seconds
            await pace.rest()


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Hours:
    made = Hours()
    monkeypatch.setattr(pacing, "time", SimpleNamespace(monotonic=lambda: made.now))
    monkeypatch.setattr(pacing, "asyncio", SimpleNamespace(sleep=made.sleep))
    return made


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5])
async def test_beyond_its_first_second_work_takes_its_share_of_the_time(hours: Hours, share: float) -> None:
    await hours.work(Pace(share), SHORT, 2.0, 1.0)
    assert hours.rests == pytest.approx([2 * (1 / share - 1), 1 / share - 1])


async def test_no_rest_is_longer_than_the_longest(hours: Hours) -> None:
    await hours.work(Pace(0.01), 60.0)
    assert hours.rests == [LONGEST]


async def test_short_work_and_work_somebody_waits_for_do_not_rest(hours: Hours) -> None:
    often = Pace(0.1)
    await hours.work(often, *[SHORT / 4] * 4)
    await hours.work(often, SHORT)
    await hours.work(Pace(), 60.0, 60.0)
    assert hours.rests == []
