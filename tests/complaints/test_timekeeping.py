"""What the clocks make happen: warnings, missed dates, the rungs of a ladder, calls, and ends by silence."""

from collections.abc import Container
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from complaints import commands as c
from complaints import events as e
from complaints.given import Given, RungRole
from complaints.kinds import Kind, Priority, Stage, Status, Visibility
from people.actor import SYSTEM
from tests.make import COORDINATOR, GIVEN, INSPECTOR, Case, make_complaint, words

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class Present:
    """Somebody is there for these roles."""

    def __init__(self, roles: Container[str]) -> None:
        self._roles = roles

    def filled(self, role: RungRole, unit: str | None) -> bool:
        return role in self._roles

    def second(self, unit: str, besides: UUID | None) -> str | None:
        return unit


def staffed(*roles: str) -> Given:
    return msgspec.structs.replace(GIVEN, staff=Present(roles))


def of(case: Case, *types: type[Any], stage: Stage = Stage.COMPLETION) -> list[Any]:
    return [one.event for one in case.log if isinstance(one.event, types) and one.event.stage is stage]


def kept(case: Case, later: timedelta, given: Given = GIVEN) -> Case:
    return case.say(c.KeepTime(), SYSTEM, later=later, given=given)


def test_two_warnings_then_the_date_then_the_rungs() -> None:
    case = make_complaint(Status.FORWARDED)
    for _ in range(20 * 24):
        kept(case, HOUR)
    warned = of(case, e.DeadlineWarned)
    assert [one.share for one in warned] == [0.5, 0.8]
    (missed,) = of(case, e.DeadlineMissed)
    rungs = of(case, e.Escalated)
    assert [(one.rung, one.role, one.unit) for one in rungs] == [
        (1, "holder", "BMBK"),
        (2, "head", "BMBK"),
        (3, "supervisor", None),
    ]
    assert [one.reached - missed.due for one in rungs] == [timedelta(0), 24 * HOUR, 72 * HOUR]
    assert [one.next_at for one in rungs] == [rungs[1].reached, rungs[2].reached, None]
    assert case.state.promises[Stage.COMPLETION].next_at is None


def test_what_is_found_late_says_so_and_is_the_same() -> None:
    watched, slept = make_complaint(Status.FORWARDED), make_complaint(Status.FORWARDED)
    for _ in range(30 * 24 * 6):
        kept(watched, HOUR / 6)
    kept(slept, 30 * DAY)
    both = [of(case, e.DeadlineWarned, e.DeadlineMissed, e.Escalated) for case in (watched, slept)]
    assert not any(one.found_late for one in both[0])
    assert all(one.found_late for one in both[1])
    shift = slept.log[0].at - watched.log[0].at
    assert shift == timedelta(0)
    assert [msgspec.structs.replace(one, found_late=True) for one in both[0]] == both[1]


def test_a_shorter_ladder_on_another_road_tells_its_last_rung_what_was_still_to_come() -> None:
    case = kept(make_complaint(Status.FORWARDED), 15 * DAY)
    assert case.state.promises[Stage.FIRST_RESPONSE].rung == 3
    kept(case, HOUR)
    case.say(c.Reclassify(kind=Kind.ORDINARY, topic="kekerasan"), COORDINATOR)
    kept(case, 5 * DAY)
    rungs = of(case, e.Escalated)
    assert [(one.rung, one.role) for one in rungs] == [(1, "holder"), (2, "head"), (3, "head")]
    assert case.state.promises[Stage.COMPLETION].next_at is None
    names = list(case.names)
    kept(case, 50 * DAY)
    assert case.names == names


def test_nothing_is_recorded_late_that_the_case_would_not_have_lived_to_see() -> None:
    """The report is archived on the thirtieth day; the clocks of the government stood still until then."""
    case = kept(make_complaint(), 6 * DAY)
    assert case.state.promises[Stage.FIRST_RESPONSE].missed
    ladder = {"triage": (*GIVEN.rules.ladders["triage"], GIVEN.rules.ladders["ordinary"][2])}
    longer = msgspec.structs.replace(ladder["triage"][2], after_hours=24 * 60)
    rules = msgspec.structs.replace(
        GIVEN.rules, ladders={**GIVEN.rules.ladders, "triage": (*ladder["triage"][:2], longer)}
    )
    given = msgspec.structs.replace(GIVEN, rules=rules)
    case.say(c.Return(words()), COORDINATOR)
    kept(case, 90 * DAY, given)
    assert case.state.status is Status.ARCHIVED
    rungs = of(case, e.Escalated, stage=Stage.FIRST_RESPONSE)
    assert [one.rung for one in rungs] == [1, 2]
    assert all(one.reached < case.state.promises[Stage.SUPPLEMENT].due for one in rungs)


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (("holder", "head", "supervisor"), [("holder", ()), ("head", ()), ("supervisor", ())]),
        (("head", "secretary"), [("holder", ("holder",)), ("head", ()), ("secretary", ("supervisor",))]),
        ((), [("holder", ("holder",)), ("head", ("head",)), ("secretary", ("supervisor", "secretary"))]),
    ],
)
def test_who_is_not_there_is_named(there: tuple[str, ...], told: list[tuple[str, tuple[str, ...]]]) -> None:
    case = kept(make_complaint(Status.FORWARDED), 30 * DAY, staffed(*there))
    assert [(one.role, one.vacant) for one in of(case, e.Escalated)] == told


def test_the_unit_a_closed_report_is_about_is_passed_over_though_it_is_there() -> None:
    everybody = staffed("holder", "head", "coordinator", "supervisor", "secretary")
    closed = make_complaint(Status.FORWARDED, about_unit="BMBK", visibility=Visibility.CONFIDENTIAL)
    opened = make_complaint(Status.FORWARDED, about_unit="BMBK")
    for case in (closed, opened):
        kept(case, 30 * DAY, everybody)
    assert {one.role for one in of(closed, e.Escalated)} == {"coordinator"}
    assert [one.vacant for one in of(closed, e.Escalated)] == [("holder",), ("head",)]
    assert [one.role for one in of(opened, e.Escalated)] == ["holder", "head", "supervisor"]


def test_a_report_of_wrongdoing_climbs_among_those_who_handle_it() -> None:
    case = kept(make_complaint(kind=Kind.OVERSIGHT, about_unit="BMBK"), 90 * DAY)
    assert [(one.role, one.unit) for one in of(case, e.Escalated)] == [("holder", "INSP"), ("head", "INSP")]
    case.say(c.Take(), INSPECTOR)


def test_danger_calls_again_until_somebody_answers() -> None:
    case = make_complaint(priority=Priority.DANGER)
    for _ in range(6):
        kept(case, timedelta(minutes=5, seconds=1))
    rounds = [one.event.round for one in case.log if isinstance(one.event, e.Paged)]
    assert rounds == [1, 2, 3, 4]
    case.say(c.Acknowledge(), COORDINATOR)
    names = list(case.names)
    kept(case, HOUR)
    assert case.names == names
    assert case.state.promises[Stage.ACKNOWLEDGE].met_at is not None


def test_silence_is_reminded_of_before_it_closes() -> None:
    case = make_complaint(Status.RESOLVED)
    kept(case, 9 * DAY)
    assert [one.share for one in of(case, e.DeadlineWarned, stage=Stage.SILENT_CLOSE)] == [0.5, 0.8]
    kept(case, 2 * DAY)
    assert (case.state.status, case.names[-1]) == (Status.CLOSED, "complaint.closed")


@pytest.mark.parametrize("status", [Status.RETURNED, Status.RESOLVED])
@pytest.mark.parametrize("late", [False, True])
def test_an_end_that_nobody_watched_is_marked_as_found_late(status: Status, late: bool) -> None:
    case = make_complaint(status)
    stage = Stage.SUPPLEMENT if status is Status.RETURNED else Stage.SILENT_CLOSE
    case.say(
        c.KeepTime(), SYSTEM, later=case.state.promises[stage].due - case.at + timedelta(minutes=600 if late else 1)
    )
    ended = next(one.event for one in reversed(case.log) if isinstance(one.event, e.Closed | e.Archived))
    assert ended.found_late is late
