"""A reading of all evidence as it was reckoned, nothing of it kept yet. Pure, but seconds of the processor long."""

from datetime import date
from hashlib import sha256
from typing import NamedTuple

import msgspec

from competency import pooling
from competency.details import detail
from competency.exchange import History
from competency.groups import ALONE, Groups
from competency.matters import Matter, matters
from competency.pooling import Members, Span, Step
from competency.signal_numbers import Numbers, frozen
from competency.signals import Signal


class Terms(NamedTuple):
    """By what a reading goes: numbers the region decided, the version of that decision, and who asked for it."""

    months: int
    least_people: float
    policy: str
    by: str


class Judged(NamedTuple):
    """Of one step: so many complaints of the period, `strong` signals, and the share of those expected to be wrong."""

    span: Span
    complaints: int
    strong: int
    claimed: float


class Told(NamedTuple):
    """A signal, of whom and of what it was read, and complaints behind it by their ids."""

    span: Span
    members: Members
    signal: Signal
    numbers: Numbers
    random: tuple[str, ...]
    strongest: tuple[str, ...]


class Reading(NamedTuple):
    """What was found as of `last`. `complaints` came in during the period; those of no step are too few."""

    last: date
    terms: Terms
    digest: str
    staffed: bool
    complaints: int
    claimed: float
    steps: tuple[Judged, ...]
    matters: tuple[Matter, ...]
    signals: tuple[Told, ...]

    @property
    def strong(self) -> int:
        return sum(one.strong for one in self.steps)


def reckon(history: History, digest: str, terms: Terms, groups: Groups = ALONE) -> Reading:
    """What can be judged alone, and then what has to be looked at together."""
    found = pooling.find({"": history}, groups, months=terms.months, least_people=terms.least_people)
    return Reading(
        date.fromordinal(history.last),
        terms,
        sha256(digest.encode() + msgspec.json.encode(groups, order="deterministic")).hexdigest(),
        history.staff is not None,
        found.complaints,
        found.claimed,
        tuple(Judged(one.span, one.complaints, one.strong, one.found.claimed) for one in found.steps),
        matters(found.steps[0].found),
        tuple(_told(step, one) for step in found.steps for one in step.found.signals),
    )


def _told(step: Step, one: Signal) -> Told:
    its, ids = detail(step.found, one), step.found.basis.of.cases.ids
    drawn, strongest = (tuple(ids[row] for row in rows) for rows in (its.random, its.strongest))
    return Told(step.span, step.members(one), one, frozen(step.found, one, its), drawn, strongest)
