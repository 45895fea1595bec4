"""What could be expected, against the same regression by statsmodels."""

import numpy as np
from scipy.special import expit

from competency import expectation


def test_the_regression_is_that_of_statsmodels() -> None:
    """With hardly a ridge it is a plain logistic regression with a column for each unit but one."""
    import statsmodels.api as sm  # here: it takes longer to import than all tests of this folder to be read

    chance = np.random.default_rng(5)
    topic, unit, wait = chance.integers(0, 4, 4000), chance.integers(0, 5, 4000), chance.exponential(2, 4000)
    logit = -1.5 + 0.4 * topic - 0.3 * (unit == 2) + 0.2 * wait
    event = chance.random(4000) < 1 / (1 + np.exp(-logit))
    plain = np.concatenate([np.ones((4000, 1)), expectation.one_hot(topic, 4), wait[:, None]], axis=1)
    theirs = sm.GLM(
        event.astype(float), np.concatenate([plain, np.eye(5)[unit][:, 1:]], axis=1), family=sm.families.Binomial()
    )
    ours = expectation.fitted(plain, unit, 5, event.astype(float), 1e-7)
    told = plain @ ours[: plain.shape[1]] + ours[plain.shape[1] + unit]
    assert np.abs(expit(told) - theirs.fit().fittedvalues).max() < 1e-6
    assert np.abs(ours[1 : plain.shape[1]] - theirs.fit().params[1 : plain.shape[1]]).max() < 1e-5
