"""Advice that came too late: the worker finds the complaints without it and the road records it, once."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlmodel import select

from complaints import commands as c
from complaints.beside import blanked
from complaints.given import Asked, Promises, Rules, RungRole, Staff, Suggestion
from complaints.handling import Handling, Road
from complaints.kinds import Kind
from complaints.projection import current_row
from complaints.spoken import SPOKEN
from complaints.tables import ComplaintRow
from foundation.clock import SetClock
from foundation.database import Database
from foundation.sealing import KeyRing
from routing.advisor import Advisor
from routing.late import PATIENCE, route_late
from tests.fakes import StandingBook
from tests.make import COORDINATOR, RULES, START, EveryDay, citizen, filing


class Standing:
    """Promises and rules that never change."""

    async def promises(self) -> Promises:
        return EveryDay()

    async def rules(self) -> Rules:
        return RULES

    async def staff(self) -> Staff:
        return self

    def filled(self, role: RungRole, unit: str | None) -> bool:
        return True

    def second(self, unit: str, besides: UUID | None) -> str | None:
        return unit


class Late:
    """An advisor that has nothing to say in time, until `ready`."""

    def __init__(self) -> None:
        self.ready, self.asked = False, list[Asked]()
        self._advisor = Advisor(StandingBook(), budget=5)  # type: ignore[arg-type]

    async def advise(self, asked: Sequence[Asked]) -> list[Suggestion | None]:
        self.asked += asked
        return await self._advisor.advise(asked) if self.ready else [None] * len(asked)


class Office:
    def __init__(self, database: Database) -> None:
        self.database, self.clock, self.advisor = database, SetClock(START), Late()
        road = Road((current_row, blanked), ())
        self.handling = Handling(database, self.clock, KeyRing.fresh(), Standing(), self.advisor, road)

    async def file(self, text: str, **fields: object) -> UUID:
        command = filing(text, **fields)
        id_ = command.words.id
        await self.handling.handle(c.Order(id_, command, f"test:{id_}"))
        return id_

    async def suggested(self) -> dict[UUID, tuple[str | None, float | None]]:
        async with self.database.reading() as session:
            rows = (await session.exec(select(ComplaintRow))).all()
        return {row.complaint_id: (row.suggested_unit, row.suggested_share) for row in rows}


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


async def test_late_advice_reaches_the_case_once(office: Office) -> None:
    road, nothing = await office.file("jalan rusak parah"), await office.file("halo admin")
    assert set((await office.suggested()).values()) == {(None, None)}
    office.clock.instant += PATIENCE * 2
    assert await route_late(office.database, office.handling, office.clock) == 2
    assert (await office.suggested())[road] == (None, None), "advice that is late again leaves no trace"
    office.advisor.ready = True
    assert await route_late(office.database, office.handling, office.clock, size=1) == 2
    suggested = await office.suggested()
    assert suggested[road][0] == "BMBK"
    assert suggested[nothing][0] is None
    assert await route_late(office.database, office.handling, office.clock) == 0
    assert [one.text for one in office.advisor.asked[-2:]] == ["jalan rusak parah", "halo admin"]


async def test_late_advice_takes_its_time_and_knows_of_the_place_what_was_known_when_it_was_filed(
    office: Office,
) -> None:
    for place in (c.Place(area="18.01"), c.Place(-5.1, 105.2), c.Place(address="Jalan Uji 1")):
        written = c.Words(msgspec.json.encode(place).decode())
        await office.file("jalan rusak", place=place, place_words=written)
    office.clock.instant += PATIENCE * 2
    await route_late(office.database, office.handling, office.clock)
    late = [one for one in office.advisor.asked if one.late]
    assert [one.pinned for one in late] == [one.pinned for one in office.advisor.asked if not one.late]
    assert [one.pinned for one in late] == [False, True, True]


async def test_a_text_that_takes_longer_than_a_filing_waits_is_advised_all_the_same() -> None:
    advisor = Advisor(StandingBook(), budget=0.0)  # type: ignore[arg-type]
    assert await advisor.advise([Asked("jalan rusak")]) == [None]
    (found,) = await advisor.advise([Asked("jalan rusak parah. " * 500, late=True)])
    assert found is not None
    assert found.unit == "BMBK"


async def test_a_fresh_filing_is_left_to_its_own_road(office: Office) -> None:
    await office.file("jalan rusak")
    assert await route_late(office.database, office.handling, office.clock) == 0


async def test_what_left_triage_needs_no_advice(office: Office) -> None:
    forwarded = await office.file("jalan rusak")
    await office.handling.handle(c.Order(forwarded, c.Forward("BMBK"), "test:forward"), COORDINATOR)
    await office.file("ada suap", kind=Kind.OVERSIGHT)
    erased = await office.file("jalan rusak lagi")
    office.clock.instant += timedelta(hours=1)
    from people.actor import SYSTEM

    await office.handling.handle(c.Order(erased, c.Erase(), "test:erase"), SYSTEM)
    office.advisor.ready = True
    office.clock.instant += timedelta(hours=1)
    assert await route_late(office.database, office.handling, office.clock) == 0


@pytest.mark.parametrize("report", ["", "Tolong kami."])
async def test_what_was_spoken_is_advised_on_as_it_was_last_written_down(office: Office, report: str) -> None:
    spoken = await office.file(report or SPOKEN.format(seconds=7))
    office.clock.instant += PATIENCE * 2
    if not report:
        assert await route_late(office.database, office.handling, office.clock) == 0
        assert office.advisor.asked == [], "nothing is made of a sentence that says nothing"
    note = c.File(uuid4(), b"s" * 16, b"d" * 32, "audio/ogg", 1_000, "x/y", "rekaman")
    await office.handling.handle(c.Order(spoken, c.Attach(note), "test:note"), citizen(spoken))
    for text in ("tidak terdengar", "ada kabel listrik putus menimpa orang di jalan"):
        written = c.Transcribe(note.id, c.Words(text))
        await office.handling.handle(c.Order(spoken, written, f"test:{text}"), COORDINATOR)
    office.advisor.ready = True
    assert await route_late(office.database, office.handling, office.clock) == 1
    assert office.advisor.asked[-1].text == "\n\n".join(part for part in (report, text) if part)
    async with office.database.reading() as session:
        row = (await session.exec(select(ComplaintRow))).one()
    assert (row.priority, row.status) == ("danger", "submitted"), "who told of danger by voice is helped as fast"
    assert await route_late(office.database, office.handling, office.clock) == 0
