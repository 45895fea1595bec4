"""Any number of rows of any tables become one statement that writes just them."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from complaints.tables import TicketRow, WordsRow
from foundation.database import Database
from foundation.writes import Write, plan, write_all

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def words(complaint_id: UUID, words_id: UUID, content: str | None, mode: str = "insert") -> Write:
    values = {"complaint_id": complaint_id, "words_id": words_id, "kind": "report", "salt": b"s", "content": content}
    return Write(WordsRow, values, mode)  # type: ignore[arg-type]


async def contents(database: Database) -> set[str | None]:
    async with database.reading() as session:
        return {row[0] for row in await session.exec(text("SELECT content FROM complaint_words"))}  # type: ignore[call-overload]


async def test_rows_of_several_tables_land_in_one_statement(database: Database) -> None:
    complaint = uuid4()
    ticket = Write(TicketRow, {"code": "A", "complaint_id": complaint, "issued_at": NOW})
    async with database.transaction() as session:
        await write_all(session, [words(complaint, uuid4(), "satu"), ticket, words(complaint, uuid4(), "dua")])
    assert await contents(database) == {"satu", "dua"}


async def test_an_upsert_replaces_and_the_last_of_one_key_counts(database: Database) -> None:
    complaint, one = uuid4(), uuid4()
    async with database.transaction() as session:
        await write_all(session, [words(complaint, one, "lama")])
        await write_all(session, [words(complaint, one, "baru", "upsert"), words(complaint, one, None, "upsert")])
    assert await contents(database) == {None}


async def test_a_removal_takes_just_its_row(database: Database) -> None:
    complaint, one, two = uuid4(), uuid4(), uuid4()
    async with database.transaction() as session:
        await write_all(session, [words(complaint, one, "satu"), words(complaint, two, "dua")])
        await write_all(session, [Write(WordsRow, {"complaint_id": complaint, "words_id": one}, "remove")])
    assert await contents(database) == {"dua"}


async def test_all_that_one_complaint_has_in_a_table_is_forgotten_beside_other_writes(database: Database) -> None:
    complaint, other = uuid4(), uuid4()
    async with database.transaction() as session:
        kept = [words(other, uuid4(), "lain")]
        await write_all(session, [words(complaint, uuid4(), "satu"), words(complaint, uuid4(), "dua"), *kept])
        forgotten = Write(WordsRow, {"complaint_id": complaint}, "forget")
        await write_all(session, [forgotten, Write(TicketRow, {"code": "A", "issued_at": NOW})])
    assert await contents(database) == {"lain"}


def test_the_text_does_not_depend_on_the_number_of_rows() -> None:
    few = plan([words(uuid4(), uuid4(), "x")])
    many = plan([words(uuid4(), uuid4(), "x") for _ in range(50)])
    assert few is not None
    assert many is not None
    assert few[0] == many[0]


def test_a_column_without_a_value_is_refused() -> None:
    with pytest.raises(KeyError, match=r"tickets\.issued_at"):
        plan([Write(TicketRow, {"code": "A", "complaint_id": uuid4()})])


def test_nothing_to_write_is_no_statement() -> None:
    assert plan([]) is None
