"""Giving a case to a colleague: who may, to whom, and what it counts as."""

from collections.abc import Collection
from uuid import UUID, uuid4

import msgspec
import pytest

from complaints import commands as c
from complaints.given import Given, RungRole
from complaints.kinds import Kind, Status
from foundation.errors import Invalid, NotAllowed, Refused
from notices.rules import ASSIGNEE, CITIZEN, told
from people.actor import Actor, Post, Role
from tests.make import COORDINATOR, GIVEN, INSPECTOR, OFFICER, OTHER_OFFICER, Case, make_complaint, words

RINA, BUDI, AWAY = uuid4(), uuid4(), uuid4()


class Today:
    """Rina and Budi work for Bina Marga today."""

    def __init__(self, here: Collection[UUID] = (RINA, BUDI)) -> None:
        self._here = here

    def filled(self, role: RungRole, unit: str | None) -> bool:
        return True

    def second(self, unit: str, besides: UUID | None) -> str | None:
        return unit

    def works_on(self, officer: UUID, unit: str, about_unit: str | None) -> bool:
        return officer in self._here and unit in ("BMBK", "INSP") and about_unit != "BMBK"


STAFFED: Given = msgspec.structs.replace(GIVEN, staff=Today())
HEAD = Actor("officer", uuid4(), (Post(Role.HEAD, "BMBK", frozenset({"BMBK", "UPTD"})),))
ABOVE = Actor("officer", uuid4(), (Post(Role.HEAD, "SETDA", frozenset({"SETDA", "BMBK", "DISHUB"})),))
OFFICER_ABOVE = Actor("officer", uuid4(), (Post(Role.OFFICER, "SETDA", frozenset({"SETDA", "BMBK"})),))


def give(case: Case, to: UUID, by: Actor = HEAD) -> list[str]:
    before = len(case.log)
    case.say(c.Assign(to), by, given=STAFFED)
    return [one.name for one in case.log[before:]]


def test_what_lay_there_untaken_is_in_hand_once_it_is_given() -> None:
    case = make_complaint(Status.FORWARDED)
    assert give(case, RINA) == ["complaint.taken", "complaint.assigned"]
    assert (case.state.status, case.state.taken_by) == (Status.IN_PROCESS, RINA)
    disputed = make_complaint(Status.DISPUTED)
    assert give(disputed, RINA) == ["complaint.reopened", "complaint.assigned"]
    assert (disputed.state.status, disputed.state.taken_by) == (Status.IN_PROCESS, RINA)


@pytest.mark.parametrize("status", [Status.IN_PROCESS, Status.WAITING, Status.PLEDGED])
def test_what_is_in_hand_goes_over_as_it_stands(status: Status) -> None:
    case = make_complaint(status)
    assert give(case, RINA) == ["complaint.assigned"]
    assert (case.state.status, case.state.taken_by) == (status, RINA)
    assert give(case, RINA) == [], "who has it already is given nothing"
    assert give(case, BUDI) == ["complaint.assigned"]


@pytest.mark.parametrize("by", [HEAD, ABOVE, OFFICER])
def test_the_unit_and_the_heads_above_it_may_give(by: Actor) -> None:
    assert give(make_complaint(Status.FORWARDED), RINA, by)


@pytest.mark.parametrize("by", [OFFICER_ABOVE, OTHER_OFFICER, COORDINATOR, Actor("citizen")])
def test_nobody_else_may(by: Actor) -> None:
    with pytest.raises(NotAllowed):
        give(make_complaint(Status.FORWARDED), RINA, by)


def test_it_is_given_to_those_alone_who_work_there_today() -> None:
    case = make_complaint(Status.FORWARDED)
    with pytest.raises(Invalid) as refused:
        give(case, AWAY)
    assert "officer" in refused.value.fields
    assert case.state.taken_by is None


def test_a_report_of_wrongdoing_stays_with_its_own_people() -> None:
    case = Case(STAFFED, kind=Kind.OVERSIGHT, about_unit="DISHUB")
    assert case.state.restricted
    above = Actor("officer", uuid4(), (Post(Role.HEAD, "SETDA", frozenset({"SETDA", "INSP"})),))
    with pytest.raises(NotAllowed):
        give(case, RINA, above)
    assert give(case, RINA, INSPECTOR) == ["complaint.taken", "complaint.assigned"]
    concerned = Case(STAFFED, kind=Kind.OVERSIGHT, about_unit="BMBK")
    with pytest.raises(Invalid):
        give(concerned, RINA, INSPECTOR)


def test_what_was_answered_is_given_to_nobody() -> None:
    with pytest.raises(Refused):
        give(make_complaint(Status.RESOLVED), RINA)


def test_the_new_holder_is_told_and_the_citizen_only_that_somebody_has_it() -> None:
    case = make_complaint(Status.FORWARDED)
    before = len(case.log)
    case.say(c.Assign(RINA), HEAD, given=STAFFED)
    notices = told(case.state, case.log[before:])
    assert {(one.audience, one.one.name) for one in notices} >= {
        (CITIZEN, "complaint.taken"),
        (ASSIGNEE, "complaint.assigned"),
    }
    assert all(one.not_for == HEAD.person for one in notices)
    case.say(c.Ask(words()), OFFICER)
    before = len(case.log)
    case.say(c.Assign(BUDI), HEAD, given=STAFFED)
    assert {one.audience for one in told(case.state, case.log[before:])} == {ASSIGNEE}
