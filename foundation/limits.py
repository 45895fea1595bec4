"""Exact rate limits over any number of replicas: an upsert in a fixed window, shared by who asks at the same time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import TooMany
from foundation.sealing import KeyRing
from foundation.shared_commits import SharedCommits

_COUNT = (
    "INSERT INTO counters (name, window_start, count) SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::int[]) "
    "ON CONFLICT (name, window_start) DO UPDATE SET count = counters.count + excluded.count "
    "RETURNING name, window_start, count"
)
_REACHED = "SELECT count FROM counters WHERE name = $1 AND window_start = $2"
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
        self._counting = SharedCommits(self._add)

    async def count(self, limit: Limit, who: str) -> None:
        """Count one more; raises TooMany when that is more than the limit allows. Commits on its own."""
        if not limit.times:
            return
        name, start, left = self._window(limit, who)
        if await self._counting.join((name, start)) > limit.times:
            raise TooMany(retry_after=left)

    async def reached(self, limit: Limit, who: str) -> int:
        """How often it was counted in the window that runs now, without counting it."""
        name, start, _left = self._window(limit, who)
        async with self._database.at_once() as connection:
            found = await connection.exec_driver_sql(_REACHED, (name, start))
            return int(found.scalar() or 0)

    async def _add(self, asked: Sequence[tuple[str, datetime]]) -> list[int]:
        """Add one for each, in one statement; which number each of them was.

        One row is often asked for by many at once (an office behind one address): its lock must not wait for us.
        """
        added = Counter(asked)
        # In one order everywhere, so that two replicas never wait for each other in a circle.
        keys = sorted(added)
        rows = [name for name, _ in keys], [start for _, start in keys], [added[key] for key in keys]
        async with self._database.at_once() as connection:
            found = await connection.exec_driver_sql(_COUNT, rows)
            reached = {(row["name"], row["window_start"]): row["count"] for row in found.mappings()}
        for key in keys:
            reached[key] -= added[key]
        numbers = []
        for one in asked:
            reached[one] += 1
            numbers.append(reached[one])
        return numbers

    async def sweep(self, age: timedelta = timedelta(days=1)) -> None:
        """Forget windows older than `age`."""
        async with self._database.transaction() as session:
            await session.exec(_SWEEP, params={"before": self._clock.now() - age})  # type: ignore[call-overload]

    def _window(self, limit: Limit, who: str) -> tuple[str, datetime, int]:
        seconds = int(self._clock.now().timestamp())
        start = seconds - seconds % limit.seconds
        name = f"{limit.name}:{self._keys.blind(who, 'counters.name').hex()}"
        return name, datetime.fromtimestamp(start, UTC), start + limit.seconds - seconds
