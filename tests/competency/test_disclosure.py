"""What everybody may read of a year: nothing that a few people could be known by."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.disclosure import FEW, PublicLine, public, told
from competency.yearly_sums import Line, Year


@given(st.integers(0, 100_000))
def test_few_are_withheld_and_the_rest_is_rounded_to_five(count: int) -> None:
    found = told(count)
    if 1 <= count <= FEW:
        assert found is None
    else:
        assert found is not None
        assert found % 5 == 0
        assert abs(found - count) <= 2


@given(st.integers(1, 7), st.integers(1, 7))
def test_of_those_withheld_none_can_be_told_from_another(one: int, other: int) -> None:
    assert told(one) == told(other)


COUNTS = ("accepted", "batches", "people", "effective", "ineffective", "unknown")


@given(st.lists(st.lists(st.integers(0, 40), min_size=6, max_size=6), max_size=6))
def test_groups_are_summed_before_they_are_rounded(rows: Sequence[Sequence[int]]) -> None:
    lines = tuple(
        Line(f"{'TEK' if place % 2 else 'MAN'}-{place}", **dict(zip(COUNTS, row, strict=True)))
        for place, row in enumerate(rows)
    )
    total = Line("", **{name: sum(getattr(one, name) for one in lines) for name in COUNTS})
    found = public(Year(2026, total, lines, (), (), {}), lambda code: code[:3])
    for group in found.groups:
        own = [one for one in lines if one.name.startswith(group.name)]
        assert group == PublicLine(group.name, *(told(sum(getattr(one, name) for one in own)) for name in COUNTS))
    assert found.total == PublicLine("", *(told(getattr(total, name)) for name in COUNTS))


def test_there_is_no_negative_count() -> None:
    with pytest.raises(ValueError, match="-1"):
        told(-1)
