"""From a reply to what Telegram takes: its HTML, keyboards, and pages no longer than it allows. Pure."""

import re
from html import escape
from typing import Any

import msgspec

from bots.replies import Button, Reply
from foundation.language import mark as _
from foundation.language import translated

LONGEST = 4096
"""Of a message, in UTF-16 code units; counted with the marks of HTML, so that it holds however it is counted."""
LONGEST_LABEL = 60
Keyboard = dict[str, Any]
"""A keyboard as the Bot API writes it in JSON."""

SEND_PLACE = _("Kirim lokasi saya")
SEND_PHONE = _("Kirim nomor telepon saya")
_ENDS = (re.compile(r"\n\n+"), re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s+"), re.compile(r"\s+"))
"""Where a text may be cut, best first: paragraphs, lines, sentences, words."""


class Page(msgspec.Struct, frozen=True):
    """One message on its way: text in Telegram's HTML, and the keyboard under it."""

    text: str
    keyboard: Keyboard | None = None


def pages(reply: Reply, language: str) -> tuple[Page, ...]:
    """The messages that a reply comes to; what can be pressed stands under the last of them."""
    texts = [escape(part, quote=False) for part in split(plain(reply, language))]
    asks = reply.asks_place or reply.asks_phone
    last = _phone(reply, language) if asks else inline(reply.buttons, language)
    last = last or {"remove_keyboard": True}
    return tuple(Page(text, last if place == len(texts) - 1 else None) for place, text in enumerate(texts))


def plain(reply: Reply, language: str) -> str:
    """Its words, not escaped."""
    return "\n".join(translated(language, line) for line in reply.lines).strip()


def split(words: str, longest: int = LONGEST) -> list[str]:
    """Plain text in parts that fit once they are escaped, cut at the best place there is; nothing but space is lost."""
    parts = []
    rest = words.strip()
    while _size(rest) > longest:
        cut = _cut(rest, _fitting(rest, longest))
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def _size(words: str) -> int:
    """UTF-16 code units of the escaped text."""
    return len(escape(words, quote=False).encode("utf-16-le")) // 2


def _fitting(words: str, longest: int) -> int:
    """How many characters from the beginning fit."""
    taken = 0
    for place, one in enumerate(words):
        taken += _size(one)
        if taken > longest:
            return place
    return len(words)


def _cut(words: str, fitting: int) -> int:
    """The last good place to cut at or before `fitting`; not in the first half, where a worse kind of place is near."""
    for ends in _ENDS:
        places = [found.start() for found in ends.finditer(words, 0, fitting + 1) if found.start() > fitting // 2]
        if places:
            return places[-1]
    return fitting


def inline(rows: tuple[tuple[Button, ...], ...], language: str) -> Keyboard | None:
    """Buttons in rows under a message; None where there are none."""
    shown = [[_button(one, language) for one in row] for row in rows if row]
    return {"inline_keyboard": shown} if shown else None


def _button(button: Button, language: str) -> dict[str, str]:
    label = translated(language, button.label)
    label = label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"
    return {"text": label} | ({"url": button.url} if button.url else {"callback_data": button.data})


def _phone(reply: Reply, language: str) -> Keyboard:
    """The phone's own buttons, and the labels of the others below them; all vanish once one is used."""
    keys: list[list[dict[str, Any]]] = []
    if reply.asks_place:
        keys.append([{"text": translated(language, SEND_PLACE), "request_location": True}])
    if reply.asks_phone:
        keys.append([{"text": translated(language, SEND_PHONE), "request_contact": True}])
    keys += [[{"text": translated(language, one.label)} for one in row] for row in reply.buttons if row]
    return {"keyboard": keys, "resize_keyboard": True, "one_time_keyboard": True}
