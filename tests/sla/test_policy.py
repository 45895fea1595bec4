"""Which rule applies, and what it promises."""

import tomllib
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.given import Promises
from complaints.kinds import Kind, Stage
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
    terms = Policy(rules, CALENDAR).terms(Stage.COMPLETION, kind, unit, at)
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
        if (terms := policy.terms(stage, kind, None, MOMENT))
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
    terms = Policy([rule(14)], CALENDAR).terms(Stage.COMPLETION, Kind.ORDINARY, None, MOMENT)
    assert terms is not None
    assert (terms.policy, terms.calendar) == ("completion/*/*/national/2020-01-01", "7")
    assert terms.due == datetime(2026, 4, 10, 9, tzinfo=UTC)
    assert terms.counted_from == MOMENT
    assert terms.warn_at == CALENDAR.warn_after(MOMENT, 14)


def test_no_rule_no_promise() -> None:
    assert Policy([], CALENDAR).terms(Stage.COMPLETION, Kind.ORDINARY, None, MOMENT) is None
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


def test_a_unit_counts_in_its_own_zone() -> None:
    east = Calendar([OfficeHours(WEEK)], (), "Asia/Jayapura", "7")
    policy = Policy([rule(1)], CALENDAR, {"TIMUR": east})
    near = policy.terms(Stage.COMPLETION, Kind.ORDINARY, "TIMUR", datetime(2026, 6, 8, 1, tzinfo=UTC))
    assert near is not None
    assert near.due == datetime(2026, 6, 9, 7, tzinfo=UTC)
    # 15.30 UTC is past midnight in Jayapura, not in Jakarta.
    late = datetime(2026, 6, 8, 15, 30, tzinfo=UTC)
    dates = [
        terms.due.day for unit in ("TIMUR", "A") if (terms := policy.terms(Stage.COMPLETION, Kind.ORDINARY, unit, late))
    ]
    assert dates == [10, 9]


def test_the_explanation_counts_to_the_same_date() -> None:
    policy = Policy([rule(5)], CALENDAR)
    explained = policy.explain(Stage.COMPLETION, Kind.ORDINARY, None, MOMENT)
    terms = policy.terms(Stage.COMPLETION, Kind.ORDINARY, None, MOMENT)
    assert explained is not None
    assert terms is not None
    assert explained.due == terms.due
    assert explained.rule is not None
    assert sum(row.counted for row in explained.rows) == 5
    assert explained.rows[0].reason == "hari laporan diterima, tidak dihitung"
    assert explained.rows[-1].date == terms.due.astimezone(JAKARTA).date()
    longer = policy.explain(Stage.COMPLETION, Kind.ORDINARY, None, MOMENT, days=14)
    assert longer is not None
    assert longer.due == datetime(2026, 4, 10, 9, tzinfo=UTC)


@pytest.mark.parametrize("fault", [{"days": 0}, {"kind": "keluhan"}, {"stage": "apa"}, {"level": "desa"}, {"dayz": 3}])
def test_a_rule_that_cannot_be_meant_is_refused(fault: dict[str, object]) -> None:
    written = {"stage": "completion", "days": 5, "effective_from": date(2026, 1, 1), "regulation": "-"} | fault
    with pytest.raises(msgspec.ValidationError):
        read_rules([written])


def test_two_rules_of_one_name_are_refused() -> None:
    written = {"stage": "completion", "days": 5, "effective_from": date(2026, 1, 1), "regulation": "-"}
    with pytest.raises(ValueError, match="same name"):
        read_rules([written, written | {"days": 6}])
