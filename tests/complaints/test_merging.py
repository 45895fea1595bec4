"""Merging: into the last of a chain, never in a circle, never into what one may not know of; those who told follow."""

import asyncio
from uuid import UUID, uuid4

import pytest

from complaints import commands as c
from complaints.commands import Order
from complaints.complaint import Complaint
from complaints.kinds import Kind, Status, Visibility
from complaints.merging import last_of, merged_into
from foundation.errors import Invalid, NotAllowed, NotFound, ServiceError
from people.actor import ANYONE, Actor, Post, Role
from people.contact import Contact
from tests.make import filing
from web.house import House

COORDINATOR = Actor("officer", uuid4(), (Post(Role.COORDINATOR, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
OFFICER = Actor("officer", uuid4(), (Post(Role.OFFICER, "DISHUB", frozenset({"DISHUB"})),))
TOLD = "zz aduan ini tidak menyebut apa pun yang dikenal"


async def told(house: House, **chosen: object) -> UUID:
    one = uuid4()
    await house.handling.handle(Order(one, filing(TOLD, **chosen), f"test:{one}"), ANYONE)  # type: ignore[arg-type]
    return one


async def ask(house: House, one: UUID, command: c.Command, by: Actor = COORDINATOR) -> Complaint:
    return await house.handling.handle(Order(one, command, f"test:{uuid4()}"), by)


async def merge(house: House, one: UUID, of: UUID) -> Complaint:
    return await ask(house, one, c.MarkDuplicate(of))


async def state(house: House, one: UUID) -> Complaint:
    return (await house.queries.public_case(one)).complaint


async def test_who_told_the_same_follows_the_case_it_was_merged_into(house: House) -> None:
    main, again = await told(house), await told(house, contact=Contact(email="lagi@contoh.id"))
    merged = await merge(house, again, main)
    assert (merged.status, merged.duplicate_of) == (Status.DUPLICATE, main)
    followed = await state(house, main)
    assert (followed.joined, followed.followers) == (1, (again,))


async def test_a_chain_leads_to_its_last_case_and_brings_its_followers(house: House) -> None:
    first, second, third = await told(house), await told(house), await told(house)
    await merge(house, first, second)
    await merge(house, second, third)
    late = await told(house)
    assert (await merge(house, late, first)).duplicate_of == third
    assert (await state(house, third)).joined == 3
    async with house.database.reading() as session:
        assert await last_of(session, [first, late, third]) == {first: third, late: third, third: third}
        assert set((await merged_into(session, [third]))[third]) == {first, second, late}


async def test_no_circle_can_be_closed(house: House) -> None:
    one, other = await told(house), await told(house)
    await merge(house, one, other)
    with pytest.raises(Invalid):
        await merge(house, other, one)
    assert (await state(house, other)).status is Status.SUBMITTED


@pytest.mark.parametrize("turn", range(5))
async def test_not_even_by_two_at_the_same_instant(house: House, turn: int) -> None:
    one, other = await told(house), await told(house)
    results = await asyncio.gather(merge(house, one, other), merge(house, other, one), return_exceptions=True)
    assert sum(isinstance(result, ServiceError) for result in results) == 1
    statuses = {(await state(house, both)).status for both in (one, other)}
    assert statuses == {Status.SUBMITTED, Status.DUPLICATE}


async def test_nor_in_one_page(house: House) -> None:
    one, other = await told(house), await told(house)
    page = [(Order(a, c.MarkDuplicate(b), f"test:m{a}"), COORDINATOR) for a, b in ((one, other), (other, one))]
    with pytest.raises(Invalid):
        await house.handling.handle_many(page)


async def test_many_of_one_page_go_into_the_same_case(house: House) -> None:
    main, *others = [await told(house) for _ in range(4)]
    page = [(Order(one, c.MarkDuplicate(main), "test:bulk"), COORDINATOR) for one in others]
    await house.handling.handle_many(page)
    await house.handling.handle_many(page)
    assert (await state(house, main)).joined == 3


async def test_what_one_may_not_know_of_is_as_if_it_were_not_there(house: House) -> None:
    hidden = await told(house, kind=Kind.OVERSIGHT, about_unit="BMBK")
    one = await told(house)
    with pytest.raises(Invalid) as known:
        await merge(house, one, hidden)
    with pytest.raises(Invalid) as unknown:
        await merge(house, one, uuid4())
    assert known.value.fields == unknown.value.fields != {}
    assert (await state(house, hidden)).joined == 0


async def test_whoever_may_not_merge_learns_nothing_of_either_case(house: House) -> None:
    hidden, open_ = await told(house, kind=Kind.OVERSIGHT, about_unit="BMBK"), await told(house)
    for one, of in ((open_, hidden), (hidden, open_), (open_, uuid4())):
        with pytest.raises(NotAllowed):
            await ask(house, one, c.MarkDuplicate(of), OFFICER)
    with pytest.raises(NotFound):
        await merge(house, uuid4(), open_)


async def test_a_closed_case_takes_nothing_in(house: House) -> None:
    main, one = await told(house), await told(house)
    await ask(house, main, c.Archive("spam"))  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        await merge(house, one, main)


async def test_a_confidential_case_may_take_in_others_unseen(house: House) -> None:
    main, one = await told(house, visibility=Visibility.CONFIDENTIAL), await told(house)
    assert (await merge(house, one, main)).duplicate_of == main


async def test_a_form_opened_before_somebody_joined_is_not_stale(house: House) -> None:
    main = await told(house)
    seen = (await ask(house, main, c.Forward("DISHUB"))).person_version
    await ask(house, main, c.Join(uuid4(), Contact(email="ikut@contoh.id")), ANYONE)
    taken = await house.handling.handle(Order(main, c.Take(), "test:take", seen=seen), OFFICER)
    assert (taken.status, taken.joined) == (Status.IN_PROCESS, 1)
