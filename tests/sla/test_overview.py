"""What a supervisor counts, and what nobody else may count."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from complaints import journal
from complaints.commands import Ask, Forward, Pause, Pledge, Prioritise, Resolve, Take, Words
from complaints.complaint import Complaint, Promise, Stop, fold
from complaints.events import Acknowledged, Mark, Recorded
from complaints.kinds import GOVERNMENTS, OPEN, Kind, PauseReason, Priority, Stage, Status, Visibility
from complaints.tables import ComplaintRow
from complaints.visibility import Sight, sight
from foundation.database import Database
from people.actor import ANYONE, Actor, Post, Role
from sla.clocks import ClockState, clock_state
from sla.projection import clocks
from sla.queries import RANKS, Behind, Counts, Overview, Standing, rank_at
from sla.tables import ClockRow
from tests.sla.conftest import MONDAY

UNITS = frozenset({"TOP", "A", "B", "INSP"})


def actor(role: Role, unit: str, reach: frozenset[str] | None = None) -> Actor:
    return Actor("officer", None, (Post(role, unit, reach or frozenset({unit})),))


SUPERVISOR = actor(Role.SUPERVISOR, "TOP", UNITS)
COORDINATOR = actor(Role.COORDINATOR, "TOP", UNITS)


@pytest.fixture
async def busy(office: Any) -> Any:
    """Two in triage of which one is late, two of B near or late, one on the oversight road.

    Of A's, one is resolved, one pledged, one waits for the citizen.
    """
    await office.file()
    for unit, *commands in (
        ("A", Take(), Resolve(Words("Selesai"))),
        ("B",),
        ("A", Take(), Pledge(date(2027, 3, 1), Words("Diaspal"), Words("DPA 2027"))),
        ("A", Take(), Ask(Words("Di mana?"))),
    ):
        case = await office.file()
        await office.ask(case, Forward(unit), COORDINATOR)
        for command in commands:
            await office.ask(case, command, unit)
    office.wait(days=2)
    case = await office.file(visibility=Visibility.CONFIDENTIAL)
    await office.ask(case, Forward("B"), COORDINATOR)
    await office.file(Kind.OVERSIGHT, about_unit="B")
    office.wait(days=5)
    await office.file()
    return office


async def test_a_supervisor_sees_units_cases_and_stages(busy: Any) -> None:
    standing = await busy.overview.standing(SUPERVISOR)
    by_unit = {one.unit: one for one in standing.units}
    assert [one.unit for one in standing.units] == [None, "A", "B"]
    assert by_unit[None].cases == Counts(on_time=1, late=1)
    assert by_unit[None].stages[Stage.VERIFY] == Counts(on_time=1, late=1)
    a = by_unit["A"]
    assert (a.open, a.settled, a.pledged, a.cases) == (3, 1, 1, Counts(stopped=1))
    assert a.stages[Stage.COMPLETION] == Counts(stopped=1)
    assert by_unit["B"].cases == Counts(on_time=1, near=1)
    assert by_unit["B"].stages[Stage.FIRST_RESPONSE] == Counts(on_time=1, near=1)
    assert by_unit["B"].stages[Stage.COMPLETION] == Counts(on_time=2)
    assert (standing.open, standing.settled, standing.pledged) == (7, 1, 1)
    assert standing.cases == Counts(on_time=2, near=1, late=1, stopped=1)


async def test_what_waits_for_triage_is_counted_for_the_coordinator(busy: Any) -> None:
    assert await busy.overview.submitted(COORDINATOR) == 2
    assert await busy.overview.submitted(actor(Role.OFFICER, "B")) == 0


async def test_the_longest_overdue_comes_first_and_once(busy: Any) -> None:
    busy.wait(days=60)
    late = await busy.overview.overdue(SUPERVISOR)
    assert [one.due for one in late] == sorted(one.due for one in late)
    assert len({one.complaint_id for one in late}) == len(late) == 4
    assert late[0].stage is Stage.VERIFY
    assert len(await busy.overview.overdue(SUPERVISOR, limit=2)) == 2


_WORST_FIRST = (ClockState.LATE, ClockState.NEAR, ClockState.STOPPED, ClockState.ON_TIME)
ASKERS = {
    "anybody": ANYONE,
    "coordinator": COORDINATOR,
    "supervisor": SUPERVISOR,
    "analyst": actor(Role.ANALYST, "TOP", UNITS),
    "administrator": actor(Role.ADMINISTRATOR, "TOP", UNITS),
    "head above": actor(Role.HEAD, "TOP", UNITS),
    "officer of B": actor(Role.OFFICER, "B"),
    "inspectorate": actor(Role.INSPECTORATE, "INSP"),
}


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("days", [0, 7, 90])
async def test_counts_equal_the_rule_and_the_states_case_by_case(busy: Any, asker: str, days: int) -> None:
    busy.wait(days=days)
    await busy.watch.sweep()
    who, at = ASKERS[asker], busy.clock.now()
    expected: Counter[tuple[str | None, str]] = Counter()
    for complaint in await _complaints(busy):
        if complaint.status not in OPEN or sight(who, complaint.id, complaint) < Sight.STATUS:
            continue
        states = {clock_state(one, at) for stage, one in complaint.promises.items() if stage in GOVERNMENTS}
        worst = next((str(one) for one in _WORST_FIRST if one in states), "settled")
        expected[complaint.unit, "pledged" if complaint.status is Status.PLEDGED else worst] += 1
    standing: Standing = await Overview(busy.database, busy.clock).standing(who)
    found: Counter[tuple[str | None, str]] = Counter()
    for unit in standing.units:
        found += Counter({(unit.unit, name): getattr(unit.cases, name) for name in map(str, _WORST_FIRST)})
        found += Counter({(unit.unit, "settled"): unit.settled, (unit.unit, "pledged"): unit.pledged})
    assert found == expected
    assert standing.open == expected.total()
    overdue = await busy.overview.overdue(who)
    assert len(overdue) == sum(count for (_, state), count in expected.items() if state == "late")
    if asker == "inspectorate":
        assert [one.unit for one in standing.units] == ["INSP"]


async def _complaints(office: Any) -> list[Complaint]:
    async with office.database.reading() as session:
        ids = (await session.exec(select(ComplaintRow.complaint_id))).all()
        return [fold(Complaint(one), await journal.history(session, one)) for one in ids]


HOURS = (-1, 0, 1)
"""Of a date or a warning, seen from the instant that is asked about."""


async def test_the_state_in_sql_is_the_state_of_the_rule(database: Database) -> None:
    """Every clock that has not ended: missed or not, standing still or not, its date and warning past, now, to come."""
    expected: dict[UUID, ClockState] = {}
    rows = []
    for missed, stopped, due, near in product((False, True), (False, True), HOURS, HOURS):
        if near > due:
            continue
        promise = _promise(missed, stopped, MONDAY + timedelta(hours=due), MONDAY + timedelta(hours=near))
        row = _row(promise)
        expected[row.complaint_id] = clock_state(promise, MONDAY)
        rows.append(row)
    async with database.transaction() as session:
        session.add_all(rows)
    async with database.reading() as session:
        found = (await session.exec(select(col(ClockRow.complaint_id), rank_at(MONDAY)))).all()
    assert {case: RANKS[rank] for case, rank in found} == expected
    assert set(expected.values()) == set(RANKS)


def _promise(missed: bool, stopped: bool, due: datetime, near: datetime) -> Promise:
    stops = (Stop(PauseReason.LETTER, due - timedelta(days=2)),) if stopped else ()
    return Promise(
        *(Stage.COMPLETION, due - timedelta(days=9), due - timedelta(days=9), due, 5, "rule", "1"),
        missed=missed,
        marks=(Mark(0.8, near),),
        stops=stops,
    )


def _row(promise: Promise) -> ClockRow:
    complaint = Complaint(uuid7(), status=Status.IN_PROCESS, promises={promise.stage: promise})
    told = Recorded(complaint.id, 1, Acknowledged(uuid7()), MONDAY, "system", "c", 0, b"", b"")
    (write,) = clocks(complaint, [told])
    return ClockRow(**write.values)


async def test_a_pause_hides_nothing_that_is_near_or_late_but_shows_before_what_is_on_time(office: Any) -> None:
    case = await office.file()
    await office.ask(case, Forward("A"), COORDINATOR)
    await office.ask(case, Take(), "A")
    await office.ask(case, Pause(Words("Surat 12 kepada PLN")), "A")
    # The letter stops the date of completion; the first response is owed all the same.
    assert (await office.overview.standing(SUPERVISOR)).cases == Counts(stopped=1)
    office.wait(days=6)
    assert (await office.overview.standing(SUPERVISOR)).cases == Counts(near=1)
    office.wait(days=4)
    assert (await office.overview.standing(SUPERVISOR)).cases == Counts(late=1)


async def test_the_watch_that_sleeps_is_noticed(office: Any) -> None:
    await office.file()
    await office.ask(await office.file(), Prioritise(Priority.DANGER), COORDINATOR)
    assert await office.overview.behind() == Behind(0, None)
    assert await office.overview.behind(office.clock.now() + timedelta(minutes=24)) == Behind(0, None)
    count, oldest = await office.overview.behind(office.clock.now() + timedelta(minutes=26))
    assert (count, oldest) == (1, MONDAY + timedelta(minutes=10))
    office.wait(days=90)
    count, oldest = await office.overview.behind()
    assert count > 1
    assert oldest == MONDAY + timedelta(minutes=10)
    await office.watch.sweep()
    assert await office.overview.behind() == Behind(0, None)
