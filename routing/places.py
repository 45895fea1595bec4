"""Which areas, places and roads of the region a text names, however they are spelled, and who keeps those roads.

Of names that overlap the longest counts. A name made of everyday words (Metro, Panjang, Air Hitam) counts only where
a word before or an area after it says that it is meant; capitals say nothing, people write all small or all large.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from routing.advice import OUTSIDE, FoundPlace
from routing.phrase_tree import Hit, tree_of, walk
from routing.place_names import everyday, name_words, spellings, thing
from routing.place_words import AREA_MARKS, AT_MARKS, NAME_STARTS, NEAR_MARKS, NO_NAMES
from routing.spelling import Word

ROAD = "road"
VILLAGE = "desa"
"""The kind of a place known only by being called a village: the region's list holds none of them."""
_DISTRICTS = ("kabupaten", "kota")
_VILLAGE_MARKS = frozenset(("desa", "kelurahan", "dusun"))


class AreaLike(Protocol):
    """As `complaints.region.Area`."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def parent(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...


class PlaceLike(Protocol):
    """As `complaints.region.LocalPlace`."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def parent(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...


class RoadLike(Protocol):
    """As `complaints.region.Road`."""

    @property
    def name(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def areas(self) -> tuple[str, ...]: ...


class BodyLike(Protocol):
    """As `complaints.region.Body`."""

    @property
    def code(self) -> str: ...
    @property
    def area(self) -> str: ...


class _Entry(NamedTuple):
    """One thing that can be named; `areas` are where it lies, several for a long road, none where it is not said."""

    name: str
    kind: str
    areas: tuple[str, ...]


class _Candidate(NamedTuple):
    first: int
    last: int
    entries: tuple[_Entry, ...]
    mark: str


class Gazetteer:
    """Compiled once from a region's lists; finds in time linear in the text. Safe to share between threads."""

    def __init__(
        self,
        areas: Iterable[AreaLike],
        places: Iterable[PlaceLike] = (),
        roads: Iterable[RoadLike] = (),
        bodies: Iterable[BodyLike] = (),
    ) -> None:
        self._areas = {area.code: area for area in areas}
        self._roads = {road.name: road for road in roads}
        self._government = {body.area: body.code for body in bodies if body.area}
        self._entries: list[_Entry] = []
        keys: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
        for entry, names in self._listed(places):
            self._entries.append(entry)
            for key in {key for name in names for key in spellings(name)}:
                keys[key][str(len(self._entries) - 1)] = 1.0
        self._tree = tree_of(keys)
        self._known = frozenset(word for key in keys for word in key)

    def _listed(self, places: Iterable[PlaceLike]) -> Iterator[tuple[_Entry, Iterable[str]]]:
        for area in self._areas.values():
            core = area.name.removeprefix("Kabupaten ").removeprefix("Kota ") if area.kind in _DISTRICTS else area.name
            yield _Entry(area.name, area.kind, (area.code,)), (core, *area.names)
        for place in places:
            yield _Entry(place.name, place.kind, (place.parent,)), (place.name, *place.names)
        for road in self._roads.values():
            yield _Entry(road.name, ROAD, road.areas), (road.name, *road.names)

    def find(self, text: str) -> list[FoundPlace]:
        """The places named, in the order of the text; of those that overlap the longest."""
        words = name_words(text, self._known)
        chosen = self._longest(words)
        meant = [one for at, one in enumerate(chosen) if self._is_meant(one, chosen[at + 1 : at + 2], words)]
        sure = {
            one.entries[0].areas[0]
            for one in meant
            if len(one.entries) == 1 and len(one.entries[0].areas) == 1 and one.entries[0].kind != ROAD
        }
        found = [place for one in meant if (place := self._told(one, sure, words)) is not None]
        found += _villages(words, {at for one in meant for at in range(one.first, one.last + 1)})
        return sorted(found)

    def _longest(self, words: Sequence[Word]) -> list[_Candidate]:
        spans: dict[tuple[int, int], list[Hit]] = defaultdict(list)
        for hit in walk(self._tree, words, strangers=False):
            spans[hit.first, hit.last].append(hit)
        taken: set[int] = set()
        chosen = []
        for (first, last), hits in sorted(spans.items(), key=lambda item: (item[0][0] - item[0][1], item[0][0])):
            if not taken.isdisjoint(range(first, last + 1)):
                continue
            taken.update(range(first, last + 1))
            mark = words[first - 1].stem if first and first - 1 not in taken else ""
            chosen.append(_Candidate(first, last, self._fitting(hits, mark), mark))
        return sorted(chosen)

    def _fitting(self, hits: Sequence[Hit], mark: str) -> tuple[_Entry, ...]:
        """Those named so, of the kind that the word before says, without a place that only repeats an area's name."""
        entries = [self._entries[int(hit.owner)] for hit in hits]
        if mark in AREA_MARKS:
            of_kind = [entry for entry in entries if entry.kind == mark]
            if not of_kind and mark == "kabupaten":
                of_kind = [entry for entry in entries if entry.kind != "kota"]
                entries = of_kind
            entries = of_kind or entries
        areas = [entry for entry in entries if entry.kind in ("kecamatan", *_DISTRICTS)]
        # A kecamatan is mostly named as its kabupaten's town is: the wider of the two is right either way.
        wide = [entry for entry in areas if any(_holds(entry, other) for other in areas)]
        areas = wide if wide and mark != "kecamatan" else areas
        return tuple(
            entry
            for entry in entries
            if entry in areas
            or entry.kind == ROAD
            or (
                entry not in areas
                and entry.kind not in ("kecamatan", *_DISTRICTS)
                and not any(area.areas[0].startswith(entry.areas[0]) for area in areas)
            )
        )

    def _is_meant(self, one: _Candidate, following: Sequence[_Candidate], words: Sequence[Word]) -> bool:
        if not one.entries:
            return False
        if any(entry.kind == ROAD for entry in one.entries):
            return one.mark not in ("bukan", "dudu")
        name = tuple(word.stem for word in words[one.first : one.last + 1])
        if not everyday(name) or one.mark in AREA_MARKS or one.mark in NEAR_MARKS:
            return True
        if len(name) > 1 and (not thing(name) or name[0] in NEAR_MARKS):
            return True  # Metro Timur, Pasar Tugu
        if one.mark in AT_MARKS and not thing(name) and not (one.mark == "jalan" and name[0] in NO_NAMES):
            return True
        return any(
            other.first == one.last + 1 + (words[other.first - 1].stem in AREA_MARKS) and _within(one, other)
            for other in following
        )

    def _told(self, one: _Candidate, sure: set[str], words: Sequence[Word]) -> FoundPlace | None:
        """The place meant; of several of one name that which lies where the text also is."""
        entries = one.entries
        if len(entries) > 1:
            agreeing = [
                entry for entry in entries if any(_chained(area, other) for area in entry.areas for other in sure)
            ]
            entries = tuple(agreeing) or entries
        entry = entries[0]
        if entry.kind == ROAD and entry.areas and sure and not self._may_lie(entry, sure):
            return None  # another road of that name: there is a Jalan Sudirman in every town
        area = entry.areas[0] if len(entries) == 1 and len(entry.areas) == 1 else None
        marked = one.mark in AREA_MARKS
        kind = VILLAGE if one.mark in _VILLAGE_MARKS else entry.kind
        if kind == VILLAGE and area and self._areas[area].parent:
            area = self._areas[area].parent  # a village named like a kecamatan lies mostly near it, seldom in it
        start = words[one.first - marked].start
        return FoundPlace(start, words[one.last].end, entry.name, kind, area, entry.name if kind == ROAD else None)

    def _may_lie(self, road: _Entry, sure: set[str]) -> bool:
        return any(_chained(area, other) for area in road.areas for other in sure)

    def area_of(self, found: Sequence[FoundPlace]) -> str | None:
        """The most specific area on which the places agree; None where they disagree or say nothing.

        A village's name, which may be that of many, is heard only where nothing else says where.
        """
        named = {place.area for place in found if place.area and place.kind != VILLAGE}
        codes = named or {place.area for place in found if place.area}
        leaves = [code for code in codes if not any(other != code and _in(other, code) for other in codes)]
        if not leaves:
            return None
        common: str | None = leaves[0]
        while common and not all(_in(leaf, common) for leaf in leaves):
            common = common.rpartition(".")[0]
        return common if common in self._areas else None

    def owner_of_road(self, found: Sequence[FoundPlace], area: str | None = None) -> tuple[str, ...]:
        """Who keeps the roads named, as labels of `routing.advice`: none, one, or several where they differ.

        `area` is where the report is, if that is given; else what the places say. A road that is listed only by its
        rank (“jalan kabupaten”) belongs to the government of that area, where the region knows one.
        """
        here = area or self.area_of(found)
        roads = [self._roads[place.road] for place in found if place.road in self._roads]
        if area:
            roads = [road for road in roads if not road.areas or any(_chained(code, area) for code in road.areas)]
        return tuple(dict.fromkeys(self._keeper(road, here) for road in roads))

    def _keeper(self, road: RoadLike, here: str | None) -> str:
        if road.unit:
            return road.unit
        ours = [code for above, code in self._government.items() if here and _in(here, above)]
        if road.status == "regency" and not road.areas and ours:
            return f"{OUTSIDE}{ours[0]}"
        return f"{OUTSIDE}{road.body}"


def _villages(words: Sequence[Word], taken: set[int]) -> Iterator[FoundPlace]:
    """Villages the region's list does not hold, told by the word before: “pekon Suka Maju”."""
    for at in range(len(words) - 1):
        first = words[at + 1]
        if words[at].stem not in _VILLAGE_MARKS or at + 1 in taken:
            continue
        if first.stem in NO_NAMES or first.stem in AREA_MARKS or not first.stem.isalpha() or len(first.stem) < 3:
            continue
        more = at + 2 < len(words) and first.stem in NAME_STARTS and at + 2 not in taken
        last = words[at + 1 + more]
        start = words[at + (at in taken)].start  # “jalan desa Suka Maju” names a rank and a village
        yield FoundPlace(start, last.end, f"{first.stem} {last.stem}" if more else first.stem, VILLAGE)


def _in(code: str, above: str) -> bool:
    return code == above or code.startswith(f"{above}.")


def _chained(one: str, other: str) -> bool:
    return _in(one, other) or _in(other, one)


def _holds(entry: _Entry, other: _Entry) -> bool:
    return other is not entry and other.areas != entry.areas and _in(other.areas[0], entry.areas[0])


def _within(one: _Candidate, other: _Candidate) -> bool:
    return any(_in(area, above) for a in one.entries for area in a.areas for b in other.entries for above in b.areas)
