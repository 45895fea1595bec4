"""What people set right about advice, for those who oversee: the list, the confusion table, the reliability data.

Nothing here counts or lists a case on the oversight road, or one that was on it.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import text

from complaints.kinds import Kind
from foundation.database import Database
from routing.outcomes import decided, was_right


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


# A case on the oversight road is known to its handlers alone, and so is that another one once was on it: no kind is
# told that is or was berkadar pengawasan.
_OVERSIGHT = str(Kind.OVERSIGHT)
_OPEN = (
    "NOT c.restricted AND NOT c.erased AND NOT EXISTS (SELECT FROM routing_facts k "
    f"WHERE k.complaint_id = c.complaint_id AND k.kind = '{_OVERSIGHT}') "
    "AND NOT EXISTS (SELECT FROM complaint_events k "
    f"WHERE k.complaint_id = c.complaint_id AND k.version = 1 AND k.data ->> 'kind' = '{_OVERSIGHT}')"
)
_BEFORE = (
    "LEFT JOIN LATERAL (SELECT b.{column} FROM routing_facts b WHERE b.complaint_id = f.complaint_id "
    "AND b.version < f.version AND b.fact IN ({facts}) AND b.{column} IS NOT NULL "
    "ORDER BY b.version DESC LIMIT 1) AS {column}_before ON true "
)
_ADVICE = (
    "LEFT JOIN LATERAL (SELECT b.method, b.share FROM routing_facts b WHERE b.complaint_id = f.complaint_id "
    "AND b.version < f.version AND b.fact = 'suggested' ORDER BY b.version DESC LIMIT 1) AS advice ON true "
)
_FROM = (
    "FROM routing_facts f JOIN complaints c USING (complaint_id) "
    + _BEFORE.format(column="label", facts="'suggested', 'forwarded', 'forwarded_out', 'archived'")
    + _BEFORE.format(column="topic", facts="'suggested', 'forwarded', 'reclassified'")
    + _BEFORE.format(column="kind", facts="'reclassified'")
    + "LEFT JOIN LATERAL (SELECT e.data ->> 'kind' AS kind FROM complaint_events e "
    "WHERE e.complaint_id = f.complaint_id AND e.version = 1) AS filed ON f.fact = 'reclassified' "
    + _ADVICE
    + f"WHERE f.by_person AND f.fact <> 'taken' AND f.at >= :since AND {_OPEN} "
)
_KINDS = "coalesce(kind_before.kind, filed.kind)"
_LISTED = (
    "WITH told AS (SELECT f.*, c.code, c.visibility, label_before.label AS owner_was, "
    f"topic_before.topic AS topic_was, {_KINDS} AS kind_was, advice.method AS advised_by, "
    f"advice.share AS advised_share {_FROM}), listed AS ("
    "SELECT *, 'owner' AS what, owner_was AS before, label AS after FROM told WHERE fact IN ('forwarded', "
    "'forwarded_out', 'archived') AND coalesce(ground, '') NOT IN ('oversight', 'conflict', 'ppid') "
    "AND label IS NOT NULL AND owner_was <> label "
    "UNION ALL SELECT *, 'topic', topic_was, topic FROM told WHERE fact IN ('forwarded', 'reclassified') "
    "AND topic IS NOT NULL AND topic_was <> topic "
    "UNION ALL SELECT *, 'kind', kind_was, kind FROM told WHERE fact = 'reclassified' AND kind_was <> kind "
    "UNION ALL SELECT *, 'duplicate', NULL, CAST(same_as AS text) FROM told WHERE fact = 'duplicate' "
    "AND EXISTS (SELECT FROM complaints c WHERE c.complaint_id = same_as AND NOT c.restricted)) "
)
_COUNT = text(_LISTED + "SELECT count(*) FROM listed")
_PAGE = text(
    _LISTED + "SELECT complaint_id, CASE WHEN visibility <> 'confidential' THEN code END, at, actor, what, before, "
    "after, advised_by, advised_share FROM listed ORDER BY at DESC, complaint_id, what LIMIT :most OFFSET :skipped"
)
_FACTS = text(
    "SELECT f.complaint_id, f.fact, f.at, f.actor, f.by_person, f.label, f.topic, f.ground, f.same_as, f.method, "
    f"f.share, f.sure, f.checked FROM routing_facts f JOIN complaints c USING (complaint_id) WHERE {_OPEN} AND "
    "f.complaint_id IN (SELECT complaint_id FROM routing_facts WHERE fact = 'suggested' AND at >= :since "
    "AND (CAST(:method AS text) IS NULL OR method = :method)) ORDER BY f.complaint_id, f.version"
)


async def corrections(database: Database, *, since: datetime, most: int = 50, number: int = 1) -> CorrectionPage:
    """Page `number` (from 1) of what people set right since, `most` a page."""
    asked = {"since": since}
    async with database.reading() as session:
        total = (await session.exec(_COUNT, params=asked)).one()[0]  # type: ignore[call-overload]
        window = {"most": most, "skipped": (max(1, number) - 1) * most}
        rows = await session.exec(_PAGE, params={**asked, **window})  # type: ignore[call-overload]
        return CorrectionPage([Correction(*row) for row in rows], total, max(1, number), most)


async def confusion(database: Database, since: datetime) -> list[tuple[str, str, int]]:
    """How often which owner was advised and which one decided on by people; most frequent first."""
    counted: Counter[tuple[str, str]] = Counter()
    async for advice, facts in _told(database, since, None):
        found = decided(facts)
        if found is not None and found.owner is not None and advice.label is not None:
            counted[advice.label, found.owner] += 1
    return [(advised, right, n) for (advised, right), n in sorted(counted.items(), key=lambda one: (-one[1], one[0]))]


async def judged(database: Database, since: datetime, method: str | None = None) -> Judged:
    """Advice given since of which it is known whether it was right; `method` narrows it to one model."""
    rows: list[tuple[float, bool, bool, bool]] = []
    async for advice, facts in _told(database, since, method):
        right = was_right(facts)
        if right is not None:
            rows.append((advice.share or 0.0, right, advice.sure, advice.checked))
    columns = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Judged(*(list(column) for column in columns))


class _Told(NamedTuple):
    """A row of facts with what the advice said of itself."""

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


async def _told(database: Database, since: datetime, method: str | None) -> AsyncIterator[tuple[_Told, list[_Told]]]:
    """The advice on each report since, and all facts of that report in order."""
    async with database.reading() as session:
        connection = await session.connection()
        rows = await connection.stream(_FACTS, {"since": since, "method": method})
        current: UUID | None = None
        facts: list[_Told] = []
        async for row in rows:
            if row[0] != current and facts:
                yield _advised(facts), facts
                facts = []
            current = row[0]
            facts.append(_Told(*row[1:]))
        if facts:
            yield _advised(facts), facts


def _advised(facts: Sequence[_Told]) -> _Told:
    return next(one for one in facts if one.fact == "suggested")
