"""How long citizens wait, and how many promises are kept: figures in which what is still open counts."""

import asyncio
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import and_, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.region import RegionBook
from complaints.tables import ComplaintRow
from foundation.clock import Clock
from foundation.database import Database
from people.actor import Actor
from sla.caseload import Load
from sla.outcomes import ending, outcome
from sla.period import Question, conditions, group_key
from sla.sign_cases import Facts, cases_bearing, cases_within
from sla.signs import Sign
from sla.spans import Spans
from sla.survival import Curve, Quantile, Share, curve, share
from sla.tables import ClockRow
from workdays.calendars import Calendars

LEAST = 5
"""Cases below which no figure is shown: one case more or less would turn it round, and it would tell of persons."""

PAGE = 5000
"""Rows held at once while they are read."""


class Kept(msgspec.Struct, frozen=True):
    """What became of the promises: `late` includes the open ones past their date, of which there are `late_open`.

    `waiting` are open and not due yet, and `left` ended otherwise before their date; neither speaks for or against.
    """

    on_time: int = 0
    late: int = 0
    late_open: int = 0
    waiting: int = 0
    left: int = 0

    @property
    def share(self) -> Share | None:
        """Kept in time, of those of which it is known."""
        known = self.on_time + self.late
        return share(self.on_time, known) if known >= LEAST else None


class Cell(msgspec.Struct, frozen=True):
    """The figures of one group; `key` is None for cases that have none, such as those that no unit has yet.

    Of `cases`, `done` were answered and `ended` ended otherwise; the rest is open. `median` and `ninetieth` are in
    seconds of office time, `median_days` and `ninetieth_days` in seconds by the clock; None below LEAST cases.
    """

    key: str | None
    cases: int
    done: int
    ended: int
    median: Quantile | None
    ninetieth: Quantile | None
    median_days: Quantile | None
    ninetieth_days: Quantile | None
    kept: Kept
    signs: dict[Sign, int]

    @property
    def open(self) -> int:
        return self.cases - self.done - self.ended


class Figures(msgspec.Struct, frozen=True):
    """The answer as of `at`: all cases together, with their curve over office time, and each group."""

    question: Question
    at: datetime
    total: Cell
    curve: Curve
    cells: tuple[Cell, ...]


class Timing:
    """Reading; each answer is one look into the database, so that its numbers agree with each other."""

    def __init__(self, database: Database, clock: Clock, calendars: Calendars, region: RegionBook) -> None:
        self._database, self._clock, self._calendars, self._region = database, clock, calendars, region

    async def figures(self, actor: Actor, question: Question) -> Figures:
        """The figures over all that `actor` may know of. Raises NotFound where no calendar is loaded."""
        at, region, calendars = self._clock.now(), await self._region.current(), await self._calendars.all()
        zone = region.timezone
        async with self._database.reading() as session:
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            years = range(question.first.year - 1, max(at.year, question.last.year) + 2)
            spans = Spans(lambda unit: calendars.calendar(region.timezone_of(unit), unit or ""), years, at)
            result = await session.stream(_durations(question, actor, zone, at), execution_options={"yield_per": PAGE})
            async for page in result.partitions():
                await asyncio.to_thread(spans.add, page)
            kept = await _kept(session, question, actor, zone, at)
            signs = await _signs(session, question, actor, zone)
        return await asyncio.to_thread(_figures, question, at, spans, kept, signs)

    async def cases(self, actor: Actor, question: Question, sign: Sign, number: int = 1, size: int = 25) -> Load:
        """The cases counted under `sign`, a page of them."""
        zone = (await self._region.current()).timezone
        async with self._database.reading() as session:
            within = conditions(question, actor, zone)
            return await cases_bearing(session, sign, within, actor, number, size)

    async def behind(self, actor: Actor, question: Question, became: str, number: int = 1, size: int = 25) -> Load:
        """The cases counted in the figures, a page of them: all, or those whose promise became what a field of `Kept`
        says; "open" are those that are neither done nor ended otherwise."""
        zone, at = (await self._region.current()).timezone, self._clock.now()
        within = conditions(question, actor, zone)
        if became == "open":
            done, ended, _end = ending(question.stage, at)
            within = [*within, ~done, ~ended]
        elif became:
            clock = ClockRow
            of_case = and_(
                col(clock.complaint_id) == col(ComplaintRow.complaint_id), col(clock.stage) == str(question.stage)
            )
            asked: Any = select(col(clock.complaint_id)).where(of_case, getattr(outcome(question.stage, at), became))
            within = [*within, asked.exists()]
        async with self._database.reading() as session:
            return await cases_within(session, within, actor, number, size)


def _durations(question: Question, actor: Actor, zone: str, at: datetime) -> Any:
    """Group, unit, start, end, whether it was done by then, whether it ended otherwise."""
    row, (done, ended, end) = ComplaintRow, ending(question.stage, at)
    return select(group_key(question, actor, zone), col(row.unit), col(row.received_at), end, done, ended).where(
        *conditions(question, actor, zone)
    )


async def _kept(
    session: AsyncSession, question: Question, actor: Actor, zone: str, at: datetime
) -> dict[str | None, Kept]:
    """What became of the promises of a stage, by group."""
    row, clock = ComplaintRow, ClockRow
    of_case = and_(col(clock.complaint_id) == col(row.complaint_id), col(clock.stage) == str(question.stage))
    became = outcome(question.stage, at)
    key = group_key(question, actor, zone)
    query: Any = (
        select(
            key,
            *(func.count().filter(one) for one in became),
        )
        .join(ClockRow, of_case)
        .where(*conditions(question, actor, zone))
        .group_by(key)
    )
    return {key: Kept(*counts) for key, *counts in (await session.exec(query)).all()}


async def _signs(
    session: AsyncSession, question: Question, actor: Actor, zone: str
) -> dict[str | None, dict[Sign, int]]:
    facts, key = Facts(), group_key(question, actor, zone)
    counts = [func.count().filter(facts.bears(sign)) for sign in Sign]
    query: Any = facts.joined(select(key, *counts).select_from(ComplaintRow))
    query = query.where(*conditions(question, actor, zone)).group_by(key)
    return {key: dict(zip(Sign, found, strict=True)) for key, *found in (await session.exec(query)).all()}


def _figures(
    question: Question,
    at: datetime,
    spans: Spans,
    kept: dict[str | None, Kept],
    signs: dict[str | None, dict[Sign, int]],
) -> Figures:
    group, done, ended, working, elapsed = spans.columns()

    def cell(key: str | None, which: Any, kept: Kept, signs: dict[Sign, int]) -> tuple[Cell, Curve]:
        office, clock = curve(working[which], done[which]), curve(elapsed[which], done[which])
        enough = office.cases >= LEAST
        quantiles = [one.quantile(share) if enough else None for one in (office, clock) for share in (0.5, 0.9)]
        median, ninetieth, median_days, ninetieth_days = quantiles
        counts = (office.cases, office.done, int(ended[which].sum()))
        return Cell(key, *counts, median, ninetieth, median_days, ninetieth_days, kept, signs), office

    cells = tuple(
        cell(key, group == number, kept.get(key, Kept()), signs.get(key, dict.fromkeys(Sign, 0)))[0]
        for key, number in sorted(spans.groups.items(), key=lambda item: item[0] or "")
    )
    total, whole = cell(
        None,
        slice(None),
        Kept(*(sum(getattr(one, name) for one in kept.values()) for name in Kept.__struct_fields__)),
        {sign: sum(one[sign] for one in signs.values()) for sign in Sign},
    )
    return Figures(question, at, total, whole, cells)
