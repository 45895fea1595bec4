"""Telaah berkas as rules: what readers agree on, what a sample says, and words from which no unit can be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.merging import Says
from competency.reading_rules import (
    ANSWERS,
    Criterion,
    blind,
    confirmation,
    disputed,
    lacks,
    rubric,
    settled,
    verdict,
)

SAID = st.sampled_from(ANSWERS)


def test_the_rubric_asks_the_five_things() -> None:
    asked = rubric().criteria
    assert [one.code for one in asked] == ["paham", "unit", "lengkap", "bahasa", "dasar"]
    assert all(one.question.endswith("?") and one.english.endswith("?") and one.competencies for one in asked)


@given(SAID, SAID, SAID)
def test_two_settle_a_question_and_a_third_decides_between_them(first: str, second: str, third: str) -> None:
    assert settled([first]) is None
    if first == second:
        assert settled([first, second]) == settled([first, second, third]) == first
    else:
        assert settled([first, second]) is None
        assert settled([first, second, third]) == (third if third in (first, second) else None)


def test_readings_are_disputed_where_any_answer_differs() -> None:
    assert not disputed([{"a": "yes"}])
    assert not disputed([{"a": "yes", "b": "no"}, {"a": "yes", "b": "no"}])
    assert disputed([{"a": "yes", "b": "no"}, {"a": "yes", "b": "yes"}])


def test_a_question_speaks_of_its_competencies_and_the_technical_one_of_any_topic() -> None:
    one = Criterion("lengkap", "?", ("TEK", "MAN-KOMUNIKASI"))
    assert one.speaks_of("TEK-SAMPAH")
    assert one.speaks_of("MAN-KOMUNIKASI")
    assert not one.speaks_of("MAN-INTEGRITAS")


def test_a_case_lacks_what_one_settled_no_speaks_of() -> None:
    asked = (Criterion("a", "?", ("X",)), Criterion("b", "?", ("X", "Y")))
    twice = [{"a": "yes", "b": "no"}] * 2
    assert lacks("X", asked, twice) is True
    assert lacks("Y", asked, [{"a": "no", "b": "yes"}] * 2) is False
    assert lacks("Y", asked, [{"a": "no", "b": "unclear"}] * 2) is None
    assert lacks("Y", asked, [{"a": "no", "b": "yes"}, {"a": "no", "b": "no"}]) is None
    assert lacks("Z", asked, twice) is None


def test_few_cases_say_nothing_and_many_say_what_is_sure() -> None:
    assert verdict([True] * 5).says is Says.NEUTRAL
    assert verdict([True] * 5 + [False] * 5).says is Says.NEED
    assert verdict([True] * 3 + [False] * 7).says is Says.NEUTRAL
    assert verdict([False] * 12).says is Says.NONE
    assert verdict([None] * 50 + [True] * 3).judged == 3
    assert verdict([]).interval == (0.0, 1.0)


@pytest.mark.parametrize(
    ("yes", "of", "says"), [(6, 10, Says.NEED), (5, 10, Says.NEUTRAL), (3, 10, Says.NONE), (4, 4, Says.NEUTRAL)]
)
def test_six_of_ten_confirm_a_need(yes: int, of: int, says: Says) -> None:
    found = confirmation(["yes"] * yes + ["no"] * (of - yes) + [None])
    assert (found.judged, found.failing, found.says) == (of, yes, says)


def test_units_bear_letters_the_same_in_all_texts_of_a_case() -> None:
    names = {"Dinas Lingkungan Hidup": "DLH", "DLH": "DLH", "Dinas Perhubungan": "DISHUB", "PU": "PU"}
    found = blind(["Kata Dinas Perhubungan ini tugas dlh. Bukan PU.", "DLH: sudah. Dinas Lingkungan Hidup."], names)
    assert found == ["Kata [unit A] ini tugas [unit B]. Bukan PU.", "[unit B]: sudah. [unit B]."]
    assert blind(["DLHK"], names) == ["DLHK"]
    assert blind(["apa saja"], {}) == ["apa saja"]


@given(st.lists(st.sampled_from(["DLH", "Dinas Lingkungan Hidup", "sampah", "PU", "dlh,"]), max_size=12))
def test_no_name_of_a_unit_is_left(words: list[str]) -> None:
    (found,) = blind([" ".join(words)], {"DLH": "DLH", "Dinas Lingkungan Hidup": "DLH"})
    assert "dlh" not in found.lower()
    assert "lingkungan" not in found.lower()
