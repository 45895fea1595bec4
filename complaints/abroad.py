"""What follows from what bodies outside say by their link, and from what is said to them: one pure decision a command.

Each is given the complaint, the command, who asks, at which instant, and what it may know; it yields what happens.
"""

from collections.abc import Iterator
from datetime import datetime

from complaints import commands as c
from complaints import events as e
from complaints import promising
from complaints.complaint import Complaint
from complaints.exchanges import Sending
from complaints.given import Given, about
from complaints.kinds import Stage
from foundation.errors import Refused
from people.actor import Actor


def is_body(actor: Actor, complaint: Complaint) -> bool:
    """Whether somebody shows the link of this very case for the body that has it; never of what is withheld."""
    if actor.kind != "body" or actor.case != complaint.id or complaint.body is None:
        return False
    return actor.speaks_for == complaint.body and not complaint.withheld and not complaint.erased


def receive(complaint: Complaint, command: c.ReceiveOutside, by: Actor, *_: object) -> Iterator[e.Event]:
    """Said twice it happened once."""
    if _last(complaint).received_at is None:
        yield e.OutsideReceived(_last(complaint).body)


def ask_back(complaint: Complaint, command: c.AskBack, *_: object) -> Iterator[e.Event]:
    yield e.OutsideAsked(_last(complaint).body, command.words.seal)


def tell(complaint: Complaint, command: c.TellOutside, *_: object) -> Iterator[e.Event]:
    yield e.OutsideTold(_last(complaint).body, command.words.seal)


def decline(
    complaint: Complaint, command: c.DeclineOutside, by: Actor, at: datetime, given: Given
) -> Iterator[e.Event]:
    """It comes back to triage, and what is owed to the citizen is promised anew: nobody else has it meanwhile."""
    if _last(complaint).answered_at is not None:
        raise Refused("Instansi ini sudah menjawab, jadi aduannya tidak dapat dikembalikan lagi.")
    yield e.OutsideDeclined(_last(complaint).body, command.words.seal)
    case = about(complaint)._replace(unit=None)
    yield from promising.give(given, Stage.REROUTE, case, at, None)
    for stage in promising.OWED:
        if stage is not Stage.FIRST_RESPONSE or complaint.first_response_at is None:
            yield from promising.give(given, stage, case, at, None)


def remind(complaint: Complaint, command: c.RemindOutside, *_: object) -> Iterator[e.Event]:
    """Only whoever has not said what becomes of it, and each time once."""
    last = _last(complaint)
    if last.replied_at is None and command.round > last.reminded:
        yield e.OutsideReminded(last.body, command.round)


def attach(complaint: Complaint, command: c.AttachOutside, *_: object) -> Iterator[e.Event]:
    file = command.file
    if all(file.id != one.id for one in complaint.files):
        yield e.AttachmentAdded(e.Seal(file.id, file.digest.hex()), file.media_type, file.size, e.OUTSIDE)


def _last(complaint: Complaint) -> Sending:
    if not complaint.sendings:
        raise Refused("Aduan ini tidak sedang berada pada instansi lain.")
    return complaint.sendings[-1]
