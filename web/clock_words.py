"""What happened to clocks and pledges, as one short sentence of a timeline."""

from datetime import datetime

from complaints import events as e
from complaints.kinds import INTERNAL, Stage
from complaints.labels import EVENT, PAUSE_REASON, PRIORITY, STAGE
from complaints.views import Entry
from foundation.language import mark as _
from web.promise_notes import Speaker, date_words, day_words, move_reason, role_words

RESUMED_FOR: dict[str, str] = {
    "answered": _("pelapor sudah menjawab"),
    "officer": _("surat sudah dijawab, atau tidak ditunggu lagi"),
    "limit": _("batas waktu berhenti sudah tercapai"),
    "disputed": _("pelapor menyatakan belum selesai"),
    "pledge_lapsed": _("tanggal janji lewat tanpa bukti"),
}
_UNTIL = _("{what}, sampai {date}")
_PLEDGED = _("Dijanjikan untuk {date}")
_LAPSED = _("Janji untuk {date} lewat tanpa bukti; aduan terbuka lagi")
_ESCALATED = _("Keterlambatan disampaikan kepada {role}")

CLOCK_FACTS = frozenset(
    {"promise.moved", "promise.paused", "promise.resumed", "deadline.missed", "deadline.escalated"}
    | {"complaint.prioritised", "danger.paged", "danger.acknowledged"}
)
"""Facts that say more of a case than its status; whoever may not read the words does without them."""

OFFICES_OWN = frozenset({"danger.paged", "danger.acknowledged"})
"""How the office sees to it that somebody comes is its own affair."""


def internal(event: e.Event) -> bool:
    """Whether it is about a clock that only the office is shown."""
    return getattr(event, "stage", None) in INTERNAL


def same_fact(before: Entry, entry: Entry) -> bool:
    """Whether two clocks stopped, or ran again, by one and the same cause: one line tells of both."""
    one, other = before.event, entry.event
    if entry.at != before.at or entry.words:
        return False
    if isinstance(one, e.ClockPaused) and isinstance(other, e.ClockPaused):
        return one.reason is other.reason
    return isinstance(one, e.ClockResumed) and isinstance(other, e.ClockResumed) and one.ground == other.ground


def one_clock(speaker: Speaker, event: e.Event) -> str:
    """Which clock stopped, or ran again and until when."""
    match event:
        case e.ClockPaused(stage=stage):
            return speaker.say(STAGE[stage])
        case e.ClockResumed(stage=stage, due=due):
            return speaker.say(_UNTIL, what=speaker.say(STAGE[stage]), date=day_words(speaker, due))
        case _:
            return ""


def clock_fact(speaker: Speaker, event: e.Event) -> str | None:
    """The sentence for an event of a clock or a pledge; None for any other."""
    match event:
        case e.PromiseGiven(stage=stage, due=due):
            return _of_stage(speaker, "promise.given", stage, due)
        case e.PromiseMoved(stage=stage, due=due, reason=reason):
            return f"{_of_stage(speaker, 'promise.moved', stage, due)}: {move_reason(speaker, reason)}"
        case e.ClockPaused(reason=paused):
            why = speaker.say(PAUSE_REASON[paused])
            return f"{speaker.say(EVENT['promise.paused'])} ({why[:1].lower()}{why[1:]}): {one_clock(speaker, event)}"
        case e.ClockResumed(ground=ground):
            why = f" ({speaker.say(RESUMED_FOR[ground])})" if ground in RESUMED_FOR else ""
            return f"{speaker.say(EVENT['promise.resumed'])}{why}: {one_clock(speaker, event)}"
        case e.DeadlineWarned(stage=stage, share=share):
            return f"{_of_stage(speaker, 'deadline.warned', stage)} ({round(share * 100)}%)"
        case e.DeadlineMissed(stage=stage):
            return _of_stage(speaker, "deadline.missed", stage)
        case e.Escalated(stage=stage, role=role):
            told = speaker.say(_ESCALATED, role=role_words(speaker, role))
            return f"{told}: {speaker.say(STAGE[stage])}"
        case e.Pledged(on=on):
            return speaker.say(_PLEDGED, date=date_words(speaker, on))
        case e.PledgeLapsed(on=on):
            return speaker.say(_LAPSED, date=date_words(speaker, on))
        case e.Prioritised(priority=priority):
            return f"{speaker.say(EVENT['complaint.prioritised'])}: {speaker.say(PRIORITY[priority])}"
        case _:
            return None


def _of_stage(speaker: Speaker, name: str, stage: Stage, due: datetime | None = None) -> str:
    words = f"{speaker.say(EVENT[name])}: {speaker.say(STAGE[stage])}"
    return f"{words} ({day_words(speaker, due)})" if due else words
