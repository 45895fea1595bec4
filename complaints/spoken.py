"""Reports that were only spoken: the sentence that stands for their words, and what was told in all."""

import re
from collections.abc import Iterable

SPOKEN = "Pesan suara ({seconds} detik). Isinya ditulis petugas setelah didengarkan."
"""Stands for the words of a report that was only spoken, until somebody has written them down. Read by officers."""

ONLY_SPOKEN = r"^\s*{}\s*$".format(re.escape(SPOKEN).replace(re.escape("{seconds}"), "[0-9]+"))
"""As a pattern, for Python and for PostgreSQL."""
_BETWEEN = "\n\n"


def is_recording(media_type: str) -> bool:
    """Whether something may be said in a file: it is played, not looked at."""
    return media_type.startswith(("audio/", "video/"))


def is_only_spoken(report: str) -> bool:
    """Whether the words say nothing but that something was said in a recording."""
    return re.search(ONLY_SPOKEN, report) is not None


def told(report: str | None, transcripts: Iterable[str]) -> str:
    """What was told in all: the words of a report, and those spoken with it as they were written down."""
    written = "" if report is None or is_only_spoken(report) else report
    return _BETWEEN.join(words for words in (written, *transcripts) if words.strip())
