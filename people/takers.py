"""Who works for a unit today, so that a case can be given to one of them."""

from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam
from sqlalchemy import select as pick
from sqlmodel import col

from foundation.clock import Clock
from foundation.database import Database
from people.actor import Role
from people.held_posts import NOW, held_posts, principals
from people.tables import OfficerRow


class Taker(NamedTuple):
    """An officer and a unit whose cases they handle today."""

    unit: str
    name: str
    id: UUID


class Takers:
    """Reading; each call opens and ends its own look into the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def of(self, units: Collection[str], *roles: Role) -> list[Taker]:
        """Who holds one of `roles` in one of these units today, by unit and name.

        Accounts that ended do not count, nor who is away: nothing new is given to them.
        """
        now = self._clock.now()
        values = {"now": now, "units": sorted(units), "roles": [str(role) for role in roles]}
        async with self._database.reading() as session:
            rows = (await session.exec(_holders(), params=values)).all()  # type: ignore[call-overload]
        found = [Taker(unit, name, officer) for unit, name, officer in rows]
        return sorted(found, key=lambda one: (one.unit, one.name.casefold(), one.id))


@cache
def _holders() -> Select[Any]:
    """Who holds one of `roles` in one of `units`, whose account is active, and who is not away."""
    held = held_posts(NOW)
    return (
        pick(held.c.unit, col(OfficerRow.name), col(OfficerRow.officer_id))
        .join(OfficerRow, col(OfficerRow.officer_id) == held.c.officer_id)
        .where(
            col(OfficerRow.disabled_at).is_(None),
            held.c.unit.in_(bindparam("units", expanding=True)),
            held.c.role.in_(bindparam("roles", expanding=True)),
            held.c.officer_id.not_in(principals()),
        )
        .distinct()
    )
