"""What people set right about advice, for those who oversee: the list, the confusion table, the reliability data.

Nothing here counts or lists a case on the oversight road, or one that was on it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import text

from foundation.database import Database
from routing.outcomes import decided, was_right
from routing.told import OPEN, Facts, advice_in


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
    """One page of them, newest first, counted from 1. Decisions until `before` (UTC) were not looked through; it is
    None where all were."""

    rows: Sequence[Correction]
    total: int
    number: int
    most: int
    before: datetime | None = None

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.most))


class Judged(NamedTuple):
    """Advice and what came of it, one place a report: its probability, and whether it was right."""

    share: Sequence[float]
    right: Sequence[bool]
    sure: Sequence[bool]
    checked: Sequence[bool]


_BEFORE = (
    "LEFT JOIN LATERAL (SELECT b.{column} FROM routing_facts b WHERE b.complaint_id = f.complaint_id "
    "AND b.version < f.version AND b.fact IN ({facts}) AND b.{column} IS NOT NULL "
    "ORDER BY b.version DESC LIMIT 1) AS {column}_before ON true "
)
_ADVICE = (
    "LEFT JOIN LATERAL (SELECT b.method, b.share FROM routing_facts b WHERE b.complaint_id = f.complaint_id "
    "AND b.version < f.version AND b.fact = 'suggested' ORDER BY b.version DESC LIMIT 1) AS advice ON true "
)
LOOKED = 500
"""So many decisions of people, the newest, are looked through for what they set right, where nobody asks for more."""

_FROM = (
    "FROM (SELECT * FROM routing_facts WHERE by_person AND fact <> 'taken' AND at >= :since "
    "ORDER BY at DESC, complaint_id LIMIT {looked}) f JOIN complaints c USING (complaint_id) "
    + _BEFORE.format(column="label", facts="'suggested', 'forwarded', 'forwarded_out', 'archived'")
    + _BEFORE.format(column="topic", facts="'suggested', 'forwarded', 'reclassified'")
    + _BEFORE.format(column="kind", facts="'reclassified'")
)
_KINDS = (
    "CASE WHEN f.fact = 'reclassified' THEN coalesce(kind_before.kind, (SELECT e.data ->> 'kind' "
    "FROM complaint_events e WHERE e.complaint_id = f.complaint_id AND e.version = 1)) END"
)
_LISTED = (
    "WITH told AS (SELECT f.*, c.code, c.visibility, label_before.label AS owner_was, "
    f"topic_before.topic AS topic_was, {_KINDS} AS kind_was {_FROM}), changed AS ("
    "SELECT *, 'owner' AS what, owner_was AS before, label AS after FROM told WHERE fact IN ('forwarded', "
    "'forwarded_out', 'archived') AND coalesce(ground, '') NOT IN ('oversight', 'conflict', 'ppid') "
    "AND label IS NOT NULL AND owner_was <> label "
    "UNION ALL SELECT *, 'topic', topic_was, topic FROM told WHERE fact IN ('forwarded', 'reclassified') "
    "AND topic IS NOT NULL AND topic_was <> topic "
    "UNION ALL SELECT *, 'kind', kind_was, kind FROM told WHERE fact = 'reclassified' AND kind_was <> kind "
    "UNION ALL SELECT *, 'duplicate', NULL, CAST(same_as AS text) FROM told WHERE fact = 'duplicate' "
    "AND EXISTS (SELECT FROM complaints c WHERE c.complaint_id = same_as AND NOT c.restricted)), "
    # Most decisions change nothing, so that only of the others it is asked whether they may be told.
    "listed AS (SELECT f.*, advice.method AS advised_by, advice.share AS advised_share "
    f"FROM changed f JOIN complaints c USING (complaint_id) {_ADVICE}WHERE {OPEN}) "
)
_OLDER = (
    "SELECT at FROM routing_facts WHERE by_person AND fact <> 'taken' AND at >= :since ORDER BY at DESC, complaint_id "
    "OFFSET {looked} LIMIT 1"
)
_COUNT = _LISTED + "SELECT count(*) FROM listed"
_PAGE = (
    _LISTED + "SELECT complaint_id, CASE WHEN visibility <> 'confidential' THEN code END, at, actor, what, before, "
    "after, advised_by, advised_share, count(*) OVER () FROM listed ORDER BY at DESC, complaint_id, what "
    "LIMIT :most OFFSET :skipped"
)


async def corrections(
    database: Database, *, since: datetime, most: int = 50, number: int = 1, looked: int = LOOKED
) -> CorrectionPage:
    """Page `number` (from 1) of what people set right since, `most` a page, among their newest `looked` decisions."""
    asked, window = {"since": since}, {"most": most, "skipped": (max(1, number) - 1) * most}
    async with database.reading() as session:
        page: Any = await session.exec(text(_PAGE.format(looked=looked)), params=asked | window)  # type: ignore[call-overload]
        rows, older = page.all(), await session.exec(text(_OLDER.format(looked=looked)), params=asked)  # type: ignore[call-overload]
        total = rows[0][-1] if rows else 0
        if not rows and window["skipped"]:
            counted: Any = await session.exec(text(_COUNT.format(looked=looked)), params=asked)  # type: ignore[call-overload]
            total = counted.scalar_one()
    return CorrectionPage([Correction(*row[:-1]) for row in rows], total, max(1, number), most, older.scalar())


def confusion(reports: Iterable[Facts]) -> list[tuple[str, str, int]]:
    """How often which owner was advised and which one decided on by people; most frequent first."""
    counted: Counter[tuple[str, str]] = Counter()
    for facts in reports:
        advised, found = advice_in(facts).label, decided(facts)
        if found is not None and found.owner is not None and advised is not None:
            counted[advised, found.owner] += 1
    return [(advised, right, n) for (advised, right), n in sorted(counted.items(), key=lambda one: (-one[1], one[0]))]


def judged(reports: Iterable[Facts], since: datetime, method: str | None = None) -> Judged:
    """Advice given since of which it is known whether it was right; `method` narrows it to one model."""
    rows: list[tuple[float, bool, bool, bool]] = []
    for facts in reports:
        right = was_right(facts) if method is None or _advised_by(facts, since, method) else None
        if right is not None:
            advice = advice_in(facts)
            rows.append((advice.share or 0.0, right, advice.sure, advice.checked))
    columns = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Judged(*(list(column) for column in columns))


def _advised_by(facts: Facts, since: datetime, method: str) -> bool:
    return any(one.fact == "suggested" and one.at >= since and one.method == method for one in facts)
