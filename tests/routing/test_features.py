"""N-grams: what may be kept, where in the text each stood, and that odd texts do no harm."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.features import FEWEST, Vocabulary, blanked, cleaned, learn
from tests.routing.matters import labelled

ODD = (
    *(
        "",
        " ",
        "\n",
        "😀🚧😭",
        "JALAN RUSAK TOLONG PAK",
        "ꦱꦸꦒꦼꦁ ꦲꦺꦚ꧀ꦗꦁ",
        "道路坏了",
        "дорога",
        "İstanbul",
        "\ud83d",
        "a" * 10_000,
    ),
    *("12345", "....", "jalan\x00rusak", "𝐣𝐚𝐥𝐚𝐧", "x" * 9_999 + "😀", "ja\u0301lan", "rusak " * 2_000),
)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    rows = labelled(200)
    return learn([row.text for row in rows], [row.reporter for row in rows]).vocabulary


def test_blanking_moves_nothing() -> None:
    text = (
        "Hub 0812 3456, warga@contoh.id, @akun atau https://contoh.id/a?b=1 dan www.contoh.com <NAMA>!\\nTerima kasih"
    )
    kept = blanked(text)
    assert len(kept) == len(text)
    assert kept.split() == ["Hub", ",", "atau", "dan", "!", "Terima", "kasih"]


@given(st.text(max_size=300))
def test_blanked_text_holds_no_digit_and_keeps_every_place(text: str) -> None:
    kept = blanked(text)
    assert len(kept) == len(text)
    assert not any(letter.isdecimal() for letter in kept)
    assert all(new in (old, " ") for old, new in zip(text, kept, strict=True))


@given(st.text(max_size=300))
def test_cleaned_letters_stand_where_they_say(text: str) -> None:
    letters = cleaned(text)
    said = "".join(map(chr, letters.codes))
    assert "  " not in said
    assert said.startswith(" ")
    for letter, place in zip(said, letters.places.tolist(), strict=True):
        if letter != " ":
            assert text[place].lower()[0] == letter


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("RUSAKKKK!!!", "rusak"),
        ("jalan -- rusak", "jalan rusak"),
        ("maaf", "maaf"),
        ("aaa", "a"),
        ("haaai aa", "hai aa"),
    ],
)
def test_cleaning(text: str, same: str) -> None:
    assert "".join(map(chr, cleaned(text).codes)).strip() == same


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_do_no_harm(vocabulary: Vocabulary, text: str) -> None:
    found = vocabulary.found(text)
    assert (found.columns < vocabulary.size).all()
    assert (found.starts >= 0).all()
    assert (found.starts < found.ends).all()
    assert (found.ends <= len(text)).all()


def _names(vocabulary: Vocabulary) -> list[str]:
    return [*vocabulary.words, *vocabulary.pairs, *(gram for sized in vocabulary.grams for gram in sized)]


def test_an_n_gram_of_letters_stands_where_it_was_found(vocabulary: Vocabulary) -> None:
    names = _names(vocabulary)
    text = "Tolong, JALAN  berlubang di depan sekolah"
    found = vocabulary.found(text)
    letters = found.columns >= vocabulary.of_words
    assert letters.sum() > 20
    for column, start, end in zip(found.columns[letters], found.starts[letters], found.ends[letters], strict=True):
        assert "".join(names[column].split()) == "".join(filter(str.isalpha, text[start:end].lower()))


def test_words_and_pairs_stand_where_they_were_found(vocabulary: Vocabulary) -> None:
    text = "Tolong jln berlubang"
    found = vocabulary.found(text)
    said = {
        _names(vocabulary)[column]: text[start:end]
        for column, start, end in zip(found.columns, found.starts, found.ends, strict=True)
        if column < vocabulary.of_words
    }
    assert said["jalan"] == "jln"
    assert said["jalan lubang"] == "jln berlubang"


def test_learning_counts_what_looking_finds(vocabulary: Vocabulary) -> None:
    rows = labelled(60)
    learned = learn([row.text for row in rows], [row.reporter for row in rows])
    for number, row in enumerate(rows):
        columns, counts = learned.vocabulary.counted(row.text)
        counted = learned.counts[[number]].toarray().ravel()
        assert np.flatnonzero(counted).tolist() == columns.tolist()
        assert counted[columns].tolist() == counts.tolist()


@given(st.lists(st.tuples(st.sampled_from(["jalan", "lampu", "taman", "pohon"]), st.integers(0, 8)), max_size=60))
@settings(max_examples=60, deadline=None)
def test_only_what_enough_reporters_wrote_is_kept(said: list[tuple[str, int]]) -> None:
    texts, reporters = [word for word, _ in said], [who for _, who in said]
    vocabulary = learn(texts, reporters).vocabulary
    allowed = {word for word in texts if len({who for other, who in said if other == word}) >= FEWEST}
    assert set(vocabulary.words) == allowed
    assert all(
        any(gram.strip() in word for word in allowed) or len(set(reporters)) >= FEWEST for gram in vocabulary.grams[0]
    )


def test_the_same_reporter_fifty_times_is_one() -> None:
    vocabulary = learn(["kolam tercemar"] * 50, ["seorang"] * 50).vocabulary
    assert vocabulary.size == 0


def test_what_the_region_wrote_is_kept_and_counts_as_nobody() -> None:
    texts = ["kolam tercemar", *["taman gelap"] * 4, "taman gelap"]
    vocabulary = learn(texts, range(6), [True, False, False, False, False, True]).vocabulary
    assert set(vocabulary.words) == {"kolam", "cemar", "taman", "gelap"}
    vocabulary = learn(texts[:5], range(5), [True, False, False, False, False]).vocabulary
    assert set(vocabulary.words) == {"kolam", "cemar"}
