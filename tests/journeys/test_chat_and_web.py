"""From the web into a chat and back, over real HTTP on both sides: cases, officers and confidential reports."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace

import httpx
import pytest

from bots.application import Bot
from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Visibility
from people.actor import Actor, Role
from service.bot import opened_bot
from service.bot_name import BotName
from service.settings import Settings
from service.worker import dispatching
from tests.bots.double import BotApi, Person
from tests.web.applications import application_over
from tests.web.chats import followed, token_in
from tests.web.citizen import COORDINATOR, OFFICER, REPORT, done, fields, filed, follow, later, taken, words
from tests.web.officer import hire, sign_in
from tests.web.serving import served
from web.house import House

SECRET = "Lurah minta pungli dua ratus ribu rupiah untuk surat pengantar."
LINK_USED = "sudah dipakai atau sudah lewat"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as running:
        yield running


@pytest.fixture
async def house(house: House, api: BotApi) -> AsyncIterator[House]:
    name = BotName(api.token, api.url)
    yield replace(house, bot=name)
    await name.close()


@pytest.fixture
def settings(api: BotApi) -> Settings:
    return Settings(telegram_bot_token=api.token, telegram_api_url=api.url, public_url="https://uji.example")


@pytest.fixture
async def bot(house: House, settings: Settings) -> AsyncIterator[Bot]:
    """The bot, which asks for updates all the while."""
    async with opened_bot(settings, house) as made:
        assert made is not None
        polling = asyncio.create_task(made.polling.run(120))
        yield made
        made.polling.end()
        await polling


@dataclass
class Web:
    """A browser at the served pages."""

    client: httpx.AsyncClient
    house: House

    async def press(self, page: str, path: str) -> httpx.Response:
        shown = await self.client.get(page)
        return await self.client.post(page + path, data=fields(shown.text, page + path))

    async def offer(self, page: str) -> httpx.Response:
        """The page once it speaks of Telegram: the first may come before the bot's name is known."""
        for _ in range(100):
            shown = await self.client.get(page)
            if 'id="telegram"' in shown.text:
                return shown
            await asyncio.sleep(0.05)
        raise AssertionError("no page knows the bot's name")


@pytest.fixture
async def web(house: House) -> AsyncIterator[Web]:
    async with served(application_over(house)) as address, httpx.AsyncClient(base_url=address) as client:
        yield Web(client, house)


@pytest.fixture
def tell(house: House, settings: Settings, bot: Bot) -> Callable[[], Awaitable[object]]:
    """What the worker does every two seconds."""
    return dispatching(house, settings, bot)


async def test_a_case_filed_on_the_web_is_followed_in_a_chat(
    house: House, api: BotApi, bot: Bot, web: Web, tell: Callable[[], Awaitable[object]]
) -> None:
    case = await taken(house)
    page, citizen, stranger = follow(house, case), Person(api), Person(api, 5_000_002, "Budi")
    assert "Hubungkan Telegram" in (await web.offer(page)).text
    token = token_in(await web.press(page, "/telegram"))
    citizen.text(f"/start {token}")
    assert case.code[:4] in (await citizen.wait("akan kami kirim di sini"))["text"]
    stranger.text(f"/start {token}")
    await stranger.wait(LINK_USED)
    assert len(await followed(house, case.id)) == 1
    assert "Kabar dikirim ke Telegram Anda." in (await web.client.get(page)).text
    await done(house, case.id, c.Ask(c.Words("Tiang lampu yang mana?")), OFFICER)
    await tell()
    await citizen.wait("Tiang lampu yang mana?")
    assert (await web.press(page, "/telegram/berhenti")).status_code == 303
    await done(house, case.id, c.Resolve(c.Words("Sudah kami tambal.")), OFFICER)
    await tell()
    await asyncio.sleep(1)
    assert not [one for one in citizen.heard() + stranger.heard() if "tambal" in one["text"]]


async def test_an_officer_s_code_makes_one_chat_theirs_until_they_end_it(
    house: House, api: BotApi, bot: Bot, web: Web
) -> None:
    await hire(house, "sari", (Role.OFFICER, "BMBK"))
    officer, stranger = Person(api, 5_000_003, "Sari"), Person(api, 5_000_002, "Budi")
    await web.offer(follow(house, await filed(house)))
    async with httpx.AsyncClient(base_url=str(web.client.base_url)) as browser:
        assert (await sign_in(browser, "sari")).status_code == 303
        own = Web(browser, house)
        token = token_in(await own.press("/kantor/profil", "/telegram"))
        officer.text(f"/start {token}")
        await officer.wait("terhubung")
        stranger.text(f"/start {token}")
        await stranger.wait(LINK_USED)
        assert "Terhubung" in words(await browser.get("/kantor/profil"))
        assert (await own.press("/kantor/profil", "/telegram/putuskan")).status_code == 303
        assert "Belum terhubung" in words(await browser.get("/kantor/profil"))


@pytest.mark.parametrize("wished", [True, False])
async def test_a_confidential_report_begun_in_a_chat_is_filed_on_the_web(
    house: House, api: BotApi, bot: Bot, web: Web, tell: Callable[[], Awaitable[object]], wished: bool
) -> None:
    """Nothing of its words is in the chat; and without the wish the chat never hears that it exists."""
    citizen = Person(api)
    citizen.text(SECRET)
    offered = await citizen.wait("https://uji.example/?tautan=")
    found = re.search(r"\?tautan=([A-Za-z0-9_-]+)", offered["text"])
    assert found
    form = await web.client.get(f"/?tautan={found[1]}")
    later(house, seconds=10)
    data = fields(form.text, "/") | {"checked": "ya", "text": REPORT, "visibility": "confidential"}
    answer = await web.client.post("/", data=data | ({"kabari": "ya"} if wished else {}))
    assert answer.status_code == 303
    case = await only_one(house)
    assert case.visibility is Visibility.CONFIDENTIAL
    assert len(await followed(house, case.id)) == wished
    before = len(citizen.heard())
    await done(house, case.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    await tell()
    if wished:
        await citizen.wait("Ada perkembangan pada laporan Anda")
    else:
        await asyncio.sleep(1)
    fresh = [one["text"] for one in citizen.heard()[before:]]
    assert bool(fresh) is wished
    assert not [text for text in fresh if "jalan" in text.lower() or "Bina Marga" in text]


async def only_one(house: House) -> Complaint:
    async with house.database.reading() as session:
        connection = await session.connection()
        ((complaint_id,),) = (await connection.exec_driver_sql("SELECT complaint_id FROM complaints")).all()
    return (await house.queries.case(Actor("citizen", holds=complaint_id), complaint_id)).complaint
