"""The cases behind a figure of the oversight: those it counted, as they stand when somebody asks."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.kinds import OPEN, Status
from complaints.region import Region, RegionBook
from complaints.tables import ComplaintRow, EventRow
from complaints.visibility import Sight, may_see
from foundation.clock import Clock
from foundation.database import Database
from people.actor import Actor
from sla.case_facts import Facts, identified
from sla.case_figures import ABOUT, View, of_units, whole
from sla.caseload import Load, LoadedCase, loaded, page_of
from sla.figure_cases import ALL_GROUPS, NO_GROUP, Behind, behind
from sla.oversight_pages import ALL, Scope
from sla.tables import LateForecastRow, OversightMonthRow

if TYPE_CHECKING:
    from sla.case_facts import Column

MEASURES = (
    *("received", "open", "on_time", "late", "late_open", "first_on_time", "first_late"),
    *("answered", "replied", "disputed", "rated", "passed", "due", "backlog", "came", "finished", "still", "foretold"),
)
"""Figures behind which there are cases; what each counts is said in `sla/case_figures.py`, of `still` in
`sla/oversight_now.py`, and of `foretold` (cases that were late after the forecast of a morning) in
`sla/late_forecasts.py`."""

_LETTERS = timedelta(days=2)
"""A letter may be received, by its own date, a little after it was filed."""

_ANY = {ALL_GROUPS, NO_GROUP}
_OPEN = [str(status) for status in sorted(OPEN)]


class OversightCases:
    """Reading; each call is one look into the database."""

    def __init__(self, database: Database, clock: Clock, region: RegionBook) -> None:
        self._database, self._clock, self._region = database, clock, region

    async def behind(
        self, scope: Scope, asked: Behind, kept: int | None = None, number: int = 1, size: int = 25
    ) -> Load:
        """A page of the cases behind a figure, the latest first; `kept` as in `caseload.page_of`.

        What a unit of the asker's handed on is counted, but not shown: `hidden` says how many of this page.
        """
        at, region, first = self._clock.now(), await self._region.current(), (number - 1) * size
        async with self._database.reading() as session:
            if asked.measure in ("still", "foretold"):
                found = _still(scope, asked, at) if asked.measure == "still" else _foretold(scope, asked)
                query = found.offset(first).limit(size + 1)
                ids = list((await session.exec(query)).scalars().all())
            else:
                ids = (await _counted(session, scope, asked, region, first + size + 1, kept))[first:]
            # What a case is about may have become a secret since.
            known = may_see(scope.actor, Sight.WORDS if asked.by in ABOUT and asked.key not in _ANY else Sight.STATUS)
            cases = await loaded(session, scope.actor, ids[:size], at, known)
        return page_of(cases, len(ids), kept, number, size)

    async def some(self, actor: Actor, ids: Sequence[UUID]) -> list[LoadedCase]:
        """Those of these cases that `actor` may know of and that are still open, in the same order."""
        async with self._database.reading() as session:
            return await loaded(session, actor, ids, self._clock.now(), col(ComplaintRow.status).in_(_OPEN))


async def _counted(
    session: AsyncSession, scope: Scope, asked: Behind, region: Region, most: int, kept: int | None
) -> list[UUID]:
    """The first `most` of those that the figure counted, month by month of receipt: no more months are read than it
    takes to find them, or all `kept`."""
    row = OversightMonthRow
    # What counts within some days had come in by then.
    until = "9999" if asked.measure == "open" else f"{asked.last:%Y-%m}"
    names: Any = select(col(row.month)).where(col(row.month) <= until).order_by(col(row.month).desc())
    wanted = most if kept is None else min(most, kept)
    found: list[UUID] = []
    for month in (await session.exec(names)).scalars().all():
        if len(found) >= wanted:
            break
        asked_for: Any = select(col(row.data)).where(col(row.month) == month)
        data = (await session.exec(asked_for)).scalar_one()
        found += await asyncio.to_thread(_of_month, data, scope, asked, region, most - len(found))
    return found


def _of_month(data: bytes, scope: Scope, asked: Behind, region: Region, most: int) -> list[UUID]:
    ids, facts = identified(data)
    places = behind(facts, _view(facts, scope, region), asked)[:most]
    return [_id(ids, place) for place in places.tolist()]


def _id(ids: "Column", place: int) -> UUID:
    return UUID(bytes=ids[place : place + 1].tobytes())


def _view(facts: Facts, scope: Scope, region: Region) -> View:
    """What the documents of a field of view are made of."""
    if scope.unit == ALL:
        return whole(facts)
    return of_units(facts, sorted(region.reach(scope.unit)), scope.unit if scope.key == scope.unit else None)


def _still(scope: Scope, asked: Behind, at: datetime) -> Any:
    """Cases in which nobody has done anything for so long that they stand still."""
    row, event = ComplaintRow, EventRow
    last = (
        select(col(event.at))
        .where(col(event.complaint_id) == col(row.complaint_id), col(event.version) == col(row.person_version))
        .correlate(ComplaintRow)
        .scalar_subquery()
    )
    # No event is looked up where it is the last of all, or where nothing at all has happened for so long.
    by_person = col(row.version) == col(row.person_version)
    moved = case((by_person, col(row.changed_at)), else_=func.coalesce(last, col(row.changed_at)))
    one_unit = asked.key != ALL_GROUPS
    since = {unit: instant for unit, instant in asked.quiet_since.items() if not one_unit or unit == asked.key}
    of_none = since.pop(NO_GROUP, None)
    units: dict[datetime, list[str]] = {}
    for unit, instant in since.items():
        units.setdefault(instant, []).append(unit)

    def still(before: datetime) -> ColumnElement[bool]:
        return or_(col(row.changed_at) < before, moved < before)

    quiet = [and_(col(row.unit).in_(codes), still(instant)) for instant, codes in units.items()]
    if of_none is not None:
        quiet.append(and_(col(row.unit).is_(None), still(of_none)))
    statuses = OPEN - {Status.RESOLVED}  # then it is the citizen's word that is waited for
    if asked.status:
        statuses &= {Status(asked.status)}
    # What came in later cannot have stood still for so long: said, so that it is not looked at one by one.
    newest = max(asked.quiet_since.values(), default=at) + _LETTERS
    rules = [col(row.status).in_([str(one) for one in sorted(statuses)]), col(row.received_at) < newest]
    return _latest_first([*rules, or_(false(), *quiet), *_group(asked)], scope)


def _foretold(scope: Scope, asked: Behind) -> Any:
    """Cases that were late within the week after the forecast of the morning `first`."""
    told = LateForecastRow
    late = select(col(told.complaint_id)).where(col(told.made_on) == asked.first, col(told.late).is_(True))
    return _latest_first([col(ComplaintRow.complaint_id).in_(late), *_group(asked)], scope)


def _group(asked: Behind) -> list[ColumnElement[bool]]:
    """By unit, which is all that such figures are told by."""
    if asked.key == ALL_GROUPS:
        return []
    return [col(ComplaintRow.unit).is_(None) if asked.key == NO_GROUP else col(ComplaintRow.unit) == asked.key]


def _latest_first(conditions: Sequence[ColumnElement[bool]], scope: Scope) -> Any:
    row = ComplaintRow
    road = [] if scope.key == scope.unit else [col(row.restricted).is_(False)]
    found: Any = select(col(row.complaint_id)).where(may_see(scope.actor, Sight.STATUS), *road, *conditions)
    return found.order_by(col(row.received_at).desc(), col(row.complaint_id))
