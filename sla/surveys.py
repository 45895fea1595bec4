"""Answers to the citizens' survey: kept without a trace of who gave them, and read as sums alone."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select

from complaints.kinds import SURVEY_ITEMS
from complaints.tables import CaseSurveyRow
from foundation.database import Database
from foundation.writes import table_of
from sla.satisfaction import ITEMS, Sum, first_day
from sla.tables import SurveyAnswerRow


class Answered(NamedTuple):
    """Sums by item. Where nobody answered an item it is missing."""

    respondents: int
    items: Mapping[str, Sum]


class Surveys:
    """Each call opens and ends its own look into the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(
        self, key: UUID, unit: str, period: str, answers: Mapping[str, int], told: Mapping[str, str | None]
    ) -> None:
        """Keep one answer to all nine items; `told` are sex, age, schooling and work, as far as they were said."""
        values = {"answer_id": uuid5(key, unit), "unit": unit, "period": period, **answers, **told}
        async with self._database.transaction() as session:
            await session.exec(insert(table_of(SurveyAnswerRow)).values(**values).on_conflict_do_nothing())

    async def of_unit(self, unit: str, period: str) -> Answered:
        """What was answered to the nine items."""
        row = SurveyAnswerRow
        sums: list[Any] = [func.sum(getattr(row, item)) for item in ITEMS]
        asked: Any = select(func.count(), *sums).where(col(row.unit) == unit, col(row.period) == period)
        async with self._database.reading() as session:
            found: list[Any] = list((await session.exec(asked)).one())
        respondents = int(found[0])
        pairs = zip(ITEMS, found[1:], strict=True)
        return Answered(respondents, {item: Sum(int(total), respondents) for item, total in pairs if respondents})

    async def first_period(self, unit: str) -> str | None:
        """Since when there are answers; None where there are none."""
        row = SurveyAnswerRow
        async with self._database.reading() as session:
            return (await session.exec(select(func.min(row.period)).where(col(row.unit) == unit))).first()

    async def after_closing(self, unit: str, period: str, zone: ZoneInfo) -> Answered:
        """What reporters answered of four items after their cases were closed."""
        row, since = CaseSurveyRow, first_day(period)
        until = date(since.year + 1, 1, 1) if since.month == 7 else date(since.year, 7, 1)
        sums: list[Any] = [figure(getattr(row, item)) for item in SURVEY_ITEMS for figure in (func.sum, func.count)]
        within = col(row.answered_at) >= _midnight(since, zone), col(row.answered_at) < _midnight(until, zone)
        asked: Any = select(func.count(), *sums).where(col(row.unit) == unit, *within)
        async with self._database.reading() as session:
            found: list[Any] = list((await session.exec(asked)).one())
        pairs = zip(SURVEY_ITEMS, found[1::2], found[2::2], strict=True)
        return Answered(int(found[0]), {item: Sum(int(total), count) for item, total, count in pairs if count})


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
