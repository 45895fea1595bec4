"""Mails that tell of a new reading of signals: leaders what is theirs, heads that something is about their unit."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select as pick
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.need_book import COMPETENCE
from competency.stored_signals import ALL_UNITS, StoredSignal
from competency.tables import SignalMailRow
from complaints.region import Region, RegionBook
from foundation.clock import Clock
from foundation.database import Database
from foundation.language import SOURCE_LANGUAGE, translations
from foundation.language import mark as _
from foundation.sealing import CannotOpen, KeyRing
from notices.channel import Channel, Message
from notices.owed_mails import mailing_channel, tried
from people.actor import Role
from people.held_posts import held_posts
from people.tables import OfficerRow

A_RUN = 100
_SUBJECT = _("Sinyal bulanan pengaduan sudah dibaca")
_HELLO = _("Yth. Bapak/Ibu,")
_WHOLE = (
    _("Sinyal dari aduan sampai akhir bulan lalu sudah dibaca. Ada {found} yang dapat dilihat."),
    _(
        "{others} di antaranya tentang beban kerja, lonjakan, layanan, atau aturan. Itu tidak diatasi dengan "
        "pelatihan, tetapi oleh yang berwenang atasnya."
    ),
)
_HEAD = (
    _("Ada {found} sinyal baru tentang unit Anda."),
    _("Anda dapat membaca dasarnya, melihat siapa saja yang membukanya, dan menulis tanggapan unit."),
)
_END = (_("Ini pertanyaan untuk ditelaah, bukan penilaian pegawai."), "{link}")
_FROM = _("Salam hormat,")


class _Told(NamedTuple):
    """What one officer has to look at."""

    whole: bool
    found: int
    others: int


async def owe(session: AsyncSession, made: Sequence[StoredSignal], now: datetime) -> None:
    """In the caller's transaction: mails to who sees all units, and to heads of units with a signal that is new."""
    if not made:
        return
    held = held_posts(now)
    asked = pick(held.c.officer_id, held.c.role, held.c.unit).where(
        held.c.role.in_([str(role) for role in (*ALL_UNITS, Role.HEAD)])
    )
    told: dict[UUID, _Told] = {}
    for officer, role, unit in await session.exec(asked):  # type: ignore[call-overload]
        whole = role != Role.HEAD
        theirs = [one for one in made if whole or (unit in one.units and one.version == 1)]
        before = told.get(officer)
        if theirs and not (before and before.whole):
            told[officer] = _Told(whole, len(theirs), sum(one.label not in COMPETENCE for one in theirs))
    for officer, one in told.items():
        session.add(SignalMailRow(report_id=made[0].report, officer_id=officer, due_at=now, **one._asdict()))


class SignalMails:
    """What is owed lies in the database; run by one worker at a time."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, region: RegionBook) -> None:
        self._database, self._clock, self._keys, self._region = database, clock, keys, region

    async def run(self, channels: Sequence[Channel], link: str) -> int:
        """Send what is due; how many mails a channel took. `link` is the whole address of the page of signals."""
        region, channel, sent = await self._region.current(), mailing_channel(channels), 0
        for row, officer in await self._due():
            message = self._message(region, row, officer, link) if channel else None
            taken, again = await tried(channel, message, row.attempts)
            sent += taken
            await self._settle(row, again)
        return sent

    async def _due(self) -> Sequence[tuple[SignalMailRow, OfficerRow]]:
        asked = (
            select(SignalMailRow, OfficerRow)
            .join(OfficerRow, col(OfficerRow.officer_id) == col(SignalMailRow.officer_id))
            .where(col(SignalMailRow.due_at) <= self._clock.now())
            .order_by(col(SignalMailRow.due_at), col(SignalMailRow.officer_id))
            .limit(A_RUN)
        )
        async with self._database.reading() as session:
            return (await session.exec(asked)).all()

    def _message(self, region: Region, row: SignalMailRow, officer: OfficerRow, link: str) -> Message | None:
        """None where it reaches nobody."""
        try:
            address = self._keys.open(officer.email, "officers.email") if officer.email else None
        except CannotOpen:
            address = None
        if address is None or officer.disabled_at is not None:
            return None
        say = translations(SOURCE_LANGUAGE).gettext
        facts = {"found": row.found, "others": row.others, "link": link}
        words = (_HELLO, *(_WHOLE if row.whole else _HEAD), *_END)
        said = [say(one).format_map(facts) for one in words]
        body = "\n\n".join([*said, f"{say(_FROM)}\n{region.service_name}"]) + "\n"
        return Message(f"signals:{row.report_id}:{row.officer_id}", address, say(_SUBJECT), body)

    async def _settle(self, row: SignalMailRow, again: timedelta | None) -> None:
        this = (col(SignalMailRow.report_id) == row.report_id, col(SignalMailRow.officer_id) == row.officer_id)
        async with self._database.transaction() as session:
            if again is None:
                await session.exec(delete(SignalMailRow).where(*this))
                return
            kept = (await session.exec(select(SignalMailRow).where(*this))).one()
            kept.attempts, kept.due_at = row.attempts + 1, self._clock.now() + again
            session.add(kept)
