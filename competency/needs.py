"""The life of a need: what may be done with it when, by whom, and what follows. Pure.

new -> reviewed -> accepted | rejected | passed on; accepted -> scheduled -> trained -> evaluated -> closed. Nothing is
deleted. It is accepted only by somebody outside the unit, after the unit had its say, and on more than one source.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from competency import need_events as e
from competency.merging import Grade, Letter, Merged
from competency.need_events import OPEN, PASSED_FOR, Ground, Origin, Reason, Stance, Status, Verdict
from competency.need_state import Need as Need  # those who decide speak of it by this name
from complaints.commands import Words
from complaints.events import Seal
from foundation.errors import Invalid, NotAllowed, Refused
from foundation.language import mark as _
from people.actor import Actor, Role

LEAST_READ, LEAST_CONFIRMED = 10, 0.6
LEAST_PEOPLE = 3
"""Of whom a need of a unit may be: with fewer it would be about persons."""
SOON = timedelta(days=365)
"""After closing: what comes back within it presses more."""
QUIET = timedelta(days=182)
"""After a rejection: what is heard within it is noted and asked again of nobody."""
MOST_UNKNOWN = 2
"""Times a verdict is waited for anew."""
_REVIEWERS = (Role.ANALYST, Role.SUPERVISOR, Role.SECRETARY)


class Command(msgspec.Struct, frozen=True):
    """Base of what may be asked."""


class Open(Command, frozen=True):
    """By hand, from what surveys, superiors, interviews and forums say; `words` tell why. A need that was closed less
    than a year ago is opened again instead."""

    code: str
    competency: str
    words: Words
    unit: str | None = None
    topic: str | None = None


class Hear(Command, frozen=True):
    """A signal of complaints, for a need known already or (with `opens`, its new code) for one to be opened."""

    heard: e.Heard
    competency: str
    unit: str | None
    topic: str | None
    opens: str = ""


class Review(Command, frozen=True): ...


class Answer(Command, frozen=True):
    stance: Stance
    words: Words


class ReadCases(Command, frozen=True):
    confirmed: int
    read: int


class Accept(Command, frozen=True):
    words: Words | None = None


class Reject(Command, frozen=True):
    reason: Reason
    words: Words


class PassOn(Command, frozen=True):
    reason: Reason
    owner: str
    words: Words


class Settle(Command, frozen=True):
    words: Words


class Schedule(Command, frozen=True):
    batch: UUID


class Unschedule(Command, frozen=True):
    batch: UUID


class Train(Command, frozen=True):
    batch: UUID


class Evaluate(Command, frozen=True):
    verdict: Verdict
    batch: UUID
    again_on: date | None = None


class Close(Command, frozen=True):
    words: Words | None = None


class EraseWords(Command, frozen=True):
    """Because the law asks: what was written with these ids."""

    ids: tuple[UUID, ...]
    ground: Ground


class Given(msgspec.Struct, frozen=True):
    """What is known beside the need: what all sources say together, days counted in working days from now, of how many
    officers the unit consists, and which of what was written is still there."""

    merged: Merged | None = None
    reply_until: datetime | None = None
    owner_due: datetime | None = None
    people: int = 0
    written: frozenset[UUID] = frozenset()


class Move(NamedTuple):
    statuses: frozenset[Status | None]
    allowed: Callable[[Actor, Need], bool]


def outside(actor: Actor, unit: str | None) -> bool:
    """Whether somebody neither belongs to the unit nor handles or answers for its cases."""
    if unit is None:
        return True
    return unit not in actor.own_units and unit not in actor.reach(Role.OFFICER, Role.HEAD)


def _reviewer(actor: Actor, need: Need) -> bool:
    return actor.holds_role(*_REVIEWERS) and outside(actor, need.unit)


def _analyst(actor: Actor, need: Need) -> bool:
    return actor.holds_role(Role.ANALYST)


def _system(actor: Actor, need: Need) -> bool:
    return actor.kind == "system"


def _reader(actor: Actor, need: Need) -> bool:
    """Whoever reviews it, or the blind reading of its cases once that is done."""
    return _system(actor, need) or _reviewer(actor, need)


def _planner(actor: Actor, need: Need) -> bool:
    return _system(actor, need) or _analyst(actor, need)


def _unit(actor: Actor, need: Need) -> bool:
    return need.unit is not None and need.unit in actor.reach(Role.HEAD)


def _owner(actor: Actor, need: Need) -> bool:
    return _analyst(actor, need) or (need.owner is not None and need.owner in actor.reach(Role.HEAD))


_ASKED = frozenset({Status.REVIEWED, Status.ACCEPTED})
TRANSITIONS: dict[type[Command], Move] = {
    Open: Move(frozenset({None, Status.CLOSED}), _analyst),
    Hear: Move(frozenset({None, *Status}), _system),
    Review: Move(frozenset({Status.NEW}), _reviewer),
    Answer: Move(frozenset({Status.NEW, Status.REVIEWED, Status.ACCEPTED}), _unit),
    ReadCases: Move(frozenset({Status.NEW, Status.REVIEWED}), _reader),
    Accept: Move(frozenset({Status.REVIEWED}), _reviewer),
    Reject: Move(_ASKED, _reviewer),
    PassOn: Move(_ASKED, _reviewer),
    Settle: Move(frozenset({Status.PASSED_ON}), _owner),
    Schedule: Move(frozenset({Status.ACCEPTED}), _planner),
    Unschedule: Move(frozenset({Status.SCHEDULED}), _planner),
    Train: Move(frozenset({Status.SCHEDULED}), _planner),
    Evaluate: Move(frozenset({Status.TRAINED}), _planner),
    Close: Move(frozenset({Status.EVALUATED}), _reviewer),
    EraseWords: Move(frozenset(Status), _analyst),
}


def open_to(actor: Actor, need: Need) -> frozenset[type[Command]]:
    """What somebody may ask now."""
    return frozenset(
        kind for kind, move in TRANSITIONS.items() if need.status in move.statuses and move.allowed(actor, need)
    )


def decide(need: Need, command: Command, by: Actor, at: datetime, given: Given) -> list[e.Event]:
    """What follows; raises NotAllowed, Refused or Invalid with a sentence for the person who asked."""
    move = TRANSITIONS[type(command)]
    if not move.allowed(by, need):
        raise NotAllowed()
    if need.status not in move.statuses:
        raise Refused(_("Langkah ini tidak sesuai dengan status kebutuhan sekarang. Muat ulang halaman ini."))
    return _DECIDE[type(command)](need, command, at, given)


def _open(need: Need, asked: Open, at: datetime, given: Given) -> list[e.Event]:
    if asked.unit is not None and given.people < LEAST_PEOPLE:
        fault = {"unit": _("Unit ini terlalu kecil: kebutuhannya akan menunjuk orang. Pilih unit di atasnya.")}
        raise Invalid(fields=fault)
    if need.status is not None:
        return [e.Reopened(need.priority + 1, _must(asked.words))]
    return [e.Opened(asked.code, asked.competency, Origin.INPUTS, asked.unit, asked.topic, _told(asked.words))]


def _hear(need: Need, asked: Hear, at: datetime, given: Given) -> list[e.Event]:
    if any(one.signal == asked.heard.signal for one in need.heard):
        return []
    if need.status is None:
        opened = e.Opened(asked.opens, asked.competency, Origin.SIGNAL, asked.unit, asked.topic)
        return [opened, asked.heard]
    if need.status == Status.CLOSED and asked.heard.strong:
        return [e.Reopened(need.priority + 1), asked.heard]
    return [asked.heard]


def takes(need: Need, at: datetime) -> bool:
    """Whether a new signal belongs to this need; otherwise it is the beginning of another."""
    if need.status in OPEN or need.ended_at is None:
        return True
    return at - need.ended_at <= (SOON if need.status == Status.CLOSED else QUIET)


def _review(need: Need, asked: Review, at: datetime, given: Given) -> list[e.Event]:
    assert given.reply_until is not None
    return [e.Reviewed(given.reply_until)]


def _answer(need: Need, asked: Answer, at: datetime, given: Given) -> list[e.Event]:
    return [e.Answered(asked.stance, _must(asked.words))]


def _read(need: Need, asked: ReadCases, at: datetime, given: Given) -> list[e.Event]:
    if not 0 <= asked.confirmed <= asked.read or asked.read < LEAST_READ:
        fault = {"confirmed": _("Baca sedikitnya 10 aduan; yang cocok tidak lebih dari yang dibaca.")}
        raise Invalid(fields=fault)
    return [e.CasesRead(asked.confirmed, asked.read)]


def _accept(need: Need, asked: Accept, at: datetime, given: Given) -> list[e.Event]:
    merged = given.merged
    assert merged is not None
    fault = lacking(need, merged, at)
    if fault:
        raise Refused(fault)
    letters, halves = tuple(merged.weights), tuple(one for one, weight in merged.weights.items() if weight < 1)
    levels = merged.needed, merged.now
    return [e.Accepted(merged.grade, letters, merged.contradictions, *levels, _told(asked.words), halves)]


def lacking(need: Need, merged: Merged, at: datetime) -> str | None:
    """Why it cannot be accepted yet, as a sentence; None where it can."""
    if need.unit is not None and need.stance is None and (need.reply_until is None or at < need.reply_until):
        return _("Unit belum menjawab, dan waktunya untuk menjawab belum habis.")
    read = confirmed(need) or Letter.CASES in merged.weights
    if Letter.COMPLAINTS in (yes for yes, _no in merged.contradictions) and not read:
        return _("Sumber saling bertentangan. Baca dulu 10 aduan acak; sedikitnya 6 dari 10 harus menguatkan.")
    if merged.grade in (Grade.ENOUGH, Grade.STRONG):
        return None
    if merged.grade == Grade.SUSPECTED and merged.weights.get(Letter.COMPLAINTS) == 1 and confirmed(need):
        return None
    return _("Baru ada satu sumber. Perlu sumber kedua, atau pembacaan 10 aduan acak yang menguatkan sedikitnya 6.")


def confirmed(need: Need) -> bool:
    """Whether enough of the evidence, read at random, showed what the signal says."""
    return need.confirmed is not None and need.confirmed[0] >= LEAST_CONFIRMED * need.confirmed[1]


def _reject(need: Need, asked: Reject, at: datetime, given: Given) -> list[e.Event]:
    return [e.Rejected(asked.reason, _must(asked.words))]


def _pass_on(need: Need, asked: PassOn, at: datetime, given: Given) -> list[e.Event]:
    assert given.owner_due is not None
    if asked.reason not in PASSED_FOR:
        fault = {"reason": _("Sebab ini tidak punya pemilik lain. Pilih sebab lain, atau tolak.")}
        raise Invalid(fields=fault)
    return [e.PassedOn(asked.reason, asked.owner, given.owner_due, _must(asked.words))]


def _settle(need: Need, asked: Settle, at: datetime, given: Given) -> list[e.Event]:
    return [e.Settled(_must(asked.words))]


def _schedule(need: Need, asked: Schedule, at: datetime, given: Given) -> list[e.Event]:
    return [e.Scheduled(asked.batch)]


def _unschedule(need: Need, asked: Unschedule, at: datetime, given: Given) -> list[e.Event]:
    return [e.Unscheduled(_own(need, asked.batch))]


def _train(need: Need, asked: Train, at: datetime, given: Given) -> list[e.Event]:
    return [e.Trained(_own(need, asked.batch))]


def _evaluate(need: Need, asked: Evaluate, at: datetime, given: Given) -> list[e.Event]:
    again = asked.again_on if asked.verdict == Verdict.UNKNOWN and need.unknown < MOST_UNKNOWN else None
    return [e.Evaluated(asked.verdict, _own(need, asked.batch), again)]


def _close(need: Need, asked: Close, at: datetime, given: Given) -> list[e.Event]:
    return [e.Closed(_told(asked.words))]


def _erase(need: Need, asked: EraseWords, at: datetime, given: Given) -> list[e.Event]:
    if not asked.ids or not given.written.issuperset(asked.ids):
        fault = {"ids": _("Pilih tulisan yang dihapus.")}
        raise Invalid(fields=fault)
    return [e.WordsErased(tuple(sorted(set(asked.ids))), asked.ground)]


def _own(need: Need, batch: UUID) -> UUID:
    if batch != need.batch:
        raise Refused(_("Kebutuhan ini terdaftar pada pelatihan lain."))
    return batch


def _told(words: Words | None) -> Seal | None:
    return words.seal if words is not None and words.text.strip() else None


def _must(words: Words) -> Seal:
    if not words.text.strip():
        fault = {"words": _("Tuliskan penjelasannya.")}
        raise Invalid(fields=fault)
    return words.seal


_DECIDE: dict[type[Command], Callable[..., list[e.Event]]] = {
    Open: _open,
    Hear: _hear,
    Review: _review,
    Answer: _answer,
    ReadCases: _read,
    Accept: _accept,
    Reject: _reject,
    PassOn: _pass_on,
    Settle: _settle,
    Schedule: _schedule,
    Unschedule: _unschedule,
    Train: _train,
    Evaluate: _evaluate,
    Close: _close,
    EraseWords: _erase,
}
