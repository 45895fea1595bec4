"""Desks of units: the order, the numbers, what a row says after each step, and the filter that is said in two ways."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from typing import Any
from uuid import UUID

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import col, select

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Kind, Priority, Status
from complaints.tables import ComplaintRow
from complaints.visibility import Sight, may_see
from foundation.database import Database
from foundation.writes import Write, write_all
from people.actor import SYSTEM, Actor, Post, Role
from service.migrations import config
from service.progress import quiet
from service.rebuild import rebuild
from sla import desk as desk_module
from sla.clocks import ClockState
from sla.desk import Desk
from sla.desk_changes import DeskChanges, read, written
from sla.desk_filter import Tab, Wanted, belongs, conditions, desks
from sla.desk_rows import ON_DESK
from sla.tables import DeskRow
from tests.web.citizen import COORDINATOR, done, filed, later
from tests.web.officer import hire
from web.house import House

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
ME, OTHER = UUID(int=1), UUID(int=2)


def somebody(*posts: tuple[Role, str, set[str]]) -> Actor:
    return Actor("officer", ME, tuple(Post(role, unit, frozenset(reach)) for role, unit, reach in posts))


ACTORS = (
    somebody((Role.OFFICER, "A", {"A"})),
    somebody((Role.HEAD, "A", {"A", "B"})),
    somebody((Role.INSPECTORATE, "B", {"B"}), (Role.OFFICER, "C", {"C"})),
)


def rows(chance: Random, count: int) -> Iterator[dict[str, Any]]:
    """Rows as they come, and as they could not: the filter looks at each column by itself."""
    for number in range(count):
        due = chance.choice([None, *(NOW + timedelta(hours=hours) for hours in (-30, -1, 0, 1, 30, 60))])
        yield {
            "complaint_id": UUID(int=number + 1),
            "version": 1,
            "changed_at": NOW,
            "event": "complaint.taken",
            "actor": "system",
            "unit": chance.choice(["A", "B", "C", "D", None]),
            "status": str(chance.choice(sorted(ON_DESK))),
            "restricted": chance.random() < 0.3,
            "about_unit": chance.choice(["A", "B", "C", None]),
            "topic": chance.choice(["jalan", "lampu", None]),
            "area": chance.choice(["18.71", None]),
            "priority": chance.choice(["normal", "danger"]),
            "taken_by": chance.choice([ME, OTHER, None]),
            "spoken_to": chance.random() < 0.3,
            "proposed_by": chance.choice([None, None, ME, OTHER]),
            "presses": chance.choice([0, 1, 2, 2, 3, None]),
            "due": due,
            "near_at": due and due - timedelta(hours=chance.choice([0, 2, 100])),
            "stopped": chance.random() < 0.4,
        }


async def test_what_belongs_to_a_list_is_what_the_database_finds(database: Database) -> None:
    made = list(rows(Random(7), 400))
    async with database.transaction() as session:
        await write_all(session, [Write(DeskRow, one) for one in made])
    lines = [DeskRow(**one) for one in made]
    states = (None, ClockState.LATE, ClockState.NEAR, ClockState.STOPPED, ClockState.ON_TIME)
    narrowed: list[dict[str, Any]] = [{}, {"status": "pledged"}, {"unit": "B"}, {"topic": "jalan", "area": "18.71"}]
    for who, tab, state, more in product(ACTORS, Tab, states, narrowed):
        wanted = Wanted(NOW, NOW + timedelta(hours=40), tab, state=state, **more)
        expected = {one.complaint_id for one in lines if belongs(who, one, wanted)}
        async with database.reading() as session:
            asked = select(DeskRow.complaint_id).where(col(DeskRow.unit).in_(desks(who, wanted)))
            found = set((await session.exec(asked.where(*conditions(who, wanted)))).all())
        assert found == expected, (who.posts, tab, state, more)


@pytest.fixture
async def officer(house: House) -> Actor:
    return await hire(house, "bmbk", (Role.OFFICER, "BMBK"))


async def given(house: House, text: str = "Jalan berlubang.", **values: object) -> Complaint:
    complaint = await filed(house, text, **values)
    return await done(house, complaint.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)


async def listed(house: House, who: Actor, tab: Tab = Tab.UNIT, **more: str) -> list[UUID]:
    page = await Desk(house.database, house.clock).page(who, wanted(house, tab, **more))
    return [case.loaded.line.id for case in page.cases]


def wanted(house: House, tab: Tab = Tab.UNIT, **more: Any) -> Wanted:
    return Wanted(house.clock.now(), house.clock.now() + timedelta(days=3), tab, **more)


async def test_danger_comes_first_then_what_is_disputed_or_late_then_the_nearest_limit(
    house: House, officer: Actor
) -> None:
    disputed = await given(house)
    await done(house, disputed.id, c.Take(), officer)
    await done(house, disputed.id, c.Resolve(c.Words("Sudah.")), officer)
    await done(house, disputed.id, c.Dispute(c.Words("Belum.")), Actor("citizen", holds=disputed.id))
    late = await given(house)
    later(house, days=20)
    await done(house, late.id, c.KeepTime(), SYSTEM)
    old = await given(house)
    later(house, days=1)
    new, danger = await given(house), await given(house)
    await done(house, danger.id, c.Prioritise(Priority.DANGER), COORDINATOR)
    order = await listed(house, officer)
    assert order[0] == danger.id
    assert set(order[1:3]) == {disputed.id, late.id}
    assert order[3:] == [old.id, new.id]
    assert await listed(house, officer, Tab.LATE) == [one for one in order if one == late.id or one == disputed.id]


async def test_numbers_are_those_of_the_lists(house: House, officer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [await given(house) for _ in range(4)]
    holder = Actor("citizen", holds=cases[0].id)
    await done(house, cases[0].id, c.Take(), officer)
    await done(house, cases[0].id, c.Ask(c.Words("Di mana?")), officer)
    assert await listed(house, officer, Tab.WAITING) == [cases[0].id]
    await done(house, cases[0].id, c.Answer(c.Words("Di pasar.")), holder)
    assert await listed(house, officer, Tab.SPOKEN) == [cases[0].id]
    await done(house, cases[1].id, c.Take(), officer)
    await done(house, cases[1].id, c.Resolve(c.Words("Selesai.")), officer)
    desk = Desk(house.database, house.clock)
    counts = await desk.counts(officer, wanted(house))
    assert counts == {tab: len(await listed(house, officer, tab)) for tab in Tab}
    assert counts[Tab.UNIT] == 3, "what was answered is no work now"
    assert await listed(house, officer, status=str(Status.RESOLVED)) == [cases[1].id]
    assert await desk.new(officer) == 2
    monkeypatch.setattr(desk_module, "MOST", 2)
    page = await desk.page(officer, wanted(house))
    assert (len(page.cases), page.total) == (2, 2)
    assert (await desk.counts(officer, wanted(house)))[Tab.UNIT] == 2


async def test_a_desk_is_read_by_those_alone_who_work_at_it(house: House, officer: Actor) -> None:
    """The handlers' part of the rule of visibility, as the desk says it, against the rule itself."""
    await given(house)
    await given(house, visibility="anonymous")
    for about in ("BMBK", "INSP", "DISHUB"):
        await filed(house, "Diminta uang saat mengurus izin.", kind=Kind.OVERSIGHT, about_unit=about)
    people = [officer]
    for name, posts in {
        "kepala": [(Role.HEAD, "BMBK")],
        "inspektur": [(Role.INSPECTORATE, "INSP")],
        "rangkap": [(Role.INSPECTORATE, "INSP"), (Role.OFFICER, "DISHUB")],
        "sekda": [(Role.HEAD, "SETDA")],
    }.items():
        people.append(await hire(house, name, *posts))
    seen = {}
    for who in people:
        units = sorted(post.unit for post in who.posts)
        every = set(await listed(house, who)) | set(await listed(house, who, status=str(Status.RESOLVED)))
        async with house.database.reading() as session:
            rule = may_see(who, Sight.WORDS), col(ComplaintRow.unit).is_not(None)
            expected = set((await session.exec(select(ComplaintRow.complaint_id).where(*rule))).all())
        assert every == expected, units
        assert await Desk(house.database, house.clock).known(who, sorted(expected)) == expected
        seen[tuple(units)] = len(every)
    assert seen[("BMBK",)] == 2
    assert seen[("INSP",)] > seen[("DISHUB", "INSP")] > 0


async def test_words_and_codes_are_found_on_the_desk(house: House, officer: Actor) -> None:
    bridge = await given(house, "Jembatan Way Sekampung retak.")
    await given(house, "Drainase mampet.")
    assert await listed(house, officer, query="jembatan retak") == [bridge.id]
    assert await listed(house, officer, query=bridge.code) == [bridge.id]
    assert await listed(house, officer, query="tidak ada kata ini") == []
    hidden = await filed(house, "Jembatan dikorupsi.", kind=Kind.OVERSIGHT, about_unit="BMBK")
    assert await listed(house, officer, query=hidden.code) == []


async def test_desks_are_the_same_when_the_log_is_told_again(house: House, officer: Actor) -> None:
    one, two, three = await given(house), await given(house), await given(house)
    await done(house, one.id, c.Take(), officer)
    await done(house, one.id, c.Ask(c.Words("Di mana?")), officer)
    await done(house, one.id, c.Supplement(c.Words("Di pasar.")), Actor("citizen", holds=one.id))
    await done(house, two.id, c.SendBack(c.Words("Bukan kami.")), officer)
    await done(house, two.id, c.Reclassify(topic="lampu_jalan"), COORDINATOR)
    later(house, days=30)
    await done(house, three.id, c.KeepTime(), SYSTEM)
    before = await kept(house)
    assert before[two.id]["unit"] is None
    assert before[two.id]["status"] == Status.SUBMITTED, "it lies with triage again"
    assert before[one.id]["spoken_to"]
    assert (await rebuild(house.database, quiet)).identical
    assert await kept(house) == before
    # What an installation had before there were desks is put on them by the migration.
    migration = ScriptDirectory.from_config(config("postgresql+asyncpg://nobody@/nowhere")).get_revision("0019").module
    async with house.database.transaction() as session:
        for statement in ("DELETE FROM desk_cases", migration.FILL, migration.GONE):
            await session.exec(text(statement))  # type: ignore[call-overload]
    assert await kept(house) == before


async def kept(house: House) -> dict[UUID, dict[str, Any]]:
    async with house.database.reading() as session:
        return {row.complaint_id: row.model_dump() for row in (await session.exec(select(DeskRow))).all()}


async def test_who_listens_is_told_each_change_once_and_who_was_away_what_was_missed(
    house: House, officer: Actor
) -> None:
    changes = DeskChanges(house.database, house.clock, seconds=0.05)
    async with changes.listening("a") as one, changes.listening("b") as two:
        complaint = await given(house)
        for listener in (one, two):
            told = await listener.changes(5)
            assert told is not None
            assert [(row.complaint_id, row.version) for row in told] == [(complaint.id, complaint.version)]
        after = await done(house, complaint.id, c.Take(), officer)
        assert [row.version for row in await one.changes(5) or []] == [after.version]
        assert await one.changes(0.3) == [], "each look goes back a little, but tells nothing twice"
        kept = []
        for _ in range(40):
            kept.append(house.database.engine.pool.checkedout())  # type: ignore[attr-defined]
            await asyncio.sleep(0.01)
        assert min(kept) == 0, "nobody who listens keeps a connection between two looks"
        changes.stop()
        assert await one.changes(5) is None
    moment = read(written(house.clock.now()))
    assert moment == house.clock.now()
    assert [row.complaint_id for row in await changes.since(moment) or []] == [complaint.id]
    later(house, hours=1)
    assert await changes.since(moment) is None, "after so long everything is read again"
