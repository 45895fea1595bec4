"""An officer at a browser without scripts, for the tests of the office."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx

from people.actor import Actor, Post, Role
from sla.oversight_figures import OversightFigures
from sla.oversight_now import OversightNow
from tests.web.citizen import Upload, fields
from web.house import House

PASSWORD = "kata sandi uji coba"


async def hire(house: House, username: str, *posts: tuple[Role, str]) -> Actor:
    """An account, and the actor that signing in makes of it."""
    person = await house.accounts.add(username, f"Nama {username}", PASSWORD, posts)
    region = await house.region.current()
    return Actor("officer", person, tuple(Post(role, unit, region.reach(unit)) for role, unit in posts))


async def staffed(house: House, **posts: tuple[Role, str]) -> dict[str, Actor]:
    """An account with one post for each name."""
    return {name: await hire(house, name, post) for name, post in posts.items()}


@asynccontextmanager
async def signed_in(client: httpx.AsyncClient, username: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of one's own in which this officer is signed in."""
    async with browser_of(client) as own:
        answer = await sign_in(own, username)
        assert answer.status_code == 303, answer.text
        yield own


async def sign_in(client: httpx.AsyncClient, username: str, password: str = PASSWORD, **more: str) -> httpx.Response:
    page = await client.get("/masuk", params=more)
    return await client.post("/masuk", data=fields(page.text) | {"username": username, "password": password})


async def looked_at(client: httpx.AsyncClient, complaint_id: UUID, move: str) -> dict[str, str]:
    """The hidden fields of a move's form on the case's page."""
    page = await client.get(f"/kantor/aduan/{complaint_id}")
    assert page.status_code == 200, page.text
    return fields(page.text, address(complaint_id, move))


def address(complaint_id: UUID, move: str) -> str:
    return f"/kantor/aduan/{complaint_id}/{move}"


async def make(
    client: httpx.AsyncClient, complaint_id: UUID, move: str, files: list[Upload] | None = None, **values: str
) -> httpx.Response:
    """The answer to a move made from the case's page."""
    data = await looked_at(client, complaint_id, move) | values
    return await client.post(address(complaint_id, move), data=data, files=files)


async def set_password(client: httpx.AsyncClient, address: str, password: str = PASSWORD) -> httpx.Response:
    """The answer to a password set by a link, in a browser of its own."""
    async with browser_of(client) as own:
        page = await own.get(address)
        return await own.post(address, data=fields(page.text) | {"password": password, "again": password})


@asynccontextmanager
async def browser_of(client: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """A further browser at the same application, in which nobody is signed in."""
    wishes = {"Accept-Encoding": client.headers["Accept-Encoding"]}
    async with httpx.AsyncClient(transport=client._transport, base_url=str(client.base_url), headers=wishes) as own:
        yield own
        own._transport = httpx.AsyncBaseTransport()  # the application is shared: closing must not reach it


async def counted(house: House) -> None:
    """What the worker makes for those who oversee, as of now."""
    rooms = (house.database, house.clock, house.calendars, house.region)
    await OversightNow(*rooms).refresh()
    await OversightFigures(*rooms).refresh()


def answers(page: str) -> list[str]:
    """The numbers on top of the supervisor's page: late, expected late, standing still, open."""
    return [one.strip() for one in re.findall(r'class="answer__number">(?:<a[^>]*>)?([^<]+)', page)]
