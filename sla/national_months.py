"""The national table of each month as the worker last counted it, and of any period the sum of its months.

A year has half a million cases: no page reads them. What is kept is what everybody may count who oversees the whole
region; for anybody else, and where a month was counted too long ago, the table is counted when it is asked for.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import func, select
from sqlmodel import col

from complaints.region import Region, RegionBook
from complaints.tables import ComplaintRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.pacing import Pace
from people.actor import Actor, Post, Role
from sla.months import first_day, month_of, months_of
from sla.oversight_pages import ALL, Document, OversightPages, write
from sla.period import next_month
from sla.report_cases import Reports, Wanted
from sla.report_figures import Class
from workdays.calendars import Calendars

DEFINITIONS = 1
"""Raised whenever a column comes to mean something else: what was kept is then read no more."""

FRESH = timedelta(hours=1)
"""What is older is counted anew when it is asked for: the worker counts several times an hour."""

_WIDE = frozenset({Role.COORDINATOR, Role.SUPERVISOR, Role.SECRETARY})
"""Who holds these posts and no others knows of every case but those on the oversight road."""

_EVERYBODY = Actor("officer", posts=(Post(Role.SUPERVISOR, "", frozenset()),))


class Told(NamedTuple):
    """The classes as of `at`, the instant of what was counted first."""

    classes: tuple[Class, ...]
    at: datetime


class _Kept(msgspec.Struct, frozen=True):
    basis: str
    classes: list[Class]


class NationalMonths:
    """One call of `refresh` counts every month; `told` reads."""

    def __init__(
        self, database: Database, clock: Clock, calendars: Calendars, region: RegionBook, pace: Pace | None = None
    ) -> None:
        self._database, self._clock, self._calendars, self._region = database, clock, calendars, region
        self._pace = pace or Pace()
        self._reports = Reports(database, calendars, region)

    async def refresh(self) -> int:
        """How many months were counted. Raises NotFound where no region or calendar is loaded."""
        region = await self._region.current()
        async with self._database.reading() as session:
            oldest = (await session.exec(select(func.min(col(ComplaintRow.received_at))))).one()[0]  # type: ignore[call-overload]
        if oldest is None:
            return 0
        months = _until_now(oldest, self._clock.now(), region)
        self._pace.begin()
        for month in months:
            at = self._clock.now()
            classes = await self._reports.classes(_EVERYBODY, Wanted(month), at)
            kept = _Kept(await self._basis(region), list(classes))
            async with self._database.transaction() as session:
                await write(session, ALL, {_name(month): kept}, at)
            await self._pace.rest()
        return len(months)

    async def told(self, actor: Actor, period: str, at: datetime) -> Told:
        """The national table of a period, as of `at` or up to FRESH earlier. Raises as `Reports.classes`."""
        if not actor.posts or not all(post.role in _WIDE for post in actor.posts):
            return Told(await self._reports.classes(actor, Wanted(period), at), at)
        region = await self._region.current()
        now = month_of(at.astimezone(ZoneInfo(region.timezone)))
        months = [month for month in months_of(period) if month <= now] or months_of(period)[:1]
        kept = await self._kept(region, months, at)
        counted = [await self._reports.classes(actor, Wanted(month), at) for month in months if month not in kept]
        classes = [one for month in kept.values() for one in month.data["classes"]]
        found = [*(msgspec.convert(classes, list[Class])), *(one for month in counted for one in month)]
        return Told(_added(found), min((one.at for one in kept.values()), default=at))

    async def _kept(self, region: Region, months: Iterable[str], at: datetime) -> dict[str, Document]:
        basis, names = await self._basis(region), {_name(month): month for month in months}
        found = await OversightPages(self._database).read(ALL, *names)
        fresh = {names[name]: one for name, one in found.items() if at - FRESH <= one.at <= at}
        return {month: one for month, one in fresh.items() if one.data["basis"] == basis}

    async def _basis(self, region: Region) -> str:
        return f"{DEFINITIONS}.{(await self._calendars.all()).version}.{region.timezone}"


def _name(month: str) -> str:
    return f"national:{month}"


def _until_now(oldest: datetime, now: datetime, region: Region) -> list[str]:
    first, last = (month_of(instant.astimezone(ZoneInfo(region.timezone))) for instant in (oldest, now))
    months = [first]
    while months[-1] < last:
        months.append(month_of(next_month(first_day(months[-1]))))
    return months


def _added(classes: Iterable[Class]) -> tuple[Class, ...]:
    """Each class once, in the order in which they are told."""
    found: dict[str, Class] = {}
    for one in classes:
        found[one.kind] = found[one.kind] + one if one.kind in found else one
    return tuple(found.values())
