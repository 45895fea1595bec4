"""Which cases lie on the desks of units and on that of triage, and how they press, as the log of each tells it."""

from collections.abc import Iterable, Sequence

from complaints import events as e
from complaints.complaint import Complaint, Promise
from complaints.kinds import GOVERNMENTS, OPEN, Priority, Status
from foundation.writes import Write
from sla.tables import DeskRow

ON_DESK = OPEN - {Status.SUBMITTED, Status.RETURNED}
IN_TRIAGE = OPEN - ON_DESK
"""What no unit has, and the coordinator or the reporter has to do something with now."""
AT_WORK = ON_DESK - {Status.PLEDGED, Status.RESOLVED}
"""Statuses in which the unit, or a citizen it asked, has something to do now."""
DANGER, PRESSING, WORK, LATER = range(4)
"""In this order a desk is worked off: danger to life, what is disputed or was missed, the rest of the work."""

_BACKGROUND = (e.PromiseGiven, e.PromiseMoved, e.ClockPaused, e.ClockResumed, e.Suggested)
"""What comes along with something that tells more."""


def desk(complaint: Complaint, recorded: Sequence[e.Recorded]) -> Iterable[Write]:
    """A projection: the case as it lies on its unit's desk or on that of triage, or that it lies on none any more."""
    last = recorded[-1]
    step = [one for one in recorded if one.cause == last.cause]
    told = next((one for one in reversed(step) if not isinstance(one.event, _BACKGROUND)), last)
    if complaint.unit is None and complaint.status not in IN_TRIAGE:
        yield Write(DeskRow, _gone(last, told), "upsert")
        return
    running = [promise for promise in complaint.promises.values() if promise.stage in GOVERNMENTS and not promise.ended]
    owed = [promise for promise in running if promise.stopped is None or promise.missed]
    yield Write(
        DeskRow,
        {
            "complaint_id": complaint.id,
            "version": last.version,
            "changed_at": last.at,
            "event": told.name,
            "actor": told.actor,
            "unit": complaint.unit,
            "status": str(complaint.status),
            "received_at": complaint.received_at,
            "restricted": complaint.restricted,
            "about_unit": complaint.about_unit,
            "topic": complaint.topic,
            "area": complaint.area,
            "priority": str(complaint.priority),
            "taken_by": complaint.taken_by,
            "spoken_to": complaint.spoken_to,
            "proposed_by": complaint.proposal.officer if complaint.proposal else None,
            "presses": _presses(complaint, running),
            "due": min((promise.due for promise in owed), default=None),
            "near_at": min((promise.near_at for promise in owed), default=None),
            "stopped": len(owed) < len(running),
        },
        "upsert",
    )


def _presses(complaint: Complaint, running: Sequence[Promise]) -> int | None:
    if complaint.status not in ON_DESK:
        return None
    if complaint.status not in AT_WORK:
        return LATER
    if complaint.priority is Priority.DANGER:
        return DANGER
    return PRESSING if complaint.status is Status.DISPUTED or any(one.missed for one in running) else WORK


def _gone(last: e.Recorded, told: e.Recorded) -> dict[str, object]:
    """Of what lies nowhere any more nothing is kept but that it went, and when."""
    return {
        "complaint_id": last.complaint_id,
        "version": last.version,
        "changed_at": last.at,
        "event": told.name,
        "actor": told.actor,
        "status": "",
        "restricted": True,
        "priority": "",
        "spoken_to": False,
        "stopped": False,
    }
