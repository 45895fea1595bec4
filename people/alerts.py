"""Wishes to hear of new public complaints: asked for, confirmed by whoever is to hear, listed, ended. No account."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.sealing import KeyRing
from people.tables import AlertRow, ChatLinkRow
from people.telegram import make_link, token_hash

LETTER_LASTS = timedelta(hours=48)
"""How long somebody may confirm what was asked for at their address; then the address is forgotten."""
LINK_LASTS = timedelta(hours=1)
"""How long a link into a chat can be used."""
MORNING = time(7)
"""When digests are due, by the clock on the region's walls."""
MOST = 10
"""Alerts that one address or chat may have."""
PLACE = "alerts.email"
"""Where addresses are sealed for, and indexed."""


class Alert(NamedTuple):
    """What somebody wants to hear of; an empty code does not narrow. `live`: whether they confirmed it."""

    id: UUID
    area: str
    topic: str
    live: bool


def next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """When the next digest is due: at MORNING of the local day after this one, so that no day has two."""
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), MORNING, zone)


class Alerts:
    """Every call is a transaction of its own, but for those that are given a session."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def ask(self, email: str, area: str, topic: str, language: str) -> UUID:
        """Note a wish, and that a letter is owed which asks for a yes; `email` is in order already.

        It is the same whether or not the address has this alert: looking would tell, if only by the time it takes.
        """
        now = self._clock.now()
        row = AlertRow(
            alert_id=uuid4(),
            area=area,
            topic=topic,
            language=language,
            email=self._keys.seal(email, PLACE),
            email_index=self._keys.blind(email, PLACE),
            asked_at=now,
            expires_at=now + LETTER_LASTS,
            due_at=now,
        )
        async with self._database.transaction() as session:
            session.add(row)
        return row.alert_id

    async def chat_link(self, area: str, topic: str, language: str) -> str:
        """A token that makes the chat that shows it first hear of this; nothing of anybody is kept until then."""
        now = self._clock.now()
        row = AlertRow(
            alert_id=uuid4(), area=area, topic=topic, language=language, asked_at=now, expires_at=now + LINK_LASTS
        )
        async with self._database.transaction() as session:
            session.add(row)
            await session.flush()
            return await make_link(session, "alert", row.alert_id, now + LINK_LASTS)

    async def found(self, alert_id: UUID) -> Alert | None:
        """What was asked for or is wished; None once it ended, or was not confirmed in time."""
        async with self._database.reading() as session:
            row = await session.get(AlertRow, alert_id)
        return None if row is None or _over(row, self._clock.now()) else _alert(row)

    async def confirm(self, alert_id: UUID, zone: ZoneInfo) -> bool:
        """From now on the address hears of it; doing it twice is doing it once. False where it has MOST already.

        Nothing happens where the wish is gone.
        """
        now = self._clock.now()
        async with self._database.transaction() as session:
            asked = await session.get(AlertRow, alert_id)
            if asked is None or asked.email_index is None or _over(asked, now):
                return True
            # Whoever confirms two at the same moment confirms one after the other.
            mine = col(AlertRow.email_index) == asked.email_index
            held = select(AlertRow).where(mine).order_by(col(AlertRow.alert_id)).with_for_update()
            rows = (await session.exec(held)).all()
            row = next((one for one in rows if one.alert_id == alert_id), None)
            if row is None or row.told_until is not None:
                return True
            return await _begin(session, row, [one for one in rows if one.told_until is not None], now, zone)

    async def stop(self, alert_id: UUID) -> None:
        """Take the wish away, with how to reach whoever had it."""
        async with self._database.transaction() as session:
            await session.exec(delete(AlertRow).where(col(AlertRow.alert_id) == alert_id))

    async def forget(self) -> int:
        """Take away what nobody confirmed in time; returns how many."""
        late = col(AlertRow.expires_at) <= self._clock.now()
        async with self._database.transaction() as session:
            return (await session.exec(delete(AlertRow).where(late))).rowcount


async def tie(session: AsyncSession, alert_id: UUID, chat_id: UUID, now: datetime, zone: ZoneInfo) -> bool:
    """The chat hears of it from now on; False where it has MOST, or the wish is gone. The caller holds the chat."""
    row = await session.get(AlertRow, alert_id, with_for_update=True)
    if row is None or row.told_until is not None or row.email_index is not None or _over(row, now):
        return False
    others = (await session.exec(select(AlertRow).where(_in_chat(chat_id)))).all()
    return await _begin(session, row, others, now, zone, chat_id)


async def in_chat(session: AsyncSession, chat_id: UUID) -> list[Alert]:
    """What a chat hears of, the oldest first."""
    found = select(AlertRow).where(_in_chat(chat_id)).order_by(col(AlertRow.asked_at), col(AlertRow.alert_id))
    return [_alert(row) for row in (await session.exec(found)).all()]


async def stop_in_chat(session: AsyncSession, chat_id: UUID, alert_id: UUID | None = None) -> int:
    """Take away one of a chat's alerts, or all of them; returns how many."""
    gone = delete(AlertRow).where(_in_chat(chat_id))
    if alert_id is not None:
        gone = gone.where(col(AlertRow.alert_id) == alert_id)
    return (await session.exec(gone)).rowcount


async def alert_of_link(session: AsyncSession, token: str) -> UUID | None:
    """The alert that a link leads or led to, used or not; None for any other link. It gives no right to it."""
    found = select(ChatLinkRow.subject).where(
        col(ChatLinkRow.token) == token_hash(token), col(ChatLinkRow.purpose) == "alert"
    )
    return (await session.exec(found)).first()


async def counted(session: AsyncSession) -> int:
    """How many alerts there are that somebody confirmed."""
    live = select(func.count()).select_from(AlertRow).where(col(AlertRow.told_until).is_not(None))
    return (await session.exec(live)).one()


async def _begin(
    session: AsyncSession,
    row: AlertRow,
    others: Sequence[AlertRow],
    now: datetime,
    zone: ZoneInfo,
    chat_id: UUID | None = None,
) -> bool:
    """Make it live in place of the same wish from before; False, and forgotten, where there are too many."""
    same = [one for one in others if (one.area, one.topic) == (row.area, row.topic)]
    if not same and len(others) >= MOST:
        await session.delete(row)
        return False
    for one in same:
        await session.delete(one)
    await session.flush()  # gone before the one that takes its place is there
    row.chat_id, row.told_until, row.expires_at, row.due_at = chat_id, now, None, next_morning(now, zone)
    row.tries = row.bounces = 0
    session.add(row)
    return True


def _in_chat(chat_id: UUID) -> ColumnElement[bool]:
    return col(AlertRow.chat_id) == chat_id


def _over(row: AlertRow, now: datetime) -> bool:
    return row.expires_at is not None and row.expires_at <= now


def _alert(row: AlertRow) -> Alert:
    return Alert(row.alert_id, row.area, row.topic, row.told_until is not None)
