"""Everything that can happen to a need: ids, codes, numbers and dates; what was written lies beside, bound by a seal.

An event's fields may be added to, never renamed or removed; defaults are left out of the stored form and never change.
No event has a place for a person the need is about: a need is of a competency in a unit, or in the whole region.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from competency.merging import Grade, Letter
from complaints.events import Seal


class Status(StrEnum):
    NEW = "new"
    REVIEWED = "reviewed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PASSED_ON = "passed_on"
    SCHEDULED = "scheduled"
    TRAINED = "trained"
    EVALUATED = "evaluated"
    CLOSED = "closed"


OPEN = frozenset(Status) - {Status.REJECTED, Status.CLOSED}


class Reason(StrEnum):
    """Why something is no need of training; the list is closed so that reasons can be counted."""

    DATA = "data_wrong"
    LOAD = "load"
    SURGE = "surge"
    SERVICE = "service"
    PROCEDURE = "procedure"
    HANDLED = "handled"
    EVIDENCE = "little_evidence"


PASSED_FOR = (Reason.LOAD, Reason.SURGE, Reason.SERVICE, Reason.PROCEDURE)
"""What has an owner of its own to whom it can be passed on."""


class Stance(StrEnum):
    """How the unit sees it."""

    AGREES = "agrees"
    PARTLY = "partly"
    DISAGREES = "disagrees"


class Verdict(StrEnum):
    EFFECTIVE = "effective"
    INEFFECTIVE = "ineffective"
    UNKNOWN = "unknown"


class Ground(StrEnum):
    """Why the law asks that something written be erased."""

    ASKED = "asked"
    PERSONAL = "personal_data"
    ORDER = "order"


class Origin(StrEnum):
    SIGNAL = "signal"
    INPUTS = "inputs"


class Event(msgspec.Struct, frozen=True, tag_field="type", omit_defaults=True):
    """Base of all events."""


class Opened(Event, frozen=True, tag="need.opened"):
    code: str
    competency: str
    origin: Origin
    unit: str | None = None
    topic: str | None = None
    words: Seal | None = None


class Heard(Event, frozen=True, tag="need.heard"):
    """A signal of complaints spoke for it. `on` is the last day it looked at, `strong` whether it is on the list that
    keeps its promise; `ratio` how many times more often than could be expected."""

    signal: UUID
    code: str
    on: date
    family: str
    strong: bool
    n: int
    ratio: float


class Reopened(Event, frozen=True, tag="need.reopened"):
    """Within a year of its end: by a signal, or by hand with `words` that tell why."""

    priority: int
    words: Seal | None = None


class Reviewed(Event, frozen=True, tag="need.reviewed"):
    """Somebody from outside the unit looks into it; the unit may answer until `reply_until`."""

    reply_until: datetime


class Answered(Event, frozen=True, tag="need.answered"):
    stance: Stance
    words: Seal


class CasesRead(Event, frozen=True, tag="need.cases_read"):
    """Of `read` cases drawn at random from its evidence, `confirmed` showed what the signal says."""

    confirmed: int
    read: int


class Accepted(Event, frozen=True, tag="need.accepted"):
    """With what spoke for it then: so that nobody has to guess later."""

    grade: Grade
    letters: tuple[Letter, ...]
    contradictions: tuple[tuple[Letter, Letter], ...] = ()
    needed: float | None = None
    now: float | None = None
    words: Seal | None = None
    halves: tuple[Letter, ...] = ()
    """Of `letters`, those that counted half."""


class Rejected(Event, frozen=True, tag="need.rejected"):
    reason: Reason
    words: Seal


class PassedOn(Event, frozen=True, tag="need.passed_on"):
    """Given to the unit whose matter it is, which has until `due`."""

    reason: Reason
    owner: str
    due: datetime
    words: Seal


class Settled(Event, frozen=True, tag="need.settled"):
    """Its owner has done what was to be done."""

    words: Seal


class Scheduled(Event, frozen=True, tag="need.scheduled"):
    batch: UUID


class Unscheduled(Event, frozen=True, tag="need.unscheduled"):
    """The batch was called off, or the unit's seats went to others."""

    batch: UUID


class Trained(Event, frozen=True, tag="need.trained"):
    batch: UUID


class Evaluated(Event, frozen=True, tag="need.evaluated"):
    """`again_on`: the day on which it can be known, where it is not known yet."""

    verdict: Verdict
    batch: UUID
    again_on: date | None = None


class Closed(Event, frozen=True, tag="need.closed"):
    words: Seal | None = None


class WordsErased(Event, frozen=True, tag="need.words_erased"):
    """What was written with these ids lies beside the ledger no more; that it was there stays."""

    ids: tuple[UUID, ...]
    ground: Ground


AnyEvent = (
    Opened
    | Heard
    | Reopened
    | Reviewed
    | Answered
    | CasesRead
    | Accepted
    | Rejected
    | PassedOn
    | Settled
    | Scheduled
    | Unscheduled
    | Trained
    | Evaluated
    | Closed
    | WordsErased
)


def name_of(event: Event) -> str:
    """Its name in the ledger."""
    return str(event.__struct_config__.tag)


def pack(event: Event) -> dict[str, Any]:
    """Its fields as they are kept and hashed."""
    data: dict[str, Any] = msgspec.to_builtins(event)
    data.pop("type")
    return data


def unpack(name: str, data: dict[str, Any]) -> AnyEvent:
    event: AnyEvent = msgspec.convert({**data, "type": name}, AnyEvent)
    return event


def seal_of(event: Event) -> Seal | None:
    """What it refers to beside the ledger."""
    return getattr(event, "words", None)
