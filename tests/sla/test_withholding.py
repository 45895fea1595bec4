"""What is published, against somebody who solves for what was withheld with everything that was."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from sla.month_counts import Acts, Month
from sla.months import before, months_of, quarter_of, whole
from sla.publishing import documents_of
from sla.withholding import LEAST, Class, Key, Release, covered, release

Cell = tuple[str, Key, Key, Class]
Joint = dict[str, dict[tuple[Key, Key], Counter[Class]]]
UNITS: tuple[Key, ...] = ("A", "B", "C", None)
TOPICS: tuple[Key, ...] = ("x", "y", None)
CLASSES = ("kept", "late")
Where = Callable[[Cell], bool]


class Attacker:
    """Knows every group there is and every figure told, by class; asks for the range that leaves to a withheld one."""

    def __init__(self, joint: Joint, sums: Iterable[Where]) -> None:
        self.cells = [
            (month, unit, topic, one) for month in joint for unit in UNITS for topic in TOPICS for one in CLASSES
        ]
        self.truth = np.array([joint[m].get((u, t), Counter())[one] for m, u, t, one in self.cells])
        rows = [self.where(wanted) for wanted in sums]
        self.known = csr_array(np.array(rows)) if rows else None

    def where(self, wanted: Where) -> np.ndarray:
        return np.array([float(wanted(cell)) for cell in self.cells])

    def value(self, wanted: Where) -> int:
        return int(self.truth @ self.where(wanted))

    def finds_out(self, wanted: Where) -> bool:
        """Whether only one number is possible."""
        return all(self._best(wanted, sign) == self.value(wanted) for sign in (1, -1))

    def _best(self, wanted: Where, sign: int) -> int:
        rules = []
        if self.known is not None:
            values = self.known @ self.truth
            rules = [LinearConstraint(self.known, values, values)]
        found = milp(
            sign * self.where(wanted),
            integrality=np.ones(len(self.cells)),
            bounds=Bounds(0, float(self.truth.sum()) + 9),
            constraints=rules,
        )
        assert found.success, found.message
        return round(sign * float(found.fun))


def told_sums(told: Release) -> Iterator[Where]:
    """Every number that is told, by class; pairs by number only."""
    for one in CLASSES:
        yield from (_in(period, cls=one) for period in told.total)
        yield from (_in(period, unit=key, cls=one) for key, period in told.units)
        yield from (_in(period, topic=key, cls=one) for key, period in told.topics)
    yield from (_in(month, unit=unit, topic=topic) for month, unit, topic in told.cross)


def _in(
    period: str | Sequence[str], unit: Key | bool = True, topic: Key | bool = True, cls: Class | None = None
) -> Where:
    inside = set(months_of(period) if isinstance(period, str) else period)
    return lambda cell: (
        cell[0] in inside
        and (unit is True or cell[1] == unit)
        and (topic is True or cell[2] == topic)
        and (cls is None or cell[3] == cls)
    )


def groups(joint: Joint) -> Iterator[tuple[str, Where]]:
    """Every group whose figures could have been asked for: by period, by unit, by topic; pairs by month."""
    quarters, years = whole(sorted(joint))
    for period in (*sorted(joint), *quarters, *years):
        yield period, _in(period)
        for unit in UNITS[:-1]:
            yield f"{period} {unit}", _in(period, unit=unit)
        for topic in TOPICS[:-1]:
            yield f"{period} {topic}", _in(period, topic=topic)
    for month in joint:
        for unit in UNITS[:-1]:
            for topic in TOPICS[:-1]:
                yield f"{month} {unit} {topic}", _in(month, unit=unit, topic=topic)


def given_away(joint: Joint, told: Release) -> list[str]:
    """The groups of one to four that the attacker knows."""
    return found_out(joint, told_sums(told))


def found_out(joint: Joint, sums: Iterable[Where]) -> list[str]:
    attacker = Attacker(joint, sums)
    return [name for name, wanted in groups(joint) if 0 < attacker.value(wanted) < LEAST and attacker.finds_out(wanted)]


def tables(months: Sequence[str]) -> st.SearchStrategy[Joint]:
    size = st.sampled_from([0, 0, 0, 1, 2, 3, 4, 5, 6, 9, 30])
    cell = st.tuples(size, size).map(lambda two: Counter(dict(zip(CLASSES, two, strict=True))))
    pairs = st.fixed_dictionaries({(unit, topic): cell for unit in UNITS for topic in TOPICS})
    return st.fixed_dictionaries(dict.fromkeys(months, pairs)).map(_trimmed)


def _trimmed(joint: Mapping[str, Mapping[tuple[Key, Key], Counter[Any]]]) -> Joint:
    return {
        month: {pair: classes for pair, counts in cells.items() if (classes := +counts)}
        for month, cells in joint.items()
    }


SOLVED = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SOLVED
@given(tables(months_of("2026-Q1")))
def test_nobody_can_compute_a_small_group_from_a_quarter(joint: Joint) -> None:
    assert given_away(joint, release(joint)) == []


@settings(SOLVED, max_examples=6)
@given(tables(months_of("2026")))
def test_nobody_can_compute_a_small_group_from_a_year(joint: Joint) -> None:
    assert given_away(joint, release(joint)) == []


@settings(SOLVED, max_examples=6)
@given(tables(months_of("2026")[:10]))
def test_nor_from_the_documents_with_their_running_periods(joint: Joint) -> None:
    """The last twelve months and the running year overlap with quarters and months, and are told as well."""
    kept = {
        month: Month(
            [(*pair, ("open", str(one), "waiting"), n) for pair, by in cells.items() for one, n in by.items()],
            [],
            Acts(),
        )
        for month, cells in joint.items()
    }
    documents = documents_of(kept, "2026-11")
    sums: list[Where] = []
    for document in documents.values():
        window = before("2026-11", 11)
        inside = [month for month in window if document.first <= month <= document.last and month in joint]
        sums += [_in(inside)] if document.total else []
        sums += [_in(inside, unit=cell.key) for cell in document.units]
        sums += [_in(inside, topic=cell.key) for cell in document.topics]
        sums += [_in(inside, unit=unit, topic=topic) for unit, topic, _ in document.pairs]
        for cell in (*document.units, *document.topics, *([document.total] if document.total else ())):
            assert cell.cases >= LEAST
        for pair in document.pairs:
            assert pair[-1] >= LEAST
    assert {"12m", "2026"} <= set(documents)
    assert found_out(joint, sums) == []


def one_topic(months: Mapping[str, Mapping[Any, tuple[int, int]]]) -> Joint:
    """All of one topic, so that only units and months tell anything; cases kept and late."""
    return _trimmed(
        {
            month: {(unit, None): Counter(dict(zip(CLASSES, two, strict=True))) for unit, two in cells.items()}
            for month, cells in months.items()
        }
    )


def test_the_attacker_finds_what_plain_thresholds_give_away() -> None:
    joint = one_topic({"2026-01": {"A": (20, 0), "B": (3, 0)}})
    plain = Release({"2026-01"}, {("A", "2026-01")}, set(), set())
    assert given_away(joint, plain) == []  # the three may also be told under no unit
    joint["2026-02"] = joint["2026-03"] = one_topic({"2026-02": {"B": (20, 0)}})["2026-02"]
    months = {("B", "2026-02"), ("B", "2026-03"), ("B", "2026-Q1")}
    assert "2026-01 B" in given_away(joint, Release({"2026-Q1"}, months, set(), set()))


def test_the_attacker_finds_what_outcomes_give_away() -> None:
    """All of A's are kept and all of B's late: their quarters and the months together tell whose month it was."""
    month = {"A": (2, 0), "B": (0, 9)}
    joint = one_topic({"2026-01": month, "2026-02": {"A": (3, 0), "B": (0, 9)}, "2026-03": {"A": (4, 0), "B": (0, 9)}})
    total = {"2026-Q1", *joint}
    told = Release(total, {("A", "2026-Q1"), ("B", "2026-Q1")}, set(), set())
    assert "2026-01 A" in given_away(joint, told)
    own = release(joint)
    assert own.total == total
    assert own.units != told.units
    assert given_away(joint, own) == []


def test_months_from_five_on_are_told_and_the_rest_stays_large() -> None:
    found = release(one_topic({"2026-01": {"A": (5, 0), "B": (4, 0), "C": (20, 0)}}))
    # Four are left over, so the smallest of those that could be told is withheld with them.
    assert found.total == {"2026-01"}
    assert found.units == {("C", "2026-01")}


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ((5, 9, 7), True),  # every month is told
        ((5, 3, 9), False),  # three are left, in one month
        ((3, 3, 9), True),  # six, in two
        ((4, 4, 9), False),  # eight in two months that hold four at most
        ((9, 0, 9), True),
        ((1, 1, 2), False),  # fewer than five at all
    ],
)
def test_a_quarter_is_told_where_its_months_do_not_tell_the_rest(sizes: Sequence[int], told: bool) -> None:
    months = months_of("2026-Q1")
    joint = one_topic({month: {"A": (size, 0), None: (30, 0)} for month, size in zip(months, sizes, strict=True)})
    found = release(joint)
    assert (("A", "2026-Q1") in found.units) is told
    assert {month for key, month in found.units if key == "A" and month in joint} == {
        month for month, size in zip(months, sizes, strict=True) if size >= LEAST
    }


def test_a_pair_is_told_only_where_both_its_margins_are() -> None:
    sizes: dict[tuple[Key, Key], int] = {("A", "x"): 20, ("A", "y"): 6, ("B", "x"): 9, ("B", "y"): 7, (None, None): 8}

    def of(sizes: Mapping[tuple[Key, Key], int]) -> Joint:
        return {"2026-01": {pair: Counter({"kept": size}) for pair, size in sizes.items()}}

    assert release(of(sizes)).cross == {("2026-01", *pair) for pair in sizes if None not in pair}
    small = of(sizes | {("B", "y"): 2})
    found = release(small)
    assert ("2026-01", "B", "y") not in found.cross
    assert given_away(small, found) == []


def test_a_window_is_told_where_told_periods_make_it_up() -> None:
    window = (*months_of("2026-Q1"), "2026-04")
    assert covered("A", window, {("A", "2026-Q1"), ("A", "2026-04")})
    assert not covered("A", window, {("A", "2026-Q1")})
    assert not covered("A", window, {("A", "2026"), ("A", "2026-04")})
    assert {quarter_of(month) for month in window} == {"2026-Q1", "2026-Q2"}
