"""Links by which bodies outside answer without an account: made, found by what an address holds, renewed, taken back.

The secret of a link follows from its id and the keys of the installation, so that a reminder can carry it again; the
database holds its hash alone. What it opens is one sending of one case, nothing else.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal, NamedTuple
from uuid import UUID

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from complaints import journal
from complaints.complaint import Complaint, fold
from complaints.kinds import Status
from complaints.tables import OutsideLinkRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotFound, Refused
from foundation.language import mark as _
from foundation.sealing import KeyRing
from people.actor import Actor

PURPOSE = "outside answer"
_WITHHELD = _(
    "Aduan rahasia tidak dibuka lewat tautan. Sampaikan kepada instansi itu dengan surat yang hanya memuat "
    "keterangan yang diperlukan."
)
_NOT_OUT = _("Aduan ini tidak sedang berada pada instansi luar.")

LinkState = Literal["open", "said", "expired", "revoked", "over"]
"""It can be used; what was asked is answered; its time is over; it was taken back; the case is elsewhere by now."""


class Link(NamedTuple):
    """One link as the office knows it; instants are UTC."""

    id: UUID
    complaint_id: UUID
    number: int
    body: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    seen_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None


class Shown(NamedTuple):
    """A link somebody showed, the case it is for, and whether it can still be used."""

    link: Link
    complaint: Complaint
    state: LinkState

    @property
    def actor(self) -> Actor:
        """Whoever shows it: for the body, for this case, and for nothing else."""
        return Actor("body", speaks_for=self.link.body, case=self.link.complaint_id)


class OutsideLinks:
    """Every call is a transaction of its own."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def make(self, complaint: Complaint, days: int, by: str) -> tuple[Link, str]:
        """A link for the body that has the case, good for `days`, and its secret; raises Refused.

        Earlier ones of the same sending end with it: there is one way in at a time. Who asks may do so is decided by
        the door; `by` is how the log calls them.
        """
        refuse(complaint)
        assert complaint.body is not None  # it was refused
        now = self._clock.now()
        link_id = uuid7()
        secret = self._keys.token(PURPOSE, link_id.bytes)
        row = OutsideLinkRow(
            complaint_id=complaint.id,
            link_id=link_id,
            number=len(complaint.sendings),
            body=complaint.body,
            token=_hash(secret),
            made_at=now,
            made_by=by,
            expires_at=now + timedelta(days=days),
        )
        async with self._database.transaction() as session:
            await self._end(session, complaint.id, now)
            session.add(row)
            await session.flush()
            made = _link(row)
        return made, secret

    async def case(self, complaint_id: UUID) -> Complaint:
        """The case as it is now, for whoever makes a link to it by itself."""
        async with self._database.reading() as session:
            return fold(Complaint(complaint_id), await journal.history(session, complaint_id))

    async def revoke(self, complaint_id: UUID) -> None:
        """No link of the case can be used any more; doing it twice is doing it once."""
        async with self._database.transaction() as session:
            await self._end(session, complaint_id, self._clock.now())

    async def shown(self, secret: str) -> Shown:
        """The link with this secret and how it stands; raises NotFound where there is none.

        It is found by the hash of what was shown: how long that takes says nothing of how near a guess came.
        """
        async with self._database.reading() as session:
            asked = select(OutsideLinkRow).where(col(OutsideLinkRow.token) == _hash(secret))
            row = (await session.exec(asked)).first()
            if row is None:
                raise NotFound()
            link = _link(row)
            complaint = fold(Complaint(link.complaint_id), await journal.history(session, link.complaint_id))
        return Shown(link, complaint, standing(link, complaint, self._clock.now()))

    async def seen(self, link: Link) -> None:
        """Note when it was opened first."""
        if link.seen_at is None:
            await self._note(link, seen_at=self._clock.now())

    async def used(self, link: Link) -> None:
        """Note that something was sent through it."""
        await self._note(link, used_at=self._clock.now())

    async def of(self, complaint_ids: Sequence[UUID]) -> dict[UUID, Link]:
        """The newest link of each of these cases, usable or not."""
        row = OutsideLinkRow
        asked = select(row).where(col(row.complaint_id).in_(complaint_ids)).order_by(col(row.link_id))
        async with self._database.reading() as session:
            return {one.complaint_id: _link(one) for one in (await session.exec(asked)).all()}

    def secret(self, link_id: UUID) -> str:
        """What the address of a link holds, for a mail that carries it again."""
        return self._keys.token(PURPOSE, link_id.bytes)

    async def _note(self, link: Link, **values: datetime) -> None:
        mine = col(OutsideLinkRow.complaint_id) == link.complaint_id, col(OutsideLinkRow.link_id) == link.id
        async with self._database.transaction() as session:
            await session.exec(update(OutsideLinkRow).where(*mine).values(**values))

    async def _end(self, session: AsyncSession, complaint_id: UUID, at: datetime) -> None:
        row = OutsideLinkRow
        mine = col(row.complaint_id) == complaint_id, col(row.revoked_at).is_(None)
        await session.exec(update(row).where(*mine).values(revoked_at=at))


def refuse(complaint: Complaint) -> None:
    """Raises Refused where no link may lead to a case."""
    if complaint.status is not Status.FORWARDED_OUT or complaint.body is None or not complaint.sendings:
        raise Refused(_NOT_OUT)
    if complaint.withheld or complaint.erased:
        raise Refused(_WITHHELD)


def standing(link: Link, complaint: Complaint, now: datetime) -> LinkState:
    """How a link stands at an instant. Once answered it tells what was said, until its time is over."""
    if link.revoked_at is not None:
        return "revoked"
    if now >= link.expires_at:
        return "expired"
    if complaint.erased or complaint.withheld or not 0 < link.number <= len(complaint.sendings):
        return "over"
    sending, current = complaint.sendings[link.number - 1], link.number == len(complaint.sendings)
    if sending.declined_at is not None or (sending.answered_at is not None and not current):
        return "said"
    if not current or complaint.status is not Status.FORWARDED_OUT:
        return "over"
    # A link made after an answer asks for another one.
    answered = complaint.answered_outside_at
    return "said" if answered is not None and answered >= link.made_at else "open"


def _hash(secret: str) -> bytes:
    return sha256(secret.strip().lower().encode("utf-8", "replace")).digest()


def _link(row: OutsideLinkRow) -> Link:
    return Link(
        row.link_id,
        row.complaint_id,
        row.number,
        row.body,
        row.made_at,
        row.made_by,
        row.expires_at,
        row.seen_at,
        row.used_at,
        row.revoked_at,
    )
