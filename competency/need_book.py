"""Needs as they are kept: opened by signals or by hand, moved by whoever may, and read by those who work with them."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency import decisions, inputs, need_ledger
from competency import need_events as e
from competency import needs as n
from competency.dictionary import Dictionary
from competency.merging import Merged, Source, merge
from competency.need_events import OPEN, Reason, Status
from competency.need_tables import NeedEventRow, NeedRow
from competency.needs import Command, Given, Hear, Need
from competency.tables import StaffingRow
from complaints.commands import Words
from complaints.region import Region, RegionBook
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from foundation.ledger import Entry
from people.actor import SYSTEM, Actor, Role
from workdays.calendars import Calendars

ALL_UNITS = (Role.ANALYST, Role.SUPERVISOR, Role.SECRETARY)
"""Who sees the needs of all units; a head sees those of their own."""
COMPETENCE = frozenset({"kompetensi-teknis", "kompetensi-unit"})
"""Labels of signals that may become needs; everything else goes to those who own staffing, surges or services."""
REJECTED_MONTHS, REJECTED_SHARE = 3, 0.4
"""Beyond this share of needs from strong signals rejected over so many months, the thresholds must be looked at."""
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('needs'))")
_UNANSWERED = text("state ->> 'stance' IS NULL")
_OFFICERS = text(
    "SELECT count(DISTINCT officer_id) FROM posts WHERE unit = ANY(:units) AND role IN ('officer', 'head') "
    "AND starts_on <= :today AND (ends_on IS NULL OR ends_on >= :today)"
)

Sources = Callable[[AsyncSession, str, str | None, str | None, date], Awaitable[Sequence[Source]]]
"""What was found out otherwise than from complaints about a competency, in a unit and on a topic (None: any), till a
day."""


class _Numbers(Protocol):
    @property
    def n(self) -> int: ...
    @property
    def ratio(self) -> float: ...


class Signalled(Protocol):
    """A signal as it is kept."""

    @property
    def id(self) -> UUID: ...
    @property
    def code(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def topic(self) -> str | None: ...
    @property
    def family(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def strength(self) -> str: ...
    @property
    def numbers(self) -> _Numbers: ...


class Happened(NamedTuple):
    """One row of a need's history. `words` are empty where there are none, None where they were erased."""

    at: datetime
    actor: str
    event: e.AnyEvent
    words: str | None


class Dossier(NamedTuple):
    """All there is about a need. `lacking`: why it cannot be accepted now, None where it can."""

    need: Need
    sources: list[Source]
    merged: Merged
    history: list[Happened]
    moves: frozenset[type[Command]]
    lacking: str | None


class Line(NamedTuple):
    """A need on the board."""

    need: Need
    merged: Merged


class Filter(NamedTuple):
    """What the board is narrowed to; empty: everything. `statuses` of None: all that are open."""

    competency: str = ""
    topic: str = ""
    unit: str = ""
    statuses: frozenset[Status] | None = None


EVERYTHING = Filter()


class Rejections(NamedTuple):
    """What became of needs from signals over the last months, by reason."""

    decided: int
    rejected: int
    reasons: Mapping[Reason, int]

    @property
    def share(self) -> float:
        return self.rejected / self.decided if self.decided else 0.0

    @property
    def too_many(self) -> bool:
        """Whether the thresholds of signals must be looked at."""
        return self.share > REJECTED_SHARE


class Needs:
    """Each call is one transaction of its own, but for those that are given a session."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        calendars: Calendars,
        region: RegionBook,
        sources: Sources = inputs.sources,
    ) -> None:
        self._database, self._clock, self._calendars, self._region = database, clock, calendars, region
        self._sources = sources

    async def heard(self, session: AsyncSession, signals: Iterable[Signalled], on: date) -> list[UUID]:
        """Let signals of competence open needs, or speak for those known; `on` is the last day they looked at.

        An early warning opens nothing. Returns the needs that heard something.
        """
        await session.exec(_LOCK)  # type: ignore[call-overload]
        region = await self._region.current()
        known = await decisions.dictionary(session, decisions.parents_of(region.topics))
        touched = []
        for signal in signals:
            codes = known.pointed(signal.family, signal.topic) if signal.label in COMPETENCE else ()
            if codes:
                need = await self._hear(session, signal, codes[0], on)
                touched += [need] if need else []
        return touched

    async def _hear(self, session: AsyncSession, signal: Signalled, competency: str, on: date) -> UUID | None:
        strong = signal.strength == "kuat"
        numbers = (signal.numbers.n, signal.numbers.ratio)
        heard = e.Heard(signal.id, signal.code, on, signal.family, strong, *numbers)
        need = await self._of_cell(session, competency, signal.unit, signal.topic)
        if need is None or not n.takes(need, self._clock.now()):
            if not strong:
                return None
            need = Need(uuid7())
        opens = "" if need.status else await self._code(session)
        command = Hear(heard, competency, signal.unit, signal.topic, opens)
        await self._record(session, need, SYSTEM, command, f"signal:{signal.id}", Given())
        return need.id

    async def open(
        self, by: Actor, competency: str, unit: str | None, topic: str | None, words: Words, cause: str
    ) -> Need:
        """Open a need by hand; raises NotAllowed, or Invalid naming the fields."""
        region = await self._region.current()
        async with self._database.transaction() as session:
            await session.exec(_LOCK)  # type: ignore[call-overload]
            known = await decisions.dictionary(session, {})
            faults = _cell_faults(known, region, competency, unit, topic)
            if faults:
                raise Invalid(fields=faults)
            there = await self._of_cell(session, competency, unit, topic)
            if there is not None and there.status in OPEN:
                fault = {"competency": _("Kebutuhan yang sama sudah terbuka. Tambahkan sumbernya di sana.")}
                raise Invalid(fields=fault)
            asked = n.Open(await self._code(session), competency, words, unit, topic)
            given = Given(people=await self._people(session, region, unit))
            return await self._record(session, Need(uuid7()), by, asked, cause, given)

    async def record(self, need_id: UUID, by: Actor, command: Command, cause: str = "") -> Need:
        """Do what is asked; `cause` names the request, so that a repeat changes nothing.

        Raises NotFound, NotAllowed, Refused or Invalid.
        """
        async with self._database.transaction() as session:
            return await self.within(session, need_id, by, command, cause)

    async def within(self, session: AsyncSession, need_id: UUID, by: Actor, command: Command, cause: str = "") -> Need:
        """The same as a part of somebody else's transaction."""
        need = await _load(session, need_id, lock=True)
        if not _seen(by, need):
            raise NotFound()
        if cause and await _done(session, need_id, cause):
            return need
        given = await self._given(session, need, command)
        return await self._record(session, need, by, command, cause or f"once:{uuid7()}", given)

    async def _record(
        self, session: AsyncSession, need: Need, by: Actor, command: Command, cause: str, given: Given
    ) -> Need:
        at = self._clock.now()
        happened = n.decide(need, command, by, at, given)
        after, entries = need_ledger.recorded(need, happened, at, by.name_in_log, cause)
        sealed = {seal.id for seal in map(e.seal_of, happened) if seal}
        words = getattr(command, "words", None)
        await need_ledger.append(session, after, entries, [words] if words and words.id in sealed else [])
        return after

    async def _given(self, session: AsyncSession, need: Need, command: Command) -> Given:
        match command:
            case n.Accept():
                return Given(merged=await self._merged(session, need))
            case n.Review():
                return Given(reply_until=await self._due(session, need.unit, "reply_days"))
            case n.PassOn(owner=owner):
                region = await self._region.current()
                if owner not in region.unit:
                    fault = {"owner": _("Pilih unit yang akan menanganinya.")}
                    raise Invalid(fields=fault)
                return Given(owner_due=await self._due(session, owner, "owner_days"))
        return Given()

    async def _due(self, session: AsyncSession, unit: str | None, which: str) -> datetime:
        """The end of the working days that the region gives, in the calendar of the unit that has them."""
        region = await self._region.current()
        calendar = await self._calendars.current(region.timezone_of(unit), unit or "")
        numbers, _version = await decisions.thresholds(session)
        return calendar.due_after(self._clock.now(), getattr(numbers, which))

    async def _merged(self, session: AsyncSession, need: Need) -> Merged:
        return merge(await self._all_sources(session, need), measurable=await self._measurable(session, need))

    async def _measurable(self, session: AsyncSession, need: Need) -> bool:
        return (await decisions.dictionary(session, {})).measurable(need.competency)

    async def _all_sources(self, session: AsyncSession, need: Need) -> list[Source]:
        region = await self._region.current()
        today = (await self._calendars.current(region.timezone)).local_date(self._clock.now())
        return [*need.sources(today), *await self._sources(session, need.competency, need.unit, need.topic, today)]

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
            need = await _load(session, need_id)
            if not _seen(by, need):
                raise NotFound()
            sources = await self._all_sources(session, need)
            merged = merge(sources, measurable=await self._measurable(session, need))
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
            need = await _load(session, found) if found else None
        return need if need and _seen(by, need) else None

    async def board(self, by: Actor, narrowed: Filter = EVERYTHING) -> list[Line]:
        """Needs somebody may see, by competency, topic and unit."""
        chosen = (
            select(NeedRow)
            .where(*_seen_by(by), *_narrowed(narrowed))
            .order_by(
                col(NeedRow.competency),
                func.coalesce(col(NeedRow.topic), ""),
                col(NeedRow.priority).desc(),
                func.coalesce(col(NeedRow.unit), ""),
            )
        )
        async with self._database.reading() as session:
            known = await decisions.dictionary(session, {})
            lines = []
            for row in (await session.exec(chosen)).all():
                need = need_ledger.need_of(row)
                sources = await self._all_sources(session, need)
                lines.append(Line(need, merge(sources, measurable=known.measurable(need.competency))))
        return lines

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
        """What reviewers made of needs from signals over the last months."""
        since = self._clock.now() - REJECTED_MONTHS * (n.SOON / 12)
        decided = select(col(NeedEventRow.type), col(NeedEventRow.data)).where(
            col(NeedEventRow.type).in_(["need.accepted", "need.rejected", "need.passed_on"]),
            col(NeedEventRow.at) > since,
            col(NeedEventRow.need_id).in_(select(NeedRow.need_id).where(col(NeedRow.origin) == "signal")),
        )
        async with self._database.reading() as session:
            return counted([e.unpack(name, data) for name, data in (await session.exec(decided)).all()])

    async def _of_cell(
        self, session: AsyncSession, competency: str, unit: str | None, topic: str | None
    ) -> Need | None:
        """The need of a cell: the open one, or the one that ended last."""
        newest = (
            select(NeedRow)
            .where(
                col(NeedRow.competency) == competency,
                col(NeedRow.unit).is_not_distinct_from(unit),
                col(NeedRow.topic).is_not_distinct_from(topic),
            )
            .order_by(col(NeedRow.ended_at).desc().nulls_first(), col(NeedRow.opened_at).desc())
            .limit(1)
            .with_for_update()
        )
        row = (await session.exec(newest)).first()
        return need_ledger.need_of(row) if row else None

    async def _code(self, session: AsyncSession) -> str:
        """The next code of the year, as KEB-2026-0001; the caller holds the lock."""
        region = await self._region.current()
        year = (await self._calendars.current(region.timezone)).local_date(self._clock.now()).year
        like = col(NeedRow.code).like(f"KEB-{year}-%")
        last = (await session.exec(select(func.count()).select_from(NeedRow).where(like))).one()
        return f"KEB-{year}-{last + 1:04d}"

    async def _people(self, session: AsyncSession, region: Region, unit: str | None) -> int:
        """How many people a unit has: those with a post in it or below, or those its newest staffing tells of."""
        if unit is None:
            return 0
        units = sorted(region.reach(unit))
        today = (await self._calendars.current(region.timezone_of(unit), unit)).local_date(self._clock.now())
        posts = (await session.exec(_OFFICERS, params={"units": units, "today": today})).one()[0]  # type: ignore[call-overload]
        newest = (
            select(StaffingRow.officers)
            .where(col(StaffingRow.unit) == unit)
            .order_by(col(StaffingRow.month).desc(), col(StaffingRow.staffing_id).desc())
            .limit(1)
        )
        staffed = (await session.exec(newest)).first()
        return max(int(posts), int(staffed or 0))


def counted(events: Iterable[e.Event]) -> Rejections:
    """Decisions of reviewers, counted."""
    found = list(events)
    reasons = [one.reason for one in found if isinstance(one, e.Rejected)]
    return Rejections(len(found), len(reasons), {one: reasons.count(one) for one in Reason if one in reasons})


def _cell_faults(
    known: Dictionary, region: Region, competency: str, unit: str | None, topic: str | None
) -> dict[str, str]:
    faults = {}
    if competency not in known.entry or not known.entry[competency].active:
        faults["competency"] = _("Pilih kompetensi dari kamus.")
    if unit is not None and unit not in region.unit:
        faults["unit"] = _("Pilih unit dari daftar.")
    if topic is not None and topic not in region.topic:
        faults["topic"] = _("Pilih topik dari daftar.")
    return faults


def _seen(by: Actor, need: Need) -> bool:
    """Whether somebody may see a need; its twin in SQL is `_seen_by`. An owner sees what was passed on to them."""
    if by.kind == "system" or by.holds_role(*ALL_UNITS):
        return True
    return bool({need.unit, need.owner} & by.reach(Role.HEAD))


def _seen_by(by: Actor) -> list[ColumnElement[bool]]:
    if by.kind == "system" or by.holds_role(*ALL_UNITS):
        return []
    units = sorted(by.reach(Role.HEAD))
    return [col(NeedRow.unit).in_(units) | col(NeedRow.owner).in_(units)]


def _narrowed(narrowed: Filter) -> list[ColumnElement[bool]]:
    statuses = OPEN if narrowed.statuses is None else narrowed.statuses
    wanted = [col(NeedRow.status).in_([str(one) for one in statuses])]
    pairs = ((NeedRow.competency, narrowed.competency), (NeedRow.topic, narrowed.topic), (NeedRow.unit, narrowed.unit))
    return wanted + [col(column) == value for column, value in pairs if value]


async def _load(session: AsyncSession, need_id: UUID, *, lock: bool = False) -> Need:
    chosen = select(NeedRow).where(col(NeedRow.need_id) == need_id)
    row = (await session.exec(chosen.with_for_update() if lock else chosen)).first()
    if row is None:
        raise NotFound()
    return need_ledger.need_of(row)


async def _done(session: AsyncSession, need_id: UUID, cause: str) -> bool:
    chosen = select(NeedEventRow.version).where(col(NeedEventRow.need_id) == need_id, col(NeedEventRow.cause) == cause)
    return (await session.exec(chosen.limit(1))).first() is not None


def _told(entry: Entry, words: Mapping[UUID, str]) -> Happened:
    event = e.unpack(entry.type, entry.data)
    seal = e.seal_of(event)
    return Happened(entry.at, entry.actor, event, words.get(seal.id) if seal else "")
