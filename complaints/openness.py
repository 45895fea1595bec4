"""Whether everybody may find and read a complaint; `visibility` says the same in SQL, and who else may see it."""

from typing import Any, Protocol
from uuid import UUID

from complaints.complaint import Complaint
from complaints.kinds import Status, Visibility

PUBLISHED = frozenset(
    {Status.FORWARDED, Status.IN_PROCESS, Status.WAITING, Status.RESOLVED, Status.DISPUTED, Status.CLOSED}
    | {Status.FORWARDED_OUT, Status.PLEDGED}
)
"""Statuses a person has verified, unless it is `unread`: before, nobody but those who handle it reads a report."""


class Seen(Protocol):
    """What the rule looks at; both the folded complaint and its row have it."""

    @property
    def status(self) -> Any: ...
    @property
    def visibility(self) -> Any: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def about_unit(self) -> str | None: ...
    @property
    def restricted(self) -> bool: ...
    @property
    def sensitive(self) -> bool: ...
    @property
    def erased(self) -> bool: ...
    @property
    def unread(self) -> bool: ...


def is_published(complaint: Seen) -> bool:
    """Whether everybody may find and read it."""
    return (
        complaint.visibility != Visibility.CONFIDENTIAL
        and not complaint.restricted
        and not complaint.sensitive
        and not complaint.erased
        and not complaint.unread
        and complaint.status in PUBLISHED
    )


def open_to_all(media_type: str) -> bool:
    """Whether a file may be shown to everybody with its case: a voice tells who speaks, and so may a video."""
    return media_type.startswith("image/")


def shown_photos(complaint: Complaint) -> dict[UUID, UUID]:
    """The photos everybody may see, and the file by which each is shown: itself, or the copy with parts covered."""
    return {
        photo: one.copy or photo
        for photo, one in complaint.reviews.items()
        if one.shown and (one.copy is not None or not one.covers) and photo not in complaint.forgotten
    }


def is_counted(complaint: Seen) -> bool:
    """Whether everybody may count it among all reports: of one on the oversight road nobody outside knows at all.

    Of one that was split its parts are counted.
    """
    return not complaint.restricted and complaint.status != Status.SPLIT


def is_counted_in_groups(complaint: Seen) -> bool:
    """Whether everybody may count it under its unit and topic, too: not what is confidential or sensitive."""
    return is_counted(complaint) and complaint.visibility != Visibility.CONFIDENTIAL and not complaint.sensitive
