"""Second factors: codes of an authenticator app (RFC 6238), and recovery codes for whoever lost it."""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from uuid import UUID

import msgspec
import pyotp
from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotAllowed
from foundation.language import mark as _
from foundation.sealing import CannotOpen, KeyRing
from foundation.writes import table_of
from people.account_changes import note
from people.account_mails import owe
from people.tables import RecoveryCodeRow, SecondFactorRow

STEP = 30
"""Seconds for which a code stands; one step before and after is taken as well, for clocks that differ."""
CODES = 10
"""Recovery codes an account has at a time."""
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nothing that looks like something else: no 0, O, 1, I, L, U."""
_OFFER, _SECRET = "second_factors.offer", "second_factors.secret"
_WRONG = _("Kode tidak cocok. Tunggu kode berikutnya di aplikasi, lalu tulis enam angkanya.")


class Standing(msgspec.Struct, frozen=True):
    """Whether an account has a second factor, since when, and how many recovery codes are left."""

    since: datetime | None
    codes_left: int


class Offer(msgspec.Struct, frozen=True):
    """A secret for an app, and the same sealed for the form: nothing is kept before a code of it was shown."""

    secret: str
    sealed: str


class SecondFactors:
    """One account at a time."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    def offer(self, officer_id: UUID, sealed: str = "") -> Offer:
        """A new secret, or the one that this form already offered to this account."""
        secret = self._offered(officer_id, sealed) or pyotp.random_base32()
        return Offer(secret, urlsafe_b64encode(self._keys.seal(f"{officer_id} {secret}", _OFFER)).decode())

    async def standing(self, officer_id: UUID) -> Standing:
        async with self._database.reading() as session:
            held = await session.get(SecondFactorRow, officer_id)
            left = select(func.count()).where(
                col(RecoveryCodeRow.officer_id) == officer_id, col(RecoveryCodeRow.used_at).is_(None)
            )
            return Standing(held.since if held else None, (await session.exec(left)).one() if held else 0)

    async def confirm(self, officer_id: UUID, sealed: str, code: str, *, first: bool = False) -> list[str]:
        """From now on codes of this app are asked for; its recovery codes, shown this once. Raises Invalid.

        `first`: for whoever has shown a password and no more. It replaces nothing; raises NotAllowed where another app
        is asked for already.
        """
        now, secret = self._clock.now(), self._offered(officer_id, sealed)
        step = right_step(secret, code, now) if secret else None
        if secret is None or step is None:
            raise Invalid(_WRONG, fields={"code": _WRONG})
        values = {"secret": self._keys.seal(secret, _SECRET), "last_step": step, "since": now}
        async with self._database.transaction() as session:
            before = await session.get(SecondFactorRow, officer_id)
            kept = insert(table_of(SecondFactorRow)).values(officer_id=officer_id, **values)
            if not first:
                await session.exec(kept.on_conflict_do_update(index_elements=["officer_id"], set_=values))
            elif not (await session.exec(kept.on_conflict_do_nothing())).rowcount:
                raise NotAllowed()
            what = "factor.replaced" if before else "factor.added"
            note(session, self._keys, now, officer_id, officer_id, what)
            owe(session, what, officer_id, now)
            return await self._fresh_codes(session, officer_id)

    async def renew_codes(self, officer_id: UUID) -> list[str]:
        """New recovery codes; those before open nothing any more."""
        async with self._database.transaction() as session:
            note(session, self._keys, self._clock.now(), officer_id, officer_id, "codes.renewed")
            return await self._fresh_codes(session, officer_id)

    async def remove(self, officer_id: UUID, by: UUID) -> None:
        """No codes are asked for any more."""
        now = self._clock.now()
        async with self._database.transaction() as session:
            if await session.get(SecondFactorRow, officer_id) is None:
                return
            for table in (SecondFactorRow, RecoveryCodeRow):
                await session.exec(delete(table).where(col(table.officer_id) == officer_id))
            note(session, self._keys, now, officer_id, by, "factor.removed")
            owe(session, "factor.removed", officer_id, now)

    async def accepted(self, session: AsyncSession, officer_id: UUID, code: str) -> bool:
        """Whether the code is right, and use it up: of the app, or a recovery code. In the caller's transaction."""
        held = await session.get(SecondFactorRow, officer_id)
        if held is None:
            return False
        step = right_step(self._keys.open(held.secret, _SECRET), code, self._clock.now())
        if step is not None:
            newer = update(table_of(SecondFactorRow)).where(
                col(SecondFactorRow.officer_id) == officer_id, col(SecondFactorRow.last_step) < step
            )
            return bool((await session.exec(newer.values(last_step=step))).rowcount)
        return await self._recovered(session, officer_id, code)

    async def _recovered(self, session: AsyncSession, officer_id: UUID, code: str) -> bool:
        now = self._clock.now()
        unused = update(table_of(RecoveryCodeRow)).where(
            col(RecoveryCodeRow.officer_id) == officer_id,
            col(RecoveryCodeRow.code) == self._kept(officer_id, code),
            col(RecoveryCodeRow.used_at).is_(None),
        )
        if not (await session.exec(unused.values(used_at=now))).rowcount:
            return False
        note(session, self._keys, now, officer_id, officer_id, "code.used")
        owe(session, "code.used", officer_id, now)
        return True

    async def _fresh_codes(self, session: AsyncSession, officer_id: UUID) -> list[str]:
        await session.exec(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.officer_id) == officer_id))
        codes = recovery_codes()
        session.add_all(RecoveryCodeRow(officer_id=officer_id, code=self._kept(officer_id, code)) for code in codes)
        return codes

    def _kept(self, officer_id: UUID, code: str) -> bytes:
        """What is kept of a recovery code: it has 49 bits, and the key of the hash is not in the database."""
        plain = "".join(code.upper().split()).replace("-", "")
        return self._keys.mac("recovery code", officer_id.bytes + plain.encode("utf-8", "replace"))

    def _offered(self, officer_id: UUID, sealed: str) -> str | None:
        """The secret a form brought back; None where it is not ours, or was made for somebody else."""
        try:
            owner, secret = self._keys.open(urlsafe_b64decode(sealed.encode()), _OFFER).split()
        except (CannotOpen, ValueError, IndexError):
            return None
        return secret if owner == str(officer_id) else None


def right_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is, of the one that runs and its neighbours; None where it is of none."""
    digits, app = "".join(code.split()), pyotp.TOTP(secret, interval=STEP)
    if len(digits) != app.digits or not (digits.isascii() and digits.isdigit()):
        return None
    current = int(now.timestamp()) // STEP
    found = [
        step for step in (current - 1, current, current + 1) if hmac.compare_digest(app.generate_otp(step), digits)
    ]
    return found[-1] if found else None


def recovery_codes() -> list[str]:
    """Ten codes of ten letters, as they are shown: ABCDE-FGHJK."""
    drawn = ["".join(secrets.choice(_LETTERS) for _letter in range(10)) for _code in range(CODES)]
    return [f"{code[:5]}-{code[5:]}" for code in drawn]


def app_address(secret: str, username: str, issuer: str) -> str:
    """What the QR code says to an authenticator app."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=username, issuer_name=issuer)


def spelled(secret: str) -> str:
    """The secret in groups of four, for whoever types it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
