"""The rules of the road: which move is open to whom in which status, and what a command makes happen."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from complaints import (
    abroad,
    answering,
    closing,
    consulting,
    escalating,
    noting,
    paperwork,
    reviewing,
    splitting,
    transcribing,
    triaging,
)
from complaints import commands as c
from complaints import events as e
from complaints.complaint import Complaint, foreseen
from complaints.given import Given
from complaints.kinds import OPEN, Status
from complaints.labels import MOVES as MOVE_LABELS
from complaints.labels import STATUS
from complaints.openness import PUBLISHED
from complaints.sight import Sight, sight
from complaints.timekeeping import keep_time, overdue
from foundation.errors import NotAllowed, NotFound, Refused
from foundation.language import Sentence
from foundation.language import mark as _
from people.actor import CALLED_TO_ANY, Actor, Role

TRIAGE_STATUSES = frozenset({Status.SUBMITTED, Status.RETURNED})
WITH_UNIT = frozenset({Status.FORWARDED, Status.IN_PROCESS, Status.WAITING, Status.DISPUTED, Status.PLEDGED})
AT_WORK = frozenset({Status.IN_PROCESS, Status.WAITING})
CLOSABLE = AT_WORK | {Status.PLEDGED}
OUTSIDE = frozenset({Status.FORWARDED_OUT})
FILED = frozenset(Status)
SHOWABLE = OPEN | PUBLISHED
"""Statuses in which everybody may read a case, or may come to."""
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


def _assigner(actor: Actor, complaint: Complaint) -> bool:
    """The unit's own people, and the heads above it; on the oversight road only its own.

    Who keeps the accounts hands over what somebody leaves behind, but for what they may not even know of.
    """
    if actor.holds_role(Role.ADMINISTRATOR) and complaint.unit is not None and not complaint.restricted:
        return True
    if not _unit(actor, complaint):
        return False
    own = any(post.role in _UNIT_ROLES and post.unit == complaint.unit for post in actor.posts)
    return own or complaint.unit in actor.reach(Role.HEAD)


def _ordinary_unit(actor: Actor, complaint: Complaint) -> bool:
    """The unit, where there is a coordinator behind it: a report of wrongdoing has none to be sent back to."""
    return not complaint.restricted and _unit(actor, complaint)


def _citizen(actor: Actor, complaint: Complaint) -> bool:
    return actor.holds == complaint.id


def _anybody(actor: Actor, complaint: Complaint) -> bool:
    """A body outside only answers for the case whose link it holds."""
    return actor.kind != "body"


def _triage_or_body(actor: Actor, complaint: Complaint) -> bool:
    return _triage(actor, complaint) or abroad.is_body(actor, complaint)


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


def _reader(actor: Actor, complaint: Complaint) -> bool:
    """Anybody of the office who may read the words."""
    return actor.kind == "officer" and sight(actor, complaint.id, complaint) >= Sight.WORDS


def _eraser(actor: Actor, complaint: Complaint) -> bool:
    return _citizen(actor, complaint) or _system(actor, complaint) or actor.holds_role(Role.ADMINISTRATOR)


class Move(NamedTuple):
    """In which statuses a command is open, and to whom."""

    statuses: frozenset[Status]
    allowed: Callable[[Actor, Complaint], bool]
    open_now: Callable[[Actor, Complaint], bool] = lambda actor, complaint: True
    """Whether there is anything to do it with, such as an answer that waits for a second person."""


TRANSITIONS: dict[type[c.Command], Move] = {
    c.Suggest: Move(TRIAGE_STATUSES, _system),
    c.Forward: Move(TRIAGE_STATUSES | {Status.DISPUTED}, _triage),
    c.TakeOver: Move(WITH_UNIT | {Status.RESOLVED}, _system),
    c.ForwardOut: Move(TRIAGE_STATUSES, _triage),
    c.RecordReply: Move(OUTSIDE, _triage_or_body),
    c.ReceiveOutside: Move(OUTSIDE, abroad.is_body),
    c.AskBack: Move(OUTSIDE, abroad.is_body),
    c.TellOutside: Move(OUTSIDE, _triage),
    c.DeclineOutside: Move(OUTSIDE, _triage_or_body),
    c.AttachOutside: Move(OUTSIDE, _triage_or_body),
    c.RemindOutside: Move(OUTSIDE, _system),
    c.Join: Move(OPEN, _anybody),
    c.Return: Move(frozenset({Status.SUBMITTED}), _triage),
    c.Supplement: Move(OPEN, _citizen),
    c.Reclassify: Move(OPEN, _triage),
    c.MarkDuplicate: Move(TRIAGE_STATUSES, _triage),
    c.Split: Move(frozenset({Status.SUBMITTED}), _triage),
    c.Archive: Move(TRIAGE_STATUSES, _triage),
    c.Prioritise: Move(OPEN, _officer),
    c.Acknowledge: Move(OPEN, _on_call),
    c.Take: Move(frozenset({Status.FORWARDED, Status.DISPUTED}), _unit),
    c.Assign: Move(WITH_UNIT, _assigner),
    c.SendBack: Move(frozenset({Status.FORWARDED, Status.IN_PROCESS}), _ordinary_unit),
    c.Inform: Move(WITH_UNIT, _unit),
    c.Ask: Move(frozenset({Status.IN_PROCESS}), _unit),
    c.Answer: Move(frozenset({Status.WAITING}), _citizen),
    c.Attach: Move(OPEN, _handler_or_citizen),
    c.ReviewPhoto: Move(SHOWABLE, _officer),
    c.Transcribe: Move(OPEN, _officer),
    c.JudgeTranscript: Move(OPEN, _citizen),
    c.AddReference: Move(FILED, _triage),
    c.Pause: Move(frozenset({Status.IN_PROCESS}), _unit),
    c.Resume: Move(frozenset({Status.IN_PROCESS}), _unit),
    c.Extend: Move(WITH_UNIT, _unit),
    c.Pledge: Move(AT_WORK, _unit),
    c.Resolve: Move(CLOSABLE, _unit),
    c.ApproveResolution: Move(CLOSABLE, closing.may_look, closing.may_look_now),
    c.SendBackResolution: Move(CLOSABLE, closing.may_look, closing.may_look_now),
    c.AcknowledgeEscalation: Move(OPEN, escalating.may_acknowledge, escalating.may_acknowledge_now),
    c.Confirm: Move(frozenset({Status.RESOLVED}), _citizen),
    c.Dispute: Move(frozenset({Status.RESOLVED}), _citizen),
    c.Rate: Move(frozenset({Status.CLOSED}), _citizen),
    c.Survey: Move(frozenset({Status.CLOSED}), _citizen),
    c.KeepTime: Move(OPEN, _system),
    c.Recompute: Move(OPEN, _system),
    c.Erase: Move(FILED, _eraser),
    c.AskUnit: Move(WITH_UNIT, _unit),
    c.AnswerUnit: Move(FILED, consulting.may_answer),
    c.WithdrawAsk: Move(WITH_UNIT, _unit),
    c.Note: Move(FILED, _reader),
    c.Link: Move(FILED, _officer),
    c.Unlink: Move(FILED, _officer),
    c.MakePaper: Move(FILED, _officer),
    c.AttachSigned: Move(FILED, _officer),
}
BESIDE = (c.Note, c.Link, c.Unlink)
"""What is always open, and no step onward."""
_NO_STEP = (*BESIDE, c.MakePaper, c.AttachSigned)


def open_moves(complaint: Complaint, actor: Actor) -> tuple[type[c.Command], ...]:
    """The commands this actor may issue now, in the order of the table."""
    return tuple(
        command
        for command, move in TRANSITIONS.items()
        if complaint.status in move.statuses and move.allowed(actor, complaint) and move.open_now(actor, complaint)
    )


def decide(complaint: Complaint, command: c.Command, by: Actor, at: datetime, given: Given) -> list[e.Event]:
    """What happens when `by` asks for `command` at instant `at`.

    An empty list means that there is nothing left to do. Raises Refused (with the moves that are open), NotAllowed,
    NotFound or Invalid.
    """
    if isinstance(command, c.FileComplaint):
        return list(triaging.file(complaint, command, by, at, given))
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
    labels = [MOVE_LABELS.get(name.__name__) for name in open_moves(complaint, by) if name not in _NO_STEP]
    moves = tuple(Sentence(label) for label in labels if label)
    if not moves:
        return Sentence(_NOTHING_OPEN, status=status)
    return Sentence(_OPEN_MOVES, status=status, moves=moves)


_DECISIONS: dict[type[c.Command], Callable[..., Iterator[e.Event]]] = {
    c.Suggest: triaging.suggest,
    c.Forward: triaging.forward,
    c.TakeOver: triaging.take_over,
    c.ForwardOut: triaging.forward_out,
    c.RecordReply: triaging.record_reply,
    c.ReceiveOutside: abroad.receive,
    c.AskBack: abroad.ask_back,
    c.TellOutside: abroad.tell,
    c.DeclineOutside: abroad.decline,
    c.AttachOutside: abroad.attach,
    c.RemindOutside: abroad.remind,
    c.AskUnit: consulting.ask_unit,
    c.AnswerUnit: consulting.answer_unit,
    c.WithdrawAsk: consulting.withdraw_ask,
    c.Join: triaging.join,
    c.Return: triaging.turn_back,
    c.Supplement: triaging.supplement,
    c.SendBack: triaging.send_back,
    c.Reclassify: triaging.reclassify,
    c.Prioritise: triaging.prioritise,
    c.Acknowledge: triaging.acknowledge,
    c.Take: answering.take,
    c.Assign: answering.assign,
    c.Pause: answering.pause,
    c.Resume: answering.resume,
    c.Extend: answering.extend,
    c.Pledge: answering.pledge,
    c.Inform: answering.inform,
    c.Ask: answering.ask,
    c.Answer: answering.answer,
    c.Attach: answering.attach,
    c.ReviewPhoto: reviewing.review,
    c.Transcribe: transcribing.transcribe,
    c.JudgeTranscript: transcribing.judge,
    c.AddReference: triaging.add_reference,
    c.Resolve: closing.resolve,
    c.ApproveResolution: closing.approve,
    c.SendBackResolution: closing.send_back,
    c.AcknowledgeEscalation: escalating.acknowledge,
    c.Confirm: answering.confirm,
    c.Dispute: answering.dispute,
    c.Rate: answering.rate,
    c.Survey: answering.survey,
    c.Archive: triaging.archive,
    c.MarkDuplicate: triaging.mark_duplicate,
    c.Split: splitting.split,
    c.KeepTime: keep_time,
    c.Recompute: answering.recompute,
    c.Erase: answering.erase,
    c.Note: noting.note,
    c.Link: noting.link,
    c.Unlink: noting.unlink,
    c.MakePaper: paperwork.make,
    c.AttachSigned: paperwork.attach_signed,
}
