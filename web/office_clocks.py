"""The clocks of a case as its officers see them: each promise with all that became of it, internal ones included."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from complaints import events as e
from complaints.complaint import Complaint, Promise
from complaints.kinds import INTERNAL, Stage, Status
from complaints.labels import PAUSE_REASON
from complaints.timekeeping import FOUND_LATE
from complaints.views import Case, Entry
from foundation.language import mark as _
from sla.clocks import ClockState, clock_state
from sla.policy import EXTENDED, PromiseRule
from web.clock_words import RESUMED_FOR
from web.promise_notes import date_words, day_words, hour, label_of, last_day, move_reason, name_of, role_words
from web.promised import length_words
from web.wording import DUE_STATE, SLUG, Moment, Wording

_MINUTE = 60_000_000
"""Microseconds."""

_MOVED = _("Batas diubah dari {before} menjadi {after}: {reason}.")
_MOVED_TO = _("Batas diubah menjadi {after}: {reason}.")
_PAUSED = _("Berhenti: {reason}. Sisa waktunya {left}.")
_LIMIT = _("Paling lama sampai {limit}.")
_RESUMED = _("Berjalan lagi ({ground}); batasnya menjadi {due}.")
_WARNED = _("Peringatan diberikan: {share}% waktunya terpakai.")
_MISSED = _("Batas {due} terlewati.")
_RUNG = _("Jenjang {rung}: disampaikan kepada {role}.")
_RUNG_OF = _("Jenjang {rung}: disampaikan kepada {role}, {unit}.")
_VACANT = _("Tidak ada atau tidak boleh diberi tahu: {roles}.")
_FOUND_LATE = _("baru dicatat {at}, karena tenggat sempat tidak dipantau")
_PAGED = _("Panggilan ke-{round} kepada petugas piket; dipanggil lagi {next}.")
_ANSWERED = _("Panggilan dijawab petugas.")
_PLEDGED = _("Dijanjikan untuk {date}.")
_BASIS = _("Dasar: {ground}")
_LAPSED = _("Lewat tanpa bukti; aduan terbuka lagi.")


_PRESSING = ("late", "paused", "near")


@dataclass(frozen=True)
class Clock:
    """One clock of the panel. `day` and `hour` are `due` on the wall; `calendar` is the version behind it."""

    what: str
    internal: bool
    due: datetime
    day: date
    hour: str
    state: str
    label: str
    met_at: datetime | None
    ended: bool
    why: str
    regulation: str
    confirmed: bool
    calendar: str
    steps: tuple[Moment, ...]
    """What became of it, as parts/timeline.html draws it."""

    slug: str

    open: bool = False
    """Whether it is told at once: the one that is most worth reading."""


def clocks(wording: Wording, case: Case, rules: Sequence[PromiseRule], why: Callable[[Promise], str]) -> list[Clock]:
    """All clocks of a case: those that run first, each in the order of the stages."""
    named = {rule.name: rule for rule in rules}
    order = list(Stage)
    found = sorted(case.complaint.promises.values(), key=lambda one: (one.ended, order.index(one.stage)))
    told = [_clock(wording, case, promise, named, why) for promise in found]
    pressing = [one for one in told if one.state in _PRESSING and not one.ended]
    first = min(pressing, key=lambda one: (one.internal, _PRESSING.index(one.state), one.due), default=None)
    return [replace(one, open=one is first) for one in told]


def _clock(
    wording: Wording, case: Case, promise: Promise, named: dict[str, PromiseRule], why: Callable[[Promise], str]
) -> Clock:
    rule = named.get(promise.policy.removesuffix(EXTENDED))
    state = clock_state(promise, wording.now)
    # A call is answered or repeated; it is never late.
    calling = promise.stage is Stage.ACKNOWLEDGE and not promise.ended
    return Clock(
        what=name_of(wording, case.complaint, promise.stage),
        internal=promise.stage in INTERNAL,
        due=promise.due,
        day=last_day(wording, promise.due),
        hour=hour(wording, promise.due),
        state=DUE_STATE[ClockState.NEAR if calling else state],
        label=_label(wording, case.complaint, promise, state),
        met_at=promise.met_at,
        ended=promise.ended,
        why="" if promise.stage is Stage.ACKNOWLEDGE else why(promise),
        regulation=rule.regulation if rule else "",
        confirmed=rule.confirmed if rule else True,
        calendar=promise.calendar,
        steps=tuple(_steps(wording, case, promise)),
        slug=SLUG[promise.stage],
    )


def _label(wording: Wording, complaint: Complaint, promise: Promise, state: ClockState) -> str:
    """The words for a state where the usual ones would be wrong; else empty."""
    if promise.stage is Stage.ACKNOWLEDGE and not promise.ended:
        return wording.say(_("Sedang dipanggil"))
    given_up = promise.stage is Stage.COMPLETION and state is ClockState.ENDED
    if given_up and complaint.status is Status.PLEDGED:
        return wording.say(_("Digantikan oleh janji"))
    return label_of(wording, promise)


def _steps(wording: Wording, case: Case, promise: Promise) -> Iterator[Moment]:
    """From when it was given last; what was promised before is on the timeline."""
    before: datetime | None = None
    for entry in _since_given(case.entries, promise.stage):
        step = _step(wording, promise, entry, before)
        if step is not None:
            yield step
        if isinstance(entry.event, e.PromiseGiven | e.PromiseMoved | e.ClockResumed):
            before = entry.event.due


def _since_given(entries: Sequence[Entry], stage: Stage) -> list[Entry]:
    mine = [one for one in entries if _concerns(one.event, stage)]
    first = e.Pledged if stage is Stage.PLEDGE else e.PromiseGiven
    given = [place for place, one in enumerate(mine) if isinstance(one.event, first)]
    return mine[given[-1] :] if given else mine


def _concerns(event: e.Event, stage: Stage) -> bool:
    if stage is Stage.ACKNOWLEDGE and isinstance(event, e.Paged | e.Acknowledged):
        return True
    if stage is Stage.PLEDGE and isinstance(event, e.Pledged | e.PledgeLapsed):
        return True
    return getattr(event, "stage", None) is stage


def _step(wording: Wording, promise: Promise, entry: Entry, before: datetime | None) -> Moment | None:
    say, event = wording.say, entry.event
    match event:
        case e.PromiseMoved(due=due, reason=reason):
            why, after = move_reason(wording, reason), day_words(wording, due)
            told = say(_MOVED, before=day_words(wording, before), after=after, reason=why) if before else ""
            return _moment(entry, told or say(_MOVED_TO, after=after, reason=why), sign="calendar")
        case e.ClockPaused(reason=paused, left=left, limit=limit):
            reason = say(PAUSE_REASON[paused])
            unspent = msgspec.structs.replace(promise, days=0, minutes=-(-left // _MINUTE))
            told = say(_PAUSED, reason=reason[:1].lower() + reason[1:], left=length_words(wording, unspent))
            told += f" {say(_LIMIT, limit=day_words(wording, limit))}" if limit else ""
            return _moment(entry, told, tone="paused")
        case e.ClockResumed(due=due, ground=ground, since=since):
            told = say(_RESUMED, ground=say(RESUMED_FOR.get(ground, ground)), due=day_words(wording, due))
            return _moment(entry, told, at=since, sign="clock", by=_late(wording, entry, entry.at - since > FOUND_LATE))
        case e.DeadlineWarned(share=share, found_late=late):
            told = say(_WARNED, share=round(share * 100))
            return _moment(entry, told, tone="near", by=_late(wording, entry, late))
        case e.DeadlineMissed(due=due, found_late=late):
            told = say(_MISSED, due=_instant(wording, due))
            return _moment(entry, told, at=due, tone="late", by=_late(wording, entry, late))
        case e.Escalated(reached=reached, found_late=late):
            return _moment(entry, _rung(wording, event), at=reached, tone="late", by=_late(wording, entry, late))
        case e.Paged(round=number, next_at=next_at):
            return _moment(entry, say(_PAGED, round=number, next=_instant(wording, next_at)), tone="late")
        case e.Acknowledged():
            return _moment(entry, say(_ANSWERED), tone="met")
        case e.Pledged(on=on):
            basis = f"\n{say(_BASIS, ground=entry.ground)}" if entry.ground else ""
            return _moment(entry, say(_PLEDGED, date=date_words(wording, on)), tone="pledged", basis=basis)
        case e.PledgeLapsed():
            return _moment(entry, say(_LAPSED), tone="late")
        case _:
            return None


def _moment(
    entry: Entry,
    what: str,
    *,
    at: datetime | None = None,
    by: str = "",
    tone: str = "",
    sign: str = "",
    basis: str = "",
) -> Moment:
    """`at` is when it was due, where that is not when it was written down; `by` says so."""
    said = f"{entry.words or ''}{basis}".strip()
    return Moment(entry.name, what, at or entry.at, by=by, tone=tone, sign=sign, said=said)


def _rung(wording: Wording, event: e.Escalated) -> str:
    role = role_words(wording, event.role)
    unit = wording.unit(event.unit)
    told = wording.say(_RUNG_OF if unit else _RUNG, rung=event.rung, role=role, unit=unit)
    if event.vacant:
        vacant = ", ".join(role_words(wording, one) for one in event.vacant)
        told += f" {wording.say(_VACANT, roles=vacant)}"
    return told


def _late(wording: Wording, entry: Entry, late: bool) -> str:
    return wording.say(_FOUND_LATE, at=_instant(wording, entry.at)) if late else ""


def _instant(wording: Wording, at: datetime) -> str:
    return f"{day_words(wording, at)}, {hour(wording, at)}"
