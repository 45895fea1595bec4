"""What officers began to write down for somebody: sealed, for them alone, and gone once it is filed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from complaints.commands import filing_id
from complaints.tables import FilingDraftRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotFound
from foundation.sealing import CannotOpen, KeyRing
from foundation.writes import table_of

KEPT = timedelta(days=7)
LONGEST = 60_000
"""Characters of a draft with all its fields; far more than the form takes."""
MOST = 200
"""Drafts of one officer that are listed."""
_PLACE = "filing_drafts.typed"


class FilingDraft(msgspec.Struct, frozen=True):
    """`key` is that of its form; `typed` are the fields as they were typed; `saved_at` is a UTC instant."""

    key: UUID
    typed: Mapping[str, str]
    saved_at: datetime


class FilingDrafts:
    """Each call is one statement of its own."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def save(self, officer: UUID, key: UUID, typed: Mapping[str, str]) -> datetime | None:
        """Keep what stands in a form; when it was kept. None where it is longer than any form, or another's form."""
        content = msgspec.json.encode({name: value for name, value in typed.items() if value.strip()}).decode()
        if len(content) > LONGEST:
            return None
        at = self._clock.now()
        row = insert(table_of(FilingDraftRow)).values(
            complaint_id=filing_id(key),
            form_key=key,
            officer_id=officer,
            typed=self._keys.seal(content, _PLACE),
            saved_at=at,
        )
        mine = col(FilingDraftRow.officer_id) == officer
        fresh = {"typed": row.excluded.typed, "saved_at": row.excluded.saved_at}
        kept = row.on_conflict_do_update(index_elements=["complaint_id"], set_=fresh, where=mine)
        async with self._database.transaction() as session:
            return at if (await session.exec(kept)).rowcount else None

    async def of(self, officer: UUID) -> list[FilingDraft]:
        """An officer's drafts, the oldest first: in the order in which they are worked through."""
        row = FilingDraftRow
        asked = select(row).where(row.officer_id == officer, row.saved_at > self._clock.now() - KEPT)
        async with self._database.reading() as session:
            found = (await session.exec(asked.order_by(col(row.saved_at), col(row.complaint_id)).limit(MOST))).all()
        drafts = (FilingDraft(one.form_key, self._opened(one.typed), one.saved_at) for one in found)
        return [one for one in drafts if one.typed]

    async def open(self, officer: UUID, key: UUID) -> FilingDraft:
        """One of an officer's drafts; raises NotFound where there is none, or another's."""
        row = FilingDraftRow
        asked = select(row).where(row.complaint_id == filing_id(key), row.officer_id == officer)
        async with self._database.reading() as session:
            found = (await session.exec(asked)).first()
        if found is None or found.saved_at <= self._clock.now() - KEPT:
            raise NotFound()
        return FilingDraft(found.form_key, self._opened(found.typed), found.saved_at)

    async def forget(self, officer: UUID, key: UUID) -> None:
        """It was filed, or given up."""
        row = FilingDraftRow
        mine = (col(row.complaint_id) == filing_id(key)) & (col(row.officer_id) == officer)
        async with self._database.transaction() as session:
            await session.exec(delete(row).where(mine))

    async def sweep(self) -> int:
        """Forget what nobody filed for so long; how many there were."""
        old = col(FilingDraftRow.saved_at) <= self._clock.now() - KEPT
        async with self._database.transaction() as session:
            return (await session.exec(delete(FilingDraftRow).where(old))).rowcount

    def _opened(self, typed: bytes) -> dict[str, str]:
        """Nothing where it was sealed with a key that is gone."""
        try:
            return msgspec.json.decode(self._keys.open(typed, _PLACE), type=dict[str, str])
        except CannotOpen:
            return {}
