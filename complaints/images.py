"""Cleans pictures: decodes them and writes only the pixels again, so that neither place nor program comes along."""

import struct
import warnings
import zlib
from io import BytesIO

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
_UNREADABLE = (OSError, SyntaxError, ValueError, struct.error, zlib.error, EOFError, OverflowError, MemoryError)

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
    except _UNREADABLE as error:
        raise Invalid(NOT_A_PICTURE) from error


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as its camera says, where that can be read: a picture is not refused for what stands beside it."""
    try:
        turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except (*_UNREADABLE, TypeError, LookupError, AttributeError):
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
