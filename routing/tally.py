"""How routing did, counted for those who oversee: what went on by itself, what people decided, what is open.

Nothing here counts or lists a case on the oversight road, or one that was on it. What follows from a report's facts is
said in `routing/outcomes.py`, here as everywhere.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from complaints.kinds import Kind
from complaints.queries import beginnings, line
from complaints.tables import ComplaintRow
from complaints.views import Line
from complaints.visibility import Sight, may_see, sight
from foundation.database import Database
from people.actor import Actor
from routing.outcomes import decided, was_right

EXCERPT = 300
"""Characters of a report that a list reads."""


class Tally(NamedTuple):
    """Counts of reports advised on in a period.

    `by_itself` went on unread, of which it is known of `by_itself_known` whether that was right: a unit took them, sent
    them back, or somebody decided otherwise. Of the others it is known of `decided` whose they are; the first owner
    advised was theirs `first_right` times, one of the first three `three_right` times. `sample` of them were sure and
    left to a person all the same. Of `open` nobody has said yet whose they are.
    """

    advised: int = 0
    by_itself: int = 0
    by_itself_known: int = 0
    by_itself_right: int = 0
    decided: int = 0
    first_right: int = 0
    three_right: int = 0
    sample: int = 0
    sample_right: int = 0
    open: int = 0


class Told(NamedTuple):
    """A page of cases of which one owner was advised and another decided on."""

    cases: tuple[Line, ...]
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


class _Fact(NamedTuple):
    """A row of `routing_facts`; `ranked` are the owners advised, as the log holds them."""

    complaint_id: UUID
    fact: str
    at: datetime
    actor: str
    by_person: bool
    label: str | None
    topic: str | None
    ground: str | None
    same_as: UUID | None
    sure: bool
    checked: bool
    ranked: Sequence[tuple[str, float]] | None


_FACTS = text("""
WITH advice AS (
  SELECT DISTINCT f.complaint_id FROM routing_facts f JOIN complaints c USING (complaint_id)
  WHERE f.fact = 'suggested' AND f.at >= :since AND NOT (c.restricted OR c.erased)
  AND NOT EXISTS (
    SELECT FROM complaint_events e WHERE e.complaint_id = f.complaint_id
    AND e.type IN ('complaint.filed', 'complaint.reclassified') AND e.data ->> 'kind' = :oversight)
)
SELECT f.complaint_id, f.fact, f.at, f.actor, f.by_person, f.label, f.topic, f.ground, f.same_as, f.sure, f.checked,
  e.data -> 'ranked' AS ranked
FROM advice JOIN routing_facts f USING (complaint_id)
LEFT JOIN complaint_events e ON f.fact = 'suggested' AND (e.complaint_id, e.version) = (f.complaint_id, f.version)
ORDER BY f.complaint_id, f.version""")
_HISTORY = text("""
SELECT count(DISTINCT complaint_id) FROM routing_facts f JOIN complaints c USING (complaint_id)
WHERE f.by_person AND f.fact IN ('forwarded', 'forwarded_out', 'archived')
AND NOT (c.restricted OR c.sensitive OR c.erased) AND c.visibility <> 'confidential'""")


async def tally(database: Database, since: datetime) -> Tally:
    """How advice given since came out."""
    told = await _told(database, since)
    return await asyncio.to_thread(_tally, told)


async def behind(
    database: Database, actor: Actor, since: datetime, before: str, after: str, number: int = 1, size: int = 25
) -> Told:
    """Cases advised on since for which `before` was advised and a person decided on `after`, newest first.

    Only those of whose existence `actor` may know.
    """
    told = await _told(database, since)
    ids = [facts[0].complaint_id for facts in told if _advised(facts) == before and _owner(facts) == after]
    row = ComplaintRow
    wanted = select(row).where(col(row.complaint_id).in_(ids), may_see(actor, Sight.STATUS))
    async with database.reading() as session:
        rows = (await session.exec(wanted.order_by(col(row.received_at).desc(), col(row.complaint_id)))).all()
        shown = rows[(number - 1) * size : number * size]
        reports = await beginnings(session, [one.complaint_id for one in shown], EXCERPT)
    return Told(tuple(_line(actor, one, reports) for one in shown), len(rows), number, size)


async def history(database: Database) -> int:
    """How many reports people decided so far: about what there is to learn from."""
    async with database.reading() as session:
        return int((await session.exec(_HISTORY)).scalar_one())  # type: ignore[call-overload]


async def _told(database: Database, since: datetime) -> list[list[_Fact]]:
    """The facts of each report advised on since, in their order."""
    given = {"since": since, "oversight": str(Kind.OVERSIGHT)}
    async with database.reading() as session:
        rows: Any = (await session.exec(_FACTS, params=given)).all()  # type: ignore[call-overload]
    return [list(facts) for _, facts in groupby((_Fact(*row) for row in rows), key=lambda fact: fact.complaint_id)]


def _tally(told: Iterable[Sequence[_Fact]]) -> Tally:
    counted = dict.fromkeys(Tally._fields, 0)
    for facts in told:
        counted["advised"] += 1
        for name in _places(facts):
            counted[name] += 1
    return Tally(**counted)


def _places(facts: Sequence[_Fact]) -> list[str]:
    """Where one report counts."""
    right = was_right(facts)
    if any(one.fact == "forwarded" and one.ground == "routing" for one in facts):
        known = ["by_itself_known"] if right is not None else []
        return ["by_itself", *known, *(["by_itself_right"] if right else [])]
    if right is None:
        return ["open"]
    advice = next(one for one in facts if one.fact == "suggested")
    places = ["decided"] + (["first_right"] if right else [])
    if right or _owner(facts) in {owner for owner, _share in advice.ranked or ()}:
        places.append("three_right")
    if advice.sure and advice.checked:
        places += ["sample"] + (["sample_right"] if right else [])
    return places


def _advised(facts: Sequence[_Fact]) -> str | None:
    return next((one.label for one in facts if one.fact == "suggested"), None)


def _owner(facts: Sequence[_Fact]) -> str | None:
    found = decided(facts)
    return found.owner if found else None


def _line(actor: Actor, row: ComplaintRow, reports: Mapping[UUID, str]) -> Line:
    seen = sight(actor, row.complaint_id, row)
    return line(row, seen, reports.get(row.complaint_id) if seen >= Sight.WORDS else None)
