"""Figures of bodies outside are kept while many were sent out, for all who may know of the same, and nobody else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID
from weakref import WeakKeyDictionary

import pytest

from complaints.outside import Exchange
from foundation.database import Database
from people.actor import Actor, Post, Role
from sla import body_figures as kept
from sla.body_figures import body_figures
from sla.silence import BodyFigures
from sla.survival import Quantile
from tests.conftest import NOW
from workdays.national import national_days
from workdays.working_days import Calendar, OfficeHours

_WEEK = (*(((time(7, 30), time(16, 0)),),) * 5, (), ())
CALENDAR = Calendar([OfficeHours(_WEEK)], national_days(range(2026, 2027)), "Asia/Jakarta", "1")
NONE = Quantile(None, None, None)


@dataclass
class Hours:
    """Time that goes by in the test's hands alone."""

    now: float = field(default=0.0)

    def monotonic(self) -> float:
        return self.now


@dataclass
class Sendings:
    """What was sent out, and how often who asked for it."""

    times: int = 0
    asked: Counter[Role] = field(default_factory=Counter)


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Hours:
    going = Hours()
    monkeypatch.setattr(kept, "time", going)
    monkeypatch.setattr(kept, "_kept", WeakKeyDictionary())
    return going


@pytest.fixture
def sendings(monkeypatch: pytest.MonkeyPatch, hours: Hours) -> Sendings:
    sent = Sendings()

    class Outside:
        def __init__(self, database: Database) -> None: ...

        async def exchanges(self, actor: Actor, silent: datetime, zone: str) -> list[Exchange]:
            sent.asked.update(post.role for post in actor.posts)
            return [Exchange("PLN", NOW, None, False, sent.times)]

    def by_body(calendar: Calendar, found: Sequence[Exchange], silent: datetime, now: datetime) -> list[BodyFigures]:
        return [BodyFigures(one.body, one.times, 0, 0, NONE, NONE) for one in found]

    monkeypatch.setattr(kept, "Outside", Outside)
    monkeypatch.setattr(kept, "by_body", by_body)
    return sent


def actor(role: Role, unit: str = "SETDA", number: int = 1) -> Actor:
    return Actor("officer", UUID(int=number), (Post(role, unit, frozenset({unit})),))


async def told(database: Database, who: Actor, now: datetime = NOW) -> int:
    return (await body_figures(database, who, CALENDAR, now - timedelta(days=30), NOW))[0].sent


@pytest.mark.parametrize(("times", "seconds"), [(499, 0), (500, 60), (4_999, 60), (5_000, 600)])
async def test_the_more_were_sent_the_longer_they_are_kept(
    database: Database, sendings: Sendings, hours: Hours, times: int, seconds: int
) -> None:
    sendings.times = times
    assert await told(database, actor(Role.COORDINATOR)) == times
    sendings.times = 10_000
    if seconds:
        hours.now = seconds - 1.0
        assert await told(database, actor(Role.COORDINATOR)) == times
    hours.now = float(seconds)
    assert await told(database, actor(Role.COORDINATOR)) == 10_000


async def test_who_may_know_of_the_same_is_told_the_same(database: Database, sendings: Sendings) -> None:
    sendings.times = 500
    for who in (
        *(actor(Role.OFFICER, "BMBK"), actor(Role.HEAD, "BMBK", 2), actor(Role.OFFICER, "DISHUB", 3)),
        *(actor(Role.COORDINATOR), actor(Role.COORDINATOR, number=5)),
    ):
        await told(database, who)
    assert sendings.asked == {Role.OFFICER: 2, Role.COORDINATOR: 1}, "the head of a unit knows what its officer knows"
    await told(database, actor(Role.COORDINATOR), NOW + timedelta(days=1))
    assert sendings.asked[Role.COORDINATOR] == 2, "what counts as silent has changed"
