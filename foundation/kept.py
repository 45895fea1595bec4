"""One thing out of the database at hand: read again once it is too old, or once somebody says that it changed."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """What `read` found, for at most `seconds`; whoever asks while it is being read waits for that reading.

    After `forget` nothing is answered that was read, or began to be read, before it. A reading that fails raises to
    whoever asked, and the next one tries again.
    """

    def __init__(self, read: Callable[[], Awaitable[Value]], seconds: float) -> None:
        self._read, self._seconds = read, seconds
        self._value: Value | None = None
        self._began = self._forgotten = float("-inf")
        self._reading = asyncio.Lock()

    async def current(self) -> Value:
        asked = time.monotonic()
        if self._value is not None and self._holds(asked):
            return self._value
        async with self._reading:
            while self._value is None or not self._holds(asked):
                began = time.monotonic()
                self._value = await self._read()
                self._began = began
            return self._value

    def forget(self) -> None:
        """Read it again for the next question."""
        self._forgotten = time.monotonic()

    def _holds(self, asked: float) -> bool:
        return self._began >= asked - self._seconds and self._began > self._forgotten
