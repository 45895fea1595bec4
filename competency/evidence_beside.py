"""Keeps, while contacts and places are there, what statistics need of them: who is the same, what was told before.

A person's complaints share a number drawn at random; whoever left no way to be reached has one for each. Nothing leads
from it to a person, and erasing contacts or places takes nothing away from it.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from complaints.tables import LATITUDE, LONGITUDE
from foundation.database import Database, plainly

WITHIN = timedelta(days=90)
NEAR = 150.0
"""Metres within which the same trouble is told of."""
PAGE = 2000
_DEGREE = 111_320.0
"""Metres of a degree of latitude."""

_NEW = f"""
SELECT e.complaint_id, c.phone_index, c.email_index, t.chat_id, EXISTS (
    SELECT FROM complaint_words o JOIN complaints x ON x.complaint_id = o.complaint_id
    WHERE o.kind = 'place' AND x.topic = e.topic AND x.restricted IS FALSE AND x.complaint_id <> e.complaint_id
    AND x.received_at <= e.received_at AND x.received_at > e.received_at - $2::interval
    AND {LATITUDE.replace("content", "o.content")} BETWEEN p.latitude - $3 AND p.latitude + $3
    AND {LONGITUDE.replace("content", "o.content")} BETWEEN p.longitude - p.wide AND p.longitude + p.wide
) AS repeated
FROM (
    SELECT complaint_id, topic, received_at FROM evidence e
    WHERE NOT EXISTS (SELECT FROM evidence_beside b WHERE b.complaint_id = e.complaint_id)
    ORDER BY complaint_id LIMIT $1
) AS e
LEFT JOIN contacts c ON c.complaint_id = e.complaint_id
LEFT JOIN LATERAL (
    SELECT chat_id FROM telegram_cases t WHERE t.complaint_id = e.complaint_id AND t.role = 'reporter'
    ORDER BY since LIMIT 1
) AS t ON true
LEFT JOIN LATERAL (
    SELECT latitude, longitude, $3 / greatest(cos(radians(latitude)), 0.01) AS wide FROM (
        SELECT {LATITUDE} AS latitude, {LONGITUDE} AS longitude FROM complaint_words w
        WHERE w.complaint_id = e.complaint_id AND w.kind = 'place' LIMIT 1
    ) AS told
) AS p ON true
"""  # noqa: S608 - expressions of our own
_KNOWN = (
    "SELECT c.phone_index AS way, b.reporter FROM contacts c JOIN evidence_beside b USING (complaint_id) "
    "WHERE c.phone_index = ANY($1)",
    "SELECT c.email_index AS way, b.reporter FROM contacts c JOIN evidence_beside b USING (complaint_id) "
    "WHERE c.email_index = ANY($1)",
    "SELECT t.chat_id AS way, b.reporter FROM telegram_cases t JOIN evidence_beside b USING (complaint_id) "
    "WHERE t.chat_id = ANY($1) AND t.role = 'reporter'",
)
"""By telephone, by address, by chat: ways to reach a person, as far as they are blind indexes or random ids."""
_KEEP = text(
    "INSERT INTO evidence_beside (complaint_id, reporter, repeated) "
    "SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:reporters AS uuid[]), CAST(:repeated AS boolean[])) "
    "ON CONFLICT (complaint_id) DO NOTHING"
)


async def keep(database: Database) -> int:
    """Decide it for all evidence of which it is not known yet; returns for how much."""
    kept = 0
    while rows := await _page(database):
        kept += rows
    return kept


async def _page(database: Database) -> int:
    async with database.transaction() as session:
        rows = await plainly(session, _NEW, PAGE, WITHIN, NEAR / _DEGREE)
        if not rows:
            return 0
        ways = [(row["phone_index"], row["email_index"], row["chat_id"]) for row in rows]
        known: list[dict[Any, UUID]] = []
        for place, query in enumerate(_KNOWN):
            asked = list({one[place] for one in ways if one[place] is not None})
            known.append({row["way"]: row["reporter"] for row in await plainly(session, query, asked)} if asked else {})
        values = {
            "ids": [row["complaint_id"] for row in rows],
            "reporters": _reporters(ways, known),
            "repeated": [row["repeated"] for row in rows],
        }
        await session.exec(_KEEP, params=values)  # type: ignore[call-overload]
    return len(rows)


def _reporters(ways: Sequence[tuple[Any, ...]], known: list[dict[Any, UUID]]) -> list[UUID]:
    """The number of whoever is reached in one of these ways, else a new one."""
    found = []
    for one in ways:
        there = [(book, way) for book, way in zip(known, one, strict=True) if way is not None]
        reporter = next((book[way] for book, way in there if way in book), None) or uuid4()
        for book, way in there:
            book.setdefault(way, reporter)
        found.append(reporter)
    return found
