"""Earlier pictures that look like one: found by SQL among a million, exactly those that differ in few bits.

Of two hashes that differ in at most eight bits, one of the four bands of sixteen bits differs in two bits at the most,
and if not the first, one of the others in one. So 188 bands a hash are looked up in four indexes, and what they bring
is compared bit by bit; nothing is missed, as a test against comparing with all shows.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.photo_views import NEAR, REACH, around, bands
from complaints.tables import PhotoViewRow
from foundation.database import plainly
from foundation.writes import Write

FIND = (
    "SELECT v.complaint_id, v.attachment_id, min(bit_count((v.phash # $5::bigint)::bit(64))) AS bits "
    "FROM photo_views v WHERE (v.band0 = ANY($1::int[]) OR v.band1 = ANY($2::int[]) "
    "OR v.band2 = ANY($3::int[]) OR v.band3 = ANY($4::int[])) "
    "AND bit_count((v.phash # $5::bigint)::bit(64)) <= $6::int AND v.attachment_id <> $7::uuid "
    "GROUP BY v.complaint_id, v.attachment_id ORDER BY 3, 1, 2 LIMIT 50"
)
"""The nearest pictures to a hash ($5), in at most $6 bits, without the one it is of ($7)."""


class NearPhoto(NamedTuple):
    """A picture that looks like another; `bits` are those in which they differ."""

    complaint_id: UUID
    attachment_id: UUID
    bits: int


def view_rows(complaint_id: UUID, attachment_id: UUID, kept: Iterable[int]) -> Iterable[Write]:
    """The rows by which a picture is found later."""
    for view, phash in enumerate(kept):
        cut = dict(zip(("band0", "band1", "band2", "band3"), bands(phash), strict=True))
        about = {"complaint_id": complaint_id, "attachment_id": attachment_id, "view": view, "phash": phash}
        yield Write(PhotoViewRow, about | cut, "upsert")


async def near_photos(session: AsyncSession, attachment_id: UUID, asked: Iterable[int]) -> list[NearPhoto]:
    """Pictures that differ from any of these hashes in NEAR bits at the most, the nearest first."""
    found: dict[tuple[UUID, UUID], int] = {}
    for phash in dict.fromkeys(asked):
        rows: Any = await plainly(session, FIND, *parameters(phash), attachment_id)
        for row in rows:
            key = (row["complaint_id"], row["attachment_id"])
            found[key] = min(found.get(key, NEAR), row["bits"])
    return sorted((NearPhoto(*key, bits) for key, bits in found.items()), key=lambda one: (one.bits, one[:2]))


def parameters(phash: int) -> tuple[Any, ...]:
    """What FIND asks for a hash: the bands around it, the hash, and how near; the picture it is of comes last."""
    tried = [list(around(band, reach)) for band, reach in zip(bands(phash), REACH, strict=True)]
    return (*tried, phash, NEAR)
