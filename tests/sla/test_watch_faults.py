"""Workers that are killed, run side by side, sleep for a week or wake up in an old backup: each fact is there once."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlmodel import col, select

from complaints import commands as c
from complaints.events import DeadlineMissed, DeadlineWarned, Escalated
from complaints.events import unpack as read_event
from complaints.kinds import OPEN, Kind, Visibility
from complaints.tables import ComplaintRow, EventRow
from foundation.database import Database
from foundation.embedded import Address
from foundation.sealing import KeyRing
from notices.tables import NoticeRow
from people.actor import Role
from people.tables import OfficerRow, PostRow
from service.backup import backup, restore
from service.progress import quiet
from service.rebuild import rebuild
from service.settings import ROOT, Settings
from service.standing import Standing
from service.wiring import build
from sla import watch as watching
from sla.tables import ClockRow
from sla.watch import Found, Watch
from tests.conftest import NOW
from tests.make import COORDINATOR, INSPECTOR, OFFICER, citizen, filing, words
from tests.service.conftest import tampered
from web.house import House

CASES = 32
WEEK = timedelta(days=7)
QUARTER = timedelta(days=90)
_RUNGS = {"triage": 3, "ordinary": 4, "oversight": 2}
"""How long the ladders of Lampung are."""


async def fill(house: House, cases: int = CASES) -> list[UUID]:
    """Half of them in triage, some with a unit, some of wrongdoing, some waiting for a letter."""
    keys = [uuid4() for _ in range(cases)]
    for number, key in enumerate(keys):
        kind = Kind.OVERSIGHT if number % 8 == 7 else Kind.ORDINARY
        moves: list[tuple[c.Command, Any]] = [(filing(kind=kind), citizen(key))]
        if number % 2 == 0:
            moves.append((c.Forward("BMBK", "jalan_rusak"), COORDINATOR))
        if number % 4 == 0:
            moves += [(c.Take(), OFFICER), (c.Pause(words("Surat 7")), OFFICER)]
        for place, (command, by) in enumerate(moves):
            await house.handling.handle(c.Order(key, command, f"fill:{place}"), by)
    return keys


def watch_of(house: House) -> Watch:
    return Watch(house.database, house.clock, house.handling)


def move(house: House, time: timedelta) -> datetime:
    house.clock.instant += time  # type: ignore[attr-defined]
    return house.clock.now()


async def sweeper(address: Address, folder: Path, at: datetime, page: int) -> Process:
    arguments = (address.url, str(folder), at.isoformat(), str(page))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.sla.sweeping", *arguments, cwd=ROOT, stdout=PIPE
    )
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), 60) == b"sweeping\n"
    return process


async def all_of(database: Database, table: Any) -> list[Any]:
    async with database.reading() as session:
        return list((await session.exec(select(table))).all())


async def events(database: Database) -> dict[UUID, list[tuple[EventRow, Any]]]:
    """By case, in order."""
    async with database.reading() as session:
        rows = (await session.exec(select(EventRow).order_by(col(EventRow.complaint_id), col(EventRow.version)))).all()
    found = defaultdict(list)
    for row in rows:
        found[row.complaint_id].append((row, read_event(row.type, row.data)))
    return found


async def missed(database: Database) -> int:
    return sum(isinstance(one, DeadlineMissed) for log in (await events(database)).values() for _, one in log)


async def everything_is_there_once(house: House) -> int:
    """Every date that passed unmet, every rung that was reached, every notice of it; returns how many were missed."""
    now, logs = house.clock.now(), await events(house.database)
    cases = {row.complaint_id: row for row in await all_of(house.database, ComplaintRow)}
    notices = await all_of(house.database, NoticeRow)
    by_event = Counter((one.complaint_id, one.version) for one in notices if one.audience != "citizen")
    total = 0
    for clock in await all_of(house.database, ClockRow):
        assert clock.next_at is None or clock.next_at >= now, "something is left to record"
        if (
            not clock.ended
            and clock.stopped_at is None
            and clock.due < now
            and cases[clock.complaint_id].status in OPEN
        ):
            assert clock.missed
    for key, log in logs.items():
        dates = Counter((one.stage, one.due) for _, one in log if isinstance(one, DeadlineMissed))
        assert set(dates.values()) <= {1}, "a date was missed twice"
        total += len(dates)
        rungs: dict[Any, list[int]] = defaultdict(list)
        for row, one in log:
            if isinstance(one, Escalated):
                rungs[one.stage, one.due].append(one.rung)
                assert by_event[key, row.version] == 1, "each rung is owed to one audience of the office, once"
        assert set(rungs) <= set(dates)
        for (stage, _), climbed in rungs.items():
            assert climbed == list(range(1, len(climbed) + 1)), "rungs come in order"
            if now - NOW >= QUARTER and stage != "unit" and stage != "reroute":
                assert len(climbed) == _RUNGS[_road(cases[key])], "the ladder is complete"
        warned = Counter((one.stage, one.due, one.share) for _, one in log if isinstance(one, DeadlineWarned))
        assert set(warned.values()) <= {1}
    return total


def _road(case: ComplaintRow) -> str:
    if case.restricted:
        return "oversight"
    return "triage" if case.unit is None else "ordinary"


@pytest.mark.parametrize("already", [1, 15])
async def test_a_worker_killed_in_mid_sweep(
    house: House, lampung_address: Address, tmp_path: Path, already: int
) -> None:
    await fill(house)
    at = move(house, QUARTER)
    process = await sweeper(lampung_address, tmp_path, at, page=3)
    while await missed(house.database) < already and process.returncode is None:  # noqa: ASYNC110 - in another process
        await asyncio.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert await process.wait() == -signal.SIGKILL, "it was killed before it had done"
    before = await missed(house.database)
    assert before >= already
    await watch_of(house).sweep()
    assert await everything_is_there_once(house) > before
    assert await watch_of(house).sweep() == Found()
    assert (await rebuild(house.database, quiet)).identical


async def test_four_at_once_two_of_them_in_processes_of_their_own(
    house: House, lampung_address: Address, tmp_path: Path
) -> None:
    await fill(house)
    at = move(house, QUARTER)
    others = [await sweeper(lampung_address, tmp_path / str(number), at, page=7) for number in range(2)]
    await asyncio.gather(watch_of(house).sweep(), watch_of(house).sweep(), *(one.wait() for one in others))
    assert [one.returncode for one in others] == [0, 0]
    await watch_of(house).sweep()  # what one left to another because both had it in hand
    assert await everything_is_there_once(house) > CASES
    assert await watch_of(house).sweep() == Found()


async def test_a_clock_that_jumps_a_week(house: House) -> None:
    await fill(house, 16)
    move(house, WEEK)
    await watch_of(house).sweep()
    assert await everything_is_there_once(house) > 8
    for log in (await events(house.database)).values():
        steps: dict[Any, list[datetime]] = defaultdict(list)
        for row, one in log:
            if isinstance(one, DeadlineWarned | DeadlineMissed | Escalated):
                assert row.data["found_late"]
                if not isinstance(one, DeadlineWarned):
                    steps[one.stage].append(one.due if isinstance(one, DeadlineMissed) else one.reached)
        for instants in steps.values():
            assert instants == sorted(instants)
    while house.clock.now() - NOW < QUARTER:
        move(house, timedelta(hours=30))
        await watch_of(house).sweep()
    await everything_is_there_once(house)


async def test_an_old_backup_comes_to_know_what_was_missed_since(
    house: House, lampung_address: Address, tmp_path: Path
) -> None:
    await fill(house, 12)
    here, there = Settings(data=tmp_path / "here"), Settings(data=tmp_path / "there")
    KeyRing.at(here.keys_file)
    target = tmp_path / "backup.tar"
    await asyncio.to_thread(backup, Standing(lampung_address.url), here, target, NOW, _silent)
    move(house, QUARTER)
    await watch_of(house).sweep()
    lived = await everything_is_there_once(house)
    assert lived > 12
    url = await _empty(lampung_address)
    await asyncio.to_thread(restore, Standing(url), there, target, _silent)
    database = Database(url, pool_size=4)
    try:
        again = build(there, database, house.clock)
        assert await missed(database) == 0
        await watch_of(again).sweep()
        assert await everything_is_there_once(again) == lived
        assert await _told(database) == await _told(house.database)
        assert await watch_of(again).sweep() == Found()
    finally:
        await database.close()


def _silent(sentence: str) -> None:
    """Nobody listens."""


async def _empty(address: Address) -> str:
    name = f"restored_{uuid4().hex}"
    connection = await asyncpg.connect(host=str(address.socket_folder), user=address.user, database=address.database)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return address.of(name).url


async def _told(database: Database) -> Counter[Any]:
    """Who is told which rung of which date of which case."""
    logs = await events(database)
    of = {(row.complaint_id, row.version): one for log in logs.values() for row, one in log}
    found: Counter[Any] = Counter()
    for notice in await all_of(database, NoticeRow):
        event = of[notice.complaint_id, notice.version]
        rung = event.rung if isinstance(event, Escalated) else 0
        found[notice.complaint_id, notice.event, notice.audience, notice.stage, notice.promised, rung] += 1
    return found


async def test_a_poisoned_case_keeps_nobody_else_from_being_seen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "PAGE", 4)
    keys = await fill(house, 10)
    poisoned = keys[3]
    await tampered(
        house.database,
        """UPDATE complaint_events SET data = '{"kind": "no such kind"}' WHERE complaint_id = $1 AND version = 1""",
        poisoned,
    )
    move(house, QUARTER)
    assert (await asyncio.wait_for(watch_of(house).sweep(), 60)).refused == 1
    clocks = [row for row in await all_of(house.database, ClockRow) if row.complaint_id != poisoned]
    assert {row.complaint_id for row in clocks if row.missed} == set(keys) - {poisoned}
    assert not [row for row in clocks if row.next_at is not None and row.next_at < house.clock.now()]
    assert await asyncio.wait_for(watch_of(house).sweep(), 60) == Found(3, 1)


async def _appointed(house: House, *posts: tuple[Role, str]) -> None:
    async with house.database.transaction() as session:
        for role, unit in posts:
            person = uuid4()
            session.add(
                OfficerRow(officer_id=person, username=str(person), name="Petugas", password="-", created_at=NOW)
            )
            await session.flush()
            session.add(PostRow(post_id=uuid4(), officer_id=person, role=str(role), unit=unit, starts_on=NOW.date()))
    house.duty.forget()


@pytest.mark.parametrize(
    ("posts", "rungs"),
    [
        (
            [(Role.OFFICER, "BMBK"), (Role.HEAD, "BMBK"), (Role.SUPERVISOR, "SETDA"), (Role.SECRETARY, "SETDA")],
            [("holder", ()), ("head", ()), ("supervisor", ()), ("secretary", ())],
        ),
        (
            [(Role.HEAD, "BMBK"), (Role.COORDINATOR, "DISKOMINFOTIK")],
            [
                ("head", ("holder",)),
                ("head", ()),
                ("coordinator", ("supervisor", "secretary")),
                ("coordinator", ("secretary", "supervisor")),
            ],
        ),
    ],
)
async def test_a_vacant_post_is_named_and_somebody_else_is_told(
    house: House, posts: Sequence[tuple[Role, str]], rungs: Sequence[tuple[str, tuple[str, ...]]]
) -> None:
    await _appointed(house, *posts)
    key = uuid4()
    await house.handling.handle(c.Order(key, filing(), "1"), citizen(key))
    await house.handling.handle(c.Order(key, c.Forward("BMBK", "jalan_rusak"), "2"), COORDINATOR)
    move(house, QUARTER)
    await watch_of(house).sweep()
    log = (await events(house.database))[key]
    climbed = [one for _, one in log if isinstance(one, Escalated) and one.stage == "completion"]
    assert [(one.role, one.vacant) for one in climbed] == rungs
    audiences = {"holder": "unit", "head": "head", "coordinator": "triage", "supervisor": "oversight"}
    notices = await all_of(house.database, NoticeRow)
    told = {one.version: one.audience for one in notices if one.audience != "citizen"}
    for row, one in log:
        if isinstance(one, Escalated):
            assert told[row.version] == audiences.get(one.role, one.role)


async def test_the_unit_a_closed_report_is_about_is_never_told(house: House) -> None:
    """Wrongdoing goes past it; what is confidential goes to it only by mistake, and even then says nothing there."""
    key, other = uuid4(), uuid4()
    secret = filing(visibility=Visibility.CONFIDENTIAL, about_unit="BMBK")
    await house.handling.handle(c.Order(key, secret, "1"), citizen(key))
    await house.handling.handle(c.Order(key, c.Forward("BMBK", "jalan_rusak"), "2"), COORDINATOR)
    await house.handling.handle(c.Order(other, filing(kind=Kind.OVERSIGHT, about_unit="BMBK"), "3"), citizen(other))
    await _appointed(house, (Role.OFFICER, "BMBK"), (Role.HEAD, "BMBK"), (Role.COORDINATOR, "DISKOMINFOTIK"))
    move(house, QUARTER)
    await watch_of(house).sweep()
    assert await missed(house.database) > 3
    notices = await all_of(house.database, NoticeRow)
    assert {one.unit for one in notices if one.complaint_id in (key, other)} <= {None, INSPECTOR.posts[0].unit, "ITDA"}
    log = (await events(house.database))[key]
    roles = {one.role for _, one in log if isinstance(one, Escalated)}
    assert roles == {"coordinator"}
