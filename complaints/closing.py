"""Saying that a case is done: what has to show it, and the second person who looks before the citizen is told.

Pure decisions, one for each command. Whether evidence and a second person are asked for is said by the region.
"""

from collections.abc import Iterator
from datetime import datetime

from complaints import commands as c
from complaints import events as e
from complaints import promising
from complaints.complaint import Complaint, Proposal
from complaints.given import Given, about
from complaints.kinds import Stage
from foundation.errors import Invalid, Refused
from foundation.language import mark as _
from people.actor import Actor, Role

NO_EVIDENCE = _("Tambahkan foto hasil pekerjaan atau foto dokumennya. Tanpa bukti, aduan belum dapat selesai.")
_HANDLERS = (Role.OFFICER, Role.HEAD, Role.INSPECTORATE)


def resolve(complaint: Complaint, command: c.Resolve, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    """Done, or where a second person has to look first, proposed: nothing is told yet and every clock runs on."""
    closing, evidence = given.rules.closing, complaint.evidence
    asked_for = closing.needs_evidence(complaint)
    if asked_for and not evidence:
        raise Invalid(NO_EVIDENCE, fields={"photos": NO_EVIDENCE})
    share, unchecked = round(given.template_share, 3), False
    if asked_for and closing.needs_second(complaint.unit):
        looks = _second(complaint, by, given)
        if looks is not None:
            asked = looks if looks != complaint.unit else None
            yield e.ResolutionProposed(command.words.seal, by.person, share, evidence, asked)
            return
        unchecked = True  # a rule that nobody can keep must not hold the answer back for ever
    resolved = e.Resolved(command.words.seal, share, evidence, unchecked=unchecked)
    yield from _done(complaint, resolved, at, given)


def approve(
    complaint: Complaint, command: c.ApproveResolution, by: Actor, at: datetime, given: Given
) -> Iterator[e.Event]:
    """It is done from now on, in the words that were proposed."""
    proposal = _waiting(complaint, by)
    resolved = e.Resolved(proposal.words, proposal.template_share, proposal.evidence, proposed_by=proposal.officer)
    yield from _done(complaint, resolved, at, given)


def send_back(complaint: Complaint, command: c.SendBackResolution, by: Actor, *_: object) -> Iterator[e.Event]:
    _waiting(complaint, by)
    yield e.ResolutionSentBack(command.words.seal)


def may_look(actor: Actor, complaint: Complaint) -> bool:
    """Somebody of the unit itself, or the head of a unit above; of wrongdoing only the unit's own people.

    Others above the unit may do its work, but are no second look at it.
    """
    if complaint.unit is None or (complaint.restricted and complaint.about_unit in actor.own_units):
        return False
    own = any(post.role in _HANDLERS and post.unit == complaint.unit for post in actor.posts)
    return own or (not complaint.restricted and complaint.unit in actor.reach(Role.HEAD))


def may_look_now(actor: Actor, complaint: Complaint) -> bool:
    """Whether an answer waits that somebody else has written."""
    return complaint.proposal is not None and complaint.proposal.officer != actor.person


def _waiting(complaint: Complaint, by: Actor) -> Proposal:
    if complaint.proposal is None:
        raise Refused(_("Tidak ada jawaban yang menunggu pemeriksaan kedua."))
    if by.person is None or by.person == complaint.proposal.officer:
        raise Refused(_("Jawaban ini Anda sendiri yang menulis. Orang lain di unit Anda yang memeriksanya."))
    return complaint.proposal


def _second(complaint: Complaint, by: Actor, given: Given) -> str | None:
    """The unit in which a second person is there; of wrongdoing nobody outside the unit may know."""
    assert complaint.unit is not None  # the table lets only its own unit answer
    looks = complaint.unit if given.staff is None else given.staff.second(complaint.unit, by.person)
    return None if complaint.restricted and looks != complaint.unit else looks


def _done(complaint: Complaint, resolved: e.Resolved, at: datetime, given: Given) -> Iterator[e.Event]:
    yield from promising.elsewhere(complaint, given, at)  # what stood still was not late when it ended
    yield resolved
    yield from promising.give(given, Stage.SILENT_CLOSE, about(complaint), at, None)
