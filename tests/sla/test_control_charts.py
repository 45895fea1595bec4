"""Control charts against published numbers, and their rules against a slow reading of their sentences."""

from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.control_charts import (
    LEAST_POINTS,
    Assurance,
    Direction,
    Limits,
    Signal,
    Variation,
    assurance,
    individuals,
    proportions,
    signals,
    variation,
)

NORMAL = (
    *(-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123),
    *(-0.68685285, -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314),
    *(0.49785048, -1.96661716, 0.70135590, -0.47279141),
)
"""R's set.seed(123); rnorm(20), of which NHSRplotthedots publishes the limits."""


def test_the_limits_are_those_published_for_the_same_numbers() -> None:
    first = individuals(NORMAL)[0]
    assert (first.centre, first.low, first.high) == pytest.approx((0.1416238, -3.01138, 3.294627), abs=2e-3)
    shifted = [*NORMAL[:14], 10.0, *NORMAL[15:]]
    far = individuals(shifted)[0]
    # Both moving ranges at the outlier are screened out.
    assert (far.centre, far.low, far.high) == pytest.approx((0.6694159, -2.383666, 3.722497), abs=2e-3)
    assert individuals(shifted)[14].signals == {Signal.OUTSIDE}


def test_seven_on_a_side_six_in_a_trend_two_of_three_near_a_limit() -> None:
    wide = [Limits(0.0, -30.0, 30.0)] * 9

    def told(values: list[float], rule: Signal) -> list[bool]:
        return [rule in found for found, _ in signals(values, wide[: len(values)])]

    assert told([1, 2, 1, 2, 1, 2, 1, 2, -1], Signal.RUN) == [True] * 8 + [False]
    assert told([1, 2, 1, 2, 1, 2, 0, 2, 1], Signal.RUN) == [False] * 9
    assert told([9, 1, 2, 3, 4, 5, 6, 1, 1], Signal.TREND) == [False, *[True] * 6, False, False]
    assert told([1, 2, 3, 4, 5, 5, 6, 7, 8], Signal.TREND) == [False] * 9
    assert told([21, 1, 22, 0, 0, 21, 0, -21, 0], Signal.NEAR_LIMIT) == [True, False, True, *[False] * 6]


@given(st.lists(st.integers(-31, 31).map(float), max_size=24))
def test_each_rule_is_what_its_sentence_says(values: list[float]) -> None:
    limits = [Limits(0.0, -30.0, 30.0)] * len(values)
    found = [rules for rules, _ in signals(values, limits)]
    assert found == [_slowly(values, place) for place in range(len(values))]


def _slowly(values: list[float], place: int) -> set[Signal]:
    """Every stretch around a point is looked at."""
    told = set()
    if abs(values[place]) > 30:
        told.add(Signal.OUTSIDE)
    for start, end in combinations(range(len(values) + 1), 2):
        part = values[start:end]
        if not start <= place < end:
            continue
        if len(part) >= 7 and (all(one > 0 for one in part) or all(one < 0 for one in part)):
            told.add(Signal.RUN)
        pairs = list(pairwise(part))
        if len(part) >= 6 and (all(a < b for a, b in pairs) or all(a > b for a, b in pairs)):
            told.add(Signal.TREND)
        if len(part) == 3:
            for side in (1, -1):
                near = [one * side > 20 for one in part]
                if sum(near) >= 2 and near[place - start]:
                    told.add(Signal.NEAR_LIMIT)
    return told


def test_chance_alone_is_seldom_called_a_signal() -> None:
    chance, alarms, charts = Random(3), 0, 400
    for _ in range(charts):
        sizes = [chance.randint(60, 140) for _ in range(24)]
        hits = [sum(chance.random() < 0.8 for _ in range(size)) for size in sizes]
        alarms += sum(Signal.OUTSIDE in point.signals for point in proportions(hits, sizes))
    assert alarms / (24 * charts) < 0.02


def test_shares_that_waver_more_than_chance_get_wider_limits() -> None:
    sizes = [10_000] * 24
    hits = [8000 + (200 if place % 2 else -200) for place in range(24)]
    assert all(not point.signals for point in proportions(hits, sizes))
    narrow = proportions([8000 + (30 if place % 3 else -60) for place in range(24)], sizes)[0]
    wide = proportions(hits, sizes)[0]
    assert (narrow.high or 1.0) < (wide.high or 0.0)
    assert [point.high for point in proportions([50] * 24, [50] * 24)] == [1.0] * 24


def test_few_points_get_no_limits_and_a_step_begins_anew() -> None:
    assert individuals([1.0] * (LEAST_POINTS - 1))[0].centre is None
    chart = individuals([5.0, 6.0] * 6 + [50.0, 51.0] * 6, steps=[12])
    assert (chart[0].centre, chart[-1].centre) == (5.5, 50.5)
    assert not any(point.signals for point in chart)
    assert any(point.signals for point in individuals([5.0, 6.0] * 6 + [50.0, 51.0] * 6))
    assert individuals([1.0, 9.0] * 6, floor=0.0)[0].low == 0.0


def test_the_newest_point_speaks_and_a_target_is_held_against_the_limits() -> None:
    rising = individuals([1.0, 2.0] * 8 + [9.0])
    assert variation(rising, Direction.HIGHER) is Variation.IMPROVING
    assert variation(rising, Direction.LOWER) is Variation.CONCERNING
    assert variation(rising, Direction.NEITHER) is Variation.CHANGED
    assert variation(individuals([1.0, 2.0] * 8), Direction.HIGHER) is Variation.COMMON
    assert variation((), Direction.HIGHER) is Variation.UNKNOWN
    steady = individuals([0.8, 0.82] * 8)
    targets = [assurance(steady, Direction.HIGHER, target) for target in (0.5, 0.81, 0.99)]
    assert targets == [Assurance.ALWAYS, Assurance.BY_CHANCE, Assurance.NEVER]
    assert assurance(steady, Direction.LOWER, 0.99) is Assurance.ALWAYS
