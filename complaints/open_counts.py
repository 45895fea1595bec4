"""How many published complaints each area has on each topic: counted by the worker into a roll-up, never on asking."""

from sqlalchemy import text

from complaints.kinds import OPEN
from complaints.tables import OPEN_TO_ALL
from complaints.views import AreaCount, PublicCounts
from foundation.database import Database, plainly

_OPEN = ", ".join(f"'{status}'" for status in sorted(OPEN))
# In one statement, so that no reader meets an area without its count; and only what differs is written.
_COUNT = text(f"""
WITH now AS MATERIALIZED (
    SELECT coalesce(area, '') AS area, coalesce(topic, '') AS topic, count(*) AS every,
        count(*) FILTER (WHERE status IN ({_OPEN})) AS waiting
    FROM complaints WHERE {OPEN_TO_ALL} GROUP BY 1, 2
), gone AS (
    DELETE FROM published_counts old WHERE NOT EXISTS (
        SELECT FROM now WHERE now.area = old.area AND now.topic = old.topic)
    RETURNING 1
), counted AS (
    INSERT INTO published_counts AS old (area, topic, every, waiting) SELECT * FROM now
    ON CONFLICT (area, topic) DO UPDATE SET every = excluded.every, waiting = excluded.waiting
    WHERE (old.every, old.waiting) IS DISTINCT FROM (excluded.every, excluded.waiting)
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM counted)
""")
_ALONE = text("LOCK TABLE published_counts IN SHARE ROW EXCLUSIVE MODE")
_KEPT = "SELECT area, topic, every, waiting FROM published_counts"


async def count(database: Database) -> int:
    """Counts all anew, which reads one index of what is published; tells how many areas and topics came to differ."""
    async with database.transaction() as session:
        await session.exec(_ALONE)  # type: ignore[call-overload]
        return int((await session.exec(_COUNT)).one()[0])  # type: ignore[call-overload]


async def kept(database: Database) -> PublicCounts:
    """As they were counted last. Counted here only where that was never done, as before a worker first ran."""
    async with database.at_once() as connection:
        rows = await plainly(connection, _KEPT)
    if not rows and await count(database):
        return await kept(database)
    return PublicCounts(AreaCount(*row) for row in rows)
