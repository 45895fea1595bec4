"""Which form each command of an officer needs, and which of them are shown to whom."""

from collections.abc import Sequence
from typing import Any

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Status
from complaints.labels import MOVES
from complaints.lifecycle import open_moves
from people.actor import Actor
from web.clock_moves import CLOCK_FORMS
from web.handling_moves import HANDLING_FORMS
from web.move_form import Desk, Form
from web.transcripts import TRANSCRIPT_FORMS
from web.triage_moves import TRIAGE_FORMS
from web.wording import Wording

_ALL = CLOCK_FORMS | HANDLING_FORMS | TRIAGE_FORMS | TRANSCRIPT_FORMS
_ORDER: tuple[type[c.Command], ...] = (
    *(c.Acknowledge, c.Take, c.Forward, c.Resolve, c.Ask, c.Inform, c.Resume, c.Pause, c.Pledge, c.Extend),
    *(c.Return, c.ForwardOut, c.RecordReply, c.SendBack, c.Prioritise, c.Reclassify),
    *(c.Attach, c.Transcribe, c.AddReference, c.MarkDuplicate, c.Archive),
)
FORMS: dict[type[c.Command], Form] = {command: _ALL[command] for command in _ORDER}
"""Moves in the order of the page. Erasure is asked for elsewhere and is not among them."""

BY_SLUG: dict[str, type[c.Command]] = {form.slug: command for command, form in FORMS.items()}


def moves(desk: Desk, actor: Actor) -> list[dict[str, Any]]:
    """The forms of all moves open to this officer, as office/case.html draws them; the likeliest stands open."""
    allowed = [one for one in open_moves(desk.complaint, actor) if one in FORMS and FORMS[one].offered(desk)]
    likeliest = _likeliest(desk.complaint, allowed)
    return [
        {
            "name": form.slug,
            "label": label(command, desk.wording),
            "words": form.told(desk),
            "action": f"/kantor/aduan/{desk.complaint.id}/{form.slug}",
            "look": "" if command is likeliest else form.look,
            "main": command is likeliest,
            "alarm": command is c.Acknowledge,
            "fields": form.fields(desk),
        }
        for command, form in FORMS.items()
        if command in allowed
    ]


def label(command: type[c.Command], wording: Wording) -> str:
    """The move's name, as refusals call it too, with a capital."""
    name = wording.say(MOVES[command.__name__])
    return name[:1].upper() + name[1:]


def _likeliest(complaint: Complaint, allowed: Sequence[type[c.Command]]) -> type[c.Command] | None:
    status = complaint.status
    for command, fits in (
        (c.Take, True),
        (c.Resolve, status is Status.IN_PROCESS),
        (c.Forward, status is Status.SUBMITTED),
        (c.RecordReply, status is Status.FORWARDED_OUT and complaint.answered_outside_at is None),
    ):
        if fits and command in allowed:
            return command
    return None
