"""What was advised and decided on each report, as those who oversee may know it, read from the database.

Nothing is told of a case on the oversight road, nor of one that was on it: it is known to its handlers alone.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.kinds import Kind, Status
from foundation.database import Database

_OVERSIGHT = str(Kind.OVERSIGHT)
OPEN = (
    "NOT c.restricted AND NOT c.erased AND NOT EXISTS (SELECT FROM routing_facts k "
    f"WHERE k.complaint_id = c.complaint_id AND k.kind = '{_OVERSIGHT}') "
    "AND NOT EXISTS (SELECT FROM complaint_events k "
    f"WHERE k.complaint_id = c.complaint_id AND k.version = 1 AND k.data ->> 'kind' = '{_OVERSIGHT}')"
)
"""Of a complaint `c`, in SQL: that its facts may be told."""
MOST = 2000
"""Of so many reports, the newest, pages tell how routing does: enough for any share, and as many wherever a region
has had a thousand reports or a million."""

_ALL = "SELECT complaint_id FROM routing_facts WHERE fact = 'suggested' AND at >= :since"
_NEWEST = (
    "SELECT a.complaint_id FROM routing_facts a JOIN LATERAL (SELECT FROM complaints c WHERE c.complaint_id = "
    f"a.complaint_id AND c.status <> '{Status.SUBMITTED}' LIMIT 1) c ON true WHERE a.fact = 'suggested' "
    "AND a.at >= :since ORDER BY a.at DESC, a.complaint_id LIMIT {most}"
)
_FACTS = (
    "WITH advised AS (SELECT DISTINCT complaint_id FROM ({which}) AS those), "
    f"open AS MATERIALIZED (SELECT complaint_id FROM advised JOIN complaints c USING (complaint_id) WHERE {OPEN}) "
    "SELECT f.complaint_id, f.fact, f.at, f.actor, f.by_person, f.label, f.topic, f.ground, f.same_as, f.method, "
    "f.share, f.sure, f.checked, e.data -> 'ranked' FROM open JOIN routing_facts f USING (complaint_id) "
    "LEFT JOIN complaint_events e ON f.fact = 'suggested' AND e.complaint_id = f.complaint_id "
    "AND e.version = f.version ORDER BY f.complaint_id, f.version"
)
_OLDER = "SELECT at FROM routing_facts WHERE fact = 'suggested' AND at >= :since ORDER BY at DESC OFFSET {most} LIMIT 1"


class Told(NamedTuple):
    """A row of facts with what the advice said of itself; `ranked` are the owners advised, as the log holds them."""

    complaint_id: UUID
    fact: str
    at: datetime
    actor: str
    by_person: bool
    label: str | None
    topic: str | None
    ground: str | None
    same_as: UUID | None
    method: str | None
    share: float | None
    sure: bool
    checked: bool
    ranked: Sequence[tuple[str, float]] | None


Facts = Sequence[Told]
"""All facts of one report, in their order."""


class Advised(NamedTuple):
    """Reports on which advice was given. Where there are too many they are the `newest` that have left triage, for of
    those that came today hardly any outcome is known yet; else that is 0."""

    reports: list[Facts]
    newest: int


async def newest(database: Database, since: datetime) -> Advised:
    """The facts of each report on which advice was given since, of no more than MOST of them."""
    async with database.reading() as session:
        older: Any = await session.exec(text(_OLDER.format(most=MOST)), params={"since": since})  # type: ignore[call-overload]
        if older.first() is None:
            return Advised(await _facts(session, since, _ALL), 0)
        return Advised(await _facts(session, since, _NEWEST.format(most=MOST)), MOST)


async def _facts(session: AsyncSession, since: datetime, which: str) -> list[Facts]:
    rows: Any = (await session.exec(text(_FACTS.format(which=which)), params={"since": since})).all()  # type: ignore[call-overload]
    return [list(facts) for _, facts in groupby((Told(*row) for row in rows), key=lambda one: one.complaint_id)]


def advice_in(facts: Facts) -> Told:
    """The first advice on the report."""
    return next(one for one in facts if one.fact == "suggested")
