"""Reasons to look at an evidence picture with one's own eyes: found by the worker, never an accusation.

Every picture is compared with all earlier ones once, after it was added. What a rule below finds is shown to somebody
who oversees, with both pictures; an honest photo bears such signs as well, and only a person can tell.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.attachments import Attachments
from complaints.near_photos import NearPhoto, near_photos, view_rows
from complaints.photo_views import Looks, looks
from complaints.region import RegionBook
from complaints.tables import AttachmentRow, ComplaintRow, FileCaptureRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotFound
from foundation.writes import write_all

PAGE = 20
"""Pictures looked at in one run before others get their turn."""

CLOCKS_MAY_DIFFER = timedelta(hours=3)
"""A camera writes the clock on some wall, and Indonesia has three zones."""

MOST_OTHERS = 5
"""Of pictures that are like one, the nearest are named."""


class EvidenceSign(StrEnum):
    """Why an evidence picture is worth a look."""

    ELSEWHERE = "elsewhere"
    """It is like a picture of another case."""
    REPORTERS_OWN = "reporters_own"
    """It is like the reporter's own."""
    BEFORE_REPORT = "before_report"
    """It says it was taken before the report came."""
    FAR_OFF = "far_off"
    """It says it was taken far from the place of the case."""


class Evidence(NamedTuple):
    """What is known of one evidence picture. `captured_at` and `metres` are None where it says nothing of them."""

    complaint_id: UUID
    attachment_id: UUID
    received_at: datetime
    captured_at: datetime | None
    metres: int | None


class Like(NamedTuple):
    """A picture that is like it. `same_matter`: its case was merged with this one, so that both may show one repair."""

    photo: NearPhoto
    of: str
    same_matter: bool


class Found(NamedTuple):
    """One sign: `amount` are bits that differ, hours before the report, or metres."""

    sign: EvidenceSign
    other_complaint: UUID
    other_file: UUID
    amount: int


def signs_of(evidence: Evidence, alike: Iterable[Like], far_metres: int) -> list[Found]:
    """What is worth a look about a picture. That it says nothing of time and place is no sign: many phones do not."""
    found: list[Found] = []
    own = (evidence.complaint_id, evidence.attachment_id)
    others = [one for one in alike if one.photo.complaint_id != evidence.complaint_id and not one.same_matter]
    for one in sorted(others, key=lambda like: (like.photo.bits, like.photo[:2]))[:MOST_OTHERS]:
        found.append(Found(EvidenceSign.ELSEWHERE, *one.photo))
    theirs = [one.photo for one in alike if one.photo.complaint_id == evidence.complaint_id and one.of == "report"]
    if theirs:
        found.append(Found(EvidenceSign.REPORTERS_OWN, *min(theirs, key=lambda photo: (photo.bits, photo[:2]))))
    if evidence.captured_at is not None:
        before = evidence.received_at - evidence.captured_at
        if before > CLOCKS_MAY_DIFFER:
            found.append(Found(EvidenceSign.BEFORE_REPORT, *own, int(before.total_seconds() // 3600)))
    if evidence.metres is not None and evidence.metres > far_metres:
        found.append(Found(EvidenceSign.FAR_OFF, *own, evidence.metres))
    return found


_WAITING = text(
    "SELECT complaint_id, attachment_id, of FROM file_prints WHERE compared_at IS NULL ORDER BY added_at LIMIT :page"
)
_OTHERS = text(
    "SELECT p.complaint_id, p.attachment_id, p.of, "
    "c.duplicate_of = mine.complaint_id OR mine.duplicate_of = c.complaint_id "
    "OR c.duplicate_of = mine.duplicate_of AS same_matter "
    "FROM file_prints p JOIN complaints c ON c.complaint_id = p.complaint_id "
    "JOIN complaints mine ON mine.complaint_id = :mine "
    "WHERE p.complaint_id = ANY(:cases) AND p.attachment_id = ANY(:files)"
)
_KEEP = text(
    "INSERT INTO evidence_signs (complaint_id, attachment_id, sign, other_file, other_complaint, amount, found_at) "
    "VALUES (:complaint, :file, :sign, :other_file, :other_complaint, :amount, :at) ON CONFLICT DO NOTHING"
)
_COMPARED = text("UPDATE file_prints SET compared_at = :at WHERE complaint_id = :complaint AND attachment_id = :file")
_GONE = text(
    "DELETE FROM evidence_signs s WHERE EXISTS (SELECT FROM attachments a WHERE a.key IS NULL "
    "AND (a.complaint_id, a.attachment_id) IN ((s.complaint_id, s.attachment_id), (s.other_complaint, s.other_file)))"
)


class EvidenceSigns:
    """Compares pictures that wait for it. Doing it twice finds the same."""

    def __init__(self, database: Database, clock: Clock, region: RegionBook, attachments: Attachments) -> None:
        self._database, self._clock, self._region, self._attachments = database, clock, region, attachments

    async def run(self) -> int:
        """Compare a page of pictures, those that were added first before others; returns how many."""
        async with self._database.reading() as session:
            waiting: Any = (await session.exec(_WAITING, params={"page": PAGE})).all()  # type: ignore[call-overload]
        far = (await self._region.current()).closing.far_metres
        for complaint_id, attachment_id, of in waiting:
            await self._compare(complaint_id, attachment_id, of, far)
        return len(waiting)

    async def forget(self) -> int:
        """Remove signs of pictures that were erased since; returns how many."""
        async with self._database.transaction() as session:
            gone: Any = await session.exec(_GONE)  # type: ignore[call-overload]
            return int(gone.rowcount)

    async def _compare(self, complaint_id: UUID, attachment_id: UUID, of: str, far: int) -> None:
        seen = await self._looks(complaint_id, attachment_id)
        async with self._database.transaction() as session:
            # Held, so that nobody erases the picture in between and its hash stays behind.
            row = AttachmentRow
            held = await session.exec(
                select(row.key)
                .where(row.complaint_id == complaint_id, row.attachment_id == attachment_id)
                .with_for_update()
            )
            if held.first() is None:
                seen = None
            if seen is not None:
                await write_all(session, view_rows(complaint_id, attachment_id, seen.kept))
            if of == "evidence":
                alike = await near_photos(session, attachment_id, seen.asked) if seen else []
                await self._keep(session, complaint_id, attachment_id, alike, far)
            values = {"at": self._clock.now(), "complaint": complaint_id, "file": attachment_id}
            await session.exec(_COMPARED, params=values)  # type: ignore[call-overload]

    async def _looks(self, complaint_id: UUID, attachment_id: UUID) -> Looks | None:
        try:
            data = await self._attachments.read(complaint_id, attachment_id)
        except NotFound:
            return None
        try:
            return await asyncio.to_thread(looks, data)
        except (OSError, ValueError):
            return None  # kept by an earlier version, and no picture that can be opened now

    async def _keep(
        self, session: AsyncSession, complaint_id: UUID, attachment_id: UUID, alike: Sequence[NearPhoto], far: int
    ) -> None:
        evidence = await _evidence(session, complaint_id, attachment_id)
        if evidence is None:
            return
        for one in signs_of(evidence, await _likes(session, complaint_id, alike), far):
            values = one._asdict() | {"complaint": complaint_id, "file": attachment_id, "at": self._clock.now()}
            await session.exec(_KEEP, params=values)  # type: ignore[call-overload]


async def _evidence(session: AsyncSession, complaint_id: UUID, attachment_id: UUID) -> Evidence | None:
    row, capture = ComplaintRow, FileCaptureRow
    received = (await session.exec(select(row.received_at).where(row.complaint_id == complaint_id))).first()
    if received is None:
        return None
    told = await session.exec(
        select(capture.captured_at, capture.metres).where(
            capture.complaint_id == complaint_id, capture.attachment_id == attachment_id
        )
    )
    captured_at, metres = told.first() or (None, None)
    return Evidence(complaint_id, attachment_id, received, captured_at, metres)


async def _likes(session: AsyncSession, complaint_id: UUID, alike: Sequence[NearPhoto]) -> list[Like]:
    if not alike:
        return []
    params = {
        "mine": complaint_id,
        "cases": list({one.complaint_id for one in alike}),
        "files": [one.attachment_id for one in alike],
    }
    rows: Any = (await session.exec(_OTHERS, params=params)).all()  # type: ignore[call-overload]
    known = {(row[0], row[1]): (row[2], bool(row[3])) for row in rows}
    return [Like(one, *known[one[:2]]) for one in alike if one[:2] in known]
