"""What a reading found that no training mends: too few people, floods of complaints, broken services, rules. Pure.

Each goes to whoever owns it, whether or not something was found to be done badly there.
"""

from typing import NamedTuple

import numpy as np

from competency.causes import Cause
from competency.signals import Found


class Matter(NamedTuple):
    """`unit` is None of a topic that is worse in most units, `topic` of a unit as a whole. `since` as 2026-10."""

    cause: Cause
    unit: str | None
    topic: str | None
    since: str | None = None
    """The first month of a flood."""


def matters(found: Found) -> tuple[Matter, ...]:
    """By cause, unit and topic; a flood that took in the whole unit is told once."""
    basis = found.basis
    cases, patterns = basis.of.cases, basis.patterns
    # Of a unit with no cell on which enough people acted, to be late in everything would be said of a person.
    late = patterns.loaded.any(axis=1) & basis.large.any(axis=1)
    loaded = [Matter(Cause.LOAD, cases.units[unit], None) for unit in np.flatnonzero(late)]
    broken = [
        Matter(Cause.SERVICE, cases.units[unit], cases.topics[topic])
        for unit, topic in zip(*np.nonzero(patterns.broken & basis.large), strict=True)
    ]
    system = [Matter(Cause.SYSTEM, None, topic) for topic in found.worse_everywhere]
    return (*loaded, *_floods(found), *broken, *system)


def _floods(found: Found) -> list[Matter]:
    basis = found.basis
    cases, surges = basis.of.cases, basis.patterns.surges
    told = []
    for unit, each in enumerate(surges):
        whole = each.all(axis=0)
        if whole.any():
            told.append(Matter(Cause.SURGE, cases.units[unit], None, _first(found, whole)))
        for topic, months in enumerate(each & ~whole):
            if months.any():
                told.append(Matter(Cause.SURGE, cases.units[unit], cases.topics[topic], _first(found, months)))
    return told


def _first(found: Found, months: np.ndarray) -> str:
    return found.basis.of.month_names[int(np.argmax(months))]
