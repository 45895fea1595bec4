"""What people set right is listed, counted and judged; nothing betrays a case on the oversight road."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from complaints import commands as c
from complaints.given import Asked, Suggestion
from complaints.kinds import ArchiveReason, Kind, Visibility
from complaints.tables import ComplaintRow
from people.actor import Actor, Post, Role
from routing.corrections import confusion, corrections, judged
from routing.told import newest
from tests.make import citizen, filing, words
from tests.routing.invented import clerk
from web.house import House

START = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
BMBK = Actor("officer", UUID(int=9), (Post(Role.OFFICER, "BMBK", frozenset({"BMBK"})),))


class Told:
    """An advisor that says what it is told."""

    def __init__(self) -> None:
        self.answer = Suggestion("BMBK", "jalan_rusak", None, 0.8, "m:1", ranked=(("BMBK", 0.8), ("DISHUB", 0.1)))

    async def advise(self, asked: list[Asked]) -> list[Suggestion | None]:
        return [self.answer for _ in asked]


class Desk:
    """Files and decides, an hour a step."""

    def __init__(self, house: House, told: Told) -> None:
        self.house, self.told, self.at = house, told, START

    async def file(self, **fields: object) -> UUID:
        key = uuid4()
        await self.ask(key, filing(**fields), citizen(key))  # type: ignore[arg-type]
        return key

    async def ask(self, key: UUID, command: c.Command, by: Actor | None = None) -> None:
        self.at += timedelta(hours=1)
        await self.house.handling.handle(c.Order(key, command, f"t:{self.at}", at=self.at), by or clerk())


@pytest.fixture
def desk(house: House, monkeypatch: pytest.MonkeyPatch) -> Desk:
    told = Told()
    monkeypatch.setattr(house.handling, "_advisor", told)
    return Desk(house, told)


async def listed(house: House) -> list[tuple[str, str | None, str]]:
    page = await corrections(house.database, since=START)
    assert page.total == len(page.rows)
    return [(one.what, one.before, one.after) for one in page.rows]


async def test_a_correction_says_what_was_advised_and_what_is_right(house: House, desk: Desk) -> None:
    kept = await desk.file()
    await desk.ask(kept, c.Forward("BMBK", "jalan_rusak"))
    assert await listed(house) == []
    key = await desk.file()
    await desk.ask(key, c.Forward("DISHUB", "lampu_jalan"))
    found = (await corrections(house.database, since=START)).rows
    assert {(one.what, one.before, one.after) for one in found} == {
        ("owner", "BMBK", "DISHUB"),
        ("topic", "jalan_rusak", "lampu_jalan"),
    }
    assert {(one.complaint_id, one.officer, one.method, one.share) for one in found} == {
        (key, clerk().name_in_log, "m:1", 0.8)
    }
    assert all(one.code and one.at == desk.at for one in found)


async def test_a_reroute_a_kind_an_archive_and_a_merge_are_corrections(house: House, desk: Desk) -> None:
    key = await desk.file()
    await desk.ask(key, c.Forward("BMBK", "jalan_rusak"))
    await desk.ask(key, c.SendBack(words("Bukan kami.")), BMBK)
    await desk.ask(key, c.ForwardOut(next(iter((await house.region.current()).body))))
    outside = (await listed(house))[0]
    assert outside[:2] == ("owner", "BMBK")
    assert outside[2].startswith("out:")
    other = await desk.file()
    await desk.ask(other, c.Reclassify(kind=Kind.SUGGESTION))
    assert (await listed(house))[0] == ("kind", str(Kind.ORDINARY), str(Kind.SUGGESTION))
    await desk.ask(other, c.Archive(ArchiveReason.SPAM))
    assert (await listed(house))[0] == ("owner", "BMBK", "none:spam")
    one, two = await desk.file(), await desk.file()
    await desk.ask(two, c.MarkDuplicate(one))
    assert (await listed(house))[0] == ("duplicate", None, str(one))


async def test_the_list_has_pages(house: House, desk: Desk) -> None:
    for _ in range(3):
        await desk.ask(await desk.file(), c.Forward("DISHUB", "jalan_rusak"))
    first = await corrections(house.database, since=START, most=2)
    second = await corrections(house.database, since=START, most=2, number=2)
    assert (first.total, first.pages, len(first.rows), len(second.rows)) == (3, 2, 2, 1)
    assert first.rows[0].at > first.rows[1].at > second.rows[0].at
    assert (await corrections(house.database, since=desk.at + timedelta(hours=1))).total == 0


async def test_nothing_tells_of_the_oversight_road_nor_of_a_confidential_code(house: House, desk: Desk) -> None:
    hidden = await desk.file(kind=Kind.OVERSIGHT)
    left = await desk.file()
    await desk.ask(left, c.Forward("DISHUB", "lampu_jalan"))
    await desk.ask(left, c.Reclassify(kind=Kind.OVERSIGHT))
    once = await desk.file()
    await desk.ask(once, c.Reclassify(kind=Kind.OVERSIGHT))
    assert await listed(house) == []
    assert confusion((await newest(house.database, START)).reports) == []
    assert judged((await newest(house.database, START)).reports, START).share == []
    quiet = await desk.file(visibility=Visibility.CONFIDENTIAL)
    await desk.ask(quiet, c.Forward("DISHUB", "jalan_rusak"))
    (row,) = (await corrections(house.database, since=START)).rows
    assert (row.complaint_id, row.code) == (quiet, None)
    assert hidden not in {row.complaint_id}


async def test_confusion_counts_what_was_advised_against_what_was_decided(house: House, desk: Desk) -> None:
    for unit in ("BMBK", "BMBK", "DISHUB"):
        await desk.ask(await desk.file(), c.Forward(unit, "jalan_rusak"))
    await desk.file()
    assert confusion((await newest(house.database, START)).reports) == [("BMBK", "BMBK", 2), ("BMBK", "DISHUB", 1)]


async def test_advice_is_judged_by_what_people_decided_or_the_unit_took(house: House, desk: Desk) -> None:
    await desk.ask(await desk.file(), c.Forward("BMBK", "jalan_rusak"))
    await desk.ask(await desk.file(), c.Forward("DISHUB", "jalan_rusak"))
    desk.told.answer = Suggestion("BMBK", "jalan_rusak", None, 0.99, "m:2", ranked=(("BMBK", 0.99),), sure=True)
    alone = []
    while len(alone) < 3:
        key = await desk.file()
        async with house.database.reading() as session:
            row = await session.get(ComplaintRow, key)
        if row is not None and row.unread:  # a few of the sure ones are left to a person as a sample
            alone.append(key)
    await desk.ask(alone[0], c.Take(), BMBK)
    await desk.ask(alone[1], c.SendBack(words("Bukan kami.")), BMBK)
    everything = judged((await newest(house.database, START)).reports, START)
    assert sorted(zip(everything.share, everything.right, everything.sure, strict=True)) == [
        *((0.8, False, False), (0.8, True, False), (0.99, False, True), (0.99, True, True)),
    ]
    assert judged((await newest(house.database, START)).reports, START, "m:2").right in ([True, False], [False, True])
    assert judged((await newest(house.database, START)).reports, START, "m:3").right == []
