"""Words for people: marked in the source language, translated when they are shown."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE_LANGUAGE = "id"
LANGUAGES = ("id", "en")
CATALOGUES = Path(__file__).resolve().parent.parent / "locale"


def mark(words: str) -> str:
    """Mark words for the catalogue, leaving them as they are; a door translates them."""
    return words


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; the source language needs none. Read from `locale/<language>.po`."""
    path = CATALOGUES / f"{language}.po"
    if language == SOURCE_LANGUAGE or not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
