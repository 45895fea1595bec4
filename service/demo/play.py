"""Plays the lives of the invented world on the real road: the same orders, page by page, as time went by."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.events import Recorded
from complaints.handling import Handling, Road
from complaints.projection import Listener
from foundation.database import Database
from foundation.writes import Write
from people.actor import Actor
from service.demo.desks import Desks
from service.demo.gallery import RECENT
from service.demo.life import Briefed, Life
from service.demo.world import World
from service.progress import Report

FRESH = timedelta(days=3)
"""Of what happened longer ago, nobody is told any more."""
WINDOW = timedelta(days=10)
"""Simulated time between two pages of the same complaint's answers."""
PAGE = 500
INVENTING = "Inventing two years of complaints"
PLAYING = "Handling them step by step"
Asked = tuple[c.Order, Actor]

_DONE = text("SELECT DISTINCT complaint_id, cause FROM complaint_events")


def road_of_the_past(road: Road, now: datetime) -> Road:
    """The road, on which only what happened in the last days makes anybody be told."""

    def lately(reaction: Listener) -> Listener:
        def listener(complaint: Complaint, recorded: Sequence[Recorded]) -> Iterable[Write]:
            fresh = [one for one in recorded if one.at > now - FRESH]
            return reaction(complaint, fresh) if fresh else ()

        return listener

    return Road(road.projections, [lately(one) for one in road.reactions], road.order)


Keep = Callable[[c.File], Awaitable[None]]
"""Lays a photo in the store before an event refers to it."""


async def play(
    database: Database, handling: Handling, world: World, given: Briefed, keep: Keep, report: Report
) -> list[Life]:
    """Issue every order of every life that has not been handled before; `given` is what the road's decisions get.

    Gives the lives of late, in which officers do some things among themselves.
    """
    asked: list[Asked] = []
    recent: list[Life] = []
    for number, life in enumerate(world.lives(given), 1):
        if life.case.told > world.now - RECENT:
            recent.append(life)
        else:
            asked += _orders(life)
        if number % 50 == 0:
            report(INVENTING, number, world.planner.count)
            await asyncio.sleep(0)
    Desks(world.course, world.now).work(recent)
    asked += [one for life in recent for one in _orders(life)]
    report(INVENTING, world.planner.count, world.planner.count)
    done, count = await _handled(database), 0
    for page in pages(asked, world.now):
        left = [(order, by) for order, by in page if (order.complaint_id, order.cause) not in done]
        if left:
            for order, _by in left:
                if isinstance(order.command, c.Attach):
                    await keep(order.command.file)
            await handling.handle_many(left)
        count += len(page)
        report(PLAYING, count, len(asked))
    return recent


def _orders(life: Life) -> Iterator[Asked]:
    return ((step.order, step.by) for step in life.steps)


async def _handled(database: Database) -> set[tuple[UUID, str]]:
    """What a seeding that was cut off had already done."""
    async with database.reading() as session:
        rows = await session.exec(_DONE)  # type: ignore[call-overload]
        return {(row[0], row[1]) for row in rows}


def pages(asked: Iterable[Asked], now: datetime) -> Iterator[list[Asked]]:
    """The orders in the order of their instants, in pages.

    A unit's answer is compared with its earlier ones as they stand in the database, so a page holds a complaint's
    orders only up to its next answer; in the last days, of which people are told, it holds one order a complaint.
    """
    windows: dict[int, list[Asked]] = defaultdict(list)
    for order, by in asked:
        assert order.at is not None
        windows[-1 if order.at > now - FRESH else (now - order.at) // WINDOW].append((order, by))
    for window in sorted(windows, reverse=True):
        waves: dict[int, list[Asked]] = defaultdict(list)
        seen: Counter[UUID] = Counter()
        for order, by in sorted(windows[window], key=lambda one: _at(one[0])):
            if window < 0 or isinstance(order.command, c.Resolve):
                seen[order.complaint_id] += 1
            if isinstance(order.command, c.MarkDuplicate):
                # It appends to the case it leads to as well, and must not come before what happened there earlier.
                both = order.complaint_id, order.command.of
                seen[both[0]] = seen[both[1]] = max(seen[one] for one in both)
            waves[seen[order.complaint_id]].append((order, by))
        for wave in sorted(waves):
            for start in range(0, len(waves[wave]), PAGE):
                yield waves[wave][start : start + PAGE]


def _at(order: c.Order) -> datetime:
    assert order.at is not None
    return order.at
