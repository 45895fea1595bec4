"""A lesson: models fitted to what people decided, judged on the newest weeks, and put in force if they are no worse."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from complaints.region import Region
from foundation.clock import Clock
from foundation.database import Database
from routing.models import ModelBook

Progress = Callable[[str, float], None]


class Lesson(msgspec.Struct, frozen=True):
    """What came of it: `version` is put in force if `replaced`. The figures are those on the weeks held out.

    kept: somebody chose the model in force, and has not let go of it; or nothing was decided since.
    """

    outcome: Literal["too_little", "worse", "kept", "replaced"]
    rows: int
    figures_new: Mapping[str, Any] = {}
    figures_old: Mapping[str, Any] = {}
    version: str | None = None


async def learn(
    database: Database, clock: Clock, region: Region, book: ModelBook, progress: Progress | None = None
) -> Lesson:
    """Learn from everything decided so far. Raises nothing where there is too little: that is an outcome."""
    raise NotImplementedError
