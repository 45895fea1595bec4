"""A half-told report: what was said so far, in which message, and what the bot asked last."""

from datetime import date
from enum import StrEnum
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

    @property
    def text(self) -> str:
        """Everything said, in the order of the messages."""
        return "\n".join(one.text for one in sorted(self.said, key=lambda one: one.message)).strip()

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
        return any(one.file.kind in ("voice", "audio") for one in self.files)

    @property
    def placed(self) -> bool:
        return self.latitude is not None or bool(self.address) or bool(self.area)
