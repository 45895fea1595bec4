"""What people set right about advice, for those who oversee: the list, the confusion table, the reliability data.

Nothing here counts or lists a case on the oversight road, or one that was on it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from foundation.database import Database


class Correction(msgspec.Struct, frozen=True):
    """Something a person set right. `before` and `after` are owners, topics, kinds, or the ids of reports as text.

    `code` is None where the case is confidential; `share` and `method` are those of the advice before it.
    """

    complaint_id: UUID
    code: str | None
    at: datetime
    officer: str
    """As in the log: `officer:` and an id."""
    what: Literal["owner", "topic", "kind", "duplicate"]
    before: str | None
    after: str
    method: str | None
    share: float | None


class CorrectionPage(msgspec.Struct, frozen=True):
    """One page of them, newest first, counted from 1."""

    rows: Sequence[Correction]
    total: int
    number: int
    most: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.most))


class Judged(NamedTuple):
    """Advice and what came of it, one place a report: its probability, and whether it was right."""

    share: Sequence[float]
    right: Sequence[bool]
    sure: Sequence[bool]
    checked: Sequence[bool]


async def corrections(database: Database, *, since: datetime, most: int = 50, number: int = 1) -> CorrectionPage:
    """Page `number` (from 1) of what people set right since, `most` a page."""
    raise NotImplementedError


async def confusion(database: Database, since: datetime) -> list[tuple[str, str, int]]:
    """How often which owner was advised and which one decided on by people; most frequent first."""
    raise NotImplementedError


async def judged(database: Database, since: datetime, method: str | None = None) -> Judged:
    """Advice given since of which it is known whether it was right; `method` narrows it to one model."""
    raise NotImplementedError
