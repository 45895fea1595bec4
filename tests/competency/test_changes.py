"""Changes of cells and their means: against a slow oracle, and against numbers that others published."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.changes import Cell, Count, Group, changes, pooled
from competency.effects import by_lot
from competency.shrinkage import ratios

MANY = 1e12
"""So many events that chance and the half added to each count are out of the picture."""


def cell(group: Group, before: float, after: float, batch: str = "b", many: float = MANY) -> Cell:
    """Of which the logarithm of observed against expected is as given."""
    return Cell(
        "u",
        "t",
        batch,
        group,
        Count(1000, many * math.exp(before), many),
        Count(1000, many * math.exp(after), many),
    )


def slowly(values: list[float], variances: list[float]) -> tuple[float, float, float]:
    """DerSimonian and Laird (1986), written out: mean, variance of it, variance between."""
    fixed = [1 / one for one in variances]
    middle = sum(w * y for w, y in zip(fixed, values, strict=True)) / sum(fixed)
    q = sum(w * (y - middle) ** 2 for w, y in zip(fixed, values, strict=True))
    c = sum(fixed) - sum(w * w for w in fixed) / sum(fixed)
    between = max(0.0, (q - (len(values) - 1)) / c)
    weights = [1 / (one + between) for one in variances]
    mean = sum(w * y for w, y in zip(weights, values, strict=True)) / sum(weights)
    return mean, 1 / sum(weights), between


STUDIES = st.lists(st.tuples(st.floats(-2, 2), st.floats(0.01, 1.0)), min_size=2, max_size=15)


@given(STUDIES)
def test_one_stratum_is_pooled_as_der_simonian_and_laird_do(studies: list[tuple[float, float]]) -> None:
    values, variances = (list(one) for one in zip(*studies, strict=True))
    told = pooled(np.array(values), np.array(variances), np.zeros(len(values), dtype=np.int64), 1)
    assert (told.mean[0], told.variance[0], told.between) == pytest.approx(slowly(values, variances), abs=1e-9)


@given(STUDIES, st.floats(-3, 3))
def test_what_sets_batches_apart_is_no_spread_between_cells(studies: list[tuple[float, float]], apart: float) -> None:
    values, variances = (np.array(one) for one in zip(*studies, strict=True))
    strata = np.arange(len(values)) % 2
    one = pooled(values, variances, strata, 2)
    other = pooled(values + apart * strata, variances, strata, 2)
    assert other.between == pytest.approx(one.between, abs=1e-6)
    assert other.mean == pytest.approx(one.mean + apart * np.arange(2), abs=1e-6)


def test_a_change_is_the_difference_of_logarithms_with_the_variance_of_both_counts() -> None:
    one = Cell("u", "t", "b", Group.TRAINED, Count(50, 19.5, 9.5), Count(30, 9.5, 9.5))
    told = changes([one], {"b": 0})
    assert told.values[0] == pytest.approx(math.log(10 / 10) - math.log(20 / 10))
    assert told.pooled(1).variance[0] == pytest.approx(1 / 20 + 1 / 10)


def test_the_difference_of_differences_is_that_of_card_and_krueger() -> None:
    """American Economic Review 84 (1994), balanced sample: New Jersey 0.4667, Pennsylvania -2.2833, so 2.75."""
    trained = [cell(Group.TRAINED, 0.0, 0.004667) for _ in range(5)]
    waiting = [cell(Group.WAITING, 0.0, -0.022833) for _ in range(5)]
    found = by_lot([*trained, *waiting])
    assert found is not None
    assert 100 * math.log(found.effect.ratio.value) == pytest.approx(2.75, abs=1e-4)


def test_what_falls_back_by_itself_fools_only_who_compares_before_and_after() -> None:
    """Barnett and others (Int. J. Epidemiol. 34, 2005): sd 15, mean 60, chosen below 40, half the variance passing.

    They fall back by s_w^2 / 15 * 1.80 = 13.5.
    """
    chance = np.random.default_rng(5)
    lasting = chance.normal(60, 15 * 0.5**0.5, 200_000)
    before, after = (lasting + chance.normal(0, 15 * 0.5**0.5, len(lasting)) for _ in range(2))
    chosen = np.flatnonzero(before < 40)
    cells = [
        cell(Group.TRAINED if place % 2 else Group.WAITING, before[one] / 100, after[one] / 100)
        for place, one in enumerate(chosen)
    ]
    found = by_lot(cells)
    assert found is not None
    assert 100 * math.log(found.effect.trained.ratio.value) == pytest.approx(13.5, abs=0.3)
    assert 100 * math.log(found.effect.ratio.value) == pytest.approx(0.0, abs=0.5)


@pytest.mark.parametrize(
    ("crashes", "years", "weight", "estimate", "error"),
    [(12, 1, 0.460, 8.48, 2.14), (12 + 7 + 8, 3, 0.221, 3 * 7.97, 3 * 1.44)],
)
def test_shrunk_ratios_are_those_of_hauer(
    crashes: int, years: int, weight: float, estimate: float, error: float
) -> None:
    """Hauer and others, Transportation Research Record 1784 (2002): 1.8 km, phi 2.05 a km, 4000 vehicles a day."""
    a = 2.05 * 1.8
    usual = 0.0224 * 4000**0.564 * 1.8 * years
    told = ratios(np.array([float(crashes)]), np.array([usual]), a, 1.0)
    assert a / (a + usual) == pytest.approx(weight, abs=0.0006)
    assert usual * told.mean[0] == pytest.approx(estimate, abs=0.02)
    assert usual * math.sqrt(a + crashes) / (a + usual) == pytest.approx(error, abs=0.01)
