"""Cases read from the database into facts without names or words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.events import UNIT_CLOSED
from complaints.kinds import OPEN, Stage, Status, Visibility
from complaints.tables import ComplaintRow, EventRow
from sla.case_facts import BECAME, LATE, LATE_OPEN, NEVER, NONE, Facts, held, made
from sla.months import first_day
from sla.outcomes import answered, ending, outcome
from sla.period import next_month
from sla.spans import Spans
from sla.tables import ClockRow, PassedOnRow
from workdays.working_days import Calendar

TENTH = 2700.0
"""Seconds of office time: a tenth of a working day of seven and a half hours."""

HELD = 27_000.0
"""From a working day on a case stays in a unit's figures, whoever has it later."""

YEARS = 4
"""Before this one: nobody asks for facts of what came in earlier."""

UNANSWERED = [str(status) for status in (Status.ARCHIVED, Status.DUPLICATE, Status.FORWARDED_OUT)]
"""Ends without an answer. What was split is answered in its parts, whose clocks run on from its receipt."""

_FORWARDED, _SENT_BACK, _RESOLVED = "complaint.forwarded", "complaint.sent_back", "complaint.resolved"
_RELEASING = (
    *(_RESOLVED, "complaint.pledged", "promise.paused", "complaint.archived", "complaint.marked_duplicate"),
    *("complaint.forwarded_out", "complaint.split"),
)
"""What ends the time in which an answer is owed at a stretch, or interrupts it."""

_COMPLETION = str(Stage.COMPLETION)
CalendarOf = Callable[[str | None], Calendar]


async def ids_of(session: AsyncSession, month: str, zone: str) -> list[UUID]:
    """The cases received in a local month of `zone`."""
    row = ComplaintRow
    since, until = span(month, zone)
    asked: Any = select(col(row.complaint_id)).where(col(row.received_at) >= since, col(row.received_at) < until)
    return sorted((await session.exec(asked)).scalars().all())


def span(month: str, zone: str) -> tuple[datetime, datetime]:
    """The first instant of a local month, and that of the next one."""
    first = first_day(month)
    since, until = (datetime.combine(day, time(), ZoneInfo(zone)) for day in (first, next_month(first)))
    return since, until


async def read_cases(
    session: AsyncSession, ids: Sequence[UUID], zone: str, at: datetime, calendar_of: CalendarOf, top: Mapping[str, str]
) -> tuple[list[UUID], Facts]:
    """The facts of these cases as they stand at `at`, in the order told; and in `passed_on` whose they were before.

    They came in within some YEARS. `top` gives the kabupaten or kota of each area.
    """
    own = ZoneInfo(zone)
    years = range(at.year - YEARS, at.year + 2)
    first, whole, owed = (Spans(calendar_of, years, at) for _ in range(3))
    told = await _told(session, ids)
    page = (await session.exec(_cases(ids, at))).all()
    rows: list[dict[str, Any]] = []
    passed: list[tuple[int, str, UUID, int]] = []
    if page:
        first.add([(None, one.unit, one.received_at, one.first_end, one.responded, False) for one in page])
        logs = [told.get(one.complaint_id, _NOTHING) for one in page]
        owed.add([(None, one.unit, one.received_at, *_owed(one, log, at)) for one, log in zip(page, logs, strict=True)])
        ends = []
        for one, log in zip(page, logs, strict=True):
            handed = _passed(len(rows), one, log.spells, at, calendar_of)
            given_up = bool(handed) and one.ended and one.status in UNANSWERED
            ends.append(at if given_up else one.end)
            passed += handed
            rows.append(_row(one, own, at, log, top, given_up=given_up))
        whole.add(
            [(None, one.unit, one.received_at, end, one.done, one.ended) for one, end in zip(page, ends, strict=True)]
        )
    await _keep(session, ids, passed)
    spans = {"first": first, "length": whole, "owed": owed}
    return [one.complaint_id for one in page], _facts(rows, spans, [(place, unit) for place, unit, *_ in passed])


def _facts(rows: list[dict[str, Any]], measured: Mapping[str, Spans], passed: list[tuple[int, str]]) -> Facts:
    import numpy as np

    facts = made(rows, passed)
    for name, spans in measured.items():
        facts.columns[name] = np.ceil(spans.columns()[3] / TENTH - 1e-9).astype("<i4")
    return facts


def _cases(ids: Sequence[UUID], at: datetime) -> Any:
    row = ComplaintRow
    first: Any = aliased(ClockRow)
    completion: Any = aliased(ClockRow)

    def of_case(clock: Any, stage: Stage) -> Any:
        return and_(clock.complaint_id == col(row.complaint_id), clock.stage == str(stage))

    responded, _, first_end = ending(Stage.FIRST_RESPONSE, at)
    done, ended, end = ending(Stage.COMPLETION, at)
    columns = [
        *(col(row.complaint_id), col(row.unit), col(row.topic), col(row.kind), col(row.area), col(row.about_unit)),
        *(col(row.restricted), col(row.visibility), col(row.status), col(row.received_at), col(row.resolved_at)),
        *(col(row.disputes), col(row.score), responded.label("responded"), first_end.label("first_end")),
        *(done.label("done"), ended.label("ended"), end.label("end"), answered().label("stands")),
        *(_state(Stage.FIRST_RESPONSE, at, first).label("first_state"), first.due.label("first_due")),
        *(_state(Stage.COMPLETION, at, completion).label("state"), completion.due.label("due")),
    ]
    return (
        select(*columns)
        .join(first, of_case(first, Stage.FIRST_RESPONSE), isouter=True)
        .join(completion, of_case(completion, Stage.COMPLETION), isouter=True)
        .where(col(row.complaint_id).in_(ids))
    )


def _state(stage: Stage, at: datetime, clock: Any) -> Any:
    became = outcome(stage, at, clock)
    return case(
        (clock.complaint_id.is_(None), NONE),
        (became.late_open, LATE_OPEN),
        (became.late, LATE),
        (became.on_time, BECAME["on_time"]),
        (became.waiting, BECAME["waiting"]),
        else_=BECAME["left"],
    )


def _row(
    one: Any, zone: ZoneInfo, at: datetime, log: "_Told", top: Mapping[str, str], *, given_up: bool
) -> dict[str, Any]:
    """`given_up` is what ended without an answer after a unit had it: its promise counts as broken then."""

    def day(instant: datetime | None) -> int:
        return NEVER if instant is None else instant.astimezone(zone).date().toordinal()

    today = day(at)
    state = LATE if given_up and one.state == BECAME["left"] else one.state
    return {
        "unit": one.unit,
        "topic": one.topic,
        "kind": one.kind,
        "area": top.get(one.area) if one.area else None,
        "about": one.about_unit,
        "restricted": one.restricted,
        "confidential": one.visibility == Visibility.CONFIDENTIAL,
        "open": one.status in OPEN,
        "received": day(one.received_at),
        "done_on": day(one.resolved_at) if one.stands else NEVER,
        # A dispute takes the answer back, but there was one.
        "answered_on": day(one.resolved_at or log.answered),
        "ended_on": day(one.end) if one.ended else NEVER,
        "first_state": one.first_state,
        "first_due": _due(one.first_state, day(one.first_due), today),
        "state": state,
        "due": _due(state, day(one.due), today),
        "responded": one.responded,
        "first": 0,
        "done": one.done,
        "length": 0,
        "released": log.released is not None or one.done or one.ended,
        "owed": 0,
        "disputed": one.disputes > 0,
        "score": one.score or 0,
        "forwards": log.forwards,
    }


def _due(state: int, day: int, today: int) -> int:
    """What is late already, because an earlier date of it passed, does not wait for the later date to count."""
    return min(day, today) if state in (LATE, LATE_OPEN) else day


def _passed(
    place: int, one: Any, spells: Sequence[tuple[datetime, str | None]], at: datetime, calendar_of: CalendarOf
) -> list[tuple[int, str, UUID, int]]:
    def working(unit: str, since: datetime, until: datetime) -> float:
        return calendar_of(unit).working_time(since, until).total_seconds()

    times = held(spells, at, working) if len(spells) > 1 else {}
    kept = [(unit, seconds) for unit, seconds in times.items() if seconds >= HELD and unit != one.unit]
    return [(place, unit, one.complaint_id, int(seconds)) for unit, seconds in kept]


def _owed(one: Any, log: "_Told", at: datetime) -> tuple[datetime, bool, bool]:
    """Until when an answer was owed at a stretch, and whether that is over."""
    if log.released is not None:
        return log.released, True, False
    return (one.end, True, False) if one.done or one.ended else (at, False, False)


class _Told(NamedTuple):
    """What the log tells of a case: whose it became, and when; how often it was forwarded; its last answer; when an
    answer was first no longer owed."""

    spells: list[tuple[datetime, str | None]]
    forwards: int
    answered: datetime | None
    released: datetime | None


_NOTHING = _Told([], 0, None, None)


async def _told(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, _Told]:
    row: Any = EventRow
    query: Any = (
        select(
            *(col(row.complaint_id), col(row.type), col(row.at)),
            *(row.data["unit"].astext.label("unit"), row.data["ground"].astext.label("ground")),
            row.data["stage"].astext.label("stage"),
        )
        .where(col(row.complaint_id).in_(ids), col(row.type).in_((_FORWARDED, _SENT_BACK, *_RELEASING)))
        .order_by(col(row.complaint_id), col(row.version))
    )
    found: dict[UUID, _Told] = {}
    for complaint_id, kind, at, unit, ground, stage in (await session.exec(query)).all():
        spells, forwards, answered, released = found.get(complaint_id) or _Told([], 0, None, None)
        if kind == _RESOLVED:
            answered = at
        if kind in (_FORWARDED, _SENT_BACK):
            spells.append((at, unit if kind == _FORWARDED else None))
            forwards += kind == _FORWARDED and ground != UNIT_CLOSED  # nobody had sent it to the wrong unit
        elif stage in (None, _COMPLETION):
            released = released or at
        found[complaint_id] = _Told(spells, forwards, answered, released)
    return found


async def _keep(session: AsyncSession, ids: Sequence[UUID], passed: Sequence[tuple[int, str, UUID, int]]) -> None:
    await session.exec(delete(PassedOnRow).where(col(PassedOnRow.complaint_id).in_(ids)))
    if passed:
        rows = [{"complaint_id": one, "unit": unit, "seconds": seconds} for _, unit, one, seconds in passed]
        await session.exec(insert(PassedOnRow).values(rows))


def ordinal(at: datetime, zone: str) -> int:
    """The region's own date as a day of the facts."""
    return at.astimezone(ZoneInfo(zone)).date().toordinal()


def months_back(today: date, many: int) -> list[str]:
    """Names of the last `many` months, this one last."""
    back = [divmod(today.year * 12 + today.month - 1 - ago, 12) for ago in range(many)]
    return [f"{year}-{month + 1:02d}" for year, month in reversed(back)]
