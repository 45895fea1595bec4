"""Questions between units: asking another one by a date of its own, answering, taking it back, and what falls due.

What is asked inside the government stops no clock of the citizen's: it is the asking unit's own way to an answer.
Each is given the complaint, the command, who asks, at which instant, and what it may know; it yields what happens.
"""

from collections.abc import Iterator
from datetime import datetime

from complaints import commands as c
from complaints import events as e
from complaints.complaint import Complaint
from complaints.exchanges import UnitAsk
from complaints.given import About, Given
from complaints.sight import Sight, sight_as_asked
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import Sentence
from foundation.language import mark as _
from people.actor import Actor

_CHOOSE = _("Pilih unit yang ditanya dari daftar.")
_OWN = _("Unit ini sedang memegang aduannya. Pilih unit lain.")
_ALREADY = _("Unit ini sudah ditanya dan belum menjawab.")
_DAYS = _("Pilih antara 1 dan {most} hari kerja.")


def may_answer(actor: Actor, complaint: Complaint) -> bool:
    """Whether one of the actor's units was asked about this complaint."""
    return any(answers(actor, complaint, ask) for ask in complaint.asks.values())


def answers(actor: Actor, complaint: Complaint, ask: UnitAsk) -> bool:
    """Whether the actor speaks for the unit that was asked this."""
    return sight_as_asked(actor, complaint, ask) > Sight.NOTHING


def ask_unit(complaint: Complaint, command: c.AskUnit, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    assert complaint.unit is not None  # the table lets only the unit that has the case ask
    rules = given.rules
    if complaint.restricted and complaint.unit != rules.inspectorate:
        raise Refused("Hanya Inspektorat yang dapat bertanya kepada unit lain tentang laporan penyimpangan.")
    theirs = complaint.withheld and command.unit == complaint.about_unit
    if command.unit not in rules.accepting_units or theirs:
        raise Invalid(_CHOOSE, fields={"unit": _CHOOSE})
    if command.unit == complaint.unit:
        raise Invalid(_OWN, fields={"unit": _OWN})
    if any(ask.unit == command.unit and ask.ended_at is None for ask in complaint.asks.values()):
        raise Invalid(_ALREADY, fields={"unit": _ALREADY})
    days = command.days if command.days is not None else rules.ask_days
    if not 1 <= days <= rules.ask_days_most:
        sentence = Sentence(_DAYS, most=rules.ask_days_most)
        raise Invalid(sentence, fields={"days": sentence})
    case = About(complaint.kind, command.unit, complaint.topic, complaint.priority)
    span = given.promises.span(case, at, days)
    yield e.UnitAsked(
        ask=command.ask,
        unit=command.unit,
        by_unit=complaint.unit,
        words=command.words.seal,
        due=span.due,
        days=days,
        counted_from=at,
        policy=f"asking/{rules.ask_days}/{rules.ask_days_most}",
        calendar=span.calendar,
        warn_at=span.warn_at,
    )


def answer_unit(
    complaint: Complaint, command: c.AnswerUnit, by: Actor, at: datetime, given: Given
) -> Iterator[e.Event]:
    ask = _known(complaint, command.ask)
    if not answers(by, complaint, ask):
        raise NotFound()  # another unit was asked that; whether it was is none of theirs
    if ask.ended_at is not None:
        raise Refused("Pertanyaan ini sudah dijawab atau tidak perlu dijawab lagi.")
    yield e.UnitAnswered(ask.id, ask.unit, command.words.seal)


def withdraw_ask(complaint: Complaint, command: c.WithdrawAsk, *_: object) -> Iterator[e.Event]:
    ask = _known(complaint, command.ask)
    if ask.ended_at is not None:
        raise Refused("Pertanyaan ini sudah dijawab atau tidak perlu dijawab lagi.")
    yield e.UnitAskWithdrawn(ask.id, ask.unit)


def _known(complaint: Complaint, key: object) -> UnitAsk:
    ask = next((one for one in complaint.asks.values() if one.id == key), None)
    if ask is None:
        raise NotFound()
    return ask


def fallen_due(complaint: Complaint, at: datetime) -> Iterator[e.Event]:
    """Warnings and missed dates of questions that have come by `at`, the longest due first."""
    waiting = [ask for ask in complaint.asks.values() if ask.next_at is not None and ask.next_at < at]
    for ask in sorted(waiting, key=lambda one: (one.due, one.id)):
        if at > ask.due:
            yield e.UnitAskMissed(ask.id, ask.unit, ask.due)
        else:
            yield e.UnitAskWarned(ask.id, ask.unit, ask.due)
