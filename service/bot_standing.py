"""What is said of the bot where none runs: without the library that talks to Telegram, which is slow to import."""

from collections.abc import Awaitable, Callable

from bots.reply_outbox import standing
from foundation.database import Database
from web.house import ChatReplies

HOW_TO_GET_ONE = (
    "No Telegram bot runs. To have one, write /newbot to @BotFather in Telegram and start again with "
    "TELEGRAM_BOT_TOKEN set to the token it answers with."
)


def counting(database: Database) -> Callable[[], Awaitable[ChatReplies]]:
    """Counts, for whoever runs the service, how the bot's answers stand."""

    async def count() -> ChatReplies:
        async with database.reading() as session:
            found = await standing(session)
        return ChatReplies(found.owed, found.twice)

    return count
