"""Codes of the cases that were made of a report, for the notice to whoever filed it."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.events import Split, unpack
from complaints.tables import ComplaintRow, EventRow


async def part_codes(session: AsyncSession, wholes: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Of each report that was split, the codes in the order of its parts."""
    if not wholes:
        return {}
    row, of = EventRow, ComplaintRow
    asked = select(row).where(col(row.complaint_id).in_(sorted(wholes)), row.type == "complaint.split")
    split = {one.complaint_id: unpack(one.type, one.data) for one in (await session.exec(asked)).all()}
    into = {whole: event.into for whole, event in split.items() if isinstance(event, Split)}
    parts = sorted({part for found in into.values() for part in found})
    codes = dict((await session.exec(select(of.complaint_id, of.code).where(col(of.complaint_id).in_(parts)))).all())
    return {whole: tuple(codes[part] for part in found if part in codes) for whole, found in into.items()}
