"""What the worker keeps and renews where a case changed, against the same read whole, after any course of things."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, delete, select

from complaints import commands as c
from complaints.kinds import ArchiveReason
from complaints.tables import ComplaintRow
from foundation.errors import ServiceError
from foundation.pacing import Pace
from people.actor import Actor, Post, Role
from sla.case_facts import NAMED, NEVER, identified, unpacked
from sla.case_months import months_back
from sla.fact_months import FactMonths
from sla.oversight_now import OversightNow
from sla.tables import OversightMonthRow, OversightPageRow, PassedOnRow
from sla.watch import Watch
from tests.web.citizen import COORDINATOR, OFFICER, done, filed, later
from web.house import House

HEALTH = Actor("officer", OFFICER.person, (Post(Role.OFFICER, "DINKES", frozenset({"DINKES"})),))
BY_CLOCK = ("first", "length", "owed")
"""What time alone makes of an open case: longer."""

BY_DAY = ("state", "due", "length")
"""What a day that goes by makes of a case that ended unanswered: its unit has had it long enough to be asked why."""


async def move(house: House, rng: Random) -> None:
    """Anything that can happen to a case, whether it may happen now or not."""
    async with house.database.reading() as session:
        ids = sorted((await session.exec(select(ComplaintRow.complaint_id))).all())
    if not ids or rng.random() < 0.3:
        await filed(house, f"Jalan rusak nomor {rng.random()}.")
        return
    case = rng.choice(ids)
    words = c.Words(f"Catatan {rng.random()} tentang pekerjaan di lapangan.")
    citizen = Actor("citizen", holds=case)
    moves: list[tuple[c.Command, Actor]] = [
        *((c.Forward(unit, "jalan_rusak"), COORDINATOR) for unit in ("BMBK", "BMBK", "DINKES")),
        *((command, by) for by in (OFFICER, HEALTH) for command in (c.Take(), c.Resolve(words), c.SendBack(words))),
        *((c.Ask(words), by) for by in (OFFICER, HEALTH)),
        *((c.Archive(ArchiveReason.NOT_A_COMPLAINT, words), COORDINATOR), (c.ForwardOut("PLN", words), COORDINATOR)),
        *((c.Dispute(words), citizen), (c.Confirm(), citizen), (c.Rate(rng.randint(1, 5)), citizen)),
        (c.Answer(words), citizen),
    ]
    for command, by in rng.sample(moves, 6):
        try:
            await done(house, case, command, by)
        except ServiceError:
            continue


async def facts_kept(house: House) -> dict[UUID, dict[str, Any]]:
    """By case, with names in the place of numbers."""
    found: dict[UUID, dict[str, Any]] = {}
    async with house.database.reading() as session:
        rows = (await session.exec(select(OversightMonthRow))).all()
        passed_on = {(row.complaint_id, row.unit) for row in (await session.exec(select(PassedOnRow))).all()}
    passed = set()
    for row in rows:
        ids = [UUID(bytes=one.ljust(16, b"\0")) for one in identified(row.data)[0].tolist()]
        facts = unpacked(row.data)
        assert len(ids) == len(set(ids)) == row.cases
        assert row.still_open >= facts.columns["open"].sum()
        for place, one in enumerate(ids):
            values = {name: column[place].item() for name, column in facts.columns.items()}
            for name, of in NAMED.items():
                values[name] = facts.names[of][values[name]] if values[name] >= 0 else None
            found[one] = {"month": row.month, **values}
        passed |= {(ids[case], facts.names["unit"][unit]) for case, unit in facts.passed.tolist()}
    assert passed == passed_on
    return found


async def documents(house: House) -> dict[str, Any]:
    async with house.database.reading() as session:
        rows = (await session.exec(select(OversightPageRow).where(col(OversightPageRow.name) == "now"))).all()
    return {row.scope: row.data for row in rows}


@pytest.mark.parametrize("seed", [1, 2])
async def test_what_is_renewed_is_what_a_whole_reading_gives(house: House, seed: int) -> None:
    rng, pace = Random(seed), Pace()
    house.clock.instant = datetime(2026, 10, 28, 1, tzinfo=UTC)  # type: ignore[attr-defined]
    rooms = house.database, house.clock, house.calendars, house.region
    now, months = OversightNow(*rooms), FactMonths(house.database, house.calendars)
    region, watch = await house.region.current(), Watch(house.database, house.clock, house.handling)

    async def renew() -> None:
        today = await house.today()
        await months.renew(house.clock.now(), region, months_back(today, 26), pace)

    for step in range(11):
        for _ in range(rng.randrange(5)):
            await move(house, rng)
        # By night what is open is read whole: so that it comes late it is day all the time.
        later(house, hours=rng.choice([0, 1, 3]) if step % 3 else 24)
        await watch.sweep()
        await now.refresh()
        await renew()
        renewed, shown = await facts_kept(house), await documents(house)
        await OversightNow(*rooms).refresh()
        assert await documents(house) == shown
    async with house.database.reading() as session:
        rows = (await session.exec(select(OversightMonthRow))).all()
        assert any(row.counted_at < row.seen_at for row in rows)
    async with house.database.transaction() as session:
        await session.exec(delete(OversightMonthRow))
    await renew()
    whole = await facts_kept(house)
    assert renewed.keys() == whole.keys()
    for one, told in whole.items():
        for name in () if told["done"] or not told["open"] else BY_CLOCK:
            assert renewed[one][name] <= told[name]
        # What is late and has a later date still counts today, whichever day that is.
        aside = (*BY_CLOCK, "due", "first_due") if told["open"] else BY_DAY if told["ended_on"] != NEVER else ()
        assert renewed[one] | {name: told[name] for name in aside} == told
    # And the night makes up for what only the clock knows.
    house.clock.instant = house.clock.now().replace(hour=19) + timedelta(days=3)  # type: ignore[attr-defined]
    await renew()
    renewed = await facts_kept(house)
    async with house.database.transaction() as session:
        await session.exec(delete(OversightMonthRow))
    await renew()
    assert await facts_kept(house) == renewed


async def test_nothing_is_read_where_nothing_changed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.clock.instant = datetime(2026, 10, 28, 1, tzinfo=UTC)  # type: ignore[attr-defined]
    for _ in range(3):
        await filed(house)
    later(house, hours=1)
    months, region = FactMonths(house.database, house.calendars), await house.region.current()
    names = months_back(await house.today(), 26)
    assert await months.renew(house.clock.now(), region, names, Pace()) == 1
    later(house, hours=1)

    async def nothing(*_: Any) -> bool:
        raise AssertionError("nothing is to be read")

    monkeypatch.setattr(FactMonths, "_read", nothing)
    # Another worker goes on where this one stood.
    assert await FactMonths(house.database, house.calendars).renew(house.clock.now(), region, names, Pace()) == 0
    monkeypatch.undo()
    house.clock.instant += timedelta(hours=16)  # type: ignore[attr-defined]
    assert f"{house.clock.now():%H}" == "19", "two in the morning at the region's place"
    assert await months.renew(house.clock.now(), region, names, Pace()) == 0
    later(house, days=1)
    assert await months.renew(house.clock.now(), region, names, Pace()) == 1, "by night, what is open waited on"
