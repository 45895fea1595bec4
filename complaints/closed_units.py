"""Units that were closed: what they still hold, and how it goes over to their successors, a page at a time."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import text

from complaints import commands as c
from complaints.handling import Handling
from complaints.lifecycle import TRANSITIONS
from complaints.own_region import heirs_of
from complaints.region import RegionBook
from foundation.database import Database
from foundation.errors import ServiceError
from people.actor import SYSTEM

PAGE = 50
MOVED = tuple(str(status) for status in TRANSITIONS[c.TakeOver].statuses)
_HELD = text(
    "SELECT status, count(*) FROM complaints WHERE unit = :unit AND status = ANY(:open) AND NOT restricted "
    "GROUP BY status"
)
_ASKED = text(
    "SELECT count(*) FROM unit_asks a JOIN complaints c USING (complaint_id) "
    "WHERE a.unit = :unit AND a.ended_at IS NULL AND NOT c.restricted"
)
_NEXT = text(
    "SELECT complaint_id, version FROM complaints WHERE unit = :unit AND status = ANY(:open) "
    "AND complaint_id > :after ORDER BY complaint_id LIMIT :most"
)
_FIRST = UUID(int=0)


class Holding(NamedTuple):
    """What lies with a unit: open cases by status, and questions of other units that wait for its answer.

    Administrators read it: of reports of wrongdoing nothing is counted, though they go over as well.
    """

    cases: dict[str, int]
    asks: int

    @property
    def open(self) -> int:
        return sum(self.cases.values())


class ClosedUnits:
    """Moves what closed units hold; safe to run again, and by several workers."""

    def __init__(self, database: Database, handling: Handling, region: RegionBook) -> None:
        self._database, self._handling, self._region = database, handling, region

    async def holding(self, unit: str) -> Holding:
        async with self._database.reading() as session:
            cases = await session.exec(_HELD, params={"unit": unit, "open": list(MOVED)})  # type: ignore[call-overload]
            asks = await session.exec(_ASKED, params={"unit": unit})  # type: ignore[call-overload]
            return Holding({one[0]: one[1] for one in cases}, asks.scalar_one())

    async def run(self, most: int = 10_000) -> int:
        """Move what is left, `most` cases at once; tells how many went over."""
        region = await self._region.current()
        moved = 0
        for unit, heir in heirs_of(msgspec.to_builtins(region.units)).items():
            after = _FIRST
            while moved < most and (page := await self._page(unit, after)):
                moved += await self._move(unit, heir, page)
                after = page[-1][0]
        return moved

    async def _page(self, unit: str, after: UUID) -> Sequence[tuple[UUID, int]]:
        values = {"unit": unit, "open": list(MOVED), "after": after, "most": PAGE}
        async with self._database.reading() as session:
            rows = await session.exec(_NEXT, params=values)  # type: ignore[call-overload]
            return [(row[0], row[1]) for row in rows]

    async def _move(self, unit: str, heir: str, page: Sequence[tuple[UUID, int]]) -> int:
        orders = [(_order(one, version, unit, heir), SYSTEM) for one, version in page]
        try:
            await self._handling.handle_many(orders)
            return len(page)
        except ServiceError:  # one of them changed meanwhile, or may not go there: each for itself
            return sum([await self._one(order) for order, _by in orders])

    async def _one(self, order: c.Order) -> bool:
        try:
            await self._handling.handle(order, SYSTEM)
        except ServiceError:
            return False  # it stays, is counted on the unit's page, and is tried again
        return True


def _order(complaint_id: UUID, version: int, unit: str, heir: str) -> c.Order:
    # A unit may be closed, opened and closed again: the version tells one time from the other.
    return c.Order(complaint_id, c.TakeOver(heir), f"unit_closed:{unit}:{version}")
