"""The inbox of a unit: its cases by how pressing they are, and how many there are of each sort.

The order is danger to life, then what is disputed or was missed, then the rest, each by the nearest promise. Within one
calendar the nearest promise is the one with the least working time left, so that no working time has to be computed to
sort by. Desks are read along an index, unit by unit, and no further than MOST: it costs the same among ten thousand
complaints as among a million, and numbers are exact up to there.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    ColumnElement,
    DateTime,
    ScalarSelect,
    Select,
    String,
    Uuid,
    and_,
    any_,
    bindparam,
    func,
    literal,
    text,
    values,
)
from sqlalchemy import column as sql_column
from sqlalchemy import select as pick
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.kinds import Priority, Stage, Status
from complaints.queries import beginnings, line
from complaints.sight import HANDLERS
from complaints.tables import ComplaintRow
from complaints.visibility import Sight, may_see, sight
from foundation.clock import Clock
from foundation.database import Database
from people.actor import Actor
from people.held_posts import NOW, Instant
from sla.caseload import EXCERPT, LoadedCase
from sla.clocks import ClockState
from sla.desk_filter import Tab, Wanted, conditions, desks, lying
from sla.desk_search import PROBED, Found, having, search
from sla.queries import RANKS, rank_at, running
from sla.tables import ClockRow, DeskRow

_WEEK_ENDS: ColumnElement[datetime] = bindparam("week_ends", type_=DateTime(timezone=True))
MOST = 1000
"""No list goes on beyond so many, and no number is counted further."""


class Nearest(msgspec.Struct, frozen=True):
    """The promise that presses most: its clock runs until `due`, or stands still where that is None."""

    stage: Stage
    due: datetime | None
    every_day: bool
    calendar: str
    """As events name the calendar it was computed with."""


class DeskCase(msgspec.Struct, frozen=True):
    """A case in an inbox. `version` counts all that was recorded of it."""

    loaded: LoadedCase
    nearest: Nearest | None
    spoken_to: bool
    version: int


class DeskPage(msgspec.Struct, frozen=True):
    """A page of an inbox. `total` are all there are, or at least so many where there may be `more`."""

    cases: tuple[DeskCase, ...]
    total: int
    more: bool
    number: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


class Desk:
    """Reading; each call opens and ends its own look into the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def page(self, actor: Actor, wanted: Wanted, number: int = 1, size: int = 25) -> DeskPage:
        """A page of what lies on the actor's desks; pages beyond the last one are the last one."""
        async with self._database.reading(as_one=True) as session:
            await planned(session)
            return await _page(session, actor, wanted, number, size, self._clock.now())

    async def look(
        self, actor: Actor, wanted: Wanted, number: int = 1, size: int = 25
    ) -> tuple[DeskPage, dict[Tab, int]]:
        """A page as in `page`, and the numbers of `counts` beside it."""
        async with self._database.reading(as_one=True) as session:
            await planned(session)
            page = await _page(session, actor, wanted, number, size, self._clock.now())
            return page, await _counts(session, actor, wanted)

    async def counts(self, actor: Actor, wanted: Wanted) -> dict[Tab, int]:
        """How many lie in each part of the desk, up to MOST; of `wanted` only the unit narrows."""
        async with self._database.reading(as_one=True) as session:
            await planned(session)
            return await _counts(session, actor, wanted)

    async def new(self, actor: Actor) -> int:
        """How many nobody looks after yet: given to the unit and not taken, or disputed; up to MOST."""
        at = self._clock.now()
        counted = [
            _count(actor, Wanted(at, at, status=str(status)), MOST).label(str(status))
            for status in (Status.FORWARDED, Status.DISPUTED)
        ]
        async with self._database.reading(as_one=True) as session:
            await planned(session)
            row = (await session.exec(pick(*counted))).one()  # type: ignore[call-overload]
        return min(MOST, int(sum(row)))

    async def known(self, actor: Actor, ids: Sequence[UUID]) -> frozenset[UUID]:
        """Those of these cases that lie on a desk of the actor's."""
        if not ids:
            return frozenset()
        rule = and_(col(DeskRow.complaint_id).in_(ids), col(DeskRow.unit).in_(sorted(actor.reach(*HANDLERS))))
        async with self._database.reading() as session:
            found = await session.exec(select(DeskRow.complaint_id).where(rule, *lying(actor)))
            return frozenset(found.all())


async def _page(session: AsyncSession, actor: Actor, wanted: Wanted, number: int, size: int, at: datetime) -> DeskPage:
    ids, more = await _ids(session, actor, wanted, min(max(1, number) * size + 1, MOST))
    number = min(max(1, number), max(1, -(-len(ids) // size)))
    shown = ids[(number - 1) * size : number * size]
    return DeskPage(await _cases(session, actor, shown, at), len(ids), more, number, size)


async def _counts(session: AsyncSession, actor: Actor, wanted: Wanted) -> dict[Tab, int]:
    times = {"now": wanted.at, "week_ends": wanted.week_ends}
    row = (await session.exec(_counting(actor, wanted.unit, MOST), params=times)).one()
    return dict(zip(Tab, row, strict=True))


@lru_cache(maxsize=256)
def _counting(actor: Actor, unit: str, most: int) -> Any:
    """How many lie in each part of the desk at NOW and up to _WEEK_ENDS: to make it takes longer than to ask it."""
    anytime = datetime.max.replace(tzinfo=UTC)
    wanted = [Wanted(anytime, anytime, tab, unit=unit) for tab in Tab]
    return pick(*(_count(actor, one, most, NOW, _WEEK_ENDS).label(str(one.tab)) for one in wanted))


def _walk(actor: Actor, wanted: Wanted, ids: Sequence[UUID] | None = None, *, most: int) -> Select[Any]:
    """Ids with what they are ordered by: of each desk no more than `most`; of those of `ids` alone, where some are."""
    row: Any = DeskRow
    codes = desks(actor, wanted)
    each = pick(row.complaint_id, row.presses, row.due).where(*conditions(actor, wanted))
    if ids is not None:
        each = each.where(row.complaint_id.in_(ids))
    if wanted.tab is Tab.MINE or ids is not None or len(codes) < 2:  # few, wherever they lie; or one desk
        return each.where(row.unit.in_(codes)).order_by(*_order(row)).limit(most)
    one = _each_desk(each.order_by(*_order(row)), codes, most)
    return one.order_by(*_order(one.selected_columns)).limit(most)


def _each_desk(each: Select[Any], codes: Sequence[str], most: int) -> Select[Any]:
    """What `each` selects of desks, of every one of them no more than `most`."""
    units = values(sql_column("code", String), name="desks").data([(code,) for code in codes])
    one = each.where(col(DeskRow.unit) == units.c.code).limit(most).lateral("each_desk")
    return pick(*one.c).select_from(units.join(one, literal(True)))


async def planned(session: AsyncSession) -> None:
    """Each statement is planned with its own values: which index is short depends on whose desk it is."""
    await session.exec(text("SET LOCAL plan_cache_mode = force_custom_plan"))  # type: ignore[call-overload]


def _order(row: Any) -> tuple[Any, ...]:
    return row.presses, row.due, row.complaint_id


def _count(
    actor: Actor, wanted: Wanted, most: int, at: Instant | None = None, week_ends: Instant | None = None
) -> ScalarSelect[int]:
    """Up to `most`, of any order: to sort thousands would cost more than to count them."""
    codes = desks(actor, wanted)
    each = pick(literal(1).label("one")).where(*conditions(actor, wanted, at, week_ends))
    several = wanted.tab is not Tab.MINE and len(codes) > 1
    some = _each_desk(each, codes, most) if several else each.where(col(DeskRow.unit).in_(codes))
    return pick(func.count()).select_from(some.limit(most).subquery()).scalar_subquery()


async def _ids(session: AsyncSession, actor: Actor, wanted: Wanted, needed: int) -> tuple[list[UUID], bool]:
    """In order, and whether there may be more. Of a frequent word no more are looked for than are `needed`."""
    found = await search(session, wanted.query) if wanted.query else Found(None)
    if found.ids == []:
        return [], False
    walk = _walk(actor, wanted, found.ids, most=MOST)
    ids = list((await session.exec(walk)).scalars())  # type: ignore[call-overload]
    if not found.words:
        return ids, len(ids) >= MOST
    saying: list[UUID] = []
    for first in range(0, len(ids), PROBED):
        asked = ids[first : first + PROBED]
        said = await having(session, found.words, asked)
        saying += [one for one in asked if one in said]
        if len(saying) >= needed:
            return saying, first + PROBED < len(ids) or len(ids) >= MOST
    return saying, len(ids) >= MOST


async def _cases(session: AsyncSession, actor: Actor, ids: Sequence[UUID], at: datetime) -> tuple[DeskCase, ...]:
    """In the order of `ids`; the rule of visibility is asked once more of each."""
    if not ids:
        return ()
    own = col(ComplaintRow.complaint_id) == col(DeskRow.complaint_id)
    found = await session.exec(
        select(ComplaintRow, DeskRow)
        .join(DeskRow, own)
        .where(col(ComplaintRow.complaint_id).in_(ids), may_see(actor, Sight.STATUS))
    )
    rows = {row.complaint_id: (row, desk) for row, desk in found.all()}
    reports = await beginnings(session, list(rows), EXCERPT)
    nearest, ranks = await _nearest(session, list(rows), at)
    cases = []
    for one in ids:
        if one not in rows:
            continue
        row, desk = rows[one]
        seen = sight(actor, one, row)
        clock = nearest.get(one)
        loaded = LoadedCase(
            line(row, seen, reports.get(one) if seen >= Sight.WORDS else None),
            row.person_version,
            clock.due if clock else None,
            ranks.get(one) if row.status != Status.PLEDGED else None,
            Priority(row.priority),
            row.pledged_on if row.status == Status.PLEDGED else None,
        )
        cases.append(DeskCase(loaded, clock, desk.spoken_to, desk.version))
    return tuple(cases)


async def _nearest(
    session: AsyncSession, ids: Sequence[UUID], at: datetime
) -> tuple[dict[UUID, Nearest], dict[UUID, ClockState]]:
    """Of each case the promise that presses most, and how the worst one stands."""
    found = await session.exec(_running(), params={"now": at, "ids": list(ids)})  # type: ignore[call-overload]
    nearest: dict[UUID, Nearest] = {}
    worst: dict[UUID, int] = {}
    for clock in found.all():
        worst[clock.complaint_id] = max(clock.rank, worst.get(clock.complaint_id, 0))
        runs = clock.stopped_at is None or clock.missed
        before = nearest.get(clock.complaint_id)
        if before is None or (runs and before.due is None):
            due = clock.due if runs else None
            nearest[clock.complaint_id] = Nearest(Stage(clock.stage), due, clock.every_day, clock.calendar)
    return nearest, {one: RANKS[rank] for one, rank in worst.items()}


@cache
def _running() -> Select[Any]:
    """Of cases `ids` the clocks that run or stand still, the nearest first, and how each stands at NOW."""
    row: Any = ClockRow
    which = (row.complaint_id, row.stage, row.due, row.every_day, row.calendar, row.stopped_at, row.missed)
    asked = pick(*map(col, which), rank_at(NOW).label("rank")).where(running())
    return asked.where(col(row.complaint_id) == any_(bindparam("ids", type_=ARRAY(Uuid)))).order_by(col(row.due))
