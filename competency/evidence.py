"""From the log of a complaint to what it shows of the unit that has it: one row, without a word, name or place. Pure.

Counted are complaints that came to a unit to be answered. Reports of wrongdoing go to who looks into them and never
become evidence of skill; what was archived, sent outside, split or told before shows nothing of a unit.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from competency.tables import EvidenceRow
from complaints import events as e
from complaints.complaint import Complaint, Promise
from complaints.handled import HANDLING
from complaints.kinds import OPEN, Stage, Status
from foundation.writes import Write

TEMPLATE = 0.9
"""How much of an answer repeats earlier ones of the unit before it counts as nothing but a template."""
LIGHT_DAYS, MIDDLING_DAYS = 5, 14
"""Working days promised for completion, up to which a complaint is light, or middling (5, 14 and 60 in the national
practice of SP4N-LAPOR!)."""

COUNTED = OPEN | {Status.CLOSED}
_TELLING = (
    *HANDLING,
    *(e.Filed, e.Reclassified, e.PromiseGiven, e.PromiseMoved, e.ClockResumed, e.DeadlineMissed, e.PledgeLapsed),
    *(e.ForwardedOut, e.OutsideDeclined, e.Archived, e.MarkedDuplicate, e.Split, e.Returned, e.Supplemented),
)


def evidence(complaint: Complaint, recorded: Sequence[e.Recorded]) -> Iterable[Write]:
    """A projection: the row follows from how the complaint stands, so that a replay gives the same."""
    if not any(isinstance(one.event, _TELLING) for one in recorded):
        return
    if is_evidence(complaint):
        yield Write(EvidenceRow, told_by(complaint), "upsert")
    elif complaint.handled.forwarded:
        yield Write(EvidenceRow, {"complaint_id": complaint.id}, "remove")


def is_evidence(complaint: Complaint) -> bool:
    """Whether it is charged to a unit."""
    return complaint.unit is not None and not complaint.restricted and complaint.status in COUNTED


def told_by(complaint: Complaint) -> dict[str, Any]:
    """The row of a complaint that is evidence."""
    done, answer = complaint.handled, complaint.handled.answer
    first, whole = (complaint.promises.get(stage) for stage in (Stage.FIRST_RESPONSE, Stage.COMPLETION))
    return {
        "complaint_id": complaint.id,
        "unit": complaint.unit,
        "topic": complaint.topic,
        "area": complaint.area,
        "channel": str(complaint.channel),
        "received_at": complaint.received_at,
        "severity": _severity(whole),
        "first_days": first.days if first else None,
        "first_due": _due(first),
        "first_missed": first is not None and (first.broken or first.missed),
        "replied_at": complaint.first_response_at,
        "days": whole.days if whole else None,
        "due": answer.due if answer else _due(whole),
        "missed": answer.missed if answer else whole is not None and (whole.broken or whole.missed),
        "closed_at": answer.at if answer else None,
        "template": answer is not None and answer.template_share >= TEMPLATE,
        "reopened_at": done.disputed_at,
        "asked": done.asked,
        "asked_again_at": done.asked_again_at,
        "passed": done.passed,
        "passed_again_at": done.passed_again_at,
        "refused": complaint.unit in done.refused,
        "rating": complaint.score,
        "rated_at": done.rated_at,
        "people": msgspec.json.encode(sorted(str(one) for one in done.people)).decode(),
    }


def _severity(whole: Promise | None) -> int:
    """By what was promised; where nothing was, it is taken for an ordinary one."""
    if whole is None:
        return 1
    if whole.days <= LIGHT_DAYS:  # also what was promised in hours
        return 0
    return 1 if whole.days <= MIDDLING_DAYS else 2


def _due(promise: Promise | None) -> Any:
    """When it has to be kept; None while its clock stands still: nobody knows yet."""
    return promise.due if promise is not None and promise.stopped is None else None
