"""Which rule applies, and what it promises."""

import tomllib
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.complaint import Promise, Stop
from complaints.given import About, Promises
from complaints.kinds import Fact, Kind, PauseReason, Priority, Stage
from sla.policy import Policy, PromiseRule, read_rules
from workdays.national import national_days
from workdays.working_days import Calendar, OfficeHours

JAKARTA = ZoneInfo("Asia/Jakarta")
WEEK = (((time(7, 30), time(16)),),) * 5 + ((), ())
CALENDAR = Calendar([OfficeHours(WEEK)], national_days([2025, 2026]), "Asia/Jakarta", "7")
MOMENT = datetime(2026, 3, 13, 9, tzinfo=JAKARTA)


def rule(days: int, since: date = date(2020, 1, 1), **more: object) -> PromiseRule:
    return msgspec.convert(
        {"stage": "completion", "days": days, "effective_from": since, "regulation": "-", **more}, PromiseRule
    )


def days_of(*rules: PromiseRule, kind: Kind = Kind.ORDINARY, unit: str | None = "A", at: datetime = MOMENT) -> int:
    terms = Policy(rules, CALENDAR).terms(Stage.COMPLETION, About(kind, unit), at)
    return terms.days if terms else 0


def test_the_shipped_rules_give_the_known_dates() -> None:
    folder = Path(__file__).parents[2] / "regions" / "lampung"
    policy: Promises = Policy(read_rules(tomllib.loads((folder / "promises.toml").read_text())["promise"]), CALENDAR)
    dues = {
        (stage, kind): terms.due.astimezone(JAKARTA).date()
        for stage, kind in [
            (Stage.VERIFY, Kind.ORDINARY),
            (Stage.FIRST_RESPONSE, Kind.ORDINARY),
            (Stage.COMPLETION, Kind.ORDINARY),
            (Stage.COMPLETION, Kind.INFORMATION),
            (Stage.COMPLETION, Kind.SUGGESTION),
            (Stage.COMPLETION, Kind.OVERSIGHT),
            (Stage.SILENT_CLOSE, Kind.OVERSIGHT),
        ]
        if (terms := policy.terms(stage, About(kind), MOMENT))
    }
    assert list(dues.values()) == [
        date(2026, 3, 25),
        date(2026, 3, 27),
        date(2026, 4, 10),
        date(2026, 3, 27),
        date(2026, 4, 10),
        date(2026, 6, 24),
        date(2026, 4, 6),
    ]


def test_terms_name_the_versions_behind_them() -> None:
    terms = Policy([rule(14)], CALENDAR).terms(Stage.COMPLETION, About(Kind.ORDINARY), MOMENT)
    assert terms is not None
    assert (terms.policy, terms.calendar) == ("completion/*/*/national/2020-01-01", "7")
    assert terms.due == datetime(2026, 4, 10, 9, tzinfo=UTC)
    assert terms.counted_from == MOMENT
    assert [mark.share for mark in terms.marks] == [0.5, 0.8]
    assert MOMENT < terms.marks[0].at < terms.marks[1].at < terms.due


def test_no_rule_no_promise() -> None:
    assert Policy([], CALENDAR).terms(Stage.COMPLETION, About(Kind.ORDINARY), MOMENT) is None
    assert days_of(rule(14, date(2026, 3, 14))) == 0


def test_the_rule_for_the_kind_goes_before_the_rule_for_all() -> None:
    assert days_of(rule(5), rule(60, kind=str(Kind.OVERSIGHT)), kind=Kind.OVERSIGHT) == 60
    assert days_of(rule(5), rule(60, kind=str(Kind.OVERSIGHT))) == 5


def test_a_later_rule_replaces_an_earlier_one_from_its_local_date() -> None:
    rules = (rule(14), rule(10, date(2026, 3, 13)))
    assert days_of(*rules) == 10
    assert days_of(*rules, at=datetime(2026, 3, 12, 23, 59, tzinfo=JAKARTA)) == 14
    assert days_of(*rules, at=datetime(2026, 3, 12, 17, 0, tzinfo=UTC)) == 10


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 60))
def test_region_and_unit_tighten_and_never_loosen(national: int, regional: int, unit: int) -> None:
    rules = (rule(national), rule(regional, level="regional"), rule(unit, unit="A"))
    assert days_of(*rules) == min(national, regional, unit)
    assert days_of(*rules, unit="B") == min(national, regional)
    assert days_of(*rules, unit=None) == min(national, regional)


@pytest.mark.parametrize(
    ("case", "hours"),
    [
        (About(Kind.ORDINARY), 0),
        (About(Kind.ORDINARY, topic="jalan"), 24),
        (About(Kind.ORDINARY, "A", "jalan"), 24),
        (About(Kind.ORDINARY, topic="lampu"), 0),
        (About(Kind.ORDINARY, topic="jalan", priority=Priority.URGENT), 4),
        (About(Kind.ORDINARY, priority=Priority.DANGER), 0),
    ],
)
def test_topic_and_priority_tighten_in_hours(case: About, hours: int) -> None:
    rules = (rule(14), rule(0, hours=24, topic="jalan"), rule(0, hours=4, every_day=True, priority="urgent"))
    terms = Policy(rules, CALENDAR).terms(Stage.COMPLETION, case, MOMENT)
    assert terms is not None
    assert (terms.days, terms.minutes) == ((0, hours * 60) if hours else (14, 0))
    assert terms.every_day == (hours == 4)


def test_a_longer_number_may_still_end_first() -> None:
    """Of 20 hours around the clock and 6 hours of office time, the end decides, and it depends on the hour."""
    rules = (rule(0, hours=20, every_day=True), rule(0, hours=6, level="regional"))
    in_the_morning = Policy(rules, CALENDAR).terms(Stage.COMPLETION, About(Kind.ORDINARY), MOMENT)
    at_night = Policy(rules, CALENDAR).terms(
        Stage.COMPLETION, About(Kind.ORDINARY), datetime(2026, 3, 13, 22, tzinfo=JAKARTA)
    )
    assert in_the_morning is not None
    assert at_night is not None
    assert (in_the_morning.minutes, at_night.minutes) == (360, 1200)


def test_a_promise_is_made_from_the_fact_its_rule_names() -> None:
    policy = Policy([rule(14, counted_from="forwarding")], CALENDAR)
    case = About(Kind.ORDINARY)
    assert policy.terms(Stage.COMPLETION, case, MOMENT, Fact.FILING) is None
    assert policy.terms(Stage.COMPLETION, case, MOMENT, Fact.FORWARDING) == policy.terms(Stage.COMPLETION, case, MOMENT)


@pytest.mark.parametrize(
    "fault",
    [
        *({"hours": 3}, {"days": 0}, {"days": 367}, {"days": 0, "hours": 20_000}, {"warn": [0.8, 0.5]}),
        *({"warn": [1.0]}, {"extension": -1}, {"days": 0, "hours": 4, "extension": 3}, {"priority": "santai"}),
        *({"kind": "keluhan"}, {"counted_from": "lain"}),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(fault: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        rule(5, **fault) if "days" not in fault else rule(**fault)  # type: ignore[arg-type]


def test_a_unit_counts_in_its_own_zone() -> None:
    east = Calendar([OfficeHours(WEEK)], (), "Asia/Jayapura", "7")
    policy = Policy([rule(1)], CALENDAR, {"TIMUR": east})
    near = policy.terms(Stage.COMPLETION, About(Kind.ORDINARY, "TIMUR"), datetime(2026, 6, 8, 1, tzinfo=UTC))
    assert near is not None
    assert near.due == datetime(2026, 6, 9, 7, tzinfo=UTC)
    # 15.30 UTC is past midnight in Jayapura, not in Jakarta.
    late = datetime(2026, 6, 8, 15, 30, tzinfo=UTC)
    dates = [
        terms.due.day
        for unit in ("TIMUR", "A")
        if (terms := policy.terms(Stage.COMPLETION, About(Kind.ORDINARY, unit), late))
    ]
    assert dates == [10, 9]


def test_the_explanation_counts_to_the_same_date() -> None:
    policy = Policy([rule(5)], CALENDAR)
    explained = policy.explain(Stage.COMPLETION, About(Kind.ORDINARY), MOMENT)
    terms = policy.terms(Stage.COMPLETION, About(Kind.ORDINARY), MOMENT)
    assert explained is not None
    assert terms is not None
    assert explained.due == terms.due
    assert explained.rule is not None
    assert sum(row.counted for row in explained.rows) == 5
    assert explained.rows[0].reason == "hari laporan diterima, tidak dihitung"
    assert explained.rows[-1].date == terms.due.astimezone(JAKARTA).date()


@pytest.mark.parametrize("fault", [{"days": 0}, {"kind": "keluhan"}, {"stage": "apa"}, {"level": "desa"}, {"dayz": 3}])
def test_a_rule_that_cannot_be_meant_is_refused(fault: dict[str, object]) -> None:
    written = {"stage": "completion", "days": 5, "effective_from": date(2026, 1, 1), "regulation": "-"} | fault
    with pytest.raises(msgspec.ValidationError):
        read_rules([written])


def test_two_rules_of_one_name_are_refused() -> None:
    written = {"stage": "completion", "days": 5, "effective_from": date(2026, 1, 1), "regulation": "-"}
    with pytest.raises(ValueError, match="same name"):
        read_rules([written, written | {"days": 6}])


def test_a_clock_without_time_left_runs_on_to_the_date_it_had() -> None:
    """A shorter rule may leave nothing to one that stands still: it was late before it stopped."""
    policy, case = Policy([rule(3)], CALENDAR), About(Kind.ORDINARY)
    stop = Stop(PauseReason.LETTER, datetime(2026, 3, 30, 9, tzinfo=JAKARTA))
    given = policy.terms(Stage.COMPLETION, case, MOMENT)
    assert given is not None
    promise = Promise(Stage.COMPLETION, MOMENT, MOMENT, given.due, 3, given.policy, given.calendar, stops=(stop,))
    again = policy.again(case, promise)
    assert again is not None
    assert (again.due, again.left) == (given.due, 0)
    at = datetime(2026, 4, 8, 9, tzinfo=JAKARTA)
    assert policy.resumed(promise, stop.since, 0, at, 0).due == given.due
    assert policy.resumed(promise, stop.since, 0, at, 1).due == CALENDAR.due_after(at, 1)


def test_warnings_of_a_clock_that_stands_still_are_those_of_one_that_runs_until_it_does() -> None:
    policy, case = Policy([rule(14)], CALENDAR), About(Kind.ORDINARY)
    given = policy.terms(Stage.COMPLETION, case, MOMENT)
    assert given is not None
    stop = Stop(PauseReason.LETTER, datetime(2026, 3, 25, 9, tzinfo=JAKARTA))
    promise = Promise(Stage.COMPLETION, MOMENT, MOMENT, given.due, 14, given.policy, given.calendar, marks=given.marks)
    stopped = msgspec.structs.replace(promise, stops=(stop,))
    again = policy.again(case, stopped)
    assert again is not None
    assert again.marks == given.marks
    at, left = datetime(2026, 4, 1, 9, tzinfo=JAKARTA), policy.left(promise, stop.since)
    resumed = policy.resumed(promise, stop.since, left, at, 0)
    ended = msgspec.structs.replace(promise, stops=(msgspec.structs.replace(stop, until=at),))
    assert policy.again(case, ended) == resumed
