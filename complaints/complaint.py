"""A complaint as its log tells it: the state, and how each event changes it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec

from complaints import events as e
from complaints import exchanges
from complaints.exchanges import Sending, UnitAsk
from complaints.handled import HANDLING, Handled, handled
from complaints.kinds import Channel, Kind, PauseReason, Priority, Relation, Stage, Status, Suspicion, Visibility
from complaints.spoken import is_recording
from foundation.ledger import GENESIS


class Stop(msgspec.Struct, frozen=True):
    """A time in which a clock stands still, until `until`; None while it does. Instants are UTC.

    `left` is what was unspent of its time, in microseconds; `limit` ends it of itself; `at_least` working days were
    given at its end, though fewer were left.
    """

    reason: PauseReason
    since: datetime
    until: datetime | None = None
    limit: datetime | None = None
    left: int = 0
    at_least: int = 0


class Promise(msgspec.Struct, frozen=True):
    """One promise of the case and what became of it. Instants are UTC.

    Its length is `days` working days, or `minutes` of office time; with `every_day`, days of the calendar, or minutes
    by the clock.
    """

    stage: Stage
    given_at: datetime
    counted_from: datetime
    due: datetime
    days: int
    policy: str
    calendar: str
    minutes: int = 0
    every_day: bool = False
    met_at: datetime | None = None
    missed: bool = False
    """Whether the log says that `due` passed without it."""
    broken: bool = False
    """Whether an earlier date of it was missed, before it got the one it has now."""
    ended: bool = False
    """No longer waited for: met, or the case left the road on which it was promised."""
    marks: tuple[e.Mark, ...] = ()
    """Warnings, in order; those up to `warned` (a share of its time) were given."""
    warned: float = 0.0
    stops: tuple[Stop, ...] = ()
    rung: int = 0
    """How far it has climbed its ladder."""
    next_rung_at: datetime | None = None
    before: str = ""
    """The role before which its last rung brought it, in `before_unit` where it is a role of a unit."""
    before_unit: str | None = None
    escalated_at: datetime | None = None
    acknowledged_at: datetime | None = None
    """When somebody of that role said that they look after it; the next rung asks anew."""
    acknowledged_by: UUID | None = None

    @property
    def stopped(self) -> Stop | None:
        """The stop that has not ended yet, if the clock stands still."""
        return self.stops[-1] if self.stops and self.stops[-1].until is None and not self.ended else None

    def passed(self, at: datetime) -> bool:
        """Whether its date has passed by `at`; that of a clock that stands still is yet to come."""
        return self.missed or (self.stopped is None and at > self.due)

    @property
    def near_at(self) -> datetime:
        """From when its limit is near: the last of its warnings."""
        return self.marks[-1].at if self.marks else self.due

    @property
    def next_at(self) -> datetime | None:
        """When the watch has something to record of it, if nothing else happens before."""
        if self.ended:
            return None
        if self.stopped is not None:
            return self.stopped.limit
        if self.missed:
            return self.next_rung_at
        to_come = (mark.at for mark in self.marks if mark.share > self.warned)
        return min((*to_come, self.due))


class AttachedFile(msgspec.Struct, frozen=True):
    """What the log says of a file, and what is left of it after erasure. `size` in bytes."""

    id: UUID
    media_type: str
    size: int
    of: str = "report"
    """By whom it was added: report (by the citizen) or evidence (by the unit); covered: a copy for everybody."""

    @property
    def is_recording(self) -> bool:
        """Whether something may be said in it."""
        return is_recording(self.media_type)


class Proposal(msgspec.Struct, frozen=True):
    """An answer that waits for a second person, as `events.ResolutionProposed` tells it."""

    words: e.Seal
    officer: UUID | None
    at: datetime
    evidence: tuple[UUID, ...] = ()
    template_share: float = 0.0
    asked: str | None = None


class Paper(msgspec.Struct, frozen=True):
    """An office paper of the case, as `events.PaperMade` tells it, and its signed copies in the order they came."""

    kind: str
    number: str
    files: tuple[UUID, ...]
    unit: str
    at: datetime
    names_reporter: bool = False
    signed: tuple[UUID, ...] = ()
    evidence: tuple[UUID, ...] = ()


class Review(msgspec.Struct, frozen=True):
    """Whether everybody may see a photo; where parts of it are covered, `copy` alone."""

    shown: bool
    covers: tuple[e.Cover, ...] = ()
    copy: UUID | None = None


class Complaint(msgspec.Struct, frozen=True):
    """The state after `version` events; version 0 is a complaint nobody has filed yet."""

    id: UUID
    version: int = 0
    head: bytes = GENESIS
    code: str = ""
    status: Status = Status.SUBMITTED
    kind: Kind = Kind.ORDINARY
    visibility: Visibility = Visibility.PUBLIC
    channel: Channel = Channel.WEB
    filed_at: datetime | None = None
    received_at: datetime | None = None
    changed_at: datetime | None = None
    topic: str | None = None
    area: str | None = None
    unit: str | None = None
    body: str | None = None
    about_unit: str | None = None
    happened_on: date | None = None
    restricted: bool = False
    """On the oversight road: only those who handle it may know that it exists."""
    sensitive: bool = False
    kind_chosen: bool = False
    priority: Priority = Priority.NORMAL
    from_office: bool = False
    suspicion: Suspicion | None = None
    has_contact: bool = False
    filed_by: UUID | None = None
    consent: bool = False
    """Whether the citizen agreed that somebody else writes it down."""
    taken_by: UUID | None = None
    suggested_unit: str | None = None
    suggested_topic: str | None = None
    suggested_share: float | None = None
    unread: bool = False
    """Forwarded on sure advice, and nobody of the office has done anything with it yet."""
    spoken_to: bool = False
    """The reporter told or asked something, and nobody of the office has acted since."""
    answered_outside_at: datetime | None = None
    joined: int = 0
    """How many others follow it because they have the same to tell."""
    followers: tuple[UUID, ...] = ()
    """Those of them who left a way to reach them, or the cases by which they did."""
    duplicate_of: UUID | None = None
    split_from: UUID | None = None
    """The report of which this is one matter."""
    split_into: tuple[UUID, ...] = ()
    """The cases that were made of it."""
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    closed_ground: str | None = None
    proposal: Proposal | None = None
    """The answer that waits for a second person of the unit."""
    proposed_at: datetime | None = None
    pledged_at: datetime | None = None
    pledged_on: date | None = None
    disputes: int = 0
    sent_back: int = 0
    score: int | None = None
    surveyed: bool = False
    """Whether the reporter answered the survey's items after the end."""
    request_seal: str | None = None
    promises: dict[Stage, Promise] = {}
    words: tuple[e.ErasedItem, ...] = ()
    files: tuple[AttachedFile, ...] = ()
    files_before: int = 0
    """How many files there were when it came to the unit that has it."""
    reviews: dict[UUID, Review] = {}
    """Photos somebody looked at before everybody sees them; what is not here is shown to nobody outside."""
    transcripts: dict[UUID, bool | None] = {}
    """Recordings of which it was written down what is said in them: whether that is right; None: not said yet."""
    references: tuple[tuple[str, str], ...] = ()
    links: dict[UUID, Relation] = {}
    """Other cases, and what they are to this one."""
    owners: tuple[str, ...] = ()
    """Who had it, in order: codes of units, and `out:CODE` for bodies outside."""
    sendings: tuple[Sending, ...] = ()
    """The times it was sent to a body outside, and what came of each."""
    asks: dict[UUID, UnitAsk] = {}
    """What other units were asked about it."""
    papers: dict[str, Paper] = {}
    """Office papers by their numbers."""
    letters: frozenset[UUID] = frozenset()
    """Signed answers that belong to what the reporter was told: theirs to open, and nobody else's outside."""
    causes: frozenset[str] = frozenset()
    handled: Handled = Handled()
    """What the unit that has it did with it."""
    person_version: int = 0
    """The version of the last event that a person, not the system, caused."""
    erased: bool = False
    forgotten: frozenset[UUID] = frozenset()
    """Words and files that were erased; what was said since can be erased as well."""

    @property
    def exists(self) -> bool:
        return self.version > 0

    @property
    def withheld(self) -> bool:
        """Whether fewer people than usual may know of it: under oversight, sensitive, or asked to be confidential."""
        return self.restricted or self.sensitive or self.visibility is Visibility.CONFIDENTIAL

    @property
    def evidence(self) -> tuple[UUID, ...]:
        """Pictures, films and documents by which the unit that has it shows what it did, as far as they are there."""
        signed = {file for paper in self.papers.values() for file in paper.evidence}
        return tuple(
            file.id
            for file in self.files[self.files_before :]
            if (file.of == "evidence" or file.id in signed)
            and file.id not in self.forgotten
            and not file.media_type.startswith("audio/")
        )

    def waits_for(self, stage: Stage) -> Promise | None:
        """The promise for a stage that is still open, if there is one."""
        promise = self.promises.get(stage)
        return promise if promise and not promise.ended else None


def fold(complaint: Complaint, recorded: Iterable[e.Recorded]) -> Complaint:
    for one in recorded:
        complaint = evolve(complaint, one)
    return complaint


def foreseen(complaint: Complaint, events: Iterable[e.Event], at: datetime) -> Complaint:
    """The state to which events lead that are about to be recorded, as far as later ones follow from it."""
    for event in events:
        complaint = msgspec.structs.replace(complaint, **_all_changes(complaint, event, at))
    return complaint


def evolve(complaint: Complaint, recorded: e.Recorded) -> Complaint:
    """The state after one more event."""
    words = tuple(e.ErasedItem(seal.id, kind) for seal, kind in e.words_of(recorded.event))
    changes: dict[str, object] = {
        "version": recorded.version,
        "head": recorded.hash,
        "causes": complaint.causes | {recorded.cause},
    }
    internal = isinstance(recorded.event, e.INTERNAL_FACTS) or _is_of(recorded.event, e.PAPER)
    if not internal:
        changes["changed_at"] = recorded.at  # everybody is told it
    # Who follows a case, which photos are shown, or what officers say to each other changes nothing for those who work
    # on it: no form becomes stale.
    aside = internal or isinstance(recorded.event, _ASIDE) or _is_of(recorded.event, e.COVERED)
    if recorded.by_person and not aside:
        changes["person_version"] = recorded.version
    # Whoever writes a report down for somebody has not acted on it by the rest of that same filing, and whoever holds
    # a photo back must not thereby publish the words beside it.
    acted = recorded.actor.startswith("officer") and recorded.cause not in complaint.causes
    if acted and not aside:
        changes["unread"] = changes["spoken_to"] = False
    # Of what nobody has read yet, nothing is newer than the rest: its photos follow the words a moment later.
    told_later = recorded.actor.startswith("citizen") and isinstance(recorded.event, _TOLD_LATER) and not aside
    if told_later and not complaint.unread:
        changes["spoken_to"] = True
    if words:
        # What was proposed is told later in the same words.
        changes["words"] = complaint.words + tuple(one for one in words if one not in complaint.words)
    changes.update(_all_changes(complaint, recorded.event, recorded.at))
    if isinstance(recorded.event, HANDLING):
        promise = complaint.promises.get(Stage.COMPLETION)
        due = promise.due if promise is not None and promise.stopped is None else None
        missed = promise is not None and (promise.broken or promise.passed(recorded.at))
        changes["handled"] = handled(complaint.handled, recorded, due, missed)
    return msgspec.structs.replace(complaint, **changes)


_ASIDE = (e.Joined, e.PhotoReviewed, e.EscalationAcknowledged)
_UNPROPOSED: dict[str, object] = {"proposal": None, "proposed_at": None}
"""No answer waits for a second person any more."""


_TOLD = (Status.RESOLVED, Status.CLOSED)
_TOLD_LATER = (e.Supplemented, e.QuestionAnswered, e.Disputed, e.AttachmentAdded, e.TranscriptJudged)


def _is_of(event: e.Event, of: str) -> bool:
    return isinstance(event, e.AttachmentAdded) and event.of == of


def _all_changes(c: Complaint, event: e.Event, at: datetime) -> Mapping[str, object]:
    """What an event changes, and the questions to other units that end with it."""
    changes = _changes(c, event, at)
    return {**changes, **exchanges.left_behind(c.asks, changes, at)}


def _changes(c: Complaint, event: e.Event, at: datetime) -> Mapping[str, object]:
    match event:
        case e.Filed():
            return {
                name: getattr(event, name)
                for name in (
                    *("code", "kind", "visibility", "channel", "received_at", "area", "topic", "about_unit"),
                    *("happened_on", "filed_by", "has_contact", "sensitive", "kind_chosen", "request_seal"),
                    *("priority", "from_office", "suspicion", "split_from", "consent"),
                )
            } | {"filed_at": at, "status": Status.SUBMITTED, "restricted": event.kind is Kind.OVERSIGHT}
        case e.Suggested(unit=unit, topic=topic, share=share):
            return {"suggested_unit": unit, "suggested_topic": topic, "suggested_share": share}
        case e.PromiseGiven() | e.PromiseMoved():
            return {"promises": {**c.promises, event.stage: _promise(c, event, at)}}
        case e.Forwarded(unit=unit, ground=e.UNIT_CLOSED):
            return {"unit": unit, "taken_by": None, "owners": (*c.owners, unit)}
        case e.Forwarded(unit=unit, topic=topic, ground=ground):
            # What went on by itself was verified by nobody: that is no promise kept.
            verified = _dropped(c, at, *_TRIAGED) if ground == "routing" else _met(c, at, *_TRIAGED)
            kept = msgspec.structs.replace(c, **verified)
            return {"status": Status.FORWARDED, "unit": unit, "topic": topic or c.topic, "body": None} | {
                "taken_by": None,
                "owners": (*c.owners, unit),
                "resolved_at": None,
                "unread": ground == "routing",
                "files_before": len(c.files),
                **_UNPROPOSED,
                # What belonged to the unit before, or waited for the citizen on the road that was left.
                **_dropped(kept, at, Stage.UNIT, Stage.SUPPLEMENT, Stage.SILENT_CLOSE, Stage.PLEDGE),
            }
        case e.ForwardedOut(body=body):
            # The unit that had it so far has it no longer, and on the oversight road may no longer see it.
            return {"status": Status.FORWARDED_OUT, "body": body, "closed_at": at} | {
                "unit": None,
                "taken_by": None,
                "answered_outside_at": None,
                "owners": (*c.owners, f"out:{body}"),
                **exchanges.sent(c.sendings, body, at),
                **_UNPROPOSED,
                **_ended(c, at, *_TRIAGED),
            }
        case e.OutsideAnswered():
            return {"answered_outside_at": at, "sendings": exchanges.sending_changed(c.sendings, event, at)}
        case e.OutsideReceived() | e.OutsideAsked() | e.OutsideTold() | e.OutsideReminded():
            return {"sendings": exchanges.sending_changed(c.sendings, event, at)}
        case e.OutsideDeclined():
            sendings = exchanges.sending_changed(c.sendings, event, at)
            return {"status": Status.SUBMITTED, "body": None, "closed_at": None, "sendings": sendings}
        case e.UnitAsked() | e.UnitAnswered() | e.UnitAskWithdrawn() | e.UnitAskWarned() | e.UnitAskMissed():
            return {"asks": exchanges.asks_changed(c.asks, event, at)}
        case e.Joined(follower=follower, has_contact=reachable, brought=brought):
            followers = (*c.followers, follower) if reachable else c.followers
            return {"joined": c.joined + 1 + brought, "followers": followers}
        case e.Returned():
            return {"status": Status.RETURNED, **_met(c, at, Stage.VERIFY, Stage.REROUTE)}
        case e.Supplemented():
            back = c.status is Status.RETURNED
            return {"status": Status.SUBMITTED, **_met(c, at, Stage.SUPPLEMENT)} if back else {}
        case e.SentBack():
            return {
                "status": Status.SUBMITTED,
                "unit": None,
                "taken_by": None,
                "sent_back": c.sent_back + 1,
                **_UNPROPOSED,
            } | _dropped(c, at, Stage.UNIT, Stage.NEXT_UPDATE)
        case e.Reclassified(kind=kind, visibility=visibility, topic=topic, sensitive=sensitive):
            return {"kind": kind, "visibility": visibility, "topic": topic, "sensitive": sensitive} | {
                "restricted": kind is Kind.OVERSIGHT
            }
        case e.Prioritised(priority=priority):
            lowered = {} if priority is Priority.DANGER else _dropped(c, at, Stage.ACKNOWLEDGE)
            return {"priority": priority, **lowered}
        case e.Paged(round=round_, next_at=next_at):
            return _replaced(c, Stage.ACKNOWLEDGE, due=next_at, rung=round_)
        case e.Acknowledged():
            return _met(c, at, Stage.ACKNOWLEDGE)
        case e.ClockPaused(stage=stage, reason=reason, left=left, limit=limit):
            stop = Stop(reason, at, None, limit, left)
            return _replaced(c, stage, stops=(*c.promises[stage].stops, stop)) if stage in c.promises else {}
        case e.ClockResumed():
            return _resumed(c, event)
        case e.Taken(officer=officer):
            return {"status": Status.IN_PROCESS, "taken_by": officer}
        case e.Assigned(officer=officer):
            return {"taken_by": officer}
        case e.Informed():
            return _responded(c, at)
        case e.QuestionAsked():
            return {"status": Status.WAITING, **_UNPROPOSED, **_responded(c, at)}
        case e.QuestionAnswered():
            return {"status": Status.IN_PROCESS}
        case e.AttachmentAdded(file=file, media_type=media_type, size=size, of=of):
            return {"files": (*c.files, AttachedFile(file.id, media_type, size, of))}
        case e.PhotoReviewed(file=photo, shown=shown, covers=covers, copy=copy):
            return {"reviews": {**c.reviews, photo: Review(shown, covers, copy)}}
        case e.Transcribed(file=recording):
            return {"transcripts": {**c.transcripts, recording: None}}
        case e.TranscriptJudged(file=recording, right=right):
            return {"transcripts": {**c.transcripts, recording: right}}
        case e.ReferenceAdded(system=system, value=value):
            return {"references": (*c.references, (system, value))}
        case e.Resolved(evidence=evidence):
            answered = _met(c, at, *_ANSWERED, Stage.COMPLETION, first=_first_response(c, at))
            signed = {file for paper in c.papers.values() for file in paper.evidence}
            told = {"letters": c.letters | signed.intersection(evidence)}
            return {"status": Status.RESOLVED, "resolved_at": at, **told, **_UNPROPOSED, **answered}
        case e.ResolutionProposed(words=seal, officer=officer, evidence=evidence, template_share=share, asked=asked):
            return {"proposal": Proposal(seal, officer, at, evidence, share, asked), "proposed_at": at}
        case e.ResolutionSentBack():
            return _UNPROPOSED
        case e.Pledged(on=on):
            # Not kept, and no longer waited for: its place is taken by the pledge. An objection asks for an answer.
            spoken = _met(c, at, *(stage for stage in _ANSWERED if stage is not Stage.OBJECTION))
            answered = _dropped(msgspec.structs.replace(c, **spoken), at, Stage.COMPLETION)
            return {"status": Status.PLEDGED, "pledged_at": at, "pledged_on": on, **_UNPROPOSED} | (
                answered | _first_response(c, at)
            )
        case e.PledgeLapsed():
            return {"status": Status.IN_PROCESS, **_dropped(c, at, Stage.PLEDGE)}
        case e.Confirmed():
            return _met(c, at, Stage.SILENT_CLOSE)
        case e.Rated(score=score):
            return {"score": score}
        case e.SurveyAnswered():
            return {"surveyed": True}
        case e.Disputed():
            reopened = _without(c, Stage.SILENT_CLOSE)
            completion = reopened.get(Stage.COMPLETION)
            # Against a formal answer an objection runs, with a clock of its own.
            if completion is not None and c.kind is not Kind.FORMAL_INFORMATION:
                reopened[Stage.COMPLETION] = msgspec.structs.replace(completion, met_at=None, ended=False)
            # What was shown did not convince: the next time something else has to be shown.
            return {"status": Status.DISPUTED, "disputes": c.disputes + 1, "resolved_at": None} | {
                "promises": reopened,
                "files_before": len(c.files),
            }
        case e.Reopened(officer=officer):
            return {"status": Status.IN_PROCESS, "taken_by": officer or c.taken_by}
        case e.Closed(ground=ground):
            return {"status": Status.CLOSED, "closed_at": at, "closed_ground": ground, **_UNPROPOSED} | _ended(c, at)
        case e.Archived():
            return {"status": Status.ARCHIVED, "closed_at": at, **_ended(c, at, *_TRIAGED)}
        case e.MarkedDuplicate(of=of):
            return {"status": Status.DUPLICATE, "duplicate_of": of, "closed_at": at, **_ended(c, at, *_TRIAGED)}
        case e.Split():
            return {"status": Status.SPLIT, "split_into": event.into, "closed_at": at, **_ended(c, at)} | {
                "unit": event.unit,
                "restricted": c.restricted or event.restricted,
                "visibility": event.visibility or c.visibility,
            }
        case e.DeadlineWarned(stage=stage, due=due, share=share):
            return _marked(c, stage, due, warned=share)
        case e.DeadlineMissed(stage=stage, due=due, next_rung_at=next_rung_at):
            return _marked(c, stage, due, missed=True, next_rung_at=next_rung_at)
        case e.Escalated(stage=stage, due=due, rung=rung, role=role, unit=unit, next_at=next_at):
            standing = {"before": role, "before_unit": unit, "escalated_at": at, "acknowledged_at": None}
            return _marked(c, stage, due, rung=rung, next_rung_at=next_at, acknowledged_by=None, **standing)
        case e.EscalationAcknowledged(stage=stage, due=due, officer=officer):
            return _marked(c, stage, due, acknowledged_at=at, acknowledged_by=officer)
        case e.NoteAdded():
            return {}
        case e.CaseLinked(other=other, relation=relation):
            return {"links": {**c.links, other: relation}}
        case e.CaseUnlinked(other=other):
            return {"links": {one: relation for one, relation in c.links.items() if one != other}}
        case e.PaperMade(kind=kind, number=number, files=files, unit=unit, names_reporter=names):
            return {"papers": {**c.papers, number: Paper(kind, number, files, unit, at, names)}}
        case e.PaperSigned(number=number, file=signed, evidence=as_evidence):
            paper = c.papers.get(number)
            if paper is None:
                return {}
            shows = (*paper.evidence, signed) if as_evidence else paper.evidence
            signed_too = msgspec.structs.replace(paper, signed=(*paper.signed, signed), evidence=shows)
            # A signature may take days: what comes after the answer belongs to it as well.
            theirs = as_evidence and c.status in _TOLD
            return {"papers": {**c.papers, number: signed_too}} | ({"letters": c.letters | {signed}} if theirs else {})
        case e.WordsErased(words=words, files=files):
            gone = {item.id for item in words} | set(files)
            about = {file: right for file, right in c.transcripts.items() if file not in gone}
            reviews = {photo: one for photo, one in c.reviews.items() if photo not in gone}
            return {"erased": True, "has_contact": False, "forgotten": c.forgotten | gone, **_UNPROPOSED} | {
                "transcripts": about,
                "reviews": reviews,
            }
        case _:
            raise AssertionError(f"{e.name_of(event)} changes nothing that is known")


def _promise(c: Complaint, event: e.PromiseGiven | e.PromiseMoved, at: datetime) -> Promise:
    before = c.promises.get(event.stage)
    marks = event.marks or ((e.Mark(0.8, event.warn_at),) if event.warn_at else ())
    promise = Promise(
        stage=event.stage,
        given_at=at,
        counted_from=event.counted_from,
        due=event.due,
        days=event.days,
        policy=event.policy,
        calendar=event.calendar,
        minutes=event.minutes,
        every_day=event.every_day,
        marks=marks,
    )
    if before is None:
        return promise
    broken = before.broken or before.missed
    if not isinstance(event, e.PromiseMoved):
        # Every other promise that is given again is another one; a case is completed, or late, only as a whole.
        return msgspec.structs.replace(promise, broken=broken) if event.stage is Stage.COMPLETION else promise
    stops, ran_until = before.stops, at
    if stops and stops[-1].until is None:
        ran_until = stops[-1].since
        if event.left is not None:
            stops = (*stops[:-1], msgspec.structs.replace(stops[-1], left=event.left))
    return msgspec.structs.replace(
        promise,
        given_at=before.given_at,
        met_at=before.met_at,
        ended=before.ended,
        stops=stops,
        broken=broken,
        # Warnings whose instant has passed by the new date are not given any more.
        warned=max((mark.share for mark in marks if mark.at <= ran_until), default=0.0),
    )


def _replaced(c: Complaint, stage: Stage, **changes: object) -> dict[str, object]:
    if stage not in c.promises:
        return {}
    return {"promises": {**c.promises, stage: msgspec.structs.replace(c.promises[stage], **changes)}}


def _resumed(c: Complaint, event: e.ClockResumed) -> dict[str, object]:
    """The clock runs again: what stood still has ended, and the date it has now is a new one to keep."""
    promise = c.promises.get(event.stage)
    if promise is None:
        return {}
    if event.stopped_at is not None:
        known = PauseReason.PLEDGED if event.ground == "pledge_lapsed" else PauseReason.ANSWERED
        stop = Stop(event.reason or known, event.stopped_at, event.since, at_least=event.at_least)
        stops = (*promise.stops, stop)
    else:
        stops = _stood(promise, event.since)
    return _replaced(
        c,
        event.stage,
        due=event.due,
        calendar=event.calendar,
        marks=event.marks,
        stops=stops,
        warned=0.0,
        met_at=None,
        ended=False,
        missed=False,
        broken=promise.broken or promise.missed,
        rung=0,
        next_rung_at=None,
        before="",
        before_unit=None,
        escalated_at=None,
        acknowledged_at=None,
        acknowledged_by=None,
    )


def _first_response(c: Complaint, at: datetime) -> dict[str, object]:
    return {} if c.first_response_at else {"first_response_at": at}


def _responded(c: Complaint, at: datetime) -> dict[str, object]:
    """The unit spoke to the citizen: its first words are its first response; taking a case is not."""
    return _met(c, at, Stage.FIRST_RESPONSE, Stage.NEXT_UPDATE, Stage.UNIT, first=_first_response(c, at))


_TRIAGED = (Stage.VERIFY, Stage.REROUTE)
_ANSWERED = (Stage.FIRST_RESPONSE, Stage.NEXT_UPDATE, Stage.UNIT, Stage.OBJECTION, Stage.PLEDGE, Stage.ACKNOWLEDGE)
"""Promises that an answer keeps."""


def _met(c: Complaint, at: datetime, *stages: Stage, first: dict[str, object] | None = None) -> dict[str, object]:
    """The promises for `stages` are kept (or were late, if missed), and are no longer waited for."""
    return {**_over(c, at, stages, met_at=at), **(first or {})}


def _dropped(c: Complaint, at: datetime, *stages: Stage) -> dict[str, object]:
    """The promises for `stages` are no longer waited for, though not kept."""
    return _over(c, at, stages)


def _over(c: Complaint, at: datetime, stages: Iterable[Stage], **changes: object) -> dict[str, object]:
    promises = dict(c.promises)
    for stage in stages:
        promise = c.waits_for(stage)
        if promise is not None:
            promises[stage] = msgspec.structs.replace(promise, ended=True, stops=_stood(promise, at), **changes)
    return {"promises": promises}


def _stood(promise: Promise, until: datetime) -> tuple[Stop, ...]:
    """Its stops, of which none lasts beyond `until`."""
    if promise.stopped is None:
        return promise.stops
    return (*promise.stops[:-1], msgspec.structs.replace(promise.stopped, until=until))


def _ended(c: Complaint, at: datetime, *met: Stage) -> dict[str, object]:
    """`met` are kept; every other promise is no longer waited for."""
    kept = msgspec.structs.replace(c, **_met(c, at, *met))
    return _dropped(kept, at, *kept.promises)


def _without(c: Complaint, stage: Stage) -> dict[Stage, Promise]:
    return {name: promise for name, promise in c.promises.items() if name is not stage}


def _marked(c: Complaint, stage: Stage, due: datetime, **marks: object) -> dict[str, object]:
    promise = c.promises.get(stage)
    return _replaced(c, stage, **marks) if promise and promise.due == due else {}
