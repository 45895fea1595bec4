"""The port through which messages leave the house."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from notices.messages import Facts


@dataclass(frozen=True)
class Message:
    """Words on their way to one address, in the source language. `key` is the same for every try."""

    key: str
    address: str
    subject: str
    body: str
    facts: Facts | None = None
    """What it tells of, where it tells of a case: for a channel that has words of its own."""
    stop: str | None = None
    """An address to which a mail program posts when its reader wants no more of these."""
    alert: UUID | None = None
    """The alert it comes of, where it tells of many cases: for a channel that ends it by a button."""


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
    """It never will work for this address. No address in `reason`.

    `closed`: whoever it leads to has closed this way themselves; it is nobody's fault, and their page is left to them.
    """

    reason: str
    closed: bool = False


Outcome = Delivered | TryLater | GaveUp


class Channel(Protocol):
    """A way to reach people. `name` says which of a recipient's addresses it takes (email, later telegram)."""

    @property
    def name(self) -> str: ...

    async def send(self, message: Message) -> Outcome: ...


async def handed(channel: Channel, message: Message) -> Outcome:
    """What came of handing a message over; a fault of the channel itself is a try that failed."""
    try:
        return await channel.send(message)
    except Exception as fault:  # noqa: BLE001 - one address's fault must not keep the others from their mail
        # Only the kind is kept: a library's message may hold the address or a token.
        return TryLater(type(fault).__name__)
