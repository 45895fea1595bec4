"""Long work that nobody waits for: a piece, then a rest, so that people find the machine free."""

import asyncio
import time

LONGEST = 20.0
"""Seconds of one rest at the most, whatever held the piece up."""


class Pace:
    """Work that is done for `share` of the time. At 1, as where somebody waits for it, there is no rest."""

    def __init__(self, share: float = 1.0) -> None:
        self._share, self._since = share, time.monotonic()

    def begin(self) -> None:
        """What was before is no part of the first piece."""
        self._since = time.monotonic()

    async def rest(self) -> None:
        """Called after each piece; not while a transaction is open that has locked anything."""
        if self._share < 1:
            took = time.monotonic() - self._since
            await asyncio.sleep(min(LONGEST, took * (1 / self._share - 1)))
            self._since = time.monotonic()
