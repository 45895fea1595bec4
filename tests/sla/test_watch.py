"""The watch records every deadline once, whoever sweeps and however late."""

import asyncio
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from complaints.commands import Dispute, Forward, Order, Reclassify, Resolve, Take, Words
from complaints.complaint import Complaint
from complaints.handling import Handling
from complaints.kinds import Kind, Stage, Status
from foundation.errors import Stale
from people.actor import Actor, Post, Role
from sla import watch as watching
from sla.watch import Found, Watch

WARNED, MISSED, CLOSED = "deadline.warned", "deadline.missed", "complaint.closed"


async def test_nothing_due_nothing_done(office: Any) -> None:
    await office.file()
    assert await office.watch.sweep() == Found()


async def test_a_warning_then_the_missed_deadline_each_once(office: Any) -> None:
    complaint_id = await office.file()
    verify = (await office.clocks(complaint_id))["verify"]
    assert verify.due == datetime(2026, 6, 11, 9, tzinfo=UTC)
    office.clock.instant = verify.warn_at
    assert await office.watch.sweep() == Found(warned=1)
    assert await office.watch.sweep() == Found()
    office.clock.instant = verify.due
    assert await office.watch.sweep() == Found()
    office.wait(microseconds=1)
    assert await office.watch.sweep() == Found(missed=1)
    assert await office.watch.sweep() == Found()
    (warned,), (missed,) = await office.happened(WARNED), await office.happened(MISSED)
    assert warned.cause == "watch:warned:verify:2026-06-11T09:00:00+00:00"
    assert missed.data == {"stage": "verify", "due": "2026-06-11T09:00:00Z"}
    assert missed.actor == "system"
    row = (await office.clocks(complaint_id))["verify"]
    assert (row.warned, row.missed, row.ended) == (True, True, False)


async def test_a_worker_that_was_down_records_in_order_and_does_not_warn_of_the_past(office: Any) -> None:
    first = await office.file()
    office.wait(days=1)
    second = await office.file()
    office.wait(days=60)
    assert await office.watch.sweep() == Found(missed=6)
    assert await office.happened(WARNED) == []
    found = [(row.complaint_id, row.data["stage"]) for row in await office.happened(MISSED)]
    assert sorted(found) == sorted((one, str(stage)) for one in (first, second) for stage in list(Stage)[:3])


async def test_a_kept_promise_is_not_watched(office: Any) -> None:
    complaint_id = await office.file()
    await office.ask(complaint_id, Forward("A"), _coordinator())
    office.wait(days=4)
    assert await office.watch.sweep() == Found()
    assert (await office.clocks(complaint_id))["verify"].met_at == datetime(2026, 6, 8, 2, tzinfo=UTC)


async def test_silence_closes_the_case(office: Any) -> None:
    complaint_id = await _resolved(office)
    due = (await office.clocks(complaint_id))["silent_close"].due
    assert due == datetime(2026, 6, 22, 9, tzinfo=UTC)
    office.clock.instant = due
    assert (await office.watch.sweep()).closed == 0
    office.wait(microseconds=1)
    assert await office.watch.sweep() == Found(closed=1)
    assert await office.watch.sweep() == Found()
    (closed,) = await office.happened(CLOSED)
    assert closed.data == {"ground": "silence"}
    assert all(row.ended for row in (await office.clocks(complaint_id)).values())


async def test_a_disputed_answer_is_not_closed_in_silence(office: Any) -> None:
    complaint_id = await _resolved(office)
    await office.ask(complaint_id, Dispute(Words("Belum")), "citizen")
    assert set(await office.clocks(complaint_id)) == {"verify", "first_response", "completion"}
    office.wait(days=16)
    assert await office.watch.sweep() == Found(warned=1)
    office.wait(days=20)
    assert await office.watch.sweep() == Found(missed=1)
    assert await office.happened(CLOSED) == []
    await office.ask(complaint_id, Take(), "A")
    await office.ask(complaint_id, Resolve(Words("Sudah")), "A")
    office.wait(days=30)
    assert await office.watch.sweep() == Found(closed=1)


async def test_a_date_that_moved_away_and_back_is_recorded_again(office: Any) -> None:
    complaint_id = await office.file()
    completion = (await office.clocks(complaint_id))["completion"]
    office.clock.instant = completion.warn_at
    await office.watch.sweep()
    assert (await office.clocks(complaint_id))["completion"].warned
    for kind in (Kind.INFORMATION, Kind.ORDINARY):
        await office.ask(complaint_id, Reclassify(kind=kind), _coordinator())
    back = (await office.clocks(complaint_id))["completion"]
    assert (back.due, back.warned) == (completion.due, False)
    assert (await office.watch.sweep()).warned == 1
    assert (await office.clocks(complaint_id))["completion"].warned
    assert await office.watch.sweep() == Found()


async def test_pages_go_on_until_none_is_left(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "PAGE", 3)
    for _ in range(5):
        await office.file()
        office.wait(minutes=1)
    office.wait(days=60)
    assert await office.watch.sweep() == Found(missed=15)
    assert len(await office.happened(MISSED)) == 15


class _Obstructed:
    """A road on which one complaint cannot pass."""

    def __init__(self, handling: Handling, against: UUID, error: Exception) -> None:
        self._handling, self._against, self._error = handling, against, error

    async def handle(self, order: Order, by: Actor) -> Complaint:
        if order.complaint_id == self._against:
            raise self._error
        return await self._handling.handle(order, by)


@pytest.mark.parametrize("error", [Stale(), KeyError("a projection is broken")])
async def test_one_case_that_fails_hides_no_other(
    office: Any, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(watching, "PAGE", 2)
    broken, *others = [await office.file() for _ in range(3)]
    office.wait(days=60)
    obstructed: Any = _Obstructed(office.handling, broken, error)
    found = await asyncio.wait_for(Watch(office.database, office.clock, obstructed).sweep(), 20)
    assert found == Found(missed=6, refused=3)
    assert {row.complaint_id for row in await office.happened(MISSED)} == set(others)
    assert await office.watch.sweep() == Found(missed=3)


async def test_four_workers_at_once_record_each_fact_once(office: Any) -> None:
    for _ in range(10):
        await office.file()
    office.wait(days=60)
    await asyncio.gather(*(Watch(office.database, office.clock, office.handling).sweep() for _ in range(4)))
    facts = [(row.complaint_id, row.data["stage"]) for row in await office.happened(MISSED)]
    assert len(facts) == len(set(facts)) == 30
    assert await office.watch.sweep() == Found()


_MANY = """INSERT INTO clocks SELECT gen_random_uuid(), 'completion', 'A', 'aspirasi', false, now(), now(),
    now() + n * interval '1 minute', now() + n * interval '1 minute' - interval '3 days', 14, NULL, false, false, false
    FROM generate_series(10000, 30000) AS n"""


@pytest.mark.parametrize(("query", "index"), [("_PAST", "ix_clocks_to_miss"), ("_NEAR", "ix_clocks_to_warn")])
async def test_a_sweep_with_nothing_due_only_looks_into_its_index(office: Any, query: str, index: str) -> None:
    asked = getattr(watching, query).text
    parameters = {"now": datetime.now(UTC), "page": 500, "reached": datetime(2020, 1, 1, tzinfo=UTC)}
    parameters |= {"complaint_id": UUID(int=0), "stage": "verify"}
    async with office.database.transaction() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(_MANY)
        await connection.exec_driver_sql("ANALYZE clocks")
        rows = await connection.execute(text(f"EXPLAIN (ANALYZE, BUFFERS) {asked}"), parameters)
        plan = "\n".join(line for (line,) in rows)
    assert f"using {index} on clocks" in plan
    assert "Sort" not in plan
    assert sum(map(int, re.findall(r"shared hit=(\d+)", plan.split("Planning")[0])[:1])) <= 4


def _coordinator() -> Actor:
    return Actor("officer", UUID(int=1), (Post(Role.COORDINATOR, "TOP", frozenset({"TOP"})),))


async def _resolved(office: Any) -> UUID:
    complaint_id: UUID = await office.file()
    await office.ask(complaint_id, Forward("A"), _coordinator())
    await office.ask(complaint_id, Take(), "A")
    after = await office.ask(complaint_id, Resolve(Words("Sudah ditambal")), "A")
    assert after.status is Status.RESOLVED
    return complaint_id
