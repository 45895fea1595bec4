"""Who is asked by a survey of officers: everybody of some units, some of them by lot, or whoever is handed a link."""

import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.input_tables import OfficerSurveyRow, SurveyMailRow, SurveyTokenRow
from competency.surveys import OVER, PLACE, hash_of
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import mark as _
from foundation.sealing import KeyRing
from people.actor import Role
from people.held_posts import held_at
from people.tables import OfficerRow, PostRow, UnitRow

ROLES = {
    "self": (Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.INSPECTORATE),
    "superior": (Role.HEAD,),
}
"""Who is asked about themselves, and who about those that work under them."""
LINKS_MOST = 500
_NUMBER = {"number": _("Tulis angka dari 1 sampai 500.")}


class Drawn(NamedTuple):
    """Invitations that were made, and how many who should have one have no e-mail address."""

    invited: int
    without_address: int


class Invitations:
    """Each call is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, zone: ZoneInfo) -> None:
        self._database, self._clock, self._keys, self._zone = database, clock, keys, zone

    async def invite(self, survey_id: UUID, units: Sequence[str], asked: str, size: int | None = None) -> Drawn:
        """Owe a mail to everybody of these units, or to `size` of each drawn by lot where the survey is by lot.

        The draw follows the SHA-256 of seed and officer, the lowest first. Raises Refused where these units were
        invited already: whose link is whose is forgotten, so that nobody can be left out a second time.
        """
        async with self._database.transaction() as session:
            row = await self._open(session, survey_id)
            done = select(SurveyTokenRow.unit).where(
                SurveyTokenRow.survey_id == survey_id,
                SurveyTokenRow.asked == asked,
                col(SurveyTokenRow.unit).in_(units),
            )
            if (await session.exec(done.limit(1))).first() is not None:
                raise Refused(_("Unit ini sudah diundang. Pakai tautan untuk mengundang yang belum."))
            chosen, lacking = [], 0
            for unit, officers in (await self._officers(session, units, ROLES[asked])).items():
                drawn = sorted(officers, key=lambda one: _lot(row.seed or "", one)) if row.seed else list(officers)
                drawn = drawn[:size] if row.seed and size else drawn
                lacking += sum(not officers[one] for one in drawn)
                chosen += [(unit, one) for one in drawn if officers[one]]
            # In an order that tells nothing: neither who was drawn first, nor who stands where in the list.
            for unit, officer in secrets.SystemRandom().sample(chosen, len(chosen)):
                secret = secrets.token_hex(16)
                session.add(_token(secret, survey_id, unit, asked))
                sealed = self._keys.seal(secret, PLACE)
                session.add(
                    SurveyMailRow(
                        mail_id=uuid4(),
                        survey_id=survey_id,
                        officer_id=officer,
                        secret=sealed,
                        due_at=self._clock.now(),
                    )
                )
        return Drawn(len(chosen), lacking)

    async def links(self, survey_id: UUID, unit: str, asked: str, number: int) -> list[str]:
        """Secrets of so many new links, to be handed to officers of a unit; they are shown once and kept nowhere."""
        if not 1 <= number <= LINKS_MOST:
            raise Invalid(fields=_NUMBER)
        made = [secrets.token_hex(16) for _each in range(number)]
        async with self._database.transaction() as session:
            await self._open(session, survey_id)
            session.add_all([_token(secret, survey_id, unit, asked) for secret in made])
        return made

    async def _officers(
        self, session: AsyncSession, units: Sequence[str], roles: Sequence[Role]
    ) -> dict[str, dict[UUID, bool]]:
        """By unit, who is asked, and whether a mail reaches them; whoever holds posts in several is asked in one."""
        asked = (
            select(PostRow.unit, OfficerRow.officer_id, col(OfficerRow.email).is_not(None))
            .join(OfficerRow, col(OfficerRow.officer_id) == col(PostRow.officer_id))
            .join(UnitRow, col(UnitRow.code) == col(PostRow.unit))
            .where(
                col(PostRow.unit).in_(units),
                col(PostRow.role).in_([str(role) for role in roles]),
                held_at(self._clock.now()),
                col(OfficerRow.disabled_at).is_(None),
            )
            .order_by(col(OfficerRow.officer_id), col(PostRow.unit))
        )
        found: dict[str, dict[UUID, bool]] = {}
        seen: set[UUID] = set()
        for unit, officer, reached in (await session.exec(asked)).all():
            if officer not in seen:
                seen.add(officer)
                found.setdefault(unit, {})[officer] = bool(reached)
        return found

    async def _open(self, session: AsyncSession, survey_id: UUID) -> OfficerSurveyRow:
        row = await session.get(OfficerSurveyRow, survey_id, with_for_update=True)
        if row is None:
            raise NotFound()
        if row.closed_at is not None or row.closes_on < self._clock.now().astimezone(self._zone).date():
            raise Refused(OVER)
        return row


def _token(secret: str, survey_id: UUID, unit: str, asked: str) -> SurveyTokenRow:
    return SurveyTokenRow(token=hash_of(secret), survey_id=survey_id, unit=unit, asked=asked)


def _lot(seed: str, officer: UUID) -> bytes:
    return sha256(f"{seed}{officer}".encode()).digest()
