"""Cases that have to do with each other: both logs say so, or neither does; shown to whoever may know of the other."""

from collections.abc import Collection, Mapping
from uuid import UUID

import msgspec
from sqlmodel import col, select

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import OPEN, Relation, Status
from complaints.queries import EXCERPT, beginnings, line
from complaints.tables import ComplaintRow
from complaints.views import Line
from complaints.visibility import Sight, may_see, sight
from foundation.database import Database
from foundation.errors import Invalid
from foundation.language import mark as _
from people.actor import Actor

_OVERSIGHT = _("Laporan pengawasan hanya dapat dihubungkan dengan laporan pengawasan yang ditangani unit yang sama.")


class Linked(msgspec.Struct, frozen=True):
    """Another case, as far as the reader may know of it, and what it is to this one."""

    relation: Relation
    line: Line

    @property
    def open(self) -> bool:
        """Whether somebody still owes somebody something in it."""
        return Status(self.line.status) in OPEN


class Links:
    """Reading; one look into the database, however many there are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self, actor: Actor, ids: Collection[UUID]) -> Mapping[UUID, Line]:
        """Those of these cases of which `actor` may know, the oldest first."""
        if not ids:
            return {}
        rule = col(ComplaintRow.complaint_id).in_(sorted(ids)), may_see(actor, Sight.STATUS)
        async with self._database.reading() as session:
            rows = (await session.exec(select(ComplaintRow).where(*rule).order_by(col(ComplaintRow.received_at)))).all()
            seen = {row.complaint_id: sight(actor, row.complaint_id, row) for row in rows}
            readable = [one for one, how in seen.items() if how >= Sight.WORDS]
            reports = await beginnings(session, readable, EXCERPT) if readable else {}
        return {row.complaint_id: line(row, seen[row.complaint_id], reports.get(row.complaint_id)) for row in rows}


def linked(complaint: Complaint, known: Mapping[UUID, Line]) -> list[Linked]:
    """The parent first, then parts, then others; those still open before those that are over."""
    found = [Linked(complaint.links[one], line) for one, line in known.items() if one in complaint.links]
    order = [Relation.PARENT, Relation.CHILD, Relation.RELATED]
    return sorted(found, key=lambda one: (order.index(one.relation), not one.open))


def tied(complaint: Complaint, other: Complaint, relation: Relation, cause: str) -> list[c.Order]:
    """Both orders that say it, for one `handle_many`. Raises Invalid where it would betray a report of wrongdoing."""
    if (complaint.restricted or other.restricted) and _road(complaint) != _road(other):
        raise Invalid(_OVERSIGHT, fields={"code": _OVERSIGHT})
    return [
        c.Order(complaint.id, c.Link(other.id, relation), cause),
        c.Order(other.id, c.Link(complaint.id, relation.mirrored), cause),
    ]


def untied(complaint: Complaint, other: UUID, cause: str) -> list[c.Order]:
    """Both orders that take it back."""
    return [c.Order(complaint.id, c.Unlink(other), cause), c.Order(other, c.Unlink(complaint.id), cause)]


def _road(complaint: Complaint) -> tuple[bool, str | None, str | None]:
    """What two reports of wrongdoing must share, for the same people to know of both."""
    return complaint.restricted, complaint.unit, complaint.about_unit
