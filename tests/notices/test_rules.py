"""Who is told: the table is complete, and nobody hears what they must not."""

from datetime import timedelta
from uuid import uuid4

import pytest

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.events import EVENT_TYPES, Recorded
from complaints.kinds import Kind, Stage, Status, Visibility
from notices.messages import TEXTS
from notices.rules import CITIZEN, HEAD, HOLDER, IN_OFFICERS_CHATS, OVERSIGHT, RULES, TRIAGE, UNIT, Audience, told
from people.actor import SYSTEM
from people.contact import Contact
from tests.make import COORDINATOR, INSPECTOR, OFFICER, Case, make_complaint, words

REACHABLE = {"contact": Contact(email="warga@contoh.id")}


def told_last(case: Case) -> set[Audience]:
    """The audiences told of the last command."""
    return {one.audience for one in told(case.state, last(case))}


def last(case: Case) -> list[Recorded]:
    return [one for one in case.log if one.cause == case.log[-1].cause]


def test_every_event_has_a_line() -> None:
    missing = set(EVENT_TYPES) - set(RULES)
    assert not missing, f"add a line to notices/rules.py for {sorted(missing)}, even if it is NOBODY"
    assert not set(RULES) - set(EVENT_TYPES)


def test_every_audience_of_every_event_has_words() -> None:
    needed = {(CITIZEN, "deadline.warned")}
    for event, audiences in RULES.items():
        for audience in audiences:
            needed |= {(one, event) for one in ((UNIT, TRIAGE) if audience is HOLDER else (audience,))}
    assert needed == set(TEXTS), "notices/messages.py and notices/rules.py do not speak of the same things"


def test_a_new_report_is_told_to_triage_and_not_to_who_filed_it() -> None:
    assert told_last(make_complaint(**REACHABLE)) == {TRIAGE}


def test_a_report_written_down_by_an_officer_is_told_to_the_citizen() -> None:
    case = make_complaint(**REACHABLE)
    by_officer = [one._replace(actor=COORDINATOR.name_in_log) for one in case.log]
    assert {one.audience for one in told(case.state, by_officer)} == {CITIZEN, TRIAGE}


@pytest.mark.parametrize(
    ("status", "audiences"),
    [
        (Status.RETURNED, {CITIZEN}),
        (Status.FORWARDED, {CITIZEN, UNIT}),
        (Status.FORWARDED_OUT, {CITIZEN}),
        (Status.ARCHIVED, {CITIZEN}),
        (Status.DUPLICATE, {CITIZEN}),
        (Status.IN_PROCESS, {CITIZEN}),
        (Status.WAITING, {CITIZEN}),
        (Status.RESOLVED, {CITIZEN}),
        (Status.DISPUTED, {UNIT, HEAD}),
        (Status.CLOSED, {UNIT}),
    ],
)
def test_each_step_is_told_to_those_it_concerns(status: Status, audiences: set[Audience]) -> None:
    assert told_last(make_complaint(status, **REACHABLE)) == audiences


@pytest.mark.parametrize("status", [Status.RETURNED, Status.FORWARDED, Status.WAITING, Status.RESOLVED])
def test_without_a_contact_the_citizen_is_owed_it_too_for_a_chat_may_be_linked(status: Status) -> None:
    assert CITIZEN in told_last(make_complaint(status))


def test_what_officers_hear_of_in_chats_are_events_that_some_officer_is_told_of() -> None:
    citizens = {CITIZEN, Audience.FOLLOWERS}
    assert all(set(RULES[name]) - citizens for name in IN_OFFICERS_CHATS)


def test_of_an_erased_case_the_citizen_is_owed_nothing() -> None:
    case = make_complaint(Status.IN_PROCESS, **REACHABLE)
    case.say(c.Erase(), case.holder).say(c.Inform(c.Words("Sudah dijadwalkan.")), OFFICER)
    assert CITIZEN not in told_last(case)


def test_the_officer_who_acted_is_named_as_not_to_be_told() -> None:
    [notice] = [one for one in told(*_state_and_last(make_complaint(Status.FORWARDED))) if one.audience is UNIT]
    assert (notice.audience, notice.unit, notice.not_for) == (UNIT, "BMBK", COORDINATOR.person)


def test_confirming_tells_the_unit_once_and_not_the_citizen() -> None:
    case = make_complaint(Status.RESOLVED, **REACHABLE)
    case.say(c.Confirm(score=5), case.holder)
    (notice,) = told(*_state_and_last(case))
    assert (notice.audience, notice.one.name) == (UNIT, "complaint.closed")


def test_silence_tells_citizen_and_unit_that_it_is_closed() -> None:
    case = make_complaint(Status.RESOLVED, **REACHABLE)
    case.say(c.KeepTime(), SYSTEM, later=timedelta(days=30))
    assert told_last(case) == {CITIZEN, UNIT}


def test_the_end_of_silence_is_announced_to_the_citizen_alone() -> None:
    case = make_complaint(Status.RESOLVED, **REACHABLE)
    case.say(c.KeepTime(), SYSTEM, later=timedelta(days=9))
    assert told_last(case) == {CITIZEN}


def test_a_late_case_is_told_to_its_unit_its_head_and_the_supervisors() -> None:
    case = make_complaint(Status.IN_PROCESS, **REACHABLE)
    completion = case.state.promises[Stage.COMPLETION]
    case.say(c.Inform(words("Sedang dikerjakan.")), OFFICER)
    case.say(c.KeepTime(), SYSTEM, later=completion.near_at - case.at + timedelta(hours=1))
    assert told_last(case) == {UNIT}
    case.say(c.KeepTime(), SYSTEM, later=completion.due - case.at + timedelta(hours=1))
    assert told_last(case) == {UNIT}
    case.say(c.KeepTime(), SYSTEM, later=timedelta(hours=24))
    assert told_last(case) == {CITIZEN, HEAD}
    case.say(c.KeepTime(), SYSTEM, later=timedelta(hours=48))
    assert told_last(case) == {OVERSIGHT}


def test_late_verification_is_told_to_triage_and_supervisors() -> None:
    case = make_complaint()
    case.say(c.KeepTime(), SYSTEM, later=timedelta(days=30))
    assert told_last(case) == {CITIZEN, TRIAGE, OVERSIGHT}


def test_an_answer_goes_to_whoever_has_the_case() -> None:
    returned = make_complaint(Status.RETURNED)
    returned.say(c.Supplement(words("Di depan pasar.")), returned.holder)
    assert told_last(returned) == {TRIAGE}
    working = make_complaint(Status.IN_PROCESS)
    working.say(c.Supplement(words("Ada dua tiang.")), working.holder)
    assert told_last(working) == {UNIT}


def test_wrongdoing_is_told_to_the_inspectorate_alone() -> None:
    case = make_complaint(kind=Kind.OVERSIGHT, about_unit="BMBK", **REACHABLE)
    (notice,) = told(case.state, case.log)
    assert (notice.audience, notice.unit) == (UNIT, "INSP")


def test_nothing_of_wrongdoing_ever_reaches_triage_or_supervisors() -> None:
    case = make_complaint(kind=Kind.OVERSIGHT, about_unit="BMBK", **REACHABLE)
    case.say(c.Take(), INSPECTOR)
    case.say(c.KeepTime(), SYSTEM, later=timedelta(days=200))
    seen = told(case.state, case.log)
    assert {one.audience for one in seen} == {CITIZEN, UNIT, HEAD}
    assert {one.unit for one in seen} <= {"INSP", None}


def test_a_report_about_the_inspectorate_is_told_to_nobody_inside() -> None:
    case = make_complaint(kind=Kind.OVERSIGHT, about_unit="INSP")
    assert told(case.state, case.log) == []


def test_a_case_found_to_be_wrongdoing_is_not_told_to_the_unit_it_left() -> None:
    case = make_complaint(Status.FORWARDED, **REACHABLE)
    case.say(c.Reclassify(kind=Kind.OVERSIGHT), COORDINATOR)
    seen = told(*_state_and_last(case))
    assert {(one.audience, one.unit) for one in seen} == {(CITIZEN, None), (UNIT, "INSP")}
    assert {one.one.name for one in seen} == {"complaint.forwarded"}


def test_a_unit_is_never_told_of_a_report_about_itself() -> None:
    case = make_complaint(kind=Kind.OVERSIGHT, about_unit="DISHUB")
    impossible = _with(case.state, unit="DISHUB")
    assert told(impossible, case.log) == []


def test_a_confidential_report_is_told_by_code_only_like_any_other() -> None:
    case = make_complaint(Status.FORWARDED, visibility=Visibility.CONFIDENTIAL)
    assert told_last(case) == {CITIZEN, UNIT}


def test_erasure_ends_what_the_citizen_is_owed() -> None:
    case = make_complaint(Status.IN_PROCESS, **REACHABLE)
    case.say(c.Erase(), case.holder)
    case.say(c.Inform(words("Material sudah datang.")), OFFICER)
    assert told_last(case) == set()


def test_holder_is_never_stored() -> None:
    assert all(one.audience is not HOLDER for case in _many() for one in told(case.state, case.log))


def _many() -> list[Case]:
    return [make_complaint(status, **REACHABLE) for status in Status]


def _state_and_last(case: Case) -> tuple[Complaint, list[Recorded]]:
    return case.state, last(case)


def _with(state: Complaint, **changes: object) -> Complaint:
    import msgspec

    return msgspec.structs.replace(state, id=uuid4(), **changes)
