"""Counts as bars from the left, their parts one behind the other; every part has a form of its own. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

WIDTH = 340
_ROW, _TOP, _NAME, _HEIGHT, _END = 40, 4, 14, 14, 34


class Bar(NamedTuple):
    """`parts` stand in the order of their kinds."""

    name: str
    parts: tuple[int, ...]


class Piece(NamedTuple):
    """`kind` is the place of its part: 0, 1 or 2."""

    x: float
    width: float
    kind: int


class Row(NamedTuple):
    name: str
    y: float
    pieces: tuple[Piece, ...]
    end: float
    total: int


class Drawing(NamedTuple):
    """What `parts/counts.html` draws."""

    width: int
    height: int
    bar: int
    rows: tuple[Row, ...]


def counts(bars: Sequence[Bar]) -> Drawing:
    """The longest bar takes the whole width."""
    most = max([1, *(sum(one.parts) for one in bars)])
    scale = (WIDTH - _END) / most
    rows = []
    for place, one in enumerate(bars):
        at, pieces = 0.0, []
        for kind, many in enumerate(one.parts):
            if many:
                pieces.append(Piece(round(at, 1), round(many * scale, 1), kind))
            at += many * scale
        rows.append(Row(one.name, _TOP + _ROW * place + _NAME, tuple(pieces), round(at, 1), sum(one.parts)))
    return Drawing(WIDTH, _TOP + _ROW * len(bars), _HEIGHT, tuple(rows))
