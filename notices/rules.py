"""Who is told what: one table from each event to its audiences, and what keeps somebody from being told."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from complaints.events import (
    ClockPaused,
    ClockResumed,
    DeadlineMissed,
    DeadlineWarned,
    Escalated,
    Filed,
    Forwarded,
    NoteAdded,
    OutsideAnswered,
    Paged,
    PaperSigned,
    Recorded,
    ResolutionProposed,
    TranscriptJudged,
)
from complaints.kinds import GOVERNMENTS, PauseReason, Stage


class Audience(StrEnum):
    """Whom a notice is for. People are found when it is sent; a post may have changed hands since."""

    CITIZEN = "citizen"
    """Who filed; owed whether or not a way to reach them is known."""
    TRIAGE = "triage"
    """The coordinators."""
    UNIT = "unit"
    """The officers of the unit that handles the case; not those above or below it."""
    HEAD = "head"
    """The head of that unit."""
    OVERSIGHT = "oversight"
    """The regional supervisors."""
    SECRETARY = "secretary"
    """The regional secretary."""
    ON_CALL = "on_call"
    """Whoever is on call for danger to life."""
    FOLLOWERS = "followers"
    """Who follows because they have the same to tell: those who joined, and who told a case merged into this one."""
    ASSIGNEE = "assignee"
    """The officer who was given the case."""
    MENTIONED = "mentioned"
    """One officer who was named in a note; each has a notice of their own."""
    ASKED = "asked"
    """The officers and the head of a unit that another one asked something."""
    HOLDER = "holder"
    """Stands in the table for whoever has the case: its unit, or triage while none has it. Never stored."""


CITIZEN, TRIAGE, UNIT, HEAD, OVERSIGHT, SECRETARY, ON_CALL, FOLLOWERS, ASSIGNEE, MENTIONED, ASKED, HOLDER = Audience
NOBODY: tuple[Audience, ...] = ()

RULES: dict[str, tuple[Audience, ...]] = {
    "complaint.filed": (CITIZEN, TRIAGE),
    "routing.suggested": NOBODY,
    "promise.given": NOBODY,
    "promise.moved": (CITIZEN,),
    "promise.paused": (CITIZEN,),
    "promise.resumed": (CITIZEN,),
    "complaint.forwarded": (CITIZEN, UNIT, FOLLOWERS),
    "complaint.forwarded_out": (CITIZEN, FOLLOWERS),
    "outside.answered": (CITIZEN, TRIAGE, FOLLOWERS),
    "outside.received": NOBODY,  # it stands on the citizen's page; the answer is told
    "outside.asked": (TRIAGE,),
    "outside.told": NOBODY,  # the body reads it by its link, or in a mail
    "outside.declined": (CITIZEN, TRIAGE, FOLLOWERS),
    "outside.reminded": NOBODY,
    "unit.asked": (ASKED,),
    "unit.answered": (UNIT,),
    "unit.ask_withdrawn": (ASKED,),
    "unit.ask_warned": (ASKED,),
    "unit.ask_missed": (ASKED, UNIT),
    "complaint.joined": NOBODY,
    "complaint.returned": (CITIZEN,),
    "complaint.supplemented": (HOLDER,),
    "complaint.sent_back": (TRIAGE,),
    "complaint.reclassified": NOBODY,
    "complaint.prioritised": (HOLDER,),
    "danger.paged": (ON_CALL, HOLDER),
    "danger.acknowledged": (HOLDER,),
    "complaint.taken": (CITIZEN, FOLLOWERS),
    "complaint.assigned": (ASSIGNEE,),
    "citizen.informed": (CITIZEN, FOLLOWERS),
    "question.asked": (CITIZEN,),
    "question.answered": (UNIT,),
    "attachment.added": NOBODY,
    "photo.reviewed": NOBODY,
    "recording.transcribed": (CITIZEN,),
    "transcript.judged": (HOLDER,),  # where it is not right
    "reference.added": NOBODY,
    "complaint.resolved": (CITIZEN, FOLLOWERS),
    "resolution.proposed": (UNIT, HEAD),  # or the head above, where nobody else holds a post in the unit
    "resolution.sent_back": (UNIT,),
    "complaint.pledged": (CITIZEN, HEAD, FOLLOWERS),
    "pledge.lapsed": (CITIZEN, UNIT, HEAD, OVERSIGHT, FOLLOWERS),
    "complaint.confirmed": NOBODY,  # the closing that comes with it is told
    "complaint.rated": NOBODY,
    "survey.answered": NOBODY,  # counted with others of the unit, told of nobody
    "complaint.disputed": (UNIT, HEAD),
    "complaint.reopened": (CITIZEN, FOLLOWERS),
    "complaint.closed": (CITIZEN, UNIT, FOLLOWERS),
    "complaint.archived": (CITIZEN,),
    "complaint.marked_duplicate": (CITIZEN, FOLLOWERS),
    "complaint.split": (CITIZEN,),
    "deadline.warned": (HOLDER,),
    "deadline.missed": NOBODY,  # who is told is said by the rungs of its ladder, one by one
    "deadline.escalated": (HOLDER, TRIAGE, HEAD, OVERSIGHT, SECRETARY, CITIZEN),  # of these, whom the rung names
    "note.added": (MENTIONED,),
    "case.linked": NOBODY,
    "case.unlinked": NOBODY,
    "paper.made": NOBODY,
    "paper.signed": (CITIZEN,),  # a signed answer, once they were told that it is done
    "escalation.acknowledged": NOBODY,
    "complaint.words_erased": NOBODY,
}
"""Every event has a line. Whoever acted is never told what they did: the door answered them."""

IN_OFFICERS_CHATS = frozenset(
    {"complaint.filed", "complaint.forwarded", "complaint.sent_back", "complaint.disputed", "complaint.supplemented"}
    | {"complaint.assigned", "question.answered", "deadline.warned", "deadline.escalated", "danger.paged"}
    | {"unit.asked", "unit.answered", "unit.ask_missed"}
)
"""What an officer hears of in a linked chat, too: what is new to them, and what is nearly or really late."""

_RUNGS: dict[str, Audience] = {
    "holder": HOLDER,
    "head": HEAD,
    "coordinator": TRIAGE,
    "supervisor": OVERSIGHT,
    "secretary": SECRETARY,
}
"""Before whom a rung of the ladder brings a missed promise."""

_ABOVE = frozenset({"head", "supervisor", "secretary"})
FIRST_ABOVE = 2
"""Of a missed promise of theirs citizens are told once, when somebody above is brought in: after its first rung."""

_THEIRS = frozenset({Stage.SILENT_CLOSE, Stage.SUPPLEMENT})
"""Promises that run on the citizen's own time: the warning is a reminder to them."""


class Standing(Protocol):
    """What the rules look at in a complaint."""

    @property
    def unit(self) -> str | None: ...
    @property
    def about_unit(self) -> str | None: ...
    @property
    def restricted(self) -> bool: ...
    @property
    def withheld(self) -> bool: ...
    @property
    def erased(self) -> bool: ...
    @property
    def joined(self) -> int: ...
    @property
    def letters(self) -> Collection[UUID]: ...


class Told(NamedTuple):
    """An audience to be told of an event. `unit` is set for UNIT and HEAD; `not_for` is the officer who acted."""

    one: Recorded
    audience: Audience
    unit: str | None
    not_for: UUID | None
    urgent: bool = False
    """Goes out at any hour."""
    person: UUID | None = None
    """Set for MENTIONED: the officer it is for."""


def told(complaint: Standing, recorded: Sequence[Recorded]) -> list[Told]:
    """Who is told of what was recorded; `complaint` is as it is afterwards.

    Several events of one command tell an audience once, by the last of them that concerns it; but each rung of each
    promise is told. Of a date that was missed meanwhile nobody is warned.
    """
    last: dict[tuple[object, ...], Told] = {}
    missed = {(one.cause, one.event.stage) for one in recorded if isinstance(one.event, DeadlineMissed)}
    by_itself = {one.cause for one in recorded if isinstance(one.event, Forwarded) and one.event.ground == "routing"}
    for one in recorded:
        if isinstance(one.event, DeadlineWarned) and (one.cause, one.event.stage) in missed:
            continue
        for listed in _audiences(one):
            if listed is TRIAGE and one.cause in by_itself:
                continue  # it went on by itself; nobody there has to read it
            audience = _resolved(listed, complaint)
            if audience is not None and _may_be_told(audience, complaint, one):
                unit = _asked(one) or complaint.unit if audience in (UNIT, HEAD) else None
                unit = getattr(one.event, "unit", None) if audience is ASKED else unit
                urgent = isinstance(one.event, Paged) and audience is not CITIZEN
                for person in _people(one, audience):
                    notice = Told(one, audience, unit, _officer(one.actor), urgent, person)
                    last[one.cause, audience, person, *_apart(one)] = notice
    return list(last.values())


def _people(one: Recorded, audience: Audience) -> tuple[UUID | None, ...]:
    """Who of an audience is told, where each is told alone; whether they may still know of the case is asked later."""
    return one.event.mentions if audience is MENTIONED and isinstance(one.event, NoteAdded) else (None,)


def _apart(one: Recorded) -> tuple[object, ...]:
    """What keeps two events of one command from being told as one."""
    match one.event:
        case Escalated(stage=stage, rung=rung):
            return (stage, rung)
        case DeadlineWarned(stage=stage):
            return (stage, 0)
        case _:
            return ()


def _audiences(one: Recorded) -> tuple[Audience, ...]:
    match one.event:
        case Escalated(role=role, stage=stage, rung=rung):
            above = role in _ABOVE and stage in GOVERNMENTS and rung <= FIRST_ABOVE
            return (_RUNGS[role], CITIZEN) if above else (_RUNGS[role],)
        case DeadlineWarned(stage=stage) if stage in _THEIRS:
            return (CITIZEN,)
        case OutsideAnswered() if not one.actor.startswith("body"):
            return (CITIZEN, FOLLOWERS)  # triage wrote it down itself
        case TranscriptJudged(right=True):
            return NOBODY  # nothing is left to do
        case ClockPaused(reason=PauseReason.CITIZEN) | ClockResumed(ground="disputed" | "pledge_lapsed" | "split"):
            return NOBODY  # told by the question, the dispute, the lapse or the split that comes with it
        case ResolutionProposed(asked=str()):
            return (HEAD,)  # of the unit above; nobody else is there in its own
        case Filed(split_from=UUID()):
            return NOBODY  # whoever filed the whole is told of its parts at once; triage has just made them
        case _:
            return RULES[one.name]


def _asked(one: Recorded) -> str | None:
    """The unit above whose head has to look at an answer, where nobody else is there in the unit itself."""
    return one.event.asked if isinstance(one.event, ResolutionProposed) else None


def _resolved(audience: Audience, complaint: Standing) -> Audience | None:
    if audience is HOLDER:
        return UNIT if complaint.unit is not None else TRIAGE
    if audience in (UNIT, HEAD) and complaint.unit is None:
        return None
    return audience


def _may_be_told(audience: Audience, complaint: Standing, one: Recorded) -> bool:
    if isinstance(one.event, PaperSigned) and one.event.file not in complaint.letters:
        return False
    if audience is CITIZEN:
        # Whether they can be reached is asked when it is sent: a chat may be linked at any time.
        return not complaint.erased and not one.actor.startswith("citizen")
    if audience is FOLLOWERS:  # whether everybody may read it is asked again when it is sent
        return complaint.joined > 0 and not complaint.withheld
    if complaint.withheld and audience in (UNIT, HEAD) and complaint.unit == complaint.about_unit:
        return False  # never the unit it is about
    # Of a report of wrongdoing nobody outside the handling unit may know that it exists.
    return audience in (UNIT, HEAD, ASSIGNEE, MENTIONED, ASKED) if complaint.restricted else True


def _officer(actor: str) -> UUID | None:
    kind, _, person = actor.partition(":")
    return UUID(person) if kind == "officer" and person else None
