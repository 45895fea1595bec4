"""A missed promise that was brought before somebody: saying that one looks after it. Pure.

The ladder climbs on all the same: whoever says so is known to the next rung, and has not bought any time.
"""

from collections.abc import Iterator
from datetime import datetime

from complaints import commands as c
from complaints import events as e
from complaints.complaint import Complaint, Promise
from foundation.errors import Refused
from foundation.language import mark as _
from people.actor import Actor, Role

_ROLES: dict[str, tuple[Role, ...]] = {
    "holder": (Role.OFFICER, Role.INSPECTORATE),
    "head": (Role.HEAD,),
    "coordinator": (Role.COORDINATOR,),
    "supervisor": (Role.SUPERVISOR,),
    "secretary": (Role.SECRETARY,),
}
"""Who is meant by a rung. A holder without a unit is triage."""


def acknowledge(
    complaint: Complaint, command: c.AcknowledgeEscalation, by: Actor, at: datetime, *_given: object
) -> Iterator[e.Event]:
    mine = [one for one in escalated(complaint) if command.stage in (None, one.stage) and addressed(by, complaint, one)]
    if not mine:
        raise Refused(_("Keterlambatan ini tidak sedang disampaikan kepada jabatan Anda."))
    words = command.words.seal if command.words else None
    for one in mine:
        if one.acknowledged_at is None:
            yield e.EscalationAcknowledged(one.stage, one.due, one.rung, one.before, by.person, words)


def addressed(actor: Actor, complaint: Complaint, promise: Promise) -> bool:
    """Whether the last rung of a promise was brought before a post of this officer."""
    roles = _ROLES.get(promise.before, ())
    if promise.before == "holder" and complaint.unit is None:
        return actor.holds_role(Role.COORDINATOR)
    if promise.before in ("holder", "head"):
        unit = promise.before_unit or complaint.unit
        return any(post.role in roles and post.unit == unit for post in actor.posts)
    return actor.holds_role(*roles)


def escalated(complaint: Complaint) -> tuple[Promise, ...]:
    """The promises that are still waited for and were brought before somebody."""
    return tuple(one for one in complaint.promises.values() if one.before and not one.ended)


def may_acknowledge(actor: Actor, complaint: Complaint) -> bool:
    """Whoever a rung can be brought before; those of a unit for that unit, and of wrongdoing nobody else."""
    if complaint.restricted and complaint.about_unit in actor.own_units:
        return False
    own = (Role.OFFICER, Role.HEAD, Role.INSPECTORATE)
    if any(post.role in own and post.unit == complaint.unit for post in actor.posts):
        return True
    return not complaint.restricted and actor.holds_role(Role.COORDINATOR, Role.SUPERVISOR, Role.SECRETARY)


def may_acknowledge_now(actor: Actor, complaint: Complaint) -> bool:
    """Whether something brought before this officer waits for them."""
    return any(one.acknowledged_at is None and addressed(actor, complaint, one) for one in escalated(complaint))
