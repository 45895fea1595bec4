"""Takes in past complaints from elsewhere, a page at a time: decided by the rules, admitted, told to nobody."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import IO
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import text

from complaints import commands as c
from complaints import events as e
from complaints.beside import written_beside
from complaints.complaint import Complaint, Promise, fold
from complaints.given import Closing, Given
from complaints.handling import LostRace
from complaints.journal import record
from complaints.kinds import ArchiveReason, Stage, Status
from complaints.lifecycle import decide
from complaints.promising import resumed
from complaints.region import Region
from complaints.repetition import repeated_share
from complaints.report import filing
from foundation.errors import Invalid, NotAllowed, ServiceError
from foundation.writes import Write
from people.actor import SYSTEM, Actor, Post, Role
from service.history_format import PastComplaint, PastEvent, command_of, read_line
from service.progress import Report
from sla.policy import Policy
from web.house import House

PAGE = 200
TITLE = "Taking in history"
_KNOWN = text("SELECT complaint_id FROM complaint_events WHERE version = 1 AND complaint_id = ANY(:ids)")
_CITIZENS = frozenset({"supplemented", "answered", "disputed", "confirmed", "rated"})
_NEEDS_TAKING = frozenset({"asked", "resolved"})
_REMEMBERED = 20
_THEIR_SILENCE = frozenset({Stage.SILENT_CLOSE, Stage.SUPPLEMENT})
"""Promises whose end closes the case, because the citizen said nothing."""

History = tuple[Complaint, Sequence[e.Recorded], Sequence[Write]]


class BadLine(msgspec.Struct, frozen=True):
    """A line, counted from 1, that was not taken in, and why."""

    line: int
    reason: str


class Imported(msgspec.Struct, frozen=True):
    """What became of a file's lines; `known` were taken in before."""

    lines: int
    added: int
    known: int
    bad: tuple[BadLine, ...]


def past_id(source: str, source_id: str) -> UUID:
    """The complaint that a past complaint becomes, however often it is taken in."""
    return UUID(bytes=sha256(f"history\0{source}\0{source_id}".encode()).digest()[:16], version=5)


async def import_history(house: House, lines: IO[bytes], report: Report) -> Imported:
    """Take in every good line of a file that can be read twice; bad lines are named with their reason."""
    total = sum(1 for _ in lines)
    lines.seek(0)
    run = _Run(house, await house.region.current(), await house.policies.current(), house.clock.now())
    report(TITLE, 0, total)
    page: list[tuple[int, bytes]] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            page.append((number, line))
        if len(page) == PAGE:
            await run.take(page)
            report(TITLE, number, total)
            page = []
    await run.take(page)
    report(TITLE, total, total)
    bad = tuple(sorted(run.bad, key=lambda one: one.line))
    return Imported(run.added + run.known + len(bad), run.added, run.known, bad)


class _Run:
    def __init__(self, house: House, region: Region, policy: Policy, now: datetime) -> None:
        self.house, self.region, self.policy, self._now = house, region, policy, now
        # What was forwarded to a unit that has since been closed was forwarded all the same.
        # What was closed elsewhere was closed by the rules of that place: nobody is asked for evidence of the past.
        self.rules = msgspec.structs.replace(region.rules, accepting_units=frozenset(region.unit), closing=Closing())
        self.answers: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=_REMEMBERED))
        self._seen: dict[UUID, int] = {}
        self.added = self.known = 0
        self.bad: list[BadLine] = []

    async def take(self, page: Sequence[tuple[int, bytes]]) -> None:
        wanted: dict[UUID, tuple[int, PastComplaint]] = {}
        for number, line in page:
            try:
                past = read_line(line)
                key = past_id(past.source, past.source_id)
                if key in self._seen:
                    raise Invalid(f"{past.source} {past.source_id} already stands in line {self._seen[key]}")
            except ServiceError as error:
                self._refuse(number, error)
                continue
            self._seen[key] = number
            wanted[key] = (number, past)
        known = await self._known(wanted)
        self.known += len(known)
        told = [(number, key, past) for key, (number, past) in wanted.items() if key not in known]
        await self._admit(list(self._histories(told)))

    async def _known(self, ids: Iterable[UUID]) -> set[UUID]:
        async with self.house.database.reading() as session:
            rows = await session.exec(_KNOWN, params={"ids": list(ids)})  # type: ignore[call-overload]
            return {row[0] for row in rows}

    def _histories(self, told: Sequence[tuple[int, UUID, PastComplaint]]) -> Iterator[tuple[int, History]]:
        for number, key, past in told:
            try:
                yield number, self._history(key, past)
            except ServiceError as error:
                self._refuse(number, error)

    async def _admit(self, histories: Sequence[tuple[int, History]]) -> None:
        """Together, or one by one where one of them does not fit with what is there."""
        if not histories:
            return
        try:
            await self.house.handling.admit(history for _, history in histories)
            self.added += len(histories)
        except (ServiceError, LostRace) as error:
            if len(histories) == 1:
                self._refuse(histories[0][0], error)
                return
            for one in histories:
                await self._admit([one])

    def _refuse(self, number: int, error: Exception) -> None:
        fields = getattr(error, "fields", {})
        details = "; ".join(f"{name}: {sentence}" for name, sentence in fields.items())
        self.bad.append(BadLine(number, details or str(error) or "it could not be taken in; try again"))

    def _history(self, key: UUID, past: PastComplaint) -> History:
        """The complaint's events as the rules decide them, and the rows beside them. Raises ServiceError."""
        one = _Telling(self, key, past.source)
        latest = past.events[-1].at if past.events else past.filed_at or past.received_at
        if latest > self._now:
            raise Invalid("nothing can have happened in the future")
        one.file(past)
        for event in past.events:
            one.happened(event)
        one.until(self._now, at_end=True)
        return Complaint(key), one.recorded, one.beside


class _Telling:
    """One complaint on its way through the rules, under the instants of its history."""

    def __init__(self, run: _Run, key: UUID, source: str) -> None:
        self._run, self._region, self._source = run, run.region, source
        self.complaint = Complaint(key)
        self.recorded: list[e.Recorded] = []
        self.beside: list[Write] = []

    def file(self, past: PastComplaint) -> None:
        today = past.received_at.astimezone(ZoneInfo(self._region.timezone)).date()
        command = filing(
            past.report,
            self._region,
            self._run.house.keys,
            today,
            past.channel,
            received_at=past.received_at,
            references=((past.source, past.source_id),),
        )
        self._ask(command, Actor("citizen"), past.filed_at or past.received_at)

    def happened(self, event: PastEvent) -> None:
        self.until(event.at)
        command = command_of(event, lambda of: past_id(self._source, of))
        by = self._actor(event)
        if command is None:
            self._close(event, by)
            return
        if event.event in _NEEDS_TAKING and self.complaint.status in (Status.FORWARDED, Status.DISPUTED):
            self._ask(c.Take(), by, event.at)  # other systems do not say when a case was taken in hand
        try:
            self._ask(command, by, event.at)
        except NotAllowed as error:  # the actor holds every post that the case allows: nobody has it yet
            raise Invalid(f"{event.event} cannot follow status {self.complaint.status}") from error
        if isinstance(command, c.Resolve) and self.complaint.unit:
            self._run.answers[self.complaint.unit].append(command.words.text)

    def until(self, at: datetime, *, at_end: bool = False) -> None:
        """Record what fell due before `at` as of when it did, so that nothing is left for the watch to tell anybody.

        What is missed climbs no ladder: nobody is alarmed about the past. Warnings are written down of promises that
        may still be kept, and only `at_end`; so are ends by the citizen's silence, which other systems may not know.
        """
        while (due := self._next_due(at, at_end=at_end)) is not None:
            instant, promise = due
            self._record(list(self._fallen_due(promise, instant)), SYSTEM, instant)

    def _next_due(self, at: datetime, *, at_end: bool) -> tuple[datetime, Promise] | None:
        waiting = self.complaint.promises.values()
        instants = [(found, one.stage, one) for one in waiting if (found := _due(one, at_end=at_end)) and found < at]
        return next(((found, one) for found, _, one in sorted(instants, key=lambda one: one[:2])), None)

    def _fallen_due(self, promise: Promise, instant: datetime) -> Iterator[e.Event]:
        """What follows at the instant, of which only one thing can: the end of a stop, the promise's end, a warning."""
        if promise.stopped is not None:
            yield resumed(self._given(), promise, "limit", instant)
        elif promise.stage is Stage.SILENT_CLOSE and instant == promise.due:
            yield e.Closed("silence")
        elif promise.stage is Stage.SUPPLEMENT and instant == promise.due:
            yield e.Archived(ArchiveReason.INCOMPLETE)
        elif instant == promise.due:
            yield e.DeadlineMissed(promise.stage, promise.due)
        else:
            reached = [mark.share for mark in promise.marks if mark.at == instant]
            yield e.DeadlineWarned(promise.stage, promise.due, max(reached))

    def _close(self, event: PastEvent, by: Actor) -> None:
        if self.complaint.status is not Status.RESOLVED:
            raise Invalid(f"closed cannot follow status {self.complaint.status}; only what is resolved is closed")
        if event.ground not in ("confirmed", "silence"):
            raise Invalid("closed has the ground confirmed or silence")
        self._record([e.Closed(event.ground)], SYSTEM if event.ground == "silence" else by, event.at)

    def _actor(self, event: PastEvent) -> Actor:
        key, unit, region = self.complaint.id, self.complaint.unit, self._region
        if event.event in _CITIZENS or event.event == "closed":
            return Actor("citizen", holds=key)
        posts = [Post(Role.COORDINATOR, region.triage_unit, frozenset(region.unit))]
        posts += [Post(Role.INSPECTORATE, unit, frozenset({unit}))] if unit else []
        return Actor("officer", person=self._officer(event), posts=tuple(posts))

    def _officer(self, event: PastEvent) -> UUID:
        """A number for an officer of the other system: the same for the same name, which itself is not kept."""
        subject = f"{self.complaint.unit}\0{event.officer or ''}".encode()
        return UUID(bytes=self._run.house.keys.mac("history officer", subject)[:16], version=5)

    def _ask(self, command: c.Command, by: Actor, at: datetime) -> None:
        share = 0.0
        if isinstance(command, c.Resolve) and self.complaint.unit:
            share = repeated_share(command.words.text, self._run.answers[self.complaint.unit])
        given = self._given(share)
        before = len(self.recorded)
        cause = self._record(decide(self.complaint, command, by, at, given), by, at)
        order = c.Order(self.complaint.id, command, cause)
        self.beside += written_beside(self._run.house.keys, order, self.recorded[before:])

    def _given(self, template_share: float = 0.0) -> Given:
        return Given(self._run.policy, self._run.rules, None, template_share)

    def _record(self, happened: Sequence[e.Event], by: Actor, at: datetime) -> str:
        cause = f"import:{len(self.recorded)}"
        at = max(at, self.complaint.changed_at or at)
        recorded = record(self.complaint, happened, at, by.name_in_log, cause)
        self.complaint = fold(self.complaint, recorded)
        self.recorded += recorded
        return cause


def _due(promise: Promise, *, at_end: bool) -> datetime | None:
    """The next instant of a promise at which the past has something to tell."""
    if promise.ended or promise.missed or promise.stopped is not None:
        return promise.stopped.limit if promise.stopped is not None else None
    if at_end:
        return promise.next_at
    return None if promise.stage in _THEIR_SILENCE else promise.due
