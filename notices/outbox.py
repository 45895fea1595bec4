"""The reaction that owes notices: rows of the outbox in the transaction of the events they tell of."""

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

from complaints.complaint import Complaint
from complaints.events import Recorded, WordsErased
from foundation.writes import Write
from notices.rules import Audience, Told, told
from notices.tables import NoticeRow


def notice_id(complaint_id: UUID, version: int, audience: Audience, person: UUID | None = None) -> UUID:
    """The one notice that tells this audience, or this officer, of this event, however often it is owed."""
    return uuid5(complaint_id, f"notice:{version}:{audience}{f':{person}' if person else ''}")


def owed(complaint: Complaint, recorded: Sequence[Recorded]) -> Iterable[Write]:
    """A reaction: what is owed to whom for these events. Erasure takes back what is owed to citizens."""
    for one in told(complaint, recorded):
        yield _notice(one)
    if any(isinstance(one.event, WordsErased) for one in recorded):
        for version in range(1, complaint.version + 1):
            for audience in (Audience.CITIZEN, *((Audience.FOLLOWERS,) if complaint.joined else ())):
                key = notice_id(complaint.id, version, audience)
                yield Write(NoticeRow, {"complaint_id": complaint.id, "notice_id": key}, "remove")


def _notice(notice: Told) -> Write:
    one = notice.one
    stage = getattr(one.event, "stage", None)
    return Write(
        NoticeRow,
        {
            "complaint_id": one.complaint_id,
            "notice_id": notice_id(one.complaint_id, one.version, notice.audience, notice.person),
            "event": one.name,
            "version": one.version,
            "stage": str(stage) if stage else None,
            "promised": getattr(one.event, "due", None),
            "audience": str(notice.audience),
            "unit": notice.unit,
            "not_for": notice.not_for,
            "person": notice.person,
            "urgent": notice.urgent or None,
            "created_at": one.at,
            "due_at": one.at,
            "attempts": 0,
        },
    )
