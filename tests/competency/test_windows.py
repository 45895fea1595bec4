"""Before and after a batch: which days count, and what is counted in them."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.cases import Metric, outcomes
from competency.changes import Group, Spoiled
from competency.exchange import History
from competency.signals import Family
from competency.windows import Lesson, Place, Plan, compared, full_months, later
from tests.competency.invented import LAST, TOPICS, UNITS, history

PLAN = Plan(
    "batch",
    selected=date(2025, 1, 15),
    ended=date(2025, 2, 20),
    until=LAST,
    family=Family.TECHNICAL,
    places=(
        Place("U01", "sampah", Group.TRAINED),
        Place("U02", "sampah", Group.WAITING, Spoiled.SURGE),
        Place("U99", "sampah", Group.WAITING),
    ),
)


@pytest.fixture(scope="module")
def told() -> History:
    return history(lambda unit, topic, day: 2.0 if (unit, topic) == ("U01", "sampah") else 1.0)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(-30, 60))
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int) -> None:
    found = later(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or ((found + timedelta(days=1)).day == 1 and found.day < day.day)
    if months > 0:
        assert full_months(day, found) in (months, months - 1)


def test_two_months_after_the_selection_are_left_out_or_more_where_the_training_takes_longer() -> None:
    assert PLAN.starts == date(2025, 3, 16)
    assert PLAN._replace(ended=date(2025, 6, 30)).starts == date(2025, 7, 1)
    assert PLAN.first_look == date(2025, 9, 16)
    assert PLAN._replace(until=date(2025, 9, 14)).months == 5
    assert PLAN._replace(until=date(2025, 9, 15)).months == 6


def test_events_of_both_windows_are_those_counted_one_by_one(told: History) -> None:
    found = {(one.unit, one.topic): one for one in compared(told, [PLAN])}
    cell, cases = found["U01", "sampah"], told.cases
    judged = outcomes(cases, told.calendar, told.last)
    for since, until, count in (
        (date(2024, 1, 16), date(2025, 1, 15), cell.before),
        (date(2025, 3, 16), LAST, cell.after),
    ):
        own = [
            row
            for row in range(len(cases))
            if cases.unit[row] == UNITS.index("U01")
            and cases.topic[row] == TOPICS.index("sampah")
            and since.toordinal() <= cases.received[row] <= until.toordinal()
        ]
        assert count.cases == len(own)
        bad = sum(bool(judged[one].bad[row]) for row in own for one in (Metric.REOPENED, Metric.CLARIFIED, Metric.LOW))
        assert count.observed == bad
    assert 1.6 < cell.before.observed / cell.before.expected < 2.4


def test_all_that_happened_was_expected_somewhere(told: History) -> None:
    """The sum over all cells of what is expected is what was observed: no trend is taken for an effect."""
    cells = compared(told, [PLAN._replace(places=())])
    assert len(cells) == len(UNITS) * len(TOPICS)
    for window in ("before", "after"):
        counts = [getattr(one, window) for one in cells]
        assert sum(one.expected for one in counts) == pytest.approx(sum(one.observed for one in counts), rel=1e-3)


def test_cells_have_their_group_and_unknown_units_none(told: History) -> None:
    found = {(one.unit, one.topic): one for one in compared(told, [PLAN])}
    assert found["U01", "sampah"].group is Group.TRAINED
    assert (found["U02", "sampah"].group, found["U02", "sampah"].spoiled) == (Group.WAITING, Spoiled.SURGE)
    assert found["U01", "jalan"].group is Group.OTHER
    assert not any(unit == "U99" for unit, _ in found)


def test_a_unit_as_a_whole_is_one_cell(told: History) -> None:
    plan = PLAN._replace(family=Family.COMMUNICATION, places=(Place("U01", None, Group.TRAINED),))
    cells = compared(told, [plan])
    assert sorted(one.unit for one in cells) == list(UNITS)
    whole = next(one for one in cells if one.unit == "U01")
    assert (whole.topic, whole.group) == (None, Group.TRAINED)
    mine = told.cases.unit == 0
    last = np.array(told.cases.received)
    inside = mine & (last > date(2024, 1, 15).toordinal()) & (last <= date(2025, 1, 15).toordinal())
    assert whole.before.cases == int(inside.sum())


def lesson(first: date, unit: str = "U01", topic: str | None = "sampah", batch: str = "another") -> Lesson:
    return Lesson(batch, unit, topic, Family.TECHNICAL, first, first + timedelta(days=1))


@pytest.mark.parametrize(
    ("other", "ends"),
    [
        (lesson(date(2026, 3, 1)), date(2026, 2, 28)),
        (lesson(date(2026, 3, 1), topic=None), date(2026, 2, 28)),
        (lesson(date(2025, 9, 16)), date(2025, 9, 15)),
        (lesson(date(2025, 9, 15)), None),
        (lesson(date(2025, 2, 1)), None),
        (lesson(date(2024, 6, 1)), None),
        (lesson(date(2024, 1, 15)), None),
        (lesson(date(2024, 1, 14)), LAST),
        (lesson(LAST + timedelta(days=1)), LAST),
        (lesson(date(2026, 3, 1), topic="jalan"), LAST),
        (lesson(date(2026, 3, 1), unit="U02"), LAST),
        (lesson(date(2025, 2, 19), batch="batch"), LAST),
        (lesson(date(2026, 3, 1), topic=None)._replace(family=Family.COMMUNICATION), LAST),
    ],
)
def test_another_training_of_a_cell_ends_its_months_or_leaves_none(
    told: History, other: Lesson, ends: date | None
) -> None:
    """One in the year before, between, or before half a year is over leaves nothing that one training alone did."""
    plan = PLAN._replace(lessons=(other,))
    assert plan.lasts("U01", "sampah") == ends
    found = {(one.unit, one.topic): one for one in compared(told, [plan])}
    alone = {(one.unit, one.topic): one for one in compared(told, [PLAN])}
    mine, before = found["U01", "sampah"], alone["U01", "sampah"].before
    assert mine.spoiled is (None if ends else Spoiled.AGAIN)
    assert mine.before == before
    if ends:
        shorter = compared(told, [PLAN._replace(until=ends)])
        assert mine.after == next(one.after for one in shorter if (one.unit, one.topic) == ("U01", "sampah"))


def test_what_was_in_no_lot_and_trained_all_the_same_tells_nothing_of_the_untrained(told: History) -> None:
    lessons = (lesson(date(2025, 6, 1), "U03", "jalan"), lesson(date(2025, 2, 19), "U04", "lampu", "batch"))
    found = {(one.unit, one.topic) for one in compared(told, [PLAN._replace(lessons=lessons)])}
    alone = {(one.unit, one.topic) for one in compared(told, [PLAN])}
    assert alone - found == {("U03", "jalan"), ("U04", "lampu")}
