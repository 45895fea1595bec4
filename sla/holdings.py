"""What an officer has in hand, so that it can be handed over: read along the desks, as far as the asker may see."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlmodel import col, select

from complaints.tables import ComplaintRow
from complaints.visibility import Sight, may_see
from foundation.database import Database
from people.actor import Actor, Role
from sla.tables import DeskRow

MOST = 1000
"""So many cases are read and handed over in one go; those that follow come up once these are gone."""


class Holding(msgspec.Struct, frozen=True):
    """A case that somebody has in hand."""

    id: UUID
    code: str
    unit: str
    status: str
    topic: str | None


class Holdings:
    """Reading; each call opens and ends its own look into the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, actor: Actor, officer: UUID) -> Sequence[Holding]:
        """What this officer has and `actor` may hand over, the most pressing first.

        Administrators, who read no cases, are told codes, units and topics; of wrongdoing they are told nothing.
        """
        row, desk = ComplaintRow, _desk()
        rule = may_see(actor, Sight.STATUS)
        if actor.holds_role(Role.ADMINISTRATOR):
            rule = rule | col(row.restricted).is_(False)
        asked = (
            select(row, DeskRow)
            .join(DeskRow, col(row.complaint_id) == col(desk.complaint_id))
            .where(col(desk.taken_by) == officer, col(desk.presses).is_not(None), rule)
            .order_by(col(desk.presses), col(desk.due), col(desk.complaint_id))
            .limit(MOST)
        )
        async with self._database.reading() as session:
            found = (await session.exec(asked)).all()
        return [Holding(one.complaint_id, one.code, one.unit or "", one.status, one.topic) for one, _ in found]


def _desk() -> Any:
    return DeskRow
