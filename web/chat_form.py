"""The form reached from a chat by a link used once: what it offers, and the report that comes by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from complaints import commands as c
from complaints import ticket
from complaints.complaint import Complaint
from complaints.handling import TRIES, LostRace
from complaints.kinds import Visibility
from foundation.errors import Stale
from people.actor import Actor
from web.forms import Posted
from web.house import House

LINK, WISH = "tautan", "kabari"
"""The fields that carry the link's token, and whether the chat is to hear of the report."""


@dataclass(frozen=True)
class FiledFromChat:
    """A report that came by a link. `left_out`: its chat was to hear of it, and could not be tied to it."""

    complaint: Complaint
    ticket: str
    left_out: bool


def begun(token: str | None) -> dict[str, str]:
    """What the form opens with; nothing unless it was reached by a link."""
    return {LINK: token, "visibility": str(Visibility.CONFIDENTIAL)} if token else {}


async def standing(house: House, values: Mapping[str, str]) -> Literal["", "waits", "spent"]:
    """Whether the form came by a link, and whether that can still be used."""
    token = values.get(LINK, "")
    if not token:
        return ""
    return "waits" if await house.ties.form_waits(token) else "spent"


async def filed(house: House, form: Posted, by: Actor, orders: Sequence[c.Order]) -> FiledFromChat:
    """File the report, the first order, and use up the link in one transaction.

    Only where it was wished is the chat tied to the report. A link that cannot be used any more keeps nobody from
    filing. Raises what the road raises.
    """
    first, *others = orders
    command = first.command
    assert isinstance(command, c.FileComplaint)
    token, wished = form.raw.get(LINK, ""), form.raw.get(WISH) == "ya"
    for _ in range(TRIES):
        try:
            async with house.ties.filing() as session:
                chat = await house.ties.use_form(session, token)
                reached = command.reachable or (wished and chat is not None)
                told = msgspec.structs.replace(command, reachable=reached)
                page = [msgspec.structs.replace(first, command=told), *others]
                complaint = (await house.handling.handle_many([(order, by) for order in page], within=session))[-1]
                tied = wished and await house.ties.tie(session, chat, complaint.id)
                return FiledFromChat(complaint, command.ticket, wished and not tied)
        except LostRace:
            command = msgspec.structs.replace(command, ticket=ticket.draw())
    raise Stale()
