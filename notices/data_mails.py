"""Mails about somebody's own data: an address to be confirmed, the old one told, a code given, a request answered."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints import ticket
from complaints.own_contact import LASTS, PLACE, forget_mails
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
from people.tables import DataMailRow

_GREETING = _("Yth. Bapak/Ibu,")
_FROM = _("Salam hormat,")

_WORDS: Mapping[str, tuple[str, ...]] = {
    "confirm": (
        _("Pastikan alamat email Anda"),
        _("Seseorang meminta kabar aduan {code} dikirim ke alamat ini. Buka tautan di bawah bila Anda setuju:"),
        "{confirm}",
        _("Tautan ini berlaku tiga hari. Bila bukan Anda yang meminta, abaikan saja: alamat Anda tidak akan dipakai."),
    ),
    "changed": (
        _("Alamat email aduan Anda diganti"),
        _("Kabar aduan {code} mulai sekarang dikirim ke alamat lain, dan tidak lagi ke alamat ini."),
        _("Bila bukan Anda yang menggantinya, segera hubungi kantor layanan kami."),
    ),
    "removed": (
        _("Alamat email aduan Anda dihapus"),
        _("Kabar aduan {code} mulai sekarang tidak lagi dikirim ke alamat ini."),
        _("Bila bukan Anda yang menghapusnya, segera hubungi kantor layanan kami."),
    ),
    "given": (
        _("Kode aduan Anda diberikan di loket"),
        _("Kode dan tautan aduan {code} baru saja diberikan di loket kepada orang yang menunjukkan identitas."),
        _("Bila itu bukan Anda, dan bukan orang yang Anda beri kuasa, segera hubungi kantor layanan kami."),
    ),
    "answered": (
        _("Permintaan Anda tentang data pribadi sudah dijawab"),
        _("Permintaan Anda pada aduan {code} sudah kami jawab. Jawabannya ada di halaman ini, hanya untuk Anda:"),
        "{data}",
    ),
}
"""Subject and paragraphs of a mail, by its purpose; never what was asked, nor a name."""

Link = Callable[[str, UUID, UUID], str]
"""The whole address that confirms, from code, complaint and mail; or the citizen's own page about their data."""


class DataMails:
    """What is owed lies in the database; run by one worker at a time."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, regions: RegionBook) -> None:
        self._database, self._clock, self._keys, self._regions = database, clock, keys, regions

    async def run(self, channels: Sequence[Channel], confirm: Link, data: Callable[[str, UUID], str]) -> int:
        """Send what is due, and forget addresses that nobody confirmed; how many mails a channel took."""
        mailing = mailing_channel(channels)
        sent = 0
        for mail, code in await self._due():
            message = await self._message(mail, code, confirm, data) if mailing else None
            taken, again = await tried(mailing, message, mail.attempts)
            if again is not None:
                await self._change(mail, attempts=mail.attempts + 1, due_at=self._clock.now() + again)
                continue
            sent += taken
            if mail.purpose == "confirm":
                await self._change(mail, sent_at=self._clock.now())
            else:
                await self._forget(mail)
        return sent

    async def _due(self) -> list[tuple[DataMailRow, str]]:
        """What has to be sent now; mails about cases that were erased since are forgotten."""
        async with self._database.transaction() as session:
            await self._sweep(session)
            asked = (
                select(DataMailRow, ComplaintRow.code)
                .join(ComplaintRow, col(ComplaintRow.complaint_id) == col(DataMailRow.complaint_id))
                .where(col(DataMailRow.due_at) <= self._clock.now(), col(DataMailRow.sent_at).is_(None))
            )
            rows = (await session.exec(asked.order_by(col(DataMailRow.made_at)).limit(100))).all()
        return [(mail, code) for mail, code in rows]

    async def _sweep(self, session: AsyncSession) -> None:
        late = col(DataMailRow.made_at) < self._clock.now() - LASTS
        await session.exec(delete(DataMailRow).where(late))
        gone = (
            select(DataMailRow.complaint_id)
            .join(ComplaintRow, col(ComplaintRow.complaint_id) == col(DataMailRow.complaint_id))
            .where(col(ComplaintRow.erased))
        )
        erased = (await session.exec(gone)).all()
        if erased:
            await forget_mails(session, erased)

    async def _message(
        self, mail: DataMailRow, code: str, confirm: Link, data: Callable[[str, UUID], str]
    ) -> Message | None:
        try:
            email = self._keys.open(mail.email, PLACE)
        except CannotOpen:
            return None
        region, say = await self._regions.current(), translations(mail.language).gettext
        facts = {
            "code": ticket.show(code),
            "confirm": confirm(code, mail.complaint_id, mail.mail_id),
            "data": data(code, mail.complaint_id),
        }
        subject, *said = (say(words).format_map(facts) for words in _WORDS[mail.purpose])
        parts = [say(_GREETING), *said, f"{say(_FROM)}\n{region.service_name}"]
        return Message(f"data:{mail.mail_id}", email, subject, "\n\n".join(parts) + "\n")

    async def _change(self, mail: DataMailRow, **values: object) -> None:
        change = update(table_of(DataMailRow)).where(
            col(DataMailRow.complaint_id) == mail.complaint_id, col(DataMailRow.mail_id) == mail.mail_id
        )
        async with self._database.transaction() as session:
            await session.exec(change.values(**values))

    async def _forget(self, mail: DataMailRow) -> None:
        gone = delete(DataMailRow).where(
            col(DataMailRow.complaint_id) == mail.complaint_id, col(DataMailRow.mail_id) == mail.mail_id
        )
        async with self._database.transaction() as session:
            await session.exec(gone)
