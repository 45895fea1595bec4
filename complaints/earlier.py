"""Earlier words that a decision needs: a report that still lacks advice, the answers a unit gave before."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.given import Asked
from complaints.kinds import Channel
from complaints.spoken import is_only_spoken, told

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
_TRANSCRIPTS = (
    "SELECT DISTINCT ON (e.complaint_id, e.data->>'file') e.complaint_id, w.content "
    "FROM complaint_events e JOIN complaint_words w "
    "ON w.complaint_id = e.complaint_id AND w.words_id = (e.data->'words'->>'id')::uuid "
    "WHERE e.complaint_id = ANY($1::uuid[]) AND e.type = 'recording.transcribed' AND w.content IS NOT NULL "
    "ORDER BY e.complaint_id, e.data->>'file', e.version DESC"
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
    """What was reported, as advice is asked for it; without those of which nobody knows yet what was said."""
    rows: Any = await (await session.connection()).exec_driver_sql(_REPORTS, (list(ids),))
    spoken = await transcripts(session, ids)
    found: dict[UUID, Asked] = {}
    for complaint_id, report, topic, area, channel, dated, pinned in rows:
        words = told(report, spoken.get(complaint_id, ()))
        if words or not is_only_spoken(report):
            found[complaint_id] = Asked(
                words, topic, area, channel=Channel(channel), dated=dated, pinned=pinned, late=True
            )
    return found


async def transcripts(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """What was last written down of each recording of these complaints, as far as it is still there."""
    found: dict[UUID, list[str]] = {}
    rows: Any = await (await session.connection()).exec_driver_sql(_TRANSCRIPTS, (list(ids),))
    for complaint_id, content in rows:
        found.setdefault(complaint_id, []).append(content)
    return found


async def answers(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """For each complaint, what its unit last answered in other cases."""
    found: dict[UUID, list[str]] = {}
    rows: Any = await (await session.connection()).exec_driver_sql(_ANSWERS, (list(ids),))
    for complaint_id, content in rows:
        found.setdefault(complaint_id, []).append(content)
    return found
