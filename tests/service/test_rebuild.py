"""The projections follow from the log: emptied and replayed, they are the same to the last byte."""

from datetime import timedelta
from uuid import uuid4

import pytest

from complaints import commands as c
from complaints import open_counts
from complaints.tables import ComplaintRow
from people.actor import Actor
from service.progress import quiet
from service.rebuild import BrokenLog, fill_facts, rebuild
from tests.competency.test_need_book import Signal, told
from tests.make import COORDINATOR, OFFICER, citizen, filing, words
from tests.service.conftest import NOW, Tell, sql
from web.house import House


async def test_what_was_projected_step_by_step_is_what_a_replay_gives(house: House, tell: Tell) -> None:
    for text in ("Jalan berlubang.", "Lampu jalan mati.", "Jembatan rusak."):
        complaint = await tell(text)
    by = citizen(complaint.id)
    out = uuid4()
    pln = Actor("body", speaks_for="KAB_LAMPUNG_SELATAN", case=out)
    outside: list[tuple[c.Command, Actor]] = [
        (filing("Jalan kabupaten rusak."), citizen(out)),
        (c.ForwardOut("KAB_LAMPUNG_SELATAN"), COORDINATOR),
        (c.DeclineOutside(words("Milik kota.")), pln),
        (c.ForwardOut("KAB_LAMPUNG_TENGAH"), COORDINATOR),
        (c.RecordReply(words("Sudah kami tambal.")), COORDINATOR),
    ]
    for number, (command, actor) in enumerate(outside):
        order = c.Order(out, command, f"out:{number}", at=NOW + timedelta(hours=number))
        await house.handling.handle(order, actor)
    end: list[tuple[c.Command, Actor]] = [
        (c.Take(), OFFICER),
        (c.AskUnit("DISHUB", words("Milik siapa?")), OFFICER),
        (c.Resolve(words("Sekarang sudah rata.")), OFFICER),
        (c.Confirm(), by),
        (c.Survey((("u3", 4),)), by),
    ]
    for number, (command, actor) in enumerate(end):
        await house.handling.handle(c.Order(complaint.id, command, f"end:{number}", at=NOW + timedelta(days=1)), actor)
    found = await rebuild(house.database, quiet)
    assert found.identical
    assert found.complaints == 4
    assert {table.name: table.rows_after for table in found.tables}["complaints"] == 4
    assert all(table.rows_after for table in found.tables)


async def test_a_row_changed_by_hand_is_named_and_put_right(house: House, tell: Tell) -> None:
    complaint = await tell()
    await tell("Lampu jalan mati.")
    await sql(house.database, "UPDATE complaints SET status = 'closed' WHERE complaint_id = $1", complaint.id)
    found = await rebuild(house.database, quiet)
    assert not found.identical
    wrong = [table for table in found.tables if not table.identical]
    assert [(table.name, table.differing) for table in wrong] == [("complaints", (complaint.id,))]
    assert (await rebuild(house.database, quiet)).identical


async def test_needs_are_made_anew_from_their_ledger(house: House) -> None:
    await told(house, Signal())
    found = await rebuild(house.database, quiet)
    assert [(one.name, one.rows_after, one.identical) for one in found.tables if one.name == "needs"] == [
        ("needs", 1, True)
    ]
    await sql(house.database, "UPDATE needs SET priority = 5")
    (wrong,) = [one for one in (await rebuild(house.database, quiet)).tables if not one.identical]
    assert wrong.name == "needs"
    assert (await rebuild(house.database, quiet)).identical, "the rows it makes stay"


async def test_totals_are_counted_anew_from_the_rebuilt_rows(house: House, tell: Tell) -> None:
    await tell()
    assert await open_counts.count(house.database) == 1
    await sql(house.database, "UPDATE published_counts SET every = 7, area = '99.99'")
    await rebuild(house.database, quiet)
    (count,) = await open_counts.kept(house.database)
    assert count.every == 1
    assert count.area != "99.99"


async def test_missing_and_surplus_rows_are_found(house: House, tell: Tell) -> None:
    complaint = await tell()
    await sql(house.database, "DELETE FROM clocks WHERE complaint_id = $1", complaint.id)
    await sql(house.database, "UPDATE external_references SET value = 'lain'")
    found = await rebuild(house.database, quiet)
    wrong = {table.name: table for table in found.tables if not table.identical}
    assert set(wrong) == {"clocks", "external_references"}
    assert wrong["clocks"].rows_before == 0


async def test_a_log_with_a_gap_is_told_and_nothing_is_changed(house: House, tell: Tell) -> None:
    complaint = await tell()
    await sql(house.database, "ALTER TABLE complaint_events DISABLE TRIGGER ALL")
    await sql(house.database, "DELETE FROM complaint_events WHERE complaint_id = $1 AND version = 1", complaint.id)
    with pytest.raises(BrokenLog, match="journal verify"):
        await rebuild(house.database, quiet)
    async with house.database.reading() as session:
        assert await session.get(ComplaintRow, complaint.id) is not None


async def test_an_empty_log_gives_empty_tables(house: House) -> None:
    found = await rebuild(house.database, quiet)
    assert found.identical
    assert found.events == 0


async def test_what_was_decided_before_an_upgrade_is_told_from_the_log_once(house: House, tell: Tell) -> None:
    await tell()
    await sql(house.database, "DELETE FROM routing_facts")  # as the table is after its migration
    await tell("Lampu jalan mati.")
    assert await fill_facts(house.database) == 2
    assert (await rebuild(house.database, quiet)).identical
    assert await fill_facts(house.database) == 0
