"""Public searches that had very many complaints read, told again for a minute: many people search for the same."""

from complaints.open_list import Found
from complaints.views import Filter, Mark
from foundation.lately import Lately

SECONDS = 60.0
KEPT = 500
COSTLY = 1_000
"""Complaints; a search that finds fewer is done anew each time."""

Asked = tuple[Filter, Mark | None, int, bool]


class SearchedLately:
    """Of this process alone. What is found is still shown to nobody who may no longer read it: that is asked again."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._lately: Lately[Asked, Found] = Lately(seconds, KEPT)

    def get(self, asked: Asked) -> Found | None:
        return self._lately.get(asked)

    def keep(self, asked: Asked, found: Found) -> None:
        """Keeps what cost much; lists without words are walked and cost little."""
        if asked[0].query and found.counted and found.total >= COSTLY:
            self._lately.keep(asked, found)
