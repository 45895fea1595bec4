"""One report of several matters: each becomes a case with the citizen, the openness and the clocks of the whole."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, func, select

from complaints import commands as c
from complaints import events as e
from complaints import journal, ticket
from complaints.complaint import Complaint, fold
from complaints.given import Given
from complaints.kinds import Kind, Priority, Stage, Status, Visibility
from complaints.openness import is_counted
from complaints.splitting import part_of
from complaints.tables import ComplaintRow
from complaints.visibility import Sight, counted, sight
from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from notices.tables import NoticeRow
from people.actor import ANYONE, Actor
from people.contact import Contact
from people.tables import ContactRow
from people.telegram import Chats
from sla.period import Question, conditions
from tests.make import COORDINATOR, GIVEN, INSPECTOR, OFFICER, Case, filing, part, way_to, words
from tests.web.citizen import later
from web.house import House

OWED = (Stage.FIRST_RESPONSE, Stage.COMPLETION)
OPENNESS = (Visibility.PUBLIC, Visibility.ANONYMOUS, Visibility.CONFIDENTIAL)
TWO = "Jalan di depan pasar berlubang. Di sana lampunya juga mati."


def parts_of(whole: Complaint, one: Case, command: c.Split, with_: Given = GIVEN) -> list[Complaint]:
    """The parts as their logs tell them."""
    made = []
    for told in command.parts:
        happened = list(part_of(whole, told, None, one.at, with_))
        fresh = Complaint(told.id)
        made.append(fold(fresh, journal.record(fresh, happened, one.at, "officer:x", "test")))
    return made


@settings(max_examples=150, deadline=None)
@given(
    asked=st.lists(st.tuples(st.integers(1, 90), st.integers(1, 200)), max_size=2),
    waits=st.integers(1, 400),
    visibility=st.sampled_from(OPENNESS),
    priority=st.sampled_from([Priority.NORMAL, Priority.URGENT]),
    told=st.lists(
        st.tuples(st.sampled_from([None, "BMBK", "DISHUB"]), st.sampled_from([None, "jalan", "kekerasan", "pungli"])),
        min_size=2,
        max_size=6,
    ),
)
def test_what_was_promised_for_the_whole_is_promised_for_each_part(
    asked: list[tuple[int, int]],
    waits: int,
    visibility: Visibility,
    priority: Priority,
    told: list[tuple[str | None, str | None]],
) -> None:
    one = Case(visibility=visibility, priority=priority)
    for returned, silent in asked:
        if any(one.at + timedelta(hours=returned) >= p.due for p in one.state.promises.values()):
            break
        one.say(c.Return(words("Di mana?")), COORDINATOR, later=timedelta(hours=returned))
        one.say(c.Supplement(words("Di pasar.")), one.holder, later=timedelta(hours=silent))
    command = c.Split(tuple(part(unit=unit, topic=topic) for unit, topic in told))
    whole = one.state
    one.say(command, COORDINATOR, later=timedelta(hours=waits))
    made = parts_of(whole, one, command)

    assert one.state.status is Status.SPLIT
    assert not is_counted(one.state)
    assert not any(promise.met_at == one.at for promise in one.state.promises.values()), "splitting keeps no promise"
    assert all(promise.ended for promise in one.state.promises.values())
    wrong = [case for case in made if case.kind is Kind.OVERSIGHT]
    assert one.state.restricted == bool(wrong)
    assert all(is_counted(case) != case.restricted for case in made)
    for case, (unit, topic) in zip(made, told, strict=True):
        assert (case.received_at, case.split_from) == (whole.received_at, whole.id)
        assert OPENNESS.index(case.visibility) >= OPENNESS.index(whole.visibility)
        assert OPENNESS.index(one.state.visibility) >= OPENNESS.index(case.visibility), "nor is it read in the whole"
        assert case.priority is priority
        assert case.unit == ("INSP" if topic == "pungli" else unit)
        assert case.status is (Status.FORWARDED if case.unit else Status.SUBMITTED)
        for stage in OWED:
            before = whole.promises[stage]
            now = case.promises[stage]
            assert not now.ended
            if case.kind is whole.kind:
                assert now.due == before.due, "not an hour is won or lost by splitting"
            assert [(stop.since, stop.until, stop.reason) for stop in now.stops] == [
                (stop.since, stop.until, stop.reason) for stop in before.stops
            ]
        verify = case.promises[Stage.VERIFY]
        assert verify.due == whole.promises[Stage.VERIFY].due
        assert verify.met_at == (one.at if case.unit else None), "a person has read it only where somebody was chosen"


def test_what_came_back_from_a_unit_does_not_owe_its_verification_twice() -> None:
    one = Case().say(c.Forward("BMBK", "jalan"), COORDINATOR)
    one.say(c.SendBack(words("Ini dua urusan.")), OFFICER)
    command, whole = c.Split((part(unit="BMBK", topic="jalan"), part())), one.state
    one.say(command, COORDINATOR)
    forwarded, waiting = parts_of(whole, one, command)
    assert Stage.VERIFY not in forwarded.promises
    assert forwarded.promises[Stage.REROUTE].met_at == one.at
    assert waiting.waits_for(Stage.REROUTE) is not None
    assert one.state.promises[Stage.VERIFY].met_at is not None, "what had been kept before stays kept"


def test_danger_is_not_lost_between_the_parts() -> None:
    one = Case(priority=Priority.DANGER)
    with pytest.raises(Invalid) as refused:
        one.say(c.Split((part(), part())), COORDINATOR)
    assert "1-danger" in refused.value.fields
    command, whole = c.Split((part(), part(danger=True, unit="BMBK"))), one.state
    one.say(command, COORDINATOR)
    plain, danger = parts_of(whole, one, command)
    assert (plain.priority, danger.priority) == (Priority.NORMAL, Priority.DANGER)
    assert danger.waits_for(Stage.ACKNOWLEDGE) is not None, "whoever is on call is called for the part, too"
    assert Stage.ACKNOWLEDGE not in plain.promises


def test_whoever_was_called_already_is_not_called_again() -> None:
    one = Case(priority=Priority.DANGER).say(c.Acknowledge(), COORDINATOR)
    command, whole = c.Split((part(danger=True), part())), one.state
    one.say(command, COORDINATOR)
    assert Stage.ACKNOWLEDGE not in parts_of(whole, one, command)[0].promises


def test_wrongdoing_among_the_matters_closes_the_whole_to_all_but_those_who_look_into_it() -> None:
    one = Case(about_unit="BMBK")
    one.say(c.Split((part(oversight=True), part(unit="DISHUB"))), COORDINATOR)
    assert (one.state.restricted, one.state.unit) == (True, "INSP")
    for reader, seen in ((COORDINATOR, Sight.NOTHING), (OFFICER, Sight.NOTHING), (INSPECTOR, Sight.REPORTER)):
        assert sight(reader, one.state.id, one.state) is seen
    # Past the inspectorate, where it is itself concerned: then nobody here reads the whole.
    past = Case(about_unit="INSP")
    command, whole = c.Split((part(oversight=True), part(unit="DISHUB"))), past.state
    past.say(command, COORDINATOR)
    assert (past.state.restricted, past.state.unit) == (True, None)
    assert parts_of(whole, past, command)[0].status is Status.FORWARDED_OUT


def test_what_cannot_be_split() -> None:
    with pytest.raises(Invalid):
        Case().say(c.Split((part(),)), COORDINATOR)
    with pytest.raises(Invalid):
        Case().say(c.Split(tuple(part() for _ in range(7))), COORDINATOR)
    same = part()
    with pytest.raises(Invalid):
        Case().say(c.Split((same, same)), COORDINATOR)
    with pytest.raises(Invalid) as refused:
        Case().say(c.Split((part(), part(unit="TIDAK_ADA", topic="tidak_ada"))), COORDINATOR)
    assert set(refused.value.fields) == {"2-unit", "2-topic"}
    with pytest.raises(NotAllowed):
        Case().say(c.Split((part(), part())), OFFICER)
    followed = Case().say(c.Forward("BMBK", "jalan"), COORDINATOR).say(c.Join(uuid4(), None, True), ANYONE)
    followed.say(c.SendBack(words("Dua urusan.")), OFFICER)
    with pytest.raises(Refused):
        followed.say(c.Split((part(), part())), COORDINATOR)
    erased = Case()
    erased.say(c.Erase(), erased.holder)
    with pytest.raises(Refused):
        erased.say(c.Split((part(), part())), COORDINATOR)


async def filed(house: House, **chosen: object) -> UUID:
    one = uuid4()
    place = c.Place(latitude=-5.4, longitude=105.26, address="Pasar Tengah", area="18.71")
    command = filing(TWO, place=place, place_words=c.Words(_json(place)), **chosen)
    await house.handling.handle(c.Order(one, command, f"test:{one}"), ANYONE)
    return one


def _json(place: c.Place) -> str:
    return msgspec.json.encode(place).decode()


def two(**first: object) -> c.Split:
    return c.Split((part("Jalan berlubang.", unit="BMBK", **first), part("Lampu jalan mati.")))


async def ask(house: House, one: UUID, command: c.Command, cause: str = "", by: Actor = COORDINATOR) -> Complaint:
    return await house.handling.handle(c.Order(one, command, cause or f"test:{uuid4()}"), by)


async def test_the_parts_can_reach_whoever_told_the_whole(house: House) -> None:
    one = await filed(house, contact=Contact("Siti", "siti@contoh.id", "+6281234567890"))
    async with house.database.transaction() as session:
        chat = await Chats(house.keys).held(session, 4711, "id", house.clock.now())
        await Chats(house.keys).follow(session, chat.id, one, "reporter", house.clock.now())
        row = await session.get(ContactRow, one)
        assert row is not None
        row.email_stopped_at = house.clock.now()
    command = two()
    await ask(house, one, command)
    for child in (told.id for told in command.parts):
        case = await house.queries.case(Actor("citizen", holds=child), child)
        assert case.contact == Contact("Siti", "siti@contoh.id", "+6281234567890")
        assert case.complaint.has_contact
        assert case.place is not None
        assert case.place.address == "Pasar Tengah"
        assert await house.queries.find(case.complaint.code) == child
        async with house.database.reading() as session:
            assert await Chats(house.keys).reporter_chats(session, child) == 1
            kept = await session.get(ContactRow, child)
            assert kept is not None
            assert kept.email_stopped_at is not None, "mails stopped for one are stopped for all"
    whole = await house.queries.case(Actor("citizen", holds=one), one)
    assert whole.complaint.split_into == tuple(told.id for told in command.parts)
    assert whole.report == TWO, "what was told stays as it was told"


async def test_an_erased_whole_leaves_its_parts_and_an_erased_part_the_others(house: House) -> None:
    one = await filed(house, contact=Contact(email="siti@contoh.id"))
    command = two()
    await ask(house, one, command)
    await ask(house, one, c.Erase(), by=Actor("citizen", holds=one))
    first, second = (told.id for told in command.parts)
    await ask(house, first, c.Erase(), by=Actor("citizen", holds=first))
    kept = await house.queries.case(Actor("citizen", holds=second), second)
    assert (kept.report, kept.contact) == ("Lampu jalan mati.", Contact(email="siti@contoh.id"))
    assert (await house.queries.case(Actor("citizen", holds=first), first)).report is None


async def test_a_second_click_and_two_at_once_make_the_parts_once(house: House) -> None:
    one, command = await filed(house), two()
    results = await asyncio.gather(*(ask(house, one, command, "office:key") for _ in range(4)))
    assert {done.status for done in results} == {Status.SPLIT}
    rival = await filed(house)
    other = await asyncio.gather(ask(house, rival, two()), ask(house, rival, two()), return_exceptions=True)
    assert sorted(type(done) is Complaint for done in other) == [False, True]
    async with house.database.reading() as session:
        every = (await session.exec(select(func.count()).select_from(ComplaintRow))).one()
    assert every == 6, "two wholes and twice two parts"


async def test_a_code_that_was_drawn_before_is_drawn_again_and_a_refusal_leaves_nothing(house: House) -> None:
    taken = await house.handling.handle(c.Order(uuid4(), filing("Sampah menumpuk."), "test:taken"), ANYONE)
    one = await filed(house)
    clash = c.Split((part(unit="BMBK"), c.Part(uuid4(), c.Words("Lampu mati."), taken.code)))
    await ask(house, one, clash)
    second = await house.queries.case(COORDINATOR, clash.parts[1].id)
    assert second.complaint.code != taken.code
    ticket.read(second.complaint.code)
    refused = await filed(house)
    bad = c.Split((part(unit="BMBK"), part(unit="TIDAK_ADA")))
    with pytest.raises(Invalid):
        await ask(house, refused, bad)
    with pytest.raises(NotFound):
        await house.queries.case(COORDINATOR, bad.parts[0].id)
    assert (await house.queries.case(COORDINATOR, refused)).complaint.status is Status.SUBMITTED


async def test_the_parts_are_counted_and_the_whole_is_not_so_nothing_gets_better_by_splitting(house: House) -> None:
    late, kept = await filed(house), await filed(house)
    later(house, days=30)  # every promise has passed by
    await ask(house, late, two())
    question = Question(datetime(2026, 1, 1, tzinfo=UTC).date(), datetime(2026, 12, 1, tzinfo=UTC).date())
    supervisor = Actor("system")
    async with house.database.reading() as session:
        asked = select(ComplaintRow.complaint_id).where(*conditions(question, supervisor, "Asia/Jakarta"))
        found = set((await session.exec(asked)).all())
        public = set((await session.exec(select(ComplaintRow.complaint_id).where(counted()))).all())
    assert late not in found
    assert len(found) == 3, "the parts of one, and the other"
    assert found == public
    for child in found - {kept}:
        complaint = (await house.queries.case(Actor("citizen", holds=child), child)).complaint
        assert all(complaint.promises[stage].passed(house.clock.now()) for stage in OWED), "late stays late"


async def test_the_citizen_is_told_once_and_the_unit_of_its_part(house: House) -> None:
    one, command = await filed(house), two()
    await ask(house, one, command)
    first, second = (told.id for told in command.parts)
    async with house.database.reading() as session:
        rows = (
            await session.exec(select(NoticeRow).where(col(NoticeRow.complaint_id).in_([one, first, second])))
        ).all()
    told = {(row.complaint_id, row.event, row.audience) for row in rows}
    assert (one, "complaint.split", "citizen") in told
    assert (first, "complaint.forwarded", "citizen") in told
    assert (first, "complaint.forwarded", "unit") in told
    assert not {key for key in told if key[0] == second}, "that it waits again is not news"
    assert not {key for key in told if key[1] == "complaint.filed" and key[0] != one}


def test_a_fresh_report_can_be_brought_to_its_end_as_split() -> None:
    one = Case()
    for command, _who in way_to(Status.SPLIT):
        one.say(command, COORDINATOR)
    assert one.state.status is Status.SPLIT
    assert [type(entry.event) for entry in one.log][-1] is e.Split
