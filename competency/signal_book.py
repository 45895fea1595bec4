"""Signals as they are kept: what a report found, who may see it, who opened it, and what its unit says to it."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as pick
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from competency.input_tables import CaseSampleRow
from competency.stored_signals import (
    ALL_UNITS,
    Report,
    StoredSignal,
    answers_for,
    may_see_signal,
    of_units,
    report_of,
    seen_by,
    signal_of,
)
from competency.tables import (
    SignalCaseOpeningRow,
    SignalCaseRow,
    SignalOpeningRow,
    SignalReplyRow,
    SignalReportRow,
    SignalRow,
)
from complaints.tables import ComplaintRow
from complaints.visibility import Sight, may_see
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotAllowed, NotFound
from foundation.language import mark as _
from foundation.sealing import KeyRing
from people.actor import Actor

REPLY_LONGEST = 4000
"""Characters of a unit's answer."""
OPENINGS_SHOWN = 200
_SEALED = "signal_replies.words"
_UNREADABLE = {"words": _("Tulis tanggapannya, paling banyak 4.000 huruf.")}


class Opening(NamedTuple):
    """That an officer opened a signal, or a complaint behind it."""

    officer: UUID
    at: datetime
    signal: UUID
    complaint: UUID | None = None


class Reply(NamedTuple):
    id: UUID
    signal: UUID
    """The version that was read."""
    words: str
    officer: UUID
    at: datetime


class Case(NamedTuple):
    """A complaint behind a signal that the reader may read; `kinds` are random, strongest or both."""

    complaint_id: UUID
    code: str
    kinds: frozenset[str]


class Cases(NamedTuple):
    """`withheld` are those that the reader may not read."""

    shown: tuple[Case, ...]
    withheld: int


class SignalBook:
    """What pages read of signals. Every method that shows one asks whether the reader may see its unit's."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def latest(self) -> Report | None:
        """The reading made last; None before the first."""
        found = await self.reports(1)
        return found[0] if found else None

    async def reports(self, limit: int = 24) -> list[Report]:
        """The last ones first."""
        row = SignalReportRow
        query = select(row).order_by(col(row.report_id).desc()).limit(limit)
        async with self._database.reading() as session:
            return [report_of(one) for one in (await session.exec(query)).all()]

    async def report(self, report_id: UUID) -> Report:
        """Raises NotFound."""
        async with self._database.reading() as session:
            row = await session.get(SignalReportRow, report_id)
        if row is None:
            raise NotFound
        return report_of(row)

    async def seen_by(
        self, actor: Actor, *, unit: str | None = None, topic: str | None = None, ended: bool = False
    ) -> list[StoredSignal]:
        """Open signals that somebody may see, strong ones first, then by code: never by how bad a unit is.

        With `ended` the last versions of those that are over, the latest first.
        """
        row = SignalRow
        over = col(row.ended_for).in_(("gone", "expired"))
        query = select(row).where(seen_by(actor), over if ended else col(row.ended_at).is_(None))
        if unit is not None:
            query = query.where(of_units(unit))
        if topic is not None:
            query = query.where(col(row.topic) == topic)
        order = (col(row.ended_at).desc(), col(row.code)) if ended else (col(row.strength), col(row.code))
        async with self._database.reading() as session:
            return [signal_of(one) for one in (await session.exec(query.order_by(*order))).all()]

    async def one(self, signal_id: UUID, actor: Actor) -> StoredSignal:
        """A version of a signal. Raises NotFound, also for who may not see it: nobody learns that there is one."""
        async with self._database.reading() as session:
            row = await session.get(SignalRow, signal_id)
        if row is None or not may_see_signal(actor, row.units):
            raise NotFound
        return signal_of(row)

    async def versions(self, code: str, actor: Actor) -> list[StoredSignal]:
        """All versions of a signal, the newest first; empty for who may not see it."""
        row = SignalRow
        query = select(row).where(seen_by(actor), col(row.code) == code).order_by(col(row.version).desc())
        async with self._database.reading() as session:
            return [signal_of(one) for one in (await session.exec(query)).all()]

    async def open(self, signal_id: UUID, by: Actor) -> StoredSignal:
        """A signal to be shown to an officer, which is written down. Raises NotFound."""
        signal = await self.one(signal_id, by)
        if by.person is None:
            raise NotAllowed
        row = SignalOpeningRow(opening_id=uuid7(), signal_id=signal.id, officer_id=by.person, at=self._clock.now())
        async with self._database.transaction() as session:
            session.add(row)
        return signal

    async def openings(self, code: str, actor: Actor) -> list[Opening]:
        """Who opened any version of a signal or a complaint behind it, the latest first."""
        ids = [one.id for one in await self.versions(code, actor)]
        signal, case = SignalOpeningRow, SignalCaseOpeningRow
        opened = pick(col(signal.officer_id), col(signal.at), col(signal.signal_id)).where(
            col(signal.signal_id).in_(ids)
        )
        cases = pick(col(case.officer_id), col(case.at), col(case.signal_id), col(case.complaint_id)).where(
            col(case.signal_id).in_(ids)
        )
        async with self._database.reading() as session:
            found = []
            for query, at in ((opened, signal.at), (cases, case.at)):
                rows: Any = await session.exec(query.order_by(col(at).desc()).limit(OPENINGS_SHOWN))  # type: ignore[call-overload]
                found += [Opening(*one) for one in rows]
        return sorted(found, key=lambda one: one.at, reverse=True)[:OPENINGS_SHOWN]

    async def openings_of_unit(self, actor: Actor, unit: str) -> list[Opening]:
        """Who opened signals about a unit, the latest first; empty for who may not see them."""
        row, signal = SignalOpeningRow, SignalRow
        query: Any = (
            pick(col(row.officer_id), col(row.at), col(row.signal_id))
            .join(SignalRow, col(signal.signal_id) == col(row.signal_id))
            .where(seen_by(actor), of_units(unit))
            .order_by(col(row.at).desc())
            .limit(OPENINGS_SHOWN)
        )
        async with self._database.reading() as session:
            return [Opening(*one) for one in await session.exec(query)]

    async def reply(self, signal_id: UUID, by: Actor, words: str) -> None:
        """The answer of a unit it is about, by its head. Raises NotFound, NotAllowed and Invalid."""
        signal, told = await self.one(signal_id, by), words.strip()
        if by.person is None or not answers_for(by, signal):
            raise NotAllowed
        if not told or len(told) > REPLY_LONGEST:
            raise Invalid(fields=_UNREADABLE)
        row = SignalReplyRow(
            reply_id=uuid7(),
            signal_id=signal.id,
            code=signal.code,
            words=self._keys.seal(told, _SEALED),
            officer_id=by.person,
            at=self._clock.now(),
        )
        async with self._database.transaction() as session:
            session.add(row)

    async def replies(self, code: str, actor: Actor) -> list[Reply]:
        """What its unit answered to a signal in any of its versions, in order; empty for who may not see it.

        Where several units are looked at together, a head reads no answers but their own: they would tell of others.
        """
        versions = await self.versions(code, actor)
        if not versions:
            return []
        row = SignalReplyRow
        query = select(row).where(col(row.code) == code).order_by(col(row.reply_id))
        if not actor.holds_role(*ALL_UNITS) and any(len(one.units) > 1 for one in versions):
            query = query.where(col(row.officer_id) == actor.person)
        async with self._database.reading() as session:
            rows = (await session.exec(query)).all()
        return [
            Reply(one.reply_id, one.signal_id, self._keys.open(one.words, _SEALED), one.officer_id, one.at)
            for one in rows
        ]

    async def cases(self, signal_id: UUID, actor: Actor) -> Cases:
        """The complaints behind a signal that somebody may read, and how many more there are. Raises NotFound."""
        await self.one(signal_id, actor)
        row, case = SignalCaseRow, ComplaintRow
        query: Any = (
            pick(col(case.complaint_id), col(case.code), func.array_agg(col(row.kind)), may_see(actor, Sight.WORDS))
            .join(ComplaintRow, col(case.complaint_id) == col(row.complaint_id))
            .where(col(row.signal_id) == signal_id)
            .group_by(col(case.complaint_id))
            .order_by(func.max(col(row.kind)), func.min(col(row.place)))
        )
        async with self._database.reading() as session:
            found = list(await session.exec(query))
        shown = tuple(Case(one, code, frozenset(kinds)) for one, code, kinds, seen in found if seen)
        return Cases(shown, len(found) - len(shown))

    async def draws(self, code: str, actor: Actor) -> list[tuple[UUID, datetime]]:
        """Files that were drawn to look into a signal, the latest first; empty for who may not see it."""
        ids, row = [one.id for one in await self.versions(code, actor)], CaseSampleRow
        drawn = (
            select(row.sample_id, row.drawn_at).where(col(row.signal_id).in_(ids)).order_by(col(row.drawn_at).desc())
        )
        async with self._database.reading() as session:
            return list((await session.exec(drawn)).all())

    async def open_case(self, signal_id: UUID, complaint_id: UUID, by: Actor) -> str:
        """The code of a complaint behind a signal that is being opened, which is written down. Raises NotFound."""
        one = next((one for one in (await self.cases(signal_id, by)).shown if one.complaint_id == complaint_id), None)
        if one is None or by.person is None:
            raise NotFound
        row = SignalCaseOpeningRow(
            complaint_id=complaint_id,
            opening_id=uuid7(),
            signal_id=signal_id,
            officer_id=by.person,
            at=self._clock.now(),
        )
        async with self._database.transaction() as session:
            session.add(row)
        return one.code
