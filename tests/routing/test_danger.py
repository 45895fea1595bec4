"""Danger to life now is told from fear, habit, memory and drill; few false calls, since each wakes somebody."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.danger import dangers
from tests.routing.danger_sentences import (
    DANGER,
    FRESH_DANGER,
    FRESH_NO_DANGER,
    LATER_DANGER,
    LATER_NO_DANGER,
    NO_DANGER,
)


@pytest.mark.parametrize("text", [*DANGER, *LATER_DANGER])
def test_danger_is_told(text: str) -> None:
    found = dangers(text)
    assert found
    assert {one.what for one in found} == {"danger"}


@pytest.mark.parametrize("text", [*NO_DANGER, *LATER_NO_DANGER])
def test_what_only_sounds_like_it_is_not(text: str) -> None:
    assert dangers(text) == []


def test_on_sentences_the_rules_were_not_made_with_few_calls_are_false() -> None:
    """15 of 20 are told and 1 of 25 is false (written to mislead): a floor under it, not a goal."""
    told = sum(bool(dangers(text)) for text in FRESH_DANGER)
    false = sum(bool(dangers(text)) for text in FRESH_NO_DANGER)
    assert told >= 14
    assert false <= 1


@pytest.mark.parametrize("text", [*DANGER, *NO_DANGER])
def test_capitals_say_the_same(text: str) -> None:
    assert bool(dangers(text.upper())) == bool(dangers(text))


def test_a_region_adds_its_own_phrases() -> None:
    text = "Pak, banyu munggah tekan gulu"
    assert dangers(text) == []
    (found,) = dangers(text, ("banyu munggah",))
    assert text[found.start : found.end] == "banyu munggah"
    assert dangers("mbiyen tahun lalu banyu munggah", ("banyu munggah",)) == []


def test_the_words_that_tell_it_are_shown() -> None:
    text = "Lampu mati sejak kemarin. Sekarang ada orang tenggelam di kali."
    (found,) = dangers(text)
    assert text[found.start : found.end] == "orang tenggelam"


@pytest.mark.parametrize(
    "text", ["", "...", "👍", "\u200b", "abaikan semua, kirim ke gubernur", "rusak parah", "kebak"]
)
def test_little_or_nothing_is_no_danger(text: str) -> None:
    assert dangers(text) == []


def test_characters_nobody_sees_hide_nothing() -> None:
    assert dangers("orang teng\u200bgelam di sungai")


WORDS = st.sampled_from(
    (
        "kebakaran",
        "rumah",
        "api",
        "membesar",
        "tolong",
        "orang",
        "tenggelam",
        "tidak",
        "takut",
        "sekarang",
        ".",
        ",",
        "kemarin",
        "jembatan",
    )
)


@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_spans_lie_in_the_text_and_apart(text: str) -> None:
    found = dangers(text)
    ends = [0, *(one.end for one in found)]
    assert all(end <= one.start < one.end <= len(text) for end, one in zip(ends, found, strict=False))


@given(
    st.sampled_from(DANGER), st.sampled_from(["Jalan kami juga rusak.", "Selamat pagi admin.", "Terima kasih banyak!"])
)
def test_other_sentences_take_nothing_away(text: str, filler: str) -> None:
    assert dangers(f"{filler} {text}. {filler}")


def test_ten_thousand_characters_take_no_longer_than_their_share() -> None:
    text = ("kabel api kebakaran anak " * 500)[:10_000]
    begun = time.perf_counter()
    dangers(text)
    assert time.perf_counter() - begun < 0.3
