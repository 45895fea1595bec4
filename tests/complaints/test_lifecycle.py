"""The life of a complaint: what each command makes happen, to whom it is open, and what never happens."""

from datetime import date, timedelta
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints import commands as c
from complaints.complaint import Complaint, fold
from complaints.events import pack
from complaints.given import Suggestion
from complaints.kinds import OPEN, ArchiveReason, Kind, Priority, Stage, Status, Visibility
from complaints.lifecycle import TRANSITIONS, decide, open_moves
from complaints.visibility import Sight, sight
from foundation.errors import Invalid, NotAllowed, NotFound, Refused, ServiceError
from foundation.ledger import Entry, verify
from people.actor import ANYONE, SYSTEM
from tests.make import COORDINATOR, GIVEN, INSPECTOR, OFFICER, OTHER_OFFICER, Case, citizen, make_complaint, words


class TestFiling:
    def test_it_promises_dates_and_waits_for_triage(self) -> None:
        case = make_complaint()
        assert case.state.status is Status.SUBMITTED
        assert set(case.state.promises) == {Stage.VERIFY, Stage.FIRST_RESPONSE, Stage.COMPLETION}
        assert case.state.suggested_unit == "BMBK"

    def test_clocks_run_from_receipt_at_the_office(self) -> None:
        earlier = make_complaint().at - timedelta(days=2)
        case = make_complaint(received_at=earlier)
        assert case.state.promises[Stage.VERIFY].counted_from == earlier

    def test_wrongdoing_goes_to_the_inspectorate_past_triage(self) -> None:
        case = make_complaint(kind=Kind.OVERSIGHT, about_unit="BMBK")
        assert (case.state.status, case.state.unit) == (Status.FORWARDED, "INSP")
        assert case.state.restricted
        assert Stage.VERIFY not in case.state.promises
        assert case.state.promises[Stage.COMPLETION].days == 60

    def test_a_report_about_the_inspectorate_leaves_the_house(self) -> None:
        case = make_complaint(kind=Kind.OVERSIGHT, about_unit="INSP")
        assert (case.state.status, case.state.body, case.state.unit) == (Status.FORWARDED_OUT, "ITJEN", None)

    def test_a_sensitive_topic_is_confidential_whatever_was_chosen(self) -> None:
        case = make_complaint(topic="kekerasan", visibility=Visibility.PUBLIC)
        assert case.state.visibility is Visibility.CONFIDENTIAL
        assert case.state.sensitive

    @pytest.mark.parametrize("chosen", ["jalan", "lampu", None])
    def test_a_chosen_topic_never_opens_what_the_words_close(self, chosen: str | None) -> None:
        advice = msgspec.structs.replace(GIVEN, suggestion=Suggestion("DISHUB", "kekerasan", None, 0.4, "test"))
        case = Case(advice, topic=chosen)
        assert (case.state.visibility, case.state.sensitive) == (Visibility.CONFIDENTIAL, True)
        assert case.state.topic == chosen
        wrong = msgspec.structs.replace(GIVEN, suggestion=Suggestion("INSP", "pungli", None, 0.4, "test"))
        assert Case(wrong, topic=chosen).state.restricted

    def test_a_topic_of_wrongdoing_makes_the_kind(self) -> None:
        assert make_complaint(topic="pungli").state.kind is Kind.OVERSIGHT


class TestLateAdvice:
    """Advice that missed the filing does what it would have done in time."""

    def filed_without(self, advice: Suggestion, **fields: object) -> Case:
        case = Case(given=msgspec.structs.replace(GIVEN, suggestion=None), **fields)
        return case.say(c.Suggest(), SYSTEM, given=msgspec.structs.replace(GIVEN, suggestion=advice))

    def test_wrongdoing_still_goes_to_the_inspectorate(self) -> None:
        case = self.filed_without(Suggestion("INSP", "pungli", Kind.OVERSIGHT, 0.9, "test"))
        assert (case.state.unit, case.state.restricted) == ("INSP", True)
        assert case.state.promises[Stage.COMPLETION].days == 60

    def test_a_chosen_topic_hides_nothing_from_late_advice_either(self) -> None:
        case = self.filed_without(Suggestion("DISHUB", "kekerasan", None, 0.9, "test"), topic="jalan")
        assert (case.state.visibility, case.state.sensitive, case.state.topic) == (
            Visibility.CONFIDENTIAL,
            True,
            "jalan",
        )
        case = self.filed_without(Suggestion("INSP", "pungli", None, 0.9, "test"), topic="jalan")
        assert case.state.restricted

    def test_what_the_citizen_chose_stands(self) -> None:
        case = self.filed_without(Suggestion("INSP", "pungli", None, 0.9, "test"), kind=Kind.ORDINARY)
        assert (case.state.status, case.state.restricted) == (Status.SUBMITTED, False)

    def test_a_sensitive_topic_makes_it_confidential(self) -> None:
        case = self.filed_without(Suggestion("DISHUB", "kekerasan", None, 0.9, "test"))
        assert (case.state.visibility, case.state.sensitive) == (Visibility.CONFIDENTIAL, True)


class TestTheRoad:
    def test_to_a_happy_end(self) -> None:
        case = make_complaint(Status.RESOLVED)
        case.say(c.Confirm(5), case.holder)
        assert (case.state.status, case.state.score, case.state.closed_ground) == (Status.CLOSED, 5, "confirmed")
        assert all(promise.ended for promise in case.state.promises.values())

    def test_a_first_topic_comes_with_the_forwarding(self) -> None:
        case = make_complaint().say(c.Forward("BMBK", "jalan"), COORDINATOR)
        assert case.state.topic == "jalan"
        assert "complaint.reclassified" not in case.names
        other = make_complaint(topic="lampu").say(c.Forward("BMBK", "jalan"), COORDINATOR)
        assert "complaint.reclassified" in other.names

    def test_a_sensitive_topic_found_in_triage_makes_it_confidential(self) -> None:
        case = make_complaint().say(c.Forward("DISHUB", "kekerasan"), COORDINATOR)
        assert (case.state.visibility, case.state.sensitive) == (Visibility.CONFIDENTIAL, True)

    def test_a_dispute_brings_it_back_and_its_promise_runs_again(self) -> None:
        case = make_complaint(Status.DISPUTED)
        assert case.state.waits_for(Stage.COMPLETION) is not None
        case.say(c.Take(), OFFICER)
        assert case.state.status is Status.IN_PROCESS

    def test_taking_a_case_is_not_a_first_response_but_words_are(self) -> None:
        case = make_complaint(Status.IN_PROCESS)
        assert case.state.first_response_at is None
        case.say(c.Inform(words("Kami periksa besok.")), OFFICER)
        assert case.state.first_response_at == case.at

    def test_a_question_and_its_answer(self) -> None:
        case = make_complaint(Status.WAITING)
        case.say(c.Answer(words("Yang di pojok.")), case.holder)
        assert case.state.status is Status.IN_PROCESS

    def test_the_unit_sends_back_what_is_not_its_own(self) -> None:
        case = make_complaint(Status.FORWARDED).say(c.SendBack(words("Ini jalan kabupaten.")), OFFICER)
        assert (case.state.status, case.state.unit, case.state.sent_back) == (Status.SUBMITTED, None, 1)

    def test_silence_closes_only_after_the_promised_time(self) -> None:
        case = make_complaint(Status.RESOLVED)
        case.say(c.KeepTime(), SYSTEM)
        assert case.state.status is Status.RESOLVED
        case.say(c.KeepTime(), SYSTEM, later=timedelta(days=11))
        assert (case.state.status, case.state.closed_ground) == (Status.CLOSED, "silence")

    def test_a_kind_set_right_moves_the_promise(self) -> None:
        case = make_complaint(Status.IN_PROCESS).say(c.Reclassify(kind=Kind.OVERSIGHT), COORDINATOR)
        assert case.state.promises[Stage.COMPLETION].days == 60
        assert (case.state.unit, case.state.restricted) == ("INSP", True)

    def test_a_missed_deadline_is_recorded_once(self) -> None:
        case = make_complaint()
        case.say(c.KeepTime(), SYSTEM, later=timedelta(days=4))
        missed = case.names.count("deadline.missed")
        assert missed == 1
        case.say(c.KeepTime(), SYSTEM)
        assert case.names.count("deadline.missed") == missed

    def test_a_deadline_that_has_not_passed_is_not_missed(self) -> None:
        case = make_complaint()
        case.say(c.KeepTime(), SYSTEM, later=case.state.promises[Stage.VERIFY].due - case.at)
        assert "deadline.missed" not in case.names


class TestOpenness:
    @pytest.mark.parametrize("chosen", [Visibility.ANONYMOUS, Visibility.CONFIDENTIAL])
    def test_nobody_opens_what_the_citizen_closed(self, chosen: Visibility) -> None:
        with pytest.raises(Invalid, match="lebih terbuka"):
            make_complaint(visibility=chosen).say(c.Reclassify(visibility=Visibility.PUBLIC), COORDINATOR)

    def test_it_may_be_closed_further(self) -> None:
        case = make_complaint().say(c.Reclassify(visibility=Visibility.CONFIDENTIAL), COORDINATOR)
        assert case.state.visibility is Visibility.CONFIDENTIAL

    def test_what_was_no_wrongdoing_after_all_stays_confidential(self) -> None:
        case = make_complaint(kind=Kind.OVERSIGHT).say(c.Reclassify(kind=Kind.ORDINARY), INSPECTOR)
        assert (case.state.restricted, case.state.visibility) == (False, Visibility.CONFIDENTIAL)


class TestRefusals:
    def test_a_refused_move_says_which_moves_are_open(self) -> None:
        case = make_complaint(Status.FORWARDED)
        with pytest.raises(Refused, match="ambil dan tangani"):
            case.say(c.Resolve(words()), OFFICER)

    def test_another_units_officer_may_not_touch_it(self) -> None:
        with pytest.raises(NotAllowed):
            make_complaint(Status.FORWARDED).say(c.Take(), OTHER_OFFICER)

    def test_a_stranger_may_not_confirm(self) -> None:
        with pytest.raises(NotAllowed):
            make_complaint(Status.RESOLVED).say(c.Confirm(), citizen(uuid4()))

    def test_the_coordinator_may_not_touch_a_report_of_wrongdoing(self) -> None:
        with pytest.raises(NotAllowed):
            make_complaint(kind=Kind.OVERSIGHT).say(c.Reclassify(kind=Kind.ORDINARY), COORDINATOR)

    def test_a_report_never_goes_to_the_unit_it_is_about(self) -> None:
        case = make_complaint(kind=Kind.OVERSIGHT, about_unit="BMBK")
        case.say(c.Take(), INSPECTOR)
        with pytest.raises(Refused):
            case.say(c.Forward("BMBK"), INSPECTOR)

    def test_unknown_units_topics_and_bodies(self) -> None:
        for command in (c.Forward("TIADA"), c.Forward("BMBK", "tiada"), c.ForwardOut("TIADA")):
            with pytest.raises(Invalid):
                make_complaint().say(command, COORDINATOR)

    def test_what_was_never_filed_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            decide(Complaint(uuid4()), c.Take(), OFFICER, make_complaint().at, GIVEN)

    @pytest.mark.parametrize("score", [0, 6, -1])
    def test_a_score_out_of_range(self, score: int) -> None:
        case = make_complaint(Status.RESOLVED)
        with pytest.raises(Invalid):
            case.say(c.Confirm(score), case.holder)


PICTURE, COPY = (c.File(uuid4(), b"s", bytes(32), "image/jpeg", 9, name, "foto.jpg") for name in ("a", "b"))
ACTORS = st.sampled_from(["coordinator", "officer", "other", "inspector", "citizen", "system", "anyone"])
COMMANDS = st.one_of(
    st.builds(c.Forward, st.sampled_from(["BMBK", "DISHUB", "INSP"]), st.sampled_from([None, "jalan", "pungli"])),
    st.builds(c.ForwardOut, st.just("PLN")),
    st.builds(c.Archive, st.sampled_from(ArchiveReason)),
    st.builds(c.Reclassify, st.sampled_from(Kind), st.sampled_from([None, "kekerasan"]), st.sampled_from(Visibility)),
    st.builds(c.Confirm, st.sampled_from([None, 1, 5])),
    st.builds(c.Rate, st.integers(1, 5)),
    st.builds(c.Survey, st.sampled_from([(), (("u3", 4), ("u8", 1)), (("u9", 2),), (("u6", 5),)])),
    st.builds(c.Attach, st.just(PICTURE)),
    st.builds(
        c.ReviewPhoto,
        st.just(PICTURE.id),
        st.booleans(),
        st.sampled_from([(), ((0.0, 0.5, 0.2, 0.2),), ((0.9, 0.5, 0.2, 0.2),)]),
        st.sampled_from([None, COPY]),
    ),
    st.builds(c.Prioritise, st.sampled_from(Priority)),
    st.builds(c.Pledge, st.dates(date(2026, 3, 1), date(2027, 12, 31)), st.builds(words), st.builds(words)),
    st.builds(c.Recompute, st.just("calendar:2"), st.booleans()),
    *(
        st.builds(kind, st.builds(words))
        for kind in (
            c.Return,
            c.Supplement,
            c.SendBack,
            c.Inform,
            c.Ask,
            c.Answer,
            c.Resolve,
            c.Dispute,
            c.Pause,
            c.Extend,
        )
    ),
    *(st.builds(kind) for kind in (c.Take, c.KeepTime, c.Suggest, c.Erase, c.Resume, c.Acknowledge)),
)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(Kind),
    st.lists(st.tuples(COMMANDS, ACTORS, st.integers(0, 20)), max_size=25),
)
def test_whatever_is_asked_the_log_stays_whole(kind: Kind, asked: list[tuple[c.Command, str, int]]) -> None:
    """Any sequence of requests by anybody: refused or recorded, the chain holds, the fold repeats, the rules hold."""
    case = Case(kind=kind)
    actors = {
        "coordinator": COORDINATOR,
        "officer": OFFICER,
        "other": OTHER_OFFICER,
        "inspector": INSPECTOR,
        "citizen": case.holder,
        "system": SYSTEM,
        "anyone": ANYONE,
    }
    for command, who, days in asked:
        before = case.state
        allowed = type(command) in open_moves(before, actors[who])
        try:
            case.say(command, actors[who], later=timedelta(days=days))
        except ServiceError as refusal:
            assert case.state is before
            assert refusal.sentence
        else:
            assert allowed
    entries = [
        Entry(o.complaint_id, o.version, o.name, o.at, o.actor, o.cause, o.ordinal, pack(o.event), o.previous, o.hash)
        for o in case.log
    ]
    assert list(verify(entries)) == []
    assert fold(Complaint(case.state.id), case.log) == case.state
    state = case.state
    assert state.restricted == (state.kind is Kind.OVERSIGHT)
    if state.status in (Status.FORWARDED, Status.IN_PROCESS, Status.WAITING, Status.RESOLVED):
        assert state.unit is not None
    if state.status not in OPEN:
        assert all(promise.ended for promise in state.promises.values())


def test_every_command_but_filing_has_its_line_in_the_table() -> None:
    commands = set(c.Command.__subclasses__()) - {c.FileComplaint}
    assert commands == set(TRANSITIONS)


def test_a_case_that_goes_to_a_body_outside_leaves_the_unit_that_had_it() -> None:
    case = Case(kind=Kind.ORDINARY, about_unit="INSP")
    case.say(c.Forward("BMBK"), COORDINATOR).say(c.Take(), OFFICER)
    case.say(c.Reclassify(kind=Kind.OVERSIGHT), COORDINATOR)
    assert (case.state.status, case.state.body) == (Status.FORWARDED_OUT, "ITJEN")
    assert (case.state.unit, case.state.taken_by) == (None, None)
    assert sight(OFFICER, case.state.id, case.state) is Sight.NOTHING
