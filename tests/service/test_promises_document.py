"""The worked examples of docs/promises.md, computed on the shipped data of Lampung."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from complaints.complaint import Stop
from complaints.given import About
from complaints.kinds import Kind, PauseReason, Priority, Stage
from service.region_folder import read_folder
from service.settings import ROOT
from sla.course import Length, Pace, course
from sla.policy import Policy
from workdays.seed import shipped_calendar

JAKARTA = ZoneInfo("Asia/Jakarta")
FILED_ON, LENGTH = "2026-06-08T09:00", Length(14)
CASE = About(Kind.ORDINARY)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=JAKARTA)


FILED = at(FILED_ON)


@pytest.fixture(scope="module")
def policy() -> Policy:
    read = read_folder(ROOT / "regions" / "lampung")
    calendar = shipped_calendar(read.hours, read.days, "Asia/Jakarta", range(2025, 2029), read.ranges)
    return Policy(read.rules, calendar)


@pytest.fixture(scope="module")
def pace(policy: Policy) -> Pace:
    return Pace(policy.calendar)


@pytest.fixture(scope="module")
def document() -> str:
    return " ".join((ROOT / "docs" / "promises.md").read_text(encoding="utf-8").split())


def test_a_question_stops_the_clock_to_the_minute(pace: Pace, document: str) -> None:
    stop = Stop(PauseReason.CITIZEN, at("2026-06-11T10:20"), at("2026-06-15T14:05"))
    assert pace.first_due(FILED, LENGTH) == at("2026-06-29T16:00")
    assert pace.spent(stop.since, stop.until or FILED) == timedelta(hours=17, minutes=45) // timedelta(microseconds=1)
    assert course(pace, FILED, LENGTH, [stop]).due == at("2026-07-02T10:15")
    assert "17 hours and 45 minutes of office time later: on **Thursday, 2 July, at 10.15**" in document


@pytest.mark.parametrize(
    ("answered", "due", "words"),
    [
        ("2026-06-26T15:00", "2026-07-03T09:00", "it ends on Friday, 3 July, at 09.00"),
        ("2026-06-29T14:00", "2026-07-02T16:00", "Thursday, 2 July, at 16.00"),
    ],
)
def test_a_dispute_goes_on_with_what_was_left(pace: Pace, document: str, answered: str, due: str, words: str) -> None:
    stop = Stop(PauseReason.ANSWERED, at(answered), at("2026-07-01T20:00"), at_least=1)
    assert course(pace, FILED, LENGTH, [stop]).due == at(due)
    assert words in document


def test_hours_days_of_the_calendar_and_hours_by_the_clock(policy: Policy, pace: Pace, document: str) -> None:
    assert pace.first_due(at("2026-03-17T09:00"), Length(minutes=600)) == at("2026-03-25T12:00")
    assert "ten working hours end on Wednesday, 25 March, at 12.00" in document
    supplement = policy.terms(Stage.SUPPLEMENT, CASE, at("2026-03-05T10:00"))
    danger = policy.terms(Stage.FIRST_RESPONSE, CASE._replace(priority=Priority.DANGER), at("2026-03-21T23:30"))
    assert supplement is not None
    assert supplement.due == at("2026-04-05T00:00")
    assert danger is not None
    assert danger.due == at("2026-03-22T01:30")


def test_a_formal_request_and_its_extension(policy: Policy, pace: Pace, document: str) -> None:
    given = policy.terms(Stage.COMPLETION, About(Kind.FORMAL_INFORMATION), FILED)
    assert given is not None
    assert given.due == at("2026-06-23T16:00")
    assert pace.first_due(FILED, Length(17)) == at("2026-07-02T16:00")
    assert "the dates are 23 June and, extended, 2 July" in document


def test_warnings_and_the_rungs_of_the_ladder(policy: Policy, document: str) -> None:
    given = policy.terms(Stage.COMPLETION, CASE, FILED)
    assert given is not None
    assert [mark.at for mark in given.marks] == [at("2026-06-18T16:00"), at("2026-06-25T09:00")]
    assert policy.after(CASE, given.due, timedelta(hours=7.5)) == at("2026-06-30T16:00")
    assert "on 18 June at 16.00 and on 25 June at 09.00" in document
    assert "7.5 hours of office time (30 June, 16.00)" in document


def test_a_pledge_on_a_day_off_means_the_working_day_before(policy: Policy) -> None:
    assert policy.on(Stage.PLEDGE, CASE, date(2026, 3, 22), FILED).due == at("2026-03-17T15:00")


def test_jakartas_seven_days_leave_questions_their_five(policy: Policy, document: str) -> None:
    seven = replace(
        next(rule for rule in policy.rules if rule.stage is Stage.COMPLETION and rule.kind == Kind.ORDINARY),
        kind="*",
        days=7,
        every_day=True,
        level="regional",
    )
    jakarta = Policy([*policy.rules, seven], policy.calendar)
    ordinary, question = (jakarta.terms(Stage.COMPLETION, About(kind), FILED) for kind in (CASE.kind, Kind.INFORMATION))
    assert ordinary is not None
    assert ordinary.due == at("2026-06-16T00:00")
    assert question is not None
    assert question.due == at("2026-06-15T16:00")
    assert 'days = 7 every_day = true counted_from = "filing"' in document
