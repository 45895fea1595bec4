"""The watch records every deadline once, whoever sweeps and however late."""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from complaints.commands import Dispute, Forward, Inform, Order, Pause, Reclassify, Resolve, Take, Words
from complaints.complaint import Complaint
from complaints.handling import Handling
from complaints.kinds import Kind, Status
from foundation.errors import Stale
from people.actor import Actor, Post, Role
from sla import watch as watching
from sla.watch import Found, Watch

WARNED, MISSED, RUNG, CLOSED = "deadline.warned", "deadline.missed", "deadline.escalated", "complaint.closed"
THREE = ("verify", "first_response", "completion")


async def test_nothing_due_nothing_done(office: Any) -> None:
    await office.file()
    assert await office.watch.sweep() == Found()


async def test_two_warnings_the_missed_deadline_and_the_ladder_each_once(office: Any) -> None:
    complaint_id = await office.file()
    verify = (await office.clocks(complaint_id))["verify"]
    assert verify.due == datetime(2026, 6, 11, 9, tzinfo=UTC)
    seen = []
    while (clock := (await office.clocks(complaint_id))["verify"]).next_at is not None:
        office.clock.instant = clock.next_at
        before = len(await office.happened(WARNED, MISSED, RUNG))
        await office.watch.sweep()  # others may fall due at the very same time, this one does just after it
        assert (await office.clocks(complaint_id))["verify"].next_at == clock.next_at
        office.wait(microseconds=1)
        assert (await office.watch.sweep()).due >= 1
        assert await office.watch.sweep() == Found()
        assert len(await office.happened(WARNED, MISSED, RUNG)) > before
        seen.append(clock.next_at)
    assert seen == sorted(seen)
    told = [row for row in await office.happened(WARNED, MISSED, RUNG) if row.data["stage"] == "verify"]
    assert [(row.type, row.data.get("share") or row.data.get("role")) for row in told] == [
        (WARNED, 0.5),
        (WARNED, 0.8),
        (MISSED, None),
        (RUNG, "holder"),
        (RUNG, "head"),
        (RUNG, "supervisor"),
    ]
    assert all(row.actor == "system" and row.cause.startswith("watch:") for row in told)
    assert not any(row.data.get("found_late") for row in told)
    row = (await office.clocks(complaint_id))["verify"]
    assert (row.missed, row.ended, row.rung, row.next_at) == (True, False, 3, None)


async def test_a_worker_that_was_down_records_in_order_and_says_that_it_was_late(office: Any) -> None:
    first = await office.file()
    office.wait(days=1)
    second = await office.file()
    office.wait(days=60)
    assert (await office.watch.sweep()).refused == 0
    assert await office.watch.sweep() == Found()
    found = [(row.complaint_id, row.data["stage"]) for row in await office.happened(MISSED)]
    assert sorted(found) == sorted((one, stage) for one in (first, second) for stage in THREE)
    rungs = [(row.complaint_id, row.data["stage"], row.data["rung"]) for row in await office.happened(RUNG)]
    assert sorted(rungs) == sorted((*one, rung) for one in found for rung in (1, 2, 3))
    assert all(row.data["found_late"] for row in await office.happened(WARNED, MISSED, RUNG))
    for case in (first, second):
        missed = [row.data["due"] for row in await office.happened(MISSED) if row.complaint_id == case]
        assert missed == sorted(missed)


async def test_a_kept_promise_is_not_watched(office: Any) -> None:
    complaint_id = await office.file()
    await office.ask(complaint_id, Forward("A"), _coordinator())
    office.wait(days=4)
    await office.watch.sweep()
    assert {row.data["stage"] for row in await office.happened(WARNED, MISSED, RUNG)} == {"first_response"}
    verify = (await office.clocks(complaint_id))["verify"]
    assert (verify.met_at, verify.next_at) == (datetime(2026, 6, 8, 2, tzinfo=UTC), None)


async def test_silence_is_warned_of_and_closes_the_case(office: Any) -> None:
    complaint_id = await _resolved(office)
    due = (await office.clocks(complaint_id))["silent_close"].due
    assert due == datetime(2026, 6, 22, 9, tzinfo=UTC)
    office.clock.instant = due
    await office.watch.sweep()
    assert await office.happened(CLOSED) == []
    assert [row.data["stage"] for row in await office.happened(WARNED)] == ["silent_close"] * 2
    office.wait(microseconds=1)
    assert await office.watch.sweep() == Found(1, 0)
    assert await office.watch.sweep() == Found()
    (closed,) = await office.happened(CLOSED)
    assert closed.data == {"ground": "silence"}
    assert all(row.ended for row in (await office.clocks(complaint_id)).values())


async def test_a_disputed_answer_is_not_closed_in_silence(office: Any) -> None:
    complaint_id = await _resolved(office)
    await office.ask(complaint_id, Dispute(Words("Belum")), "citizen")
    assert set(await office.clocks(complaint_id)) == {"verify", "first_response", "completion"}
    office.wait(days=36)
    await office.watch.sweep()
    assert [row.data["stage"] for row in await office.happened(MISSED)] == ["completion"]
    assert await office.happened(CLOSED) == []
    await office.ask(complaint_id, Take(), "A")
    await office.ask(complaint_id, Resolve(Words("Sudah")), "A")
    office.wait(days=30)
    await office.watch.sweep()
    assert len(await office.happened(CLOSED)) == 1


async def test_a_date_that_moved_away_and_back_is_warned_of_for_the_date_it_has(office: Any) -> None:
    complaint_id = await office.file()
    completion = (await office.clocks(complaint_id))["completion"]
    office.clock.instant = completion.next_at + timedelta(microseconds=1)
    await office.watch.sweep()
    before = await office.happened(WARNED)
    for kind in (Kind.INFORMATION, Kind.ORDINARY):
        await office.ask(complaint_id, Reclassify(kind=kind), _coordinator())
    back = (await office.clocks(complaint_id))["completion"]
    assert (back.due, back.next_at) == (completion.due, completion.warn_at)
    assert await office.watch.sweep() == Found()
    assert await office.happened(WARNED) == before


async def test_a_clock_that_stands_still_is_not_watched_until_its_limit(office: Any) -> None:
    complaint_id = await office.file()
    await office.ask(complaint_id, Forward("A"), _coordinator())
    await office.ask(complaint_id, Take(), "A")
    await office.ask(complaint_id, Inform(Words("Kami tanya dulu.")), "A")
    await office.ask(complaint_id, Pause(Words("Surat 12 kepada balai")), "A")
    stopped = (await office.clocks(complaint_id))["completion"]
    assert (stopped.stopped_at, stopped.stopped_for) == (office.clock.now(), "waiting_letter")
    office.wait(days=10)
    assert await office.watch.sweep() == Found()
    office.clock.instant = stopped.next_at + timedelta(hours=3)
    await office.watch.sweep()
    (resumed,) = await office.happened("promise.resumed")
    assert (resumed.data["ground"], resumed.data["since"]) == ("limit", "2026-06-22T09:00:00Z")
    running = (await office.clocks(complaint_id))["completion"]
    assert (running.stopped_at, running.due) == (None, datetime(2026, 7, 10, 9, tzinfo=UTC))


async def test_pages_go_on_until_none_is_left(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "PAGE", 3)
    for _ in range(5):
        await office.file()
        office.wait(minutes=1)
    office.wait(days=60)
    await office.watch.sweep()
    assert len(await office.happened(MISSED)) == 15
    assert len(await office.happened(RUNG)) == 45
    assert await office.watch.sweep() == Found()


class _Obstructed:
    """A road on which one complaint cannot pass."""

    def __init__(self, handling: Handling, against: UUID, error: Exception) -> None:
        self._handling, self._against, self._error = handling, against, error

    async def handle_many(self, page: Sequence[tuple[Order, Actor]]) -> list[Complaint]:
        if any(order.complaint_id == self._against for order, _ in page):
            raise self._error
        return await self._handling.handle_many(page)


@pytest.mark.parametrize("error", [Stale(), KeyError("a projection is broken")])
async def test_one_case_that_fails_hides_no_other(
    office: Any, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(watching, "PAGE", 2)
    broken, *others = [await office.file() for _ in range(3)]
    office.wait(days=60)
    obstructed: Any = _Obstructed(office.handling, broken, error)
    found = await asyncio.wait_for(Watch(office.database, office.clock, obstructed).sweep(), 20)
    assert found.refused == 1
    assert {row.complaint_id for row in await office.happened(MISSED)} == set(others)
    assert (await office.watch.sweep()).refused == 0
    assert {row.complaint_id for row in await office.happened(MISSED)} == {broken, *others}


async def test_four_workers_at_once_record_each_fact_once(office: Any) -> None:
    for _ in range(10):
        await office.file()
    office.wait(days=60)
    await asyncio.gather(*(Watch(office.database, office.clock, office.handling).sweep() for _ in range(4)))
    facts = [(row.complaint_id, row.data["stage"]) for row in await office.happened(MISSED)]
    assert len(facts) == len(set(facts)) == 30
    rungs = [(row.complaint_id, row.data["stage"], row.data["rung"]) for row in await office.happened(RUNG)]
    assert len(rungs) == len(set(rungs)) == 90
    assert await office.watch.sweep() == Found()


_MANY = """INSERT INTO clocks SELECT (jsonb_populate_record(one, jsonb_build_object(
    'complaint_id', gen_random_uuid(), 'next_at', now() + n * interval '1 minute'))).*
    FROM clocks AS one, generate_series(10000, 30000) AS n WHERE one.stage = 'completion'"""


async def test_a_sweep_with_nothing_due_only_looks_into_its_index(office: Any) -> None:
    office.clock.instant = datetime.now(UTC)
    await office.file()
    parameters = {"now": datetime.now(UTC), "page": 200, "next_at": datetime(2020, 1, 1, tzinfo=UTC)}
    parameters |= {"complaint_id": UUID(int=0), "stage": ""}
    async with office.database.transaction() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(_MANY)
        await connection.exec_driver_sql("ANALYZE clocks")
        rows = await connection.execute(text(f"EXPLAIN (ANALYZE, BUFFERS) {watching._DUE.text}"), parameters)
        plan = "\n".join(line for (line,) in rows)
    assert "Index Only Scan using ix_clocks_next on clocks" in plan
    assert sum(map(int, re.findall(r"shared hit=(\d+)", plan.split("Planning")[0])[:1])) <= 6


def _coordinator() -> Actor:
    return Actor("officer", UUID(int=1), (Post(Role.COORDINATOR, "TOP", frozenset({"TOP"})),))


async def _resolved(office: Any) -> UUID:
    complaint_id: UUID = await office.file()
    await office.ask(complaint_id, Forward("A"), _coordinator())
    await office.ask(complaint_id, Take(), "A")
    after = await office.ask(complaint_id, Resolve(Words("Sudah ditambal")), "A")
    assert after.status is Status.RESOLVED
    return complaint_id
