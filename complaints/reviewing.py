"""Photos before everybody sees them: somebody of the office looked, covered what shows a person, or held them back."""

import math
from collections.abc import Iterator

from complaints import commands as c
from complaints import events as e
from complaints.complaint import AttachedFile, Complaint, Review
from complaints.openness import open_to_all
from foundation.errors import Invalid, Refused, Stale
from foundation.language import mark as _

MOST_COVERS = 40
"""Covers on one photo; the grid of the page without scripts has 24 cells."""

_NOT_THERE = _("Foto ini tidak ada lagi, atau bukan foto.")
_NOT_PUBLIC = _("Aduan ini tidak pernah ditampilkan untuk umum, jadi fotonya tidak perlu ditinjau.")
_NOTHING_COVERED = _("Tandai bagian foto yang ditutup.")
_DECIDED = _("Petugas lain baru saja memutuskan foto ini. Lihat dulu keadaannya, lalu putuskan bila masih perlu.")
_BAD_COVERS = _("Bagian yang ditutup harus berada di dalam foto, paling banyak 40 bagian.")


def photos(complaint: Complaint) -> tuple[AttachedFile, ...]:
    """The photos of a case that are still there, in the order in which they came; covered copies are not among them."""
    return tuple(
        file
        for file in complaint.files
        if file.of not in (e.COVERED, e.PAPER) and open_to_all(file.media_type) and file.id not in complaint.forgotten
    )


def unreviewed(complaint: Complaint) -> tuple[AttachedFile, ...]:
    """The photos nobody has looked at yet."""
    return tuple(file for file in photos(complaint) if file.id not in complaint.reviews)


def standing(review: Review | None) -> str:
    """What was decided about a photo, as a form carries it."""
    if review is None:
        return "none"
    return str(review.copy or "shown") if review.shown else "held"


def review(complaint: Complaint, command: c.ReviewPhoto, *_: object) -> Iterator[e.Event]:
    """Show a photo, show its covered copy, or hold it back; a later review stands before an earlier one."""
    if complaint.withheld:
        raise Refused(_NOT_PUBLIC)
    if all(file.id != command.file for file in photos(complaint)):
        raise Refused(_NOT_THERE)
    covers = tuple(e.Cover(*(round(share, 4) for share in one)) for one in command.covered) if command.shown else ()
    if len(covers) > MOST_COVERS or not all(_within(one) for one in covers):
        raise Invalid(_BAD_COVERS)
    copy = command.copy if covers else None
    if covers and copy is None:
        raise Invalid(_NOTHING_COVERED)
    before = complaint.reviews.get(command.file)
    if before == Review(command.shown, covers, copy.id if copy else None):
        return
    if command.stood is not None and command.stood != standing(before):
        raise Stale(_DECIDED)  # a colleague may have seen a face there that is not seen at first sight
    if copy is not None and all(file.id != copy.id for file in complaint.files):
        yield e.AttachmentAdded(e.Seal(copy.id, copy.digest.hex()), copy.media_type, copy.size, e.COVERED)
    yield e.PhotoReviewed(command.file, command.shown, covers, copy.id if copy else None)


def _within(cover: e.Cover) -> bool:
    if not all(math.isfinite(share) and 0 <= share <= 1 for share in cover):
        return False
    room = 1.0001  # each share is rounded by itself
    return cover.width > 0 < cover.height and cover.left + cover.width <= room and cover.top + cover.height <= room
