"""What an open inbox is told, over real HTTP: changes once, never of what may not be known, and on after a cut."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Kind
from people.actor import Actor, Role
from sla.desk_changes import DeskChanges, written
from tests.web.applications import application_over
from tests.web.citizen import COORDINATOR, done, filed, later
from tests.web.officer import hire, sign_in
from tests.web.serving import served
from web import inbox_live
from web.house import House

PATH = "/kantor/kotak/langsung"
SOON = 10.0


@pytest.fixture
async def me(house: House) -> Actor:
    return await hire(house, "bmbk", (Role.OFFICER, "BMBK"))


@pytest.fixture
async def url(house: House, me: Actor, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    object.__setattr__(house, "desk_changes", DeskChanges(house.database, house.clock, seconds=0.1))
    monkeypatch.setattr(inbox_live, "BEAT", 0.5)
    async with served(application_over(house)) as address:
        yield address


async def given(house: House, text: str = "Jalan berlubang.") -> Complaint:
    complaint = await filed(house, text)
    return await done(house, complaint.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)


class Stream:
    """What a browser hears, event by event."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.aiter_lines()
        self.id = ""

    async def next(self) -> tuple[str, dict[str, Any]]:
        """The name and data of the next event; a sign of life is ("", {})."""
        name, data = "", ""
        async for line in self._lines:
            key, _, value = line.partition(":")
            if key == "id":
                self.id = value.strip()
            elif key == "event":
                name = value.strip()
            elif key == "data":
                data += value.strip()
            elif not line:
                return name, json.loads(data) if data else {}
        raise EOFError

    async def told(self) -> dict[str, Any]:
        """The next change."""
        async with asyncio.timeout(SOON):
            while True:
                name, data = await self.next()
                if name:
                    return data

    async def beat(self) -> list[str]:
        """Listen until the next sign of life; the names of what was told meanwhile."""
        heard: list[str] = []
        async with asyncio.timeout(SOON):
            while True:
                name, _data = await self.next()
                if not name and self.id:
                    return heard
                heard.append(name)


@asynccontextmanager
async def listening(url: str, username: str, since: str = "", **headers: str) -> AsyncIterator[Stream]:
    async with httpx.AsyncClient(base_url=url, timeout=SOON) as browser:
        await sign_in(browser, username)
        accept = {"accept": "text/event-stream"} | headers
        async with browser.stream("GET", f"{PATH}?{since}", headers=accept) as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert answer.headers["cache-control"] == "no-store"
            assert "content-encoding" not in answer.headers
            stream = Stream(answer)
            await stream.next()
            yield stream


async def test_changes_are_told_as_they_happen_and_what_was_missed_after_a_cut(
    url: str, house: House, me: Actor
) -> None:
    there = await given(house)
    later(house, seconds=30)
    async with listening(url, "bmbk", f"daftar=belum&sejak={written(house.clock.now())}") as stream:
        new = await given(house, "Jembatan retak.")
        told = await stream.told()
        assert [(one["id"], one["here"]) for one in told["changes"]] == [(str(new.id), True)]
        assert told["changes"][0]["what"] == "Diteruskan ke unit penanggung jawab"
        assert "Jembatan" not in json.dumps(told), "no word of a case goes this way"
        later(house, seconds=30)
        taken = await done(house, there.id, c.Take(), me)
        told = await stream.told()
        assert told["changes"] == [
            {"id": str(there.id), "version": taken.version, "what": "Mulai ditangani petugas", "here": False}
        ]
        last = stream.id
    later(house, seconds=30)
    asked = await done(house, there.id, c.Ask(c.Words("Di mana?")), me)
    async with listening(url, "bmbk", "daftar=belum&sejak=0", **{"last-event-id": last}) as stream:
        told = await stream.told()
        assert asked.version in [one["version"] for one in told["changes"]]
        await stream.beat()
        assert int(stream.id) >= int(written(house.clock.now())), "a sign of life says up to when all was told"
    later(house, hours=5)
    async with listening(url, "bmbk", f"sejak={last}") as stream:
        assert await stream.told() == {"again": True}


async def test_nobody_hears_of_what_they_may_not_know_and_those_who_had_it_hear_that_it_left(
    url: str, house: House, me: Actor
) -> None:
    await hire(house, "inspektur", (Role.INSPECTORATE, "INSP"))
    here = await given(house)
    later(house, seconds=30)
    shown = f"lihat={here.id},01930000-0000-7000-8000-000000000000"
    async with listening(url, "bmbk", shown) as mine, listening(url, "inspektur") as theirs:
        told = await mine.told()
        assert told == {"changes": [], "gone": ["01930000-0000-7000-8000-000000000000"]}
        hidden = await filed(house, "Diminta uang saat mengurus izin.", kind=Kind.OVERSIGHT, about_unit="BMBK")
        assert [one["id"] for one in (await theirs.told())["changes"]] == [str(hidden.id)]
        elsewhere = await filed(house, "Lampu mati.")
        await done(house, elsewhere.id, c.Forward("DISHUB", "lampu_jalan"), COORDINATOR)
        await done(house, here.id, c.SendBack(c.Words("Bukan tugas kami.")), me)
        assert await mine.told() == {"changes": [], "gone": [str(here.id)]}, "the first word since: nothing in between"
        await done(house, here.id, c.Reclassify(topic="lampu_jalan"), COORDINATOR)
        assert await mine.beat() == []


async def test_only_a_browser_that_listens_is_answered_and_only_with_a_session(url: str) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=SOON) as browser:
        assert (await browser.get(PATH, headers={"accept": "text/event-stream"})).status_code == 303
        await sign_in(browser, "bmbk")
        assert (await browser.get(PATH)).status_code == 406


async def test_open_pages_do_not_hold_up_a_server_that_ends(house: House, me: Actor) -> None:
    loop = asyncio.get_running_loop()
    async with httpx.AsyncClient(timeout=SOON) as browser:
        async with served(application_over(house)) as url:
            browser.base_url = httpx.URL(url)
            await sign_in(browser, "bmbk")
            asked = browser.build_request("GET", PATH, headers={"accept": "text/event-stream"})
            answer = await browser.send(asked, stream=True)
            stream = Stream(answer)
            await stream.next()
            begun = loop.time()
        assert loop.time() - begun < 5
        with pytest.raises(EOFError):
            await stream.next()
        await answer.aclose()


async def test_one_officer_cannot_keep_any_number_of_streams(house: House, me: Actor) -> None:
    changes = house.desk_changes
    async with AsyncExitStack() as pages:
        first = await pages.enter_async_context(changes.listening("officer:1"))
        for _ in range(7):
            await pages.enter_async_context(changes.listening("officer:1"))
        assert await first.changes(0.01) == []
        async with changes.listening("officer:2"), changes.listening("officer:1"):
            assert await first.changes(1) is None, "the longest of them is let go"
