"""Finds clocks at which an instant has come, and asks the road to record what follows from it.

Any number of workers may sweep at once. Nothing is locked: `decide` records only what is still missing, and a version
of a complaint is written only once. What was slept through is found in the order in which it fell due.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from uuid_utils.compat import uuid7

from complaints.commands import KeepTime, Order
from complaints.complaint import Complaint, Promise
from complaints.exchanges import UnitAsk
from complaints.handling import Handling
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import ServiceError
from people.actor import SYSTEM

PAGE = 200
"""Cases handled in one transaction."""

# Rows are compared as a whole, so that each page goes on where the one before it ended, whatever became of its clocks.
_DUE = text(
    "(SELECT next_at, complaint_id, stage FROM clocks WHERE next_at IS NOT NULL AND next_at < :now "
    "AND (next_at, complaint_id, stage) > (:next_at, :complaint_id, :stage) "
    "ORDER BY next_at, complaint_id, stage LIMIT :page) UNION ALL "
    "(SELECT next_at, complaint_id, ask_id::text FROM unit_asks WHERE next_at IS NOT NULL AND next_at < :now "
    "AND (next_at, complaint_id, ask_id::text) > (:next_at, :complaint_id, :stage) "
    "ORDER BY next_at, complaint_id, ask_id::text LIMIT :page) "
    "ORDER BY next_at, complaint_id, stage LIMIT :page"
)
_log = logging.getLogger(__name__)


class Found(NamedTuple):
    """What one sweep found: clocks due, and cases it has to leave to the next one because the road refused them."""

    due: int = 0
    refused: int = 0


class _Due(NamedTuple):
    next_at: datetime
    complaint_id: UUID
    stage: str


class Watch:
    """Sweeps the clocks; the scheduler calls it, and missing a call only makes the next one find more."""

    def __init__(self, database: Database, clock: Clock, handling: Handling) -> None:
        self._database, self._clock, self._handling = database, clock, handling

    async def sweep(self) -> Found:
        """Record all that has fallen due, the longest due first, until nothing is left."""
        now = self._clock.now()
        refused: set[UUID] = set()
        due = 0
        while True:
            found = await self._pass(now, refused)
            due += found
            # What was recorded may have brought further instants that have come as well, behind the place of reading.
            if not found:
                return Found(due, len(refused))

    async def _pass(self, now: datetime, refused: set[UUID]) -> int:
        """One reading from front to back; returns how many clocks were due that the road had not refused before."""
        last, due = _Due(datetime.min.replace(tzinfo=now.tzinfo), UUID(int=0), ""), 0
        while True:
            page = await self._page(now, last)
            fresh = [one for one in page if one.complaint_id not in refused]
            due += len(fresh)
            refused |= await self._record(list(dict.fromkeys(one.complaint_id for one in fresh)), now)
            if len(page) < PAGE:
                return due
            last = page[-1]

    async def _page(self, now: datetime, after: _Due) -> list[_Due]:
        place = {"next_at": after.next_at, "complaint_id": after.complaint_id, "stage": after.stage}
        async with self._database.reading() as session:
            rows = await session.exec(_DUE, params={"now": now, "page": PAGE, **place})  # type: ignore[call-overload]
            return [_Due(*row) for row in rows]

    async def _record(self, cases: Sequence[UUID], now: datetime) -> set[UUID]:
        """Ask the road for a page at once; where it refuses, case by case. Returns the cases that were refused.

        One case that fails must not keep the others from being seen.
        """
        if not cases:
            return set()
        cause = f"watch:{uuid7()}"
        orders = [(Order(case, KeepTime(), cause), SYSTEM) for case in cases]
        try:
            return _unmoved(await self._handling.handle_many(orders), cause, now)
        except Exception as fault:  # noqa: BLE001 - found again below, case by case
            if len(cases) == 1:
                _report(cases[0], fault)
                return set(cases)
        refused: set[UUID] = set()
        for case in cases:
            refused |= await self._record([case], now)
        return refused


def _unmoved(complaints: Sequence[Complaint], cause: str, now: datetime) -> set[UUID]:
    """Cases whose clocks ask for something that was not recorded: read on and on, they would keep a sweep for ever."""
    asking = [one for one in complaints if cause not in one.causes]
    return {one.id for one in asking if any(p.next_at and p.next_at < now for p in _waiting(one))}


def _waiting(complaint: Complaint) -> list[Promise | UnitAsk]:
    """All of a case that has an instant of its own at which something is to be recorded."""
    return [*complaint.promises.values(), *complaint.asks.values()]


def _report(case: UUID, fault: Exception) -> None:
    if isinstance(fault, ServiceError):
        _log.info("complaint %s could not be looked after: %s", case, fault.sentence)
    else:
        _log.error("complaint %s could not be looked after", case, exc_info=fault)
