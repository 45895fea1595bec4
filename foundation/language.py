"""Words for people: marked in the source language, translated when they are shown."""

from collections.abc import Callable, Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE_LANGUAGE = "id"
LANGUAGES = ("id", "en")
CATALOGUES = Path(__file__).resolve().parent.parent / "locale"


class Sentence(str):
    """Words of the catalogue with what was filled in, so that a door can still say them in another language.

    As a string it reads in the source language. A value that is itself a Sentence, or a tuple of them, is translated
    with it.
    """

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> "Sentence":
        made = super().__new__(cls, _filled(template, values, str))
        made.template, made.values = template, values
        return made


def mark(words: str) -> str:
    """Mark words for the catalogue, leaving them as they are; a door translates them."""
    return words


def translated(language: str, words: str) -> str:
    """Marked words or a Sentence in a language."""
    gettext = translations(language).gettext
    if isinstance(words, Sentence):
        return _filled(gettext(words.template), words.values, lambda value: translated(language, value))
    return gettext(words) if words else ""


def _filled(template: str, values: Mapping[str, object], say: Callable[[str], str]) -> str:
    if not values:
        return template
    told: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, tuple):
            told[name] = ", ".join(say(one) for one in value)
        else:
            told[name] = say(value) if isinstance(value, Sentence) else value
    return template.format(**told)


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
