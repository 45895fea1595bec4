"""Questions of tests are read as somebody writes them, and tests are open around the days of a training."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.material_tests import AFTER_DAYS, MOST_QUESTIONS, Question, moments, questions_of, written_of
from foundation.errors import Invalid
from tests.competency.question_samples import TWO

START, END = date(2026, 12, 14), date(2026, 12, 16)


def test_questions_are_read() -> None:
    assert questions_of(TWO) == (
        Question("Apa yang ditulis lebih dahulu?", ("Ucapan terima kasih", "Jawaban atas pertanyaannya"), 1),
        Question(
            "Kepada siapa aduan diteruskan?", ("Unit yang berwenang", "Unit yang kosong", "Tidak kepada siapa pun"), 0
        ),
    )
    assert questions_of(TWO.replace("\n", "\r\n")) == questions_of(TWO)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Satu?\n* Ya",
        "Satu?\n- Ya\n- Tidak",
        "Satu?\n* Ya\n* Tidak",
        "Satu?\n* Ya\n- Ya",
        "Satu?\n* Ya\n-",
        "Satu?\n* Ya\n" + "\n".join(f"- {number}" for number in range(6)),
        "Satu?\n* Ya\n- " + "x" * 400,
        "\n\n".join(["Satu?\n* Ya\n- Tidak"] * (MOST_QUESTIONS + 1)),
    ],
)
def test_what_is_no_question_is_refused(written: str) -> None:
    with pytest.raises(Invalid):
        questions_of(written)


_WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)


@st.composite
def _question(draw: st.DrawFn) -> Question:
    choices = draw(st.lists(_WORDS, min_size=2, max_size=6, unique=True))
    return Question(draw(_WORDS), tuple(choices), draw(st.integers(0, len(choices) - 1)))


@given(st.lists(_question(), min_size=1, max_size=5))
def test_what_is_written_reads_the_same(questions: list[Question]) -> None:
    assert questions_of(written_of(questions)) == tuple(questions)


@given(st.integers(-10, 60), st.integers(0, 5))
def test_tests_are_open_around_the_days(since: int, length: int) -> None:
    end, today = START + timedelta(days=length), START + timedelta(days=since)
    found = moments(START, end, today)
    assert ("before" in found) == (today <= START and (today - end).days <= AFTER_DAYS)
    assert ("after" in found) == (end <= today <= end + timedelta(days=AFTER_DAYS))
