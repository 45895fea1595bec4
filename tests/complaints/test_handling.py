"""The one road under repeats, races and refusals, on a real database."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import text

from complaints import commands as c
from complaints import coupons, ticket
from complaints.commands import Order, filing_id
from complaints.kinds import Stage, Status
from complaints.views import Filter
from foundation.clock import SetClock
from foundation.errors import Invalid, NotFound, Refused, Stale
from people.actor import SYSTEM, Actor, Post, Role
from tests.conftest import NOW
from tests.make import citizen, filing, words
from web.house import House

COORDINATOR = Actor("officer", uuid4(), (Post(Role.COORDINATOR, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
OFFICER = Actor("officer", uuid4(), (Post(Role.OFFICER, "BMBK", frozenset({"BMBK"})),))


async def file(house: House, key: UUID | None = None, **fields: object) -> UUID:
    one = filing_id(key or uuid4())
    await house.handling.handle(Order(one, filing(**fields), f"test:{one}"))  # type: ignore[arg-type]
    return one


async def forwarded(house: House) -> UUID:
    one = await file(house)
    await house.handling.handle(Order(one, c.Forward("BMBK"), "test:forward"), COORDINATOR)
    return one


async def count(house: House, table: str) -> int:
    async with house.database.reading() as session:
        return int((await session.exec(text(f"SELECT count(*) FROM {table}"))).one()[0])  # type: ignore[call-overload]


async def test_one_filing_leaves_its_rows_everywhere(house: House) -> None:
    one = await file(house)
    for table in ("complaints", "tickets", "complaint_words"):
        assert await count(house, table) == 1
    assert await count(house, "clocks") == 3
    case = await house.queries.case(citizen(one), one)
    assert case.complaint.suggested_unit == "BMBK"
    assert [entry.name for entry in case.entries][:1] == ["complaint.filed"]


async def test_twenty_repeats_at_once_make_one_complaint(house: House) -> None:
    key, command = uuid4(), filing(request_seal="same")
    order = Order(filing_id(key), command, f"api:{key}")
    answers = await asyncio.gather(*(house.handling.handle(order) for _ in range(20)))
    assert len({answer.code for answer in answers}) == 1
    assert await count(house, "complaints") == 1
    assert await count(house, "tickets") == 1


async def test_the_same_key_with_another_report_is_refused(house: House) -> None:
    key = uuid4()
    await house.handling.handle(Order(filing_id(key), filing(request_seal="one"), f"api:{key}"))
    with pytest.raises(Invalid, match="sudah dipakai"):
        await house.handling.handle(Order(filing_id(key), filing(request_seal="other"), f"api:{key}"))


async def test_a_clashing_ticket_code_is_drawn_again(house: House) -> None:
    first, second = uuid4(), uuid4()
    command = filing()
    one = await house.handling.handle(Order(first, command, "test:1"))
    two = await house.handling.handle(Order(second, command, "test:2"))
    assert one.code == command.ticket
    assert two.code != one.code


async def test_of_two_persons_acting_at_once_exactly_one_wins(house: House) -> None:
    one = await forwarded(house)
    seen = (await house.queries.case(OFFICER, one)).complaint.version
    other = Actor("officer", uuid4(), OFFICER.posts)
    answers = await asyncio.gather(
        house.handling.handle(Order(one, c.Take(), "test:a", seen=seen), OFFICER),
        house.handling.handle(Order(one, c.Take(), "test:b", seen=seen), other),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Complaint", "Stale"]


async def test_a_warning_in_between_disturbs_nobody(house: House) -> None:
    one = await forwarded(house)
    before = (await house.queries.case(OFFICER, one)).complaint
    near = before.promises[Stage.FIRST_RESPONSE].near_at + timedelta(seconds=1)
    await house.handling.handle(Order(one, c.KeepTime(), "watch:1", at=near), SYSTEM)
    taken = await house.handling.handle(Order(one, c.Take(), "test:a", seen=before.version), OFFICER)
    assert taken.status is Status.IN_PROCESS


async def test_a_stale_form_is_told_so(house: House) -> None:
    one = await forwarded(house)
    seen = (await house.queries.case(OFFICER, one)).complaint.version
    await house.handling.handle(Order(one, c.Take(), "test:a"), OFFICER)
    with pytest.raises(Stale):
        await house.handling.handle(Order(one, c.Inform(words()), "test:b", seen=seen), OFFICER)


async def test_a_refused_page_leaves_nothing(house: House) -> None:
    one, two = uuid4(), uuid4()
    page = [(Order(one, filing(), "test:1"), citizen(one)), (Order(two, c.Take(), "test:2"), OFFICER)]
    with pytest.raises(Exception, match="tidak ditemukan"):
        await house.handling.handle_many(page)
    assert await count(house, "complaint_events") == 0


async def test_two_orders_of_one_complaint_in_one_page(house: House) -> None:
    one = uuid4()
    page = [
        (Order(one, filing(), "test:1"), citizen(one)),
        (Order(one, c.Forward("BMBK"), "test:2"), COORDINATOR),
        (Order(one, c.Take(), "test:3"), OFFICER),
    ]
    assert [complaint.status for complaint in await house.handling.handle_many(page)][-1] is Status.IN_PROCESS
    assert await count(house, "complaints") == 1


async def test_a_clock_behind_the_log_does_not_turn_history_round(house: House) -> None:
    one = await forwarded(house)
    assert isinstance(house.clock, SetClock)
    house.clock.instant -= timedelta(minutes=5)
    taken = await house.handling.handle(Order(one, c.Take(), "test:a"), OFFICER)
    assert taken.changed_at is not None
    assert taken.changed_at > house.clock.instant


async def test_a_repeated_answer_is_measured(house: House) -> None:
    answer = "Terima kasih atas laporan Bapak dan Ibu, akan segera kami tindak lanjuti sesuai ketentuan."
    for number in range(2):
        one = await forwarded(house)
        for command in (c.Take(), c.Resolve(words(answer))):
            await house.handling.handle(Order(one, command, f"test:{type(command).__name__}"), OFFICER)
        case = await house.queries.case(OFFICER, one)
        resolved = next(entry.event for entry in case.entries if entry.name == "complaint.resolved")
        assert resolved.template_share == float(number)  # type: ignore[attr-defined]


async def test_the_log_refuses_to_be_changed(house: House) -> None:
    await file(house)
    for statement in (
        "UPDATE complaint_events SET actor = 'x'",
        "DELETE FROM complaint_events",
        "TRUNCATE complaint_events",
    ):
        with pytest.raises(Exception, match="append-only"):
            async with house.database.transaction() as session:
                await session.exec(text(statement))  # type: ignore[call-overload]


async def test_a_number_known_elsewhere_belongs_to_one_case(house: House) -> None:
    await file(house, references=(("lapor", "1916449"),))
    with pytest.raises(Invalid, match="rujukan"):
        await file(house, references=(("lapor", "1916449"),))


async def test_a_case_is_found_by_its_number_elsewhere(house: House) -> None:
    one = await file(house, references=(("lapor", "1916449"),))
    for written in ("1916449", "#1916449"):
        page = await house.queries.listing(COORDINATOR, Filter(query=written))
        assert [line.id for line in page.lines] == [one]
    assert (await house.queries.listing(OFFICER, Filter(query="1916449"))).total == 0


async def test_a_coupon_leads_to_the_one_complaint_filed_with_it(house: House) -> None:
    async with house.database.transaction() as session:
        (code,) = await coupons.issue(session, 1, NOW)
    with pytest.raises(NotFound):
        await house.queries.find(code)
    order = Order(uuid4(), msgspec.structs.replace(filing(), ticket=code, coupon=True), "test:coupon")
    answers = await asyncio.gather(*(house.handling.handle(order) for _ in range(3)))
    assert {answer.code for answer in answers} == {code}
    assert await house.queries.find(code) == order.complaint_id
    for wrong in (code, ticket.draw()):
        with pytest.raises(Invalid, match="kupon"):
            await house.handling.handle(
                Order(uuid4(), msgspec.structs.replace(filing(), ticket=wrong, coupon=True), "test:other")
            )
    assert await count(house, "complaints") == 1


async def test_a_refused_move_names_those_open(house: House) -> None:
    one = await forwarded(house)
    with pytest.raises(Refused, match="ambil dan tangani"):
        await house.handling.handle(Order(one, c.Resolve(words()), "test:a"), OFFICER)
