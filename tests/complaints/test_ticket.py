"""Codes that can be said over a telephone and neither guessed nor mistaken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import ticket
from foundation.errors import Invalid

CODES = st.builds(lambda _: ticket.draw(), st.integers())


def test_codes_differ_and_say_nothing_of_their_order() -> None:
    codes = [ticket.draw() for _ in range(2_000)]
    assert len(set(codes)) == len(codes)
    assert codes != sorted(codes)
    assert len({code[0] for code in codes}) == len(ticket.ALPHABET)


def test_no_letter_can_be_taken_for_a_digit() -> None:
    assert not set("ILOU") & set(ticket.ALPHABET)


@given(CODES)
def test_a_code_is_read_however_it_is_written(code: str) -> None:
    shown = ticket.show(code)
    assert [len(part) for part in shown.split("-")] == [4, 4, 3]
    for written in (code, shown, shown.lower(), f" {shown} ", " ".join(code), shown.replace("-", ".")):
        assert ticket.read(written) == code


@given(CODES)
def test_letters_that_look_like_digits_are_put_right(code: str) -> None:
    for written in (code.replace("0", "O"), code.replace("1", "I"), code.replace("1", "l"), code.replace("V", "u")):
        assert ticket.read(written) == code


@given(CODES, st.integers(0, ticket.LENGTH - 1), st.sampled_from(ticket.ALPHABET))
def test_one_wrong_character_is_noticed(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    if wrong != code:
        with pytest.raises(Invalid):
            ticket.read(wrong)


@given(CODES, st.integers(0, ticket.LENGTH - 2))
def test_two_neighbours_changed_about_are_noticed(code: str, place: int) -> None:
    pair = code[place : place + 2]
    wrong = code[:place] + pair[::-1] + code[place + 2 :]
    # The rule cannot tell the first sign of the alphabet from the last.
    if wrong != code and set(pair) != {ticket.ALPHABET[0], ticket.ALPHABET[-1]}:
        with pytest.raises(Invalid):
            ticket.read(wrong)


@pytest.mark.parametrize(
    "written", ["", "   ", "-", "7KQ4", "7KQ4-M2XP-9TD-1", "7KQ4 M2XP 9T!", "\0", "é" * 11, "１" * 11]
)
def test_what_is_no_code_gets_a_sentence(written: str) -> None:
    with pytest.raises(Invalid, match=r"11 huruf|keliru"):
        ticket.read(written)
