"""How fast bodies outside answer, for whoever may know: counted for each asker while little was sent, else kept."""

import asyncio
import time
from collections.abc import Hashable
from datetime import datetime
from weakref import WeakKeyDictionary

from complaints.outside import Outside
from foundation.database import Database
from people.actor import Actor
from sla.silence import BodyFigures, by_body
from workdays.working_days import Calendar

MANY = 5_000
"""Sendings from which on the figures are kept: of years of them they take seconds."""
KEPT_SECONDS = 600.0

_Kept = dict[Hashable, tuple[float, list[BodyFigures]]]
_kept: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()
_counting: WeakKeyDictionary[Database, asyncio.Lock] = WeakKeyDictionary()


async def body_figures(
    database: Database, actor: Actor, calendar: Calendar, silent: datetime, now: datetime
) -> list[BodyFigures]:
    """Figures of each body; `silent` is the instant before which whatever was sent should be answered.

    With MANY sendings or more they are up to KEPT_SECONDS old.
    """
    # What somebody may know of follows from their posts alone.
    key = (frozenset((post.role, post.unit) for post in actor.posts), actor.elsewhere, silent)
    kept = _kept.setdefault(database, {})
    async with _counting.setdefault(database, asyncio.Lock()):  # whoever comes meanwhile waits for the same
        known = kept.get(key)
        if known is not None and time.monotonic() - known[0] < KEPT_SECONDS:
            return known[1]
        exchanges = await Outside(database).exchanges(actor, silent, calendar.zone)
        # In a thread: it takes long enough to make everybody else wait.
        figures = await asyncio.to_thread(by_body, calendar, exchanges, silent, now)
        if sum(one.times for one in exchanges) >= MANY:
            for old in [one for one, (at, _) in kept.items() if time.monotonic() - at >= KEPT_SECONDS]:
                del kept[old]
            kept[key] = (time.monotonic(), figures)
        return figures
