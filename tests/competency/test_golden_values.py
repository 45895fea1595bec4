"""What others published, reckoned again: drawing ratios together, running sums, and sums adjusted for risk."""

from math import log

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import expit
from scipy.stats import nbinom

from competency.shrinkage import alarms, prior, ratios

# Lip cancer in the 56 counties of Scotland, 1975 to 1980: Clayton and Kaldor, Biometrics 43 (1987), as listed in the
# examples of BUGS.
SEEN = [9, 39, 11, 9, 15, 8, 26, 7, 6, 20, 13, 5, 3, 8, 17, 9, 2, 7, 9, 7, 16, 31, 11, 7, 19, 15, 7, 10]
SEEN += [16, 11, 5, 3, 7, 8, 11, 9, 11, 8, 6, 4, 10, 8, 2, 6, 19, 3, 2, 3, 28, 6, 1, 1, 1, 1, 0, 0]
USUAL = [1.4, 8.7, 3.0, 2.5, 4.3, 2.4, 8.1, 2.3, 2.0, 6.6, 4.4, 1.8, 1.1, 3.3, 7.8, 4.6, 1.1, 4.2, 5.5, 4.4]
USUAL += [10.5, 22.7, 8.8, 5.6, 15.5, 12.5, 6.0, 9.0, 14.4, 10.2, 4.8, 2.9, 7.0, 8.5, 12.3, 10.1, 12.7, 9.4]
USUAL += [7.2, 5.3, 18.8, 15.8, 4.3, 14.6, 50.7, 8.2, 5.6, 9.3, 88.7, 19.6, 3.4, 3.6, 5.7, 7.0, 4.2, 1.8]
# Montgomery, Introduction to Statistical Quality Control, Table 9.1: twenty of a process in order, ten of one that has
# shifted by one standard deviation.
PROCESS = [9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08]
PROCESS += [9.37, 10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52]


def test_lip_cancer_is_drawn_together_as_by_clayton_and_kaldor() -> None:
    """The gamma they fit, nu 1.8795 and alpha 1.3217, has a mean of its own: ours is 1 beside that mean."""
    observed, usual = np.array(SEEN, dtype=float), np.array(USUAL)

    def unlikely(mean: float) -> float:
        a = prior(observed, usual * mean)
        return -float(nbinom.logpmf(observed, a, a / (a + usual * mean)).sum())

    mean = float(minimize_scalar(unlikely, bounds=(0.5, 3.0), method="bounded").x)
    nu = prior(observed, usual * mean)
    assert nu == pytest.approx(1.8795, abs=0.002)
    assert nu / mean == pytest.approx(1.3217, abs=0.002)
    told = mean * ratios(observed, usual * mean, nu, 1.25).mean
    assert (told[0], told[55]) == pytest.approx((3.997, 0.602), abs=0.003)


def test_a_running_sum_is_that_of_montgomery() -> None:
    """With k = 0.5 the sum above 10 stands at 4.47 and 5.28 in periods 28 and 29: it passes 5 in period 29 first.

    Weights of counts are events times ln(ratio) less (ratio - 1) times what is expected: with the ratio e, the series
    itself less 10.5.
    """
    ratio = float(np.e)
    expected = np.full((1, len(PROCESS)), 10.5 / (ratio - 1))
    observed = np.array([PROCESS])
    for height, period in ((5.0, 29), (5.275, 29), (4.465, 28), (4.475, 29), (5.285, 30)):
        assert int(alarms(observed, expected, ratio, height)[0]) + 1 == period, height


def test_weights_of_rare_events_are_those_of_steiner() -> None:
    """At a Parsonnet score of 0 a death weighs 0.669 and a survival -0.024 (Steiner et al. 2000, odds ratio 2)."""
    chance = float(expit(-3.68))
    death, survival = log(2) - chance, -chance
    assert (death, survival) == pytest.approx((0.669, -0.024), abs=0.001)
    for height, rings in ((death - 1e-9, 0), (death + 1e-9, -1)):
        assert alarms(np.array([[1.0]]), np.array([[chance]]), 2.0, height).tolist() == [rings]
    rising = alarms(np.array([[1.0, 0.0, 1.0]]), np.full((1, 3), chance), 2.0, 2 * death + survival - 1e-9)
    assert rising.tolist() == [2]
