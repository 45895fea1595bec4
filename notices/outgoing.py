"""How the sending of notices stands, for who runs the service: what was given up, what may have gone out twice."""

from datetime import datetime
from uuid import UUID

import msgspec

from foundation.database import Database
from notices.dead_letters import DeadLetter, dead_count, dead_letters, retry
from notices.marks import possibly_twice

SHOWN = 50
"""Dead letters listed, the latest first."""


class Outgoing(msgspec.Struct, frozen=True):
    """`dead` counts the notices given up, the oldest at `oldest` (UTC); `letters` are the latest of them.

    `twice` counts the messages that were sent again though an earlier sending may have succeeded.
    """

    dead: int
    oldest: datetime | None
    letters: tuple[DeadLetter, ...]
    twice: int


async def outgoing(database: Database) -> Outgoing:
    async with database.reading() as session:
        dead, oldest = await dead_count(session)
        letters = await dead_letters(session, SHOWN) if dead else []
        return Outgoing(dead, oldest, tuple(letters), await possibly_twice(session))


async def send_again(database: Database, complaint_id: UUID, notice_id: UUID, at: datetime) -> None:
    """Owe a dead letter again from `at` on. Raises NotFound where it is none."""
    async with database.transaction() as session:
        await retry(session, complaint_id, notice_id, at)
