"""The port through which the bot owes what it says, and says it."""

from typing import Protocol
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from bots.replies import Reply


class Owing(Protocol):
    """Owes replies in the transaction of what they answer; a key is owed once, however often it is asked for."""

    async def owe(self, session: AsyncSession, chat_id: UUID, key: str, reply: Reply) -> None: ...

    async def send_now(self, chat_id: UUID) -> None:
        """Send what is owed to this chat. What does not go out now is left to the worker; nothing is raised."""
