"""Exact rate limits over any number of replicas: one upsert a question, in a fixed window."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import TooMany
from foundation.sealing import KeyRing

_COUNT = text(
    "INSERT INTO counters (name, window_start, count) VALUES (:name, :start, 1) "
    "ON CONFLICT (name, window_start) DO UPDATE SET count = counters.count + 1 RETURNING count"
)
_READ = text("SELECT count FROM counters WHERE name = :name AND window_start = :start")
_SWEEP = text("DELETE FROM counters WHERE window_start < :before")


@dataclass(frozen=True)
class Limit:
    """At most `times` per `seconds`; `times` of 0 means no limit."""

    name: str
    times: int
    seconds: int = 60


class Limits:
    """Counts who asked what. `who` (an address, a name) is kept only as a keyed hash."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def count(self, limit: Limit, who: str) -> None:
        """Count one more; raises TooMany when that is more than the limit allows. Commits on its own."""
        if not limit.times:
            return
        name, start, left = self._window(limit, who)
        async with self._database.transaction() as session:
            row = (await session.exec(_COUNT, params={"name": name, "start": start})).one()  # type: ignore[call-overload]
        if row[0] > limit.times:
            raise TooMany(retry_after=left)

    async def check(self, limit: Limit, who: str) -> None:
        """Raise TooMany where the limit is used up, counting nothing."""
        if not limit.times:
            return
        name, start, left = self._window(limit, who)
        async with self._database.reading() as session:
            row = (await session.exec(_READ, params={"name": name, "start": start})).first()  # type: ignore[call-overload]
        if row is not None and row[0] >= limit.times:
            raise TooMany(retry_after=left)

    async def sweep(self, age: timedelta = timedelta(days=1)) -> None:
        """Forget windows older than `age`."""
        async with self._database.transaction() as session:
            await session.exec(_SWEEP, params={"before": self._clock.now() - age})  # type: ignore[call-overload]

    def _window(self, limit: Limit, who: str) -> tuple[str, datetime, int]:
        seconds = int(self._clock.now().timestamp())
        start = seconds - seconds % limit.seconds
        name = f"{limit.name}:{self._keys.blind(who, 'counters.name').hex()}"
        return name, datetime.fromtimestamp(start, UTC), start + limit.seconds - seconds
