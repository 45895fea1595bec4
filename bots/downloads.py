"""Files at Telegram, brought over by the bot's client."""

from bots.chat_files import NotFetched
from bots.client import Blocked, BotClient, Later, Refused, TooLarge


class Downloads:
    """Where the worker fetches the files that chats name."""

    def __init__(self, client: BotClient) -> None:
        self._client = client

    async def download(self, file_id: str, most: int) -> bytes:
        """The bytes of a file, `most` at the most; raises NotFetched."""
        match await self._client.fetch(file_id, most):
            case bytes(content):
                return content
            case TooLarge():
                raise NotFetched("too large", gone=True)
            case Later(reason=reason):
                raise NotFetched(reason)
            case Refused(reason=reason) | Blocked(reason=reason):
                raise NotFetched(reason, gone=True)
