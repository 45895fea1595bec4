"""Quantiles of durations in whole steps against the estimator they stand for."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sla.steps import quantiles
from sla.survival import curve


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60))
def test_they_are_those_of_the_curve(cases: list[tuple[int, bool]]) -> None:
    lengths, done = np.array([one for one, _ in cases]), np.array([one for _, one in cases])
    slow = curve(lengths.astype(float), done)
    assert quantiles(lengths, done, 0.5, 0.9) == (slow.quantile(0.5), slow.quantile(0.9))
