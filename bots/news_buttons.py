"""Buttons under news of a case: only what its reader may still do about it. Pure."""

from bots import words as w
from bots.case_buttons import CaseChoice, case_button, stars
from bots.news_words import may_rate, open_to_citizen, told_of, waits_for_verdict
from bots.replies import Button
from bots.transcripts import verdicts
from complaints import commands as c
from complaints import events as e
from complaints.kinds import Kind, Stage, Status
from complaints.lifecycle import TRANSITIONS
from complaints.views import Case
from foundation.language import mark as _
from notices.messages import Facts
from notices.rules import CITIZEN, UNIT

Rows = tuple[tuple[Button, ...], ...]

_ANSWERED = _("Ya, permohonan terjawab")
_OBJECT = _("Ajukan keberatan")
_STOP = _("Berhenti mengikuti")
_STOP_OWN = _("Berhenti mengabari aduan ini")
_TAKE = _("Ambil dan tangani")
_TO_TAKE = frozenset({"complaint.forwarded", "complaint.disputed"})


def rows_for_citizen(facts: Facts, case: Case | None) -> Rows:
    """What whoever filed it, or follows it, can press; of a discreet case only that they want to hear no more."""
    stop = ((case_button(_STOP if facts.follower else _STOP_OWN, "stop", _told_here(facts)),),)
    return (*_about(facts, case), *stop)


def _told_here(facts: Facts) -> str:
    """The code of the case by which the chat is told: where theirs was merged into another, their own."""
    return facts.joined[0] if facts.joined else facts.code


def _about(facts: Facts, case: Case | None) -> Rows:
    """What can still be done about what is told."""
    if case is None or facts.discreet or facts.audience is not CITIZEN:
        return ()
    entry = told_of(facts, case)
    warned = facts.event == "deadline.warned" and facts.stage is Stage.SILENT_CLOSE
    if (facts.event == "complaint.resolved" or warned) and open_to_citizen(c.Confirm, case):
        return _settled(case)
    if facts.event == "complaint.closed" and may_rate(case):
        return (stars(case.complaint.code, case.complaint.disputes),)
    if entry is not None and isinstance(entry.event, e.Transcribed) and waits_for_verdict(entry, case):
        return verdicts(case.complaint, entry)
    return ()


def rows_for_officer(facts: Facts, status: Status | None) -> Rows:
    """An officer of the unit may take what waits for somebody to do so."""
    takes = facts.audience is UNIT and facts.event in _TO_TAKE and status in TRANSITIONS[c.Take].statuses
    return ((case_button(_TAKE, "take", facts.code),),) if takes else ()


def _settled(case: Case) -> Rows:
    formal = case.complaint.kind is Kind.FORMAL_INFORMATION
    return (
        (_one(case, "yes", _ANSWERED if formal else w.B_SETTLED),),
        (_one(case, "no", _OBJECT if formal else w.B_NOT_SETTLED),),
    )


def _one(case: Case, choice: CaseChoice, label: str) -> Button:
    return case_button(label, choice, case.complaint.code, case.complaint.disputes)
