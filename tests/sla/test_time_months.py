"""Months kept by the worker tell what a count of now tells, and a list behind their figures holds what they say."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col, select

from complaints import commands as c
from complaints.kinds import Kind, Stage, Visibility
from people.actor import Role
from sla.period import Grouping, Question
from sla.signs import Sign
from sla.tables import TimeMonthRow
from sla.time_cubes import rounded
from sla.time_months import TimeMonths
from tests.web.citizen import OFFICER, done, filed, later, resolved, taken
from tests.web.officer import hire
from web.house import House


@settings(deadline=None)
@given(st.lists(st.integers(0, 40_000_000), min_size=1), st.sampled_from((27_000.0, 86_400.0)))
def test_durations_are_rounded_up_a_little_and_never_past_each_other(seconds: list[int], day: float) -> None:
    told = np.array(sorted(seconds), float)
    found = rounded(told, day)
    assert (np.diff(found) >= 0).all()
    assert (found >= told).all()
    assert (found - told <= np.maximum(900, 0.05 * told)).all()
    assert (rounded(found.astype(float), day) == found).all()


async def busy(house: House) -> None:
    for number in range(3):
        await resolved(house, f"Jawaban ke-{number} tentang {number * 7} lubang.")
        await taken(house, f"Jembatan retak di titik {number * 13}.")
        later(house, days=20)
    hidden = await taken(house, "Antrean panjang.", visibility=Visibility.CONFIDENTIAL)
    await done(house, hidden.id, c.Resolve(c.Words("Antrean sudah ditata ulang dengan nomor.")), OFFICER)
    await filed(house, "Ada pungutan liar.", kind=Kind.OVERSIGHT, about_unit="DISHUB")
    await filed(house, "Belum diperiksa siapa pun.")


async def test_what_is_kept_is_what_would_be_counted_and_each_list_has_as_many(house: House) -> None:
    await busy(house)
    today = await house.today()
    first = (today.replace(day=1) - timedelta(days=75)).replace(day=1)
    actors = [
        await hire(house, f"{role}.{unit.lower()}", (role, unit))
        for role, unit in (
            (Role.SUPERVISOR, "SETDA"),
            (Role.HEAD, "BMBK"),
            (Role.INSPECTORATE, "INSP"),
            (Role.HEAD, "DINKES"),
        )
    ]
    questions = [
        Question(first, today.replace(day=1), stage, by)
        for stage in (Stage.COMPLETION, Stage.FIRST_RESPONSE)
        for by in Grouping
    ]
    before = [[await house.timing.figures(actor, question) for question in questions] for actor in actors]
    months = TimeMonths(house.database, house.clock, house.calendars, house.region)
    assert await months.refresh() > 30
    assert await months.refresh() == 0
    async with house.database.transaction() as session:  # as if counted otherwise: it is read, and nothing is counted
        newest: Any = select(TimeMonthRow).where(col(TimeMonthRow.month) == f"{today:%Y-%m}")
        assert len((await session.exec(newest)).all()) == 2
    seen = 0
    for actor, answers in zip(actors, before, strict=True):
        for question, answer in zip(questions, answers, strict=True):
            kept = await house.timing.figures(actor, question)
            assert (kept.cells, kept.total) == (answer.cells, answer.total)
            for became in ("", "open", "on_time", "late", "late_open", "waiting"):
                load = await house.timing.behind(actor, question, became, size=3)
                whole = [
                    one
                    for number in range(1, load.pages + 1)
                    for one in (await house.timing.behind(actor, question, became, number, 3)).cases
                ]
                told = (
                    kept.total.cases
                    if not became
                    else kept.total.open
                    if became == "open"
                    else getattr(kept.total.kept, became)
                )
                assert load.total == len({one.line.id for one in whole}) == len(whole) == told, (question, became)
                seen += told
            for sign in Sign:
                found = await house.timing.cases(actor, question, sign)
                assert found.total == len(found.cases) == kept.total.signs[sign]
    assert seen > 50


async def test_what_was_kept_too_long_ago_or_by_other_rules_is_counted_anew(house: House) -> None:
    await busy(house)
    boss = await hire(house, "boss", (Role.SUPERVISOR, "SETDA"))
    today: date = await house.today()
    question = Question(today.replace(day=1), today.replace(day=1))
    months = TimeMonths(house.database, house.clock, house.calendars, house.region)
    await months.refresh()
    known = (await house.timing.figures(boss, question)).total.cases
    await filed(house, "Satu lagi.")
    assert (await house.timing.figures(boss, question)).total.cases == known
    later(house, minutes=60)
    assert await months.refresh() == 2, "the newest months alone"
    assert (await house.timing.figures(boss, question)).total.cases == known + 1
    await filed(house, "Dan satu lagi.")
    async with house.database.transaction() as session:
        await session.exec(update(TimeMonthRow).values(basis="other"))
    assert (await house.timing.figures(boss, question)).total.cases == known + 2
    await months.refresh()
    await filed(house, "Yang terakhir.")
    later(house, minutes=7 * 60)
    assert (await house.timing.figures(boss, question)).total.cases == known + 3
