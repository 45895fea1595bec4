"""What somebody sent to the bot, told apart: pure values, made of an update by `reading`."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

Number = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""As Telegram numbers things; what is larger is none of its numbers."""
FileKind = Literal["photo", "video", "voice", "document", "audio"]


class NotedFile(msgspec.Struct, frozen=True):
    """A file that lies at Telegram: `file_id` fetches it, `unique` is the same for everybody who sends it.

    `size` in bytes, 0 where it is not told; `seconds` for what has a length. A photo sent as a `document` keeps the
    place where it was taken.
    """

    kind: FileKind
    file_id: str
    unique: str
    media_type: str = ""
    size: int = 0
    seconds: int = 0
    name: str = ""

    @property
    def is_voice(self) -> bool:
        """Whether somebody speaks in it: such a file is a complete report."""
        return self.kind in ("voice", "audio")


class Input(msgspec.Struct, frozen=True, tag_field="what"):
    """Base of everything that can be sent. `message` is Telegram's number of it in its chat, from 1."""

    message: Number


class Wrote(Input, frozen=True, tag="wrote"):
    """Words. `replies_to` is the message of ours they answer; `forwarded` from somebody else, who is not kept."""

    text: str
    edited: bool = False
    replies_to: Number | None = None
    forwarded: bool = False


class Sent(Input, frozen=True, tag="sent"):
    """A file, perhaps with words under it. `album` is the same for files sent together."""

    file: NotedFile
    caption: str = ""
    album: str | None = None
    edited: bool = False
    replies_to: Number | None = None


class Pinned(Input, frozen=True, tag="pinned"):
    """A place, WGS 84 degrees; `name` where it is a venue."""

    latitude: float
    longitude: float
    name: str = ""


class Shared(Input, frozen=True, tag="shared"):
    """A telephone number shared by button; `own` where it is the sender's."""

    phone: str
    own: bool


class Pressed(Input, frozen=True, tag="pressed"):
    """A button under our message `message` (0: Telegram does not tell which); `query` has to be answered."""

    data: str
    query: str


class Commanded(Input, frozen=True, tag="commanded"):
    """A command without its slash, in lower case, and what stood after it."""

    name: str
    argument: str = ""


class Strange(Input, frozen=True, tag="strange"):
    """Something the bot has no use for: a sticker, a poll, a dice."""

    kind: str


AnyInput = Wrote | Sent | Pinned | Shared | Pressed | Commanded | Strange

ChatKind = Literal["private", "group", "channel"]


class Incoming(msgspec.Struct, frozen=True):
    """One update, read. `user` is Telegram's id of the sender, `chat` that of the chat; both are personal data.

    `blocked` says that the sender has just blocked the bot (True) or let it in again (False).
    """

    update: Number
    chat: Number
    user: Number
    kind: ChatKind
    at: datetime
    name: str = ""
    """As the sender's app shows it; nothing keeps it unasked."""
    language: str = ""
    """As the sender's app says, such as id or en-GB."""
    addressed: bool = True
    """In a group: whether the bot was spoken to."""
    input: AnyInput | None = None
    blocked: bool | None = None
