"""Earlier words that a decision needs: a report that still lacks advice, the answers a unit gave before."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.given import Asked
from complaints.kinds import Channel

REMEMBERED = 20
"""How many of a unit's last answers a new one is compared with."""

_REPORTS = (
    "SELECT c.complaint_id, w.content, c.topic, c.area, c.channel, c.happened_on IS NOT NULL, "
    "EXISTS (SELECT FROM complaint_words p WHERE p.complaint_id = c.complaint_id AND p.kind = 'place' "
    """AND (p.content ~ '"latitude":-?[0-9]' OR p.content ~ '"address":"[^"]')) """
    "FROM complaints c "
    "JOIN complaint_words w ON w.complaint_id = c.complaint_id AND w.kind = 'report' "
    "WHERE c.complaint_id = ANY($1::uuid[]) AND w.content IS NOT NULL"
)
_ANSWERS = (
    "SELECT mine.complaint_id, w.content FROM complaints mine "
    "CROSS JOIN LATERAL (SELECT c.complaint_id FROM complaints c WHERE c.unit = mine.unit "
    "AND c.resolved_at IS NOT NULL "
    f"AND c.complaint_id <> mine.complaint_id ORDER BY c.resolved_at DESC LIMIT {REMEMBERED}) AS other "
    "JOIN complaint_words w ON w.complaint_id = other.complaint_id AND w.kind = 'resolution' "
    "WHERE mine.complaint_id = ANY($1::uuid[]) AND w.content IS NOT NULL"
)


async def reports(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Asked]:
    """What was reported, as advice is asked for it."""
    rows: Any = await (await session.connection()).exec_driver_sql(_REPORTS, (list(ids),))
    return {
        complaint_id: Asked(words, topic, area, channel=Channel(channel), dated=dated, pinned=pinned, late=True)
        for complaint_id, words, topic, area, channel, dated, pinned in rows
    }


async def answers(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """For each complaint, what its unit last answered in other cases."""
    found: dict[UUID, list[str]] = {}
    rows: Any = await (await session.connection()).exec_driver_sql(_ANSWERS, (list(ids),))
    for complaint_id, content in rows:
        found.setdefault(complaint_id, []).append(content)
    return found
