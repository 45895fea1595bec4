"""Checks for conflicts of interest: what is known of a provider before a unit, and what somebody decided about it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency.batch_reading import OVER, kept
from competency.batch_tables import BatchRow
from competency.conflicts import name_pattern
from competency.training_tables import ConflictCheckRow, ProviderRow
from complaints.sight import Sight
from complaints.tables import ComplaintRow, WordsRow
from complaints.visibility import may_see
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from foundation.language import Sentence
from foundation.language import mark as _
from people.actor import Actor

FINDINGS = ("none", "managed", "refused")
LONGEST = 2000
_FINDING = _("Pilih putusannya: bila ada izin atau aduan, putuskan boleh atau tidak boleh melatih.")
_NAMED = _("{count} aduan terbuka menyebut namanya. Centang bila tentangnya, atau tulis mengapa bukan.")


class Checked(msgspec.Struct, frozen=True):
    """One check, as it was written down. `named`: open complaints before the unit that named the provider then."""

    batch: str
    unit: str
    permit: bool
    complaint: bool
    named: int
    finding: str
    reason: str
    at: datetime


class ConflictChecks:
    """Each call that changes something is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def of_provider(self, provider_id: UUID) -> list[Checked]:
        """All checks, the newest first."""
        of = (
            select(ConflictCheckRow, BatchRow.code)
            .join(BatchRow, col(BatchRow.batch_id) == col(ConflictCheckRow.batch_id))
            .where(col(ConflictCheckRow.provider_id) == provider_id)
            .order_by(col(ConflictCheckRow.at).desc())
        )
        same = ("unit", "permit", "complaint", "named", "finding", "reason", "at")
        async with self._database.reading() as session:
            return [
                Checked(code, **{name: getattr(row, name) for name in same})
                for row, code in (await session.exec(of)).all()
            ]

    async def naming(self, provider_id: UUID, units: Iterable[str], by: Actor) -> Mapping[str, int]:
        """How many open complaints before each unit name the provider, of those whose words `by` may read.

        No more is told of them: neither which they are nor what they say.
        """
        async with self._database.reading() as session:
            return await _naming(session, provider_id, units, by)

    async def record(
        self, batch_id: UUID, unit: str, permit: bool, complaint: bool, finding: str, reason: str, by: Actor
    ) -> None:
        """Write down what was found about the provider before a unit.

        Raises NotAllowed, NotFound, Refused, and Invalid naming the fields: where complaints name the provider, one is
        about it or it is said why none is.
        """
        if by.person is None:
            raise NotAllowed()
        clear = not permit and not complaint
        async with self._database.transaction() as session:
            batch = await kept(session, batch_id)
            named = (await _naming(session, batch.provider_id, [unit], by)).get(unit, 0)
            faults = {
                "finding": _FINDING if finding not in FINDINGS or (finding == "none") != clear else "",
                "reason": "" if clear or reason else _("Tulis alasannya."),
                "complaint": Sentence(_NAMED, count=named) if named and not complaint and not reason else "",
            }
            if any(faults.values()):
                raise Invalid(fields={name: sentence for name, sentence in faults.items() if sentence})
            if batch.status not in ("planned", "invited"):
                raise Refused(OVER)
            session.add(
                ConflictCheckRow(
                    check_id=uuid7(),
                    batch_id=batch_id,
                    provider_id=batch.provider_id,
                    unit=unit,
                    permit=permit,
                    complaint=complaint,
                    named=named,
                    finding=finding,
                    reason=reason[:LONGEST],
                    at=self._clock.now(),
                    by=by.person,
                )
            )


async def _naming(session: AsyncSession, provider_id: UUID, units: Iterable[str], by: Actor) -> dict[str, int]:
    provider = await session.get(ProviderRow, provider_id)
    if provider is None:
        raise NotFound()
    row, words = ComplaintRow, WordsRow
    counted = (
        select(row.unit, func.count(func.distinct(row.complaint_id)))
        .join(words, col(words.complaint_id) == col(row.complaint_id))
        .where(
            col(row.unit).in_(sorted(units)),
            col(row.closed_at).is_(None),
            col(words.content).regexp_match(name_pattern(provider.name), flags="i"),
            may_see(by, Sight.WORDS),
        )
        .group_by(col(row.unit))
    )
    return {unit: count for unit, count in (await session.exec(counted)).all() if unit is not None}
