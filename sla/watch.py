"""Finds promises near or past their date and asks the road to record it.

Any number of workers may sweep at once. Nothing is locked: a fact is recorded at most once because `decide` records
it only where it is still missing, and because a version of a complaint is written only once.
"""

import logging
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from complaints.commands import CloseSilently, Command, Order, RecordMissedDeadline, WarnOfDeadline
from complaints.complaint import Promise
from complaints.handling import Handling
from complaints.kinds import Stage
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import ServiceError
from people.actor import SYSTEM

PAGE = 500
"""Clocks read at once."""

# Rows are compared as a whole, so that each page goes on where the one before it ended, whatever became of its clocks.
_PAST = text(
    "SELECT due AS reached, complaint_id, stage, due FROM clocks "
    "WHERE NOT missed AND NOT ended AND due < :now AND (due, complaint_id, stage) > (:reached, :complaint_id, :stage) "
    "ORDER BY due, complaint_id, stage LIMIT :page"
)
_NEAR = text(
    "SELECT warn_at AS reached, complaint_id, stage, due FROM clocks "
    "WHERE NOT warned AND NOT ended AND warn_at <= :now AND due >= :now "
    "AND (warn_at, complaint_id, stage) > (:reached, :complaint_id, :stage) "
    "ORDER BY warn_at, complaint_id, stage LIMIT :page"
)
_log = logging.getLogger(__name__)


class Found(NamedTuple):
    """What one sweep recorded, or saw that another worker had; `refused` are clocks it has to leave to the next."""

    warned: int = 0
    missed: int = 0
    closed: int = 0
    refused: int = 0


class _Due(NamedTuple):
    reached: datetime
    complaint_id: UUID
    stage: Stage
    due: datetime


class Watch:
    """Sweeps the clocks; the scheduler calls it, and missing a call only makes the next one find more."""

    def __init__(self, database: Database, clock: Clock, handling: Handling) -> None:
        self._database, self._clock, self._handling = database, clock, handling

    async def sweep(self) -> Found:
        """Record all that is past its date, longest past first, then warn of all that comes near it."""
        now = self._clock.now()
        past = await self._sweep(_PAST, now)
        near = await self._sweep(_NEAR, now)
        return Found(*(one + other for one, other in zip(past, near, strict=True)))

    async def _sweep(self, query: object, now: datetime) -> Found:
        counts = dict.fromkeys(Found._fields, 0)
        last = _Due(datetime.min.replace(tzinfo=now.tzinfo), UUID(int=0), Stage.VERIFY, now)
        while True:
            page = await self._page(query, now, last)
            for found in page:
                counts[await self._record(found, now)] += 1
            if len(page) < PAGE:
                return Found(**counts)
            last = page[-1]

    async def _page(self, query: object, now: datetime, after: _Due) -> list[_Due]:
        place = {"reached": after.reached, "complaint_id": after.complaint_id, "stage": str(after.stage)}
        async with self._database.reading() as session:
            rows = await session.exec(query, params={"now": now, "page": PAGE, **place})  # type: ignore[call-overload]
            return [_Due(reached, complaint_id, Stage(stage), due) for reached, complaint_id, stage, due in rows]

    async def _record(self, found: _Due, now: datetime) -> str:
        """Ask the road; one clock that fails must not keep the others from being seen. Returns what it counts as."""
        name, command = _asked(found, now)
        cause = f"watch:{name}:{found.stage}:{found.due.isoformat()}"
        try:
            after = await self._handling.handle(Order(found.complaint_id, command, cause), SYSTEM)
            if _unmarked(after.waits_for(found.stage), found, name):
                # The promise moved away from this date and back again: the same date has to be recorded anew.
                again = f"{cause}:{after.version}"
                await self._handling.handle(Order(found.complaint_id, command, again), SYSTEM)
        except ServiceError as error:
            _log.info("complaint %s, %s: %s", found.complaint_id, cause, error.sentence)
            return "refused"
        except Exception:  # noqa: BLE001 - whatever is wrong with one case, the ones after it are due as well
            _log.exception("complaint %s, %s could not be recorded", found.complaint_id, cause)
            return "refused"
        return name


def _asked(found: _Due, now: datetime) -> tuple[str, Command]:
    if found.due >= now:
        return "warned", WarnOfDeadline(found.stage, found.due)
    if found.stage is Stage.SILENT_CLOSE:
        return "closed", CloseSilently()
    return "missed", RecordMissedDeadline(found.stage, found.due)


def _unmarked(promise: Promise | None, found: _Due, name: str) -> bool:
    """Whether the same promise still stands there without its mark."""
    if promise is None or promise.due != found.due:
        return False
    return not (promise.warned if name == "warned" else promise.missed)
