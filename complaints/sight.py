"""How much of a complaint somebody may see: one pure rule. `visibility` says the same in SQL, and tells why."""

from datetime import datetime
from enum import IntEnum
from typing import Protocol
from uuid import UUID

from complaints.kinds import Visibility
from complaints.openness import Seen, is_published
from people.actor import Actor, Role

HANDLERS = (Role.OFFICER, Role.HEAD, Role.INSPECTORATE)
SUPERVISORS = (Role.SUPERVISOR, Role.SECRETARY)
OVERSEERS = (*SUPERVISORS, Role.ANALYST)


class Sight(IntEnum):
    """How much somebody may see; each includes what is below it."""

    NOTHING = 0
    STATUS = 1
    """That it exists, its status and dates."""
    WORDS = 2
    """The report and the answers."""
    REPORTER = 3
    """Also who filed it."""


def sight(actor: Actor, complaint_id: UUID, complaint: Seen) -> Sight:
    """How much `actor` may see of this complaint in the office and on the citizen's own page."""
    if actor.kind == "system" or actor.holds == complaint_id:
        return Sight.REPORTER
    named = complaint.visibility == Visibility.PUBLIC
    if complaint.restricted:
        if complaint.about_unit in actor.own_units or not _own_handler(actor, complaint.unit):
            return Sight.NOTHING
        return Sight.REPORTER if complaint.visibility != Visibility.ANONYMOUS else Sight.WORDS
    if actor.holds_role(Role.COORDINATOR):
        return Sight.REPORTER
    if complaint.unit is not None and complaint.unit in actor.reach(*HANDLERS):
        return Sight.REPORTER if complaint.visibility != Visibility.ANONYMOUS else Sight.WORDS
    if actor.holds_role(*OVERSEERS):
        if complaint.visibility == Visibility.CONFIDENTIAL:
            return Sight.STATUS
        return Sight.REPORTER if named and actor.holds_role(*SUPERVISORS) else Sight.WORDS
    return Sight.NOTHING


class SeenAsk(Protocol):
    """What the rule looks at in a question to another unit; both the struct and its row have it."""

    @property
    def unit(self) -> str: ...
    @property
    def ended_at(self) -> datetime | None: ...


def sight_as_asked(actor: Actor, complaint: Seen, ask: SeenAsk) -> Sight:
    """How much somebody sees of a case because their unit was asked about it; never who filed.

    STATUS is the question itself with its date. The report's words come with it while the question is open, but for
    what is confidential or under oversight: there whoever asks says in the question what has to be known.
    """
    secret = complaint.restricted or complaint.sensitive or complaint.visibility == Visibility.CONFIDENTIAL
    if secret and complaint.about_unit in actor.own_units:
        return Sight.NOTHING
    theirs = _own_handler(actor, ask.unit) if complaint.restricted else ask.unit in actor.reach(*HANDLERS)
    if not theirs:
        return Sight.NOTHING
    return Sight.STATUS if secret or complaint.erased or ask.ended_at is not None else Sight.WORDS


def public_sight(complaint: Seen) -> Sight:
    """How much somebody sees who only knows the ticket code."""
    return Sight.WORDS if is_published(complaint) else Sight.STATUS


def _own_handler(actor: Actor, unit: str | None) -> bool:
    return unit is not None and any(post.role in HANDLERS and post.unit == unit for post in actor.posts)
