"""Citizens who report through the webhook, each waiting for the answer 200 before the next update, as Telegram does.

What a person does next follows from the question that is open. It is read from the chat's draft: the message that asks
it may still wait for its moment, for the bot speaks no faster than Telegram lets it.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import asyncpg
import msgspec
import uvloop

from bench.reports import reports
from bots.draft import Draft, Step
from bots.replies import data_of
from bots.webhook import HEADER
from foundation.sealing import KeyRing

PATIENCE = 60.0
"""Seconds that an answer may take."""
TRIES = 3
TURNS = 20
"""A conversation that takes longer has lost its way."""
TWICE = 25
"""Every so manieth update is delivered twice, to both replicas at the same moment."""
_DRAFT = "SELECT d.data FROM drafts d JOIN telegram_chats c ON c.chat_id = d.chat_id WHERE c.telegram_index = $1::bytea"


class Order(msgspec.Struct, frozen=True):
    """What to do: `citizens` at once for `seconds`, over web processes on `ports`; `seed` names people and words."""

    ports: tuple[int, ...]
    path: str
    secret: str
    citizens: int
    seconds: float
    seed: int
    socket_folder: str
    user: str
    database: str
    keys: str
    areas: tuple[str, ...]


class Line(asyncio.Protocol):
    """A connection with keep-alive, made anew where the server ended it; one request after the other."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._way: asyncio.Transport | None = None
        self._answer: asyncio.Future[int] | None = None
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._way, self._received = cast(asyncio.Transport, transport), b""

    def connection_lost(self, error: Exception | None) -> None:
        self._way = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(0)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if found and len(rest) >= _length(head) and self._answer is not None:
            self._received = b""
            self._answer.set_result(int(head[9:12]))

    async def ask(self, request: bytes) -> int:
        """The status of the answer. What was cut off by the end of an idle connection is asked again, as always."""
        loop = asyncio.get_running_loop()
        for _ in range(TRIES):
            if self._way is None or self._way.is_closing():
                await loop.create_connection(lambda: self, "127.0.0.1", self._port)
            assert self._way is not None
            self._answer = loop.create_future()
            self._way.write(request)
            if status := await self._answer:
                return status
        return 0

    def close(self) -> None:
        if self._way is not None:
            self._way.close()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


class Crowd:
    """What all share, and what came of it."""

    def __init__(self, order: Order, pool: "asyncpg.Pool[Any]") -> None:
        self.order, self.keys = order, KeyRing.loads(order.keys)
        self.until = time.monotonic() + order.seconds
        self.answered: list[tuple[int, str, float]] = []
        """Number of the update, what it was, and seconds to its answer."""
        self.refused: Counter[str] = Counter()
        self.filed: list[tuple[int, int]] = []
        """Chat and number of photos of each conversation whose last button was pressed."""
        self.astray: Counter[str] = Counter()
        self.doubled = 0
        self._pool = pool
        self._texts = reports(order.seed)
        self._numbers = iter(range(order.seed * 10_000_000, (order.seed + 1) * 10_000_000))
        self.chats = iter(range(order.seed * 10_000_000, (order.seed + 1) * 10_000_000))

    def number(self) -> int:
        return next(self._numbers)

    def text(self, chat: int) -> str:
        """Words that nobody else wrote."""
        return f"{json.loads(next(self._texts))['text']} Catatan kami bernomor {chat}."

    async def draft(self, chat: int) -> Draft | None:
        row = await self._pool.fetchrow(_DRAFT, self.keys.blind(str(chat), "telegram_chats.telegram"))
        return msgspec.json.decode(self.keys.open(row[0], "drafts.data"), type=Draft) if row else None


class Citizen:
    """One after the other of these people, on lines of their own."""

    def __init__(self, crowd: Crowd, lines: list[Line], number: int) -> None:
        self._crowd, self._lines = crowd, lines
        self._chance = random.Random(crowd.order.seed * 1000 + number)  # noqa: S311 - the same again for a seed
        self._chat, self._message, self._photos = 0, 0, 0

    async def live(self) -> None:
        while time.monotonic() < self._crowd.until:
            self._chat, self._message, self._photos = next(self._crowd.chats), 0, 0
            await self._report()

    async def _report(self) -> None:
        """A whole conversation, unless the time is over: first words, every question, the last button, a look back."""
        likely = self._chance.random
        if likely() < 0.3:
            await self._says("/start")
        first = likely()
        if first < 0.7:
            await self._says(self._crowd.text(self._chat))
        elif first < 0.9:
            await self._photo(self._crowd.text(self._chat))
        else:
            await self._place()
        looked_over = False
        for _ in range(TURNS):
            if time.monotonic() >= self._crowd.until:
                return
            draft = await self._crowd.draft(self._chat)
            if draft is None:
                self._crowd.astray["no draft"] += 1
                return
            if draft.step is Step.REVIEW and (looked_over or likely() < 0.5):
                if await self._presses(draft, "send", "the last button"):
                    self._crowd.filed.append((self._chat, self._photos))
                break
            looked_over = draft.step is Step.REVIEW
            await self._answers(draft)
        else:
            self._crowd.astray[f"at {draft.step if draft else 'the start'}"] += 1
            return
        if likely() < 0.6:
            await self._says("/status")
        elif likely() < 0.5:
            await self._says("terima kasih")

    async def _answers(self, draft: Draft) -> None:
        likely = self._chance.random
        match draft.step:
            case Step.WHAT:
                await self._says(self._crowd.text(self._chat))
            case Step.WHERE if likely() < 0.7:
                await self._place()
            case Step.WHERE:
                await self._presses(draft, f"area:{self._chance.choice(self._crowd.order.areas)}")
            case Step.WHEN:
                await self._presses(draft, self._chance.choice(("today", "yesterday", "skip")))
            case Step.WHO:
                await self._presses(draft, self._chance.choice(("anonymous", "unnamed", "name")))
            case Step.NAME:
                await self._says(f"Warga Uji {self._chat % 1000} Sari")
            case Step.PHONE:
                await self._says("tanpa nomor")
            case Step.ADDITION:
                await self._presses(draft, "new")
            case Step.SEALED:
                await self._presses(draft, "here")
            case Step.REVIEW:
                await self._photo("")

    async def _says(self, text: str) -> bool:
        return await self._post("words", {"message": {**self._head(), "text": text}})

    async def _place(self) -> bool:
        latitude, longitude = self._chance.uniform(-5.6, -4.4), self._chance.uniform(104.4, 105.7)
        return await self._post(
            "place", {"message": {**self._head(), "location": {"latitude": latitude, "longitude": longitude}}}
        )

    async def _photo(self, caption: str) -> bool:
        self._photos += 1
        unique = f"{self._chat}x{self._photos}"
        sizes = [
            {
                "file_id": f"{unique}-{width}",
                "file_unique_id": f"u{unique}-{width}",
                "width": width,
                "height": width,
                "file_size": width * 100,
            }
            for width in (90, 320, 1280)
        ]
        message = {**self._head(), "photo": sizes} | ({"caption": caption} if caption else {})
        return await self._post("photo", {"message": message})

    async def _presses(self, draft: Draft, choice: str, kind: str = "button") -> bool:
        query = {
            "id": f"{self._chat}{self._message:04}",
            "from": self._person(),
            "message": {**self._head(), "text": "?", "from": {"id": 4711, "is_bot": True, "first_name": "Tanggap"}},
            "chat_instance": str(self._chat),
            "data": data_of(draft.id, draft.turn, choice),
        }
        return await self._post(kind, {"callback_query": query})

    def _person(self) -> dict[str, Any]:
        return {"id": self._chat, "is_bot": False, "first_name": "Warga", "language_code": "id"}

    def _head(self) -> dict[str, Any]:
        self._message += 1
        return {
            "message_id": self._message,
            "date": int(time.time()),
            "chat": {"id": self._chat, "type": "private", "first_name": "Warga"},
            "from": self._person(),
        }

    async def _post(self, kind: str, what: dict[str, Any]) -> bool:
        """Whether the update was answered with 200."""
        crowd, number = self._crowd, self._crowd.number()
        body = json.dumps({"update_id": number, **what}).encode()
        head = (
            f"POST {crowd.order.path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"{HEADER}: {crowd.order.secret}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        first, *others = self._chance.sample(self._lines, len(self._lines))
        begun = time.monotonic()
        twice = number % TWICE == 0 and bool(others)
        crowd.doubled += twice
        again = asyncio.ensure_future(others[0].ask(head.encode() + body)) if twice else None
        async with asyncio.timeout(PATIENCE):
            statuses = [await first.ask(head.encode() + body)]
            took = time.monotonic() - begun
            if again is not None:
                statuses.append(await again)
        if any(one != 200 for one in statuses):
            crowd.refused[f"{kind}: {statuses}"] += 1
            return False
        crowd.answered.append((number, kind, took))
        return True


async def report_for(order: Order) -> dict[str, Any]:
    """Let them report, and say what came of it."""
    pool = await asyncpg.create_pool(
        host=order.socket_folder, user=order.user, database=order.database, min_size=1, max_size=4
    )
    people = [[Line(port) for port in order.ports] for _ in range(order.citizens)]
    crowd = Crowd(order, pool)
    begun, used = time.monotonic(), time.process_time()
    await asyncio.gather(*(Citizen(crowd, lines, number).live() for number, lines in enumerate(people)))
    took = time.monotonic() - begun
    for line in _all(people):
        line.close()
    await pool.close()
    return {
        "seconds": took,
        "cpu": time.process_time() - used,
        "answered": crowd.answered,
        "filed": crowd.filed,
        "refused": dict(crowd.refused),
        "astray": dict(crowd.astray),
        "doubled": crowd.doubled,
    }


def _all(people: list[list[Line]]) -> Iterator[Line]:
    for lines in people:
        yield from lines


if __name__ == "__main__":
    sys.stdout.write(json.dumps(uvloop.run(report_for(msgspec.json.decode(sys.stdin.buffer.read(), type=Order)))))
