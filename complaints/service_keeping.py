"""What administrators set about the service as a whole: hours of the night, how long things are kept, how it looks."""

from collections.abc import Mapping
from typing import Any

from complaints.own_region import REGION, VALUE
from complaints.own_settings import put, replace, standing
from complaints.region import RegionBook
from foundation.clock import Clock
from foundation.database import Database


class ServiceKeeping:
    """Each call is one transaction; `by` is the actor as the log writes it. Whoever calls has checked the values."""

    def __init__(self, database: Database, clock: Clock, region: RegionBook) -> None:
        self._database, self._clock, self._region = database, clock, region

    async def set_quiet(self, by: str, hours: Mapping[str, str]) -> bool:
        """Hours in which nobody is woken, as `from` and `to`; none: empty. Tells whether that is new."""
        async with self._database.transaction() as session:
            now = await standing(session)
            if dict(hours) == now.region.quiet:
                return False
            told = None if dict(hours) == now.document.get("quiet", {}) else hours
            changed = await replace(session, now, REGION, "quiet", told, "changed", by, self._clock.now())
        self._region.forget()
        return changed

    async def set_retention(self, by: str, months: Mapping[str, int | None], drafts_days: int) -> bool:
        """Months by their names in `Retention`, the others stay. Tells whether anything changed."""
        async with self._database.transaction() as session:
            now, at = await standing(session), self._clock.now()
            words = await put(session, now, REGION, "retention", months, "changed", by, at)
            drafts = await put(session, now, REGION, "drafts_days", {VALUE: drafts_days}, "changed", by, at)
        self._region.forget()
        return words or drafts

    async def set_branding(self, by: str, told: Mapping[str, Any]) -> bool:
        """Fields of the branding; those that are not named stay. Tells whether anything changed."""
        async with self._database.transaction() as session:
            now = await standing(session)
            changed = await put(session, now, REGION, "branding", told, "changed", by, self._clock.now())
        self._region.forget()
        return changed
