"""Which topics go worse in which units than they should, how sure that is, and what may lie behind it. Pure.

A signal is a question to look into. It says nothing about a person, and promises an excess, not a lack of skill.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from competency import cells
from competency.cases import Cases, Codes, Metric, WorkingDays, outcomes
from competency.cells import Counts, Measured, Window
from competency.queueing import Staff
from competency.shrinkage import Flags, Floats, Ratios, alarms, prior, promised, ratios


class Family(StrEnum):
    """What a signal is about: the matter itself, how people are spoken to, or who is responsible for what."""

    TECHNICAL = "teknis"
    COMMUNICATION = "komunikasi"
    AUTHORITY = "wewenang"


class Strength(StrEnum):
    STRONG = "kuat"
    WATCHED = "pantau"


class Cause(StrEnum):
    """What a pattern speaks for; only those of competency may become needs."""

    LOAD = "beban"
    SURGE = "lonjakan"
    SERVICE = "layanan"
    SYSTEM = "sistem"
    UNIT = "kompetensi-unit"
    SKILL = "kompetensi-teknis"
    UNCLEAR = "belum jelas"


MEASURES: dict[Family, tuple[Metric, ...]] = {
    Family.TECHNICAL: (Metric.LATE, Metric.REOPENED, Metric.CLARIFIED, Metric.LOW),
    Family.COMMUNICATION: (Metric.LOW, Metric.TEMPLATE, Metric.CLARIFIED),
    Family.AUTHORITY: (Metric.REROUTED,),
}
MEASURED = (*dict.fromkeys(one for some in MEASURES.values() for one in some), Metric.REPEATED)
WITHOUT_STAFF = (Metric.REOPENED, Metric.CLARIFIED, Metric.LOW)
"""What the queue hardly touches: the technical family where nobody knows who was on duty."""
LEAST_CASES, LEAST_REPORTERS, LEAST_REROUTED = 30, 10, 5.0
STRONG_BAR, STRONG_WRONG = 1.25, 0.10
WATCHED_BAR, WATCHED_WRONG = 1.2, 0.20
SERVICE_BAR = 1.5
SYSTEM_SHARE = 0.6
LOAD_RATIO, LOAD_DAYS = 1.3, 2.0
SURGE_TIMES, SURGE_LEAST, SURGE_CHANCE = 2.0, 15, 0.001
LOUDEST = 3
"""Reporters without whom a strong signal has to stay one."""
SOUGHT, HEIGHT = 1.6, 6.0
"""Of the running sum: the excess it looks for, and where it rings."""


@dataclass(frozen=True)
class Signal:
    """`topic` is None of a unit as a whole. Numbers of events are sums over the family's measures."""

    unit: str
    topic: str | None
    family: Family
    strength: Strength
    label: Cause
    n: int
    observed: int
    expected: float
    ratio: float
    interval90: tuple[float, float]


@dataclass(frozen=True)
class Basis:
    """What signals were found in, for who wants to see more of one of them."""

    of: Window
    known: Mapping[Metric, Measured]
    technical: tuple[Metric, ...]
    """The measures by which the technical family was told: all of them, or those that need no staff."""
    strong: Flags
    large: Flags
    """Cells with enough complaints, reporters and people to be judged."""
    surging: Flags

    def measures(self, family: Family) -> tuple[Metric, ...]:
        return self.technical if family is Family.TECHNICAL else MEASURES[family]


@dataclass(frozen=True)
class Found:
    """Signals, and of how many complaints it could be said at all."""

    signals: tuple[Signal, ...]
    complaints: int
    judged: int
    claimed: float
    """The share of the strong ones that is expected to be wrong."""
    basis: Basis = field(repr=False, compare=False)


def find(
    cases: Cases,
    staff: Staff | None,
    calendar: WorkingDays,
    last: int,
    *,
    months: int = 12,
    least_people: float = 3,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Found:
    """What the last months up to `last` say; `least_people` must work in a unit, or it is a person.

    `progress` is told how many measures of how many have been reckoned.
    """
    of = cells.window(cases, outcomes(cases, calendar, last), staff, calendar, cells.first_of(last, months), last)
    known = {}
    for done, metric in enumerate(MEASURED, 1):
        known[metric] = cells.measured(of, metric)
        progress(done, len(MEASURED))
    size = _by_cell(of, of.chosen)
    large = (size >= LEAST_CASES) & _peopled(of, of.cell, size.size, least_people).reshape(size.shape)
    technical = MEASURES[Family.TECHNICAL] if staff else WITHOUT_STAFF
    parts = {one: known[one] for one in technical}
    excess = _relative(parts.values())
    strong, watched, told = _listed(excess, large)
    frail = strong & ~_withstands(of, parts, excess, strong, told)
    strong, watched = strong & ~frail, watched | frail | (_ringing(of, parts) & large)
    cause = _causes(of, known, large)
    found = [
        _signal(of, Family.TECHNICAL, strong, cause, size, excess, told, cell)
        for cell in zip(*np.nonzero(strong | watched), strict=True)
    ]
    found += _communication(of, known, strong, least_people)
    found += _authority(of, known, large, cause, size)
    claimed = float((1 - told.above[strong]).mean()) if strong.any() else 0.0
    basis = Basis(of, known, technical, strong, large, _surges(of))
    return Found(tuple(found), len(of.chosen), int(size[large].sum()), claimed, basis)


def _withstands(of: Window, parts: Mapping[Metric, Measured], excess: "_Excess", strong: Flags, told: Ratios) -> Flags:
    """Strong cells that would stay on their list without their busiest reporters, and without their busiest day."""
    found = np.zeros_like(strong)
    least = told.above[strong].min() if strong.any() else 0.0
    for unit, topic in zip(*np.nonzero(strong), strict=True):
        inside = (of.cases.unit == unit) & (of.cases.topic == topic)
        own = of.chosen[inside[of.chosen]]
        left = _busiest(of.cases.reporter[own], own, LOUDEST), _busiest(of.cases.received[own], own, 1)
        above = []
        for gone in left:
            observed, expected = excess.observed[unit, topic], excess.expected[unit, topic]
            for metric, one in parts.items():
                dropped = np.isin(one.rows, gone)
                observed -= of.found[metric].bad[one.rows[dropped]].sum()
                expected -= one.chance[dropped].sum() * one.beside[unit, topic]
            scale = excess.scale[unit, topic]
            again = ratios(np.array([observed]) / scale, np.array([expected]) / scale, told.a, STRONG_BAR)
            above.append(again.above[0])
        found[unit, topic] = min(above) >= least
    return found


def _busiest(whose: Codes, rows: Codes, many: int) -> Codes:
    """The rows of those `many` values that occur most."""
    values, times = np.unique(whose, return_counts=True)
    found: Codes = rows[np.isin(whose, values[np.argsort(-times, kind="stable")[:many]])]
    return found


@dataclass(frozen=True)
class _Excess:
    """Observed and expected events of each cell, and both on the scale on which they vary as counts do."""

    observed: Floats
    expected: Floats
    scale: Floats

    @property
    def scaled(self) -> tuple[Floats, Floats]:
        return self.observed / self.scale, self.expected / self.scale


def _relative(parts: Collection[Measured]) -> _Excess:
    """Measure by measure against the unit's other topics."""
    observed = np.asarray(sum(one.counts.observed for one in parts))
    expected = np.asarray(sum(one.counts.expected * one.beside for one in parts))
    return _Excess(observed, expected, _scale([one.counts for one in parts]))


def _scale(parts: Sequence[Counts]) -> Floats:
    spread = np.asarray(sum(one.spread for one in parts))
    expected = np.asarray(sum(one.expected for one in parts))
    found: Floats = cells.TOGETHER * np.divide(spread, expected, out=np.ones_like(expected), where=expected > 0)
    return found


def _listed(excess: _Excess, large: Flags) -> tuple[Flags, Flags, Ratios]:
    """The strong, those to be watched, and what is known of each cell."""
    observed, expected = excess.scaled
    a = prior(observed[large], expected[large])
    told, lower = ratios(observed, expected, a, STRONG_BAR), ratios(observed, expected, a, WATCHED_BAR)
    strong, watched = np.zeros_like(large), np.zeros_like(large)
    strong[large] = promised(told.above[large], STRONG_WRONG)
    watched[large] = promised(lower.above[large], WATCHED_WRONG)
    return strong, watched & ~strong, told


def _signal(
    of: Window,
    family: Family,
    strong: Flags,
    cause: "list[list[Cause]]",
    size: Floats,
    excess: _Excess,
    told: Ratios,
    cell: tuple[int, int],
) -> Signal:
    unit, topic = cell
    return Signal(
        of.cases.units[unit],
        of.cases.topics[topic],
        family,
        Strength.STRONG if strong[cell] else Strength.WATCHED,
        cause[unit][topic],
        int(size[cell]),
        int(excess.observed[cell]),
        round(float(excess.expected[cell]), 1),
        round(float(told.mean[cell]), 2),
        (round(float(told.low[cell]), 2), round(float(told.high[cell]), 2)),
    )


def _by_cell(of: Window, rows: Codes) -> Floats:
    """How many of these complaints there are in each cell."""
    units, topics = of.shape
    return np.bincount(of.cell[rows], minlength=units * topics).astype(float).reshape(units, topics)


def _peopled(of: Window, where: Codes, many: int, least: float) -> Flags:
    """Whether enough people reported and enough acted in each place; where that is not known, not."""
    reported = of.reporters(where, many) >= LEAST_REPORTERS
    if not least:
        return reported
    people = of.people(where, many)
    return reported & (people >= least) if people is not None else np.zeros(many, dtype=bool)


def _ringing(of: Window, parts: Mapping[Metric, Measured]) -> Flags:
    """Cells in which the running sum of the months has passed its height: something may be at its beginning."""
    units, topics = of.shape
    observed, expected = np.zeros((units * topics, of.months)), np.zeros((units * topics, of.months))
    for metric, one in parts.items():
        cell, month = of.cell[one.rows], of.month_of(one.rows)
        np.add.at(observed, (cell, month), of.found[metric].bad[one.rows].astype(float))
        np.add.at(expected, (cell, month), one.chance * one.beside.ravel()[cell])
    scale = _scale([one.counts for one in parts.values()]).ravel()[:, None]
    return (alarms(observed / scale, expected / scale, SOUGHT, HEIGHT) >= 0).reshape(units, topics)


def _causes(of: Window, known: Mapping[Metric, Measured], large: Flags) -> list[list[Cause]]:
    """Of each cell what its pattern speaks for: nothing but the matter itself, or what is no matter of skill."""
    units, topics = of.shape
    speaks = {Cause.LOAD: _loaded(of), Cause.SURGE: _surges(of), Cause.SERVICE: _broken(known[Metric.REPEATED], large)}
    found = []
    for unit in range(units):
        fitting = ([one for one, where in speaks.items() if where[unit, topic]] for topic in range(topics))
        found.append([_cause(one) for one in fitting])
    return found


def _cause(fitting: list[Cause]) -> Cause:
    if not fitting:
        return Cause.SKILL
    return fitting[0] if len(fitting) == 1 else Cause.UNCLEAR


def _loaded(of: Window) -> Flags:
    """Cells of units that are late in everything, and had too much to do for the people there."""
    units, topics = of.shape
    if of.wait is None:
        return np.zeros((units, topics), dtype=bool)
    rows = of.chosen[of.found[Metric.LATE].judged[of.chosen]]
    kind = of.cases.topic[rows] * 3 + of.cases.severity[rows]
    bad = of.found[Metric.LATE].bad[rows].astype(float)
    usual = np.bincount(kind, weights=bad, minlength=3 * topics) / np.maximum(
        np.bincount(kind, minlength=3 * topics), 1
    )
    late, could = (np.bincount(of.cases.unit[rows], weights=one, minlength=units) for one in (bad, usual[kind]))
    many = np.maximum(np.bincount(of.cases.unit[of.chosen], minlength=units), 1)
    waited = np.bincount(of.cases.unit[of.chosen], weights=of.wait[of.chosen], minlength=units) / many
    over = (late > LOAD_RATIO * could) & (waited > LOAD_DAYS)
    return np.repeat(over[:, None], topics, axis=1)


def _surges(of: Window) -> Flags:
    """Cells, and cells of units, with a month of far more complaints than their months before."""
    units, topics = of.shape
    month, back = of.month_of(np.arange(len(of.cases))), of.months_before
    counts = np.zeros((units * topics, back + of.months))
    np.add.at(counts, (of.cell, month + back), 1.0)
    own = _surging(counts, back).reshape(units, topics)
    whole = _surging(counts.reshape(units, topics, -1).sum(axis=1), back)
    return own | whole[:, None]


def _surging(counts: Floats, first: int) -> Flags:
    """Rows with a month from `first` on that stands far out of the twelve before it."""
    from scipy.stats import nbinom, poisson

    found = np.zeros(len(counts), dtype=bool)
    for month in range(max(first, 6), counts.shape[1]):
        before = counts[:, max(0, month - 12) : month]
        usual, now = np.median(before, axis=1), counts[:, month]
        mean, spread = before.mean(axis=1), before.var(axis=1, ddof=1)
        size = np.divide(mean**2, spread - mean, out=np.full(len(mean), np.inf), where=spread > mean)
        with np.errstate(invalid="ignore"):
            wide = nbinom.sf(now - 1, np.where(np.isfinite(size), size, 1.0), size / (size + mean))
        tail = np.where(np.isfinite(size), wide, poisson.sf(now - 1, np.maximum(mean, 0.1)))
        found |= (now >= SURGE_TIMES * usual) & (now >= SURGE_LEAST) & (tail < SURGE_CHANCE)
    return found


def _broken(repeated: Measured, large: Flags) -> Flags:
    """Cells from which the same trouble is told again and again: what is to be mended there is the service."""
    excess = _relative([repeated])
    observed, expected = excess.scaled
    a = prior(observed[large], expected[large])
    found = np.zeros_like(large)
    found[large] = promised(ratios(observed, expected, a, SERVICE_BAR).above[large], STRONG_WRONG)
    return found


def _communication(of: Window, known: Mapping[Metric, Measured], strong: Flags, least_people: float) -> list[Signal]:
    """Units that speak worse with people than others do, in most of their topics; the strong ones' topics left out."""
    parts = [known[one].counts.without(strong) for one in MEASURES[Family.COMMUNICATION]]
    each = Counts(*(np.asarray(sum(some)) for some in zip(*parts, strict=True)))
    observed, expected, spread = (one.sum(axis=1) for one in each)
    size = _by_cell(of, of.chosen).sum(axis=1)
    enough = (expected > 0) & (size >= LEAST_CASES) & _peopled(of, of.cases.unit, len(size), least_people)
    scale = cells.TOGETHER * np.divide(spread, expected, out=np.ones_like(expected), where=expected > 0)
    scaled = observed / scale, expected / scale
    a = prior(scaled[0][enough], scaled[1][enough])
    wide = np.divide(
        (each.expected * (each.observed > each.expected)).sum(axis=1),
        expected,
        out=np.zeros_like(expected),
        where=enough,
    )
    told, lower = ratios(*scaled, a, STRONG_BAR), ratios(*scaled, a, WATCHED_BAR)
    listed, watched = np.zeros_like(enough), np.zeros_like(enough)
    listed[enough] = promised(told.above[enough], STRONG_WRONG)
    watched[enough] = promised(lower.above[enough], WATCHED_WRONG)
    return [
        Signal(
            of.cases.units[unit],
            None,
            Family.COMMUNICATION,
            Strength.STRONG if listed[unit] else Strength.WATCHED,
            Cause.UNIT,
            int(size[unit]),
            int(observed[unit]),
            round(float(expected[unit]), 1),
            round(float(told.mean[unit]), 2),
            (round(float(told.low[unit]), 2), round(float(told.high[unit]), 2)),
        )
        for unit in np.flatnonzero((listed | watched) & (wide >= SYSTEM_SHARE))
    ]


def _authority(
    of: Window, known: Mapping[Metric, Measured], large: Flags, cause: list[list[Cause]], size: Floats
) -> list[Signal]:
    """Cells whose complaints are handed on again and again. Few are, so that it is only to be watched."""
    excess = _relative([known[Metric.REROUTED]])
    enough = large & (excess.expected >= LEAST_REROUTED)
    listed, watched, told = _listed(excess, enough)
    nothing = np.zeros_like(large)
    return [
        _signal(of, Family.AUTHORITY, nothing, cause, size, excess, told, cell)
        for cell in zip(*np.nonzero(listed | watched), strict=True)
    ]
