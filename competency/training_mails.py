"""Mails about trainings: invitations, reminders, news. No figure stands in them, and nobody else's name."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy import exists
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.batch_reading import Batch, batches_of
from competency.batch_tables import BatchRow, SeatRow, TrainingNoticeRow
from competency.training_notices import owe
from competency.training_seed import rules_of
from complaints.region import Region, RegionBook
from foundation.clock import Clock
from foundation.database import Database
from foundation.language import SOURCE_LANGUAGE, translations
from foundation.language import mark as _
from foundation.sealing import CannotOpen, KeyRing
from foundation.writes import table_of
from notices.channel import Channel, Message
from notices.owed_mails import mailing_channel, tried
from people.account_mails import PLACE
from people.tables import OfficerRow

_GREETING = _("Yth. {name},")
_FROM = _("Salam hormat,")
_WHEN = _("{training}, {days}, {place}.")

WORDS: Mapping[str, tuple[str, ...]] = {
    "invitation": (
        _("Undangan pelatihan: {training}"),
        _("Anda diundang mengikuti pelatihan:"),
        _WHEN,
        _("Mohon jawab sampai {reply_by}, dapat ikut atau tidak, di halaman ini:"),
        "{link}",
    ),
    "reminder": (
        _("Pengingat pelatihan: {training}"),
        _("Pelatihan Anda segera dimulai:"),
        _WHEN,
        "{link}",
    ),
    "moved": (
        _("Perubahan jadwal pelatihan: {training}"),
        _("Waktu atau tempat pelatihan Anda berubah. Yang berlaku sekarang:"),
        _WHEN,
        "{link}",
    ),
    "cancelled": (
        _("Pelatihan dibatalkan: {training}"),
        _("Pelatihan ini dibatalkan: {training}, {days}."),
        _("Anda akan diberi tahu bila ada penggantinya."),
    ),
    "refused": (
        _("Undangan pelatihan ditolak: {training}"),
        _("Seorang calon peserta tidak dapat mengikuti {training}. Mohon ditindaklanjuti:"),
        "{link}",
    ),
    "certificate": (
        _("Sertifikat Anda: {training}"),
        _("Terima kasih sudah menyelesaikan {training}. Sertifikat Anda dapat diunduh di sini:"),
        "{link}",
    ),
    "revoked": (
        _("Sertifikat Anda dicabut: {training}"),
        _("Sertifikat Anda untuk {training}, {days}, dicabut dan tidak berlaku lagi."),
        _("Tanyakan alasannya kepada penyelenggara pelatihan bila Anda belum diberi tahu."),
    ),
}
"""Subject and paragraphs of a mail, by its purpose."""

Link = Callable[[str, UUID], str]
"""The whole address of the page for a purpose and a batch."""


class TrainingMails:
    """What is owed lies in the database; run by one worker at a time."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, regions: RegionBook) -> None:
        self._database, self._clock, self._keys, self._regions = database, clock, keys, regions

    async def run(self, channels: Sequence[Channel], link: Link) -> int:
        """Note who is to be reminded, and send what is due; how many mails a channel took.

        Without a channel for mails they are forgotten as mails; the page shows them all the same.
        """
        await self.remind()
        mailing, sent = mailing_channel(channels), 0
        for notice, officer, batch in await self._due():
            message = await self._message(notice, officer, batch, link) if mailing else None
            taken, again = await tried(mailing, message, notice.attempts)
            await self._settle(notice, again)
            sent += taken
        return sent

    async def remind(self) -> int:
        """Reminders for who takes part in a batch that begins in so many days, once each."""
        region, now = await self._regions.current(), self._clock.now()
        today = now.astimezone(ZoneInfo(region.timezone)).date()
        noted = 0
        async with self._database.transaction() as session:
            rules, _version = await rules_of(session)
            for days in sorted(rules.remind_days):
                noted += await self._remind(session, today + timedelta(days=days), days)
        return noted

    async def _remind(self, session: AsyncSession, on: date, days: int) -> int:
        """Whoever was invited or reminded within so many days knows it already."""
        now, row = self._clock.now(), TrainingNoticeRow
        lately = exists().where(
            col(row.batch_id) == col(SeatRow.batch_id),
            col(row.officer_id) == col(SeatRow.officer_id),
            col(row.purpose).in_(("invitation", "reminder")),
            col(row.made_at) > now - timedelta(days=days),
        )
        today = exists().where(
            col(row.batch_id) == col(SeatRow.batch_id),
            col(row.officer_id) == col(SeatRow.officer_id),
            col(row.purpose) == "reminder",
            col(row.made_at) > now - timedelta(hours=36),
        )
        asked = (
            select(SeatRow.batch_id, SeatRow.officer_id)
            .join(BatchRow, col(BatchRow.batch_id) == col(SeatRow.batch_id))
            .where(
                col(BatchRow.status) == "invited",
                col(BatchRow.starts_on) == on,
                col(SeatRow.state).in_(("invited", "accepted")),
                ~(today if days == 1 else lately),
            )
        )
        found = (await session.exec(asked)).all()
        for batch_id, officer in found:
            owe(session, batch_id, [officer], "reminder", now)
        return len(found)

    async def _due(self) -> list[tuple[TrainingNoticeRow, OfficerRow, Batch]]:
        row = TrainingNoticeRow
        asked = (
            select(row, OfficerRow, BatchRow)
            .join(OfficerRow, col(OfficerRow.officer_id) == col(row.officer_id))
            .join(BatchRow, col(BatchRow.batch_id) == col(row.batch_id))
            .where(col(row.sent_at).is_(None), col(row.due_at) <= self._clock.now())
            .order_by(col(row.made_at))
            .limit(100)
        )
        async with self._database.reading() as session:
            found = (await session.exec(asked)).all()
            batches = await batches_of(session, [batch for _notice, _officer, batch in found])
        return [(notice, officer, batch) for (notice, officer, _row), batch in zip(found, batches, strict=True)]

    async def _message(
        self, notice: TrainingNoticeRow, officer: OfficerRow, batch: Batch, link: Link
    ) -> Message | None:
        """None where nobody is to be told: no address, an account that ended."""
        if officer.email is None or officer.disabled_at is not None:
            return None
        try:
            email = self._keys.open(officer.email, PLACE)
        except CannotOpen:
            return None
        region, say = await self._regions.current(), translations(SOURCE_LANGUAGE).gettext
        facts = facts_of(batch, officer.name, region, link(notice.purpose, batch.id))
        subject, *said = (say(words).format_map(facts) for words in WORDS[notice.purpose])
        parts = [say(_GREETING).format_map(facts), *said, f"{say(_FROM)}\n{region.service_name}"]
        return Message(f"training:{notice.notice_id}", email, subject, "\n\n".join(parts) + "\n")

    async def _settle(self, notice: TrainingNoticeRow, again: timedelta | None) -> None:
        """It is owed no more, or once more later."""
        now = self._clock.now()
        values: dict[str, Any] = {"attempts": notice.attempts + 1, "due_at": now + again} if again else {"sent_at": now}
        row = TrainingNoticeRow
        change = update(table_of(row)).where(col(row.notice_id) == notice.notice_id)
        async with self._database.transaction() as session:
            await session.exec(change.values(**values))


def facts_of(batch: Batch, name: str, region: Region, link: str) -> dict[str, str]:
    """What the words of a mail are filled with; days in Indonesian."""
    first, last, reply_by = (
        format_date(day, "d MMMM y", locale=SOURCE_LANGUAGE) for day in (batch.starts_on, batch.ends_on, batch.reply_by)
    )
    return {
        "name": name,
        "training": batch.name,
        "days": first if batch.starts_on == batch.ends_on else f"{first} – {last}",
        "place": batch.place or batch.link,
        "reply_by": reply_by,
        "service": region.service_name,
        "link": link,
    }
