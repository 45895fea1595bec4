"""Complaints that everybody may read since a moment: found by replaying what was touched since, told as lists do."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, func, select

from complaints import journal
from complaints.complaint import Complaint, evolve
from complaints.events import Recorded
from complaints.masking import masked
from complaints.openness import is_published
from complaints.queries import EXCERPT, beginnings, line
from complaints.tables import ComplaintRow, EventRow
from complaints.views import NOT_PUBLIC, OFFICE_ONLY, REPORTERS_OWN, Line
from complaints.visibility import Sight, published
from foundation.database import Database

PAGE = 200
"""Logs read at once."""
UNSEEN = (OFFICE_ONLY | NOT_PUBLIC | REPORTERS_OWN) - {"photo.reviewed"}
"""Events of which a public page shows nothing; a photo that was let through appears on it."""


class Fresh(NamedTuple):
    """A complaint, and when everybody could read it first."""

    id: UUID
    at: datetime


def first_published(recorded: Sequence[Recorded]) -> datetime | None:
    """When everybody could read a complaint first, from its whole log; None where nobody ever could.

    Only what stood in the log together was ever seen: not the states between the events of one request.
    """
    if not recorded:
        return None
    complaint = Complaint(recorded[0].complaint_id)
    for place, one in enumerate(recorded):
        complaint = evolve(complaint, one)
        ends = place + 1 == len(recorded) or recorded[place + 1].cause != one.cause
        if ends and is_published(complaint):
            return one.at
    return None


class NewlyPublished:
    """Reading; each call opens and ends its own look into the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def between(self, since: datetime, until: datetime) -> list[Fresh]:
        """What was published first after `since` and not after `until`, and still is; the newest first.

        Reads the logs of all that changed since: for a day, not for a year.
        """
        async with self._database.reading() as session:
            touched = select(ComplaintRow.complaint_id).where(published(), col(ComplaintRow.changed_at) > since)
            ids = (await session.exec(touched.order_by(col(ComplaintRow.complaint_id)))).all()
        found = []
        for start in range(0, len(ids), PAGE):
            for one, recorded in (await self._logs(ids[start : start + PAGE])).items():
                at = first_published(recorded)
                if at is not None and since < at <= until:
                    found.append(Fresh(one, at))
        return sorted(found, key=lambda fresh: (fresh.at, fresh.id), reverse=True)

    async def _logs(self, ids: Sequence[UUID]) -> dict[UUID, list[Recorded]]:
        async with self._database.reading() as session:
            return await journal.histories(session, ids)

    async def lines(self, ids: Sequence[UUID]) -> dict[UUID, Line]:
        """Those of these that everybody may read now, as the public list shows them."""
        found: dict[UUID, Line] = {}
        for start in range(0, len(ids), PAGE):
            async with self._database.reading() as session:
                rule = col(ComplaintRow.complaint_id).in_(ids[start : start + PAGE]), published()
                rows = (await session.exec(select(ComplaintRow).where(*rule))).all()
                reports = await beginnings(session, [row.complaint_id for row in rows], EXCERPT, public=True)
            found |= {row.complaint_id: _line(row, reports.get(row.complaint_id)) for row in rows}
        return found

    async def changed(self, ids: Sequence[UUID]) -> dict[UUID, datetime]:
        """When everybody could see something new of each of these last, as its public page tells it."""
        seen = col(EventRow.complaint_id).in_(ids), col(EventRow.type).not_in(sorted(UNSEEN))
        last = select(EventRow.complaint_id, func.max(EventRow.at)).where(*seen).group_by(col(EventRow.complaint_id))
        async with self._database.reading() as session:
            return dict((await session.exec(last)).all())


def _line(row: ComplaintRow, report: str | None) -> Line:
    return line(row, Sight.WORDS, masked(report) if report else None)
