"""Whether somebody who filed wants news of a case by e-mail; the address itself stays, for it proves who they are."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select

from foundation.clock import Clock
from foundation.database import Database
from people.tables import ContactRow


class MailStops:
    """Every call is a transaction of its own; doing it twice is doing it once."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def stop(self, complaint_id: UUID) -> None:
        """No more mails of this case; nothing happens where no contact is known."""
        await self._set(complaint_id, self._clock.now())

    async def resume(self, complaint_id: UUID) -> None:
        await self._set(complaint_id, None)

    async def stopped(self, complaint_id: UUID) -> bool:
        asked = select(ContactRow.email_stopped_at).where(col(ContactRow.complaint_id) == complaint_id)
        async with self._database.reading() as session:
            return (await session.exec(asked)).first() is not None

    async def _set(self, complaint_id: UUID, at: datetime | None) -> None:
        change = update(ContactRow).where(col(ContactRow.complaint_id) == complaint_id).values(email_stopped_at=at)
        async with self._database.transaction() as session:
            await session.exec(change)
