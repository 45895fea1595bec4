"""The replies that are owed: rows in the transaction of what they answer, claimed one a chat, marked, counted."""

import logging
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from bots.case_messages import belong
from bots.replies import Reply
from bots.stored_replies import read, written
from foundation.database import Database, plainly
from foundation.sealing import CannotOpen, KeyRing
from people.telegram import Chats

PLACE = "bot_replies.data"
_log = logging.getLogger(__name__)
_OWE = (
    "INSERT INTO bot_replies (reply_id, chat_id, key, data, state, at, due_at, attempts) "
    "VALUES ($1, $2, $3, $4, 'owed', $5, $5, 0) ON CONFLICT (key) DO NOTHING"
)
# A claimed row is due again only when its lease ends, and only the first owed row of a chat is taken at all: so what
# is owed to a chat goes out in its order, one at a time. Who waited for a lock sees the new due_at and passes by.
_CLAIMS = (
    "UPDATE bot_replies r SET due_at = $2, attempts = r.attempts + 1 FROM ("
    "SELECT reply_id FROM bot_replies o WHERE state = 'owed' AND due_at <= $1 {whose}"
    "AND NOT EXISTS (SELECT FROM bot_replies e WHERE e.chat_id = o.chat_id AND e.state = 'owed' "
    "AND e.reply_id < o.reply_id) ORDER BY due_at, reply_id LIMIT $3 FOR UPDATE SKIP LOCKED"
    ") d, telegram_chats c WHERE r.reply_id = d.reply_id AND c.chat_id = r.chat_id "
    "RETURNING r.reply_id, r.chat_id, r.data, r.attempts, r.started_at, c.language, c.telegram, c.dead_at"
)
_CLAIM, _CLAIM_OF = _CLAIMS.format(whose=""), _CLAIMS.format(whose="AND chat_id = $4 ")
# Each holds on to the lease: a sender that was too slow must not undo what its successor did.
_CHANGES = {
    "started": "started_at = coalesce(started_at, $3)",
    "step": "data = $3, started_at = CASE WHEN $4 THEN started_at END",
    "sent": "state = 'sent', message = $3, started_at = CASE WHEN $4 THEN started_at END",
    "later": "due_at = $3, attempts = attempts - $5, started_at = CASE WHEN $4 THEN started_at END",
    "dead": "state = 'dead'",
}
_CHANGE = {
    name: " ".join(
        ("UPDATE bot_replies SET", what, "WHERE reply_id = $1 AND due_at = $2 AND state = 'owed' RETURNING 1")
    )
    for name, what in _CHANGES.items()
}
_CHAT_DEAD = (
    "WITH gone AS (UPDATE telegram_chats SET dead_at = coalesce(dead_at, $2) WHERE chat_id = $1) "
    "UPDATE bot_replies SET state = 'dead' WHERE chat_id = $1 AND state = 'owed'"
)
_STANDING = text(
    "SELECT count(*) FILTER (WHERE state = 'owed') AS owed, min(at) FILTER (WHERE state = 'owed') AS oldest, "
    "count(*) FILTER (WHERE state = 'dead') AS dead, "
    "count(*) FILTER (WHERE state = 'sent' AND started_at IS NOT NULL) AS twice FROM bot_replies"
)
_SWEEP = text("DELETE FROM bot_replies WHERE state <> 'owed' AND at < :before")


class Standing(msgspec.Struct, frozen=True):
    """How replies stand: `owed`, the oldest of them since `oldest` (UTC), and `dead`, given up.

    `twice` were sent again though an earlier sending may have succeeded.
    """

    owed: int
    oldest: datetime | None
    dead: int
    twice: int


class Claimed(NamedTuple):
    """A reply taken under a lease. `gone` of its messages went out before; `doubtful`: one more may have.

    `telegram` is the chat's id there, None where it was erased, is dead, or nothing can be opened.
    """

    id: UUID
    chat: UUID
    lease: datetime
    attempts: int
    doubtful: bool
    language: str
    telegram: int | None
    reply: Reply
    gone: int


class ReplyOutbox:
    """The statements; each of the sender's commits by itself, so that nothing is locked while Telegram is asked."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        self._database, self._keys, self._chats = database, keys, Chats(keys)

    async def owe(self, session: AsyncSession, chat_id: UUID, key: str, reply: Reply, at: datetime) -> None:
        """Owe a reply in the caller's transaction; a key is owed once, however often it is asked for."""
        await plainly(session, _OWE, uuid7(), chat_id, key, self._sealed(reply, 0), at)

    async def claim(self, now: datetime, lease: timedelta, size: int, chat: UUID | None = None) -> list[Claimed]:
        """Take due replies, at most one a chat, until `now` plus `lease`; two senders never take the same."""
        until = now + lease
        async with self._database.at_once() as connection:
            if chat is None:
                rows = await plainly(connection, _CLAIM, now, until, size)
            else:
                rows = await plainly(connection, _CLAIM_OF, now, until, size, chat)
        return [self._claimed(row, until) for row in rows]

    async def started(self, one: Claimed, at: datetime) -> bool:
        """About to hand a message over; False where somebody else has the reply by now."""
        return await self._change("started", one, at)

    async def step(self, one: Claimed) -> bool:
        """One of its messages is out, others follow."""
        return await self._change("step", one, self._sealed(one.reply, one.gone), one.doubtful)

    async def sent(self, one: Claimed, message: int, at: datetime) -> bool:
        """Telegram has taken the last of its messages, under this number."""
        if one.reply.about is not None and message:
            async with self._database.at_once() as connection:
                await belong(connection, one.chat, one.reply.about, [message], at)
        return await self._change("sent", one, message, one.doubtful)

    async def later(self, one: Claimed, at: datetime, *, unsure: bool = False, free: bool = False) -> bool:
        """Try again at `at`; `unsure`: it may have gone out. `free` costs no try."""
        return await self._change("later", one, at, one.doubtful or unsure, int(free))

    async def dead(self, one: Claimed) -> bool:
        return await self._change("dead", one)

    async def chat_dead(self, chat: UUID, at: datetime) -> None:
        """The bot may not write there any more; what is owed there is given up."""
        async with self._database.at_once() as connection:
            await plainly(connection, _CHAT_DEAD, chat, at)

    async def sweep(self, before: datetime) -> None:
        """Forget replies of long ago that are no longer owed."""
        async with self._database.transaction() as session:
            await session.exec(_SWEEP, params={"before": before})  # type: ignore[call-overload]

    async def _change(self, name: str, one: Claimed, *values: object) -> bool:
        async with self._database.at_once() as connection:
            return bool(await plainly(connection, _CHANGE[name], one.id, one.lease, *values))

    def _claimed(self, row: Any, lease: datetime) -> Claimed:
        telegram, reply, gone = None, Reply(()), 0
        try:
            reply, gone = read(self._keys.open(row["data"], PLACE))
            if row["telegram"] is not None and row["dead_at"] is None:
                telegram = self._chats.opened(row["telegram"])
        except (CannotOpen, msgspec.DecodeError) as fault:
            # It can never be sent, and must not hold up what others are owed.
            _log.error("reply %s cannot be opened: %s", row["reply_id"], type(fault).__name__)
        return Claimed(
            id=row["reply_id"],
            chat=row["chat_id"],
            lease=lease,
            attempts=row["attempts"],
            doubtful=row["started_at"] is not None,
            language=row["language"],
            telegram=telegram,
            reply=reply,
            gone=gone,
        )

    def _sealed(self, reply: Reply, gone: int) -> bytes:
        return self._keys.seal(written(reply, gone), PLACE)


async def standing(session: AsyncSession) -> Standing:
    """How replies stand now, for who runs the service."""
    row = (await session.exec(_STANDING)).one()  # type: ignore[call-overload]
    return Standing(row.owed, row.oldest, row.dead, row.twice)
