"""Long polling: one worker asks Telegram for updates, and confirms them once their transactions are committed."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from sqlalchemy.exc import InterfaceError, OperationalError

from bots.client import Failure

WAIT = 25
"""Seconds Telegram may keep a question open."""
RUN = 50.0
"""Seconds after which a run ends, so that its heartbeat is seen."""
HASTE = 0.2
"""Seconds until the next question where one that may be kept open was answered at once with nothing."""
LONG_AGO = 3 * 86_400.0
"""Seconds without an update after which the offset is forgotten: after a week Telegram may count from anywhere."""
AT_ONCE = 6
"""Chats worked through at the same time; the updates of one come in their order."""
PATIENCE = 5
"""How often an update may fail by itself before it no longer holds up those after it."""
_BACK_OFF = (1.0, 2.0, 5.0, 10.0, 20.0)
_NOT_ITS_FAULT = (OperationalError, InterfaceError, OSError, TimeoutError)
_log = logging.getLogger(__name__)

Receive = Callable[[dict[str, Any]], Awaitable[None]]


class Asking(Protocol):
    """The Bot API, as far as polling needs it."""

    async def updates(self, offset: int, wait: int = WAIT) -> list[dict[str, Any]] | Failure: ...


class Polling:
    """`receive` takes in one raw update; whoever runs this holds the lease, so that only one worker does."""

    def __init__(self, asking: Asking, receive: Receive, back_off: Sequence[float] = _BACK_OFF) -> None:
        self._asking, self._receive, self._back_off = asking, receive, back_off
        self._offset = 0
        self._failed: dict[int, int] = {}
        self._faults = 0
        self._last = time.monotonic()
        self._ending = asyncio.Event()

    def end(self) -> None:
        """Ask for nothing more; what is in hand is finished."""
        self._ending.set()

    async def run(self, seconds: float = RUN) -> int:
        """Poll for a while; returns how many updates came."""
        until, came = time.monotonic() + seconds, 0
        while not self._ending.is_set() and (left := until - time.monotonic()) > 0:
            begun = time.monotonic()
            updates = await self._asked(max(0, min(WAIT, int(left))))
            came += len(updates or ())
            if updates:
                self._last = begun
                await self._work(updates)
            elif updates is not None:
                await self._rest(time.monotonic() - begun)
        return came

    async def _rest(self, waited: float) -> None:
        """Nothing came. What was confirmed is known to Telegram by now, so that nothing comes twice without it."""
        if time.monotonic() - self._last > LONG_AGO:
            self._offset = 0
        if waited < HASTE:
            await self._pause(HASTE - waited)

    async def _asked(self, wait: int) -> list[dict[str, Any]] | None:
        """Updates from the offset on; None where none were to be had."""
        question = asyncio.ensure_future(self._asking.updates(self._offset, wait))
        ending = asyncio.ensure_future(self._ending.wait())
        try:
            await asyncio.wait((question, ending), return_when=asyncio.FIRST_COMPLETED)
            if not question.done():
                return None  # what Telegram was about to hand over it hands over again
            found = question.result()
        finally:
            for task in (question, ending):
                task.cancel()
            await asyncio.gather(question, ending, return_exceptions=True)
        if not isinstance(found, Failure):
            self._faults = 0
            return found
        after = getattr(found, "after", None)
        if found.reason == "conflict":
            # A webhook that is still set, or another poller: an old worker at its last question, or a foreign one.
            _log.warning("somebody else asks Telegram for the updates of this bot; trying again")
        else:
            _log.warning("Telegram did not answer: %s", found.reason)
        await self._pause(after.total_seconds() if after else self._wait())
        return None

    def _wait(self) -> float:
        self._faults += 1
        return self._back_off[min(self._faults, len(self._back_off)) - 1]

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._ending.wait(), seconds)
        except TimeoutError:
            return

    async def _work(self, updates: list[dict[str, Any]]) -> None:
        """Take them in, and confirm what was: everything before the first that failed."""
        chats: dict[object, list[dict[str, Any]]] = {}
        for update in updates:
            chats.setdefault(_chat(update), []).append(update)
        room = asyncio.Semaphore(AT_ONCE)

        async def one(of_chat: list[dict[str, Any]]) -> int | None:
            async with room:
                return await self._in_order(of_chat)

        stopped = [at for at in await asyncio.gather(*map(one, chats.values())) if at is not None]
        self._offset = min(stopped, default=max(map(_number, updates)) + 1)
        if stopped:
            await self._pause(self._wait())

    async def _in_order(self, updates: list[dict[str, Any]]) -> int | None:
        """The number of the update that stopped it, if one did."""
        for update in updates:
            number = _number(update)
            try:
                await self._receive(update)
            except _NOT_ITS_FAULT as error:
                _log.warning("an update could not be worked through: %s", type(error).__name__)
                return number
            except Exception as error:  # noqa: BLE001 - whatever it is, the others must go on
                if getattr(error, "connection_invalidated", False):
                    return number  # the database ended the connection
                self._failed[number] = self._failed.get(number, 0) + 1
                # Neither its words nor the error's: both may hold what a citizen wrote.
                _log.error("an update failed: %s", type(error).__name__)
                if self._failed[number] < PATIENCE:
                    return number
                _log.error("the update is passed over after %d tries", PATIENCE)
            self._failed.pop(number, None)
        return None


def _number(update: dict[str, Any]) -> int:
    return int(update["update_id"])


def _chat(update: dict[str, Any]) -> object:
    """What updates of one chat have in common; one that says nothing is a chat of its own."""
    for name in ("message", "edited_message", "my_chat_member", "callback_query"):
        told = update.get(name)
        if isinstance(told, dict):
            within = told.get("message") if name == "callback_query" else told
            chat = within.get("chat") if isinstance(within, dict) else None
            if isinstance(chat, dict):
                return chat.get("id")
    return ("update", update.get("update_id"))
