"""What is asked of those who do what the conversation wishes, and what comes of it."""

from typing import NamedTuple

from bots.draft import Draft
from bots.replies import Reply
from bots.turns import Known, Turn
from people.telegram import Chat


class Asking(NamedTuple):
    """A wish, with the update and the chat it came from and the draft before it."""

    update: int
    chat: Chat
    before: Draft | None
    turn: Turn
    known: Known


class Outcome(NamedTuple):
    """The draft as it is afterwards, what there is to say, and whether the draft became a complaint."""

    draft: Draft | None
    replies: tuple[Reply, ...] = ()
    filed: bool = False
    erased: bool = False
    """Whether the chat is to be forgotten once this was said."""
