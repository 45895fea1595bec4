"""A rule that may only shorten oversteps where it would end later than the national limit."""

from datetime import date, time
from typing import Any

import pytest

from complaints.kinds import Fact, Kind, Stage
from sla.limits import loosened
from sla.policy import PromiseRule
from workdays.working_days import Calendar, OfficeHours

_DAY = (("07:30", "12:00"), ("13:00", "16:00"))
START = date(2026, 1, 1)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    spans = tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in _DAY)
    return Calendar([OfficeHours((*(spans,) * 5, (), ()))], [], "Asia/Jakarta")


def rule(stage: Stage = Stage.COMPLETION, **values: Any) -> PromiseRule:
    return PromiseRule(stage=stage, effective_from=START, regulation="tes", **values)


NATIONAL = [rule(kind=Kind.INFORMATION, days=5), rule(kind=Kind.ORDINARY, days=14), rule(Stage.VERIFY, days=3)]


@pytest.mark.parametrize(
    ("own", "limit"),
    [
        (rule(kind=Kind.ORDINARY, level="regional", days=14), None),
        (rule(kind=Kind.ORDINARY, level="regional", days=15), 14),
        (rule(kind=Kind.ORDINARY, unit="BMBK", days=15), 14),
        (rule(kind=Kind.ORDINARY, level="regional", days=2, counted_from=Fact.FORWARDING), 14),
        (rule(kind=Kind.ORDINARY, topic="jalan", days=7), None),
        (rule(kind=Kind.ORDINARY, priority="urgent", days=20), 14),
        (rule(level="regional", days=7), None),  # of use to some kinds; five days stay five
        (rule(level="regional", days=20), None),  # other kinds have no limit yet
        (rule(Stage.VERIFY, level="regional", days=4), 3),
        (rule(Stage.VERIFY, level="regional", hours=24, every_day=True), None),
        (rule(Stage.VERIFY, level="regional", hours=96, every_day=True), 3),
        (rule(Stage.VERIFY, level="regional", hours=22), None),
        (rule(Stage.VERIFY, level="regional", hours=24), 3),
        (rule(Stage.VERIFY, level="regional", days=5, every_day=True), 3),
        (rule(Stage.UNIT, level="regional", days=99), None),  # no national limit
        (rule(kind=Kind.ORDINARY, days=20), None),  # a national rule is itself the limit
    ],
)
def test_only_what_would_end_later_oversteps(own: PromiseRule, limit: int | None, calendar: Calendar) -> None:
    found = loosened(own, NATIONAL, calendar)
    assert (found.days if found else None) == limit


def test_only_limits_in_force_when_it_begins_count(calendar: Calendar) -> None:
    own = rule(kind=Kind.ORDINARY, level="regional", days=15)
    later = PromiseRule(stage=Stage.COMPLETION, effective_from=date(2027, 1, 1), regulation="tes", days=3)
    assert loosened(own, [later], calendar) is None
