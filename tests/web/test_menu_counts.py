"""The numbers of the menu are kept for some seconds, and never older than what the officer did."""

import asyncio
import re
from dataclasses import replace
from uuid import uuid4

import httpx

from people.actor import Actor, Post, Role
from people.duty import DutyBook
from tests.web.citizen import published
from tests.web.officer import hire, make, sign_in
from web.house import House
from web.menu_counts import MenuCounts
from web.own_acts import OwnActs

ONE = Actor("officer", uuid4(), (Post(Role.OFFICER, "BMBK", frozenset({"BMBK"})),))
OTHER = Actor("officer", uuid4(), ONE.posts)


class Counter:
    """Counts how often it was asked, and says so; waits for `go` where there is one."""

    def __init__(self, go: asyncio.Event | None = None) -> None:
        self.times, self._go = 0, go

    async def __call__(self) -> int:
        self.times += 1
        if self._go is not None:
            await self._go.wait()
        return self.times


async def test_each_officer_is_counted_for_once_until_they_act() -> None:
    menu, counted, others = MenuCounts(60), Counter(), Counter()
    assert [await menu.of(ONE, counted) for _ in range(3)] == [1, 1, 1]
    assert await menu.of(OTHER, others) == 1
    menu.forget(ONE)
    assert (await menu.of(ONE, counted), await menu.of(OTHER, others)) == (2, 1)


async def test_posts_that_changed_are_counted_anew() -> None:
    menu, counted = MenuCounts(60), Counter()
    await menu.of(ONE, counted)
    assert await menu.of(Actor("officer", ONE.person, ()), counted) == 2


async def test_what_was_being_counted_while_somebody_acted_is_not_kept() -> None:
    menu, go = MenuCounts(60), asyncio.Event()
    counted = Counter(go)
    counting = asyncio.create_task(menu.of(ONE, counted))
    await asyncio.sleep(0)
    menu.forget(ONE)
    go.set()
    assert (await counting, await menu.of(ONE, counted)) == (1, 2)


async def test_without_seconds_it_is_always_counted() -> None:
    menu, counted = MenuCounts(0), Counter()
    assert [await menu.of(ONE, counted) for _ in range(3)] == [1, 2, 3]


async def test_an_act_is_in_the_numbers_at_once_and_what_others_did_a_little_later(
    house: House, client: httpx.AsyncClient
) -> None:
    application = client._transport.app  # type: ignore[attr-defined]
    application.state["house"] = replace(house, menu=MenuCounts(600))
    await hire(house, "petugas", (Role.OFFICER, "BMBK"))
    first = await published(house, "Jalan amblas di tikungan dekat masjid.")
    await sign_in(client, "petugas")
    assert await _new(client) == "1"
    await published(house, "Jembatan kayu di dusun kami patah.")
    assert await _new(client) == "1"
    await make(client, first.id, "ambil")
    await published(house, "Drainase tersumbat di depan sekolah.")
    assert await _new(client) == "2"


async def test_an_act_is_seen_at_once_where_another_process_answers(house: House, client: httpx.AsyncClient) -> None:
    application = client._transport.app  # type: ignore[attr-defined]
    there = replace(
        house, menu=MenuCounts(600), acts=OwnActs(), duty=DutyBook(house.database, house.clock, seconds=600)
    )
    application.state["house"] = there
    await hire(house, "petugas", (Role.OFFICER, "BMBK"))
    first = await published(house, "Jalan amblas di tikungan dekat masjid.")
    await sign_in(client, "petugas")
    assert await _new(client) == "1"
    assert (await there.duty.current()).holders(Role.HEAD, "BMBK") == 0
    await hire(house, "kepala", (Role.HEAD, "BMBK"))
    application.state["house"] = house
    await make(client, first.id, "ambil")
    application.state["house"] = there
    assert await _new(client) == ""
    assert (await there.duty.current()).holders(Role.HEAD, "BMBK") == 1
    await published(house, "Jembatan kayu di dusun kami patah.")
    assert await _new(client) == "", "the same mark is no word of another act"


async def _new(client: httpx.AsyncClient) -> str:
    """The number at the inbox in the menu of a page that shows no cases."""
    page = await client.get("/kantor/hubungi")
    found = re.search(r'href="/kantor/kotak"[^>]*>.*?</a>', page.text, re.S)
    assert found is not None
    return re.sub(r"<svg.*?</svg>|<[^>]+>|[^0-9+]", "", found[0], flags=re.S)
