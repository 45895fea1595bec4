"""Events counted by unit and topic, beside what could be expected there. Pure."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from competency import expectation, queueing
from competency.cases import Cases, Codes, Metric, Outcome, WorkingDays
from competency.queueing import Staff, months_of
from competency.shrinkage import Flags, Floats, prior

TIMED = (Metric.LATE_FIRST, Metric.LATE)
"""Outcomes that a queue makes worse by itself."""
LEAST_OTHER = 5.0
"""A unit's other topics count for at least so much evidence less than they say."""
TOGETHER = 1.02
"""Outcomes of one complaint go together: their sum varies so much more than if they did not."""


class Counts(NamedTuple):
    """A row for each unit, a column for each topic."""

    observed: Floats
    expected: Floats
    spread: Floats
    """The variance of what is expected."""

    def without(self, cells: Flags) -> "Counts":
        """With nothing in these cells."""
        return Counts(*(np.where(cells, 0.0, one) for one in self))


@dataclass(frozen=True)
class Window:
    """Complaints that came in from `first` to `last`, with the queue that each met, where that is known."""

    cases: Cases
    chosen: Codes
    found: dict[Metric, Outcome]
    wait: Floats | None
    officers: Floats | None
    """Of each unit, on average; None where nothing is known of staff."""
    first: int
    last: int
    home: Codes
    """The unit in which each complaint lies, also where several are looked at together."""

    def month_of(self, rows: Codes) -> Codes:
        """Months of the calendar since the one in which the window begins; below 0 before it."""
        return months_of(self.cases.received[rows]) - int(months_of(np.array([self.first]))[0])

    @property
    def months(self) -> int:
        """How many months of the calendar the window touches."""
        return int(np.ptp(months_of(np.array([self.first, self.last])))) + 1

    @property
    def month_names(self) -> list[str]:
        """YYYY-MM of each month the window touches."""
        first = int(months_of(np.array([self.first]))[0])
        return [f"{one // 12:04d}-{one % 12 + 1:02d}" for one in range(first, first + self.months)]

    @property
    def months_before(self) -> int:
        """How many months the complaints go back beyond the window."""
        return max(0, -int(self.month_of(np.array([self.cases.received.argmin()]))[0]))

    @property
    def cell(self) -> Codes:
        """Of each complaint the cell it lies in, counted row by row."""
        return self.cases.unit * len(self.cases.topics) + self.cases.topic

    def people(self, where: Codes, many: int) -> Floats | None:
        """How many people acted in each of `many` places; `where` is the place of each complaint.

        Where that is not known, how many work in the units there; None where that is not known either.
        """
        if self.cases.acted is not None:
            row, person = self.cases.acted[np.isin(self.cases.acted[:, 0], self.chosen)].T
            return _different(where[row], person, many)
        if self.officers is None:
            return None
        places, units = np.unique(np.stack([where[self.chosen], self.home[self.chosen]]), axis=1)
        found: Floats = np.bincount(places, weights=self.officers[units], minlength=many).astype(float)
        return found

    def reporters(self, where: Codes, many: int) -> Floats:
        """How many different people told of what lies in each of `many` places."""
        return _different(where[self.chosen], self.cases.reporter[self.chosen], many)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.cases.units), len(self.cases.topics)


def window(
    cases: Cases, found: dict[Metric, Outcome], staff: Staff | None, calendar: WorkingDays, first: int, last: int
) -> Window:
    chosen = np.flatnonzero((cases.received >= first) & (cases.received <= last))
    wait = queueing.waits(cases, staff, calendar, int(cases.received.min()), last) if staff and staff.timed else None
    officers = _usual(staff.officers) if staff else None
    return Window(cases, chosen, found, wait, officers, first, last, cases.unit)


def _usual(officers: Floats) -> Floats:
    """Of each unit on average over the months that are known; nobody where none is."""
    known = np.isfinite(officers)
    found: Floats = np.where(known, officers, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return found


class Fitted(NamedTuple):
    """One measure over a window: complaints that can be judged, whether each went badly and how likely that was."""

    metric: Metric
    rows: Codes
    bad: Flags
    chance: Floats


@dataclass(frozen=True)
class Measured:
    """One measure, counted by cell."""

    rows: Codes
    unit: Codes
    """That answers for each of these rows."""
    cell: Codes
    bad: Flags
    chance: Floats
    counts: Counts
    beside: Floats
    """How the unit's other topics stand, for each of its cells."""

    @property
    def expected(self) -> Floats:
        """Of each row how likely it was to go badly, beside the unit's other topics."""
        found: Floats = self.chance * self.beside.ravel()[self.cell]
        return found


def fitted(of: Window, metric: Metric) -> Fitted:
    """How likely each complaint was to go badly, by what kind of complaint it is."""
    outcome = of.found[metric]
    rows = of.chosen[outcome.judged[of.chosen]]
    bad = outcome.bad[rows]
    traits, unit = _traits(of, metric, rows), _answering(of, metric)[rows]
    with threadpool_limits(1, "blas"):  # on matrices as narrow as these several threads only wait for each other
        chance = expectation.expected(bad, traits, unit, of.shape[0])
    return Fitted(metric, rows, bad, chance)


def counted(of: Window, fit: Fitted) -> Measured:
    """By cell, for the unit that answers for it."""
    many, topics = of.shape
    unit = _answering(of, fit.metric)[fit.rows]
    cell = unit * topics + of.cases.topic[fit.rows]

    def by_cell(weights: Floats) -> Floats:
        found: Floats = np.bincount(cell, weights=weights, minlength=many * topics).astype(float)
        return found.reshape(many, topics)

    chance = fit.chance
    counts = Counts(by_cell(fit.bad.astype(float)), by_cell(chance), by_cell(chance * (1 - chance)))
    return Measured(fit.rows, unit, cell, fit.bad, chance, counts, _beside_others(counts))


def _answering(of: Window, metric: Metric) -> Codes:
    """The unit that answers for each complaint: of what was handed on wrongly, whoever did that."""
    return of.cases.sender if metric is Metric.REROUTED else of.cases.unit


def _beside_others(counts: Counts) -> Floats:
    """The unit's other topics, observed against expected: what touches all of a unit cancels out against it.

    Leave-one-out, and drawn towards 1 where the other topics say little.
    """
    observed, expected, spread = (one.sum(axis=1, keepdims=True) for one in counts)
    scale = np.divide(spread, expected, out=np.ones_like(expected), where=spread > 0)
    certain = max(LEAST_OTHER, prior((observed / scale).ravel(), (expected / scale).ravel()))
    found: Floats = (certain + (observed - counts.observed) / scale) / (certain + (expected - counts.expected) / scale)
    return found


def _traits(of: Window, metric: Metric, rows: Codes) -> Floats:
    cases = of.cases
    severity = expectation.one_hot(cases.severity[rows], 3)
    parts = [expectation.one_hot(cases.topic[rows], len(cases.topics))]
    if metric is not Metric.REPEATED:
        parts += [
            severity,
            expectation.one_hot(cases.channel[rows], len(cases.channels)),
            expectation.one_hot(*_quarters(cases.received[rows])),
        ]
    if of.wait is not None and metric in TIMED:
        bends = queueing.bent(of.wait[rows])
        parts += [bends, *(bends * one[:, None] for one in severity.T)]
    elif of.wait is not None and metric in (Metric.REOPENED, Metric.TEMPLATE):
        parts.append(np.minimum(of.wait[rows], queueing.SHORT)[:, None])
    if metric is Metric.LOW:  # what is rated low although it was on time and held
        parts += [of.found[one].bad[rows].astype(float)[:, None] for one in (Metric.LATE, Metric.REOPENED)]
    return np.concatenate(parts, axis=1)


def _quarters(received: Codes) -> tuple[Codes, int]:
    """The quarter of the year of each, and how many quarters a year has."""
    return (months_of(received) % 12) // 3, 4


def _different(where: Codes, what: Codes, many: int) -> Floats:
    """How many different ones there are in each place."""
    pairs = np.unique(np.stack([where, what]), axis=1)
    return np.bincount(pairs[0], minlength=many).astype(float)


def first_of(last: int, months: int) -> int:
    """The first day of a window of so many months that ends with `last`."""
    return last - round(365.25 * months / 12) + 1
