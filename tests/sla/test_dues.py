"""Many due dates at once against the policy, one by one."""

from datetime import UTC, date, datetime, time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.complaint import Promise
from complaints.given import About
from complaints.kinds import Kind, Priority, Stage
from sla.dues import Dues, Running
from sla.policy import ANY, Policy, PromiseRule
from tests.workdays.test_against_oracle import SPECIAL, ZONES, office_hours
from workdays.many import instants, moment
from workdays.working_days import Calendar, OfficeHours, SpecialDay

WEEK = (((time(8), time(16)),),) * 5 + ((), ())
FIRST, LAST = datetime(2024, 1, 1), datetime(2024, 12, 31)
UNITS, TOPICS = ("A", "B"), ("jalan", "lampu")
MOMENTS = st.datetimes(FIRST, LAST).map(lambda at: at.replace(tzinfo=UTC))
LENGTHS = st.one_of(
    st.fixed_dictionaries({"days": st.integers(1, 40)}), st.fixed_dictionaries({"hours": st.integers(1, 99)})
)
RULES = st.lists(
    st.builds(
        lambda length, **said: PromiseRule(regulation="-", **length, **said),
        LENGTHS,
        stage=st.sampled_from([Stage.VERIFY, Stage.COMPLETION]),
        effective_from=st.sampled_from([date(2020, 1, 1), date(2024, 5, 6), date(2024, 11, 2)]),
        every_day=st.booleans(),
        kind=st.sampled_from([ANY, Kind.ORDINARY, Kind.OVERSIGHT]),
        unit=st.sampled_from([ANY, *UNITS]),
        topic=st.sampled_from([ANY, *TOPICS]),
        priority=st.sampled_from([ANY, Priority.URGENT]),
        level=st.sampled_from(["national", "regional"]),
    ),
    max_size=12,
)
CASES = st.builds(
    About,
    st.sampled_from([Kind.ORDINARY, Kind.OVERSIGHT]),
    st.sampled_from([None, *UNITS]),
    st.sampled_from([None, *TOPICS]),
    st.sampled_from([Priority.NORMAL, Priority.URGENT]),
)
PROMISES = st.lists(
    st.tuples(CASES, st.sampled_from([Stage.VERIFY, Stage.COMPLETION]), MOMENTS, st.sampled_from(["7", "6@A", "7@B"])),
    min_size=1,
    max_size=20,
)


def running(case: About, promise: Promise) -> Running:
    start, due = (int(one) for one in instants([promise.counted_from, promise.due]))
    named = (str(promise.stage), str(case.kind), case.unit, case.topic, str(case.priority), promise.calendar)
    return Running(*named, start, due, len(promise.stops))


@settings(deadline=None, max_examples=30)
@given(office_hours(), office_hours(), SPECIAL, ZONES, ZONES, RULES, PROMISES)
def test_many_dates_are_those_of_the_policy(
    hours: list[OfficeHours],
    own_hours: list[OfficeHours],
    special: list[SpecialDay],
    zone: str,
    own_zone: str,
    rules: list[PromiseRule],
    told: list[tuple[About, Stage, datetime, str]],
) -> None:
    policy = Policy(rules, Calendar(hours, special, zone, "7"), {"A": Calendar(own_hours, (), own_zone, "7")})
    due = datetime(2025, 1, 1, tzinfo=UTC)
    made = [(case, Promise(stage, at, at, due, 3, "-", named)) for case, stage, at, named in told]
    dues = Dues(policy, min(at for _, _, at, _ in told), max(at for _, _, at, _ in told))
    found, unsure = dues.again([running(case, promise) for case, promise in made])
    for (case, promise), one, doubtful in zip(made, found, unsure, strict=True):
        again = policy.again(case, promise)
        assert doubtful or moment(one) == (again.due if again else promise.due)


def test_what_stood_still_or_may_be_longer_is_left_to_the_log() -> None:
    rule = PromiseRule(Stage.COMPLETION, date(2020, 1, 1), "-", days=3)
    policy = Policy([rule], Calendar([OfficeHours(WEEK)], (), "Asia/Jakarta", "1"))
    at = datetime(2024, 3, 1, tzinfo=UTC)
    promise = Promise(Stage.COMPLETION, at, at, at, 3, "-", "1")
    plain = running(About(Kind.ORDINARY), promise)
    asked = [plain, plain._replace(stops=1), running(About(Kind.FORMAL_INFORMATION), promise)]
    _, unsure = Dues(policy, at, at).again(asked)
    assert unsure.tolist() == [False, True, True]


def test_no_promises_no_dates() -> None:
    policy = Policy([], Calendar([OfficeHours(WEEK)], (), "Asia/Jakarta", "1"))
    found, unsure = Dues(policy, datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)).again([])
    assert (len(found), len(unsure)) == (0, 0)
    assert found.dtype == np.int64
