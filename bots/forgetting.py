"""What is forgotten of chats: updates long worked through, links run out, and who asked to be forgotten."""

from datetime import timedelta

from sqlmodel import col, delete, select

from bots.case_messages import forget_messages, sweep_messages
from bots.tables import DraftRow, ReplyRow, TelegramUpdateRow
from foundation.clock import Clock
from foundation.database import Database
from people.alerts import in_chat
from people.telegram import Chats, sweep_links

LAST_WORD = ":last"
"""Ends the key of the last word to somebody who is forgotten once it is said."""
UPDATES_KEPT = timedelta(days=14)
"""Telegram repeats an update for a day at most."""


class Forgetting:
    """Looks through what may go."""

    def __init__(self, database: Database, clock: Clock, chats: Chats) -> None:
        self._database, self._clock, self._chats = database, clock, chats

    async def sweep(self) -> int:
        """Returns how many chats were forgotten."""
        now = self._clock.now()
        async with self._database.transaction() as session:
            old = col(TelegramUpdateRow.at) < now - UPDATES_KEPT
            await session.exec(delete(TelegramUpdateRow).where(old))
            await sweep_links(session, now)
            await sweep_messages(session, now)
            said = select(ReplyRow.chat_id).where(col(ReplyRow.key).endswith(LAST_WORD), col(ReplyRow.state) != "owed")
            ids = (await session.exec(said)).all()
        forgotten = 0
        for chat_id in ids:
            async with self._database.transaction() as session:
                if await self._chats.by_id(session, chat_id, lock=True) is None:
                    continue
                forgotten += 1
                spoke_again = (await session.exec(select(DraftRow.chat_id).where(DraftRow.chat_id == chat_id))).first()
                if spoke_again or await self._chats.cases_of(session, chat_id) or await in_chat(session, chat_id):
                    last = col(ReplyRow.chat_id) == chat_id, col(ReplyRow.key).endswith(LAST_WORD)
                    await session.exec(delete(ReplyRow).where(*last))
                    continue
                await session.exec(delete(ReplyRow).where(col(ReplyRow.chat_id) == chat_id))
                await forget_messages(session, chat_id)
                await self._chats.forget(session, chat_id)
        return forgotten
