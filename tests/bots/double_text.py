"""What Telegram makes of a text in HTML, and how it refuses one."""

import html
import re
from typing import Any

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "a": "text_link",
}
_MARK = re.compile(r"<(/?)([A-Za-z][\w-]*)([^<>]*)>|&(#\d+|#x[0-9A-Fa-f]+|\w+);|[<]")
_KNOWN = {"lt", "gt", "amp", "quot"}


class Refused(Exception):
    """An error in Telegram's own words, after `Bad Request: `."""


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parsed(text: str, mode: str | None) -> tuple[str, list[dict[str, Any]]]:
    """Plain text and entities. Raises Refused."""
    if not mode:
        return text, []
    if mode.lower() != "html":
        raise Refused("unsupported parse_mode")
    plain, open_tags, entities, at = "", list[tuple[str, str, int]](), list[dict[str, Any]](), 0
    for found in _MARK.finditer(text):
        plain += text[at : found.start()]
        at = found.end()
        offset = len(text[: found.start()].encode())
        closing, tag, attributes, entity = found[1], (found[2] or "").lower(), found[3], found[4]
        if entity:
            plain += html.unescape(found[0]) if entity in _KNOWN or entity.startswith("#") else found[0]
        elif not tag:
            raise Refused(f'can\'t parse entities: Unsupported start tag "" at byte offset {offset}')
        elif closing:
            if not open_tags or open_tags[-1][0] != tag:
                raise Refused(f"can't parse entities: Unexpected end tag at byte offset {offset}")
            _, inside, start = open_tags.pop()
            entities.append(_entity(tag, inside, start, units(plain) - start))
        elif tag not in TAGS:
            raise Refused(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {offset}')
        else:
            open_tags.append((tag, attributes, units(plain)))
    if open_tags:
        raise Refused(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1][0]}\"")
    return plain + text[at:], entities


def _entity(tag: str, attributes: str, offset: int, length: int) -> dict[str, Any]:
    made = {"type": TAGS[tag], "offset": offset, "length": length}
    if tag == "a":
        link = re.search(r'href="([^"]*)"', attributes)
        made["url"] = html.unescape(link[1]) if link else ""
    return made


def noticed(text: str) -> list[dict[str, Any]]:
    """Entities that Telegram finds by itself: commands, mentions and links."""
    found = []
    for kind, pattern in (
        ("bot_command", r"(?<![\w/])/\w{1,32}(@\w+)?"),
        ("mention", r"(?<![\w/])@\w{4,}"),
        ("url", r"https?://\S+"),
    ):
        for one in re.finditer(pattern, text):
            found.append({"type": kind, "offset": units(text[: one.start()]), "length": units(one[0])})
    return sorted(found, key=lambda one: int(one["offset"]))
