"""Advice that came too late for the filing: finds the complaints without it and asks the road to record it."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from complaints.commands import Order, Suggest
from complaints.handling import Handling
from complaints.spoken import ONLY_SPOKEN
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import ServiceError
from people.actor import SYSTEM

PAGE = 100
PATIENCE = timedelta(seconds=2)
"""How long after its filing a complaint may stand without advice."""

_WAITING = (
    "SELECT complaint_id FROM complaints WHERE status IN ('submitted', 'returned') AND suggested_share IS NULL "
    "AND NOT erased AND filed_at < :before AND complaint_id > :after {and_received}"
    # Of what was only spoken nothing can be made before somebody has written it down.
    "AND EXISTS (SELECT FROM complaint_words w WHERE w.complaint_id = complaints.complaint_id "
    "AND (w.kind = 'transcript' OR w.kind = 'report' AND w.content !~ :spoken)) "
    "ORDER BY complaint_id LIMIT :size"
)
_ALL, _RECENT = (text(_WAITING.format(and_received=one)) for one in ("", "AND received_at > :since "))


async def route_late(
    database: Database, handling: Handling, clock: Clock, size: int = PAGE, back: timedelta | None = None
) -> int:
    """Ask for advice on every complaint in triage that has none, a page at a time; returns how many were asked for.

    `back` narrows it to what was received no longer ago: that is found without a look at all that is in triage.
    A complaint that moved on in between is left alone; one whose advice is late again is asked for next time.
    """
    asked, after = 0, UUID(int=0)
    while True:
        async with database.reading() as session:
            values = {"before": clock.now() - PATIENCE, "after": after, "size": size, "spoken": ONLY_SPOKEN}
            if back is not None:
                values["since"] = clock.now() - back
            asked_for = _ALL if back is None else _RECENT
            found = (await session.exec(asked_for, params=values)).all()  # type: ignore[call-overload]
        ids = [row[0] for row in found]
        if not ids:
            return asked
        for complaint_id in ids:
            # One by one: a page is all or nothing, and one case that moved on must not keep back the others.
            try:
                await handling.handle(Order(complaint_id, Suggest(), "routing:late"), SYSTEM)
                asked += 1
            except ServiceError:
                continue
        after = ids[-1]
