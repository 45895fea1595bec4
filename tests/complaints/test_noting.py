"""Notes and ties beside a case: what they change, whom they may not concern, and what both logs say."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import commands as c
from complaints import events as e
from complaints.colleagues import mentioned
from complaints.complaint import Complaint, evolve
from complaints.kinds import Kind, Relation, Status
from complaints.links import tied, untied
from complaints.noting import link
from foundation.errors import Invalid, NotAllowed, Refused
from people.actor import ANYONE, Actor, Post, Role
from tests.make import COORDINATOR, INSPECTOR, OFFICER, OTHER_OFFICER, make_complaint, words

ANALYST = Actor("officer", uuid4(), (Post(Role.ANALYST, "SETDA", frozenset({"SETDA"})),))


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.SPLIT])
def test_a_note_changes_nothing_that_anybody_else_could_notice(status: Status) -> None:
    case = make_complaint(status)
    before = case.state
    case.say(c.Note(words("Sudah ditelepon, tidak diangkat.")), COORDINATOR)
    after = case.state
    assert isinstance(case.log[-1].event, e.NoteAdded)
    assert after.version > before.version
    for name in ("status", "changed_at", "unit", "unread", "promises", "first_response_at", "taken_by"):
        assert getattr(after, name) == getattr(before, name), name
    if after.version == before.version + 1:  # nothing had fallen due meanwhile
        assert after.person_version == before.person_version


def test_notes_are_of_those_who_read_the_words() -> None:
    case = make_complaint(Status.IN_PROCESS)
    case.say(c.Note(words()), ANALYST)
    for stranger in (OTHER_OFFICER, case.holder, ANYONE):
        with pytest.raises(NotAllowed):
            case.say(c.Note(words()), stranger)
    hidden = make_complaint(kind=Kind.OVERSIGHT, about_unit="BMBK")
    hidden.say(c.Note(words()), INSPECTOR)
    for stranger in (COORDINATOR, OFFICER, ANALYST):
        with pytest.raises(NotAllowed):
            hidden.say(c.Note(words()), stranger)


def test_each_colleague_is_mentioned_once_and_nobody_mentions_themselves() -> None:
    case = make_complaint(Status.IN_PROCESS)
    assert OFFICER.person is not None
    other = uuid4()
    case.say(c.Note(words(), (other, OFFICER.person, other)), OFFICER)
    assert case.log[-1].event == e.NoteAdded(case.log[-1].event.words, (other,))  # type: ignore[attr-defined]


def test_a_note_on_what_nobody_has_read_yet_does_not_publish_it() -> None:
    case = make_complaint(Status.FORWARDED)
    recorded = case.log[-1]
    event = e.Forwarded("BMBK", "jalan", "routing", "uji")
    unread = evolve(case.state, recorded._replace(event=event, version=case.state.version + 1, cause="x"))
    assert unread.unread
    noted = evolve(
        unread, recorded._replace(event=e.NoteAdded(words().seal), version=99, cause="y", actor=OFFICER.name_in_log)
    )
    assert noted.unread


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(Relation)), max_size=12))
def test_ties_never_make_a_chain_and_both_sides_always_agree(asked: list[tuple[int, int, Relation]]) -> None:
    cases = [Complaint(uuid4(), version=1) for _ in range(4)]
    for one, other, relation in asked:
        orders = tied(cases[one], cases[other], relation, "x") if one != other else []
        try:
            for order, at in zip(orders, (one, other), strict=False):
                assert isinstance(order.command, c.Link)
                list(link(cases[at], order.command))
        except Invalid:
            continue
        for order, at in zip(orders, (one, other), strict=False):
            assert isinstance(order.command, c.Link)
            ties = {**cases[at].links, order.command.other: order.command.relation}
            cases[at] = Complaint(cases[at].id, version=1, links=ties)
    known = {case.id: case for case in cases}
    for case in cases:
        found = list(case.links.values())
        assert found.count(Relation.PARENT) <= 1
        assert not (Relation.PARENT in found and Relation.CHILD in found)
        for other_id, tie in case.links.items():
            assert known[other_id].links[case.id] is tie.mirrored


def test_a_tie_is_said_twice_and_taken_back_twice() -> None:
    whole, part = make_complaint(Status.IN_PROCESS), make_complaint(Status.IN_PROCESS)
    for order in tied(whole.state, part.state, Relation.CHILD, "x"):
        (whole if order.complaint_id == whole.state.id else part).say(order.command, COORDINATOR)
    assert whole.state.links == {part.state.id: Relation.CHILD}
    assert part.state.links == {whole.state.id: Relation.PARENT}
    with pytest.raises(Invalid):
        whole.say(c.Link(part.state.id, Relation.RELATED), COORDINATOR)
    with pytest.raises(Invalid):
        whole.say(c.Link(whole.state.id, Relation.RELATED), COORDINATOR)
    for order in untied(whole.state, part.state.id, "y"):
        (whole if order.complaint_id == whole.state.id else part).say(order.command, COORDINATOR)
    assert whole.state.links == part.state.links == {}
    with pytest.raises(Refused):
        whole.say(c.Unlink(part.state.id), COORDINATOR)


def test_a_report_of_wrongdoing_is_tied_to_none_that_others_read() -> None:
    hidden, plain = make_complaint(kind=Kind.OVERSIGHT, about_unit="BMBK"), make_complaint(Status.IN_PROCESS)
    with pytest.raises(Invalid):
        tied(plain.state, hidden.state, Relation.RELATED, "x")
    with pytest.raises(Invalid):
        tied(hidden.state, plain.state, Relation.RELATED, "x")


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("@sari tolong dicek", ("sari",)),
        ("Tolong @Sari, dan @budi.s.", ("sari", "budi.s")),
        ("surat ke humas@contoh.id", ()),
        ("(@petugas.bmbk) @sari @sari", ("petugas.bmbk", "sari")),
        ("harga @ 5000", ()),
    ],
)
def test_names_after_an_at_sign_are_mentions_but_mail_addresses_are_not(said: str, names: tuple[str, ...]) -> None:
    assert mentioned(said) == names
