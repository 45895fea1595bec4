"""What a pattern speaks for: too few people, a surge, a broken service, a topic that is worse everywhere. Pure.

None of these is a matter of learning. A cause counts only where it explains what was found: a strong cell that would be
as strong without its surge, or by measures that no queue touches, is not put down to it.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from competency import excess as excesses
from competency.cases import Metric
from competency.cells import Measured, Window
from competency.excess import (
    LEAST_CELLS,
    STRONG_LEAST,
    STRONG_WRONG,
    USUAL_PRIOR,
    Excess,
    Listed,
    above_without,
    relative,
    stays,
)
from competency.shrinkage import Flags, Floats, prior, promised, ratios

UNTIMED = (Metric.REOPENED, Metric.CLARIFIED, Metric.LOW)
"""What the queue hardly touches."""
SERVICE_BAR = 1.5
SYSTEM_SHARE, SYSTEM_BAR = 0.6, 1.2
LOAD_RATIO, LOAD_DAYS = 1.3, 2.0
SURER = 0.8
"""How likely above the bar a strong cell has to be where load cannot be told from skill."""
SURGE_TIMES, SURGE_LEAST, SURGE_CHANCE = 2.0, 15, 0.001
LEAST_PAST = 6
"""Months before the window without which nothing is said of what a topic used to be."""
PAST = 12
"""Months before the window that are looked at."""
LEAST_EVENTS, LEAST_UNITS = 5.0, 5
"""Expected in a unit's topic, and units of which so many are expected, for a word on the topic as a whole."""
RUN, TO_LIMIT = 7, 2.66
"""Months in a row above the mean, and mean moving ranges from the mean to the limit."""


class Cause(StrEnum):
    """What a pattern speaks for; only those of competency may become needs."""

    LOAD = "beban"
    SURGE = "lonjakan"
    SERVICE = "layanan"
    SYSTEM = "sistem"
    UNIT = "kompetensi-unit"
    SKILL = "kompetensi-teknis"
    UNCLEAR = "belum jelas"


class Patterns(NamedTuple):
    """Cells in which each pattern stands. `surges` has a layer for each month of the window."""

    loaded: Flags
    surges: Flags
    broken: Flags
    system: Flags
    """A value for each topic."""

    @property
    def surging(self) -> Flags:
        return np.asarray(self.surges.any(axis=2))


def patterns(of: Window, known: Mapping[Metric, Measured], large: Flags, technical: tuple[Metric, ...]) -> Patterns:
    return Patterns(_loaded(of), _surges(of), _broken(known[Metric.REPEATED], large), worse_everywhere(of, technical))


def causes(
    of: Window, known: Mapping[Metric, Measured], found: Patterns, excess: Excess, told: Listed, large: Flags
) -> list[list[Cause]]:
    """Of each cell what it is put down to: skill where nothing else explains it, several make it unclear."""
    untimed = relative([known[one] for one in UNTIMED])
    observed, expected = untimed.scaled
    beyond = ratios(observed, expected, told.told.a, excesses.STRONG_BAR).above
    rows = []
    for unit in range(of.shape[0]):
        row = []
        for topic in range(of.shape[1]):
            cell = unit, topic
            loaded = bool(found.loaded[cell]) and beyond[cell] < 0.5
            surged = bool(found.surging[cell]) and not (
                told.strong[cell] and _outlasts(of, found, excess, told, large, cell)
            )
            fits = (
                (Cause.LOAD, loaded),
                (Cause.SURGE, surged),
                (Cause.SERVICE, found.broken[cell]),
                (Cause.SYSTEM, found.system[topic]),
            )
            row.append(_cause([cause for cause, fitting in fits if fitting]))
        rows.append(row)
    return rows


def _cause(fitting: list[Cause]) -> Cause:
    if not fitting:
        return Cause.SKILL
    return fitting[0] if len(fitting) == 1 else Cause.UNCLEAR


def _outlasts(of: Window, found: Patterns, excess: Excess, told: Listed, large: Flags, cell: tuple[int, int]) -> bool:
    """Whether a strong cell stays one without the months of its surge."""
    own = of.chosen[of.cell[of.chosen] == cell[0] * of.shape[1] + cell[1]]
    gone = own[found.surges[cell][of.month_of(own)]]
    return stays(told.told.above, cell, large, above_without(excess, told.told.a, cell, gone))


def unsure(of: Window, told: Listed) -> Flags:
    """Strong cells of units that are late in everything, where no staffing tells whether they have too few people.

    Who is in a hurry also answers worse. Only what stands out further than that can have done is strong there.
    """
    if of.wait is not None:
        return np.zeros_like(told.strong)
    found: Flags = told.strong & _late(of)[:, None] & (told.told.above < SURER)
    return found


def _loaded(of: Window) -> Flags:
    """Cells of units that are late in everything, and had too much to do for the people there."""
    units, topics = of.shape
    if of.wait is None:
        return np.zeros((units, topics), dtype=bool)
    many = np.maximum(np.bincount(of.cases.unit[of.chosen], minlength=units), 1)
    waited = np.bincount(of.cases.unit[of.chosen], weights=of.wait[of.chosen], minlength=units) / many
    return np.repeat((_late(of) & (waited > LOAD_DAYS))[:, None], topics, axis=1)


def _late(of: Window) -> Flags:
    """Units that are late more often than such complaints, by topic and severity, are elsewhere."""
    units, topics = of.shape
    rows = of.chosen[of.found[Metric.LATE].judged[of.chosen]]
    kind = of.cases.topic[rows] * 3 + of.cases.severity[rows]
    bad = of.found[Metric.LATE].bad[rows].astype(float)
    usual = np.bincount(kind, weights=bad, minlength=3 * topics) / np.maximum(
        np.bincount(kind, minlength=3 * topics), 1
    )
    late, could = (np.bincount(of.cases.unit[rows], weights=one, minlength=units) for one in (bad, usual[kind]))
    found: Flags = late > LOAD_RATIO * could
    return found


def _surges(of: Window) -> Flags:
    """Months in which a cell, or the whole of its unit, got far more complaints than in the months before."""
    units, topics = of.shape
    month, back = of.month_of(np.arange(len(of.cases))), of.months_before
    counts = np.zeros((units * topics, back + of.months))
    np.add.at(counts, (of.cell, month + back), 1.0)
    whole = _surging(counts.reshape(units, topics, -1).sum(axis=1), back)
    return _surging(counts, back).reshape(units, topics, -1) | whole[:, None, :]


def _surging(counts: Floats, first: int) -> Flags:
    """Months from `first` on that stand far out of the twelve before them; a row for each series."""
    from scipy.stats import nbinom, poisson

    found = np.zeros((len(counts), counts.shape[1] - first), dtype=bool)
    for month in range(max(first, 6), counts.shape[1]):
        before = counts[:, max(0, month - 12) : month]
        usual, now = np.median(before, axis=1), counts[:, month]
        mean, spread = before.mean(axis=1), before.var(axis=1, ddof=1)
        size = np.divide(mean**2, spread - mean, out=np.full(len(mean), np.inf), where=spread > mean)
        with np.errstate(invalid="ignore"):
            wide = nbinom.sf(now - 1, np.where(np.isfinite(size), size, 1.0), size / (size + mean))
        tail = np.where(np.isfinite(size), wide, poisson.sf(now - 1, np.maximum(mean, 0.1)))
        found[:, month - first] = (now >= SURGE_TIMES * usual) & (now >= SURGE_LEAST) & (tail < SURGE_CHANCE)
    return found


def _broken(repeated: Measured, large: Flags) -> Flags:
    """Cells from which the same trouble is told again and again: what is to be mended there is the service."""
    observed, expected = relative([repeated]).scaled
    a = prior(observed[large], expected[large]) if large.sum() >= LEAST_CELLS else USUAL_PRIOR
    found = np.zeros_like(large)
    above = ratios(observed, expected, a, SERVICE_BAR).above
    found[large] = promised(above[large], STRONG_WRONG, STRONG_LEAST)
    return found


def worse_everywhere(of: Window, technical: tuple[Metric, ...]) -> Flags:
    """Topics that are worse than they used to be in most units: what changed is not one unit's skill.

    What used to be is reckoned from the twelve months before the window, by severity, and beside the other topics: what
    changed for all topics says nothing of one. A topic is worse where it stands a fifth above its past, most units
    stand above their own, and its months say so together (see `_special`).
    """
    units, topics = of.shape
    past = np.flatnonzero((of.cases.received < of.first) & (of.month_of(np.arange(len(of.cases))) >= -PAST))
    if of.months_before < LEAST_PAST:
        return np.zeros(topics, dtype=bool)
    observed, expected = (np.zeros((units, topics, PAST + of.months)) for _ in range(2))
    kind = of.cases.topic * 3 + of.cases.severity
    for metric in technical:
        judged, bad = of.found[metric]
        before, rows = past[judged[past]], np.concatenate([past, of.chosen])
        many = np.bincount(kind[before], minlength=3 * topics)
        usual = np.bincount(kind[before], weights=bad[before], minlength=3 * topics) / np.maximum(many, 1)
        rows = rows[judged[rows] & (many[kind[rows]] > 0)]
        place = of.cases.unit[rows], of.cases.topic[rows], of.month_of(rows) + PAST
        np.add.at(observed, place, bad[rows].astype(float))
        np.add.at(expected, place, usual[kind[rows]])
    together = _ratio(observed.sum(axis=(0, 1)), expected.sum(axis=(0, 1)))
    return _above_past(observed, expected * together) & _special(observed.sum(axis=0), expected.sum(axis=0) * together)


def _ratio(observed: Floats, expected: Floats) -> Floats:
    return np.divide(observed, expected, out=np.ones_like(expected), where=expected > 0)


def _above_past(observed: Floats, expected: Floats) -> Flags:
    """Topics that stand well above their past, and most units of them above their own."""
    (seen_then, seen), (usual_then, usual) = (
        (one[:, :, :PAST].sum(axis=2), one[:, :, PAST:].sum(axis=2)) for one in (observed, expected)
    )
    used_to = (LEAST_EVENTS + seen_then) / (LEAST_EVENTS + usual_then)
    telling = usual >= LEAST_EVENTS
    above = (telling & (seen > usual * used_to)).sum(axis=0)
    higher = _ratio(seen.sum(axis=0), usual.sum(axis=0)) >= SYSTEM_BAR * _ratio(seen_then.sum(0), usual_then.sum(0))
    found: Flags = higher & (telling.sum(axis=0) >= LEAST_UNITS) & (above >= SYSTEM_SHARE * telling.sum(axis=0))
    return found


def _special(observed: Floats, expected: Floats) -> Flags:
    """Rows of months with one after the past beyond the limit of an XmR chart of the past, or many above its mean.

    Limits are the mean and 2.66 times the mean moving range (Wheeler).
    """
    share = np.divide(observed, expected, out=np.full(observed.shape, np.nan), where=expected > 0)
    found = np.zeros(len(share), dtype=bool)
    for topic, series in enumerate(share):
        then, now = (one[~np.isnan(one)] for one in (series[:PAST], series[PAST:]))
        if len(then) < LEAST_PAST:
            continue
        mean, moving = then.mean(), np.abs(np.diff(then)).mean()
        above = np.concatenate([[0], (now > mean).astype(int), [0]])
        longest = np.diff(np.flatnonzero(above == 0)).max() - 1
        found[topic] = bool((now > mean + TO_LIMIT * moving).any() or longest >= RUN)
    return found
