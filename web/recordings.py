"""Voice notes and videos of a case, as a page plays them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from babel.numbers import format_decimal

from foundation.language import mark as _
from web.file_answers import safe_name

_VOICE, _VIDEO = _("Rekaman suara"), _("Video")


@dataclass(frozen=True)
class Recording:
    """One recording of parts/recordings.html; `name` is what it is called where it is saved, `size` is in words."""

    url: str
    kind: Literal["audio", "video"]
    media_type: str
    label: str
    name: str
    size: str


def recording(
    say: Callable[[str], str], language: str, url: str, file: UUID, media_type: str, size: int, number: int = 0
) -> Recording:
    """A file as it is played. `size` in bytes; a `number` tells several of a case apart."""
    is_video = media_type.startswith("video/")
    label = say(_VIDEO if is_video else _VOICE)
    # Said before it is played: on many phones every megabyte is paid for.
    megabytes = format_decimal(max(0.1, round(size / 1_000_000, 1)), locale=language)
    return Recording(
        url=url,
        kind="video" if is_video else "audio",
        media_type=media_type,
        label=f"{label} {number}" if number else label,
        name=safe_name(media_type, file),
        size=f"{megabytes} MB",
    )
