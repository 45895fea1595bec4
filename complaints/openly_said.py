"""Whether a search finds what everybody may read of a complaint, and not a name that is blotted out there."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.kinds import WordsKind
from complaints.masking import masked
from complaints.tables import WordsRow
from foundation.database import plainly

HIDDEN = (WordsKind.REASON, WordsKind.TRANSCRIPT, WordsKind.NOTE)
"""What nobody outside reads, or only once its reporter said that it is right."""

_MATCHING = (
    "SELECT DISTINCT one.id FROM unnest($1::uuid[], $2::text[]) AS one (id, said) "
    "WHERE to_tsvector('indonesian', said) @@ plainto_tsquery('indonesian', $3)"
)


async def openly_said(session: AsyncSession, words: str, ids: Sequence[UUID]) -> Collection[UUID]:
    """Those of a page's complaints in which the words stand where everybody reads them.

    The index holds reports as they were told; only those of which something is blotted out are looked at again.
    """
    row = WordsRow
    asked = select(row.complaint_id, row.content).where(
        col(row.complaint_id).in_(ids), col(row.kind).not_in(list(map(str, HIDDEN))), col(row.content).is_not(None)
    )
    told = [(one, content, masked(content)) for one, content in (await session.exec(asked)).all() if content]
    blotted = {one for one, content, seen in told if content != seen}
    if not blotted:
        return ids
    again = [(one, seen) for one, _content, seen in told if one in blotted]
    found = await plainly(session, _MATCHING, [one for one, _ in again], [seen for _, seen in again], words)
    return (set(ids) - blotted) | {row["id"] for row in found}
