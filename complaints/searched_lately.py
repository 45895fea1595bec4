"""Public searches that had very many complaints read, told again for a minute: many people search for the same."""

import time
from collections import OrderedDict

from complaints.open_list import Found
from complaints.views import Filter, Mark

SECONDS = 60.0
KEPT = 500
COSTLY = 1_000
"""Complaints; a search that finds fewer is done anew each time."""

Asked = tuple[Filter, Mark | None, int, bool]


class SearchedLately:
    """Of this process alone. What is found is still shown to nobody who may no longer read it: that is asked again."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._held: OrderedDict[Asked, tuple[float, Found]] = OrderedDict()

    def get(self, asked: Asked) -> Found | None:
        held = self._held.get(asked)
        return held[1] if held is not None and time.monotonic() - held[0] < self._seconds else None

    def keep(self, asked: Asked, found: Found) -> None:
        """Keeps what cost much; lists without words are walked and cost little."""
        if not asked[0].query or not found.counted or found.total < COSTLY:
            return
        self._held[asked] = time.monotonic(), found
        self._held.move_to_end(asked)
        if len(self._held) > KEPT:
            self._held.popitem(last=False)
