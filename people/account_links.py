"""Links with which somebody sets the password of an account: an invitation, or a reset. Each opens once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import update
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotFound, Refused
from foundation.language import mark as _
from foundation.sealing import CannotOpen, KeyRing
from people.account_changes import note
from people.account_mails import PLACE, WANTED, forget_earlier, owe, owe_new_password
from people.account_rules import AccountRules
from people.entrance import Entrance
from people.passwords import hashed
from people.sessions import end_all
from people.tables import AccountLinkRow, AccountMailRow, OfficerRow
from people.tries import Visit

INVITATION_LASTS = timedelta(hours=72)
RESET_LASTS = timedelta(hours=2)
"""Of a link somebody asked for themselves."""
GIVEN_LASTS = timedelta(hours=24)
"""Of a reset an administrator gave."""
_PURPOSE = "account link"
_NO_LINK = _("Alamat ini tidak lengkap atau keliru. Salin seluruh alamat yang Anda terima.")
_OVER = _("Tautan ini sudah dipakai atau sudah lewat waktunya. Minta yang baru.")


class Opened(msgspec.Struct, frozen=True):
    """A link that still opens, and whose account it is for."""

    link_id: UUID
    officer_id: UUID
    username: str
    name: str
    purpose: str


def token(keys: KeyRing, link_id: UUID) -> str:
    """The secret of a link; it follows from the id, so that neither it nor a hash of it is stored."""
    return keys.token(_PURPOSE, link_id.bytes)


def make(session: AsyncSession, officer_id: UUID, purpose: str, expires_at: datetime) -> UUID:
    """Add a link in the caller's transaction."""
    link = AccountLinkRow(link_id=uuid4(), officer_id=officer_id, purpose=purpose, expires_at=expires_at)
    session.add(link)
    return link.link_id


async def forget_links(session: AsyncSession, officer_id: UUID) -> None:
    """No link of this account opens any more."""
    await session.exec(delete(AccountLinkRow).where(col(AccountLinkRow.officer_id) == officer_id))


class AccountLinks:
    """Looking at a link changes nothing: programs that read mails open every address in them."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, entrance: Entrance) -> None:
        self._database, self._clock, self._keys, self._entrance = database, clock, keys, entrance

    async def look(self, link_id: UUID, shown: str) -> Opened:
        """Raises NotFound for an address that is not ours, Refused for a link that is over."""
        if not self._keys.token_matches(shown.encode("ascii", "replace").decode(), _PURPOSE, link_id.bytes):
            raise NotFound(_NO_LINK)
        asked = (
            select(AccountLinkRow, OfficerRow)
            .join(OfficerRow, col(OfficerRow.officer_id) == col(AccountLinkRow.officer_id))
            .where(
                col(AccountLinkRow.link_id) == link_id,
                col(AccountLinkRow.used_at).is_(None),
                col(AccountLinkRow.expires_at) > self._clock.now(),
                col(OfficerRow.disabled_at).is_(None),
            )
        )
        async with self._database.reading() as session:
            found = (await session.exec(asked)).first()
        if found is None:
            raise Refused(_OVER)
        link, officer = found
        return Opened(link_id, officer.officer_id, officer.username, officer.name, link.purpose)

    async def use(
        self, link_id: UUID, shown: str, password: str, visit: Visit, rules: AccountRules, own: Iterable[str] = ()
    ) -> str:
        """Set the password and end all sessions; a new session's secret. Raises NotFound, Refused, Invalid."""
        opened, now = await self.look(link_id, shown), self._clock.now()
        kept = await hashed(password, (opened.username, opened.name, *own), rules.password_length)
        once = update(AccountLinkRow).where(
            col(AccountLinkRow.link_id) == link_id, col(AccountLinkRow.used_at).is_(None)
        )
        async with self._database.transaction() as session:
            if not (await session.exec(once.values(used_at=now))).rowcount:
                raise Refused(_OVER)
            officer = (await session.exec(select(OfficerRow).where(OfficerRow.officer_id == opened.officer_id))).one()
            officer.password = kept
            session.add(officer)
            await end_all(session, officer.officer_id)
            what = "invitation.taken" if opened.purpose == "invitation" else "password.set"
            note(session, self._keys, now, officer.officer_id, officer.officer_id, what)
            if opened.purpose == "reset":
                await owe_new_password(session, officer.officer_id, now)
            secret = await self._entrance.enter_within(session, officer, visit, rules, told=True)
            await forget_links(session, officer.officer_id)
            return secret

    async def change_password(
        self, officer_id: UUID, password: str, secret: str, rules: AccountRules, own: Iterable[str] = ()
    ) -> None:
        """Another password for whoever is signed in with `secret`; other sessions and links end. Raises Invalid."""
        async with self._database.transaction() as session:
            officer = (await session.exec(select(OfficerRow).where(OfficerRow.officer_id == officer_id))).one()
            officer.password = await hashed(password, (officer.username, officer.name, *own), rules.password_length)
            session.add(officer)
            await end_all(session, officer_id, but=secret)
            await forget_links(session, officer_id)
            note(session, self._keys, self._clock.now(), officer_id, officer_id, "password.set")
            await owe_new_password(session, officer_id, self._clock.now())

    async def ask(self, typed: str) -> None:
        """Keep what somebody typed who forgot a password, whether or not there is such an account."""
        now = self._clock.now()
        row = AccountMailRow(
            mail_id=uuid4(), purpose="forgotten", wanted=self._keys.seal(typed, WANTED), made_at=now, due_at=now
        )
        async with self._database.transaction() as session:
            session.add(row)

    async def answer(self) -> int:
        """Turn what was asked into links and mails; run by one worker at a time. How many mails are owed of it."""
        asked = select(AccountMailRow).where(col(AccountMailRow.wanted).is_not(None))
        async with self._database.transaction() as session:
            waiting = (await session.exec(asked.limit(100))).all()
            officers = (await session.exec(_ACTIVE)).all() if waiting else []
            found = [officer for row in waiting for officer in officers if self._meant(row, officer)]
            for officer in {one.officer_id: one for one in found}.values():
                now = self._clock.now()
                link_id = make(session, officer.officer_id, "reset", now + RESET_LASTS)
                owe(session, "reset", officer.officer_id, now, link_id)
            for row in waiting:
                await session.delete(row)
        return len(found)

    def _meant(self, row: AccountMailRow, officer: OfficerRow) -> bool:
        """Whether this is the name or the address somebody typed; of few officers each address is opened in turn."""
        try:
            typed = self._keys.open(row.wanted or b"", WANTED)
            email = self._keys.open(officer.email or b"", PLACE)
        except (CannotOpen, IndexError):
            return False
        return typed in (officer.username, email.lower())

    async def sweep(self) -> None:
        """Forget links that are over, and addresses that accounts had long ago."""
        async with self._database.transaction() as session:
            await session.exec(delete(AccountLinkRow).where(col(AccountLinkRow.expires_at) < self._clock.now()))
            await forget_earlier(session, self._clock.now())


_ACTIVE = select(OfficerRow).where(col(OfficerRow.disabled_at).is_(None), col(OfficerRow.email).is_not(None))
