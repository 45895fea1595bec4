"""Who gives trainings: providers, what was agreed with them, who teaches, and how their batches were found."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency.batch_tables import BatchRow
from competency.training_rules import TrainingRules
from competency.training_tables import PROVIDER_KINDS, AgreementRow, InstructorRow, ProviderRatingRow, ProviderRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from foundation.sealing import KeyRing

CONTACT, INSTRUCTOR = "providers.contact", "instructors.name"
"""Where these are sealed for."""
LONGEST = 2000


class Agreement(msgspec.Struct, frozen=True):
    id: UUID
    number: str
    about: str
    starts_on: date
    ends_on: date

    def runs(self, today: date) -> bool:
        return self.starts_on <= today <= self.ends_on


class Instructor(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    institution: str
    subjects: str
    provider: UUID | None


class Rating(msgspec.Struct, frozen=True):
    """What participants said of all batches together: how many answered, and their mean, 1 to 5."""

    batches: int
    answers: int
    points: int

    @property
    def mean(self) -> float:
        return self.points / self.answers


class Provider(msgspec.Struct, frozen=True):
    """`rating` is None where too few answered. `held`: batches that took place."""

    id: UUID
    kind: str
    name: str
    about: str
    contact: str
    retired: bool
    agreements: tuple[Agreement, ...] = ()
    rating: Rating | None = None
    held: int = 0

    def agreed(self, today: date) -> bool:
        """Whether an agreement with it is in force."""
        return any(one.runs(today) for one in self.agreements)


class Providers:
    """Each call that changes something is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def all(self, retired: bool = False) -> list[Provider]:
        """By kind as they are listed, then by name: nobody is ranked."""
        chosen = select(ProviderRow)
        if not retired:
            chosen = chosen.where(col(ProviderRow.retired_at).is_(None))
        async with self._database.reading() as session:
            found = await self._whole(session, (await session.exec(chosen)).all())
        return sorted(found, key=lambda one: (PROVIDER_KINDS.index(one.kind), one.name))

    async def one(self, provider_id: UUID) -> Provider:
        """Raises NotFound."""
        async with self._database.reading() as session:
            row = await session.get(ProviderRow, provider_id)
            if row is None:
                raise NotFound()
            return (await self._whole(session, [row]))[0]

    async def write(self, provider_id: UUID | None, kind: str, name: str, about: str, contact: str, by: UUID) -> UUID:
        """A new provider, or one set right; raises Invalid or NotFound."""
        async with self._database.transaction() as session:
            same = select(ProviderRow.provider_id).where(func.lower(ProviderRow.name) == name.lower())
            faults = {
                "kind": "" if kind in PROVIDER_KINDS else _("Pilih jenis penyelenggaranya."),
                "name": _("Tulis nama penyelenggaranya.") if not name or len(name) > 200 else "",
                "about": _("Uraiannya terlalu panjang.") if len(about) > LONGEST else "",
                "contact": _("Kontaknya terlalu panjang.") if len(contact) > 500 else "",
            }
            if any(one != provider_id for one in (await session.exec(same)).all()):
                faults["name"] = _("Penyelenggara dengan nama ini sudah ada.")
            _refuse(faults)
            row = await session.get(ProviderRow, provider_id, with_for_update=True) if provider_id else None
            if provider_id is not None and row is None:
                raise NotFound()
            if row is None:
                row = ProviderRow(
                    provider_id=uuid7(), kind=kind, name=name, about=about, made_at=self._clock.now(), made_by=by
                )
                session.add(row)
            row.kind, row.name, row.about = kind, name, about
            row.contact = self._keys.seal(contact, CONTACT) if contact else None
            return row.provider_id

    async def retire(self, provider_id: UUID, retired: bool) -> None:
        async with self._database.transaction() as session:
            row = await session.get(ProviderRow, provider_id, with_for_update=True)
            if row is None:
                raise NotFound()
            row.retired_at = self._clock.now() if retired else None

    async def agree(
        self, provider_id: UUID, number: str, about: str, starts_on: date | None, ends_on: date | None, by: UUID
    ) -> None:
        """Write down an agreement; raises Invalid or NotFound."""
        faults = {
            "number": "" if number and len(number) <= 100 else _("Tulis nomor perjanjiannya."),
            "agreement_about": "" if len(about) <= LONGEST else _("Uraiannya terlalu panjang."),
            "starts_on": "" if starts_on else _("Tulis tanggal mulainya."),
            "ends_on": "" if ends_on else _("Tulis tanggal berakhirnya."),
        }
        if starts_on and ends_on and ends_on < starts_on:
            faults["ends_on"] = _("Perjanjian berakhir sesudah mulai.")
        _refuse(faults)
        assert starts_on is not None
        assert ends_on is not None
        async with self._database.transaction() as session:
            if await session.get(ProviderRow, provider_id) is None:
                raise NotFound()
            session.add(
                AgreementRow(
                    agreement_id=uuid7(),
                    provider_id=provider_id,
                    number=number,
                    about=about,
                    starts_on=starts_on,
                    ends_on=ends_on,
                    made_at=self._clock.now(),
                    made_by=by,
                )
            )

    async def instructors(self, provider_id: UUID | None = None) -> list[Instructor]:
        """By name; all, or those of one provider."""
        chosen = select(InstructorRow)
        if provider_id is not None:
            chosen = chosen.where(col(InstructorRow.provider_id) == provider_id)
        async with self._database.reading() as session:
            rows = (await session.exec(chosen)).all()
        found = [
            Instructor(
                row.instructor_id,
                self._keys.open(row.name, INSTRUCTOR),
                row.institution,
                row.subjects,
                row.provider_id,
            )
            for row in rows
        ]
        return sorted(found, key=lambda one: (one.name, one.id))

    async def add_instructor(
        self, name: str, institution: str, subjects: str, provider_id: UUID | None, by: UUID
    ) -> UUID:
        """Somebody who teaches, of ours or of another institution; raises Invalid."""
        faults = {
            "instructor": "" if name and len(name) <= 200 else _("Tulis nama narasumbernya."),
            "institution": "" if institution and len(institution) <= 200 else _("Tulis asal lembaganya."),
            "subjects": "" if len(subjects) <= LONGEST else _("Uraiannya terlalu panjang."),
        }
        _refuse(faults)
        row = InstructorRow(
            instructor_id=uuid7(),
            name=self._keys.seal(name, INSTRUCTOR),
            institution=institution,
            subjects=subjects,
            provider_id=provider_id,
            made_at=self._clock.now(),
            made_by=by,
        )
        async with self._database.transaction() as session:
            if provider_id is not None and await session.get(ProviderRow, provider_id) is None:
                raise NotFound()
            session.add(row)
        return row.instructor_id

    async def _whole(self, session: AsyncSession, rows: Sequence[ProviderRow]) -> list[Provider]:
        ids = [row.provider_id for row in rows]
        agreements = await _agreements(session, ids)
        ratings, held = await _ratings(session, ids), await _held(session, ids)
        return [
            Provider(
                id=row.provider_id,
                kind=row.kind,
                name=row.name,
                about=row.about,
                contact=self._keys.open(row.contact, CONTACT) if row.contact else "",
                retired=row.retired_at is not None,
                agreements=tuple(agreements.get(row.provider_id, ())),
                rating=ratings.get(row.provider_id),
                held=held.get(row.provider_id, 0),
            )
            for row in rows
        ]


async def rated(
    session: AsyncSession, batch_id: UUID, answers: int, points: int, at: datetime, rules: TrainingRules
) -> bool:
    """Keep the sum of what participants said of a batch, in the caller's transaction; False where too few did.

    `points`: the sum of one figure an answer, 1 to 5. A sum of few would tell who said what.
    """
    if answers < rules.least_answers:
        return False
    batch = await session.get(BatchRow, batch_id)
    if batch is None:
        raise NotFound()
    told: dict[str, Any] = {"provider_id": batch.provider_id, "answers": answers, "points": points, "at": at}
    await session.merge(ProviderRatingRow(batch_id=batch_id, **told))
    return True


def _refuse(faults: Mapping[str, str]) -> None:
    found = {name: sentence for name, sentence in faults.items() if sentence}
    if found:
        raise Invalid(fields=found)


async def _agreements(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[Agreement]]:
    of = select(AgreementRow).where(col(AgreementRow.provider_id).in_(ids))
    found: dict[UUID, list[Agreement]] = defaultdict(list)
    for row in (await session.exec(of.order_by(col(AgreementRow.ends_on).desc()))).all():
        found[row.provider_id].append(Agreement(row.agreement_id, row.number, row.about, row.starts_on, row.ends_on))
    return found


async def _ratings(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Rating]:
    row = ProviderRatingRow
    sums = func.count(), func.sum(row.answers), func.sum(row.points)
    of = select(row.provider_id, *sums).where(col(row.provider_id).in_(ids)).group_by(col(row.provider_id))
    return {one: Rating(batches, answers, points) for one, batches, answers, points in (await session.exec(of)).all()}


async def _held(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, int]:
    counted = (
        select(BatchRow.provider_id, func.count())
        .where(col(BatchRow.provider_id).in_(ids), col(BatchRow.status) == "held")
        .group_by(col(BatchRow.provider_id))
    )
    return dict((await session.exec(counted)).all())
