"""Tells administrators of alarms by e-mail: each of them once for each time that an alarm is raised, and by day."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.region import Region, RegionBook
from foundation.clock import Clock
from foundation.database import Database
from foundation.language import mark as _
from foundation.language import translations
from foundation.sealing import CannotOpen, KeyRing
from notices.alarms import TEXTS, Alarm
from notices.channel import Channel, Delivered, Message, Outcome, TryLater
from notices.quiet import Quiet, free_from
from notices.tables import AlarmRow
from people.actor import Role
from people.held_posts import held_at
from people.tables import OfficerRow, PostRow, UnitRow

# Only of the raising that was read: one that ended and began anew meanwhile is told of by itself.
_TOLD = text("UPDATE alarms SET told = told || to_jsonb(CAST(:officer AS text)) WHERE name = :name AND since = :since")
_ALL_TOLD = text("UPDATE alarms SET told_at = :at WHERE name = :name AND since = :since")

_GREETING = _("Yth. Administrator,")
_LINK = _("Buka halaman sistem:")
_FROM = _("Salam hormat,")


class AlarmMail:
    """Run by one worker at a time. A kill between a channel's answer and our mark may tell one person twice.

    `page` is the whole address of the page on which the alarms stand. Who cannot be reached now is tried again at the
    next run, for as long as the alarm lasts; who never can be, is left out.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        keys: KeyRing,
        regions: RegionBook,
        channels: Sequence[Channel],
        page: str,
    ) -> None:
        self._database, self._clock, self._keys, self._regions = database, clock, keys, regions
        self._channels, self._page = tuple(channels), page

    async def run(self) -> int:
        """Tell of every alarm that somebody has not been told of; how many messages a channel took."""
        async with self._database.reading() as session:
            untold = await _untold(session)
        if not untold or not self._channels:
            return 0
        region, now = await self._regions.current(), self._clock.now()
        if free_from(Quiet.read(region.quiet), now, ZoneInfo(region.timezone)) > now:
            return 0
        async with self._database.reading() as session:
            addresses = await self._administrators(session, now)
        return sum([await self._tell(row, addresses, region) for row in untold])

    async def _tell(self, row: AlarmRow, addresses: dict[UUID, str], region: Region) -> int:
        taken, waiting = 0, False
        for officer, address in addresses.items():
            if str(officer) in row.told:
                continue
            outcome = await self._send(_message(row, officer, address, region, self._page))
            waiting = waiting or isinstance(outcome, TryLater)
            taken += isinstance(outcome, Delivered)
            if not isinstance(outcome, TryLater):
                await self._mark(_TOLD, row, officer=str(officer))
        if addresses and not waiting:
            await self._mark(_ALL_TOLD, row, at=self._clock.now())
        return taken

    async def _send(self, message: Message) -> Outcome:
        outcome: Outcome = TryLater("no channel")
        for channel in self._channels:
            try:
                outcome = await channel.send(message)
            except Exception as fault:  # noqa: BLE001 - one person's fault must not keep the others from being told
                outcome = TryLater(type(fault).__name__)
            if isinstance(outcome, Delivered):
                break
        return outcome

    async def _mark(self, statement: object, row: AlarmRow, **values: object) -> None:
        async with self._database.transaction() as session:
            await session.exec(statement, params={"name": row.name, "since": row.since, **values})  # type: ignore[call-overload]

    async def _administrators(self, session: AsyncSession, now: datetime) -> dict[UUID, str]:
        """Whoever holds the post now and has an address that can be opened."""
        found = await session.exec(
            select(OfficerRow.officer_id, OfficerRow.email)
            .join(PostRow, col(PostRow.officer_id) == col(OfficerRow.officer_id))
            .join(UnitRow, col(UnitRow.code) == col(PostRow.unit))
            .where(
                col(PostRow.role) == str(Role.ADMINISTRATOR),
                col(OfficerRow.disabled_at).is_(None),
                col(OfficerRow.email).is_not(None),
                held_at(now),
            )
            .order_by(col(OfficerRow.officer_id))
        )
        addresses = {}
        for officer, sealed in found:
            try:
                addresses[officer] = self._keys.open(sealed or b"", "officers.email")
            except CannotOpen:
                continue
        return addresses


async def _untold(session: AsyncSession) -> Sequence[AlarmRow]:
    waiting = col(AlarmRow.told_at).is_(None) & col(AlarmRow.ended_at).is_(None)
    rows = await session.exec(select(AlarmRow).where(waiting).order_by(AlarmRow.name))
    return [row for row in rows.all() if row.name in TEXTS]


def _message(row: AlarmRow, officer: UUID, address: str, region: Region, page: str) -> Message:
    alarm, say = Alarm(row.name, row.since, row.facts), translations("id").gettext
    words = [
        say(_GREETING),
        alarm.what(),
        alarm.remedy(),
        f"{say(_LINK)}\n{page}",
        f"{say(_FROM)}\n{region.service_name}",
    ]
    key = f"alarm:{row.name}:{row.since.isoformat()}:{officer}"
    return Message(key, address, alarm.what(), "\n\n".join(words) + "\n")
