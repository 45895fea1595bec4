"""Erases words, contacts and files of cases that have been over for longer than the region keeps them."""

from datetime import datetime

from sqlalchemy import text

from complaints import commands as c
from complaints.handling import Handling
from complaints.kinds import OPEN, Status
from complaints.region import RegionBook
from foundation.clock import Clock
from foundation.database import Database
from people.actor import SYSTEM

PAGE = 100
LEAST_MONTHS = 12
"""Nothing goes sooner: the Ombudsman may still ask about a case of last year."""
_OVER = [str(one) for one in Status if one not in OPEN and one is not Status.FORWARDED_OUT]
_DUE = text(
    "SELECT complaint_id FROM complaints WHERE NOT erased AND status = ANY(:over) AND closed_at < :until "
    "ORDER BY closed_at, complaint_id LIMIT :most"
)


class Retention:
    """Off while the region names no months."""

    def __init__(self, database: Database, clock: Clock, handling: Handling, region: RegionBook) -> None:
        self._database, self._clock, self._handling, self._region = database, clock, handling, region

    async def run(self) -> int:
        """A page of cases, the oldest first; tells how many were erased."""
        months = (await self._region.current()).retention.words_months
        if months is None:
            return 0
        until = kept_since(self._clock.now(), months)
        values = {"over": _OVER, "until": until, "most": PAGE}
        async with self._database.reading() as session:
            due = [row[0] for row in await session.exec(_DUE, params=values)]  # type: ignore[call-overload]
        for complaint_id in due:
            await self._handling.handle(c.Order(complaint_id, c.Erase("retention"), f"retention:{until:%Y-%m}"), SYSTEM)
        return len(due)


def kept_since(at: datetime, months: int) -> datetime:
    """What ended before this instant is kept no longer where `months` are named, be they fewer than the least."""
    return months_before(at, max(months, LEAST_MONTHS))


def months_before(at: datetime, months: int) -> datetime:
    """The first instant of the month `months` before the one of `at`: whole months, so nothing goes a day early."""
    number = at.year * 12 + at.month - 1 - months
    return at.replace(year=number // 12, month=number % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)
