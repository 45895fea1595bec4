"""What follows from a report's facts, and that a replay of the log gives the same facts as the log told bit by bit."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from complaints import commands as c
from complaints.complaint import Complaint, fold
from complaints.events import Recorded
from complaints.given import Suggestion
from complaints.journal import record
from complaints.kinds import ArchiveReason, Kind
from complaints.lifecycle import decide
from routing.history import FactRow
from routing.outcomes import decided, routing_facts, was_right
from tests.make import COORDINATOR, GIVEN, OFFICER, Case, filing, words

SURE = msgspec.structs.replace(
    GIVEN, suggestion=Suggestion("BMBK", "jalan", None, 0.97, "m:1", sure=True, ranked=(("BMBK", 0.97), ("UPTD", 0.01)))
)


def told(log: Sequence[Recorded], cuts: Sequence[int] = ()) -> list[dict[str, Any]]:
    """The rows the projection leaves behind where the log was told in these parts, in order."""
    kept: dict[int, dict[str, Any]] = {}
    complaint = Complaint(log[0].complaint_id)
    for start, end in zip((0, *cuts), (*cuts, len(log)), strict=True):
        part = log[start:end]
        complaint = fold(complaint, part)
        for write in routing_facts(complaint, part):
            assert write.mode == "upsert"
            kept[write.values["version"]] = dict(write.values)
    return [kept[version] for version in sorted(kept)]


def facts(case: Case) -> list[FactRow]:
    return [FactRow(*(row.get(name) for name in FactRow._fields)) for row in told(case.log)]


def long_life() -> Case:
    case = Case().say(c.Forward("UPTD", "jalan"), COORDINATOR).say(c.SendBack(words("Bukan kami.")), OFFICER)
    case.say(c.Forward("DISHUB", "lampu"), COORDINATOR)
    case.say(c.Reclassify(topic="jalan"), COORDINATOR).say(c.Reclassify(kind=Kind.SUGGESTION), COORDINATOR)
    return case


LIFE = long_life().log


@given(st.sets(st.integers(1, len(LIFE) - 1)))
def test_a_replay_gives_the_same_rows_in_whatever_parts_the_log_is_told(cuts: set[int]) -> None:
    assert told(LIFE, sorted(cuts)) == told(LIFE)


def test_a_fact_says_who_did_it_and_what_was_advised() -> None:
    rows = told(LIFE)
    assert [row["fact"] for row in rows] == [
        *("suggested", "forwarded", "sent_back", "reclassified", "forwarded", "reclassified", "reclassified"),
    ]
    assert (rows[0]["label"], rows[0]["share"], rows[0]["method"], rows[0]["by_person"]) == ("BMBK", 0.8, "test", False)
    assert rows[1]["actor"] == COORDINATOR.name_in_log
    assert rows[1]["by_person"]


def test_what_was_sent_back_is_wrong_and_where_it_went_then_is_right() -> None:
    found = decided(facts(long_life()))
    assert found is not None
    assert (found.owner, found.topic, found.against) == ("DISHUB", "jalan", True)
    assert was_right(facts(long_life())) is False
    waiting = Case().say(c.Forward("BMBK", "jalan"), COORDINATOR).say(c.SendBack(words("Bukan.")), OFFICER)
    found = decided(facts(waiting))
    assert found is not None
    assert found.owner is None
    assert was_right(facts(waiting)) is False


def test_advice_nobody_confirmed_teaches_nothing() -> None:
    alone = Case(SURE)
    assert alone.names[-1] == "promise.given" or "complaint.forwarded" in alone.names
    assert decided(facts(alone)) is None
    assert was_right(facts(alone)) is None
    assert decided(facts(Case())) is None


def test_what_went_by_itself_counts_once_the_unit_took_it() -> None:
    case = Case(SURE).say(c.Take(), OFFICER)
    found = decided(facts(case))
    assert found is not None
    assert (found.owner, found.topic, found.by, found.against) == ("BMBK", None, OFFICER.name_in_log, False)
    assert was_right(facts(case)) is True


def test_advice_on_what_an_officer_wrote_down_is_nobodys_decision() -> None:
    sure = Suggestion("BMBK", "jalan", None, 0.97, "m:1", sure=True, ranked=(("BMBK", 0.97),))
    fresh, advised = Complaint(uuid4()), msgspec.structs.replace(GIVEN, suggestion=sure)
    happened = decide(fresh, filing(), COORDINATOR, START, advised)
    rows = told(record(fresh, happened, START, COORDINATOR.name_in_log, "office:1"))
    assert [(row["fact"], row["by_person"]) for row in rows] == [("suggested", False), ("forwarded", False)]


def test_what_went_by_itself_and_came_back_was_wrong() -> None:
    case = Case(SURE).say(c.SendBack(words("Bukan kami.")), OFFICER)
    assert decided(facts(case)) is None
    assert was_right(facts(case)) is False
    case.say(c.Forward("DISHUB", "lampu"), COORDINATOR)
    found = decided(facts(case))
    assert found is not None
    assert (found.owner, found.against) == ("DISHUB", True)


def test_what_is_forwarded_for_its_kind_says_nothing_of_whose_it_is() -> None:
    case = Case().say(c.Reclassify(kind=Kind.OVERSIGHT), COORDINATOR)
    found = decided(facts(case))
    assert found is None or found.owner is None


def test_outside_and_no_complaint_are_labels_and_withdrawn_is_none() -> None:
    outside = decided(facts(Case().say(c.ForwardOut("PLN"), COORDINATOR)))
    assert outside is not None
    assert outside.owner == "out:PLN"
    thanks = decided(facts(Case().say(c.Archive(ArchiveReason.NOT_A_COMPLAINT), COORDINATOR)))
    assert thanks is not None
    assert thanks.owner == "none:thanks"
    advised = msgspec.structs.replace(
        GIVEN, suggestion=Suggestion(None, None, None, 0.9, "m:1", ranked=(("none:test", 0.9),))
    )
    tried = decided(facts(Case(advised).say(c.Archive(ArchiveReason.NOT_A_COMPLAINT), COORDINATOR)))
    assert tried is not None
    assert (tried.owner, tried.against) == ("none:test", False)
    assert decided(facts(Case().say(c.Archive(ArchiveReason.IN_COURT), COORDINATOR))) is None
    assert decided(facts(Case().say(c.MarkDuplicate(uuid4()), COORDINATOR))) is None


START = datetime(2026, 1, 1, tzinfo=UTC)
LABELS = st.sampled_from(("A", "B", "out:X"))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("forwarded"), LABELS, st.just("triage"), st.just(True)),
        st.tuples(st.just("forwarded"), LABELS, st.just("routing"), st.just(False)),
        st.tuples(st.just("sent_back"), LABELS, st.none(), st.just(True)),
        st.tuples(st.just("taken"), st.none(), st.none(), st.just(True)),
        st.tuples(st.just("suggested"), LABELS, st.none(), st.just(False)),
    ),
    max_size=12,
)


@given(STEPS)
def test_a_label_always_has_a_person_behind_it(steps: list[tuple[str, str | None, str | None, bool]]) -> None:
    """Looked at backwards: the owner is that of the last forwarding, by a person or taken since, and not sent back."""
    rows = [
        FactRow(
            fact, START + timedelta(hours=n), "officer:1" if person else "system", person, label, None, ground, None
        )
        for n, (fact, label, ground, person) in enumerate(steps)
    ]
    found = decided(rows)
    last = max((n for n, row in enumerate(rows) if row.fact == "forwarded"), default=None)
    expected = None
    if last is not None and not any(row.fact == "sent_back" for row in rows[last:]):
        taken = any(row.fact == "taken" for row in rows[last:])
        expected = rows[last].label if rows[last].by_person or taken else None
    assert (found.owner if found else None) == expected
