"""A process that watches one database, as a worker does, and says what it took: `python -m bench.sla_sweeper URL DATA`.

It reads one order a line and answers each with one line, both JSON: how often to sweep, at which instant; or to work
out what another calendar would move.
"""

import asyncio
import json
import resource
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from foundation.clock import SetClock
from foundation.database import Database
from service.settings import Settings
from service.wiring import build
from sla.recalculation import Recalculation
from sla.watch import Watch
from web.house import House
from workdays.calendar_set import CalendarSet
from workdays.entries import DayEntry
from workdays.working_days import DayKind


async def serve(url: str, data: Path) -> None:
    database, clock = Database(url, pool_size=4), SetClock(datetime.fromtimestamp(0).astimezone())
    house = build(Settings(data=data), database, clock)
    while line := await asyncio.to_thread(sys.stdin.readline):
        order = json.loads(line)
        clock.instant = datetime.fromisoformat(order["at"])
        answer = await (_sweeps(house, order["sweeps"]) if "sweeps" in order else _preview(house))
        print(json.dumps(answer | {"peak_kb": _peak()}), flush=True)  # noqa: T201 - this is how it speaks
    await database.close()


async def _sweeps(house: House, number: int) -> dict[str, Any]:
    watch, due, seconds = Watch(house.database, house.clock, house.handling), 0, []
    for _ in range(number):
        begun = time.perf_counter()
        due += (await watch.sweep()).due
        seconds.append(time.perf_counter() - begun)
    return {"due": due, "seconds": seconds}


async def _preview(house: House) -> dict[str, Any]:
    """What it would move if the next two days were free."""
    calendars = await house.calendars.all()
    begun = time.perf_counter()
    today = house.clock.now().date()
    off = [_free(today + timedelta(days=one)) for one in range(2)]
    found = await Recalculation(house.database, house.clock, house.handling, house.policies).preview(
        CalendarSet(calendars.version + "+", [*calendars.days, *off], calendars.hours)
    )
    return {"seconds": time.perf_counter() - begun, "later": found.later, "unmoved": found.unmoved}


def _free(day: date) -> DayEntry:
    return DayEntry(day, DayKind.REGIONAL, "Hari uji", "bench")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2])))
