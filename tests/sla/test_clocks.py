"""How a promise stands, and the row that says so."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from complaints import events as e
from complaints.complaint import Complaint, Promise, Stop, evolve
from complaints.events import Mark, Recorded, Seal
from complaints.kinds import Channel, Kind, PauseReason, Priority, Stage, Visibility
from sla.clocks import ClockState, clock_state
from sla.projection import TOUCHES_NO_CLOCK, clocks
from sla.tables import ClockRow

GOLDEN = [
    e.unpack(sample["type"], sample["data"])
    for sample in json.loads((Path(__file__).parents[1] / "house" / "events.json").read_text())
]
"""Every event there is, as the log keeps it."""
START = datetime(2026, 6, 8, 2, tzinfo=UTC)
MARKS = (Mark(0.5, START + timedelta(days=5)), Mark(0.8, START + timedelta(days=8)))
PROMISE = Promise(Stage.COMPLETION, START, START, START + timedelta(days=10), 6, "rule", "1", marks=MARKS)
STOP = Stop(PauseReason.LETTER, START + timedelta(days=6), None, START + timedelta(days=30))


def promise(**changes: Any) -> Promise:
    values = {name: getattr(PROMISE, name) for name in PROMISE.__struct_fields__}
    return Promise(**values | changes)


@pytest.mark.parametrize(
    ("changes", "days", "state"),
    [
        ({}, 0, ClockState.ON_TIME),
        ({}, 7.99, ClockState.ON_TIME),
        ({}, 8, ClockState.NEAR),
        ({}, 10, ClockState.NEAR),
        ({}, 10.01, ClockState.LATE),
        ({"missed": True}, 10.01, ClockState.LATE),
        ({"met_at": START + timedelta(days=10), "ended": True}, 20, ClockState.MET),
        ({"met_at": START + timedelta(days=11), "ended": True}, 20, ClockState.LATE_MET),
        ({"met_at": START + timedelta(days=11), "ended": True, "missed": True}, 20, ClockState.LATE_MET),
        ({"ended": True}, 20, ClockState.ENDED),
        ({"ended": True, "missed": True}, 20, ClockState.LATE),
        ({"met_at": START + timedelta(days=9), "ended": True, "broken": True}, 20, ClockState.LATE_MET),
        ({"stops": (STOP,)}, 20, ClockState.STOPPED),
        ({"stops": (STOP,), "ended": True, "met_at": START + timedelta(days=9)}, 20, ClockState.MET),
    ],
)
def test_states(changes: dict[str, Any], days: float, state: ClockState) -> None:
    assert clock_state(promise(**changes), START + timedelta(days=days)) is state


def test_the_limit_is_near_with_the_last_warning() -> None:
    assert PROMISE.near_at == START + timedelta(days=8)
    assert promise(marks=()).near_at == PROMISE.due


@pytest.mark.parametrize(
    ("changes", "day"),
    [
        ({}, 5),
        ({"warned": 0.5}, 8),
        ({"warned": 0.8}, 10),
        ({"marks": ()}, 10),
        ({"stops": (STOP,)}, 30),
        ({"missed": True, "next_rung_at": START + timedelta(days=12)}, 12),
    ],
)
def test_when_the_watch_has_something_to_record(changes: dict[str, Any], day: int) -> None:
    assert promise(**changes).next_at == START + timedelta(days=day)


@pytest.mark.parametrize("changes", [{"ended": True}, {"missed": True}, {"stops": (Stop(STOP.reason, STOP.since),)}])
def test_nothing_is_left_to_record(changes: dict[str, Any]) -> None:
    assert promise(**changes).next_at is None


SEAL = Seal(UUID(int=1), "00")
LIFE: list[e.Event] = [
    e.Filed("K", Kind.ORDINARY, Visibility.PUBLIC, Channel.WEB, START, SEAL),
    e.Suggested("A", None, 0.5, "m"),
    *(
        e.PromiseGiven(stage, START + timedelta(days=days), days, START, "rule", "1")
        for stage, days in ((Stage.VERIFY, 3), (Stage.FIRST_RESPONSE, 5), (Stage.COMPLETION, 14))
    ),
    e.DeadlineWarned(Stage.VERIFY, START + timedelta(days=3)),
    e.Returned(SEAL),
    e.Supplemented(SEAL),
    e.Reclassified(Kind.INFORMATION, Visibility.ANONYMOUS),
    e.PromiseMoved(Stage.COMPLETION, START + timedelta(days=5), 5, START, "rule", "1", "reclassified"),
    e.Forwarded("A", None),
    e.SentBack("A", SEAL),
    e.Forwarded("B", None),
    e.Taken(UUID(int=2)),
    e.AttachmentAdded(SEAL, "image/jpeg", 3),
    e.AttachmentAdded(SEAL, "audio/ogg", 3),
    e.Transcribed(SEAL.id, SEAL),
    e.TranscriptJudged(SEAL.id, True),
    e.PhotoReviewed(SEAL.id, True),
    e.ReferenceAdded("lapor", "1"),
    e.DeadlineMissed(Stage.FIRST_RESPONSE, START + timedelta(days=5), next_rung_at=START + timedelta(days=6)),
    e.Escalated(Stage.FIRST_RESPONSE, START + timedelta(days=5), 1, "holder", START + timedelta(days=6), "B"),
    e.EscalationAcknowledged(Stage.FIRST_RESPONSE, START + timedelta(days=5), 1, "holder", UUID(int=2)),
    e.ClockPaused(Stage.COMPLETION, PauseReason.CITIZEN, 5, START + timedelta(days=9)),
    e.QuestionAsked(SEAL),
    e.QuestionAnswered(SEAL),
    e.ClockResumed(Stage.COMPLETION, START + timedelta(days=7), "1", "answered", START + timedelta(hours=20)),
    e.Prioritised(Priority.DANGER),
    e.PromiseGiven(Stage.ACKNOWLEDGE, START + timedelta(days=1), 0, START, "on_call", "", minutes=10, every_day=True),
    e.Paged(1, START + timedelta(days=1)),
    e.Acknowledged(UUID(int=2)),
    e.Informed(SEAL),
    e.ResolutionProposed(SEAL),
    e.ResolutionSentBack(SEAL),
    e.Resolved(SEAL),
    e.PromiseGiven(Stage.SILENT_CLOSE, START + timedelta(days=30), 10, START, "rule", "1"),
    e.Disputed(SEAL),
    e.ClockResumed(
        *(Stage.COMPLETION, START + timedelta(days=50), "1", "disputed", START + timedelta(days=2)),
        stopped_at=START + timedelta(days=1),
        at_least=1,
    ),
    e.Reopened(UUID(int=2)),
    e.Pledged(date(2027, 1, 4), "B", SEAL, SEAL),
    e.PromiseGiven(Stage.PLEDGE, START + timedelta(days=200), 100, START, "named", "1"),
    e.PledgeLapsed(date(2027, 1, 4)),
    e.Resolved(SEAL),
    e.PromiseGiven(Stage.SILENT_CLOSE, START + timedelta(days=40), 10, START, "rule", "1"),
    e.Confirmed(),
    e.Closed("confirmed"),
    e.Rated(4),
    e.SurveyAnswered((("u3", 4),)),
    e.WordsErased((), (), "request"),
]


def recorded(number: int, event: e.Event) -> Recorded:
    return Recorded(UUID(int=9), number, event, START + timedelta(hours=number), "system", "c", number, b"", b"")


def put(rows: dict[str, dict[str, Any]], complaint: Complaint, happened: list[Recorded]) -> None:
    for write in clocks(complaint, happened):
        assert write.table is ClockRow
        if write.mode == "remove":
            rows.pop(write.values["stage"], None)
        else:
            rows[write.values["stage"]] = dict(write.values)


@pytest.mark.parametrize("length", range(1, len(LIFE) + 1))
@pytest.mark.parametrize("page", [1, 2, 5])
def test_a_replay_gives_the_rows_that_were_lived(length: int, page: int) -> None:
    lived: dict[str, dict[str, Any]] = {}
    complaint, history = Complaint(UUID(int=9)), [recorded(*one) for one in enumerate(LIFE[:length], 1)]
    for start in range(0, length, page):
        for one in history[start : start + page]:
            complaint = evolve(complaint, one)
        put(lived, complaint, history[start : start + page])
    replayed: dict[str, dict[str, Any]] = {}
    put(replayed, complaint, history)
    assert lived == replayed
    assert set(lived) == {str(stage) for stage in complaint.promises}


def test_events_that_cost_no_write_change_no_clock() -> None:
    """Whenever in a case's life they happen."""
    harmless = [event for event in GOLDEN if isinstance(event, TOUCHES_NO_CLOCK)]
    assert {type(event) for event in harmless} == set(TOUCHES_NO_CLOCK)
    complaint = Complaint(UUID(int=9))
    for number, event in enumerate(LIFE, 1):
        complaint = evolve(complaint, recorded(number, event))
        for other in harmless:
            after = evolve(complaint, recorded(number + 1, other))
            assert list(clocks(after, [recorded(number + 1, other)])) == []
            for name in ("promises", "unit", "kind", "restricted"):
                assert getattr(after, name) == getattr(complaint, name), other
