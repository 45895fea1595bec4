"""The log is held against itself every night; what came of it is kept for the system page and the alarms."""

from datetime import time
from zoneinfo import ZoneInfo

from foundation.errors import NotFound
from foundation.last_done import CHAIN, latest, note
from foundation.pacing import Pace
from service.progress import Report, quiet
from service.routing_lessons import due, loaded_at
from service.verification import Verified, verify
from web.house import House

HOUR = time(1, 30)
"""From then on, by the clock on the region's walls, the night's walk is due; one that was missed is made up for."""

SHARE = 0.4
"""Of the night the walk works so much: it reads everything as of one instant, which must not become too old."""


async def verify_nightly(house: House) -> int:
    """Walks the log if that is due; tells how many complaints were walked, 0 where there was nothing to do.

    The first walk waits for a night too: where much was brought along it reads for long.
    """
    try:
        zone = ZoneInfo((await house.region.current()).timezone)
    except NotFound:
        return 0
    last = (await latest(house.database)).get(CHAIN)
    if not due(house.clock.now(), zone, last.at if last else await loaded_at(house.database), HOUR):
        return 0
    return (await verified(house, quiet, Pace(SHARE))).complaints


async def verified(house: House, report: Report, pace: Pace | None = None) -> Verified:
    """Walks the log now, whoever asks for it, and writes down what came of it."""
    began = house.clock.now()
    found = await verify(house.database, house.attachments, report, pace)
    counted = {name: getattr(found, name) for name in ("complaints", "events", "days")}
    await note(house.database, CHAIN, began, not found.findings, {**counted, "findings": len(found.findings)})
    return found
