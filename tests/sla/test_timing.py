"""Figures over a small set worked out by hand, and their twins case by case."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from complaints import commands as c
from complaints import journal
from complaints.complaint import Complaint, fold
from complaints.kinds import ArchiveReason, Kind, Stage, Status, Visibility
from complaints.tables import ComplaintRow
from complaints.visibility import Sight, sight
from people.actor import ANYONE, Actor, Post, Role
from service.progress import quiet
from service.rebuild import rebuild
from sla.clocks import ClockState, clock_state
from sla.period import Grouping, Question, next_month
from sla.signs import Sign
from sla.survival import Quantile
from sla.timing import Cell, Figures, Kept
from tests.make import COORDINATOR, INSPECTOR, OFFICER, OTHER_OFFICER, citizen, filing, words
from web.house import House

EIGHT = datetime(2026, 11, 2, 1, tzinfo=UTC)
"""A Monday, eight in the morning in Lampung; the office opened at half past seven, and 7.5 hours make a day."""

NOVEMBER = date(2026, 11, 1)
SUPERVISOR = Actor("officer", uuid4(), (Post(Role.SUPERVISOR, "SETDA", frozenset({"SETDA"})),))
HOUR = 3600.0
DAY = timedelta(days=1)
ANSWERS = (
    "Lubang di depan pasar sudah kami tambal dengan aspal panas pagi ini.",
    "Drainase dibersihkan bersama warga, air kini mengalir ke sungai.",
    "Rambu baru dipasang di tikungan, penerangan menyusul pekan depan.",
)

Do = Callable[..., Awaitable[Complaint]]


@pytest.fixture
def do(house: House) -> Do:
    """Issues commands at hours (or an instant) after EIGHT; without a case, files one with BMBK."""
    number = count()

    async def done(
        case: UUID | None, at: float | datetime, *steps: tuple[c.Command, Actor | str], **fields: object
    ) -> Complaint:
        instant = EIGHT + timedelta(hours=at) if isinstance(at, int | float) else at
        found: Complaint | None = None
        if case is None:
            case = uuid4()
            steps = ((filing(**fields), ANYONE), *steps)  # type: ignore[arg-type]
        for command, by in steps:
            actor = citizen(case) if isinstance(by, str) else by
            order = c.Order(case, command, f"test:{next(number)}", at=instant)
            found = await house.handling.handle(order, actor)
        assert found is not None
        return found

    return done


TO_BMBK = ((c.Forward("BMBK"), COORDINATOR), (c.Take(), OFFICER))


async def one(do: Do, *later: tuple[float, c.Command, Actor | str], at: float = 0, **fields: object) -> UUID:
    """A case that BMBK took at `at`, and what happened to it afterwards."""
    case = (await do(None, at, *TO_BMBK, **fields)).id
    for hours, command, by in later:
        await do(case, hours, (command, by))
    return case


def solved(text: str = ANSWERS[0]) -> c.Command:
    return c.Resolve(words(text))


@pytest.fixture
async def monday(house: House, do: Do) -> dict[str, UUID]:
    """Six cases of BMBK filed on Monday at eight: answered after 2, 5 and 8 hours of office time, one disputed, one
    promised for next year, one open; besides them one archived, one with the inspectorate."""
    cases = {
        "a": await one(do, (2, solved(), OFFICER)),
        "b": await one(do, (6, solved(ANSWERS[1]), OFFICER)),  # a lunch hour less
        "c": await one(do, (24.5, solved(ANSWERS[2]), OFFICER)),
        "disputed": await one(do, (3, solved(), OFFICER), (50, c.Dispute(words("Masih rusak.")), "citizen")),
        "pledged": await one(do, (4, c.Pledge(date(2027, 6, 1), words("Diaspal."), words("DPA 2027.")), OFFICER)),
        "open": await one(do),
    }
    cases["archived"] = (await do(None, 0)).id
    await do(cases["archived"], 1, (c.Archive(ArchiveReason.SPAM), COORDINATOR))
    cases["restricted"] = (await do(None, 0, kind=Kind.OVERSIGHT, about_unit="DISHUB")).id
    house.clock.instant = EIGHT + 4 * DAY  # type: ignore[attr-defined]
    return cases


async def asked(house: House, actor: Actor = SUPERVISOR, **question: object) -> Figures:
    return await house.timing.figures(actor, Question(NOVEMBER, NOVEMBER, **question))  # type: ignore[arg-type]


def by_key(figures: Figures) -> dict[str | None, Cell]:
    return {cell.key: cell for cell in figures.cells}


async def test_what_is_open_promised_or_disputed_counts_as_not_done_yet(house: House, monday: object) -> None:
    figures = await asked(house)
    cell = by_key(figures)["BMBK"]
    assert (cell.cases, cell.done, cell.ended, cell.open) == (6, 3, 0, 3)
    assert cell.median is not None
    assert cell.median.value == 8 * HOUR  # of six, three are done within 8 hours; without the open ones it were 5
    assert cell.median.high is None
    assert cell.ninetieth == Quantile(None, None, None)
    assert cell.median_days is not None
    assert cell.median_days.value == 24.5 * HOUR
    assert list(figures.curve.times / HOUR) == [2, 5, 8]
    assert figures.curve.longest == (7 + 3 * 7.5 + 0.5) * HOUR  # Monday from eight to Friday at eight
    assert cell.kept == Kept(on_time=3, waiting=3)
    assert cell.kept.share is None  # of three promises it is known


async def test_an_archived_case_is_known_for_as_long_as_it_was_open(house: House, monday: object) -> None:
    cell = by_key(await asked(house))[None]
    assert (cell.cases, cell.done, cell.ended, cell.median) == (1, 0, 1, None)  # one case is too few for a figure
    assert cell.kept == Kept(left=1)


async def test_open_and_late_counts_as_late(house: House, monday: object) -> None:
    house.clock.instant = EIGHT + 60 * DAY  # type: ignore[attr-defined]
    kept = by_key(await asked(house))["BMBK"].kept
    assert kept == Kept(on_time=3, late=3, late_open=3)
    assert kept.share is not None
    assert (kept.share.hits, kept.share.of, kept.share.value) == (3, 6, 0.5)


async def test_a_pledge_that_was_kept_counts_by_the_day_of_the_answer(house: House, do: Do) -> None:
    def pledge() -> c.Command:
        return c.Pledge(date(2027, 6, 1), words("Diaspal."), words("DPA 2027."))

    await one(do, (4, pledge(), OFFICER), (30, solved(), OFFICER))
    await one(do, (4, pledge(), OFFICER), (60 * 24, solved(ANSWERS[1]), OFFICER))
    house.clock.instant = EIGHT + 90 * DAY  # type: ignore[attr-defined]
    cell = by_key(await asked(house))["BMBK"]
    assert (cell.done, cell.kept) == (2, Kept(on_time=1, late=1))


async def test_the_first_response_has_figures_of_its_own(house: House, monday: object) -> None:
    cell = by_key(await asked(house, stage=Stage.FIRST_RESPONSE))["BMBK"]
    assert (cell.done, cell.open) == (5, 1)
    assert cell.median is not None
    # 2, 3, 4 (the pledge), 5 and 8 hours; half of the six is reached with the third, which ends at noon.
    assert cell.median.value == 4 * HOUR
    assert cell.kept == Kept(on_time=5, waiting=1)


async def test_groups_and_filters(house: House, do: Do) -> None:
    for month, topic in ((0, "jalan_rusak"), (0, "jalan_rusak"), (30, "irigasi")):
        await do(None, EIGHT + month * DAY, (c.Forward("BMBK", topic), COORDINATOR))
    await do(None, EIGHT, kind=Kind.SUGGESTION)
    house.clock.instant = EIGHT + 40 * DAY  # type: ignore[attr-defined]

    async def cells(**question: object) -> dict[str | None, int]:
        found = await house.timing.figures(
            SUPERVISOR,
            Question(NOVEMBER, next_month(NOVEMBER), **question),  # type: ignore[arg-type]
        )
        return {cell.key: cell.cases for cell in found.cells}

    assert await cells(by=Grouping.TOPIC) == {None: 1, "jalan_rusak": 2, "irigasi": 1}
    assert await cells(by=Grouping.MONTH) == {"2026-11": 3, "2026-12": 1}
    assert await cells(by=Grouping.KIND) == {str(Kind.ORDINARY): 3, str(Kind.SUGGESTION): 1}
    assert await cells(unit="BMBK") == {"BMBK": 3}
    assert await cells(topic="irigasi", by=Grouping.MONTH) == {"2026-12": 1}
    assert (await asked(house, by=Grouping.MONTH)).total.cases == 3


async def test_months_begin_at_the_midnight_of_the_region(house: House, do: Do) -> None:
    midnight = datetime(2026, 10, 31, 17, tzinfo=UTC)
    await do(None, midnight - timedelta(microseconds=1))
    await do(None, midnight)
    house.clock.instant = EIGHT  # type: ignore[attr-defined]
    assert (await asked(house)).total.cases == 1
    found = await house.timing.figures(SUPERVISOR, Question(date(2026, 10, 1), NOVEMBER, by=Grouping.MONTH))
    assert [cell.key for cell in found.cells] == ["2026-10", "2026-11"]


@pytest.mark.parametrize("days", [4, 60])
async def test_figures_count_exactly_what_the_asker_may_know_of(
    house: House, monday: dict[str, UUID], do: Do, days: int
) -> None:
    hidden = (await do(None, EIGHT, *TO_BMBK, visibility=Visibility.CONFIDENTIAL)).id
    house.clock.instant = EIGHT + days * DAY  # type: ignore[attr-defined]
    async with house.database.reading() as session:
        ids = (await session.exec(select(ComplaintRow.complaint_id))).all()
        cases = [fold(Complaint(id_), await journal.history(session, id_)) for id_ in ids]
    assert hidden in ids
    at = house.clock.now()
    for actor in (SUPERVISOR, COORDINATOR, OFFICER, OTHER_OFFICER, INSPECTOR, ANYONE):
        seen = [case for case in cases if sight(actor, case.id, case) >= Sight.STATUS]
        expected = Counter(case.unit for case in seen)
        cells = by_key(await asked(house, actor))
        assert {key: cell.cases for key, cell in cells.items()} == expected
        for unit, cell in cells.items():
            assert cell.kept == _kept([case for case in seen if case.unit == unit], at)
    topics = {cell.key for cell in (await asked(house, by=Grouping.TOPIC)).cells}
    assert topics == {None}


def _kept(cases: list[Complaint], at: datetime) -> Kept:
    """The rule of the clocks, case by case."""
    names: Counter[str] = Counter()
    for case in cases:
        promise = case.promises.get(Stage.COMPLETION)
        if promise is None:
            continue
        state = clock_state(promise, at)
        if case.status is Status.PLEDGED and at > promise.due:
            state = ClockState.LATE
        elif case.status is Status.PLEDGED:
            state = ClockState.ON_TIME
        if promise.broken:
            state = ClockState.LATE
        if state is ClockState.MET:
            names["on_time"] += 1
        elif state in (ClockState.LATE, ClockState.LATE_MET):
            names["late"] += 1
            names["late_open"] += promise.met_at is None and case.closed_at is None
        else:
            names["left" if state is ClockState.ENDED else "waiting"] += 1
    return Kept(**names)


async def test_signs_are_counted_where_they_are(house: House, do: Do) -> None:
    def due(case: Complaint) -> datetime:
        return case.promises[Stage.COMPLETION].due

    async def answered(before: timedelta, **fields: object) -> None:
        case = await do(None, 0, *TO_BMBK, **fields)
        await do(
            case.id, due(case) - before, (solved(f"{ANSWERS[0]} {uuid4()} {uuid4()} {uuid4()} {uuid4()}"), OFFICER)
        )

    await answered(timedelta(minutes=59))  # the last hour
    await answered(timedelta(minutes=61))
    await answered(timedelta(minutes=-1))  # late, and so not in time at the last moment

    def back() -> tuple[tuple[c.Command, Actor], ...]:
        return ((c.SendBack(words("Bukan jalan provinsi.")), OFFICER), *TO_BMBK)

    await do(None, 0, *TO_BMBK, *back())
    await do(None, 0, *TO_BMBK, *back(), *back())
    text = "Terima kasih atas laporan Anda, akan segera kami tindak lanjuti sesuai aturan."
    for hours in (5, 6):
        await one(do, (hours, solved(text), OFFICER))  # the second repeats the first
    await one(do, (3, solved(ANSWERS[1]), OFFICER), (4, c.Dispute(words("Belum.")), "citizen"))
    clerk = OFFICER.person
    await one(do, (1, solved(ANSWERS[2]), OFFICER), filed_by=clerk, consent=True)
    await one(do, (30, solved("Kabel putus disambung petugas malam tadi."), OFFICER), filed_by=clerk, consent=True)
    await one(do, (0.5, solved("Sampah diangkut dua truk menuju Bakung."), OFFICER), from_office=True)
    late = await do(None, 0, *TO_BMBK)
    await do(late.id, due(late) - DAY, (c.Ask(words("Di mana?")), OFFICER))
    early = await do(None, 0, *TO_BMBK)
    await do(early.id, 5, (c.Ask(words("Di mana?")), OFFICER))

    house.clock.instant = EIGHT + 60 * DAY  # type: ignore[attr-defined]
    cell = by_key(await asked(house))["BMBK"]
    assert cell.signs == dict.fromkeys(Sign, 1)
    assert (await asked(house)).total.signs == dict.fromkeys(Sign, 1)
    assert (await rebuild(house.database, quiet)).identical
