"""Cleans pictures: decodes them and writes only the pixels again, so that neither place nor program comes along.

Where one was taken can be read before, to be offered to whoever sent it.
"""

import math
import struct
import warnings
import zlib
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image

from foundation.errors import Invalid
from foundation.language import mark as _

FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE = "image/jpeg"
"""What every cleaned picture is, whatever it was."""

LONGEST_SIDE = 1600
"""Pixels; enough to read a sign, small enough for a village's connection."""

MOST_PIXELS = 40_000_000
"""A larger picture is refused before it is unpacked: a few kilobytes can hold gigabytes."""

_QUALITY = 82
_PAINT = (70, 54, 45)
"""What lies over a covered part."""
UNREADABLE = (OSError, SyntaxError, ValueError, struct.error, zlib.error, EOFError, OverflowError, MemoryError)
"""What Pillow raises at files that are none, or are damaged."""

_FLIP = Image.Transpose
_TURNS = {
    2: _FLIP.FLIP_LEFT_RIGHT,
    3: _FLIP.ROTATE_180,
    4: _FLIP.FLIP_TOP_BOTTOM,
    5: _FLIP.TRANSPOSE,
    6: _FLIP.ROTATE_270,
    7: _FLIP.TRANSVERSE,
    8: _FLIP.ROTATE_90,
}
"""EXIF's orientation to what sets it right."""

NOT_A_PICTURE = _("Berkas ini bukan foto yang dapat kami buka. Kirim foto JPG, PNG, atau WEBP.")
TOO_LARGE = _("Foto ini terlalu besar. Kirim foto dengan ukuran paling banyak 40 megapiksel.")

# Pillow refuses only what is twice as large and warns of the rest; we measure each picture ourselves.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


def cleaned(data: bytes) -> bytes:
    """The picture as a plain JPEG, turned upright, without metadata. Raises Invalid. Takes up to half a second."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            return _rewritten(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Invalid(TOO_LARGE) from error
    except UNREADABLE as error:
        raise Invalid(NOT_A_PICTURE) from error


def covered(data: bytes, parts: Iterable[tuple[float, float, float, float]]) -> bytes:
    """A cleaned picture without these parts: left, top, width and height as shares of it. Raises Invalid.

    Each is painted over in one colour that is the same for all. Of a mosaic, however coarse, a number plate can be
    found again by trying all of them.
    """
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            plain = Image.new("RGB", picture.size)
            plain.paste(picture.convert("RGB"))
    except UNREADABLE as error:
        raise Invalid(NOT_A_PICTURE) from error
    for left, top, width, height in parts:
        box = (
            math.floor(left * plain.width),
            math.floor(top * plain.height),
            min(plain.width, math.ceil((left + width) * plain.width)),
            min(plain.height, math.ceil((top + height) * plain.height)),
        )
        plain.paste(_PAINT, box)
    written = BytesIO()
    plain.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return written.getvalue()


def is_picture(data: bytes) -> bool:
    """Whether it begins like a picture of a kind we clean; not whether it can be opened."""
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return webp or data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def taken_at(data: bytes) -> tuple[float, float] | None:
    """Where a picture says it was taken, WGS 84 degrees; None where it says nothing, or nothing that can be."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            told = picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(told, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S")
        longitude = _degrees(told, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W")
    except (*UNREADABLE, Image.DecompressionBombError, TypeError, LookupError, AttributeError, ZeroDivisionError):
        return None
    if not (math.isfinite(latitude) and math.isfinite(longitude)) or (latitude, longitude) == (0.0, 0.0):
        return None  # a camera without reception writes zeros
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _degrees(told: Mapping[int, Any], value: int, side: int, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in told[value])
    size = degrees + minutes / 60 + seconds / 3600
    return -size if str(told[side]).strip("\0 ").upper() == negative else size


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as its camera says, where that can be read: a picture is not refused for what stands beside it."""
    try:
        turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except (*UNREADABLE, TypeError, LookupError, AttributeError):
        turn = None
    return picture if turn is None else picture.transpose(turn)


def _rewritten(picture: Image.Image) -> bytes:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Invalid(TOO_LARGE)
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is unpacked no larger than needed
    upright = _upright(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    see_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    # Pasted on a new picture: whatever else the old one carried stays behind.
    plain = Image.new("RGB", upright.size, "white")
    if see_through:
        layered = upright.convert("RGBA")
        plain.paste(layered, mask=layered.getchannel("A"))
    else:
        plain.paste(upright.convert("RGB"))
    written = BytesIO()
    plain.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return written.getvalue()
