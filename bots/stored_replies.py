"""A reply as text and back: words of the catalogue stay templates with values, to be said in any language."""

from typing import Any
from uuid import UUID

import msgspec

from bots.replies import Button, Reply
from foundation.language import Sentence


class _Words(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="what", tag="words"):
    template: str
    values: dict[str, Any] = msgspec.field(default_factory=dict)


class _Button(msgspec.Struct, frozen=True, omit_defaults=True):
    label: str | _Words
    data: str = ""
    url: str = ""


class _Stored(msgspec.Struct, frozen=True, omit_defaults=True):
    """`gone` of its messages went out already."""

    lines: tuple[str | _Words, ...]
    buttons: tuple[tuple[_Button, ...], ...] = ()
    asks_place: bool = False
    asks_phone: bool = False
    instead_of: int | None = None
    beside: bool = False
    about: str = ""
    toast: str = ""
    gone: int = 0


def written(reply: Reply, gone: int = 0) -> str:
    """The reply, of whose messages `gone` went out, as text."""
    stored = _Stored(
        lines=tuple(_out(line) for line in reply.lines),
        buttons=tuple(tuple(_Button(_out(one.label), one.data, one.url) for one in row) for row in reply.buttons),
        asks_place=reply.asks_place,
        asks_phone=reply.asks_phone,
        instead_of=reply.instead_of,
        beside=reply.beside,
        about=reply.about.hex if reply.about else "",
        toast=reply.toast,
        gone=gone,
    )
    return msgspec.json.encode(stored).decode()


def read(text: str) -> tuple[Reply, int]:
    """What was written. Raises msgspec.DecodeError."""
    stored = msgspec.json.decode(text, type=_Stored)
    reply = Reply(
        lines=tuple(_in(line) for line in stored.lines),
        buttons=tuple(tuple(Button(_in(one.label), one.data, one.url) for one in row) for row in stored.buttons),
        asks_place=stored.asks_place,
        asks_phone=stored.asks_phone,
        instead_of=stored.instead_of,
        beside=stored.beside,
        about=UUID(stored.about) if stored.about else None,
        toast=stored.toast,
    )
    return reply, stored.gone


def _out(words: str) -> str | _Words:
    if not isinstance(words, Sentence):
        return str(words)
    return _Words(str(words.template), {name: _value(value) for name, value in words.values.items()})


def _value(value: object) -> object:
    """Sentences and tuples of them keep their kind; whatever else a template may show is kept as it is shown."""
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    if isinstance(value, Sentence):
        return msgspec.to_builtins(_out(value))
    return value if value is None or type(value) in (bool, int, float) else str(value)


def _in(words: str | _Words) -> str | Sentence:
    if isinstance(words, str):
        return words
    return Sentence(words.template, **{name: _given(value) for name, value in words.values.items()})


def _given(value: object) -> object:
    if isinstance(value, list):
        return tuple(_given(one) for one in value)
    return _in(msgspec.convert(value, _Words)) if isinstance(value, dict) else value
