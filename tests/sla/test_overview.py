"""What a supervisor counts, and what nobody else may count."""

from collections import Counter
from typing import Any

import pytest
from sqlmodel import select

from complaints import journal
from complaints.commands import Forward, Resolve, Take, Words
from complaints.complaint import Complaint, fold
from complaints.kinds import OPEN, Kind, Stage, Visibility
from complaints.tables import ComplaintRow
from complaints.visibility import Sight, sight
from people.actor import ANYONE, Actor, Post, Role
from sla.clocks import ClockState, clock_state
from sla.queries import Counts, Overview, Standing, TriageQueue

UNITS = frozenset({"TOP", "A", "B", "INSP"})


def actor(role: Role, unit: str, reach: frozenset[str] | None = None) -> Actor:
    return Actor("officer", None, (Post(role, unit, reach or frozenset({unit})),))


SUPERVISOR = actor(Role.SUPERVISOR, "TOP", UNITS)
COORDINATOR = actor(Role.COORDINATOR, "TOP", UNITS)


@pytest.fixture
async def busy(office: Any) -> Any:
    """Two in triage of which one is late, one of A resolved, two of B near or late, one on the oversight road."""
    old = await office.file()
    for unit in ("A", "B"):
        case = await office.file()
        await office.ask(case, Forward(unit), COORDINATOR)
        if unit == "A":
            await office.ask(case, Take(), "A")
            await office.ask(case, Resolve(Words("Selesai")), "A")
    assert old
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
    assert (by_unit["A"].open, by_unit["A"].settled, by_unit["A"].cases) == (1, 1, Counts())
    assert by_unit["B"].cases == Counts(on_time=1, near=1)
    assert by_unit["B"].stages[Stage.FIRST_RESPONSE] == Counts(on_time=1, near=1)
    assert by_unit["B"].stages[Stage.COMPLETION] == Counts(on_time=2)
    assert (standing.open, standing.settled, standing.cases) == (5, 1, Counts(2, 1, 1))


async def test_the_queue_of_triage(busy: Any) -> None:
    assert await busy.overview.triage(COORDINATOR) == TriageQueue(2, 0, Counts(on_time=1, late=1))
    assert await busy.overview.triage(actor(Role.OFFICER, "B")) == TriageQueue(0, 0, Counts())


async def test_the_longest_overdue_comes_first_and_once(busy: Any) -> None:
    busy.wait(days=60)
    late = await busy.overview.overdue(SUPERVISOR)
    assert [one.due for one in late] == sorted(one.due for one in late)
    assert len({one.complaint_id for one in late}) == len(late) == 4
    assert late[0].stage is Stage.VERIFY
    assert len(await busy.overview.overdue(SUPERVISOR, limit=2)) == 2


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
        running = [
            one for stage, one in complaint.promises.items() if stage is not Stage.SILENT_CLOSE and not one.ended
        ]
        states = {clock_state(one, at) for one in running}
        worst = next((one for one in (ClockState.LATE, ClockState.NEAR, ClockState.ON_TIME) if one in states), None)
        expected[complaint.unit, str(worst or "settled")] += 1
    standing: Standing = await Overview(busy.database, busy.clock).standing(who)
    found: Counter[tuple[str | None, str]] = Counter()
    for unit in standing.units:
        found += Counter({(unit.unit, name): getattr(unit.cases, name) for name in ("on_time", "near", "late")})
        found += Counter({(unit.unit, "settled"): unit.settled})
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
