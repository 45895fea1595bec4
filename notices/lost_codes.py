"""Somebody lost the codes of their cases: asked for on a page, answered only to the address that filed them."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from sqlmodel import col, delete, select, update

from complaints import ticket
from complaints.region import RegionBook
from complaints.tables import ComplaintRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.language import mark as _
from foundation.language import translations
from foundation.sealing import CannotOpen, KeyRing
from foundation.writes import table_of
from notices.channel import Channel, Message
from notices.owed_mails import mailing_channel, tried
from notices.tables import LinkRequestRow
from people.tables import ContactRow

MOST = 30
"""Cases that one mail lists, the latest first."""
_PLACE = "link_requests.email"

_SUBJECT = _("Kode aduan Anda")
_GREETING = _("Yth. Bapak/Ibu,")
_LEAD = _("Ini aduan yang dikirim dengan alamat email ini. Alamatnya hanya untuk Anda; jangan dibagikan.")
_NOT_YOU = _("Bila bukan Anda yang meminta, abaikan pesan ini: tidak ada orang lain yang melihatnya.")
_FROM = _("Salam hormat,")

Follow = Callable[[str, UUID], str]
"""The whole address of the reporter's own page, from code and id."""


class LostCodes:
    """A request is kept whether or not the address ever filed anything, so that the page can tell nobody."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def ask(self, email: str, language: str) -> None:
        """Keep the request; `email` is in order already."""
        now = self._clock.now()
        row = LinkRequestRow(
            request_id=uuid4(), email=self._keys.seal(email, _PLACE), language=language, asked_at=now, due_at=now
        )
        async with self._database.transaction() as session:
            session.add(row)

    async def answer(self, channels: Sequence[Channel], regions: RegionBook, follow: Follow) -> int:
        """Answer what was asked, and forget it; run by one worker at a time. How many mails a channel took.

        Without a channel for mails requests are forgotten too: nothing would ever come of them.
        """
        due = select(LinkRequestRow).where(col(LinkRequestRow.due_at) <= self._clock.now())
        async with self._database.reading() as session:
            waiting = (await session.exec(due.order_by(col(LinkRequestRow.asked_at)).limit(100))).all()
        mailing = mailing_channel(channels)
        sent = 0
        for one in waiting:
            message = await self._message(one, regions, follow) if mailing else None
            taken, again = await tried(mailing, message, one.attempts)
            if again is not None:
                await self._later(one, again)
                continue
            sent += taken
            await self._forget(one)
        return sent

    async def _message(self, one: LinkRequestRow, regions: RegionBook, follow: Follow) -> Message | None:
        """The mail, or None where this address filed nothing that is still there."""
        try:
            email = self._keys.open(one.email, _PLACE)
        except CannotOpen:
            return None
        found = (
            select(ComplaintRow.code, ComplaintRow.complaint_id)
            .join(ContactRow, col(ContactRow.complaint_id) == col(ComplaintRow.complaint_id))
            .where(
                col(ContactRow.email_index) == self._keys.blind(email, "contacts.email"),
                col(ComplaintRow.erased).is_(False),
            )
            .order_by(col(ComplaintRow.received_at).desc())
            .limit(MOST)
        )
        async with self._database.reading() as session:
            cases = (await session.exec(found)).all()
        if not cases:
            return None
        region, say = await regions.current(), translations(one.language).gettext
        listed = "\n".join(f"{ticket.show(code)}\n{follow(code, complaint_id)}" for code, complaint_id in cases)
        parts = [say(_GREETING), say(_LEAD), listed, say(_NOT_YOU), f"{say(_FROM)}\n{region.service_name}"]
        return Message(f"lost:{one.request_id}", email, say(_SUBJECT), "\n\n".join(parts) + "\n")

    async def _later(self, one: LinkRequestRow, pause: timedelta) -> None:
        values = {"attempts": one.attempts + 1, "due_at": self._clock.now() + pause}
        change = update(table_of(LinkRequestRow)).where(col(LinkRequestRow.request_id) == one.request_id)
        async with self._database.transaction() as session:
            await session.exec(change.values(**values))

    async def _forget(self, one: LinkRequestRow) -> None:
        async with self._database.transaction() as session:
            await session.exec(delete(LinkRequestRow).where(col(LinkRequestRow.request_id) == one.request_id))
