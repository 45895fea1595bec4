"""What is published of a period, as it is kept and handed over; durations are in tenths of working days."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import func
from sqlmodel import col, select

from foundation.database import Database
from sla.month_counts import Acts
from sla.tables import PublicFigureRow

STREAMED = 4
"""Documents in memory at once while all are handed over."""


class Share(msgspec.Struct, frozen=True):
    """A share of 1 with its 95 % interval."""

    value: float
    low: float
    high: float


class Quantile(msgspec.Struct, frozen=True):
    """As in `sla.survival`: None where it is not reached."""

    value: float | None
    low: float | None
    high: float | None


class Promise(msgspec.Struct, frozen=True):
    """What became of a promise in a group, and how long it took; figures as in `sla.timing`.

    `share` is None below five promises of which it is known, `median` and `ninetieth` below five cases.
    """

    on_time: int
    late: int
    late_open: int
    waiting: int
    left: int
    share: Share | None
    median: Quantile | None
    ninetieth: Quantile | None


class Cell(msgspec.Struct, frozen=True):
    """A group; `key` is None for all together."""

    key: str | None
    cases: int
    done: int
    open: int
    ended: int
    first_response: Promise
    completion: Promise


class Document(msgspec.Struct, frozen=True):
    """A period: cases received from month `first` to month `last`, as they stood when it was made.

    `total` is None where it had to be withheld; a group that is not among `units` or `topics` is withheld or empty.
    `pairs` are (unit, topic, cases), of single months only. `quarters` names, for each of disputed, rated and outside,
    the quarters that `acts` sums up.
    """

    period: str
    grain: str
    first: str
    last: str
    complete: bool
    total: Cell | None
    units: list[Cell]
    topics: list[Cell]
    pairs: list[tuple[str, str, int]]
    acts: Acts
    quarters: dict[str, list[str]]


class FlowMonth(msgspec.Struct, frozen=True):
    """None where a number was withheld."""

    month: str
    received: int | None
    finished: int | None
    running: bool


class Flow(msgspec.Struct, frozen=True):
    months: list[FlowMonth]


class Edition(NamedTuple):
    """Which state of all documents there is: what a download is known by."""

    computed_at: datetime
    changed_at: datetime


class PublishedFigures:
    """Reading what the worker made: by its key, never by looking at cases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def edition(self) -> Edition | None:
        """None where nothing was made yet."""
        row = PublicFigureRow
        async with self._database.reading() as session:
            found = (await session.exec(select(func.max(row.computed_at), func.max(row.changed_at)))).one()
        return Edition(*found) if found[0] else None

    async def periods(self) -> list[str]:
        """What there are documents of, in the order of their names."""
        async with self._database.reading() as session:
            found = await session.exec(
                select(PublicFigureRow.period)
                .where(PublicFigureRow.period != "flow")
                .order_by(col(PublicFigureRow.period))
            )
            return list(found.all())

    async def document(self, period: str) -> Document | None:
        async with self._database.reading() as session:
            row = await session.get(PublicFigureRow, period)
            return msgspec.convert(row.data, Document) if row else None

    async def flow(self) -> Flow:
        async with self._database.reading() as session:
            row = await session.get(PublicFigureRow, "flow")
            return msgspec.convert(row.data, Flow) if row else Flow([])

    async def all(self) -> AsyncIterator[Document]:
        """Every document, a few at a time."""
        periods = await self.periods()
        for place in range(0, len(periods), STREAMED):
            async with self._database.reading() as session:
                found = await session.exec(
                    select(PublicFigureRow)
                    .where(col(PublicFigureRow.period).in_(periods[place : place + STREAMED]))
                    .order_by(col(PublicFigureRow.period))
                )
                rows = found.all()
            for row in rows:
                yield msgspec.convert(row.data, Document)
