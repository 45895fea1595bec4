"""Action plans after a training (level 3): what a participant wants to do, and what others see of it months later.

Others are asked by a link sent to them, from three to six months after the last day. Plan and answers are read by the
participant and the training body alone; a plan is shown to those who are asked what became of it.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency.batch_tables import BatchRow, SeatRow
from competency.course_tables import ActionPlanRow, PlanAskingRow
from competency.training_tables import TrainingMaterialRow, TrainingRow
from competency.windows import later
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import mark as _
from foundation.sealing import KeyRing
from foundation.writes import table_of
from people.contacts import contact_from
from people.tables import OfficerRow

OPENS_MONTHS, CLOSES_MONTHS = 3, 6
WRITTEN_DAYS = 30
"""After the last day, in which a plan can be written."""
MOST_COLLEAGUES = 2
LEAST, LONGEST, LONGEST_ANSWER = 20, 2000, 1000
DONE = range(1, 5)
"""1 not at all, 2 a little, 3 mostly, 4 wholly."""
_PLAN, _EMAIL, _WORDS = "action_plans.plan", "plan_askings.email", "plan_askings.words"
_LINK = "plan_asking"
_LENGTH = _("Tulis rencananya, 20 sampai 2.000 huruf.")
_SUPERIOR = _("Tulis email atasan yang dapat melihat pekerjaan Anda.")
_ADDRESS = _("Alamat email belum lengkap, misalnya nama@contoh.id.")
_SAME = _("Tulis alamat yang berbeda-beda.")
_CLOSED = _("Rencana hanya dapat ditulis sejak hari terakhir pelatihan sampai 30 hari sesudahnya.")
_TWICE = _("Rencana tindak lanjut pelatihan ini sudah ditulis.")
_NO_LINK = _("Tautan ini tidak lengkap, keliru, atau sudah tidak berlaku.")
_ANSWERED = _("Jawaban Anda sudah diterima. Terima kasih.")
_EARLY = _("Pertanyaan ini baru dibuka tiga bulan setelah pelatihan.")
_CHOOSE, _LONG = _("Pilih jawaban."), _("Paling panjang 1.000 huruf.")


class Answer(NamedTuple):
    """What somebody who was asked said; `done` is None while they did not. `words` may be empty."""

    role: str
    done: int | None
    words: str


class Plan(NamedTuple):
    id: UUID
    batch: UUID
    training: str
    name: str
    plan: str
    opens_on: date
    closes_on: date
    answers: tuple[Answer, ...]


class Asked(NamedTuple):
    """What the holder of a link is asked about."""

    ask: UUID
    name: str
    training: str
    plan: str
    role: str
    closes_on: date


class ActionPlans:
    """Each call that changes something is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, zone: ZoneInfo) -> None:
        self._database, self._clock, self._keys, self._zone = database, clock, keys, zone

    async def write(self, batch_id: UUID, officer: UUID, plan: str, superior: str, colleagues: Sequence[str]) -> UUID:
        """A participant's plan, and who is to be asked about it; raises Invalid, NotFound or Refused."""
        plan, addresses = plan.strip(), [superior.strip().lower(), *(one.strip().lower() for one in colleagues)]
        faults = _faults(plan, addresses)
        if faults:
            raise Invalid(fields=faults)
        today, now = self._today(), self._clock.now()
        async with self._database.transaction() as session:
            batch, seat = await session.get(BatchRow, batch_id), await session.get(SeatRow, (batch_id, officer))
            if batch is None or seat is None or seat.state != "accepted":
                raise NotFound()
            if batch.status == "cancelled" or not _writable(batch, today):
                raise Refused(_CLOSED)
            if await _of(session, batch_id, officer):
                raise Refused(_TWICE)
            opens_on = later(batch.ends_on, OPENS_MONTHS)
            row = ActionPlanRow(
                plan_id=uuid7(),
                batch_id=batch_id,
                officer_id=officer,
                plan=self._keys.seal(plan, _PLAN),
                made_at=now,
                opens_on=opens_on,
                closes_on=later(batch.ends_on, CLOSES_MONTHS),
            )
            session.add(row)
            await session.flush()
            due_at = datetime.combine(opens_on, time(8), self._zone)
            for place, address in enumerate(addresses):
                if address:
                    role = "colleague" if place else "superior"
                    email = self._keys.seal(address, _EMAIL)
                    session.add(
                        PlanAskingRow(ask_id=uuid7(), plan_id=row.plan_id, role=role, email=email, due_at=due_at)
                    )
        return row.plan_id

    async def own(self, officer: UUID) -> list[Plan]:
        """One's own plans and what others said of them, the newest first."""
        return await self._plans(col(ActionPlanRow.officer_id) == officer)

    async def of_batch(self, batch_id: UUID) -> list[Plan]:
        """For the training body alone."""
        return await self._plans(col(ActionPlanRow.batch_id) == batch_id)

    async def waiting(self, officer: UUID) -> set[UUID]:
        """Batches after which this participant can write a plan and has not."""
        today = self._today()
        written = select(ActionPlanRow.batch_id).where(col(ActionPlanRow.officer_id) == officer)
        mine = (
            select(BatchRow.batch_id)
            .join(SeatRow, col(SeatRow.batch_id) == col(BatchRow.batch_id))
            .where(
                *(col(SeatRow.officer_id) == officer, col(SeatRow.state) == "accepted"),
                *(col(BatchRow.status) != "cancelled", col(BatchRow.batch_id).not_in(written)),
                *(col(BatchRow.ends_on) <= today, col(BatchRow.ends_on) >= today - timedelta(days=WRITTEN_DAYS)),
            )
        )
        async with self._database.reading() as session:
            return set((await session.exec(mine)).all())

    async def asked(self, ask_id: UUID, token: str) -> Asked:
        """What a link asks; raises NotFound or Refused."""
        async with self._database.reading() as session:
            asking, plan = await self._asking(session, ask_id, token)
            training = await training_of(session, plan.batch_id)
            officer = await session.get(OfficerRow, plan.officer_id)
            assert officer is not None
        words = self._keys.open(plan.plan, _PLAN)
        return Asked(ask_id, officer.name, training, words, asking.role, plan.closes_on)

    async def answer(self, ask_id: UUID, token: str, done: int | None, words: str) -> None:
        """What became of the plan; raises Invalid, NotFound or Refused."""
        words = words.strip()
        faults = {"done": _CHOOSE} if done not in DONE else {}
        faults |= {"words": _LONG} if len(words) > LONGEST_ANSWER else {}
        if faults:
            raise Invalid(fields=faults)
        async with self._database.transaction() as session:
            asking, _plan = await self._asking(session, ask_id, token)
            asking.done, asking.answered_at = done, self._clock.now()
            asking.words = self._keys.seal(words, _WORDS) if words else None
            asking.email, asking.due_at = None, None  # nobody is to be mailed any more

    def token(self, ask_id: UUID) -> str:
        """The secret of a link."""
        return self._keys.token(_LINK, ask_id.bytes)

    async def forget_addresses(self) -> int:
        """Addresses of those whose time to answer is over are nobody's business; of how many."""
        over = select(ActionPlanRow.plan_id).where(col(ActionPlanRow.closes_on) < self._today())
        mine = col(PlanAskingRow.plan_id).in_(over), col(PlanAskingRow.email).is_not(None)
        change = update(table_of(PlanAskingRow)).where(*mine).values(email=None, due_at=None)
        async with self._database.transaction() as session:
            return int((await session.exec(change)).rowcount)

    async def _asking(self, session: AsyncSession, ask_id: UUID, token: str) -> tuple[PlanAskingRow, ActionPlanRow]:
        row = await session.get(PlanAskingRow, ask_id)
        plan = await session.get(ActionPlanRow, row.plan_id) if row else None
        if row is None or plan is None or not self._keys.token_matches(token, _LINK, ask_id.bytes):
            raise NotFound(_NO_LINK)
        if row.answered_at is not None:
            raise Refused(_ANSWERED)
        if self._today() < plan.opens_on:
            raise Refused(_EARLY)
        if self._today() > plan.closes_on:
            raise NotFound(_NO_LINK)
        return row, plan

    async def _plans(self, which: object) -> list[Plan]:
        chosen = (
            select(ActionPlanRow, TrainingRow.name, OfficerRow.name)
            .join(BatchRow, col(BatchRow.batch_id) == col(ActionPlanRow.batch_id))
            .join(TrainingMaterialRow, col(TrainingMaterialRow.material_id) == col(BatchRow.material_id))
            .join(TrainingRow, col(TrainingRow.training_id) == col(TrainingMaterialRow.training_id))
            .join(OfficerRow, col(OfficerRow.officer_id) == col(ActionPlanRow.officer_id))
            .where(which)  # type: ignore[arg-type]
            .order_by(col(ActionPlanRow.made_at).desc())
        )
        async with self._database.reading() as session:
            rows = (await session.exec(chosen)).all()
            mine = col(PlanAskingRow.plan_id).in_([row.plan_id for row, _training_name, _name in rows])
            askings = (await session.exec(select(PlanAskingRow).where(mine).order_by(col(PlanAskingRow.ask_id)))).all()
        return [
            Plan(
                *(row.plan_id, row.batch_id, training, name, self._keys.open(row.plan, _PLAN)),
                *(row.opens_on, row.closes_on),
                tuple(self._said(one) for one in askings if one.plan_id == row.plan_id),
            )
            for row, training, name in rows
        ]

    def _said(self, row: PlanAskingRow) -> Answer:
        return Answer(row.role, row.done, self._keys.open(row.words, _WORDS) if row.words else "")

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()


def _writable(batch: BatchRow, today: date) -> bool:
    return batch.ends_on <= today <= batch.ends_on + timedelta(days=WRITTEN_DAYS)


def _faults(plan: str, addresses: Sequence[str]) -> dict[str, str]:
    faults = {} if LEAST <= len(plan) <= LONGEST else {"plan": _LENGTH}
    for place, address in enumerate(addresses):
        name = f"colleague{place}" if place else "superior"
        if not address:
            faults |= {} if place else {name: _SUPERIOR}
            continue
        try:
            contact_from(None, address, None)
        except Invalid:
            faults[name] = _ADDRESS
        if address in addresses[:place]:
            faults[name] = _SAME
    return faults


async def _of(session: AsyncSession, batch_id: UUID, officer: UUID) -> bool:
    mine = col(ActionPlanRow.batch_id) == batch_id, col(ActionPlanRow.officer_id) == officer
    return (await session.exec(select(ActionPlanRow.plan_id).where(*mine))).first() is not None


async def training_of(session: AsyncSession, batch_id: UUID) -> str:
    """The name of the training of a batch."""
    named = (
        select(TrainingRow.name)
        .join(TrainingMaterialRow, col(TrainingMaterialRow.training_id) == col(TrainingRow.training_id))
        .join(BatchRow, col(BatchRow.material_id) == col(TrainingMaterialRow.material_id))
    )
    return (await session.exec(named.where(col(BatchRow.batch_id) == batch_id))).one()
