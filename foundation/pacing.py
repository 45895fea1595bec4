"""Long work that nobody waits for: a piece, then a rest, so that people find the machine free."""

import asyncio
import time

LONGEST = 20.0
"""Seconds of one rest at the most, whatever held the piece up."""
SHORT = 1.0
"""Seconds of work that come without a rest: in a small installation everything is done at once."""


class Pace:
    """Work that is done for `share` of the time. At 1, as where somebody waits for it, there is no rest."""

    def __init__(self, share: float = 1.0) -> None:
        self._share, self._since, self._worked = share, time.monotonic(), 0.0

    def begin(self) -> None:
        """What was before is no part of the first piece."""
        self._since, self._worked = time.monotonic(), 0.0

    async def rest(self) -> None:
        """Called after each piece; not while a transaction is open that has locked anything."""
        took = time.monotonic() - self._since
        self._worked += took
        if self._share < 1 and self._worked > SHORT:
            await asyncio.sleep(min(LONGEST, took * (1 / self._share - 1)))
        self._since = time.monotonic()
