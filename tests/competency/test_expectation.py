"""What could be expected of a complaint, against a slow search for the same."""

import numpy as np
import pytest
from scipy.optimize import minimize

from competency.expectation import RIDGE, expected, one_hot


def _slowly(event: np.ndarray, traits: np.ndarray, unit: np.ndarray, units: int) -> np.ndarray:
    columns = np.concatenate([np.ones((len(event), 1)), traits, np.eye(units)[unit]], axis=1)

    def unlikely(chosen: np.ndarray) -> float:
        told = columns @ chosen
        return float((np.logaddexp(0, told) - event * told).sum() + RIDGE / 2 * (chosen[1:] ** 2).sum())

    chosen = minimize(unlikely, np.zeros(columns.shape[1]), method="BFGS", options={"gtol": 1e-8}).x
    told = columns[:, : 1 + traits.shape[1]] @ chosen[: 1 + traits.shape[1]]
    low, high = -30.0, 30.0
    for _ in range(200):
        middle = (low + high) / 2
        more = (1 / (1 + np.exp(-told - middle))).sum() < event.sum()
        low, high = (middle, high) if more else (low, middle)
    found: np.ndarray = 1 / (1 + np.exp(-told - low))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_a_slow_search_finds(seed: int) -> None:
    chance = np.random.default_rng(seed)
    topic, unit = chance.integers(0, 3, 300), chance.integers(0, 4, 300)
    event = chance.random(300) < 1 / (1 + np.exp(1.5 - 0.8 * topic - 0.5 * unit))
    traits = one_hot(topic, 3)
    found = expected(event, traits, unit, 4)
    assert found == pytest.approx(_slowly(event, traits, unit, 4), abs=1e-4)
    assert found.sum() == pytest.approx(event.sum())


def test_a_bad_unit_does_not_make_its_own_measure() -> None:
    """A unit that fails twice as often is expected to fail as often as others with such complaints."""
    unit = np.repeat(np.arange(4), 500)
    chance = np.random.default_rng(7)
    event = chance.random(2000) < np.where(unit == 0, 0.4, 0.2)
    found = expected(event, np.zeros((2000, 0)), unit, 4)
    assert np.ptp(found) < 1e-9
    assert found[0] == pytest.approx(event.mean())


def test_where_all_or_nothing_happens_that_is_expected() -> None:
    unit, traits = np.array([0, 0, 1]), np.array([[0.0], [1.0], [1.0]])
    assert expected(np.zeros(3, dtype=bool), traits, unit, 2).tolist() == [0, 0, 0]
    assert expected(np.ones(3, dtype=bool), traits, unit, 2).tolist() == [1, 1, 1]
    assert expected(np.zeros(0, dtype=bool), traits[:0], unit[:0], 2).tolist() == []
