"""Before and after a batch, cell by cell, counted from a history of complaints. Pure.

Before are the twelve months that end with the selection. What lies between selection and the end of the training is
left out, at least two months. After is what follows, until the first of those who wait are trained as well; of a cell
that was taught something else as well, until that begins.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from competency import cells as counting
from competency.cases import Metric, Outcome, outcomes
from competency.causes import UNTIMED
from competency.cells import Counts, Window
from competency.changes import Cell, Count, Group, Spoiled
from competency.evaluation import BEFORE_MONTHS, LEAST_MONTHS, TRANSITION_MONTHS
from competency.exchange import History
from competency.signals import LEAST_CASES, MEASURES, Family


class Place(NamedTuple):
    """A unit's topic that is compared; without a topic the unit as a whole."""

    unit: str
    topic: str | None
    group: Group
    spoiled: Spoiled | None = None


class Lesson(NamedTuple):
    """A training that a unit had for a topic, of whichever batch and material; without a topic as a whole."""

    batch: str
    unit: str
    topic: str | None
    family: Family
    first: date
    last: date

    def reaches(self, unit: str, topic: str | None, family: Family) -> bool:
        """Whether it may have changed what is counted of a cell: its topic, or of the whole unit the same measures."""
        if self.unit != unit:
            return False
        return self.topic == topic if self.topic and topic else self.family is family


class Plan(NamedTuple):
    """Of one batch: when its needs were chosen, when it was over, until when those who wait waited, and its cells.

    `lessons` are all trainings that were held, its own as well.
    """

    batch: str
    selected: date
    ended: date
    until: date
    family: Family
    places: tuple[Place, ...]
    lessons: tuple[Lesson, ...] = ()

    @property
    def begins(self) -> date:
        """The first day of the months before."""
        return later(self.selected, -BEFORE_MONTHS) + timedelta(days=1)

    @property
    def starts(self) -> date:
        """The first day after the transition."""
        return max(later(self.selected, TRANSITION_MONTHS), self.ended) + timedelta(days=1)

    @property
    def months(self) -> int:
        """Full months from then on."""
        return full_months(self.starts, self.until + timedelta(days=1))

    @property
    def first_look(self) -> date:
        """The day on which so much time has passed that something can be said."""
        return later(self.starts, LEAST_MONTHS)

    def lasts(self, unit: str, topic: str | None) -> date | None:
        """Until when a cell was taught nothing but this; None where less than half a year after it is left then."""
        met = [one.first for one in self._met(unit, topic) if not self._own(one)]
        if not met:
            return self.until
        until = min(met) - timedelta(days=1)
        return until if full_months(self.starts, until + timedelta(days=1)) >= LEAST_MONTHS else None

    def taught(self, unit: str, topic: str | None) -> bool:
        """Whether a cell that was not in the lot was trained all the same, in this batch or in another."""
        return any(True for _ in self._met(unit, topic))

    def _met(self, unit: str, topic: str | None) -> Iterator[Lesson]:
        for one in self.lessons:
            if one.last >= self.begins and one.first <= self.until and one.reaches(unit, topic, self.family):
                yield one

    def _own(self, lesson: Lesson) -> bool:
        return self.batch.startswith(lesson.batch)


def later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    place = day.year * 12 + day.month - 1 + months
    for back in range(4):
        try:
            return date(place // 12, place % 12 + 1, day.day - back)
        except ValueError:
            continue
    raise ValueError(day)


def full_months(since: date, until: date) -> int:
    """Months that are over."""
    return max(0, (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day))


def compared(history: History, plans: Iterable[Plan]) -> list[Cell]:
    """The cells of all batches, with all other large enough cells as those that were not in the lot."""
    found = outcomes(history.cases, history.calendar, history.last)
    made: list[Cell] = []
    for plan in plans:
        made += _cells(history, found, plan)
    return made


def _cells(history: History, found: dict[Metric, Outcome], plan: Plan) -> list[Cell]:
    cases = history.cases
    units = {name: number for number, name in enumerate(cases.units)}
    topics = {name: number for number, name in enumerate(cases.topics)}
    whole = plan.family is Family.COMMUNICATION

    def table(first: date, until: date) -> _Table:
        return _table(history, found, plan.family, first.toordinal(), min(until.toordinal(), history.last))

    before = table(plan.begins, plan.selected)
    ends = {place: plan.lasts(place.unit, place.topic) for place in plan.places}
    afters = {until: table(plan.starts, until) for until in {plan.until, *ends.values()} if until is not None}
    made, taken = [], set()
    for one, until in ends.items():
        if one.unit not in units or (one.topic is not None and one.topic not in topics):
            continue
        cell = units[one.unit], 0 if whole or one.topic is None else topics[one.topic]
        taken.add(cell)
        after, spoiled = afters[until or plan.until].of(cell), one.spoiled or (None if until else Spoiled.AGAIN)
        made.append(Cell(one.unit, one.topic, plan.batch, one.group, before.of(cell), after, spoiled))
    for unit, topic in zip(*np.nonzero(before.cases >= LEAST_CASES), strict=True):
        name = None if whole else cases.topics[topic]
        if (unit, topic) not in taken and not plan.taught(cases.units[unit], name):
            counts = before.of((unit, topic)), afters[plan.until].of((unit, topic))
            made.append(Cell(cases.units[unit], name, plan.batch, Group.OTHER, *counts))
    return made


class _Table(NamedTuple):
    """Complaints and events by cell; of units as a whole there is one column."""

    cases: np.ndarray
    counts: Counts

    def of(self, cell: tuple[int, int]) -> Count:
        return Count(
            int(self.cases[cell]), float(self.counts.observed[cell]), round(float(self.counts.expected[cell]), 4)
        )


def _table(history: History, found: dict[Metric, Outcome], family: Family, first: int, last: int) -> _Table:
    of = counting.window(history.cases, found, history.staff, history.calendar, first, last)
    measures = MEASURES[family] if history.staff or family is not Family.TECHNICAL else UNTIMED
    each = [counting.counted(of, counting.fitted(of, metric)).counts for metric in measures]
    counts = Counts(*(np.asarray(sum(some)) for some in zip(*each, strict=True)))
    size = _size(of)
    if family is Family.COMMUNICATION:
        size, counts = size.sum(axis=1, keepdims=True), Counts(*(one.sum(axis=1, keepdims=True) for one in counts))
    return _Table(size, counts)


def _size(of: Window) -> np.ndarray:
    units, topics = of.shape
    cell = of.cases.unit[of.chosen] * topics + of.cases.topic[of.chosen]
    return np.bincount(cell, minlength=units * topics).reshape(units, topics)
