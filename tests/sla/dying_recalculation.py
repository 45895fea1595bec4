"""A recalculation killed in its middle: python -m tests.sla.dying_recalculation

Arguments: the database's address, the folder of the installation, the instant it is, and after which page of cases.
"""

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from foundation.clock import SetClock
from foundation.database import Database
from service.settings import Settings
from service.wiring import build
from sla import recalculation
from sla.recalculation import Recalculation


async def main(url: str, data: Path, now: datetime, last: int) -> None:
    recalculation.PAGE = 2
    house = build(Settings(data=data), Database(url, pool_size=4), SetClock(now))
    pages = 0

    def progress(done: int, total: int) -> None:
        nonlocal pages
        pages += 1
        # It is told before each page, and then all but the latest ones are done.
        if pages == last + recalculation.AT_ONCE:
            os.kill(os.getpid(), signal.SIGKILL)

    await Recalculation(house.database, house.clock, house.handling, house.policies).settle(progress)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3]), int(sys.argv[4])))
