"""From text as people type it to comparable words that still know where in the text they stood."""

import re
from collections.abc import Container, Iterator
from functools import lru_cache
from typing import NamedTuple

from routing.lexicon import FILLERS, SPELLING

LONGEST = 10_000
"""Characters of a text that are looked at; what a report is about is said long before."""

LONGEST_WORD = 40
"""Letters of a word that are looked at, so that nobody fills the memory of known words with endless ones."""

_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"
"""Characters that are not shown, with which a word can be cut without anybody seeing it."""
_WORD = re.compile(rf"[^\W_](?:[{_UNSEEN}]*[^\W_])*")
_HIDDEN = re.compile(f"[{_UNSEEN}]+")
_THRICE = re.compile(r"([^\W\d_])\1{2,}")
_TWICE_AT_END = re.compile(r"([^\W\d_])\1$")
_AGAIN = re.compile(r"^([^\W\d_]{3,})2(nya|an|in)?$")
_ENDINGS = ("nya", "lah", "kah", "kan", "an")
_STARTS = (
    *("memper", "diper", "meng", "meny", "peng", "peny", "mem", "men", "pem", "pen", "ber", "ter", "per"),
    *("me", "pe", "ng", "di", "ke", "se"),
)
_NASAL = {"meny": "s", "peny": "s", "mem": "p", "pem": "p", "men": "t", "pen": "t"}


class Word(NamedTuple):
    """A comparable word and the half-open span of characters it was read from."""

    stem: str
    start: int
    end: int


def spoken(text: str) -> Iterator[Word]:
    """Every word as it was written, but in small letters and without characters that nobody sees."""
    for match in _WORD.finditer(text[:LONGEST]):
        word = match.group()
        if not word.isascii():
            word = _HIDDEN.sub("", word)
        yield Word(word[:LONGEST_WORD].lower(), *match.span())


def words_of(text: str, known: Container[str] = frozenset()) -> list[Word]:
    """The comparable words of a text, fillers left out.

    `known` holds stems of words that keep their di- ("dipukul" is told from "pukul", "dijalan" is "di jalan").
    """
    read: list[Word] = []
    after_di: int | None = None
    for word in spoken(text):
        plain, start = plainly(word.stem), word.start
        if plain == "di":
            after_di = start
            continue
        stem = stem_of(plain)
        if after_di is not None:
            joined = "di" + plain
            if f"di{stem}" in known or joined in known:
                stem, start = (joined if joined in known else f"di{stem}"), after_di
            after_di = None
        elif plain.startswith("di") and plain in known:
            stem = plain
        if plain in FILLERS or (read and read[-1].stem == stem):
            continue
        read.append(Word(stem, start, word.end))
    return read


@lru_cache(maxsize=8192)
def plainly(word: str) -> str:
    """Lower-case, repeats squeezed ("rusakkk"), doubling undone ("gorong2"), abbreviations read out.

    Source of the spellings: our own lexicon.
    """
    word = word.lower()
    word = SPELLING.get(word, word)
    again = _AGAIN.match(word)
    if again:
        word = again.group(1)
    word = _TWICE_AT_END.sub(r"\1", _THRICE.sub(r"\1", word))
    return SPELLING.get(word, word)


@lru_cache(maxsize=8192)
def stem_of(word: str) -> str:
    """A rough stem: one ending and one beginning taken off while four letters remain.

    Rough is enough, since phrases and texts are cut alike; it is not a dictionary's root.
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    word = SPELLING.get(word, word)
    for start in _STARTS:
        rest = word[len(start) :]
        if word.startswith(start) and len(rest) >= 4:
            if start in _NASAL and rest[0] in "aiueo":
                rest = _NASAL[start] + rest
            return SPELLING.get(rest, rest)
    return word


def passives(phrases: Iterator[str]) -> frozenset[str]:
    """Words beginning with di- that phrases write as one word."""
    return frozenset(
        word
        for phrase in phrases
        for word in map(plainly, _WORD.findall(phrase))
        if word.startswith("di") and len(word) > 5
    )
