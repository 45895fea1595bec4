"""Makes what officers asked for, one after another, and tells recipients of schedules where their report lies."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

from foundation.errors import ServiceError
from notices.channel import Channel, GaveUp, TryLater, handed
from notices.owed_mails import mailing_channel
from notices.quiet import Quiet, free_from
from people.actor import Actor, Post
from service.exchanging import take_in
from service.report_mail import address_of, letter
from sla.report_jobs import Job, Jobs, Lease, Lost, Work
from sla.report_schedules import Schedules
from web.exchange_table import exchange_files
from web.house import House
from web.report_files import evidence_files, report_files

_log = logging.getLogger(__name__)
PULSE = 20.0
"""Seconds from one word of how far it has come to the next."""


async def actor_of(house: House, officer: object) -> Actor:
    """The officer with the posts held now; without a post where the account is disabled or gone."""
    region = await house.region.current()
    for one in await house.accounts.all():
        if one.id == officer and not one.disabled:
            return Actor("officer", one.id, tuple(Post(role, unit, region.reach(unit)) for role, unit in one.posts))
    return Actor("officer")


class Making:
    """Any number of workers may make at once: each job is one's own for as long as its lease is renewed."""

    def __init__(self, house: House) -> None:
        self._house, self._jobs = house, Jobs(house.database, house.clock)

    async def run(self) -> int:
        """Make everything that waits, and forget what is past its time; how many were made."""
        made = 0
        while (lease := await self._jobs.claim()) is not None:
            made += await self._make(lease)
        await self._jobs.sweep()
        return made

    async def _make(self, lease: Lease) -> bool:
        held = _Held(self._jobs, lease)
        try:
            async with held.kept():
                work = await self._work(lease.job, held)
            await self._jobs.done(held.lease, work)
        except Lost:
            return False
        except ServiceError as error:
            await self._failed(held, str(error), again=False)
            return False
        except Exception as fault:  # noqa: BLE001 - one job's fault must not keep the others from being made
            # What its words are is not kept: they may repeat a citizen's.
            frames = "".join(traceback.format_tb(fault.__traceback__))
            _log.error("job %s failed: %s\n%s", lease.job.id, type(fault).__name__, frames)
            await self._failed(held, type(fault).__name__, again=True)
            return False
        return True

    async def _failed(self, held: "_Held", fault: str, *, again: bool) -> None:
        try:
            await self._jobs.failed(held.lease, fault, again=again)
        except Lost:
            return

    async def _work(self, job: Job, held: "_Held") -> Work:
        actor = await actor_of(self._house, job.asked_by)
        if job.wish.kind == "report":
            return await report_files(self._house, actor, job, held.came)
        if job.wish.kind == "exchange":
            return await exchange_files(self._house, actor, job, held.came)
        if job.wish.kind == "import":
            return Work(result=await take_in(self._house, actor, job, held.stands_at))
        return await evidence_files(self._house, actor, job, held.came)


class _Held:
    """A job in hand: its lease is renewed while the work goes on."""

    def __init__(self, jobs: Jobs, lease: Lease) -> None:
        self._jobs, self.lease = jobs, lease
        self.progress = lease.job.progress
        self._one = asyncio.Lock()

    async def came(self, progress: int) -> None:
        """It has come so far; raises Lost."""
        self.progress = progress
        async with self._one:
            self.lease = await self._jobs.came_to(self.lease, progress)

    def stands_at(self, progress: int) -> None:
        """The same from work that cannot wait; told with the next pulse."""
        self.progress = progress

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        pulse = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            pulse.cancel()
            await asyncio.gather(pulse, return_exceptions=True)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(PULSE)
            await self.came(self.progress)


async def ask_for_due(house: House) -> int:
    """Ask for the monthly reports that are owed by now."""
    policy = await house.policies.current()
    return await Schedules(house.database, house.clock).due(policy.calendar)


async def tell(house: House, channels: Sequence[Channel], root: str) -> int:
    """Send the link of each finished report of a schedule; never at night, and never the file itself.

    The file may hold small numbers that tell of persons, and has the recipient's own sight: it is fetched by whoever
    signs in, and does not lie in a mailbox.
    """
    mailing = mailing_channel(channels)
    jobs, region, now = Jobs(house.database, house.clock), await house.region.current(), house.clock.now()
    if mailing is None or free_from(Quiet.read(region.quiet), now, ZoneInfo(region.timezone)) > now:
        return 0
    sent = 0
    for job in await jobs.unmailed():
        address = await address_of(house.database, house.keys, job.asked_by)
        outcome = await handed(mailing, letter(job, address, region, root)) if address else GaveUp("no address")
        if not isinstance(outcome, TryLater):
            await jobs.mailed(job.id)
            sent += not isinstance(outcome, GaveUp)
    return sent
