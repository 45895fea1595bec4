"""Every sentence people read stands in the English catalogue, translated, with the same places to fill in."""

import re

import pytest
from babel.messages.catalog import Catalog

from foundation.language import Sentence, translated, translations
from tests.catalogue import catalogue, extracted, untranslated

ASK = "Run: .venv/bin/python -m tests.catalogue; then translate what is empty in locale/en.po."
PLACES = re.compile(r"\{\w*\}|%\(\w+\)s")


def ids(of: Catalog) -> set[object]:
    return {message.id for message in of if message.id}


@pytest.fixture(scope="module")
def found() -> set[object]:
    """What stands in code and templates; to search all of them takes seconds."""
    return ids(extracted())


def test_code_and_templates_are_searched(found: set[object]) -> None:
    assert len(found) > 500
    for known in (
        "Ditutup",  # a label
        "Kirim aduan",  # a template
        "Kode aduan terdiri dari 11 huruf dan angka, misalnya 7KQ4-M2XP-9TD.",  # a refusal as it is raised
        "Data yang Anda cari tidak ditemukan.",  # a refusal's own docstring
        "Pilih unit lain.",  # a sentence inside another call
        ("%(num)s foto", "%(num)s foto"),
    ):
        assert known in found


def test_nothing_is_missing(found: set[object]) -> None:
    assert not found - ids(catalogue("en")), ASK


def test_nothing_is_left_over(found: set[object]) -> None:
    known = catalogue("en")
    assert not ids(known) - found, ASK
    assert not known.obsolete, ASK


def test_all_is_translated_and_nothing_guessed() -> None:
    assert untranslated(catalogue("en")) == [], ASK


def test_every_translation_fills_in_the_same_places() -> None:
    for message in catalogue("en"):
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        words = message.string if isinstance(message.string, tuple) else (message.string,)
        for spoken in words if message.id else ():
            assert sorted(PLACES.findall(spoken)) == sorted(PLACES.findall(originals[0])), originals[0]


def test_sentences_speak_both_languages_with_what_was_filled_in() -> None:
    inner = Sentence("Ditutup")
    outer = Sentence(
        "Aduan ini sekarang berstatus “{status}”. Langkah yang dapat dilakukan: {moves}.",
        status=inner,
        moves=(Sentence("sanggah"), Sentence("beri nilai")),
    )
    assert outer == "Aduan ini sekarang berstatus “Ditutup”. Langkah yang dapat dilakukan: sanggah, beri nilai."
    assert translated("id", outer) == outer
    assert translated("en", outer) == "This complaint now has the status “Closed”. You can: dispute, give a score."


def test_counting_knows_one_and_many() -> None:
    english, indonesian = translations("en"), translations("id")
    assert english.ngettext("%(num)s foto", "%(num)s foto", 1) == "%(num)s photo"
    assert english.ngettext("%(num)s foto", "%(num)s foto", 3) == "%(num)s photos"
    assert indonesian.ngettext("%(num)s foto", "%(num)s foto", 3) == "%(num)s foto"
