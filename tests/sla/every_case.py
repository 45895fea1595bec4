"""What lists of cases ought to hold, found the slow way: every case is looked at, and each is kept or left out."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlmodel import select

from complaints.kinds import OPEN, Priority, Status
from complaints.tables import ComplaintRow
from foundation.clock import Clock
from foundation.database import Database
from people.actor import Actor
from sla.caseload import LoadedCase, loaded
from sla.clocks import ClockState

NEVER = datetime.max.replace(tzinfo=UTC)


class Rooms(Protocol):
    """Whatever has cases and says what time it is."""

    @property
    def database(self) -> Database: ...
    @property
    def clock(self) -> Clock: ...


async def every_case(
    rooms: Rooms,
    actor: Actor,
    *,
    statuses: Collection[Status] = (),
    states: Collection[ClockState] = (),
    priorities: Collection[Priority] = (),
    unit: str | None = None,
    topic: str | None = None,
    no_unit: bool = False,
    settled: bool = False,
) -> list[LoadedCase]:
    """Those that the actor may know of; a pledge is counted on its own, whatever clock still runs beside it."""
    async with rooms.database.reading() as session:
        ids = (await session.exec(select(ComplaintRow.complaint_id))).all()
        cases = await loaded(session, actor, ids, rooms.clock.now())

    def wanted(one: LoadedCase) -> bool:
        pledged = one.line.status == Status.PLEDGED
        return (
            (not statuses or one.line.status in statuses)
            and (not states or (one.state in states and not pledged))
            and (not priorities or one.priority in priorities)
            and (unit is None or one.line.unit == unit)
            and (topic is None or one.line.topic == topic)
            and not (no_unit and one.line.unit is not None)
            and not (settled and (one.state is not None or pledged))
        )

    return sorted(filter(wanted, cases), key=_order)


def _order(one: LoadedCase) -> tuple[Any, ...]:
    pressing = {Priority.DANGER: 0, Priority.URGENT: 1}.get(one.priority, 2) if one.line.status in OPEN else 2
    return pressing, one.due or NEVER, one.line.received_at, one.line.id
