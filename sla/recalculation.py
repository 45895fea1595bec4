"""Computes open promises anew after the calendar or the rules have changed, as recorded events.

A promise that was moved already does not move again. So whoever finds a recalculation unfinished, because a process
was killed, begins it anew and loses nothing.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import numpy as np
from uuid_utils.compat import uuid7

from complaints.commands import Order, Recompute
from complaints.complaint import Complaint
from complaints.events import PromiseMoved
from complaints.handling import Handling
from complaints.kinds import Stage
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Refused
from foundation.side_by_side import SideBySide
from people.actor import SYSTEM
from sla import changes
from sla.dues import Dues, Mask
from sla.open_clocks import OpenClock, extent, pages
from sla.policies import PolicyBook
from sla.policy import Policy
from workdays.calendar_set import CalendarSet
from workdays.many import Micros, instants, moment

PAGE = 200
"""Cases handled in one transaction."""
AT_ONCE = 2
"""Pages in hand: while the database writes one, another is decided."""
EXAMPLES = 10

Progress = Callable[[int, int], None]
"""Told how many open promises have been seen, and how many there are."""

_log = logging.getLogger(__name__)


class Example(NamedTuple):
    """One promise that would get another date."""

    code: str
    stage: Stage
    unit: str | None
    before: datetime
    after: datetime


class Preview(NamedTuple):
    """How many open promises would move, and how many not; `cases` count each case once a direction.

    What would be later moves only where that is asked for. Examples are never of cases that are confidential or under
    oversight.
    """

    earlier: int = 0
    later: int = 0
    unmoved: int = 0
    earlier_cases: int = 0
    later_cases: int = 0
    examples: tuple[Example, ...] = ()


class Applied(NamedTuple):
    """How many promises were moved in how many cases, and whether every open one has been seen."""

    moved: int = 0
    cases: int = 0
    finished: bool = True


def quiet(done: int, total: int) -> None:
    """A `Progress` that says nothing."""


class _Done:
    """Adds up pages."""

    def __init__(self) -> None:
        self.moved = self.cases = self.failed = 0

    def add(self, page: tuple[list[int], int]) -> None:
        moved, failed = page
        self.moved, self.cases, self.failed = self.moved + sum(moved), self.cases + len(moved), self.failed + failed


class Recalculation:
    """Looks at every open promise, page by page; the road moves those whose date is another one now."""

    def __init__(self, database: Database, clock: Clock, handling: Handling, policies: PolicyBook) -> None:
        self._database, self._clock, self._handling, self._policies = database, clock, handling, policies

    async def preview(self, after: CalendarSet | None = None) -> Preview:
        """What would move now, by the rules in force and these calendars, or those in force. Writes nothing."""
        policy = await (self._policies.under(after) if after else self._policies.current())
        now = self._clock.now()
        open_ = await extent(self._database, now)
        dues, told = Dues(policy, open_.first, open_.last), Preview()
        async for page in pages(self._database, now):
            found, unsure = dues.again([one.running for one in page])
            told = _told(told, page, await self._by_their_logs(page, found, unsure, policy), now)
        return told

    async def _by_their_logs(self, page: Sequence[OpenClock], found: Micros, unsure: Mask, policy: Policy) -> Micros:
        """`found`, with promises whose clocks stood still as the logs of their cases tell them."""
        places = np.flatnonzero(unsure).tolist()
        asked = list(dict.fromkeys(page[place].complaint_id for place in places))
        moved: dict[tuple[UUID, str], datetime] = {}
        for start in range(0, len(asked), PAGE):
            orders = [
                (Order(one, Recompute("preview", True), "preview"), SYSTEM) for one in asked[start : start + PAGE]
            ]
            for (order, _), events in zip(orders, await self._handling.foresee(orders, policy), strict=True):
                moved |= {(order.complaint_id, one.stage): one.due for one in events if isinstance(one, PromiseMoved)}
        for place in places:
            due = moved.get((page[place].complaint_id, page[place].running.stage))
            found[place] = instants([due])[0] if due else page[place].running.due
        return found

    async def ask(self, by: str, reason: str, later_too: bool) -> None:
        """Ask that open promises be computed anew; `settle` does it. `by` is as in the log of complaints."""
        self._policies.forget()
        await changes.note(self._database, await self._policies.current(), by, reason, later_too, self._clock.now())

    async def settle(self, progress: Progress = quiet, seconds: float | None = None) -> Applied:
        """Do what somebody, or a change of calendar or rules, asks for; nothing where nothing does.

        After so many seconds the rest is left to the next time.
        """
        self._policies.forget()
        policy = await self._policies.current()
        wanted = await changes.wanted(self._database, policy, self._clock.now())
        if wanted is None:
            return Applied()
        applied = await self.apply(wanted.reason, wanted.later_too, progress, seconds)
        if applied.finished:
            await changes.finish(self._database, wanted.rows, self._clock.now())
        if applied.moved:
            _log.info("%d promises in %d cases were given another date", applied.moved, applied.cases)
        return applied

    async def apply(
        self, reason: str, later_too: bool, progress: Progress = quiet, seconds: float | None = None
    ) -> Applied:
        """Move every open promise whose date is another one by the rules and the calendar in force.

        Only earlier, unless `later_too`. A page of cases is one transaction; a second run finds nothing.
        """
        end = time.monotonic() + seconds if seconds else None
        policy, now = await self._policies.current(), self._clock.now()
        open_ = await extent(self._database, now)
        dues, command = Dues(policy, open_.first, open_.last), Recompute(reason, later_too)
        done, seen, stopped = _Done(), 0, False
        async with SideBySide(AT_ONCE, done.add) as running:
            async for page in pages(self._database, now):
                concerned = _concerned(page, dues, later_too, now)
                before = {(one.complaint_id, one.running.stage): one.running.due for one in page}
                for start in range(0, len(concerned), PAGE):
                    await running.room()
                    progress(seen + len(page) * start // len(concerned), open_.clocks)
                    # What a change in between asks for is for the next time, which knows its reason.
                    stopped = bool(end and time.monotonic() > end) or await self._policies.current() is not policy
                    if stopped:
                        break
                    running.begin(self._moved(concerned[start : start + PAGE], command, before))
                if stopped:
                    break
                seen += len(page)
        if not stopped:
            progress(open_.clocks, open_.clocks)
        return Applied(done.moved, done.cases, not stopped and not done.failed)

    async def _moved(
        self, cases: Sequence[UUID], command: Recompute, before: Mapping[tuple[UUID, str], int]
    ) -> tuple[list[int], int]:
        """How many promises were moved of each case that is not where it was, and how many cases failed."""
        complaints, failed = await self._move(cases, command)
        return [number for one in complaints if (number := _differ(one, before))], failed

    async def _move(self, cases: Sequence[UUID], command: Recompute) -> tuple[list[Complaint], int]:
        """Ask the road for a page at once; where it fails, case by case. Returns how many have to be tried again."""
        cause = f"recompute:{uuid7()}"
        try:
            orders = [(Order(one, command, cause), SYSTEM) for one in cases]
            return await self._handling.handle_many(orders), 0
        except Exception as fault:  # noqa: BLE001 - found again below, case by case
            if len(cases) == 1:
                if isinstance(fault, Refused):
                    return [], 0  # closed meanwhile: nothing of it is open any more
                _log.error("the promises of complaint %s could not be computed anew", cases[0], exc_info=fault)
                return [], 1
        done = [await self._move([one], command) for one in cases]
        return [one for found, _ in done for one in found], sum(failed for _, failed in done)


def _concerned(page: Sequence[OpenClock], dues: Dues, later_too: bool, now: datetime) -> list[UUID]:
    """Cases of which a promise may move; the road decides."""
    found, unsure = dues.again([one.running for one in page])
    before, at = np.array([one.running.due for one in page], np.int64), instants([now])[0]
    moves = ((found != before) if later_too else (found < before)) & (found > at)
    return list(dict.fromkeys(page[place].complaint_id for place in np.flatnonzero(moves | unsure).tolist()))


def _differ(complaint: Complaint, before: Mapping[tuple[UUID, str], int]) -> int:
    """How many of its promises have another date than before."""
    known = [(one, before.get((complaint.id, one.stage))) for one in complaint.promises.values()]
    dues = instants(one.due for one, due in known if due is not None)
    return int(np.count_nonzero(dues != np.array([due for _, due in known if due is not None], np.int64)))


def _told(sofar: Preview, page: Sequence[OpenClock], found: Micros, now: datetime) -> Preview:
    before, at = np.array([one.running.due for one in page], np.int64), instants([now])[0]
    earlier, later = (found < before) & (found > at), found > before
    examples = list(sofar.examples)
    for place in np.flatnonzero(earlier | later).tolist():
        if len(examples) == EXAMPLES:
            break
        one = page[place]
        if not one.withheld:
            stage, due = Stage(one.running.stage), moment(one.running.due)
            examples.append(Example(one.code, stage, one.running.unit, due, moment(found[place])))
    number = int(np.count_nonzero(earlier)), int(np.count_nonzero(later))
    return Preview(
        sofar.earlier + number[0],
        sofar.later + number[1],
        sofar.unmoved + len(page) - sum(number),
        sofar.earlier_cases + _cases(page, earlier),
        sofar.later_cases + _cases(page, later),
        tuple(examples),
    )


def _cases(page: Sequence[OpenClock], chosen: Mask) -> int:
    return len({page[place].complaint_id for place in np.flatnonzero(chosen).tolist()})
