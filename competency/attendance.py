"""Who was there on which day of a batch, by their own phone or from the list, and what they earned when it closed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.batch_reading import TRAINED, kept, needs_of
from competency.batch_tables import AttendanceRow, BatchDayRow, BatchRow, SeatRow
from competency.certificates import issue
from competency.need_book import Needs
from competency.needs import Train, Unschedule
from competency.participation import earned
from competency.rewards import give
from competency.training_notices import owe
from competency.training_rules import TrainingRules
from competency.training_seed import rules_of
from competency.training_tables import TrainingMaterialRow, TrainingRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import mark as _
from foundation.sealing import KeyRing
from people.actor import Actor

PRESENT = "hadir"
"""Beside the codes of absences, what is noted of somebody on a day."""
_PURPOSE = "attendance"
_WAY_QR, _WAY_LIST = "qr", "list"


class Marks(msgspec.Struct, frozen=True):
    """What is noted so far: by officer and day, "hadir" or why they were not there."""

    days: tuple[date, ...]
    noted: Mapping[UUID, Mapping[date, str]]

    def missing(self, officers: Sequence[UUID]) -> int:
        """How many days of how many people are not noted yet."""
        return sum(1 for one in officers for day in self.days if day not in self.noted.get(one, {}))


class Attendance:
    """Each call that changes something is one transaction of its own. `zone` is the region's."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, needs: Needs, zone: ZoneInfo) -> None:
        self._database, self._clock, self._keys, self._needs, self._zone = database, clock, keys, needs, zone

    def token(self, batch_id: UUID, day: date) -> str:
        """What the code of a day leads to; only who stands before it has it."""
        return self._keys.token(_PURPOSE, _subject(batch_id, day))

    async def marks(self, batch_id: UUID) -> Marks:
        """What is noted so far of everybody."""
        rows = select(AttendanceRow).where(col(AttendanceRow.batch_id) == batch_id)
        async with self._database.reading() as session:
            noted: dict[UUID, dict[date, str]] = defaultdict(dict)
            for row in (await session.exec(rows)).all():
                noted[row.officer_id][row.day] = row.reason or PRESENT
            return Marks(tuple(await _days(session, batch_id)), noted)

    async def come(self, batch_id: UUID, day: date, token: str, officer: UUID) -> None:
        """Somebody notes with their own phone that they are there; again changes nothing.

        Who comes without having answered has accepted. Raises NotFound for a code that is none, or for who was not
        asked, and Refused outside the day's hours.
        """
        if not self._keys.token_matches(token, _PURPOSE, _subject(batch_id, day)):
            raise NotFound()
        async with self._database.transaction() as session:
            held = await session.get(BatchDayRow, (batch_id, day))
            batch = await kept(session, batch_id)
            seat = await session.get(SeatRow, (batch_id, officer), with_for_update=True)
            if held is None or seat is None or seat.state == "proposed":
                raise NotFound()
            rules, _version = await rules_of(session)
            if batch.status != "invited" or not self._open(held, rules):
                raise Refused(_("Kehadiran hanya dapat dicatat pada hari dan jam pelatihan."))
            if seat.state != "accepted":
                seat.state, seat.refusal, seat.answered_at = "accepted", None, self._clock.now()
            told: dict[str, Any] = {"present": True, "reason": None, "way": _WAY_QR, "at": self._clock.now()}
            await session.merge(AttendanceRow(batch_id=batch_id, officer_id=officer, day=day, **told))

    async def note(self, batch_id: UUID, day: date, noted: Mapping[UUID, str]) -> None:
        """What the list on paper says of a day, by officer: "hadir" or the code of a reason; empty says nothing.

        Raises Invalid, NotFound or Refused.
        """
        async with self._database.transaction() as session:
            batch = await kept(session, batch_id)
            if await session.get(BatchDayRow, (batch_id, day)) is None:
                raise NotFound()
            if batch.status != "invited":
                raise Refused(_("Kehadiran dicatat selama pelatihan belum ditutup."))
            rules, _version = await rules_of(session)
            known = {PRESENT, *(one.code for one in rules.absences)}
            seats = {row.officer_id for row in await _taking_part(session, batch_id)}
            if any(said and said not in known for said in noted.values()):
                raise Invalid(fields={"attendance": _("Pilih hadir atau alasannya.")})
            for officer, said in noted.items():
                if said and officer in seats:
                    reason = None if said == PRESENT else said
                    told: dict[str, Any] = {"present": reason is None, "reason": reason, "way": _WAY_LIST}
                    row = AttendanceRow(batch_id=batch_id, officer_id=officer, day=day, at=self._clock.now(), **told)
                    there = await session.get(AttendanceRow, (batch_id, officer, day))
                    if there is None or (there.reason, there.present) != (row.reason, row.present):
                        await session.merge(row)

    async def close(self, batch_id: UUID, by: Actor) -> int:
        """It was held: hours, certificates and what the region gives for taking part; needs are trained.

        A need of whose unit nobody came waits again. Returns how many finished; raises Refused.
        """
        now = self._clock.now()
        if by.person is None:
            raise NotFound()
        async with self._database.transaction() as session:
            batch = await kept(session, batch_id)
            if batch.status != "invited" or now.astimezone(self._zone).date() < batch.ends_on:
                raise Refused(_("Pelatihan ditutup pada hari terakhirnya atau sesudahnya."))
            seats = await _taking_part(session, batch_id)
            days, present, noted = await _presence(session, batch_id)
            if not seats or noted < len(seats) * days:
                raise Refused(_("Lengkapi dahulu kehadiran setiap peserta pada setiap hari."))
            rules, _version = await rules_of(session)
            hours = await _hours(session, batch.material_id)
            for seat in seats:
                seat.hours, seat.finished = earned(hours, present.get(seat.officer_id, 0), days, rules.attendance_share)
            finished = [seat for seat in seats if seat.finished]
            issue(session, batch_id, [(seat.officer_id, hours) for seat in finished], now, by.person)
            await give(session, seats, now)
            owe(session, batch_id, [seat.officer_id for seat in finished], "certificate", now)
            batch.status, batch.closed_at, batch.closed_by = "held", now, by.person
            await self._trained(session, batch, {seat.unit for seat in seats if seat.hours}, by)
        return len(finished)

    async def _trained(self, session: AsyncSession, batch: BatchRow, came: set[str], by: Actor) -> None:
        for need in await needs_of(session, [batch.batch_id]):
            if need.group in TRAINED:
                done = need.unit is None or need.unit in came
                command = Train(batch.batch_id) if done else Unschedule(batch.batch_id)
                await self._needs.within(session, need.need_id, by, command, f"held:{batch.batch_id}")

    def _open(self, day: BatchDayRow, rules: TrainingRules) -> bool:
        around = timedelta(minutes=rules.open_minutes)
        starts = datetime.combine(day.day, day.starts, self._zone) - around
        ends = datetime.combine(day.day, day.ends, self._zone) + around
        return starts <= self._clock.now() <= ends


def _subject(batch_id: UUID, day: date) -> bytes:
    return batch_id.bytes + day.isoformat().encode()


async def _taking_part(session: AsyncSession, batch_id: UUID) -> Sequence[SeatRow]:
    of = select(SeatRow).where(col(SeatRow.batch_id) == batch_id, col(SeatRow.state) == "accepted")
    return (await session.exec(of)).all()


async def _days(session: AsyncSession, batch_id: UUID) -> list[date]:
    of = select(BatchDayRow).where(col(BatchDayRow.batch_id) == batch_id).order_by(col(BatchDayRow.day))
    return [row.day for row in (await session.exec(of)).all()]


async def _presence(session: AsyncSession, batch_id: UUID) -> tuple[int, dict[UUID, int], int]:
    """Days of the batch, days on which each was there, and how much was noted of those who take part."""
    days = len(await _days(session, batch_id))
    row = AttendanceRow
    of = (
        select(row.officer_id, row.present)
        .join(
            SeatRow,
            (col(SeatRow.batch_id) == col(row.batch_id)) & (col(SeatRow.officer_id) == col(row.officer_id)),
        )
        .join(BatchDayRow, (col(BatchDayRow.batch_id) == col(row.batch_id)) & (col(BatchDayRow.day) == col(row.day)))
        .where(col(row.batch_id) == batch_id, col(SeatRow.state) == "accepted")
    )
    present: dict[UUID, int] = defaultdict(int)
    found = (await session.exec(of)).all()
    for officer, there in found:
        present[officer] += there
    return days, present, len(found)


async def _hours(session: AsyncSession, material_id: UUID) -> int:
    of = (
        select(TrainingRow.hours)
        .join(TrainingMaterialRow, col(TrainingMaterialRow.training_id) == col(TrainingRow.training_id))
        .where(col(TrainingMaterialRow.material_id) == material_id)
    )
    return (await session.exec(of)).one()
