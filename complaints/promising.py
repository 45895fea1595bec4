"""Giving, stopping, resuming and moving promises: pure pieces from which decisions are put together."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from complaints import events as e
from complaints.complaint import Complaint, Promise
from complaints.given import About, Given, PauseLimit, Rules, Terms, about
from complaints.kinds import Fact, Kind, PauseReason, Stage

OWED = (Stage.FIRST_RESPONSE, Stage.COMPLETION)
"""Promises that stand still while the citizen is waited for, and follow the kind of the case."""

RECOMPUTED = frozenset(Stage) - {Stage.PLEDGE, Stage.ACKNOWLEDGE, Stage.SILENT_CLOSE, Stage.SUPPLEMENT}
"""Promises that follow a change of rules and calendar.

The date of a pledge was named, and a page is minutes away. The citizen's own time ends on the date they were told: no
change may take a day of it.
"""


def give(given: Given, stage: Stage, case: About, counted_from: datetime, fact: Fact | None) -> Iterator[e.Event]:
    """The promise for a stage, if one is made from such a fact."""
    terms = given.promises.terms(stage, case, counted_from, fact)
    if terms is not None:
        yield given_by(terms)


def given_by(terms: Terms) -> e.PromiseGiven:
    return e.PromiseGiven(
        terms.stage,
        terms.due,
        terms.days,
        terms.counted_from,
        terms.policy,
        terms.calendar,
        minutes=terms.minutes,
        every_day=terms.every_day,
        marks=terms.marks,
    )


def moved(terms: Terms, reason: str, words: e.Seal | None = None) -> e.PromiseMoved:
    return e.PromiseMoved(
        terms.stage,
        terms.due,
        terms.days,
        terms.counted_from,
        terms.policy,
        terms.calendar,
        reason,
        minutes=terms.minutes,
        every_day=terms.every_day,
        marks=terms.marks,
        left=terms.left,
        words=words,
    )


def limit_of(rules: Rules, reason: PauseReason) -> PauseLimit:
    """How long and how often a clock may stand still; a reason without a limit of its own: once, for ten days."""
    return rules.pauses.get(reason, PauseLimit(10, 1))


def may_stop(promise: Promise, reason: PauseReason, at: datetime, rules: Rules) -> bool:
    """Whether the clock runs, its date has not passed, and it was not stopped too often for this reason."""
    if promise.stopped is not None or promise.missed or at >= promise.due:
        return False
    return sum(stop.reason is reason for stop in promise.stops) < limit_of(rules, reason).times


def stop(
    complaint: Complaint,
    given: Given,
    reason: PauseReason,
    at: datetime,
    stages: tuple[Stage, ...] = (Stage.COMPLETION,),
    *,
    limited: bool = True,
) -> Iterator[e.ClockPaused]:
    """Stop what may be stopped. `limited` clocks run again of themselves once the reason's limit is reached."""
    case = about(complaint)
    for stage in stages:
        promise = complaint.waits_for(stage)
        if promise is not None and may_stop(promise, reason, at, given.rules):
            limit = given.promises.days_after(case, at, limit_of(given.rules, reason).days) if limited else None
            yield e.ClockPaused(stage, reason, given.promises.left(promise, at), limit)


def resume(
    complaint: Complaint, given: Given, ground: str, at: datetime, reasons: tuple[PauseReason, ...]
) -> Iterator[e.ClockResumed]:
    """Let clocks that stand still for one of `reasons` run again from `at`, with what was left."""
    for promise in complaint.promises.values():
        if promise.stopped is not None and promise.stopped.reason in reasons:
            yield resumed(given, promise, ground, at)


def resumed(given: Given, promise: Promise, ground: str, at: datetime) -> e.ClockResumed:
    """The clock of a promise that stands still runs again from `at`."""
    open_stop = promise.stopped
    assert open_stop is not None
    terms = given.promises.resumed(promise, open_stop.since, open_stop.left, at, 0)
    return e.ClockResumed(promise.stage, terms.due, terms.calendar, ground, at, terms.marks)


def reopen(
    complaint: Complaint, given: Given, ground: str, stopped: datetime, at: datetime
) -> Iterator[e.ClockResumed]:
    """The completion clock runs again with what was left of it at `stopped`, and at least one working day."""
    promise = complaint.promises.get(Stage.COMPLETION)
    if promise is None:
        return
    terms = given.promises.resumed(promise, stopped, given.promises.left(promise, stopped), at, 1)
    yield e.ClockResumed(
        promise.stage, terms.due, terms.calendar, ground, at, terms.marks, stopped_at=stopped, at_least=1
    )


def follow(
    complaint: Complaint, given: Given, case: About, reason: str, at: datetime, *, only_earlier: bool
) -> Iterator[e.Event]:
    """Owed promises as the rules for `case` give them.

    `only_earlier` leaves alone what would move back, and what was missed already: it would be missed a second time.
    Nothing moves into the past: whoever sets a case right late does not make somebody else late at a stroke.
    """
    for stage in OWED:
        promise = complaint.waits_for(stage)
        if promise is None or (only_earlier and promise.missed):
            continue
        terms = given.promises.again(case, promise)
        if terms is None or terms.due <= at:
            continue
        if terms.due < promise.due if only_earlier else terms.due != promise.due:
            yield moved(terms, reason)


def hasten(complaint: Complaint, given: Given, case: About, at: datetime) -> Iterator[e.Event]:
    """Owed promises as the rules for a more pressing `case` give them, counted from now where that would be past."""
    for stage in OWED:
        promise = complaint.waits_for(stage)
        if promise is None or promise.missed:
            continue
        terms = given.promises.again(case, promise)
        if terms is not None and terms.due <= at and promise.stopped is None:
            terms = given.promises.terms(stage, case, at)
        if terms is not None and at < terms.due < promise.due:
            yield moved(terms, "prioritised")


def recompute(complaint: Complaint, given: Given, reason: str, later_too: bool, at: datetime) -> Iterator[e.Event]:
    """Every open promise by the rules and calendar in force.

    Nothing moves into the past: what a change makes late at a stroke keeps the date it had. What moves later does so
    only with `later_too`.
    """
    for promise in complaint.promises.values():
        if promise.ended or promise.stage not in RECOMPUTED:
            continue
        terms = given.promises.again(about(complaint), promise)
        if terms is None or terms.due == promise.due or not _in_time(promise, terms, at):
            continue
        if terms.due < promise.due or later_too:
            yield moved(terms, reason)


def _in_time(promise: Promise, terms: Terms, at: datetime) -> bool:
    """Whether time is left by the date it has and by a new one; of a clock that stands still the dates mean nothing."""
    if promise.stopped is not None:
        return bool(promise.stopped.left) and bool(terms.left)
    return promise.due >= at and terms.due > at


def elsewhere(complaint: Complaint, given: Given, at: datetime) -> Iterator[e.ClockResumed]:
    """Whoever stopped the clocks has the case no longer: nobody waits for that answer any more, and they run on."""
    yield from resume(complaint, given, "officer", at, (PauseReason.CITIZEN, PauseReason.LETTER))


def forwarded(complaint: Complaint, given: Given, case: About, at: datetime) -> Iterator[e.Event]:
    """What counts from the forwarding: the unit's own clock, and promises that the rules let count from here.

    What is running runs on; a rule of the unit, or of the topic it was given, can only bring its date forward.
    """
    yield from follow(complaint, given, case, "forwarded", at, only_earlier=True)
    for stage in OWED:
        if stage not in complaint.promises:
            yield from _given_late(complaint, given, stage, case, at)
    yield from give(given, Stage.UNIT, case, at, None)


def _given_late(complaint: Complaint, given: Given, stage: Stage, case: About, at: datetime) -> Iterator[e.Event]:
    """What is owed and was not promised at filing: from the filing if that is still to come, or from now on.

    So nothing is lost where a rule began, or a kind was set right, between the filing and the forwarding.
    """
    assert complaint.received_at is not None
    terms = given.promises.terms(stage, case, complaint.received_at, Fact.FILING)
    if terms is not None and terms.due > at:
        yield given_by(terms)
    else:
        yield from give(given, stage, case, at, None)


def next_update(complaint: Complaint, given: Given, at: datetime) -> Iterator[e.Event]:
    """Another word is promised after this one; formal requests have their answer, and nothing in between."""
    if complaint.kind is not Kind.FORMAL_INFORMATION:
        yield from give(given, Stage.NEXT_UPDATE, about(complaint), at, None)


def danger(given: Given, at: datetime) -> Iterator[e.Event]:
    """Whoever is on call is called now, and again until somebody answers."""
    again = at + timedelta(minutes=given.rules.page_minutes)
    yield e.PromiseGiven(
        Stage.ACKNOWLEDGE, again, 0, at, "on_call", "", minutes=given.rules.page_minutes, every_day=True
    )
    yield e.Paged(1, again)
