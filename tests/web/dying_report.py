"""A worker killed in the middle of a report: python -m tests.web.dying_report

Arguments: the database's address, the folder of the installation, the instant it is, and at what it is killed: when it
first tells how far it has come (came_to), or with everything made and nothing handed over (done).
"""

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from foundation.clock import SetClock
from foundation.database import Database
from service.reporting import Making
from service.settings import Settings
from service.wiring import build
from sla.report_jobs import Jobs


async def main(url: str, data: Path, now: datetime, moment: str) -> None:
    async def killed(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(Jobs, moment, killed)
    house = build(Settings(data=data), Database(url, pool_size=4), SetClock(now))
    await Making(house).run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3]), sys.argv[4]))
