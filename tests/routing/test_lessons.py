"""A lesson alone: what is held out, when a model counts as worse, and whose decisions wait."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.region import Bounds, Region, Topic, Unit
from routing.fitted import Fitted, Labelled, TooLittle
from routing.lessons import (
    LEAST_WEIGHT,
    Answers,
    Row,
    Task,
    answers,
    found_worse,
    held_from,
    teach,
    weight,
)
from tests.routing.invented import ABOUT, reports

START = datetime(2026, 1, 5, 2, tzinfo=UTC)
REGION = Region(
    *("uji", "Uji", "Uji", "Asia/Jakarta", "WIB"),
    Bounds(-9, 95, 6, 141),
    {},
    *("SEKDA", "SEKDA", "SEKDA"),
    units=tuple(Unit(code, code, code, "", "dinas", "") for code in ABOUT),
    topics=tuple(
        Topic(unit.lower(), unit, parent="semua", unit=unit, phrases=said[:2]) for unit, said in ABOUT.items()
    ),
)
SEEDS = [Labelled(said, unit) for unit, sentences in ABOUT.items() for said in sentences[:2]]


def rows(
    count: int, seed: int = 1, start: datetime = START, step: float = 16.0, wrong: str = "", by: str = "a"
) -> list[Row]:
    """Reports, each by a person of its own, decided `step` hours apart; all of them `wrong` where that is said."""
    return [
        Row(one.text, wrong or one.unit, f"{seed}-{n}", start + timedelta(hours=step * n), by)
        for n, one in enumerate(reports(count, seed))
    ]


def task(told: Sequence[Row], old: bytes | None = None, now: datetime | None = None) -> Task:
    ordered = sorted(told, key=lambda row: row.at)
    return Task(
        rows=ordered,
        seeds=SEEDS,
        held_from=held_from([row.at for row in ordered], None),
        now=now or ordered[-1].at + timedelta(days=30),
        precision=0.95,
        region=REGION,
        labels=frozenset(ABOUT),
        old=old,
    )


@pytest.fixture(scope="module")
def good() -> bytes:
    found = teach(task(rows(160)), lambda title, share: None)
    assert found.twin is not None
    return found.twin


def test_a_lesson_beats_the_phrases_and_says_by_how_much() -> None:
    shares: list[float] = []
    found = teach(task(rows(160)), lambda title, share: shares.append(share))
    assert found.worse == ()
    assert found.model is not None
    assert found.new["top1"] >= found.old["top1"]
    assert set(found.new) >= {"n", "classes", "top1", "top3", "macro_f1", "ece", "coverage_at_95", "precision_in_band"}
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_wrong_labels_of_the_past_make_a_model_that_is_refused(good: bytes) -> None:
    poison = [one for one in rows(120, 7, START + timedelta(hours=3), 12, "DINKES") if one]
    found = teach(task([*rows(160), *poison], good), lambda title, share: None)
    assert "top1" in found.worse
    assert found.model is None
    assert found.new["top1"] < found.old["top1"]


def test_a_night_of_one_person_that_stands_out_waits_a_week(good: bytes) -> None:
    told = rows(160)
    night = rows(60, 5, told[-1].at + timedelta(hours=1), 0.05, "DINKES", "b")
    tonight = teach(task([*told, *night], good, night[-1].at + timedelta(hours=3)), lambda title, share: None)
    assert {one.by for one in tonight.held} == {"b"}
    assert sum(one.reports for one in tonight.held) == 60
    assert tonight.held[0].right < tonight.held[0].expected
    assert tonight.model is not None
    kept = Fitted.from_bytes(tonight.model)
    fresh = rows(40, 11)
    before = answers(Fitted.from_bytes(good), fresh, frozenset(ABOUT)).right.sum()
    assert answers(kept, fresh, frozenset(ABOUT)).right.sum() >= before
    later = teach(task([*told, *night], good, night[-1].at + timedelta(days=8)), lambda title, share: None)
    assert later.held == ()


def test_an_honest_day_does_not_wait(good: bytes) -> None:
    told = rows(160)
    day = rows(60, 6, told[-1].at + timedelta(hours=1), 0.05, by="b")
    assert teach(task([*told, *day], good, day[-1].at + timedelta(hours=3)), lambda title, share: None).held == ()


def test_reports_that_were_all_decided_at_once_cannot_be_judged() -> None:
    with pytest.raises(TooLittle):
        teach(task(rows(40, step=0)), lambda title, share: None)


def _answers(right: Sequence[bool], share: float | Sequence[float] = 0.8, band: float | None = None) -> Answers:
    labels = np.zeros(len(right), np.int64)
    return Answers(np.broadcast_to(np.array(share), len(right)), np.array(right), np.array(right), labels, labels, band)


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.lists(st.booleans(), min_size=60, max_size=60))
@settings(max_examples=60)
def test_a_model_that_is_right_less_often_is_worse_by_however_little(new: list[bool], old: list[bool]) -> None:
    before = old[: len(new)]
    found = found_worse(_answers(new), _answers(before), 0.95)
    assert ("top1" in found) == (sum(new) < sum(before))


def test_a_calibration_error_has_to_be_greater_beyond_chance() -> None:
    draw = random.Random(3)
    right = [draw.random() < 0.8 for _ in range(400)]
    assert found_worse(_answers(right, 0.8), _answers(right, 0.8), 0.95) == ()
    assert found_worse(_answers(right, 0.99), _answers(right, 0.8), 0.95) == ("ece",)
    assert found_worse(_answers(right, 0.8), _answers(right, 0.99), 0.95) == ()
    assert found_worse(_answers(right, 0.801), _answers(right, 0.8), 0.95) in ((), ("ece",))


def test_those_it_is_sure_of_have_to_be_right_as_often_as_asked_or_as_chance_allows() -> None:
    assert found_worse(_answers([True] * 94 + [False] * 6, 0.95, 0.9), None, 0.95) == ()
    assert found_worse(_answers([True] * 80 + [False] * 20, 0.95, 0.9), None, 0.95) == ("precision",)
    assert found_worse(_answers([True] * 80 + [False] * 20, 0.85, 0.9), None, 0.95) == ()
    # The world has changed, and the old model fails alike: it must not stay for that.
    same = _answers([True] * 80 + [False] * 20, 0.95, 0.9)
    assert found_worse(same, same, 0.95) == ()


@given(st.lists(st.integers(0, 400), min_size=2, max_size=200), st.none() | st.integers(0, 400))
def test_what_is_held_out_is_the_newest_and_never_more_than_half(days: list[int], before: int | None) -> None:
    times = sorted(START + timedelta(days=day) for day in days)
    begin = held_from(times, START + timedelta(days=before) if before is not None else None)
    newer = [at for at in times if at > begin]
    assert len(newer) <= len(times) / 2
    assert any(at >= begin for at in times)


def test_the_line_stays_where_it_was_for_a_month_and_moves_then() -> None:
    days = [START + timedelta(days=day) for day in range(130)]
    line = held_from(days[:100], None)
    assert line == days[99] - timedelta(weeks=4)
    assert held_from(days[:110], line) == line
    assert held_from(days, line) == days[-1] - timedelta(weeks=4)


def test_the_same_history_gives_the_same_model() -> None:
    first, second = (teach(task(rows(60)), lambda title, share: None) for _ in range(2))
    assert first.model == second.model
    assert msgspec.structs.replace(first, model=None, twin=None) == msgspec.structs.replace(
        second, model=None, twin=None
    )


def test_an_old_report_weighs_less_but_always_something() -> None:
    assert weight(timedelta(0)) == weight(timedelta(days=-3)) == 1.0
    assert weight(timedelta(days=365)) == 0.5
    assert weight(timedelta(days=4000)) == LEAST_WEIGHT
