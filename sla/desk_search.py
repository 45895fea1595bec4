"""Searching a desk by words: what is rare is looked up, what is frequent is met on the way along the desk.

In which way a word is found quicker depends on how many have it in the whole installation. The planner's statistics
tell that well enough; what they get wrong costs time and nothing else.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints import open_list
from complaints.tables import STOP_WORDS, ReferenceRow, TicketRow
from foundation.database import plainly

FEW = 2_000
"""So many are looked up; of what more have, all may be met on the way."""
LIKELY = 20_000
"""Of words that the statistics do not know they guess too many; so many are not too many to try."""
PROBED = 250
"""Cases that are asked for a frequent word at a time, until enough have it."""


_HAVING = "FROM complaint_words WHERE search @@ websearch_to_tsquery('indonesian', $1)"
_SAID_IN = (
    "SELECT complaint_id FROM (SELECT complaint_id, search FROM complaint_words WHERE complaint_id = ANY($2) OFFSET 0) "
    "AS theirs WHERE search @@ websearch_to_tsquery('indonesian', $1)"
)


class Found(NamedTuple):
    """The only cases that may be meant; or, where `ids` is None, words that many have, to be asked of each case."""

    ids: list[UUID] | None
    words: str = ""
    said: bool = False
    """Whether it was found by what is said in it, and not by a number."""


async def search(session: AsyncSession, query: str) -> Found:
    """By code, by a number it bears elsewhere, or by words; whether it may be seen is asked elsewhere."""
    code = open_list.code_of(query)
    if code is not None:
        found = await session.exec(select(TicketRow.complaint_id).where(TicketRow.code == code))
        return Found([one for one in found.all() if one is not None])
    number = query.strip().lstrip("#")
    known = list((await session.exec(select(ReferenceRow.complaint_id).where(ReferenceRow.value == number))).all())
    # They are left out of what is searched, so asking for them would find nothing.
    words = " ".join(word for word in query.split() if word.casefold() not in STOP_WORDS).replace("\0", " ")[:200]
    if known or not words:
        return Found(known)
    (plan,) = await plainly(session, f"EXPLAIN (FORMAT JSON) SELECT complaint_id {_HAVING}", words)
    if plan["QUERY PLAN"][0]["Plan"]["Plan Rows"] > LIKELY:
        return Found(None, words, said=True)
    # By the index alone: to read a table of words until so many were met could take its whole length.
    await plainly(session, "SET LOCAL enable_seqscan = off")
    rows = await plainly(session, f"SELECT complaint_id {_HAVING} LIMIT {FEW + 1}", words)
    await plainly(session, "SET LOCAL enable_seqscan = on")
    ids = list({row["complaint_id"] for row in rows}) if len(rows) <= FEW else None
    return Found(ids, words if ids is None else "", said=True)


async def having(session: AsyncSession, words: str, ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these cases in which the words are said: each is read, as the index would name all others too."""
    rows = await plainly(session, _SAID_IN, words, list(ids))
    return frozenset(row["complaint_id"] for row in rows)
