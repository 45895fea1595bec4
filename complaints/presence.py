"""Who has a case open now, and who is writing: so that two officers do not do the same thing twice.

It lasts a minute after the last sign of somebody and is kept no longer than a day; no figure is made of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import delete
from sqlmodel import col

from complaints.tables import CasePresenceRow
from foundation.clock import Clock
from foundation.database import Database, plainly

THERE = timedelta(seconds=60)
"""How long somebody counts as being there after the last sign of them."""
WRITING = timedelta(seconds=45)
"""The same for somebody who was typing."""
KEPT = timedelta(days=1)

_SIGN = """
WITH mine AS (
    INSERT INTO case_presences (complaint_id, officer_id, seen_at, writing, writing_at)
    VALUES ($1, $2, $3::timestamptz, $4::text, CASE WHEN $4::text <> '' THEN $3::timestamptz END)
    ON CONFLICT (complaint_id, officer_id) DO UPDATE SET seen_at = excluded.seen_at,
        writing = COALESCE(excluded.writing, case_presences.writing),
        writing_at = COALESCE(excluded.writing_at, case_presences.writing_at)
)
SELECT there.officer_id, officers.name, there.seen_at, there.writing, there.writing_at
FROM case_presences there JOIN officers USING (officer_id)
WHERE there.complaint_id = $1 AND there.officer_id <> $2 AND there.seen_at > $5 ORDER BY there.seen_at DESC
"""


class Present(msgspec.Struct, frozen=True):
    """Somebody else who has the case open. `writing` is the form they type in, or empty."""

    officer: UUID
    name: str
    seen_at: datetime
    writing: str = ""


class Presences:
    """Each call is one statement of its own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def sign(self, complaint_id: UUID, officer: UUID, writing: str | None = None) -> Sequence[Present]:
        """An officer who may see the case has it open; who else has. `writing` names the form they type in."""
        now = self._clock.now()
        async with self._database.at_once() as connection:
            found = await plainly(connection, _SIGN, complaint_id, officer, now, writing, now - THERE)
        return [
            Present(
                one["officer_id"],
                one["name"],
                one["seen_at"],
                one["writing"] if one["writing"] and _types(one["writing_at"], now) else "",
            )
            for one in found
        ]

    async def leave(self, complaint_id: UUID, officer: UUID) -> None:
        """The page was closed, or what was written was sent."""
        row = CasePresenceRow
        mine = col(row.complaint_id) == complaint_id, col(row.officer_id) == officer
        async with self._database.transaction() as session:
            await session.exec(delete(row).where(*mine))

    async def sweep(self) -> int:
        """Forget who was there; how many rows there were."""
        old = col(CasePresenceRow.seen_at) <= self._clock.now() - KEPT
        async with self._database.transaction() as session:
            return (await session.exec(delete(CasePresenceRow).where(old))).rowcount


def _types(writing_at: datetime | None, now: datetime) -> bool:
    return writing_at is not None and writing_at > now - WRITING
