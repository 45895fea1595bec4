"""Ratios drawn towards what is usual, lists that keep their promise, and running sums."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma, nbinom

from competency.shrinkage import NARROWEST, WIDEST, alarms, prior, promised, ratios

CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=12)
CELLS = st.lists(st.tuples(st.integers(0, 60), st.floats(0.5, 40)), min_size=2, max_size=30)


@given(CELLS)
def test_no_other_prior_makes_what_was_seen_more_likely(cells: list[tuple[int, float]]) -> None:
    observed, expected = (np.array(values, dtype=float) for values in zip(*cells, strict=True))

    def likely(a: float) -> float:
        return float(nbinom.logpmf(observed, a, a / (a + expected)).sum())

    found = prior(observed, expected)
    assert WIDEST <= found <= NARROWEST
    for other in np.geomspace(WIDEST, NARROWEST, 60):
        assert likely(found) >= likely(other) - 1e-3


def test_cells_that_differ_by_chance_alone_are_drawn_to_one() -> None:
    chance = np.random.default_rng(1)
    expected = np.full(400, 25.0)
    assert prior(chance.poisson(expected).astype(float), expected) > 100
    differing = expected * chance.gamma(20, 1 / 20, 400)
    assert prior(chance.poisson(differing).astype(float), expected) == pytest.approx(20, rel=0.4)
    assert prior(np.array([]), np.array([])) == NARROWEST


@given(st.integers(0, 200), st.floats(0.1, 150), st.floats(1, 500))
def test_a_ratio_is_that_of_the_gamma_distribution(observed: int, expected: float, a: float) -> None:
    told = ratios(np.array([float(observed)]), np.array([expected]), a, 1.25)
    known = gamma(a + observed, scale=1 / (a + expected))
    assert told.mean[0] == pytest.approx(known.mean())
    assert (told.low[0], told.high[0]) == pytest.approx(known.ppf([0.05, 0.95]))
    assert told.above[0] == pytest.approx(known.sf(1.25), abs=1e-9)


@given(CHANCES, st.floats(0.01, 0.5))
def test_the_list_is_the_largest_that_keeps_its_promise(above: list[float], wrong: float) -> None:
    chosen = promised(np.array(above), wrong)
    listed = [one for one, taken in zip(above, chosen, strict=True) if taken]
    if listed:
        assert np.mean([1 - one for one in listed]) <= wrong + 1e-12
    best = sorted(above, reverse=True)
    sizes = [size for size in range(1, len(best) + 1) if np.mean([1 - one for one in best[:size]]) <= wrong - 1e-12]
    assert len(listed) >= max(sizes, default=0)
    assert all(one >= other for one in listed for other, taken in zip(above, chosen, strict=True) if not taken)


def test_sure_ones_make_no_room_for_one_that_is_surely_wrong() -> None:
    above = np.array([1.0, 1.0, 1.0, 1.0, 0.01, 0.55])
    assert promised(above, 0.2).tolist() == [True] * 4 + [False, True]
    assert promised(above, 0.4).tolist() == [True] * 6
    assert promised(above, 0.4, 0.5).tolist() == [True] * 4 + [False, True]
    assert promised(above, 0.4, 0.6).tolist() == [True] * 4 + [False] * 2


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(0.1, 20)), min_size=1, max_size=24))
def test_a_running_sum_rings_when_it_passes_its_height(months: list[tuple[int, float]]) -> None:
    total, first = 0.0, -1
    for place, (observed, expected) in enumerate(months):
        total = max(0.0, total + observed * log(1.6) - 0.6 * expected)
        first = place if total > 6 and first < 0 else first
    seen, usual = (np.array([values], dtype=float) for values in zip(*months, strict=True))
    assert alarms(seen, usual, 1.6, 6.0).tolist() == [first]


def test_a_running_sum_is_the_tabular_one_of_the_textbooks() -> None:
    """Doubling found by counts: each event adds ln 2, each expected one takes 1 away (Steiner et al. 2000)."""
    observed, expected = np.array([[3.0, 0.0, 4.0, 5.0]]), np.array([[1.0, 1.0, 1.0, 1.0]])
    sums = [3 * log(2) - 1, max(0.0, 3 * log(2) - 2)]
    sums += [sums[1] + 4 * log(2) - 1]
    assert alarms(observed, expected, 2.0, sums[2] + 0.01)[0] == 3
    assert alarms(observed, expected, 2.0, sums[2] - 0.01)[0] == 2
