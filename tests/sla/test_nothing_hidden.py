"""Hiding open cases, or handing them on, improves no figure: random caseloads, one case in all its fates."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.capacities import queue
from sla.case_facts import LATE, LATE_OPEN, NEVER, ON_TIME, WAITING, Facts, held, joined, made, packed, unpacked
from sla.case_figures import Cell, View, Window, cells, of_units, series, weeks, whole
from sla.case_months import HELD
from sla.survival import Quantile, share

TODAY, DUE_AFTER, TENTHS = 400, 14, 10
"""Days, each of them ten tenths of a working day here; every promise ends after fourteen."""
WINDOW = Window(1, TODAY)


@dataclass(frozen=True)
class Life:
    """A case received on a day and answered on another, by a unit that may have got it from others."""

    received: int
    answered: int | None = None
    unit: str = "A"
    before: tuple[str, ...] = ()
    disputed: bool = False
    given_up: int | None = None
    """The day on which it ended without an answer: archived, merged into another, or sent to a body outside."""

    @property
    def row(self) -> dict[str, object]:
        due, end = self.received + DUE_AFTER, self.answered if self.answered is not None else TODAY
        done = self.answered is not None
        state = (LATE if end > due else ON_TIME) if done else LATE_OPEN if end > due else WAITING
        if self.given_up is not None:  # after a unit had it: broken on that day or at its date
            state, due = LATE, min(due, TODAY)
        reached = self.answered if self.answered is not None else NEVER
        return {
            **{"unit": None if self.given_up else self.unit, "topic": "t", "kind": "k", "area": "x", "about": None},
            **{"restricted": False, "confidential": False, "open": not done and self.given_up is None},
            **{"received": self.received, "done_on": reached, "answered_on": reached},
            "ended_on": self.given_up or NEVER,
            **{"first_state": state, "first_due": due, "state": state, "due": due},
            **{"responded": done, "first": (end - self.received) * TENTHS, "done": done},
            **{"length": (end - self.received) * TENTHS, "disputed": self.disputed, "score": 0},
            **{"released": done, "owed": (end - self.received) * TENTHS},
            "forwards": 1 + len(self.before),
        }


def facts_of(lives: list[Life]) -> Facts:
    passed = [(place, unit) for place, life in enumerate(lives) for unit in life.before]
    return made([life.row for life in lives], passed)


def figure(lives: list[Life], unit: str = "A") -> Cell:
    facts = facts_of(lives)
    found = {cell.key: cell for cell in cells(facts, whole(facts), "unit", WINDOW)}
    return found[unit]


@st.composite
def caseloads(draw: st.DrawFn) -> tuple[list[Life], Life, int, int]:
    """Others' cases, one of A's that fell due, and days on which it might be answered in time and late."""

    def life(unit: str) -> Life:
        received = draw(st.integers(1, TODAY - 1))
        answered = draw(st.one_of(st.none(), st.integers(received, TODAY)))
        return Life(received, answered, unit, disputed=answered is not None and draw(st.booleans()))

    others = [life(draw(st.sampled_from("AAAB"))) for _ in range(draw(st.integers(6, 30)))]
    received = draw(st.integers(1, TODAY - DUE_AFTER - 2))
    due = received + DUE_AFTER
    in_time, late = draw(st.integers(received, due)), draw(st.integers(due + 1, TODAY - 1))
    return others, Life(received), in_time, late


def reached(quantile: Quantile | None) -> float:
    """A quantile that is not reached is worse than any that is."""
    return float("inf") if quantile is None or quantile.value is None else quantile.value


def on_time(cell: Cell) -> float:
    known = cell.on_time + cell.late
    return share(cell.on_time, known).low if known else 0.0


def burden(cell: Cell) -> tuple[int, int]:
    return cell.late, cell.late_open


@given(caseloads())
def test_an_open_case_looks_no_better_than_one_answered_in_time_or_late(
    load: tuple[list[Life], Life, int, int],
) -> None:
    others, case, in_time, late = load
    hidden, kept, answered = (figure([*others, one]) for one in _fates(case, in_time, late))
    for better in (kept, answered):
        assert on_time(hidden) <= on_time(better)
        assert hidden.on_time <= better.on_time
        assert hidden.late >= better.late
        assert hidden.late_open > better.late_open
        assert hidden.open > better.open
        assert reached(hidden.median) >= reached(better.median)
        assert reached(hidden.ninetieth) >= reached(better.ninetieth)
        assert _dispute_share(hidden) >= _dispute_share(better)
    assert on_time(answered) == on_time(hidden) < on_time(kept) or kept.on_time + kept.late == 0


@given(caseloads(), st.booleans())
def test_a_case_handed_on_counts_as_it_came_out(load: tuple[list[Life], Life, int, int], answered: bool) -> None:
    others, case, in_time, late = load
    _, kept, own_late = (figure([*others, one]) for one in _fates(case, in_time, late))
    handed = replace(case, unit="B", before=("A",), answered=late if answered else None)
    passed = figure([*others, handed])
    for better in (kept, own_late):
        assert on_time(passed) <= on_time(better)
        assert passed.late >= better.late
        assert passed.passed > better.passed
    # If the other unit answers late, so it stands here; if it leaves it open, worse.
    assert reached(passed.median) >= reached(own_late.median)
    assert reached(passed.ninetieth) >= reached(own_late.ninetieth)
    # Who gets it answers for it, too.
    assert figure([*others, handed, Life(1, 2, "B")], "B").late >= 1


@settings(deadline=None)
@given(caseloads(), st.data())
def test_a_case_given_up_looks_no_better_than_one_answered_late(
    load: tuple[list[Life], Life, int, int], data: st.DataObject
) -> None:
    """Sent back to be archived, merged into another or sent elsewhere, at once or when it is late: of all such ends."""
    others, case, in_time, late = load
    ended = data.draw(st.integers(case.received + 1, late))
    _, kept, own_late = (figure([*others, one]) for one in _fates(case, in_time, late))
    gone = figure([*others, replace(case, before=("A",), given_up=ended)])
    for better in (kept, own_late):
        assert on_time(gone) <= on_time(better)
        assert gone.late >= better.late
        assert gone.open >= better.open
        assert reached(gone.median) >= reached(better.median)
        assert reached(gone.ninetieth) >= reached(better.ninetieth)


@settings(deadline=None)
@given(caseloads(), st.integers(2, 6))
def test_a_case_split_or_filed_again_leaves_what_was_late_late(
    load: tuple[list[Life], Life, int, int], parts: int
) -> None:
    """The parts of a case run on from its receipt, and what is filed anew for one given up stands beside it."""
    others, case, _, late = load
    own_late = figure([*others, replace(case, answered=late)])
    split = figure([*others, *[replace(case, answered=late)] * parts])
    assert split.late == own_late.late + parts - 1
    assert split.late * (own_late.on_time + own_late.late) >= own_late.late * (split.on_time + split.late)
    again = Life(late, min(late + 1, TODAY))
    filed_again = figure([*others, replace(case, before=("A",), given_up=late), again])
    beside = figure([*others, replace(case, answered=late), again])
    assert on_time(filed_again) <= on_time(beside)
    assert filed_again.late >= own_late.late
    assert reached(filed_again.median) >= reached(beside.median)
    assert reached(filed_again.ninetieth) >= reached(beside.ninetieth)


@given(caseloads())
def test_charts_and_queues_are_no_better_either(load: tuple[list[Life], Life, int, int]) -> None:
    others, case, in_time, late = load
    months = [(first, first + 24) for first in range(1, TODAY, 25)]
    charts, queues = [], []
    for one in (*_fates(case, in_time, late), replace(case, unit="B", before=("A",))):
        facts = facts_of([*others, one, Life(1, 2, "A"), Life(1, 2, "B")])
        charts.append(series(facts, whole(facts), "A", months))
        some = weeks(facts, whole(facts), "A", 1, 57)
        queues.append(queue(some.received, some.finished, some.open, 10))
    hidden, kept, answered, passed = charts
    for bad, good in ((hidden, kept), (hidden, answered), (passed, kept), (passed, answered)):
        assert all(one <= two for one, two in zip(bad.on_time, good.on_time, strict=True))
        assert bad.due == good.due
    assert all(one >= two for one, two in zip(hidden.open, kept.open, strict=True))
    assert all(one >= two for one, two in zip(hidden.open, answered.open, strict=True))
    to_clear = [one.weeks or 0.0 for one in queues]
    assert to_clear[0] >= to_clear[1]
    assert to_clear[0] >= to_clear[2]
    assert to_clear[3] >= to_clear[1]


def _fates(case: Life, in_time: int, late: int) -> tuple[Life, Life, Life]:
    """Left open, answered in time, answered late."""
    return case, replace(case, answered=in_time), replace(case, answered=late)


def _dispute_share(cell: Cell) -> float:
    return cell.disputed / cell.replied if cell.replied else 1.0


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["A", "B", None])), min_size=1, max_size=6))
def test_the_time_a_unit_held_a_case_is_that_of_all_its_spells(spells: list[tuple[int, str | None]]) -> None:
    days = sorted(spells, key=lambda spell: spell[0])
    found = held(days, 12, lambda unit, since, until: (until - since) * HELD)
    minutes = [next(unit for day, unit in reversed(days) if day <= at) for at in range(days[0][0], 12)]
    for unit in "AB":
        assert found.get(unit, 0) == pytest.approx(minutes.count(unit) * HELD)


def test_months_are_kept_and_put_together_without_loss() -> None:
    first = facts_of([Life(1, 5, "A"), Life(2, None, "B", before=("A",))])
    second = facts_of([Life(40, 44, "C"), Life(41, None, "A", before=("C", "B"))])
    again = joined(unpacked(packed(one)) for one in (first, second))
    together = facts_of(
        [Life(1, 5, "A"), Life(2, None, "B", before=("A",)), Life(40, 44, "C"), Life(41, None, "A", before=("C", "B"))]
    )
    for by in ("unit", "topic", "kind", "area"):
        some, other = (
            sorted(cells(facts, whole(facts), by, WINDOW), key=lambda cell: cell.key or "")
            for facts in (again, together)
        )
        assert some == other


def test_a_head_is_told_of_own_cases_and_of_the_road_only_what_is_handled_there() -> None:
    rows = [Life(1, 5, "A").row, Life(2, 9, "B").row, Life(3, None, "A").row | {"restricted": True, "about": "B"}]
    rows.append(Life(4, None, "A").row | {"restricted": True, "about": "A"})
    rows.append(Life(5, 8, "B").row | {"restricted": True, "about": "B"})
    facts = made(rows, [(1, "A"), (4, "A")])

    def told(view: View) -> list[int]:
        return sorted({*view.cases.tolist(), *facts.passed[view.passed, 0].tolist()})

    assert told(whole(facts)) == [0, 1]
    assert told(of_units(facts, ["A"], "A")) == [0, 1, 2]
    assert told(of_units(facts, ["A"], None)) == [0, 1]
    assert told(of_units(facts, ["B"], "B")) == [1]


def test_topics_of_confidential_cases_are_told_to_their_handlers_alone() -> None:
    facts = made([Life(1, 5).row | {"confidential": True}, Life(1, 6).row])
    assert [cell.key for cell in cells(facts, whole(facts), "topic", WINDOW)] == [None, "t", "*"]
    assert [cell.key for cell in cells(facts, of_units(facts, ["A"], "A"), "topic", WINDOW)] == ["t", "*"]


def test_the_mix_of_topics_says_how_many_disputes_to_expect() -> None:
    hard = [Life(1, 5, "A", disputed=place < 4).row | {"topic": "hard"} for place in range(8)]
    easy = [Life(1, 5, "B").row | {"topic": "easy"} for _ in range(8)]
    both = {cell.key: cell for cell in cells(*_viewed(made([*hard, *easy])), "unit", WINDOW)}
    assert both["A"].expected_disputes == pytest.approx(4)
    assert both["B"].expected_disputes == 0
    assert all(one.received >= 0 for one, _ in pairwise(both.values()))
    assert np.isclose(both["*"].expected_disputes, 4)


def _viewed(facts: Facts) -> tuple[Facts, View]:
    return facts, whole(facts)
