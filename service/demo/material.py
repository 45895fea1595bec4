"""The invented words of a region's `demo.toml`, and the places they may speak of."""

import tomllib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from complaints.region import Area, Region


class Topical(msgspec.Struct, frozen=True):
    """Sentences on one topic; `weight` is its share among ordinary complaints, all weights together about 1000."""

    topic: str
    sentences: tuple[str, ...]
    weight: float = 1.0


class Foreign(msgspec.Struct, frozen=True):
    """Sentences about what a body outside answers for."""

    body: str
    sentences: tuple[str, ...]


class Answers(msgspec.Struct, frozen=True):
    """What officers answer on a topic or a group of topics; `template` says nothing."""

    good: tuple[str, ...]
    template: tuple[str, ...]
    topic: str = ""
    group: str = ""


class Mix(msgspec.Struct, frozen=True):
    """Shares of all filings, 0 to 1; complaints by the weights of their topics are the rest."""

    foreign: float
    noise: float
    incomplete: float
    aspirasi: float
    permintaan_informasi: float


class Trouble(msgspec.Struct, frozen=True):
    """Something hidden in the two years: in a unit, perhaps one topic, perhaps some months (0 is the last one)."""

    unit: str
    why: str
    topic: str = ""
    from_month: int = -1000
    to_month: int = 0
    factor: float = 1.0
    sentences: tuple[str, ...] = ()

    def in_month(self, month: int) -> bool:
        return self.from_month <= month <= self.to_month


class Pressing(msgspec.Struct, frozen=True):
    """Pieces of sentences by which something sounds dangerous to life, or urgent."""

    danger: tuple[str, ...] = ()
    urgent: tuple[str, ...] = ()


class Planted(msgspec.Struct, frozen=True):
    skill_deficit: Trouble
    understaffed: Trouble
    surge: Trouble
    broken_service: Trouble


class Material(msgspec.Struct, frozen=True, dict=True):
    """The whole file."""

    since: tuple[str, ...]
    details: tuple[str, ...]
    openers: tuple[str, ...]
    closers: tuple[str, ...]
    landmarks: tuple[str, ...]
    roads: tuple[str, ...]
    questions: tuple[str, ...]
    replies: tuple[str, ...]
    disputes: tuple[str, ...]
    thanks: tuple[str, ...]
    noise: tuple[str, ...]
    incomplete: tuple[str, ...]
    mix: Mix
    planted: Planted
    material: tuple[Topical, ...]
    foreign: tuple[Foreign, ...]
    aspirasi: tuple[Topical, ...]
    permintaan_informasi: tuple[Topical, ...]
    answer: tuple[Answers, ...]
    letters: tuple[str, ...]
    pledges: tuple[str, ...]
    grounds: tuple[str, ...]
    extensions: tuple[str, ...]
    pressing: Pressing = Pressing()
    scenes: dict[str, str] = {}
    """Which drawing of scenes.py shows what is told on a topic."""

    @cached_property
    def on(self) -> dict[str, Topical]:
        return {one.topic: one for one in self.material}

    @cached_property
    def _answers(self) -> dict[str, Answers]:
        return {one.topic or one.group: one for one in self.answer}

    def answers(self, topic: str, group: str) -> Answers:
        """By topic where there is one, else by the group, else whatever there is."""
        return self._answers.get(topic) or self._answers.get(group) or self.answer[-1]


class Spot(msgspec.Struct, frozen=True):
    """A place as somebody names it, in an area of the region."""

    text: str
    area: Area
    within: Area
    """The kabupaten or kota."""


def read_material(folder: Path) -> Material | None:
    """The invented words of a region, or None where it has none. Raises msgspec.ValidationError."""
    path = folder / "demo.toml"
    if not path.exists():
        return None
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Material)


def read_spots(folder: Path, region: Region, material: Material) -> dict[str, tuple[Spot, ...]]:
    """Places to speak of, by the code of their kabupaten or kota: its districts, its roads, names people write."""
    towns = {area.code: area for area in region.areas if not area.parent}
    # Buildings are named as landmarks in the sentences; "the road of the mosque" is nobody's way to say it.
    quarters = [one for one in _places(folder) if one["parent"] in region.area and one["kind"] == "kawasan"]
    known = [(one["name"], region.area[one["parent"]]) for one in quarters]
    named = [(area.name, area) for area in region.areas if area.parent]
    roads = [(road, _area_of(road, region, [*known, *named])) for road in material.roads]
    found: dict[str, list[Spot]] = {code: [] for code in towns}
    for name, area in (*named, *known, *roads):
        if area is not None:
            town = towns[area.parent or area.code]
            found[town.code].append(Spot(name, area, town))
    return {code: tuple(some) for code, some in found.items() if some}


def _places(folder: Path) -> list[dict[str, str]]:
    path = folder / "places.toml"
    found: list[dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))["place"] if path.exists() else []
    return found


def _area_of(road: str, region: Region, names: Sequence[tuple[str, Area]]) -> Area | None:
    """Where a road lies: what its name names, else the largest town for a street, else nobody knows."""
    districts = [(area.name.split(" ", 1)[1], area) for area in region.areas if not area.parent and " " in area.name]
    named = [(len(name), area.code) for name, area in (*names, *districts) if name in road]
    if named:
        return region.area[max(named)[1]]
    if not road.startswith("Jl."):
        return None
    return max((area for area in region.areas if area.kind == "kota"), key=lambda a: a.population or 0, default=None)
