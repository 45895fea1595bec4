"""The port through which messages leave the house."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """Words on their way to one address. `key` is the same for every try, so that a receiver can tell a repeat."""

    key: str
    address: str
    subject: str
    body: str


@dataclass(frozen=True)
class Delivered:
    """The other side has taken it."""


@dataclass(frozen=True)
class TryLater:
    """It did not work this time. `after` is how long the other side asked us to wait. No address in `reason`.

    `unsure`: the other side never answered, and may have taken it all the same.
    """

    reason: str
    after: timedelta | None = None
    unsure: bool = False


@dataclass(frozen=True)
class GaveUp:
    """It never will work for this address. No address in `reason`."""

    reason: str


Outcome = Delivered | TryLater | GaveUp


class Channel(Protocol):
    """A way to reach people. `name` says which of a recipient's addresses it takes (email, later telegram)."""

    @property
    def name(self) -> str: ...

    async def send(self, message: Message) -> Outcome: ...
