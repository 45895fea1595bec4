"""Promises through everything that stops, moves and resumes them, in days that a test counts on its fingers."""

from datetime import date, datetime, timedelta

import msgspec
import pytest

from complaints import commands as c
from complaints.complaint import Promise
from complaints.events import Forwarded
from complaints.given import About, Terms
from complaints.kinds import Fact, Kind, PauseReason, Priority, Stage, Status
from foundation.errors import Invalid, Refused
from people.actor import SYSTEM
from tests.make import COORDINATOR, GIVEN, INSPECTOR, OFFICER, Case, EveryDay, make_complaint, words

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def completion(case: Case) -> Promise:
    return case.state.promises[Stage.COMPLETION]


def left(case: Case) -> timedelta:
    """What a clock that runs has left."""
    return completion(case).due - case.at


class TestStops:
    def test_a_question_stops_the_clock_and_the_answer_lets_it_run_on(self) -> None:
        case = make_complaint(Status.IN_PROCESS)
        before = left(case) - HOUR
        case.say(c.Ask(words()), OFFICER)
        stopped = completion(case).stopped
        assert stopped is not None
        assert (stopped.reason, stopped.since, stopped.left) == (PauseReason.CITIZEN, case.at, before // (HOUR / 3.6e9))
        case.say(c.Answer(words()), case.holder, later=5 * DAY)
        assert completion(case).stopped is None
        assert left(case) == before

    def test_nobody_waits_longer_than_the_limit(self) -> None:
        case = make_complaint(Status.WAITING)
        due, limit = completion(case).due, case.at + 10 * DAY
        case.say(c.KeepTime(), SYSTEM, later=12 * DAY)
        assert case.names[-1] == "promise.resumed"
        assert (completion(case).stopped, completion(case).stops[-1].until) == (None, limit)
        assert completion(case).due == due + 10 * DAY

    def test_a_letter_stops_it_once(self) -> None:
        case = make_complaint(Status.IN_PROCESS).say(c.Pause(words()), OFFICER)
        with pytest.raises(Refused, match="sudah berhenti"):
            case.say(c.Pause(words()), OFFICER)
        case.say(c.Resume(), OFFICER)
        with pytest.raises(Refused, match="terlalu sering"):
            case.say(c.Pause(words()), OFFICER)

    @pytest.mark.parametrize("late", [timedelta(0), HOUR])
    def test_nothing_stops_at_its_date_or_after_it(self, late: timedelta) -> None:
        case = make_complaint(Status.IN_PROCESS)
        with pytest.raises(Refused, match="sudah lewat"):
            case.say(c.Pause(words()), OFFICER, later=left(case) + late)
        case.at = completion(case).due + late
        case.say(c.Ask(words()), OFFICER, later=timedelta(0))
        assert completion(case).stops == ()

    def test_who_gives_the_case_back_gives_the_clock_back(self) -> None:
        case = make_complaint(Status.IN_PROCESS).say(c.Pause(words()), OFFICER)
        before = completion(case).due
        case.say(c.SendBack(words()), OFFICER, later=2 * DAY)
        assert completion(case).stopped is None
        assert completion(case).due == before + 2 * DAY

    def test_a_returned_report_that_is_forwarded_after_all_runs_on_and_is_not_archived(self) -> None:
        case = make_complaint(Status.RETURNED)
        assert completion(case).stopped is not None
        due = completion(case).due
        case.say(c.Forward("BMBK", "jalan"), COORDINATOR, later=3 * DAY)
        assert (completion(case).stopped, completion(case).due) == (None, due + 3 * DAY)
        assert case.state.waits_for(Stage.SUPPLEMENT) is None
        case.say(c.KeepTime(), SYSTEM, later=40 * DAY)
        assert case.state.status is Status.FORWARDED

    def test_what_was_completed_runs_on(self) -> None:
        case = make_complaint(Status.RETURNED)
        before = left(case)
        case.say(c.Supplement(words()), case.holder, later=4 * DAY)
        assert left(case) == before
        assert case.state.waits_for(Stage.VERIFY) is not None

    def test_nobody_answers_the_question_of_a_unit_that_has_the_case_no_longer(self) -> None:
        case = make_complaint(Status.WAITING)
        case.say(c.Reclassify(kind=Kind.OVERSIGHT), COORDINATOR, later=2 * DAY)
        assert (case.state.unit, case.state.status) == ("INSP", Status.FORWARDED)
        assert completion(case).stopped is None


class TestDisputes:
    def test_what_was_left_runs_on(self) -> None:
        case = make_complaint(Status.RESOLVED)
        before = left(case)
        case.say(c.Dispute(words()), case.holder, later=3 * DAY)
        assert left(case) == before
        assert [stop.reason for stop in completion(case).stops] == [PauseReason.ANSWERED]

    def test_at_least_a_day(self) -> None:
        case = make_complaint(Status.IN_PROCESS)
        case.say(c.KeepTime(), SYSTEM, later=20 * DAY).say(c.Resolve(words()), OFFICER)
        case.say(c.Dispute(words()), case.holder)
        assert left(case) == DAY
        assert (completion(case).missed, completion(case).broken) == (False, True)

    def test_a_clock_that_stood_still_when_it_was_answered_keeps_what_was_left_then(self) -> None:
        case = make_complaint(Status.WAITING)
        before = left(case)
        case.say(c.Resolve(words()), OFFICER, later=9 * DAY)
        case.say(c.Dispute(words()), case.holder, later=2 * DAY)
        assert left(case) == before
        assert [stop.reason for stop in completion(case).stops] == [PauseReason.CITIZEN, PauseReason.ANSWERED]

    def test_against_the_answer_to_a_pledge_runs_what_was_left_before_the_pledge(self) -> None:
        case = make_complaint(Status.PLEDGED)
        before = left(case)
        case.say(c.Resolve(words()), OFFICER, later=100 * DAY)
        case.say(c.Dispute(words()), case.holder, later=DAY)
        assert left(case) == before

    def test_against_a_formal_answer_an_objection_runs(self) -> None:
        case = make_complaint(Status.RESOLVED, kind=Kind.FORMAL_INFORMATION)
        case.say(c.Dispute(words()), case.holder)
        assert completion(case).ended
        assert case.state.promises[Stage.OBJECTION].due == case.at + 30 * DAY


class TestPledges:
    def test_it_reopens_itself_with_what_was_left(self) -> None:
        case = make_complaint(Status.PLEDGED)
        before, due = left(case), case.state.promises[Stage.PLEDGE].due
        assert completion(case).ended
        assert completion(case).met_at is None
        case.at = due
        case.say(c.KeepTime(), SYSTEM)
        assert case.state.status is Status.IN_PROCESS
        assert completion(case).due == due + before

    @pytest.mark.parametrize(
        "on", [date.min, date(2026, 3, 12), date(2026, 3, 13), date(2029, 12, 31), date(9999, 12, 31)]
    )
    def test_its_day_is_a_later_one_and_not_too_late(self, on: date) -> None:
        case = make_complaint(Status.IN_PROCESS)
        with pytest.raises(Invalid):
            case.say(c.Pledge(on, words(), words()), OFFICER, later=6 * HOUR)


class TestMoves:
    def test_the_citizens_clock_runs_on_and_each_unit_has_its_own(self) -> None:
        case = make_complaint(Status.IN_PROCESS)
        due = completion(case).due
        case.say(c.SendBack(words()), OFFICER)
        assert case.state.waits_for(Stage.UNIT) is None
        assert case.state.waits_for(Stage.REROUTE) is not None
        case.say(c.Forward("DISHUB", "lampu"), COORDINATOR, later=DAY)
        assert completion(case).due == due
        assert case.state.promises[Stage.UNIT].due == case.at + 2 * DAY

    def test_the_clock_of_a_unit_ends_with_its_case_though_the_next_has_none(self) -> None:
        class OnlyTheirs(EveryDay):
            def terms(
                self, stage: Stage, case: About, counted_from: datetime, fact: Fact | None = None
            ) -> Terms | None:
                mine = stage is not Stage.UNIT or case.unit == "BMBK"
                return super().terms(stage, case, counted_from, fact) if mine else None

        case = make_complaint(Status.IN_PROCESS)
        assert case.state.waits_for(Stage.UNIT) is not None
        given = msgspec.structs.replace(GIVEN, promises=OnlyTheirs())
        case.say(c.Reclassify(kind=Kind.OVERSIGHT), COORDINATOR, given=given)
        assert case.state.unit == "INSP"
        assert case.state.waits_for(Stage.UNIT) is None

    @pytest.mark.parametrize("status", [Status.RESOLVED, Status.PLEDGED])
    def test_wrongdoing_found_late_gets_the_time_of_wrongdoing(self, status: Status) -> None:
        case = make_complaint(status).say(c.Reclassify(kind=Kind.OVERSIGHT), COORDINATOR)
        assert completion(case).due == case.at + 60 * DAY
        for stage in (Stage.SILENT_CLOSE, Stage.PLEDGE):
            assert case.state.waits_for(stage) is None
        case.say(c.KeepTime(), SYSTEM, later=30 * DAY)
        assert case.state.status is Status.FORWARDED
        case.say(c.Take(), INSPECTOR)

    def test_what_is_pressing_is_due_earlier_but_not_missed_twice(self) -> None:
        case = make_complaint().say(c.Prioritise(Priority.URGENT), COORDINATOR)
        assert case.state.promises[Stage.FIRST_RESPONSE].days == 1
        late = make_complaint().say(c.KeepTime(), SYSTEM, later=6 * DAY)
        before = late.state.promises[Stage.FIRST_RESPONSE]
        assert before.missed
        late.say(c.Prioritise(Priority.URGENT), COORDINATOR)
        assert late.state.promises[Stage.FIRST_RESPONSE] == before

    def test_a_formal_request_is_extended_once_even_while_it_stands_still(self) -> None:
        case = make_complaint(Status.IN_PROCESS, kind=Kind.FORMAL_INFORMATION)
        assert case.state.unit == "BMBK"
        case.say(c.Ask(words()), OFFICER)
        due = completion(case).due
        case.at = due
        case.say(c.Extend(words()), OFFICER)
        assert completion(case).due == due + 7 * DAY
        with pytest.raises(Refused, match="sudah pernah"):
            case.say(c.Extend(words()), OFFICER)

    def test_a_date_that_moves_while_its_clock_stands_still_is_warned_of_later(self) -> None:
        """On the ninth day the half of seventeen is behind, but not of a clock that stopped on the first."""
        case = make_complaint(Status.IN_PROCESS, kind=Kind.FORMAL_INFORMATION)
        case.say(c.Ask(words()), OFFICER).say(c.Extend(words()), OFFICER, later=9 * DAY)
        assert [mark.share for mark in completion(case).marks if mark.at < case.at] == [0.5]
        assert completion(case).warned == 0
        running = make_complaint(Status.IN_PROCESS, kind=Kind.FORMAL_INFORMATION)
        running.say(c.Extend(words()), OFFICER, later=9 * DAY)
        assert completion(running).warned == 0.5


def test_what_is_found_pressing_late_is_promised_from_then_on() -> None:
    case = make_complaint(Status.FORWARDED)
    case.say(c.Prioritise(Priority.DANGER), OFFICER, later=timedelta(days=2))
    first = case.state.promises[Stage.FIRST_RESPONSE]
    assert (first.counted_from, first.due) == (case.at, case.at + timedelta(days=1))


def test_a_kind_set_right_late_makes_nobody_late_at_a_stroke() -> None:
    case = make_complaint(kind=Kind.OVERSIGHT, about_unit="BMBK")
    before = case.state.promises[Stage.COMPLETION].due
    case.say(c.Reclassify(kind=Kind.ORDINARY), INSPECTOR, later=timedelta(days=20))
    assert case.state.promises[Stage.COMPLETION].due == before


def test_a_formal_request_is_answered_by_the_ppid_and_by_nobody_else() -> None:
    case = make_complaint(kind=Kind.FORMAL_INFORMATION)
    with pytest.raises(Invalid):
        case.say(c.Forward("BMBK"), COORDINATOR)
    case.say(c.Forward("DISKOMINFOTIK"), COORDINATOR)
    assert case.log[-1].name == "promise.given"
    assert [one.event.ground for one in case.log if isinstance(one.event, Forwarded)] == ["ppid"]
