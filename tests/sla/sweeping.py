"""A worker that sweeps in a process of its own, to be killed: python -m tests.sla.sweeping URL DATA INSTANT PAGE"""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from foundation.clock import SetClock
from foundation.database import Database
from foundation.sealing import KeyRing
from service.settings import Settings
from service.wiring import build
from sla import watch


class Unhurried(watch.Watch):
    """Takes a breath before each page, so that whoever is to kill it in the middle comes in time."""

    async def _page(self, now: datetime, after: watch._Due) -> list[watch._Due]:
        await asyncio.sleep(0.1)
        return await super()._page(now, after)


async def main(url: str, data: Path, at: datetime, page: int) -> None:
    watch.PAGE = page
    database = Database(url, pool_size=4)
    house = build(Settings(data=data), database, SetClock(at), KeyRing.fresh())
    print("sweeping", flush=True)  # noqa: T201 - who started us waits for it
    await Unhurried(database, house.clock, house.handling).sweep()
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3]), int(sys.argv[4])))
