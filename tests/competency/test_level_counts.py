"""Counts of levels: the mean gap, and groups of which no difference leads to a few people."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_1samp

from competency.level_counts import concerned, groups, levels, together

PAIRS = st.tuples(st.integers(1, 5), st.integers(1, 5))
COUNTS = st.dictionaries(PAIRS, st.integers(1, 6), max_size=8)
PEOPLE = st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(0, 12), max_size=7)


@given(COUNTS.filter(lambda counts: sum(counts.values()) >= 5))
def test_the_gap_is_that_of_everybody_one_by_one(counts: dict[tuple[int, int], int]) -> None:
    gaps = [needed - now for (needed, now), people in counts.items() for _each in range(people)]
    found = levels(counts)
    assert found is not None
    assert found.people == len(gaps) == sum(found.spread)
    assert found.gap == pytest.approx(sum(gaps) / len(gaps))
    assert found.gap == pytest.approx(found.needed - found.now)
    known = ttest_1samp(gaps, 0).confidence_interval(0.90) if len(set(gaps)) > 1 else None
    if known is not None:
        assert found.interval[0] <= known.low + 1e-9
        assert found.interval[1] >= known.high - 1e-9


def test_student_gives_the_interval_where_answers_differ_enough() -> None:
    gaps = [0, 1, 1, 2, 3, 2, 1]
    counts: dict[tuple[int, int], int] = {}
    for gap in gaps:
        counts[4, 4 - gap] = counts.get((4, 4 - gap), 0) + 1
    known, found = ttest_1samp(gaps, 0).confidence_interval(0.90), levels(counts)
    assert found is not None
    assert found.interval == pytest.approx((known.low, known.high))


def test_five_like_answers_are_no_certainty() -> None:
    found = levels({(4, 3): 5})
    assert found is not None
    assert found.interval[0] < 0.8
    assert found.interval[1] > 1.2


def test_whoever_does_no_such_work_counts_nowhere() -> None:
    assert levels({(4, 3): 4, (0, 0): 90}) is None
    with_them, without = levels({(4, 3): 6, (0, 0): 90}), levels({(4, 3): 6})
    assert with_them == without
    assert concerned({(4, 3): 6, (0, 0): 90}) == 6


def test_counts_of_groups_add_up() -> None:
    assert together([{(4, 3): 2}, {(4, 3): 3, (5, 1): 1}]) == {(4, 3): 5, (5, 1): 1}


@given(PEOPLE, st.integers(5, 8))
def test_nothing_that_is_shown_and_no_difference_of_it_is_of_few(people: dict[str, int], least: int) -> None:
    found = groups(people, least)
    shown = [sum(people[unit] for unit in units) for units in found]
    everybody = sum(people.values())
    if shown:
        assert sum(shown) == everybody, "nobody is left over to be found by subtraction"
    parts = [set(some) for size in range(len(found) + 1) for some in combinations(range(len(found)), size)]
    for more in parts:
        for fewer in parts:
            if fewer < more:
                assert sum(shown[one] for one in more - fewer) >= least
    assert len({unit for units in found for unit in units}) == sum(map(len, found))


@given(PEOPLE, st.integers(5, 8))
def test_whoever_can_be_shown_is(people: dict[str, int], least: int) -> None:
    found = groups(people, least)
    assert bool(found) == (sum(people.values()) >= least)
    small = sum(number for number in people.values() if number < least)
    if small == 0 or small >= least:
        large = {unit for unit, number in people.items() if number >= least}
        assert {units[0] for units in found if len(units) == 1 and people[units[0]] >= least} == large


def test_a_unit_of_two_joins_the_smallest_of_the_others() -> None:
    assert groups({"A": 20, "B": 6, "C": 2}) == (("A",), ("B", "C"))
    assert groups({"A": 4}) == ()
