"""A need as its ledger tells it: what it is after each thing that happened to it. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from competency import need_events as e
from competency.merging import Grade, Kind, Letter, Merged, Says, Source, Weight
from competency.need_events import Origin, Reason, Stance, Status, Verdict
from foundation.ledger import GENESIS

SIGNAL_LIFE = timedelta(days=92)
"""How long a signal speaks for it."""


class Need(msgspec.Struct, frozen=True):
    """A need as its ledger tells it; `status` is None before it is opened."""

    id: UUID
    version: int = 0
    head: bytes = GENESIS
    code: str = ""
    competency: str = ""
    unit: str | None = None
    topic: str | None = None
    origin: Origin = Origin.INPUTS
    status: Status | None = None
    priority: int = 0
    opened_at: datetime | None = None
    changed_at: datetime | None = None
    heard: tuple[e.Heard, ...] = ()
    reply_until: datetime | None = None
    stance: Stance | None = None
    confirmed: tuple[int, int] | None = None
    """Cases of the evidence that showed it, of how many read."""
    grade: Grade | None = None
    letters: tuple[Letter, ...] = ()
    halves: tuple[Letter, ...] = ()
    needed: float | None = None
    now: float | None = None
    reason: Reason | None = None
    owner: str | None = None
    owner_due: datetime | None = None
    batch: UUID | None = None
    verdict: Verdict | None = None
    unknown: int = 0
    again_on: date | None = None
    ended_at: datetime | None = None
    """When it was rejected or closed last."""

    def signal(self, on: date) -> e.Heard | None:
        """The newest signal that still speaks for it on that day."""
        found = [one for one in self.heard if timedelta() <= on - one.on <= SIGNAL_LIFE]
        return max(found, key=lambda one: (one.on, one.strong), default=None)

    def strength(self, today: Merged) -> Merged:
        """How well it is supported: once accepted, as it was then; signals speak for some months only."""
        if self.grade is None:
            return today
        weights = {letter: 0.5 if letter in self.halves else 1.0 for letter in self.letters}
        return Merged(self.grade, weights, today.contradictions, today.unheard, self.needed, self.now)

    def sources(self, on: date) -> list[Source]:
        """What complaints say for it."""
        one = self.signal(on)
        if one is None:
            return []
        weight = Weight.FULL if one.strong else Weight.HALF
        return [Source(Kind.SIGNAL, one.on, Says.NEED, one.n, weight, ref=one.code, who="reporters")]


def evolve(need: Need, event: e.Event, at: datetime) -> Need:
    """The need after an event at `at`; its place in the ledger is not touched."""
    return msgspec.structs.replace(need, changed_at=at, **_changes(need, event, at))


def _changes(need: Need, event: e.Event, at: datetime) -> dict[str, object]:
    match event:
        case e.Opened():
            told = {name: getattr(event, name) for name in ("code", "competency", "unit", "topic", "origin")}
            return {**told, "status": Status.NEW, "opened_at": at}
        case e.Heard():
            return {"heard": (*need.heard, event)}
        case e.Reopened(priority=priority):
            return {**_FRESH, "status": Status.NEW, "priority": priority, "opened_at": at}
        case e.Reviewed(reply_until=until):
            return {"status": Status.REVIEWED, "reply_until": until}
        case e.Answered(stance=stance):
            return {"stance": stance}
        case e.CasesRead(confirmed=showed, read=read):
            return {"confirmed": (showed, read)}
        case e.Accepted():
            told = {name: getattr(event, name) for name in ("grade", "letters", "halves", "needed", "now")}
            return {**told, "status": Status.ACCEPTED}
        case e.Rejected(reason=reason):
            return {"status": Status.REJECTED, "reason": reason, "ended_at": at}
        case e.PassedOn(reason=reason, owner=owner, due=due):
            return {"status": Status.PASSED_ON, "reason": reason, "owner": owner, "owner_due": due}
        case e.Scheduled(batch=batch):
            return {"status": Status.SCHEDULED, "batch": batch, "verdict": None, "unknown": 0, "again_on": None}
        case e.Unscheduled():
            return {"status": Status.ACCEPTED, "batch": None}
        case e.Trained():
            return {"status": Status.TRAINED}
        case e.Evaluated():
            return _judged(need, event)
        case e.Settled() | e.Closed():
            return {"status": Status.CLOSED, "ended_at": at}
        case e.WordsErased():
            return {}
    raise TypeError(event)


_FRESH: dict[str, object] = {
    one: Need.__struct_defaults__[Need.__struct_fields__.index(one) - len(Need.__struct_fields__)]
    for one in (
        *(
            "reply_until",
            "stance",
            "confirmed",
            "grade",
            "letters",
            "halves",
            "needed",
            "now",
            "reason",
            "owner",
            "owner_due",
        ),
        *("batch", "verdict", "unknown", "again_on", "ended_at"),
    )
}
"""What begins anew when a need is opened again."""


def _judged(need: Need, event: e.Evaluated) -> dict[str, object]:
    """Without effect, it waits for a better training; not known yet, it is judged again on a day, at most twice."""
    if event.verdict == Verdict.INEFFECTIVE:
        return {"status": Status.ACCEPTED, "verdict": event.verdict, "again_on": None}
    if event.again_on is not None:
        return {"verdict": event.verdict, "unknown": need.unknown + 1, "again_on": event.again_on}
    return {"status": Status.EVALUATED, "verdict": event.verdict, "again_on": None}


def fold(need: Need, happened: Iterable[tuple[e.Event, datetime]]) -> Need:
    for event, at in happened:
        need = evolve(need, event, at)
    return need
