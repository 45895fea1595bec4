"""A dispatcher killed once a message was taken and before that is known here: python -m tests.notices.dying

Arguments: the database's address, the file of keys, the file to which taken messages are written, and after which one.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from foundation.clock import SetClock
from foundation.database import Database
from foundation.sealing import KeyRing
from notices.channel import Delivered, Message, Outcome
from notices.dispatcher import Dispatcher
from tests.fakes import FakeLinks, StandingBook
from tests.notices.test_dispatcher import LATER


class Box:
    """Puts messages into a file, as a mail server would into a box, and ends its own process after the n-th."""

    name = "email"

    def __init__(self, file: Path, last: int) -> None:
        self._file, self._left = file, last

    async def send(self, message: Message) -> Outcome:
        with self._file.open("a") as box:
            box.write(message.key + "\n")
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return Delivered()


async def main(url: str, keys: Path, box: Path, last: int) -> None:
    database = Database(url, pool_size=4)
    channel = Box(box, last)
    await Dispatcher(database, SetClock(LATER), KeyRing.at(keys), StandingBook(), [channel], FakeLinks()).run()  # type: ignore[arg-type]


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])))
