"""An uploaded group chat, its text alone or a ZIP with pictures, read within limits: nothing unpacks to gigabytes."""

import zipfile
import zlib
from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from typing import NamedTuple

import msgspec

from complaints.group_chats import Message, messages
from foundation.errors import Invalid
from foundation.language import mark as _

LARGEST_TEXT = 20_000_000
"""Bytes of a chat's text, unpacked."""
LARGEST_PICTURE = 10_000_000
LARGEST_TOGETHER = 60_000_000
"""Bytes of all pictures that are read of one export, unpacked."""
MOST_ENTRIES = 20_000
"""Files one archive may name."""
LOOKED_BACK = timedelta(days=31)
"""Older messages than so long before the last one are not even looked at."""
MOST = 2_000
"""Messages that are looked at, the last ones."""

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".heic")
_NO_CHAT = _(
    "Berkas ini bukan ekspor chat WhatsApp. Pilih Ekspor chat di grupnya, lalu unggah berkas .txt atau .zip itu."
)
_TOO_LARGE = _("Ekspor ini terlalu besar. Ekspor lagi tanpa media, atau dari grup yang lebih singkat.")


class Export(NamedTuple):
    """The last messages of a chat, numbered from 0, and the pictures they came with, by the names they are sent under.

    `missing` are how many pictures are named by a message but not in the upload, or were too large.
    """

    chat: tuple[Message, ...]
    pictures: dict[str, bytes]
    missing: int


def read(data: bytes) -> Export:
    """The messages of an upload; raises Invalid where it is none, or larger than any export we take."""
    if not zipfile.is_zipfile(BytesIO(data)):
        return Export(_last(_text(data)), {}, 0)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _unpacked(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Invalid(_NO_CHAT) from error


def _unpacked(archive: zipfile.ZipFile) -> Export:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Invalid(_TOO_LARGE)
    texts = [one for one in entries if one.filename.lower().endswith(".txt") and not one.is_dir()]
    # A chat may hold text files people sent: WhatsApp's own is called so, or is the first one.
    texts.sort(key=lambda one: not _plain(one.filename).lower().startswith(("_chat", "chat whatsapp", "whatsapp chat")))
    if not texts:
        raise Invalid(_NO_CHAT)
    written = _bounded(archive, texts[0], LARGEST_TEXT)
    if written is None:
        raise Invalid(_TOO_LARGE)
    chat = _last(_text(written))
    wanted = {name for one in chat for name in one.files if name.lower().endswith(PICTURES)}
    pictures: dict[str, bytes] = {}
    left = LARGEST_TOGETHER
    for entry in entries:
        name = _plain(entry.filename)
        if name not in wanted or name in pictures:
            continue
        content = _bounded(archive, entry, min(LARGEST_PICTURE, left))
        if content:
            pictures[name] = content
            left -= len(content)
    return Export(chat, pictures, len(wanted) - len(pictures))


def _bounded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes | None:
    """What is packed there, None where it is more: counted while it is unpacked, whatever the archive says."""
    if entry.file_size > most or most <= 0:
        return None
    with archive.open(entry) as packed:
        content = packed.read(most + 1)
    return content if len(content) <= most else None


def _plain(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _text(data: bytes) -> str:
    if len(data) > LARGEST_TEXT:
        raise Invalid(_TOO_LARGE)
    for encoding in ("utf-8-sig", "utf-16"):
        if encoding == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(_NO_CHAT)


def _last(text: str) -> tuple[Message, ...]:
    """The last messages, numbered anew; raises Invalid where there is none."""
    found: Sequence[Message] = messages(text.replace("\x00", ""))
    if not found:
        raise Invalid(_NO_CHAT)
    begin = max(one.at for one in found) - LOOKED_BACK
    kept = [one for one in found if one.at >= begin][-MOST:]
    return tuple(msgspec.structs.replace(one, number=number) for number, one in enumerate(kept))
