"""Signing in: the password, then the code where one is asked for, then a session; and showing them again."""

from uuid import UUID

import msgspec
from sqlalchemy import select as pick
from sqlalchemy import update
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotAllowed
from foundation.language import mark as _
from foundation.limits import Limits
from foundation.sealing import KeyRing
from people.account_mails import owe
from people.account_rules import USUAL, AccountRules
from people.held_posts import held_posts
from people.known_devices import known
from people.passwords import hashed_again, matches, outdated
from people.second_factors import SecondFactors
from people.sessions import Stage, begin, session_hash
from people.tables import OfficerRow, SecondFactorRow, SessionRow
from people.tries import Tries, Visit

_WRONG = _("Nama pengguna atau kata sandi tidak cocok.")
_WRONG_CODE = _("Kode tidak cocok, atau sudah pernah dipakai. Tunggu kode berikutnya, atau pakai kode cadangan.")
_NOT_NOW = _("Kata sandi atau kode tidak cocok.")


class Halted(msgspec.Struct, frozen=True):
    """Somebody whose sign-in still owes something."""

    officer_id: UUID
    username: str
    name: str
    stage: Stage


class Entrance:
    """Each call is one transaction of its own, but those that end in `within`."""

    def __init__(self, database: Database, clock: Clock, limits: Limits, keys: KeyRing, factors: SecondFactors) -> None:
        self._database, self._clock, self._keys, self._factors = database, clock, keys, factors
        self._tries = Tries(limits, keys)

    async def sign_in(self, username: str, password: str, visit: Visit, rules: AccountRules = USUAL) -> str:
        """A session's secret for the cookie; what it still owes, `halted` says.

        Raises NotAllowed or TooMany, never saying which of the two was wrong, nor whether there is such an account.
        """
        username = username.strip().lower()
        await self._tries.password(username, visit, self._clock.now())
        async with self._database.reading() as session:
            officer = (await session.exec(select(OfficerRow).where(OfficerRow.username == username))).first()
        right = await matches(password, officer.password if officer else None)
        if not right or officer is None or officer.password is None or officer.disabled_at is not None:
            raise NotAllowed(_WRONG)
        renewed = await hashed_again(password) if outdated(officer.password) else None
        async with self._database.transaction() as session:
            if renewed:
                mine = update(OfficerRow).where(col(OfficerRow.officer_id) == officer.officer_id)
                await session.exec(mine.values(password=renewed))
            return await self.enter_within(session, officer, visit, rules)

    async def enter_within(
        self,
        session: AsyncSession,
        officer: OfficerRow,
        visit: Visit,
        rules: AccountRules,
        *,
        proven: bool = False,
        told: bool = False,
    ) -> str:
        """A session for whoever showed that the account is theirs.

        `proven`: by two factors already. `told`: its owner is sent a mail about this anyway.
        """
        stage = Stage.FULL if proven else await self._owed(session, officer.officer_id, rules)
        if stage is Stage.FULL:
            await self._greet(session, officer, visit, told)
        return begin(session, officer.officer_id, stage, visit.browser, self._clock.now())

    async def halted(self, secret: str) -> Halted | None:
        """Who holds a session that still owes something; None for one that owes nothing, and where there is none."""
        async with self._database.reading() as session:
            found = await self._halted(session, secret)
        return Halted(found[0].officer_id, found[0].username, found[0].name, Stage(found[1].stage)) if found else None

    async def show_code(self, secret: str, code: str, visit: Visit) -> str:
        """The secret of a whole session, for one that owed a code; raises NotAllowed or TooMany."""
        halted = await self.halted(secret)
        if halted is None or halted.stage is not Stage.CODE:
            raise NotAllowed(_NOT_NOW)
        await self._tries.code(halted.username, visit, self._clock.now())
        async with self._database.transaction() as session:
            if not await self._factors.accepted(session, halted.officer_id, code):
                raise NotAllowed(_WRONG_CODE)
            return await self._whole(session, secret, visit)

    async def enrolled(self, secret: str, visit: Visit) -> str:
        """The secret of a whole session, for one that owed a second factor and has just got it; raises NotAllowed."""
        async with self._database.transaction() as session:
            found = await self._halted(session, secret)
            if found is None or await session.get(SecondFactorRow, found[0].officer_id) is None:
                raise NotAllowed(_NOT_NOW)
            return await self._whole(session, secret, visit)

    async def prove(self, secret: str, username: str, shown: str, visit: Visit) -> None:
        """Show the code again, or without a second factor the password; raises NotAllowed or TooMany."""
        now = self._clock.now()
        async with self._database.transaction() as session:
            officer = (await session.exec(select(OfficerRow).where(OfficerRow.username == username))).first()
            if officer is None:
                raise NotAllowed(_NOT_NOW)
            if await session.get(SecondFactorRow, officer.officer_id) is not None:
                await self._tries.code(username, visit, now)
                right = await self._factors.accepted(session, officer.officer_id, shown)
            else:
                await self._tries.password(username, visit, now)
                right = await matches(shown, officer.password)
            if not right:
                raise NotAllowed(_NOT_NOW)
            mine = update(SessionRow).where(col(SessionRow.token_hash) == session_hash(secret))
            await session.exec(mine.values(proved_at=now))

    async def _whole(self, session: AsyncSession, secret: str, visit: Visit) -> str:
        """A new secret, so that the one handed out before the code never opens more than its page."""
        found = await self._halted(session, secret)
        if found is None:
            raise NotAllowed(_NOT_NOW)
        await session.exec(delete(SessionRow).where(col(SessionRow.token_hash) == session_hash(secret)))
        await self._greet(session, found[0], visit)
        return begin(session, found[0].officer_id, Stage.FULL, visit.browser, self._clock.now())

    async def _greet(self, session: AsyncSession, officer: OfficerRow, visit: Visit, told: bool = False) -> None:
        """Note the sign-in; its owner hears of one from a browser they never signed in from."""
        now = self._clock.now()
        new = officer.signed_in_at is not None and known(self._keys, officer.username, visit.device, now) is None
        if new and not told and officer.email is not None:
            owe(session, "device.new", officer.officer_id, now)
        mine = update(OfficerRow).where(col(OfficerRow.officer_id) == officer.officer_id)
        await session.exec(mine.values(signed_in_at=now))

    async def _owed(self, session: AsyncSession, officer_id: UUID, rules: AccountRules) -> Stage:
        if await session.get(SecondFactorRow, officer_id) is not None:
            return Stage.CODE
        return Stage.ENROL if await self._must(session, officer_id, rules) else Stage.FULL

    async def must_have(self, officer_id: UUID, rules: AccountRules) -> bool:
        """Whether a post this officer holds today asks for a second factor."""
        async with self._database.reading() as session:
            return await self._must(session, officer_id, rules)

    async def _must(self, session: AsyncSession, officer_id: UUID, rules: AccountRules) -> bool:
        if not rules.second_factor:
            return False
        held = held_posts(self._clock.now())
        roles = await session.exec(pick(held.c.role).where(held.c.officer_id == officer_id))  # type: ignore[call-overload]
        return any(role in rules.second_factor for role in roles.scalars())

    async def _halted(self, session: AsyncSession, secret: str) -> tuple[OfficerRow, SessionRow] | None:
        asked = (
            select(OfficerRow, SessionRow)
            .join(SessionRow, col(SessionRow.officer_id) == col(OfficerRow.officer_id))
            .where(
                col(SessionRow.token_hash) == session_hash(secret),
                col(SessionRow.stage) != str(Stage.FULL),
                col(SessionRow.ends_at) > self._clock.now(),
                col(OfficerRow.disabled_at).is_(None),
            )
        )
        return (await session.exec(asked)).first()
