"""An exported WhatsApp chat as its messages, whichever telephone wrote it, in Indonesian or English. Pure."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

IN_A_ROW = timedelta(hours=1)
"""So long after one message another of the same sender may still tell of the same."""

_MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2068\u2069\ufeff"
"""Signs without width that say in which direction to read; exports are full of them."""
_DAY = r"(?P<a>\d{1,4})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{1,4})"
_HOUR = r"(?P<h>\d{1,2})[:.](?P<m>\d{2})(?:[:.](?P<s>\d{2}))?(?:\s?(?P<half>[ap])\.?m\.?)?"
_HEADS = (
    re.compile(rf"\[{_DAY},?\s(?:pukul\s|at\s)?{_HOUR}\]\s(?P<rest>.*)", re.IGNORECASE),  # iPhone
    re.compile(rf"{_DAY},?\s(?:pukul\s|at\s)?{_HOUR}\s-\s(?P<rest>.*)", re.IGNORECASE),  # Android
)
_SENDER = re.compile(r"(?P<name>[^\n:]{1,100}): ?(?P<text>.*)", re.DOTALL)
_ATTACHED = (
    re.compile(r"^(?P<name>[^\n/\\<>]{1,200}\.\w{2,5}) \((?:file terlampir|berkas terlampir|file attached)\)$", re.M),
    re.compile(r"<(?:terlampir|lampiran|attached): (?P<name>[^\n/\\<>]{1,200})>"),
)
_MEDIA = r"(?:gambar|foto|video|audio|stiker|dokumen|kartu kontak|GIF|image|sticker|document|Contact card)"
_OMITTED = re.compile(
    rf"<Media tidak disertakan>|<Media omitted>|^{_MEDIA} (?:tidak disertakan|omitted)$", re.M | re.IGNORECASE
)
_EDITED = re.compile(r"<(?:Pesan ini diedit|This message was edited)>")
_DELETED = re.compile(
    r"(?:Pesan ini (?:telah )?dihapus|Anda (?:telah )?menghapus pesan ini|This message was deleted"
    r"|You deleted this message)\.?"
)
_NUMBER = re.compile(r"[+0][\d\s().-]{7,24}")


class Message(msgspec.Struct, frozen=True):
    """One message. `at` is the time of the sender's telephone, without a zone; to the minute on Android.

    `files` are names in the export; `omitted`: something was sent that the export leaves out.
    """

    number: int
    at: datetime
    sender: str
    text: str
    files: tuple[str, ...] = ()
    omitted: bool = False

    @property
    def phone(self) -> str:
        """The sender's number where the telephone that exported the chat knew no name for it; else ""."""
        plain = self.sender.strip("~ ")
        return plain if _NUMBER.fullmatch(plain) else ""

    @property
    def name(self) -> str:
        """The sender's name where there is one; else ""."""
        return "" if self.phone else self.sender.strip("~ ")


class _Raw(msgspec.Struct):
    parts: tuple[int, int, int]
    hour: tuple[int, int, int]
    half: str
    lines: list[str]


def messages(text: str) -> list[Message]:
    """What people wrote, in the order of the export, without what WhatsApp itself says there and what was deleted.

    Lines before the first message are none. A chat nobody wrote in is empty.
    """
    raws: list[_Raw] = []
    for line in _lines(text):
        head = next((found for one in _HEADS if (found := one.fullmatch(line))), None)
        raw = _raw(head) if head else None
        if raw is not None:
            raws.append(raw)
        elif raws:
            raws[-1].lines.append(line)
    order = _order(raws)
    told: list[Message] = []
    for raw in raws:
        at = _instant(raw, order)
        said = _SENDER.fullmatch("\n".join(raw.lines))
        if at is None or said is None:
            continue
        body = _EDITED.sub("", said["text"])
        if _DELETED.fullmatch(body.strip()):
            continue
        files = tuple(found["name"].strip() for one in _ATTACHED for found in one.finditer(body))
        for one in _ATTACHED:
            body = one.sub("", body)
        kept = _OMITTED.sub("", body)
        message = Message(len(told), at, said["name"].strip(), kept.strip(), files, kept != body)
        if message.text or files or message.omitted:
            told.append(message)
    return told


def joined(chosen: Sequence[Message]) -> list[tuple[Message, ...]]:
    """Chosen messages as reports: those of one sender that follow each other within IN_A_ROW belong together."""
    groups: list[list[Message]] = []
    for one in chosen:
        last = groups[-1][-1] if groups else None
        if last and last.sender == one.sender and timedelta() <= one.at - last.at <= IN_A_ROW:
            groups[-1].append(one)
        else:
            groups.append([one])
    return [tuple(group) for group in groups]


def _lines(text: str) -> list[str]:
    plain = text.translate(dict.fromkeys(map(ord, _MARKS))).replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("\u202f", " ").replace("\u00a0", " ").split("\n")


def _raw(head: re.Match[str]) -> _Raw | None:
    hour = int(head["h"]), int(head["m"]), int(head["s"] or 0)
    if hour[0] > 23 or hour[1] > 59 or hour[2] > 59:
        return None
    return _Raw((int(head["a"]), int(head["b"]), int(head["c"])), hour, (head["half"] or "").lower(), [head["rest"]])


def _order(raws: Sequence[_Raw]) -> str:
    """In which order the days of this export are written: "dmy", "mdy" or "ymd".

    All lines of an export are written alike: one that can be read in one way only tells it; else it is the order in
    which time does not go back; else the Indonesian one, but the American one where hours have AM and PM.
    """
    first = "mdy" if any(raw.half for raw in raws) else "dmy"
    orders = sorted(("dmy", "mdy", "ymd"), key=lambda one: one != first)

    def faults(order: str) -> tuple[int, int]:
        read = [_instant(raw, order) for raw in raws]
        known = [one for one in read if one is not None]
        back = sum(one < other for other, one in pairwise(known))
        return len(read) - len(known), back

    return min(orders, key=faults)


def _instant(raw: _Raw, order: str) -> datetime | None:
    part = dict(zip(order, raw.parts, strict=True))
    year = part["y"] if part["y"] > 999 else 2000 + part["y"] if part["y"] < 100 else 0
    hour, minute, second = raw.hour
    if raw.half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if raw.half == "p" else 0)
    try:
        return datetime(year, part["m"], part["d"], hour, minute, second)
    except ValueError:
        return None
