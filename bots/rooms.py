"""What the bot is given of the house; `service.wiring` puts it together."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from complaints.attachments import Attachments
from complaints.handling import Handling
from complaints.queries import Queries
from complaints.region import RegionBook
from foundation.clock import Clock
from foundation.database import Database
from foundation.limits import Limit, Limits
from foundation.sealing import KeyRing
from routing.advisor import Advisor
from routing.near_reports import NearReports


class Pages(Protocol):
    """Whole addresses of web pages that the bot names."""

    def follow(self, code: str, complaint_id: UUID) -> str:
        """The citizen's own page of a case, with its secret."""

    def public(self, code: str) -> str:
        """What anybody with the code may see of a case."""

    def form(self, token: str) -> str:
        """The web form, reached by a link used once."""

    def alerts(self) -> str:
        """Where somebody chooses which new complaints to hear of."""


@dataclass(frozen=True)
class Rooms:
    """The rooms below the bot.

    `database` is a small pool of the bot's own: while an update is worked through it holds a connection, and the road
    asks the house's pool for others. From one and the same pool, as many updates at once as it has connections would
    each hold one and wait for a second for ever.
    """

    database: Database
    clock: Clock
    keys: KeyRing
    limits: Limits
    region: RegionBook
    handling: Handling
    queries: Queries
    attachments: Attachments
    advisor: Advisor
    near: NearReports
    pages: Pages
    filing_limit: Limit

    async def zone(self) -> ZoneInfo:
        """The region's own time zone."""
        return ZoneInfo((await self.region.current()).timezone)

    async def today(self) -> date:
        """The local date in the region."""
        return self.clock.now().astimezone(await self.zone()).date()
