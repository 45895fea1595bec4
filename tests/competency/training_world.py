"""Accepted needs, a catalogue and a batch, for tests of trainings and their pages."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7

from competency import need_events as e
from competency.attendance import Attendance
from competency.batch_drafts import Draft
from competency.batches import Batches
from competency.conflict_checks import ConflictChecks
from competency.lot_book import Lots
from competency.merging import Grade, Letter
from competency.need_book import Needs
from competency.need_ledger import append, recorded
from competency.needs import Need
from competency.providers import Providers
from competency.seats import Seats
from competency.trainings import Catalogue
from competency.trainings import Draft as TrainingDraft
from people.actor import Actor, Role
from tests.conftest import NOW
from tests.web.officer import hire
from web.house import House

ZONE = ZoneInfo("Asia/Jakarta")
UNITS = (
    "DLH",
    "DISHUB",
    "DINKES",
    "DINSOS",
    "DISDIKBUD",
    "BMBK",
    "PSDA",
    "PKPCK",
    "DISHUT",
    "ESDM",
    "PPPA",
    "DUKCAPIL",
)
FIRST_DAY, LAST_DAY = date(2026, 12, 14), date(2026, 12, 15)


class World(NamedTuple):
    """Rooms of one house; `analyst` plans, `people` are officers by unit."""

    house: House
    analyst: Actor
    people: dict[str, Actor]
    catalogue: Catalogue
    providers: Providers
    batches: Batches
    lots: Lots
    seats: Seats
    attendance: Attendance
    needs: Needs
    conflicts: ConflictChecks
    training: UUID
    provider: UUID


async def accepted(house: House, unit: str | None, at: datetime, competency: str = "TEK-SAMPAH") -> UUID:
    """A need of a unit that was accepted at an instant."""
    need = Need(uuid7())
    code = f"KEB-2026-{need.id.int % 10**9:09d}"
    told: Sequence[e.Event] = (
        e.Opened(code, competency, e.Origin.SIGNAL, unit, "sampah"),
        e.Reviewed(at),
        e.Accepted(Grade.ENOUGH, (Letter.COMPLAINTS,)),
    )
    after, entries = recorded(need, told, at, "system", "test")
    async with house.database.transaction() as session:
        await append(session, after, entries)
    return need.id


async def world(house: House, units: Sequence[str] = UNITS, kind: str = "bpsdm") -> World:
    """An officer in each unit, a need of each accepted ten days ago, one training and one provider."""
    analyst = await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    assert analyst.person is not None
    people = {unit: await hire(house, f"petugas.{unit.lower()}", (Role.OFFICER, unit)) for unit in units}
    for unit in units:
        await accepted(house, unit, NOW - timedelta(days=10))
    needs = Needs(house.database, house.clock, house.calendars, house.region)
    catalogue, providers = (
        Catalogue(house.database, house.clock),
        Providers(house.database, house.clock, house.keys),
    )
    training = await catalogue.add(
        TrainingDraft("Menangani keluhan sampah", "bimtek", "TEK-SAMPAH", 2, 16, 250_000), analyst.person
    )
    provider = await providers.write(None, kind, "Balai Contoh", "", "", analyst.person)
    return World(
        house,
        analyst,
        people,
        catalogue,
        providers,
        Batches(house.database, house.clock, needs),
        Lots(house.database, house.clock, house.keys, needs),
        Seats(house.database, house.clock),
        Attendance(house.database, house.clock, house.keys, needs, ZONE),
        needs,
        ConflictChecks(house.database, house.clock),
        training,
        provider,
    )


def draft(given: UUID, **changes: object) -> Draft:
    """Two days in December, from eight to four."""
    told: dict[str, object] = {
        "provider": given,
        "starts_on": FIRST_DAY,
        "ends_on": LAST_DAY,
        "starts": time(8),
        "ends": time(16),
        "seats": 30,
        "reply_by": date(2026, 12, 7),
        "place": "Aula BPSDM",
    }
    return Draft(**{**told, **changes})  # type: ignore[arg-type]


async def planned(here: World, **changes: object) -> UUID:
    """A batch over all accepted needs."""
    training = await here.catalogue.one(here.training)
    days = [FIRST_DAY, LAST_DAY]
    return await here.batches.plan(training.material.id, draft(here.provider, **changes), days, here.analyst)
