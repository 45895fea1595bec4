"""Officers' accounts: who has one, and who is behind a session."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import delete, update
from sqlalchemy import select as pick
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from foundation.sealing import CannotOpen, KeyRing
from people.account_changes import note
from people.account_mails import PLACE
from people.account_rules import USUAL, AccountRules
from people.acting import with_posts
from people.actor import Actor, Reach, Role
from people.chat_ties import unlink
from people.delegations import end_those, of_account, of_vacancy
from people.held_posts import day_in, held_posts
from people.passwords import hashed
from people.sessions import IDLE_LASTS, Stage, end_all, session_hash
from people.tables import OfficerRow, PostRow, SecondFactorRow, SessionRow
from people.telegram import Chats

_SEEN_EVERY = timedelta(minutes=1)


class Account(msgspec.Struct, frozen=True):
    """An account as an administrator sees it."""

    id: UUID
    username: str
    name: str
    posts: tuple[tuple[Role, str], ...]
    disabled: bool
    invited: bool = False
    """Whether nobody has signed in with it yet, nor set its password."""
    second_factor: bool = False
    signed_in_at: datetime | None = None
    """The last time."""


class SignedIn(msgspec.Struct, frozen=True):
    """Who is behind a session."""

    actor: Actor
    username: str
    name: str
    proved_at: datetime | None = None
    """When they last showed a password or a code."""


class Accounts:
    """Everything about accounts; each call is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def add(
        self, username: str, name: str, password: str, posts: Sequence[tuple[Role, str]], email: str | None = None
    ) -> UUID:
        """Make an account; raises Invalid where the name is taken, or the password too short or too easily guessed."""
        kept = await hashed(password, (username, name))
        async with self._database.transaction() as session:
            return await self.add_within(session, username, name, kept, posts, email)

    async def add_within(
        self,
        session: AsyncSession,
        username: str,
        name: str,
        kept: str | None,
        posts: Sequence[tuple[Role, str]],
        email: str | None = None,
        by: UUID | None = None,
    ) -> UUID:
        """Make an account with an already hashed password, or with none yet, in the caller's transaction.

        Its posts begin on the day that it is in their units.
        """
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
            email=self._keys.seal(email, PLACE) if email else None,
            password=kept,
            created_at=now,
        )
        session.add(officer)
        await session.flush()
        for role, unit in posts:
            today = await day_in(session, unit, now)
            session.add(
                PostRow(post_id=uuid7(), officer_id=officer.officer_id, role=str(role), unit=unit, starts_on=today)
            )
        for role, unit in posts:
            await end_those(session, now, by, "filled", of_vacancy(role, unit))
        held = ", ".join(f"{role} {unit}" for role, unit in posts)
        note(session, self._keys, now, officer.officer_id, by, "added" if kept else "invited", after=held)
        return officer.officer_id

    async def all(self) -> list[Account]:
        return await self.found()

    async def found(self, words: str = "", role: Role | None = None, unit: str | None = None) -> list[Account]:
        """Those that hold such a post today, each word in their name, user name or address. Of few each is opened."""
        async with self._database.reading() as session:
            officers = (await session.exec(select(OfficerRow).order_by(OfficerRow.username))).all()
            posts = (await session.exec(pick(held_posts(self._clock.now())))).all()  # type: ignore[call-overload]
            factors = set((await session.exec(select(SecondFactorRow.officer_id))).all())
        held: dict[UUID, list[tuple[Role, str]]] = {}
        for post in posts:
            held.setdefault(post.officer_id, []).append((Role(post.role), post.unit))
        wanted = words.casefold().split()

        def fits(officer: OfficerRow) -> bool:
            mine = held.get(officer.officer_id, ())
            if (role or unit) and not any(role in (None, r) and unit in (None, u) for r, u in mine):
                return False
            return not wanted or all(word in self._known_by(officer) for word in wanted)

        return [
            Account(
                o.officer_id,
                o.username,
                o.name,
                tuple(dict.fromkeys(held.get(o.officer_id, ()))),
                o.disabled_at is not None,
                o.password is None and o.signed_in_at is None,
                o.officer_id in factors,
                o.signed_in_at,
            )
            for o in officers
            if fits(o)
        ]

    def _known_by(self, officer: OfficerRow) -> str:
        """All that somebody may be looked for by, folded."""
        try:
            email = self._keys.open(officer.email, PLACE) if officer.email else ""
        except CannotOpen:
            email = ""
        return f"{officer.name}\n{officer.username}\n{email}".casefold()

    async def names(self) -> dict[UUID, str]:
        """Of all who have an account, or had one."""
        async with self._database.reading() as session:
            return dict((await session.exec(select(OfficerRow.officer_id, OfficerRow.name))).all())

    async def disable(self, username: str, by: UUID | None = None) -> None:
        """The account can no longer sign in; its sessions end now, and no chat is its own. Raises NotFound."""
        async with self._database.transaction() as session:
            officer = (await session.exec(select(OfficerRow).where(OfficerRow.username == username.lower()))).first()
            if officer is None:
                raise NotFound("Tidak ada akun bernama “{username}”.", username=username)
            if officer.disabled_at is None:
                officer.disabled_at = self._clock.now()
                note(session, self._keys, officer.disabled_at, officer.officer_id, by, "disabled")
                await end_those(session, officer.disabled_at, by, "account", of_account(officer.officer_id))
            session.add(officer)
            await end_all(session, officer.officer_id)
            await unlink(session, Chats(self._keys), officer.officer_id)

    async def sign_out(self, secret: str) -> None:
        async with self._database.transaction() as session:
            await session.exec(delete(SessionRow).where(col(SessionRow.token_hash) == session_hash(secret)))

    async def signed_in(
        self, secret: str, reach: Reach, rules: AccountRules = USUAL, *, awake: bool = True
    ) -> SignedIn | None:
        """Who holds this session, with the posts held today; None where it ended, was revoked or never was.

        `awake`: whether it is a person who asks; what a page asks by itself keeps no session from ending.
        """
        now = self._clock.now()
        async with self._database.reading() as session:
            found = (
                await session.exec(
                    select(OfficerRow, SessionRow, SecondFactorRow.officer_id)
                    .join(SessionRow, col(SessionRow.officer_id) == col(OfficerRow.officer_id))
                    .outerjoin(SecondFactorRow, col(SecondFactorRow.officer_id) == col(OfficerRow.officer_id))
                    .where(
                        col(SessionRow.token_hash) == session_hash(secret),
                        col(SessionRow.stage) == str(Stage.FULL),
                        col(OfficerRow.disabled_at).is_(None),
                    )
                )
            ).first()
            if found is None:
                return None
            officer, held, factor = found
            if now >= held.ends_at or now >= held.seen_at + IDLE_LASTS:
                return None
            actor = await with_posts(session, officer.officer_id, now, reach)
            if factor is None and actor.holds_role(*rules.second_factor):
                # A post may begin while its holder is signed in; at the door they were not asked about it.
                earlier = await with_posts(session, officer.officer_id, held.started_at, reach)
                if not earlier.holds_role(*rules.second_factor):
                    return None
        if awake and now - held.seen_at > _SEEN_EVERY:
            await self._seen(held.token_hash, now)
        return SignedIn(actor, officer.username, officer.name, held.proved_at)

    async def _seen(self, token_hash: bytes, now: datetime) -> None:
        async with self._database.transaction() as session:
            await session.exec(update(SessionRow).where(col(SessionRow.token_hash) == token_hash).values(seen_at=now))

    async def sweep(self) -> None:
        """Forget sessions that have ended."""
        async with self._database.transaction() as session:
            await session.exec(delete(SessionRow).where(col(SessionRow.ends_at) < self._clock.now()))
