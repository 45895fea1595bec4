"""The worker judges trainings of a region from its own complaints, and waits where there are none."""

from datetime import date

import pytest

from competency.exchange import History
from competency.need_events import Verdict
from competency.own_history import Gathered
from competency.verdicts import Verdicts
from service import training_verdicts
from service.training_verdicts import judge_trainings
from tests.competency.invented import UNITS, history, hold
from web.house import House


async def test_without_a_complaint_nothing_is_judged(house: House) -> None:
    assert await judge_trainings(house) == 0
    await hold(house)
    assert await judge_trainings(house) == 0


async def test_what_is_due_is_judged_by_what_was_known_yesterday_and_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, asked = await hold(house), list[tuple[date | None, date | None]]()
    trained = set(UNITS[:9])

    def level(unit: str, topic: str, day: date) -> float:
        if topic != "sampah" or unit not in {*trained, *UNITS[-9:]}:
            return 1.0
        return 0.7 if unit in trained and day >= date(2025, 3, 5) else 1.6

    async def gather(of: House, until: date | None, since: date | None = None) -> Gathered:
        asked.append((until, since))
        told: History = history(level)
        return Gathered(told, "")

    monkeypatch.setattr(training_verdicts, "gather", gather)
    assert await judge_trainings(house) == 1
    assert await judge_trainings(house) == 0
    told = (date(2026, 8, 31), date(2024, 2, 4))
    assert asked == [told], "it is the first of September in Lampung, and the year before the selection is read"
    _material, (found,) = await Verdicts(house.database, house.clock).of(held.material)
    assert found.verdict is Verdict.EFFECTIVE
    assert found.data_as_of == date(2026, 8, 31)
