"""What an officer did is on the next page they open, whichever process answers it.

Each process keeps some things at hand for a few seconds. After an act the browser carries a mark for as long; a process
that meets a mark for the first time reads those things again.
"""

from secrets import token_urlsafe

from foundation.lately import Lately

SECONDS = 30
"""Longer than anything is kept that a mark renews; what a process knows of a mark outlives the mark."""
MOST = 10_000


class OwnActs:
    """The marks that this process gave out or has met."""

    def __init__(self) -> None:
        self._met: Lately[str, bool] = Lately(2.0 * SECONDS, MOST)

    def done(self) -> str:
        """A mark for what was done here just now."""
        mark = token_urlsafe(9)
        self._met.keep(mark, True)
        return mark

    def elsewhere(self, mark: str | None) -> bool:
        """Whether a browser brings word of an act that this process does not know of; true once for each mark."""
        if not mark or self._met.get(mark):
            return False
        self._met.keep(mark, True)
        return True
