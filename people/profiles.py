"""What officers may know of their own account: posts, where mail goes, where they are signed in."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlmodel import col, delete, select

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotFound
from foundation.sealing import KeyRing
from people.accounts import IDLE_LASTS, session_hash
from people.actor import Role
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
            now = self._clock.now()
            open_ = select(SessionRow).where(
                col(SessionRow.officer_id) == officer_id,
                col(SessionRow.ends_at) > now,
                col(SessionRow.seen_at) > now - IDLE_LASTS,
            )
            rows = (await session.exec(open_.order_by(col(SessionRow.seen_at).desc()))).all()
        here = session_hash(secret)
        sessions = [Session(row.started_at, row.seen_at, row.token_hash == here) for row in rows]
        return Profile(
            officer.username,
            officer.name,
            masked(self._keys.open(officer.email, "officers.email")) if officer.email else "",
            tuple(HeldPost(Role(post.role), post.unit, post.starts_on, post.ends_on) for post in posts),
            tuple(sorted(sessions, key=lambda one: not one.here)),
        )

    async def end_others(self, officer_id: UUID, secret: str) -> None:
        """End all sessions of this officer but the one that asks."""
        gone = delete(SessionRow).where(
            col(SessionRow.officer_id) == officer_id, col(SessionRow.token_hash) != session_hash(secret)
        )
        async with self._database.transaction() as session:
            await session.exec(gone)


def masked(email: str) -> str:
    """An address that its owner knows again and nobody else learns: s•••@lampungprov.go.id."""
    name, at, domain = email.rpartition("@")
    return f"{name[:1]}•••{at}{domain}"
