"""What the clocks make happen once their instants have come: warnings, missed dates, rungs, and ends by silence.

Everything here follows from the case and the instant alone. So any number of workers may ask, as often as they like:
what is recorded already is not recorded again, and what was slept through is found, in order.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from complaints import events as e
from complaints.complaint import Complaint, Promise, foreseen
from complaints.consulting import fallen_due
from complaints.given import Given, Rung, about
from complaints.kinds import ArchiveReason, Stage
from complaints.promising import reopen, resumed

FOUND_LATE = timedelta(minutes=15)
"""What is recorded longer after its instant than this was not watched; the watch looks every minute."""

_HOLDER = Rung("holder")
_CLIMBING = frozenset({Stage.VERIFY, Stage.FIRST_RESPONSE, Stage.COMPLETION, Stage.OBJECTION})
_OF_A_UNIT = frozenset({"holder", "head"})


class _Look(NamedTuple):
    """A look at the clocks at instant `at`; what happens to a case only after it ended, at `until`, does not happen."""

    at: datetime
    until: datetime

    def late(self, reached: datetime) -> bool:
        return self.at - reached > FOUND_LATE


def keep_time(complaint: Complaint, command: object, by: object, at: datetime, given: Given) -> Iterator[e.Event]:
    """Record whatever has fallen due by `at` and is not recorded yet: by promise, the longest due first."""
    yield from fallen_due(complaint, at)
    waiting = [promise for promise in complaint.promises.values() if promise.next_at is not None]
    ends = min((promise.due for promise in waiting if promise.stage in _AT_THE_END), default=at)
    # What ends the case, or brings it to life again, comes after all that came before.
    for promise in sorted(waiting, key=lambda one: (one.stage in _AT_THE_END, one.next_at, one.stage)):
        look = _Look(at, at if promise.stage in _AT_THE_END else min(at, ends))
        happened = list(_kept(complaint, promise, look, given))
        yield from happened
        if any(isinstance(event, e.Closed | e.Archived | e.PledgeLapsed) for event in happened):
            return  # the case stands elsewhere now; what is due there is found by the next look


def overdue(complaint: Complaint, at: datetime, given: Given) -> Iterator[e.Event]:
    """What the watch should have recorded by now of pauses and dates; warnings, ladders and ends are left to it."""
    for promise in sorted(complaint.promises.values(), key=lambda one: (one.due, one.stage)):
        if promise.ended or promise.stage in _AT_THE_END or promise.stage is Stage.ACKNOWLEDGE:
            continue
        if promise.stopped is not None:
            if promise.stopped.limit is None or promise.stopped.limit >= at:
                continue
            again = resumed(given, promise, "limit", promise.stopped.limit)
            yield again
            promise = foreseen(complaint, [again], at).promises[promise.stage]  # noqa: PLW2901 - as it is now
        if not promise.missed and at > promise.due:
            yield _missed(complaint, promise, given, _Look(at, at))


def _kept(complaint: Complaint, promise: Promise, look: _Look, given: Given) -> Iterator[e.Event]:
    if promise.next_at is None or promise.next_at >= look.until:
        return
    if promise.stopped is not None:
        # From its limit on, not from now: that nobody was watching gives nobody more time.
        yield resumed(given, promise, "limit", promise.next_at)
        return
    if promise.stage is Stage.ACKNOWLEDGE:
        yield e.Paged(promise.rung + 1, look.at + timedelta(minutes=given.rules.page_minutes))
        return
    yield from _warnings(promise, look)
    if promise.missed or look.until > promise.due:
        yield from _AT_THE_END.get(promise.stage, _miss)(complaint, promise, look, given)


def _warnings(promise: Promise, look: _Look) -> Iterator[e.Event]:
    if promise.missed:
        return
    for mark in promise.marks:
        if promise.warned < mark.share and mark.at < min(look.until, promise.due):
            yield e.DeadlineWarned(promise.stage, promise.due, mark.share, look.late(mark.at))


def _miss(complaint: Complaint, promise: Promise, look: _Look, given: Given) -> Iterator[e.Event]:
    """Record that it was missed, and every rung of its ladder whose time has come."""
    ladder = _ladder(complaint, promise, given)
    number, reached = promise.rung + 1, promise.next_rung_at
    if not promise.missed:
        missed = _missed(complaint, promise, given, look)
        yield missed
        reached = missed.next_rung_at
    # The instant of the next rung is the one that was recorded, whatever became of calendar and ladder since; where
    # the ladder of the road that was taken meanwhile is shorter, its last rung is told what was still owed to one.
    while reached is not None and reached < look.until:
        following = None
        if number < len(ladder):
            following = max(reached, _instant(complaint, promise, ladder[number], given))
        rung = ladder[min(number, len(ladder)) - 1]
        yield _climbed(complaint, promise, given, rung, number, reached, following, look.late(reached))
        number, reached = number + 1, following


def _missed(complaint: Complaint, promise: Promise, given: Given, look: _Look) -> e.DeadlineMissed:
    first = _ladder(complaint, promise, given)[0]
    reached = _instant(complaint, promise, first, given)
    return e.DeadlineMissed(promise.stage, promise.due, look.late(promise.due), reached)


def _instant(complaint: Complaint, promise: Promise, rung: Rung, given: Given) -> datetime:
    return given.promises.after(about(complaint), promise.due, timedelta(hours=rung.after_hours))


def _climbed(
    complaint: Complaint,
    promise: Promise,
    given: Given,
    rung: Rung,
    number: int,
    reached: datetime,
    following: datetime | None,
    late: bool,
) -> e.Escalated:
    """The rung falls to the first of its roles that somebody holds and may be told.

    Where there is none, the last that may be told is named: whoever gets that post finds it.
    """
    asked = (rung.role, *rung.instead)
    vacant = []
    for role in asked:
        if not _barred(complaint, role) and (given.staff is None or given.staff.filled(role, complaint.unit)):
            break
        vacant.append(role)
    else:
        role = next((one for one in reversed(asked) if not _barred(complaint, one)), asked[-1])
    unit = complaint.unit if role in _OF_A_UNIT else None
    return e.Escalated(
        promise.stage, promise.due, number, role, reached, unit, tuple(vacant), following, found_late=late
    )


def _barred(complaint: Complaint, role: str) -> bool:
    """The unit a report is about, and its head, are never told of one that is not open; without a unit is no head."""
    if role == "head" and complaint.unit is None:
        return True
    theirs = role in _OF_A_UNIT and complaint.unit is not None and complaint.unit == complaint.about_unit
    return theirs and complaint.withheld


def _ladder(complaint: Complaint, promise: Promise, given: Given) -> tuple[Rung, ...]:
    """Clocks that only help to keep others go no further than to whoever has the case."""
    ladder = given.rules.ladders.get(road_of(complaint)) or (_HOLDER,)
    return ladder if promise.stage in _CLIMBING else ladder[:1]


def road_of(complaint: Complaint) -> str:
    """Which ladder a case climbs: what may not be known widely has one of its own."""
    if complaint.restricted:
        return "oversight"
    if complaint.withheld:
        return "confidential"
    return "ordinary" if complaint.unit is not None else "triage"


def _close(complaint: Complaint, promise: Promise, look: _Look, given: Given) -> Iterator[e.Event]:
    yield e.Closed("silence", look.late(promise.due))


def _archive(complaint: Complaint, promise: Promise, look: _Look, given: Given) -> Iterator[e.Event]:
    yield e.Archived(ArchiveReason.INCOMPLETE, found_late=look.late(promise.due))


def _lapse(complaint: Complaint, promise: Promise, look: _Look, given: Given) -> Iterator[e.Event]:
    """The pledged date passed without evidence: the case is open again, and its clock runs."""
    assert complaint.pledged_on is not None
    assert complaint.pledged_at is not None
    yield e.PledgeLapsed(complaint.pledged_on, look.late(promise.due))
    completion = complaint.promises.get(Stage.COMPLETION)
    if completion is not None and completion.met_at is not None:
        return  # a formal request was answered; what runs is its objection
    yield from reopen(complaint, given, "pledge_lapsed", complaint.pledged_at, promise.due)


_AT_THE_END: dict[Stage, Callable[[Complaint, Promise, _Look, Given], Iterator[e.Event]]] = {
    Stage.SILENT_CLOSE: _close,
    Stage.SUPPLEMENT: _archive,
    Stage.PLEDGE: _lapse,
}
"""What follows when a promise runs out that is not the government's to keep in time; all others are missed."""
