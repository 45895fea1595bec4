"""Statements of learning platforms are read as the specification asks, and only what is needed is kept of them."""

from datetime import UTC, datetime
from hashlib import sha1  # what mbox_sha1sum is made of
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.statements import MOST_STATEMENTS, Told, email_mark, told
from foundation.errors import Invalid
from tests.competency.statement_samples import (
    ADL,
    COURSE,
    DROP,
    ID,
    MBOX,
    MOODLE,
    PASSED,
    REF,
    REFUSED,
    TAKEN,
    changed,
)


def read(*statements: Any) -> list[Told]:
    return told(msgspec.json.encode(list(statements)))


@pytest.mark.parametrize(("rule", "statement"), REFUSED, ids=[rule for rule, _ in REFUSED])
def test_what_breaks_a_rule_is_refused(rule: str, statement: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        read(statement)


@pytest.mark.parametrize(("rule", "statement"), TAKEN, ids=[rule for rule, _ in TAKEN])
def test_what_keeps_to_the_rules_is_taken(rule: str, statement: dict[str, Any]) -> None:
    assert len(read(statement)) == 1


def test_a_fault_names_the_statement_and_the_place() -> None:
    with pytest.raises(Invalid, match=r"ke-2.*result\.score\.scaled"):
        read(changed("id", DROP), changed("result.score", {"scaled": 2}, changed("id", DROP)))


def test_a_completion_of_moodle_is_understood() -> None:
    [one] = read(MOODLE)
    assert (one.activity, one.completed, one.passed, one.scaled, one.ends) == (COURSE, True, None, None, True)
    assert one.at == datetime(2026, 11, 10, 8, 31, 41, tzinfo=UTC)
    assert one.person == "account:https://belajar.contoh.example 31"


def test_a_score_and_a_person_are_understood() -> None:
    [one] = read(PASSED)
    assert (one.id, one.completed, one.passed, one.scaled) == (UUID(ID), True, True, 0.85)
    assert one.person == f"email:{sha1(MBOX.encode()).hexdigest()}"  # noqa: S324


def test_nothing_but_that_is_kept() -> None:
    [one] = read(changed("actor.name", "Nama Seseorang", changed("result.response", "jawaban rahasia")))
    assert set(Told.__struct_fields__) == {
        *("id", "person", "verb", "activity", "at", "completed", "passed", "scaled", "voids", "fingerprint")
    }
    kept = str(msgspec.structs.asdict(one))
    assert "Nama Seseorang" not in kept
    assert "rahasia" not in kept


@pytest.mark.parametrize(
    ("actor", "person"),
    [
        ({"mbox": "mailto:Peserta@Contoh.example"}, email_mark("peserta@contoh.example")),
        ({"mbox_sha1sum": sha1(MBOX.encode()).hexdigest().upper()}, email_mark("peserta@contoh.example")),  # noqa: S324
        ({"account": {"homePage": "http://a.example", "name": "peserta@contoh.example"}}, email_mark(MBOX[7:])),
        ({"account": {"homePage": "http://a.example", "name": "199001012015031001"}}, "nip:199001012015031001"),
        ({"account": {"homePage": "http://a.example", "name": "31"}}, "account:http://a.example 31"),
        ({"openid": "http://openid.example/1"}, None),
        ({"objectType": "Group", "mbox": MBOX}, None),
    ],
)
def test_people_are_known_by_address_or_number(actor: dict[str, Any], person: str | None) -> None:
    assert read(changed("actor", actor))[0].person == person


@pytest.mark.parametrize(
    ("statement", "ends"),
    [
        (changed("verb.id", ADL + "experienced", changed("result", DROP)), False),
        (changed("verb.id", ADL + "attended", changed("result", {"completion": True})), True),
        (changed("verb.id", ADL + "scored", changed("result", {"score": {"raw": 6, "max": 8}})), True),
        (changed("verb.id", ADL + "completed", changed("result", DROP)), True),
        (changed("object", REF), False),
    ],
)
def test_only_what_ends_a_course_is_of_interest(statement: dict[str, Any], ends: bool) -> None:
    assert read(statement)[0].ends is ends


def test_a_raw_score_becomes_a_share() -> None:
    assert read(changed("result", {"score": {"raw": 7, "min": 4, "max": 8}}))[0].scaled == 0.75
    assert read(changed("result", {"score": {"raw": 7}}))[0].scaled is None


def test_the_result_counts_more_than_the_verb() -> None:
    [one] = read(changed("result", {"success": False, "completion": False}))
    assert (one.completed, one.passed) == (False, False)
    [one] = read(changed("verb.id", ADL + "failed", changed("result", DROP)))
    assert (one.completed, one.passed) == (True, False)


def test_a_statement_that_takes_another_back_names_it() -> None:
    [one] = read(changed("verb.id", ADL + "voided", changed("object", REF, changed("result", DROP))))
    assert (one.voids, one.ends) == (UUID(REF["id"]), False)


@given(st.permutations(list(PASSED)), st.sampled_from(["stored", "version", "timestamp"]))
def test_the_same_statement_is_known_in_any_order(names: list[str], beside: str) -> None:
    set_by_us = {"stored": "2026-11-20T00:00:00Z", "version": "1.0.0", "timestamp": "2026-11-20T00:00:00Z"}
    again = {name: PASSED[name] for name in names} | {beside: set_by_us[beside]}
    assert read(again)[0].fingerprint == read(PASSED)[0].fingerprint
    assert read(changed("result.success", False))[0].fingerprint != read(PASSED)[0].fingerprint


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"3", b"[3]", b'"x"', b"\xff\xfe", b"[" * 5000, b'[{"a":1}'])
def test_what_is_no_statement_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid):
        told(body)


def test_one_id_stands_once_and_a_batch_has_an_end() -> None:
    with pytest.raises(Invalid):
        read(PASSED, PASSED)
    with pytest.raises(Invalid):
        read(*[changed("id", DROP)] * (MOST_STATEMENTS + 1))


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda part: (
            st.lists(part)
            | st.dictionaries(
                st.sampled_from(["id", "actor", "mbox", "verb", "object", "result", "score", "context", "x"]), part
            )
        ),
        max_leaves=12,
    )
)
def test_nothing_that_is_sent_breaks_the_reading(sent: Any) -> None:  # fmt: skip
    for statement in (sent, changed("object", sent), changed("result", sent), changed("context", sent)):
        try:
            told(msgspec.json.encode(statement))
        except Invalid:
            continue


def test_what_no_index_holds_is_refused_and_what_cannot_be_reckoned_is_left_out() -> None:
    with pytest.raises(Invalid, match=r"object\.id"):
        read(changed("object.id", f"https://belajar.contoh.example/{'a' * 2000}"))
    [one] = read(changed("result.score", {"raw": 1e308, "min": -1e308, "max": 1e308}))
    assert one.scaled is None
