"""What a decision is given: the ports of this floor, implemented above and handed over by the wiring."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from complaints.kinds import Kind, Stage


class Suggestion(msgspec.Struct, frozen=True):
    """Advice: a unit, a topic and perhaps a kind. `share` from 0 to 1; `method` names the model and its version."""

    unit: str | None
    topic: str | None
    kind: Kind | None
    share: float
    method: str


class Terms(msgspec.Struct, frozen=True):
    """One promise worked out: due instant (UTC), length in working days, and the versions that say so."""

    stage: Stage
    due: datetime
    days: int
    counted_from: datetime
    policy: str
    calendar: str
    warn_at: datetime | None = None
    """When its limit comes near, in working time."""


class Promises(Protocol):
    """The region's promises with its calendar, as they stand now. Pure: no look-up happens here."""

    def terms(self, stage: Stage, kind: Kind, unit: str | None, counted_from: datetime) -> Terms | None:
        """The promise for a stage counted from an instant, or None where none is made."""
        ...


class Destination(msgspec.Struct, frozen=True):
    """Where a report that may not take the ordinary way goes: a unit, or a body outside."""

    unit: str | None = None
    body: str | None = None


class TopicRule(msgspec.Struct, frozen=True):
    """What the region says of a topic: who answers it, whether it is sensitive, which kind it implies."""

    unit: str | None
    sensitive: bool = False
    kind: Kind | None = None


class Rules(msgspec.Struct, frozen=True):
    """The region's data that decisions need, by code."""

    accepting_units: frozenset[str]
    topics: Mapping[str, TopicRule]
    bodies: frozenset[str]
    inspectorate: str
    conflicts: Mapping[str, Destination]
    """Who answers a report about a unit that may not judge itself."""

    def oversight_destination(self, about_unit: str | None) -> Destination:
        """Where a report about wrongdoing goes: the inspectorate, or past it where it is itself concerned."""
        if about_unit is not None and about_unit in self.conflicts:
            return self.conflicts[about_unit]
        return Destination(unit=self.inspectorate)


class Given(msgspec.Struct, frozen=True):
    """Everything `decide` may know besides the complaint and the command."""

    promises: Promises
    rules: Rules
    suggestion: Suggestion | None = None
    template_share: float = 0.0
    """How much of an answer repeats the unit's earlier ones, 0 to 1."""


class Asked(msgspec.Struct, frozen=True):
    """What advice is asked about: the words and what the citizen chose."""

    text: str
    topic: str | None
    area: str | None


class Advisor(Protocol):
    """Suggests topic and unit from words; None for one it could not answer in time."""

    async def advise(self, asked: Sequence[Asked]) -> list[Suggestion | None]: ...


class Briefing(Protocol):
    """Gives the promises and rules as they stand now."""

    async def promises(self) -> Promises: ...

    async def rules(self) -> Rules: ...
