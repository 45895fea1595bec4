"""A few pieces of work at once: while the database is busy with one, the next one is prepared."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")


class SideBySide(Generic[T]):
    """Up to `at_once` pieces; `take` is given what each comes to, in the order in which they were begun.

    At the end of the block all are finished, or where it ends in an error or one of them fails, cancelled.
    """

    def __init__(self, at_once: int, take: Callable[[T], None]) -> None:
        self._at_once, self._take = at_once, take
        self._running: deque[asyncio.Task[T]] = deque()

    async def room(self) -> None:
        """Wait until another piece may begin."""
        await self._finish(self._at_once - 1)

    def begin(self, work: Coroutine[Any, Any, T]) -> None:
        self._running.append(asyncio.create_task(work))

    async def _finish(self, left: int) -> None:
        while len(self._running) > left:
            self._take(await self._running[0])
            self._running.popleft()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                await self._finish(0)
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)
