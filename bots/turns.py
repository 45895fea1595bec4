"""What the conversation is given and what it gives back."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from bots.draft import Draft, Noted, Said
from bots.replies import Reply
from complaints.kinds import OPEN, Status
from routing.advice import Reading

Wish = Literal[
    "file", "cancel", "sealed_link", "status", "mine", "help", "language", "erase", "start", "join", "add", "alerts"
]
"""What somebody wants that is not for the conversation alone to do; `intake` does it, in the same transaction.

`file`, `join` and `add`: the turn's draft is what is filed, what tells of the same as the case of code `wish_argument`,
or what adds to it; the draft is forgotten once that is done, and kept if it is refused (`refused`). `cancel`: the files
noted for the draft before are forgotten; the words for it are said already, as those of `help` are. `sealed_link`: a
link of one use is told after the turn's replies; nothing of the draft before may remain. `erase` comes only after it
was asked again. `language` is wished with a language, never without. `status` has a code or nothing; `alerts` the id
(hex) of one that is to end, or nothing.
"""


Deed = Literal[
    "add", "correct", "confirm", "dispute", "transcript", "rate", "right", "wrong", "stop", "again", "take", "page"
]
"""What is to happen to a case: `add` words and files (an answer, where one was asked for), `correct` what was said,
`transcript`: words for what a recording says, `right` or `wrong` about one, `stop` telling of it here, `again` tell of
it by the link in `value`, `page`: only tell where its page is."""


class Near(msgspec.Struct, frozen=True):
    """A case that tells of the same and that everybody may read."""

    code: str
    beginning: str
    joined: int


class Case(msgspec.Struct, frozen=True):
    """A case that is told of in this chat, as far as the conversation has to know it."""

    code: str
    status: Status
    own: bool = True
    """Whether it was told here, and not only joined."""
    disputes: int = 0
    """How often its answer was disputed: a button from before the last time judges another answer."""
    rated: bool = False
    id: UUID | None = None
    page: str = ""
    """Address of its page, as far as this chat may see it."""
    withheld: bool = False
    """Whether few may know of it: nothing is told of it in a chat, which is not sealed end to end."""
    parts: tuple[str, ...] = ()
    """Of a report that was split and told here: the codes of the cases that were made of it."""

    @property
    def asks(self) -> bool:
        """Whether its reporter was asked for something."""
        return self.status in (Status.WAITING, Status.RETURNED)

    @property
    def addable(self) -> bool:
        """Whether words can simply be added: they are an opinion on the answer where there is one."""
        return self.own and self.open and self.status is not Status.RESOLVED

    @property
    def open(self) -> bool:
        return self.status in OPEN


class Known(msgspec.Struct, frozen=True):
    """What the conversation may know besides: what was read in the draft's words, the day, the region's areas."""

    reading: Reading
    """Of `hearing.heard(draft, sent).draft`: the draft with the new words in it."""
    today: date
    areas: tuple[tuple[str, str], ...] = ()
    """Code and name of areas to choose from by button."""
    near: tuple[Near, ...] = ()
    emergency: tuple[tuple[str, str], ...] = ()
    """Numbers to call where the report seems to be, and who answers."""
    name: str | None = None
    """The name the sender's app shows, offered and never taken unasked."""
    cases: tuple[Case, ...] = ()
    """Cases told of in this chat, the newest first."""
    about: str | None = None
    """Code of the case that a message belongs to: the one that is replied to, or the one that was edited."""
    officer: bool = False
    """Whether the chat is an officer's."""
    photo_place: tuple[float, float] | None = None
    """Where a photo of the draft was taken (WGS 84), if it was sent as a file, was fetched and tells."""

    @property
    def open_cases(self) -> tuple[Case, ...]:
        """Those to which something can be added: told here and not over."""
        return tuple(case for case in self.cases if case.own and case.open)

    @property
    def offered(self) -> tuple[Case, ...]:
        """Those to which something sent may belong: first what waits for its reporter, then the newest."""
        return tuple(sorted(self.open_cases, key=lambda case: not case.asks)[:3])

    @property
    def thanks(self) -> bool:
        """Whether all that was said is a word of thanks."""
        first = self.reading.first
        return first is not None and first.nothing == "thanks"

    def case(self, code: str | None) -> Case | None:
        return next((case for case in self.cases if case.code == code), None)


class Act(msgspec.Struct, frozen=True):
    """A deed with a case of this chat; `message` is ours whose button was pressed. `value`: a score, a file, a link.

    `shown`: of a transcript, the version of the event with which it was shown.
    """

    what: Deed
    code: str
    said: tuple[Said, ...] = ()
    files: tuple[Noted, ...] = ()
    value: str = ""
    message: int | None = None
    shown: int = 0


class Turn(msgspec.Struct, frozen=True):
    """What follows: the draft as it is now (None: there is none), what is said, and what is wished.

    `wish_argument` belongs to the wish: a code for `join` and `add`, a language for `language`, the payload for
    `start`. `forget` are messages of theirs that are to vanish from the chat too, as far as Telegram allows.
    """

    draft: Draft | None
    replies: tuple[Reply, ...] = ()
    wish: Wish | None = None
    wish_argument: str = ""
    forget: tuple[int, ...] = ()
    act: Act | None = None
    """Instead of a wish: something with a case, done in the same transaction. The draft is kept as it was if not."""
    then: tuple[Reply, ...] = ()
    """What is said after the act, if it could be done."""
