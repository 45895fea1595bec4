"""What the database says of a sweep or a recalculation: what was recorded, escalated, owed and moved, and how often."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text

from bench.sla_databases import told
from foundation.database import Database
from foundation.embedded import Address
from sla import watch

_RECORDED = """
SELECT count(*) FILTER (WHERE type = 'deadline.missed'),
    count(DISTINCT complaint_id) FILTER (WHERE type = 'deadline.missed'),
    count(*) FILTER (WHERE type = 'deadline.escalated'),
    count(DISTINCT complaint_id) FILTER (WHERE type = 'deadline.escalated')
FROM complaint_events WHERE at > $1
"""
_OWED = """
SELECT count(DISTINCT e.complaint_id) FROM complaint_events e WHERE e.type = 'deadline.escalated' AND e.at > $1
AND EXISTS (SELECT FROM notices n WHERE n.complaint_id = e.complaint_id AND n.version = e.version)
"""
_ROWS = "SELECT count(*) FROM clocks WHERE missed AND rung = 1 AND due = $1"
_MOVED = """
SELECT count(*), count(DISTINCT (e.complaint_id, e.data ->> 'stage')),
    count(*) FILTER (WHERE k.due = (e.data ->> 'due')::timestamptz)
FROM complaint_events e JOIN clocks k ON k.complaint_id = e.complaint_id AND k.stage = e.data ->> 'stage'
WHERE e.type = 'promise.moved' AND e.data ->> 'reason' LIKE 'calendar:%'
"""


class Missed(NamedTuple):
    """Missed promises and escalations as recorded, each in how many cases; cases somebody is owed news of; clocks."""

    missed: int
    missed_cases: int
    escalated: int
    escalated_cases: int
    owed_cases: int
    clocks: int

    def each_once(self, number: int) -> bool:
        return set(self) == {number}


async def missed(address: Address, due: datetime) -> Missed:
    """What was recorded of promises that ran out at `due`."""
    (recorded,) = await told(address, _RECORDED, due)
    (owed,) = await told(address, _OWED, due)
    (rows,) = await told(address, _ROWS, due)
    return Missed(*(int(number) for one in (recorded, owed, rows) for number in one))


class Moves(NamedTuple):
    """Dates that were moved, of how many different promises, and clocks that bear the date they were moved to."""

    events: int
    promises: int
    clocks: int

    def each_once(self, number: int) -> bool:
        return set(self) == {number}


async def moved(address: Address) -> Moves:
    (row,) = await told(address, _MOVED)
    return Moves(*row)


async def open_clocks(address: Address) -> int:
    ((count,),) = await told(address, "SELECT count(*) FROM clocks WHERE NOT ended")
    return int(count)


async def index_only(addresses: Iterable[Address], instants: Sequence[datetime]) -> bool:
    """Whether looking for what is due at these instants reads the clocks' index, and never the table."""
    found = [await _index_only(address, at) for address in addresses for at in instants]
    return all(found)


async def _index_only(address: Address, at: datetime) -> bool:
    database = Database(address.url, pool_size=1)
    values = {"now": at, "page": watch.PAGE, "next_at": datetime.min.replace(tzinfo=at.tzinfo)}
    values |= {"complaint_id": "00000000-0000-0000-0000-000000000000", "stage": ""}
    try:
        async with database.engine.connect() as connection:
            explained = text(f"EXPLAIN (ANALYZE, FORMAT JSON) {watch._DUE.text}")
            plan: Any = (await connection.execute(explained, values)).scalar_one()
    finally:
        await database.close()
    scans = [
        node
        for node in _nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
        if node.get("Relation Name") == "clocks"
    ]
    return bool(scans) and all(_reads_no_table(node) for node in scans)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _reads_no_table(node: dict[str, Any]) -> bool:
    return bool(node["Node Type"] == "Index Only Scan" and node["Heap Fetches"] == 0)
