"""What was advised and decided about each report, projected from its log, and what of it may be learnt from.

A label counts only where a person stood behind it: whoever forwarded, forwarded out or archived it, or the unit that
took what had come to it by itself. Advice nobody confirmed is no label; otherwise a model would learn from itself.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from complaints import events as e
from complaints.complaint import Complaint
from complaints.kinds import ArchiveReason
from foundation.writes import Write
from routing.advice import NOTHING, OUTSIDE
from routing.tables import RoutingFactRow

OFFICER = "officer"
NOT_A_COMPLAINT: dict[str, str] = {
    ArchiveReason.NOT_A_COMPLAINT: f"{NOTHING}thanks",
    ArchiveReason.SPAM: f"{NOTHING}spam",
}
"""What archiving for a reason says of the words. The other reasons say nothing of them: a report that is withdrawn, in
court, too general or never completed was a complaint."""
CHOSEN = ("triage", "routing")
"""Grounds of forwarding that say whose a report is; the others follow from its kind or from whom it is about."""


def routing_facts(complaint: Complaint, recorded: Sequence[e.Recorded]) -> Iterable[Write]:
    """A projection: one row for each event that says whose a report is. A row depends on its event alone."""
    for one in recorded:
        values = _told(one.event)
        if values:
            # Advice is nobody's decision, though an officer was writing the report down when it was given.
            by_person = one.actor.startswith(OFFICER) and not (
                isinstance(one.event, e.Suggested)
                or (isinstance(one.event, e.Forwarded) and one.event.ground == "routing")
            )
            ground = {"at": one.at, "actor": one.actor, "by_person": by_person}
            flags = {"sure": False, "checked": False}
            key = {"complaint_id": complaint.id, "version": one.version}
            yield Write(RoutingFactRow, {**key, **ground, **flags, **values}, "upsert")


def _told(event: e.Event) -> dict[str, object]:
    match event:
        case e.Suggested():
            advised = {"topic": event.topic, "method": event.method, "share": event.share}
            marks = {"sure": event.sure, "checked": event.checked}
            return {"fact": "suggested", "label": advised_owner(event), **advised, **marks}
        case e.Forwarded(unit=unit, topic=topic, ground=ground) if ground != e.UNIT_CLOSED:
            return {"fact": "forwarded", "label": unit, "topic": topic, "ground": ground}
        case e.ForwardedOut(body=body, ground=ground):
            return {"fact": "forwarded_out", "label": f"{OUTSIDE}{body}", "ground": ground}
        case e.SentBack(unit=unit):
            return {"fact": "sent_back", "label": unit}
        case e.Taken() | e.Informed() | e.QuestionAsked() | e.Resolved() | e.Pledged():
            return {"fact": "taken"}
        case e.Reclassified(kind=kind, topic=topic):
            return {"fact": "reclassified", "kind": str(kind), "topic": topic}
        case e.Archived(reason=reason):
            return {"fact": "archived", "label": NOT_A_COMPLAINT.get(reason), "ground": str(reason)}
        case e.MarkedDuplicate(of=of):
            return {"fact": "duplicate", "same_as": of}
        case _:
            return {}


def advised_owner(event: e.Suggested) -> str | None:
    """The first owner that was advised, as a label; None where nothing was found."""
    if event.ranked:
        return event.ranked[0][0]
    return event.unit or (f"{OUTSIDE}{event.body}" if event.body else None)


class Fact(Protocol):
    """A row of facts, or what looks like one."""

    @property
    def fact(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def actor(self) -> str: ...
    @property
    def by_person(self) -> bool: ...
    @property
    def label(self) -> str | None: ...
    @property
    def topic(self) -> str | None: ...
    @property
    def ground(self) -> str | None: ...
    @property
    def same_as(self) -> UUID | None: ...


class Decided(NamedTuple):
    """Whose a report is and what about, as far as people stand behind it; `at` is when, `by` who, as in the log.

    `against`: it is not what had been advised.
    """

    owner: str | None
    topic: str | None
    at: datetime
    by: str
    against: bool = False


def decided(facts: Iterable[Fact]) -> Decided | None:
    """What the facts of one report, in their order, say today; None where nobody has stood behind anything."""
    owner = topic = advised = waiting = None
    at: datetime | None = None
    by = ""
    for one in facts:
        if one.fact == "suggested":
            advised = one.label
        elif one.fact == "sent_back":
            # Whoever forwarded it there was wrong; who is right nobody has said yet.
            owner = waiting = None
        elif one.fact == "forwarded" and one.ground == "routing":
            owner, waiting = None, one.label
        elif one.fact == "taken" and waiting is not None and one.by_person:
            owner, waiting, at, by = waiting, None, one.at, one.actor
        elif one.fact in ("forwarded", "forwarded_out") and one.by_person:
            chosen = one.ground in CHOSEN
            owner, waiting = (one.label if chosen else None), None
            topic = one.topic or topic
            at, by = one.at, one.actor
        elif one.fact == "archived" and one.by_person:
            owner, waiting = _nothing(one.label, advised), None
            at, by = one.at, one.actor
        elif one.fact == "reclassified" and one.by_person:
            topic = one.topic or topic
            at, by = at or one.at, by or one.actor
        elif one.fact in ("forwarded", "forwarded_out", "archived"):
            owner = waiting = None
    if at is None or (owner is None and topic is None):
        return None
    return Decided(owner, topic, at, by, owner is not None and advised is not None and owner != advised)


def _nothing(label: str | None, advised: str | None) -> str | None:
    """A person said that it is no complaint; of which sort, the advice may have told better than the reason can."""
    if label == NOT_A_COMPLAINT[ArchiveReason.NOT_A_COMPLAINT] and advised and advised.startswith(NOTHING):
        return advised
    return label


def was_right(facts: Iterable[Fact]) -> bool | None:
    """Whether the first owner advised was the right one; None while nobody has said.

    What went on by itself is right once the unit took it, wrong once it was sent back or forwarded elsewhere;
    untouched, it says nothing.
    """
    told = list(facts)
    advised = next((one.label for one in told if one.fact == "suggested"), None)
    if advised is None:
        return None
    found = decided(told)
    if found is not None and found.owner is not None:
        return found.owner == advised
    return False if any(one.fact == "sent_back" and one.label == advised for one in told) else None
