"""A small invented history of complaints, and trainings held in it, for tests of verdicts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import numpy as np
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency import need_events as e
from competency import need_ledger
from competency.batch_tables import BatchNeedRow, BatchRow
from competency.cases import NEVER, Cases, WorkingDays
from competency.exchange import History
from competency.judging import Judging
from competency.merging import Grade
from competency.need_book import Needs
from competency.need_events import Status
from competency.need_ledger import append, need_of, recorded
from competency.need_tables import NeedRow
from competency.needs import Need
from competency.training_tables import ProviderRow, TrainingFormRow, TrainingMaterialRow, TrainingRow
from competency.windows import later
from people.actor import Role
from tests.web.officer import hire
from web.house import House

FIRST, LAST = date(2024, 1, 1), date(2026, 10, 31)
TOPICS = ("jalan", "lampu", "sampah")
UNITS = tuple(f"U{number:02d}" for number in range(1, 25))
MONTHLY = 8
Level = Callable[[str, str, date], float]
"""How many times as often as usual things go badly in a unit's topic on a day."""


def history(level: Level, seed: int = 1, last: date = LAST) -> History:
    """Complaints of every unit and topic on every month, closed after a week; nobody knows who was on duty."""
    chance = np.random.default_rng(seed)
    rows: list[tuple[int, int, int, float]] = []
    month = FIRST
    while month <= last:
        length = (later(month, 1) - month).days
        for unit, name in enumerate(UNITS):
            for topic, about in enumerate(TOPICS):
                for day in chance.integers(0, length, chance.poisson(MONTHLY)):
                    on = month + timedelta(days=int(day))
                    if on <= last:
                        rows.append((unit, topic, on.toordinal(), level(name, about, on)))
        month = later(month, 1)
    unit_of, topic_of, received = (np.array([row[place] for row in rows], dtype=np.int64) for place in range(3))
    times = np.array([row[3] for row in rows])
    many = len(rows)

    def bad(share: float) -> np.ndarray:
        return chance.random(many) < share * times

    closed = received + 7
    reopened = np.where(bad(0.15), closed + 5, NEVER)
    ones, never = np.ones(many, dtype=np.int64), np.full(many, NEVER)
    cases = Cases(
        UNITS,
        TOPICS,
        ("web",),
        tuple(str(one) for one in range(many)),
        unit_of,
        topic_of,
        np.zeros(many, dtype=np.int64),
        chance.integers(0, 3, many),
        np.arange(many),
        received,
        3 * ones,
        10 * ones,
        received + 1,
        np.where(closed <= last.toordinal(), closed, never),
        np.where(reopened <= last.toordinal(), reopened, never),
        np.where(bad(0.15), 2, 0),
        0 * ones,
        unit_of.copy(),
        np.zeros(many, dtype=bool),
        np.where(chance.random(many) < 0.3, np.where(bad(0.2), 1, 5), 0),
        np.zeros(many, dtype=bool),
        None,
    )
    days = np.arange(FIRST.toordinal(), last.toordinal() + 100)
    return History(cases, None, WorkingDays(int(days[0]), (days - 1) % 7 < 5), last.toordinal(), {})


def at(day: date) -> datetime:
    return datetime.combine(day, time(3), UTC)


async def training(session: AsyncSession, by: UUID, form: str, name: str = "Menjawab warga") -> UUID:
    """A training of the catalogue; returns its first version."""
    row = TrainingRow(
        training_id=uuid7(),
        name=name,
        form=form,
        competency="TEK-SAMPAH",
        level=2,
        hours=16,
        cost=0,
        link="",
        about="",
        made_at=at(FIRST),
        made_by=by,
    )
    session.add(row)
    await session.flush()
    return await version(session, row.training_id, by, 1)


async def version(session: AsyncSession, training_id: UUID, by: UUID, number: int) -> UUID:
    row = TrainingMaterialRow(
        material_id=uuid7(),
        training_id=training_id,
        version=number,
        changed="" if number == 1 else "contoh dari lapangan",
        why="" if number == 1 else "tidak menolong",
        link="",
        made_at=at(FIRST),
        made_by=by,
    )
    session.add(row)
    await session.flush()
    return row.material_id


async def provider(session: AsyncSession, by: UUID, name: str = "BPSDM") -> UUID:
    row = ProviderRow(provider_id=uuid7(), kind="bpsdm", name=name, about="", made_at=at(FIRST), made_by=by)
    session.add(row)
    await session.flush()
    return row.provider_id


async def batch(
    session: AsyncSession,
    by: UUID,
    material: UUID,
    provider_id: UUID,
    day: date,
    groups: Mapping[str, Sequence[UUID]],
    code: str,
) -> UUID:
    """Held for two days from `day` on; drawn a month before. `groups` are needs by drawn, waiting or first."""
    row = BatchRow(
        batch_id=uuid7(),
        code=code,
        material_id=material,
        provider_id=provider_id,
        status="held",
        starts_on=day,
        ends_on=day + timedelta(days=1),
        place="Aula",
        link="",
        seats=30,
        reply_by=day,
        made_at=at(FIRST),
        made_by=by,
        closed_at=at(day + timedelta(days=2)),
        closed_by=by,
        remark="",
    )
    session.add(row)
    await session.flush()
    for group, needs in groups.items():
        for need_id in needs:
            known = await session.get_one(NeedRow, need_id)
            session.add(
                BatchNeedRow(
                    batch_id=row.batch_id,
                    need_id=need_id,
                    unit=known.unit,
                    topic="sampah",
                    competency="TEK-SAMPAH",
                    group=group,
                    reason="safety" if group == "first" else None,
                    lot_id=None,
                    settled_at=at(later(day, -1)),
                )
            )
    await session.flush()
    return row.batch_id


async def need(
    session: AsyncSession, unit: str, trained_in: UUID | None = None, code: str = "", competency: str = "TEK-SAMPAH"
) -> UUID:
    """Accepted, or scheduled and trained in a batch; spoken for by a signal about the matter itself."""
    heard = e.Heard(uuid7(), "SIN-2024-12-0001", date(2024, 12, 31), "teknis", True, 120, 1.5)
    events: list[e.Event] = [
        e.Opened(code or f"KEB-{unit}", competency, e.Origin.SIGNAL, unit, "sampah"),
        heard,
        e.Reviewed(at(date(2025, 1, 10))),
        e.Accepted(Grade.ENOUGH, ()),
    ]
    if trained_in is not None:
        events += [e.Scheduled(trained_in), e.Trained(trained_in)]
    made, entries = recorded(Need(uuid7()), events, at(date(2025, 1, 10)), "system", f"test:{unit}:{code}")
    await append(session, made, entries)
    return made.id


async def trained(session: AsyncSession, need_id: UUID, batch_id: UUID) -> None:
    """What holding the batch does to a need that was accepted."""
    row = await session.get(NeedRow, need_id)
    assert row is not None
    events = [e.Scheduled(batch_id), e.Trained(batch_id)]
    made, entries = recorded(need_of(row), events, at(date(2025, 3, 1)), "system", f"held:{batch_id}")
    session.expunge(row)
    await append(session, made, entries)


HELD = date(2025, 3, 3)
"""The first day of the batch; its needs were drawn a month before, so that what counts begins on 4 April."""


@dataclass
class Held:
    house: House
    material: UUID
    batch: UUID
    drawn: Sequence[UUID]
    waiting: Sequence[UUID]
    by: UUID
    provider: UUID

    def judging(self, told: History) -> Judging:
        async def known(last: date, since: date | None) -> History:
            return told

        needs = Needs(self.house.database, self.house.clock, self.house.calendars, self.house.region)
        return Judging(self.house.database, self.house.clock, needs, known, "Asia/Jakarta")

    async def status(self, *needs: UUID) -> Mapping[UUID, Status]:
        async with self.house.database.reading() as session:
            rows = (await session.exec(select(NeedRow))).all()
        told = {row.need_id: need_ledger.need_of(row) for row in rows}
        return {one: told[one].status for one in needs}  # type: ignore[misc]


async def hold(house: House, drawn: int = 9, waiting: int = 9) -> Held:
    by = (await hire(house, "analis", (Role.ANALYST, "BPSDM"))).person
    assert by is not None
    async with house.database.transaction() as session:
        form = (await session.exec(select(TrainingFormRow.code).limit(1))).one()
        material = await training(session, by, form)
        given = await provider(session, by)
        needs = [await need(session, unit) for unit in (*UNITS[:drawn], *reversed(UNITS[len(UNITS) - waiting :]))]
        groups = {"drawn": needs[:drawn], "waiting": needs[drawn:]}
        held = await batch(session, by, material, given, HELD, groups, "PLT-2025-0001")
        for one in needs[:drawn]:
            await trained(session, one, held)
    return Held(house, material, held, needs[:drawn], needs[drawn:], by, given)
