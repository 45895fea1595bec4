"""Advice for the road and for pages: a reader kept in step with region and models, within a budget of time."""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from complaints.given import Asked, Suggestion
from complaints.region import Region, RegionBook
from foundation.errors import NotFound
from foundation.lately import Lately
from routing.advice import Reading
from routing.reader import Models, Reader, ReadWords

BUDGET = 0.05
"""Seconds a page of filings may wait for advice; what is late is routed by the worker."""
PATIENCE = 10.0
"""Seconds that late advice may take, for which nobody waits."""


THREADS = 2
"""Reports read at once. Whoever has many long ones read holds up other readings, and no password and no photo."""
T = TypeVar("T")


class ModelsBook(Protocol):
    """Gives the models in force, if any were fitted; answers at once with those at hand."""

    async def current(self) -> Models | None: ...


class Advisor:
    """Implements `complaints.given.Advisor` over the region and the models in force.

    A suggestion that names nothing, with a share of 0, says that nothing was found; None says that time ran out.
    """

    def __init__(self, regions: RegionBook, models: ModelsBook | None = None, budget: float = BUDGET) -> None:
        self._regions, self._models, self._budget = regions, models, budget
        self._made_of: tuple[Region, Models | None] | None = None
        self._reader: Reader | None = None
        self._making: asyncio.Task[Reader] | None = None
        self._lately: Lately[tuple[str, str | None, str | None], tuple[Reader, ReadWords]] = Lately()
        """What was read in the last few reports, and by which reader: in a chat the same words come again and again."""
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="advice")

    async def warm(self) -> None:
        """Make the reader before the first filing asks for it; where no region is loaded yet there is none to make."""
        try:
            await self._start()
        except NotFound:
            return

    async def advise(self, asked: Sequence[Asked]) -> list[Suggestion | None]:
        """One answer for each question in order, None for those the budget did not reach. Read in a thread."""
        budget = max(PATIENCE, self._budget) if all(one.late for one in asked) else self._budget
        until = time.monotonic() + budget
        answers: list[Suggestion | None] = [None] * len(asked)
        try:
            reader = await asyncio.wait_for(asyncio.shield(self._start()), budget)
            known = [self._read_lately(reader, one) for one in asked]
            if all(known):
                return [
                    reader.completed(words, one).suggestion() for words, one in zip(known, asked, strict=True) if words
                ]
            reading = self._in_thread(lambda: _fill(reader, asked, answers, until))
            await asyncio.wait_for(reading, max(0.0, until - time.monotonic()))
        except TimeoutError:
            pass
        return list(answers)

    async def read(self, asked: Asked) -> Reading:
        """Everything made of a report, with its reasons. Waits as long as it takes."""
        reader = await self._start()
        words = self._read_lately(reader, asked)
        if words is None:
            words = await self._in_thread(lambda: reader.words(asked))
            self._lately.keep(_words_of(asked), (reader, words))
        return reader.completed(words, asked)

    async def reader(self) -> Reader:
        """The reader in force, for whoever has many reports to read."""
        return await self._start()

    def _read_lately(self, reader: Reader, asked: Asked) -> ReadWords | None:
        """What this very reader read in these words."""
        held = self._lately.get(_words_of(asked))
        return held[1] if held is not None and held[0] is reader else None

    def _in_thread(self, work: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _start(self) -> asyncio.Task[Reader]:
        """The reader in force, being made if need be; the making goes on though a filing no longer waits."""
        if self._making is None or self._making.done():
            self._making = asyncio.create_task(self._current())
        return self._making

    async def _current(self) -> Reader:
        region = await self._regions.current()
        models = await self._models.current() if self._models else None
        made_of = self._made_of
        if self._reader is None or made_of is None or region is not made_of[0] or models is not made_of[1]:
            phrases = self._reader.phrases if self._reader and made_of and region is made_of[0] else None
            self._reader = await asyncio.to_thread(Reader, region, models, phrases)
            self._made_of = (region, models)
        return self._reader


def _words_of(asked: Asked) -> tuple[str, str | None, str | None]:
    """All that reading the words of a report depends on."""
    return asked.text, asked.topic, asked.area


def _fill(reader: Reader, asked: Sequence[Asked], answers: list[Suggestion | None], until: float) -> None:
    """Answers in place, so that what was read in time counts though the rest is late."""
    for place, one in enumerate(asked):
        if time.monotonic() > until:
            return
        answers[place] = reader.read(one).suggestion()
