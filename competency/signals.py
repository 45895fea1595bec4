"""Which topics go worse in which units than they should, how sure that is, and what may lie behind it. Pure.

A signal is a question to look into. It says nothing about a person, and promises an excess, not a lack of skill.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from competency import causes, cells, excess
from competency.cases import Cases, Codes, Metric, WorkingDays, outcomes
from competency.causes import UNTIMED, Patterns
from competency.causes import Cause as Cause
from competency.cells import Counts, Fitted, Measured, Window
from competency.excess import SOUGHT as SOUGHT
from competency.excess import STRONG_BAR as STRONG_BAR
from competency.excess import STRONG_WRONG as STRONG_WRONG
from competency.excess import Excess, Listed
from competency.queueing import Staff
from competency.shrinkage import Flags, Floats, Ratios


class Family(StrEnum):
    """What a signal is about: the matter itself, how people are spoken to, or who is responsible for what."""

    TECHNICAL = "teknis"
    COMMUNICATION = "komunikasi"
    AUTHORITY = "wewenang"


class Strength(StrEnum):
    STRONG = "kuat"
    WATCHED = "pantau"


MEASURES: dict[Family, tuple[Metric, ...]] = {
    Family.TECHNICAL: (Metric.LATE, Metric.REOPENED, Metric.CLARIFIED, Metric.LOW),
    Family.COMMUNICATION: (Metric.LOW, Metric.TEMPLATE, Metric.CLARIFIED),
    Family.AUTHORITY: (Metric.REROUTED,),
}
LEAST_CASES, LEAST_REPORTERS, LEAST_REROUTED = 30, 10, 5.0
WIDE_SHARE = 0.6
"""Of a unit's topics, by what is expected of them, that have to be above expectation for a word on all the unit."""
MEASURED = (*dict.fromkeys(one for some in MEASURES.values() for one in some), Metric.REPEATED)


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
    large: Flags
    """Cells with enough complaints, reporters and people to be judged."""
    strong: Flags
    above: Floats
    """How likely each cell's technical ratio is above the bar."""
    patterns: Patterns

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
    worse_everywhere: tuple[str, ...]
    """Topics that are worse than they used to be in most units."""
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
    """What the last months up to `last` say; `least_people` must have acted on a cell's complaints, or it is a person.

    `progress` is told how many measures of how many have been reckoned.
    """
    of = cells.window(cases, outcomes(cases, calendar, last), staff, calendar, cells.first_of(last, months), last)
    return judged(of, fits(of, progress), least_people=least_people)


def fits(of: Window, progress: Callable[[int, int], None] = lambda done, total: None) -> list[Fitted]:
    """How likely each complaint was to go badly, measure by measure."""
    found = []
    for done, metric in enumerate(MEASURED, 1):
        found.append(cells.fitted(of, metric))
        progress(done, len(MEASURED))
    return found


def judged(of: Window, fitted: list[Fitted], *, least_people: float, among: Flags | None = None) -> Found:
    """What stands out; where `among` is given, only those cells are judged, and the others only serve to compare."""
    known = {one.metric: cells.counted(of, one) for one in fitted}
    size = _by_cell(of)
    large = (size >= LEAST_CASES) & _peopled(of, of.cell, size.size, least_people).reshape(size.shape)
    large = large if among is None else large & among
    technical = MEASURES[Family.TECHNICAL] if of.wait is not None else UNTIMED
    parts = {one: known[one] for one in technical}
    beyond = excess.relative(parts.values())
    list_of = excess.listed(*beyond.scaled, large)
    frail = excess.frail(of, beyond, list_of, large) | causes.unsure(of, list_of)
    watched = list_of.watched | frail | (excess.ringing(of, parts) & large)
    list_of = Listed(list_of.strong & ~frail, watched & ~(list_of.strong & ~frail), list_of.told)
    patterns = causes.patterns(of, known, large, technical)
    cause = causes.causes(of, known, patterns, beyond, list_of, large)
    signals = _signals(of, Family.TECHNICAL, list_of, beyond, cause)
    signals += _communication(of, known, list_of.strong, least_people) if among is None else []
    signals += _authority(of, known, large, cause) if among is None else []
    above = list_of.told.above
    basis = Basis(of, known, technical, large, list_of.strong, above, patterns)
    claimed = float((1 - above[list_of.strong]).mean()) if list_of.strong.any() else 0.0
    everywhere = tuple(of.cases.topics[one] for one in np.flatnonzero(patterns.system))
    return Found(tuple(signals), int(size.sum()), int(size[large].sum()), claimed, everywhere, basis)


def _signals(of: Window, family: Family, found: Listed, beyond: Excess, cause: list[list[Cause]]) -> list[Signal]:
    size = _by_cell(of)
    return [
        Signal(
            of.cases.units[unit],
            of.cases.topics[topic],
            family,
            Strength.STRONG if found.strong[unit, topic] else Strength.WATCHED,
            cause[unit][topic],
            int(size[unit, topic]),
            int(beyond.observed[unit, topic]),
            round(float(beyond.expected[unit, topic]), 1),
            *_told(found.told, (unit, topic)),
        )
        for unit, topic in zip(*np.nonzero(found.strong | found.watched), strict=True)
    ]


def _told(told: Ratios, place: int | tuple[int, int]) -> tuple[float, tuple[float, float]]:
    """The ratio there and its interval."""
    mean, low, high = (round(float(one[place]), 2) for one in (told.mean, told.low, told.high))
    return mean, (low, high)


def _by_cell(of: Window) -> Floats:
    """How many complaints came in, in each cell."""
    units, topics = of.shape
    return np.bincount(of.cell[of.chosen], minlength=units * topics).astype(float).reshape(units, topics)


def _peopled(of: Window, where: Codes, many: int, least: float) -> Flags:
    """Whether enough people reported and enough acted in each place; where that is not known, not."""
    reported = of.reporters(where, many) >= LEAST_REPORTERS
    if not least:
        return reported
    people = of.people(where, many)
    return reported & (people >= least) if people is not None else np.zeros(many, dtype=bool)


def _communication(of: Window, known: Mapping[Metric, Measured], strong: Flags, least_people: float) -> list[Signal]:
    """Units that speak worse with people than others do, in most of their topics; the strong ones' topics left out."""
    parts = [known[one].counts.without(strong) for one in MEASURES[Family.COMMUNICATION]]
    each = Counts(*(np.asarray(sum(some)) for some in zip(*parts, strict=True)))
    units = Counts(*(one.sum(axis=1) for one in each))
    size = _by_cell(of).sum(axis=1)
    enough = (units.expected > 0) & (size >= LEAST_CASES) & _peopled(of, of.cases.unit, len(size), least_people)
    scale = excess.scale_of([units])
    found = excess.listed(units.observed / scale, units.expected / scale, enough)
    above = (each.expected * (each.observed > each.expected)).sum(axis=1)
    wide = np.divide(above, units.expected, out=np.zeros_like(above), where=enough) >= WIDE_SHARE
    return [
        Signal(
            of.cases.units[unit],
            None,
            Family.COMMUNICATION,
            Strength.STRONG if found.strong[unit] else Strength.WATCHED,
            Cause.UNIT,
            int(size[unit]),
            int(units.observed[unit]),
            round(float(units.expected[unit]), 1),
            *_told(found.told, int(unit)),
        )
        for unit in np.flatnonzero((found.strong | found.watched) & wide)
    ]


def _authority(of: Window, known: Mapping[Metric, Measured], large: Flags, cause: list[list[Cause]]) -> list[Signal]:
    """Cells whose complaints are handed on again and again. Few are, so that even what is sure is only watched."""
    beyond = excess.plain(known[Metric.REROUTED])
    found = excess.listed(*beyond.scaled, large & (beyond.expected >= LEAST_REROUTED))
    return _signals(of, Family.AUTHORITY, Listed(np.zeros_like(large), found.strong, found.told), beyond, cause)
