"""All open cases as they stand, in arrays: the worker reads them once, and from then on only those that changed."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, false, func, select
from sqlmodel import col

from complaints.kinds import OPEN
from complaints.tables import ComplaintRow, EventRow
from foundation.database import Database
from foundation.pacing import Pace
from sla.queries import running
from sla.tables import ClockRow

if TYPE_CHECKING:  # numpy takes its time to import, see `sla.survival`
    import numpy.typing as npt

    Column = npt.NDArray[Any]

PAGE = 2000
SLACK = timedelta(minutes=10)
"""What began before a reading may have been committed after it."""

ANEW = timedelta(hours=12)
"""After so long everything is read again: nothing that went wrong stands for ever."""

_OPEN = [str(status) for status in sorted(OPEN)]
_SNAPSHOT = {"isolation_level": "REPEATABLE READ"}
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
FAR = 2**62
"""An instant that never comes."""

_Row = tuple[Any, ...]
"""The values of `Arrays` of one case."""


class Arrays(NamedTuple):
    """A place a case, instants as in `workdays.many`, FAR where there is none.

    `missed` is the earliest date of those of its clocks that the log says were missed, `due` and `near` the earliest
    date and warning of those that run; `stopped`: one of them stands still.
    """

    ids: list[UUID]
    units: list[str | None]
    statuses: list[str]
    about: list[str | None]
    restricted: "Column"
    stopped: "Column"
    received: "Column"
    moved: "Column"
    missed: "Column"
    due: "Column"
    near: "Column"


class OpenCases:
    """Kept between readings; what it holds after one is what a reading of everything would give."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows: dict[UUID, _Row] = {}
        self._seen_at: datetime | None = None
        self._whole_at: datetime | None = None

    async def read(self, at: datetime, pace: Pace) -> Arrays:
        """As of now, which is `at`."""
        fresh = self._whole_at is not None and timedelta() <= at - self._whole_at < ANEW
        if not fresh or self._seen_at is None or not await self._changed(self._seen_at, at, pace):
            await self._all(at, pace)
        return await asyncio.to_thread(_arrays, list(self._rows.values()))

    async def _all(self, at: datetime, pace: Pace) -> None:
        row = ComplaintRow
        async with self._database.reading() as session:
            asked: Any = select(col(row.complaint_id)).where(col(row.status).in_(_OPEN))
            ids = sorted((await session.exec(asked)).scalars().all())
        self._rows = {}
        await self._take(ids, pace)
        self._seen_at = self._whole_at = at

    async def _changed(self, since: datetime, at: datetime, pace: Pace) -> bool:
        """Whether all are known now; not where some came with instants of the past, as from an import."""
        row, is_open = ComplaintRow, col(ComplaintRow.status).in_(_OPEN)
        asked: Any = select(col(row.complaint_id), is_open).where(col(row.changed_at) > since - SLACK)
        count: Any = select(func.count()).select_from(row).where(is_open)
        async with self._database.reading(as_one=True) as session:
            await session.connection(execution_options=_SNAPSHOT)
            changed = dict((await session.exec(asked)).all())
            many = (await session.exec(count)).scalar_one()
        if len(self._rows.keys() - changed.keys()) + sum(changed.values()) != many:
            return False
        await self._take(sorted(changed), pace)
        self._seen_at = at
        return True

    async def _take(self, ids: Sequence[UUID], pace: Pace) -> None:
        for first in range(0, len(ids), PAGE):
            page = ids[first : first + PAGE]
            async with self._database.reading() as session:
                found = (await session.exec(_cases(page))).all()
            await asyncio.to_thread(self._put, page, found)
            await pace.rest()

    def _put(self, page: Sequence[UUID], found: Sequence[Any]) -> None:
        for one in page:
            self._rows.pop(one, None)
        for row in found:
            self._rows[row[0]] = (*row[:6], *(FAR if at is None else (at - _EPOCH) // _MICROSECOND for at in row[6:]))


def _cases(ids: Sequence[UUID]) -> Any:
    row, clock, event = ComplaintRow, ClockRow, EventRow
    runs = and_(col(clock.missed).is_(False), col(clock.stopped_at).is_(None))
    clocks = (
        select(
            col(clock.complaint_id).label("complaint_id"),
            func.bool_or(and_(col(clock.missed).is_(False), col(clock.stopped_at).is_not(None))).label("stopped"),
            func.min(col(clock.due)).filter(col(clock.missed).is_(True)).label("missed"),
            func.min(col(clock.due)).filter(runs).label("due"),
            func.min(col(clock.warn_at)).filter(runs).label("near"),
        )
        .where(running(), col(clock.complaint_id).in_(ids))
        .group_by(col(clock.complaint_id))
        .subquery()
    )
    last = and_(col(event.complaint_id) == col(row.complaint_id), col(event.version) == col(row.person_version))
    return (
        select(
            *(col(row.complaint_id), col(row.unit), col(row.status), col(row.about_unit), col(row.restricted)),
            *(func.coalesce(clocks.c.stopped, false()), col(row.received_at)),
            func.coalesce(col(event.at), col(row.changed_at)),
            *(clocks.c.missed, clocks.c.due, clocks.c.near),
        )
        .join(clocks, clocks.c.complaint_id == col(row.complaint_id), isouter=True)
        .join(event, last, isouter=True)
        .where(col(row.complaint_id).in_(ids), col(row.status).in_(_OPEN))
    )


def _arrays(rows: Sequence[_Row]) -> Arrays:
    import numpy as np

    columns: Any = zip(*rows, strict=True) if rows else ((),) * len(Arrays._fields)
    ids, units, statuses, about, restricted, stopped, *instants = columns
    return Arrays(
        *(list(ids), list(units), list(statuses), list(about)),
        *(np.array(restricted, bool), np.array(stopped, bool)),
        *(np.array(one, np.int64) for one in instants),
    )
