"""The cases behind a figure of the oversight: found anew when somebody asks, as far as they may see them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import ColumnElement, and_, case, false, func, or_, select
from sqlmodel import col

from complaints.kinds import OPEN, Stage, Status
from complaints.region import RegionBook
from complaints.tables import ComplaintRow, EventRow
from complaints.visibility import Sight, may_see
from foundation.clock import Clock
from foundation.database import Database
from people.actor import Actor
from sla.case_figures import ABOUT
from sla.case_months import UNANSWERED
from sla.caseload import Load, LoadedCase, loaded, page_of
from sla.outcomes import answered, ending, outcome
from sla.oversight_pages import Scope
from sla.tables import CaseSignRow, ClockRow, LateForecastRow, PassedOnRow

ALL_GROUPS = "*"
NO_GROUP = ""
"""Names cases that have no unit, topic or area, or of which the asker may not know topic and area."""

MEASURES = (
    *("received", "open", "on_time", "late", "late_open", "first_on_time", "first_late"),
    *("answered", "replied", "disputed", "rated", "passed", "due", "backlog", "came", "finished", "still", "foretold"),
)
"""Figures behind which there are cases; what each counts is said in `sla/case_figures.py`, of `still` in
`sla/oversight_now.py`, and of `foretold` (cases that were late after the forecast of a morning) in
`sla/late_forecasts.py`."""
_LETTERS = timedelta(days=2)
"""A letter may be received, by its own date, a little after it was filed."""

OF_HOLDER = frozenset({"open", "backlog", "came", "finished", "still"})
"""Those that count for the unit that has a case now, and not for those that handed it on."""


class Behind(msgspec.Struct, frozen=True):
    """A figure: `by` and `key` name the group, `first` and `last` the local days asked about, both included.

    `status` narrows it to cases that stand so now. `quiet_since` are, by unit, the instants before which the last
    deed of a person must lie for a case to stand still; "" is that of cases without a unit.
    """

    by: str
    key: str
    measure: str
    first: date
    last: date
    status: str = ""
    quiet_since: Mapping[str, datetime] = {}


class OversightCases:
    """Reading; each call is one look into the database."""

    def __init__(self, database: Database, clock: Clock, region: RegionBook) -> None:
        self._database, self._clock, self._region = database, clock, region

    async def behind(
        self, scope: Scope, asked: Behind, kept: int | None = None, number: int = 1, size: int = 25
    ) -> Load:
        """A page of the cases behind a figure, the latest first; `kept` as in `caseload.page_of`."""
        row, region, at = ComplaintRow, await self._region.current(), self._clock.now()
        zone = ZoneInfo(region.timezone)
        since = datetime.combine(asked.first, time(), zone)
        until = datetime.combine(asked.last + timedelta(days=1), time(), zone)
        of_area = region.below(asked.key) if asked.by == "area" and asked.key else ()
        found = [
            may_see(scope.actor, Sight.STATUS),
            *([] if scope.key == scope.unit else [col(row.restricted).is_(False)]),
            *_group(asked, scope.actor, of_area),
            *_measured(asked, since, until, at),
            *([col(row.status) == asked.status] if asked.status else []),
        ]
        query: Any = (
            select(col(row.complaint_id))
            .where(*found)
            .order_by(col(row.received_at).desc(), col(row.complaint_id))
            .offset((number - 1) * size)
            .limit(size + 1)
        )
        async with self._database.reading() as session:
            ids = (await session.exec(query)).scalars().all()
            cases = await loaded(session, scope.actor, ids[:size], at)
        return page_of(cases, len(ids), kept, number, size)

    async def some(self, actor: Actor, ids: Sequence[UUID]) -> list[LoadedCase]:
        """Those of these cases that `actor` may know of and that are still open, in the same order."""
        opened = col(ComplaintRow.status).in_([str(status) for status in sorted(OPEN)])
        async with self._database.reading() as session:
            return await loaded(session, actor, ids, self._clock.now(), opened)


def _group(asked: Behind, actor: Actor, of_area: Sequence[str]) -> list[ColumnElement[bool]]:
    row, key = ComplaintRow, asked.key
    if key == ALL_GROUPS:
        return []
    if asked.by == "unit":
        if key == NO_GROUP:
            return [col(row.unit).is_(None)]
        own, before = col(row.unit) == key, _passed_by(key)
        return [own if asked.measure in OF_HOLDER else before if asked.measure == "passed" else or_(own, before)]
    if asked.by in ABOUT:
        known, about = may_see(actor, Sight.WORDS), col(row.topic if asked.by == "topic" else row.area)
        if key == NO_GROUP:
            return [or_(about.is_(None), ~known)]
        return [about.in_([key] if asked.by == "topic" else of_area), known]
    return [col(row.kind) == key]


def _passed_by(unit: str) -> ColumnElement[bool]:
    row = PassedOnRow
    return col(ComplaintRow.complaint_id).in_(select(col(row.complaint_id)).where(col(row.unit) == unit))


def _measured(asked: Behind, since: datetime, until: datetime, at: datetime) -> list[ColumnElement[bool]]:
    row = ComplaintRow

    def within(instant: Any) -> ColumnElement[bool]:
        return and_(instant >= since, instant < until)

    match asked.measure:
        case "open":
            return [col(row.status).in_([str(status) for status in sorted(OPEN)])]
        case "still":
            waiting = col(row.status).in_([str(status) for status in sorted(OPEN - {Status.RESOLVED})])
            # What came in later cannot have stood still for so long: said, so that it is not looked at one by one.
            newest = max(asked.quiet_since.values(), default=at) + _LETTERS
            return [waiting, col(row.received_at) < newest, _quiet(asked)]
        case "backlog":
            return [col(row.received_at) < until, func.coalesce(_left_at(at), until) >= until]
        case "finished":
            return [within(_left_at(at))]
        case "foretold":
            return [_foretold(asked)]
        case "due":
            return [or_(*(_kept(Stage.COMPLETION, became, within, at) for became in ("on_time", "late")))]
        case "on_time" | "late" | "late_open":
            return [_kept(Stage.COMPLETION, asked.measure, within, at)]
        case "first_on_time" | "first_late":
            return [_kept(Stage.FIRST_RESPONSE, asked.measure.removeprefix("first_"), within, at)]
        case "answered":
            return [answered(), within(col(row.resolved_at))]
        case "rated":
            return [answered(), within(col(row.resolved_at)), col(row.score).is_not(None)]
        case "replied":
            return [within(_answered_at())]
        case "disputed":
            return [col(row.disputes) > 0, within(_answered_at())]
        case "passed":
            passed = _forwards() > 1 if asked.by != "unit" or asked.key == ALL_GROUPS else None
            return [within(col(row.received_at)), *([passed] if passed is not None else [])]
        case _:
            return [within(col(row.received_at))]


def _quiet(asked: Behind) -> ColumnElement[bool]:
    """Whether nobody has done anything for so long that the case stands still."""
    row, event = ComplaintRow, EventRow
    last = (
        select(col(event.at))
        .where(col(event.complaint_id) == col(row.complaint_id), col(event.version) == col(row.person_version))
        .correlate(ComplaintRow)
        .scalar_subquery()
    )
    moved = func.coalesce(last, col(row.changed_at))
    one_unit = asked.by == "unit" and asked.key != ALL_GROUPS
    since = {unit: at for unit, at in asked.quiet_since.items() if not one_unit or unit == asked.key}
    of_none = since.pop("", None)
    units: dict[datetime, list[str]] = {}
    for unit, instant in since.items():
        units.setdefault(instant, []).append(unit)
    found = [and_(col(row.unit).in_(codes), moved < instant) for instant, codes in units.items()]
    if of_none is not None:
        found.append(and_(col(row.unit).is_(None), moved < of_none))
    return or_(false(), *found)


def _left_at(at: datetime) -> Any:
    """When the case was answered for good or ended otherwise; NULL while it is open."""
    done, ended, end = ending(Stage.COMPLETION, at)
    return case((or_(done, ended), end))


def _foretold(asked: Behind) -> ColumnElement[bool]:
    """Whether it was late within the week after the forecast of the morning `first`."""
    told = LateForecastRow
    late = select(col(told.complaint_id)).where(col(told.made_on) == asked.first, col(told.late).is_(True))
    return col(ComplaintRow.complaint_id).in_(late)


def _kept(stage: Stage, measure: str, within: Any, at: datetime) -> ColumnElement[bool]:
    """Whether a promise that fell due in time became this; what is late already does not wait for a later date."""
    clock, found = ClockRow, outcome(stage, at)
    became = getattr(found, measure)
    if measure == "late" and stage is Stage.COMPLETION:  # a unit had it, and nobody answered it
        ended = and_(found.left, col(ComplaintRow.status).in_(UNANSWERED))
        became = or_(became, and_(ended, col(ComplaintRow.complaint_id).in_(select(col(PassedOnRow.complaint_id)))))
    due = col(clock.due) if measure == "on_time" else func.least(col(clock.due), at)
    of_case = and_(col(clock.complaint_id) == col(ComplaintRow.complaint_id), col(clock.stage) == str(stage))
    # An offset keeps it a look into the clock of each case that is asked about: joined, all clocks would be read.
    return select(col(clock.complaint_id)).where(of_case, became, within(due)).offset(0).exists()


def _answered_at() -> Any:
    """When it was answered; of one that was disputed since, when it had been."""
    row, fact = ComplaintRow, CaseSignRow
    of_case = and_(col(fact.complaint_id) == col(row.complaint_id), col(fact.fact) == "resolved")
    seconds = select(func.max(col(fact.seconds))).where(of_case).correlate(ComplaintRow).scalar_subquery()
    return func.coalesce(col(row.resolved_at), col(row.filed_at) + func.make_interval(0, 0, 0, 0, 0, 0, seconds))


def _forwards() -> Any:
    fact = CaseSignRow
    of_case = and_(col(fact.complaint_id) == col(ComplaintRow.complaint_id), col(fact.fact) == "forwarded")
    return select(func.count()).where(of_case).correlate(ComplaintRow).scalar_subquery()
