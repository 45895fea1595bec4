"""Certificates of finished trainings: issued when a batch closes, found and checked by their code."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency.training_tables import (
    BatchRow,
    CertificateRow,
    ProviderRow,
    SeatRow,
    TrainingMaterialRow,
    TrainingRow,
)
from complaints import ticket
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from people.tables import OfficerRow


class Certificate(msgspec.Struct, frozen=True):
    """What stands on the paper. `name` is for its holder and who issues it; others see `masked`."""

    code: str
    batch: UUID
    batch_code: str
    officer: UUID
    name: str
    unit: str
    training: str
    competency: str
    level: int
    hours: int
    provider: str
    starts_on: date
    ends_on: date
    issued_at: datetime
    revoked_at: datetime | None
    revoked_why: str

    @property
    def masked(self) -> str:
        """Enough to compare with the paper in hand, and no more: of each word its first sign and its length."""
        return " ".join(word[0] + "•" * (len(word) - 1) for word in self.name.split())

    @property
    def shown_code(self) -> str:
        return ticket.show(self.code)


class Certificates:
    """Each call that changes something is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def check(self, written: str) -> Certificate:
        """The certificate of a code as somebody typed it; raises NotFound where there is none."""
        try:
            code = ticket.read(written)
        except Invalid:
            raise NotFound() from None
        found = await self._found(col(CertificateRow.code) == code)
        if not found:
            raise NotFound()
        return found[0]

    async def own(self, officer: UUID) -> list[Certificate]:
        """The newest first."""
        return await self._found(col(CertificateRow.officer_id) == officer)

    async def of_batch(self, batch_id: UUID) -> list[Certificate]:
        return await self._found(col(CertificateRow.batch_id) == batch_id)

    async def revoke(self, code: str, why: str) -> None:
        """One that was issued by mistake; who checks it reads why. Raises Invalid or NotFound."""
        if not why.strip():
            raise Invalid(fields={"why": _("Tulis alasannya.")})
        of = select(CertificateRow).where(col(CertificateRow.code) == code, col(CertificateRow.revoked_at).is_(None))
        async with self._database.transaction() as session:
            row = (await session.exec(of.with_for_update())).first()
            if row is None:
                raise NotFound()
            row.revoked_at, row.revoked_why = self._clock.now(), why.strip()[:500]

    async def _found(self, which: Any) -> list[Certificate]:
        columns: tuple[Any, ...] = (
            CertificateRow,
            OfficerRow.name,
            SeatRow.unit,
            BatchRow,
            TrainingRow,
            ProviderRow.name,
        )
        chosen = (
            select(*columns)
            .join(OfficerRow, col(OfficerRow.officer_id) == col(CertificateRow.officer_id))
            .join(
                SeatRow,
                (col(SeatRow.batch_id) == col(CertificateRow.batch_id))
                & (col(SeatRow.officer_id) == col(CertificateRow.officer_id)),
            )
            .join(BatchRow, col(BatchRow.batch_id) == col(CertificateRow.batch_id))
            .join(TrainingMaterialRow, col(TrainingMaterialRow.material_id) == col(BatchRow.material_id))
            .join(TrainingRow, col(TrainingRow.training_id) == col(TrainingMaterialRow.training_id))
            .join(ProviderRow, col(ProviderRow.provider_id) == col(BatchRow.provider_id))
            .where(which)
            .order_by(col(CertificateRow.issued_at).desc(), col(OfficerRow.name))
        )
        async with self._database.reading() as session:
            return [_certificate(*found) for found in (await session.exec(chosen)).all()]


def issue(session: AsyncSession, batch_id: UUID, earned: Iterable[tuple[UUID, int]], at: datetime, by: UUID) -> None:
    """One for each officer and their hours, in the caller's transaction."""
    session.add_all(
        CertificateRow(
            certificate_id=uuid7(),
            code=ticket.draw(),
            batch_id=batch_id,
            officer_id=officer,
            hours=hours,
            issued_at=at,
            issued_by=by,
        )
        for officer, hours in earned
    )


def _certificate(
    row: CertificateRow, name: str, unit: str, batch: BatchRow, training: TrainingRow, provider: str
) -> Certificate:
    return Certificate(
        code=row.code,
        batch=batch.batch_id,
        batch_code=batch.code,
        officer=row.officer_id,
        name=name,
        unit=unit,
        training=training.name,
        competency=training.competency,
        level=training.level,
        hours=row.hours,
        provider=provider,
        starts_on=batch.starts_on,
        ends_on=batch.ends_on,
        issued_at=row.issued_at,
        revoked_at=row.revoked_at,
        revoked_why=row.revoked_why or "",
    )
