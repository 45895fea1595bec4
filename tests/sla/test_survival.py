"""The curve against published examples and against the product-limit formula written down step by step."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.survival import Curve, Quantile, curve, share

MERCAPTOPURINE = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
MAINTAINED = "9 13 13+ 18 23 28+ 31 34 45+ 48 161+"
"""Weeks of remission: Freireich and others 1963 (two arms), Miller 1997 (acute myelogenous leukaemia)."""


UNHURRIED = settings(deadline=None)
"""The first example has to wait for scipy to be imported."""


def read(text: str) -> Curve:
    """`+` marks what was still open."""
    parts = text.split()
    return curve(
        np.array([float(part.rstrip("+")) for part in parts]), np.array([not part.endswith("+") for part in parts])
    )


@pytest.mark.parametrize(
    ("text", "times", "left", "median"),
    [
        (MERCAPTOPURINE, [6, 7, 10, 13, 16, 22, 23], [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], 23),
        (PLACEBO, [1, 2, 3, 4, 5, 8, 11, 12, 15, 17, 22, 23], None, 8),
        (MAINTAINED, [9, 13, 18, 23, 31, 34, 48], [0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184], 31),
    ],
)
def test_published_examples(text: str, times: list[int], left: list[float] | None, median: int) -> None:
    found = read(text)
    assert list(found.times) == times
    if left is not None:
        assert [round(float(one), 3) for one in found.left] == left
    assert found.quantile(0.5).value == median
    assert found.cases == len(text.split())


def test_the_published_numbers_at_risk_and_greenwoods_error() -> None:
    found = read(MERCAPTOPURINE)
    assert list(found.at_risk) == [21, 17, 15, 12, 11, 7, 6]
    # Collett: the standard errors of this curve, .0764 .0869 .0963 .1068 .1141 .1282 .1346, on the log-log scale.
    errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    for left, low, high, error in zip(found.left, found.low, found.high, errors, strict=True):
        half = 1.959964 * error / (left * abs(math.log(left)))
        assert low == pytest.approx(left ** math.exp(half), abs=3e-4)
        assert high == pytest.approx(left ** math.exp(-half), abs=3e-4)
    assert found.quantile(0.5) == Quantile(23, 13, None)


def test_without_any_end_nothing_is_reached() -> None:
    found = read("3+ 5+ 5+")
    assert (found.cases, found.done, found.longest) == (3, 0, 5)
    assert found.quantile(0.5) == Quantile(None, None, None)
    assert found.done_by(100) == (0, None, None)
    assert curve(np.empty(0), np.empty(0, bool)).quantile(0.9) == Quantile(None, None, None)


def test_one_case() -> None:
    found = read("4")
    assert found.quantile(0.5) == Quantile(4, None, None)
    assert (found.done_by(3.9), found.done_by(4)) == ((0, None, None), (1, None, None))
    assert read("4+").quantile(0.5) == Quantile(None, None, None)


def test_an_end_comes_before_what_is_last_seen_with_it() -> None:
    assert list(read("5 5+").left) == [0.5]
    assert list(read("5 5+ 7").left) == [pytest.approx(2 / 3), 0]


def test_the_example_of_the_document() -> None:
    found = read("2 3 3+ 5 8+")
    assert list(found.times) == [2, 3, 5]
    assert list(found.at_risk) == [5, 4, 2]
    assert found.left == pytest.approx([0.8, 0.6, 0.3])
    assert (found.quantile(0.5).value, found.quantile(0.9).value) == (5, None)
    kept = share(3, 5)
    assert (round(kept.low, 2), round(kept.high, 2)) == (0.23, 0.88)


def test_leaving_out_the_open_cases_would_look_faster() -> None:
    honest, flattered = read("1 2 3 40+ 50+ 60+"), read("1 2 3")
    assert flattered.quantile(0.5).value == 2
    assert honest.quantile(0.5).value == 3
    assert honest.quantile(0.9).value is None


CASES = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=40)


def product_limit(cases: list[tuple[int, bool]]) -> list[tuple[int, Fraction, Fraction | None]]:
    """Time, share left and Greenwood's sum (None where everything is done), as written in a textbook."""
    rows, left, spread = [], Fraction(1), Fraction(0)
    for moment in sorted({time for time, done in cases if done}):
        at_risk = sum(time >= moment for time, _ in cases)
        ended = sum(time == moment and done for time, done in cases)
        left *= 1 - Fraction(ended, at_risk)
        if left:
            spread += Fraction(ended, at_risk * (at_risk - ended))
        rows.append((moment, left, spread if left else None))
    return rows


def textbook_band(left: Fraction, spread: Fraction | None) -> tuple[float, float]:
    if spread is None:
        return math.nan, math.nan
    half = 1.959963984540054 * math.sqrt(spread) / abs(math.log(left))
    return float(left) ** math.exp(half), float(left) ** math.exp(-half)


@UNHURRIED
@given(CASES)
def test_any_cases_give_what_the_textbook_gives(cases: list[tuple[int, bool]]) -> None:
    found = curve(np.array([float(time) for time, _ in cases]), np.array([done for _, done in cases]))
    rows = product_limit(cases)
    assert list(found.times) == [time for time, _, _ in rows]
    assert found.left == pytest.approx([float(left) for _, left, _ in rows], abs=1e-12)
    bands = [textbook_band(left, spread) for _, left, spread in rows]
    assert found.low == pytest.approx([low for low, _ in bands], abs=1e-9, nan_ok=True)
    assert found.high == pytest.approx([high for _, high in bands], abs=1e-9, nan_ok=True)


@UNHURRIED
@given(CASES, st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(9, 10)]))
def test_a_quantile_is_where_the_curve_first_comes_down_to_it(cases: list[tuple[int, bool]], done: Fraction) -> None:
    found = curve(np.array([float(time) for time, _ in cases]), np.array([done for _, done in cases]))
    reached = [time for time, left, _ in product_limit(cases) if left <= 1 - done]
    quantile = found.quantile(float(done))
    assert quantile.value == (reached[0] if reached else None)
    if quantile.value is not None:
        assert found.done_by(quantile.value)[0] >= float(done) - 1e-9
        assert quantile.low is None or quantile.low <= quantile.value
        assert quantile.high is None or quantile.high >= quantile.value


@UNHURRIED
@given(CASES)
def test_without_open_cases_it_is_the_plain_share(cases: list[tuple[int, bool]]) -> None:
    times = [time for time, _ in cases]
    found = curve(np.array([float(time) for time in times]), np.ones(len(times), bool))
    for moment in range(13):
        value, low, high = found.done_by(moment)
        assert value == pytest.approx(sum(time <= moment for time in times) / len(times))
        assert low is None or high is None or low <= value <= high


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17:857, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_published_intervals_of_a_share(hits: int, of: int, low: float, high: float) -> None:
    found = share(hits, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.value == hits / of


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_its_share(drawn: tuple[int, int]) -> None:
    found = share(*drawn)
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1
    assert found.high - found.low > 0
