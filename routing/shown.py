"""How routing did as its pages tell it: many reports are counted once a minute, however many people look."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from foundation.database import Database
from foundation.lately import Lately
from routing.corrections import Judged, confusion, judged
from routing.tally import Tally, tally
from routing.told import Facts, newest

SECONDS = 60.0
KEPT = 50
COSTLY = 500
"""Reports; of fewer it is counted anew each time."""


class Shown(NamedTuple):
    """What follows from the reports advised on in a period; `newest` is as in `routing.told.Advised`."""

    newest: int
    known: Judged
    confused: Sequence[tuple[str, str, int]]
    """Who was advised and who was decided on, and how often."""
    counted: Tally


class ShownLately:
    """Of this process alone; it holds counts only, and nothing that tells of one case."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._lately: Lately[tuple[datetime, str | None], Shown] = Lately(seconds, KEPT)

    async def since(self, database: Database, since: datetime, method: str | None = None) -> Shown:
        """Of advice given since; `method` narrows what is `known` to one model."""
        held = self._lately.get((since, method))
        if held is not None:
            return held
        reports, most = await newest(database, since)
        shown = await asyncio.to_thread(_shown, reports, most, since, method)
        if len(reports) >= COSTLY:
            self._lately.keep((since, method), shown)
        return shown


def _shown(reports: Sequence[Facts], most: int, since: datetime, method: str | None) -> Shown:
    return Shown(most, judged(reports, since, method), confusion(reports), tally(reports))
