"""Closing a case: evidence where the region asks for it, and a second person who is never the first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints import commands as c
from complaints import events as e
from complaints.closing import NO_EVIDENCE
from complaints.commands import File
from complaints.complaint import Complaint
from complaints.given import COMPLAINTS_NEED_EVIDENCE, Closing, Given, RungRole
from complaints.kinds import Kind, Stage, Status
from complaints.lifecycle import open_moves
from foundation.errors import Invalid, NotAllowed, Refused, ServiceError
from notices.rules import CITIZEN, HEAD, UNIT, told
from people.actor import Actor, Post, Role
from tests.make import COORDINATOR, GIVEN, INSPECTOR, OFFICER, RULES, Case, make_complaint, words

COLLEAGUE = Actor("officer", uuid4(), (Post(Role.OFFICER, "BMBK", frozenset({"BMBK", "UPTD"})),))
HEAD_OF_UNIT = Actor("officer", uuid4(), (Post(Role.HEAD, "BMBK", frozenset({"BMBK", "UPTD"})),))
OFFICER_ABOVE = Actor("officer", uuid4(), (Post(Role.OFFICER, "PEMPROV", frozenset({"PEMPROV", "BMBK"})),))
HEAD_ABOVE = Actor("officer", uuid4(), (Post(Role.HEAD, "PEMPROV", frozenset({"PEMPROV", "BMBK"})),))
ANSWER = words("Lubang sudah kami tambal.")


@dataclass(frozen=True)
class Seconds:
    """A second person is there in this unit, or nowhere."""

    unit: str | None

    def filled(self, role: RungRole, unit: str | None) -> bool:
        return True

    def second(self, unit: str, besides: UUID | None) -> str | None:
        return self.unit

    def works_on(self, officer: UUID, unit: str, about_unit: str | None) -> bool:
        return True


def asking(closing: Closing, second: str | None = "BMBK") -> Given:
    return msgspec.structs.replace(
        GIVEN, rules=msgspec.structs.replace(RULES, closing=closing, ppid="BMBK"), staff=Seconds(second)
    )


EVIDENCE = asking(COMPLAINTS_NEED_EVIDENCE)
BOTH = asking(msgspec.structs.replace(COMPLAINTS_NEED_EVIDENCE, confirm_by_second=True))


def picture(media_type: str = "image/jpeg") -> c.Attach:
    return c.Attach(File(uuid4(), b"s" * 16, b"d" * 32, media_type, 1000, "x/y", "hasil.jpg"))


def proposed(known: Given = BOTH) -> Case:
    case = make_complaint(Status.IN_PROCESS).say(picture(), OFFICER)
    return case.say(c.Resolve(ANSWER), OFFICER, given=known)


def test_a_complaint_is_not_done_without_a_picture_of_it() -> None:
    case = make_complaint(Status.IN_PROCESS)
    with pytest.raises(Invalid) as refused:
        case.say(c.Resolve(ANSWER), OFFICER, given=EVIDENCE)
    assert refused.value.fields == {"photos": NO_EVIDENCE}
    case.say(picture(), OFFICER).say(c.Resolve(ANSWER), OFFICER, given=EVIDENCE)
    assert case.state.status is Status.RESOLVED
    resolved = case.log[-2].event
    assert isinstance(resolved, e.Resolved)
    assert resolved.evidence == (case.state.files[-1].id,)


@pytest.mark.parametrize("kind", [Kind.INFORMATION, Kind.FORMAL_INFORMATION, Kind.SUGGESTION])
def test_a_question_is_answered_in_words(kind: Kind) -> None:
    case = make_complaint(Status.IN_PROCESS, kind=kind)
    assert case.say(c.Resolve(ANSWER), OFFICER, given=BOTH).state.status is Status.RESOLVED


def test_a_topic_may_be_answered_in_words_and_a_rule_has_a_first_day() -> None:
    for closing in (
        msgspec.structs.replace(COMPLAINTS_NEED_EVIDENCE, in_words=("jalan",)),
        msgspec.structs.replace(COMPLAINTS_NEED_EVIDENCE, since=date(2026, 3, 14)),
    ):
        case = make_complaint(Status.IN_PROCESS)
        assert case.say(c.Resolve(ANSWER), OFFICER, given=asking(closing)).state.status is Status.RESOLVED
    begun = msgspec.structs.replace(COMPLAINTS_NEED_EVIDENCE, since=date(2026, 3, 13))
    with pytest.raises(Invalid):
        make_complaint(Status.IN_PROCESS).say(c.Resolve(ANSWER), OFFICER, given=asking(begun))


def test_neither_the_citizens_photo_nor_a_voice_nor_what_came_before_the_unit_is_evidence() -> None:
    case = make_complaint()
    case.say(picture(), case.holder).say(picture(), COORDINATOR)
    case.say(c.Forward("BMBK", "jalan"), COORDINATOR).say(c.Take(), OFFICER).say(picture(), case.holder)
    case.say(picture("audio/ogg"), OFFICER)
    assert case.state.evidence == ()
    with pytest.raises(Invalid):
        case.say(c.Resolve(ANSWER), OFFICER, given=EVIDENCE)
    case.say(picture("application/pdf"), OFFICER)
    assert len(case.state.evidence) == 1


def test_what_did_not_convince_the_citizen_is_no_evidence_the_next_time() -> None:
    case = make_complaint(Status.IN_PROCESS).say(picture(), OFFICER)
    case.say(c.Resolve(ANSWER), OFFICER, given=EVIDENCE).say(c.Dispute(words("Lubangnya masih ada.")), case.holder)
    case.say(c.Take(), OFFICER)
    with pytest.raises(Invalid):
        case.say(c.Resolve(ANSWER), OFFICER, given=EVIDENCE)
    case.say(picture(), OFFICER).say(c.Resolve(ANSWER), OFFICER, given=EVIDENCE)
    resolved = case.log[-2].event
    assert isinstance(resolved, e.Resolved)
    assert resolved.evidence == (case.state.files[-1].id,)


def test_a_proposal_tells_nobody_outside_and_lets_every_clock_run() -> None:
    before = make_complaint(Status.IN_PROCESS).say(picture(), OFFICER)
    clocks = before.state.promises
    before.say(c.Resolve(ANSWER), OFFICER, given=BOTH)
    assert before.names[-1] == "resolution.proposed"
    assert before.state.status is Status.IN_PROCESS
    assert before.state.promises == clocks
    assert {one.audience for one in told(before.state, before.log[-1:])} == {UNIT, HEAD}
    assert before.state.proposed_at == before.at


def test_a_second_person_approves_and_the_citizen_reads_the_same_words() -> None:
    case = proposed()
    assert c.ApproveResolution in open_moves(case.state, COLLEAGUE)
    assert c.ApproveResolution not in open_moves(case.state, OFFICER)
    with pytest.raises(Refused):
        case.say(c.ApproveResolution(), OFFICER)
    case.say(c.ApproveResolution(), COLLEAGUE)
    resolved = next(one for one in case.log if isinstance(one.event, e.Resolved))
    assert isinstance(resolved.event, e.Resolved)
    assert (resolved.event.words, resolved.event.proposed_by) == (ANSWER.seal, OFFICER.person)
    assert CITIZEN in {one.audience for one in told(case.state, [resolved])}
    assert (case.state.status, case.state.proposal) == (Status.RESOLVED, None)
    assert [item.id for item in case.state.words].count(ANSWER.id) == 1, "what is erased is erased once"
    assert Stage.SILENT_CLOSE in case.state.promises


def test_it_goes_back_with_a_reason_and_may_be_proposed_again() -> None:
    case = proposed().say(c.SendBackResolution(words("Fotonya kabur.")), HEAD_OF_UNIT)
    assert (case.state.status, case.state.proposal) == (Status.IN_PROCESS, None)
    with pytest.raises(Refused):
        case.say(c.ApproveResolution(), COLLEAGUE)
    case.say(c.Resolve(words("Sudah, dengan foto baru.")), OFFICER, given=BOTH).say(c.ApproveResolution(), COLLEAGUE)
    assert case.state.status is Status.RESOLVED


def test_where_nobody_else_is_there_the_head_above_is_asked_and_said_so() -> None:
    case = proposed(asking(msgspec.structs.replace(COMPLAINTS_NEED_EVIDENCE, confirm_units=("BMBK",)), "PEMPROV"))
    event = case.log[-1].event
    assert isinstance(event, e.ResolutionProposed)
    assert event.asked == "PEMPROV"
    assert [(one.audience, one.unit) for one in told(case.state, case.log[-1:])] == [(HEAD, "PEMPROV")]
    with pytest.raises(NotAllowed):
        case.say(c.ApproveResolution(), OFFICER_ABOVE)
    assert case.say(c.ApproveResolution(), HEAD_ABOVE).state.status is Status.RESOLVED


def test_a_rule_that_nobody_can_keep_holds_no_answer_back_and_is_written_down() -> None:
    alone = msgspec.structs.replace(COMPLAINTS_NEED_EVIDENCE, confirm_by_second=True)
    case = proposed(asking(alone, None))
    resolved = next(one.event for one in case.log if isinstance(one.event, e.Resolved))
    assert resolved.unchecked


def test_of_wrongdoing_nobody_above_is_asked() -> None:
    case = make_complaint(kind=Kind.OVERSIGHT, about_unit="DISHUB")
    alone = asking(msgspec.structs.replace(COMPLAINTS_NEED_EVIDENCE, confirm_by_second=True), "PEMPROV")
    case.say(c.Take(), INSPECTOR).say(picture(), INSPECTOR).say(c.Resolve(ANSWER), INSPECTOR, given=alone)
    assert case.state.status is Status.RESOLVED
    assert c.ApproveResolution not in open_moves(case.state, HEAD_ABOVE)


@pytest.mark.parametrize(
    "command",
    [c.Ask(words("Yang mana?")), c.SendBack(words("Bukan kami.")), c.Pledge(date(2027, 1, 4), words(), words())],
)
def test_whoever_goes_on_working_takes_the_proposal_back(command: c.Command) -> None:
    assert proposed().say(command, OFFICER).state.proposal is None


PEOPLE = (OFFICER, COLLEAGUE, HEAD_OF_UNIT, HEAD_ABOVE, OFFICER_ABOVE, COORDINATOR)
STEPS = ("picture", "resolve", "approve", "send_back", "ask", "answer", "dispute", "take", "wait")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(range(len(PEOPLE)))), max_size=25),
    st.booleans(),
    st.sampled_from(["BMBK", "PEMPROV", None]),
)
def test_whatever_is_done_nothing_is_resolved_without_evidence_or_by_one_person_alone(
    steps: list[tuple[str, int]], second: bool, there: str | None
) -> None:
    known = asking(msgspec.structs.replace(COMPLAINTS_NEED_EVIDENCE, confirm_by_second=second), there)
    case = make_complaint(Status.IN_PROCESS)
    case.given = known
    commands: dict[str, Callable[[], c.Command]] = {
        "picture": picture,
        "resolve": lambda: c.Resolve(words("Selesai.")),
        "approve": c.ApproveResolution,
        "send_back": lambda: c.SendBackResolution(words("Belum.")),
        "ask": lambda: c.Ask(words("Di mana?")),
        "answer": lambda: c.Answer(words("Di sana.")),
        "dispute": lambda: c.Dispute(words("Belum.")),
        "take": c.Take,
        "wait": c.ApproveResolution,
    }
    for step, who in steps:
        by = case.holder if step in ("answer", "dispute") else PEOPLE[who]
        if step == "wait":
            case.at += timedelta(days=2)
        try:
            case.say(commands[step](), by)
        except ServiceError:
            continue
        _holds(case, second=second, there=there)


def _holds(case: Case, *, second: bool, there: str | None) -> None:
    state: Complaint = case.state
    assert (state.proposal is None) == (state.proposed_at is None)
    for number, one in enumerate(case.log):
        if not isinstance(one.event, e.Resolved):
            continue
        assert one.event.evidence, "nothing is done without evidence"
        if not second:
            continue
        if there is None:
            assert one.event.unchecked
            continue
        proposal = next(past for past in reversed(case.log[:number]) if isinstance(past.event, e.ResolutionProposed))
        assert one.actor != proposal.actor
        assert isinstance(proposal.event, e.ResolutionProposed)
        assert one.event.words == proposal.event.words
