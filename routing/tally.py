"""How routing did, counted for those who oversee: what went on by itself, what people decided, what is open.

Nothing here counts or lists a case on the oversight road, or one that was on it. What follows from a report's facts is
said in `routing/outcomes.py`, here as everywhere.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from complaints.queries import beginnings, line
from complaints.tables import ComplaintRow
from complaints.views import Line
from complaints.visibility import Sight, may_see, sight
from foundation.database import Database
from people.actor import Actor
from routing.outcomes import decided, was_right
from routing.told import Facts, advice_in, newest

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


_HISTORY = """
SELECT count(*) FROM (SELECT FROM complaints c WHERE NOT (c.restricted OR c.sensitive OR c.erased)
AND c.visibility <> 'confidential' AND EXISTS (SELECT FROM routing_facts f WHERE f.complaint_id = c.complaint_id
AND f.by_person AND f.fact IN ('forwarded', 'forwarded_out', 'archived')) LIMIT {most}) AS decided"""


def taken_for(before: str, after: str) -> Callable[[Facts], bool]:
    """Reports for which `before` was advised and a person decided on `after`."""
    return lambda facts: advice_in(facts).label == before and _owner(facts) == after


def counts_as(name: str) -> Callable[[Facts], bool]:
    """Reports that a field of Tally counts."""
    return lambda facts: name == "advised" or name in _places(facts)


async def behind(
    database: Database, actor: Actor, since: datetime, wanted: Callable[[Facts], bool], number: int = 1, size: int = 25
) -> Told:
    """Cases advised on since that are `wanted`, the latest first.

    Only those of whose existence `actor` may know, of the `newest` that are counted.
    """
    told = (await newest(database, since)).reports
    ids = await asyncio.to_thread(lambda: [one[0].complaint_id for one in told if wanted(one)])
    row = ComplaintRow
    known = select(row).where(col(row.complaint_id).in_(ids), may_see(actor, Sight.STATUS))
    async with database.reading() as session:
        rows = (await session.exec(known.order_by(col(row.received_at).desc(), col(row.complaint_id)))).all()
        shown = rows[(number - 1) * size : number * size]
        reports = await beginnings(session, [one.complaint_id for one in shown], EXCERPT)
    return Told(tuple(_line(actor, one, reports) for one in shown), len(rows), number, size)


async def history(database: Database, most: int) -> int:
    """How many reports people decided so far, up to `most`: about what there is to learn from."""
    async with database.reading() as session:
        return int((await session.exec(text(_HISTORY.format(most=most)))).scalar_one())  # type: ignore[call-overload]


def tally(reports: Iterable[Facts]) -> Tally:
    """How the advice on these reports came out."""
    counted = dict.fromkeys(Tally._fields, 0)
    for facts in reports:
        counted["advised"] += 1
        for name in _places(facts):
            counted[name] += 1
    return Tally(**counted)


def _places(facts: Facts) -> list[str]:
    """Where one report counts."""
    right = was_right(facts)
    if any(one.fact == "forwarded" and one.ground == "routing" for one in facts):
        known = ["by_itself_known"] if right is not None else []
        return ["by_itself", *known, *(["by_itself_right"] if right else [])]
    if right is None:
        return ["open"]
    advice = advice_in(facts)
    places = ["decided"] + (["first_right"] if right else [])
    if right or _owner(facts) in {owner for owner, _share in advice.ranked or ()}:
        places.append("three_right")
    if advice.sure and advice.checked:
        places += ["sample"] + (["sample_right"] if right else [])
    return places


def _owner(facts: Facts) -> str | None:
    found = decided(facts)
    return found.owner if found else None


def _line(actor: Actor, row: ComplaintRow, reports: Mapping[UUID, str]) -> Line:
    seen = sight(actor, row.complaint_id, row)
    return line(row, seen, reports.get(row.complaint_id) if seen >= Sight.WORDS else None)
