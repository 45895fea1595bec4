"""Needs as they are kept: opened by signals or by hand, and moved by whoever may."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency import decisions, need_ledger, need_mails
from competency import need_events as e
from competency import needs as n
from competency.dictionary import Dictionary
from competency.merging import merge
from competency.need_board import NeedBoard, load
from competency.need_events import OPEN, Status
from competency.need_sight import seen
from competency.need_tables import NeedEventRow, NeedRow
from competency.needs import Command, Given, Hear, Need
from competency.tables import StaffingRow
from complaints.commands import Words
from complaints.region import Region
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from people.actor import SYSTEM, Actor

COMPETENCE = frozenset({"kompetensi-teknis", "kompetensi-unit"})
"""Labels of signals that may become needs; everything else goes to those who own staffing, surges or services."""
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('needs'))")
_OFFICERS = text(
    "SELECT count(DISTINCT officer_id) FROM posts WHERE unit = ANY(:units) AND role IN ('officer', 'head') "
    "AND starts_on <= :today AND (ends_on IS NULL OR ends_on >= :today)"
)


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


class Needs(NeedBoard):
    """Each call is one transaction of its own, but for those that are given a session."""

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
        """Open a need by hand, or again one closed within a year; raises NotAllowed, or Invalid naming the fields."""
        region = await self._region.current()
        async with self._database.transaction() as session:
            await session.exec(_LOCK)  # type: ignore[call-overload]
            known = await decisions.dictionary(session, {})
            faults = _cell_faults(known, region, competency, unit, topic)
            if faults:
                raise Invalid(fields=faults)
            there = await self._of_cell(session, competency, unit, topic)
            if there is not None and await _done(session, there.id, cause):
                return there
            if there is not None and there.status in OPEN:
                fault = {"competency": _("Kebutuhan yang sama sudah terbuka. Tambahkan sumbernya di sana.")}
                raise Invalid(fields=fault)
            back = there if there and there.status == Status.CLOSED and n.takes(there, self._clock.now()) else None
            code = back.code if back else await self._code(session)
            given = Given(people=await self._people(session, region, unit))
            asked = n.Open(code, competency, words, unit, topic)
            return await self._record(session, back or Need(uuid7()), by, asked, cause, given)

    async def record(self, need_id: UUID, by: Actor, command: Command, cause: str = "") -> Need:
        """Do what is asked; `cause` names the request, so that a repeat changes nothing.

        Raises NotFound, NotAllowed, Refused or Invalid.
        """
        async with self._database.transaction() as session:
            return await self.within(session, need_id, by, command, cause)

    async def within(self, session: AsyncSession, need_id: UUID, by: Actor, command: Command, cause: str = "") -> Need:
        """The same as a part of somebody else's transaction."""
        need = await load(session, need_id, lock=True)
        if not seen(by, need):
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
        await need_mails.owe(session, after, happened, await self._region.current(), at)
        return after

    async def _given(self, session: AsyncSession, need: Need, command: Command) -> Given:
        match command:
            case n.Accept():
                sources, measurable = await self._all_sources(session, need)
                return Given(merged=merge(sources, measurable=measurable))
            case n.EraseWords():
                return Given(written=frozenset(await need_ledger.words_of(session, need.id)))
            case n.Review():
                return Given(reply_until=await self._due(session, need.unit, "reply_days"))
            case n.PassOn(owner=owner):
                region = await self._region.current()
                if owner not in region.unit or owner == need.unit:
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


async def _done(session: AsyncSession, need_id: UUID, cause: str) -> bool:
    chosen = select(NeedEventRow.version).where(col(NeedEventRow.need_id) == need_id, col(NeedEventRow.cause) == cause)
    return (await session.exec(chosen.limit(1))).first() is not None
