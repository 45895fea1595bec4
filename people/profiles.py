"""What officers may know of their own account: posts, where mail goes, where they are signed in."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotFound
from foundation.sealing import KeyRing
from people.actor import Role
from people.delegations import Delegation, not_long_over, of_account, read
from people.sessions import IDLE_LASTS, Stage, end_all, session_hash, session_id
from people.tables import OfficerRow, PostRow, SessionRow


class HeldPost(msgspec.Struct, frozen=True):
    """A post, held or to be held; both days belong to it."""

    role: Role
    unit: str
    starts_on: date
    ends_on: date | None


class Session(msgspec.Struct, frozen=True):
    """A browser that is signed in."""

    started_at: datetime
    seen_at: datetime
    here: bool
    """Whether it is the one that asks."""
    id: UUID
    browser: str
    """Kind of browser and system; empty where it is not known."""


class Profile(msgspec.Struct, frozen=True):
    """An account as its owner sees it."""

    username: str
    name: str
    email: str
    """Masked; empty where there is none."""
    posts: tuple[HeldPost, ...]
    """The newest first."""
    sessions: tuple[Session, ...]
    """Those that can still be used, the one that asks first."""
    lent: tuple[Delegation, ...]
    """Posts of others held by delegation, own ones that somebody else holds, and own leave; none that is over."""


class Profiles:
    """One account at a time, always the asker's own."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def own(self, officer_id: UUID, secret: str) -> Profile:
        """`secret` is that of the session that asks. Raises NotFound."""
        async with self._database.reading() as session:
            officer = await session.get(OfficerRow, officer_id)
            if officer is None:
                raise NotFound()
            mine = select(PostRow).where(col(PostRow.officer_id) == officer_id)
            posts = (await session.exec(mine.order_by(col(PostRow.starts_on).desc(), col(PostRow.role)))).all()
            sessions = await open_sessions(session, officer_id, self._clock.now(), secret)
            now = self._clock.now()
            lent = [one for one in await read(session, of_account(officer_id), not_long_over(now)) if not one.over(now)]
        return Profile(
            officer.username,
            officer.name,
            masked(self._keys.open(officer.email, "officers.email")) if officer.email else "",
            tuple(HeldPost(Role(post.role), post.unit, post.starts_on, post.ends_on) for post in posts),
            sessions,
            tuple(lent),
        )

    async def end_others(self, officer_id: UUID, secret: str) -> None:
        """End all sessions of this officer but the one that asks."""
        async with self._database.transaction() as session:
            await end_all(session, officer_id, but=secret)

    async def end_one(self, officer_id: UUID, wanted: UUID) -> None:
        """End one session of this officer; one that has ended already is no fault."""
        async with self._database.transaction() as session:
            mine = select(SessionRow.token_hash).where(col(SessionRow.officer_id) == officer_id)
            hashes = [one for one in (await session.exec(mine)).all() if session_id(one) == wanted]
            await session.exec(delete(SessionRow).where(col(SessionRow.token_hash).in_(hashes)))


async def open_sessions(
    session: AsyncSession, officer_id: UUID, now: datetime, secret: str = ""
) -> tuple[Session, ...]:
    """Sessions that can still be used, that of `secret` first."""
    open_ = select(SessionRow).where(
        col(SessionRow.officer_id) == officer_id,
        col(SessionRow.stage) == str(Stage.FULL),
        col(SessionRow.ends_at) > now,
        col(SessionRow.seen_at) > now - IDLE_LASTS,
    )
    rows = (await session.exec(open_.order_by(col(SessionRow.seen_at).desc()))).all()
    here = session_hash(secret)
    found = [
        Session(row.started_at, row.seen_at, row.token_hash == here, session_id(row.token_hash), row.browser)
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: not one.here))


def masked(email: str) -> str:
    """An address that its owner knows again and nobody else learns: s•••@lampungprov.go.id."""
    name, at, domain = email.rpartition("@")
    return f"{name[:1]}•••{at}{domain}"
