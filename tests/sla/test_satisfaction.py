"""The index of the citizens' survey against means worked out by hand in exact fractions."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.satisfaction import ITEMS, Sum, band, first_day, index, period_of, periods_between

ANSWER = st.lists(st.integers(1, 4), min_size=9, max_size=9)


def sums(answers: list[list[int]]) -> list[Sum]:
    return [Sum(sum(one[place] for one in answers), len(answers)) for place in range(9)]


def by_hand(answers: list[list[int]]) -> Decimal:
    """Each item's mean times a ninth, added up, times 25, rounded half up to two decimals."""
    weighted = Fraction(0)
    for place in range(9):
        weighted += Fraction(sum(one[place] for one in answers), len(answers)) * Fraction(1, 9)
    exact = weighted * 25
    with localcontext() as context:
        context.prec = 60
        return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(st.lists(ANSWER, min_size=1, max_size=60))
def test_the_index_is_what_comes_out_by_hand(answers: list[list[int]]) -> None:
    assert Decimal(index(sums(answers))) / 100 == by_hand(answers)


@given(st.lists(ANSWER, min_size=1, max_size=30), st.permutations(range(9)))
def test_every_item_weighs_the_same(answers: list[list[int]], order: list[int]) -> None:
    assert index(sums(answers)) == index(sums([[one[place] for place in order] for one in answers]))


@given(st.lists(ANSWER, min_size=1, max_size=30))
def test_the_index_lies_between_its_ends_and_has_a_band(answers: list[list[int]]) -> None:
    found = index(sums(answers))
    assert 2500 <= found <= 10000
    assert band(found) in "ABCD"


@pytest.mark.parametrize(("answer", "expected"), [(4, 10000), (3, 7500), (2, 5000), (1, 2500)])
def test_a_weight_of_a_ninth_loses_nothing(answer: int, expected: int) -> None:
    assert index([Sum(answer, 1)] * len(ITEMS)) == expected


@pytest.mark.parametrize(
    ("hundredths", "name"),
    [
        *((10000, "A"), (8831, "A"), (8830, "B"), (7661, "B")),
        *((7660, "C"), (6500, "C"), (6499, "D"), (2500, "D")),
    ],
)
def test_the_bands_end_where_the_rule_says(hundredths: int, name: str) -> None:
    assert band(hundredths) == name


def test_a_band_is_read_off_the_rounded_index() -> None:
    # 88.305 exactly: 17661 / 5000 of the highest answers would fall into the gap between B and A.
    item = Sum(17661, 5000)
    assert item.mean * 25 == Fraction(88305, 1000)
    assert index([item] * 9) == 8831
    assert band(index([item] * 9)) == "A"


@given(st.dates())
def test_a_day_lies_in_the_period_that_begins_before_it(day: object) -> None:
    period = period_of(day)  # type: ignore[arg-type]
    assert first_day(period) <= day  # type: ignore[operator]
    assert period_of(first_day(period)) == period


def test_periods_are_listed_from_the_latest() -> None:
    assert periods_between("2025-2", "2027-1") == ["2027-1", "2026-2", "2026-1", "2025-2"]
    for wrong in ("2026-3", "26-1", "2026", "2026-1-1"):
        with pytest.raises(ValueError, match=wrong):
            first_day(wrong)
