"""Jobs run on time, one at a time over any number of workers, and are finished before the process ends."""

import asyncio

from foundation.database import Database
from foundation.heartbeat import runs
from service.settings import Settings
from service.worker import Job, Ticker, alone, table
from tests.patience import SECONDS
from tests.service.conftest import Tell
from web.house import House
from web.system import JOBS


async def test_two_workers_do_not_do_one_job_at_once(database: Database) -> None:
    inside = asyncio.Event()
    leave = asyncio.Event()

    async def slow() -> None:
        inside.set()
        await leave.wait()

    async def never() -> None:
        raise AssertionError("the other worker is at it")

    first = asyncio.create_task(alone(database, "sweep", slow))
    await inside.wait()
    assert not await alone(database, "sweep", never)
    done: list[str] = []

    async def other() -> None:
        done.append("other")

    assert await alone(database, "another job", other)
    leave.set()
    assert await first
    assert await alone(database, "sweep", other)
    assert done == ["other", "other"]


async def test_a_job_that_fails_gives_its_turn_back(database: Database) -> None:
    async def failing() -> None:
        raise RuntimeError("no")

    for _ in range(2):
        try:
            await alone(database, "sweep", failing)
        except RuntimeError as error:
            assert str(error) == "no"
        else:
            raise AssertionError("it went unnoticed")


async def test_a_job_runs_again_and_again_though_it_failed_once(database: Database) -> None:
    runs = 0
    enough = asyncio.Event()

    async def work() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            raise RuntimeError("the first time only")
        if runs == 3:
            enough.set()

    ticker = Ticker(database, (Job("often", 0.05, work),))
    ticker.start()
    await asyncio.wait_for(enough.wait(), 10)
    await ticker.stop()
    after = runs
    await asyncio.sleep(0.2)
    assert runs == after


async def test_work_in_hand_is_finished_before_the_end(database: Database) -> None:
    began, finished = asyncio.Event(), False

    async def work() -> None:
        nonlocal finished
        began.set()
        await asyncio.sleep(0.3)
        finished = True

    ticker = Ticker(database, (Job("slow", 60, work),))
    ticker.start()
    await began.wait()
    await ticker.stop()
    assert finished


async def test_work_that_will_not_end_is_given_up(database: Database) -> None:
    began = asyncio.Event()

    async def work() -> None:
        began.set()
        await asyncio.sleep(60)

    ticker = Ticker(database, (Job("endless", 60, work),))
    ticker.start()
    await began.wait()
    await asyncio.wait_for(ticker.stop(0.1), 5)


async def test_every_job_of_the_table_runs_and_is_seen_by_a_name_that_people_read(
    house: House, settings: Settings, tell: Tell
) -> None:
    await tell()
    jobs = table(house, settings)
    assert {"notices", "deadlines", "late advice"} <= {job.name for job in jobs} <= set(JOBS)
    ticker = Ticker(house.database, jobs)
    ticker.start()
    async with asyncio.timeout(3 * SECONDS):
        while {run.name for run in await runs(house.database) if run.finished_at} != {job.name for job in jobs}:  # noqa: ASYNC110
            await asyncio.sleep(0.5)
    await ticker.stop()
    assert not any(run.failed or run.late for run in await runs(house.database))
