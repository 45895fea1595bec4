"""Filings that come at the same time share commits, and nothing else: neither faults nor fates."""

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from complaints import journal
from complaints.commands import Order, filing_id
from foundation.errors import Invalid
from foundation.ledger import verify
from foundation.shared_commits import SharedCommits
from tests.make import filing
from web.house import House


class Pages:
    """Writes pages as slowly as a test wants, and remembers them; a page with a bad one in it fails as a whole."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = []
        self.open = asyncio.Event()

    async def write(self, page: Sequence[str]) -> list[str]:
        self.pages.append(list(page))
        await self.open.wait()
        if any(one.startswith("bad") for one in page):
            raise Invalid("Tidak dapat diterima.")
        return [one.upper() for one in page]


@pytest.fixture
def pages() -> Pages:
    return Pages()


async def started(shared: SharedCommits[str, str], *asked: str) -> list["asyncio.Task[str]"]:
    """All of them asking: the first alone in a page that is being written, the others waiting for the next."""
    tasks = []
    for one in asked:
        tasks.append(asyncio.create_task(shared.join(one)))
        await asyncio.sleep(0.01)
    return tasks


async def test_who_comes_while_a_page_is_written_shares_the_next(pages: Pages) -> None:
    tasks = await started(SharedCommits(pages.write, longest_page=3), "a", "b", "c", "d", "e")
    pages.open.set()
    assert await asyncio.gather(*tasks) == ["A", "B", "C", "D", "E"]
    assert pages.pages == [["a"], ["b", "c", "d"], ["e"]]


async def test_who_comes_alone_is_written_at_once_and_again_later(pages: Pages) -> None:
    shared = SharedCommits(pages.write)
    pages.open.set()
    assert [await shared.join("a"), await shared.join("b")] == ["A", "B"]
    assert pages.pages == [["a"], ["b"]]


async def test_a_bad_one_fails_alone(pages: Pages) -> None:
    tasks = await started(SharedCommits(pages.write), "a", "b", "bad", "c", "bad too")
    pages.open.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [answer for answer in answers if isinstance(answer, str)] == ["A", "B", "C"]
    assert [type(answer) for answer in answers[2::2]] == [Invalid, Invalid]
    assert answers[2] is not answers[4]


async def test_who_gives_up_waiting_is_left_out_and_disturbs_nobody(pages: Pages) -> None:
    tasks = await started(SharedCommits(pages.write), "a", "b", "c")
    tasks[0].cancel()  # in the page being written
    tasks[1].cancel()  # still waiting
    await asyncio.sleep(0.01)
    pages.open.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(answer) for answer in answers[:2]] == [asyncio.CancelledError] * 2
    assert answers[2] == "C"
    assert pages.pages == [["a"], ["c"]]


async def count(house: House, table: str) -> int:
    async with house.database.reading() as session:
        return int((await session.exec(text(f"SELECT count(*) FROM {table}"))).one()[0])  # type: ignore[call-overload]


def order(key: UUID, **fields: object) -> Order:
    return Order(filing_id(key), filing(**fields), f"api:{key}")  # type: ignore[arg-type]


async def transactions(house: House) -> int:
    """How many transactions wrote the log: every row knows its own."""
    async with house.database.reading() as session:
        found = await session.exec(text("SELECT count(DISTINCT xmin::text) FROM complaint_events"))  # type: ignore[call-overload]
        return int(found.one()[0])


async def test_forty_filings_at_once_are_whole_and_share_commits(house: House) -> None:
    answers = await asyncio.gather(*(house.handling.handle(order(uuid4())) for _ in range(40)))
    assert len({answer.id for answer in answers}) == len({answer.code for answer in answers}) == 40
    for table in ("complaints", "tickets", "complaint_words"):
        assert await count(house, table) == 40
    assert await transactions(house) <= 10
    async with house.database.reading() as session:
        entries = [entry async for page in journal.entry_pages(session) for entry in page]
    assert len({entry.stream for entry in entries}) == 40
    assert list(verify(entries)) == []


async def test_a_refused_filing_leaves_those_of_its_page_alone(house: House) -> None:
    key = uuid4()
    first = await house.handling.handle(order(key, request_seal="one"))
    answers = await asyncio.gather(
        *(house.handling.handle(order(uuid4())) for _ in range(5)),
        house.handling.handle(order(key, request_seal="other")),
        *(house.handling.handle(order(uuid4())) for _ in range(5)),
        return_exceptions=True,
    )
    assert isinstance(answers[5], Invalid)
    assert first.code not in str(answers[5])
    assert len([answer for answer in answers if not isinstance(answer, BaseException)]) == 10
    assert await count(house, "complaints") == 11


async def test_a_repeat_in_the_same_page_answers_the_same_complaint(house: House) -> None:
    key = uuid4()
    same = order(key, request_seal="same")
    answers = await asyncio.gather(
        house.handling.handle(order(uuid4())), *(house.handling.handle(same) for _ in range(6))
    )
    assert len({answer.id for answer in answers[1:]}) == len({answer.code for answer in answers[1:]}) == 1
    assert {answer.version for answer in answers[1:]} == {answers[1].version}
    assert await count(house, "complaints") == 2


async def test_one_ticket_code_drawn_twice_in_a_page_is_drawn_again(house: House) -> None:
    command = filing()
    answers = await asyncio.gather(
        house.handling.handle(order(uuid4())),
        *(house.handling.handle(Order(uuid4(), command, f"test:{number}")) for number in range(3)),
    )
    assert len({answer.code for answer in answers}) == 4
    assert await count(house, "tickets") == 4


async def test_one_reference_told_twice_in_a_page_is_refused_once(house: House) -> None:
    answers = await asyncio.gather(
        *(house.handling.handle(order(uuid4(), references=(("lapor", "L-1"),))) for _ in range(2)),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Complaint", "Invalid"]
    assert await count(house, "external_references") == 1
    assert await count(house, "complaints") == 1


async def test_a_repeat_of_a_filing_with_a_reference_answers_the_same_complaint(house: House) -> None:
    same = order(uuid4(), request_seal="same", references=(("lapor", "L-1"),))
    first, again = await house.handling.handle(same), await house.handling.handle(same)
    assert (first.id, first.code, first.version) == (again.id, again.code, again.version)
    assert await count(house, "complaints") == await count(house, "tickets") == 1


async def test_a_filing_that_fails_in_the_database_leaves_nothing(house: House) -> None:
    await house.handling.handle(order(uuid4(), references=(("lapor", "L-1"),)))
    with pytest.raises(Invalid):
        await house.handling.handle(order(uuid4(), references=(("lapor", "L-1"),)))
    for table in ("complaints", "tickets", "complaint_words"):
        assert await count(house, table) == 1
