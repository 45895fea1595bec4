"""Searching all cases somebody may know of, the newest first: by a code, by words, by what they are narrowed to.

What few cases say is looked up and counted. Of words that very many say, cases are asked one stretch after the other,
the newest first, and no more than LOOKED at a time: whoever searches is told how far that went, and may go on from
there. So it costs the same among ten thousand complaints as among a million.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, String, literal, tuple_, values
from sqlalchemy import column as sql_column
from sqlalchemy import select as pick
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.kinds import Priority
from complaints.queries import narrowed
from complaints.sight import HANDLERS, OVERSEERS
from complaints.tables import ComplaintRow
from complaints.views import Filter
from complaints.visibility import Sight, may_see
from foundation.clock import Clock
from foundation.database import Database
from people.actor import Actor, Role
from sla.caseload import Load, loaded
from sla.desk import planned
from sla.desk_search import Found, having, search

MOST = 500
"""On the first pages no more are counted."""
LOOKED = 500
"""So many cases are asked for a word that very many say, before it is told how far that went."""
STRETCH = 100
"""So many at a time, until a page is full."""


class Place(NamedTuple):
    """A place among all cases, the newest first: right after this one."""

    received_at: datetime
    id: UUID


class Hits(NamedTuple):
    """A page of what was found. Where not all cases were looked at, `older` is where to go on."""

    load: Load
    older: Place | None = None


class CaseSearch:
    """Reading; each call opens and ends its own look into the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def page(
        self,
        actor: Actor,
        wanted: Filter,
        *,
        priorities: Collection[Priority] = (),
        after: Place | None = None,
        number: int = 1,
        size: int = 25,
    ) -> Hits:
        """Only what `actor` may know of is found, and by words only what they may read; `after` leaves out what is
        newer."""
        words = may_see(actor, Sight.WORDS)
        rules = [may_see(actor, Sight.STATUS), *narrowed(msgspec.structs.replace(wanted, query=None), words)]
        if priorities:
            rules.append(col(ComplaintRow.priority).in_([str(priority) for priority in priorities]))
        async with self._database.reading(as_one=True) as session:
            await planned(session)
            asked = await search(session, wanted.query) if wanted.query else Found(None)
            if asked.said:
                rules.append(words)
            walk = _Walk(session, _units(actor, wanted), rules, number * size)
            found, more, older = await walk.of(asked, after)
            shown = [one.id for one in found[(number - 1) * size : number * size]]
            cases = await loaded(session, actor, shown, self._clock.now())
        return Hits(Load(tuple(cases), len(found), number, size, more), older)


class _Walk(NamedTuple):
    session: AsyncSession
    units: Sequence[str]
    rules: Sequence[ColumnElement[bool]]
    shown: int
    """So many are on this page and those before it."""

    async def of(self, asked: Found, after: Place | None) -> tuple[list[Place], bool, Place | None]:
        """What was found, whether there is more of it, and where to look on."""
        if asked.words:
            return await self._saying(asked.words, after)
        most = max(MOST, self.shown) + 1
        named = [] if asked.ids is None else [col(ComplaintRow.complaint_id).in_(asked.ids)]
        found = await self._newest(after, most, *named)
        return found, len(found) == most, None

    async def _saying(self, words: str, after: Place | None) -> tuple[list[Place], bool, Place | None]:
        found: list[Place] = []
        looked = await self._newest(after, LOOKED)
        for first in range(0, len(looked), STRETCH):
            stretch = looked[first : first + STRETCH]
            said = await having(self.session, words, [one.id for one in stretch])
            found += [one for one in stretch if one.id in said]
            if len(found) > self.shown:
                return found, True, None
        return found, False, looked[-1] if len(looked) == LOOKED else None

    async def _newest(self, after: Place | None, most: int, *more: ColumnElement[bool]) -> list[Place]:
        row: Any = ComplaintRow
        place = row.received_at, row.complaint_id
        rules = [*self.rules, *more]
        if after is not None:
            rules.append(tuple_(*place) < tuple_(literal(after.received_at), literal(after.id)))
        each = pick(*place).where(*rules).order_by(*(one.desc() for one in place)).limit(most)
        if len(self.units) > 1 and not more:
            units = values(sql_column("code", String), name="units").data([(code,) for code in self.units])
            one = each.where(row.unit == units.c.code).lateral("of_one")
            each = pick(*one.c).select_from(units.join(one, literal(True)))
            each = each.order_by(*(column.desc() for column in one.c)).limit(most)
        elif self.units:
            each = each.where(row.unit.in_(self.units))
        return [Place(*one) for one in (await self.session.exec(each)).all()]  # type: ignore[call-overload]


def _units(actor: Actor, wanted: Filter) -> list[str]:
    """The units without whose cases nothing can be found; none where cases of all units may be."""
    if actor.kind == "system" or actor.holds is not None or actor.holds_role(Role.COORDINATOR, *OVERSEERS):
        return [wanted.unit] if wanted.unit else []
    codes = actor.reach(*HANDLERS) | {post.unit for post in actor.posts if post.role in HANDLERS}
    return sorted(codes & {wanted.unit}) if wanted.unit else sorted(codes)
