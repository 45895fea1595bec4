"""What nobody watched is neither lost nor forgiven by whoever acts next, and what stood still is not called late."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import msgspec
import pytest

from complaints import commands as c
from complaints.complaint import Promise
from complaints.given import About, Terms
from complaints.kinds import ArchiveReason, Fact, Kind, Stage, Status
from people.actor import SYSTEM, Actor, Post, Role
from sla.clocks import ClockState, clock_state
from sla.policy import Policy, PromiseRule
from tests.make import COORDINATOR, GIVEN, OFFICER, Case, EveryDay, make_complaint, words
from workdays.working_days import Calendar, OfficeHours

DAY = timedelta(days=1)
CALENDAR = Calendar([OfficeHours((((time(8), time(16)),),) * 5 + ((), ()))], [], "Asia/Jakarta", "7")
PPID = Actor("officer", uuid4(), (Post(Role.OFFICER, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
PLEDGE = c.Pledge(date(2027, 3, 15), words("Dibangun tahun depan."), words("DPA 2027"))


def completion(case: Case) -> Promise:
    return case.state.promises[Stage.COMPLETION]


@pytest.mark.parametrize("command", [c.Resolve(words()), PLEDGE])
def test_what_ends_while_its_clock_stands_still_is_not_late(command: c.Command) -> None:
    case = make_complaint(Status.IN_PROCESS).say(c.Ask(words()), OFFICER, later=12 * DAY)
    case.say(command, OFFICER, later=5 * DAY)  # past the date it had, not past what was left
    assert not completion(case).missed
    assert completion(case).due > case.at
    assert clock_state(completion(case), case.at) in (ClockState.MET, ClockState.ENDED)


@pytest.mark.parametrize("command", [c.Archive(ArchiveReason.SPAM), c.MarkDuplicate(uuid4()), c.ForwardOut("PLN")])
def test_a_case_put_away_late_was_late(command: c.Command) -> None:
    case = make_complaint().say(command, COORDINATOR, later=20 * DAY)
    assert case.names.count("deadline.missed") == 3
    assert clock_state(completion(case), case.at) is ClockState.LATE


def test_a_late_answer_stays_late_though_it_was_disputed_before_anybody_looked() -> None:
    case = make_complaint(Status.IN_PROCESS).say(c.Resolve(words()), OFFICER, later=20 * DAY)
    case.say(c.Dispute(words()), case.holder)
    assert completion(case).broken


def test_a_kind_set_right_after_the_date_forgives_nothing() -> None:
    case = make_complaint(kind=Kind.FORMAL_INFORMATION).say(c.Forward("DISKOMINFOTIK"), COORDINATOR)
    case.say(c.Reclassify(kind=Kind.ORDINARY), COORDINATOR, later=11 * DAY)
    assert (completion(case).missed, completion(case).broken) == (False, True)


def test_an_answered_case_that_goes_to_the_ppid_was_late_all_the_same() -> None:
    case = make_complaint(Status.IN_PROCESS).say(c.Resolve(words()), OFFICER, later=20 * DAY)
    case.say(c.Reclassify(kind=Kind.FORMAL_INFORMATION), COORDINATOR)
    assert (completion(case).missed, completion(case).broken) == (False, True)


def test_a_pause_ends_at_its_limit_whoever_finds_it() -> None:
    case = make_complaint(Status.WAITING)
    stop = completion(case).stops[-1]
    case.say(c.Answer(words()), case.holder, later=15 * DAY)
    assert completion(case).stops[-1].until == stop.limit
    assert stop.limit == stop.since + 10 * DAY


def test_what_the_watch_recorded_is_not_recorded_again() -> None:
    case = make_complaint(Status.IN_PROCESS).say(c.KeepTime(), SYSTEM, later=20 * DAY)
    before = case.names.count("deadline.missed")
    case.say(c.Resolve(words()), OFFICER)
    assert case.names.count("deadline.missed") == before


def test_an_objection_is_answered_not_pledged_away() -> None:
    case = make_complaint(kind=Kind.FORMAL_INFORMATION).say(c.Forward("DISKOMINFOTIK"), COORDINATOR)
    case.say(c.Take(), PPID).say(c.Resolve(words()), PPID).say(c.Dispute(words()), case.holder).say(c.Take(), PPID)
    case.say(PLEDGE, PPID)
    assert case.state.waits_for(Stage.OBJECTION) is not None
    case.say(c.KeepTime(), SYSTEM, later=400 * DAY)
    assert case.state.status is Status.IN_PROCESS
    assert case.state.promises[Stage.OBJECTION].missed
    assert completion(case).met_at is not None, "it was answered; what runs is the objection"


def test_who_speaks_up_about_an_answer_is_not_silent() -> None:
    case = make_complaint(Status.RESOLVED)
    case.say(c.Supplement(words()), case.holder, later=9 * DAY)
    case.say(c.KeepTime(), SYSTEM, later=9 * DAY)
    assert case.state.status is Status.RESOLVED
    case.say(c.KeepTime(), SYSTEM, later=2 * DAY)
    assert case.state.status is Status.CLOSED


class _FromForwarding(EveryDay):
    """Completion counted from forwarding up to some date, and from the filing since."""

    def __init__(self, since: datetime) -> None:
        self.since = since

    def terms(self, stage: Stage, case: About, counted_from: datetime, fact: Fact | None = None) -> Terms | None:
        if stage is Stage.COMPLETION and fact is not None:
            right = Fact.FILING if counted_from >= self.since else Fact.FORWARDING
            return super().terms(stage, case, counted_from) if fact is right else None
        return super().terms(stage, case, counted_from, fact)


def test_no_promise_is_lost_where_another_rule_begins_between_filing_and_forwarding() -> None:
    start = make_complaint().at
    given = msgspec.structs.replace(GIVEN, promises=_FromForwarding(start + DAY))
    case = Case(given=given)
    assert Stage.COMPLETION not in case.state.promises
    case.say(c.Forward("BMBK"), COORDINATOR, later=2 * DAY, given=given)
    assert completion(case).counted_from == case.at


def test_the_extension_of_a_formal_request_stays_with_formal_requests() -> None:
    rules = [
        PromiseRule(Stage.COMPLETION, date(2020, 1, 1), "-", 10, kind=str(Kind.FORMAL_INFORMATION), extension=7),
        PromiseRule(Stage.COMPLETION, date(2020, 1, 1), "-", 5, kind=str(Kind.INFORMATION)),
    ]
    policy = Policy(rules, CALENDAR)
    given = msgspec.structs.replace(GIVEN, promises=policy)
    case = Case(given=given, kind=Kind.FORMAL_INFORMATION)
    case.say(c.Forward("DISKOMINFOTIK"), COORDINATOR, given=given).say(c.Extend(words()), PPID, given=given)
    assert completion(case).days == 17
    case.say(c.Reclassify(kind=Kind.INFORMATION), COORDINATOR, given=given)
    assert completion(case).days == 5
