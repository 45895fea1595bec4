"""Each day's root over the log: made after midnight, chained to the day before, for anybody to copy.

A day's tree holds every event that is older than the end of that day and stands in no tree yet. What is missing is
found by looking for events without a leaf, not by a clock: an event that was still being committed when its day's root
was made, or history taken in from elsewhere, stands in the next day's root. None is left out, none is put in twice.

Nothing is told of how much happened: a tree is as long as the next power of two, at least `LEAST`, events take places
drawn at random, and what is left over are fillers that nobody outside can tell from events.
"""

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from secrets import token_bytes
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.tables import DayRootRow
from foundation import merkle
from foundation.clock import Clock
from foundation.database import Database
from foundation.ledger import GENESIS

LEAST = 4096
"""Leaves of the smallest tree: so long as a day brings no more events, no tree tells of their number."""
BLOCK = 1024
"""Leaves whose common root is kept, so that a proof reads no more of them than that."""
PAGE = 31
"""Days on a page."""
MARGIN = timedelta(minutes=10)
"""After midnight, before the day's root is made, so that hardly anything of the day is still on its way."""

_SNAPSHOT = {"isolation_level": "REPEATABLE READ"}
_FRESH = (
    "SELECT e.complaint_id, e.version, e.hash FROM complaints AS c "
    "LEFT JOIN LATERAL (SELECT version FROM day_leaves AS l WHERE l.complaint_id = c.complaint_id "
    "ORDER BY version DESC LIMIT 1) AS last ON true "
    "JOIN complaint_events AS e ON e.complaint_id = c.complaint_id AND e.version > coalesce(last.version, 0) "
    "WHERE c.version > coalesce(last.version, 0) AND e.at < :until"
)
_COUNT = text(f"SELECT count(*) FROM ({_FRESH}) AS fresh")  # noqa: S608 - our own words, values are parameters
# gen_random_uuid draws from a strong source: places tell nothing of which events belong together.
_TAKE_PLACES = text(
    "INSERT INTO day_leaves (complaint_id, version, day, place, hash) "  # noqa: S608
    "SELECT fresh.complaint_id, fresh.version, :day, places.place, fresh.hash "
    f"FROM (SELECT *, row_number() OVER () AS n FROM ({_FRESH}) AS one) AS fresh "
    "JOIN (SELECT place, row_number() OVER (ORDER BY gen_random_uuid()) AS n "
    "FROM generate_series(0, CAST(:size AS int) - 1) AS place) AS places USING (n)"
)
_LEAVES = text("SELECT place, hash FROM day_leaves WHERE day = :day AND place >= 0 AND place < :size ORDER BY place")
_BLOCK = text("SELECT place, hash FROM day_leaves WHERE day = :day AND place >= :first AND place < :end ORDER BY place")


class DayRoot(msgspec.Struct, frozen=True):
    """What is published of a day. `made_at` is a UTC instant."""

    day: date
    made_at: datetime
    previous: bytes
    root: bytes
    seal: bytes

    @property
    def line(self) -> str:
        """The day in the text that others copy: date, root, seal."""
        return f"{self.day.isoformat()} {self.root.hex()} {self.seal.hex()}"


class DayRootPage(msgspec.Struct, frozen=True):
    """Days, newest first."""

    lines: tuple[DayRoot, ...]
    pages: int


_PUBLISHED = tuple(getattr(DayRootRow, name) for name in DayRoot.__struct_fields__)


def seal_of(previous: bytes, day: date, root: bytes) -> bytes:
    """What binds a day's root to all days before it."""
    return sha256(b"\x02" + previous + day.isoformat().encode() + root).digest()


def filler(salt: bytes, place: int) -> bytes:
    """What stands at a place that no event took; whoever has the salt knows it for one."""
    return sha256(salt + place.to_bytes(4, "big")).digest()


def size_for(events: int) -> int:
    """How many leaves the tree of so many events has."""
    return max(LEAST, 1 << (events - 1).bit_length()) if events else LEAST


def due_day(now: datetime, zone: ZoneInfo) -> date:
    """The last day whose root is to be made: yesterday, once the margin after midnight is over."""
    return (now - MARGIN).astimezone(zone).date() - timedelta(days=1)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The midnight with which a local day ends."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


async def make_due(database: Database, clock: Clock, zone: ZoneInfo) -> int:
    """Make the roots that are due, a missed day's too; tells how many. The first ever holds all that came before."""
    wanted, made = due_day(clock.now(), zone), 0
    while True:
        last = await last_day(database)
        day = wanted if last is None else last + timedelta(days=1)
        if day > wanted:
            return made
        await make(database, clock, day, end_of(day, zone))
        made += 1


async def make(database: Database, clock: Clock, day: date, until: datetime) -> None:
    """Make one day's root over all events before `until` that stand in no tree yet; refused where the day has one."""
    async with database.transaction() as session:
        await session.connection(execution_options=_SNAPSHOT)
        before = (await session.exec(select(DayRootRow.seal).order_by(col(DayRootRow.day).desc()).limit(1))).first()
        events = (await session.exec(_COUNT, params={"until": until})).one()[0]  # type: ignore[call-overload]
        size, salt = size_for(events), token_bytes(32)
        await session.exec(_TAKE_PLACES, params={"until": until, "day": day, "size": size})  # type: ignore[call-overload]
        blocks = [merkle.root(block) async for block in blocks_of(session, day, size, salt)]
        root, previous = merkle.root(blocks), before or GENESIS
        row = DayRootRow(
            day=day,
            made_at=clock.now(),
            previous=previous,
            root=root,
            seal=seal_of(previous, day, root),
            size=size,
            salt=salt,
            blocks=b"".join(blocks),
        )
        session.add(row)


async def blocks_of(session: AsyncSession, day: date, size: int, salt: bytes) -> AsyncIterator[list[bytes]]:
    """The hashed leaves of a day's tree as they are kept now, a block at a time; the last is short where leaves are."""
    block: list[bytes] = []
    async for hashed in _hashed(session, day, size, salt):
        block.append(hashed)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


async def _hashed(session: AsyncSession, day: date, size: int, salt: bytes) -> AsyncIterator[bytes]:
    at = 0
    connection = await session.connection()
    async with connection.stream(_LEAVES, {"day": day, "size": size}) as rows:
        async for place, found in rows:
            for gap in range(at, place):
                yield merkle.leaf(filler(salt, gap))
            yield merkle.leaf(bytes(found))
            at = place + 1
    for gap in range(at, size):
        yield merkle.leaf(filler(salt, gap))


async def block_at(session: AsyncSession, row: DayRootRow, place: int) -> list[bytes]:
    """The hashed leaves of the block in which a place lies."""
    first = place - place % BLOCK
    found = await session.exec(_BLOCK, params={"day": row.day, "first": first, "end": first + BLOCK})  # type: ignore[call-overload]
    taken = {at: bytes(value) for at, value in found}
    return [merkle.leaf(taken.get(at, filler(row.salt, at))) for at in range(first, first + BLOCK)]


async def published(database: Database, number: int = 1, size: int = PAGE) -> DayRootPage:
    """A page of days, newest first."""
    async with database.reading() as session:
        days = (await session.exec(select(func.count()).select_from(DayRootRow))).one()
        newest = select(*_PUBLISHED).order_by(col(DayRootRow.day).desc())
        found = await session.exec(newest.offset((number - 1) * size).limit(size))
        return DayRootPage(tuple(DayRoot(*row) for row in found), max(1, -(-days // size)))


async def all_published(database: Database) -> list[DayRoot]:
    """Every day, oldest first."""
    async with database.reading() as session:
        return [DayRoot(*row) for row in await session.exec(select(*_PUBLISHED).order_by(col(DayRootRow.day)))]


async def last_day(database: Database) -> date | None:
    async with database.reading() as session:
        return (await session.exec(select(func.max(DayRootRow.day)))).one()
