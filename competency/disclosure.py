"""What everybody may read of the learning loop: few are not told, and the rest is rounded. Pure.

Counts of 1 to 7 are withheld and all others rounded to 5, as NHS Digital does with hospital episodes (HES analysis
guide, disclosure control). Nothing is told of units, and no ratio at all: only how many trainings got which verdict.
"""

from collections.abc import Callable
from typing import NamedTuple

from competency.yearly_sums import Line, Year

FEW, STEP = 7, 5


def told(count: int) -> int | None:
    """The count as it may be told; None where it is withheld."""
    if count < 0:
        raise ValueError(count)
    if 1 <= count <= FEW:
        return None
    return (count + STEP // 2) // STEP * STEP


class PublicLine(NamedTuple):
    """Of a group of competencies; None is few."""

    name: str
    accepted: int | None
    batches: int | None
    people: int | None
    effective: int | None
    ineffective: int | None
    unknown: int | None


class PublicYear(NamedTuple):
    year: int
    total: PublicLine
    groups: tuple[PublicLine, ...]


def public(year: Year, group_of: Callable[[str], str]) -> PublicYear:
    """A year for everybody, competencies put together by group; counts are summed before they are rounded."""
    groups: dict[str, list[Line]] = {}
    for line in year.competencies:
        groups.setdefault(group_of(line.name), []).append(line)
    return PublicYear(year.year, _line("", [year.total]), tuple(_line(name, groups[name]) for name in sorted(groups)))


def _line(name: str, lines: list[Line]) -> PublicLine:
    return PublicLine(name, *(told(sum(getattr(one, field) for one in lines)) for field in PublicLine._fields[1:]))
