"""A complaint as its log tells it: the state, and how each event changes it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec

from complaints import events as e
from complaints.kinds import Channel, Kind, Stage, Status, Visibility
from foundation.ledger import GENESIS


class Promise(msgspec.Struct, frozen=True):
    """One promise of the case and what became of it. Instants are UTC."""

    stage: Stage
    given_at: datetime
    counted_from: datetime
    due: datetime
    days: int
    policy: str
    calendar: str
    met_at: datetime | None = None
    missed: bool = False
    warned: bool = False
    ended: bool = False
    """No longer waited for: met, or the case left the road on which it was promised."""
    warn_at: datetime | None = None
    """When its limit comes near, in working time, where the log says so."""


class AttachedFile(msgspec.Struct, frozen=True):
    """What the log says of a file, and what is left of it after erasure. `size` in bytes."""

    id: UUID
    media_type: str
    size: int


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
    has_contact: bool = False
    filed_by: UUID | None = None
    taken_by: UUID | None = None
    suggested_unit: str | None = None
    suggested_topic: str | None = None
    suggested_share: float | None = None
    duplicate_of: UUID | None = None
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    closed_ground: str | None = None
    disputes: int = 0
    sent_back: int = 0
    score: int | None = None
    request_seal: str | None = None
    promises: dict[Stage, Promise] = {}
    words: tuple[e.ErasedItem, ...] = ()
    files: tuple[AttachedFile, ...] = ()
    references: tuple[tuple[str, str], ...] = ()
    causes: frozenset[str] = frozenset()
    person_version: int = 0
    """The version of the last event that a person, not the system, caused."""
    erased: bool = False
    forgotten: frozenset[UUID] = frozenset()
    """Words and files that were erased; what was said since can be erased as well."""

    @property
    def exists(self) -> bool:
        return self.version > 0

    def waits_for(self, stage: Stage) -> Promise | None:
        """The promise for a stage that is still open, if there is one."""
        promise = self.promises.get(stage)
        return promise if promise and not promise.ended else None


def fold(complaint: Complaint, recorded: Iterable[e.Recorded]) -> Complaint:
    for one in recorded:
        complaint = evolve(complaint, one)
    return complaint


def evolve(complaint: Complaint, recorded: e.Recorded) -> Complaint:
    """The state after one more event."""
    words = tuple(e.ErasedItem(seal.id, kind) for seal, kind in e.words_of(recorded.event))
    changes: dict[str, object] = {
        "version": recorded.version,
        "head": recorded.hash,
        "causes": complaint.causes | {recorded.cause},
        "changed_at": recorded.at,
    }
    if recorded.by_person:
        changes["person_version"] = recorded.version
    if words:
        changes["words"] = complaint.words + words
    changes.update(_changes(complaint, recorded.event, recorded.at))
    return msgspec.structs.replace(complaint, **changes)


def _changes(c: Complaint, event: e.Event, at: datetime) -> Mapping[str, object]:
    match event:
        case e.Filed():
            return {
                name: getattr(event, name)
                for name in (
                    *("code", "kind", "visibility", "channel", "received_at", "area", "topic", "about_unit"),
                    *("happened_on", "filed_by", "has_contact", "sensitive", "kind_chosen", "request_seal"),
                )
            } | {"filed_at": at, "status": Status.SUBMITTED, "restricted": event.kind is Kind.OVERSIGHT}
        case e.Suggested(unit=unit, topic=topic, share=share):
            return {"suggested_unit": unit, "suggested_topic": topic, "suggested_share": share}
        case e.PromiseGiven() | e.PromiseMoved():
            return {"promises": {**c.promises, event.stage: _promise(c, event, at)}}
        case e.Forwarded(unit=unit, topic=topic):
            return {"status": Status.FORWARDED, "unit": unit, "topic": topic or c.topic, "body": None} | {
                "taken_by": None,
                **_met(c, at, Stage.VERIFY),
            }
        case e.ForwardedOut(body=body):
            # The unit that had it so far has it no longer, and on the oversight road may no longer see it.
            return {"status": Status.FORWARDED_OUT, "body": body, "closed_at": at} | {
                "unit": None,
                "taken_by": None,
                **_ended(c, at, Stage.VERIFY),
            }
        case e.Returned():
            return {"status": Status.RETURNED, **_met(c, at, Stage.VERIFY)}
        case e.Supplemented():
            back = c.status is Status.RETURNED
            return {"status": Status.SUBMITTED} if back else {}
        case e.SentBack():
            return {"status": Status.SUBMITTED, "unit": None, "taken_by": None, "sent_back": c.sent_back + 1}
        case e.Reclassified(kind=kind, visibility=visibility, topic=topic, sensitive=sensitive):
            return {"kind": kind, "visibility": visibility, "topic": topic, "sensitive": sensitive} | {
                "restricted": kind is Kind.OVERSIGHT
            }
        case e.Taken(officer=officer):
            return {"status": Status.IN_PROCESS, "taken_by": officer}
        case e.Informed():
            return _responded(c, at)
        case e.QuestionAsked():
            return {"status": Status.WAITING, **_responded(c, at)}
        case e.QuestionAnswered():
            return {"status": Status.IN_PROCESS}
        case e.AttachmentAdded(file=file, media_type=media_type, size=size):
            return {"files": (*c.files, AttachedFile(file.id, media_type, size))}
        case e.ReferenceAdded(system=system, value=value):
            return {"references": (*c.references, (system, value))}
        case e.Resolved():
            return {"status": Status.RESOLVED, "resolved_at": at} | _met(
                c, at, Stage.FIRST_RESPONSE, Stage.COMPLETION, first=_first_response(c, at)
            )
        case e.Confirmed():
            return _met(c, at, Stage.SILENT_CLOSE)
        case e.Rated(score=score):
            return {"score": score}
        case e.Disputed():
            reopened = _without(c, Stage.SILENT_CLOSE)
            completion = reopened.get(Stage.COMPLETION)
            if completion is not None:
                reopened[Stage.COMPLETION] = msgspec.structs.replace(completion, met_at=None, ended=False)
            return {"status": Status.DISPUTED, "disputes": c.disputes + 1, "resolved_at": None, "promises": reopened}
        case e.Reopened(officer=officer):
            return {"status": Status.IN_PROCESS, "taken_by": officer or c.taken_by}
        case e.Closed(ground=ground):
            return {"status": Status.CLOSED, "closed_at": at, "closed_ground": ground, **_ended(c, at)}
        case e.Archived():
            return {"status": Status.ARCHIVED, "closed_at": at, **_ended(c, at, Stage.VERIFY)}
        case e.MarkedDuplicate(of=of):
            return {"status": Status.DUPLICATE, "duplicate_of": of, "closed_at": at, **_ended(c, at, Stage.VERIFY)}
        case e.DeadlineWarned(stage=stage, due=due):
            return _marked(c, stage, due, warned=True)
        case e.DeadlineMissed(stage=stage, due=due):
            return _marked(c, stage, due, missed=True, warned=True)
        case e.WordsErased(words=words, files=files):
            gone = {item.id for item in words} | set(files)
            return {"erased": True, "has_contact": False, "forgotten": c.forgotten | gone}
        case _:
            raise AssertionError(f"{e.name_of(event)} changes nothing that is known")


def _promise(c: Complaint, event: e.PromiseGiven | e.PromiseMoved, at: datetime) -> Promise:
    before = c.promises.get(event.stage)
    moved = isinstance(event, e.PromiseMoved) and before is not None
    return Promise(
        stage=event.stage,
        given_at=before.given_at if moved and before else at,
        counted_from=event.counted_from,
        due=event.due,
        days=event.days,
        policy=event.policy,
        calendar=event.calendar,
        met_at=before.met_at if moved and before else None,
        ended=before.ended if moved and before else False,
        warn_at=event.warn_at,
    )


def _first_response(c: Complaint, at: datetime) -> dict[str, object]:
    return {} if c.first_response_at else {"first_response_at": at}


def _responded(c: Complaint, at: datetime) -> dict[str, object]:
    """The unit spoke to the citizen: its first words are its first response; taking a case is not."""
    return _met(c, at, Stage.FIRST_RESPONSE, first=_first_response(c, at))


def _met(c: Complaint, at: datetime, *stages: Stage, first: dict[str, object] | None = None) -> dict[str, object]:
    """The promises for `stages` are kept (or were late, if missed), and are no longer waited for."""
    promises = dict(c.promises)
    for stage in stages:
        promise = promises.get(stage)
        if promise is not None and not promise.ended:
            promises[stage] = msgspec.structs.replace(promise, met_at=at, ended=True)
    return {"promises": promises, **(first or {})}


def _ended(c: Complaint, at: datetime, *met: Stage) -> dict[str, object]:
    """`met` are kept; every other promise is no longer waited for."""
    kept = _met(c, at, *met)["promises"]
    assert isinstance(kept, dict)
    return {"promises": {stage: msgspec.structs.replace(promise, ended=True) for stage, promise in kept.items()}}


def _without(c: Complaint, stage: Stage) -> dict[Stage, Promise]:
    return {name: promise for name, promise in c.promises.items() if name is not stage}


def _marked(c: Complaint, stage: Stage, due: datetime, **marks: bool) -> dict[str, object]:
    promise = c.promises.get(stage)
    if promise is None or promise.due != due:
        return {}
    return {"promises": {**c.promises, stage: msgspec.structs.replace(promise, **marks)}}
