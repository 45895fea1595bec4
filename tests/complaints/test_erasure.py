"""Erasing forgets a citizen; the log stays whole, and what was altered by hand is told from what was erased."""

from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import text

from complaints import commands as c
from complaints.commands import Order
from complaints.views import Filter
from foundation.errors import NotAllowed, NotFound
from people.actor import Actor, Post, Role
from people.contact import Contact
from people.contacts import complaints_of
from service.rebuild import rebuild
from service.verification import verify
from tests.make import citizen, filing, words
from web.house import House

COORDINATOR = Actor("officer", uuid4(), (Post(Role.COORDINATOR, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
OFFICER = Actor("officer", uuid4(), (Post(Role.OFFICER, "BMBK", frozenset({"BMBK"})),))
EMAIL = "pelapor@contoh.id"


def quiet(words: str, done: int, total: int) -> None:
    """Progress nobody watches."""


@pytest.fixture
async def told(house: House) -> UUID:
    """A complaint with contact, photo, question and answer."""
    one = uuid4()
    command = filing("Jembatan gantung kalimangga putus", contact=Contact("Siti Contoh", EMAIL, "+628120000000"))
    await house.handling.handle(Order(one, command, "test:1"))
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    file = await house.attachments.store(one, picture.getvalue(), "foto.jpg")
    await house.handling.handle(Order(one, c.Attach(file), "test:2"), citizen(one))
    for number, (order, by) in enumerate(
        [
            (c.Forward("BMBK"), COORDINATOR),
            (c.Take(), OFFICER),
            (c.Ask(words("Di desa mana?")), OFFICER),
            (c.Answer(words("Desa Sukamaju kalimangga")), citizen(one)),
        ]
    ):
        await house.handling.handle(Order(one, order, f"test:way{number}"), by)
    return one


async def column(house: House, sql: str) -> list[object]:
    async with house.database.reading() as session:
        return [row[0] for row in await session.exec(text(sql))]  # type: ignore[call-overload]


async def test_nothing_of_the_citizen_is_left(house: House, told: UUID, tmp_path: Path) -> None:
    async with house.database.reading() as session:
        assert await complaints_of(session, house.keys, EMAIL, None) == [told]
    attachment = (await house.queries.case(citizen(told), told)).files[0]
    await house.handling.handle(Order(told, c.Erase(), "test:erase"), citizen(told))
    assert set(await column(house, "SELECT content FROM complaint_words")) == {None}
    assert set(await column(house, "SELECT salt FROM complaint_words")) == {None}
    assert set(await column(house, "SELECT name FROM contacts")) == {None}
    assert set(await column(house, "SELECT email_index FROM contacts")) == {None}
    assert (await house.queries.listing(COORDINATOR, Filter(query="kalimangga"))).total == 0
    with pytest.raises(NotFound):
        await house.queries.file(citizen(told), told, attachment.id)
    await house.attachments.sweep()
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    async with house.database.reading() as session:
        assert await complaints_of(session, house.keys, EMAIL, None) == []
    case = await house.queries.case(OFFICER, told)
    assert case.contact is None
    assert case.report is None
    assert next(entry for entry in case.entries if entry.name == "complaint.filed").erased


async def test_the_log_and_its_replay_still_hold(house: House, told: UUID) -> None:
    await house.handling.handle(Order(told, c.Erase(), "test:erase"), citizen(told))
    found = await verify(house.database, house.attachments, quiet)
    assert found.findings == ()
    assert found.erased == 3
    assert (await rebuild(house.database, quiet)).identical


async def test_a_word_changed_by_hand_is_found_and_told_from_an_erased_one(house: House, told: UUID) -> None:
    async with house.database.transaction() as session:
        await session.exec(
            text("UPDATE complaint_words SET content = content || '!' WHERE kind = 'answer'")  # type: ignore[call-overload]
        )
        await session.exec(
            text("UPDATE complaint_words SET content = NULL, salt = NULL WHERE kind = 'question'")  # type: ignore[call-overload]
        )
    reasons = [finding.reason for finding in (await verify(house.database, house.attachments, quiet)).findings]
    assert any("answer was altered" in reason for reason in reasons)
    assert any("question was blanked though nothing was erased" in reason for reason in reasons)
    assert len(reasons) == 2


async def test_what_is_said_after_an_erasure_can_be_erased_as_well(house: House, told: UUID) -> None:
    await house.handling.handle(Order(told, c.Erase(), "test:erase"), citizen(told))
    await house.handling.handle(Order(told, c.Inform(words("Kami datang besok.")), "test:inform"), OFFICER)
    assert await column(house, "SELECT content FROM complaint_words WHERE content IS NOT NULL") == [
        "Kami datang besok."
    ]
    await house.handling.handle(Order(told, c.Erase(), "test:again"), citizen(told))
    assert set(await column(house, "SELECT content FROM complaint_words")) == {None}
    assert (await verify(house.database, house.attachments, quiet)).findings == ()


async def test_only_the_citizen_or_an_administrator_may_erase(house: House, told: UUID) -> None:
    for actor in (OFFICER, COORDINATOR, citizen(uuid4())):
        with pytest.raises(NotAllowed):
            await house.handling.handle(Order(told, c.Erase(), f"test:{uuid4()}"), actor)


async def test_no_notice_reaches_an_erased_citizen(house: House, told: UUID) -> None:
    await house.handling.handle(Order(told, c.Erase(), "test:erase"), citizen(told))
    before = await column(house, "SELECT count(*) FROM notices WHERE audience = 'citizen'")
    await house.handling.handle(Order(told, c.Inform(words()), "test:inform"), OFFICER)
    assert await column(house, "SELECT count(*) FROM notices WHERE audience = 'citizen'") == before
