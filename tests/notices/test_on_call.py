"""Danger to life: who is on call is told, in order and for their units; where nobody can be, somebody else is."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from complaints import commands as c
from complaints import journal
from complaints.kinds import Kind, Priority, Status
from foundation.database import Database
from foundation.writes import write_all
from notices.inbox import Inbox
from notices.recipients import read_directory
from notices.tables import NoticeRow
from people.actor import Actor, Post, Role
from people.tables import OnCallRow, PostRow
from tests.fakes import REGION
from tests.make import COORDINATOR, START, Case, make_complaint
from tests.notices.test_dispatcher import KEYS, LATER, House, house

__all__ = ["house"]


async def duty(
    house: House, person: UUID, place: int = 1, starts: datetime = START, unit: str | None = None, days: int = 9
) -> None:
    async with house.database.transaction() as session:
        session.add(
            OnCallRow(
                on_call_id=uuid4(),
                officer_id=person,
                place=place,
                starts_at=starts,
                ends_at=starts + timedelta(days=days),
                unit=unit,
            )
        )


async def told(
    house: House,
    case: Case,
    audience: str = "on_call",
    not_for: UUID | None = None,
    event: str = "complaint.filed",
    version: int = 1,
) -> list[UUID]:
    """The officers whom a notice of this case would reach now, in order."""
    notice = NoticeRow(
        complaint_id=case.state.id,
        notice_id=uuid4(),
        event=event,
        version=version,
        audience=audience,
        not_for=not_for,
        created_at=LATER,
        due_at=LATER,
        attempts=1,
    )
    async with house.database.reading() as session:
        directory = await read_directory(session, KEYS, [notice], REGION.reach, house.clock.now())
    return [UUID(one.id.partition(":")[2]) for one in directory.recipients(notice)]


async def people(house: House, *posts: tuple[Role, str], email: bool = True) -> Sequence[UUID]:
    return [await house.officer(role, unit, f"{uuid4()}@kantor.id" if email else None) for role, unit in posts]


async def test_who_is_on_call_now_is_told_in_order_and_nobody_else(house: House) -> None:
    first, second, off, _ = await people(house, *[(Role.COORDINATOR, "DISKOMINFOTIK")] * 4)
    await duty(house, second, 2)
    await duty(house, first, 1)
    await duty(house, off, 1, START - timedelta(days=30))
    case = make_complaint()
    await house.live(case)
    assert await told(house, case) == [first, second]


async def test_a_duty_for_a_unit_is_for_what_it_and_those_below_handle(house: House) -> None:
    roads, triage = await people(house, (Role.OFFICER, "BMBK"), (Role.COORDINATOR, "DISKOMINFOTIK"))
    await duty(house, roads, 1, unit="BMBK")
    await duty(house, triage, 2)
    forwarded, waiting = make_complaint(Status.FORWARDED), make_complaint()
    await house.live(forwarded)
    await house.live(waiting)
    assert await told(house, forwarded) == [roads, triage]
    assert await told(house, waiting) == [triage]


@pytest.mark.parametrize("reachable", [Role.COORDINATOR, Role.SUPERVISOR, Role.SECRETARY, Role.OFFICER])
async def test_with_an_empty_roster_the_next_who_can_be_reached_are_told(house: House, reachable: Role) -> None:
    units = {Role.COORDINATOR: "DISKOMINFOTIK", Role.OFFICER: "BMBK"}
    order = (Role.COORDINATOR, Role.SUPERVISOR, Role.SECRETARY, Role.OFFICER)
    expected: list[UUID] = []
    for role in order[order.index(reachable) :]:
        (one,) = await people(house, (role, units.get(role, "SETDA")))
        expected = expected or [one]
    case = make_complaint(Status.FORWARDED)
    await house.live(case)
    assert await told(house, case) == expected


async def test_a_roster_of_people_without_an_address_or_sight_is_as_good_as_empty(house: House) -> None:
    (silent,) = await people(house, (Role.COORDINATOR, "DISKOMINFOTIK"), email=False)
    stranger, supervisor = await people(house, (Role.OFFICER, "DISHUB"), (Role.SUPERVISOR, "SETDA"))
    await duty(house, silent)
    await duty(house, stranger)
    case = make_complaint(Status.FORWARDED)
    await house.live(case)
    assert await told(house, case) == [supervisor]


async def test_who_acted_is_not_told_but_somebody_is(house: House) -> None:
    actor, other = await people(house, *[(Role.COORDINATOR, "DISKOMINFOTIK")] * 2)
    await duty(house, actor)
    case = make_complaint()
    await house.live(case)
    assert await told(house, case, not_for=actor) == [other]


async def test_a_restricted_case_is_told_to_those_who_handle_it_and_never_to_the_unit_accused(house: House) -> None:
    accused, coordinator, inspector, both = await people(
        house,
        (Role.OFFICER, "BMBK"),
        (Role.COORDINATOR, "DISKOMINFOTIK"),
        (Role.INSPECTORATE, "INSP"),
        (Role.INSPECTORATE, "INSP"),
    )
    async with house.database.transaction() as session:
        session.add(PostRow(post_id=uuid4(), officer_id=both, role="head", unit="BMBK", starts_on=START.date()))
    await duty(house, accused)
    await duty(house, coordinator)
    case = make_complaint(kind=Kind.OVERSIGHT, about_unit="BMBK")
    await house.live(case)
    assert case.state.unit == "INSP"
    assert await told(house, case) == [inspector]


async def test_the_secretary_is_an_audience_of_their_own(house: House) -> None:
    secretary, _ = await people(house, (Role.SECRETARY, "SETDA"), (Role.SUPERVISOR, "SETDA"))
    case = make_complaint()
    await house.live(case)
    assert await told(house, case, "secretary") == [secretary]


async def counted(database: Database, actor: Actor) -> int:
    return await Inbox(database).unread(actor)


async def test_the_page_shows_it_to_who_was_on_call_then(house: House) -> None:
    case = make_complaint(Status.FORWARDED)
    await house.live(case)
    on, before = await people(house, *[(Role.OFFICER, "BMBK")] * 2)
    await duty(house, on, starts=START - timedelta(days=1))
    await duty(house, before, starts=START - timedelta(days=9), days=8)
    async with house.database.transaction() as session:
        session.add(
            NoticeRow(
                complaint_id=case.state.id,
                notice_id=uuid4(),
                event="complaint.filed",
                version=99,
                audience="on_call",
                created_at=START,
                due_at=START,
                attempts=0,
            )
        )
    reach = REGION.reach("BMBK")
    usual = await counted(house.database, Actor("officer", uuid4(), (Post(Role.OFFICER, "BMBK", reach),)))
    for person, more in ((on, 1), (before, 0)):
        actor = Actor("officer", person, (Post(Role.OFFICER, "BMBK", reach),))
        assert await counted(house.database, actor) == usual + more
    assert COORDINATOR.person is not None
    others = await counted(house.database, Actor("officer", uuid4(), COORDINATOR.posts))
    case.say(c.Take(), Actor("officer", uuid4(), (Post(Role.OFFICER, "BMBK", reach),)))
    assert others == 2, "a new complaint and a danger to life"


async def test_a_call_that_was_held_up_wakes_nobody_once_somebody_looks_after_it(house: House) -> None:
    (first,) = await people(house, (Role.COORDINATOR, "DISKOMINFOTIK"))
    await duty(house, first)
    case = make_complaint(priority=Priority.DANGER)
    await house.live(case)
    since = case.state.version
    paged = next(one.version for one in case.log if one.name == "danger.paged")
    assert await told(house, case, event="danger.paged", version=paged) == [first]
    case.say(c.Acknowledge(), COORDINATOR)
    await house.live(case, since)
    async with house.database.transaction() as session:
        await write_all(session, journal.rows(case.log))
    assert await told(house, case, event="danger.paged", version=paged) == []
