"""What the worker makes of real cases for those who oversee, against counts made by hand."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import ArchiveReason, Kind, Visibility
from people.actor import Actor, Post, Role
from sla.capacities import Capacities, Capacity, Steps
from sla.figure_cases import Behind
from sla.oversight_cases import OversightCases
from sla.oversight_figures import OversightFigures
from sla.oversight_now import OversightNow
from sla.oversight_pages import ALL, OversightPages, scopes_of
from sla.tables import LateForecastRow, PassedOnRow
from tests.web.citizen import COORDINATOR, OFFICER, done, filed, later, published, resolved, taken, watched
from tests.web.officer import hire
from web.house import House

HEALTH = Actor("officer", OFFICER.person, (Post(Role.OFFICER, "DINKES", frozenset({"DINKES"})),))


def rooms(house: House) -> tuple[Any, ...]:
    return house.database, house.clock, house.calendars, house.region


async def figures(house: House, scope: str = ALL, *names: str) -> dict[str, Any]:
    await OversightFigures(*rooms(house)).refresh()
    await OversightNow(*rooms(house)).refresh()
    found = await OversightPages(house.database).read(scope, *names)
    return {name: one.data for name, one in found.items()}


@pytest.fixture
async def busy(house: House) -> list[Complaint]:
    """Three of Bina Marga's answered, one of them disputed; two taken and left; one handed on after three days to the
    health office; one on the oversight road, one in triage, one confidential."""
    cases = [await resolved(house, f"Jawaban ke-{number}.") for number in range(3)]
    await done(house, cases[0].id, c.Dispute(c.Words("Masih rusak.")), Actor("citizen", holds=cases[0].id))
    for text in ("Jembatan retak.", "Trotoar rusak."):
        cases.append(await taken(house, text))
    passed = await published(house, "Puskesmas tutup.")
    await taken(house, "Soal rahasia.", visibility=Visibility.CONFIDENTIAL)
    await filed(house, "Ada pungutan liar.", kind=Kind.OVERSIGHT, about_unit="DISHUB")
    later(house, days=6)
    await done(house, passed.id, c.SendBack(c.Words("Bukan tugas kami.")), OFFICER)
    await done(house, passed.id, c.Forward("DINKES"), COORDINATOR)
    await filed(house, "Belum diperiksa siapa pun.")
    return [*cases, passed]


async def test_figures_count_what_happened_and_charge_who_handed_on(house: House, busy: list[Complaint]) -> None:
    for case in busy:
        await watched(house, case.id)
    later(house, days=30)
    for case in busy:
        await watched(house, case.id)
    found = await figures(house, ALL, "cells:unit:12", "cells:topic:12", "chart:BMBK", "load", "now")
    cells = {cell["key"]: cell for cell in found["cells:unit:12"]["cells"]}
    marga, health = cells["BMBK"], cells["DINKES"]
    # Seven of its own, of which one was handed on after more than a day.
    assert (marga["received"], marga["handled"], marga["passed"]) == (7, 7, 1)
    assert (marga["answered"], marga["disputed"], marga["replied"]) == (2, 1, 3)
    assert (marga["on_time"], marga["late"]) == (2, 5)
    assert (health["received"], health["late"], health["open"], health["passed"]) == (1, 1, 1, 0)
    assert cells["*"]["received"] == 8  # each case once; the oversight road is in no figure
    assert cells[None]["received"] == 1
    async with house.database.reading() as session:
        rows = (await session.exec(select(PassedOnRow))).all()
    assert [(row.complaint_id, row.unit) for row in rows] == [(busy[-1].id, "BMBK")]
    topics = {cell["key"] for cell in found["cells:topic:12"]["cells"]}
    assert topics == {"jalan_rusak", None, "*"}
    assert found["chart:BMBK"]["series"]["on_time"][-1] == 0
    now = found["now"]
    assert now["total"]["late"] == 6
    assert now["total"]["longest"] > 10 * 27_000
    assert len(now["late"]) == 6
    assert {(one["unit"], one["status"]) for one in now["stuck"]} >= {("BMBK", "in_process"), ("DINKES", "forwarded")}


async def test_what_a_unit_had_and_nobody_answered_was_not_kept(house: House) -> None:
    """Archived, merged or sent outside before its date after a unit had it for days: late there, and never answered.
    What triage ends itself, or a unit sends back within the day, says nothing."""
    cases = [await published(house, f"Jalan rusak nomor {number * 31}.") for number in range(5)]
    main = await filed(house, "Jalan rusak di kampung sebelah.")
    later(house, minutes=5)
    await done(house, cases[4].id, c.SendBack(c.Words("Bukan tugas kami.")), OFFICER)
    later(house, days=6)
    for case in cases[:3]:
        await done(house, case.id, c.SendBack(c.Words("Bukan tugas kami.")), OFFICER)
    ends = [c.Archive(ArchiveReason.NOT_A_COMPLAINT, c.Words("Tidak jelas.")), c.MarkDuplicate(main.id)]
    ends.append(c.ForwardOut("PLN", c.Words("Milik PLN.")))
    for case, end in zip((*cases[:3], cases[4]), (*ends, ends[0]), strict=True):
        await done(house, case.id, end, COORDINATOR)
    for command in (c.Take(), c.Resolve(c.Words("Sudah ditambal."))):
        await done(house, cases[3].id, command, OFFICER)
    later(house, days=40)
    found = await figures(house, ALL, "cells:unit:12")
    marga = {cell["key"]: cell for cell in found["cells:unit:12"]["cells"]}["BMBK"]
    assert (marga["on_time"], marga["late"], marga["late_open"], marga["received"]) == (1, 3, 0, 4)
    scope = scopes_of(await hire(house, "boss", (Role.SUPERVISOR, "SETDA")))[0]
    asked = Behind("unit", "BMBK", "late", date(2026, 1, 1), date(2027, 1, 1))
    behind = await OversightCases(house.database, house.clock, house.region).behind(scope, asked)
    assert {one.line.id for one in behind.cases} == {case.id for case in cases[:3]}


async def test_each_head_is_told_of_own_units_and_nobody_of_the_oversight_road(
    house: House, busy: list[Complaint]
) -> None:
    found = {
        scope: await figures(house, scope, "cells:unit:12", "now") for scope in ("BMBK", "INSP", "INSP-", "DISHUB")
    }
    received = {scope: one["cells:unit:12"]["cells"][-1]["received"] for scope, one in found.items()}
    assert received == {"BMBK": 7, "INSP": 1, "INSP-": 0, "DISHUB": 0}
    opened = {scope: one["now"]["total"]["open"] for scope, one in found.items()}
    # Three answered ones wait for a word, one of them is disputed, three are taken; the one handed on is elsewhere.
    assert opened == {"BMBK": 6, "INSP": 1, "INSP-": 0, "DISHUB": 0}


def test_posts_open_fields_of_view_and_a_second_post_leaves_the_road_out() -> None:
    def post(role: Role, unit: str) -> Post:
        return Post(role, unit, frozenset({unit}))

    boss = Actor("officer", None, (post(Role.SUPERVISOR, "SETDA"),))
    inspector = Actor("officer", None, (post(Role.INSPECTORATE, "INSP"),))
    both = Actor("officer", None, (post(Role.INSPECTORATE, "INSP"), post(Role.HEAD, "DISHUB")))
    officer = Actor("officer", None, (post(Role.OFFICER, "DISHUB"),))
    keys = [[scope.key for scope in scopes_of(one)] for one in (boss, inspector, both, officer)]
    assert keys == [[ALL], ["INSP"], ["DISHUB-", "INSP-"], []]
    assert all(scope.actor.own_units == both.own_units for scope in scopes_of(both))


async def test_forecasts_are_kept_each_morning_and_judged_when_their_week_is_over(house: House) -> None:
    house.clock.instant = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # type: ignore[attr-defined]
    # What is over teaches: half of them were answered within a few days, half late.
    past = [await taken(house, f"Lubang nomor {number * 13}.") for number in range(60)]
    for number, case in enumerate(past):
        if number == 30:
            later(house, days=60)
        await done(house, case.id, c.Resolve(c.Words(f"Sudah ditambal, titik {number * 7}.")), OFFICER)
    cases = [await taken(house, f"Jalan retak nomor {number * 17}.") for number in range(8)]
    later(house, days=2)
    found = (await figures(house, ALL, "week"))["week"]
    assert found["ready"]
    assert found["expected"][0] == 8
    assert 0 < found["expected"][1] < 8
    assert {UUID(one) for one, *_ in found["cases"]} == {case.id for case in cases}
    assert not found["hits"]["weeks"]
    for case in cases[:3]:
        await done(house, case.id, c.Resolve(c.Words(f"Sudah ditambal, {case.id.hex}.")), OFFICER)
    for _ in range(9):
        later(house, days=1)
        for case in cases[3:]:
            await watched(house, case.id)
    hits = (await figures(house, ALL, "week"))["week"]["hits"]
    assert (hits["cases"], hits["late"]) == (8, 5)
    assert hits["expected"] == pytest.approx(found["expected"][1], abs=0.2)
    assert 0 < hits["brier"] < 1
    async with house.database.reading() as session:
        rows = (await session.exec(select(LateForecastRow).where(col(LateForecastRow.late).is_not(None)))).all()
    assert {row.complaint_id for row in rows if row.late} == {case.id for case in cases[3:]}
    # The same morning is not kept twice.
    assert len({(row.complaint_id, row.made_on) for row in rows}) == len(rows) == 8


async def test_capacity_and_steps_are_dated_rows_of_which_the_newest_counts(
    house: House, busy: list[Complaint]
) -> None:
    book, by = Capacities(house.database, house.clock), Actor("officer", OFFICER.person)
    for day, officers, pace in ((date(2026, 1, 1), 3.0, 20), (date(2026, 6, 1), 4.5, 30), (date(2027, 6, 1), 9.0, 60)):
        await book.write(by, Capacity("BMBK", day, officers, pace, "Penugasan baru."))
    today = await house.today()
    assert (await book.current(today))["BMBK"].cases_week == 30
    steps = Steps(house.database, house.clock)
    await steps.write(by, "BMBK", "on_time", "2026-05", "Aturan baru berlaku.")
    await steps.write(by, "BMBK", "received", "2026-06", "Kanal baru dibuka.")
    await steps.write(by, "BMBK", "on_time", "2026-05", "Keliru.", withdrawn=True)
    assert [(one.measure, one.month) for one in await steps.of("BMBK")] == [("received", "2026-06")]
