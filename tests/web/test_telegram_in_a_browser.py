"""Pages that lead to Telegram in a real browser, at every width, with and without scripts."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from complaints.kinds import Visibility
from people.actor import Role
from tests.journeys.desks import accessible, fits
from tests.web.chats import BOT, Named, chat_of, followed, form_link, opened
from tests.web.citizen import REPORT, filed, follow, later
from tests.web.officer import PASSWORD, hire
from web.house import House

WIDTHS = (320, 1280)


@pytest.fixture
def house(house: House) -> House:
    return replace(house, bot=Named())


@dataclass
class Visit:
    """A page, and how it is looked at."""

    page: Page
    scripts: bool
    folder: Path

    async def look(self, name: str) -> None:
        """Accessible, and fits at each width; a picture lies in the folder for whoever wants to see it."""
        if not self.scripts:
            return
        await accessible(self.page)
        for width in WIDTHS:
            await self.page.set_viewport_size({"width": width, "height": 900})
            await fits(self.page)
            await self.page.screenshot(path=self.folder / f"{name}-{width}.png", full_page=True)

    async def onward(self, steps: int) -> None:
        """To a later step of the form; without scripts all of them are one page."""
        for _ in range(steps if self.scripts else 0):
            await self.page.get_by_role("button", name="Lanjut").click()

    async def token(self) -> str:
        """What the button into Telegram carries; the picture beside it suits a camera."""
        href = await self.page.get_by_role("link", name="Buka Telegram").get_attribute("href") or ""
        before, _, token = href.partition("?start=")
        assert before == f"https://t.me/{BOT}"
        drawn = self.page.get_by_role("img", name="Kode QR")
        box = await drawn.bounding_box()
        assert box is not None
        assert box["width"] >= 200
        assert box["width"] == box["height"]
        assert await drawn.locator("path").first.get_attribute("fill") == "#fff"
        return token


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
async def visit(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> AsyncIterator[Visit]:
    context = await browser.new_context(java_script_enabled=request.param)
    yield Visit(await context.new_page(), request.param, tmp_path)
    await context.close()


async def test_a_reporter_connects_a_chat_and_stops(house: House, site: str, visit: Visit) -> None:
    case, page = await filed(house, visibility=Visibility.CONFIDENTIAL), visit.page
    await page.goto(site + follow(house, case).replace("/lacak/", "/terkirim/"))
    await visit.look("receipt")
    await page.get_by_role("link", name="Dikabari lewat Telegram").click()
    await visit.look("offer")
    await page.get_by_role("button", name="Hubungkan Telegram").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Kabar lewat Telegram")
    await visit.look("link")
    assert await opened(house, await visit.token(), await chat_of(house)) == "case"
    await page.get_by_role("link", name="EN", exact=True).click()
    await expect(page.get_by_role("button", name="Stop the news")).to_be_visible()
    await page.get_by_role("link", name="ID", exact=True).click()
    await page.goto(f"{site}{follow(house, case)}/telegram")  # opened anew, as a phone does that needed the room
    assert page.url == f"{site}{follow(house, case)}#telegram"
    await expect(page.get_by_text("Kabar dikirim ke Telegram Anda.")).to_be_visible()
    await visit.look("told")
    await page.get_by_role("button", name="Berhenti").click()
    await expect(page.get_by_text("tidak lagi dikirim ke Telegram")).to_be_visible()
    assert await followed(house, case.id) == []


async def test_a_confidential_report_comes_by_a_link(house: House, site: str, visit: Visit) -> None:
    chat, page = await chat_of(house), visit.page
    address = f"{site}/?tautan={await form_link(house, chat)}"
    await page.goto(address)
    await visit.look("form")
    assert await page.locator("[name=visibility][value=confidential]").is_checked()
    wish = page.get_by_label("Kabari saya lewat Telegram")
    assert not await wish.is_checked()
    await page.get_by_label("Ceritakan keluhan").fill(REPORT)
    await visit.onward(2)
    await wish.check()
    later(house, seconds=10)
    await page.get_by_role("button", name="Kirim aduan").click()
    asked = page.get_by_role("button", name="Kirim apa adanya")
    await expect(asked.or_(page.get_by_text("Terima kasih.")).first).to_be_visible()
    if await asked.count():
        assert await wish.is_checked()
        await asked.click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Terima kasih")
    await expect(page.get_by_text("Kabar dikirim ke Telegram Anda.")).to_be_visible()
    await visit.look("filed")
    await page.goto(address)
    await expect(page.get_by_text("sudah dipakai atau sudah lewat waktunya")).to_be_visible()
    await visit.look("spent")
    await page.goto(page.url.partition("?")[0])
    assert await page.get_by_label("Kabari saya lewat Telegram").count() == 0


async def test_an_officer_connects_a_chat_and_disconnects_it(house: House, site: str, visit: Visit) -> None:
    await hire(house, "sari", (Role.OFFICER, "BMBK"), (Role.HEAD, "DINKES"))
    page = visit.page
    for _ in range(2):  # the first becomes a session elsewhere
        await page.context.clear_cookies()
        await page.goto(f"{site}/masuk")
        await page.get_by_label("Nama pengguna").fill("sari")
        await page.locator("input[name=password]").fill(PASSWORD)
        await page.get_by_role("button", name="Masuk").click()
    await page.get_by_role("link", name="Nama sari").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Profil saya")
    await visit.look("profile")
    await page.get_by_role("button", name="Hubungkan Telegram").click()
    await visit.look("code")
    assert await opened(house, await visit.token(), await chat_of(house)) == "officer"
    await page.goto(f"{site}/kantor/profil/telegram")
    assert page.url == f"{site}/kantor/profil#telegram"
    await visit.look("connected")
    await page.get_by_role("button", name="Putuskan").click()
    await expect(page.get_by_text("Telegram sudah diputuskan")).to_be_visible()
    await page.get_by_role("button", name="Akhiri sesi di tempat lain").click()
    await expect(page.get_by_text("sudah diakhiri")).to_be_visible()
    await visit.look("alone")
