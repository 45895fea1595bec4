"""What the bot says: words with buttons, as pure values."""

from typing import NamedTuple
from uuid import UUID

import msgspec

from foundation.language import Sentence


class Button(msgspec.Struct, frozen=True):
    """`data` comes back when it is pressed (at most 64 bytes); with `url` it opens a page instead."""

    label: str | Sentence
    data: str = ""
    url: str = ""


class Reply(msgspec.Struct, frozen=True):
    """One message of ours. `lines` are sentences or paragraphs, translated and escaped when it is sent.

    `buttons` stand under it in rows. `asks_place` shows the phone's button for sending its location, `asks_phone` that
    for its number. A chat shows either these or buttons under a message: with one of them the labels of `buttons` stand
    below it on the phone's keyboard and come back as words, which the conversation understands in both languages.
    `instead_of` is a message of ours that this one takes the place of (its buttons vanish); with `beside` its words
    stay, and only its buttons vanish.
    """

    lines: tuple[str | Sentence, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    asks_place: bool = False
    asks_phone: bool = False
    instead_of: int | None = None
    about: UUID | None = None
    """The case it tells of: an answer to it belongs to that case."""
    toast: str = ""
    """Id of the query of the button that was pressed: `lines` are not a message but appear for a moment above the chat
    (at most 200 characters)."""
    beside: bool = False


class Pressable(NamedTuple):
    """What a button means: of which draft or case, at which turn, which choice."""

    subject: str
    """The first 16 hex digits of the draft's or case's id."""
    turn: int
    choice: str


def data_of(subject: UUID, turn: int, choice: str) -> str:
    """The data of a button; at most 64 bytes."""
    data = f"{subject.hex[-16:]}:{turn}:{choice}"
    assert len(data.encode()) <= 64, data
    return data


def pressed(data: str) -> Pressable | None:
    """What came back from a button; None for what no button of ours holds."""
    parts = data.split(":", 2)
    if len(parts) != 3 or not parts[1].isascii() or not parts[1].isdigit() or len(parts[1]) > 9:
        return None
    return Pressable(parts[0], int(parts[1]), parts[2])


def about(subject: UUID, press: Pressable) -> bool:
    """Whether the button belongs to this draft or case."""
    return press.subject == subject.hex[-16:]
