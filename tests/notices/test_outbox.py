"""The outbox's rows: deterministic, complete, free of words, taken back by erasure."""

from datetime import timedelta

from complaints import commands as c
from complaints.kinds import Stage, Status
from foundation.writes import plan
from notices.outbox import notice_id, owed
from notices.rules import Audience
from people.actor import SYSTEM
from people.contact import Contact
from tests.make import OFFICER, make_complaint

REACHABLE = {"contact": Contact(name="Ibu Melati Rawa", email="warga@contoh.id", phone="+6281200000000")}


def test_the_same_event_owes_the_same_rows() -> None:
    case = make_complaint(Status.FORWARDED, **REACHABLE)
    assert list(owed(case.state, case.log)) == list(owed(case.state, case.log))


def test_rows_of_a_whole_life_fit_one_statement() -> None:
    case = make_complaint(Status.CLOSED, **REACHABLE)
    planned = plan(owed(case.state, case.log))
    assert planned is not None
    statement, parameters = planned
    assert statement.startswith("INSERT INTO notices")
    assert len(parameters[0]) == len(set(parameters[1])) >= 6


def test_rows_hold_no_word_name_or_address() -> None:
    case = make_complaint(Status.WAITING, text="Jalan berlubang di depan rumah Melati", **REACHABLE)
    written = repr([write.values for write in owed(case.state, case.log)]).lower()
    for private in ("melati", "contoh.id", "62812", "berlubang", "tiang"):
        assert private not in written


def test_a_deadline_says_which_promise_and_when() -> None:
    case = make_complaint(Status.IN_PROCESS)
    due = case.state.promises[Stage.COMPLETION].due
    case.say(c.KeepTime(), SYSTEM, later=timedelta(days=13))
    (write,) = owed(
        case.state, [one for one in case.log if one.name == "deadline.warned" and one.event.due == due][-1:]
    )
    assert (write.values["stage"], write.values["promised"]) == ("completion", due)


def test_erasure_takes_back_everything_owed_to_the_citizen() -> None:
    case = make_complaint(Status.RESOLVED, **REACHABLE)
    to_citizen = {w.values["notice_id"] for w in owed(case.state, case.log) if w.values["audience"] == "citizen"}
    case.say(c.Erase(), case.holder)
    taken_back = {write.values["notice_id"] for write in owed(case.state, case.log[-1:]) if write.mode == "remove"}
    assert to_citizen
    assert to_citizen <= taken_back
    assert plan(owed(case.state, case.log)) is not None


def test_ids_differ_by_complaint_version_and_audience() -> None:
    one, two = make_complaint().state.id, make_complaint().state.id
    ids = {notice_id(id_, version, audience) for id_ in (one, two) for version in (1, 2) for audience in Audience}
    assert len(ids) == 2 * 2 * len(Audience)


def test_erased_and_followed_by_nobody_it_is_owed_to_no_citizen() -> None:
    case = make_complaint(Status.IN_PROCESS)
    assert [write.values["audience"] for write in owed(case.state, case.log[-1:])] == ["citizen"]
    case.say(c.Erase(), case.holder).say(c.Inform(c.Words("Sudah dijadwalkan.")), OFFICER)
    assert list(owed(case.state, case.log[-1:])) == []
