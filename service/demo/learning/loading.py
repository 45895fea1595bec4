"""Lets the invented regency live: months of complaints handed to the road, page by page, under their own instants."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from complaints import given
from complaints.handling import Handling
from complaints.region import Region
from people.actor import Actor, Post, Role
from service.demo.learning.lives import Regency
from service.demo.learning.world import MONTHS, Cell, Plan, told
from service.demo.pace import OfficeTime
from service.demo.plan import SPAN
from service.demo.play import Asked, pages, road_of_the_past
from service.demo.staff import accounts_shown, hire
from service.progress import Report
from service.wiring import ROAD, Briefed, Present
from sla.policy import Policy
from web.house import House

TITLE = "Living through the complaints"
AHEAD = timedelta(days=400)


class Silent:
    """Nobody advises: who answers is plain here."""

    async def advise(self, asked: Sequence[given.Asked]) -> list[given.Suggestion | None]:
        return [None] * len(asked)


@dataclass(frozen=True)
class Stage:
    """Where the regency lives: its house, its people and its days. `start` is the first of a month, MONTHS ago."""

    house: House
    region: Region
    policy: Policy
    start: date
    officers: dict[str, list[Actor]]
    coordinator: Actor
    people: dict[str, Actor]
    """Whoever else is named in the story, by username."""
    office: OfficeTime
    worked: frozenset[date]

    def at(self, month: int, day: int = 1) -> datetime:
        """Nine o'clock of a day of a month, counted from the start; a UTC instant."""
        whole = self.start.year * 12 + self.start.month - 1 + month
        local = datetime.combine(date(whole // 12, whole % 12 + 1, day), time(9), ZoneInfo(self.region.timezone))
        return local.astimezone(UTC)


def first_month(today: date) -> date:
    """The first of the month MONTHS before this one."""
    whole = today.year * 12 + today.month - 1 - MONTHS
    return date(whole // 12, whole % 12 + 1, 1)


async def staged(house: House, folder: Path, start: date) -> Stage:
    """Hire everybody, and know the days. The region is loaded already."""
    region, policy = await house.region.current(), await house.policies.current()
    begun = datetime.combine(start, time(), UTC) + SPAN + timedelta(days=20)
    shown = accounts_shown(folder)
    staff = await hire(house.database, house.keys, region, shown, begun)
    house.duty.forget()
    officers: dict[str, list[Actor]] = defaultdict(list)
    people: dict[str, Actor] = {}
    for account in sorted(await house.accounts.all(), key=lambda one: one.username):
        posts = tuple(Post(role, unit, region.reach(unit)) for role, unit in account.posts)
        people[account.username] = actor = Actor(kind="officer", person=account.id, posts=posts)
        for post in posts:
            if post.role is Role.OFFICER:
                officers[post.unit].append(actor)
    last = start + timedelta(days=31 * MONTHS) + AHEAD
    office = OfficeTime(policy.calendar, start - timedelta(days=7), last)
    days = (start + timedelta(days=one) for one in range((last - start).days))
    worked = frozenset(day for day in days if policy.calendar.hours_on(day))
    return Stage(house, region, policy, start, officers, staff.coordinator, people, office, worked)


@dataclass
class Living:
    """Complaints on their way: each is lived to the present at once, and handed to the road as far as time has come."""

    stage: Stage
    seed: int
    known: Plan
    now: datetime
    """The present of the regency, after which nothing happens."""
    report: Report
    asked: list[Asked] = field(default_factory=list)
    """What has not been handed over yet."""
    told: int = 0

    async def draw(self, months: range, trained: Collection[Cell] = ()) -> None:
        """Draw the complaints of some months; `trained` are cells whose offices learnt."""
        stage = self.stage
        present = Present(await stage.house.duty.current(), {unit.code: unit.parent for unit in stage.region.units})
        regency = Regency(
            stage.region, stage.policy, present, stage.office, stage.officers, stage.coordinator, self.now
        )
        drawn = list(told(self.seed, self.known, stage.start, months, stage.worked, trained, self.told))
        self.told += len(drawn)
        lives = await asyncio.to_thread(lambda: list(regency.lives(drawn)))
        self.asked += [(step.order, step.by) for life in lives for step in life.steps]

    async def until(self, instant: datetime) -> None:
        """Hand over everything that happens up to then."""
        house = self.stage.house
        # Nobody is told of what is invented.
        road = road_of_the_past(ROAD, self.now + AHEAD)
        briefing = Briefed(house.policies, house.region, house.duty)
        handling = Handling(house.database, house.clock, house.keys, briefing, Silent(), road)
        due = [one for one in self.asked if _at(one) <= instant]
        self.asked = [one for one in self.asked if _at(one) > instant]
        done = 0
        for page in pages(due, self.now + AHEAD):
            await handling.handle_many(page)
            done += len(page)
            self.report(TITLE, done, len(due))


def _at(one: Asked) -> datetime:
    assert one[0].at is not None
    return one[0].at
