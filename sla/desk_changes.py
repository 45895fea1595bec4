"""Tells who watches an inbox what changed: one look into the database every second or so for a whole process.

Any number of processes may do so beside each other, for what they look at is the database. A change is recorded with
the clock of the process that made it and seen once it is committed: each look goes back a little, and what was told
already is left out. No connection is held between two looks, nor by anybody who watches.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from foundation.clock import Clock
from foundation.database import Database
from sla.tables import DeskRow

EVERY = 1.5
"""Seconds between two looks."""
OVERLAP = timedelta(seconds=10)
"""So far each look goes back: a transaction may take as long, and clocks of replicas may differ by as much."""
AT_ONCE = 500
"""Changes read in one look; with more of them the next look goes on."""
LONGEST_BACK = timedelta(minutes=30)
"""Who was away for longer is told to read everything again."""
AT_A_TIME = 8
"""Pages of one officer that are told at once in one process."""
WAITING = 100
"""Looks somebody may be behind, before they too are told to read everything again."""

_log = logging.getLogger(__name__)


class Listener:
    """What one who watches has not been told yet."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self._told: asyncio.Queue[list[DeskRow] | None] = asyncio.Queue(WAITING)
        self.lost = False
        """Whether changes were missed."""

    async def changes(self, seconds: float) -> list[DeskRow] | None:
        """The next changes; empty where none came in time, None once the process stops."""
        try:
            return await asyncio.wait_for(self._told.get(), seconds)
        except TimeoutError:
            return []

    def tell(self, changes: list[DeskRow] | None) -> None:
        if changes is None:
            while self._told.full():
                self._told.get_nowait()
        try:
            self._told.put_nowait(changes)
        except asyncio.QueueFull:
            self.lost = True


class DeskChanges:
    """Looks only while somebody watches."""

    def __init__(self, database: Database, clock: Clock, seconds: float = EVERY) -> None:
        self._database, self._clock, self._seconds = database, clock, seconds
        self._listeners: dict[Listener, None] = {}
        self._looking: asyncio.Task[None] | None = None
        self._stopped = False
        self.looked_at = clock.now()
        """Up to when everything has been told."""

    @asynccontextmanager
    async def listening(self, owner: str) -> AsyncIterator[Listener]:
        """Somebody who is told while the block lasts; whoever comes once the process stops is told so at once.

        Of one owner no more than AT_A_TIME are told: the one that has listened longest is let go.
        """
        listener = Listener(owner)
        same = [one for one in self._listeners if one.owner == owner]
        if len(same) >= AT_A_TIME:
            same[0].tell(None)
        self._listeners[listener] = None
        if self._stopped:
            listener.tell(None)
        elif self._looking is None:
            self.looked_at = self._clock.now()
            self._looking = asyncio.create_task(self._look())
        try:
            yield listener
        finally:
            self._listeners.pop(listener, None)
            if not self._listeners and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def since(self, at: datetime) -> list[DeskRow] | None:
        """What changed since an instant, and perhaps a little of before; None where that is too much to tell."""
        if self._clock.now() - at > LONGEST_BACK:
            return None
        found = await self._read(at - OVERLAP)
        return found if len(found) < AT_ONCE else None

    def stop(self) -> None:
        """Everybody who watches is let go, so that a process can end; nobody is told anything any more."""
        self._stopped = True
        for listener in tuple(self._listeners):
            listener.tell(None)

    async def _look(self) -> None:
        told: dict[tuple[UUID, int], datetime] = {}
        newest = self._clock.now()
        while True:
            await asyncio.sleep(self._seconds)
            now = self._clock.now()
            try:
                found = await self._read(newest - OVERLAP)
            except (SQLAlchemyError, OSError, TimeoutError) as fault:
                _log.warning("what changed on desks cannot be read now: %s", type(fault).__name__)
                continue
            new = [one for one in found if (one.complaint_id, one.version) not in told]
            told |= {(one.complaint_id, one.version): one.changed_at for one in new}
            newest = max([newest, *(one.changed_at for one in new)])
            told = {key: at for key, at in told.items() if at > newest - 2 * OVERLAP}
            if new:
                for listener in tuple(self._listeners):
                    listener.tell(new)
            self.looked_at = now

    async def _read(self, after: datetime) -> list[DeskRow]:
        row = DeskRow
        # What has just come in lies with triage and was never on a unit's desk: of many such, none would be told.
        desks = or_(col(row.unit).is_not(None), col(row.event) != "complaint.filed")
        asked = select(row).where(col(row.changed_at) > after, desks)
        asked = asked.order_by(col(row.changed_at), col(row.complaint_id))
        async with self._database.reading() as session:
            return list((await session.exec(asked.limit(AT_ONCE))).all())


def written(at: datetime) -> str:
    """An instant as the id of what was told: microseconds since 1970."""
    return str((at - _EPOCH) // timedelta(microseconds=1))


def read(cursor: str) -> datetime | None:
    """The instant behind an id; None where it is none."""
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 18):
        return None
    with suppress(OverflowError):
        return _EPOCH + timedelta(microseconds=int(cursor))
    return None


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
