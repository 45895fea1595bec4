"""Chats and the bot's name, for the tests of pages that lead to Telegram."""

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from uuid import UUID

import httpx

from people.telegram import Chats, Purpose, make_link, redeem
from web.house import House

BOT = "TanggapUjiBot"
SOMEBODY = 700_100_200


@dataclass
class Named:
    """A bot whose name is known, or not yet."""

    known: str | None = BOT

    async def name(self) -> str | None:
        return self.known


async def chat_of(house: House, telegram: int = SOMEBODY) -> UUID:
    """A chat with the bot."""
    async with house.database.transaction() as session:
        return (await Chats(house.keys).held(session, telegram, "id", house.clock.now())).id


async def form_link(house: House, chat_id: UUID, **lasts: float) -> str:
    """The token of a link to the form, as the bot hands it out."""
    ends = house.clock.now() + timedelta(**(lasts or {"hours": 24}))
    async with house.database.transaction() as session:
        return await make_link(session, "form", chat_id, ends)


async def opened(house: House, token: str, chat_id: UUID) -> Purpose | None:
    """What the bot makes of a link that is opened in a chat; None where it cannot be used."""
    chats, now = Chats(house.keys), house.clock.now()
    async with house.database.transaction() as session:
        used = await redeem(session, token, now, "case", "officer")
        if used is not None and used.purpose == "case":
            await chats.follow(session, chat_id, used.subject, "reporter", now)
        elif used is not None:
            await chats.link_officer(session, chat_id, used.subject, now)
    return used.purpose if used else None


async def followed(house: House, complaint_id: UUID) -> list[UUID]:
    """The chats that hear of a case."""
    async with house.database.reading() as session:
        return [chat for _, chat, _ in await Chats(house.keys).chats_of(session, [complaint_id])]


def token_in(page: httpx.Response) -> str:
    """The token of the button into Telegram."""
    found = re.search(rf'href="https://t\.me/{BOT}\?start=([A-Za-z0-9_-]+)"', unescape(page.text))
    assert found, page.text
    return found[1]
