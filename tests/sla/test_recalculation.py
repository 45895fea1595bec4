"""Open promises follow a change of calendar or rules as recorded events: each once, and later only for a reason."""

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from complaints import commands as c
from complaints import journal, ticket
from complaints.complaint import Complaint
from complaints.given import about
from complaints.kinds import Kind, Priority, Stage
from complaints.promising import RECOMPUTED
from complaints.tables import EventRow
from foundation.clock import SetClock
from foundation.embedded import Address
from foundation.sealing import KeyRing
from people.actor import ANYONE, Actor, Post, Role
from service import region
from service.settings import ROOT, Settings
from service.wiring import build
from sla import recalculation as recalculations
from sla.changes import wanted
from sla.policies import replace_rules, rules_in
from sla.recalculation import Applied, Recalculation
from sla.tables import ClockRow, RecalculationRow
from tests.conftest import NOW
from web.house import House
from workdays.entries import DayEntry
from workdays.working_days import DayKind

COORDINATOR = Actor("officer", uuid4(), (Post(Role.COORDINATOR, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
UNITS = ("BMBK", "DISHUB", "DINKES")
OFFICER = {unit: Actor("officer", uuid4(), (Post(Role.OFFICER, unit, frozenset({unit})),)) for unit in UNITS}
BY = "officer:00000000-0000-0000-0000-000000000001"
SATURDAY = DayEntry(date(2026, 11, 21), DayKind.WORKING, "Sabtu pengganti", "SK uji")
DAY_OFF = DayEntry(date(2026, 11, 25), DayKind.REGIONAL, "Hari uji", "SK uji")
OWN_SATURDAY = DayEntry(date(2026, 11, 28), DayKind.WORKING, "Sabtu di jalan", "SK uji", unit="BMBK")
_number = count()


def over(house: House) -> Recalculation:
    return Recalculation(house.database, house.clock, house.handling, house.policies)


async def ask(house: House, complaint_id: UUID, *commands: tuple[c.Command, Actor]) -> Complaint:
    for command, by in commands:
        complaint = await house.handling.handle(c.Order(complaint_id, command, f"test:{next(_number)}"), by)
    return complaint


async def file(house: House, **said: object) -> UUID:
    complaint_id = uuid7()
    filing = c.FileComplaint(words=c.Words("Jalan berlubang"), ticket=ticket.draw(), **said)  # type: ignore[arg-type]
    await ask(house, complaint_id, (filing, ANYONE))
    return complaint_id


async def changed(house: House, *days: DayEntry, reason: str = "") -> str:
    return await house.calendars.change(days, (), BY, reason, house.clock.now())


async def states(house: House, ids: Sequence[UUID]) -> list[Complaint]:
    async with house.database.reading() as session:
        return list((await journal.load_many(session, ids)).values())


async def dues(house: House, *ids: UUID) -> dict[tuple[UUID, Stage], datetime]:
    return {(one.id, p.stage): p.due for one in await states(house, ids) for p in one.promises.values()}


async def moves(house: House) -> list[EventRow]:
    async with house.database.reading() as session:
        chosen = select(EventRow).where(EventRow.type == "promise.moved", col(EventRow.actor) == "system")
        return list((await session.exec(chosen)).all())


async def asked(house: House) -> list[RecalculationRow]:
    async with house.database.reading() as session:
        key = col(RecalculationRow.recalculation_id)
        return list((await session.exec(select(RecalculationRow).order_by(key))).all())


async def many(house: House) -> list[UUID]:
    """Cases of many kinds, at several stations of their road, some with clocks that stand or stood still."""
    found = []
    for number, kind in enumerate([*Kind, Kind.ORDINARY, Kind.ORDINARY, Kind.ORDINARY]):
        for priority in (Priority.NORMAL, Priority.URGENT):
            house.clock.instant = NOW - timedelta(hours=7 * number)
            one = await file(house, kind=kind, priority=priority)
            found.append(one)
            if kind is not Kind.ORDINARY or not number % 4:
                continue
            unit = UNITS[number % 3]
            house.clock.instant += timedelta(hours=1)
            if number == 5:
                await ask(house, one, (c.Return(c.Words("Di mana?")), COORDINATOR))
                continue
            await ask(house, one, (c.Forward(unit), COORDINATOR), (c.Take(), OFFICER[unit]))
            await ask(house, one, (c.Ask(c.Words("Tiang mana?")), OFFICER[unit]))
            if number == 6:
                house.clock.instant += timedelta(hours=5)
                await ask(house, one, (c.Answer(c.Words("Yang ini")), Actor("citizen", holds=one)))
            if number == 7 and priority is Priority.NORMAL:
                await ask(house, one, (c.Answer(c.Words("Yang ini")), Actor("citizen", holds=one)))
                await ask(house, one, (c.Resolve(c.Words("Sudah")), OFFICER[unit]))
    house.clock.instant = NOW
    return found


async def test_nothing_to_do_is_found_at_once(house: House) -> None:
    complaint_id = await file(house)
    before = await dues(house, complaint_id)
    assert await over(house).settle() == Applied()
    (first,) = await asked(house)
    assert first.finished_at is not None
    assert await over(house).settle() == Applied()
    assert await asked(house) == [first]
    assert await dues(house, complaint_id) == before
    assert await moves(house) == []


async def test_what_is_in_the_citizens_favour_moves_by_itself(house: House) -> None:
    complaint_id = await file(house)
    before = await dues(house, complaint_id)
    await over(house).settle()
    version = await changed(house, SATURDAY)
    assert await over(house).settle() == Applied(3, 1)
    after = await dues(house, complaint_id)
    # Verification fell on Wednesday; with a worked Saturday it falls on Tuesday.
    assert before[complaint_id, Stage.VERIFY] == datetime(2026, 11, 25, 9, tzinfo=UTC)
    assert after[complaint_id, Stage.VERIFY] == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert all(after[key] < before[key] for key in before)
    for event in await moves(house):
        assert event.data["reason"] == f"calendar:{version}"
        assert event.data["calendar"] == version
    async with house.database.reading() as session:
        rows = (await session.exec(select(ClockRow).where(ClockRow.complaint_id == complaint_id))).all()
    assert {(row.complaint_id, Stage(row.stage)): row.due for row in rows} == after
    assert {row.calendar for row in rows} == {version}
    assert await over(house).settle() == Applied()
    assert len(await moves(house)) == 3


async def test_without_a_reason_nothing_moves_later(house: House) -> None:
    complaint_id = await file(house)
    before = await dues(house, complaint_id)
    await changed(house, DAY_OFF)
    assert await over(house).settle() == Applied()
    assert await dues(house, complaint_id) == before
    assert (await asked(house))[-1].finished_at is not None


async def test_with_a_reason_dates_move_later_too(house: House) -> None:
    complaint_id = await file(house)
    before = await dues(house, complaint_id)
    await over(house).settle()
    await changed(house, DAY_OFF, reason="Keputusan gubernur")
    assert await over(house).settle() == Applied(3, 1)
    after = await dues(house, complaint_id)
    assert after[complaint_id, Stage.VERIFY] == datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert all(after[key] > before[key] for key in before)
    last = (await asked(house))[-1]
    assert (last.later_too, last.asked_by, last.reason) == (True, BY, "Keputusan gubernur")


async def test_a_reason_for_one_change_is_none_for_another(house: House) -> None:
    """Before anybody looked the calendar was changed twice, once without a reason."""
    complaint_id = await file(house)
    before = await dues(house, complaint_id)
    await over(house).settle()
    await changed(house, DAY_OFF)
    await changed(house, replace_day(DAY_OFF, date(2026, 11, 24)), reason="Keputusan gubernur")
    assert await over(house).settle() == Applied()
    assert await dues(house, complaint_id) == before


def replace_day(entry: DayEntry, day: date) -> DayEntry:
    return DayEntry(day, entry.kind, entry.name, entry.source)


async def test_whoever_asks_with_a_reason_is_heard(house: House) -> None:
    complaint_id = await file(house)
    await changed(house, DAY_OFF)
    await over(house).settle()
    await over(house).ask("operator", "Sudah diumumkan", True)
    assert (await over(house).settle()).moved == 3
    assert (await dues(house, complaint_id))[complaint_id, Stage.VERIFY] == datetime(2026, 11, 26, 9, tzinfo=UTC)


async def test_a_change_that_nobody_noted_does_not_pass_under_another_reason(house: House) -> None:
    """The process was killed between a change without a reason and asking for what follows from it."""
    complaint_id = await file(house)
    before = await dues(house, complaint_id)
    await over(house).settle()
    await changed(house, DAY_OFF)
    await changed(house, replace_day(DAY_OFF, date(2026, 11, 24)), reason="Keputusan gubernur")
    await over(house).ask(BY, "Keputusan gubernur", True)
    assert await over(house).settle() == Applied()
    assert await dues(house, complaint_id) == before


async def test_other_rules_are_followed_as_well(house: House) -> None:
    complaint_id = await file(house)
    await over(house).settle()
    async with house.database.transaction() as session:
        rules = await rules_in(session)
        (verify,) = [one for one in rules if one.stage is Stage.VERIFY]
        shorter = type(verify)(
            Stage.VERIFY, date(2026, 11, 1), "-", days=1, level="regional", counted_from=verify.counted_from
        )
        await replace_rules(session, [*rules, shorter], date(2026, 10, 1))
    assert await over(house).settle() == Applied(1, 1)
    (moved,) = await moves(house)
    assert moved.data["reason"].startswith("rules:")
    assert (await dues(house, complaint_id))[complaint_id, Stage.VERIFY] == datetime(2026, 11, 23, 9, tzinfo=UTC)


async def test_a_loaded_region_is_followed(house: House) -> None:
    await file(house)
    await over(house).settle()
    await region.load(house.database, ROOT / "regions" / "lampung", NOW)
    house.policies.forget()
    policy = await house.policies.current()
    assert await wanted(house.database, policy, NOW) is None, "the same folder again is no change"


@pytest.mark.parametrize("later_too", [False, True])
async def test_every_promise_has_the_date_that_the_policy_gives_it(house: House, later_too: bool) -> None:
    ids = await many(house)
    before = await dues(house, *ids)
    stages = Counter(stage for _, stage in before)
    assert set(stages) >= {Stage.UNIT, Stage.SUPPLEMENT, Stage.SILENT_CLOSE}
    assert any(p.stopped for one in await states(house, ids) for p in one.promises.values())
    assert any(p.stops and not p.stopped for one in await states(house, ids) for p in one.promises.values())
    days_off = [replace_day(DAY_OFF, date(2026, 12, day)) for day in (2, 3)]
    await changed(house, SATURDAY, OWN_SATURDAY, *days_off)
    house.policies.forget()
    policy = await house.policies.current()
    expected, counted = {}, Counter[str]()
    for one in await states(house, ids):
        for promise in one.promises.values():
            again = policy.again(about(one), promise)
            due = promise.due
            in_time = again is not None and promise.due >= NOW and again.due > NOW
            if not promise.ended and promise.stage in RECOMPUTED and again and (in_time or promise.stopped):
                counted["earlier" if again.due < due else "later" if again.due > due else "unmoved"] += 1
                due = again.due if later_too else min(due, again.due)
            expected[one.id, promise.stage] = due
    assert counted["earlier"] > 5
    assert counted["later"] > 2
    seen = await over(house).preview()
    assert (seen.earlier, seen.later, seen.unmoved) == (counted["earlier"], counted["later"], counted["unmoved"])
    applied = await over(house).apply("calendar:2", later_too)
    assert applied.moved == counted["earlier"] + later_too * counted["later"]
    assert await dues(house, *ids) == expected
    assert await over(house).apply("calendar:2", later_too) == Applied()


async def test_a_preview_of_another_calendar_writes_nothing_and_shows_no_hidden_case(house: House) -> None:
    hidden = await file(house, kind=Kind.OVERSIGHT)
    shown = await file(house)
    calendars = await house.calendars.all()
    after = type(calendars)("9+", [*calendars.days, SATURDAY], calendars.hours)
    seen = await over(house).preview(after)
    assert (seen.earlier_cases, seen.later_cases) == (2, 0)
    assert seen.earlier > 3
    code = {one.id: one.code for one in await states(house, [hidden, shown])}
    assert {one.code for one in seen.examples} == {code[shown]}
    assert len(seen.examples) == 3
    assert await asked(house) == []
    assert await moves(house) == []


async def test_a_case_that_was_closed_meanwhile_holds_nobody_up(house: House) -> None:
    closed, open_ = await file(house), await file(house)
    await ask(house, closed, (c.MarkDuplicate(open_), COORDINATOR))
    await changed(house, SATURDAY)
    house.policies.forget()
    done, failed = await over(house)._move([closed, open_], c.Recompute("calendar:2"))
    assert ([one.id for one in done], failed) == ([open_], 0)


async def test_what_failed_is_tried_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, *others = [await file(house) for _ in range(3)]
    await over(house).settle()
    await changed(house, SATURDAY)
    handle_many = house.handling.handle_many

    async def failing(page: Sequence[tuple[c.Order, Actor]]) -> list[Complaint]:
        if any(order.complaint_id == broken for order, _ in page):
            raise KeyError("a projection is broken")
        return await handle_many(page)

    monkeypatch.setattr(house.handling, "handle_many", failing)
    assert await over(house).settle() == Applied(6, 2, False)
    monkeypatch.undo()
    assert await over(house).settle() == Applied(3, 1)
    assert Counter(row.complaint_id for row in await moves(house)) == dict.fromkeys((broken, *others), 3)


async def test_the_rest_is_left_to_the_next_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recalculations, "PAGE", 2)
    for _ in range(5):
        await file(house)
    await over(house).settle()
    await changed(house, SATURDAY)
    assert await over(house).settle(seconds=1e-9) == Applied(0, 0, False)
    told: list[tuple[int, int]] = []
    assert await over(house).settle(lambda done, total: told.append((done, total))) == Applied(15, 5)
    assert told[0] == (0, 15)
    assert told[-1] == (15, 15)
    assert told == sorted(told)


async def test_a_change_in_between_is_for_the_next_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was begun with a reason does not carry another change along that has none."""
    monkeypatch.setattr(recalculations, "PAGE", 1)
    ids = [await file(house) for _ in range(6)]
    await over(house).settle()
    version = await changed(house, DAY_OFF, reason="Keputusan gubernur")
    applying = over(house)
    handle_many = house.handling.handle_many

    async def changing(page: Sequence[tuple[c.Order, Actor]]) -> list[Complaint]:
        done = await handle_many(page)
        await changed(house, replace_day(DAY_OFF, date(2026, 11, 24)))
        house.policies.forget()
        return done

    monkeypatch.setattr(house.handling, "handle_many", changing)
    applied = await applying.settle()
    assert not applied.finished
    assert 1 <= applied.cases <= recalculations.AT_ONCE
    monkeypatch.undo()
    assert await over(house).settle() == Applied()
    assert len(await moves(house)) == applied.moved == 3 * applied.cases
    assert {row.data["reason"] for row in await moves(house)} == {f"calendar:{version}"}
    assert len({(await dues(house, one))[one, Stage.VERIFY] for one in ids}) == 2


async def test_two_at_once_move_each_promise_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recalculations, "PAGE", 2)
    ids = [await file(house) for _ in range(8)]
    await over(house).settle()
    await changed(house, SATURDAY)
    await asyncio.gather(*(over(house).settle() for _ in range(3)))
    assert Counter((row.complaint_id, row.data["stage"]) for row in await moves(house)) == {
        (one, stage): 1 for one in ids for stage in ("verify", "first_response", "completion")
    }


@pytest.mark.parametrize("last", [1, 3])
async def test_a_killed_one_is_gone_on_with(house: House, lampung_address: Address, tmp_path: Path, last: int) -> None:
    keys = KeyRing.at(Settings(data=tmp_path).keys_file)
    own = build(Settings(data=tmp_path), house.database, SetClock(NOW), keys)
    ids = [await file(own) for _ in range(12)]
    await over(own).settle()
    await changed(own, DAY_OFF, reason="Keputusan gubernur")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.sla.dying_recalculation"),
        *(lampung_address.url, str(tmp_path), NOW.isoformat(), str(last)),
        cwd=ROOT,
    )
    assert await asyncio.wait_for(process.wait(), 60) == -signal.SIGKILL
    moved = len({row.complaint_id for row in await moves(own)})
    assert moved % 2 == 0
    assert 2 * last <= moved < 12
    assert (await asked(own))[-1].finished_at is None
    assert await over(own).settle() == Applied(3 * (12 - moved), 12 - moved)
    assert Counter((row.complaint_id, row.data["stage"]) for row in await moves(own)) == {
        (one, stage): 1 for one in ids for stage in ("verify", "first_response", "completion")
    }
    assert (await asked(own))[-1].finished_at is not None
    assert await over(own).settle() == Applied()
