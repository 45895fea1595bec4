"""Where more goes badly than could be expected: a list of cells that keeps its promise, and what it rests on. Pure.

Several measures of one family are added up. Each is held against the unit's other topics by the same measure.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from competency import cells
from competency.cases import Codes, Metric
from competency.cells import Counts, Measured, Window
from competency.shrinkage import Flags, Floats, Ratios, alarms, prior, promised, ratios

STRONG_BAR, STRONG_WRONG = 1.25, 0.10
"""A strong cell's ratio is above the first; of the list at most the second is wrong."""
WATCHED_BAR, WATCHED_WRONG = 1.2, 0.20
STRONG_LEAST, WATCHED_LEAST = 0.6, 0.5
"""How likely each has to be above its bar, however sure the rest of its list is."""
LOUDEST = 3
"""Reporters without whom a strong signal has to stay one."""
BURST_CHANCE = 0.001
"""More on one day than would come so seldom by chance in a year is a burst."""
LEAST_CELLS, USUAL_PRIOR = 10, 38.0
"""With fewer cells how much they differ cannot be learnt: the prior is then one that was found where there are many."""
SOUGHT, HEIGHT = 1.6, 6.0
"""Of the running sum: the excess it looks for, and where it rings."""


@dataclass(frozen=True)
class Excess:
    """Observed and expected events of each cell, and both on the scale on which they vary as counts do."""

    parts: tuple[Measured, ...]
    observed: Floats
    expected: Floats
    scale: Floats

    @property
    def scaled(self) -> tuple[Floats, Floats]:
        return self.observed / self.scale, self.expected / self.scale


class Listed(NamedTuple):
    """The strong, those to be watched, and what is known of each cell."""

    strong: Flags
    watched: Flags
    told: Ratios


def relative(parts: Collection[Measured]) -> Excess:
    """Measure by measure against the unit's other topics."""
    observed = np.asarray(sum(one.counts.observed for one in parts))
    expected = np.asarray(sum(one.counts.expected * one.beside for one in parts))
    return Excess(tuple(parts), observed, expected, scale_of([one.counts for one in parts]))


def plain(one: Measured) -> Excess:
    """One measure that neither queue nor haste makes worse: the unit's other topics have nothing to cancel."""
    return Excess((one,), one.counts.observed, one.counts.expected, scale_of([one.counts]))


def scale_of(parts: Sequence[Counts]) -> Floats:
    """How much less, or more, such sums vary than counts do: a yes or no varies less than a count."""
    spread = np.asarray(sum(one.spread for one in parts))
    expected = np.asarray(sum(one.expected for one in parts))
    found: Floats = cells.TOGETHER * np.divide(spread, expected, out=np.ones_like(expected), where=spread > 0)
    return found


def listed(observed: Floats, expected: Floats, large: Flags) -> Listed:
    """Of the cells that are large enough; `observed` and `expected` vary as counts do."""
    a = prior(observed[large], expected[large]) if large.sum() >= LEAST_CELLS else USUAL_PRIOR
    told, lower = ratios(observed, expected, a, STRONG_BAR), ratios(observed, expected, a, WATCHED_BAR)
    strong, watched = np.zeros_like(large), np.zeros_like(large)
    strong[large] = promised(told.above[large], STRONG_WRONG, STRONG_LEAST)
    watched[large] = promised(lower.above[large], WATCHED_WRONG, WATCHED_LEAST)
    return Listed(strong, watched & ~strong, told)


def above_without(excess: Excess, a: float, cell: tuple[int, int], gone: Codes) -> float:
    """How likely the cell's ratio is above the bar once these complaints are left out."""
    observed, expected = excess.observed[cell], excess.expected[cell]
    place = int(np.ravel_multi_index(cell, excess.observed.shape))
    for one in excess.parts:
        dropped = np.flatnonzero(one.cell == place)
        dropped = dropped[np.isin(one.rows[dropped], gone)]
        observed -= one.bad[dropped].sum()
        expected -= one.chance[dropped].sum() * one.beside[cell]
    scale = excess.scale[cell]
    return float(ratios(np.array([observed]) / scale, np.array([max(expected, 0.0)]) / scale, a, STRONG_BAR).above[0])


def stays(above: Floats, cell: tuple[int, int], large: Flags, without: float) -> bool:
    """Whether a cell would stay on the list of strong ones, were it no likelier to belong there than `without`."""
    again = above.copy()
    again[cell] = min(without, above[cell])
    on_list = np.zeros_like(large)
    on_list[large] = promised(again[large], STRONG_WRONG, STRONG_LEAST)
    return bool(on_list[cell])


def frail(of: Window, excess: Excess, found: Listed, large: Flags) -> Flags:
    """Strong cells that would not be strong without their busiest reporters, or without a day that stands out."""
    fallen = np.zeros_like(large)
    for unit, topic in zip(*np.nonzero(found.strong), strict=True):
        own = of.chosen[of.cell[of.chosen] == unit * of.shape[1] + topic]
        for gone in (_loudest(of.cases.reporter[own], own), _burst(of, own)):
            without = above_without(excess, found.told.a, (unit, topic), gone)
            fallen[unit, topic] |= len(gone) > 0 and not stays(found.told.above, (unit, topic), large, without)
    return fallen


def _loudest(reporter: Codes, rows: Codes) -> Codes:
    """What the busiest reporters told; who told one thing is not busy."""
    people, times = np.unique(reporter, return_counts=True)
    busy = people[np.argsort(-times, kind="stable")][: min(LOUDEST, int((times > 1).sum()))]
    found: Codes = rows[np.isin(reporter, busy)]
    return found


def _burst(of: Window, rows: Codes) -> Codes:
    """What came in on the busiest day, where so much does not come by chance."""
    from scipy.stats import poisson

    days, times = np.unique(of.cases.received[rows], return_counts=True)
    many = of.last - of.first + 1
    if not len(rows) or poisson.sf(times.max() - 1, len(rows) / many) * many > BURST_CHANCE:
        return rows[:0]
    found: Codes = rows[of.cases.received[rows] == days[times.argmax()]]
    return found


def by_month(of: Window, parts: Mapping[Metric, Measured]) -> tuple[Floats, Floats]:
    """Observed and expected events of each cell (rows) in each month of the window."""
    many = of.shape[0] * of.shape[1]
    observed, expected = np.zeros((many, of.months)), np.zeros((many, of.months))
    for one in parts.values():
        month = of.month_of(one.rows)
        np.add.at(observed, (one.cell, month), one.bad.astype(float))
        np.add.at(expected, (one.cell, month), one.expected)
    return observed, expected


def ringing(of: Window, parts: Mapping[Metric, Measured]) -> Flags:
    """Cells in which the running sum of the months has passed its height: something may be at its beginning."""
    observed, expected = by_month(of, parts)
    scale = scale_of([one.counts for one in parts.values()]).ravel()[:, None]
    return (alarms(observed / scale, expected / scale, SOUGHT, HEIGHT) >= 0).reshape(of.shape)
