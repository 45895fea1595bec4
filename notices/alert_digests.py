"""Tells whoever wanted to hear of new public complaints: the letter that asks for a yes, and a digest a morning.

A digest is claimed by moving its day forward before anything is sent, and counts as told only once a channel has taken
it. So two senders never tell the same, and whatever is cut off between sending and marking is not repeated that day:
what it told stands in the next morning's digest once more. Nobody gets two a day, and nothing that was published goes
untold, but for what an outage of more than FARTHEST leaves to the list itself. The letter is harmless and goes by
the other side: it may come twice.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text, update
from sqlmodel import col, func, select

from complaints.newly_published import Fresh, NewlyPublished
from complaints.region import Region, RegionBook
from complaints.views import Line
from foundation.clock import Clock
from foundation.database import Database
from foundation.sealing import CannotOpen, KeyRing
from notices.alert_words import AlertLinks, digest, letter
from notices.channel import Channel, Delivered, GaveUp, Message, Outcome, TryLater, handed
from notices.quiet import Quiet, free_from
from people.alerts import PLACE, Alert, Alerts, next_morning
from people.tables import AlertRow
from people.telegram import Chats

PAUSE = timedelta(minutes=15)
"""Before what could not be sent is tried again; doubled with each try."""
LETTERS = 6
"""Tries to send a letter."""
BOUNCES = 3
"""Mornings in a row on which an address took nothing, after which it is forgotten."""
SETTLED = timedelta(minutes=2)
"""What was published just now may not be committed yet; it is told the next morning."""
FARTHEST = timedelta(days=14)
"""What is older is not told any more, however long nothing could be sent."""
MOST = 200
"""Complaints a digest counts."""
PAGES = 50
"""Claimed in one run; the rest is due still, and the next run begins soon."""
AT_ONCE = 8
"""Messages sent side by side."""

_CLAIM = (
    "UPDATE alerts a SET due_at = {next}, tries = a.tries + 1 FROM (SELECT alert_id FROM alerts "
    "WHERE due_at <= :now AND {which} ORDER BY due_at LIMIT :size FOR UPDATE SKIP LOCKED) d "
    "WHERE a.alert_id = d.alert_id RETURNING a.alert_id"
)
_CLAIM_LETTERS = text(
    _CLAIM.format(
        next="CAST(:now AS timestamptz) + CAST(:pause AS interval) * power(2, a.tries)", which="told_until IS NULL"
    )
)
_CLAIM_DIGESTS = text(_CLAIM.format(next=":morning", which="told_until IS NOT NULL"))


@dataclass(frozen=True)
class _Round:
    """What the digests of one run share."""

    region: Region
    until: datetime
    morning: datetime
    fresh: Sequence[Fresh]


class AlertDigests:
    """Any number of them may run."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        keys: KeyRing,
        regions: RegionBook,
        channels: Sequence[Channel],
        links: AlertLinks,
    ) -> None:
        self._database, self._clock, self._keys, self._regions = database, clock, keys, regions
        self._channels, self._links = {channel.name: channel for channel in channels}, links
        self._alerts, self._news, self._chats = Alerts(database, clock, keys), NewlyPublished(database), Chats(keys)

    async def run(self, size: int = 20) -> int:
        """Send every letter and every digest that is due, and forget what nobody confirmed; how many were taken.

        Claimed are `size` at a time: so many, at most, wait for the next morning where a sender is killed.
        """
        await self._alerts.forget()
        region, now = await self._regions.current(), self._clock.now()
        sent = 0
        while page := await self._claimed(_CLAIM_LETTERS, now, size, pause=PAUSE):
            sent += sum(await asyncio.gather(*(self._ask(row, region) for row in page)))
        zone = ZoneInfo(region.timezone)
        if free_from(Quiet.read(region.quiet), now, zone) > now or (oldest := await self._oldest(now)) is None:
            return sent
        until = now - SETTLED
        fresh = await self._news.between(max(oldest, now - FARTHEST), until)
        work = _Round(region, until, next_morning(now, zone), fresh)
        for _page in range(PAGES):
            page = await self._claimed(_CLAIM_DIGESTS, now, size, morning=work.morning)
            if not page:
                break
            sent += await self._tell(page, work)
        return sent

    async def _claimed(self, statement: object, now: datetime, size: int, **values: object) -> Sequence[AlertRow]:
        """Alerts that are due, which by that are due again only later: nobody else takes them now.

        `now` is when the run began: who falls due after it may have heard last before what the run has looked up.
        """
        values |= {"now": now, "size": size}
        async with self._database.transaction() as session:
            ids = [row[0] for row in await session.exec(statement, params=values)]  # type: ignore[call-overload]
            return (await session.exec(select(AlertRow).where(col(AlertRow.alert_id).in_(ids)))).all() if ids else ()

    async def _oldest(self, now: datetime) -> datetime | None:
        """Until when whoever is due and heard last has heard; None where nobody is due."""
        due = col(AlertRow.due_at) <= now
        async with self._database.reading() as session:
            return (await session.exec(select(func.min(AlertRow.told_until)).where(due))).one()

    async def _ask(self, row: AlertRow, region: Region) -> bool:
        """Send the letter; whether it was taken."""
        address, channel = await self._address(row), self._channels.get("email")
        if address is None or channel is None or row.tries > LETTERS:
            await self._set(row.alert_id, due_at=None)
            return False
        words = letter(_alert(row), region, self._links, row.language)
        match await handed(channel, Message(f"alert:{row.alert_id}", address, words.subject, words.body)):
            case Delivered():
                await self._set(row.alert_id, due_at=None, tries=0)
                return True
            case GaveUp():
                await self._alerts.stop(row.alert_id)
        return False

    async def _tell(self, page: Sequence[AlertRow], work: _Round) -> int:
        """Send a page of digests; how many were taken."""
        lines = await self._news.lines([one.id for one in work.fresh])
        gate, idle = asyncio.Semaphore(AT_ONCE), list[UUID]()
        tasks = []
        async with asyncio.TaskGroup() as group:
            for row in page:
                told = told_of(_alert(row), row.told_until or work.until, work.fresh, lines, work.region)[:MOST]
                if told:
                    tasks.append(group.create_task(self._send(row, told, work, gate)))
                else:
                    idle.append(row.alert_id)
        await self._set(*idle, told_until=work.until, tries=0)
        return sum(task.result() for task in tasks)

    async def _send(self, row: AlertRow, told: Sequence[Line], work: _Round, gate: asyncio.Semaphore) -> bool:
        async with gate:
            # Read again at the last moment: who has just ended it hears nothing more, and nobody of what is hidden now.
            lines = await self._news.lines([line.id for line in told])
            if not (told := [lines[line.id] for line in told if line.id in lines]):
                await self._set(row.alert_id, told_until=work.until, tries=0)
                return False
            channel = self._channels.get("telegram" if row.chat_id else "email")
            address, language = await self._address(row), await self._language(row)
            if address is None or channel is None:  # a way out that is not set here may be again tomorrow
                return False
            words = digest(_alert(row), told, work.region, self._links, language, chat=row.chat_id is not None)
            message = Message(
                f"alert:{row.alert_id}:{work.morning.date()}",
                address,
                words.subject,
                words.body,
                stop=self._links.stop_alert(row.alert_id),
                alert=row.alert_id,
            )
            return await self._became(row, await handed(channel, message), work)

    async def _became(self, row: AlertRow, outcome: Outcome, work: _Round) -> bool:
        match outcome:
            case Delivered():
                await self._set(row.alert_id, told_until=work.until, tries=0, bounces=0)
                return True
            case TryLater(unsure=False, after=after):
                # It is certain that nothing went out, so the same day may see another try.
                wait = max(after or timedelta(), PAUSE * 2.0 ** min(row.tries - 1, 10))
                await self._set(row.alert_id, due_at=min(self._clock.now() + wait, work.morning))
            case GaveUp(closed=closed) if closed or row.bounces + 1 >= BOUNCES:
                await self._alerts.stop(row.alert_id)
            case GaveUp():
                await self._set(row.alert_id, bounces=row.bounces + 1)
        return False

    async def _address(self, row: AlertRow) -> str | None:
        """Where it goes now: the address or the id of the chat; None where it ended meanwhile.

        One whose key is gone can be opened by nobody ever again, and is forgotten.
        """
        async with self._database.reading() as session:
            found = select(AlertRow.email, AlertRow.chat_id).where(col(AlertRow.alert_id) == row.alert_id)
            now = (await session.exec(found)).first()
        if now is None or now[1] is not None:
            return str(now[1]) if now else None
        try:
            return self._keys.open(now[0] or b"\0", PLACE)
        except CannotOpen:
            await self._alerts.stop(row.alert_id)
            return None

    async def _language(self, row: AlertRow) -> str:
        """A chat's own, which may have changed since."""
        if row.chat_id is None:
            return row.language
        async with self._database.reading() as session:
            chat = await self._chats.by_id(session, row.chat_id)
        return chat.language if chat else row.language

    async def _set(self, *ids: UUID, **values: object) -> None:
        if ids:
            async with self._database.transaction() as session:
                await session.exec(update(AlertRow).where(col(AlertRow.alert_id).in_(ids)).values(**values))


def told_of(
    alert: Alert, since: datetime, fresh: Sequence[Fresh], lines: Mapping[UUID, Line], region: Region
) -> list[Line]:
    """What an alert tells of what became public after `since`, in the order of `fresh`: what lies in its area, or in
    one of those within, and is on its topic."""
    within = frozenset(region.below(alert.area)) if alert.area else None
    return [
        line
        for one in fresh
        if one.at > since
        and (line := lines.get(one.id)) is not None
        and (within is None or line.area in within)
        and alert.topic in ("", line.topic)
    ]


def _alert(row: AlertRow) -> Alert:
    return Alert(row.alert_id, row.area, row.topic, row.told_until is not None)
