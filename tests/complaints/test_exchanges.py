"""Bodies outside and units that are asked: who may do what, what follows, and what ends when a case goes on."""

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import commands as c
from complaints.exchanges import UnitAsk, passes
from complaints.kinds import Kind, Stage, Status, Visibility
from complaints.lifecycle import TRANSITIONS, open_moves
from complaints.sight import Sight, sight, sight_as_asked
from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from people.actor import SYSTEM, Actor, Post, Role
from tests.make import (
    COORDINATOR,
    INSPECTOR,
    OFFICER,
    OTHER_OFFICER,
    Case,
    make_complaint,
    words,
)

BODYS = {c.RecordReply, c.ReceiveOutside, c.AskBack, c.DeclineOutside, c.AttachOutside}
"""All that a body outside may ever do."""


def body(case: Case, code: str = "PLN") -> Actor:
    return Actor("body", speaks_for=code, case=case.state.id)


def asked(case: Case, unit: str = "DISHUB", by: Actor = OFFICER, days: int | None = None) -> UnitAsk:
    key = uuid4()
    case.say(c.AskUnit(unit, words("Siapa pemiliknya?"), days, key), by)
    return case.state.asks[key]


@pytest.mark.parametrize("status", sorted(Status))
def test_a_body_does_exactly_its_own_moves_and_only_on_its_own_case(status: Status) -> None:
    case = make_complaint() if status is Status.SPLIT else make_complaint(status)
    another = make_complaint(Status.FORWARDED_OUT)
    right = body(case)
    expected = BODYS if status is Status.FORWARDED_OUT else set()
    assert set(open_moves(case.state, right)) == expected
    for stranger in (body(another), body(case, "ITJEN"), Actor("body"), Actor("body", case=case.state.id)):
        assert open_moves(case.state, stranger) == ()
    assert sight(right, case.state.id, case.state) is Sight.NOTHING
    for command in set(TRANSITIONS) - BODYS:
        assert not TRANSITIONS[command].allowed(right, case.state), command


@pytest.mark.parametrize(
    "fields",
    [{"visibility": Visibility.CONFIDENTIAL}, {"topic": "kekerasan"}, {"kind": Kind.OVERSIGHT, "about_unit": "INSP"}],
)
def test_of_what_is_withheld_no_body_says_anything_by_a_link(fields: dict[str, object]) -> None:
    case = make_complaint(**fields)  # type: ignore[arg-type]
    if case.state.status is not Status.FORWARDED_OUT:
        case.say(c.ForwardOut("PLN"), COORDINATOR)
    assert open_moves(case.state, body(case, case.state.body or "")) == ()


def test_a_sending_is_followed_until_it_is_answered() -> None:
    case = make_complaint(Status.FORWARDED_OUT)
    pln = body(case)
    case.say(c.ReceiveOutside(), pln).say(c.ReceiveOutside(), pln)
    assert case.names.count("outside.received") == 1
    case.say(c.AskBack(words("Nomor tiang?")), pln)
    assert case.state.sendings[-1].asked_at == case.at
    case.say(c.TellOutside(words("LP-12")), COORDINATOR)
    assert case.state.sendings[-1].asked_at is None
    case.say(c.RemindOutside(1), SYSTEM).say(c.RemindOutside(1), SYSTEM)
    assert case.state.sendings[-1].reminded == 1
    case.say(c.RecordReply(words("Diganti.")), pln)
    answered = case.at
    assert case.state.answered_outside_at == answered
    case.say(c.RemindOutside(2), SYSTEM)
    assert case.state.sendings[-1].reminded == 1, "who has answered is left in peace"
    with pytest.raises(Refused):
        case.say(c.DeclineOutside(words("Bukan kami.")), pln)
    case.say(c.RecordReply(words("Sudah terpasang.")), pln)
    assert (case.state.sendings[-1].answered_at, case.state.answered_outside_at) == (answered, case.at)
    assert case.log[-1].actor == "body:PLN"


def test_what_comes_back_is_owed_again_and_may_be_sent_to_another() -> None:
    case = make_complaint(Status.FORWARDED_OUT)
    case.say(c.DeclineOutside(words("Milik kementerian.")), body(case))
    state = case.state
    assert (state.status, state.body, state.closed_at) == (Status.SUBMITTED, None, None)
    owed = {stage for stage, promise in state.promises.items() if not promise.ended}
    assert owed == {Stage.REROUTE, Stage.FIRST_RESPONSE, Stage.COMPLETION}
    case.say(c.ForwardOut("ITJEN"), COORDINATOR)
    assert [one.body for one in case.state.sendings] == ["PLN", "ITJEN"]
    assert case.state.answered_outside_at is None
    assert open_moves(case.state, body(case)) == (), "the first has nothing to say about it any more"
    assert passes(case.state.owners).handed_over == 1


def test_a_question_has_a_date_of_its_own_and_stops_no_clock_of_the_citizens() -> None:
    case = make_complaint(Status.IN_PROCESS)
    before = case.state.promises
    one = asked(case, days=5)
    assert (one.due - one.asked_at, one.by_unit) == (timedelta(days=5), "BMBK")
    assert case.state.promises == before
    assert case.state.person_version < case.state.version, "nobody's form becomes stale by it"
    case.at = one.due
    case.say(c.AnswerUnit(one.id, words("Milik kami.")), OTHER_OFFICER)
    answered = case.state.asks[one.id]
    assert answered.late(case.at)
    with pytest.raises(Refused):
        case.say(c.AnswerUnit(one.id, words("Lagi.")), OTHER_OFFICER)


def test_who_may_ask_whom() -> None:
    case = make_complaint(Status.IN_PROCESS)
    for unit, field in (("BMBK", "unit"), ("TIDAK_ADA", "unit")):
        with pytest.raises(Invalid) as wrong:
            asked(case, unit)
        assert set(wrong.value.fields) == {field}
    for days in (0, 11):
        with pytest.raises(Invalid) as wrong:
            asked(case, days=days)
        assert set(wrong.value.fields) == {"days"}
    for stranger in (OTHER_OFFICER, COORDINATOR):
        with pytest.raises(NotAllowed):
            asked(case, by=stranger)
    one = asked(case)
    with pytest.raises(Invalid):
        asked(case)
    for stranger in (OFFICER, COORDINATOR, case.holder):
        with pytest.raises(NotAllowed):
            case.say(c.AnswerUnit(one.id, words()), stranger)
    other = asked(case, "UPTD")
    with pytest.raises(NotFound):
        case.say(c.AnswerUnit(other.id, words()), OTHER_OFFICER)
    case.say(c.WithdrawAsk(other.id), OFFICER)
    assert case.state.asks[other.id].ended_at == case.at
    assert case.state.asks[one.id].ended_at is None


def test_under_oversight_only_the_inspectorate_asks_and_never_whom_it_is_about() -> None:
    case = make_complaint(kind=Kind.OVERSIGHT, about_unit="BMBK").say(c.Take(), INSPECTOR)
    with pytest.raises(Invalid):
        asked(case, "BMBK", INSPECTOR)
    one = asked(case, "DISHUB", INSPECTOR)
    assert sight_as_asked(OTHER_OFFICER, case.state, one) is Sight.STATUS, "the question, not the report"
    above = Actor("officer", uuid4(), (Post(Role.HEAD, "SETDA", frozenset({"SETDA", "DISHUB"})),))
    assert sight_as_asked(above, case.state, one) is Sight.NOTHING
    both = Actor("officer", uuid4(), (*OTHER_OFFICER.posts, Post(Role.OFFICER, "BMBK", frozenset({"BMBK"}))))
    assert sight_as_asked(both, case.state, one) is Sight.NOTHING
    with pytest.raises(NotAllowed):
        case.say(c.AnswerUnit(one.id, words()), both)
    case.say(c.AnswerUnit(one.id, words("Tidak ada.")), OTHER_OFFICER)
    about_the_coordinator = make_complaint(kind=Kind.OVERSIGHT, about_unit="DISHUB").say(c.Take(), INSPECTOR)
    with pytest.raises(Invalid):
        asked(about_the_coordinator, "DISHUB", INSPECTOR)


@pytest.mark.parametrize(
    ("command", "by"),
    [
        (c.SendBack(words("Bukan kami.")), OFFICER),
        (c.Resolve(words("Selesai.")), OFFICER),
    ],
)
def test_a_question_ends_when_the_case_goes_on_without_its_answer(command: c.Command, by: Actor) -> None:
    case = make_complaint(Status.IN_PROCESS)
    one = asked(case)
    case.say(command, by)
    ended = case.state.asks[one.id]
    assert (ended.ended_at, ended.answered_at, ended.next_at) == (case.at, None, None)
    assert not ended.late(ended.due + timedelta(days=30)), "nobody waits for it any more"


def test_the_watch_warns_and_then_says_that_the_date_passed_each_once() -> None:
    case = make_complaint(Status.IN_PROCESS)
    one = asked(case)
    assert one.next_at == one.warn_at is not None
    for gone, expected in ((2.5, 1), (0.1, 1), (1, 2), (30, 2)):
        case.say(c.KeepTime(), SYSTEM, later=timedelta(days=gone))
        told = [name for name in case.names if name.startswith("unit.ask_")]
        assert len(told) == expected
    assert told == ["unit.ask_warned", "unit.ask_missed"]
    assert case.state.asks[one.id].next_at is None


@given(st.lists(st.sampled_from(["A", "B", "out:P"]), max_size=8))
def test_going_to_and_fro_is_counted_as_by_hand(owners: list[str]) -> None:
    again = sum(owner in owners[:place] for place, owner in enumerate(owners))
    found = passes(tuple(owners))
    assert (found.again, found.handed_over) == (again, max(0, len(owners) - 1))


def test_who_was_asked_never_learns_who_filed() -> None:
    for visibility, kind in product(Visibility, (Kind.ORDINARY, Kind.INFORMATION)):
        case = make_complaint(Status.IN_PROCESS, visibility=visibility, kind=kind)
        one = asked(case)
        seen = sight_as_asked(OTHER_OFFICER, case.state, one)
        assert seen is (Sight.STATUS if visibility is Visibility.CONFIDENTIAL else Sight.WORDS)
        assert sight(OTHER_OFFICER, case.state.id, case.state) is Sight.NOTHING, "on no list of theirs"
        case.say(c.AnswerUnit(one.id, words("Ya.")), OTHER_OFFICER)
        assert sight_as_asked(OTHER_OFFICER, case.state, case.state.asks[one.id]) is Sight.STATUS
