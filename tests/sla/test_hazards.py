"""Forecasts of lateness: calibrated on a simulated office, and exact against a walk through every bin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.hazards import BINS, STEP, Chances, Open, Past, chances, counted, lateness, number_late

DAY = 2 * STEP
NEVER = np.inf


def office(chance: np.random.Generator, many: int, pace: float) -> tuple[np.ndarray, np.ndarray]:
    """First response and completion of cases in working seconds; the slower to respond, the slower to finish."""
    first = DAY * 1.2 * pace * chance.weibull(1.3, many)
    return first, first + DAY * 7 * pace * chance.weibull(1.1, many)


def test_probabilities_mean_what_they_say_and_unanswered_cases_are_likelier_late() -> None:
    """Learnt with half of the past cut off in the middle, asked about cases caught at a random age."""
    chance = np.random.default_rng(4)
    first, end = office(chance, 6000, 1.0)
    seen = DAY * chance.uniform(0, 40, 6000)
    past = Past(np.minimum(first, seen), first <= seen, np.minimum(end, seen), end <= seen)
    learnt = chances(counted(past))
    first, end = office(chance, 40_000, 1.0)
    age = DAY * chance.uniform(0, 14, 40_000)
    due = np.full(40_000, 14 * DAY)
    waiting = end > age
    first, end, age, due = first[waiting], end[waiting], age[waiting], due[waiting]
    first_due = np.full(len(age), 3 * DAY)
    responded = first <= age
    soon = due <= age + 5 * DAY
    asked = Open(
        np.zeros(len(age), int),
        age,
        responded,
        np.where(responded | (first_due < age), NEVER, first_due),
        np.where(soon, due, NEVER),
    )
    told = lateness([learnt], asked)
    true = (~responded & (first_due > age) & (first > first_due)) | (soon & (end > due))
    for low in np.arange(0, 1, 0.2):
        some = (told >= low) & (told < low + 0.2) & (told > 0)
        if some.sum() > 300:
            assert true[some].mean() == pytest.approx(told[some].mean(), abs=0.05)
    assert true.sum() == pytest.approx(told.sum(), rel=0.05)
    # Of the same age, who has had no answer yet will hear later.
    pair = Open(
        np.zeros(2, int), np.full(2, 10 * DAY), np.array([False, True]), np.full(2, NEVER), np.full(2, 14 * DAY)
    )
    silent, answered = lateness([learnt], pair)
    assert silent > answered


def test_few_cases_lean_on_more() -> None:
    chance = np.random.default_rng(1)
    first, end = office(chance, 3000, 1.0)
    everyone = np.ones(3000, bool)
    all_cases = chances(counted(Past(first, everyone, end, everyone)))
    one = np.ones(1, bool)
    lucky = chances(counted(Past(np.array([0.1]), one, np.array([0.2]), one)), all_cases)
    slow_first, slow_end = office(chance, 3000, 3.0)
    slow = chances(counted(Past(slow_first, everyone, slow_end, everyone)), all_cases)

    def late(one: Chances) -> float:
        case = Open(np.zeros(1, int), np.zeros(1), np.zeros(1, bool), np.array([NEVER]), np.array([14 * DAY]))
        return float(lateness([one], case)[0])

    assert late(lucky) == pytest.approx(late(all_cases), abs=0.05)
    assert late(slow) > late(all_cases) + 0.2


@settings(max_examples=60)
@given(
    st.lists(st.floats(0, 0.4), min_size=3, max_size=3),
    st.booleans(),
    st.integers(0, 30),
    st.one_of(st.none(), st.integers(0, 45)),
    st.one_of(st.none(), st.integers(0, 45)),
)
def test_lateness_is_that_of_a_walk_bin_by_bin(
    rates: list[float], responded: bool, age: int, first_due: int | None, due: int | None
) -> None:
    table = Chances(*(np.linspace(rate, rate / 2, BINS) for rate in rates))
    limits = [np.array([NEVER if one is None else one * STEP]) for one in (first_due, due)]
    case = Open(np.zeros(1, int), np.array([age * STEP]), np.array([responded]), *limits)
    told = float(lateness([table], case)[0])
    assert told == pytest.approx(_walk(table, responded, age, first_due, due), abs=1e-9)


def _walk(table: Chances, responded: bool, age: int, first_due: int | None, due: int | None) -> float:
    if responded or (first_due is not None and first_due <= age):
        first_due = None
    if due is not None and due <= age:
        due = None
    state, late = {"silent": 0.0 if responded else 1.0, "answered": 1.0 if responded else 0.0}, 0.0
    for bin_ in range(age, max(first_due or 0, due or 0) + 1):
        if bin_ == first_due:
            late, state["silent"] = late + state["silent"], 0.0
        if bin_ == due:
            late += state["silent"] + state["answered"]
            break
        here = min(bin_, BINS - 1)
        moved = state["silent"] * table.respond[here]
        state["silent"] *= 1 - table.respond[here] - table.done_without[here]
        state["answered"] = (state["answered"] + moved) * (1 - table.done_after[here])
    return late


def test_the_interval_holds_nine_of_ten_outcomes() -> None:
    chance = np.random.default_rng(9)
    for many in (6, 60, 900):
        odds = chance.uniform(0.02, 0.9, many)
        expected = number_late(list(odds))
        drawn = (chance.random((4000, many)) < odds).sum(axis=1)
        inside = ((drawn >= expected.low) & (drawn <= expected.high)).mean()
        assert 0.88 <= inside <= (0.995 if many < 10 else 0.95)
        assert expected.mean == pytest.approx(odds.sum())
    assert number_late([]) == (0, 0.0, 0, 0)
    wide, narrow = number_late([0.3] * 50, 4.0), number_late([0.3] * 50)
    assert wide.low < narrow.low
    assert wide.high > narrow.high
