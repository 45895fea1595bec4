"""Merging a report into an earlier one on the same matter: into which it really goes, and whether it may.

A chain of merges leads to its last case, and no circle can be closed: whoever merges appends to both logs, so of two
merges that would meet one is decided again and finds the other.
"""

from collections.abc import Container, Iterable
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints import events as e
from complaints import journal
from complaints.complaint import Complaint
from complaints.kinds import OPEN, Status
from complaints.visibility import Sight, sight
from foundation.errors import Invalid
from foundation.language import mark as _
from people.actor import Actor

_UNKNOWN = _("Kode aduan ini tidak kami temukan. Periksa kembali huruf dan angkanya.")
_ITSELF = _("Aduan tidak dapat digabung dengan dirinya sendiri.")
_OVERSIGHT = _("Laporan pengawasan hanya dapat digabung dengan laporan pengawasan tentang unit yang sama.")
_OVER = _("Aduan itu sudah ditutup. Pilih aduan yang masih berjalan, atau teruskan laporan ini seperti biasa.")

_LONGEST = 100
"""Cases of a chain that are followed: far more than there ever are."""
_LAST = text(
    "WITH RECURSIVE chain (first, reached, depth) AS ("
    "SELECT one, one, 0 FROM unnest(CAST(:ids AS uuid[])) AS one UNION ALL "
    "SELECT chain.first, merged.duplicate_of, chain.depth + 1 FROM chain "
    "JOIN complaints merged ON merged.complaint_id = chain.reached "
    "WHERE merged.duplicate_of IS NOT NULL AND chain.depth < :longest) "
    "SELECT DISTINCT ON (first) first, reached FROM chain ORDER BY first, depth DESC"
)
_MERGED = text(
    "WITH RECURSIVE tree (last, reached, depth) AS ("
    "SELECT one, one, 0 FROM unnest(CAST(:ids AS uuid[])) AS one UNION ALL "
    "SELECT tree.last, merged.complaint_id, tree.depth + 1 FROM tree "
    "JOIN complaints merged ON merged.duplicate_of = tree.reached WHERE tree.depth < :longest) "
    "SELECT last, reached FROM tree WHERE depth > 0"
)


async def last_of(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """For each complaint the last of the chain of merges that begins with it: itself, if it was merged into none."""
    values = {"ids": sorted(set(ids)), "longest": _LONGEST}
    found = await session.exec(_LAST, params=values)  # type: ignore[call-overload]
    return dict(found.all())


async def merged_into(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """For each complaint those that were merged into it, directly or through others."""
    wanted = sorted(set(ids))
    values = {"ids": wanted, "longest": _LONGEST}
    found: dict[UUID, list[UUID]] = {one: [] for one in wanted}
    for last, reached in (await session.exec(_MERGED, params=values)).all():  # type: ignore[call-overload]
        found[last].append(reached)
    return found


def refuse(complaint: Complaint, main: Complaint, by: Actor, merged: Container[UUID]) -> None:
    """Raises Invalid where `complaint` must not be merged into `main`, the last of its chain.

    A case that `by` may not know of is as if it were not there; one of those `merged` at the same time is none to
    merge into.
    """
    fault = None
    if not main.exists or sight(by, main.id, main) is Sight.NOTHING:
        fault = _UNKNOWN
    elif main.id == complaint.id or main.id in merged:
        fault = _ITSELF
    elif (main.restricted or complaint.restricted) and _road(main) != _road(complaint):
        fault = _OVERSIGHT
    elif main.status not in OPEN | {Status.FORWARDED_OUT}:
        fault = _OVER
    if fault:
        raise Invalid(fault, fields={"code": fault})


def _road(complaint: Complaint) -> tuple[bool, str | None, str | None]:
    """What two reports of wrongdoing must share, for the same people to know of both."""
    return complaint.restricted, complaint.unit, complaint.about_unit


def followed(complaint: Complaint, main: Complaint, merge: e.Recorded) -> list[e.Recorded]:
    """What `merge` makes happen to the case it leads to: who told `complaint`, or joined it, follows that one now."""
    reachable = complaint.has_contact or bool(complaint.followers)
    event = e.Joined(complaint.id, reachable, complaint.joined)
    at = max(merge.at, main.changed_at or merge.at)
    return journal.record(main, [event], at, merge.actor, f"{merge.cause}:{complaint.id}")
