"""Taking up what was escalated: only whoever it was brought before, once a rung, and the ladder climbs on."""

from datetime import timedelta
from uuid import uuid4

import pytest

from complaints import commands as c
from complaints import events as e
from complaints.kinds import Stage, Status
from complaints.lifecycle import open_moves
from foundation.errors import NotAllowed, Refused
from people.actor import SYSTEM, Actor, Post, Role
from tests.make import COORDINATOR, OFFICER, OTHER_OFFICER, Case, make_complaint, words

HEAD = Actor("officer", uuid4(), (Post(Role.HEAD, "BMBK", frozenset({"BMBK", "UPTD"})),))
SUPERVISOR = Actor("officer", uuid4(), (Post(Role.SUPERVISOR, "SETDA", frozenset({"SETDA"})),))


def brought_before(role: str) -> Case:
    """A case whose completion is late, and was brought before this role last."""
    case = make_complaint(Status.IN_PROCESS).say(c.Inform(words()), OFFICER)
    due = case.state.promises[Stage.COMPLETION].due
    late = {"holder": 1, "head": 25, "supervisor": 73}[role]
    case.say(c.KeepTime(), SYSTEM, later=due - case.at + timedelta(hours=late))
    assert case.state.promises[Stage.COMPLETION].before == role
    return case


@pytest.mark.parametrize(("role", "who"), [("holder", OFFICER), ("head", HEAD), ("supervisor", SUPERVISOR)])
def test_whoever_it_was_brought_before_takes_it_up(role: str, who: Actor) -> None:
    case = brought_before(role)
    assert c.AcknowledgeEscalation in open_moves(case.state, who)
    case.say(c.AcknowledgeEscalation(words("Regu dua berangkat."), Stage.COMPLETION), who)
    event = case.log[-1].event
    assert isinstance(event, e.EscalationAcknowledged)
    assert (event.role, event.officer) == (role, who.person)
    promise = case.state.promises[Stage.COMPLETION]
    assert promise.acknowledged_by == who.person
    assert c.AcknowledgeEscalation not in open_moves(case.state, who) or promise.acknowledged_at == case.at
    before = len(case.log)
    case.say(c.AcknowledgeEscalation(stage=Stage.COMPLETION), who)
    assert len(case.log) == before, "once a rung"


def test_nobody_else_takes_it_up() -> None:
    case = brought_before("head")
    for who in (OFFICER, SUPERVISOR, COORDINATOR):
        with pytest.raises(Refused):
            case.say(c.AcknowledgeEscalation(stage=Stage.COMPLETION), who)
    with pytest.raises(NotAllowed):
        case.say(c.AcknowledgeEscalation(), OTHER_OFFICER)


def test_the_ladder_climbs_on_and_asks_the_next_anew() -> None:
    case = brought_before("head").say(c.AcknowledgeEscalation(), HEAD)
    version = case.state.person_version
    next_at = case.state.promises[Stage.COMPLETION].next_rung_at
    assert next_at is not None, "nobody has bought time"
    case.say(c.KeepTime(), SYSTEM, later=next_at - case.at + timedelta(minutes=1))
    promise = case.state.promises[Stage.COMPLETION]
    assert (promise.before, promise.acknowledged_at) == ("supervisor", None)
    assert case.state.person_version == version, "no form becomes stale by it"
