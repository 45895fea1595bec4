"""The reporter puts their own name and ways of being reached right; a new e-mail counts once it was confirmed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.tables import ComplaintRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotFound
from foundation.language import mark as _
from foundation.sealing import KeyRing
from foundation.writes import table_of
from people.contact import Contact
from people.contacts import contact_of
from people.tables import ContactRow, DataMailRow

LASTS = timedelta(days=3)
"""How long a new address waits to be confirmed."""
PLACE = "data_mails.email"
_ENDED = _("Tautan ini sudah dipakai atau sudah lewat waktunya. Ubah alamat email sekali lagi di halaman aduan.")


class Pending(NamedTuple):
    """A new address that was not confirmed yet."""

    email: str
    until: datetime


class OwnContact:
    """Every call is a transaction of its own. Whoever calls has seen the secret link of the case."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def change(self, complaint_id: UUID, wanted: Contact, language: str) -> tuple[str, ...]:
        """Put the contact right, and owe a mail to a new address; names of what changed, `confirm` where that waits.

        Raises NotFound where the case was erased: what is gone must not come back.
        """
        async with self._database.transaction() as session:
            await _there(session, complaint_id)
            before = await contact_of(session, self._keys, complaint_id) or Contact()
            now = {field: getattr(wanted, field) for field in ("name", "phone")}
            if wanted.email is None:
                now["email"] = None
            changed = [field for field, value in now.items() if value != getattr(before, field)]
            if changed:
                await self._write(session, complaint_id, {field: now[field] for field in changed})
            if "email" in changed and before.email:
                # Else a stolen link would do away with the address first, and nobody would hear of the next one.
                self._owe(session, complaint_id, "removed", before.email, language)
            if wanted.email in (None, before.email):
                await _drop(session, complaint_id)
            elif wanted.email != await self._waiting(session, complaint_id):
                await _drop(session, complaint_id)
                self._owe(session, complaint_id, "confirm", wanted.email, language)
                changed.append("confirm")
        return tuple(changed)

    async def confirm(self, complaint_id: UUID, mail_id: UUID, language: str) -> None:
        """Use the new address from now on, and tell the old one. Raises NotFound where the link has ended."""
        async with self._database.transaction() as session:
            await _there(session, complaint_id)
            mail = await session.get(DataMailRow, (complaint_id, mail_id), with_for_update=True)
            if mail is None or mail.purpose != "confirm" or mail.made_at + LASTS < self._clock.now():
                raise NotFound(_ENDED)
            before = await contact_of(session, self._keys, complaint_id) or Contact()
            await self._write(session, complaint_id, {"email": self._keys.open(mail.email, PLACE)})
            await _drop(session, complaint_id)
            if before.email:
                self._owe(session, complaint_id, "changed", before.email, language)

    async def pending(self, complaint_id: UUID) -> Pending | None:
        async with self._database.reading() as session:
            row = await self._unconfirmed(session, complaint_id)
        return Pending(self._keys.open(row.email, PLACE), row.made_at + LASTS) if row else None

    async def tell(self, complaint_id: UUID, purpose: Literal["answered", "given"], language: str) -> bool:
        """Owe the reporter a mail: a request was answered, or the code given at the counter. False without address."""
        async with self._database.transaction() as session:
            contact = await contact_of(session, self._keys, complaint_id)
            if contact is None or contact.email is None:
                return False
            self._owe(session, complaint_id, purpose, contact.email, language)
        return True

    async def _write(self, session: AsyncSession, complaint_id: UUID, fields: dict[str, str | None]) -> None:
        values: dict[str, object] = {}
        for field, value in fields.items():
            place = f"contacts.{field}"
            values[field] = self._keys.seal(value, place) if value else None
            if field in ("email", "phone"):
                values[f"{field}_index"] = self._keys.blind(value, place) if value else None
        if "email" in fields:
            values["email_stopped_at"] = None  # who gives an address wants news there
        row = insert(table_of(ContactRow)).values({"complaint_id": complaint_id, **values})
        await session.exec(row.on_conflict_do_update(index_elements=["complaint_id"], set_=values))

    def _owe(self, session: AsyncSession, complaint_id: UUID, purpose: str, email: str, language: str) -> None:
        now = self._clock.now()
        sealed = self._keys.seal(email, PLACE)
        session.add(
            DataMailRow(
                complaint_id=complaint_id,
                mail_id=uuid4(),
                purpose=purpose,
                email=sealed,
                language=language,
                made_at=now,
                due_at=now,
            )
        )

    async def _waiting(self, session: AsyncSession, complaint_id: UUID) -> str | None:
        row = await self._unconfirmed(session, complaint_id)
        return self._keys.open(row.email, PLACE) if row else None

    async def _unconfirmed(self, session: AsyncSession, complaint_id: UUID) -> DataMailRow | None:
        asked = select(DataMailRow).where(
            DataMailRow.complaint_id == complaint_id,
            DataMailRow.purpose == "confirm",
            col(DataMailRow.made_at) >= self._clock.now() - LASTS,
        )
        return (await session.exec(asked)).first()


async def forget_mails(session: AsyncSession, complaint_ids: Iterable[UUID]) -> None:
    """No mail about these cases is owed any more, and no address waits."""
    await session.exec(delete(DataMailRow).where(col(DataMailRow.complaint_id).in_(list(complaint_ids))))


async def _there(session: AsyncSession, complaint_id: UUID) -> None:
    """Waits for an erasure that is under way, and lets none begin until the contact is written."""
    asked = select(ComplaintRow.erased).where(ComplaintRow.complaint_id == complaint_id).with_for_update(read=True)
    if (await session.exec(asked)).first() is not False:
        raise NotFound()


async def _drop(session: AsyncSession, complaint_id: UUID) -> None:
    gone = delete(DataMailRow).where(
        col(DataMailRow.complaint_id) == complaint_id, col(DataMailRow.purpose) == "confirm"
    )
    await session.exec(gone)
