"""What the Bot API double keeps: chats with their messages, files, updates not yet taken, and the webhook."""

import asyncio
import json
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx

Json = dict[str, Any]


@dataclass
class Chat:
    """One chat as the bot sees it. `started`: the bot may write there."""

    id: int
    shown: Json
    started: bool = True
    blocked: bool = False
    messages: list[Json] = field(default_factory=list)
    keyboard: Json | None = None
    """The reply keyboard shown now."""

    def add(self, sender: Json, **content: Any) -> Json:
        """A message with the next number; numbers begin at 1."""
        message = {
            "message_id": len(self.messages) + 1,
            "date": int(time.time()),
            "chat": self.shown,
            "from": sender,
            **{name: value for name, value in content.items() if value is not None},
        }
        self.messages.append(message)
        return message

    def find(self, number: int) -> Json | None:
        """The message of that number, unless it was deleted."""
        found = next((one for one in self.messages if one["message_id"] == number), None)
        return None if found is None or found.get("deleted") else found


@dataclass(frozen=True)
class StoredFile:
    """`size` may be told larger than what is held, so that no test needs 20 MB."""

    unique: str
    path: str
    content: bytes
    size: int


@dataclass
class Fault:
    """What goes wrong with the next `times` calls of a method (empty: any) for a chat (None: any), `after` so many.

    `status` 429 tells `retry_after`; other statuses are said as they are. The answer comes `delay` seconds after the
    call was carried out; `cut` ends the line then, and `lost` before it is carried out.
    """

    method: str = ""
    chat: int | None = None
    status: int = 0
    retry_after: int = 1
    delay: float = 0.0
    cut: bool = False
    lost: bool = False
    body: bytes | None = None
    times: int = 1
    after: int = 0

    def hits(self, method: str, chat: int | None) -> bool:
        """Whether it strikes now; asked once a call."""
        if self.times <= 0 or self.method not in ("", method) or self.chat not in (None, chat):
            return False
        self.after -= 1
        if self.after >= 0:
            return False
        self.times -= 1
        return True


@dataclass(frozen=True)
class Asked:
    """A call that came in: when (seconds of a steady clock), of which method, for which chat, and how it ended."""

    at: float
    method: str
    chat: int | None
    parameters: Json
    status: int


class Updates:
    """Updates waiting to be taken, by long poll or by webhook."""

    def __init__(self) -> None:
        self.waiting: list[Json] = []
        self.allowed: list[str] = []
        self.woken = asyncio.Event()
        self.held: list[Json] | None = None
        self.every: list[Json] = []
        """All that ever were, to be delivered again."""
        self._next = random.randrange(100_000, 900_000_000)

    def add(self, **content: Any) -> Json:
        """A new update, held back where deliveries are held."""
        self._next += 1
        # A copy: an edit must not change what was said before.
        update: Json = json.loads(json.dumps({"update_id": self._next, **content}))
        self.every.append(update)
        if self.held is None:
            self.deliver([update])
        else:
            self.held.append(update)
        return update

    def deliver(self, updates: Iterable[Json]) -> None:
        self.waiting += [one for one in updates if self.wanted(one)]
        self.woken.set()

    def wanted(self, update: Json) -> bool:
        return not self.allowed or any(kind in update for kind in self.allowed)

    def hold(self) -> None:
        """Keep what comes until `release`."""
        self.held = []

    def release(self, *, twice: bool = False, shuffle: int | None = None) -> list[Json]:
        """Deliver what was held, each twice or in the order that a seed gives."""
        held = list(self.held or ()) * (2 if twice else 1)
        self.held = None
        if shuffle is not None:
            random.Random(shuffle).shuffle(held)
        self.deliver(held)
        return held

    def confirm(self, offset: int) -> None:
        """Forget what lies before `offset`; a negative one keeps that many of the last."""
        if offset < 0:
            self.waiting = self.waiting[offset:]
        else:
            self.waiting = [one for one in self.waiting if one["update_id"] >= offset]


class Webhook:
    """Calls the bot's address for each update, again until it answers 2xx; up to `at_once` side by side."""

    def __init__(self, updates: Updates, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._updates, self._transport = updates, transport
        self.url, self.secret, self.at_once = "", "", 1
        self.pause = 0.05
        """Seconds before it calls again."""
        self.fault: Json = {}
        self.delivered: list[int] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def set(self, url: str, secret: str) -> None:
        await self.clear()
        self.url, self.secret = url, secret
        self._tasks = [asyncio.create_task(self._work()) for _ in range(self.at_once)]

    async def clear(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks, self.url, self.secret, self.fault = [], "", "", {}

    async def _work(self) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        async with httpx.AsyncClient(transport=self._transport, headers=headers, timeout=30, trust_env=False) as client:
            while True:
                while not self._updates.waiting:
                    self._updates.woken.clear()
                    await self._updates.woken.wait()
                update = self._updates.waiting.pop(0)
                try:
                    while not await self._deliver(client, update):  # noqa: ASYNC110 - it waits for the other side
                        await asyncio.sleep(self.pause)
                except asyncio.CancelledError:
                    self._updates.waiting.insert(0, update)
                    raise
                self.delivered.append(update["update_id"])

    async def _deliver(self, client: httpx.AsyncClient, update: Json) -> bool:
        try:
            answer = await client.post(self.url, json=update)
        except httpx.HTTPError as fault:
            self.fault = {"last_error_date": int(time.time()), "last_error_message": type(fault).__name__}
            return False
        if answer.is_success:
            return True
        words = f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
        self.fault = {"last_error_date": int(time.time()), "last_error_message": words}
        return False
