"""Small builders that issue commands, so that no test starts from a state that could not have come about."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import msgspec

from complaints import commands as c
from complaints import journal, ticket
from complaints.complaint import Complaint, Promise, fold
from complaints.events import Mark, Recorded
from complaints.given import About, Destination, Given, PauseLimit, Rules, Rung, Span, Suggestion, Terms, TopicRule
from complaints.kinds import Fact, Kind, PauseReason, Priority, Stage, Status
from complaints.lifecycle import decide
from people.actor import SYSTEM, Actor, Post, Role

START = datetime(2026, 3, 13, 2, 0, tzinfo=UTC)
"""A Friday, nine in the morning in Lampung."""

RULES = Rules(
    accepting_units=frozenset({"BMBK", "UPTD", "DISHUB", "INSP", "DISKOMINFOTIK"}),
    topics={
        "jalan": TopicRule("BMBK"),
        "lampu": TopicRule("DISHUB"),
        "kekerasan": TopicRule("DISHUB", sensitive=True),
        "pungli": TopicRule("INSP", kind=Kind.OVERSIGHT),
    },
    bodies=frozenset({"PLN", "ITJEN"}),
    inspectorate="INSP",
    conflicts={"INSP": Destination(body="ITJEN"), "DISKOMINFOTIK": Destination(unit="INSP")},
    ladders={
        "triage": (Rung("holder"), Rung("supervisor", 24)),
        "ordinary": (Rung("holder"), Rung("head", 24), Rung("supervisor", 72, ("secretary",))),
        "confidential": (Rung("holder", 0, ("coordinator",)), Rung("head", 24, ("coordinator",))),
        "oversight": (Rung("holder"), Rung("head", 24)),
    },
    pauses={PauseReason.CITIZEN: PauseLimit(10, 2), PauseReason.LETTER: PauseLimit(20, 1)},
    ppid="DISKOMINFOTIK",
)


class EveryDay:
    """Promises in plain days that pass by night as well, so that a test can count on its fingers."""

    DAYS = {
        Stage.VERIFY: 3,
        Stage.FIRST_RESPONSE: 5,
        Stage.COMPLETION: 14,
        Stage.SILENT_CLOSE: 10,
        Stage.SUPPLEMENT: 30,
        Stage.OBJECTION: 30,
        Stage.NEXT_UPDATE: 10,
        Stage.UNIT: 2,
        Stage.REROUTE: 1,
    }
    FACTS = {Stage.SILENT_CLOSE: Fact.RESOLUTION}

    def terms(self, stage: Stage, case: About, counted_from: datetime, fact: Fact | None = None) -> Terms | None:
        if fact not in (None, self.FACTS.get(stage, Fact.FILING)):
            return None
        days = 60 if (stage, case.kind) == (Stage.COMPLETION, Kind.OVERSIGHT) else self.DAYS[stage]
        if (stage, case.kind) == (Stage.COMPLETION, Kind.FORMAL_INFORMATION):
            days = 10
        if case.priority is not Priority.NORMAL and stage is Stage.FIRST_RESPONSE:
            days = 1
        return self._terms(stage, days, counted_from, counted_from + timedelta(days=days))

    def on(self, stage: Stage, case: About, day: date, counted_from: datetime) -> Terms:
        return self._terms(stage, 1, counted_from, datetime.combine(day, time(9), UTC))

    def left(self, promise: Promise, at: datetime) -> int:
        return max(timedelta(0), promise.due - at) // timedelta(microseconds=1)

    def resumed(self, promise: Promise, stopped: datetime, left: int, at: datetime, at_least: int) -> Terms:
        due = at + max(timedelta(microseconds=left), timedelta(days=at_least))
        return self._terms(promise.stage, promise.days, promise.counted_from, due)

    def again(self, case: About, promise: Promise) -> Terms | None:
        terms = self.terms(promise.stage, case, promise.counted_from)
        if terms is None:
            return None
        stood = sum(((stop.until - stop.since) for stop in promise.stops if stop.until), timedelta())
        return self._terms(terms.stage, terms.days, terms.counted_from, terms.due + stood)

    def extended(self, promise: Promise) -> Terms | None:
        if promise.days != 10:
            return None
        return self._terms(promise.stage, 17, promise.counted_from, promise.due + timedelta(days=7))

    def after(self, case: About, at: datetime, time: timedelta) -> datetime:
        return at + time

    def days_after(self, case: About, at: datetime, days: int) -> datetime:
        return at + timedelta(days=days)

    def span(self, case: About, at: datetime, days: int) -> Span:
        return Span(at + timedelta(days=days), at + timedelta(days=days - 1) if days > 1 else None, "calendar:1")

    def _terms(self, stage: Stage, days: int, counted_from: datetime, due: datetime) -> Terms:
        marks = tuple(Mark(share, counted_from + share * (due - counted_from)) for share in (0.5, 0.8))
        return Terms(stage, due, days, counted_from, "policy:1", "calendar:1", marks)


GIVEN = Given(EveryDay(), RULES, Suggestion("BMBK", "jalan", None, 0.8, "test"))

COORDINATOR = Actor("officer", uuid4(), (Post(Role.COORDINATOR, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
OFFICER = Actor("officer", uuid4(), (Post(Role.OFFICER, "BMBK", frozenset({"BMBK", "UPTD"})),))
OTHER_OFFICER = Actor("officer", uuid4(), (Post(Role.OFFICER, "DISHUB", frozenset({"DISHUB"})),))
INSPECTOR = Actor("officer", uuid4(), (Post(Role.INSPECTORATE, "INSP", frozenset({"INSP"})),))


def citizen(complaint_id: UUID) -> Actor:
    """Whoever holds the follow link of this complaint."""
    return Actor("citizen", holds=complaint_id)


def words(text: str = "Lampu jalan mati di depan pasar.") -> c.Words:
    return c.Words(text)


def filing(text: str = "Jalan berlubang di depan pasar.", **fields: object) -> c.FileComplaint:
    return c.FileComplaint(words=c.Words(text), ticket=ticket.draw(), **fields)  # type: ignore[arg-type]


def part(text: str = "Lampu jalan juga mati.", **fields: object) -> c.Part:
    """One matter of a report that told of several."""
    return c.Part(uuid4(), c.Words(text), ticket.draw(), **fields)  # type: ignore[arg-type]


class Case:
    """A complaint in memory, changed by commands; `log` is what was recorded."""

    def __init__(self, given: Given = GIVEN, **fields: object) -> None:
        self.given = given
        self.state = Complaint(uuid4())
        self.log: list[Recorded] = []
        self.at = START
        self.say(filing(**fields), citizen(self.state.id), given=given)  # type: ignore[arg-type]

    def say(
        self, command: c.Command, by: Actor, *, later: timedelta = timedelta(hours=1), given: Given | None = None
    ) -> "Case":
        self.at += later
        happened = decide(self.state, command, by, self.at, given or self.given)
        recorded = journal.record(self.state, happened, self.at, by.name_in_log, f"test:{uuid4()}")
        self.state = fold(self.state, recorded)
        self.log += recorded
        return self

    @property
    def holder(self) -> Actor:
        return citizen(self.state.id)

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.log]


_WAY: dict[Status, Sequence[tuple[c.Command, str]]] = {
    Status.SUBMITTED: (),
    Status.RETURNED: ((c.Return(words("Di mana?")), "coordinator"),),
    Status.FORWARDED_OUT: ((c.ForwardOut("PLN"), "coordinator"),),
    Status.ARCHIVED: ((c.Archive("spam"), "coordinator"),),  # type: ignore[arg-type]
    Status.DUPLICATE: ((c.MarkDuplicate(uuid4()), "coordinator"),),
    Status.SPLIT: ((c.Split((part(), part())), "coordinator"),),
    Status.FORWARDED: ((c.Forward("BMBK", "jalan"), "coordinator"),),
}
_WAY[Status.IN_PROCESS] = (*_WAY[Status.FORWARDED], (c.Take(), "officer"))
_WAY[Status.WAITING] = (*_WAY[Status.IN_PROCESS], (c.Ask(words("Tiang yang mana?")), "officer"))
_WAY[Status.RESOLVED] = (*_WAY[Status.IN_PROCESS], (c.Resolve(words("Sudah diperbaiki.")), "officer"))
_WAY[Status.PLEDGED] = (
    *_WAY[Status.IN_PROCESS],
    (c.Pledge(date(2027, 3, 15), words("Dibangun tahun depan."), words("DPA 2027")), "officer"),
)
_WAY[Status.DISPUTED] = (*_WAY[Status.RESOLVED], (c.Dispute(words("Masih rusak.")), "citizen"))
_WAY[Status.CLOSED] = (*_WAY[Status.RESOLVED], (c.Confirm(), "citizen"))


def way_to(status: Status) -> Sequence[tuple[c.Command, str]]:
    """The commands that bring a fresh complaint to a status, each with who issues it."""
    return _WAY[status]


def make_complaint(status: Status = Status.SUBMITTED, **fields: object) -> Case:
    """A complaint in this status, brought there by commands. A formal request is answered by the unit as the PPID."""
    formal = fields.get("kind") is Kind.FORMAL_INFORMATION and status is not Status.SUBMITTED
    rules = msgspec.structs.replace(RULES, ppid="BMBK")
    case = Case(msgspec.structs.replace(GIVEN, rules=rules) if formal else GIVEN, **fields)
    actors = {"coordinator": COORDINATOR, "officer": OFFICER, "citizen": case.holder, "system": SYSTEM}
    for command, who in way_to(status):
        case.say(command, actors[who])
    return case
