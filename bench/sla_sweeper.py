"""A process that watches one database, as a worker does, and says what it took: `python -m bench.sla_sweeper URL DATA`.

It reads one order a line and answers each with one line, both JSON: how often to sweep; to make the next two days free
by decree and compute all promises anew; or to work out what that would move.
"""

import asyncio
import json
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from foundation.clock import SetClock
from foundation.database import Database
from service.progress import shown
from service.settings import Settings
from service.wiring import build
from service.worker import spare_collecting
from sla.recalculation import Recalculation
from sla.watch import Watch
from web.house import House
from workdays.calendar_set import CalendarSet
from workdays.entries import DayEntry
from workdays.working_days import DayKind


async def serve(url: str, data: Path) -> None:
    database, clock = Database(url, pool_size=4), SetClock(datetime.fromtimestamp(0).astimezone())
    house = build(Settings(data=data), database, clock)
    spare_collecting()
    while line := await asyncio.to_thread(sys.stdin.readline):
        order = json.loads(line)
        clock.instant = datetime.fromisoformat(order["at"])
        answer = await _asked(house, order)
        print(json.dumps(answer | {"peak_kb": _peak()}), flush=True)  # noqa: T201 - this is how it speaks
    await database.close()


async def _asked(house: House, order: dict[str, Any]) -> dict[str, Any]:
    if "sweeps" in order:
        return await _sweeps(house, order["sweeps"])
    return await (_change(house) if order.get("change") else _preview(house))


async def _sweeps(house: House, number: int) -> dict[str, Any]:
    watch, due, seconds = Watch(house.database, house.clock, house.handling), 0, []
    for _ in range(number):
        begun = time.perf_counter()
        due += (await watch.sweep()).due
        seconds.append(time.perf_counter() - begun)
    return {"due": due, "seconds": seconds}


async def _preview(house: House) -> dict[str, Any]:
    calendars = await house.calendars.all()
    after = CalendarSet(calendars.version + "+", [*calendars.days, *_free(house)], calendars.hours)
    begun = time.perf_counter()
    found = await _recalculation(house).preview(after)
    return {"seconds": time.perf_counter() - begun, "later": found.later, "unmoved": found.unmoved}


async def _change(house: House) -> dict[str, Any]:
    recalculation = _recalculation(house)
    await recalculation.settle()  # the calendar as it was loaded
    await house.calendars.change(_free(house), (), "operator", "bench", house.clock.now())
    begun = time.perf_counter()
    with shown() as report:
        applied = await recalculation.settle(lambda done, total: report("Computing open promises anew", done, total))
    seconds = time.perf_counter() - begun
    again = await recalculation.settle()
    return {"seconds": seconds, **applied._asdict(), "again": again.moved}


def _recalculation(house: House) -> Recalculation:
    return Recalculation(house.database, house.clock, house.handling, house.policies)


def _free(house: House) -> list[DayEntry]:
    days = (house.clock.now().date() + timedelta(days=one) for one in range(2))
    return [DayEntry(day, DayKind.REGIONAL, "Hari uji", "bench") for day in days]


def _peak() -> int:
    """Of this program alone: what `getrusage` tells may be that of the process that started it."""
    (line,) = [one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM:")]
    return int(line.split()[1])


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2])))
