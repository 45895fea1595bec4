"""A case as a row of the inbox: what it is about, who has it, what presses most, and what is new."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from complaints.labels import EVENT, STAGE
from people.actor import Actor
from sla.clocks import ClockState
from sla.desk import MOST, DeskCase
from sla.policy import Policy, unit_of_calendar
from web.case_rows import card
from web.time_left import TimeLeft, time_left
from web.wording import Wording


def desk_row(
    wording: Wording, policy: Policy, names: Mapping[UUID, str], case: DeskCase, actor: Actor
) -> dict[str, Any]:
    """The context of one row of office/inbox.html; `names` are officers'."""
    loaded, line = case.loaded, case.loaded.line
    left = _left(wording, policy, case)
    return card(wording, loaded) | {
        "id": str(line.id),
        "version": loaded.version,
        "shown": case.version,
        "holder": names.get(line.taken_by, "") if line.taken_by else "",
        "mine": line.taken_by is not None and line.taken_by == actor.person,
        "stood_in": line.taken_by in actor.stands_in_for,
        "left": left,
        "stage": wording.say(STAGE[case.nearest.stage]) if case.nearest else "",
        "look": _look(case, left),
        "spoken_to": case.spoken_to,
        "unit_code": line.unit or "",
    }


def _left(wording: Wording, policy: Policy, case: DeskCase) -> TimeLeft | None:
    """None where no clock runs."""
    nearest = case.nearest
    if nearest is None or nearest.due is None:
        return None
    calendar = policy.calendar_of(unit_of_calendar(nearest.calendar))
    return time_left(calendar, nearest.due, wording.now, every_day=nearest.every_day)


def _look(case: DeskCase, left: TimeLeft | None) -> str:
    """How a row presses: danger, late, near, or quietly."""
    if case.loaded.priority == "danger":
        return "danger"
    if left is not None and left.late:
        return "late"
    return "near" if case.loaded.state is ClockState.NEAR else "quiet"


def capped(wording: Wording, count: int) -> str:
    """A number that was counted up to MOST and no further."""
    return f"{wording.number(MOST - 1)}+" if count >= MOST else wording.number(count)


def happened(wording: Wording, event: str) -> str:
    """What happened last to a case, as the office calls it."""
    return wording.say(EVENT[event]) if event in EVENT else ""
