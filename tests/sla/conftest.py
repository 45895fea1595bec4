"""A road of change over a real database, with the promises under test and a clock that stands where it is put."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from uuid import UUID

import msgspec
import pytest
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from complaints import ticket
from complaints.commands import Command, FileComplaint, Order, Words
from complaints.complaint import Complaint
from complaints.given import Asked, Destination, Rules, Rung, RungRole, Staff, Suggestion, TopicRule
from complaints.handling import Handling, Road
from complaints.kinds import Kind, Visibility
from complaints.projection import current_row, references
from complaints.tables import EventRow
from foundation.clock import SetClock
from foundation.database import Database
from foundation.sealing import KeyRing
from people.actor import ANYONE, Actor, Post, Role
from sla.policy import Policy, PromiseRule
from sla.projection import clocks
from sla.queries import Overview
from sla.tables import ClockRow
from sla.watch import Watch
from workdays.working_days import Calendar, OfficeHours

MONDAY = datetime(2026, 6, 8, 2, tzinfo=UTC)
WEEK = (((time(7, 30), time(16)),),) * 5 + ((), ())


def policy() -> Policy:
    """3 days to verify, 5 to answer, 5 or 14 to complete, 10 to close in silence; no day off but the weekend.

    A day of work has eight hours and a half.
    """
    rules = [("verify", "*", 3), ("first_response", "*", 5), ("completion", "*", 14), ("silent_close", "*", 10)]
    rules += [("completion", str(Kind.INFORMATION), 5), ("completion", str(Kind.OVERSIGHT), 60)]
    made = [
        msgspec.convert(
            {"stage": stage, "kind": kind, "days": days, "effective_from": date(2020, 1, 1), "regulation": "-"},
            PromiseRule,
        )
        for stage, kind, days in rules
    ]
    return Policy(made, Calendar([OfficeHours(WEEK)], (), "Asia/Jakarta", "1"))


RULES = Rules(
    accepting_units=frozenset({"A", "B", "INSP"}),
    topics={"jalan": TopicRule("A")},
    bodies=frozenset({"OMBUDSMAN"}),
    inspectorate="INSP",
    conflicts={"INSP": Destination(body="OMBUDSMAN")},
    ladders={
        road: (Rung("holder"), Rung("head", 8.5), Rung("supervisor", 17))
        for road in ("triage", "ordinary", "confidential", "oversight")
    },
)
OFFICERS = {
    unit: Actor("officer", uuid7(), (Post(Role.OFFICER, unit, frozenset({unit})),)) for unit in ("A", "B", "INSP")
}


class Everybody:
    """Every post is held."""

    def filled(self, role: RungRole, unit: str | None) -> bool:
        return True

    def second(self, unit: str, besides: UUID | None) -> str | None:
        return unit


class _Briefing:
    def __init__(self) -> None:
        self.policy = policy()

    async def promises(self) -> Policy:
        return self.policy

    async def rules(self) -> Rules:
        return RULES

    async def staff(self) -> Staff:
        return Everybody()


class _Silent:
    async def advise(self, asked: Sequence[Asked]) -> list[Suggestion | None]:
        return [None for _ in asked]


@dataclass
class Office:
    """Everything a test of clocks does."""

    database: Database
    clock: SetClock = field(default_factory=lambda: SetClock(MONDAY))
    _number: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        road = Road((current_row, references, clocks), ())
        self.handling = Handling(self.database, self.clock, KeyRing.fresh(), _Briefing(), _Silent(), road)
        self.watch = Watch(self.database, self.clock, self.handling)
        self.overview = Overview(self.database, self.clock)

    async def file(
        self, kind: Kind = Kind.ORDINARY, about_unit: str | None = None, visibility: Visibility = Visibility.PUBLIC
    ) -> UUID:
        complaint_id = uuid7()
        filing = FileComplaint(
            Words("Jalan berlubang"), ticket.draw(), kind=kind, about_unit=about_unit, visibility=visibility
        )
        await self.ask(complaint_id, filing, ANYONE)
        return complaint_id

    async def ask(self, complaint_id: UUID, command: Command, by: Actor | str) -> Complaint:
        """`by` names the officer of a unit, or is "citizen"."""
        if by == "citizen":
            by = Actor("citizen", holds=complaint_id)
        actor = OFFICERS[by] if isinstance(by, str) else by
        return await self.handling.handle(Order(complaint_id, command, f"test:{next(self._number)}"), actor)

    def wait(self, **time_passed: float) -> None:
        self.clock.instant += timedelta(**time_passed)

    async def clocks(self, complaint_id: UUID) -> dict[str, ClockRow]:
        async with self.database.reading() as session:
            rows = await session.exec(select(ClockRow).where(ClockRow.complaint_id == complaint_id))
            return {row.stage: row for row in rows.all()}

    async def happened(self, *types: str) -> list[EventRow]:
        async with self.database.reading() as session:
            chosen = select(EventRow).where(col(EventRow.type).in_(types))
            return list((await session.exec(chosen.order_by(col(EventRow.at), col(EventRow.version)))).all())


@pytest.fixture
async def office(database: Database) -> Office:
    return Office(database)
