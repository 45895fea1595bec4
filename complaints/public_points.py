"""Exact places everybody may know: of published complaints on topics of public ground, for the map."""

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
from sqlmodel import col, select

from complaints.commands import Place
from complaints.kinds import WordsKind
from complaints.tables import ComplaintRow, WordsRow
from complaints.visibility import published
from foundation.database import Database

MOST = 60
"""Newest points that are drawn of an area: as many as can be told apart, and at about the cost of few."""


class PublicPoint(msgspec.Struct, frozen=True):
    code: str
    topic: str
    received_at: datetime
    latitude: float
    longitude: float


class PublicPoints:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def within(self, areas: Sequence[str], topics: Collection[str]) -> list[PublicPoint]:
        """The newest MOST of these areas, newest first; `topics` are those whose exact place everybody may know."""
        row, place = ComplaintRow, WordsRow
        wanted = (
            select(row.code, row.topic, row.received_at, place.content)
            .join(place, col(place.complaint_id) == col(row.complaint_id))
            .where(
                published(),
                col(row.area).in_(sorted(areas)),
                col(row.topic).in_(sorted(topics)),
                col(place.kind) == str(WordsKind.PLACE),
                col(place.content).regexp_match('"latitude":-?[0-9]'),
            )
            .order_by(col(row.received_at).desc())
            .limit(MOST)
        )
        async with self._database.reading() as session:
            found = (await session.exec(wanted)).all()
        return [
            PublicPoint(code, topic or "", received_at, at.latitude, at.longitude)
            for code, topic, received_at, content in found
            if (at := msgspec.json.decode(content or "{}", type=Place)).latitude is not None
            and at.longitude is not None
        ]
