"""What counts of levels say: the mean gap with its interval, and which groups are large enough to be shown. Pure.

Levels are those of the dictionary, 1 to 5. `Counts` maps a pair (needed, now) to how many people said it; the pair
(0, 0) are those of whose work the competency is no part, and counts nowhere.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import sqrt
from typing import NamedTuple

LEVELS = (1, 2, 3, 4, 5)
LEAST = 5
"""No group of fewer people is ever shown."""
CONFIDENCE = 0.90
_ROUNDED = 1 / 6
"""Variance that a difference of two whole numbers has by rounding alone: five like answers are no certainty."""

Counts = Mapping[tuple[int, int], int]


class Levels(NamedTuple):
    """Means over `people`; `gap` is how many levels are missing, `spread` how many people are at each level now."""

    people: int
    needed: float
    now: float
    gap: float
    interval: tuple[float, float]
    spread: tuple[int, ...]


def concerned(counts: Counts) -> int:
    """How many of those asked have the competency as a part of their work."""
    return sum(people for (needed, _now), people in counts.items() if needed)


def together(several: Sequence[Counts]) -> Counts:
    """Counts of several groups as one."""
    total: Counter[tuple[int, int]] = Counter()
    for one in several:
        total.update(one)
    return dict(total)


def levels(counts: Counts, least: int = LEAST) -> Levels | None:
    """None for fewer than `least` people. The interval of the mean gap is Student's."""
    n = concerned(counts)
    if n < max(least, 2):
        return None
    from scipy.special import stdtrit  # here, as in `sla.survival`: who shows no levels does not wait for it

    told = {pair: people for pair, people in counts.items() if pair[0]}
    needed = sum(pair[0] * people for pair, people in told.items()) / n
    now = sum(pair[1] * people for pair, people in told.items()) / n
    gap = needed - now
    squares = sum((pair[0] - pair[1] - gap) ** 2 * people for pair, people in told.items())
    spread = tuple(sum(people for pair, people in told.items() if pair[1] == level) for level in LEVELS)
    width = float(stdtrit(n - 1, (1 + CONFIDENCE) / 2)) * sqrt(max(squares / (n - 1), _ROUNDED) / n)
    return Levels(n, needed, now, gap, (gap - width, gap + width), spread)


def groups(people: Mapping[str, int], least: int = LEAST) -> tuple[tuple[str, ...], ...]:
    """Units put together so that each group holds `least` people or more; empty where all of them are too few.

    The groups share out everybody, so that no sum or difference of what is shown leads to fewer than `least`: where
    the small ones together are still too few, the smallest of the others joins them.
    """
    there = sorted((number, unit) for unit, number in people.items() if number > 0)
    small = [one for one in there if one[0] < least]
    large = [one for one in there if one[0] >= least]
    while small and large and sum(number for number, _unit in small) < least:
        small.append(large.pop(0))
    if sum(number for number, _unit in small) < least:
        small = []
    shown = [(unit,) for _number, unit in large]
    rest = tuple(sorted(unit for _number, unit in small))
    return tuple(sorted(shown)) + ((rest,) if rest else ())
