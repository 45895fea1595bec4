"""A report's words with the places marked in them that spoke for a suggestion or against it. Pure."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

Mark = Literal["danger", "place", "for", "against"]
"""In the order in which one hides another where they overlap."""

MARKS: tuple[Mark, ...] = ("danger", "place", "for", "against")


class Span(NamedTuple):
    """Characters `start` to `end` of a text and what is marked there."""

    start: int
    end: int
    mark: Mark


class Piece(NamedTuple):
    """A stretch of text; the pieces of a text, put together, are the text."""

    text: str
    mark: Mark | None = None


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The whole text, cut where a mark begins or ends; spans that lie outside it, or nowhere, mark nothing."""
    held = [
        Span(max(0, start), min(len(text), end), mark)
        for start, end, mark in spans
        if max(0, start) < min(len(text), end)
    ]
    cuts = sorted({0, len(text)} | {span.start for span in held} | {span.end for span in held})
    found: list[Piece] = []
    for start, end in pairwise(cuts):
        over = {span.mark for span in held if span.start <= start and end <= span.end}
        mark = next((one for one in MARKS if one in over), None)
        if found and found[-1].mark == mark:
            found[-1] = Piece(found[-1].text + text[start:end], mark)
        else:
            found.append(Piece(text[start:end], mark))
    return found


def in_sections(sections: Sequence[str], between: int, spans: Sequence[Span]) -> list[list[Piece]]:
    """The pieces of each section of a text whose sections lie `between` characters apart."""
    found, begins = [], 0
    for section in sections:
        found.append(pieces(section, [Span(start - begins, end - begins, mark) for start, end, mark in spans]))
        begins += len(section) + between
    return found


def quoted(text: str, spans: Iterable[Span]) -> dict[Mark, list[str]]:
    """The marked words of each mark, as they stand in the text, each once: what a reader without colours is told."""
    found: dict[Mark, list[str]] = {}
    for piece in pieces(text, spans):
        words = " ".join(piece.text.split())
        if piece.mark and words and words not in found.setdefault(piece.mark, []):
            found[piece.mark].append(words)
    return found
