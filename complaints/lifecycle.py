"""The rules of the road: which move is open to whom in which status, and what a command makes happen."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from complaints import commands as c
from complaints import events as e
from complaints import promising
from complaints.complaint import Complaint, foreseen
from complaints.given import About, Destination, Given, about
from complaints.kinds import OPEN, Fact, Kind, PauseReason, Priority, Stage, Status, Visibility
from complaints.labels import MOVES as MOVE_LABELS
from complaints.labels import STATUS
from complaints.timekeeping import keep_time, overdue
from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from foundation.language import Sentence
from foundation.language import mark as _
from people.actor import CALLED_TO_ANY, Actor, Role

TRIAGE_STATUSES = frozenset({Status.SUBMITTED, Status.RETURNED})
WITH_UNIT = frozenset({Status.FORWARDED, Status.IN_PROCESS, Status.WAITING, Status.DISPUTED, Status.PLEDGED})
AT_WORK = frozenset({Status.IN_PROCESS, Status.WAITING})
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


def _officer(actor: Actor, complaint: Complaint) -> bool:
    return _triage(actor, complaint) or _unit(actor, complaint)


def _on_call(actor: Actor, complaint: Complaint) -> bool:
    """Anybody of the office may look after a danger; what is under oversight stays with those who handle it."""
    if actor.person is None or complaint.restricted:
        return _officer(actor, complaint)
    return _officer(actor, complaint) or actor.holds_role(*CALLED_TO_ANY)


def _eraser(actor: Actor, complaint: Complaint) -> bool:
    return _citizen(actor, complaint) or _system(actor, complaint) or actor.holds_role(Role.ADMINISTRATOR)


LONGEST_PLEDGE = timedelta(days=3 * 366)
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
    c.Prioritise: Move(OPEN, _officer),
    c.Acknowledge: Move(OPEN, _on_call),
    c.Take: Move(frozenset({Status.FORWARDED, Status.DISPUTED}), _unit),
    c.SendBack: Move(frozenset({Status.FORWARDED, Status.IN_PROCESS}), _ordinary_unit),
    c.Inform: Move(WITH_UNIT, _unit),
    c.Ask: Move(frozenset({Status.IN_PROCESS}), _unit),
    c.Answer: Move(frozenset({Status.WAITING}), _citizen),
    c.Attach: Move(OPEN, _handler_or_citizen),
    c.AddReference: Move(FILED, _triage),
    c.Pause: Move(frozenset({Status.IN_PROCESS}), _unit),
    c.Resume: Move(frozenset({Status.IN_PROCESS}), _unit),
    c.Extend: Move(WITH_UNIT, _unit),
    c.Pledge: Move(AT_WORK, _unit),
    c.Resolve: Move(AT_WORK | {Status.PLEDGED}, _unit),
    c.Confirm: Move(frozenset({Status.RESOLVED}), _citizen),
    c.Dispute: Move(frozenset({Status.RESOLVED}), _citizen),
    c.Rate: Move(frozenset({Status.CLOSED}), _citizen),
    c.KeepTime: Move(OPEN, _system),
    c.Recompute: Move(OPEN, _system),
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
    # Nobody's act may hide what had fallen due before it, though nobody was watching.
    found = list(overdue(complaint, at, given)) if by.kind != "system" else []
    complaint = foreseen(complaint, found, at)
    happened = list(_DECISIONS[type(command)](complaint, command, by, at, given))
    return [*found, *happened] if happened else []


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
        priority=command.priority,
        from_office=command.from_office,
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
    case = About(kind, unit, topic or (advice.topic if advice else None), command.priority)
    if unit is None:
        yield from promising.give(given, Stage.VERIFY, case, received, Fact.FILING)
    owed = [event for stage in promising.OWED for event in promising.give(given, stage, case, received, Fact.FILING)]
    yield from owed
    if command.priority is Priority.DANGER:
        yield from promising.danger(given, at)
    if unit is not None:
        yield e.Forwarded(unit, topic, "oversight" if unit == rules.inspectorate else "conflict")
        promised = {event.stage for event in owed if isinstance(event, e.PromiseGiven)}
        for stage in promising.OWED:
            if stage not in promised:
                yield from promising.give(given, stage, case, at, Fact.FORWARDING)
        yield from promising.give(given, Stage.UNIT, case, at, None)


def _suggest(complaint: Complaint, command: c.Suggest, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    """Advice that came too late for the filing has the same consequences: nothing may slip through by being slow."""
    advice = given.suggestion
    if advice is None or complaint.suggested_share is not None:
        return
    yield e.Suggested(advice.unit, advice.topic, round(advice.share, 4), advice.method)
    rule = given.rules.topics.get(complaint.topic or advice.topic or "")
    implied = (rule.kind if rule else None) or advice.kind
    if implied is Kind.OVERSIGHT and not complaint.kind_chosen and not complaint.restricted:
        yield from _classified(complaint, Kind.OVERSIGHT, complaint.visibility, complaint.topic, at, given)
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
    classified: list[e.Event] = []
    # A first topic comes with the forwarding itself; only what was said otherwise before is set right.
    if kind is not complaint.kind or complaint.topic not in (None, topic) or newly_sensitive:
        classified = list(_classified(complaint, kind, complaint.visibility, topic, at, given))
    yield from classified
    formal = kind is Kind.FORMAL_INFORMATION and bool(given.rules.ppid)
    if (kind is Kind.OVERSIGHT or formal) and kind is not complaint.kind:
        return  # where it goes now is not for triage to choose
    if formal and command.unit != given.rules.ppid:
        sentence = _("Permohonan informasi publik dijawab oleh PPID. Ubah jenisnya bila unit lain yang menjawab.")
        raise Invalid(sentence, fields={"unit": sentence})
    if complaint.restricted and command.unit == complaint.about_unit:
        raise Refused("Laporan tentang suatu unit tidak dapat diteruskan kepada unit itu sendiri.")
    # A clock that stands still may have been moved just now; it runs on with what it has left since.
    as_classified = foreseen(complaint, classified, at)
    running = list(promising.elsewhere(as_classified, given, at))
    yield e.Forwarded(command.unit, topic, "ppid" if formal else "triage")
    yield from running
    now = foreseen(as_classified, running, at)
    yield from promising.forwarded(now, given, About(kind, command.unit, topic, complaint.priority), at)


def _return(complaint: Complaint, command: c.Return, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    """The citizen has the word now: what is owed to them stands still, and their own time begins."""
    yield e.Returned(command.words.seal)
    theirs = list(promising.give(given, Stage.SUPPLEMENT, about(complaint), at, None))
    yield from promising.stop(complaint, given, PauseReason.CITIZEN, at, promising.OWED, limited=not theirs)
    yield from theirs


def _supplement(
    complaint: Complaint, command: c.Supplement, by: Actor, at: datetime, given: Given
) -> Iterator[e.Event]:
    yield e.Supplemented(command.words.seal)
    if complaint.status is Status.RETURNED:
        yield from promising.resume(complaint, given, "answered", at, (PauseReason.CITIZEN,))
        yield from promising.give(given, Stage.VERIFY, about(complaint), at, None)
    elif complaint.status is Status.RESOLVED:  # whoever speaks up is not silent
        yield from promising.give(given, Stage.SILENT_CLOSE, about(complaint), at, None)


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
        yield from _classified(complaint, kind, visibility, topic, at, given)


def _classified(
    complaint: Complaint, kind: Kind, visibility: Visibility, topic: str | None, at: datetime, given: Given
) -> Iterator[e.Event]:
    """Set kind, topic and visibility right; promises follow them, wrongdoing takes the oversight road.

    A formal information request goes to the PPID. Another topic alone can only bring a date forward.
    """
    rule = given.rules.topics.get(topic or "")
    sensitive = bool(rule and rule.sensitive)
    # What came down the oversight road does not lie open because its kind was set right.
    hidden = sensitive or (complaint.restricted and kind is not Kind.OVERSIGHT)
    shown = Visibility.CONFIDENTIAL if hidden else visibility
    yield e.Reclassified(kind, shown, topic, sensitive)
    destination = given.rules.oversight_destination(complaint.about_unit) if kind is Kind.OVERSIGHT else None
    unit = destination.unit if destination else complaint.unit
    case = About(kind, unit, topic, complaint.priority)
    if kind is complaint.kind:
        yield from promising.follow(complaint, given, case, "reclassified", at, only_earlier=True)
        return
    ground = "oversight"
    if kind is Kind.FORMAL_INFORMATION and given.rules.ppid not in ("", complaint.unit):
        destination, ground = Destination(unit=given.rules.ppid), "ppid"
    if destination is None or destination.body:
        yield from promising.follow(complaint, given, case, "reclassified", at, only_earlier=False)
    if destination and destination.body:
        yield e.ForwardedOut(destination.body, ground="conflict")
    elif destination and destination.unit:
        running = list(promising.elsewhere(complaint, given, at))
        yield from running
        now = foreseen(complaint, running, at)
        yield from promising.follow(now, given, case, "reclassified", at, only_earlier=False)
        yield e.Forwarded(destination.unit, topic, ground)
        case = case._replace(unit=destination.unit)
        completion = complaint.promises.get(Stage.COMPLETION)
        if completion is None or completion.ended:  # the answer or the pledge was another unit's
            yield from promising.give(given, Stage.COMPLETION, case, at, None)
        yield from promising.give(given, Stage.UNIT, case, at, None)


def _prioritise(
    complaint: Complaint, command: c.Prioritise, by: Actor, at: datetime, given: Given
) -> Iterator[e.Event]:
    if command.priority is complaint.priority:
        return
    yield e.Prioritised(command.priority)
    case = about(complaint)._replace(priority=command.priority)
    yield from promising.hasten(complaint, given, case, at)
    if command.priority is Priority.DANGER:
        yield from promising.danger(given, at)


def _acknowledge(complaint: Complaint, command: c.Acknowledge, by: Actor, *_: object) -> Iterator[e.Event]:
    if by.person is None:
        raise NotAllowed()
    if complaint.waits_for(Stage.ACKNOWLEDGE) is not None:
        yield e.Acknowledged(by.person)


def _ask(complaint: Complaint, command: c.Ask, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    yield e.QuestionAsked(command.words.seal)
    yield from promising.stop(complaint, given, PauseReason.CITIZEN, at)


def _answer(complaint: Complaint, command: c.Answer, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    yield e.QuestionAnswered(command.words.seal)
    yield from promising.resume(complaint, given, "answered", at, (PauseReason.CITIZEN,))
    yield from promising.next_update(complaint, given, at)


def _inform(complaint: Complaint, command: c.Inform, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    yield e.Informed(command.words.seal)
    if complaint.status is not Status.PLEDGED:
        yield from promising.next_update(complaint, given, at)


def _pause(complaint: Complaint, command: c.Pause, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    completion = complaint.waits_for(Stage.COMPLETION)
    if command.reason is not PauseReason.LETTER:
        raise Invalid("Alasan ini tidak dapat dipilih untuk menghentikan hitungan.")
    if completion is not None and completion.stopped is None and (completion.missed or at >= completion.due):
        raise Refused("Batas waktu sudah lewat, jadi hitungannya tidak dapat dihentikan lagi.")
    stopped = list(promising.stop(complaint, given, command.reason, at))
    if not stopped:
        raise Refused("Hitungan sudah berhenti, atau sudah terlalu sering dihentikan.")
    # The letter is told once, with the first clock it stops.
    yield from (
        msgspec.structs.replace(one, words=command.words.seal if number == 0 else None)
        for number, one in enumerate(stopped)
    )


def _resume(complaint: Complaint, command: c.Resume, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    yield from promising.resume(complaint, given, "officer", at, (PauseReason.LETTER,))


def _extend(complaint: Complaint, command: c.Extend, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    completion = complaint.waits_for(Stage.COMPLETION)
    if complaint.kind is not Kind.FORMAL_INFORMATION or completion is None:
        raise Refused("Hanya permohonan informasi publik yang masih berjalan yang dapat diperpanjang.")
    if completion.missed or (completion.stopped is None and at > completion.due):
        raise Refused("Batas waktu sudah lewat, jadi tidak dapat diperpanjang lagi.")
    terms = given.promises.extended(about(complaint), completion)
    if terms is None:
        raise Refused("Permohonan ini sudah pernah diperpanjang.")
    yield promising.moved(terms, "extended", command.words.seal)


def _pledge(complaint: Complaint, command: c.Pledge, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    assert complaint.unit is not None  # the table lets only its own unit pledge
    if command.on > at.date() + LONGEST_PLEDGE:
        raise Invalid("Tanggal janji terlalu jauh.", fields={"on": _("Paling lama tiga tahun dari sekarang.")})
    terms = given.promises.on(Stage.PLEDGE, about(complaint), max(command.on, at.date()), at)
    if terms.due <= at or not terms.days or command.on < at.date():
        raise Invalid("Tanggal janji harus sesudah hari ini.", fields={"on": _("Pilih hari kerja sesudah hari ini.")})
    yield from promising.elsewhere(complaint, given, at)  # what stood still was not late when it ended
    yield e.Pledged(command.on, complaint.unit, command.words.seal, command.ground.seal)
    yield promising.given_by(terms)


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


def _send_back(complaint: Complaint, command: c.SendBack, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    assert complaint.unit is not None  # the table lets only its own unit send it back
    yield e.SentBack(complaint.unit, command.words.seal)
    yield from promising.elsewhere(complaint, given, at)
    yield from promising.give(given, Stage.REROUTE, about(complaint)._replace(unit=None), at, None)


def _resolve(complaint: Complaint, command: c.Resolve, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    yield from promising.elsewhere(complaint, given, at)  # what stood still was not late when it ended
    yield e.Resolved(command.words.seal, round(given.template_share, 3))
    yield from promising.give(given, Stage.SILENT_CLOSE, about(complaint), at, None)


def _dispute(complaint: Complaint, command: c.Dispute, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    """What was left of the time runs on, and a working day at least; against a formal answer, an objection."""
    yield e.Disputed(command.words.seal)
    if complaint.kind is Kind.FORMAL_INFORMATION:
        yield from promising.give(given, Stage.OBJECTION, about(complaint), at, None)
    elif complaint.resolved_at is not None:
        completion = complaint.promises.get(Stage.COMPLETION)
        # A pledge had already taken its place; only the answer to it was disputed.
        pledged = completion is not None and completion.met_at is None and complaint.pledged_at
        yield from promising.reopen(complaint, given, "disputed", pledged or complaint.resolved_at, at)


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


def _recompute(complaint: Complaint, command: c.Recompute, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    yield from promising.recompute(complaint, given, command.reason, command.later_too, at)


def _erase(complaint: Complaint, command: c.Erase, *_: object) -> Iterator[e.Event]:
    words = tuple(item for item in complaint.words if item.id not in complaint.forgotten)
    files = tuple(file.id for file in complaint.files if file.id not in complaint.forgotten)
    if words or files or complaint.has_contact:
        yield e.WordsErased(words, files, command.ground)


def _archive(complaint: Complaint, command: c.Archive, *_: object) -> Iterator[e.Event]:
    yield e.Archived(command.reason, command.words.seal if command.words else None)


_DECISIONS: dict[type[c.Command], Callable[..., Iterator[e.Event]]] = {
    c.Suggest: _suggest,
    c.Forward: _forward,
    c.ForwardOut: _forward_out,
    c.Return: _return,
    c.Supplement: _supplement,
    c.SendBack: _send_back,
    c.Reclassify: _reclassify,
    c.Prioritise: _prioritise,
    c.Acknowledge: _acknowledge,
    c.Take: _take,
    c.Pause: _pause,
    c.Resume: _resume,
    c.Extend: _extend,
    c.Pledge: _pledge,
    c.Inform: _inform,
    c.Ask: _ask,
    c.Answer: _answer,
    c.Attach: _attach,
    c.AddReference: _add_reference,
    c.Resolve: _resolve,
    c.Confirm: _confirm,
    c.Dispute: _dispute,
    c.Rate: _rate,
    c.Archive: _archive,
    c.MarkDuplicate: _mark_duplicate,
    c.KeepTime: keep_time,
    c.Recompute: _recompute,
    c.Erase: _erase,
}
