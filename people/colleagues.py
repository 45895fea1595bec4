"""Who works for a unit today, so that a case can be given to one of them."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select as pick
from sqlmodel import col

from foundation.clock import Clock
from foundation.database import Database
from people.actor import Role
from people.held_posts import away, held_posts
from people.tables import OfficerRow


class Colleague(NamedTuple):
    """An officer and a unit whose cases they handle today."""

    unit: str
    name: str
    id: UUID


class Colleagues:
    """Reading; each call opens and ends its own look into the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def of(self, units: Collection[str], *roles: Role) -> list[Colleague]:
        """Who holds one of `roles` in one of these units today, by unit and name.

        Accounts that ended do not count, nor who is away: nothing new is given to them.
        """
        now = self._clock.now()
        held = held_posts(now)
        asked = (
            pick(held.c.unit, OfficerRow.name, OfficerRow.officer_id)  # type: ignore[call-overload]
            .join(OfficerRow, col(OfficerRow.officer_id) == held.c.officer_id)
            .where(
                col(OfficerRow.disabled_at).is_(None),
                held.c.unit.in_(sorted(units)),
                held.c.role.in_([str(role) for role in roles]),
            )
            .distinct()
        )
        async with self._database.reading() as session:
            gone = await away(session, now)
            rows = (await session.exec(asked)).all()
        found = [Colleague(unit, name, officer) for unit, name, officer in rows if officer not in gone]
        return sorted(found, key=lambda one: (one.unit, one.name.casefold(), one.id))
