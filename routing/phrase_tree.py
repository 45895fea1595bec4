"""Many phrases looked for in a text at once, in time linear in the text."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from routing.spelling import Word

GAP = 0.85
"""What is left of a phrase's weight when one strange word stands inside it."""


class Hit(NamedTuple):
    """The phrase of `owner` stands in the words `first` to `last`."""

    owner: str
    weight: float
    first: int
    last: int


def tree_of(weights: Mapping[tuple[str, ...], Mapping[str, float]]) -> dict[str, Any]:
    """A tree of phrases, each given as its words, with whom it speaks for and how much."""
    tree: dict[str, Any] = {}
    for key, owners in weights.items():
        node = tree
        for stem in key:
            node = node.setdefault(stem, {})
        if key:
            node[""] = dict(owners)
    return tree


def walk(tree: Mapping[str, Any], words: Sequence[Word], strangers: bool = True) -> list[Hit]:
    """Every phrase of the tree that stands in the words, with at most one strange word inside it (none if not so)."""
    found = []
    count = len(words)
    for first in range(count):
        node = tree.get(words[first].stem)
        if node is None:
            continue
        paths = [(node, first, 1.0)]
        while paths:
            node, last, part = paths.pop()
            for owner, weight in node.get("", {}).items():
                found.append(Hit(owner, weight * part, first, last))
            if last + 1 < count and (deeper := node.get(words[last + 1].stem)) is not None:
                paths.append((deeper, last + 1, part))
            elif (
                strangers
                and part == 1.0
                and last + 2 < count
                and (deeper := node.get(words[last + 2].stem)) is not None
            ):
                paths.append((deeper, last + 2, GAP))
    return found
