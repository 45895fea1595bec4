"""From a report to numbers: n-grams of words and of letters, without digits, without what too few people wrote."""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.spelling import LONGEST, words_of

FEWEST = 5
"""Reporters who must have used an n-gram before a stored model may hold it."""
SIZES = (3, 4, 5)
"""Letters of an n-gram; a space at either end marks where a word begins or ends."""
_BITS = 12
_KINDS = (1 << _BITS) - 1
"""Kinds of characters a vocabulary can tell apart; five of them fill 60 bits of a key."""
_PAIR = 31
_SPACE = 32

_DROPPED = re.compile(
    r"""(?<!\S)[^\s@]*@\S+                                    # e-mail addresses and names of accounts
    | (?:https?://|www\.)\S+                               # addresses of pages
    | (?<![\w.-])\w[\w.-]{0,60}\.(?:com|id|net|org|info|gov|ly)\b\S*
    | <\w{1,12}>                                            # what somebody blanked out before us
    | \\[nrt]                                               # a line's end that was written out
    | \d+""",
    re.VERBOSE | re.IGNORECASE,
)

Keys = NDArray[np.int64]
_NONE: Keys = np.zeros(0, np.int64)


def blanked(text: str) -> str:
    """The text with digits, addresses and account names turned to spaces, every other character where it was."""
    return _DROPPED.sub(lambda match: " " * len(match.group()), text[:LONGEST])


class Cleaned(NamedTuple):
    """Code points of the lower-case letters, single spaces between, and where in the text each stood."""

    codes: NDArray[np.uint32]
    places: NDArray[np.int64]


def cleaned(text: str) -> Cleaned:
    """Only the letters of a blanked text; what is written three times in a row counts once."""
    raw = np.frombuffer(f" {text} ".encode("utf-32-le", "replace"), np.uint32)
    codes = _letters()[np.minimum(raw, 0xFFFF)]
    stays = np.ones(len(codes), bool)
    stays[1:] = (codes[1:] != _SPACE) | (codes[:-1] != _SPACE)
    same = codes[1:] == codes[:-1]
    thrice = np.zeros(len(codes), bool)
    thrice[2:] = same[1:] & same[:-1]  # the third of a run and every later one
    begins = np.ones(len(codes), bool)
    begins[1:] = ~same
    run = np.cumsum(begins) - 1
    long = np.zeros(run[-1] + 1, bool)
    long[run[thrice]] = True
    stays &= begins | ~long[run]
    places = np.flatnonzero(stays)
    return Cleaned(codes[places], places - 1)


@cache
def _letters() -> NDArray[np.uint32]:
    """For every code point of the basic plane its lower-case letter, or a space where it is none."""
    table = np.full(0x10000, _SPACE, np.uint32)
    for code in range(0xFFFF):
        if unicodedata.category(chr(code))[0] in "LM":
            table[code] = ord(chr(code).lower()[0])
    return table


class Found(NamedTuple):
    """N-grams in one text, one row an occurrence: column of the matrix, and the half-open span of the text."""

    columns: Keys
    starts: Keys
    ends: Keys


class Vocabulary:
    """The n-grams a model knows: words first, then pairs of words, then letters. Columns count through them."""

    def __init__(self, words: Sequence[str], pairs: Sequence[str], grams: Sequence[Sequence[str]]) -> None:
        self.words, self.pairs, self.grams = list(words), list(pairs), [list(sized) for sized in grams]
        self._word = {word: number for number, word in enumerate(self.words)}
        joined = [pair.split(" ") for pair in self.pairs]
        pair_keys = np.array([_pair(self._word[a], self._word[b]) for a, b in joined], np.int64)
        used = sorted({letter for sized in self.grams for gram in sized for letter in gram})
        self._alphabet = np.zeros(0x10000, np.int64)
        self._alphabet[[ord(letter) for letter in used]] = np.arange(1, len(used) + 1)
        gram_keys = [self._packed(sized, size) for size, sized in zip(SIZES, self.grams, strict=True)]
        self.of_words = len(self.words) + len(self.pairs)
        self.size = self.of_words + sum(map(len, self.grams))
        self._pair = _Index(pair_keys, len(self.words))
        self._gram = _Index(np.concatenate([_NONE, *gram_keys]), self.of_words)

    def _packed(self, grams: Sequence[str], size: int) -> Keys:
        codes = np.frombuffer("".join(grams).encode("utf-32-le"), np.uint32)
        return _windows(self._alphabet[codes].reshape(len(grams), size).T)

    def found(self, text: str) -> Found:
        """Every known n-gram in a text, occurrence by occurrence."""
        text = blanked(text)
        words = words_of(text)
        numbers = np.array([self._word.get(word.stem, -1) for word in words], np.int64)
        starts = np.array([word.start for word in words], np.int64)
        ends = np.array([word.end for word in words], np.int64)
        known = numbers >= 0
        parts = [(numbers[known], starts[known], ends[known])]
        both = known[1:] & known[:-1]
        columns = self._pair.columns(_pair(numbers[:-1][both], numbers[1:][both]))
        hit = columns >= 0
        parts.append((columns[hit], starts[:-1][both][hit], ends[1:][both][hit]))
        letters = cleaned(text)
        for keys, at, size in _grams(self._alphabet[letters.codes]):
            columns = self._gram.columns(keys)
            hit = columns >= 0
            first, last = letters.places[at[hit]], letters.places[at[hit] + size - 1] + 1
            parts.append((columns[hit], np.maximum(first, 0), np.minimum(last, len(text))))
        return Found(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def words_known(self, text: str) -> tuple[int, int]:
        """How many words of a text are known, and how many there are."""
        words = words_of(blanked(text))
        return sum(word.stem in self._word for word in words), len(words)

    def counted(self, text: str) -> tuple[Keys, Keys]:
        """Columns found in a text in rising order, and how often each."""
        columns, counts = np.unique(self.found(text).columns, return_counts=True)
        return columns, counts.astype(np.int64)


class _Index:
    """From keys to columns by bisection: a tenth of the memory of a dictionary."""

    def __init__(self, keys: Keys, first: int) -> None:
        order = np.argsort(keys)
        self._keys, self._columns = keys[order], (order + first).astype(np.int64)

    def columns(self, keys: Keys) -> Keys:
        """The column of each key, -1 where it is unknown."""
        if not len(self._keys):
            return np.full(len(keys), -1, np.int64)
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[places] == keys, self._columns[places], -1)


def _pair(first: Any, second: Any) -> Any:
    return (first << _PAIR) | second


def _windows(columns: Iterable[Keys]) -> Keys:
    keys: Any = 0
    for column in columns:
        keys = (keys << _BITS) | column
    return np.asarray(keys, np.int64)


def _grams(symbols: Keys) -> Iterable[tuple[Keys, Keys, int]]:
    """Keys and first places of all windows within a word, its spaces before and after included, size by size."""
    space = symbols[:1]  # cleaned texts begin with a space
    inner = symbols == space
    unknown = symbols == 0
    for size in SIZES:
        count = len(symbols) - size + 1
        if count <= 0:
            continue
        good = np.ones(count, bool)
        for offset in range(size):
            good &= ~unknown[offset : offset + count]
            if 0 < offset < size - 1:
                good &= ~inner[offset : offset + count]
        at = np.flatnonzero(good)
        yield _windows(symbols[at + offset] for offset in range(size)), at, size


class Learned(NamedTuple):
    """A vocabulary, and how often each of its n-grams stands in each text: a sparse matrix, texts by columns."""

    vocabulary: Vocabulary
    counts: Any


def learn(texts: Sequence[str], reporters: Sequence[Hashable], own: Sequence[bool] | None = None) -> Learned:
    """The n-grams that at least `FEWEST` different reporters used.

    `own` marks texts that the region itself wrote: all they say may be kept, and they count as nobody's.
    """
    from scipy.sparse import hstack

    ours = np.zeros(len(texts), bool) if own is None else np.asarray(own, bool)
    numbers: dict[Hashable, int] = {}
    who = np.array([numbers.setdefault(reporter, len(numbers)) for reporter in reporters], np.int64)
    blank = [blanked(text) for text in texts]
    stems: dict[str, int] = {}
    rows = [np.array([stems.setdefault(word.stem, len(stems)) for word in words_of(text)], np.int64) for text in blank]
    names = list(stems)
    words, of_words = _kept(rows, who, ours)
    pairs, of_pairs = _kept([_pair(row[:-1], row[1:]) for row in rows], who, ours)
    codes = [cleaned(text).codes for text in blank]
    alphabet, letters = _alphabet(codes)
    windows = [np.concatenate([keys for keys, _, _ in _grams(alphabet[row])] or [_NONE]) for row in codes]
    grams, of_grams = _kept(windows, who, ours)
    sized = [grams[(grams >> _BITS * (size - 1) > 0) & (grams >> _BITS * size == 0)] for size in SIZES]
    vocabulary = Vocabulary(
        [names[key] for key in words],
        [f"{names[key >> _PAIR]} {names[key & (1 << _PAIR) - 1]}" for key in pairs],
        [[_unpacked(key, letters) for key in keys] for keys in map(np.ndarray.tolist, sized)],
    )
    return Learned(vocabulary, hstack([of_words, of_pairs, of_grams], format="csr", dtype=np.float32))


def _kept(rows: Sequence[Keys], who: Keys, ours: NDArray[np.bool_]) -> tuple[Keys, Any]:
    """The keys that may be kept, rising, and their counts by row."""
    from scipy.sparse import csr_matrix

    counted = [np.unique(row, return_counts=True) for row in rows]
    lengths = np.array([len(keys) for keys, _ in counted], np.int64)
    keys, places = np.unique(np.concatenate([_NONE, *(keys for keys, _ in counted)]), return_inverse=True)
    row = np.repeat(np.arange(len(rows)), lengths)
    theirs = ~ours[row]
    people = (int(who.max(initial=0)) + 1, len(keys))
    said = csr_matrix((np.ones(int(theirs.sum()), np.int8), (who[row][theirs], places[theirs])), shape=people)
    said.sum_duplicates()  # a reporter once for each key, however many texts
    kept = np.bincount(said.indices, minlength=len(keys)) >= FEWEST
    kept[places[~theirs]] = True
    column = np.cumsum(kept) - 1
    stays = kept[places]
    counts = np.concatenate([_NONE, *(counts for _, counts in counted)]).astype(np.float32)
    shape = (len(rows), int(kept.sum()))
    return keys[kept], csr_matrix((counts[stays], (row[stays], column[places[stays]])), shape=shape)


def _alphabet(codes: Sequence[NDArray[np.uint32]]) -> tuple[Keys, str]:
    """A number for each letter in use, the space first; letters beyond the most frequent `_KINDS` have none."""
    used = np.bincount(np.concatenate([*codes, np.array([_SPACE], np.uint32)]), minlength=0x10000)
    used[_SPACE] = used.max() + 1
    order = np.argsort(-used, kind="stable")[: min(_KINDS, int((used > 0).sum()))]
    alphabet = np.zeros(0x10000, np.int64)
    alphabet[order] = np.arange(1, len(order) + 1)
    return alphabet, "".join(map(chr, order))


def _unpacked(key: int, letters: str) -> str:
    text = ""
    while key:
        text = letters[(key & _KINDS) - 1] + text
        key >>= _BITS
    return text
