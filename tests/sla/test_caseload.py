"""The officers' lists: what stands still, what was pledged and what is pressing."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from complaints.commands import Ask, Confirm, Forward, Pledge, Prioritise, Resolve, Take, Words
from complaints.kinds import OPEN, Priority, Stage
from complaints.views import Filter
from people.actor import Actor, Post, Role
from sla.caseload import Caseload, Load, LoadedCase
from sla.clocks import ClockState
from sla.queries import RANKS
from tests.sla.every_case import every_case

COORDINATOR = Actor("officer", None, (Post(Role.COORDINATOR, "TOP", frozenset({"TOP"})),))
PLEDGED_ON = date(2027, 3, 1)


@pytest.fixture
async def cases(office: Any) -> dict[str, UUID]:
    """One of each, filed an hour apart."""
    made = {}
    for name, *commands in (
        ("plain",),
        ("asked", Take(), Ask(Words("Di mana?"))),
        ("pledged", Take(), Pledge(PLEDGED_ON, Words("Diaspal"), Words("DPA 2027"))),
        ("resolved", Take(), Resolve(Words("Sudah."))),
        ("urgent", Prioritise(Priority.URGENT)),
        ("danger", Prioritise(Priority.DANGER)),
    ):
        made[name] = await office.file()
        await office.ask(made[name], Forward("A"), COORDINATOR)
        for command in commands:
            await office.ask(made[name], command, "A")
        office.wait(hours=1)
    return made


async def listed(office: Any, **asked: Any) -> Load:
    return await Caseload(office.database, office.clock).page(COORDINATOR, Filter(), **asked)


async def shown(office: Any, case: UUID) -> LoadedCase:
    return next(one for one in (await listed(office)).cases if one.line.id == case)


async def test_danger_and_urgent_cases_come_first(office: Any, cases: dict[str, UUID]) -> None:
    found = (await listed(office)).cases
    assert [one.line.id for one in found[:2]] == [cases["danger"], cases["urgent"]]
    assert [one.priority for one in found[:3]] == [Priority.DANGER, Priority.URGENT, Priority.NORMAL]


async def test_what_is_over_presses_no_more(office: Any, cases: dict[str, UUID]) -> None:
    await office.ask(cases["danger"], Take(), "A")
    await office.ask(cases["danger"], Resolve(Words("Aman.")), "A")
    citizen = Actor("citizen", holds=cases["danger"])
    await office.ask(cases["danger"], Confirm(), citizen)
    found = (await listed(office)).cases
    assert [one.line.id for one in found[:2]] == [cases["urgent"], cases["plain"]]
    assert found[-1].line.id == cases["danger"]


async def test_a_clock_that_stands_still_has_no_date(office: Any, cases: dict[str, UUID]) -> None:
    """Its nominal date would be told as if it held."""
    stands = await shown(office, cases["asked"])
    assert (stands.state, stands.due) == (ClockState.STOPPED, None)
    plain = await shown(office, cases["plain"])
    assert (plain.state, plain.due) == (ClockState.ON_TIME, (await office.clocks(cases["plain"]))["first_response"].due)


async def test_a_pledge_is_neither_on_time_nor_late_nor_settled(office: Any, cases: dict[str, UUID]) -> None:
    pledged = await shown(office, cases["pledged"])
    assert (pledged.pledged_on, pledged.state, pledged.due) == (PLEDGED_ON, None, None)
    assert (await shown(office, cases["resolved"])).pledged_on is None
    assert str(Stage.PLEDGE) in await office.clocks(cases["pledged"])


async def test_each_state_lists_exactly_what_the_overview_counts(office: Any, cases: dict[str, UUID]) -> None:
    for days in (0, 3, 9, 40):
        office.wait(days=days)
        counts = (await office.overview.standing(COORDINATOR)).cases
        for state in RANKS:
            found = await every_case(office, COORDINATOR, statuses=OPEN, states=[state])
            assert len(found) == getattr(counts, str(state)), (days, state)


async def test_pages_together_are_the_whole_list(office: Any, cases: dict[str, UUID]) -> None:
    expected = [one.line.id for one in await every_case(office, COORDINATOR)]
    pages = [await listed(office, number=number, size=4) for number in (1, 2, 3)]
    assert [one.line.id for page in pages for one in page.cases] == expected
    assert {page.total for page in pages} == {6}
