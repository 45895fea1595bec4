"""What is made of a report: whose it is, what about, what is missing, how pressing, with reasons and probabilities.

An owner is written as one word, in models and in the log: a unit's code, `out:` and a body's code, or `none:` and why
it is no complaint.
"""

from typing import Literal, NamedTuple

import msgspec

from complaints.given import Suggestion
from complaints.kinds import Gap, Kind

OUTSIDE = "out:"
NOTHING = "none:"

Nothing = Literal["thanks", "test", "spam", "empty"]
"""Why a message is no complaint."""
Doubt = Literal["wrongdoing", "road_owner", "several_matters", "about_follow_up"]
"""Why somebody has to be asked before a report goes anywhere: something wrong is told, and it is not plain whether
of somebody in office; whose road it is; it tells of matters of several
units; it complains of how an earlier report was dealt with."""


class Owner(NamedTuple):
    """Somebody who may be responsible, with the probability (0 to 1) that they are."""

    label: str
    share: float

    @property
    def unit(self) -> str | None:
        return None if self.body or self.nothing else self.label

    @property
    def body(self) -> str | None:
        return self.label.removeprefix(OUTSIDE) if self.label.startswith(OUTSIDE) else None

    @property
    def nothing(self) -> str | None:
        return self.label.removeprefix(NOTHING) if self.label.startswith(NOTHING) else None


class Reason(NamedTuple):
    """Characters `start` to `end` of the report speak for the first owner (`weight` above 0) or against it."""

    start: int
    end: int
    weight: float
    what: Literal["words", "place", "danger"] = "words"


class FoundPlace(NamedTuple):
    """A place named in the words, at characters `start` to `end`; `area` is the region's code of where it lies."""

    start: int
    end: int
    name: str
    kind: str
    """An area's kind (kabupaten, kecamatan), a place's (pasar, terminal), or `road`."""
    area: str | None = None
    road: str | None = None
    """For a road: its name in the region's list."""


class Reading(msgspec.Struct, frozen=True):
    """Everything made of a report. `share` is the probability of the first owner; `method` names model and version."""

    method: str
    owners: tuple[Owner, ...] = ()
    """The likeliest, best first, at most three."""
    topic: str | None = None
    topics: tuple[tuple[str, float], ...] = ()
    kind: Kind | None = None
    """Where the words say so."""
    sure: bool = False
    """Whether it is in the band: as sure as the region asks for before a report goes on by itself."""
    reasons: tuple[Reason, ...] = ()
    danger: tuple[Reason, ...] = ()
    places: tuple[FoundPlace, ...] = ()
    area: str | None = None
    """Where it seems to be: as given, or else as the words say."""
    missing: tuple[Gap, ...] = ()
    doubt: Doubt | None = None
    learnt: bool = False
    """Whether a model fitted to this region's history spoke, or only the region's own phrases."""

    @property
    def first(self) -> Owner | None:
        return self.owners[0] if self.owners else None

    @property
    def share(self) -> float:
        return self.owners[0].share if self.owners else 0.0

    @property
    def unit(self) -> str | None:
        return self.owners[0].unit if self.owners else None

    @property
    def body(self) -> str | None:
        return self.owners[0].body if self.owners else None

    def suggestion(self) -> Suggestion:
        """What of it goes into the log."""
        return Suggestion(
            unit=self.unit,
            topic=self.topic,
            kind=self.kind,
            share=self.share,
            method=self.method,
            body=self.body,
            sure=self.sure,
            danger=bool(self.danger),
            ranked=tuple((owner.label, owner.share) for owner in self.owners),
            missing=self.missing,
            doubt=self.doubt,
        )
