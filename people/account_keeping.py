"""What administrators do about accounts: invite, correct, give and end posts, disable, end sessions; each noted."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import select as pick
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from foundation.sealing import KeyRing
from people.account_changes import note
from people.account_links import GIVEN_LASTS, INVITATION_LASTS, forget_links, make
from people.account_mails import PLACE, move, owe
from people.account_rules import USUAL, AccountRules
from people.accounts import Accounts
from people.actor import Role
from people.delegations import end_those, of_vacancy, read, resting_on, standing_in
from people.held_posts import day_in, held_posts
from people.own_posts import TAKEN, taken
from people.profiles import Session, masked, open_sessions
from people.sessions import end_all
from people.tables import (
    AccountLinkRow,
    OfficerRow,
    OutsideIdentityRow,
    PostRow,
    SecondFactorRow,
)

_HELD = {"role": _("Jabatan ini sudah dipegangnya pada hari-hari itu.")}
_ACTING = {"starts_on": _("Pada hari itu masih ada Plt.; akhiri dahulu pelimpahannya, atau mulai sesudahnya.")}


class Given(NamedTuple):
    """A link that was made, until when it opens, and whether it goes out by mail."""

    link_id: UUID
    expires_at: datetime
    mailed: bool


class KeptPost(msgspec.Struct, frozen=True):
    """A post held, or to be held."""

    id: UUID
    role: Role
    unit: str
    starts_on: date
    ends_on: date | None


class Kept(msgspec.Struct, frozen=True):
    """An account as an administrator looks after it."""

    id: UUID
    username: str
    name: str
    email: str
    """Whole: the administrator writes it."""
    disabled_at: datetime | None
    created_at: datetime
    signed_in_at: datetime | None
    has_password: bool
    link_until: datetime | None
    """Until when a link that was given opens."""
    factor_since: datetime | None
    sign_on_since: datetime | None
    """Since when it is signed in to by single sign-on."""
    posts: tuple[KeptPost, ...]
    sessions: tuple[Session, ...]


class AccountKeeping:
    """`by` is the administrator. Everything raises NotFound for a name that has no account."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, accounts: Accounts, mails: bool) -> None:
        self._database, self._clock, self._keys = database, clock, keys
        self._accounts, self._mails = accounts, mails

    async def invite(
        self, by: UUID, username: str, name: str, email: str | None, posts: Sequence[tuple[Role, str]]
    ) -> Given:
        """Make an account without a password, and the link with which its owner sets one. Raises Invalid."""
        async with self._database.transaction() as session:
            officer_id = await self._accounts.add_within(session, username, name, None, posts, email, by)
            return self._link(session, officer_id, "invitation", INVITATION_LASTS, email is not None)

    async def give_link(self, by: UUID, username: str) -> Given:
        """A new link: an invitation while there is no password yet, else a reset. Earlier ones open no more."""
        async with self._database.transaction() as session:
            officer = await self._officer(session, username)
            if officer.disabled_at is not None:
                raise Invalid(_("Aktifkan dulu akun ini."))
            await forget_links(session, officer.officer_id)
            fresh = officer.password is None
            what, lasts = ("invitation", INVITATION_LASTS) if fresh else ("reset", GIVEN_LASTS)
            note(session, self._keys, self._clock.now(), officer.officer_id, by, f"{what}.given")
            return self._link(session, officer.officer_id, what, lasts, officer.email is not None)

    async def kept(self, username: str) -> Kept:
        now = self._clock.now()
        async with self._database.reading() as session:
            officer = await self._officer(session, username)
            mine = officer.officer_id
            posts = select(PostRow).where(col(PostRow.officer_id) == mine)
            links = select(AccountLinkRow.expires_at).where(
                col(AccountLinkRow.officer_id) == mine,
                col(AccountLinkRow.used_at).is_(None),
                col(AccountLinkRow.expires_at) > now,
            )
            outside = select(OutsideIdentityRow.linked_at).where(col(OutsideIdentityRow.officer_id) == mine)
            factor = await session.get(SecondFactorRow, mine)
            return Kept(
                mine,
                officer.username,
                officer.name,
                self._keys.open(officer.email, PLACE) if officer.email else "",
                officer.disabled_at,
                officer.created_at,
                officer.signed_in_at,
                officer.password is not None,
                max((await session.exec(links)).all(), default=None),
                factor.since if factor else None,
                (await session.exec(outside)).first(),
                tuple(
                    KeptPost(one.post_id, Role(one.role), one.unit, one.starts_on, one.ends_on)
                    for one in (await session.exec(posts.order_by(col(PostRow.starts_on).desc()))).all()
                ),
                await open_sessions(session, mine, now),
            )

    async def correct(self, by: UUID, username: str, name: str, email: str | None) -> None:
        """Another name or address; the old address is told, and a link that went to it opens no more."""
        now = self._clock.now()
        async with self._database.transaction() as session:
            officer = await self._officer(session, username)
            mine = officer.officer_id
            if name != officer.name:
                note(session, self._keys, now, mine, by, "name", officer.name, name)
                officer.name = name
            before = self._keys.open(officer.email, PLACE) if officer.email else None
            if email != before:
                note(session, self._keys, now, mine, by, "email", masked(before or ""), masked(email or ""))
                await move(session, self._keys, officer, email, now)
                await forget_links(session, mine)
            session.add(officer)

    async def add_post(
        self,
        by: UUID,
        username: str,
        role: Role,
        unit: str,
        starts_on: date | None = None,
        ends_on: date | None = None,
        rules: AccountRules = USUAL,
    ) -> None:
        """A further post, from a day (today, where none is named) to its last one. Raises Invalid, naming the fields.

        Whoever acted while nobody held it does so no more. Whether somebody may take it themselves, `rules` say.
        """
        now = self._clock.now()
        async with self._database.transaction() as session:
            officer = await self._officer(session, username)
            today = await day_in(session, unit, now)
            first = starts_on or today
            faults = _wrong_days(today, first, ends_on)
            held = select(PostRow).where(
                col(PostRow.officer_id) == officer.officer_id,
                col(PostRow.role) == str(role),
                col(PostRow.unit) == unit,
            )
            if any(_meet(one, first, ends_on) for one in (await session.exec(held)).all()):
                faults |= _HELD
            vacancy = await read(session, of_vacancy(role, unit))
            if first > today and any(not one.over(now) and one.ends_on >= first for one in vacancy):
                faults |= _ACTING
            if faults:
                raise Invalid(fields=faults)
            own = await taken(session, by, officer.officer_id, role, rules, now, "role")
            if first == today:
                await end_those(session, now, by, "filled", of_vacancy(role, unit))
            session.add(
                PostRow(
                    post_id=uuid7(),
                    officer_id=officer.officer_id,
                    role=str(role),
                    unit=unit,
                    starts_on=first,
                    ends_on=ends_on,
                )
            )
            days = "" if first == today and ends_on is None else f" {first}..{ends_on or ''}"
            what = TAKEN if own else "post.added"
            note(session, self._keys, now, officer.officer_id, by, what, after=f"{role} {unit}{days}")

    async def end_post(self, by: UUID, username: str, post_id: UUID) -> None:
        """A post ends now: yesterday was its last day, or it never was one. What was delegated of it ends with it.

        Raises NotFound where it is over.
        """
        now = self._clock.now()
        async with self._database.transaction() as session:
            officer = await self._officer(session, username)
            post = await session.get(PostRow, post_id)
            if post is None or post.officer_id != officer.officer_id:
                raise NotFound()
            yesterday = await day_in(session, post.unit, now) - timedelta(days=1)
            if post.ends_on is not None and post.ends_on <= yesterday:
                raise NotFound()
            if post.starts_on > yesterday:
                await session.delete(post)
            else:
                post.ends_on = yesterday
                session.add(post)
            await session.flush()
            left = select(PostRow.role, PostRow.unit).where(
                col(PostRow.officer_id) == officer.officer_id,
                col(PostRow.ends_on).is_(None) | (col(PostRow.ends_on) > yesterday),
            )
            held = (await session.exec(left)).all()
            if (post.role, post.unit) not in held:  # held again from a later day, or now and not then: it rests on that
                await end_those(session, now, by, "post", resting_on(officer.officer_id, post.role, post.unit))
            if not held:
                # Whoever has no post of their own any more stands in for nobody.
                await end_those(session, now, by, "post", standing_in(officer.officer_id))
            note(session, self._keys, now, officer.officer_id, by, "post.ended", before=f"{post.role} {post.unit}")

    async def enable(self, by: UUID, username: str) -> None:
        """A disabled account may sign in again, with what it had."""
        async with self._database.transaction() as session:
            officer = await self._officer(session, username)
            if officer.disabled_at is None:
                return
            officer.disabled_at = None
            session.add(officer)
            note(session, self._keys, self._clock.now(), officer.officer_id, by, "enabled")

    async def end_sessions(self, by: UUID, username: str) -> None:
        """Wherever it is signed in, it has to sign in again."""
        async with self._database.transaction() as session:
            officer = await self._officer(session, username)
            await end_all(session, officer.officer_id)
            note(session, self._keys, self._clock.now(), officer.officer_id, by, "sessions.ended")

    async def step_up(self, by: UUID, officer_id: UUID, role: Role, rules: AccountRules) -> None:
        """Whoever got a post that asks for a second factor, and has none, has to sign in again and set one up.

        A post that begins another day is asked about when it does, see `Accounts.signed_in`.
        """
        if role not in rules.second_factor:
            return
        held = held_posts(self._clock.now())
        today = pick(held.c.role).where(held.c.officer_id == officer_id, held.c.role == str(role))
        async with self._database.transaction() as session:
            begun = (await session.exec(today)).first() is not None  # type: ignore[call-overload]
            if begun and await session.get(SecondFactorRow, officer_id) is None:
                await end_all(session, officer_id)
                note(session, self._keys, self._clock.now(), officer_id, by, "sessions.ended")

    async def part_from_sign_on(self, by: UUID, username: str) -> None:
        """No account elsewhere signs in to this one any more."""
        async with self._database.transaction() as session:
            officer = await self._officer(session, username)
            mine = col(OutsideIdentityRow.officer_id) == officer.officer_id
            if (await session.exec(select(OutsideIdentityRow).where(mine))).first() is not None:
                await session.exec(delete(OutsideIdentityRow).where(mine))
                note(session, self._keys, self._clock.now(), officer.officer_id, by, "sign_on.parted")

    def _link(self, session: AsyncSession, officer_id: UUID, purpose: str, lasts: timedelta, reachable: bool) -> Given:
        now, mailed = self._clock.now(), self._mails and reachable
        link_id = make(session, officer_id, purpose, now + lasts)
        if mailed:
            owe(session, purpose, officer_id, now, link_id)
        return Given(link_id, now + lasts, mailed)

    async def _officer(self, session: AsyncSession, username: str) -> OfficerRow:
        officer = (await session.exec(select(OfficerRow).where(OfficerRow.username == username.lower()))).first()
        if officer is None:
            raise NotFound("Tidak ada akun bernama “{username}”.", username=username)
        return officer


def _wrong_days(today: date, first: date, last: date | None) -> dict[str, str]:
    """Posts begin today or later: what was done before was done without them."""
    if first < today:
        return {"starts_on": _("Mulai paling awal hari ini.")}
    return {"ends_on": _("Hari terakhir tidak boleh sebelum hari pertama.")} if last and last < first else {}


def _meet(post: PostRow, first: date, last: date | None) -> bool:
    """Whether a post is held on any of these days."""
    begun = last is None or post.starts_on <= last
    return begun and (post.ends_on is None or post.ends_on >= first)
