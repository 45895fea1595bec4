"""How much of an answer repeats earlier ones: what figures need to know of words that may be erased."""

import re
from collections.abc import Iterable

RUN = 4
"""Words in a row that make a repetition."""

_WORD = re.compile(r"\w+")


def repeated_share(answer: str, earlier: Iterable[str]) -> float:
    """Share (0 to 1) of the answer's runs of four words that stand in one of the earlier answers too."""
    runs = _runs(answer)
    if not runs:
        return 0.0
    known = set().union(*map(_runs, earlier))
    return sum(run in known for run in runs) / len(runs)


def words_repeated(text: str, earlier: Iterable[str]) -> float:
    """Share (0 to 1) of a text's words that stand in a run of four that one of the earlier texts has too.

    A word put in among others, a place or a name, is one word that is new; of the runs it would break four.
    """
    runs = list(_in_order(text))
    if not runs:
        return 0.0
    known = set().union(*map(_runs, earlier))
    length = len(runs) + len(runs[0]) - 1
    covered = {place for start, run in enumerate(runs) if run in known for place in range(start, start + len(run))}
    return len(covered) / length


def _runs(text: str) -> set[tuple[str, ...]]:
    return set(_in_order(text))


def _in_order(text: str) -> Iterable[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return (tuple(words[start : start + RUN]) for start in range(max(1, len(words) - RUN + 1)) if words)
