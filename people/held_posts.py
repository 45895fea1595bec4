"""Which posts are held at an instant: those of one's own, and those of somebody else by a delegation, said in SQL.

A delegation gives what its principal holds, no more: it stands on a post of the principal's own, so that what was
delegated cannot be delegated on. Days are those of the unit's zone.
"""

from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Select,
    Uuid,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
)
from sqlalchemy import Text as SqlText
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.errors import NotFound
from people.actor import Capacity, OnBehalf, Post, Reach, Role
from people.tables import DelegationEndRow, DelegationRow, OfficerRow, PostRow, UnitRow

Instant = datetime | ColumnElement[datetime]
NOW: ColumnElement[datetime] = bindparam("now", type_=DateTime(timezone=True))
"""Stands for the instant in statements that are made once and asked again and again: to make one takes longer."""


def held_posts(now: Instant) -> FromClause:
    """Rows of officer_id, role, unit and, of what is delegated, delegation_id, capacity and principal.

    Whether the holder's account is active is for whoever joins it to ask.
    """
    own = (
        pick(
            col(PostRow.officer_id).label("officer_id"),
            col(PostRow.role).label("role"),
            col(PostRow.unit).label("unit"),
            cast(null(), Uuid).label("delegation_id"),
            cast(null(), SqlText).label("capacity"),
            cast(null(), Uuid).label("principal"),
        )
        .join(UnitRow, col(UnitRow.code) == col(PostRow.unit))
        .where(held_at(now))
    )
    lent = (
        pick(
            col(DelegationRow.deputy),
            col(DelegationRow.role),
            col(DelegationRow.unit),
            col(DelegationRow.delegation_id),
            col(DelegationRow.capacity),
            col(DelegationRow.principal),
        )
        .join(UnitRow, col(UnitRow.code) == col(DelegationRow.unit))
        .where(col(DelegationRow.deputy).is_not(None), in_force_at(now), _stands(now))
    )
    return own.union_all(lent).subquery("held_posts")


async def day_in(session: AsyncSession, unit: str, now: datetime) -> date:
    """The day that it is in a unit; raises NotFound."""
    zone = (await session.exec(select(UnitRow.timezone).where(col(UnitRow.code) == unit))).first()
    if zone is None:
        raise NotFound()
    return now.astimezone(ZoneInfo(zone)).date()


def held_at(now: Instant) -> ColumnElement[bool]:
    """Whether a post, joined with its unit, is held on the day that it is there: at home a post ends at midnight."""
    return begun_at(now) & not_over_at(now)


def begun_at(now: Instant) -> ColumnElement[bool]:
    """Whether a post, joined with its unit, is held or was."""
    return col(PostRow.starts_on) <= _today(now)


def not_over_at(now: Instant) -> ColumnElement[bool]:
    """Whether a post, joined with its unit, is held or will be."""
    return or_(col(PostRow.ends_on).is_(None), col(PostRow.ends_on) >= _today(now))


def in_force_at(now: Instant) -> ColumnElement[bool]:
    """Whether a delegation, joined with its unit, runs at an instant; it may have ended before its last day."""
    today, moment = _today(now), _moment(now)
    ended = exists().where(
        col(DelegationEndRow.delegation_id) == col(DelegationRow.delegation_id),
        col(DelegationEndRow.ended_at) <= moment,
    )
    return and_(
        col(DelegationRow.made_at) <= moment,
        col(DelegationRow.starts_on) <= today,
        col(DelegationRow.ends_on) >= today,
        ~ended,
    )


async def posts_of(session: AsyncSession, officer_id: UUID, now: datetime, reach: Reach) -> tuple[Post, ...]:
    """The posts of one officer at an instant, their own first."""
    values = {"now": now, "officer_id": officer_id}
    rows = (await session.exec(_posts_of_one(), params=values)).all()  # type: ignore[call-overload]
    found = [post_of(row, reach) for row in rows]
    return tuple(sorted(found, key=lambda post: (post.on_behalf is not None, list(Role).index(post.role), post.unit)))


def post_of(row: object, reach: Reach) -> Post:
    """A row of `held_posts` as a post."""
    unit: str = row.unit  # type: ignore[attr-defined]
    return Post(Role(row.role), unit, reach(unit), behalf_of(row))  # type: ignore[attr-defined]


def behalf_of(row: object) -> OnBehalf | None:
    """For whom a row of `held_posts` is held; None where the post is the holder's own."""
    delegation: UUID | None = row.delegation_id  # type: ignore[attr-defined]
    if delegation is None:
        return None
    return OnBehalf(delegation, Capacity(row.capacity), row.principal)  # type: ignore[attr-defined]


async def away(session: AsyncSession, now: datetime) -> frozenset[UUID]:
    """Officers who are away today: on leave, or somebody acts for them."""
    return frozenset((await session.exec(principals(), params={"now": now})).scalars())  # type: ignore[call-overload]


@cache
def _posts_of_one() -> Select[Any]:
    held = held_posts(NOW)
    return pick(held).where(held.c.officer_id == bindparam("officer_id", type_=Uuid))


@cache
def principals() -> Select[Any]:
    """Who is away at NOW: on leave, or somebody acts for them."""
    return (
        pick(col(DelegationRow.principal))
        .join(UnitRow, col(UnitRow.code) == col(DelegationRow.unit))
        .where(col(DelegationRow.principal).is_not(None), in_force_at(NOW))
    )


def _moment(now: Instant) -> ColumnElement[datetime]:
    return literal(now, DateTime(timezone=True)) if isinstance(now, datetime) else now


def _today(now: Instant) -> ColumnElement[object]:
    return cast(func.timezone(col(UnitRow.timezone), _moment(now)), Date)


def _stands(now: Instant) -> ColumnElement[bool]:
    """Whether the principal, whose account is active, holds the very post that was delegated; a vacant one stands."""
    theirs = aliased(PostRow)
    today = _today(now)
    held = exists().where(
        theirs.officer_id == col(DelegationRow.principal),  # type: ignore[arg-type]
        theirs.role == col(DelegationRow.role),  # type: ignore[arg-type]
        theirs.unit == col(DelegationRow.unit),  # type: ignore[arg-type]
        theirs.starts_on <= today,
        or_(theirs.ends_on.is_(None), theirs.ends_on >= today),  # type: ignore[union-attr]
        col(OfficerRow.officer_id) == theirs.officer_id,
        col(OfficerRow.disabled_at).is_(None),
    )
    return or_(col(DelegationRow.principal).is_(None), held)
