"""What pages and the start say of the bot: its name, how its answers stand, how to get one.

None of it needs the library that talks to Telegram before the name is asked: it is slow to import.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from bots.reply_outbox import standing
from foundation.database import Database
from web.house import ChatReplies

HOW_TO_GET_ONE = (
    "No Telegram bot runs. To have one, write /newbot to @BotFather in Telegram and start again with "
    "TELEGRAM_BOT_TOKEN set to the token it answers with."
)
AGAIN = 60.0
"""Seconds until Telegram is asked once more after it did not answer."""
_log = logging.getLogger(__name__)


class BotName:
    """Implements `web.house.BotDoor` for the bot of a token: asked beside the requests, kept once it is known.

    Nothing is asked before the first `name`.
    """

    def __init__(self, token: str, api: str, again: float = AGAIN) -> None:
        self._token, self._api, self._again = token, api, again
        self._name: str | None = None
        self._asking: asyncio.Task[None] | None = None
        self._next = 0.0

    async def name(self) -> str | None:
        """Without the @; None while it is not known. Whoever asks never waits for Telegram."""
        if self._name is None and (self._asking is None or self._asking.done()) and time.monotonic() >= self._next:
            self._next = time.monotonic() + self._again
            self._asking = asyncio.create_task(self._ask())
        return self._name

    async def begin(self) -> None:
        """Ask now, so that the first page may already know."""
        await self.name()

    async def close(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    async def _ask(self) -> None:
        from bots.client import BotClient
        from bots.reading import Me

        async with BotClient(self._token, self._api) as client:
            found = await client.me()
        if isinstance(found, Me) and found.username:
            self._name = found.username
        else:
            reason = "it has no name" if isinstance(found, Me) else found.reason
            _log.warning("The pages do not know the bot's name yet: %s", reason)


def counting(database: Database) -> Callable[[], Awaitable[ChatReplies]]:
    """Counts, for whoever runs the service, how the bot's answers stand."""

    async def count() -> ChatReplies:
        async with database.reading() as session:
            found = await standing(session)
        return ChatReplies(found.owed, found.twice)

    return count
