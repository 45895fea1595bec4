"""What somebody sent, taken into the draft: words, files and places, with what has to be said about it."""

import re
from typing import NamedTuple

import msgspec

from bots import words as w
from bots.answers import meant
from bots.draft import Draft, Noted, Said, Step, messages_of
from bots.inputs import AnyInput, NotedFile, Pinned, Sent, Shared, Wrote
from foundation.language import Sentence

TEXT_LIMIT = 10_000
"""Characters of a report, as everywhere."""
PHOTOS = 10
"""Photos of a report, as many as an album holds; and as many other files."""
FILE_LIMIT = 20_000_000
"""Bytes that can be fetched from Telegram."""
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class Heard(NamedTuple):
    """The draft with what was sent in it. `remarks` say what could not be taken; `new` whether there were new words."""

    draft: Draft
    remarks: tuple[str | Sentence, ...] = ()
    new: bool = False
    quiet: bool = False
    """A further file of an album that was answered already."""


def heard(draft: Draft | None, sent: AnyInput) -> Heard:
    """Takes in what was sent. Words that only stand for a button, a name and a number are no part of the story."""
    before = draft or Draft()
    match sent:
        case Wrote():
            taken = _wrote(before, sent, draft.step if draft else None)
        case Sent():
            taken = _sent(before, sent)
        case Pinned():
            taken = Heard(_pinned(before, sent))
        case Shared():
            taken = Heard(msgspec.structs.replace(before, phone=sent.phone)) if sent.own else Heard(before)
        case _:
            return Heard(before)
    latest = max(before.latest, sent.message)
    return taken._replace(draft=msgspec.structs.replace(taken.draft, latest=latest))


def merged(draft: Draft, said: tuple[Said, ...], files: tuple[Noted, ...]) -> Heard:
    """What was told for something else, taken into the draft as if it had been told for it."""
    remarks: tuple[str | Sentence, ...] = ()
    for one in said:
        taken = _worded(draft, one.message, one.text)
        draft, remarks = taken.draft, remarks + taken.remarks
    for noted in files:
        taken = _filed(draft, Sent(noted.message, noted.file, album=noted.album), quiet=bool(remarks))
        draft, remarks = taken.draft, remarks + taken.remarks
    latest = max((draft.latest, *messages_of(said, files)))
    return Heard(msgspec.structs.replace(draft, latest=latest), remarks, new=bool(said))


def readable(text: str) -> str:
    """The text without characters that no database can keep."""
    return _UNREADABLE.sub("", text).strip()


def said_in(draft: Draft, message: int) -> str | None:
    """The words that came in a message."""
    return next((one.text for one in draft.said if one.message == message), None)


def is_photo(file: NotedFile) -> bool:
    return file.kind == "photo" or (file.kind == "document" and file.media_type.startswith("image/"))


def _wrote(draft: Draft, sent: Wrote, step: Step | None) -> Heard:
    text, known = readable(sent.text), said_in(draft, sent.message) is not None
    if sent.edited and not known and sent.message <= draft.latest:
        return Heard(draft, (w.EDIT_UNKNOWN,))
    if known and not sent.edited:
        return Heard(draft)  # the same message once more, or one that was edited before it came
    if not text:
        return Heard(draft)
    answer = not sent.edited and not sent.forwarded
    if answer and (step in (Step.NAME, Step.PHONE) or meant(step, text)):
        return Heard(draft)
    return _worded(draft, sent.message, text)


def _worded(draft: Draft, message: int, text: str) -> Heard:
    said = (*(one for one in draft.said if one.message != message), Said(message, text))
    after = msgspec.structs.replace(draft, said=said)
    if len(after.text) > TEXT_LIMIT:
        longest = f"{TEXT_LIMIT:,}".replace(",", ".")
        return Heard(draft, (Sentence(w.TEXT_FULL, longest=longest),))
    return Heard(after, new=True)


def _sent(draft: Draft, sent: Sent) -> Heard:
    quiet = sent.album is not None and sent.album == draft.album and not sent.edited
    taken = _filed(draft, sent, quiet=quiet)
    caption = readable(sent.caption)
    if caption and (sent.edited or said_in(taken.draft, sent.message) is None):
        captioned = _worded(taken.draft, sent.message, caption)
        taken = captioned._replace(remarks=taken.remarks + captioned.remarks)
    after = msgspec.structs.replace(taken.draft, album=sent.album or draft.album)
    # What was asked under the first picture the words under this one answer.
    return taken._replace(draft=after, quiet=quiet and not (taken.new and draft.step is Step.WHAT))


def _filed(draft: Draft, sent: Sent, *, quiet: bool) -> Heard:
    file = sent.file
    files = draft.files
    if sent.edited:
        files = tuple(one for one in files if one.message != sent.message or one.file.unique == file.unique)
        draft = msgspec.structs.replace(draft, files=files)
    if any(one.file.unique == file.unique for one in files):
        return Heard(draft)
    if file.size > FILE_LIMIT:
        return Heard(draft, (w.FILE_TOO_BIG,))
    if sum(is_photo(one.file) == is_photo(file) for one in files) >= PHOTOS:
        said_before = quiet and draft.left_out > 0
        after = msgspec.structs.replace(draft, left_out=draft.left_out + 1)
        remark = Sentence(w.PHOTOS_FULL if is_photo(file) else w.FILES_FULL, count=PHOTOS)
        return Heard(after, () if said_before else (remark,))
    return Heard(msgspec.structs.replace(draft, files=(*files, Noted(sent.message, file, sent.album))))


def _pinned(draft: Draft, sent: Pinned) -> Draft:
    name = " ".join(readable(sent.name).split())
    # While the place is being changed the new one takes the place of all that was said of it.
    keeps = draft.address if draft.step is not Step.WHERE else None
    return msgspec.structs.replace(
        draft,
        latitude=sent.latitude,
        longitude=sent.longitude,
        address=keeps or name[:300] or None,
        area=draft.area if keeps else None,
    )
