"""Funnels against published limits, and how often chance alone leaves them."""

from math import sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, chi2, norm

from sla.funnels import INNER, OUTER, Funnel, Verdict, of_ratios, of_shares, verdict, winsorised


def test_limits_of_a_ratio_are_those_published() -> None:
    band = Funnel(1.0, 1.0, 0.0).of_ratio(15)
    assert (band.inner_low, band.inner_high) == pytest.approx((0.5596924, 1.649348), abs=1e-6)
    assert (band.low, band.high) == pytest.approx((0.3862650, 2.082907), abs=1e-6)


@pytest.mark.parametrize("size", [5, 40, 900])
def test_limits_of_a_share_hold_what_they_promise(size: int) -> None:
    band = Funnel(0.8, 1.0, 0.0).of_share(size)
    inside = sum(binom.pmf(hits, size, 0.8) for hits in range(size + 1) if band.low <= hits / size <= band.high)
    assert inside >= OUTER - 1e-9
    fewer = sum(
        binom.pmf(hits, size, 0.8) for hits in range(size + 1) if band.inner_low <= hits / size <= band.inner_high
    )
    assert INNER - 1e-9 <= fewer < inside + 1e-9
    assert band.low <= band.inner_low < 0.8 < band.inner_high <= band.high


@given(st.integers(1, 100_000), st.integers(0, 5000).map(lambda hits: hits / 5000), st.floats(0.2, 5000))
@settings(deadline=None)
def test_limits_are_those_of_the_distributions(size: int, target: float, expected: float) -> None:
    def lower(target: float, share: float) -> float:
        found = binom.ppf(share, size, target)
        mass = binom.pmf(found, size, target)
        part = (binom.cdf(found, size, target) - share) / mass if mass else 0.0
        return float(min(1.0, max(0.0, (found - part) / size)))

    tails = [(1 - share) / 2 for share in (OUTER, INNER, INNER, OUTER)]
    shares = [lower(target, tails[0]), lower(target, tails[1]), *(1 - lower(1 - target, tail) for tail in tails[2:])]
    assert Funnel(target, 1.0, 0.0).of_share(size) == pytest.approx(tuple(shares), abs=1e-6)
    ratios = [*chi2.ppf(tails[:2], 2 * expected), *chi2.ppf([1 - one for one in tails[2:]], 2 * expected + 2)]
    assert Funnel(1.0, 1.0, 0.0).of_ratio(expected) == pytest.approx(tuple(r / 2 / expected for r in ratios), rel=1e-9)
    reach = [float(norm.ppf(1 - tail)) * sqrt(target * (1 - target) / size + 0.01) for tail in tails]
    wide = [target - reach[0], target - reach[1], target + reach[2], target + reach[3]]
    told = tuple(min(1.0, max(0.0, one)) for one in wide)
    assert Funnel(target, 1.0, 0.01).of_share(size) == pytest.approx(told, abs=1e-12)


def test_units_that_differ_by_chance_alone_stay_within() -> None:
    chance, outside, doubtful = Random(11), 0, 0
    for _ in range(150):
        sizes = [chance.randint(20, 400) for _ in range(30)]
        units = [(sum(chance.random() < 0.85 for _ in range(size)), size) for size in sizes]
        funnel = of_shares(units)
        assert funnel is not None
        told = [verdict(hits / size, funnel.of_share(size)) for hits, size in units]
        outside += sum(one in (Verdict.ABOVE, Verdict.BELOW) for one in told)
        doubtful += sum(one is not Verdict.WITHIN for one in told)
    assert outside / 4500 < 2 * (1 - OUTER)
    assert doubtful / 4500 < 1.4 * (1 - INNER)


def test_units_that_differ_by_nature_widen_the_funnel_and_one_far_off_is_still_found() -> None:
    chance = Random(2)
    units = []
    for _ in range(40):
        own = min(0.98, max(0.5, chance.gauss(0.8, 0.06)))
        units.append((sum(chance.random() < own for _ in range(800)), 800))
    funnel = of_shares([*units, (160, 800)])
    assert funnel is not None
    assert funnel.spread == pytest.approx(0.06**2, rel=0.8)
    told = [verdict(hits / size, funnel.of_share(size)) for hits, size in units]
    assert sum(one in (Verdict.ABOVE, Verdict.BELOW) for one in told) <= 2
    assert verdict(0.2, funnel.of_share(800)) is Verdict.BELOW


def test_ratios_are_held_against_what_the_mix_of_cases_lets_expect() -> None:
    funnel = of_ratios([(10, 10.0), (9, 10.0), (11, 10.0), (10, 9.5), (10, 10.5), (40, 10.0)])
    assert funnel is not None
    assert funnel.target == 1.0
    assert verdict(4.0, of_ratios([(10, 10.0)] * 6).of_ratio(10)) is Verdict.ABOVE  # type: ignore[union-attr]
    assert of_ratios([(0, 0.0)]) is None
    assert of_shares([]) is None


def test_the_ends_are_pulled_in() -> None:
    assert winsorised([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 100]) == [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9]
