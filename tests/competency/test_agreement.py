"""Agreement of two readers: published examples, and what must hold for any table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.agreement import agreement, table_agreement

TABLES = st.integers(2, 4).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 30), min_size=k, max_size=k), min_size=k, max_size=k)
)


def test_the_example_of_the_book_on_rates_and_proportions() -> None:
    """Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions (3rd edition, 2003), table 18.1: 100 people
    as psychotic, neurotic or organic; kappa .68 with a 95 % interval from .51 to .85."""
    found = table_agreement([[75, 1, 4], [5, 4, 1], [0, 0, 10]], confidence=0.95)
    assert found.pairs == 100
    assert found.share == pytest.approx(0.89)
    assert found.kappa == pytest.approx(0.68, abs=0.005)
    assert found.interval == pytest.approx((0.51, 0.85), abs=0.006)


def test_the_example_of_statpsych() -> None:
    """The R package statpsych, ci.kappa(.05, 31, 12, 4, 58): .6756757, from .5317210 to .8196303."""
    found = table_agreement([[31, 12], [4, 58]], confidence=0.95)
    assert found.kappa == pytest.approx(0.6756757, abs=5e-8)
    assert found.interval == pytest.approx((0.5317210, 0.8196303), abs=5e-8)


def test_agreement_by_chance_alone_is_none() -> None:
    assert table_agreement([[25, 25], [25, 25]]).kappa == pytest.approx(0)


def test_readers_that_always_say_the_same_tell_nothing_of_chance() -> None:
    found = agreement([("yes", "yes")] * 12)
    assert (found.share, found.kappa, found.interval) == (1.0, None, None)
    assert agreement([]) == (0, None, None, None)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=60))
def test_pairs_say_what_their_table_says(pairs: list[tuple[str, str]]) -> None:
    table = [[sum(pair == (one, other) for pair in pairs) for other in "abc"] for one in "abc"]
    found, same = agreement(pairs), table_agreement(table)
    assert found.share == pytest.approx(same.share)
    assert (found.kappa is None) == (same.kappa is None)
    if found.kappa is not None:
        assert found.kappa == pytest.approx(same.kappa)
        assert found.interval == pytest.approx(same.interval)
        assert found.interval[0] <= found.kappa + 1e-9 <= found.interval[1] + 2e-9  # type: ignore[index]
        assert found.kappa <= found.share + 1e-9


@given(TABLES)
def test_who_reads_first_does_not_matter(table: list[list[int]]) -> None:
    turned = [list(column) for column in zip(*table, strict=True)]
    one, other = table_agreement(table), table_agreement(turned)
    assert (one.kappa is None) == (other.kappa is None)
    if one.kappa is not None:
        assert one.kappa == pytest.approx(other.kappa)
        assert one.interval == pytest.approx(other.interval)
