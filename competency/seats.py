"""Seats in a batch: who is proposed, asked, and what they answer. People are proposed by their post in the unit of
the need; no figure about anybody's work is read here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.batch_reading import OVER, TRAINED, Batch, batches_of, kept, needs_of, whole_of
from competency.batch_tables import BatchRow, LotRow, SeatRow
from competency.training_notices import owe
from competency.training_seed import rules_of
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import mark as _
from people.actor import Role
from people.held_posts import away, held_posts
from people.tables import OfficerRow

PROPOSED_ROLES = (Role.OFFICER, Role.HEAD)
"""Posts whose holders are proposed for a need of their unit."""
_NOBODY = _("Belum ada unit yang dilatih. Tarik undiannya lebih dulu, atau tambahkan satu unit.")
_WAITS = _("Kebutuhan unit ini menunggu menurut undian. Pesertanya diundang pada angkatan lain.")


class Seat(msgspec.Struct, frozen=True):
    """Somebody in a batch; `name` is for the list of participants only."""

    officer: UUID
    name: str
    unit: str
    need: UUID | None
    state: str
    refusal: str | None
    followed: str | None
    hours: int | None
    finished: bool | None
    reachable: bool
    """Whether mail can be sent to them."""
    away: bool = False
    """On leave today, or somebody acts for them."""


class Invitation(msgspec.Struct, frozen=True):
    """A batch as somebody who is asked sees it."""

    batch: Batch
    state: str
    refusal: str | None
    hours: int | None
    finished: bool | None
    answerable: bool


class Seats:
    """Each call that changes something is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def of(self, batch_id: UUID) -> list[Seat]:
        """By unit and name."""
        chosen = (
            select(SeatRow, OfficerRow)
            .join(OfficerRow, col(OfficerRow.officer_id) == col(SeatRow.officer_id))
            .where(col(SeatRow.batch_id) == batch_id)
            .order_by(col(SeatRow.unit), col(OfficerRow.name), col(OfficerRow.officer_id))
        )
        async with self._database.reading() as session:
            gone = await away(session, self._clock.now())
            return [_seat(row, officer, gone) for row, officer in (await session.exec(chosen)).all()]

    async def propose(self, batch_id: UUID) -> int:
        """Seats for those who hold a post in a unit whose need is trained; how many are new. Raises Refused, also
        while the lot was not drawn.
        """
        async with self._database.transaction() as session:
            batch = await _planned(session, batch_id)
            units = {
                one.unit: one.need_id
                for one in await needs_of(session, [batch_id])
                if one.group in TRAINED and one.unit is not None
            }
            if not units:
                raise Refused(_NOBODY)
            return await self._seat(session, batch, units)

    async def add_unit(self, batch_id: UUID, unit: str) -> int:
        """Those of another unit besides, as for a need of the whole region; how many are new.

        Raises Refused where a need of this unit waits by lot: it would be no comparison any more.
        """
        async with self._database.transaction() as session:
            batch = await _planned(session, batch_id)
            waiting = {one.unit for one in await needs_of(session, [batch_id]) if one.group == "waiting"}
            if unit in waiting:
                raise Refused(_WAITS)
            return await self._seat(session, batch, {unit: None})

    async def add(self, batch_id: UUID, officer: UUID) -> None:
        """One officer, found by their number; raises Invalid without a post, and Refused as `add_unit` does."""
        async with self._database.transaction() as session:
            batch = await _planned(session, batch_id)
            held = held_posts(self._clock.now())
            found = select(held.c.unit).where(held.c.officer_id == officer, held.c.delegation_id.is_(None))
            unit = (await session.exec(found.order_by(held.c.unit))).first()
            if unit is None:
                raise Invalid(fields={"nip": _("Pegawai ini tidak memegang jabatan sekarang.")})
            needs = await needs_of(session, [batch_id])
            if any(one.group == "waiting" and one.unit == unit for one in needs):
                raise Refused(_WAITS)
            if await session.get(SeatRow, (batch_id, officer)) is None:
                need = next((one.need_id for one in needs if one.group in TRAINED and one.unit == unit), None)
                told: dict[str, Any] = {"need_id": need, "unit": unit, "state": "proposed"}
                session.add(SeatRow(batch_id=batch.batch_id, officer_id=officer, **told))

    async def remove(self, batch_id: UUID, officers: Iterable[UUID]) -> None:
        """Take back proposals; who was asked already is told by cancelling or answers themselves."""
        async with self._database.transaction() as session:
            await _planned(session, batch_id)
            for officer in officers:
                row = await session.get(SeatRow, (batch_id, officer))
                if row is not None and row.state == "proposed":
                    await session.delete(row)

    async def invite(self, batch_id: UUID) -> int:
        """Ask all who are proposed; how many were. Raises Refused while something is missing."""
        now = self._clock.now()
        async with self._database.transaction() as session:
            batch = await _planned(session, batch_id)
            rows = await _rows(session, batch_id)
            fault = await _lacking(session, batch, rows)
            if fault:
                raise Refused(fault)
            asked = [row for row in rows if row.state == "proposed"]
            for row in asked:
                row.state, row.invited_at = "invited", now
            batch.status = "invited"
            owe(session, batch_id, [row.officer_id for row in asked], "invitation", now)
        return len(asked)

    async def answer(self, batch_id: UUID, officer: UUID, accepts: bool, refusal: str = "") -> None:
        """What somebody asked answers for themselves; may be changed until the batch begins.

        Raises NotFound, Invalid or Refused.
        """
        async with self._database.transaction() as session:
            batch = await kept(session, batch_id)
            row = await session.get(SeatRow, (batch_id, officer), with_for_update=True)
            if row is None or row.state == "proposed":
                raise NotFound()
            rules, _version = await rules_of(session)
            if not answerable(batch.status, batch.starts_on, self._clock.now().date()):
                raise Refused(_("Undangan ini tidak dapat dijawab lagi."))
            if not accepts and refusal not in {one.code for one in rules.refusals}:
                raise Invalid(fields={"refusal": _("Pilih alasannya.")})
            if row.state == "refused" and accepts and row.followed is not None:
                raise Refused(_("Kursi ini sudah diberikan kepada orang lain. Hubungi penyelenggara."))
            row.state = "accepted" if accepts else "refused"
            row.refusal, row.answered_at = None if accepts else refusal, self._clock.now()
            if not accepts:
                owe(session, batch_id, [batch.made_by], "refused", self._clock.now())

    async def follow(self, batch_id: UUID, officer: UUID, agreed: str) -> None:
        """What was agreed after somebody refused; raises Invalid or NotFound."""
        async with self._database.transaction() as session:
            await kept(session, batch_id)
            rules, _version = await rules_of(session)
            row = await session.get(SeatRow, (batch_id, officer), with_for_update=True)
            if row is None or row.state != "refused":
                raise NotFound()
            if agreed not in {one.code for one in rules.follow_ups}:
                raise Invalid(fields={"followed": _("Pilih tindak lanjutnya.")})
            row.followed, row.followed_at = agreed, self._clock.now()

    async def own(self, officer: UUID) -> list[Invitation]:
        """All somebody was asked to, the newest first."""
        chosen = (
            select(SeatRow, BatchRow)
            .join(BatchRow, col(BatchRow.batch_id) == col(SeatRow.batch_id))
            .where(col(SeatRow.officer_id) == officer, col(SeatRow.state) != "proposed")
            .order_by(col(BatchRow.starts_on).desc(), col(BatchRow.code).desc())
        )
        async with self._database.reading() as session:
            found = (await session.exec(chosen)).all()
            batches = await batches_of(session, [batch for _seat_row, batch in found])
        today = self._clock.now().date()
        return [_invitation(row, batch, today) for (row, _batch), batch in zip(found, batches, strict=True)]

    async def invitation(self, batch_id: UUID, officer: UUID) -> Invitation:
        """Raises NotFound where they were not asked."""
        found = next((one for one in await self.own(officer) if one.batch.id == batch_id), None)
        if found is None:
            raise NotFound()
        return found

    async def lacking(self, batch_id: UUID) -> str | None:
        """Why nobody can be asked yet, as a sentence; None where they can."""
        async with self._database.reading() as session:
            batch = await session.get(BatchRow, batch_id)
            if batch is None:
                raise NotFound()
            return await _lacking(session, batch, await _rows(session, batch_id))

    async def _seat(self, session: AsyncSession, batch: BatchRow, units: Mapping[str, UUID | None]) -> int:
        held = held_posts(self._clock.now())
        people = (
            select(OfficerRow.officer_id, held.c.unit)
            .join(held, held.c.officer_id == col(OfficerRow.officer_id))
            .where(
                held.c.unit.in_(list(units)),
                held.c.role.in_([str(role) for role in PROPOSED_ROLES]),
                held.c.delegation_id.is_(None),
                col(OfficerRow.disabled_at).is_(None),
            )
            .order_by(held.c.unit)
        )
        known = {row.officer_id for row in await _rows(session, batch.batch_id)}
        new: dict[UUID, str] = {}
        for officer, unit in (await session.exec(people)).all():
            if officer not in known:
                new.setdefault(officer, unit)
        session.add_all(
            SeatRow(batch_id=batch.batch_id, officer_id=officer, need_id=units[unit], unit=unit, state="proposed")
            for officer, unit in new.items()
        )
        return len(new)


def answerable(status: str, starts_on: date, today: date) -> bool:
    """Whether an invitation may be answered: until the day on which it begins is over."""
    return status == "invited" and today <= starts_on


async def _planned(session: AsyncSession, batch_id: UUID) -> BatchRow:
    row = await kept(session, batch_id)
    if row.status not in ("planned", "invited"):
        raise Refused(OVER)
    return row


async def _rows(session: AsyncSession, batch_id: UUID) -> Sequence[SeatRow]:
    return (await session.exec(select(SeatRow).where(col(SeatRow.batch_id) == batch_id))).all()


async def _lacking(session: AsyncSession, batch: BatchRow, rows: Sequence[SeatRow]) -> str | None:
    taken = [row for row in rows if row.state in ("proposed", "invited", "accepted")]
    if not any(row.state == "proposed" for row in rows):
        return _("Belum ada calon peserta yang baru.")
    if len(taken) > batch.seats:
        return _("Calon peserta lebih banyak daripada kursi. Kurangi calonnya, atau tambah kursi.")
    needs = await needs_of(session, [batch.batch_id])
    if any(one.group == "listed" for one in needs) and not await _drawn(session, batch.batch_id):
        return _("Tarik undiannya dahulu, supaya jelas kebutuhan mana yang dilatih.")
    conflicts = (await whole_of(session, batch.batch_id)).conflicts
    if conflicts.unchecked:
        return _("Periksa dahulu benturan kepentingan penyelenggara dengan setiap unit peserta.")
    if conflicts.barred:
        return _("Ada unit yang tidak boleh dilatih oleh penyelenggara ini. Pilih penyelenggara lain.")
    return None


async def _drawn(session: AsyncSession, batch_id: UUID) -> bool:
    of = select(LotRow.lot_id).where(col(LotRow.batch_id) == batch_id, col(LotRow.drawn_at).is_not(None))
    return (await session.exec(of)).first() is not None


def _seat(row: SeatRow, officer: OfficerRow, gone: frozenset[UUID]) -> Seat:
    same = ("unit", "state", "refusal", "followed", "hours", "finished")
    return Seat(
        officer=row.officer_id,
        name=officer.name,
        need=row.need_id,
        reachable=officer.email is not None,
        away=row.officer_id in gone,
        **{name: getattr(row, name) for name in same},
    )


def _invitation(row: SeatRow, batch: Batch, today: date) -> Invitation:
    can = answerable(batch.status, batch.starts_on, today)
    return Invitation(batch, row.state, row.refusal, row.hours, row.finished, can)
