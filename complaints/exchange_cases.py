"""Cases that another system knows as well: which numbers are known here, and what changed since a day."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from complaints.tables import ComplaintRow, ReferenceRow
from complaints.visibility import Sight, may_see
from foundation.database import Database
from people.actor import Actor, Role

MOST = 5000
"""Cases of one export."""


class Known(NamedTuple):
    """A case under a number of another system. `seen`: whether whoever asks may know more than that it is there."""

    value: str
    complaint_id: UUID
    code: str
    status: str
    seen: bool = True


async def known(database: Database, system: str, values: Collection[str], actor: Actor) -> dict[str, Known]:
    """Which of these numbers of a system are known here.

    Administrators, who read no cases, are told codes and statuses as well; of wrongdoing they are told nothing.
    """
    row, case = ReferenceRow, ComplaintRow
    seen = may_see(actor, Sight.STATUS)
    if actor.holds_role(Role.ADMINISTRATOR):
        seen = seen | col(case.restricted).is_(False)
    asked: Any = (
        select(col(row.value), col(row.complaint_id), col(case.code), col(case.status), seen)
        .join(case, col(case.complaint_id) == col(row.complaint_id))
        .where(col(row.system) == system, col(row.value).in_(sorted(set(values))))
    )
    async with database.reading() as session:
        return {one[0]: Known(*one) for one in (await session.exec(asked)).all()}


async def changed(database: Database, actor: Actor, system: str, since: datetime) -> list[Known]:
    """Cases with a number of a system that changed since an instant and that the asker may read; oldest first."""
    row, case = ReferenceRow, ComplaintRow
    asked: Any = (
        select(col(row.value), col(row.complaint_id), col(case.code), col(case.status))
        .join(case, col(case.complaint_id) == col(row.complaint_id))
        .where(col(row.system) == system, col(case.changed_at) >= since, may_see(actor, Sight.WORDS))
        .order_by(col(case.changed_at), col(row.value))
        .limit(MOST)
    )
    async with database.reading() as session:
        return [Known(*one) for one in (await session.exec(asked)).all()]
