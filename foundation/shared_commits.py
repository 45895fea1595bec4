"""Requests that arrive while a page is being written share the next page, and with it one commit.

Nobody waits for company: a request that comes alone is a page of one, at once. Under load the pages grow by
themselves, and the cost of a transaction is divided among all that are in it.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

LONGEST_PAGE = 32
"""A page is decided and written in one go: longer ones would let everybody else wait for little more gain."""


class SharedCommits(Generic[Asked, Answer]):
    """`write` does a page in one transaction, all of it or, raising, nothing; and doing it again is harmless.

    A page that fails is done again one by one, so that nobody fails for a neighbour's fault. Who gives up waiting
    is left out of the next page, and disturbs no page already begun.
    """

    def __init__(
        self, write: Callable[[Sequence[Asked]], Awaitable[Sequence[Answer]]], longest_page: int = LONGEST_PAGE
    ) -> None:
        self._write, self._longest_page = write, longest_page
        self._waiting: deque[tuple[Asked, asyncio.Future[Answer]]] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def join(self, asked: Asked) -> Answer:
        """The answer of `write` to this request, or what it raised, once it is committed."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_pages())
        return await answer

    async def _write_pages(self) -> None:
        # A task of its own: who asked first may be cancelled without ending the page of the others.
        page: list[tuple[Asked, asyncio.Future[Answer]]] = []
        try:
            while page := self._next_page():
                await self._answer(page)
        finally:
            self._writer = None
            for _, answer in (*page, *self._waiting):  # only where the loop itself is being ended
                answer.cancel()
            self._waiting.clear()

    def _next_page(self) -> list[tuple[Asked, asyncio.Future[Answer]]]:
        page: list[tuple[Asked, asyncio.Future[Answer]]] = []
        while self._waiting and len(page) < self._longest_page:
            asked, answer = self._waiting.popleft()
            if not answer.done():
                page.append((asked, answer))
        return page

    async def _answer(self, page: Sequence[tuple[Asked, "asyncio.Future[Answer]"]]) -> None:
        try:
            results = await self._write([asked for asked, _ in page])
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to whoever asked
            if len(page) > 1:
                for one in page:
                    await self._answer([one])
            elif not page[0][1].done():
                page[0][1].set_exception(error)
            return
        for (_, answer), result in zip(page, results, strict=True):
            if not answer.done():
                answer.set_result(result)
