"""Facts for signs: the same rows whether the log is told at once or bit by bit."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from complaints import commands as c
from complaints.complaint import Complaint, fold
from complaints.events import Recorded
from sla.signs import sign_facts
from tests.make import COORDINATOR, OFFICER, Case, words


def worked_on(**fields: object) -> Case:
    """Sent back once, asked about, answered, disputed, answered again."""
    case = Case(**fields)
    case.say(c.Forward("BMBK", "jalan"), COORDINATOR).say(c.SendBack(words("Bukan kami.")), OFFICER)
    case.say(c.Forward("BMBK", "jalan"), COORDINATOR).say(c.Take(), OFFICER)
    case.say(c.Ask(words("Di mana?")), OFFICER).say(c.Answer(words("Di pasar.")), case.holder)
    case.say(c.Resolve(words("Sudah.")), OFFICER, later=timedelta(minutes=20))
    case.say(c.Dispute(words("Belum.")), case.holder).say(c.Take(), OFFICER)
    return case.say(c.Resolve(words("Sekarang sudah.")), OFFICER)


def rows(log: Sequence[Recorded], cuts: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What the projection leaves behind where the log was told in these parts; by version."""
    kept: dict[int, dict[str, Any]] = {}
    complaint = Complaint(log[0].complaint_id)
    for start, end in zip((0, *cuts), (*cuts, len(log)), strict=True):
        part = log[start:end]
        complaint = fold(complaint, part)
        for write in sign_facts(complaint, part):
            assert write.mode == "upsert"
            kept[write.values["version"]] = dict(write.values)
    return kept


@given(st.sets(st.integers(1, 15)))
def test_a_replay_gives_the_same_rows_in_whatever_parts_the_log_is_told(cuts: set[int]) -> None:
    log = LOG
    assert rows(log, sorted(cut for cut in cuts if cut < len(log))) == rows(log, ())


LOG = worked_on().log


def test_each_fact_is_told_once_with_what_it_is_judged_by() -> None:
    facts = list(rows(LOG, ()).values())
    told = [fact["fact"] for fact in facts if fact["fact"] != "paused"]
    assert told == ["forwarded", "forwarded", "resolved", "resolved"]
    answered = [fact for fact in facts if fact["fact"] == "resolved"]
    # Six steps of an hour, then twenty minutes; then two disputes' worth of an hour and a last one.
    assert [fact["seconds"] for fact in answered] == [6 * 3600 + 1200, 9 * 3600 + 1200]
    assert all(fact["template_share"] == 0 for fact in answered)
    assert not any(fact["by_staff"] or fact["from_office"] for fact in facts)


def test_a_question_stops_the_clock_and_says_how_much_of_its_time_was_left() -> None:
    paused = [fact for fact in rows(LOG, ()).values() if fact["fact"] == "paused"]
    assert len(paused) == 1
    assert paused[0]["seconds"] > 0


def test_who_wrote_it_down_and_where_it_came_from_is_kept_with_each_fact() -> None:
    facts = rows(worked_on(filed_by=uuid4(), consent=True, from_office=True).log, ()).values()
    assert facts
    assert all(fact["by_staff"] and fact["from_office"] for fact in facts)
