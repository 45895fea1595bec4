"""Finds the sentences people read, and brings the catalogue up to date with them: python -m tests.catalogue"""

import os
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from foundation import errors
from foundation.language import CATALOGUES, LANGUAGES, SOURCE_LANGUAGE

ROOT = CATALOGUES.parent
BEGUN = datetime(2026, 11, 21, tzinfo=UTC)
REFUSALS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.ServiceError)]
"""Their first argument is a sentence; without one, their docstring is."""

KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "ngettext": (1, 2)} | {one.__name__: None for one in REFUSALS}


def extracted() -> Catalog:
    """What code and templates hold now."""
    found = Catalog(charset="utf-8")
    methods, options = parse_mapping_cfg(StringIO((CATALOGUES / "babel.cfg").read_text()))
    for path, _line, message, _comments, _context in extract_from_dir(
        ROOT, methods, options, KEYWORDS, directory_filter=_searched
    ):
        found.add(message, locations=[(path, None)])  # type: ignore[list-item]
    for kind in REFUSALS:
        found.add((kind.__doc__ or "").strip(), locations=[("foundation/errors.py", None)])  # type: ignore[list-item]
    return found


def _searched(folder: str | Path) -> bool:
    return not Path(folder).name.startswith((".", "__"))


def catalogue(language: str) -> Catalog:
    """What stands in the file of a language."""
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> int:
    """Bring the file of a language in line with code and templates; returns how many sentences lack a translation."""
    path = CATALOGUES / f"{language}.po"
    known = catalogue(language) if path.exists() else Catalog(locale=language, creation_date=BEGUN, fuzzy=False)
    fresh = extracted()
    fresh.creation_date = known.creation_date  # else every update would change the file
    known.update(fresh, no_fuzzy_matching=True)
    write(language, known)
    return len(untranslated(known))


def write(language: str, known: Catalog) -> None:
    known.project, known.version, known.fuzzy = "Tanggap", "1", False
    known.last_translator, known.language_team, known.revision_date = "Tanggap", language, BEGUN
    known.msgid_bugs_address, known.header_comment = "", f"# The words of Tanggap: {language}."
    known.obsolete.clear()
    path = CATALOGUES / f"{language}.po"
    made = path.with_suffix(f".{os.getpid()}")
    with made.open("wb") as file:
        write_po(file, known, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    made.replace(path)  # whoever reads it meanwhile finds all of it


def untranslated(known: Catalog) -> list[str]:
    """Sentences without a translation, or with one somebody only guessed."""
    return [
        str(message.id)
        for message in known
        if message.id and (message.fuzzy or not (all(message.string) if message.pluralizable else message.string))
    ]


if __name__ == "__main__":
    for name in LANGUAGES:
        if name != SOURCE_LANGUAGE:
            print(f"locale/{name}.po: {update(name)} sentences to translate")  # noqa: T201 - it is a command
