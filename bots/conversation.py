"""The conversation, pure: a draft and what somebody sent become a draft and what the bot says."""

from datetime import date
from typing import Literal

import msgspec

from bots.draft import Draft
from bots.inputs import AnyInput
from bots.replies import Reply
from routing.advice import Reading

Wish = Literal["file", "cancel", "sealed_link", "status", "mine", "help", "language", "erase", "start", "join"]
"""What somebody wants that is not for the conversation alone to do; `intake` does it, in the same transaction."""


class Near(msgspec.Struct, frozen=True):
    """A case that tells of the same and that everybody may read."""

    code: str
    beginning: str
    joined: int


class Known(msgspec.Struct, frozen=True):
    """What the conversation may know besides: what was read in the draft's words, the day, the region's areas."""

    reading: Reading
    """Of the draft with the new words in it."""
    today: date
    areas: tuple[tuple[str, str], ...] = ()
    """Code and name of areas to choose from by button."""
    near: tuple[Near, ...] = ()
    emergency: tuple[tuple[str, str], ...] = ()
    """Numbers to call where the report seems to be, and who answers."""
    name: str | None = None
    """The name the sender's app shows, offered and never taken unasked."""
    open_case: str | None = None
    """Code of the one open case of this chat, if there is exactly one."""


class Turn(msgspec.Struct, frozen=True):
    """What follows: the draft as it is now (None: there is none), what is said, and what is wished.

    `wish_argument` belongs to the wish: a code for `join`, a language for `language`, the payload for `start`.
    """

    draft: Draft | None
    replies: tuple[Reply, ...] = ()
    wish: Wish | None = None
    wish_argument: str = ""


def talk(draft: Draft | None, sent: AnyInput, known: Known) -> Turn:
    """One step of the conversation. From every state /batal and /bantuan work, and no input leads to a dead end."""
    raise NotImplementedError
