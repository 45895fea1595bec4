"""Which post an act takes, so that it can be told on whose behalf it was done."""

from complaints import events as e
from complaints.sight import HANDLERS
from people.actor import Role

_HEADS = (e.Assigned, e.Pledged, e.ResolutionSentBack)
"""What the head of a unit does, though others of the unit may: done by an acting head, it is the head's."""
_RUNGS = {
    "head": Role.HEAD,
    "coordinator": Role.COORDINATOR,
    "supervisor": Role.SUPERVISOR,
    "secretary": Role.SECRETARY,
}


def roles_of(event: e.Event, *, triage: bool) -> tuple[Role, ...]:
    """The roles whose post lets somebody do this; `triage`: it is done where the coordinator decides."""
    if isinstance(event, e.EscalationAcknowledged) and event.role in _RUNGS:
        return (_RUNGS[event.role],)
    if isinstance(event, _HEADS) or (isinstance(event, e.Resolved) and event.proposed_by is not None):
        return (Role.HEAD,)
    return (Role.COORDINATOR,) if triage else HANDLERS
