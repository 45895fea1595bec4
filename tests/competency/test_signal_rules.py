"""Who may be spoken of, what a signal has to withstand, and what it is put down to, in small worlds."""

import dataclasses

import numpy as np
import pytest

from bench.competency_world import Plan, World, world
from competency import causes, cells, excess, signals
from competency.cases import NEVER, Cases, Metric, outcomes
from competency.causes import worse_everywhere
from competency.details import Detail, detail
from competency.queueing import Staff
from competency.shrinkage import Ratios
from competency.signals import Family, Found, Signal, Strength, find

LEAST = 3


@pytest.fixture(scope="module")
def made() -> World:
    return world(11, Plan(volume=0.3))


@pytest.fixture(scope="module")
def found(made: World) -> Found:
    return find(made.cases, made.staff, made.calendar, made.last, least_people=0)


def _reordered(cases: Cases, order: np.ndarray) -> Cases:
    rows = {
        field.name: getattr(cases, field.name)[order]
        for field in dataclasses.fields(cases)
        if isinstance(getattr(cases, field.name), np.ndarray)
    }
    return dataclasses.replace(cases, ids=tuple(cases.ids[one] for one in order), **rows)


def _ids(cases: Cases, told: Detail) -> tuple[list[str], list[str]]:
    return [cases.ids[one] for one in told.random], [cases.ids[one] for one in told.strongest]


def test_the_order_of_complaints_changes_nothing(made: World, found: Found) -> None:
    order = np.random.default_rng(3).permutation(len(made.cases))
    again = find(_reordered(made.cases, order), made.staff, made.calendar, made.last, least_people=0)
    assert again.signals == found.signals
    for one in found.signals[:5]:
        told, other = detail(found, one), detail(again, one)
        assert told._replace(random=(), strongest=()) == other._replace(random=(), strongest=())
        assert _ids(found.basis.of.cases, told) == _ids(again.basis.of.cases, other)


def test_a_detail_adds_up_to_its_signal_and_shows_what_went_badly(found: Found) -> None:
    basis = found.basis
    assert {one.family for one in found.signals} >= {Family.TECHNICAL, Family.COMMUNICATION}
    for one in found.signals:
        told = detail(found, one)
        assert sum(part.observed for part in told.metrics) == one.observed
        assert sum(part.expected for part in told.metrics) == pytest.approx(one.expected, abs=0.3)
        assert sum(month.observed for month in told.months) == one.observed
        assert [month.month for month in told.months] == [f"2025-{number:02d}" for number in range(1, 13)]
        bad = np.any([basis.of.found[part.metric].bad for part in told.metrics], axis=0)
        assert 0 < len(told.random) <= 10
        assert len(set(told.strongest)) == len(told.strongest)
        rows = np.array(told.random + told.strongest)
        assert bad[rows].all()
        if one.family is not Family.AUTHORITY:
            assert {basis.of.cases.units[unit] for unit in basis.of.cases.unit[rows]} == {one.unit}
        assert (told.comparators.other_topics is None) == (one.topic is None)
        assert {part.metric: part.after_queue for part in told.metrics}.get(Metric.LATE, True)


def test_a_signal_says_nothing_of_a_person(found: Found) -> None:
    """Its fields are these, and neither it nor its detail holds a reporter's or an officer's code."""
    assert {field.name for field in dataclasses.fields(Signal)} == {
        *("unit", "topic", "family", "strength", "label", "n", "observed", "expected", "ratio", "interval90")
    }
    assert not {"reporter", "officer", "acted", "person"} & set(Detail._fields)


def test_who_acted_is_counted_cell_by_cell(made: World, found: Found) -> None:
    """A cell on whose complaints two people acted is not spoken of, though three worked on the rest of its unit."""
    strong = next(one for one in found.signals if one.family is Family.TECHNICAL)
    cases = made.cases
    unit, topic = cases.units.index(strong.unit), cases.topics.index(strong.topic or "")
    rows = np.arange(len(cases))
    inside = (cases.unit == unit) & (cases.topic == topic)
    many = np.where(inside, LEAST - 1, LEAST)
    acted = np.stack([rows, 10 * cases.unit + rows % many], axis=1)
    told = find(dataclasses.replace(cases, acted=acted), made.staff, made.calendar, made.last, least_people=LEAST)
    large = found.basis.large.copy()
    large[unit, topic] = False
    assert (told.basis.large <= large).all()
    assert not told.basis.large[unit, topic]
    assert told.basis.large[unit].any(), "its other topics are"
    everybody = np.stack([rows, 10 * cases.unit + rows % LEAST], axis=1)
    again = find(dataclasses.replace(cases, acted=everybody), None, made.calendar, made.last, least_people=LEAST)
    assert again.basis.large[unit, topic], "who acted counts, also where nobody knows who works there"


def test_a_burst_of_one_day_makes_no_strong_signal(made: World, found: Found) -> None:
    """What went badly in a strong cell is told on one day: it is watched, and no longer strong."""
    cases, basis = made.cases, found.basis
    strong = next(one for one in found.signals if one.family is Family.TECHNICAL and one.strength is Strength.STRONG)
    unit, topic = cases.units.index(strong.unit), cases.topics.index(strong.topic or "")
    inside = (cases.unit == unit) & (cases.topic == topic) & (cases.received > made.last - 365)
    bad = inside & np.any([basis.of.found[metric].bad for metric in basis.technical], axis=0)
    day = int(np.median(cases.received[bad]))
    burst = dataclasses.replace(cases, received=np.where(bad, day, cases.received))
    of = dataclasses.replace(basis.of, cases=burst)
    parts = {metric: basis.known[metric] for metric in basis.technical}
    beyond = excess.relative(parts.values())
    listed = excess.listed(*beyond.scaled, basis.large)
    assert listed.strong[unit, topic]
    assert excess.frail(of, beyond, listed, basis.large)[unit, topic]
    assert not excess.frail(basis.of, beyond, listed, basis.large)[unit, topic]


def test_a_topic_that_got_worse_in_all_units_is_told_apart(made: World) -> None:
    """From the last year on, half of what one topic's complaints were asked once is asked twice."""
    cases = made.cases
    chance = np.random.default_rng(4)
    spoilt = (cases.topic == 2) & (cases.received > made.last - 365) & (chance.random(len(cases)) < 0.3)
    worse = dataclasses.replace(cases, clarified=np.where(spoilt, 2, cases.clarified))

    def everywhere(told: Cases) -> list[int]:
        known = outcomes(told, made.calendar, made.last)
        of = cells.window(told, known, made.staff, made.calendar, cells.first_of(made.last, 12), made.last)
        return np.flatnonzero(worse_everywhere(of, signals.MEASURES[Family.TECHNICAL])).tolist()

    assert everywhere(cases) == []
    assert everywhere(worse) == [2]


def test_what_is_open_past_its_promise_counts(made: World) -> None:
    cases = made.cases
    open_now = cases.closed == NEVER
    told = outcomes(cases, made.calendar, made.last)[Metric.LATE]
    assert (told.judged & open_now).any()
    assert told.bad[told.judged & open_now].all()


def test_without_staffing_what_is_marginal_in_a_late_unit_is_not_strong(made: World) -> None:
    """Who is late in everything may have too few people, and who is in a hurry answers worse."""
    cases = made.cases
    slow = dataclasses.replace(cases, closed=np.where(cases.unit == 3, NEVER, cases.closed))
    known = outcomes(slow, made.calendar, made.last)
    shape = len(cases.units), len(cases.topics)
    above = np.where(np.arange(shape[1]) % 2, 0.95, 0.7) * np.ones(shape)
    strong = np.ones(shape, dtype=bool)
    told = excess.Listed(strong, ~strong, Ratios(above, above, above, above, 38.0))

    def unsure(staff: Staff | None) -> np.ndarray:
        first = cells.first_of(made.last, 12)
        return causes.unsure(cells.window(slow, known, staff, made.calendar, first, made.last), told)

    unknown = unsure(None)
    assert unknown[3].tolist() == [True, False] * (shape[1] // 2), "what is surer stays"
    assert not unknown[:, 1::2].any()
    assert not unknown.any(axis=1).all(), "units that are not late are as they were"
    assert not unsure(made.staff).any(), "where staffing is known, the queue tells"


def test_half_a_unit_that_hands_on_what_is_its_own_is_seen(made: World) -> None:
    """Its other topics do not excuse it, and it is only ever watched."""
    cases = made.cases
    unit = int(np.bincount(cases.unit).argmax())
    lately = (cases.unit == unit) & (cases.received > made.last - 365)
    topics = np.argsort(-np.bincount(cases.topic[lately], minlength=len(cases.topics)))[:6]
    often = lately & np.isin(cases.topic, topics) & (np.random.default_rng(5).random(len(cases)) < 0.4)
    passing = dataclasses.replace(cases, rerouted=np.where(often, 2, cases.rerouted), sender=cases.unit)
    told = find(passing, made.staff, made.calendar, made.last, least_people=0)
    seen = {one.topic: one for one in told.signals if one.family is Family.AUTHORITY and one.unit == cases.units[unit]}
    assert {cases.topics[one] for one in topics} <= set(seen)
    assert {one.strength for one in told.signals if one.family is Family.AUTHORITY} == {Strength.WATCHED}
    for one in list(seen.values())[:2]:
        (part,) = detail(told, one).metrics
        assert (part.observed, part.expected) == (one.observed, pytest.approx(one.expected, abs=0.1))
