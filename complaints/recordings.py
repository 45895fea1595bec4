"""Tells by their content which recordings are kept: voice notes and videos, as they are."""

import puremagic

from foundation.errors import Invalid
from foundation.language import mark as _

LARGEST = 20_000_000
"""Bytes."""

KEPT = {
    "audio/ogg": "audio/ogg",
    "audio/x-opus+ogg": "audio/ogg",
    "audio/mpeg": "audio/mpeg",
    "audio/mp4": "audio/mp4",
    "audio/x-m4a": "audio/mp4",
    "audio/aac": "audio/aac",
    "audio/wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav",
    "video/mp4": "video/mp4",
    "video/quicktime": "video/quicktime",
    "video/3gpp": "video/3gpp",
    "audio/webm": "audio/webm",
    "video/webm": "video/webm",
    "video/x-matroska": "video/webm",
}
"""What a content may be taken for, and what it is then called."""

_NOT_KEPT = _("Berkas ini bukan foto, video, atau rekaman suara yang dapat kami simpan.")
_TOO_LARGE = _("Berkas ini terlalu besar. Kirim rekaman dengan ukuran paling banyak 20 MB.")


def media_type(data: bytes) -> str:
    """The media type of a recording, by its content alone. Raises Invalid for any that is none, or too large."""
    if len(data) > LARGEST:
        raise Invalid(_TOO_LARGE)
    try:
        found = puremagic.magic_string(data)
    except (puremagic.PureError, ValueError):
        found = []
    for one in found:
        if one.mime_type in KEPT:
            kind = KEPT[one.mime_type]
            return "audio/webm" if kind == "video/webm" and _only_heard(data) else kind
    if data[4:8] == b"ftyp":  # of the family of MP4, of a make the library does not know
        return "video/mp4"
    raise Invalid(_NOT_KEPT)


def _only_heard(data: bytes) -> bool:
    """Whether a WebM file, as a browser's recorder writes it, names a codec for sound and none for pictures."""
    head = data[:4096]
    return (b"A_OPUS" in head or b"A_VORBIS" in head) and b"V_" not in head


def seconds(data: bytes) -> int:
    """How long a recording lasts, rounded up; 0 where it does not say so plainly (WebM of a browser never does)."""
    if data.startswith(b"OggS"):
        last = data.rfind(b"OggS")
        granules = int.from_bytes(data[last + 6 : last + 14], "little", signed=True)
        rate = 48_000 if b"OpusHead" in data[:100] else 0
        return -(-granules // rate) if rate and granules > 0 else 0
    found = data.find(b"mvhd")
    if data[4:8] == b"ftyp" and found > 0 and data[found + 4 : found + 5] == b"\0":
        scale = int.from_bytes(data[found + 16 : found + 20])
        lasts = int.from_bytes(data[found + 20 : found + 24])
        return -(-lasts // scale) if scale and lasts < 2**32 - 1 else 0
    return 0
