"""Certificates of finished trainings: issued when a batch closes, checked by their code, revoked and issued again."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency.batch_tables import BatchRow, CertificateRow, SeatRow
from competency.training_notices import owe
from competency.training_tables import ProviderRow, TrainingMaterialRow, TrainingRow
from complaints import ticket
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from foundation.language import mark as _
from people.actor import Actor, Role
from people.tables import OfficerRow

LONGEST = 500
"""Characters of why."""


class Certificate(msgspec.Struct, frozen=True):
    """What stands on the paper. `name` is for its holder and who issues it; others see `masked`.

    Who did what, and why, is for those who issue certificates. `replaced`: another one was issued in its place.
    """

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
    issued_by: str
    issued_why: str
    revoked_at: datetime | None
    revoked_by: str
    revoked_why: str
    replaced: bool

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

    async def revoke(self, batch_id: UUID, code: str, why: str, by: Actor) -> None:
        """One that was issued by mistake; its holder is told. Raises NotAllowed, Invalid, NotFound, Refused."""
        async with self._database.transaction() as session:
            await self._revoked(session, batch_id, code, why, by, "revoked")

    async def issue_again(self, batch_id: UUID, code: str, why: str, by: Actor) -> str:
        """Another one with another code in its place, which is revoked, if it was not yet; returns the new code.

        Its holder is told. Raises NotAllowed, Invalid, NotFound, and Refused where another one stands already.
        """
        async with self._database.transaction() as session:
            old = await self._revoked(session, batch_id, code, why, by, "certificate")
            assert by.person is not None
            new = _row(batch_id, old.officer_id, old.hours, self._clock.now(), by.person)
            new.replaces, new.issued_why = old.certificate_id, why.strip()[:LONGEST]
            session.add(new)
        return new.code

    async def _revoked(
        self, session: AsyncSession, batch_id: UUID, code: str, why: str, by: Actor, purpose: str
    ) -> CertificateRow:
        """The certificate, which holds no more; one that was revoked is returned as it is to be issued again."""
        if by.person is None or not by.holds_role(Role.ANALYST):
            raise NotAllowed()
        if not why.strip():
            raise Invalid(fields={"why": _("Tulis alasannya.")})
        of = select(CertificateRow).where(col(CertificateRow.batch_id) == batch_id, col(CertificateRow.code) == code)
        row = (await session.exec(of.with_for_update())).first()
        if row is None:
            raise NotFound()
        again = purpose == "certificate"
        replaced = select(CertificateRow.code).where(col(CertificateRow.replaces) == row.certificate_id)
        if (row.revoked_at is not None and not again) or (await session.exec(replaced)).first() is not None:
            raise Refused(_("Sertifikat ini sudah dicabut."))
        if row.revoked_at is None:
            row.revoked_at, row.revoked_why, row.revoked_by = self._clock.now(), why.strip()[:LONGEST], by.person
            await session.flush()
        owe(session, batch_id, [row.officer_id], purpose, self._clock.now())
        return row

    async def _found(self, which: Any) -> list[Certificate]:
        issuer, revoker, newer = aliased(OfficerRow), aliased(OfficerRow), aliased(CertificateRow)
        columns: tuple[Any, ...] = (
            CertificateRow,
            issuer.name,
            revoker.name,
            newer.certificate_id,
            OfficerRow.name,
            SeatRow.unit,
            BatchRow,
            TrainingRow,
            ProviderRow.name,
        )
        chosen = (
            select(*columns)
            .join(OfficerRow, col(OfficerRow.officer_id) == col(CertificateRow.officer_id))
            .join(issuer, col(issuer.officer_id) == col(CertificateRow.issued_by))
            .outerjoin(revoker, col(revoker.officer_id) == col(CertificateRow.revoked_by))
            .outerjoin(newer, col(newer.replaces) == col(CertificateRow.certificate_id))
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
            .order_by(
                col(CertificateRow.issued_at).desc(), col(OfficerRow.name), col(CertificateRow.certificate_id).desc()
            )
        )
        async with self._database.reading() as session:
            return [_certificate(*found) for found in (await session.exec(chosen)).all()]


def issue(session: AsyncSession, batch_id: UUID, earned: Iterable[tuple[UUID, int]], at: datetime, by: UUID) -> None:
    """One for each officer and their hours, in the caller's transaction."""
    session.add_all(_row(batch_id, officer, hours, at, by) for officer, hours in earned)


def _row(batch_id: UUID, officer: UUID, hours: int, at: datetime, by: UUID) -> CertificateRow:
    return CertificateRow(
        certificate_id=uuid7(),
        code=ticket.draw(),
        batch_id=batch_id,
        officer_id=officer,
        hours=hours,
        issued_at=at,
        issued_by=by,
    )


def _certificate(
    row: CertificateRow,
    issuer: str,
    revoker: str | None,
    newer: UUID | None,
    name: str,
    unit: str,
    batch: BatchRow,
    training: TrainingRow,
    provider: str,
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
        issued_by=issuer,
        issued_why=row.issued_why or "",
        revoked_at=row.revoked_at,
        revoked_by=revoker or "",
        revoked_why=row.revoked_why or "",
        replaced=newer is not None,
    )
