"""From batches that were held to verdicts that are kept, needs that hear of them, and revisions that are asked for."""

from datetime import date
from functools import cache

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select
from uuid_utils.compat import uuid7

from competency.batch_tables import SeatRow
from competency.changes import Group, Spoiled
from competency.effects import Method
from competency.exchange import History
from competency.feedback import revisions_wanted
from competency.need_events import Status, Verdict
from competency.revisions import Revisions
from competency.tables import SignalReportRow, SignalRow
from competency.training_tables import TrainingFormRow
from competency.trainings import Catalogue
from competency.verdict_tables import VerdictRow
from competency.verdicts import StoredVerdict, Verdicts
from people.actor import Role
from tests.competency.invented import (
    UNITS,
    at,
    batch,
    history,
    hold,
    need,
    training,
)
from tests.web.officer import hire
from web.house import House

LOOK = date(2025, 10, 4)


@cache
def told(effect: float, last: date = date(2026, 10, 31), both: float = 1.0) -> History:
    """Drawn and waiting cells are half as bad again; from April 2025 on the drawn are so many times as bad as that."""
    chosen = {*UNITS[:9], *UNITS[-9:]}

    def level(unit: str, topic: str, day: date) -> float:
        if topic != "sampah" or unit not in chosen:
            return 1.0
        after = day >= date(2025, 3, 5)
        return 1.6 * (both if after else 1.0) * (effect if after and unit in UNITS[:9] else 1.0)

    return history(level, last=last)


async def test_a_training_that_works_is_called_effective_and_its_needs_are_evaluated(house: House) -> None:
    held = await hold(house)
    judging = held.judging(told(0.45, date(2025, 10, 3)))
    assert await judging.run(date(2025, 10, 3)) == [], "half a year is not over"
    (found,) = await judging.run(LOOK)
    assert (found.verdict, found.indicates, found.reason, found.look) == (Verdict.EFFECTIVE, False, "judged", 1)
    assert found.months == 6
    assert found.figures.effect is not None
    assert found.figures.effect.method is Method.BY_LOT
    groups = [one.group for one in found.figures.cells]
    assert (groups.count(Group.TRAINED), groups.count(Group.WAITING)) == (9, 9)
    assert set((await held.status(*held.drawn)).values()) == {Status.EVALUATED}
    assert set((await held.status(*held.waiting)).values()) == {Status.ACCEPTED}, "those who wait still wait"
    assert await judging.run(LOOK) == [], "what was judged is not judged again"
    material, kept = await Verdicts(house.database, house.clock).of(held.material)
    assert kept == [found]
    assert (material.name, material.version, material.providers) == ("Menjawab warga", 1, ("BPSDM",))
    async with house.database.transaction() as session:
        with pytest.raises(DBAPIError, match="append-only"):
            await session.exec(text("UPDATE verdicts SET verdict = 'unknown'"))  # type: ignore[call-overload]


async def test_a_useless_training_gives_its_needs_back_and_asks_for_a_revision(house: House) -> None:
    held = await hold(house)
    (found,) = await held.judging(told(1.12, date(2026, 10, 31), both=0.7)).run(date(2026, 11, 1))
    assert found.verdict is Verdict.INEFFECTIVE
    assert found.figures.effect is not None
    assert found.figures.effect.naive.high < 1, "before against after alone would have praised it"
    assert set((await held.status(*held.drawn)).values()) == {Status.ACCEPTED}
    revisions = Revisions(house.database, house.clock)
    (asked,) = await revisions.of(held.material)
    assert (asked.source, asked.why, asked.asked_by, asked.officer) == ("verdict", str(found.id), None, None)
    officer = await hire(house, "penyusun", (Role.ANALYST, "BPSDM"))
    assert officer.person is not None
    await revisions.assign(asked.id, officer, officer.person, date(2026, 12, 24), date(2026, 11, 2))
    catalogue = Catalogue(house.database, house.clock)
    whole = await catalogue.of_material(held.material)
    await catalogue.revise(whole.id, "Latihan menjawab aduan nyata", "Tidak menolong", "", officer.person)
    (answered,) = await revisions.of(held.material)
    assert (answered.officer, answered.due_on) == (officer.person, date(2026, 12, 24))
    assert (answered.answer_version, answered.changed) == (2, "Latihan menjawab aduan nyata")


async def test_what_is_not_known_is_looked_at_again_at_most_twice(house: House) -> None:
    held = await hold(house, 5, 5)
    seen: list[StoredVerdict] = []
    today, until = LOOK, date(2027, 12, 31)
    while today < until and len(seen) < 6:
        new = await held.judging(told(0.9, min(today, date(2026, 10, 31)))).run(today)
        seen += new
        if new and new[0].due_on is None:
            break
        assert all(one.due_on and one.due_on > today for one in new)
        today = seen[-1].due_on or until
        status = (await held.status(held.drawn[0]))[held.drawn[0]]
        assert status is Status.TRAINED, "not given up while another look is due"
    assert 1 <= len(seen) <= 3
    assert [one.look for one in seen] == list(range(1, len(seen) + 1))
    assert [one.number for one in seen] == list(range(1, len(seen) + 1))
    if seen[-1].verdict is Verdict.UNKNOWN:
        assert (await held.status(held.drawn[0]))[held.drawn[0]] is Status.EVALUATED


async def test_few_who_wait_make_it_an_indication(house: House) -> None:
    held = await hold(house, 9, 3)
    (found,) = await held.judging(told(0.4)).run(date(2026, 11, 1))
    assert found.indicates
    assert found.verdict is Verdict.EFFECTIVE
    assert found.figures.others == len(UNITS) * 3 - 12


async def test_who_left_and_who_met_a_surge_does_not_count(house: House) -> None:
    held = await hold(house)
    gone = await hire(house, "pindah")
    there = await hire(house, "tinggal", (Role.OFFICER, "BPSDM"))
    async with house.database.transaction() as session:
        for officer, need_id in ((gone, held.drawn[0]), (there, held.drawn[1])):
            assert officer.person is not None
            session.add(
                SeatRow(
                    batch_id=held.batch,
                    officer_id=officer.person,
                    need_id=need_id,
                    unit="BPSDM",
                    state="accepted",
                    hours=16,
                    finished=True,
                )
            )
        for until, unit, number in ((date(2025, 6, 30), UNITS[-1], 1), (date(2024, 12, 31), UNITS[-2], 2)):
            report = _report(until, number)
            surge = _surge(report, unit)
            session.add(report)
            await session.flush()
            session.add(surge)
    (found,) = await held.judging(told(0.4)).run(date(2026, 12, 1))
    spoiled = {one.unit: one.spoiled for one in found.figures.cells if one.spoiled}
    assert spoiled == {UNITS[0]: Spoiled.MOVED, UNITS[-1]: Spoiled.SURGE}, "an old surge spoils nothing"
    assert found.figures.left_out == {"mutasi": 1, "lonjakan": 1}


async def test_of_those_trained_soon_after_nothing_is_learnt_by_waiting(house: House) -> None:
    """Of nine that waited, six are trained in summer already: three are left, too few for a fair comparison."""
    held = await hold(house)
    async with house.database.transaction() as session:
        groups = {"drawn": held.waiting[:6]}
        await batch(session, held.by, held.material, held.provider, date(2025, 7, 1), groups, "PLT-2025-0002")
    (found,) = await held.judging(told(0.45, date(2025, 10, 3))).run(LOOK)
    assert [one.group for one in found.figures.cells if not one.spoiled].count(Group.WAITING) == 3
    assert found.figures.left_out == {"pelatihan lain": 6}
    assert found.batches == (held.batch,), "the second batch is not ripe"
    assert found.indicates


async def test_what_two_trainings_did_in_one_cell_is_not_said_of_either(house: House) -> None:
    """A second training, of other material and for another need, within half a year: its cells say nothing of the
    first; and of the second the first is in the year before."""
    held = await hold(house, 9, 9)
    async with house.database.transaction() as session:
        form = (await session.exec(select(TrainingFormRow.code).limit(1))).one()
        other = await training(session, held.by, form, "Menulis dengan jelas")
        again = [await need(session, unit, code=f"LAGI-{unit}", competency="SOS-KOMUNIKASI") for unit in UNITS[:2]]
        groups = {"drawn": again}
        second = await batch(session, held.by, other, held.provider, date(2025, 7, 1), groups, "PLT-2025-0002")
    made = {one.batches: one for one in await held.judging(told(0.45)).run(date(2026, 11, 1))}
    first, later = made[(held.batch,)], made[(second,)]
    spoiled = {one.unit for one in first.figures.cells if one.spoiled is Spoiled.AGAIN}
    assert spoiled == set(UNITS[:2])
    assert first.figures.effect is not None
    assert first.figures.effect.trained.cells == 7
    assert later.figures.left_out == {"pelatihan lain": 2}
    assert (later.verdict, later.reason) == (Verdict.UNKNOWN, "not_compared")


async def test_what_readings_tell_of_begins_where_the_year_before_did_not_show_it(house: House) -> None:
    """Matters that readings hand on are no signals, and spoil a cell all the same. U01 carried too much all along."""
    held = await hold(house)
    always, load = {"cause": "beban", "unit": UNITS[0]}, {"cause": "beban", "unit": UNITS[1]}
    flood = {"cause": "lonjakan", "unit": UNITS[2], "topic": "sampah", "since": "2025-05"}
    old = {"cause": "lonjakan", "unit": UNITS[3], "topic": "sampah", "since": "2024-11"}
    other = {"cause": "layanan", "unit": UNITS[4], "topic": "jalan"}
    readings = ((date(2024, 12, 31), [always, old]), (date(2025, 6, 30), [always, load, flood, old, other]))
    async with house.database.transaction() as session:
        for number, (until, told_of) in enumerate(readings, 1):
            report = _report(until, number)
            report.matters = [{"topic": None, "since": None, **one} for one in told_of]
            session.add(report)
    (found,) = await held.judging(told(0.4)).run(date(2026, 12, 1))
    spoiled = {one.unit: one.spoiled for one in found.figures.cells if one.spoiled}
    assert spoiled == {UNITS[1]: Spoiled.LOAD, UNITS[2]: Spoiled.SURGE}


async def test_what_complaints_do_not_measure_is_unknown_and_nobody_waits_for_it(house: House) -> None:
    held = await hold(house, 1, 0)
    async with house.database.transaction() as session:
        await session.exec(text("UPDATE batch_needs SET unit = NULL"))  # type: ignore[call-overload]
    (found,) = await held.judging(told(1.0)).run(date(2025, 3, 10))
    assert (found.verdict, found.reason, found.due_on) == (Verdict.UNKNOWN, "not_measured", None)
    assert found.figures.unmeasured == 1
    assert set((await held.status(*held.drawn)).values()) == {Status.EVALUATED}


async def test_the_list_has_every_version_that_was_held(house: House) -> None:
    held = await hold(house)
    book = Verdicts(house.database, house.clock)
    (before,) = await book.all()
    assert before.verdict is None
    await held.judging(told(0.45, date(2025, 10, 3))).run(LOOK)
    (after,) = await book.all()
    assert after.material == before.material
    assert after.verdict is not None
    async with house.database.reading() as session:
        assert len((await session.exec(select(VerdictRow))).all()) == 1


def _report(until: date, number: int) -> SignalReportRow:
    return SignalReportRow(
        report_id=uuid7(),
        period_from=date(until.year - 1, until.month, 1),
        period_until=until,
        data_as_of=until,
        number=number,
        made_at=at(until),
        made_by="system",
        method="1",
        policy="1",
        parameters={},
        data_hash="",
        strong=0,
        claimed=0.0,
        complaints=10,
        judged=10,
        staffed=False,
        matters=[],
    )


def _surge(report: SignalReportRow, unit: str) -> SignalRow:
    return SignalRow(
        signal_id=uuid7(),
        code=f"SIN-{report.period_until:%Y-%m}-0001",
        version=1,
        report_id=report.report_id,
        unit=unit,
        topic="sampah",
        family="teknis",
        label="lonjakan",
        strength="pantau",
        numbers={},
        made_at=report.made_at,
        expires_on=date(2027, 1, 1),
    )


async def test_participants_alone_ask_for_a_revision_once(house: House) -> None:
    held = await hold(house, 1, 0)
    async with house.database.transaction() as session:
        for answer, people in ((1, 3), (5, 4)):
            await session.exec(  # type: ignore[call-overload]
                text("INSERT INTO reaction_counts VALUES (:batch, 'relevant', :answer, :people)"),
                params={"batch": held.batch, "answer": answer, "people": people},
            )
    now = house.clock.now()
    assert await revisions_wanted(house.database, now.date(), now, date(2027, 1, 20)) == 1
    assert await revisions_wanted(house.database, now.date(), now, date(2027, 1, 20)) == 0
    (asked,) = await Revisions(house.database, house.clock).of(held.material)
    assert (asked.source, asked.why, asked.due_on) == ("feedback", "3/7", date(2027, 1, 20))
