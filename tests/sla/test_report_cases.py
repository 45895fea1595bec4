"""A report over cases that went their way, against the same read off each case's log."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import count
from random import Random
from uuid import UUID, uuid4

import pytest

from complaints import commands as c
from complaints import journal
from complaints.complaint import Complaint, fold
from complaints.kinds import ArchiveReason, Kind, Stage, Status, Visibility
from complaints.visibility import Sight, sight
from foundation.errors import Invalid
from people.actor import ANYONE, Actor, Post, Role
from sla.period import Grouping, Question
from sla.report_cases import Reports, Wanted
from sla.report_figures import LEAST, WORKING_DAY, Report
from tests.make import COORDINATOR, INSPECTOR, OFFICER, OTHER_OFFICER, citizen, filing, words
from tests.sla.test_timing import EIGHT, SUPERVISOR
from web.house import House

HEAD = Actor("officer", uuid4(), (Post(Role.HEAD, "DISHUB", frozenset({"DISHUB"})),))
CASES = 70


async def town(house: House) -> list[Complaint]:
    """Random cases from September to November; the clock stands on the 20th of November."""
    chance, number, found = Random(7), count(), []

    async def do(case: UUID, at: datetime, command: c.Command, by: Actor) -> Complaint:
        return await house.handling.handle(c.Order(case, command, f"town:{next(number)}", at=at), by)

    for _ in range(CASES):
        case, at = uuid4(), EIGHT - timedelta(days=chance.randrange(60), hours=chance.randrange(9))
        oversight = chance.random() < 0.1
        kind = Kind.OVERSIGHT if oversight else chance.choice((Kind.ORDINARY, Kind.ORDINARY, Kind.SUGGESTION))
        visibility = chance.choice((Visibility.PUBLIC, Visibility.PUBLIC, Visibility.CONFIDENTIAL))
        unit, officer = chance.choice((("BMBK", OFFICER), ("DISHUB", OTHER_OFFICER)))
        last = await do(case, at, filing(kind=kind, visibility=visibility, received_at=at), ANYONE)
        steps: list[tuple[c.Command, Actor]] = []
        if not oversight:
            if chance.random() < 0.15:
                steps = [(c.Archive(ArchiveReason.SPAM), COORDINATOR)]
            elif chance.random() < 0.1:
                steps = [(c.ForwardOut("KAB_LAMPUNG_SELATAN"), COORDINATOR)]
            else:
                steps = [(c.Forward(unit, chance.choice(("jalan_rusak", "lampu_jalan"))), COORDINATOR)]
        by = INSPECTOR if oversight else officer
        if not steps or isinstance(steps[0][0], c.Forward):
            steps += [
                (c.Take(), by),
                (c.Inform(words("Sedang kami periksa.")), by),
                (c.Resolve(words("Sudah.")), by),
                (c.Dispute(words("Belum.")) if chance.random() < 0.3 else c.Confirm(4), citizen(case)),
            ][: chance.randrange(5)]
        for command, actor in steps:
            at += timedelta(hours=chance.randrange(1, 60))
            if at < house.clock.now():
                last = await do(case, at, command, actor)
        found.append(last)
    return found


async def logs(house: House, cases: list[Complaint]) -> list[Complaint]:
    async with house.database.reading() as session:
        return [fold(Complaint(one.id), await journal.history(session, one.id)) for one in cases]


def over(case: Complaint) -> datetime | None:
    """When the case needed no answer any more, if it does not now."""
    if case.status in (Status.RESOLVED, Status.CLOSED):
        return case.resolved_at
    return case.closed_at if case.status in (Status.ARCHIVED, Status.FORWARDED_OUT, Status.DUPLICATE) else None


def reports(house: House) -> Reports:
    return Reports(house.database, house.calendars, house.region)


async def test_a_report_says_what_the_logs_of_the_cases_say_and_only_to_whom_they_are_known(house: House) -> None:
    cases = await logs(house, await town(house))
    zone, now = await house.zone(), house.clock.now()
    for actor, wanted in (
        (SUPERVISOR, Wanted("2026-10")),
        (SUPERVISOR, Wanted("2026-Q4")),
        (SUPERVISOR, Wanted("2026-10", "BMBK")),
        (HEAD, Wanted("2026-11")),
        (INSPECTOR, Wanted("2026-Q4")),
        (SUPERVISOR, Wanted("2026-Q4", outside=True)),
    ):
        report = await reports(house).report(actor, wanted, now)
        known = [
            one
            for one in cases
            if (not one.restricted if wanted.outside else sight(actor, one.id, one) >= Sight.STATUS)
            and (wanted.unit is None or one.unit == wanted.unit)
        ]
        first, last = {"2026-10": (10, 10), "2026-11": (11, 11), "2026-Q4": (10, 12)}[wanted.period]
        inside = [one for one in known if first <= one.received_at.astimezone(zone).month <= last]  # type: ignore[union-attr]
        _compare_flow(report, known, datetime(2026, first, 1, tzinfo=zone), now, inside)
        total = report.figures.total
        assert total.cases == len(inside)
        assert total.done == sum(one.status in (Status.RESOLVED, Status.CLOSED) for one in inside)
        assert report.figures.stops.sent_back == sum(one.sent_back > 0 for one in inside)
        assert report.figures.voices.disputed == sum(one.disputes > 0 for one in inside)
        if not wanted.outside:
            by_unit = {group.key: group.cases for group in report.figures.groups["unit"]}
            assert by_unit == dict(Counter(one.unit for one in inside))
            topics = Counter(one.topic if sight(actor, one.id, one) >= Sight.WORDS else None for one in inside)
            assert {group.key: group.cases for group in report.figures.groups["topic"]} == dict(topics)
        if inside:
            await _compare_times(house, report, inside, now)


def _compare_flow(
    report: Report, known: list[Complaint], start: datetime, now: datetime, inside: list[Complaint]
) -> None:
    flow = report.flow
    assert flow.before + flow.received - flow.answered - flow.ended == flow.after
    assert flow.received == len(inside)
    assert flow.before == sum(
        one.received_at < start and (over(one) is None or over(one) >= start)  # type: ignore[operator]
        for one in known
    )
    if report.period != "2026-10":
        assert flow.after == sum(over(one) is None for one in known)


async def _compare_times(house: House, report: Report, inside: list[Complaint], now: datetime) -> None:
    """The average until the first follow-up, by each unit's own calendar."""
    calendars, region = await house.calendars.all(), await house.region.current()
    timed: list[float] = []
    waited: list[float] = []
    for one in inside:
        if one.status in (Status.ARCHIVED, Status.FORWARDED_OUT, Status.DUPLICATE):
            continue
        calendar = calendars.calendar(region.timezone_of(one.unit), one.unit or "")
        assert one.received_at is not None
        until = one.first_response_at or now
        days = calendar.working_time(one.received_at, until).total_seconds() / WORKING_DAY
        (timed if one.first_response_at else waited).append(days)
    national = report.figures.national
    assert (national.timed, national.waiting) == (len(timed), len(waited))
    for told, found in ((national.mean, timed), (national.mean_waited, waited)):
        assert told == (pytest.approx(sum(found) / len(found), abs=1e-3) if found else None)


async def test_promises_are_counted_as_on_the_page_of_timeliness(house: House) -> None:
    """Whoever holds the two beside each other finds the same numbers."""
    await town(house)
    report = await reports(house).report(SUPERVISOR, Wanted("2026-10"), house.clock.now())
    month = EIGHT.date().replace(month=10, day=1)
    for stage in (Stage.FIRST_RESPONSE, Stage.COMPLETION):
        page = await house.timing.figures(SUPERVISOR, Question(month, month, stage=stage, by=Grouping.UNIT))
        mine, theirs = report.figures.promises[str(stage)], page.total.kept
        assert (mine.on_time, mine.late, mine.late_open, mine.waiting, mine.left) == (
            *(theirs.on_time, theirs.late, theirs.late_open, theirs.waiting, theirs.left),
        )
        if stage is Stage.COMPLETION:
            exact, told = report.figures.total.median, page.total.median
            for one, stepped in zip(exact or (), told or (), strict=True):
                assert (one is None) == (stepped is None)
                assert not one or 0 <= (stepped or 0) - one <= max(900, one / 20), "told in steps"


async def test_what_would_tell_of_a_few_does_not_leave_the_house(house: House) -> None:
    for number in range(LEAST - 1):
        order = c.Order(uuid4(), filing(), f"few:{number}", at=EIGHT)
        await house.handling.handle(order, ANYONE)
    inside = await reports(house).report(SUPERVISOR, Wanted("2026-11"), house.clock.now())
    assert inside.flow.received == LEAST - 1
    with pytest.raises(Invalid):
        await reports(house).report(SUPERVISOR, Wanted("2026-11", outside=True), house.clock.now())
