"""Who works for a unit today, so that a case can be given to one of them."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select

from foundation.clock import Clock
from foundation.database import Database
from people.actor import Role
from people.duty import held_at
from people.tables import OfficerRow, PostRow, UnitRow


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
        """Who holds one of `roles` in one of these units today, by unit and name; accounts that ended do not count."""
        asked = (
            select(PostRow.unit, OfficerRow.name, OfficerRow.officer_id)
            .join(OfficerRow, col(OfficerRow.officer_id) == col(PostRow.officer_id))
            .join(UnitRow, col(UnitRow.code) == col(PostRow.unit))
            .where(
                col(OfficerRow.disabled_at).is_(None),
                col(PostRow.unit).in_(sorted(units)),
                col(PostRow.role).in_([str(role) for role in roles]),
                held_at(self._clock.now()),
            )
            .distinct()
        )
        async with self._database.reading() as session:
            found = [Colleague(unit, name, officer) for unit, name, officer in (await session.exec(asked)).all()]
        return sorted(found, key=lambda one: (one.unit, one.name.casefold(), one.id))
