"""Officers' accounts: signing in and out, sessions that can be revoked, and who is behind a session."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import msgspec
from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotAllowed, NotFound
from foundation.language import mark as _
from foundation.limits import Limit, Limits
from foundation.sealing import KeyRing
from people.acting import with_posts
from people.actor import Actor, Reach, Role
from people.chat_ties import unlink
from people.duty import held_at
from people.passwords import hashed, matches, outdated
from people.tables import OfficerRow, PostRow, SessionRow, UnitRow
from people.telegram import Chats

SESSION_LASTS = timedelta(hours=12)
IDLE_LASTS = timedelta(hours=2)
_SEEN_EVERY = timedelta(minutes=1)
SIGN_IN_LIMIT = Limit("sign_in", 10, 300)
"""Tries from one address for one name in five minutes."""
ADDRESS_LIMIT = Limit("sign_in_address", 100, 300)
"""Tries from one address for whatever names: many officers may sit behind one."""


class Account(msgspec.Struct, frozen=True):
    """An account as an administrator sees it."""

    id: UUID
    username: str
    name: str
    posts: tuple[tuple[Role, str], ...]
    disabled: bool


class SignedIn(msgspec.Struct, frozen=True):
    """Who is behind a session."""

    actor: Actor
    username: str
    name: str


class Accounts:
    """Everything about accounts; each call is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock, limits: Limits, keys: KeyRing) -> None:
        self._database, self._clock, self._limits, self._keys = database, clock, limits, keys

    async def add(
        self, username: str, name: str, password: str, posts: Sequence[tuple[Role, str]], email: str | None = None
    ) -> UUID:
        """Make an account; raises Invalid where the name is taken or the password too short."""
        kept = await hashed(password)
        async with self._database.transaction() as session:
            return await self.add_within(session, username, name, kept, posts, email)

    async def add_within(
        self,
        session: AsyncSession,
        username: str,
        name: str,
        kept: str,
        posts: Sequence[tuple[Role, str]],
        email: str | None = None,
    ) -> UUID:
        """Make an account with an already hashed password, in the caller's transaction."""
        username = username.strip().lower()
        taken = await session.exec(select(OfficerRow.officer_id).where(OfficerRow.username == username))
        if taken.first() is not None:
            raise Invalid(
                "Nama pengguna “{username}” sudah dipakai.",
                username=username,
                fields={"username": _("Pilih nama lain.")},
            )
        now = self._clock.now()
        officer = OfficerRow(
            officer_id=uuid7(),
            username=username,
            name=name,
            email=self._keys.seal(email, "officers.email") if email else None,
            password=kept,
            created_at=now,
        )
        session.add(officer)
        await session.flush()
        for role, unit in posts:
            session.add(
                PostRow(post_id=uuid7(), officer_id=officer.officer_id, role=str(role), unit=unit, starts_on=now.date())
            )
        return officer.officer_id

    async def all(self) -> list[Account]:
        async with self._database.reading() as session:
            officers = (await session.exec(select(OfficerRow).order_by(OfficerRow.username))).all()
            held_now = select(PostRow).join(UnitRow, col(UnitRow.code) == col(PostRow.unit))
            posts = (await session.exec(held_now.where(held_at(self._clock.now())))).all()
        held: dict[UUID, list[tuple[Role, str]]] = {}
        for post in posts:
            held.setdefault(post.officer_id, []).append((Role(post.role), post.unit))
        return [
            Account(o.officer_id, o.username, o.name, tuple(held.get(o.officer_id, ())), o.disabled_at is not None)
            for o in officers
        ]

    async def disable(self, username: str) -> None:
        """The account can no longer sign in; its sessions end now, and no chat is its own. Raises NotFound."""
        async with self._database.transaction() as session:
            officer = (await session.exec(select(OfficerRow).where(OfficerRow.username == username.lower()))).first()
            if officer is None:
                raise NotFound("Tidak ada akun bernama “{username}”.", username=username)
            officer.disabled_at = officer.disabled_at or self._clock.now()
            session.add(officer)
            await session.exec(delete(SessionRow).where(col(SessionRow.officer_id) == officer.officer_id))
            await unlink(session, Chats(self._keys), officer.officer_id)

    async def sign_in(self, username: str, password: str, address: str) -> str:
        """A session's secret for the cookie; raises NotAllowed or TooMany, never saying which of the two was wrong."""
        username = username.strip().lower()
        await self._limits.count(SIGN_IN_LIMIT, f"{username}\0{address}")
        await self._limits.count(ADDRESS_LIMIT, address)
        async with self._database.reading() as session:
            officer = (await session.exec(select(OfficerRow).where(OfficerRow.username == username))).first()
        right = await matches(password, officer.password if officer else None)
        if not right or officer is None or officer.disabled_at is not None:
            raise NotAllowed("Nama pengguna atau kata sandi tidak cocok.")
        renewed = await hashed(password) if outdated(officer.password) else None
        secret, now = secrets.token_urlsafe(32), self._clock.now()
        async with self._database.transaction() as session:
            if renewed:
                await session.exec(
                    update(OfficerRow).where(col(OfficerRow.officer_id) == officer.officer_id).values(password=renewed)
                )
            session.add(
                SessionRow(
                    token_hash=session_hash(secret),
                    officer_id=officer.officer_id,
                    started_at=now,
                    seen_at=now,
                    ends_at=now + SESSION_LASTS,
                )
            )
        return secret

    async def sign_out(self, secret: str) -> None:
        async with self._database.transaction() as session:
            await session.exec(delete(SessionRow).where(col(SessionRow.token_hash) == session_hash(secret)))

    async def signed_in(self, secret: str, reach: Reach) -> SignedIn | None:
        """Who holds this session, with the posts held today; None where it ended, was revoked or never was."""
        now = self._clock.now()
        async with self._database.reading() as session:
            found = (
                await session.exec(
                    select(OfficerRow, SessionRow)
                    .join(SessionRow, col(SessionRow.officer_id) == col(OfficerRow.officer_id))
                    .where(col(SessionRow.token_hash) == session_hash(secret), col(OfficerRow.disabled_at).is_(None))
                )
            ).first()
            if found is None:
                return None
            officer, held = found
            if now >= held.ends_at or now >= held.seen_at + IDLE_LASTS:
                return None
            actor = await with_posts(session, officer.officer_id, now, reach)
        if now - held.seen_at > _SEEN_EVERY:
            await self._seen(held.token_hash, now)
        return SignedIn(actor, officer.username, officer.name)

    async def _seen(self, token_hash: bytes, now: datetime) -> None:
        async with self._database.transaction() as session:
            await session.exec(update(SessionRow).where(col(SessionRow.token_hash) == token_hash).values(seen_at=now))

    async def sweep(self) -> None:
        """Forget sessions that have ended."""
        async with self._database.transaction() as session:
            await session.exec(delete(SessionRow).where(col(SessionRow.ends_at) < self._clock.now()))


def session_hash(secret: str) -> bytes:
    """What is kept of a session's secret."""
    return sha256(secret.encode()).digest()
