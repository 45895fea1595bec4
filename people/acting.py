"""An officer who acts without a session, as in a chat: with the posts held at that moment, and only then."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from people.actor import Actor, Post, Reach, Role
from people.duty import held_at
from people.tables import OfficerRow, PostRow, UnitRow


async def acting(session: AsyncSession, officer_id: UUID, now: datetime, reach: Reach) -> Actor | None:
    """The officer as an actor; None where the account is disabled or gone. `reach` as for `Accounts.signed_in`."""
    active = select(OfficerRow.officer_id).where(
        col(OfficerRow.officer_id) == officer_id, col(OfficerRow.disabled_at).is_(None)
    )
    if (await session.exec(active)).first() is None:
        return None
    return await with_posts(session, officer_id, now, reach)


async def with_posts(session: AsyncSession, officer_id: UUID, now: datetime, reach: Reach) -> Actor:
    """An officer whose account is known to be active, with the posts held at an instant."""
    held = select(PostRow).join(UnitRow, col(UnitRow.code) == col(PostRow.unit))
    posts = (await session.exec(held.where(col(PostRow.officer_id) == officer_id, held_at(now)))).all()
    return Actor(
        kind="officer",
        person=officer_id,
        posts=tuple(Post(Role(post.role), post.unit, reach(post.unit)) for post in posts),
    )
