"""Which topics are of one family and which units of one kind, so that they can be looked at together. Pure.

Both are the region's own. A kind has so many units that what is said of it is said of none of them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

LEAST_TOPICS, LEAST_UNITS = 2, 3
"""In a family, and of a kind: of two units each would know the other's figures by its own."""


class Group(Protocol):
    """A family or a kind as the region's folder has it; `members` are codes of topics, or of units."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def members(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Groups:
    """The family of each topic and the kind of each unit, by code. What is not named stays alone."""

    families: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)


ALONE = Groups()
"""Nothing is looked at together but longer times."""


def groups_of(families: Iterable[Group], kinds: Iterable[Group]) -> Groups:
    return Groups(
        {member: one.code for one in families for member in one.members},
        {member: one.code for one in kinds for member in one.members},
    )


def faults(
    families: Collection[Group], kinds: Collection[Group], topics: Collection[str], units: Collection[str]
) -> Iterator[str]:
    """What is wrong with them, a sentence each, for whoever keeps the files."""
    codes = Counter([one.code for one in (*families, *kinds)])
    yield from (f"the family or kind {code} stands there {times} times" for code, times in codes.items() if times > 1)
    yield from (f"{code} names a family or kind and a topic or unit" for code in codes if code in {*topics, *units})
    yield from _faults("family", families, "topic", topics, LEAST_TOPICS)
    yield from _faults("kind", kinds, "unit", units, LEAST_UNITS)


def _faults(word: str, groups: Collection[Group], member: str, known: Collection[str], least: int) -> Iterator[str]:
    for one in groups:
        where = f"{word} {one.code}"
        if not one.code.strip() or not one.name.strip():
            yield f"{where}: code and name may not be empty"
        yield from (f"{where}: {code} is no {member}" for code in one.members if code not in known)
        if len(set(one.members)) < least:
            yield f"{where}: it needs {least} members at least"
    named = Counter(code for one in groups for code in one.members)
    yield from (f"the {member} {code} stands in {word} {times} times" for code, times in named.items() if times > 1)
