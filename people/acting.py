"""An officer who acts without a session, as in a chat: with the posts held at that moment, and only then."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from people.actor import Actor, Reach
from people.held_posts import posts_of
from people.tables import OfficerRow


async def acting(session: AsyncSession, officer_id: UUID, now: datetime, reach: Reach) -> Actor | None:
    """The officer as an actor; None where the account is disabled or gone. `reach` as for `Accounts.signed_in`."""
    active = select(OfficerRow.officer_id).where(
        col(OfficerRow.officer_id) == officer_id, col(OfficerRow.disabled_at).is_(None)
    )
    if (await session.exec(active)).first() is None:
        return None
    return await with_posts(session, officer_id, now, reach)


async def with_posts(session: AsyncSession, officer_id: UUID, now: datetime, reach: Reach) -> Actor:
    """An officer whose account is known to be active, with the posts held at an instant, delegated ones among them."""
    return Actor(kind="officer", person=officer_id, posts=await posts_of(session, officer_id, now, reach))
