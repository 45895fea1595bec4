"""Finds earlier reports that tell of the same: candidates by SQL from words, place and time, weighed by `near`."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from complaints.kinds import Status
from complaints.region import RegionBook
from foundation.clock import Clock
from foundation.database import Database
from people.actor import Actor


class Near(NamedTuple):
    """An earlier report and how much it is like what was asked about: `likeness` 0 to 1, `metres` and `days` apart."""

    complaint_id: UUID
    code: str
    beginning: str
    status: Status
    unit: str | None
    area: str | None
    metres: float | None
    days: float
    likeness: float
    joined: int
    received_at: datetime
    published: bool


class NearReports:
    """What was told before; outside any filing's transaction."""

    def __init__(self, database: Database, clock: Clock, region: RegionBook) -> None:
        self._database, self._clock, self._region = database, clock, region

    async def like(
        self,
        actor: Actor,
        text: str,
        *,
        area: str | None = None,
        latitude: float | None = None,
        longitude: float | None = None,
        at: datetime | None = None,
        leave_out: UUID | None = None,
        most: int = 5,
    ) -> list[Near]:
        """Reports whose words this actor may read, best first."""
        return []

    async def published_like(
        self,
        text: str,
        *,
        area: str | None = None,
        latitude: float | None = None,
        longitude: float | None = None,
        at: datetime | None = None,
        leave_out: UUID | None = None,
        most: int = 3,
    ) -> list[Near]:
        """Reports everybody may read and still join, best first; nothing hints at any other."""
        return []
