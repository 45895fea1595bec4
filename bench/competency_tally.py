"""What was listed in an invented world, held against what was planted there, and the figures of several together."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from bench.competency_world import TOPICS, World
from competency.shrinkage import Floats
from competency.signals import Cause, Family, Found, Signal, Strength

SMALL, LARGE, PLAIN = 30, 120, 2.0
"""Complaints of a cell in a year, and odds, by which what is found is told apart."""


class Tally(NamedTuple):
    """Of one world: what was listed, and what was there to be found."""

    strong: int = 0
    """Cells said to be strong, and to be a matter of skill."""
    right: int = 0
    right_any: int = 0
    """With those of units that were made to speak badly, or to hand on what is theirs."""
    claimed: float = 0.0
    """Wrong ones among the strong, as the list says of itself."""
    understaffed: int = 0
    there: int = 0
    found: int = 0
    found_watched: int = 0
    large: int = 0
    large_found: int = 0
    talk: int = 0
    talk_listed: int = 0
    talk_right: int = 0
    planted: int = 0
    ranked_right: int = 0
    """Of as many cells as were planted, those that are most surely in excess."""
    raw_right: int = 0
    """Those with the worst share of late ones."""
    empty: int = 0
    """Strong signals in the same world with nothing planted."""
    complaints: int = 0
    seconds: float = 0.0
    """Of the processor, for finding."""


def counted(made: World, found: Found) -> Tally:
    cases, truth = made.cases, made.truth
    place = {name: number for number, name in enumerate(cases.units)}
    topic = {name: number for number, name in enumerate(cases.topics)}
    size = _size(made)

    def listed(family: Family, keep: Callable[[Signal], bool]) -> list[tuple[int, int]]:
        some = [one for one in found.signals if one.family is family and keep(one)]
        return [(place[one.unit], topic[one.topic] if one.topic else 0) for one in some]

    strong = listed(Family.TECHNICAL, lambda one: one.strength is Strength.STRONG and one.label is Cause.SKILL)
    either = listed(Family.TECHNICAL, lambda one: True)
    enough, much = truth.skill & (size >= SMALL), truth.skill & (size >= LARGE) & (truth.odds >= PLAIN)
    talk = {one for one, _ in listed(Family.COMMUNICATION, lambda one: one.strength is Strength.STRONG)}
    any_cause = truth.skill | truth.talk[:, None] | truth.passing
    return Tally(
        strong=len(strong),
        right=sum(bool(truth.skill[cell]) for cell in strong),
        right_any=sum(bool(any_cause[cell]) for cell in strong),
        claimed=found.claimed * len(strong),
        understaffed=sum(bool(truth.understaffed[cell[0]]) and not truth.skill[cell] for cell in strong),
        there=int(enough.sum()),
        found=sum(bool(enough[cell]) for cell in strong),
        found_watched=sum(bool(enough[cell]) for cell in either),
        large=int(much.sum()),
        large_found=sum(bool(much[cell]) for cell in strong),
        talk=int(truth.talk.sum()),
        talk_listed=len(talk),
        talk_right=len(talk & set(np.flatnonzero(truth.talk).tolist())),
        planted=int(truth.skill.sum()),
        ranked_right=_among_first(truth.skill, np.where(found.basis.large, found.basis.above, -1.0)),
        raw_right=_among_first(truth.skill, np.where(size >= SMALL, _lateness(made, size), -1.0)),
        complaints=found.complaints,
    )


def _size(made: World) -> Floats:
    """Complaints of each cell in the last year."""
    cases = made.cases
    lately = cases.received > made.last - 365
    cell = cases.unit[lately] * TOPICS + cases.topic[lately]
    return np.bincount(cell, minlength=len(cases.units) * TOPICS).reshape(-1, TOPICS).astype(float)


def _lateness(made: World, size: Floats) -> Floats:
    """The plain share of each cell's complaints that were late, as a table of red and green would have it."""
    cases = made.cases
    late = np.zeros(size.shape)
    over = (cases.received > made.last - 365) & (made.calendar.between(cases.received, cases.closed) > cases.days)
    np.add.at(late, (cases.unit[over], cases.topic[over]), 1.0)
    found: Floats = late / np.maximum(size, 1.0)
    return found


def _among_first(wanted: np.ndarray, value: Floats) -> int:
    """How many wanted cells are among as many as are wanted, the greatest values first."""
    first = np.argsort(-value.ravel(), kind="stable")[: int(wanted.sum())]
    return int(wanted.ravel()[first].sum())


def summary(tallies: Sequence[Tally]) -> dict[str, float]:
    """Figures of several worlds together: sums of cells, not means of shares."""
    total = Tally(*(sum(values) for values in zip(*tallies, strict=True)))
    wrong = total.strong - total.right
    return {
        "precision": share(total.right, total.strong),
        "precision_any_cause": share(total.right_any, total.strong),
        "recall_large": share(total.large_found, total.large),
        "recall": share(total.found, total.there),
        "recall_with_watched": share(total.found_watched, total.there),
        "precision_at_k": share(total.ranked_right, total.planted),
        "talk_precision": share(total.talk_right, total.talk_listed),
        "talk_recall": share(total.talk_right, total.talk),
        "flagged_without_deficits": round(total.empty / len(tallies), 2),
        "claimed_error": share(total.claimed, total.strong),
        "realised_error": share(wrong, total.strong),
        "realised_to_claimed": share(wrong, total.claimed),
        "understaffed_among_wrong": share(total.understaffed, wrong),
        "raw_lateness_precision": share(total.raw_right, total.planted),
        "seconds_of_100000": round(100_000 * total.seconds / total.complaints, 1) if total.complaints else 0.0,
    }


def share(part: float, whole: float) -> float:
    return round(part / whole, 3) if whole else 0.0
