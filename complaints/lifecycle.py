"""The rules of the road: which move is open to whom in which status, and what a command makes happen."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from complaints import commands as c
from complaints import events as e
from complaints.complaint import Complaint
from complaints.given import Given, Terms
from complaints.kinds import OPEN, Kind, Stage, Status, Visibility
from complaints.labels import MOVES as MOVE_LABELS
from complaints.labels import STATUS
from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from foundation.language import Sentence
from foundation.language import mark as _
from people.actor import Actor, Role

TRIAGE_STATUSES = frozenset({Status.SUBMITTED, Status.RETURNED})
WITH_UNIT = frozenset({Status.FORWARDED, Status.IN_PROCESS, Status.WAITING, Status.DISPUTED})
FILED = frozenset(Status)
_NOTHING_OPEN = _("Aduan ini sekarang berstatus “{status}”. Tidak ada langkah yang dapat Anda lakukan saat ini.")
_OPEN_MOVES = _("Aduan ini sekarang berstatus “{status}”. Langkah yang dapat dilakukan: {moves}.")
_UNIT_ROLES = (Role.OFFICER, Role.HEAD, Role.INSPECTORATE)


def _triage(actor: Actor, complaint: Complaint) -> bool:
    """The coordinator; on the oversight road its handling unit, which triages for itself."""
    if complaint.restricted:
        return _unit(actor, complaint)
    return actor.holds_role(Role.COORDINATOR)


def _unit(actor: Actor, complaint: Complaint) -> bool:
    """Whoever answers for the unit that has the case; on the oversight road only its own people, never those above."""
    if complaint.unit is None:
        return False
    if complaint.restricted:
        concerned = complaint.about_unit in actor.own_units
        return not concerned and any(p.role in _UNIT_ROLES and p.unit == complaint.unit for p in actor.posts)
    return complaint.unit in actor.reach(*_UNIT_ROLES)


def _ordinary_unit(actor: Actor, complaint: Complaint) -> bool:
    """The unit, where there is a coordinator behind it: a report of wrongdoing has none to be sent back to."""
    return not complaint.restricted and _unit(actor, complaint)


def _citizen(actor: Actor, complaint: Complaint) -> bool:
    return actor.holds == complaint.id


def _system(actor: Actor, complaint: Complaint) -> bool:
    return actor.kind == "system"


def _triage_or_citizen(actor: Actor, complaint: Complaint) -> bool:
    return _triage(actor, complaint) or _citizen(actor, complaint)


def _handler_or_citizen(actor: Actor, complaint: Complaint) -> bool:
    return _unit(actor, complaint) or _triage_or_citizen(actor, complaint)


def _eraser(actor: Actor, complaint: Complaint) -> bool:
    return _citizen(actor, complaint) or _system(actor, complaint) or actor.holds_role(Role.ADMINISTRATOR)


_OPENNESS = (Visibility.PUBLIC, Visibility.ANONYMOUS, Visibility.CONFIDENTIAL)
"""From open to closed: an officer may only go to the right."""


class Move(NamedTuple):
    """In which statuses a command is open, and to whom."""

    statuses: frozenset[Status]
    allowed: Callable[[Actor, Complaint], bool]


TRANSITIONS: dict[type[c.Command], Move] = {
    c.Suggest: Move(TRIAGE_STATUSES, _system),
    c.Forward: Move(TRIAGE_STATUSES | {Status.DISPUTED}, _triage),
    c.ForwardOut: Move(TRIAGE_STATUSES, _triage),
    c.Return: Move(frozenset({Status.SUBMITTED}), _triage),
    c.Supplement: Move(OPEN, _citizen),
    c.Reclassify: Move(OPEN, _triage),
    c.MarkDuplicate: Move(TRIAGE_STATUSES, _triage),
    c.Archive: Move(TRIAGE_STATUSES, _triage),
    c.Take: Move(frozenset({Status.FORWARDED, Status.DISPUTED}), _unit),
    c.SendBack: Move(frozenset({Status.FORWARDED, Status.IN_PROCESS}), _ordinary_unit),
    c.Inform: Move(WITH_UNIT, _unit),
    c.Ask: Move(frozenset({Status.IN_PROCESS}), _unit),
    c.Answer: Move(frozenset({Status.WAITING}), _citizen),
    c.Attach: Move(OPEN, _handler_or_citizen),
    c.AddReference: Move(FILED, _triage),
    c.Resolve: Move(frozenset({Status.IN_PROCESS, Status.WAITING}), _unit),
    c.Confirm: Move(frozenset({Status.RESOLVED}), _citizen),
    c.Dispute: Move(frozenset({Status.RESOLVED}), _citizen),
    c.Rate: Move(frozenset({Status.CLOSED}), _citizen),
    c.WarnOfDeadline: Move(OPEN, _system),
    c.RecordMissedDeadline: Move(OPEN, _system),
    c.CloseSilently: Move(frozenset({Status.RESOLVED}), _system),
    c.Erase: Move(FILED, _eraser),
}


def open_moves(complaint: Complaint, actor: Actor) -> tuple[type[c.Command], ...]:
    """The commands this actor may issue now, in the order of the table."""
    return tuple(
        command
        for command, move in TRANSITIONS.items()
        if complaint.status in move.statuses and move.allowed(actor, complaint)
    )


def decide(complaint: Complaint, command: c.Command, by: Actor, at: datetime, given: Given) -> list[e.Event]:
    """What happens when `by` asks for `command` at instant `at`.

    An empty list means that there is nothing left to do. Raises Refused (with the moves that are open), NotAllowed,
    NotFound or Invalid.
    """
    if isinstance(command, c.FileComplaint):
        return list(_file(complaint, command, by, at, given))
    if not complaint.exists:
        raise NotFound()
    move = TRANSITIONS[type(command)]
    if not move.allowed(by, complaint):
        raise NotAllowed()
    if complaint.status not in move.statuses:
        raise Refused(_refusal(complaint, by))
    return list(_DECISIONS[type(command)](complaint, command, by, at, given))


def _refusal(complaint: Complaint, by: Actor) -> str:
    status = Sentence(STATUS[complaint.status])
    labels = [MOVE_LABELS.get(name.__name__) for name in open_moves(complaint, by)]
    moves = tuple(Sentence(label) for label in labels if label)
    if not moves:
        return Sentence(_NOTHING_OPEN, status=status)
    return Sentence(_OPEN_MOVES, status=status, moves=moves)


def _file(complaint: Complaint, command: c.FileComplaint, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    if complaint.exists:
        raise Invalid("Kunci kiriman ini sudah dipakai untuk laporan lain. Muat ulang halaman lalu kirim lagi.")
    rules, advice = given.rules, given.suggestion
    topic = command.topic if command.topic in rules.topics else None
    known = rules.topics.get(topic or (advice.topic if advice and advice.topic else ""))
    kind = command.kind or (known.kind if known else None) or (advice.kind if advice else None) or Kind.ORDINARY
    sensitive = bool(known and known.sensitive)
    visibility = Visibility.CONFIDENTIAL if sensitive else command.visibility
    received = command.received_at or at
    place = command.place
    yield e.Filed(
        code=command.ticket,
        kind=kind,
        visibility=visibility,
        channel=command.channel,
        received_at=received,
        words=command.words.seal,
        place=command.place_words.seal if command.place_words else None,
        area=place.area if place else None,
        topic=topic,
        about_unit=command.about_unit,
        happened_on=command.happened_on,
        filed_by=command.filed_by,
        consent=command.consent,
        has_contact=command.contact is not None,
        sensitive=sensitive,
        kind_chosen=command.kind is not None,
        request_seal=command.request_seal,
    )
    for system, value in command.references:
        yield e.ReferenceAdded(system, value)
    if advice:
        yield e.Suggested(advice.unit, advice.topic, round(advice.share, 4), advice.method)
    destination = rules.oversight_destination(command.about_unit) if kind is Kind.OVERSIGHT else None
    if destination and destination.body:
        yield e.ForwardedOut(destination.body, ground="conflict")
        return
    unit = destination.unit if destination else None
    if unit is None:
        yield from _promise(given, Stage.VERIFY, kind, unit, received)
    yield from _promise(given, Stage.FIRST_RESPONSE, kind, unit, received)
    yield from _promise(given, Stage.COMPLETION, kind, unit, received)
    if unit is not None:
        yield e.Forwarded(unit, topic, "oversight" if unit == rules.inspectorate else "conflict")


def _promise(
    given: Given, stage: Stage, kind: Kind, unit: str | None, counted_from: datetime
) -> Iterator[e.PromiseGiven]:
    terms = given.promises.terms(stage, kind, unit, counted_from)
    if terms is not None:
        yield e.PromiseGiven(
            stage, terms.due, terms.days, terms.counted_from, terms.policy, terms.calendar, terms.warn_at
        )


def _suggest(complaint: Complaint, command: c.Suggest, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    """Advice that came too late for the filing has the same consequences: nothing may slip through by being slow."""
    advice = given.suggestion
    if advice is None or complaint.suggested_share is not None:
        return
    yield e.Suggested(advice.unit, advice.topic, round(advice.share, 4), advice.method)
    rule = given.rules.topics.get(complaint.topic or advice.topic or "")
    implied = (rule.kind if rule else None) or advice.kind
    if implied is Kind.OVERSIGHT and not complaint.kind_chosen and not complaint.restricted:
        yield from _classified(complaint, Kind.OVERSIGHT, complaint.visibility, complaint.topic, given)
    elif rule and rule.sensitive and not complaint.sensitive:
        yield e.Reclassified(complaint.kind, Visibility.CONFIDENTIAL, complaint.topic, True)


def _forward(complaint: Complaint, command: c.Forward, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    if command.unit not in given.rules.accepting_units:
        raise Invalid("Unit tujuan tidak dikenal atau tidak menerima aduan.", fields={"unit": _("Pilih unit lain.")})
    if command.topic is not None and command.topic not in given.rules.topics:
        raise Invalid("Topik tidak dikenal.", fields={"topic": _("Pilih topik dari daftar.")})
    kind, topic = command.kind or complaint.kind, command.topic or complaint.topic
    rule = given.rules.topics.get(topic or "")
    newly_sensitive = bool(rule and rule.sensitive) and not complaint.sensitive
    # A first topic comes with the forwarding itself; only what was said otherwise before is set right.
    if kind is not complaint.kind or complaint.topic not in (None, topic) or newly_sensitive:
        yield from _classified(complaint, kind, complaint.visibility, topic, given)
    if kind is Kind.OVERSIGHT and not complaint.restricted:
        return
    if complaint.restricted and command.unit == complaint.about_unit:
        raise Refused("Laporan tentang suatu unit tidak dapat diteruskan kepada unit itu sendiri.")
    yield e.Forwarded(command.unit, topic)


def _reclassify(
    complaint: Complaint, command: c.Reclassify, by: Actor, at: datetime, given: Given
) -> Iterator[e.Event]:
    if command.topic is not None and command.topic not in given.rules.topics:
        raise Invalid("Topik tidak dikenal.", fields={"topic": _("Pilih topik dari daftar.")})
    kind, topic = command.kind or complaint.kind, command.topic or complaint.topic
    visibility = command.visibility or complaint.visibility
    if _OPENNESS.index(visibility) < _OPENNESS.index(complaint.visibility):
        sentence = _("Laporan tidak dapat dibuat lebih terbuka daripada yang dipilih pelapor.")
        raise Invalid(sentence, fields={"visibility": sentence})
    if (kind, topic, visibility) != (complaint.kind, complaint.topic, complaint.visibility):
        yield from _classified(complaint, kind, visibility, topic, given)


def _classified(
    complaint: Complaint, kind: Kind, visibility: Visibility, topic: str | None, given: Given
) -> Iterator[e.Event]:
    """Set kind, topic and visibility right; promises follow the kind, wrongdoing takes the oversight road."""
    rule = given.rules.topics.get(topic or "")
    sensitive = bool(rule and rule.sensitive)
    # What came down the oversight road does not lie open because its kind was set right.
    hidden = sensitive or (complaint.restricted and kind is not Kind.OVERSIGHT)
    shown = Visibility.CONFIDENTIAL if hidden else visibility
    yield e.Reclassified(kind, shown, topic, sensitive)
    if kind is complaint.kind:
        return
    destination = given.rules.oversight_destination(complaint.about_unit) if kind is Kind.OVERSIGHT else None
    completion = complaint.waits_for(Stage.COMPLETION)
    if completion is not None:
        unit = destination.unit if destination else complaint.unit
        terms = given.promises.terms(Stage.COMPLETION, kind, unit, completion.counted_from)
        if terms is not None and terms.due != completion.due:
            yield _moved(terms, "reclassified")
    if destination and destination.body:
        yield e.ForwardedOut(destination.body, ground="conflict")
    elif destination and destination.unit:
        yield e.Forwarded(destination.unit, topic, "oversight")


def _moved(terms: Terms, reason: str) -> e.PromiseMoved:
    counted = (terms.due, terms.days, terms.counted_from, terms.policy, terms.calendar)
    return e.PromiseMoved(terms.stage, *counted, reason, terms.warn_at)


def _forward_out(
    complaint: Complaint, command: c.ForwardOut, by: Actor, at: datetime, given: Given
) -> Iterator[e.Event]:
    if command.body not in given.rules.bodies:
        raise Invalid("Instansi tujuan tidak dikenal.", fields={"body": _("Pilih instansi dari daftar.")})
    yield e.ForwardedOut(command.body, command.words.seal if command.words else None)


def _take(complaint: Complaint, command: c.Take, by: Actor, *_: object) -> Iterator[e.Event]:
    if by.person is None:
        raise NotAllowed()
    yield e.Reopened(by.person) if complaint.status is Status.DISPUTED else e.Taken(by.person)


def _send_back(complaint: Complaint, command: c.SendBack, *_: object) -> Iterator[e.Event]:
    assert complaint.unit is not None  # the table lets only its own unit send it back
    yield e.SentBack(complaint.unit, command.words.seal)


def _resolve(complaint: Complaint, command: c.Resolve, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    yield e.Resolved(command.words.seal, round(given.template_share, 3))
    yield from _promise(given, Stage.SILENT_CLOSE, complaint.kind, complaint.unit, at)


def _confirm(complaint: Complaint, command: c.Confirm, *_: object) -> Iterator[e.Event]:
    yield e.Confirmed()
    if command.score is not None:
        yield e.Rated(_score(command.score))
    yield e.Closed("confirmed")


def _rate(complaint: Complaint, command: c.Rate, *_: object) -> Iterator[e.Event]:
    if complaint.score is not None:
        raise Refused("Anda sudah memberi nilai untuk aduan ini.")
    yield e.Rated(_score(command.score))


def _score(score: int) -> int:
    if not 1 <= score <= 5:
        raise Invalid("Nilai harus antara 1 dan 5.", fields={"score": _("Pilih nilai 1 sampai 5.")})
    return score


def _mark_duplicate(complaint: Complaint, command: c.MarkDuplicate, *_: object) -> Iterator[e.Event]:
    if command.of == complaint.id:
        raise Invalid("Aduan tidak dapat digabung dengan dirinya sendiri.")
    yield e.MarkedDuplicate(command.of)


def _attach(complaint: Complaint, command: c.Attach, by: Actor, *_: object) -> Iterator[e.Event]:
    file = command.file
    if all(file.id != one.id for one in complaint.files):
        of = "report" if by.holds == complaint.id else "evidence"
        yield e.AttachmentAdded(e.Seal(file.id, file.digest.hex()), file.media_type, file.size, of)


def _add_reference(complaint: Complaint, command: c.AddReference, *_: object) -> Iterator[e.Event]:
    if (command.system, command.value) not in complaint.references:
        yield e.ReferenceAdded(command.system, command.value)


def _warn(complaint: Complaint, command: c.WarnOfDeadline, *_: object) -> Iterator[e.Event]:
    promise = complaint.waits_for(command.stage)
    if promise and promise.due == command.due and not promise.warned:
        yield e.DeadlineWarned(command.stage, command.due)


def _miss(
    complaint: Complaint, command: c.RecordMissedDeadline, by: Actor, at: datetime, given: Given
) -> Iterator[e.Event]:
    promise = complaint.waits_for(command.stage)
    if promise and promise.due == command.due and not promise.missed and at > promise.due:
        yield e.DeadlineMissed(command.stage, command.due)


def _close_silently(
    complaint: Complaint, command: c.CloseSilently, by: Actor, at: datetime, given: Given
) -> Iterator[e.Event]:
    promise = complaint.waits_for(Stage.SILENT_CLOSE)
    if promise and at > promise.due:
        yield e.Closed("silence")


def _erase(complaint: Complaint, command: c.Erase, *_: object) -> Iterator[e.Event]:
    words = tuple(item for item in complaint.words if item.id not in complaint.forgotten)
    files = tuple(file.id for file in complaint.files if file.id not in complaint.forgotten)
    if words or files or complaint.has_contact:
        yield e.WordsErased(words, files, command.ground)


def _said(event: Callable[[e.Seal], e.Event]) -> Callable[..., Iterator[e.Event]]:
    """A decision that only records what was said."""

    def decision(complaint: Complaint, command: c.Command, *_: object) -> Iterator[e.Event]:
        yield event(command.said[0].seal)

    return decision


def _archive(complaint: Complaint, command: c.Archive, *_: object) -> Iterator[e.Event]:
    yield e.Archived(command.reason, command.words.seal if command.words else None)


_DECISIONS: dict[type[c.Command], Callable[..., Iterator[e.Event]]] = {
    c.Suggest: _suggest,
    c.Forward: _forward,
    c.ForwardOut: _forward_out,
    c.Return: _said(e.Returned),
    c.Supplement: _said(e.Supplemented),
    c.SendBack: _send_back,
    c.Reclassify: _reclassify,
    c.Take: _take,
    c.Inform: _said(e.Informed),
    c.Ask: _said(e.QuestionAsked),
    c.Answer: _said(e.QuestionAnswered),
    c.Attach: _attach,
    c.AddReference: _add_reference,
    c.Resolve: _resolve,
    c.Confirm: _confirm,
    c.Dispute: _said(e.Disputed),
    c.Rate: _rate,
    c.Archive: _archive,
    c.MarkDuplicate: _mark_duplicate,
    c.WarnOfDeadline: _warn,
    c.RecordMissedDeadline: _miss,
    c.CloseSilently: _close_silently,
    c.Erase: _erase,
}
