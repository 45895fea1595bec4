"""Exact places everybody may know: of published complaints on topics of public ground, for the map."""

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec

from complaints.commands import Place
from complaints.kinds import WordsKind
from complaints.tables import OPEN_TO_ALL
from foundation.database import Database, plainly

MOST = 50
"""Newest points that are drawn of an area: as many as can be told apart and read as a list, and no dearer."""


class PublicPoint(msgspec.Struct, frozen=True):
    code: str
    topic: str
    received_at: datetime
    latitude: float
    longitude: float


# Each area is walked from its newest on, only as far as needed. Left alone, the planner reads whole areas, and starts
# further processes for it.
_PLANNED = (
    "SELECT set_config('enable_bitmapscan', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)"
)
_NEWEST = f"""
SELECT found.* FROM unnest($1::text[]) AS one (area), LATERAL (
    SELECT code, topic, received_at, place.content
    FROM complaints JOIN complaint_words place USING (complaint_id)
    WHERE {OPEN_TO_ALL} AND complaints.area = one.area AND topic = ANY($2::text[])
        AND place.kind = '{WordsKind.PLACE}' AND place.content ~ '"latitude":-?[0-9]'
    ORDER BY received_at DESC LIMIT $3
) found ORDER BY received_at DESC LIMIT $3
"""  # noqa: S608 - our own rule


class PublicPoints:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def within(self, areas: Sequence[str], topics: Collection[str]) -> list[PublicPoint]:
        """The newest MOST of these areas, newest first; `topics` are those whose exact place everybody may know."""
        async with self._database.reading(as_one=True) as session:
            await plainly(session, _PLANNED)
            found = await plainly(session, _NEWEST, sorted(areas), sorted(topics), MOST)
        return [
            PublicPoint(code, topic or "", received_at, at.latitude, at.longitude)
            for code, topic, received_at, content in found
            if (at := msgspec.json.decode(content or "{}", type=Place)).latitude is not None
            and at.longitude is not None
        ]
