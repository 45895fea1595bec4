"""Calibration against slow, obvious ways to reckon the same."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.calibration import (
    Calibration,
    band_for,
    calibrate,
    expected_calibration_error,
    reliability,
    softmax,
    temperature_for,
    wilson,
)

told = st.lists(st.tuples(st.sampled_from([n / 40 for n in range(41)]), st.booleans()), max_size=120)


def _slow_error(rows: list[tuple[float, bool]], bins: int) -> float:
    """Sort, deal into bins of which the first are longer by one where it does not come out even, compare means."""
    rows = [row for _, row in sorted(enumerate(rows), key=lambda item: (item[1][0], item[0]))]
    total = 0.0
    at = 0
    for number in range(bins):
        size = len(rows) // bins + (number < len(rows) % bins)
        part = rows[at : at + size]
        at += size
        if part:
            mean = sum(p for p, _ in part) / len(part)
            total += len(part) * abs(mean - sum(right for _, right in part) / len(part))
    return total / len(rows) if rows else 0.0


@given(told, st.integers(1, 20))
def test_the_error_is_what_a_slow_reckoning_says(rows: list[tuple[float, bool]], bins: int) -> None:
    error = expected_calibration_error([p for p, _ in rows], [right for _, right in rows], bins)
    assert error == pytest.approx(_slow_error(rows, bins))


@given(told)
def test_the_table_holds_every_report_once(rows: list[tuple[float, bool]]) -> None:
    table = reliability([p for p, _ in rows], [right for _, right in rows])
    assert sum(row.n for row in table) == len(rows)
    assert sum(row.n * row.right for row in table) == pytest.approx(sum(right for _, right in rows))
    assert all(row.low <= row.right + 1e-9 and row.right <= row.high + 1e-9 for row in table)
    assert [row.probability for row in table] == sorted(row.probability for row in table)


@pytest.mark.parametrize(("right", "n"), [(0, 10), (10, 10), (7, 10), (95, 100), (1, 1)])
def test_wilson_solves_its_own_equation(right: int, n: int) -> None:
    for limit in wilson(right, n):
        if 1e-9 < limit < 1 - 1e-9:
            assert abs(right / n - limit) == pytest.approx(1.959964 * math.sqrt(limit * (1 - limit) / n), abs=1e-9)


def test_of_nothing_wilson_knows_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(told, st.sampled_from([0.5, 0.8, 0.95]), st.integers(1, 40))
def test_the_band_holds_on_its_own_rows_and_is_the_widest(
    rows: list[tuple[float, bool]], precision: float, fewest: int
) -> None:
    band = band_for([p for p, _ in rows], [right for _, right in rows], precision, fewest)
    good = []
    for edge in {p for p, _ in rows}:
        inside = [right for p, right in rows if p >= edge]
        if len(inside) >= fewest and sum(inside) / len(inside) >= precision - 1e-12:
            good.append(edge)
    assert band == min(good, default=None)


@given(told)
def test_doubt_only_narrows_the_band(rows: list[tuple[float, bool]]) -> None:
    given_ = ([p for p, _ in rows], [right for _, right in rows], 0.7, 5)
    certain, doubtful = band_for(*given_), band_for(*given_, doubt=1.0)
    assert doubtful is None or (certain is not None and certain <= doubtful)


def test_a_weight_of_two_is_a_report_said_twice() -> None:
    chance = np.random.default_rng(3)
    probability = chance.random(300)
    right = chance.random(300) < probability
    twice = chance.random(300) < 0.4
    again = np.concatenate([np.arange(300), np.flatnonzero(twice)])
    weighed = band_for(probability, right, 0.8, fewest=1, weight=1 + twice)
    assert weighed == band_for(probability[again], right[again], 0.8, fewest=1)


def _drawn(n: int, sharpness: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Scores, and labels drawn from the softmax of `sharpness` times these."""
    chance = np.random.default_rng(seed)
    scores = chance.normal(size=(n, 5))
    likely = softmax(scores * sharpness)
    labels = (likely.cumsum(axis=1) < chance.random((n, 1))).sum(axis=1)
    return scores, np.minimum(labels, 4).astype(np.int64)


def test_the_temperature_is_found_again() -> None:
    scores, labels = _drawn(20_000, 2.5)
    assert temperature_for(scores, labels) == pytest.approx(2.5, rel=0.05)


def test_labels_never_seen_count_as_wrong_and_break_nothing() -> None:
    scores, labels = _drawn(4_000, 3.0)
    labels[::4] = -1
    found = calibrate(scores, labels)
    probabilities = found.probabilities(scores)
    right = probabilities.argmax(axis=1) == labels
    assert probabilities.max(axis=1).mean() == pytest.approx(right.mean(), abs=0.03)


def test_calibrated_probabilities_mean_what_they_say_where_one_factor_cannot() -> None:
    scores, labels = _drawn(12_000, 6.0)
    noise = np.random.default_rng(9)
    labels = np.where(noise.random(len(labels)) < 0.15, noise.integers(5, size=len(labels)), labels)
    found = calibrate(scores[:6_000], labels[:6_000])
    later, truth = scores[6_000:], labels[6_000:]

    def error(calibration: Calibration) -> float:
        probabilities = calibration.probabilities(later)
        return expected_calibration_error(probabilities.max(axis=1), probabilities.argmax(axis=1) == truth)

    assert error(found) < 0.6 * error(Calibration(found.factor))


@given(
    st.lists(st.lists(st.floats(-5, 5), min_size=4, max_size=4), min_size=1, max_size=8),
    st.lists(st.floats(-3, 3), min_size=5, max_size=5),
)
def test_probabilities_sum_to_one_and_keep_the_best_label(scores: list[list[float]], terms: list[float]) -> None:
    array = np.array(scores)
    probabilities = Calibration(3.0, tuple(terms)).probabilities(array)
    assert probabilities.sum(axis=1) == pytest.approx(1.0)
    assert (probabilities >= 0).all()
    two = np.sort(array, axis=1)[:, -2:]
    clear = two[:, 1] - two[:, 0] > 1e-6
    assert (probabilities.argmax(axis=1) == array.argmax(axis=1))[clear].all()
    order = np.argsort(-array, axis=1, kind="stable")
    ranked = np.take_along_axis(probabilities, order, axis=1)
    apart = np.diff(np.take_along_axis(array, order, axis=1), axis=1) < -1e-9
    assert (np.diff(ranked, axis=1)[apart] <= 1e-9).all()
