"""What each job of the worker last did is seen, and that a job stopped."""

import asyncio

import pytest
from sqlalchemy import text

from foundation.database import Database
from foundation.heartbeat import Heartbeat, JobRun, runs


async def one(database: Database) -> JobRun:
    (run,) = await runs(database)
    return run


async def aged(database: Database, seconds: int) -> None:
    async with database.at_once() as connection:
        await connection.execute(
            text(
                "UPDATE job_runs SET started_at = started_at - make_interval(secs => :s), "
                "finished_at = finished_at - make_interval(secs => :s)"
            ),
            {"s": seconds},
        )


async def finding(number: int) -> int:
    return number


async def test_a_run_is_noted_with_what_it_found(database: Database) -> None:
    await Heartbeat(database).noted("sweep", 60, lambda: finding(3))
    run = await one(database)
    assert (run.name, run.every, run.found, run.failed, run.late) == ("sweep", 60, 3, False, False)
    assert run.finished_at is not None
    assert run.started_at <= run.finished_at


async def test_a_job_at_work_has_begun_and_not_finished(database: Database) -> None:
    async def look() -> None:
        run = await one(database)
        assert run.finished_at is None
        assert not run.late

    await Heartbeat(database).noted("sweep", 60, look)
    assert (await one(database)).finished_at is not None


async def test_each_run_of_a_job_that_always_takes_long_is_noted_as_begun(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foundation.heartbeat.SPARING", 0.05)
    heartbeat, begun = Heartbeat(database), []

    async def listen() -> None:
        run = await one(database)
        begun.append((run.started_at, run.finished_at))
        await asyncio.sleep(0.06)

    for _ in range(2):
        await heartbeat.noted("updates", 1, listen)
    assert [finished for _, finished in begun] == [None, None]
    assert begun[0][0] < begun[1][0]


async def test_a_fault_is_noted_and_passed_on(database: Database) -> None:
    heartbeat = Heartbeat(database)

    async def fail() -> None:
        raise RuntimeError("no")

    await heartbeat.noted("sweep", 60, lambda: finding(0))
    with pytest.raises(RuntimeError):
        await heartbeat.noted("sweep", 60, fail)
    assert (await one(database)).failed
    await heartbeat.noted("sweep", 60, lambda: finding(1))
    assert not (await one(database)).failed


@pytest.mark.parametrize(("every", "ago", "late"), [(60, 299, False), (60, 301, True), (2, 59, False), (2, 62, True)])
async def test_a_job_is_late_after_five_of_its_periods(database: Database, every: int, ago: int, late: bool) -> None:
    await Heartbeat(database).noted("sweep", every, lambda: finding(0))
    await aged(database, ago)
    assert (await one(database)).late is late


async def test_a_job_cut_off_is_late_in_the_end(database: Database) -> None:
    await Heartbeat(database).noted("sweep", 2, lambda: finding(0))
    async with database.at_once() as connection:
        await connection.execute(text("UPDATE job_runs SET finished_at = NULL"))
    await aged(database, 300)
    assert not (await one(database)).late, "long work is no fault"
    await aged(database, 301)
    assert (await one(database)).late


async def test_an_idle_job_writes_now_and_then_only(database: Database) -> None:
    heartbeat = Heartbeat(database)
    await heartbeat.noted("sweep", 2, lambda: finding(0))
    first = await one(database)
    for _ in range(3):
        await heartbeat.noted("sweep", 2, lambda: finding(0))
    assert await one(database) == first
    await heartbeat.noted("sweep", 2, lambda: finding(5))
    assert (await one(database)).found == 5


async def test_a_job_that_is_no_more_is_forgotten(database: Database) -> None:
    heartbeat = Heartbeat(database)
    for name in ("sweep", "of an earlier version"):
        await heartbeat.noted(name, 60, lambda: finding(0))
    await heartbeat.keep(["sweep", "not yet run"])
    assert (await one(database)).name == "sweep"
