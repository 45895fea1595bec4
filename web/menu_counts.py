"""What waits behind each entry of the menu: counted every few seconds for an officer, and after each of their acts.

The numbers stand on every page, and to count them costs more than most pages do. What others do is seen a few seconds
later; what an officer does themselves, at once, on the process that did it.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from foundation.lately import Lately
from people.actor import Actor

T = TypeVar("T")

SECONDS = 10.0
KEPT = 1000
"""So many officers' numbers at the most."""


class MenuCounts:
    """Keeps what was counted for `seconds`, in this process alone; with 0 it is always counted anew."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._counted: Lately[Actor, Any] = Lately(seconds, KEPT)
        self._acted = 0
        """How many acts there were: what was being counted meanwhile is not kept."""

    async def of(self, actor: Actor, count: Callable[[], Awaitable[T]]) -> T:
        """The numbers of whoever holds these very posts; `count` is asked where there are none that are fresh."""
        known = self._counted.get(actor)
        if known is not None:
            return known  # type: ignore[no-any-return]
        before = self._acted
        numbers = await count()
        if before == self._acted:
            self._counted.keep(actor, numbers)
        return numbers

    def forget(self, actor: Actor) -> None:
        """This officer has done something that may change their numbers."""
        self._acted += 1
        self._counted.drop(actor)
