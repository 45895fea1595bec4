"""Advice for the road: the phrase router kept in step with the region, within a budget of time."""

import asyncio
import time
from collections.abc import Sequence

from complaints.given import Asked, Suggestion
from complaints.region import Region, RegionBook
from foundation.errors import NotFound
from routing.phrases import Advice, AreaData, BodyData, PhraseRouter, TopicData

BUDGET = 0.05
"""Seconds a page of filings may wait for advice; what is late is routed by the worker."""
SHORT = 4_000
"""Characters answered at once (about a millisecond); more goes to a thread, so that the loop goes on turning."""


def router_of(region: Region) -> PhraseRouter:
    """The router made of a region's words. Takes about 0.1 s."""
    return PhraseRouter(
        [TopicData(t.code, t.name, t.parent, t.unit, t.kind, t.phrases, t.examples) for t in region.topics],
        [BodyData(body.code, body.kind, body.phrases, body.area) for body in region.bodies],
        [AreaData(area.code, area.name, area.parent) for area in region.areas],
    )


class PhraseAdvisor:
    """Implements `complaints.given.Advisor` over the region in force.

    A suggestion that names nothing, with a share of 0, says that nothing was found; None says that time ran out.
    """

    def __init__(self, regions: RegionBook, budget: float = BUDGET) -> None:
        self._regions, self._budget = regions, budget
        self._made_of: Region | None = None
        self._router: PhraseRouter | None = None
        self._making: asyncio.Task[PhraseRouter] | None = None

    async def warm(self) -> None:
        """Make the router before the first filing asks for it; where no region is loaded yet there is none to make."""
        try:
            await self._start()
        except NotFound:
            return

    async def advise(self, asked: Sequence[Asked]) -> list[Suggestion | None]:
        """One answer for each question in order, None for those the budget did not reach."""
        until = time.monotonic() + self._budget
        try:
            router = await asyncio.wait_for(asyncio.shield(self._start()), self._budget)
        except TimeoutError:
            return [None] * len(asked)
        if sum(len(one.text) for one in asked) <= SHORT:
            return _answers(router, asked, until)
        return await asyncio.to_thread(_answers, router, asked, until)

    async def explain(self, text: str, topic: str | None = None, area: str | None = None) -> Advice:
        """Everything the router makes of a text, with its reasons, for the triage page. Waits as long as it takes."""
        router = await self._start()
        return await asyncio.to_thread(router.advise, text, topic, area)

    def _start(self) -> asyncio.Task[PhraseRouter]:
        """The router in force, being made if need be; the making goes on though a filing no longer waits."""
        if self._making is None or self._making.done():
            self._making = asyncio.create_task(self._current())
        return self._making

    async def _current(self) -> PhraseRouter:
        region = await self._regions.current()
        if self._router is None or region is not self._made_of:
            self._router = await asyncio.to_thread(router_of, region)
            self._made_of = region
        return self._router


def _answers(router: PhraseRouter, asked: Sequence[Asked], until: float) -> list[Suggestion | None]:
    answers: list[Suggestion | None] = []
    for one in asked:
        if time.monotonic() > until:
            answers.append(None)
            continue
        advice = router.advise(one.text, one.topic, one.area)
        answers.append(Suggestion(advice.unit, advice.topic, advice.kind, advice.share, advice.method))
    return answers
