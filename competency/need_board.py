"""Needs as they are read: the board, one of them with all its sources, and what waits for whom."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency import decisions, inputs, need_ledger
from competency import need_events as e
from competency import needs as n
from competency.inputs import About
from competency.merging import Grade, Merged, Source, merge
from competency.need_events import Status
from competency.need_reasons import Rejections, rejections
from competency.need_sight import EVERYTHING, Filter, narrowed_to, seen, seen_by
from competency.need_tables import NeedEventRow, NeedRow
from competency.needs import Command, Need
from complaints.region import RegionBook
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotFound
from foundation.ledger import Entry
from people.actor import Actor, Role
from workdays.calendars import Calendars

_UNANSWERED = text("state ->> 'stance' IS NULL")
_DECIDED = ["need.opened", "need.reopened", "need.accepted", "need.rejected", "need.passed_on"]

Gather = Callable[[AsyncSession, date, str | None], Awaitable[About]]
"""Reads what was found out till a day otherwise than from complaints, of one competency (None: all)."""


class Happened(NamedTuple):
    """One row of a need's history. `words` are empty where there are none, None where they were erased."""

    at: datetime
    actor: str
    event: e.AnyEvent
    words: str | None
    words_id: UUID | None = None


class Dossier(NamedTuple):
    """All there is about a need. `merged`: what its sources say today. `lacking`: why it cannot be accepted now."""

    need: Need
    sources: list[Source]
    merged: Merged
    history: list[Happened]
    moves: frozenset[type[Command]]
    lacking: str | None


class Line(NamedTuple):
    """A need on the board. `merged`: what speaks for it; of one that was accepted, what spoke for it then."""

    need: Need
    merged: Merged


class Hint(NamedTuple):
    """What people say of a unit, and no need has been opened for."""

    competency: str
    unit: str
    merged: Merged


class NeedBoard:
    """Each call is one transaction of its own, but for those that are given a session."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        calendars: Calendars,
        region: RegionBook,
        gather: Gather = inputs.gathered,
    ) -> None:
        self._database, self._clock, self._calendars, self._region = database, clock, calendars, region
        self._gather = gather

    async def accepted(self, competency: str | None = None, topic: str | None = None) -> list[Need]:
        """Accepted needs that wait for a training, those that came back first, then the oldest."""
        chosen = select(NeedRow).where(col(NeedRow.status) == str(Status.ACCEPTED))
        if competency is not None:
            chosen = chosen.where(col(NeedRow.competency) == competency)
        if topic is not None:
            chosen = chosen.where(col(NeedRow.topic) == topic)
        ordered = chosen.order_by(col(NeedRow.priority).desc(), col(NeedRow.opened_at), col(NeedRow.need_id))
        async with self._database.reading() as session:
            return [need_ledger.need_of(row) for row in (await session.exec(ordered)).all()]

    async def one(self, need_id: UUID, by: Actor) -> Dossier:
        """Raises NotFound, also where somebody may not see it."""
        async with self._database.reading() as session:
            need = await load(session, need_id)
            if not seen(by, need):
                raise NotFound()
            sources, measurable = await self._all_sources(session, need)
            merged = merge(sources, measurable=measurable)
            words = await need_ledger.words_of(session, need_id)
            history = [_told(entry, words) for entry in await need_ledger.entries_of(session, [need_id])]
        lacking = n.lacking(need, merged, self._clock.now())
        return Dossier(need, sources, merged, history, n.open_to(by, need), lacking)

    async def heard_of(self, signal: str, by: Actor) -> Need | None:
        """The need for which a signal spoke last, by the signal's code; None where there is none to be seen."""
        event = NeedEventRow
        newest = (
            select(event.need_id)
            .where(col(event.type) == "need.heard", col(event.data)["code"].as_string() == signal)
            .order_by(col(event.at).desc())
            .limit(1)
        )
        async with self._database.reading() as session:
            found = (await session.exec(newest)).first()
            need = await load(session, found) if found else None
        return need if need and seen(by, need) else None

    async def board(self, by: Actor, narrowed: Filter = EVERYTHING) -> list[Line]:
        """Needs somebody may see, by competency, topic and unit. What speaks for them is read once for all of them."""
        row = NeedRow
        chosen = (
            select(row)
            .where(*seen_by(by), *narrowed_to(narrowed))
            .order_by(
                col(row.competency),
                func.coalesce(col(row.topic), ""),
                col(row.priority).desc(),
                func.coalesce(col(row.unit), ""),
            )
        )
        today = await self._today()
        async with self._database.reading() as session:
            needs = [need_ledger.need_of(row) for row in (await session.exec(chosen)).all()]
            known = await decisions.dictionary(session, {})
            about = await self._gather(session, today, narrowed.competency or None)
        merged = (merge(_of(one, about, today), measurable=known.measurable(one.competency)) for one in needs)
        return [Line(one, one.strength(now)) for one, now in zip(needs, merged, strict=True)]

    async def unopened(self) -> list[Hint]:
        """Where people alone (levels, voices, read cases) say there is a need and none is open: never from complaints,
        which open their own. By competency and unit."""
        today = await self._today()
        row = NeedRow
        async with self._database.reading() as session:
            open_ones = select(row.competency, row.unit).where(col(row.ended_at).is_(None))
            known = set((await session.exec(open_ones)).all())
            wanted = sorted(await inputs.spoken_of(session, today) - known)
            about = await self._gather(session, today, None)
            terms = await decisions.dictionary(session, {})
        hints = (Hint(*cell, merge(about(*cell, None), measurable=terms.measurable(cell[0]))) for cell in wanted)
        return [one for one in hints if one.merged.grade != Grade.HINT]

    async def waiting(self, by: Actor) -> int:
        """How many wait for somebody: new ones and those looked into for an analyst, those unanswered for a head."""
        row, units = NeedRow, sorted(by.reach(Role.HEAD))
        analyst = by.holds_role(Role.ANALYST)
        if not analyst and not units:
            return 0
        early = col(row.status).in_([str(Status.NEW), str(Status.REVIEWED)])
        mine = col(row.unit).in_(units) & early & _UNANSWERED
        mine |= col(row.owner).in_(units) & (col(row.status) == str(Status.PASSED_ON))
        wanted = early if analyst else mine
        async with self._database.reading() as session:
            return (await session.exec(select(func.count()).select_from(row).where(wanted))).one()

    async def rejections(self) -> Rejections:
        """What reviewers made of needs from signals, month by month."""
        event = NeedEventRow
        decided = (
            select(event.need_id, event.at, event.type, event.data)
            .where(col(event.type).in_(_DECIDED))
            .order_by(col(event.need_id), col(event.version))
        )
        async with self._database.reading() as session:
            rows: Any = (await session.exec(decided)).all()
        zone = ZoneInfo((await self._region.current()).timezone)
        happened = ((need, at, e.unpack(name, data)) for need, at, name, data in rows)
        return rejections(happened, await self._today(), zone)

    async def _all_sources(self, session: AsyncSession, need: Need) -> tuple[list[Source], bool]:
        """All that speaks of it, and whether complaints can."""
        today = await self._today()
        about = await self._gather(session, today, need.competency)
        known = await decisions.dictionary(session, {})
        return _of(need, about, today), known.measurable(need.competency)

    async def _today(self) -> date:
        region = await self._region.current()
        return (await self._calendars.current(region.timezone)).local_date(self._clock.now())


def _of(need: Need, about: About, today: date) -> list[Source]:
    """Complaints, and everything else."""
    return [*need.sources(today), *about(need.competency, need.unit, need.topic)]


async def load(session: AsyncSession, need_id: UUID, *, lock: bool = False) -> Need:
    """Raises NotFound."""
    chosen = select(NeedRow).where(col(NeedRow.need_id) == need_id)
    row = (await session.exec(chosen.with_for_update() if lock else chosen)).first()
    if row is None:
        raise NotFound()
    return need_ledger.need_of(row)


def _told(entry: Entry, words: Mapping[UUID, str]) -> Happened:
    event = e.unpack(entry.type, entry.data)
    seal = e.seal_of(event)
    if seal is None:
        return Happened(entry.at, entry.actor, event, "")
    return Happened(entry.at, entry.actor, event, words.get(seal.id), seal.id)
