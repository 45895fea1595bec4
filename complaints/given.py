"""What a decision is given: the ports of this floor, implemented above and handed over by the wiring."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

import msgspec

from complaints.complaint import Complaint, Promise
from complaints.events import Mark
from complaints.kinds import Channel, Fact, Gap, Kind, PauseReason, Priority, Stage


class Suggestion(msgspec.Struct, frozen=True):
    """Advice: a unit, a topic and perhaps a kind. `share` from 0 to 1; `method` names the model and its version."""

    unit: str | None
    topic: str | None
    kind: Kind | None
    share: float
    method: str
    body: str | None = None
    """Where no unit is named: the body outside that seems to own the matter."""
    sure: bool = False
    """Whether it is as sure as the region asks for before a report goes on without a person having read it."""
    danger: bool = False
    """Whether the words tell of danger to life."""
    ranked: tuple[tuple[str, float], ...] = ()
    """The likeliest owners, best first, each with its probability: a unit, `out:BODY` or `none:REASON`."""
    missing: tuple[Gap, ...] = ()
    """What is not said and needed."""
    doubt: str | None = None
    """Why somebody has to be asked before it goes anywhere, such as `road_owner`."""


class Terms(msgspec.Struct, frozen=True):
    """One promise worked out: due instant (UTC), length, and the versions that say so.

    `days` are working days; with `minutes` it is so much office time instead, with `every_day` time of the calendar.
    """

    stage: Stage
    due: datetime
    days: int
    counted_from: datetime
    policy: str
    calendar: str
    marks: tuple[Mark, ...] = ()
    """Warnings to come, in order."""
    minutes: int = 0
    every_day: bool = False
    left: int | None = None
    """For a clock that stands still: microseconds of its time unspent."""


class About(NamedTuple):
    """What of a complaint decides which rule and whose calendar apply."""

    kind: Kind
    unit: str | None = None
    topic: str | None = None
    priority: Priority = Priority.NORMAL


def about(complaint: Complaint) -> About:
    return About(complaint.kind, complaint.unit, complaint.topic, complaint.priority)


class Span(NamedTuple):
    """So many working days from an instant: when they are over, when to warn, and the version of the calendar."""

    due: datetime
    warn_at: datetime | None
    calendar: str


class Promises(Protocol):
    """The region's promises with its calendar, as they stand now. Pure: no look-up happens here.

    Time is that of the unit's calendar: office time, except for promises that run every day.
    """

    def terms(self, stage: Stage, case: About, counted_from: datetime, fact: Fact | None = None) -> Terms | None:
        """The promise for a stage counted from an instant; None where none is made, or not from such a `fact`."""
        ...

    def on(self, stage: Stage, case: About, day: date, counted_from: datetime) -> Terms:
        """A promise that runs out with the office hours of the last working day up to local date `day`.

        It has no days where that day is not a later one.
        """
        ...

    def left(self, promise: Promise, at: datetime) -> int:
        """Microseconds of the promise's time from `at` to its due instant; 0 once that has passed."""
        ...

    def resumed(self, promise: Promise, stopped: datetime, left: int, at: datetime, at_least: int) -> Terms:
        """The promise when it stood still from `stopped` to `at` with `left` microseconds to go.

        It gets `at_least` working days from `at`.
        """
        ...

    def again(self, case: About, promise: Promise) -> Terms | None:
        """The promise computed anew, with its stops, by the rule for `case` and the calendar as they are now."""
        ...

    def extended(self, promise: Promise) -> Terms | None:
        """The promise with the extension the rules allow, or None where they allow none (any more)."""
        ...

    def after(self, case: About, at: datetime, time: timedelta) -> datetime:
        """The instant at which so much office time has passed since `at`."""
        ...

    def days_after(self, case: About, at: datetime, days: int) -> datetime:
        """The instant at which a promise of so many working days, counted from `at`, would run out."""
        ...

    def span(self, case: About, at: datetime, days: int) -> Span:
        """So many working days of the unit's calendar from `at`, with a warning a working day before they are over."""
        ...


RungRole = Literal["holder", "head", "coordinator", "supervisor", "secretary"]


class Rung(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Before whom a missed promise is brought, so many hours of office time after its date.

    A holder is whoever has the case, the head is that unit's.
    `instead` are asked, in order, where nobody holds the role.
    """

    role: RungRole
    after_hours: float = 0
    instead: tuple[RungRole, ...] = ()


class PauseLimit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a clock may stand still for one reason, in working days, and how often in one promise."""

    days: int
    times: int


class Destination(msgspec.Struct, frozen=True):
    """Where a report that may not take the ordinary way goes: a unit, or a body outside."""

    unit: str | None = None
    body: str | None = None


class TopicRule(msgspec.Struct, frozen=True):
    """What the region says of a topic: who answers it, whether it is sensitive, which kind it implies."""

    unit: str | None
    sensitive: bool = False
    kind: Kind | None = None


class Closing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked of a unit before it says that a case is done."""

    evidence: tuple[Kind, ...] = ()
    """Kinds of which a photo or a document has to show what was done."""
    in_words: tuple[str, ...] = ()
    """Topics of which words are enough all the same."""
    since: date | None = None
    """What was received before this day (by UTC) is closed as it was before there was such a rule."""
    confirm_by_second: bool = False
    """Whether a second person of the unit looks at an answer that needs evidence before the citizen is told."""
    confirm_units: tuple[str, ...] = ()
    """Units in which that is so though it is not everywhere."""
    far_metres: int = 1000
    """From how far off the case's place an evidence photo is worth a look."""
    sample: int = 10
    """How many closed cases of a unit are drawn each month for somebody to look at."""
    sample_least: int = 10
    """So many of a unit's have to be judged before a share of them is shown."""

    def needs_evidence(self, complaint: Complaint) -> bool:
        received = complaint.received_at
        before = self.since is not None and received is not None and received.date() < self.since
        return complaint.kind in self.evidence and complaint.topic not in self.in_words and not before

    def needs_second(self, unit: str | None) -> bool:
        return self.confirm_by_second or unit in self.confirm_units


COMPLAINTS_NEED_EVIDENCE = Closing(evidence=(Kind.ORDINARY, Kind.OVERSIGHT))
"""What holds where a region says nothing: complaints are shown to be done, questions are answered in words."""


class Rules(msgspec.Struct, frozen=True):
    """The region's data that decisions need, by code."""

    accepting_units: frozenset[str]
    topics: Mapping[str, TopicRule]
    bodies: frozenset[str]
    inspectorate: str
    conflicts: Mapping[str, Destination]
    """Who answers a report about a unit that may not judge itself."""
    ladders: Mapping[str, tuple[Rung, ...]] = {}
    """By road: triage, ordinary, confidential, oversight."""
    pauses: Mapping[PauseReason, PauseLimit] = {}
    ppid: str = ""
    """The unit that answers formal information requests; empty where the region names none."""
    page_minutes: int = 10
    """Whoever is on call is called again after so many minutes."""
    ask_days: int = 3
    """Working days another unit has for an answer where nobody says otherwise, and the most that may be given it."""
    ask_days_most: int = 10
    checked_share: float = 0.0
    """Part of the reports the advice is sure of that a person reads all the same, so that its precision is known."""
    closing: Closing = Closing()

    def oversight_destination(self, about_unit: str | None) -> Destination:
        """Where a report about wrongdoing goes: the inspectorate, or past it where it is itself concerned."""
        if about_unit is not None and about_unit in self.conflicts:
            return self.conflicts[about_unit]
        return Destination(unit=self.inspectorate)


class Staff(Protocol):
    """Who is there today."""

    def filled(self, role: RungRole, unit: str | None) -> bool:
        """Whether somebody is there for a rung; `unit` has the case, None while triage has it."""
        ...

    def second(self, unit: str, besides: UUID | None) -> str | None:
        """The unit in which somebody else than `besides` may look at what was done for `unit`.

        That is the unit itself, or the nearest above it that has a head; None where nobody is there.
        """
        ...

    def works_on(self, officer: UUID, unit: str, about_unit: str | None) -> bool:
        """Whether this officer handles cases of `unit` today, and is not of the unit such a case is about."""
        ...


class Given(msgspec.Struct, frozen=True):
    """Everything `decide` may know besides the complaint and the command."""

    promises: Promises
    rules: Rules
    suggestion: Suggestion | None = None
    template_share: float = 0.0
    """How much of an answer repeats the unit's earlier ones, 0 to 1."""
    staff: Staff | None = None
    """None: everybody is taken to be there."""


class Asked(msgspec.Struct, frozen=True):
    """What advice is asked about: the words, the place, and what the citizen chose."""

    text: str
    topic: str | None = None
    area: str | None = None
    kind: Kind | None = None
    channel: Channel = Channel.WEB
    pinned: bool = False
    """Whether a place was given beside the words: a pin or an address."""
    dated: bool = False
    """Whether the day was given beside the words."""
    photos: bool = False
    late: bool = False
    """Nobody waits for the answer, so that it may take its time: a long text has to be read at some time, too."""


class Advisor(Protocol):
    """Suggests topic and unit from words; None for one it could not answer in time."""

    async def advise(self, asked: Sequence[Asked]) -> list[Suggestion | None]: ...


class Briefing(Protocol):
    """Gives the promises and rules as they stand now."""

    async def promises(self) -> Promises: ...

    async def rules(self) -> Rules: ...

    async def staff(self) -> Staff: ...
