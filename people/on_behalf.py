"""For whom an officer acted: told from the dated rows at the instant of the act, in one function and nowhere else.

The log names who acted and nothing more. Delegations are never changed, and posts end but do not go; so the same
question has the same answer whenever it is asked.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlmodel import col, select

from foundation.database import Database
from people.actor import Reach, Role
from people.delegations import Delegation, read
from people.tables import DelegationRow, PostRow, UnitRow


class Own(NamedTuple):
    """A post of an officer's own; both days belong to it, in the zone of its unit."""

    officer: UUID
    role: Role
    unit: str
    timezone: str
    starts_on: date
    ends_on: date | None

    def covers(self, at: datetime) -> bool:
        day = at.astimezone(ZoneInfo(self.timezone)).date()
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class Acts(msgspec.Struct, frozen=True):
    """What is known of some officers' posts, their own and those lent to them, at any time."""

    lent: Sequence[Delegation] = ()
    own: Sequence[Own] = ()


NOBODYS = Acts()


def on_behalf(
    acts: Acts, officer: UUID, at: datetime, roles: Collection[Role], unit: str | None, reach: Reach
) -> Delegation | None:
    """The delegation by which an officer did at an instant what takes one of `roles`; None where their own post did.

    `unit` is where it was done; without one a post counts wherever it is.
    """

    def near(role: Role, of: str) -> bool:
        return role in roles and (unit is None or unit in reach(of))

    if any(one.officer == officer and near(one.role, one.unit) and one.covers(at) for one in acts.own):
        return None
    found = [one for one in acts.lent if one.deputy == officer and near(one.role, one.unit) and one.covers(at)]
    return min(found, key=lambda one: (one.unit != unit, one.made_at), default=None)


async def acts_of(database: Database, officers: Iterable[UUID]) -> Acts:
    """Everything ever lent to these officers and, where anything was, their own posts."""
    wanted = sorted(set(officers))
    if not wanted:
        return NOBODYS
    async with database.reading() as session:
        lent = await read(session, col(DelegationRow.deputy).in_(wanted))
        if not lent:
            return NOBODYS
        asked = (
            select(PostRow, UnitRow.timezone)
            .join(UnitRow, col(UnitRow.code) == col(PostRow.unit))
            .where(col(PostRow.officer_id).in_(sorted({one.deputy for one in lent if one.deputy})))
        )
        rows = (await session.exec(asked)).all()
    own = [Own(row.officer_id, Role(row.role), row.unit, zone, row.starts_on, row.ends_on) for row, zone in rows]
    return Acts(lent, own)
