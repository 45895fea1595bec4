"""A year put together: what was needed, done and found to work."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import select
from uuid_utils.compat import uuid7

from competency.batch_tables import SeatRow
from competency.learning_year import LearningYears
from competency.training_tables import TrainingFormRow
from competency.verdict_tables import VerdictRow
from competency.yearly_sums import year_of
from tests.competency.invented import at, batch, hold, provider, training
from web.house import House

ZONE = ZoneInfo("Asia/Jakarta")


def test_a_version_that_two_providers_gave_counts_once_in_all_and_once_for_each() -> None:
    rows = [
        {
            "material_id": 1,
            "competency": "A",
            "form": "bimtek",
            "provider": name,
            "verdict": "effective",
            "indicates": True,
            "counted": name != "Baru",
        }
        for name in ("BPSDM", "Baru", "LAN")
    ]
    found = year_of(2026, [], [], [], rows)
    assert (found.total.effective, found.total.indicated) == (1, 1)
    told = [(one.name, one.effective, one.unknown) for one in found.providers]
    assert told == [("BPSDM", 1, 0), ("Baru", 0, 1), ("LAN", 1, 0)], "whose batches were not looked at is not praised"
    assert [(one.name, one.effective) for one in found.forms] == [("bimtek", 1)]


def test_what_is_not_judged_is_not_known() -> None:
    row = {"material_id": 1, "competency": "A", "form": "f", "provider": "p", "counted": False}
    row |= {"verdict": None, "indicates": None}
    assert year_of(2026, [], [], [], [row]).total.unknown == 1


async def test_a_year_has_what_happened_in_it_and_the_verdicts_of_its_end(house: House) -> None:
    held = await hold(house, 3, 2)
    book = LearningYears(house.database, house.clock, ZONE)
    async with house.database.transaction() as session:
        session.add(
            SeatRow(
                batch_id=held.batch,
                officer_id=held.by,
                need_id=held.drawn[0],
                unit="BPSDM",
                state="accepted",
                hours=16,
                finished=True,
            )
        )
        session.add(_verdict(held.material, 1, "unknown", date(2025, 10, 4), held.batch))
        session.add(_verdict(held.material, 2, "effective", date(2026, 2, 1), held.batch))
        form = (await session.exec(select(TrainingFormRow.code).limit(1))).one()
        other = await training(session, held.by, form, "Hitung cepat")
        given = await provider(session, held.by, "LAN")
        await batch(session, held.by, other, given, date(2026, 5, 4), {}, "PLT-2026-0001")
        await batch(session, held.by, held.material, given, date(2026, 6, 1), {}, "PLT-2026-0002")
    assert await book.years() == [2026, 2025]
    before, after = await book.one(2025), await book.one(2026)
    assert (before.total.opened, before.total.accepted, before.total.trained) == (5, 5, 3)
    assert (before.total.batches, before.total.people, before.total.hours) == (1, 1, 16)
    assert (before.total.effective, before.total.unknown) == (0, 1)
    assert (after.total.opened, after.total.batches) == (0, 2)
    assert (after.total.effective, after.total.unknown) == (1, 1), "the one judged in spring, the other not yet"
    told = [(one.name, one.effective, one.unknown) for one in after.providers]
    assert told == [("BPSDM", 1, 0), ("LAN", 0, 2)], "what LAN gave of the same material was not looked at yet"
    assert after.total.waiting == 2, "those who were not drawn wait"


async def test_a_house_without_needs_has_an_empty_year(house: House) -> None:
    book = LearningYears(house.database, house.clock, ZONE)
    assert await book.years() == [2026]
    found = await book.one(2026)
    assert not any(found.total[1:])
    assert (found.competencies, found.reasons) == ((), {})


def _verdict(material: UUID, number: int, verdict: str, day: date, batch_id: UUID) -> VerdictRow:
    return VerdictRow(
        verdict_id=uuid7(),
        material_id=material,
        number=number,
        look=1,
        verdict=verdict,
        indicates=False,
        reason="uncertain" if verdict == "unknown" else "judged",
        months=6,
        batches=[str(batch_id)],
        figures={},
        data_as_of=day,
        due_on=None,
        method="1",
        made_at=at(day),
        made_by="system",
    )
