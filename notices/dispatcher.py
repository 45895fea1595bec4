"""Sends what the outbox owes: claims under a lease, sends with no transaction open, marks, backs off, gives up visibly.

Delivery is at least once: only a kill between a channel's answer and our mark can send one message twice, and that is
counted, for each message is marked before it is handed over. Each recipient is marked for themselves, so that a retry
for one person does not reach the others again. At night only what is urgent goes out; the rest waits for the morning.
"""

import asyncio
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from complaints.kinds import Stage, Visibility
from complaints.region import Region, RegionBook
from complaints.tables import ComplaintRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.sealing import KeyRing
from notices import claims
from notices.channel import Channel, Delivered, GaveUp, Message, Outcome, TryLater, handed
from notices.marks import Key, Mark, Marks, Result, marked
from notices.messages import Facts, Links, body, headline, stopping
from notices.quiet import Quiet, free_from
from notices.recipients import Directory, Recipient, read_directory
from notices.rules import Audience
from notices.tables import NoticeRow

LEASE = timedelta(seconds=120)
RESERVE = timedelta(seconds=30)
"""No send starts with less of the lease left: it must be over before somebody else may take the notice."""
TRIES = 10
"""With the pauses below, about eight hours of trying."""
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=2)
AT_ONCE = 8
"""Notices sent side by side."""

_log = logging.getLogger(__name__)


def pause(attempts: int, chance: float) -> timedelta:
    """How long to wait after the `attempts`-th try: doubling from half a minute; `chance` (0 to 1) spreads it."""
    return min(FIRST_PAUSE * 2.0 ** min(attempts - 1, 20), LONGEST_PAUSE) * (0.75 + chance / 2)


@dataclass
class Tally:
    """What one round did, in notices; `postponed` to the morning, `messages` counts the messages taken by a channel."""

    claimed: int = 0
    sent: int = 0
    later: int = 0
    dead: int = 0
    untried: int = 0
    postponed: int = 0
    messages: int = 0


@dataclass
class _Round:
    """What one claimed page shares."""

    lease: datetime
    region: Region
    directory: Directory
    done: dict[Key, dict[tuple[str, str], str]]
    finished: list[Key] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


class Dispatcher:
    """Any number of them may run. `channels` in the order in which they are preferred; without one, pages must do."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        keys: KeyRing,
        regions: RegionBook,
        channels: Sequence[Channel],
        links: Links,
    ) -> None:
        self._database, self._clock, self._keys, self._regions = database, clock, keys, regions
        self._channels, self._links = tuple(channels), links
        self._marks = Marks(database)

    async def run(self, size: int = 100) -> Tally:
        """Handle one page of due notices; `claimed` of 0 says that nothing is due."""
        now = self._clock.now()
        lease = now + LEASE
        async with self._database.transaction() as session:
            page = await claims.claim(session, now, lease, size)
        if not page:
            return Tally()
        work = await self._prepare(page, lease)
        ready = await self._awake(page, work)
        gate = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for notice, recipients in ready:
                group.create_task(self._handle(notice, recipients, work, gate))
        async with self._database.transaction() as session:
            await claims.sent(session, work.finished, lease, self._clock.now())
        work.tally.claimed, work.tally.sent = len(page), len(work.finished)
        return work.tally

    async def _prepare(self, page: Sequence[NoticeRow], lease: datetime) -> _Round:
        region = await self._regions.current()
        if not self._channels:
            return _Round(lease, region, Directory(), {})
        ways, now = frozenset(channel.name for channel in self._channels), self._clock.now()
        async with self._database.reading() as session:
            directory = await read_directory(session, self._keys, page, region.reach, now, ways)
            done = await marked(session, page)
        return _Round(lease, region, directory, done)

    async def _awake(self, page: Sequence[NoticeRow], work: _Round) -> list[tuple[NoticeRow, list[Recipient]]]:
        """What may go out now and to whom; what has nobody to go to is done, the rest is put off until the morning."""
        now, quiet = self._clock.now(), Quiet.read(work.region.quiet)
        ready: list[tuple[NoticeRow, list[Recipient]]] = []
        until: dict[Key, datetime] = {}
        for notice in page:
            key, recipients = (notice.complaint_id, notice.notice_id), work.directory.recipients(notice)
            if not recipients:
                work.finished.append(key)
                continue
            exempt = notice.urgent or notice.audience == Audience.ON_CALL
            morning = now if exempt else free_from(quiet, now, self._zone(notice, work))
            if morning > now:
                until[key] = morning
            else:
                ready.append((notice, recipients))
        if until:
            async with self._database.transaction() as session:
                await claims.postponed(session, until, work.lease)
        work.tally.postponed = len(until)
        return ready

    def _zone(self, notice: NoticeRow, work: _Round) -> ZoneInfo:
        """Where the unit concerned is; before there is one, the region's own zone."""
        unit = notice.unit or work.directory.complaints[notice.complaint_id].unit
        return ZoneInfo(work.region.timezone_of(unit))

    async def _handle(
        self, notice: NoticeRow, recipients: Sequence[Recipient], work: _Round, gate: asyncio.Semaphore
    ) -> None:
        """Send one notice to all its recipients and record what became of it."""
        key = (notice.complaint_id, notice.notice_id)
        async with gate:
            outcomes: list[Outcome] = []
            for recipient in recipients:
                if self._clock.now() > work.lease - RESERVE:
                    await self._give_back(key, work, tried=bool(outcomes))
                    return
                outcomes.append(await self._reach(recipient, notice, work))
            await self._conclude(notice, outcomes, work)

    async def _reach(self, recipient: Recipient, notice: NoticeRow, work: _Round) -> Outcome:
        """Try a recipient's channels in order until one takes the message or asks for patience."""
        key = (notice.complaint_id, notice.notice_id)
        done = work.done.get(key, {})
        if any(who == recipient.id and outcome == "delivered" for (_, who), outcome in done.items()):
            return Delivered()
        last: Outcome = Delivered()
        for channel in self._channels:
            address = recipient.addresses.get(channel.name)
            if address is None:
                continue
            if done.get((channel.name, recipient.id)) == "gave_up":
                last = GaveUp("given up before")
                continue
            mark = partial(Mark, *key, channel.name, recipient.id)
            await self._marks.note(mark("sending", None, self._clock.now()))
            last = await handed(channel, self._message(address, recipient, notice, work))
            if not (isinstance(last, TryLater) and last.unsure):
                await self._marks.note(mark(*_became(last), self._clock.now()))
            if isinstance(last, Delivered):
                work.tally.messages += 1
            if not isinstance(last, GaveUp):
                return last
        return last

    def _message(self, address: str, recipient: Recipient, notice: NoticeRow, work: _Round) -> Message:
        parts = work.directory.parts.get(notice.complaint_id, ())
        facts = facts_of(notice, work.directory.shown(notice), work.region, parts)
        joined = work.directory.complaints.get(recipient.joined) if recipient.joined else None
        if joined is not None:
            facts = told_as_follower(facts, joined, recipient.follower)
        key = f"{notice.notice_id}:{recipient.id}"
        return Message(key, address, headline(facts), body(facts, self._links), facts, stopping(facts, self._links))

    async def _conclude(self, notice: NoticeRow, outcomes: Sequence[Outcome], work: _Round) -> None:
        key = (notice.complaint_id, notice.notice_id)
        waiting = [outcome for outcome in outcomes if isinstance(outcome, TryLater)]
        lost = [outcome for outcome in outcomes if isinstance(outcome, GaveUp) and not outcome.closed]
        now = self._clock.now()
        if waiting and notice.attempts < TRIES:
            asked = max((outcome.after for outcome in waiting if outcome.after), default=timedelta())
            wait = max(asked, pause(notice.attempts, random.random()))  # noqa: S311 - spreads load, keeps no secret
            async with self._database.transaction() as session:
                await claims.later(session, key, work.lease, now + wait)
            work.tally.later += 1
        elif waiting or lost:
            reason = (waiting or lost)[0].reason[:200]
            async with self._database.transaction() as session:
                await claims.dead(session, key, work.lease, now, reason)
            work.tally.dead += 1
            _log.warning(
                "notice %s of %s given up after %d tries: %s", notice.notice_id, key[0], notice.attempts, reason
            )
        else:
            work.finished.append(key)

    async def _give_back(self, key: Key, work: _Round, tried: bool) -> None:
        async with self._database.transaction() as session:
            if tried:
                await claims.later(session, key, work.lease, self._clock.now())
            else:
                await claims.untried(session, key, work.lease)
        work.tally.untried += 1


def _became(outcome: Outcome) -> tuple[Result, str | None]:
    """An outcome as it is marked."""
    match outcome:
        case Delivered():
            return "delivered", None
        case TryLater(reason=reason):
            return "later", reason[:200]
        case GaveUp(reason=reason):
            return "gave_up", reason[:200]


def facts_of(notice: NoticeRow, complaint: ComplaintRow, region: Region, parts: tuple[str, ...] = ()) -> Facts:
    """What a notice may mention of its complaint."""
    unit = region.unit.get(complaint.unit or "")
    return Facts(
        code=complaint.code,
        complaint_id=complaint.complaint_id,
        event=notice.event,
        audience=Audience(notice.audience),
        service=region.service_name,
        timezone=region.timezone,
        zone_label=region.zone_label,
        # A follower may be shown the case theirs was merged into since, whose log is another one.
        version=notice.version if complaint.complaint_id == notice.complaint_id else 0,
        unit=unit.name if unit else "",
        stage=Stage(notice.stage) if notice.stage else None,
        promised=notice.promised,
        discreet=_withheld(complaint),
        parts=parts,
        said=region.messages,
    )


def told_as_follower(facts: Facts, joined: ComplaintRow, follower: UUID | None) -> Facts:
    """The facts for somebody who joined a case or, without `follower`, told one that was merged.

    If their own was confidential, no more is said than that there is news of it.
    """
    discreet = facts.discreet or (follower is None and _withheld(joined))
    return msgspec.structs.replace(
        facts, follower=follower, joined=(joined.code, joined.complaint_id), discreet=discreet
    )


def _withheld(complaint: ComplaintRow) -> bool:
    return complaint.visibility == Visibility.CONFIDENTIAL or complaint.restricted or complaint.sensitive
