"""How fast bodies outside answer, for whoever may know: counted for each asker while little was sent, else kept."""

import asyncio
import time
from collections.abc import Hashable
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy.dialects import postgresql

from complaints.outside import Outside
from complaints.visibility import Sight, may_see
from foundation.database import Database
from people.actor import Actor
from sla.silence import BodyFigures, by_body
from workdays.working_days import Calendar

KEPT_SECONDS = ((5_000, 600.0), (500, 60.0))
"""From so many sendings on the figures are kept for so long: of years of them they take seconds."""

_Kept = dict[Hashable, tuple[float, list[BodyFigures]]]
"""Until when they hold, and the figures."""
_kept: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()
_counting: WeakKeyDictionary[Database, asyncio.Lock] = WeakKeyDictionary()
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


async def body_figures(
    database: Database, actor: Actor, calendar: Calendar, silent: datetime, now: datetime
) -> list[BodyFigures]:
    """Figures of each body; `silent` is the instant before which whatever was sent should be answered.

    Of many sendings they are some time old, as KEPT_SECONDS says; all who may know of the same are told the same.
    """
    rule = may_see(actor, Sight.STATUS).compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True})
    key, kept = (str(rule), silent), _kept.setdefault(database, {})
    async with _counting.setdefault(database, asyncio.Lock()):  # whoever comes meanwhile waits for the same
        known = kept.get(key)
        if known is not None and time.monotonic() < known[0]:
            return known[1]
        exchanges = await Outside(database).exchanges(actor, silent, calendar.zone)
        # In a thread: it takes long enough to make everybody else wait.
        figures = await asyncio.to_thread(by_body, calendar, exchanges, silent, now)
        sent, at = sum(one.times for one in exchanges), time.monotonic()
        seconds = next((seconds for least, seconds in KEPT_SECONDS if sent >= least), 0.0)
        for old in [one for one, (until, _) in kept.items() if at >= until]:
            del kept[old]
        kept[key] = (at + seconds, figures)
        return figures
