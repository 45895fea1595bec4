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
    "video/webm": "video/webm",
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
            return KEPT[one.mime_type]
    if data[4:8] == b"ftyp":  # of the family of MP4, of a make the library does not know
        return "video/mp4"
    raise Invalid(_NOT_KEPT)
