"""Names of places as comparable words: abbreviated, joined and split spellings of one name come to the same."""

import re
from collections.abc import Container, Iterator
from functools import lru_cache

from routing.place_words import EVERYDAY, NAME_STARTS, PLACE_SPELLING, THINGS, TITLES
from routing.spelling import Word, spoken

_THRICE = re.compile(r"([^\W\d_])\1{2,}")
_OLD = (("oe", "u"), ("dj", "j"), ("tj", "c"))
"""The spelling before 1972, in which many names are still written."""


def name_words(text: str, known: Container[str] = frozenset()) -> list[Word]:
    """The words of a text as names are compared, titles left out; `known` are words that names are made of.

    "dikalianda" is read as two words, since "kalianda" is known.
    """
    words = []
    for word in spoken(text):
        plain = name_word(word.stem)
        if plain in TITLES:
            continue
        if plain.startswith("di") and plain not in known and name_word(plain[2:]) in known:
            words.append(Word("di", word.start, word.start + 2))
            words.append(Word(name_word(plain[2:]), min(word.start + 2, word.end), word.end))
            continue
        words.append(Word(plain, word.start, word.end))
    return words


@lru_cache(maxsize=8192)
def name_word(word: str) -> str:
    """One word in small letters, read out and in today's spelling."""
    word = PLACE_SPELLING.get(word, _THRICE.sub(r"\1", word))
    if len(word) > 4:
        for old, new in _OLD:
            word = word.replace(old, new)
    return PLACE_SPELLING.get(word, word)


def spellings(name: str) -> set[tuple[str, ...]]:
    """The ways in which the words of a name are joined and split."""
    whole = tuple(word.stem for word in name_words(name))
    ways = {whole, *_split(whole)}
    for words in tuple(ways):
        ways.update((*words[:at], words[at] + words[at + 1], *words[at + 2 :]) for at in range(len(words) - 1))
    return {words for words in ways if words}


def _split(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for at, word in enumerate(words):
        for start in NAME_STARTS:
            if word.startswith(start) and len(word) - len(start) >= 4:
                yield (*words[:at], start, word[len(start) :], *words[at + 1 :])


def everyday(words: tuple[str, ...]) -> bool:
    """Whether a name is made of everyday words only."""
    return all(word in EVERYDAY for word in words)


def thing(words: tuple[str, ...]) -> bool:
    """Whether an everyday name may be something to be at, and not the place."""
    return words[0] in THINGS
