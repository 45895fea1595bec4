"""Parts of a complaint's CPU that are told apart: the routing advice and the rate counter."""

import json
import time
from collections.abc import Awaitable, Callable
from itertools import islice

from bench.reports import reports
from bench.server import Server
from complaints.given import Asked
from foundation.clock import SystemClock
from foundation.database import Database
from foundation.limits import Limit, Limits
from foundation.sealing import KeyRing
from service.wiring import build

TIMES = 400


async def measure(server: Server) -> dict[str, float]:
    """Milliseconds of CPU a complaint, measured in this process on the same database and the same words."""
    database = Database(server.database.url, pool_size=8)
    try:
        house = build(server.settings, database)
        limits = Limits(database, SystemClock(), KeyRing.fresh())
        texts = [json.loads(body)["text"] for body in islice(reports(0), TIMES)]
        await house.advisor.reader()  # the router is made once

        async def advise(number: int) -> None:
            await house.advisor.advise([Asked(texts[number], None, None)])

        async def count(number: int) -> None:
            await limits.count(Limit("bench", 1_000_000_000), "bench")

        return {"advice": await _each(advise), "rate counter": await _each(count)}
    finally:
        await database.close()


async def _each(work: Callable[[int], Awaitable[None]]) -> float:
    """CPU milliseconds of one call, one at a time, after a few to warm up."""
    for number in range(20):
        await work(number)
    begun = time.process_time()
    for number in range(TIMES):
        await work(number)
    return round(1000 * (time.process_time() - begun) / TIMES, 2)
