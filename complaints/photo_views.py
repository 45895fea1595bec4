"""What a picture looks like in a few bits, by which the same picture is known again after it was sent around. Pure.

A perceptual hash (DCT, 64 bits) changes little when a picture is made smaller, stored anew or lightened. It is taken
of the whole picture and of its middle, so that a picture cut at its edges is known as well; mirrored ones are known by
asking for the mirrored hash. Figures and limits: docs/decisions/0026-photos-known-again.md.
"""

from collections.abc import Iterator
from io import BytesIO
from itertools import combinations
from typing import NamedTuple

from PIL import Image, ImageOps, ImageStat

BITS, BANDS = 64, 4
BAND_BITS = BITS // BANDS
NEAR = 8
"""Two hashes that differ in so many bits at the most are taken for the same picture."""

REACH = (2, 1, 1, 1)
"""How many bits of each band are tried: of NEAR differing bits some band has no more, as 3 + 2 + 2 + 2 are more."""

MARGIN = 0.05
"""What is cut off at each side for the middle."""

PLAIN = 6.0
"""Standard deviation of brightness (0 to 255) below which there is nothing to know a picture by."""

_SIDE = 96
_MASK = (1 << BAND_BITS) - 1


class Looks(NamedTuple):
    """A picture as it is kept, and as it is asked for: the latter knows its mirror image, too."""

    kept: tuple[int, int]
    """Signed 64-bit numbers: of the whole, and of the middle."""
    asked: tuple[int, int, int]
    """Of the whole, the middle, and the mirrored whole."""


def looks(data: bytes) -> Looks | None:
    """The hashes of a cleaned picture; None where it is too plain to be known. Takes some milliseconds."""
    with Image.open(BytesIO(data)) as picture:
        picture.draft("L", (_SIDE * 4, _SIDE * 4))
        grey = picture.convert("L")
    if ImageStat.Stat(grey.resize((_SIDE, _SIDE), Image.Resampling.BOX)).stddev[0] < PLAIN:
        return None
    wide, high = grey.size
    middle = grey.crop((int(wide * MARGIN), int(high * MARGIN), int(wide * (1 - MARGIN)), int(high * (1 - MARGIN))))
    whole, inner = _hash(grey), _hash(middle)
    return Looks((whole, inner), (whole, inner, _hash(ImageOps.mirror(grey))))


def distance(one: int, other: int) -> int:
    """In how many bits two signed 64-bit hashes differ."""
    return ((one ^ other) & ((1 << BITS) - 1)).bit_count()


def bands(phash: int) -> tuple[int, int, int, int]:
    """The hash in four numbers of 16 bits, the highest first."""
    return (
        phash >> 3 * BAND_BITS & _MASK,
        phash >> 2 * BAND_BITS & _MASK,
        phash >> BAND_BITS & _MASK,
        phash & _MASK,
    )


def around(band: int, reach: int) -> Iterator[int]:
    """All bands that differ from this one in `reach` bits at the most, itself first."""
    yield band
    for count in range(1, reach + 1):
        for places in combinations(range(BAND_BITS), count):
            flipped = band
            for place in places:
                flipped ^= 1 << place
            yield flipped


def _hash(grey: Image.Image) -> int:
    # Here and not above: scipy takes half a second and 60 MB, which only the worker that compares needs.
    import imagehash

    unsigned = int(str(imagehash.phash(grey)), 16)
    return unsigned - (1 << BITS) if unsigned >> (BITS - 1) else unsigned
