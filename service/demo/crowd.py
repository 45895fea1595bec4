"""What others say in the invented world: that they have the same to tell, and how a unit served them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid5
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import insert

from complaints.commands import Join
from complaints.kinds import SURVEY_ITEMS
from complaints.region import Region
from foundation.database import Database
from foundation.writes import table_of
from service.demo.case import Case, case_id
from service.demo.gallery import RECENT
from service.demo.pace import chance, manner
from sla.satisfaction import ITEMS, period_of
from sla.tables import SurveyAnswerRow

JOINED, ANSWERED = 0.3, 0.55
"""How often others join a recent case, and how often who rated answers four questions more."""
_MANY = (1, 1, 1, 2, 2, 3, 4, 6, 9)
_HALVES = 2
"""Half years of which there are answers to all nine items, the present one among them."""
_QUICK = 3.0
"""Working days within which everybody is pleased; twice as long, and few are."""
_ABOUT: dict[str, tuple[str | None, ...]] = {
    "sex": ("p", "l", None),
    "age": ("-24", "25-39", "25-39", "40-59", "60-", None),
    "schooling": ("sd", "smp", "sma", "sma", "s1", None),
    "work": ("swasta", "usaha", "tani", "tani", "pelajar", "lain", None),
}


def joins(case: Case, now: datetime) -> Iterator[tuple[Join, float]]:
    """Others who join a recent case, each with the office minutes since the one before."""
    draw = chance(f"joins {case.id}")
    if case.told < now - RECENT or draw.random() > JOINED:
        return
    for number in range(draw.choice(_MANY)):
        yield Join(uuid5(case.id, f"other {number}")), draw.uniform(2, 25)


def survey(case: Case, score: int, *, late: bool) -> tuple[tuple[str, int], ...]:
    """Answers to four items, 1 to 4, by whoever gave this score; none where they had no time for it."""
    draw = chance(f"survey {case.id}")
    if draw.random() > ANSWERED:
        return ()
    likely = 1 + 3 * (score - 1) / 4
    return tuple((item, _answer(draw, likely - (0.7 if late and item == "u3" else 0))) for item in SURVEY_ITEMS)


async def answer_surveys(database: Database, region: Region, now: datetime) -> None:
    """Answers to all nine items about every unit; what is there already stays."""
    today = now.astimezone(ZoneInfo(region.timezone)).date()
    periods = [period_of(today - timedelta(days=182 * back)) for back in range(_HALVES)]
    rows = [row for unit in region.units if unit.accepts for period in periods for row in _answered(unit.code, period)]
    async with database.transaction() as session:
        # Handed over beside the statement: one that holds thousands of values takes seconds to be put together.
        await (await session.connection()).execute(insert(table_of(SurveyAnswerRow)).on_conflict_do_nothing(), rows)


def _answered(unit: str, period: str) -> Iterator[dict[str, Any]]:
    """What was answered about a unit in half a year; how quick it is shows in what is said of time."""
    draw, slow = chance(f"surveys {unit} {period}"), max(0.0, manner(unit).days - _QUICK) / _QUICK
    for number in range(draw.randint(26, 88)):
        told = {name: draw.choice(values) for name, values in _ABOUT.items()}
        answers = {item: _answer(draw, 3.7 - slow * (1.6 if item == "u3" else 1.1)) for item in ITEMS}
        key = uuid5(case_id("survey", number), f"{unit} {period}")
        yield {"answer_id": key, "unit": unit, "period": period, **answers, **told}


def _answer(draw: Random, likely: float) -> int:
    return min(4, max(1, round(draw.gauss(likely, 0.6))))
