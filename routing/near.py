"""How much two reports are alike, in words, place and time: pure.

Words that many reports share ("jalan rusak") say little; a street's name says much. Distance and days then weigh what
the words say; alone they say nothing, for many different things go wrong in one street.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from routing.lexicon import SPELLING
from routing.spelling import plainly, stem_of, words_of

LONGEST = 2_000
"""Characters of a report that are compared."""

SAME = 0.55
"""From this likeness on two reports are taken to tell of the same; docs/routing.md says how often that is right."""

_ASSUMED = 200
"""Reports that are assumed to have been read before any was: until a region has its own, all names weigh alike."""
_ASSUMED_KNOWN, _ASSUMED_NAME = 20.0, 1.0
"""In how many of those a word of the region's topics stands, and one that is none, such as the name of a street."""
_FEW = 5.0
"""What the words of a text have to weigh before it can be said to lie within another."""
_ENOUGH = 12.0
"""What shared words have to weigh before they can single out one matter: "jalan rusak" alone is said of any street."""
_WORDS, _LETTERS = 0.72, 0.28
_GRAM = 4
_SAME_MATTER, _OTHER_MATTER = 1.15, 0.45
"""What the likeness of words is multiplied by, where two reports speak of the same topics, or of none in common."""


class Traits(NamedTuple):
    """What of a text is compared: its stems, runs of letters in them, which bear a slip of the pen, its matter."""

    stems: frozenset[str]
    grams: frozenset[str]
    matter: Mapping[str, float]
    """The topics that its words speak of, and how plainly."""


@dataclass(frozen=True)
class Rarity:
    """How much it says that two reports share a word, from how many of `reports` have it; `known` are everyday ones."""

    counts: Mapping[str, int] = field(default_factory=dict)
    reports: int = 0
    known: frozenset[str] = frozenset()
    topics: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Of words: the topics they speak of, and how plainly; see `spoken_of`."""

    def weight(self, stem: str) -> float:
        """Never 0: the logarithm of all reports over those with the word. A number says no more than a usual word."""
        usual = stem in self.known or stem.isdecimal()
        have = self.counts.get(stem, 0) + (_ASSUMED_KNOWN if usual else _ASSUMED_NAME)
        return math.log(1.0 + (self.reports + _ASSUMED) / have)

    def heaviest(self, stems: Iterable[str], most: int) -> list[str]:
        return sorted(stems, key=lambda stem: (-self.weight(stem), stem))[:most]


def spoken_of(topics: Mapping[str, Iterable[str]]) -> dict[str, dict[str, float]]:
    """From each topic's phrases: for each of their words the topics it speaks of.

    A word weighs the more the fewer topics use it, and in one of them the more of its phrases have it.
    """
    phrases = {code: [{word.stem for word in words_of(phrase)} for phrase in said] for code, said in topics.items()}
    found: dict[str, dict[str, float]] = {}
    for code, said in phrases.items():
        for stem, times in Counter(stem for phrase in said for stem in phrase).items():
            found.setdefault(stem, {})[code] = math.sqrt(times / len(said))
    rare = {stem: math.log(1 + len(phrases) / len(where)) for stem, where in found.items()}
    return {stem: {code: rare[stem] * part for code, part in where.items()} for stem, where in found.items()}


class Apart(NamedTuple):
    """What lies between two reports; None where it is not known. `same_area`: one is in the other's area."""

    metres: float | None = None
    same_area: bool | None = None
    days: float = 0.0


def traits(text: str, rarity: Rarity) -> Traits:
    """The traits of a text as far as it is compared; a text of nothing but fillers has its plain words instead."""
    text = text[:LONGEST]
    stems = stems_of(text) or [plainly(word) for word in text.split()]
    run = f" {' '.join(stems)} "
    grams = frozenset(run[at : at + _GRAM] for at in range(max(1, len(run) - _GRAM + 1)))
    matter: dict[str, float] = {}
    for stem in sorted(set(stems)):
        for topic, weight in rarity.topics.get(stem, {}).items():
            matter[topic] = matter.get(topic, 0.0) + weight
    return Traits(frozenset(stems), grams, matter)


def stems_of(text: str) -> list[str]:
    """The comparable words of a text as far as it is compared, in order."""
    return [word.stem for word in words_of(text[:LONGEST])]


def likeness(one: Traits, other: Traits, rarity: Rarity) -> float:
    """How much the words are alike: 0 for nothing in common, 1 for the same; the same either way."""
    if one.stems.isdisjoint(other.stems):
        return 0.0
    weights = {stem: rarity.weight(stem) for stem in one.stems | other.stems}
    # Summed in one order, so that it is the same either way to the last digit.
    mine, yours, shared = (
        math.fsum(weights[stem] for stem in sorted(stems))
        for stems in (one.stems, other.stems, one.stems & other.stems)
    )
    both = 2 * shared / (mine + yours)
    least = min(mine, yours)
    within = shared / least * (least / (least + _FEW)) * 0.75  # a short report may lie within a long one
    letters = 2 * len(one.grams & other.grams) / (len(one.grams) + len(other.grams))
    alike = min(1.0, _WORDS * max(both, within) + _LETTERS * letters)
    if one.stems == other.stems:
        return alike
    return min(1.0, alike * _matter(one.matter, other.matter) * min(1.0, shared / _ENOUGH))


def _matter(mine: Mapping[str, float], yours: Mapping[str, float]) -> float:
    """What it says that two reports speak of the same topics, or of others though they share a street's name."""
    if not mine or not yours:
        return 1.0
    shared = math.fsum(mine[topic] * yours[topic] for topic in sorted(mine.keys() & yours.keys()))
    size = math.sqrt(math.fsum(v * v for v in mine.values())) * math.sqrt(math.fsum(v * v for v in yours.values()))
    return _OTHER_MATTER + (_SAME_MATTER - _OTHER_MATTER) * shared / size


def weighed(words: float, apart: Apart, near_metres: float, near_days: float) -> float:
    """The likeness of two reports, from that of their words and from what lies between them; from 0 to 1."""
    return min(1.0, words * _place(apart, near_metres) * _time(apart.days, near_days))


def _place(apart: Apart, near_metres: float) -> float:
    if apart.metres is not None:
        near = apart.metres / near_metres
        # A pin is put beside the thing, not on it; what lies many times as far away is another thing.
        return 1.6 - 0.6 * near if near <= 1 else max(0.4, 1.2 - 0.2 * near)
    if apart.same_area is None:
        return 1.0
    return 1.1 if apart.same_area else 0.5


def _time(days: float, near_days: float) -> float:
    return 1.0 - 0.2 * min(1.0, abs(days) / near_days) if abs(days) <= near_days else 0.5


def metres_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The distance of two points (WGS 84 degrees) on a sphere, in metres."""
    north, other_north = math.radians(latitude), math.radians(other_latitude)
    east = math.radians(other_longitude - longitude)
    half = math.sin((other_north - north) / 2) ** 2 + math.cos(north) * math.cos(other_north) * math.sin(east / 2) ** 2
    return 2 * 6_371_000 * math.asin(min(1.0, math.sqrt(half)))


def _spellings() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for written, read in SPELLING.items():
        found.setdefault(stem_of(plainly(read)), []).append(written)
    return {stem: tuple(ways) for stem, ways in found.items()}


_WAYS = _spellings()


def ways_to_write(stem: str) -> tuple[str, ...]:
    """How else a word with this stem is written, as far as the lexicon knows."""
    return _WAYS.get(stem, ())
