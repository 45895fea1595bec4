"""Looks for every accepted complaint afterwards, and for a log that is whole."""

import random
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from bench.client import PATH
from bench.server import HOST, Server
from complaints import journal
from complaints.commands import filing_id
from foundation.database import Database
from foundation.ledger import verify

ASKED_AT_THE_DOOR = 20
_FOUND = text("""
SELECT a.complaint_id FROM unnest(cast(:ids AS uuid[]), cast(:codes AS text[])) AS a (complaint_id, code)
JOIN tickets t ON t.code = a.code AND t.complaint_id = a.complaint_id
JOIN complaints c ON c.complaint_id = a.complaint_id AND c.code = a.code
WHERE EXISTS (SELECT FROM complaint_words w WHERE w.complaint_id = a.complaint_id)
""")
_HALF = text("""
SELECT count(*) FROM (SELECT complaint_id, max(version) AS version FROM complaint_events GROUP BY complaint_id) e
FULL JOIN complaints c ON c.complaint_id = e.complaint_id AND c.version = e.version
LEFT JOIN tickets t ON t.complaint_id = c.complaint_id
WHERE c.complaint_id IS NULL OR e.complaint_id IS NULL OR t.code IS NULL
""")
_ADVISED = text("SELECT count(*) FROM complaint_events WHERE type = 'routing.suggested'")


class Found(NamedTuple):
    """Complaints answered with 201; of those, not to be found; complaints of which a part is missing; broken chains.

    `advised` is the part of the complaints for which advice came in time: the others cost less, and would flatter.
    """

    accepted: int
    missing: int
    half: int
    broken: int
    advised: float


def key_of(key: str) -> UUID:
    return UUID(key)


async def look(server: Server, accepted: Sequence[tuple[str, str]]) -> Found:
    """All of them in the tables, their whole log link by link, and a few asked for at the door."""
    database = Database(server.database.url, pool_size=1)
    try:
        async with database.reading() as session:
            found = await _found(session, accepted)
            half = (await session.exec(_HALF)).one()[0]  # type: ignore[call-overload]
            advised = (await session.exec(_ADVISED)).one()[0]  # type: ignore[call-overload]
            broken = 0
            async for page in journal.entry_pages(session):
                broken += len(list(verify(page)))
    finally:
        await database.close()
    unknown = {code for code in _some(accepted) if not _answers(server, code)}
    missing = {code for key, code in accepted if filing_id(key_of(key)) not in found} | unknown
    return Found(len(accepted), len(missing), int(half), broken, round(advised / len(accepted), 3))


async def _found(session: AsyncSession, accepted: Sequence[tuple[str, str]]) -> set[UUID]:
    asked = {"ids": [filing_id(key_of(key)) for key, _ in accepted], "codes": [code for _, code in accepted]}
    return {row[0] for row in await session.exec(_FOUND, params=asked)}  # type: ignore[call-overload]


def _some(accepted: Sequence[tuple[str, str]]) -> list[str]:
    codes = [code for _, code in accepted]
    return random.Random(1).sample(codes, min(ASKED_AT_THE_DOOR, len(codes)))  # noqa: S311 - any will do


def _answers(server: Server, code: str) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://{HOST}:{server.port}{PATH}/{code}", timeout=10) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return False
