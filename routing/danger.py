"""Words that tell of danger to life now: few enough that it is worth waking somebody for each.

Told is a danger where words of it stand close together in one sentence, and nothing in the same part of the sentence
makes of it a fear, a habit, a memory or a drill. What is missed is still read by a person in triage; the form also asks
everybody whether a life is in danger.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from routing.advice import Reason
from routing.danger_words import (
    AFTER,
    AGE,
    CAN,
    CARRIED,
    NEARLY,
    NO,
    NOT_SO,
    NOW,
    OVER,
    SPANS,
    TELLINGS,
    TOGETHER_NOW,
    WERE_SO,
    Telling,
)
from routing.phrase_tree import tree_of, walk
from routing.spelling import Word, plainly, spoken

_STOP = re.compile(r"[.!?;\n]")
_YEAR = re.compile(r"(19|20)\d\d")
_PAUSE = re.compile(r"[,:()–—]")
_TURN = frozenset(("tapi", "tetapi", "namun", "sedangkan", "padahal", "but"))
_ABBREVIATED = frozenset(
    ("jl", "jln", "kec", "kab", "kel", "no", "gg", "ds", "dr", "rt", "rw", "desa", "jalan", "gang")
)


_ENOUGH = 12
"""So many tell as much as more."""


class _Sentence(NamedTuple):
    words: tuple[Word, ...]
    clause: tuple[int, ...]
    """For each word the number of its part of the sentence."""


def dangers(text: str, local: Iterable[str] = ()) -> list[Reason]:
    """Where the text tells of danger to life now, in its order; `local` are the region's own phrases."""
    phrases = _phrases(tuple(local))
    found: list[tuple[int, int]] = []
    for sentence in _sentences(text):
        if len(found) >= _ENOUGH:
            break
        for places in (*_told(sentence), *_local(sentence, phrases)):
            if not _undone(sentence, places):
                first, last = sentence.words[min(places)], sentence.words[max(places)]
                found.append((first.start, last.end))
    return [Reason(start, end, 1.0, "danger") for start, end in _apart(found)]


def _sentences(text: str) -> Iterator[_Sentence]:
    words: list[Word] = []
    clauses: list[int] = []
    clause, ended = 0, 0
    for word in spoken(text):
        between = text[ended : word.start]
        plain = plainly(word.stem)
        stops = _STOP.search(between) and not (between.startswith(".") and words and words[-1].stem in _ABBREVIATED)
        if words and stops:
            yield _Sentence(tuple(words), tuple(clauses))
            words, clauses, clause = [], [], 0
        elif _PAUSE.search(between) or plain in _TURN:
            clause += 1
        words.append(Word(_bare(plain), word.start, word.end))
        clauses.append(clause)
        ended = word.end
    if words:
        yield _Sentence(tuple(words), tuple(clauses))


@lru_cache(maxsize=8192)
def _bare(word: str) -> str:
    return word.removesuffix("nya") if len(word) > 6 else word


def _starts() -> dict[str, list[Telling]]:
    by_word: dict[str, list[Telling]] = defaultdict(list)
    for telling in TELLINGS:
        for word in telling.groups[0]:
            by_word[word].append(telling)
    return dict(by_word)


_BY_WORD = _starts()


def _told(sentence: _Sentence) -> Iterator[tuple[int, ...]]:
    """Where words of a danger stand together: the places of those words."""
    words = sentence.words
    for at, word in enumerate(words):
        for telling in _BY_WORD.get(word.stem, ()):
            places = _together(words, at, telling)
            if places and (not telling.sign or _signs(words, at)) and not _unless(words, at, telling.unless):
                yield places


def _together(words: Sequence[Word], at: int, telling: Telling) -> tuple[int, ...]:
    """Where the nearest word of each group stands, nothing where a group has none near enough."""
    near = range(max(0, at - telling.within), min(len(words), at + telling.within + 1))
    places = [at]
    for group in telling.groups[1:]:
        fitting = [place for place in near if words[place].stem in group and place not in places]
        if not fitting:
            return ()
        places.append(min(fitting, key=lambda place: abs(place - at)))
    return tuple(places)


def _unless(words: Sequence[Word], at: int, undoing: frozenset[str]) -> bool:
    return bool(undoing) and any(word.stem in undoing for word in _around(words, at))


_FAR = 25
"""Words around a danger in which a sign, or what undoes it, is looked for: some write without a full stop."""


def _around(words: Sequence[Word], at: int) -> Sequence[Word]:
    return words[max(0, at - _FAR) : at + _FAR + 1]


def _signs(words: Sequence[Word], at: int) -> bool:
    around = [word.stem for word in _around(words, at)]
    return not NOW.isdisjoint(around) or any(pair in TOGETHER_NOW for pair in pairwise(around))


@lru_cache(maxsize=64)
def _phrases(local: tuple[str, ...]) -> dict[str, Any]:
    return tree_of({tuple(_bare(plainly(word.stem)) for word in spoken(phrase)): {phrase: 1.0} for phrase in local})


def _local(sentence: _Sentence, phrases: dict[str, Any]) -> Iterator[tuple[int, ...]]:
    if phrases:
        for hit in walk(phrases, sentence.words, strangers=False):
            yield tuple(range(hit.first, hit.last + 1))


def _undone(sentence: _Sentence, places: Sequence[int]) -> bool:
    """Whether it is denied, feared, remembered or over."""
    words, first = sentence.words, min(places)
    if any(words[at].stem in AFTER or words[at].stem in NO for at in range(max(0, first - 2), first)):
        return True
    if any(words[at].stem in NEARLY and at not in places for at in range(max(0, first - 1), max(places))):
        return True
    own = {sentence.clause[place] for place in places}
    here = [
        at
        for at in range(max(0, first - _FAR), min(len(words), max(places) + _FAR))
        if sentence.clause[at] in own and at not in places
    ]
    if any(_is_not_so(words, at) or _is_over(words, at) for at in here):
        return True
    if any(words[at].stem in NOW for at in here):
        return False
    return any(
        words[at].stem in CARRIED or _is_over(words, at)
        for at in range(max(0, first - _FAR), first)
        if at not in places
    )


def _is_not_so(words: Sequence[Word], at: int) -> bool:
    word, before = words[at].stem, [other.stem for other in words[max(0, at - 2) : at]]
    if word in CAN:
        return NO.isdisjoint(before)
    if word in SPANS:
        return AGE.isdisjoint(before)
    if word == "banyak":
        return "sudah" in before  # “sudah banyak yang jatuh”
    return word in NOT_SO or _YEAR.fullmatch(word) is not None


def _is_over(words: Sequence[Word], at: int) -> bool:
    before = words[at - 1].stem if at else ""
    return (words[at].stem == "lalu" and before in WERE_SO) or (words[at].stem in OVER and before in ("sudah", "telah"))


def _apart(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans that overlap told as one."""
    open_: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if open_ and start < open_[1]:
            open_ = (open_[0], max(open_[1], end))
            continue
        if open_:
            yield open_
        open_ = (start, end)
    if open_:
        yield open_
