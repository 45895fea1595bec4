"""The officers' page: their posts' notices, as far as they may see the cases, read up to an instant."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from complaints import commands as c
from complaints.kinds import Kind, Status, Visibility
from complaints.tables import ComplaintRow
from complaints.visibility import Sight, sight
from foundation.database import Database
from foundation.errors import NotAllowed
from notices.inbox import Inbox, _newest
from people.actor import ANYONE, SYSTEM, Actor, Post, Role
from people.contact import Contact
from tests.fakes import REGION
from tests.make import COORDINATOR, START, Case, citizen, make_complaint
from tests.notices.test_dispatcher import House


def officer(role: Role, unit: str, person: UUID | None = None) -> Actor:
    return Actor("officer", person or uuid4(), (Post(role, unit, REGION.reach(unit)),))


BMBK = officer(Role.OFFICER, "BMBK")
DISHUB = officer(Role.OFFICER, "DISHUB")
PARENT = officer(Role.OFFICER, "PEMPROV")
HEAD = officer(Role.HEAD, "BMBK")
INSP = officer(Role.INSPECTORATE, "INSP")
TRIAGE = officer(Role.COORDINATOR, "DISKOMINFOTIK")
SUPERVISOR = officer(Role.SUPERVISOR, "SETDA")
ANALYST = officer(Role.ANALYST, "SETDA")
ADMINISTRATOR = officer(Role.ADMINISTRATOR, "SETDA")
EVERYBODY = (BMBK, DISHUB, PARENT, HEAD, INSP, TRIAGE, SUPERVISOR, ANALYST, ADMINISTRATOR, COORDINATOR)


def late(case: Case) -> Case:
    return case.say(c.KeepTime(), SYSTEM, later=timedelta(days=200))


async def events(database: Database, actor: Actor) -> list[str]:
    """What is told to them, in order; several promises of a case may have been missed at once."""
    return list(dict.fromkeys(item.event for item in await Inbox(database).items(actor, REGION)))


async def test_each_reads_what_concerns_their_post(database: Database) -> None:
    await House(database).live(late(make_complaint(Status.IN_PROCESS)))
    assert await events(database, BMBK) == ["deadline.escalated", "complaint.forwarded"]
    assert await events(database, HEAD) == ["deadline.escalated"]
    assert await events(database, SUPERVISOR) == ["deadline.escalated"]
    assert await events(database, TRIAGE) == ["complaint.filed"]
    for outsider in (DISHUB, PARENT, INSP, ANALYST, ADMINISTRATOR, ANYONE, citizen(uuid4())):
        assert await events(database, outsider) == []


async def test_nobody_reads_of_their_own_doing(database: Database) -> None:
    case = make_complaint()
    both = Actor("officer", uuid4(), (*TRIAGE.posts, *BMBK.posts))
    await House(database).live(case.say(c.Forward("BMBK"), both))
    assert await events(database, both) == ["complaint.filed"]
    assert await events(database, BMBK) == ["complaint.forwarded"]


async def test_wrongdoing_is_read_by_its_handlers_alone(database: Database) -> None:
    await House(database).live(late(make_complaint(kind=Kind.OVERSIGHT, about_unit="BMBK")))
    assert await events(database, INSP) == ["deadline.escalated", "complaint.forwarded"]
    for actor in EVERYBODY:
        if actor is not INSP:
            assert await events(database, actor) == []
            assert await Inbox(database).unread(actor) == 0


async def test_a_case_that_became_wrongdoing_leaves_the_page(database: Database) -> None:
    case = make_complaint(Status.FORWARDED)
    await House(database).live(case.say(c.Reclassify(kind=Kind.OVERSIGHT), COORDINATOR))
    assert await events(database, BMBK) == []
    assert await events(database, TRIAGE) == []
    assert await events(database, INSP) == ["complaint.forwarded"]


async def test_the_page_never_shows_more_than_the_rule_allows(database: Database) -> None:
    """Whatever is listed for anybody is a case whose existence they may know of, for every kind and visibility."""
    house = House(database)
    for kind in Kind:
        for visibility in Visibility:
            for about in (None, "BMBK", "DISKOMINFOTIK"):
                case = make_complaint(kind=kind, visibility=visibility, about_unit=about)
                if kind is not Kind.OVERSIGHT:
                    formal = kind is Kind.FORMAL_INFORMATION
                    case.say(c.Forward("DISKOMINFOTIK" if formal else "BMBK"), COORDINATOR)
                await house.live(late(case))
    async with database.reading() as session:
        listed = 0
        for actor in EVERYBODY:
            for item in await Inbox(database).items(actor, REGION, limit=500):
                row = await session.get(ComplaintRow, item.complaint_id)
                assert row is not None
                assert sight(actor, item.complaint_id, row) >= Sight.STATUS
                listed += 1
    assert listed > 30


async def test_the_headline_names_the_code_and_no_words(database: Database) -> None:
    case = make_complaint(Status.FORWARDED, text="Jalan berlubang di gang Melati", contact=Contact(name="Melati"))
    await House(database).live(case)
    (item,) = await Inbox(database).items(BMBK, REGION)
    assert item.headline.startswith("Aduan ")
    assert item.code == case.state.code
    assert "Melati" not in repr(item)


async def test_what_was_read_is_no_longer_unread(database: Database) -> None:
    house, inbox = House(database), Inbox(database)
    person = await _in_post(house)
    actor = officer(Role.OFFICER, "BMBK", person)
    case = make_complaint(Status.FORWARDED)
    await house.live(case)
    assert await inbox.unread(actor) == 1
    await inbox.mark_read(actor, case.at)
    assert await inbox.unread(actor) == 0
    assert [item.unread for item in await inbox.items(actor, REGION)] == [False]
    await inbox.mark_read(actor, START - timedelta(days=9))
    assert await inbox.unread(actor) == 0, "reading an old page must not make the new unread again"


async def test_a_case_sent_back_leaves_the_units_page(database: Database) -> None:
    case = make_complaint(Status.IN_PROCESS).say(c.SendBack(c.Words("Bukan kami.")), BMBK)
    await House(database).live(case)
    assert await events(database, BMBK) == []
    assert await events(database, TRIAGE) == ["complaint.sent_back", "complaint.filed"]


async def test_one_officers_reading_is_not_anothers(database: Database) -> None:
    house, inbox = House(database), Inbox(database)
    actor = officer(Role.OFFICER, "BMBK", await _in_post(house))
    await house.live(make_complaint(Status.FORWARDED))
    await inbox.mark_read(actor, START + timedelta(days=9))
    assert (await inbox.unread(actor), await inbox.unread(BMBK)) == (0, 1)


async def test_a_citizen_has_no_page_of_notices(database: Database) -> None:
    with pytest.raises(NotAllowed):
        await Inbox(database).mark_read(citizen(uuid4()), START)


async def test_the_newest_come_first_and_no_more_than_asked_for(database: Database) -> None:
    house = House(database)
    for _ in range(5):
        await house.live(make_complaint(Status.FORWARDED))
    items = await Inbox(database).items(BMBK, REGION, limit=3)
    assert len(items) == 3
    assert [item.at for item in items] == sorted((item.at for item in items), reverse=True)


async def _in_post(house: House, username: str = "p") -> UUID:
    """An officer's row; posts are not asked for here."""
    from people.tables import OfficerRow

    person = uuid4()
    async with house.database.transaction() as session:
        session.add(OfficerRow(officer_id=person, username=username, name="Petugas", password="-", created_at=START))
    return person


async def test_who_was_given_a_case_reads_of_it_while_it_is_in_their_hand(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(database)
    me = await _in_post(house, "satu")
    given, other = officer(Role.OFFICER, "BMBK", me), officer(Role.OFFICER, "BMBK", await _in_post(house, "dua"))
    cases = [make_complaint(Status.IN_PROCESS).say(c.Assign(me), HEAD) for _ in range(2)]
    for case in cases:
        await house.live(case)

    async def told() -> set[UUID]:
        found = await Inbox(database).items(given, REGION)
        return {one.complaint_id for one in found if one.event == "complaint.assigned"}

    assert await told() == {case.state.id for case in cases}
    assert "complaint.assigned" not in await events(database, other)
    monkeypatch.setattr("notices.inbox.HELD", 1)
    _newest.cache_clear()
    assert len(await told()) == 1
