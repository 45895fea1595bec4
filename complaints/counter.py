"""The counter: cases of somebody who stands there and lost the code, as far as the officer may know who filed them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from complaints.kinds import Visibility
from complaints.tables import ComplaintRow
from complaints.ticket import ALPHABET
from complaints.visibility import Sight, may_see
from foundation.database import Database
from foundation.errors import Invalid
from foundation.language import mark as _
from foundation.sealing import CannotOpen, KeyRing
from people.actor import Actor
from people.contact import Contact
from people.contacts import complaints_of
from people.identity_checks import IdentityCheck, checked
from people.tables import ContactRow, IdentityCheckRow

MOST = 20
"""Cases one search shows."""
LOOKED_THROUGH = 500
"""Names are sealed and cannot be searched: the newest so many cases that fit are opened one by one."""
AROUND = timedelta(days=3)
"""People remember the day they complained only about."""
SHORTEST = 4
"""Characters of a code that can be searched for; fewer would find everybody's."""
_TOO_LITTLE = _("Isi paling sedikit satu: potongan kode, nama, email atau telepon, atau tanggal.")
_SHORT = _("Tulis paling sedikit {count} huruf atau angka dari kodenya.")
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


class Claimable(NamedTuple):
    """A case whose code may be given to its reporter, once they have shown who they are."""

    id: UUID
    code: str
    received_at: datetime
    unit: str | None
    topic: str | None
    contact: Contact


class Given(NamedTuple):
    """A code that was given; `code` is None where the reader may not know of that case."""

    check: IdentityCheck
    code: str | None


class Counter:
    """Only what the officer may see of who filed is found: never an anonymous case, never an erased one."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        self._database, self._keys = database, keys

    async def find(
        self, actor: Actor, zone: ZoneInfo, code: str = "", name: str = "", reach: str = "", day: date | None = None
    ) -> list[Claimable]:
        """The newest first, at most MOST. `reach` is an e-mail or a telephone number. Raises Invalid."""
        part = "".join(one for one in code.upper().translate(_MISREAD) if one in ALPHABET)
        if not (code.strip() or name.strip() or reach.strip() or day):
            raise Invalid(_TOO_LITTLE, fields={"code": _TOO_LITTLE})
        if code.strip() and len(part) < SHORTEST:
            raise Invalid(_SHORT, count=SHORTEST)
        conditions: list[ColumnElement[bool]] = [may_see(actor, Sight.REPORTER), claimable()]
        if part:
            conditions.append(col(ComplaintRow.code).contains(part))
        if day:
            start = datetime.combine(day, time(), zone).astimezone(UTC)
            conditions += [
                col(ComplaintRow.received_at) >= start - AROUND,
                col(ComplaintRow.received_at) < start + AROUND + timedelta(days=1),
            ]
        if reach.strip():
            conditions.append(col(ComplaintRow.complaint_id).in_(await self.cases_of(reach)))
        return await self._named(conditions, name)

    async def cases_of(self, reach: str) -> list[UUID]:
        """Ids of all cases filed with an e-mail or a telephone number; raises Invalid where it is neither."""
        email, phone = (reach, None) if "@" in reach else (None, reach)
        async with self._database.reading() as session:
            try:
                return await complaints_of(session, self._keys, email, phone)
            except Invalid as wrong:
                raise Invalid(
                    next(iter(wrong.fields.values())), fields={"reach": next(iter(wrong.fields.values()))}
                ) from wrong

    async def lying_there(self, ids: Sequence[UUID]) -> list[ComplaintRow]:
        """Which of these cases still hold something to erase and are no report of wrongdoing; the newest first."""
        row = ComplaintRow
        asked = select(row).where(col(row.complaint_id).in_(ids), col(row.restricted).is_(False))
        async with self._database.reading() as session:
            found = await session.exec(asked.order_by(col(row.received_at).desc()))
            return list(found.all())

    async def given(self, actor: Actor, size: int = 100) -> list[Given]:
        """The latest codes given, of ordinary cases to whoever reads the list, of others only where they may know."""
        row, noted = ComplaintRow, IdentityCheckRow
        known = select(row.complaint_id, row.code).where(
            (col(row.restricted).is_(False)) | may_see(actor, Sight.STATUS)
        )
        async with self._database.reading() as session:
            checks = (await session.exec(select(noted).order_by(col(noted.at).desc()).limit(size))).all()
            ids = [one.complaint_id for one in checks]
            codes = dict((await session.exec(known.where(col(row.complaint_id).in_(ids)))).all())
        return [Given(checked(one), codes.get(one.complaint_id)) for one in checks]

    async def _named(self, conditions: Sequence[ColumnElement[bool]], name: str) -> list[Claimable]:
        asked = (
            select(ComplaintRow, ContactRow)
            .join(ContactRow, col(ContactRow.complaint_id) == col(ComplaintRow.complaint_id))
            .where(*conditions)
            .order_by(col(ComplaintRow.received_at).desc())
            .limit(LOOKED_THROUGH if name.strip() else MOST)
        )
        wanted, found = name.casefold().split(), list[Claimable]()
        async with self._database.reading() as session:
            rows = (await session.exec(asked)).all()
        for row, sealed in rows:
            contact = self._opened(sealed)
            theirs = (contact.name or "").casefold()
            if contact == Contact() or not all(word in theirs for word in wanted):
                continue
            found.append(Claimable(row.complaint_id, row.code, row.received_at, row.unit, row.topic, contact))
        return found[:MOST]

    def _opened(self, row: ContactRow) -> Contact:
        def text(field: str) -> str | None:
            sealed = getattr(row, field)
            try:
                return self._keys.open(sealed, f"contacts.{field}") if sealed else None
            except CannotOpen:
                return None

        return Contact(text("name"), text("email"), text("phone"))


def claimable() -> ColumnElement[bool]:
    """Whose reporter can be told from a document at all, in SQL; who filed without a name cannot be."""
    row = ComplaintRow
    return (col(row.visibility) != str(Visibility.ANONYMOUS)) & col(row.erased).is_(False)
