"""Standing in for somebody: acting heads and leave, as they were made for certain days and are read for ever.

Rows are never changed: an early end is a row of its own. What somebody did on behalf of another can so be told from
the rows alone, years later.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import ColumnElement, and_, true
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from people.actor import Capacity, Role
from people.tables import DelegationEndRow, DelegationRow, OfficerRow, UnitRow

LIKE = {
    Role.COORDINATOR: (Role.COORDINATOR, Role.SUPERVISOR, Role.SECRETARY),
    Role.SUPERVISOR: (Role.SUPERVISOR, Role.SECRETARY),
    Role.SECRETARY: (Role.SECRETARY, Role.SUPERVISOR),
    Role.ANALYST: (Role.ANALYST,),
    Role.INSPECTORATE: (Role.INSPECTORATE,),
}
"""Posts that see beyond a unit are lent only to who holds one like it; these are alike."""


class Delegation(msgspec.Struct, frozen=True):
    """A delegation as it was made; days are those of `timezone`, the unit's."""

    id: UUID
    capacity: Capacity
    role: Role
    unit: str
    timezone: str
    principal: UUID | None
    deputy: UUID | None
    starts_on: date
    ends_on: date
    basis: str
    made_at: datetime
    ended_at: datetime | None = None
    why: str = ""
    """Of an early end."""
    names: tuple[str, str, str] = ("", "", "")
    """Of the principal, the deputy, and who made it."""

    def covers(self, at: datetime) -> bool:
        """Whether it was in force at an instant, as the rows alone tell it."""
        day = at.astimezone(ZoneInfo(self.timezone)).date()
        ended = self.ended_at is not None and self.ended_at <= at
        return self.made_at <= at and self.starts_on <= day <= self.ends_on and not ended

    @property
    def since(self) -> datetime:
        """The instant at which it begins."""
        return max(self.made_at, datetime.combine(self.starts_on, time.min, ZoneInfo(self.timezone)))

    @property
    def until(self) -> datetime:
        """The instant at which it is over: midnight after its last day, or its early end."""
        midnight = datetime.combine(self.ends_on + timedelta(days=1), time.min, ZoneInfo(self.timezone))
        return min(midnight, self.ended_at) if self.ended_at is not None else midnight

    def over(self, at: datetime) -> bool:
        """Whether it will never be in force again."""
        ended = self.ended_at is not None and self.ended_at <= at
        return ended or at.astimezone(ZoneInfo(self.timezone)).date() > self.ends_on


async def end_those(
    session: AsyncSession, now: datetime, by: UUID | None, why: str, *rule: ColumnElement[bool]
) -> None:
    """In the caller's transaction: end what is not over and rested on something that is gone."""
    for one in await read(session, *rule):
        if not one.over(now):
            session.add(end_of(one.id, now, by, why))


def of_post(officer: UUID, role: str, unit: str) -> ColumnElement[bool]:
    """What rests on a post of this officer."""
    lent = DelegationRow
    return (col(lent.principal) == officer) & (col(lent.role) == role) & (col(lent.unit) == unit)


def resting_on(officer: UUID, role: str, unit: str) -> ColumnElement[bool]:
    """What rests on a post of this officer: that it was lent, or that its holder may stand in for one alike."""
    lent = DelegationRow
    alike = [str(one) for one, needed in LIKE.items() if role in needed]
    return or_(of_post(officer, role, unit), and_(col(lent.deputy) == officer, col(lent.role).in_(alike)))


def standing_in(officer: UUID) -> ColumnElement[bool]:
    """What this officer does for others."""
    return col(DelegationRow.deputy) == officer


def of_account(officer: UUID) -> ColumnElement[bool]:
    """What rests on this officer being there at all."""
    return or_(col(DelegationRow.principal) == officer, col(DelegationRow.deputy) == officer)


def of_vacancy(role: str, unit: str) -> ColumnElement[bool]:
    """What rests on nobody holding a post."""
    lent = DelegationRow
    return col(lent.principal).is_(None) & (col(lent.role) == role) & (col(lent.unit) == unit)


async def read(session: AsyncSession, *rule: ColumnElement[bool], most: int | None = None) -> list[Delegation]:
    """Those for which the rule holds, the latest days first, each with its earliest end; no more than `most`."""
    rows = (await session.exec(_made().where(*rule).limit(most))).all()
    return [_delegation(row, zone, end, tuple(name or "" for name in names)) for row, zone, end, *names in rows]


def not_long_over(now: datetime) -> ColumnElement[bool]:
    """What may not be over yet, wherever its unit is: some may be, none that is not is missing."""
    return col(DelegationRow.ends_on) >= (now - timedelta(days=1)).date()


@cache
def _made() -> Any:
    """Delegations, each with its unit's zone, its earliest end and three names; latest days first."""
    principal, deputy, maker = aliased(OfficerRow), aliased(OfficerRow), aliased(OfficerRow)
    earliest = (
        select(DelegationEndRow)
        .where(col(DelegationEndRow.delegation_id) == col(DelegationRow.delegation_id))
        .order_by(col(DelegationEndRow.ended_at))
        .limit(1)
        .lateral()
    )
    end = aliased(DelegationEndRow, earliest)
    return (
        pick(DelegationRow, col(UnitRow.timezone), end, col(principal.name), col(deputy.name), col(maker.name))
        .join(UnitRow, col(UnitRow.code) == col(DelegationRow.unit))
        .outerjoin(principal, col(principal.officer_id) == col(DelegationRow.principal))
        .outerjoin(deputy, col(deputy.officer_id) == col(DelegationRow.deputy))
        .join(maker, col(maker.officer_id) == col(DelegationRow.made_by))
        .outerjoin(end, true())
        .order_by(col(DelegationRow.starts_on).desc(), col(DelegationRow.delegation_id).desc())
    )


def _delegation(row: DelegationRow, zone: str, end: DelegationEndRow | None, names: tuple[str, ...]) -> Delegation:
    return Delegation(
        row.delegation_id,
        Capacity(row.capacity),
        Role(row.role),
        row.unit,
        zone,
        row.principal,
        row.deputy,
        row.starts_on,
        row.ends_on,
        row.basis,
        row.made_at,
        end.ended_at if end else None,
        end.why if end else "",
        (names[0], names[1], names[2]),
    )


def end_of(delegation: UUID, at: datetime, by: UUID | None, why: str) -> DelegationEndRow:
    """A row that ends a delegation at an instant."""
    return DelegationEndRow(end_id=uuid7(), delegation_id=delegation, ended_at=at, ended_by=by, why=why)
