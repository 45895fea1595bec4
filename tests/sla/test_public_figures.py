"""Published figures against the log, case by case, and what may never be in them."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import count
from math import ceil
from random import Random
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest
from sqlmodel import select

from complaints import commands as c
from complaints import journal
from complaints.complaint import Complaint, fold
from complaints.kinds import OPEN, Kind, Stage, Status, Visibility
from complaints.openness import is_counted, is_counted_in_groups
from complaints.tables import ComplaintRow
from complaints.visibility import counted, counted_in_groups
from people.actor import ANYONE, Actor, Post, Role
from sla.clocks import ClockState, clock_state
from sla.month_counts import Month
from sla.public_documents import Cell, Document, Promise, PublishedFigures
from sla.public_figures import PublicFigures
from sla.publishing import documents_of
from sla.tables import MonthCountRow
from tests.make import COORDINATOR, OFFICER, citizen, filing, words
from web.house import House
from workdays.working_days import Calendar

ZONE = ZoneInfo("Asia/Jakarta")
TENTH = timedelta(minutes=45)
OTHER = Actor("officer", uuid4(), (Post(Role.OFFICER, "DISHUB", frozenset({"DISHUB"})),))
Do = Callable[..., Awaitable[UUID]]


def made(house: House) -> PublicFigures:
    return PublicFigures(house.database, house.clock, house.calendars, house.region)


@pytest.fixture
def do(house: House) -> Do:
    """Files a case at an instant and makes moves on it, each (hours later, command, by; None is its reporter)."""
    number = count()

    async def done(at: datetime, *moves: tuple[float, c.Command, Actor | None], **fields: object) -> UUID:
        case = uuid4()
        steps = ((0.0, filing(**fields), ANYONE), *moves)  # type: ignore[arg-type]
        for hours, command, by in steps:
            order = c.Order(case, command, f"test:{next(number)}", at=at + timedelta(hours=hours))
            await house.handling.handle(order, by or citizen(case))
        return case

    return done


def course(rng: Random, unit: str, topic: str) -> list[tuple[float, c.Command, Actor | None]]:
    """How a case goes: left lying, answered soon or late, disputed, rated."""
    officer = OFFICER if unit == "BMBK" else OTHER
    moves: list[tuple[float, c.Command, Actor | None]] = [(1, c.Forward(unit, topic), COORDINATOR)]
    if rng.random() < 0.2:
        return moves
    hours = rng.choice([4.0, 26, 50, 170, 400])
    text = f"Sudah ditangani, catatan {rng.random()} {rng.random()}."
    moves += [(2, c.Take(), officer), (hours, c.Resolve(words(text)), officer)]
    ending = rng.random()
    if ending < 0.2:
        moves.append((hours + 1, c.Dispute(words("Masih rusak.")), None))
    elif ending < 0.6:
        moves += [(hours + 1, c.Confirm(), None), (hours + 2, c.Rate(rng.randint(1, 5)), None)]
    return moves


async def lives(house: House) -> list[Complaint]:
    async with house.database.reading() as session:
        ids = (await session.exec(select(ComplaintRow.complaint_id))).all()
        return [fold(Complaint(one), await journal.history(session, one)) for one in ids]


@pytest.fixture
async def busy(house: House, do: Do) -> list[Complaint]:
    """Two units, two topics and three months, some hidden, some about a unit; the clock stands in November."""
    rng = Random(7)
    for month in (8, 9, 10):
        for number in range(14):
            unit, topic = rng.choice([("BMBK", "jalan_rusak"), ("BMBK", "irigasi"), ("DISHUB", "jalan_rusak")])
            at = datetime(2026, month, 1 + number * 2, 3, tzinfo=UTC)
            await do(at, *course(rng, unit, topic))
    hidden = datetime(2026, 9, 2, 3, tzinfo=UTC)
    for _ in range(6):
        await do(hidden, (1, c.Forward("BMBK", "jalan_rusak"), COORDINATOR), visibility=Visibility.CONFIDENTIAL)
    await do(hidden, kind=Kind.OVERSIGHT, about_unit="DISHUB")
    house.clock.instant = datetime(2026, 11, 20, 3, tzinfo=UTC)  # type: ignore[attr-defined]
    await made(house).refresh()
    return await lives(house)


# The oracle: one case after the other, from its log.


def of(
    cases: Sequence[Complaint], months: Sequence[str], unit: str | None = None, topic: str | None = None
) -> list[Complaint]:
    seen = [one for one in cases if is_counted(one) and f"{_received(one).astimezone(ZONE):%Y-%m}" in months]
    if unit or topic:
        seen = [one for one in seen if is_counted_in_groups(one)]
    return [one for one in seen if (not unit or one.unit == unit) and (not topic or one.topic == topic)]


def _received(case: Complaint) -> datetime:
    assert case.received_at is not None
    return case.received_at


def kept(cases: Sequence[Complaint], stage: Stage, at: datetime) -> Counter[str]:
    names: Counter[str] = Counter()
    for case in cases:
        promise = case.promises.get(stage)
        if promise is None:
            continue
        state = clock_state(promise, at)
        if promise.broken:
            state = ClockState.LATE
        if state is ClockState.MET:
            names["on_time"] += 1
        elif state in (ClockState.LATE, ClockState.LATE_MET):
            names["late"] += 1
            names["late_open"] += promise.met_at is None and case.status in OPEN
        else:
            names["left" if state is ClockState.ENDED else "waiting"] += 1
    return names


def quantile(cases: Sequence[Complaint], stage: Stage, calendar: Calendar, at: datetime, part: Fraction) -> int | None:
    """The product-limit estimate in fractions, over durations in begun tenths of working days."""
    spans: list[tuple[int, bool]] = []
    for case in cases:
        over = case.first_response_at if stage is Stage.FIRST_RESPONSE else case.resolved_at
        if stage is Stage.COMPLETION and case.status not in (Status.RESOLVED, Status.CLOSED):
            over = None
        end = over or (case.closed_at if case.status not in OPEN and case.closed_at else at)
        spans.append((ceil(calendar.working_time(_received(case), end) / TENTH), over is not None))
    left = Fraction(1)
    for length in sorted({length for length, done in spans if done}):
        waiting = sum(one >= length for one, _ in spans)
        left *= 1 - Fraction(sum(done and one == length for one, done in spans), waiting)
        if left <= 1 - part:
            return length
    return None


async def same(house: House, cell: Cell, cases: Sequence[Complaint]) -> None:
    at, calendar = house.clock.now(), await house.calendars.current("Asia/Jakarta")
    answered = [one for one in cases if one.resolved_at and one.status in (Status.RESOLVED, Status.CLOSED)]
    assert (cell.cases, cell.done) == (len(cases), len(answered))
    promises: tuple[tuple[Stage, Promise], ...] = (
        (Stage.FIRST_RESPONSE, cell.first_response),
        (Stage.COMPLETION, cell.completion),
    )
    for stage, told in promises:
        expected = kept(cases, stage, at)
        assert {name: getattr(told, name) for name in ("on_time", "late", "late_open", "waiting", "left")} == {
            name: expected[name] for name in ("on_time", "late", "late_open", "waiting", "left")
        }
        known = expected["on_time"] + expected["late"]
        if known >= 5:
            assert told.share is not None
            assert told.share.value == round(expected["on_time"] / known, 4)
        else:
            assert told.share is None
        assert told.median is not None
        assert told.ninetieth is not None
        assert told.median.value == quantile(cases, stage, calendar, at, Fraction(1, 2))
        assert told.ninetieth.value == quantile(cases, stage, calendar, at, Fraction(9, 10))


async def document(house: House, period: str) -> Document:
    found = await PublishedFigures(house.database).document(period)
    assert found is not None, period
    return found


async def test_published_figures_are_those_of_the_log(house: House, busy: list[Complaint]) -> None:
    quarter = ("2026-07", "2026-08", "2026-09")
    checked = 0
    for period, months in (("2026-08", ("2026-08",)), ("2026-10", ("2026-10",)), ("2026-Q3", quarter)):
        found = await document(house, period)
        assert found.total is not None
        await same(house, found.total, of(busy, months))
        for cell in found.units:
            await same(house, cell, of(busy, months, unit=cell.key))
        for cell in found.topics:
            await same(house, cell, of(busy, months, topic=cell.key))
        checked += len(found.units) + len(found.topics)
        for unit, topic, cases in found.pairs:
            assert cases == len(of(busy, months, unit, topic)) >= 5
    assert checked >= 7
    september = await document(house, "2026-09")
    assert september.total is not None
    assert september.total.cases == 20  # six confidential ones with them; the report about a unit is not
    acts = (await document(house, "2026-Q3")).acts
    disputed = [one for one in of(busy, quarter) if one.disputes]
    assert acts.disputed == (len(disputed) if len(disputed) >= 5 else 0)
    rated = [one for one in of(busy, quarter) if one.score is not None]
    assert acts.rated == (len(rated) if len(rated) >= 5 else 0)


async def test_the_running_year_and_the_last_twelve_months_are_sums_of_what_is_told(
    house: House, busy: list[Complaint]
) -> None:
    months = ("2026-08", "2026-09", "2026-10")
    for period in ("2026", "12m"):
        found = await document(house, period)
        assert not found.complete
        assert (found.first, found.last) == ("2026-08", "2026-10")
        assert found.total is not None
        await same(house, found.total, of(busy, months))
        for cell in found.units:
            await same(house, cell, of(busy, months, unit=cell.key))


async def test_what_came_in_and_what_was_answered_by_month(house: House, busy: list[Complaint]) -> None:
    flow = await PublishedFigures(house.database).flow()
    assert [one.month for one in flow.months] == ["2026-08", "2026-09", "2026-10", "2026-11"]
    assert [one.received for one in flow.months] == [14, 20, 14, 0]
    assert [one.running for one in flow.months] == [False, False, False, True]
    answered = Counter(
        f"{one.resolved_at.astimezone(ZONE):%Y-%m}"
        for one in busy
        if one.resolved_at and one.status in (Status.RESOLVED, Status.CLOSED) and is_counted(one)
    )
    for one in flow.months:
        assert one.finished is None or one.finished == answered[one.month]


async def test_only_what_changed_is_counted_again(house: House, busy: list[Complaint], do: Do) -> None:
    async def counted_at() -> dict[str, datetime]:
        async with house.database.reading() as session:
            return {row.month: row.counted_at for row in (await session.exec(select(MonthCountRow))).all()}

    before = await counted_at()
    published = PublishedFigures(house.database)
    first = await published.edition()
    house.clock.instant += timedelta(hours=1)  # type: ignore[attr-defined]
    assert await made(house).refresh() == 0
    second = await published.edition()
    assert first is not None
    assert second is not None
    assert second.computed_at - first.computed_at == timedelta(hours=1)
    assert second.changed_at == first.changed_at
    assert await counted_at() == before
    await do(house.clock.now())
    house.clock.instant += timedelta(minutes=1)  # type: ignore[attr-defined]
    await made(house).refresh()
    after = await counted_at()
    assert {month for month in after if after[month] != before.get(month)} == {"2026-11"}
    async with house.database.transaction() as session:
        kept = {
            row.month: msgspec.convert(row.data, Month) for row in (await session.exec(select(MonthCountRow))).all()
        }
    afresh = documents_of(kept, "2026-11")
    assert {one.period: one async for one in published.all()} == afresh
    house.clock.instant += timedelta(hours=20)  # type: ignore[attr-defined]
    await made(house).refresh()  # some are open in every month, and have waited on
    assert set((await counted_at()).values()) == {house.clock.now()}


async def test_what_a_killed_pass_counted_is_published_by_the_next(
    house: House, busy: list[Complaint], do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await document(house, "2026-10")
    for _ in range(6):
        await do(datetime(2026, 10, 6, 3, tzinfo=UTC), (1, c.Forward("BMBK", "jalan_rusak"), COORDINATOR))
    house.clock.instant += timedelta(hours=1)  # type: ignore[attr-defined]
    killed = made(house)

    async def cut(*_: object) -> int:
        raise ConnectionError

    monkeypatch.setattr(killed, "_publish", cut)
    with pytest.raises(ConnectionError):
        await killed.refresh()
    assert await document(house, "2026-10") == before
    house.clock.instant += timedelta(hours=1)  # type: ignore[attr-defined]
    assert await made(house).refresh() > 0
    after = await document(house, "2026-10")
    assert before.total is not None
    assert after.total is not None
    assert after.total.cases == before.total.cases + 6


async def test_a_case_that_comes_under_oversight_later_leaves_every_figure(house: House, busy: list[Complaint]) -> None:
    """The months it was published in are made anew, whichever they are."""
    case = next(one for one in busy if is_counted_in_groups(one) and _received(one).month == 8)
    async with house.database.transaction() as session:
        row = await session.get(ComplaintRow, case.id)
        assert row is not None
        row.restricted = True
        session.add(row)
    house.clock.instant += timedelta(hours=1)  # type: ignore[attr-defined]
    await made(house).refresh()
    total = (await document(house, "2026-08")).total
    assert total is not None
    assert total.cases == 13
    year = (await document(house, "2026")).total
    assert year is not None
    assert year.cases == 47
    assert (await PublishedFigures(house.database).flow()).months[0].received == 13


async def test_nothing_is_published_of_nothing(house: House) -> None:
    await made(house).refresh()
    published = PublishedFigures(house.database)
    assert await published.periods() == []
    assert (await published.flow()).months == []


async def test_few_cases_are_told_nowhere(house: House, do: Do) -> None:
    for _ in range(4):
        await do(datetime(2026, 10, 5, 3, tzinfo=UTC), (1, c.Forward("BMBK", "jalan_rusak"), COORDINATOR))
    await made(house).refresh()
    for period in await PublishedFigures(house.database).periods():
        found = await document(house, period)
        assert (found.total, found.units, found.topics, found.pairs) == (None, [], [], [])
    assert [one.received for one in (await PublishedFigures(house.database).flow()).months] == [None, 0]


async def test_the_rule_of_counting_and_its_twin_agree(house: House, busy: list[Complaint]) -> None:
    async with house.database.reading() as session:
        for pure, twin in ((is_counted, counted()), (is_counted_in_groups, counted_in_groups())):
            ids = set((await session.exec(select(ComplaintRow.complaint_id).where(twin))).all())
            assert ids == {one.id for one in busy if pure(one)}
            assert len(ids) < len(busy)
