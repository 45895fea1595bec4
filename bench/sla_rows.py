"""Makes open cases in memory, as the road decides and projects them, and copies their rows into a database.

`python -m bench.sla_rows URL DATA DUE OTHERS`: `DUE` cases whose time for verification runs out together, and `OTHERS`
that were filed on the day on which it does, every third of them in hand.
"""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Column
from uuid_utils.compat import uuid7

from complaints import commands as c
from complaints import journal, ticket
from complaints.beside import written_beside
from complaints.complaint import Complaint, fold
from complaints.events import Recorded
from complaints.given import About, Given
from complaints.kinds import Kind, Stage
from complaints.lifecycle import decide
from foundation.database import Database, Row
from foundation.sealing import KeyRing
from foundation.writes import Write, table_of
from people.actor import ANYONE, SYSTEM, Actor, Post, Role
from service.settings import Settings
from service.wiring import PROJECTIONS, build
from sla.policy import Policy

FILED_ON = date(2026, 11, 16)
"""A Monday in a week without a day off."""
CLOCKS = 3
"""Open promises of each case made here."""
PAGE = 500
KINDS = (Kind.ORDINARY, Kind.SUGGESTION, Kind.ORDINARY, Kind.INFORMATION)
TEXT = "Lampu jalan di dekat pasar mati sejak seminggu, malam hari gelap sekali dan warga takut lewat."


class Timeline(NamedTuple):
    """When the first cases are filed, when the others, and when the time to verify the first ones runs out."""

    filed: datetime
    others: datetime
    due: datetime

    @property
    def quiet(self) -> datetime:
        """An instant at which nothing is due: the warnings before it have been given."""
        return self.due - timedelta(hours=1)


def timeline(policy: Policy) -> Timeline:
    zone = ZoneInfo(policy.calendar.zone)
    filed = datetime.combine(FILED_ON, time(10), zone).astimezone(UTC)
    promised = policy.terms(Stage.VERIFY, About(Kind.ORDINARY), filed)
    assert promised is not None
    morning = datetime.combine(promised.due.astimezone(zone).date(), time(0, 10), zone).astimezone(UTC)
    return Timeline(filed, morning, promised.due)


class Life:
    """One case; `said` are the rows beside its log."""

    def __init__(self, given: Given, keys: KeyRing) -> None:
        self._given, self._keys = given, keys
        self.complaint = Complaint(uuid7())
        self.log: list[Recorded] = []
        self.said: list[Write] = []

    def ask(self, command: c.Command, by: Actor, at: datetime) -> None:
        order = c.Order(self.complaint.id, command, f"bench:{len(self.log)}", at=at)
        happened = decide(self.complaint, command, by, at, self._given)
        recorded = journal.record(self.complaint, happened, at, by.name_in_log, order.cause)
        self.complaint = fold(self.complaint, recorded)
        self.log += recorded
        self.said += written_beside(self._keys, order, recorded)

    def rows(self) -> Iterator[Write]:
        """Everything the database holds of it."""
        yield from journal.rows(self.log)
        yield from self.said
        for projection in PROJECTIONS:
            yield from projection(self.complaint, self.log)


def lives(given: Given, keys: KeyRing, when: Timeline, due: int, others: int) -> Iterator[Life]:
    """The cases, nothing of which is due at `when.quiet`."""
    units = sorted(given.rules.accepting_units)
    for _ in range(due):
        life = Life(given, keys)
        life.ask(c.FileComplaint(c.Words(TEXT), ticket.draw(), Kind.ORDINARY), ANYONE, when.filed)
        life.ask(c.KeepTime(), SYSTEM, when.quiet)
        yield life
    for number in range(others):
        life, at, unit = Life(given, keys), when.others + timedelta(seconds=number % 20_000), units[number % len(units)]
        life.ask(c.FileComplaint(c.Words(TEXT), ticket.draw(), KINDS[number % len(KINDS)]), ANYONE, at)
        if number % 3 == 0:
            life.ask(c.Forward(unit), _COORDINATOR, at + timedelta(minutes=20))
            officer = Actor("officer", _OFFICER, (Post(Role.OFFICER, unit, frozenset({unit})),))
            life.ask(c.Take(), officer, at + timedelta(minutes=40))
        yield life


_COORDINATOR = Actor("officer", UUID(int=1), (Post(Role.COORDINATOR, "", frozenset({""})),))
_OFFICER = UUID(int=2)


async def make(url: str, data: Path, due: int, others: int) -> None:
    database = Database(url, pool_size=2)
    try:
        house = build(Settings(data=data), database)
        policy, rules = await house.policies.current(), (await house.region.current()).rules
        page: list[Life] = []
        for life in lives(Given(policy, rules), house.keys, timeline(policy), due, others):
            assert len([one for one in life.complaint.promises.values() if not one.ended]) == CLOCKS
            page.append(life)
            if len(page) == PAGE:
                await _copy(database, page)
                page = []
        await _copy(database, page)
    finally:
        await database.close()


async def _copy(database: Database, page: Sequence[Life]) -> None:
    tables: dict[type[Row], list[Write]] = {}
    for life in page:
        for write in life.rows():
            tables.setdefault(write.table, []).append(write)
    async with database.transaction() as session:
        raw = (await (await session.connection()).get_raw_connection()).driver_connection
        assert raw is not None
        for model, writes in tables.items():
            columns = _columns(model)
            records = [tuple(write.values.get(one.name) for one in columns) for write in writes]
            names = [one.name for one in columns]
            await raw.copy_records_to_table(table_of(model).name, records=records, columns=names)


def _columns(model: type[Row]) -> list[Column[Any]]:
    return [one for one in table_of(model).columns if one.computed is None]


if __name__ == "__main__":
    asyncio.run(make(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
