"""Which escalations lie before whom, against the rule itself asked of every promise of every case."""

from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import col, select

from complaints import commands as c
from complaints.escalating import addressed
from complaints.kinds import OPEN, Kind, Status
from complaints.tables import ComplaintRow
from complaints.visibility import Sight, sight
from people.actor import Actor, Post, Role
from sla import escalations
from sla.escalations import Escalations
from sla.tables import ClockRow
from tests.web.citizen import COORDINATOR, done, filed
from web.house import House

BEFORE = ("holder", "holder", "head", "coordinator", "supervisor", "secretary", None)


def person(*posts: tuple[Role, str]) -> Actor:
    return Actor("officer", uuid4(), tuple(Post(role, unit, frozenset({unit})) for role, unit in posts))


PEOPLE = (
    COORDINATOR,
    person((Role.OFFICER, "BMBK")),
    person((Role.OFFICER, "BMBK"), (Role.OFFICER, "DISHUB"), (Role.HEAD, "BMBK")),
    person((Role.HEAD, "DISHUB"), (Role.COORDINATOR, "DISKOMINFOTIK")),
    person((Role.INSPECTORATE, "INSP")),
    person((Role.SUPERVISOR, "SETDA"), (Role.SECRETARY, "SETDA")),
    person((Role.ADMINISTRATOR, "SETDA")),
)


async def bring(house: House, chance: Random) -> None:
    """Cases of units and of none, their promises brought before anybody, some taken up, some no longer waited for."""
    for number in range(14):
        road = {"kind": Kind.OVERSIGHT, "about_unit": "DISHUB"} if number % 7 == 0 else {}
        case = await filed(house, "Jalan rusak.", **road)
        if not road and number % 3:
            await done(house, case.id, c.Forward(("BMBK", "DISHUB")[number % 2], "jalan_rusak"), COORDINATOR)
    now = house.clock.now()
    async with house.database.transaction() as session:
        for clock in (await session.exec(select(ClockRow).order_by(col(ClockRow.complaint_id)))).all():
            clock.escalated_to = chance.choice(BEFORE)
            if clock.escalated_to:
                clock.escalated_unit = chance.choice((None, None, "BMBK", "DISHUB"))
                clock.escalated_at = now - timedelta(days=chance.randrange(4))
                clock.acknowledged_at = chance.choice((None, None, now))
                clock.ended = chance.random() < 0.2
            session.add(clock)


async def expected(house: House, who: Actor) -> list[tuple[Any, ...]]:
    async with house.database.reading() as session:
        own = col(ClockRow.complaint_id) == col(ComplaintRow.complaint_id)
        rows = (await session.exec(select(ClockRow, ComplaintRow).join(ComplaintRow, own))).all()
    found = []
    for clock, case in rows:
        promise: Any = SimpleNamespace(before=clock.escalated_to or "", before_unit=clock.escalated_unit)
        known = sight(who, case.complaint_id, case) >= Sight.STATUS and Status(case.status) in OPEN
        state: Any = case
        if clock.escalated_to and not clock.ended and known and addressed(who, state, promise):
            found.append((clock.acknowledged_at is not None, clock.escalated_at, clock.complaint_id, clock.stage))
    return sorted(found)


async def test_before_each_lies_what_the_rule_says_in_order_and_counted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bring(house, Random(11))
    monkeypatch.setattr(escalations, "SIZE", 2)
    book = Escalations(house.database)
    many = []
    for who in PEOPLE:
        rule = await expected(house, who)
        many.append(len(rule))
        listed = []
        for number in range(1, len(rule) // 2 + 2):
            page = await book.page(who, number)
            assert (page.total, page.more) == (len(rule), False)
            listed += [
                (one.acknowledged_at is not None, one.escalated_at, one.line.id, str(one.stage)) for one in page.rows
            ]
        assert listed == rule, who.posts
        assert await book.waiting(who) == sum(not taken for taken, *_rest in rule)
    assert many[-1] == 0
    assert sum(count > 2 for count in many) >= 4
    monkeypatch.setattr(escalations, "MOST", 2)
    page = await book.page(COORDINATOR)
    assert (page.total, page.more) == (2, True)
