"""An address as a picture for the camera of a telephone, drawn without a style of its own."""

from itertools import groupby
from typing import NamedTuple

import segno

QUIET = 4
"""Light modules around the code; a reader may need all of them."""


class Picture(NamedTuple):
    """A square of `size` modules a side; `path` draws the dark ones."""

    size: int
    path: str


def picture(address: str) -> Picture:
    """A QR code that survives a scratch: up to 15 % of it may be unreadable."""
    rows = list(segno.make_qr(address, error="m").matrix_iter(border=QUIET))
    path = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                path.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return Picture(len(rows), "".join(path))
