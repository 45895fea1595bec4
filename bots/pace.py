"""How fast the bot may speak, exact over any number of replicas: PostgreSQL gives out the moments.

Telegram takes about thirty messages a second in all and one a second in a chat. Here one goes out each 42 ms (two
at once after a silence), so that thirty a second are kept even where some are held up on their way and arrive with the
next ones; and none to a chat within 1.2 s of the one before, so that a second is kept where the first was held up.
"""

import asyncio
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from foundation.database import Database, plainly

CHAT_GAP = timedelta(seconds=1.2)
GAP = timedelta(milliseconds=42)
SLACK = timedelta(milliseconds=42)
"""How far the bot as a whole may run ahead of its even pace: within any second at most (1 s + SLACK) / GAP + 1."""
AHEAD = timedelta(milliseconds=200)
"""Moments further away are not given out: who waits for longer asks again, and answers are not stuck behind news."""
FLOOD = 5
"""So many different chats told to wait, one after the other with nothing taken between: it is meant for all of us."""
ALL = "all"

_ROWS = (
    "INSERT INTO bot_pace (key, next_at) SELECT key, '-infinity' FROM unnest($1::text[]) AS t(key) "
    "ON CONFLICT DO NOTHING"
)
# The rows are locked first, in one order everywhere, and the time is read after that: whoever waited for the lock
# counts from when it was given to them. Nothing is written where a moment cannot be given.
_ASK = (
    "WITH held AS MATERIALIZED (SELECT key, next_at FROM bot_pace WHERE key IN ($1, $2) ORDER BY key FOR UPDATE), "
    "told AS MATERIALIZED (SELECT clock_timestamp() AS now, max(next_at) FILTER (WHERE key = $1) AS chat, "
    "max(next_at) FILTER (WHERE key = $2) AS everyone, count(*) AS rows FROM held), "
    "moment AS MATERIALIZED (SELECT *, greatest(now, everyone - $3::interval) AS at, "
    "rows = 2 AND chat <= now AND everyone - $3::interval <= now + $4::interval AS given FROM told), "
    "taken AS (UPDATE bot_pace p SET next_at = CASE WHEN p.key = $1 THEN m.at + $5::interval "
    "ELSE greatest(m.everyone, m.at) + $6::interval END FROM moment m WHERE m.given AND p.key IN ($1, $2) RETURNING 1) "
    "SELECT rows, given, chat > now AS own, "
    "CASE WHEN given THEN at ELSE greatest(now, chat, everyone - $3::interval) END - now AS wait FROM moment"
)
_PAUSE = (
    "INSERT INTO bot_pace AS p (key, next_at) VALUES ($1, clock_timestamp() + $2::interval) "
    "ON CONFLICT (key) DO UPDATE SET next_at = greatest(p.next_at, excluded.next_at)"
)
_SWEEP = text("DELETE FROM bot_pace WHERE key <> 'all' AND next_at < clock_timestamp() - interval '1 hour'")


class Moment(NamedTuple):
    """`given`: it is ours, in `wait` from now. Otherwise nothing was taken, and asking before `wait` is vain.

    `own`: it is the chat that has to wait, whatever the others do.
    """

    given: bool
    wait: timedelta
    own: bool = False


class Pace:
    """Any number of them may run; they meet in the database, whose clock is the only one that counts."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._limited: set[UUID] = set()
        # One of us asks at a time, first come, first served: the others would only ask in vain, and wait for its lock.
        self._first = asyncio.Lock()

    async def ask(self, chat: UUID) -> Moment:
        """Take the next moment for a chat, if it is near. One statement that commits by itself."""
        parameters = (str(chat), ALL, SLACK, AHEAD, CHAT_GAP, GAP)
        async with self._database.at_once() as connection:
            while True:
                (row,) = await plainly(connection, _ASK, *parameters)
                if row["rows"] == 2:
                    return Moment(row["given"], row["wait"], bool(row["own"] and not row["given"]))
                # The first message to this chat: its row, old enough to give the first moment at once.
                await plainly(connection, _ROWS, sorted((str(chat), ALL)))

    async def turn(self, chat: UUID, patience: timedelta) -> timedelta | None:
        """Wait until a message may go out to the chat: None. If that takes longer than `patience`: how long."""
        loop = asyncio.get_running_loop()
        until = loop.time() + patience.total_seconds()
        while True:
            try:
                async with asyncio.timeout_at(until):
                    await self._first.acquire()
            except TimeoutError:
                return AHEAD  # those before us in the queue have not got theirs either
            try:
                moment = await self._taken(chat, until)
            finally:
                self._first.release()
            if not moment.given and loop.time() + moment.wait.total_seconds() > until:
                return moment.wait
            await asyncio.sleep(moment.wait.total_seconds())
            if moment.given:
                return None

    async def _taken(self, chat: UUID, until: float) -> Moment:
        """The next moment, asked for until it is given, or is further away than `until`, or it is the chat that waits.

        Who waits for its own chat holds up nobody.
        """
        loop = asyncio.get_running_loop()
        while True:
            moment = await self.ask(chat)
            if moment.given or moment.own or loop.time() + moment.wait.total_seconds() > until:
                return moment
            await asyncio.sleep(moment.wait.total_seconds())

    async def limited(self, chat: UUID, wait: timedelta) -> None:
        """Telegram asked us to wait with this chat; said of many chats in a row, it is meant for all."""
        self._limited.add(chat)
        keys = [str(chat)] if len(self._limited) < FLOOD else [ALL, str(chat)]
        async with self._database.at_once() as connection:
            for key in keys:
                await plainly(connection, _PAUSE, key, wait + SLACK if key == ALL else wait)

    def taken(self) -> None:
        """A message went through: what was refused before concerned its chats alone."""
        self._limited.clear()

    async def sweep(self) -> None:
        """Forget chats nobody has written to for an hour."""
        async with self._database.transaction() as session:
            await session.exec(_SWEEP)  # type: ignore[call-overload]
