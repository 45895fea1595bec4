"""Lives of a complaint by real commands and a real policy, on calendars that may change, with every step looked at."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
from hypothesis import strategies as st

from complaints import commands as c
from complaints import events as e
from complaints import journal
from complaints.complaint import Complaint, Promise, fold
from complaints.given import Given
from complaints.kinds import OPEN, Fact, Kind, Priority, Stage
from complaints.lifecycle import decide, open_moves
from foundation.errors import ServiceError
from people.actor import SYSTEM, Actor, Post, Role
from sla.course import Length, Pace, course
from sla.policy import Policy, PromiseRule
from tests.make import COORDINATOR, INSPECTOR, OFFICER, OTHER_OFFICER, RULES, citizen, filing, words
from tests.sla.minutes import MINUTE, World, worlds
from workdays.working_days import Calendar

PPID = Actor("officer", uuid4(), (Post(Role.OFFICER, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
BEGINNING = datetime(2024, 2, 21, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
OWN_CALENDAR = "DISHUB"
_RULES = msgspec.structs.replace(RULES, page_minutes=600)
"""Whoever is on call is called only now and then, for the sake of short lives of this test."""
ENDING = (Stage.SILENT_CLOSE, Stage.SUPPLEMENT, Stage.PLEDGE, Stage.ACKNOWLEDGE)
"""Promises that are never missed: something else follows when they run out."""


def _rule(stage: Stage, days: int = 0, **more: Any) -> PromiseRule:
    return PromiseRule(stage, date(2020, 1, 1), "-", days, **more)


PROMISED = (
    _rule(Stage.VERIFY, 2),
    _rule(Stage.FIRST_RESPONSE, 3),
    _rule(Stage.FIRST_RESPONSE, hours=6, every_day=True, priority=str(Priority.URGENT)),
    _rule(Stage.COMPLETION, 5),
    _rule(Stage.COMPLETION, 12, kind=str(Kind.OVERSIGHT)),
    _rule(Stage.COMPLETION, 4, kind=str(Kind.FORMAL_INFORMATION), extension=3),
    _rule(Stage.COMPLETION, 3, topic="lampu"),
    _rule(Stage.SILENT_CLOSE, 3, counted_from=Fact.RESOLUTION, warn=(0.7,)),
    _rule(Stage.SUPPLEMENT, 6, every_day=True, warn=(0.5,)),
    _rule(Stage.NEXT_UPDATE, hours=20),
    _rule(Stage.UNIT, hours=8),
    _rule(Stage.REROUTE, 1),
    _rule(Stage.OBJECTION, 6),
)

MAKERS: dict[type[c.Command], Callable[[int, datetime], c.Command]] = {
    c.Forward: lambda n, at: c.Forward(("BMBK", "DISHUB", "UPTD")[n % 3], ("jalan", "lampu", None)[n // 3 % 3]),
    c.Return: lambda n, at: c.Return(words()),
    c.Supplement: lambda n, at: c.Supplement(words()),
    c.SendBack: lambda n, at: c.SendBack(words()),
    c.Reclassify: lambda n, at: c.Reclassify(kind=tuple(Kind)[n % len(Kind)], topic=(None, "lampu")[n // 5 % 2]),
    c.Prioritise: lambda n, at: c.Prioritise(tuple(Priority)[n % 3]),
    c.Acknowledge: lambda n, at: c.Acknowledge(),
    c.Take: lambda n, at: c.Take(),
    c.Inform: lambda n, at: c.Inform(words()),
    c.Ask: lambda n, at: c.Ask(words()),
    c.Answer: lambda n, at: c.Answer(words()),
    c.Pause: lambda n, at: c.Pause(words()),
    c.Resume: lambda n, at: c.Resume(),
    c.Extend: lambda n, at: c.Extend(words()),
    c.Pledge: lambda n, at: c.Pledge(at.date() + timedelta(days=n % 15), words(), words()),
    c.Resolve: lambda n, at: c.Resolve(words()),
    c.Dispute: lambda n, at: c.Dispute(words()),
    c.Recompute: lambda n, at: c.Recompute("calendar", bool(n % 2)),
}


class Step(msgspec.Struct, frozen=True):
    """`wait` minutes, whether somebody watched meanwhile, which of the open moves is made, and how."""

    wait: int
    watched: bool
    move: int
    how: int
    new_calendar: bool


STEPS = st.lists(
    st.builds(
        Step,
        st.one_of(st.integers(0, 600), st.integers(0, 6 * 1440)),
        st.booleans(),
        st.integers(0, 1000),
        st.integers(0, 1000),
        st.integers(0, 9).map(lambda one: one == 0),
    ),
    min_size=5,
    max_size=18,
)


class Life:
    """A complaint in memory. `calendars` are those of the region and of one unit, version after version."""

    def __init__(self, calendars: Sequence[tuple[World, World]], kind: Kind, **fields: object) -> None:
        self._versions = [self._policy(str(number), *pair) for number, pair in enumerate(calendars, 1)]
        self.number, self.at = 0, BEGINNING
        self.state = Complaint(uuid4())
        self.log: list[e.Recorded] = []
        self.spells: dict[Stage, Spell] = {}
        self.actors = (COORDINATOR, OFFICER, OTHER_OFFICER, INSPECTOR, PPID, citizen(self.state.id))
        self.do(filing(kind=kind, **fields), self.actors[-1])

    def _policy(self, version: str, region: World, own: World) -> Policy:
        here, there = (Calendar(one.hours, one.special, one.zone, version) for one in (region, own))
        return Policy(PROMISED, here, {OWN_CALENDAR: there})

    @property
    def policy(self) -> Policy:
        return self._versions[self.number]

    @property
    def given(self) -> Given:
        return Given(self.policy, _RULES)

    def wait(self, minutes: int) -> None:
        self.at += minutes * MINUTE

    def new_calendar(self) -> None:
        self.number = min(self.number + 1, len(self._versions) - 1)

    def do(self, command: c.Command, by: Actor) -> list[e.Event]:
        before = self.state
        happened = decide(before, command, by, self.at, self.given)
        recorded = journal.record(before, happened, self.at, by.name_in_log, f"test:{uuid4()}")
        for one in recorded:
            if isinstance(one.event, e.ClockPaused):
                assert one.at < self.state.promises[one.event.stage].due, "a pause opened after the date had passed"
            self.state = fold(self.state, [one])
            self._note(one)
        self.log += recorded
        return happened

    def step(self, step: Step) -> tuple[c.Command, Complaint] | None:
        """Make one of the moves that are open now; None where there is none, or it is refused."""
        who = {kind: by for by in (*self.actors, SYSTEM) for kind in open_moves(self.state, by) if kind in MAKERS}
        if not who:
            return None
        kind = list(who)[step.move % len(who)]
        by = who[kind]
        command, before = MAKERS[kind](step.how, self.at), self.state
        try:
            self.do(command, by)
        except ServiceError:
            assert self.state is before
            return None
        return command, before

    def sweep(self) -> None:
        """As the watch does it: until nothing is left."""
        while self.state.status in OPEN and self.do(c.KeepTime(), SYSTEM):
            pass

    @property
    def next_at(self) -> datetime | None:
        if self.state.status not in OPEN:
            return None
        return min((one.next_at for one in self.state.promises.values() if one.next_at), default=None)

    def watch_until(self, at: datetime) -> None:
        """Look just after every instant that comes until `at`."""
        while self.next_at is not None and self.next_at < at:
            self.at = max(self.at, self.next_at + MICROSECOND)
            self.sweep()
        self.at = max(self.at, at)

    def copy(self) -> "Life":
        other = object.__new__(Life)
        other.__dict__.update(self.__dict__)
        other.log, other.spells = list(self.log), {stage: one.copy() for stage, one in self.spells.items()}
        return other

    def _note(self, one: e.Recorded) -> None:
        event = one.event
        if isinstance(event, e.PromiseGiven | e.PromiseMoved):
            self.spells[event.stage] = Spell({str(self.number)})
        elif isinstance(event, e.ClockResumed):
            self.spells[event.stage] = Spell(self.spells[event.stage].versions | {str(self.number)})
        elif isinstance(event, e.ClockPaused):
            self.spells[event.stage].versions.add(str(self.number))
        elif isinstance(event, e.Forwarded | e.SentBack | e.Reclassified):
            for spell in self.spells.values():
                spell.same_road = False
        elif isinstance(event, e.DeadlineMissed):
            spell = self.spells[event.stage]
            assert not spell.missed, "a date was missed twice"
            spell.missed, spell.same_road = True, True
        elif isinstance(event, e.Escalated):
            spell = self.spells[event.stage]
            assert spell.missed
            assert event.rung == spell.rung + 1, "a rung was left out, or taken twice"
            spell.rung = event.rung
        elif isinstance(event, e.DeadlineWarned):
            spell = self.spells[event.stage]
            assert not spell.missed
            assert spell.warned < event.share, "a warning was given twice, or out of order"
            spell.warned = event.share

    def course_of(self, promise: Promise) -> Any:
        """The promise followed from its start, by the calendar it names."""
        version, _, unit = promise.calendar.partition("@")
        policy = self._versions[int(version) - 1]
        pace = Pace(policy.calendar_of(unit or None), promise.every_day)
        length = Length(promise.days, promise.minutes, promise.every_day)
        return course(pace, promise.counted_from, length, promise.stops)

    def known_wholly(self) -> Iterator[Promise]:
        """Open promises all of which was computed with one version of the calendar."""
        for stage, promise in self.state.promises.items():
            if not promise.ended and stage is not Stage.ACKNOWLEDGE and len(self.spells[stage].versions) == 1:
                yield promise


class Spell:
    """What was recorded of one date of a promise."""

    def __init__(self, versions: set[str]) -> None:
        self.versions = versions
        self.missed, self.rung, self.warned, self.same_road = False, 0, 0.0, True

    def copy(self) -> "Spell":
        other = Spell(set(self.versions))
        other.missed, other.rung, other.warned, other.same_road = self.missed, self.rung, self.warned, self.same_road
        return other


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """As it was filed, or in the hands of a unit already: there most can happen."""
    pairs = st.tuples(worlds(), worlds())
    life = Life(draw(st.lists(pairs, min_size=2, max_size=2)), draw(st.sampled_from([Kind.ORDINARY, *Kind])))
    if draw(st.integers(0, 3)) and not life.state.restricted:
        formal = life.state.kind is Kind.FORMAL_INFORMATION
        life.do(c.Forward(_RULES.ppid if formal else draw(st.sampled_from(["BMBK", "DISHUB"]))), COORDINATOR)
        handler = OFFICER if life.state.unit == "BMBK" else OTHER_OFFICER
        life.do(c.Take(), PPID if formal else handler)
    return life
