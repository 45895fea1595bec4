"""How many wait to be called, by what decides who may know of them: counted once for all officers where very many wait.

It stands in the menu of every page. Looked up case by case it costs the more the fewer of all who wait are one's own.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from complaints.sight import Sight, sight
from complaints.tables import ComplaintRow
from foundation.database import Database
from people.actor import Actor

KEPT_SECONDS = 60.0
MANY = 300
"""Cases; where fewer wait nothing is kept, and each is looked up."""

Groups = Sequence[tuple[str | None, str | None, str, bool, int]]
"""How many cases there are of a unit, about a unit, of a visibility, restricted or not."""


class _Counted(NamedTuple):
    """The cases of each group, each group as a row that stands for its cases; empty where few wait."""

    groups: list[tuple[ComplaintRow, int]]
    began: float


class CallCounts:
    """Of one database, in this process alone."""

    def __init__(self) -> None:
        self._counted: _Counted | None = None
        self._reading: asyncio.Task[_Counted] | None = None
        self._acted: dict[UUID | None, float] = {}

    async def of(self, actor: Actor, read: Callable[[], Awaitable[Groups]]) -> int | None:
        """How many wait of whose reporter this officer may know; None where it has to be looked up: where few wait, or
        for whoever called somebody since it was counted. What is old is told once more while it is counted anew."""
        counted = self._counted
        if counted is None or time.monotonic() - counted.began >= KEPT_SECONDS:
            if self._reading is None or self._reading.done():
                self._reading = asyncio.create_task(self._read(read))
            if counted is None or not counted.groups:
                counted = await asyncio.shield(self._reading)
        if not counted.groups or self._acted.get(actor.person, counted.began - 1) >= counted.began:
            return None
        return sum(cases for row, cases in counted.groups if sight(actor, row.complaint_id, row) >= Sight.REPORTER)

    def acted(self, actor: Actor) -> None:
        """This officer has called somebody."""
        self._acted[actor.person] = time.monotonic()

    async def _read(self, read: Callable[[], Awaitable[Groups]]) -> _Counted:
        began, groups = time.monotonic(), await read()
        self._acted = {person: at for person, at in self._acted.items() if at >= began}
        many = sum(cases for *_, cases in groups) >= MANY
        found = [(_standing_for(*one[:4]), one[4]) for one in groups] if many else []
        self._counted = _Counted(found, began)
        return self._counted


def _standing_for(unit: str | None, about_unit: str | None, visibility: str, restricted: bool) -> ComplaintRow:
    return ComplaintRow.model_construct(
        complaint_id=UUID(int=0), unit=unit, about_unit=about_unit, visibility=visibility, restricted=restricted
    )


_counts: WeakKeyDictionary[Database, CallCounts] = WeakKeyDictionary()


def counts_of(database: Database) -> CallCounts:
    return _counts.setdefault(database, CallCounts())
