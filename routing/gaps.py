"""What a report does not say although whoever answers it needs it, and the words to ask for it."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from complaints.kinds import Gap
from foundation.language import Sentence
from foundation.language import mark as _
from routing.advice import FoundPlace
from routing.lexicon import FILLERS, IN_EVERY_REPORT
from routing.said_words import (
    ADDRESS,
    ASKING,
    BESIDE,
    COMMANDS,
    COMPLAINING,
    COUNTED,
    GREETINGS,
    INCIDENT,
    KNOWN_SPOT,
    NO_DEED,
    NO_SPOT,
    NUMBERS,
    ONE_LONG,
    POLITE,
    PROBLEMS,
    TIMES,
)
from routing.spelling import Word, plainly, spoken

_ASKED = _("Agar laporan Anda dapat ditangani, mohon lengkapi: {missing}.")
_WORDS = {
    Gap.WHAT: _("apa yang terjadi dan apa yang Anda harapkan"),
    Gap.WHERE: _("di mana tepatnya (jalan, desa atau kelurahan, kecamatan, atau patokan terdekat)"),
    Gap.WHEN: _("kapan kejadiannya (hari atau tanggal)"),
}
_DEED = re.compile(r"pe[mnrl]\w{4,}an")
_EMPTY = FILLERS | GREETINGS | POLITE | IN_EVERY_REPORT | COMPLAINING | COMMANDS
_NO_NAME = NO_SPOT | PROBLEMS | FILLERS | ASKING | COMPLAINING | INCIDENT
WIDE = frozenset(("kabupaten", "kota"))
"""An area as wide as this does not say where to look."""
SAYING = 2
"""So many words that are neither a place nor a courtesy say what it is about."""
NAME = 3
"""Words that the name of a street or a landmark has at most."""


def gaps(
    text: str, *, found: Sequence[FoundPlace], pinned: bool, area: str | None, dated: bool, placeless: bool
) -> tuple[Gap, ...]:
    """What is missing: `pinned` a point or an address is given, `dated` a day, `placeless` no place is needed.

    `area` is the region's code of what was given or found; a whole kabupaten or kota is not yet a place.
    """
    words = [Word(plainly(word.stem), word.start, word.end) for word in spoken(text)]
    missing = []
    if not _says_what(words, found):
        missing.append(Gap.WHAT)
    if not (placeless or pinned or (area or "").count(".") > 1 or _says_where(words, found)):
        missing.append(Gap.WHERE)
    if not dated and _needs_when(words) and not _says_when(words):
        missing.append(Gap.WHEN)
    return tuple(missing)


def question(missing: Iterable[Gap]) -> Sentence | None:
    """One polite question for everything missing, None where nothing is."""
    asked = tuple(Sentence(_WORDS[gap]) for gap in missing)
    return Sentence(_ASKED, missing=asked) if asked else None


def _says_what(words: Sequence[Word], found: Sequence[FoundPlace]) -> bool:
    placed = _address(words) | _named(words, found)
    rest = [word.stem for at, word in enumerate(words) if at not in placed]
    if any(_is_matter(word) for word in rest):
        return True
    return len({word for word in rest if _says(word)}) >= SAYING


def _named(words: Sequence[Word], found: Sequence[FoundPlace]) -> set[int]:
    starts = [word.start for word in words]
    return {at for place in found for at in range(bisect_left(starts, place.start), bisect_left(starts, place.end))}


def _is_matter(word: str) -> bool:
    """Whether the word alone says what it is about: a trouble, a question, a deed that is wanted."""
    deed = _DEED.fullmatch(word) is not None and word not in NO_DEED
    return deed or word in PROBLEMS or word in ASKING or word in INCIDENT


def _says(word: str) -> bool:
    if len(word) < 3 or word.isdigit():
        return False
    return word not in _EMPTY


def _address(words: Sequence[Word]) -> set[int]:
    """Words that only say where: those of an address, and the name after each."""
    taken: set[int] = set()
    for at, word in enumerate(words):
        if word.stem not in ADDRESS and word.stem not in BESIDE and word.stem not in KNOWN_SPOT:
            continue
        taken.add(at)
        for after in range(at + 1, min(len(words), at + 1 + NAME)):
            stem = words[after].stem
            if _is_matter(stem) or stem in FILLERS:
                break
            taken.add(after)
    return taken


def _says_where(words: Sequence[Word], found: Sequence[FoundPlace]) -> bool:
    if any(place.kind not in WIDE and (place.road is None or place.area) for place in found):
        return True
    for at, word in enumerate(words[:-1]):
        after = words[at + 1].stem
        beside = word.stem in BESIDE
        named = beside or word.stem == "jalan" or word.stem in KNOWN_SPOT
        if named and (after not in _NO_NAME or (beside and after in KNOWN_SPOT)):
            return True
    return False


def _needs_when(words: Sequence[Word]) -> bool:
    return any(word.stem in INCIDENT for word in words)


def _says_when(words: Sequence[Word]) -> bool:
    stems = [word.stem for word in words]
    for at, stem in enumerate(stems):
        before, after = stems[at - 1] if at else "", stems[at + 1] if at + 1 < len(stems) else ""
        if stem in TIMES or stem in ONE_LONG:
            return True
        if stem in COUNTED and (before.isdigit() or before in NUMBERS or after in ("ini", "lalu", "yang", "kemarin")):
            return True
        if stem.isdigit() and before.isdigit() and len(stem) <= 4 and len(before) <= 2:
            return True  # 12/3, 12-03-2026
        if stem in ("pagi", "siang", "sore", "malam") and (after in ("ini", "tadi") or before == "tadi"):
            return True
    return False
