"""Reads the promises that are still open and could get another date, in pages of whole cases."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from complaints.promising import RECOMPUTED
from foundation.database import Database
from sla.dues import Running

READ = 10_000
"""Clocks read at once; far more than one case can have."""

_OPEN = "NOT k.ended AND k.stage = ANY(:stages) AND (k.due >= :now OR k.stopped_at IS NOT NULL)"
_MICROS = "CAST(extract(epoch FROM {}) * 1000000 AS bigint)"
_EXTENT = text(f"SELECT count(*), min(k.counted_from), max(k.counted_from) FROM clocks k WHERE {_OPEN}")  # noqa: S608
_PAGE = text(
    "SELECT k.complaint_id, c.code, c.restricted OR c.sensitive OR c.visibility = 'confidential', "  # noqa: S608
    "k.stage, c.kind, c.unit, c.topic, c.priority, k.calendar, "
    f"{_MICROS.format('k.counted_from')}, {_MICROS.format('k.due')}, k.stops "
    "FROM clocks k JOIN complaints c ON c.complaint_id = k.complaint_id "
    f"WHERE {_OPEN} AND k.complaint_id > :after ORDER BY k.complaint_id, k.stage LIMIT :page"
)


class OpenClock(NamedTuple):
    """One promise, with what is needed to name its case and to compute it anew."""

    complaint_id: UUID
    code: str
    withheld: bool
    """Whether fewer people than the administrators may know of it."""
    running: Running


class Extent(NamedTuple):
    """How many promises are open, and the earliest and the latest instant that they count from."""

    clocks: int
    first: datetime
    last: datetime


async def extent(database: Database, now: datetime) -> Extent:
    async with database.reading() as session:
        row = (await session.exec(_EXTENT, params=_asked(now))).one()  # type: ignore[call-overload]
    return Extent(row[0], row[1] or now, row[2] or now)


async def pages(database: Database, now: datetime) -> AsyncIterator[list[OpenClock]]:
    """The open clocks that have not run out by `now`, or stand still, in order of their cases.

    No case lies in two pages.
    """
    after = UUID(int=0)
    while True:
        async with database.reading() as session:
            asked = {**_asked(now), "after": after, "page": READ}
            rows = (await session.exec(_PAGE, params=asked)).all()  # type: ignore[call-overload]
        page = [OpenClock(row[0], row[1], row[2], Running(*row[3:])) for row in rows]
        if len(page) < READ:
            yield page
            return
        last = page[-1].complaint_id
        page = [one for one in page if one.complaint_id != last]
        after = page[-1].complaint_id
        yield page


def _asked(now: datetime) -> dict[str, Any]:
    return {"stages": [str(stage) for stage in RECOMPUTED], "now": now}
