"""A half-told report: what was said so far, in which message, and what the bot asked last."""

from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

import msgspec
from uuid_utils.compat import uuid7

from bots.inputs import NotedFile
from complaints.kinds import Visibility


class Step(StrEnum):
    """What the bot waits for."""

    WHAT = "what"
    WHERE = "where"
    WHEN = "when"
    WHO = "who"
    """By name, anonymous or confidential."""
    NAME = "name"
    PHONE = "phone"
    ADDITION = "addition"
    """Whether what was sent adds to the chat's open case or is a new report."""
    REVIEW = "review"
    """The whole draft is shown; send, change or cancel."""
    SEALED = "sealed"
    """The chat is not sealed end to end: a one-use link to the web form was offered instead."""


class Said(msgspec.Struct, frozen=True):
    """Words with the message they came in, so that an edit of it corrects them."""

    message: int
    text: str


class Noted(msgspec.Struct, frozen=True):
    """A file with the message it came in and, if it came in one, its album."""

    message: int
    file: NotedFile
    album: str | None = None


class Pending(msgspec.Struct, frozen=True):
    """The next words are for a case that was filed and not for the draft; what was sent for it already waits here.

    `reason`: why it is not settled; `transcript`: what a recording really says; `choice`: what is to become of it.
    """

    want: Literal["reason", "transcript", "choice"]
    code: str
    said: tuple[Said, ...] = ()
    files: tuple[Noted, ...] = ()
    album: str | None = None
    on: date | None = None
    """The day on which words were asked for: long afterwards they may be meant for something else."""

    @property
    def holds(self) -> bool:
        return bool(self.said or self.files)

    @property
    def messages(self) -> tuple[int, ...]:
        """Numbers of the messages it came in."""
        return messages_of(self.said, self.files)

    @property
    def told(self) -> bool:
        """Whether words came, or a voice note that stands for them."""
        return bool(self.said) or voiced(self.files)


class Draft(msgspec.Struct, frozen=True):
    """What was told so far. `turn` grows with every answer of ours, so that buttons of an earlier one act no more.

    `place` may be a point (WGS 84), words, or an area of the region. `skipped` are questions answered by “lewati”.
    """

    id: UUID = msgspec.field(default_factory=uuid7)
    turn: int = 0
    step: Step = Step.WHAT
    said: tuple[Said, ...] = ()
    files: tuple[Noted, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    address: str | None = None
    area: str | None = None
    happened_on: date | None = None
    visibility: Visibility | None = None
    name: str | None = None
    phone: str | None = None
    danger: bool = False
    skipped: frozenset[Step] = frozenset()
    near_shown: bool = False
    """Whether likely duplicates were offered already."""
    album: str | None = None
    """The album that is still coming in: answered once."""
    latest: int = 0
    """The newest message of theirs that was seen, also one that is not kept here, such as a name."""
    left_out: int = 0
    """Files that were too many."""
    pending: Pending | None = None
    """Something about a case that comes first; the draft waits untouched."""

    @property
    def text(self) -> str:
        """Everything said, in the order of the messages."""
        return "\n".join(one.text for one in sorted(self.said, key=lambda one: one.message)).strip()

    @property
    def messages(self) -> tuple[int, ...]:
        """Numbers of the messages it was told in."""
        return messages_of(self.said, self.files)

    @property
    def told(self) -> bool:
        """Whether it says anything at all: words, or a voice note, which is a complete report."""
        return self.worded or self.voiced

    @property
    def worded(self) -> bool:
        """Whether there is a letter or a digit in what was written."""
        return any(character.isalnum() for character in self.text)

    @property
    def voiced(self) -> bool:
        return voiced(self.files)

    @property
    def placed(self) -> bool:
        return self.latitude is not None or bool(self.address) or bool(self.area)

    @property
    def blank(self) -> bool:
        """Whether nothing was told: there was only something pending."""
        told = self.said or self.files or self.placed or self.happened_on or self.visibility or self.phone
        return self.step is Step.WHAT and not told

    def holds(self, message: int) -> bool:
        """Whether words or a file of this message are in it."""
        return message in self.messages


def messages_of(said: tuple[Said, ...], files: tuple[Noted, ...]) -> tuple[int, ...]:
    """Numbers of the messages these came in."""
    return (*(one.message for one in said), *(one.message for one in files))


def voiced(files: tuple[Noted, ...]) -> bool:
    return any(one.file.is_voice for one in files)
