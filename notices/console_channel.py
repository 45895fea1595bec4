"""Shows e-mails instead of sending them: for development."""

from collections.abc import Callable

from notices.channel import Delivered, Message, Outcome


class ConsoleChannel:
    """Gives each message as lines to `write`. It shows addresses and links, so it is not for production."""

    name = "email"

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    async def send(self, message: Message) -> Outcome:
        self._write(f"To: {message.address}\nSubject: {message.subject}\n\n{message.body}")
        return Delivered()
