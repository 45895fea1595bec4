"""Single sign-on: out to the provider and back, and which of our accounts somebody signed in there has."""

import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotAllowed
from foundation.language import mark as _
from foundation.sealing import CannotOpen, KeyRing
from people.account_changes import note
from people.account_mails import owe
from people.account_rules import AccountRules
from people.entrance import Entrance
from people.provider import Claims, NotProven, Provider
from people.tables import OfficerRow, OutsideIdentityRow, SignOnRow
from people.tries import Visit

LASTS = timedelta(minutes=10)
"""How long somebody may take at the provider."""
_VERIFIER, _EMAIL, _SUBJECT = "sign_ons.verifier", "officers.email", "outside_identities.subject"
_UNKNOWN = _(
    "Anda sudah dikenali, tetapi belum ada akun petugas untuk Anda di sini. Minta administrator mengundang Anda dengan "
    "alamat email yang sama."
)


class Begun(NamedTuple):
    """Where to send the browser, and the secret that it keeps in a cookie meanwhile."""

    address: str
    browser: str


class Arrived(NamedTuple):
    """A session's secret, whose it is, and the address to go on to."""

    secret: str
    username: str
    onward: str


class SignOn:
    """One provider. No account is made here: who has none is told whom to ask."""

    def __init__(self, provider: Provider, database: Database, clock: Clock, keys: KeyRing, entrance: Entrance) -> None:
        self._provider, self._database, self._clock = provider, database, clock
        self._keys, self._entrance = keys, entrance

    @property
    def name(self) -> str:
        """What people call the account they have there."""
        return self._provider.name

    async def begin(self, redirect: str, onward: str) -> Begun:
        """Raises Unreachable."""
        state, browser, nonce, verifier = (secrets.token_urlsafe(32) for _one in range(4))
        address = await self._provider.address(redirect, state, nonce, verifier)
        now = self._clock.now()
        row = SignOnRow(
            state=_hash(state),
            browser=_hash(browser),
            nonce=nonce,
            verifier=self._keys.seal(verifier, _VERIFIER),
            onward=onward,
            expires_at=now + LASTS,
        )
        async with self._database.transaction() as session:
            await session.exec(delete(SignOnRow).where(col(SignOnRow.expires_at) < now))
            session.add(row)
        return Begun(address, browser)

    async def arrive(
        self, state: str, browser: str, code: str, redirect: str, visiting: Callable[[str], Visit], rules: AccountRules
    ) -> Arrived:
        """Whoever came back signed in; `visiting` makes their visit of their user name. A state answers once.

        Raises NotProven, NotAllowed, Unreachable.
        """
        row = await self._taken(state)
        if row is None or not hmac.compare_digest(row.browser, _hash(browser)) or not code:
            raise NotProven()
        try:
            verifier = self._keys.open(row.verifier, _VERIFIER)
        except CannotOpen as fault:
            raise NotProven() from fault
        claims = await self._provider.claims(code, redirect, row.nonce, verifier, self._clock.now())
        satisfied = bool(claims.methods & self._provider.registration.second_factor)
        async with self._database.transaction() as session:
            officer = await self._officer(session, claims)
            if officer is None or officer.disabled_at is not None:
                raise NotAllowed(_UNKNOWN)
            visit = visiting(officer.username)
            secret = await self._entrance.enter_within(session, officer, visit, rules, proven=satisfied)
            return Arrived(secret, officer.username, row.onward)

    async def _taken(self, state: str) -> SignOnRow | None:
        """What was begun with this state, which is over with that."""
        async with self._database.transaction() as session:
            begun = select(SignOnRow).where(
                col(SignOnRow.state) == _hash(state), col(SignOnRow.expires_at) > self._clock.now()
            )
            row = (await session.exec(begun.with_for_update())).first()
            if row is not None:
                await session.delete(row)
            return row

    async def _officer(self, session: AsyncSession, claims: Claims) -> OfficerRow | None:
        """The account tied to this one, or else the only one with its verified address, which is tied to it now."""
        subject = self._keys.blind(f"{self._provider.registration.issuer}\0{claims.subject}", _SUBJECT)
        tied = await session.get(OutsideIdentityRow, subject)
        if tied is not None:
            return await session.get(OfficerRow, tied.officer_id)
        everybody = select(OfficerRow).where(col(OfficerRow.disabled_at).is_(None), col(OfficerRow.email).is_not(None))
        found = [one for one in (await session.exec(everybody)).all() if claims.email and self._has(one, claims.email)]
        taken = {one.officer_id for one in (await session.exec(select(OutsideIdentityRow))).all()}
        # Two accounts with one address, or one that is tied to somebody else there: an administrator has to look.
        if len(found) != 1 or found[0].officer_id in taken:
            return None
        now, officer = self._clock.now(), found[0]
        session.add(OutsideIdentityRow(subject=subject, officer_id=officer.officer_id, linked_at=now))
        note(session, self._keys, now, officer.officer_id, officer.officer_id, "sign_on.tied")
        owe(session, "sign_on.tied", officer.officer_id, now)
        return officer

    def _has(self, officer: OfficerRow, email: str) -> bool:
        try:
            return self._keys.open(officer.email or b"", _EMAIL).lower() == email
        except (CannotOpen, IndexError):
            return False


def _hash(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "replace")).digest()
