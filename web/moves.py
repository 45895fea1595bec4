"""Which form each command of an officer needs, and which of them are shown to whom."""

from collections.abc import Sequence
from typing import Any

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Status
from complaints.labels import MOVES
from complaints.lifecycle import BESIDE, open_moves
from foundation.errors import Invalid
from foundation.language import mark as _
from people.actor import Actor
from web.asking_moves import ASKING_FORMS
from web.beside_moves import BESIDE_FORMS
from web.clock_moves import CLOCK_FORMS
from web.closing_moves import CLOSING_FORMS
from web.handling_moves import HANDLING_FORMS
from web.move_form import Desk, Field, Form
from web.transcripts import TRANSCRIPT_FORMS
from web.triage_moves import TRIAGE_FORMS
from web.wording import Wording

_ALL = ASKING_FORMS | BESIDE_FORMS | CLOCK_FORMS | CLOSING_FORMS | HANDLING_FORMS | TRIAGE_FORMS | TRANSCRIPT_FORMS
_ORDER: tuple[type[c.Command], ...] = (
    *(c.Acknowledge, c.AcknowledgeEscalation, c.ApproveResolution, c.SendBackResolution),
    *(c.Take, c.Forward, c.Resolve, c.Ask, c.Inform, c.Assign, c.Resume, c.Pause, c.Pledge, c.Extend),
    *(c.Return, c.ForwardOut, c.RecordReply, c.SendBack, c.Prioritise, c.Reclassify),
    *(c.AskUnit, c.WithdrawAsk, c.TellOutside, c.DeclineOutside),
    *(c.Attach, c.Transcribe, c.AddReference, c.MarkDuplicate, c.Archive),
    *BESIDE,
)
FORMS: dict[type[c.Command], Form] = {command: _ALL[command] for command in _ORDER}
"""Moves in the order of the page. Erasure is asked for elsewhere and is not among them."""

ENDING = (c.Resolve, c.ApproveResolution, c.Archive, c.MarkDuplicate)
"""Moves after which nobody works on a case any more."""
TO_REPORTER = (c.Resolve, c.Ask, c.Inform, c.Pledge, c.Extend, c.Return, c.ForwardOut, c.Archive)
"""Moves whose words their writer says to the reporter, so that a standard reply may stand in them."""
PARTS = "parts"
_OPEN_PARTS = _("{count} aduan yang menjadi bagiannya masih berjalan.")
_ANYWAY = _("Tetap lanjutkan walau bagian-bagiannya belum selesai")
_SAY_SO = _("Bagian-bagian aduan ini belum selesai. Centang bila aduan induknya tetap diakhiri sekarang.")

BY_SLUG: dict[str, type[c.Command]] = {form.slug: command for command, form in FORMS.items()}


def moves(desk: Desk, actor: Actor) -> list[dict[str, Any]]:
    """The forms of all moves open to this officer, as office/case.html draws them; the likeliest stands open."""
    allowed = _allowed(desk, actor)
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
            "to_reporter": command in TO_REPORTER,
            "fields": fields_of(command, desk),
        }
        for command, form in FORMS.items()
        if command in allowed and command not in BESIDE
    ]


def beside(desk: Desk, actor: Actor) -> dict[str, dict[str, Any]]:
    """The forms of what may be kept beside the case, by their place in the address."""
    allowed = _allowed(desk, actor)
    return {
        FORMS[command].slug: {
            "name": FORMS[command].slug,
            "label": label(command, desk.wording),
            "words": FORMS[command].told(desk),
            "action": f"/kantor/aduan/{desk.complaint.id}/{FORMS[command].slug}",
            "look": "second",
            "fields": FORMS[command].fields(desk),
        }
        for command in BESIDE
        if command in allowed
    }


def fields_of(command: type[c.Command], desk: Desk) -> list[Field]:
    """The fields of a move; one that ends a case of which parts are still open asks about them."""
    found = FORMS[command].fields(desk)
    if command in ENDING and desk.open_parts:
        told = desk.say(_OPEN_PARTS, count=desk.open_parts)
        found = [*found, Field(PARTS, desk.say(_ANYWAY), "check", hint=told)]
    return found


def refuse_with_open_parts(command: type[c.Command], desk: Desk, ticked: bool) -> None:
    """Raises Invalid where a case would end of which parts are still open, and nobody said that it shall."""
    if command in ENDING and desk.open_parts and not ticked:
        raise Invalid(_SAY_SO, fields={PARTS: _SAY_SO})


def _allowed(desk: Desk, actor: Actor) -> list[type[c.Command]]:
    return [one for one in open_moves(desk.complaint, actor) if one in FORMS and FORMS[one].offered(desk)]


def label(command: type[c.Command], wording: Wording) -> str:
    """The move's name, as refusals call it too, with a capital."""
    name = wording.say(MOVES[command.__name__])
    return name[:1].upper() + name[1:]


def _likeliest(complaint: Complaint, allowed: Sequence[type[c.Command]]) -> type[c.Command] | None:
    status = complaint.status
    for command, fits in (
        (c.ApproveResolution, True),
        (c.Take, True),
        (c.Resolve, status is Status.IN_PROCESS),
        (c.Forward, status is Status.SUBMITTED),
        (c.TellOutside, any(one.asked_at for one in complaint.sendings)),
        (c.RecordReply, status is Status.FORWARDED_OUT and complaint.answered_outside_at is None),
    ):
        if fits and command in allowed:
            return command
    return None
