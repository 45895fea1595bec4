"""Which areas, places and roads of the region a text names, however they are spelled, and who keeps those roads."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from routing.advice import FoundPlace


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

    def find(self, text: str) -> list[FoundPlace]:
        """The places named, in the order of the text; of those that overlap the longest."""
        return []

    def area_of(self, found: Sequence[FoundPlace]) -> str | None:
        """The most specific area on which the places agree; None where they disagree or say nothing."""
        return None

    def owner_of_road(self, found: Sequence[FoundPlace], area: str | None = None) -> tuple[str, ...]:
        """Who keeps the roads named, as labels of `routing.advice`: none, one, or several where they differ."""
        return ()
