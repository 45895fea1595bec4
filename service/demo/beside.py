"""What lies beside recent cases of the invented world: what evidence pictures say, and links bodies outside hold."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from complaints import commands as c
from complaints.outside_links import OutsideLinks
from complaints.tables import FileCaptureRow
from foundation.clock import SetClock
from foundation.database import Database
from foundation.sealing import KeyRing
from foundation.writes import table_of
from people.actor import Actor
from service.demo.life import Life
from service.demo.pace import chance

_SILENT, _BEFORE, _FAR = 0.4, 0.04, 0.05
"""How often a picture says nothing of time and place, says it is older than the report, or was taken far off."""
_LINKED = 25
"""Newest sendings to bodies outside that have a link."""


async def lay_captures(database: Database, lives: Sequence[Life]) -> None:
    """When and how far from the place offices took their evidence, as its pictures say."""
    rows = [row for life in lives for row in _captured(life)]
    if rows:
        async with database.transaction() as session:
            await session.exec(insert(table_of(FileCaptureRow)).values(rows).on_conflict_do_nothing())


def _captured(life: Life) -> Iterator[dict[str, Any]]:
    for order, by, _ in life.steps:
        if not isinstance(order.command, c.Attach) or by.kind != "officer" or order.at is None:
            continue
        draw = chance(f"capture {order.command.file.id}")
        if draw.random() < _SILENT:
            continue
        at, metres = max(life.case.told, order.at - timedelta(minutes=draw.uniform(15, 1800))), draw.uniform(3, 130)
        odd = draw.random()
        if odd < _BEFORE:
            at = life.case.told - timedelta(days=draw.uniform(2, 40))
        elif odd < _BEFORE + _FAR:
            metres = draw.uniform(1800, 9000)
        place = life.case.place
        known = place is not None and place.latitude is not None
        yield {
            "complaint_id": life.case.id,
            "attachment_id": order.command.file.id,
            "noted_at": order.at,
            "captured_at": at,
            "metres": round(metres) if known else None,
        }


async def hand_links(database: Database, keys: KeyRing, lives: Sequence[Life], days: int, by: Actor) -> None:
    """Links for the newest cases that were sent to bodies outside; opened and used where one has answered by it."""
    sent = [life for life in lives if life.complaint.sendings and life.complaint.body and not life.complaint.withheld]
    newest = sent[-_LINKED:]
    if not newest:
        return
    known = await _at(database, keys, newest[-1].now).of([life.case.id for life in newest])
    for life in newest:
        if life.case.id in known:
            continue
        sending = life.complaint.sendings[-1]
        link, _ = await _at(database, keys, sending.sent_at).make(life.complaint, days, by.name_in_log)
        if sending.received_at is not None:
            await _at(database, keys, sending.received_at).seen(link)
            if sending.answered_at is not None:
                await _at(database, keys, sending.answered_at).used(link)


def _at(database: Database, keys: KeyRing, instant: datetime) -> OutsideLinks:
    return OutsideLinks(database, SetClock(instant), keys)
