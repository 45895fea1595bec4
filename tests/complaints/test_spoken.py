"""Reports that were only spoken are told from others, and what was told in all is put together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.spoken import SPOKEN, is_only_spoken, told


@given(st.integers(0, 10_000))
def test_the_sentence_that_stands_for_words_is_known_again(seconds: int) -> None:
    assert is_only_spoken(SPOKEN.format(seconds=seconds))
    assert told(SPOKEN.format(seconds=seconds), ()) == ""
    assert told(SPOKEN.format(seconds=seconds), ["Lampu mati."]) == "Lampu mati."


@pytest.mark.parametrize(
    "words",
    [
        "Lampu mati.",
        "",
        "Pesan suara",
        SPOKEN.format(seconds=3) + " Lampu mati.",
        "Lampu mati.\n" + SPOKEN.format(seconds=3),
        SPOKEN.format(seconds="tiga"),
    ],
)
def test_other_words_are_words(words: str) -> None:
    assert not is_only_spoken(words)
    assert told(words, ()) == words


def test_the_report_comes_first_and_nothing_empty_is_told() -> None:
    assert told("Tolong.", ["Lampu mati.", " ", "Di pasar."]) == "Tolong.\n\nLampu mati.\n\nDi pasar."
    assert told(None, ()) == told("", [" "]) == ""
