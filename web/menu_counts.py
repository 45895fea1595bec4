"""What waits behind each entry of the menu: counted every few seconds for an officer, and after each of their acts.

The numbers stand on every page, and to count them costs more than most pages do. What others do is seen a few seconds
later; what an officer does themselves, at once, on the process that did it.
"""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from people.actor import Actor

T = TypeVar("T")

SECONDS = 10.0
KEPT = 1000
"""So many officers' numbers at the most."""


class _Counted(NamedTuple):
    at: float
    numbers: object


class MenuCounts:
    """Keeps what was counted for `seconds`, in this process alone; with 0 it is always counted anew."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._counted: OrderedDict[Actor, _Counted] = OrderedDict()
        self._acted = 0
        """How many acts there were: what was being counted meanwhile is not kept."""

    async def of(self, actor: Actor, count: Callable[[], Awaitable[T]]) -> T:
        """The numbers of whoever holds these very posts; `count` is asked where there are none that are fresh."""
        known = self._counted.get(actor)
        if known is not None and time.monotonic() - known.at < self._seconds:
            return known.numbers  # type: ignore[return-value]
        before = self._acted
        numbers = await count()
        if before == self._acted and self._seconds:
            self._counted[actor] = _Counted(time.monotonic(), numbers)
            self._counted.move_to_end(actor)
            if len(self._counted) > KEPT:
                self._counted.popitem(last=False)
        return numbers

    def forget(self, actor: Actor) -> None:
        """This officer has done something that may change their numbers."""
        self._acted += 1
        self._counted.pop(actor, None)
