"""A sender of alerts killed once a message was taken and before that is known: python -m tests.notices.dying_alerts

Arguments: the database's address, the file of keys, the file to which taken messages are written, the instant, and
after which message it dies.
"""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from complaints.region import RegionBook
from foundation.clock import SetClock
from foundation.database import Database
from foundation.sealing import KeyRing
from notices.alert_digests import AlertDigests
from tests.fakes import FakeLinks
from tests.notices.dying import Box


async def main(url: str, keys: Path, box: Path, at: datetime, last: int) -> None:
    database = Database(url, pool_size=4)
    channel, ring = Box(box, last), KeyRing.at(keys)
    await AlertDigests(database, SetClock(at), ring, RegionBook(database), [channel], FakeLinks()).run()


if __name__ == "__main__":
    url, keys, box, at, last = sys.argv[1:]
    asyncio.run(main(url, Path(keys), Path(box), datetime.fromisoformat(at), int(last)))
