"""What officers keep beside a case: notes for the office alone, and which other cases it has to do with. Pure.

A case is the parent of others, or the child of one, or neither: no chain is ever longer, so none closes in a circle.
"""

from collections.abc import Iterator

from complaints import commands as c
from complaints import events as e
from complaints.complaint import Complaint
from complaints.kinds import Relation
from foundation.errors import Invalid, Refused
from foundation.language import mark as _
from people.actor import Actor

_ITSELF = _("Aduan tidak dapat dihubungkan dengan dirinya sendiri.")
_LINKED = _("Kedua aduan ini sudah dihubungkan. Lepas dahulu bila hubungannya perlu diubah.")
_TWO_PARENTS = _("Aduan ini sudah menjadi bagian dari aduan induk. Lepas dahulu hubungan itu.")
_HAS_CHILDREN = _("Aduan ini sendiri induk dari aduan lain, sehingga tidak dapat menjadi bagian dari aduan lain lagi.")
_IS_CHILD = _("Aduan ini bagian dari aduan induk, sehingga tidak dapat menjadi induk.")
_NOT_LINKED = _("Kedua aduan ini tidak lagi dihubungkan.")
_WHY_NOT: dict[tuple[Relation, Relation], str] = {
    (Relation.PARENT, Relation.PARENT): _TWO_PARENTS,
    (Relation.PARENT, Relation.CHILD): _HAS_CHILDREN,
    (Relation.CHILD, Relation.PARENT): _IS_CHILD,
}
"""By what the other case would be, and what some linked case already is."""


def note(complaint: Complaint, command: c.Note, by: Actor, *_: object) -> Iterator[e.Event]:
    mentions = tuple(dict.fromkeys(one for one in command.mentions if one != by.person))
    yield e.NoteAdded(command.words.seal, mentions)


def link(complaint: Complaint, command: c.Link, *_: object) -> Iterator[e.Event]:
    fault = _ITSELF if command.other == complaint.id else None
    fault = fault or (_LINKED if command.other in complaint.links else None)
    for standing in complaint.links.values():
        fault = fault or _WHY_NOT.get((command.relation, standing))
    if fault:
        raise Invalid(fault, fields={"code": fault})
    yield e.CaseLinked(command.other, command.relation)


def unlink(complaint: Complaint, command: c.Unlink, *_: object) -> Iterator[e.Event]:
    if command.other not in complaint.links:
        raise Refused(_NOT_LINKED)
    yield e.CaseUnlinked(command.other)
