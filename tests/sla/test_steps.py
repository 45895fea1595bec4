"""Quantiles of durations in whole steps against the estimator they stand for."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.steps import quantiles, stepped
from sla.survival import curve


@settings(deadline=None)  # the first one imports scipy
@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60))
def test_they_are_those_of_the_curve(cases: list[tuple[int, bool]]) -> None:
    lengths, done = np.array([one for one, _ in cases]), np.array([one for _, one in cases])
    slow = curve(lengths.astype(float), done)
    assert quantiles(lengths, done, 0.5, 0.9) == (slow.quantile(0.5), slow.quantile(0.9))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.integers(1, 5)), max_size=40))
def test_a_duration_may_stand_for_many_cases(cases: list[tuple[int, bool, int]]) -> None:
    lengths, counts = (np.array([one[place] for one in cases], np.int64) for place in (0, 2))
    done = np.array([one for _, one, _ in cases], bool)
    slow = curve(np.repeat(lengths, counts).astype(float), np.repeat(done, counts))
    for one, other in zip(slow, stepped(lengths, done, counts), strict=True):
        np.testing.assert_allclose(np.asarray(one), np.asarray(other), rtol=1e-9)
