"""Reports from which may be learnt, with what people decided about each, read from the database page by page."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Container, Sequence
from datetime import datetime
from typing import Any, NamedTuple, get_args
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.earlier import transcripts
from complaints.region import Region
from complaints.spoken import is_only_spoken, told
from foundation.database import Database
from routing.advice import NOTHING, OUTSIDE, Nothing
from routing.outcomes import Decided, decided

MOST = 50_000
"""So many of the newest reports are learnt from: what was right years ago is not today, and memory is bounded."""
PAGE = 1_000
_LETTERS = re.compile(r"[^\W\d_]+")

# A report few may know of is not learnt from at all: neither its words nor its fate may be told from a model.
_DECIDED = text(
    "SELECT f.complaint_id FROM routing_facts f JOIN complaints c USING (complaint_id) "
    "WHERE ((f.by_person AND f.fact <> 'taken') OR (f.fact = 'forwarded' AND f.ground = 'routing')) "
    "AND NOT (c.restricted OR c.sensitive OR c.erased) AND c.visibility <> 'confidential' "
    "GROUP BY f.complaint_id ORDER BY max(f.at) DESC, f.complaint_id LIMIT :most"
)
_FACTS = text(
    "SELECT complaint_id, fact, at, actor, by_person, label, topic, ground, same_as FROM routing_facts "
    "WHERE complaint_id = ANY(:ids) ORDER BY complaint_id, version"
)
_WORDS = text(
    "SELECT w.complaint_id, w.content, c.email_index, c.phone_index FROM complaint_words w "
    "LEFT JOIN contacts c USING (complaint_id) "
    "WHERE w.complaint_id = ANY(:ids) AND w.kind = 'report' AND w.content IS NOT NULL"
)


class FactRow(NamedTuple):
    """One row of facts as it is folded."""

    fact: str
    at: datetime
    actor: str
    by_person: bool
    label: str | None
    topic: str | None
    ground: str | None
    same_as: UUID | None


class Past(msgspec.Struct, frozen=True):
    """A report that may be learnt from. `reporter` tells people apart, by nothing that leads back to them.

    `owner` or `topic` is None where nobody stands behind one; `by` decided it `at`, `against` the advice or with it.
    """

    text: str
    owner: str | None
    topic: str | None
    at: datetime
    by: str
    against: bool
    reporter: str


async def past_reports(
    database: Database, region: Region, most: int = MOST, progress: Callable[[float], None] | None = None
) -> list[Past]:
    """At most `most` of the newest decisions, oldest first; the same words count once, as decided last.

    Owners and topics that are not there any more, or accept nothing, are left out.
    """
    found: dict[str, Past] = {}
    people, owners = _People(), owners_of(region)
    async for share, page in _pages(database, most):
        for content, who, one in page:
            told = Past(content, one.owner, one.topic, one.at, one.by, one.against, people.met(who))
            row = _today(told, owners, region.rules.topics)
            if row is None:
                continue
            key = _said(content)
            if key not in found or found[key].at < row.at:
                found[key] = row
        if progress:
            progress(share)
    kept = [msgspec.structs.replace(row, reporter=people.same(row.reporter)) for row in found.values()]
    return sorted(kept, key=lambda row: (row.at, row.text))


class _People:
    """Tells reporters apart: whoever shares an e-mail address or a telephone number with another is one with them."""

    def __init__(self) -> None:
        self._above: dict[bytes, bytes] = {}

    def met(self, marks: Sequence[bytes]) -> str:
        """Takes note that `marks` are of one person, and gives a sign for them."""
        roots = {self._root(mark) for mark in marks}
        first = min(roots)
        for root in roots - {first}:
            self._above[root] = first
        return first.hex()

    def same(self, sign: str) -> str:
        """The sign of whoever `sign` turned out to be."""
        return self._root(bytes.fromhex(sign)).hex()

    def _root(self, mark: bytes) -> bytes:
        while mark in self._above:
            mark = self._above[mark]
        return mark


async def _pages(
    database: Database, most: int
) -> AsyncIterator[tuple[float, list[tuple[str, Sequence[bytes], Decided]]]]:
    """Words, marks of who wrote them and what was decided; one short transaction a page, so that nothing is held."""
    async with database.reading() as session:
        wanted = [row[0] for row in await _rows(session, _DECIDED, most=most)]
    for start in range(0, len(wanted), PAGE):
        async with database.reading() as session:
            page = await _page(session, wanted[start : start + PAGE])
        yield min(1.0, (start + PAGE) / len(wanted)), page


async def _page(session: AsyncSession, ids: Sequence[UUID]) -> list[tuple[str, Sequence[bytes], Decided]]:
    facts: dict[UUID, list[FactRow]] = defaultdict(list)
    for row in await _rows(session, _FACTS, ids=list(ids)):
        facts[row[0]].append(FactRow(*row[1:]))
    past: list[tuple[str, Sequence[bytes], Decided]] = []
    spoken = await transcripts(session, ids)
    for complaint_id, report, email, phone in await _rows(session, _WORDS, ids=list(ids)):
        found, content = decided(facts[complaint_id]), told(report, spoken.get(complaint_id, ()))
        if found is not None and (content or not is_only_spoken(report)):
            marks = [bytes(mark) for mark in (email, phone) if mark]
            past.append((content, marks or [complaint_id.bytes], found))
    return past


def _today(past: Past, owners: Container[str], topics: Container[str]) -> Past | None:
    """The report with what of its labels still exists; None where nothing does."""
    owner = past.owner if past.owner in owners else None
    topic = past.topic if past.topic in topics else None
    return msgspec.structs.replace(past, owner=owner, topic=topic) if owner or topic else None


def owners_of(region: Region) -> frozenset[str]:
    """Everybody to whom a report can be given today, and the reasons not to give it to anybody, as labels."""
    outside = {f"{OUTSIDE}{body}" for body in region.rules.bodies}
    return frozenset(region.rules.accepting_units | outside | {f"{NOTHING}{why}" for why in get_args(Nothing)})


def _said(content: str) -> str:
    """What is the same for two copies of one text, whatever numbers and signs they differ in."""
    return " ".join(_LETTERS.findall(content.lower())) or " ".join(content.split())


async def _rows(session: AsyncSession, statement: Any, **values: object) -> list[Any]:
    return list(await session.exec(statement, params=values))
