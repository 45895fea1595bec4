"""What the page of one signal shows: measure by measure, what to hold it against, month by month, and cases. Pure."""

from hashlib import sha256
from typing import NamedTuple

import numpy as np

from competency.cases import Codes, Metric
from competency.cells import TIMED, Counts
from competency.shrinkage import Flags, Floats
from competency.signals import SOUGHT, Basis, Family, Found, Signal

SHOWN = 10
"""Cases of each kind at most."""


class MetricDetail(NamedTuple):
    """`expected` is what could be expected here, beside the unit's other topics where the family is technical."""

    metric: Metric
    n: int
    """Complaints that can be judged."""
    observed: int
    expected: float
    ratio: float | None
    after_queue: bool
    """Whether the queue was taken into account."""


class Comparators(NamedTuple):
    """What a reader holds it against; None where nothing can be said."""

    other_topics: float | None
    """This unit's other topics, observed against expected."""
    other_units: float | None
    """This topic in other units; of a signal without a topic all topics in other units."""
    queue_days: float | None
    """Of standard work, as it lay before the complaints on average."""
    surge: bool
    repeat_ratio: float | None
    """How often the same trouble was told again, observed against expected."""


class Month(NamedTuple):
    """Events of the complaints that came in during it; `month` is YYYY-MM."""

    month: str
    observed: int
    expected: float


class Detail(NamedTuple):
    """Rows are places in the cases that the signal was found in; those shown went badly in one of its measures."""

    reporters: int
    metrics: tuple[MetricDetail, ...]
    comparators: Comparators
    months: tuple[Month, ...]
    since: str | None
    """The month from which on it shows; None where the last months are as expected."""
    random: tuple[int, ...]
    """Drawn by lot, the same for the same signal, whatever the order of the complaints."""
    strongest: tuple[int, ...]
    """Those that were least to be expected to go badly."""


def detail(found: Found, signal: Signal) -> Detail:
    """Of one of the signals in `found`. Raises ValueError for a unit or topic that is not there."""
    basis = found.basis
    cases = basis.of.cases
    unit = cases.units.index(signal.unit)
    own = np.zeros(basis.of.shape, dtype=bool)
    if signal.topic is None:
        own[unit] = ~basis.strong[unit]
    else:
        own[unit, cases.topics.index(signal.topic)] = True
    beside = signal.family is Family.TECHNICAL
    parts = {metric: _part(basis, metric, own, beside) for metric in basis.measures(signal.family)}
    months = _months(basis, parts)
    rows = np.flatnonzero(own.ravel()[basis.of.cell])
    inside = rows[np.isin(rows, basis.of.chosen)]
    drawn, strongest = _cases(basis, parts, signal)
    return Detail(
        len(np.unique(cases.reporter[inside])),
        tuple(one.told(metric, basis) for metric, one in parts.items()),
        _comparators(basis, signal, own, inside),
        months,
        _since(months),
        drawn,
        strongest,
    )


class _Part(NamedTuple):
    """One measure of a signal's own complaints that can be judged."""

    rows: Codes
    bad: Flags
    chance: Floats
    """Of each to go badly, if its unit were a usual one."""
    expected: Floats
    """The same, beside the unit's other topics."""

    def told(self, metric: Metric, basis: Basis) -> MetricDetail:
        observed, expected = int(self.bad.sum()), float(self.expected.sum())
        ratio = round(observed / expected, 2) if expected else None
        queued = metric in TIMED and basis.of.wait is not None
        return MetricDetail(metric, len(self.rows), observed, round(expected, 1), ratio, queued)


def _part(basis: Basis, metric: Metric, own: Flags, beside: bool) -> _Part:
    known = basis.known[metric]
    inside = own.ravel()[known.cell]
    expected = known.expected if beside else known.chance
    return _Part(known.rows[inside], known.bad[inside], known.chance[inside], expected[inside])


def _months(basis: Basis, parts: dict[Metric, _Part]) -> tuple[Month, ...]:
    of = basis.of
    observed, expected = np.zeros(of.months), np.zeros(of.months)
    for one in parts.values():
        month = of.month_of(one.rows)
        np.add.at(observed, month, one.bad.astype(float))
        np.add.at(expected, month, one.expected)
    return tuple(
        Month(name, int(seen), round(float(usual), 1))
        for name, seen, usual in zip(of.month_names, observed, expected, strict=True)
    )


def _since(months: tuple[Month, ...]) -> str | None:
    """The month after which the running sum of the excess never came back to nothing."""
    total, since = 0.0, None
    for one in months:
        total += one.observed * float(np.log(SOUGHT)) - (SOUGHT - 1) * one.expected
        if total <= 0:
            total, since = 0.0, None
        elif since is None:
            since = one.month
    return since


def _comparators(basis: Basis, signal: Signal, own: Flags, inside: Codes) -> Comparators:
    of = basis.of
    unit = np.zeros(of.shape, dtype=bool)
    unit[of.cases.units.index(signal.unit)] = True
    same = np.ones(of.shape, dtype=bool) if signal.topic is None else np.zeros(of.shape, dtype=bool)
    if signal.topic is not None:
        same[:, of.cases.topics.index(signal.topic)] = True
    counts = [basis.known[one].counts for one in basis.measures(signal.family)]
    return Comparators(
        None if signal.topic is None else _ratio(counts, unit & ~own),
        _ratio(counts, same & ~unit),
        round(float(of.wait[inside].mean()), 1) if of.wait is not None and len(inside) else None,
        bool(basis.patterns.surging[own].any()),
        _ratio([basis.known[Metric.REPEATED].counts], own),
    )


def _ratio(counts: list[Counts], where: Flags) -> float | None:
    observed, expected = (sum(float(one[place][where].sum()) for one in counts) for place in (0, 1))
    return round(observed / expected, 2) if expected else None


def _cases(basis: Basis, parts: dict[Metric, _Part], signal: Signal) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Cases that went badly: some drawn by lot, and those that surprise most."""
    ids = basis.of.cases.ids
    least: dict[int, float] = {}
    for one in parts.values():
        for row, chance in zip(one.rows[one.bad].tolist(), one.chance[one.bad].tolist(), strict=True):
            least[row] = min(chance, least.get(row, 1.0))
    rows = sorted(least, key=lambda row: ids[row])
    words = f"{signal.unit}|{signal.topic}|{signal.family}|{basis.of.last}"
    lot = np.random.default_rng(int.from_bytes(sha256(words.encode()).digest()[:8], "big"))
    drawn = sorted(lot.choice(len(rows), size=min(SHOWN, len(rows)), replace=False).tolist()) if rows else []
    strongest = sorted(rows, key=lambda row: (round(least[row], 9), ids[row]))[:SHOWN]
    return tuple(rows[one] for one in drawn), tuple(strongest)
