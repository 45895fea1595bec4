"""How long citizens wait, and how many promises are kept: figures in which what is still open counts."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import and_, select
from sqlmodel import col

from complaints.region import RegionBook
from complaints.tables import ComplaintRow
from foundation.clock import Clock
from foundation.database import Database
from people.actor import Actor
from sla.caseload import Load, loaded, page_of
from sla.months import first_day
from sla.outcomes import ending, outcome
from sla.period import Question, conditions
from sla.sign_cases import ids_within
from sla.signs import Sign
from sla.survival import Curve, Quantile, Share, share
from sla.tables import ClockRow
from sla.time_cubes import Group, count, groups
from sla.time_months import Counted, TimeMonths
from workdays.calendars import Calendars

LEAST = 5
"""Cases below which no figure is shown: one case more or less would turn it round, and it would tell of persons."""


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
    """The answer, none of it older than `at`: all cases together, with their curve over office time, and each group."""

    question: Question
    at: datetime
    total: Cell
    curve: Curve
    cells: tuple[Cell, ...]


class Timing:
    """Reading; figures are sums of months as they were counted last."""

    def __init__(self, database: Database, clock: Clock, calendars: Calendars, region: RegionBook) -> None:
        self._database, self._clock, self._region = database, clock, region
        self._months = TimeMonths(database, clock, calendars, region)

    async def figures(self, actor: Actor, question: Question) -> Figures:
        """The figures over all that `actor` may know of. Raises NotFound where no calendar is loaded."""
        months = await self._months.read(question)
        return await asyncio.to_thread(_figures, question, months, actor)

    async def cases(self, actor: Actor, question: Question, sign: Sign, number: int = 1, size: int = 25) -> Load:
        """The cases counted under `sign`, a page of them."""
        return await self._listed(actor, question, [], number, size, sign=sign)

    async def behind(self, actor: Actor, question: Question, became: str, number: int = 1, size: int = 25) -> Load:
        """The cases counted in the figures, a page of them: all, or those whose promise became what a field of `Kept`
        says; "open" are those that are neither done nor ended otherwise."""
        at, within = self._clock.now(), []
        if became == "open":
            done, ended, _end = ending(question.stage, at)
            within = [~done, ~ended]
        elif became:
            clock = ClockRow
            of_case = and_(
                col(clock.complaint_id) == col(ComplaintRow.complaint_id), col(clock.stage) == str(question.stage)
            )
            asked: Any = select(col(clock.complaint_id)).where(of_case, getattr(outcome(question.stage, at), became))
            # An offset keeps it a look into the clock of each case that is asked about: joined, all would be read.
            within = [asked.offset(0).exists()]
        return await self._listed(actor, question, within, number, size, became=became)

    async def _listed(
        self, actor: Actor, question: Question, within: Sequence[Any], number: int, size: int, **counted: Any
    ) -> Load:
        """The latest first, month by month: no more of them are read than it takes, and none that has no such cases."""
        zone, months = (await self._region.current()).timezone, await self._months.read(question)
        many = {month: count(one.cube, question, actor, **counted) for month, one in months.items()}
        kept, needed, sign = sum(many.values()), number * size + 1, counted.get("sign")
        ids: list[Any] = []
        async with self._database.reading() as session:
            for month in sorted((one for one, cases in many.items() if cases), reverse=True):
                if len(ids) < needed:
                    first = first_day(month)
                    rules = conditions(msgspec.structs.replace(question, first=first, last=first), actor, zone)
                    ids += await ids_within(session, [*rules, *within], needed - len(ids), sign)
            shown = ids[needed - size - 1 :]
            cases = await loaded(session, actor, shown[:size], self._clock.now())
        return page_of(cases, len(shown), kept, number, size)


def _figures(question: Question, months: Mapping[str, Counted], actor: Actor) -> Figures:
    found, whole = groups({month: one.cube for month, one in months.items()}, question, actor)
    cells = tuple(_cell(key, found[key]) for key in sorted(found, key=lambda key: key or ""))
    return Figures(question, min(one.at for one in months.values()), _cell(None, whole), whole.working, cells)


def _cell(key: str | None, group: Group) -> Cell:
    enough, curves = group.cases >= LEAST, (group.working, group.elapsed)
    median, ninetieth, median_days, ninetieth_days = (
        one.quantile(share) if enough else None for one in curves for share in (0.5, 0.9)
    )
    became = group.became
    kept = Kept(
        became["on_time"], became["late"] + became["late_open"], became["late_open"], became["waiting"], became["left"]
    )
    counts = (group.cases, group.done, group.ended)
    return Cell(key, *counts, median, ninetieth, median_days, ninetieth_days, kept, group.signs)
