"""What a complaint shows of its unit follows from its log alone, in whatever parts the log is told."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.evidence import evidence
from competency.tables import EvidenceRow
from complaints import commands as c
from complaints.complaint import Complaint, fold
from complaints.kinds import Kind, Status
from foundation.errors import ServiceError
from people.actor import SYSTEM, Actor, Post, Role
from tests.make import COORDINATOR, OFFICER, OTHER_OFFICER, Case, citizen, make_complaint, part, words

SECOND = Actor("officer", uuid4(), (Post(Role.OFFICER, "BMBK", frozenset({"BMBK"})),))
DAY = timedelta(days=1)


def row_of(case: Case, cuts: tuple[int, ...] = ()) -> dict[str, Any] | None:
    """The row after the log was told in parts, cut at these places."""
    found: dict[str, Any] | None = None
    state, start = Complaint(case.state.id), 0
    for end in (*sorted(cuts), len(case.log)):
        told = case.log[start:end]
        state = fold(state, told)
        for write in evidence(state, told):
            assert write.table is EvidenceRow
            found = None if write.mode == "remove" else dict(write.values)
        start = end
    return found


MOVES: list[tuple[c.Command, Actor | None]] = [
    (c.Forward("BMBK", "jalan"), COORDINATOR),
    (c.Forward("DISHUB", "lampu"), COORDINATOR),
    (c.SendBack(words("Bukan kami.")), OFFICER),
    (c.SendBack(words("Bukan kami.")), OTHER_OFFICER),
    (c.Take(), OFFICER),
    (c.Take(), OTHER_OFFICER),
    (c.Ask(words("Yang mana?")), OFFICER),
    (c.Answer(words("Yang itu.")), None),
    (c.Inform(words("Kami periksa.")), SECOND),
    (c.Resolve(words("Sudah.")), OFFICER),
    (c.Dispute(words("Belum.")), None),
    (c.Confirm(), None),
    (c.Rate(2), None),
    (c.Reclassify(Kind.OVERSIGHT, "pungli"), COORDINATOR),
    (c.Reclassify(Kind.ORDINARY, "jalan"), COORDINATOR),
    (c.ForwardOut("PLN"), COORDINATOR),
    (c.Archive("spam"), COORDINATOR),  # type: ignore[arg-type]
    (c.MarkDuplicate(uuid4()), COORDINATOR),
    (c.Split((part(), part())), COORDINATOR),
    (c.KeepTime(), SYSTEM),
]


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.sampled_from(range(len(MOVES))), st.integers(1, 400)), max_size=16),
    st.sets(st.integers(1, 40), max_size=8),
)
def test_a_replay_gives_the_same_row_in_whatever_parts_the_log_is_told(
    moves: list[tuple[int, int]], cuts: set[int]
) -> None:
    case = Case()
    for place, hours in moves:
        command, by = MOVES[place]
        try:
            case.say(command, by or case.holder, later=timedelta(hours=hours))
        except ServiceError:
            continue
    lived = row_of(case, tuple(range(1, len(case.log))))
    assert row_of(case) == lived
    assert row_of(case, tuple(cut for cut in cuts if cut < len(case.log))) == lived


def test_the_row_tells_how_it_was_handled() -> None:
    case = make_complaint(Status.FORWARDED)
    case.say(c.Take(), OFFICER).say(c.Ask(words("Yang mana?")), OFFICER).say(c.Answer(words("Itu.")), case.holder)
    case.say(c.Ask(words("Di sisi mana?")), SECOND)
    asked_again = case.at
    case.say(c.Answer(words("Kiri.")), case.holder).say(c.Resolve(words("Sudah.")), OFFICER)
    closed = case.at
    case.say(c.Dispute(words("Belum.")), case.holder)
    reopened = case.at
    case.say(c.Take(), OFFICER).say(c.Resolve(words("Sekarang sudah.")), OFFICER).say(c.Confirm(), case.holder)
    case.say(c.Rate(2), case.holder)
    row = row_of(case)
    assert row is not None
    assert (row["unit"], row["topic"], row["severity"]) == ("BMBK", "jalan", 1)
    assert (row["asked"], row["asked_again_at"]) == (2, asked_again)
    assert (row["closed_at"], row["reopened_at"], row["rating"]) == (closed, reopened, 2)
    assert (row["passed"], row["refused"], row["missed"]) == (0, False, False)
    assert set(json.loads(row["people"])) == {str(OFFICER.person), str(SECOND.person)}


def test_who_gives_cases_to_others_is_nobody_who_worked_on_them() -> None:
    head = Actor("officer", uuid4(), (Post(Role.HEAD, "BMBK", frozenset({"BMBK"})),))
    case = make_complaint(Status.FORWARDED)
    case.say(c.Assign(OFFICER.person or uuid4()), head)
    row = row_of(case)
    assert row is not None
    assert json.loads(row["people"]) == [str(OFFICER.person)], "a unit of two and their head are two people, not three"


def test_what_another_unit_did_is_not_charged_to_the_one_that_has_it() -> None:
    case = make_complaint(Status.WAITING)
    case.say(c.Answer(words("Itu.")), case.holder).say(c.SendBack(words("Bukan kami.")), OFFICER)
    assert row_of(case) is None
    case.say(c.Forward("DISHUB", "lampu"), COORDINATOR)
    row = row_of(case)
    assert row is not None
    assert (row["unit"], row["asked"], row["people"]) == ("DISHUB", 0, "[]")
    assert (row["passed"], row["refused"]) == (1, False)


def test_who_sent_on_what_was_theirs_is_charged_with_it() -> None:
    case = make_complaint(Status.FORWARDED)
    case.say(c.SendBack(words("Bukan kami.")), OFFICER).say(c.Forward("DISHUB", "lampu"), COORDINATOR)
    case.say(c.SendBack(words("Bukan kami juga.")), OTHER_OFFICER).say(c.Forward("BMBK", "jalan"), COORDINATOR)
    row = row_of(case)
    assert row is not None
    assert (row["unit"], row["passed"], row["refused"]) == ("BMBK", 2, True)
    assert row["passed_again_at"] == case.at


def test_an_answer_after_the_date_is_late_and_an_open_one_past_it_as_well() -> None:
    late = make_complaint(Status.IN_PROCESS)
    late.say(c.Resolve(words("Sudah.")), OFFICER, later=20 * DAY)
    told = row_of(late)
    assert told is not None
    assert told["missed"]
    assert told["due"] < told["closed_at"]
    waiting = row_of(make_complaint(Status.IN_PROCESS))
    assert waiting is not None
    assert waiting["closed_at"] is None
    assert not waiting["missed"]


def test_nobody_knows_when_a_clock_that_stands_still_ends() -> None:
    told = row_of(make_complaint(Status.WAITING))
    assert told is not None
    assert told["due"] is None
    assert told["days"] == 14


@pytest.mark.parametrize(
    "status",
    [Status.SUBMITTED, Status.ARCHIVED, Status.DUPLICATE, Status.SPLIT, Status.FORWARDED_OUT, Status.RETURNED],
)
def test_what_no_unit_had_to_answer_is_no_evidence(status: Status) -> None:
    assert row_of(make_complaint(status)) is None


def test_a_report_of_wrongdoing_never_becomes_evidence_and_leaves_it_once_it_turns_out_to_be_one() -> None:
    accusation = Case(kind=Kind.OVERSIGHT, topic="pungli", about_unit="BMBK")
    assert accusation.state.restricted
    assert row_of(accusation) is None
    case = make_complaint(Status.IN_PROCESS)
    assert row_of(case) is not None
    case.say(c.Reclassify(Kind.OVERSIGHT, "pungli"), COORDINATOR)
    assert row_of(case) is None


def test_other_words_and_their_erasure_change_nothing() -> None:
    """The same steps told in other sentences: the row holds none of them."""
    rows = []
    for sentence in ("Jalan rusak di depan rumah Pak Budi.", "Lubang."):
        case = Case()
        for command, by in (
            (c.Forward("BMBK", "jalan"), COORDINATOR),
            (c.Take(), OFFICER),
            (c.Ask(words(sentence)), OFFICER),
            (c.Answer(words(sentence)), case.holder),
            (c.Resolve(words(sentence)), OFFICER),
            (c.Confirm(), case.holder),
        ):
            case.say(command, by)
        before = row_of(case)
        case.say(c.Erase("request"), citizen(case.state.id))
        assert row_of(case) == before
        assert before is not None
        rows.append({**before, "complaint_id": None})
        assert sentence not in json.dumps({name: str(value) for name, value in before.items()})
    assert rows[0] == rows[1]


def test_no_column_could_hold_a_sentence_a_name_or_a_contact() -> None:
    row = row_of(make_complaint(Status.CLOSED))
    assert row is not None
    free = {name for name, value in row.items() if isinstance(value, str)} - {"people"}
    assert free == {"unit", "topic", "channel"}  # codes, as the log has them
    assert msgspec.json.decode(row["people"], type=list[str]) == [str(OFFICER.person)]
