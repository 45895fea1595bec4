"""Reports that go on by themselves: only on sure advice, never without grounds, and shown to everybody only later."""

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import commands as c
from complaints.complaint import Complaint, fold
from complaints.events import Forwarded, Suggested
from complaints.given import Suggestion
from complaints.journal import record
from complaints.kinds import Gap, Kind, Priority, Stage, Status, Suspicion, Visibility
from complaints.lifecycle import decide
from complaints.openness import is_published
from complaints.triaging import is_checked
from foundation.errors import NotFound, Refused
from notices.rules import Audience, told
from people.actor import ANYONE, SYSTEM
from tests.make import COORDINATOR, GIVEN, OFFICER, START, Case, citizen, filing, make_complaint, words

SURE = Suggestion(
    "BMBK", "jalan", None, 0.97, "m:1", sure=True, ranked=(("BMBK", 0.97), ("DISHUB", 0.02), ("out:PLN", 0.01))
)


def advised(**changes: object) -> object:
    return msgspec.structs.replace(GIVEN, suggestion=msgspec.structs.replace(SURE, **changes))


def filed(advice: object = None, **fields: object) -> Case:
    return Case(advice or advised(), **fields)  # type: ignore[arg-type]


def test_a_clear_report_is_with_its_unit_at_once() -> None:
    case = filed()
    assert (case.state.status, case.state.unit, case.state.topic) == (Status.FORWARDED, "BMBK", "jalan")
    assert case.state.unread
    forwarded = next(one.event for one in case.log if isinstance(one.event, Forwarded))
    assert (forwarded.ground, forwarded.method) == ("routing", "m:1")
    # Nobody had to verify it, so nobody is late with that; the citizen's own promises run, and the unit's clock.
    assert set(case.state.promises) == {Stage.FIRST_RESPONSE, Stage.COMPLETION, Stage.UNIT}


def test_triage_is_not_told_of_what_went_on_by_itself_but_the_unit_is() -> None:
    case = filed()
    audiences = {one.audience for one in told(case.state, case.log)}
    assert Audience.UNIT in audiences
    assert Audience.TRIAGE not in audiences


UNFIT = {
    "not sure": (advised(sure=False), {}),
    "a unit that accepts nothing": (advised(unit="TUTUP"), {}),
    "no unit": (advised(unit=None, body="PLN"), {}),
    "a doubt": (advised(doubt="road_owner"), {}),
    "something missing": (advised(missing=(Gap.WHERE,)), {}),
    "words of wrongdoing": (advised(kind=Kind.OVERSIGHT), {}),
    "a sensitive topic": (advised(topic="kekerasan", unit="DISHUB"), {}),
    "a topic of another unit": (advised(topic="lampu"), {}),
    "a topic the citizen chose otherwise": (advised(), {"topic": "lampu"}),
    "a report about a unit": (advised(), {"about_unit": "DISHUB"}),
    "one that a program may have sent": (advised(), {"suspicion": Suspicion.TRAP}),
    "a confidential report": (advised(), {"visibility": Visibility.CONFIDENTIAL}),
    "a formal request": (advised(), {"kind": Kind.FORMAL_INFORMATION}),
    "the inspectorate": (advised(unit="INSP", topic=None), {}),
    "a topic of wrongdoing, though the citizen says otherwise": (
        advised(topic="pungli", unit="DISHUB"),
        {"kind": Kind.ORDINARY},
    ),
    "no advice": (msgspec.structs.replace(GIVEN, suggestion=None), {}),
}


@pytest.mark.parametrize("why", UNFIT)
def test_nothing_goes_on_without_grounds(why: str) -> None:
    advice, fields = UNFIT[why]
    case = filed(advice, **fields)
    assert not case.state.unread
    assert not any(isinstance(one.event, Forwarded) and one.event.ground == "routing" for one in case.log)


@given(st.data())
def test_whatever_the_advice_says_only_open_units_receive_and_only_when_it_is_sure(data: st.DataObject) -> None:
    texts = st.sampled_from(["BMBK", "DISHUB", "TUTUP", "INSP", None])
    advice = Suggestion(
        data.draw(texts),
        data.draw(st.sampled_from(["jalan", "lampu", "kekerasan", "pungli", "asing", None])),
        data.draw(st.sampled_from([None, *Kind])),
        data.draw(st.floats(0, 1)),
        "m:1",
        sure=data.draw(st.booleans()),
        danger=data.draw(st.booleans()),
        doubt=data.draw(st.sampled_from([None, "road_owner"])),
    )
    case = Case(msgspec.structs.replace(GIVEN, suggestion=advice), visibility=data.draw(st.sampled_from(Visibility)))
    if case.state.unread:
        assert advice.sure
        assert advice.doubt is None
        assert case.state.unit == advice.unit
        assert case.state.unit in GIVEN.rules.accepting_units
        assert not case.state.withheld
        assert not is_published(case.state)


def test_it_is_not_shown_to_everybody_before_somebody_acted_on_it() -> None:
    case = filed()
    assert not is_published(case.state)
    case.say(c.Take(), OFFICER)
    assert is_published(case.state)
    assert not case.state.unread


def test_what_an_officer_wrote_down_for_somebody_is_unread_until_its_unit_acts() -> None:
    command, fresh = filing(), Complaint(uuid4())
    happened = decide(fresh, command, COORDINATOR, START, advised())  # type: ignore[arg-type]
    filed_here = fold(fresh, record(fresh, happened, START, COORDINATOR.name_in_log, "office:1"))
    assert filed_here.status is Status.FORWARDED
    assert filed_here.unread
    taken = decide(filed_here, c.Take(), OFFICER, START, GIVEN)
    assert not fold(filed_here, record(filed_here, taken, START, OFFICER.name_in_log, "office:2")).unread


def test_what_citizen_or_clock_does_is_no_reading() -> None:
    case = filed()
    case.say(c.Supplement(words("Dekat tugu.")), case.holder)
    case.say(c.KeepTime(), SYSTEM, later=timedelta(days=3))
    assert case.state.unread


def test_a_photo_told_with_the_report_is_no_new_answer_and_one_added_later_is() -> None:
    case = filed()
    photos = [c.File(uuid4(), b"s" * 16, b"d" * 32, "image/jpeg", 1_000, "x/y", "foto") for _ in range(2)]
    case.say(c.Attach(photos[0]), case.holder)
    assert case.state.files
    assert not case.state.spoken_to
    case.say(c.Take(), OFFICER)
    assert case.say(c.Attach(photos[1]), case.holder).state.spoken_to


def test_the_unit_sends_it_back_and_a_person_decides() -> None:
    case = filed().say(c.SendBack(words("Bukan tugas kami.")), OFFICER)
    assert (case.state.status, case.state.unread) == (Status.SUBMITTED, False)
    case.say(c.Forward("DISHUB", "lampu"), COORDINATOR)
    assert (case.state.unit, case.state.unread) == ("DISHUB", False)


def test_some_are_read_by_a_person_all_the_same_and_the_log_says_so() -> None:
    rules = msgspec.structs.replace(GIVEN.rules, checked_share=1.0)
    case = filed(msgspec.structs.replace(advised(), rules=rules))
    assert case.state.status is Status.SUBMITTED
    suggested = next(one.event for one in case.log if isinstance(one.event, Suggested))
    assert (suggested.sure, suggested.checked) == (True, True)


def test_the_sample_is_as_large_as_the_region_says() -> None:
    ids = [UUID(int=number * 7_919 + 11) for number in range(20_000)]
    assert sum(is_checked(one, 0.05) for one in ids) == pytest.approx(1_000, abs=120)
    assert not any(is_checked(one, 0.0) for one in ids)
    assert all(is_checked(one, 1.0) for one in ids)


def test_words_of_danger_call_whoever_is_on_call() -> None:
    case = filed(advised(danger=True, sure=False))
    assert case.state.priority is Priority.DANGER
    assert case.state.waits_for(Stage.ACKNOWLEDGE) is not None


class TestLate:
    def late(self, advice: object, **fields: object) -> Case:
        case = Case(msgspec.structs.replace(GIVEN, suggestion=None), **fields)
        return case.say(c.Suggest(), SYSTEM, later=timedelta(seconds=5), given=advice)  # type: ignore[arg-type]

    def test_late_advice_sends_it_on_as_well(self) -> None:
        case = self.late(advised())
        assert (case.state.status, case.state.unit, case.state.unread) == (Status.FORWARDED, "BMBK", True)
        # Nobody verified it: no longer waited for, and no promise that triage kept.
        assert case.state.promises[Stage.VERIFY].ended
        assert case.state.promises[Stage.VERIFY].met_at is None
        assert case.state.waits_for(Stage.UNIT) is not None

    def test_late_words_of_danger_call_as_well(self) -> None:
        case = self.late(advised(danger=True))
        assert case.state.priority is Priority.DANGER
        assert case.state.unit == "BMBK"
        assert case.state.waits_for(Stage.FIRST_RESPONSE).due <= case.at + timedelta(days=1)  # type: ignore[union-attr]

    def test_what_a_unit_sent_back_or_a_citizen_added_to_is_for_a_person(self) -> None:
        unadvised = msgspec.structs.replace(GIVEN, suggestion=None)
        sent_back = Case(unadvised).say(c.Forward("BMBK", "jalan"), COORDINATOR)
        sent_back.say(c.SendBack(words("Bukan jalan kami.")), OFFICER)
        added = Case(unadvised)
        added.say(c.Supplement(words("Ternyata petugas kantor yang merusaknya.")), added.holder)
        answered = Case(unadvised).say(c.Return(words("Di mana?")), COORDINATOR)
        answered.say(c.Supplement(words("Di kantor lurah.")), answered.holder)
        for case in (sent_back, added, answered):
            case.say(c.Suggest(), SYSTEM, given=advised())  # type: ignore[arg-type]
            assert (case.state.status, case.state.suggested_unit) == (Status.SUBMITTED, "BMBK")
            assert not case.state.unread

    def test_a_report_that_waits_for_the_citizen_stays(self) -> None:
        case = Case(msgspec.structs.replace(GIVEN, suggestion=None)).say(c.Return(words("Di mana?")), COORDINATOR)
        case.say(c.Suggest(), SYSTEM, given=advised())  # type: ignore[arg-type]
        assert case.state.status is Status.RETURNED


class TestJoining:
    def test_only_what_everybody_may_read_can_be_joined(self) -> None:
        case = make_complaint(Status.IN_PROCESS)
        case.say(c.Join(uuid4()), ANYONE).say(c.Join(uuid4()), ANYONE)
        assert case.state.joined == 2
        for hidden in (
            filed(),
            make_complaint(),
            make_complaint(Status.IN_PROCESS, visibility=Visibility.CONFIDENTIAL),
            make_complaint(kind=Kind.OVERSIGHT, about_unit="BMBK"),
        ):
            with pytest.raises(NotFound):
                hidden.say(c.Join(uuid4()), ANYONE)

    def test_what_is_over_cannot_be_joined(self) -> None:
        with pytest.raises(Refused):
            make_complaint(Status.CLOSED).say(c.Join(uuid4()), ANYONE)


def test_the_answer_of_a_body_outside_is_recorded_by_triage_and_told() -> None:
    case = make_complaint(Status.FORWARDED_OUT)
    case.say(c.RecordReply(words("PLN: tiang diganti besok.")), COORDINATOR)
    assert case.state.answered_outside_at == case.at
    assert case.state.status is Status.FORWARDED_OUT


def test_a_repeat_decides_the_same() -> None:
    fresh, command = Complaint(uuid4()), filing()
    by = citizen(fresh.id)
    assert decide(fresh, command, by, START, advised()) == decide(fresh, command, by, START, advised())  # type: ignore[arg-type]
