"""What was advised and decided on each report, as those who oversee may know it, read from the database.

Nothing is told of a case on the oversight road, nor of one that was on it: it is known to its handlers alone.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from complaints.kinds import Kind
from foundation.database import Database

_OVERSIGHT = str(Kind.OVERSIGHT)
OPEN = (
    "NOT c.restricted AND NOT c.erased AND NOT EXISTS (SELECT FROM routing_facts k "
    f"WHERE k.complaint_id = c.complaint_id AND k.kind = '{_OVERSIGHT}') "
    "AND NOT EXISTS (SELECT FROM complaint_events k "
    f"WHERE k.complaint_id = c.complaint_id AND k.version = 1 AND k.data ->> 'kind' = '{_OVERSIGHT}')"
)
"""Of a complaint `c`, in SQL: that its facts may be told."""
_FACTS = text(
    "SELECT f.complaint_id, f.fact, f.at, f.actor, f.by_person, f.label, f.topic, f.ground, f.same_as, f.method, "
    "f.share, f.sure, f.checked, e.data -> 'ranked' FROM routing_facts f JOIN complaints c USING (complaint_id) "
    "LEFT JOIN complaint_events e ON f.fact = 'suggested' AND e.complaint_id = f.complaint_id "
    "AND e.version = f.version "
    f"WHERE {OPEN} AND f.complaint_id IN (SELECT complaint_id FROM routing_facts WHERE fact = 'suggested' "
    "AND at >= :since) ORDER BY f.complaint_id, f.version"
)


class Told(NamedTuple):
    """A row of facts with what the advice said of itself; `ranked` are the owners advised, as the log holds them."""

    complaint_id: UUID
    fact: str
    at: datetime
    actor: str
    by_person: bool
    label: str | None
    topic: str | None
    ground: str | None
    same_as: UUID | None
    method: str | None
    share: float | None
    sure: bool
    checked: bool
    ranked: Sequence[tuple[str, float]] | None


Facts = Sequence[Told]
"""All facts of one report, in their order."""


async def advised_since(database: Database, since: datetime) -> list[Facts]:
    """The facts of each report on which advice was given since."""
    async with database.reading() as session:
        rows: Any = (await session.exec(_FACTS, params={"since": since})).all()  # type: ignore[call-overload]
    return [list(facts) for _, facts in groupby((Told(*row) for row in rows), key=lambda one: one.complaint_id)]


def advice_in(facts: Facts) -> Told:
    """The first advice on the report."""
    return next(one for one in facts if one.fact == "suggested")
