"""Many notices owed at once to chats, sent by two dispatchers as two workers would; when each arrived is judged."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from complaints import commands as c
from complaints import ticket
from complaints.kinds import Channel
from foundation.database import Database
from people.actor import Actor, Post, Role
from people.telegram import Chats
from service.bot import opened_bot
from service.progress import Report
from service.settings import Settings
from service.wiring import build
from service.worker import dispatching
from web.house import House

DISPATCHERS = 2
A_SECOND = 30
"""Telegram takes about so many messages a second from a bot; and one a second in a chat."""
FIRST_CHAT = 5_000_000_000
_PAGE = 50
_TO_SEND = text("SELECT count(*) FROM notices WHERE audience = 'citizen' AND sent_at IS NULL AND dead_at IS NULL")
_OTHERS = text("UPDATE notices SET sent_at = created_at WHERE audience <> 'citizen'")


class Daytime:
    """The machine's clock, put forward to a morning: at night notices would wait."""

    def __init__(self) -> None:
        now = datetime.now(UTC)
        self._ahead = datetime.combine(now.date() + timedelta(days=1), time(3), UTC) - now

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


async def broadcast(settings: Settings, url: str, size: int, report: Report) -> None:
    """Owe `size` notices and send them all."""
    async with AsyncExitStack() as stack:
        houses = [await _opened(stack, settings, url) for _ in range(DISPATCHERS)]
        await _owe(houses[0], size, report)
        bots = [await stack.enter_async_context(opened_bot(settings, house)) for house in houses]
        work = [dispatching(house, settings, bot) for house, bot in zip(houses, bots, strict=True)]
        sending = [asyncio.ensure_future(one()) for one in work]
        while not all(one.done() for one in sending):
            await asyncio.wait(sending, timeout=2)
            report("notices", size - await _left(houses[0]), size)
        await asyncio.gather(*sending)
        if left := await _left(houses[0]):
            raise RuntimeError(f"{left} notices were not sent")


async def _opened(stack: AsyncExitStack, settings: Settings, url: str) -> House:
    database = Database(url)
    stack.push_async_callback(database.close)
    return build(settings, database, Daytime())


async def _left(house: House) -> int:
    async with house.database.reading() as session:
        return int((await session.exec(_TO_SEND)).one()[0])  # type: ignore[call-overload]


async def _owe(house: House, size: int, report: Report) -> None:
    """Complaints that an officer wrote down for citizens with a chat; of ten in a row, three go to a chat just told."""
    region, chats = await house.region.current(), Chats(house.keys)
    officer = Actor("officer", uuid4(), (Post(Role.COORDINATOR, region.triage_unit, frozenset({region.triage_unit})),))
    done = 0
    for first in range(0, size, _PAGE):
        ids = {number: uuid4() for number in range(first, min(size, first + _PAGE))}
        await house.handling.handle_many([(_order(number, one), officer) for number, one in ids.items()])
        async with house.database.transaction() as session:
            for number, one in ids.items():
                chat = await chats.held(session, FIRST_CHAT + number * 7 // 10, "id", house.clock.now())
                await chats.follow(session, chat.id, one, "reporter", house.clock.now())
        done += len(ids)
        report("notices to owe", done, size)
    async with house.database.transaction() as session:
        await session.exec(_OTHERS)  # type: ignore[call-overload]


def _order(number: int, complaint_id: UUID) -> c.Order:
    words = c.Words(f"Lampu jalan di gang nomor {number} mati sejak kemarin malam.")
    command = c.FileComplaint(words, ticket.draw(), channel=Channel.TELEGRAM, reachable=True)
    return c.Order(complaint_id, command, f"bench:{number}")


def judged(size: int, sent: Sequence[tuple[float, int]]) -> dict[str, Any]:
    """What the Bot API saw: messages with the moment each arrived (seconds), and their chats."""
    moments = sorted(at for at, _ in sent)
    of_chat: defaultdict[int, list[float]] = defaultdict(list)
    for at, chat in sorted(sent):
        of_chat[chat].append(at)
    gaps = [after - before for times in of_chat.values() for before, after in pairwise(times)]
    most, gap = max(_in_a_second(moments), default=0), min(gaps, default=float("inf"))
    took = moments[-1] - moments[0] if moments else 0.0
    return {
        "owed": size,
        "messages": len(sent),
        "chats": len(of_chat),
        "seconds": round(took, 1),
        "per_second": round(len(sent) / took, 1) if took else 0.0,
        "most_in_a_second": most,
        "smallest_gap_in_a_chat": round(gap, 3),
        "kept": len(sent) == size and most < A_SECOND and gap >= 1.0,
    }


def _in_a_second(moments: Sequence[float]) -> Iterator[int]:
    """How many messages arrived within a second of each, itself included."""
    first = 0
    for last, at in enumerate(moments):
        while at - moments[first] >= 1.0:
            first += 1
        yield last - first + 1


def in_words(told: dict[str, Any]) -> str:
    return (
        f"Broadcast: {told['messages']} of {told['owed']} notices to {told['chats']} chats in {told['seconds']:.0f} s; "
        f"at most {told['most_in_a_second']} in any second, at least {told['smallest_gap_in_a_chat']:.2f} s between "
        f"two to a chat. {'Kept.' if told['kept'] else 'NOT KEPT.'}"
    )
