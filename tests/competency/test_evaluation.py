"""Verdicts on trainings: what may be said, when, and against whom."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.changes import Cell, Count, Group, Ratio, Spoiled
from competency.effects import Change, Effect, Method
from competency.evaluation import LEAST_MONTHS, Judgement, Verdict, judged, verdict_of


def cells(group: Group, many: int, after: float, events: float = 80, batch: str = "b") -> list[Cell]:
    """That had half as many events again as expected, and have `after` times the expected now."""
    before = Count(200, 1.5 * events, events)
    return [
        Cell(f"{group}-{number}", "sampah", batch, group, before, Count(100, after * events / 2, events / 2))
        for number in range(many)
    ]


def others(ratio: float = 1.0, many: int = 60) -> list[Cell]:
    """Cells that stand as they stood, some better and some worse."""
    found = []
    for number in range(many):
        own = 0.6 + 0.9 * number / many
        before, after = Count(200, 80 * own, 80), Count(100, 40 * own * ratio, 40)
        found.append(Cell(f"other-{number}", "jalan", "b", Group.OTHER, before, after))
    return found


def effect(found: Judgement) -> Effect:
    assert found.effect is not None
    return found.effect


def test_better_than_those_who_wait_is_effective() -> None:
    found = judged([*cells(Group.TRAINED, 9, 0.9), *cells(Group.WAITING, 9, 1.45)], 6)
    assert found.verdict is Verdict.EFFECTIVE
    assert found.enough_months is None
    assert effect(found).method is Method.BY_LOT
    assert not found.indicates


def test_what_those_who_wait_reached_as_well_is_not_the_trainings_doing() -> None:
    found = judged([*cells(Group.TRAINED, 9, 0.9), *cells(Group.WAITING, 9, 0.9)], 6)
    assert found.verdict is Verdict.NOT_EFFECTIVE
    assert effect(found).naive.high < 1, "before against after alone would have praised it"


def test_little_is_not_known_yet_and_it_is_said_when_it_can_be() -> None:
    found = judged([*cells(Group.TRAINED, 6, 1.3, 30), *cells(Group.WAITING, 6, 1.45, 30)], 6)
    assert found.verdict is Verdict.UNKNOWN
    assert found.enough_months is None or found.enough_months >= 9
    many = judged([*cells(Group.TRAINED, 12, 1.3, 60), *cells(Group.WAITING, 12, 1.45, 60)], 6)
    assert many.verdict is Verdict.UNKNOWN
    assert many.enough_months == 9
    assert effect(many).mde > effect(found).mde


def test_time_alone_does_not_help_one_cell() -> None:
    found = judged([*cells(Group.TRAINED, 1, 1.3, 10), *cells(Group.WAITING, 5, 1.45, 10)], 6)
    assert (found.verdict, found.enough_months) == (Verdict.UNKNOWN, None)


@pytest.mark.parametrize("months", range(LEAST_MONTHS))
def test_nothing_is_said_before_half_a_year(months: int) -> None:
    found = judged([*cells(Group.TRAINED, 9, 0.5), *cells(Group.WAITING, 9, 1.5)], months)
    assert found == Judgement(Verdict.UNKNOWN, None, LEAST_MONTHS, {})


def test_with_fewer_than_five_waiting_it_only_indicates() -> None:
    some = [*cells(Group.TRAINED, 9, 0.7), *cells(Group.WAITING, 4, 1.45), *others()]
    found = judged(some, 6)
    assert found.verdict is Verdict.EFFECTIVE
    assert found.indicates
    assert judged([*some, *cells(Group.WAITING, 1, 1.45)], 6).indicates is False


def test_without_anybody_to_compare_with_nothing_is_known() -> None:
    found = judged(cells(Group.TRAINED, 9, 0.5), 6)
    assert (found.verdict, found.effect, found.enough_months) == (Verdict.UNKNOWN, None, None)


def test_all_others_tell_what_was_to_be_expected() -> None:
    """Everything became a tenth better: so did the trained, and no more."""
    found = effect(judged([*cells(Group.TRAINED, 30, 1.5 * 0.9, 200), *others(0.9)], 12))
    assert found.method is Method.BY_OTHERS
    assert found.ratio.low < 1 < found.ratio.high
    assert found.ratio.value == pytest.approx(1, abs=0.03)
    assert found.naive.high < 1


def test_who_left_or_met_a_surge_is_not_counted_and_that_is_said() -> None:
    trained, waiting = cells(Group.TRAINED, 9, 0.9), cells(Group.WAITING, 9, 1.45)
    spoilt = [replace(one, spoiled=Spoiled.MOVED) for one in cells(Group.TRAINED, 2, 9.0)]
    spoilt += [replace(one, spoiled=Spoiled.SURGE) for one in cells(Group.WAITING, 1, 0.1)]
    found = judged([*trained, *waiting, *spoilt], 6)
    assert found.left_out == {Spoiled.MOVED: 2, Spoiled.SURGE: 1}
    assert found.effect == judged([*trained, *waiting], 6).effect


def test_batches_are_compared_within_themselves() -> None:
    """In the one batch everybody became better and most were trained; in the other nobody, and most waited."""
    good = [*cells(Group.TRAINED, 8, 0.75, batch="1"), *cells(Group.WAITING, 2, 0.75, batch="1")]
    same = [*cells(Group.TRAINED, 2, 1.5, batch="2"), *cells(Group.WAITING, 8, 1.5, batch="2")]
    assert effect(judged([*good, *same], 6)).ratio.value == pytest.approx(1, abs=1e-6)


def test_a_batch_in_which_nobody_waits_says_nothing_by_lot() -> None:
    fair = [*cells(Group.TRAINED, 5, 1.4), *cells(Group.WAITING, 5, 1.4)]
    alone = cells(Group.TRAINED, 9, 0.3, batch="alone")
    assert effect(judged([*fair, *alone], 6)) == effect(judged(fair, 6))


@given(st.floats(0.3, 3.0), st.lists(st.floats(0.4, 2.0), min_size=12, max_size=12))
def test_what_happens_to_all_changes_no_verdict(common: float, after: Sequence[float]) -> None:
    def world(factor: float) -> list[Cell]:
        made = []
        for number, one in enumerate(after):
            group = Group.TRAINED if number % 2 else Group.WAITING
            made += [
                replace(c, after=Count(100, c.after.observed, c.after.expected / factor)) for c in cells(group, 1, one)
            ]
        return made

    one, other = (effect(judged(world(factor), 6)).ratio for factor in (1.0, common))
    assert math.log(other.value) == pytest.approx(math.log(one.value), abs=0.01)


def told(value: float, low: float, high: float, method: Method = Method.BY_LOT) -> Effect:
    nothing = Change(0, Ratio(1, 1, 1))
    return Effect(method, Ratio(value, low, high), 0.8, nothing, nothing, Ratio(1, 1, 1))


@pytest.mark.parametrize(
    ("ratio", "verdict"),
    [
        ((0.80, 0.70, 0.99), Verdict.EFFECTIVE),
        ((0.90, 0.86, 0.95), Verdict.EFFECTIVE),
        ((0.92, 0.84, 0.99), Verdict.UNKNOWN),
        ((0.93, 0.87, 0.99), Verdict.NOT_EFFECTIVE),
        ((1.00, 0.86, 1.16), Verdict.NOT_EFFECTIVE),
        ((1.00, 0.80, 1.25), Verdict.UNKNOWN),
        ((0.70, 0.48, 1.02), Verdict.UNKNOWN),
    ],
)
def test_verdicts_have_two_bars(ratio: tuple[float, float, float], verdict: Verdict) -> None:
    assert verdict_of(told(*ratio)) is verdict


def test_an_indication_that_nothing_happened_has_to_be_surer() -> None:
    assert verdict_of(told(1.0, 0.88, 1.14)) is Verdict.NOT_EFFECTIVE
    assert verdict_of(told(1.0, 0.88, 1.14, Method.BY_OTHERS)) is Verdict.UNKNOWN
