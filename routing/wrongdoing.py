"""Whether a report accuses somebody in office: what Indonesian law calls pengaduan berkadar pengawasan.

"Pungli" is said of parking attendants and of thugs as often as of civil servants. Only the latter are for the
inspectorate; where it is not plain who is meant, a person has to read it.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from routing.lexicon import IN_OFFICE, OFFICIALS, ON_THE_STREET, WRONGDOING, WRONGDOING_IN_OFFICE
from routing.phrase_tree import Hit, tree_of, walk
from routing.spelling import Word, words_of

_NEAR = 3
"""Words between somebody, their asking and the amount."""
_ASKING = frozenset({"minta", "pinta", "mintai", "pungut", "palak"})
_AMOUNT = re.compile(r"(?:\d+)?(?:rb|ribu|jt|juta|rupiah|rp)|\d{4,}")
Accusation = Literal["office", "unclear"]
"""Somebody in office is accused; or something wrong is told, and it is not plain of whom."""


class Accusations:
    """Looks for accusations; `local` are the region's own phrases for wrongdoing. Safe to share between threads."""

    def __init__(self, local: Iterable[str] = (), known: frozenset[str] = frozenset()) -> None:
        self._known = known
        said = {
            "wrong": (*WRONGDOING, *local),
            "in office": WRONGDOING_IN_OFFICE,
            "official": OFFICIALS,
            "office": IN_OFFICE,
            "street": ON_THE_STREET,
            "name": ("anti korupsi", "antikorupsi", "pemberantasan korupsi", "komisi pemberantasan korupsi"),
        }
        keys: dict[tuple[str, ...], dict[str, float]] = {}
        for what, phrases in said.items():
            for phrase in phrases:
                key = tuple(word.stem for word in words_of(phrase, known))
                keys.setdefault(key, {})[what] = 1.0
        self._tree = tree_of(keys)

    def of(self, text: str) -> Accusation | None:
        return self.of_words(words_of(text, self._known))

    def of_words(self, words: Sequence[Word]) -> Accusation | None:
        """What is accused in these words, read with the same known words; None where nothing is."""
        hits = walk(self._tree, words, strangers=False)
        named = {place for hit in hits if hit.owner == "name" for place in range(hit.first, hit.last + 1)}
        said = {hit.owner for hit in hits if hit.owner == "name" or named.isdisjoint(range(hit.first, hit.last + 1))}
        if not said & {"wrong", "in office"}:
            # A fee may be a lawful one: a person reads it.
            return "unclear" if any(hit.owner == "official" and _asks_for_money(hit, words) for hit in hits) else None
        if "official" in said or ("in office" in said and "street" not in said):
            return "office"
        return "office" if "office" in said and "street" not in said else "unclear"


def _asks_for_money(official: Hit, words: Sequence[Word]) -> bool:
    """Whether an official and a sum stand on both sides of, or close behind, a word of asking."""
    for place, word in enumerate(words):
        if word.stem not in _ASKING:
            continue
        near = range(place + 1, min(place + 2 + _NEAR, len(words)))
        sums = [at for at in near if _AMOUNT.fullmatch(words[at].stem)]
        before = 0 < place - official.last <= _NEAR
        if sums and (before or 0 < official.first - sums[-1] <= _NEAR):
            return True
    return False
