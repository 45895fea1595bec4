"""Mails that are owed one at a time: handed over, tried again for a while, then given up."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from notices.channel import Channel, Delivered, Message, TryLater, handed

TRIES = 6
PAUSE = timedelta(minutes=10)
"""Before the second try; twice as long before each one after it, or as long as the other side asked for."""


class Tried(NamedTuple):
    """`taken`: a channel has it. `again`: after how long to try once more; None, there is nothing left to do."""

    taken: bool
    again: timedelta | None = None


def mailing_channel(channels: Sequence[Channel]) -> Channel | None:
    """The channel that takes addresses of mails, if there is one."""
    return next((channel for channel in channels if channel.name == "email"), None)


async def tried(channel: Channel | None, message: Message | None, attempts: int) -> Tried:
    """Hand a mail over that was tried so often before; without a channel or a message there is nothing to do."""
    if channel is None or message is None:
        return Tried(taken=False)
    outcome = await handed(channel, message)
    if isinstance(outcome, TryLater) and attempts + 1 < TRIES:
        return Tried(taken=False, again=max(PAUSE * 2**attempts, outcome.after or PAUSE))
    return Tried(taken=isinstance(outcome, Delivered))
