"""What is recorded of things sent about a case, as officers read it."""

from collections.abc import Sequence

from bots.draft import Draft, Noted, Said
from complaints.spoken import SPOKEN

CORRECTION = "Koreksi pesan sebelumnya: "
REALLY_SAID = "Isi rekaman menurut pelapor: "
ONLY_FILES = "Dikirim {count} berkas tanpa tulisan."
PLACE = "Tempat: {place}"


def told(said: Sequence[Said], files: Sequence[Noted], *, needed: bool = False) -> str:
    """The words, or what stands for a voice note. `needed`: files alone are words too, for they answer something."""
    if said:
        return "\n".join(one.text for one in sorted(said, key=lambda one: one.message))
    if spoken := spoken_in(files):
        return spoken
    return ONLY_FILES.format(count=len(files)) if files and needed else ""


def spoken_in(files: Sequence[Noted]) -> str:
    """What stands for the words of recordings until they are written down; empty where nobody speaks."""
    voices = [one.file for one in files if one.file.is_voice]
    return SPOKEN.format(seconds=sum(voice.seconds for voice in voices)) if voices else ""


def told_in(draft: Draft, needed: bool) -> str:
    """What a draft says once it turns out to be for a case, its place too."""
    place = ", ".join(part for part in (_written(draft), _point(draft)) if part)
    words = told(draft.said if draft.worded else (), draft.files, needed=needed and not place)
    return "\n".join(part for part in (words, PLACE.format(place=place) if place else "") if part)


def changes(text: str, before: Sequence[str]) -> bool:
    """Whether an edited message says anything that was not said before; `before` is all that was, oldest first.

    Said before is what stands there in whole lines. A correction since then may have been of this very message.
    """
    for words in reversed(before):
        if words.startswith(CORRECTION):
            return words.removeprefix(CORRECTION).strip() != text.strip()
        if f"\n{text.strip()}\n" in f"\n{words}\n":
            return False
    return True


def _written(draft: Draft) -> str:
    address = draft.address or ""
    return "" if address and address in " ".join(draft.text.split()) else address


def _point(draft: Draft) -> str:
    if draft.latitude is None or draft.longitude is None:
        return ""
    return f"titik peta {draft.latitude:.5f}, {draft.longitude:.5f}"
