"""What could be expected, against the same regression by statsmodels."""

import numpy as np
import statsmodels.api as sm

from competency import expectation


def test_the_regression_is_that_of_statsmodels() -> None:
    """Without its ridge, and with a column for each unit but one, it is a plain logistic regression."""
    chance = np.random.default_rng(5)
    topic, unit, wait = chance.integers(0, 4, 4000), chance.integers(0, 5, 4000), chance.exponential(2, 4000)
    logit = -1.5 + 0.4 * topic - 0.3 * (unit == 2) + 0.2 * wait
    event = chance.random(4000) < 1 / (1 + np.exp(-logit))
    traits = np.concatenate([expectation.one_hot(topic, 4), wait[:, None]], axis=1)
    columns = np.concatenate([np.ones((4000, 1)), traits, expectation.one_hot(unit, 5)], axis=1)
    theirs = sm.GLM(event.astype(float), columns, family=sm.families.Binomial()).fit()
    ours = expectation.fitted(columns, event.astype(float), 0.0)
    assert np.abs(ours - theirs.params).max() < 1e-7
