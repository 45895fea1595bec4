"""What is said in recordings: who writes it down, who judges it, and what becomes of it, against a slow retelling."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import commands as c
from complaints import events as e
from complaints.given import Suggestion
from complaints.kinds import OPEN, Kind, Status, Visibility, WordsKind
from complaints.lifecycle import open_moves
from complaints.triaging import suggest
from foundation.errors import Invalid, NotAllowed, Refused, ServiceError
from notices.rules import Audience, told
from people.actor import SYSTEM, Actor
from tests.make import COORDINATOR, GIVEN, INSPECTOR, OFFICER, OTHER_OFFICER, Case, citizen, make_complaint, words

VOICE, FILM, PHOTO = "audio/ogg", "video/mp4", "image/jpeg"


def file(media_type: str = VOICE) -> c.File:
    id_ = uuid4()
    return c.File(id_, b"s" * 16, b"d" * 32, media_type, 1_000, f"x/{id_}", "rekaman")


def spoken(status: Status = Status.SUBMITTED, media_type: str = VOICE, **fields: object) -> tuple[Case, UUID]:
    """A complaint in this status with a recording of the reporter's."""
    case = make_complaint(status, **fields)
    sent = file(media_type)
    case.say(c.Attach(sent), case.holder)
    return case, sent.id


@pytest.mark.parametrize("media_type", [VOICE, FILM])
def test_it_is_written_down_judged_and_written_again(media_type: str) -> None:
    case, id_ = spoken(media_type=media_type)
    case.say(c.Transcribe(id_, words("Lampu di depan pasar mati.")), COORDINATOR)
    assert case.state.transcripts == {id_: None}
    case.say(c.JudgeTranscript(id_, False), case.holder)
    assert case.state.transcripts == {id_: False}
    case.say(c.Transcribe(id_, words("Lampu di depan pasar Natar mati.")), COORDINATOR)
    assert case.state.transcripts == {id_: None}
    case.say(c.JudgeTranscript(id_, True), case.holder)
    assert case.state.transcripts == {id_: True}
    assert [item.kind for item in case.state.words].count(WordsKind.TRANSCRIPT) == 2


_ACTS = st.lists(
    st.tuples(st.sampled_from(["write", "right", "wrong", "erase"]), st.integers(0, 3)), min_size=1, max_size=25
)


def retold(acts: Sequence[tuple[str, int]]) -> list[str | None]:
    """How each of three recordings stands in the end, told from the acts alone."""
    found: list[str | None] = []
    for number in range(3):
        mine = [act for act, of in acts if act == "erase" or of == number]
        if "erase" in mine:
            found.append("gone")
            continue
        written = [place for place, act in enumerate(mine) if act == "write"]
        if not written:
            found.append(None)
            continue
        judged = [act for act in mine[written[-1] + 1 :] if act != "write"]
        found.append(judged[0] if judged else "waiting")
    return found


@given(_ACTS)
def test_any_sequence_ends_as_it_is_retold(acts: list[tuple[str, int]]) -> None:
    case = make_complaint(Status.IN_PROCESS)
    files = [file() for _ in range(3)]
    for one in files:
        case.say(c.Attach(one), case.holder)
    ids = [*(one.id for one in files), uuid4()]  # the fourth is no recording of this case
    for act, number in acts:
        command: c.Command = {
            "write": c.Transcribe(ids[number], words()),
            "right": c.JudgeTranscript(ids[number], True),
            "wrong": c.JudgeTranscript(ids[number], False),
            "erase": c.Erase(),
        }[act]
        before = case.state
        try:
            case.say(command, OFFICER if act == "write" else case.holder)
        except Refused:
            assert case.state is before
    names = {None: "waiting", True: "right", False: "wrong"}
    found = {id_: names[right] for id_, right in case.state.transcripts.items()}
    found |= dict.fromkeys(case.state.forgotten, "gone")
    assert [found.get(id_) for id_ in ids[:3]] == retold(acts)
    assert not set(case.state.transcripts) & case.state.forgotten


def test_the_same_said_twice_changes_nothing_and_the_other_thing_is_refused() -> None:
    case, id_ = spoken()
    case.say(c.Transcribe(id_, words()), COORDINATOR)
    version = case.say(c.JudgeTranscript(id_, True), case.holder).state.version
    assert case.say(c.JudgeTranscript(id_, True), case.holder).state.version == version
    with pytest.raises(Refused):
        case.say(c.JudgeTranscript(id_, False), case.holder)


def test_only_recordings_of_the_reporter_are_written_down() -> None:
    case = make_complaint(Status.IN_PROCESS)
    picture, evidence = file(PHOTO), file()
    case.say(c.Attach(picture), case.holder).say(c.Attach(evidence), OFFICER)
    for id_ in (picture.id, evidence.id, uuid4()):
        with pytest.raises(Refused):
            case.say(c.Transcribe(id_, words()), OFFICER)
        with pytest.raises(Refused):
            case.say(c.JudgeTranscript(id_, True), case.holder)


def test_nothing_is_judged_before_it_is_written() -> None:
    case, id_ = spoken()
    with pytest.raises(Refused):
        case.say(c.JudgeTranscript(id_, True), case.holder)


@pytest.mark.parametrize("status", sorted(Status))
def test_it_is_open_to_those_who_have_the_case_and_to_its_reporter(status: Status) -> None:
    case = make_complaint(status)
    with_unit = case.state.unit == "BMBK"
    may = {
        by: {move for move in open_moves(case.state, actor) if move in (c.Transcribe, c.JudgeTranscript)}
        for by, actor in {
            "coordinator": COORDINATOR,
            "officer": OFFICER,
            "other": OTHER_OFFICER,
            "reporter": case.holder,
            "stranger": citizen(uuid4()),
            "system": SYSTEM,
        }.items()
    }
    now = status in OPEN
    assert may == {
        "coordinator": {c.Transcribe} if now else set(),
        "officer": {c.Transcribe} if now and with_unit else set(),
        "other": set(),
        "reporter": {c.JudgeTranscript} if now else set(),
        "stranger": set(),
        "system": set(),
    }


@pytest.mark.parametrize("by", [OFFICER, OTHER_OFFICER, COORDINATOR])
def test_on_the_road_of_oversight_only_its_own_people_write(by: Actor) -> None:
    case = Case(kind=Kind.OVERSIGHT, about_unit="BMBK")
    sent = file()
    case.say(c.Attach(sent), case.holder)
    with pytest.raises(NotAllowed):
        case.say(c.Transcribe(sent.id, words()), by)
    case.say(c.Transcribe(sent.id, words()), INSPECTOR)
    assert case.state.transcripts == {sent.id: None}


@pytest.mark.parametrize("status", sorted(OPEN))
def test_it_moves_neither_status_nor_clock_and_answers_nothing(status: Status) -> None:
    case, id_ = spoken(status)
    before = case.state
    case.say(c.Transcribe(id_, words()), COORDINATOR).say(c.JudgeTranscript(id_, True), case.holder)
    after = case.state
    assert (after.status, after.promises, after.first_response_at) == (
        before.status,
        before.promises,
        before.first_response_at,
    )
    assert case.names[-2:] == ["recording.transcribed", "transcript.judged"]


def test_who_is_told() -> None:
    case, id_ = spoken(Status.IN_PROCESS, reachable=True)

    def audiences() -> set[Audience]:
        return {one.audience for one in told(case.state, case.log[-1:])}

    case.say(c.Transcribe(id_, words()), OFFICER)
    assert audiences() == {Audience.CITIZEN}
    case.say(c.JudgeTranscript(id_, False), case.holder)
    assert audiences() == {Audience.UNIT}
    case.say(c.Transcribe(id_, words()), OFFICER).say(c.JudgeTranscript(id_, True), case.holder)
    assert audiences() == set()
    waiting, other = spoken()
    waiting.say(c.Transcribe(other, words()), COORDINATOR).say(c.JudgeTranscript(other, False), waiting.holder)
    assert {one.audience for one in told(waiting.state, waiting.log[-1:])} == {Audience.TRIAGE}


def test_late_advice_from_what_was_written_down_sends_nothing_on_by_itself() -> None:
    """Somebody has just listened to it: they decide."""
    given = msgspec.structs.replace(GIVEN, suggestion=Suggestion("BMBK", "jalan", None, 0.8, "test", sure=True))
    silent = msgspec.structs.replace(GIVEN, suggestion=None)
    case = Case(silent)
    sent = file()
    case.say(c.Attach(sent), case.holder)
    state = case.state
    assert any(isinstance(one, e.Forwarded) for one in suggest(state, c.Suggest(), SYSTEM, case.at, given))
    case.say(c.Transcribe(sent.id, words()), COORDINATOR)
    happened = list(suggest(case.state, c.Suggest(), SYSTEM, case.at, given))
    assert [type(one) for one in happened] == [e.Suggested]


def test_erasing_covers_the_words_and_the_recording() -> None:
    case, id_ = spoken(visibility=Visibility.PUBLIC)
    case.say(c.Transcribe(id_, words()), COORDINATOR).say(c.Erase(), case.holder)
    erased = case.log[-1].event
    assert isinstance(erased, e.WordsErased)
    assert WordsKind.TRANSCRIPT in {item.kind for item in erased.words}
    assert erased.files == (id_,)
    assert case.state.transcripts == {}
    for command, by in ((c.Transcribe(id_, words()), COORDINATOR), (c.JudgeTranscript(id_, True), case.holder)):
        with pytest.raises(ServiceError) as refused:
            case.say(command, by)
        assert not isinstance(refused.value, Invalid)
