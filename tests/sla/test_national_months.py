"""The national table kept by month, against the same made of every case of a report."""

from dataclasses import asdict
from datetime import timedelta
from uuid import uuid4

import pytest

from complaints import commands as c
from people.actor import ANYONE, Actor, Post, Role
from sla.national_months import FRESH, NationalMonths
from sla.report_cases import Reports, Wanted
from sla.report_figures import Class, sum_of
from tests.make import COORDINATOR, INSPECTOR, filing
from tests.sla.test_report_cases import HEAD, reports, town
from tests.sla.test_timing import EIGHT, SUPERVISOR
from web.house import House

SECRETARY_OF_A_UNIT = Actor(
    "officer",
    uuid4(),
    (Post(Role.SECRETARY, "SETDA", frozenset()), Post(Role.INSPECTORATE, "INSP", frozenset({"INSP"}))),
)


def months(house: House) -> NationalMonths:
    return NationalMonths(house.database, house.clock, house.calendars, house.region)


def rounded(classes: tuple[Class, ...]) -> list[dict[str, object]]:
    found = [asdict(one) for one in classes]
    return [one | {name: pytest.approx(one[name], abs=1e-6) for name in ("days", "waited")} for one in found]


async def test_kept_months_add_up_to_what_every_case_says_and_to_nobody_more_than_they_know(house: House) -> None:
    await town(house)
    kept, now = months(house), house.clock.now()
    assert await kept.refresh() == 3
    for period in ("2026-09", "2026-10", "2026-Q4", "2026"):
        for actor in (SUPERVISOR, COORDINATOR, HEAD, INSPECTOR, SECRETARY_OF_A_UNIT):
            told = await kept.told(actor, period, now)
            report = await reports(house).report(actor, Wanted(period), now)
            assert [asdict(one) for one in told.classes] == rounded(report.figures.classes)
            assert told.at == now


async def test_what_is_told_is_as_old_as_it_says_and_never_older_than_an_hour(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town(house)
    kept, then = months(house), house.clock.now()
    await kept.refresh()
    await house.handling.handle(c.Order(uuid4(), filing(), "late", at=EIGHT), ANYONE)

    async def received(minutes: int) -> tuple[int, object]:
        told = await kept.told(SUPERVISOR, "2026-11", then + timedelta(minutes=minutes))
        return sum_of(told.classes).received, told.at

    before, at = await received(59)
    assert at == then
    later = then + FRESH + timedelta(minutes=1)
    assert await received(61) == (before + 1, later)

    async def never(*_: object) -> None:
        raise AssertionError("cases were read")

    monkeypatch.setattr(Reports, "classes", never)
    assert await received(30) == (before, then)
