"""The list of what is open holds exactly what a slow look at every case and clock finds, whatever narrows it."""

from itertools import product
from typing import Any
from uuid import UUID

import pytest

from complaints.commands import Ask, Forward, Pledge, Prioritise, Resolve, SendBack, Words
from complaints.kinds import OPEN, Kind, Priority, Visibility
from people.actor import Role
from sla.clocks import ClockState
from sla.open_list import OpenList, Wanted
from sla.oversight_pages import ALL, scopes_of
from tests.sla.every_case import every_case
from tests.web.citizen import COORDINATOR, OFFICER, done, filed, later, published, taken, watched
from tests.web.officer import hire
from web.house import House


@pytest.fixture
async def busy(house: House) -> None:
    """A case in each way to stand, half of them old: on desks, in triage, on the oversight road, confidential."""
    cases: list[UUID] = []
    for _ in range(2):
        plain, urgent, danger = [await published(house, f"Jalan rusak nomor {len(cases) * 31 + n}.") for n in range(3)]
        asked, pledged, answered = [await taken(house, f"Jembatan retak {len(cases) * 17 + n}.") for n in range(3)]
        await done(house, urgent.id, Prioritise(Priority.URGENT), OFFICER)
        await done(house, danger.id, Prioritise(Priority.DANGER), OFFICER)
        await done(house, asked.id, Ask(Words("Di mana?")), OFFICER)
        on = house.clock.now().date().replace(year=2028)
        await done(house, pledged.id, Pledge(on, Words("Diaspal."), Words("DPA 2028.")), OFFICER)
        await done(house, answered.id, Resolve(Words(f"Sudah ditambal, titik {len(cases)}.")), OFFICER)
        back = await published(house, f"Puskesmas tutup {len(cases)}.")
        await done(house, back.id, SendBack(Words("Bukan tugas kami.")), OFFICER)
        other = await filed(house, f"Antrean panjang {len(cases)}.", visibility=Visibility.CONFIDENTIAL)
        await done(house, other.id, Forward("DINKES", "jalan_rusak"), COORDINATOR)
        await filed(house, f"Ada pungutan {len(cases)}.", kind=Kind.OVERSIGHT, about_unit="DISHUB")
        waits = await filed(house, f"Belum diperiksa {len(cases)}.")
        cases += [one.id for one in (plain, urgent, danger, asked, pledged, answered, back, other, waits)]
        later(house, days=9)
        for one in cases:
            await watched(house, one)


async def test_it_lists_what_a_slow_look_finds(house: House, busy: None) -> None:
    quick = OpenList(house.database, house.clock)
    region = await house.region.current()
    posts = ((Role.SUPERVISOR, "SETDA"), (Role.HEAD, "BMBK"), (Role.INSPECTORATE, "INSP"), (Role.HEAD, "DINKES"))
    narrowings: list[tuple[dict[str, Any], dict[str, Any]]] = [({}, {}), ({"settled": True}, {"settled": True})]
    narrowings += [
        ({"state": one}, {"states": [one]}) for one in ClockState if str(one) in ("on_time", "near", "late", "stopped")
    ]
    narrowings += [({"priority": one}, {"priorities": [one]}) for one in Priority]
    seen = 0
    for role, unit in posts:
        scope = scopes_of(await hire(house, f"{role}.{unit.lower()}", (role, unit)))[0]
        units = sorted(region.unit if scope.unit == ALL else region.reach(scope.unit))
        for (own, theirs), topic, whose in product(narrowings, ("", "jalan_rusak"), ("", "BMBK", "-")):
            expected = await every_case(
                house,
                scope.actor,
                statuses=OPEN,
                unit=whose.removeprefix("-") or None,
                topic=topic or None,
                no_unit=whose == "-",
                **theirs,
            )
            desks = units if not whose else [whose] if whose in units else []
            wanted = Wanted(desks, scope.unit == ALL and whose in ("", "-"), topic=topic, **own)
            found = await quick.page(scope, wanted, size=100)
            ids = [one.line.id for one in found.cases]
            assert len(ids) == len(set(ids)) == found.total == len(expected), (role, own, topic, whose)
            assert {one.line.id: (one.state, one.due) for one in found.cases} == {
                one.line.id: (one.state, one.due) for one in expected
            }
            pages = [await quick.page(scope, wanted, number=number, size=4) for number in range(1, len(ids) // 4 + 2)]
            assert [one.line.id for page in pages for one in page.cases] == ids
            seen += len(ids)
    assert seen > 100


async def test_danger_comes_first_and_then_what_is_late(house: House, busy: None) -> None:
    scope = scopes_of(await hire(house, "boss", (Role.SUPERVISOR, "SETDA")))[0]
    region = await house.region.current()
    page = await OpenList(house.database, house.clock).page(
        scope, Wanted(sorted(region.unit), triage=True), kept=40, size=8
    )
    assert [one.priority for one in page.cases[:3]] == [Priority.DANGER, Priority.DANGER, page.cases[2].priority]
    assert [one.state for one in page.cases[2:]] == [ClockState.LATE] * 6
    assert (page.total, page.more) == (40, False)
