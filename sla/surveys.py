"""Answers to the citizens' survey: kept without a trace of who gave them, and read as sums alone."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select, text

from complaints.kinds import SURVEY_ITEMS
from complaints.tables import CaseSurveyRow
from foundation.database import Database
from foundation.writes import table_of
from sla.satisfaction import ITEMS, Sum, first_day, period_of
from sla.tables import SurveyAnswerRow

_RESPONDENTS = text(
    "SELECT count(*) FROM case_surveys WHERE unit = :unit AND answered_at >= :since AND answered_at < :until"
)
_TOGETHER = text(
    "SELECT item, sum(said), count(*) FROM ("
    "SELECT v.item, v.said, count(*) OVER (PARTITION BY v.item) AS every,"
    " row_number() OVER (PARTITION BY v.item ORDER BY s.answered_at, s.complaint_id) AS place"
    " FROM case_surveys s"
    " CROSS JOIN LATERAL (VALUES ('u3', s.u3), ('u6', s.u6), ('u7', s.u7), ('u8', s.u8)) v (item, said)"
    " WHERE s.unit = :unit AND s.answered_at >= :since AND s.answered_at < :until AND v.said IS NOT NULL"
    ") one WHERE place <= every - every % :least GROUP BY item"
)
"""Of each item the earliest answers, as many as are a multiple of `least`."""


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

    async def knows(self, key: UUID, unit: str) -> bool:
        """Whether a form was kept before: its sender pressed twice."""
        async with self._database.reading() as session:
            return await session.get(SurveyAnswerRow, uuid5(key, unit)) is not None

    async def first_period(self, unit: str, zone: ZoneInfo) -> str | None:
        """Since when there are answers of either kind; None where there are none."""
        row, closed = SurveyAnswerRow, CaseSurveyRow
        async with self._database.reading() as session:
            nine = (await session.exec(select(func.min(row.period)).where(col(row.unit) == unit))).first()
            four = (await session.exec(select(func.min(closed.answered_at)).where(col(closed.unit) == unit))).first()
        found = [nine, period_of(four.astimezone(zone).date()) if four else None]
        return min((one for one in found if one), default=None)

    async def after_closing(self, unit: str, period: str, zone: ZoneInfo, least: int) -> Answered:
        """What reporters answered of four items after their cases were closed; of an item by `least` at a time.

        A unit knows when a case was closed, and could take the figures of yesterday from those of today: so no answer
        comes in alone.
        """
        since = first_day(period)
        until = date(since.year + 1, 1, 1) if since.month == 7 else date(since.year, 7, 1)
        values = {"unit": unit, "since": _midnight(since, zone), "until": _midnight(until, zone), "least": least}
        async with self._database.reading() as session:
            every = (await session.exec(_RESPONDENTS, params=values)).scalar_one()  # type: ignore[call-overload]
            found = (await session.exec(_TOGETHER, params=values)).all()  # type: ignore[call-overload]
        items = {item: Sum(int(total), count) for item, total, count in found}
        return Answered(every - every % least, {item: items[item] for item in SURVEY_ITEMS if item in items})


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
