"""Other cases that have to do with one: its parent, its parts and how they stand, as far as the reader may know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from complaints.kinds import Relation
from complaints.links import Linked
from complaints.ticket import show
from complaints.views import Line
from complaints.visibility import Sight
from foundation.language import mark as _
from web.wording import Wording

_HEADINGS: dict[Relation, str] = {
    Relation.PARENT: _("Bagian dari"),
    Relation.CHILD: _("Bagian-bagiannya"),
    Relation.RELATED: _("Terkait"),
}


@dataclass(frozen=True)
class LinkGroup:
    """Linked cases of one relation; `words` says how many are still open, where they are parts of this one."""

    heading: str
    words: str
    cases: tuple[Mapping[str, Any], ...]


def groups(wording: Wording, linked: Sequence[Linked], merged: Sequence[Line] = ()) -> list[LinkGroup]:
    """The cases `linked` with one, by what they are to it, and those `merged` into it."""
    found = []
    for relation, heading in _HEADINGS.items():
        mine = [one for one in linked if one.relation is relation]
        if mine:
            still = sum(one.open for one in mine)
            words = wording.say(_("{open} dari {all} masih berjalan"), open=still, all=len(mine))
            cases = tuple(_card(wording, one.line) for one in mine)
            found.append(LinkGroup(wording.say(heading), words if relation is Relation.CHILD else "", cases))
    if merged:
        cases = tuple(_card(wording, one) for one in merged)
        found.append(LinkGroup(wording.say(_("Digabung ke aduan ini")), "", cases))
    return found


def codes(lines: Mapping[UUID, Line]) -> dict[UUID, str]:
    return {one: show(line.code) for one, line in lines.items()}


def open_parts(linked: Sequence[Linked]) -> int:
    """How many parts of a case are not over yet."""
    return sum(one.open for one in linked if one.relation is Relation.CHILD)


def _card(wording: Wording, line: Line) -> dict[str, Any]:
    readable = line.sight >= Sight.WORDS
    return {
        "id": line.id,
        "code": show(line.code),
        "href": f"/kantor/aduan/{line.id}",
        "title": wording.title(line.report) if readable else wording.say(_("Aduan rahasia")),
        "status_label": wording.status(line.status),
        "status_tone": wording.tone(line.status),
        "unit": wording.unit(line.unit) or wording.body(line.body),
    }
