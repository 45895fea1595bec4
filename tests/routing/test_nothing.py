"""Thanks, tests, advertisements and empty messages are told from complaints that look like them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.nothing import nothing
from tests.routing.danger_sentences import DANGER
from tests.routing.informal import INFORMAL
from tests.routing.said_nothing import NOTHING, SOMETHING


@pytest.mark.parametrize(("text", "why"), [(text, why) for why, texts in NOTHING.items() for text in texts])
def test_what_is_no_complaint_is_told_and_why(text: str, why: str) -> None:
    assert nothing(text) == why
    assert nothing(text.upper()) == why


@pytest.mark.parametrize("text", SOMETHING)
def test_what_may_be_a_complaint_is_let_through(text: str) -> None:
    assert nothing(text) is None


@pytest.mark.parametrize("text", [*(one[0] for one in INFORMAL), *DANGER])
def test_no_report_of_ours_is_taken_for_nothing(text: str) -> None:
    assert nothing(text) is None


def test_a_region_adds_its_own_thanks() -> None:
    assert nothing("mokasih nian jalan sudah diaspal") is None
    assert nothing("mokasih nian jalan sudah diaspal", ("mokasih",)) == "thanks"


@given(st.sampled_from(SOMETHING), st.sampled_from(["terima kasih", "mohon maaf sebelumnya", "selamat pagi pak"]))
def test_courtesy_makes_no_complaint_go_away(text: str, courtesy: str) -> None:
    if "sudah diperbaiki" not in text:
        assert nothing(f"{text}. {courtesy}") is None


@given(st.text(max_size=200))
def test_any_text_gets_an_answer(text: str) -> None:
    assert nothing(text) in (None, "thanks", "test", "spam", "empty")


def test_ten_thousand_characters_are_read() -> None:
    assert nothing("jalan rusak parah " * 555) is None
    assert nothing("😀" * 10_000) == "empty"


@pytest.mark.parametrize("hostile", ["a-", "a_a-", "a.", "www.", "a@"])
def test_no_text_holds_up_all_others(hostile: str) -> None:
    began = time.perf_counter()
    nothing(hostile * (10_000 // len(hostile)))
    assert time.perf_counter() - began < 1.0  # it took five seconds, during which no other thread ran
