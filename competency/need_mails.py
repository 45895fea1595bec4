"""Mails to heads about needs: until when their unit may answer, and what was passed on to it.

They name no competency, topic or unit: what it is about is read after signing in.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy import select as pick
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency import need_events as e
from competency.need_events import Status
from competency.need_ledger import need_of
from competency.need_state import Need
from competency.need_tables import NeedMailRow, NeedRow
from complaints.region import Region, RegionBook
from foundation.clock import Clock
from foundation.database import Database
from foundation.language import SOURCE_LANGUAGE, translations
from foundation.language import mark as _
from foundation.sealing import CannotOpen, KeyRing
from foundation.writes import table_of
from notices.channel import Channel, Message
from notices.owed_mails import mailing_channel, tried
from people.actor import Role
from people.held_posts import held_posts
from people.tables import OfficerRow

A_RUN = 100
ANSWER, OWNER, LATE = "answer", "owner", "late"
_SUBJECTS = {
    ANSWER: _("Unit Anda diminta menjawab sampai {day}"),
    OWNER: _("Satu hal dialihkan kepada unit Anda"),
    LATE: _("Batas waktu sudah lewat untuk hal yang dialihkan kepada unit Anda"),
}
_HELLO = _("Yth. Bapak/Ibu,")
_WORDS = {
    ANSWER: (
        _("Satu kebutuhan pelatihan tentang unit Anda sedang ditinjau. Unit Anda dapat menjawab sampai {day}."),
        _("Sebelum dijawab atau sebelum hari itu lewat, kebutuhan ini tidak diterima."),
        _("Ini pertanyaan untuk ditelaah, bukan penilaian pegawai."),
    ),
    OWNER: (
        _("Satu hal yang semula dikira soal pelatihan dialihkan kepada unit Anda, karena sebabnya bukan kecakapan."),
        _("Mohon ditangani sampai {day}, lalu tuliskan apa yang sudah dilakukan."),
    ),
    LATE: (
        _("Satu hal yang dialihkan kepada unit Anda belum ditutup. Batas waktunya {day} dan sudah lewat."),
        _("Mohon tuliskan apa yang sudah dilakukan."),
    ),
}
_FROM = _("Salam hormat,")


async def owe(session: AsyncSession, need: Need, happened: Sequence[e.Event], region: Region, now: datetime) -> None:
    """In the caller's transaction: mails to the heads of the unit that may answer, or that has the matter now."""
    for event in happened:
        if isinstance(event, e.Reviewed) and need.unit is not None and need.stance is None:
            await _owe(session, need, region, need.unit, [(ANSWER, event.reply_until, now)], now)
        if isinstance(event, e.PassedOn):
            owed = [(OWNER, event.due, now), (LATE, event.due, event.due)]
            await _owe(session, need, region, event.owner, owed, now)


async def _owe(
    session: AsyncSession,
    need: Need,
    region: Region,
    unit: str,
    owed: Sequence[tuple[str, datetime, datetime]],
    now: datetime,
) -> None:
    rows = [
        {"need_id": need.id, "officer_id": officer, "purpose": purpose, "until": until, "due_at": due, "attempts": 0}
        for officer in await _heads(session, region, unit, now)
        for purpose, until, due in owed
    ]
    if rows:
        new = insert(table_of(NeedMailRow)).values(rows)
        values = {name: new.excluded[name] for name in ("until", "due_at", "attempts")}
        key = ["need_id", "officer_id", "purpose"]
        await session.exec(new.on_conflict_do_update(index_elements=key, set_=values))


async def _heads(session: AsyncSession, region: Region, unit: str, now: datetime) -> list[UUID]:
    """Who heads a unit, themselves or by a delegation; where nobody does, who heads the next one above."""
    held = held_posts(now)
    asked = pick(held.c.officer_id, held.c.unit).where(held.c.role == str(Role.HEAD))
    heads: dict[str, set[UUID]] = {}
    for officer, headed in await session.exec(asked):  # type: ignore[call-overload]
        heads.setdefault(headed, set()).add(officer)
    passed: set[str] = set()
    while unit in region.unit and unit not in heads and unit not in passed:
        passed.add(unit)
        unit = region.unit[unit].parent
    return sorted(heads.get(unit, ()))


class NeedMails:
    """What is owed lies in the database; run by one worker at a time."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, region: RegionBook) -> None:
        self._database, self._clock, self._keys, self._region = database, clock, keys, region

    async def run(self, channels: Sequence[Channel], link: Callable[[UUID], str]) -> int:
        """Send what is due; how many mails a channel took. `link`: the whole address of a need's page."""
        region, channel, sent = await self._region.current(), mailing_channel(channels), 0
        for row, need, officer in await self._due():
            message = self._message(region, row, need_of(need), officer, link(row.need_id)) if channel else None
            taken, again = await tried(channel, message, row.attempts)
            sent += taken
            await self._settle(row, again)
        return sent

    async def _due(self) -> Sequence[tuple[NeedMailRow, NeedRow, OfficerRow]]:
        asked = (
            select(NeedMailRow, NeedRow, OfficerRow)
            .join(NeedRow, col(NeedRow.need_id) == col(NeedMailRow.need_id))
            .join(OfficerRow, col(OfficerRow.officer_id) == col(NeedMailRow.officer_id))
            .where(col(NeedMailRow.due_at) <= self._clock.now())
            .order_by(col(NeedMailRow.due_at), col(NeedMailRow.officer_id), col(NeedMailRow.need_id))
            .limit(A_RUN)
        )
        async with self._database.reading() as session:
            return (await session.exec(asked)).all()

    def _message(self, region: Region, row: NeedMailRow, need: Need, officer: OfficerRow, link: str) -> Message | None:
        """None where it reaches nobody, or nothing is asked of them any more."""
        try:
            address = self._keys.open(officer.email, "officers.email") if officer.email else None
        except CannotOpen:
            address = None
        if address is None or officer.disabled_at is not None or not _still(row, need):
            return None
        say = translations(SOURCE_LANGUAGE).gettext
        unit = need.unit if row.purpose == ANSWER else need.owner
        day = row.until.astimezone(ZoneInfo(region.timezone_of(unit)))
        facts = {"day": format_date(day, "d MMMM y", locale=SOURCE_LANGUAGE)}
        said = [say(one).format_map(facts) for one in (_HELLO, *_WORDS[row.purpose])]
        body = "\n\n".join([*said, link, f"{say(_FROM)}\n{region.service_name}"]) + "\n"
        reference = f"need:{row.need_id}:{row.officer_id}:{row.purpose}:{row.until:%Y%m%d%H%M}"
        return Message(reference, address, say(_SUBJECTS[row.purpose]).format_map(facts), body)

    async def _settle(self, row: NeedMailRow, again: timedelta | None) -> None:
        this = (
            col(NeedMailRow.need_id) == row.need_id,
            col(NeedMailRow.officer_id) == row.officer_id,
            col(NeedMailRow.purpose) == row.purpose,
        )
        async with self._database.transaction() as session:
            if again is None:
                # What was owed anew meanwhile is another mail.
                await session.exec(delete(NeedMailRow).where(*this, col(NeedMailRow.until) == row.until))
                return
            kept = (await session.exec(select(NeedMailRow).where(*this))).first()
            if kept is not None:
                kept.attempts, kept.due_at = row.attempts + 1, self._clock.now() + again
                session.add(kept)


def _still(row: NeedMailRow, need: Need) -> bool:
    """Whether the need still asks what the mail is about."""
    if row.purpose == ANSWER:
        return need.status == Status.REVIEWED and need.stance is None and need.reply_until == row.until
    return need.status == Status.PASSED_ON and need.owner_due == row.until
