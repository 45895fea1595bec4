"""An acting head is named with the keyboard, and a day later all that somebody had in hand is handed over."""

import re

from playwright.async_api import Browser, ViewportSize, expect

from complaints import commands as c
from people.actor import Role
from tests.journeys.desks import accessible, fits
from tests.web.applications import application_over
from tests.web.citizen import COORDINATOR, done, filed, state
from tests.web.keyboard import enter, past_the_menu, press, write
from tests.web.officer import hire
from tests.web.serving import served
from web.delegations import PATH
from web.house import House

WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}


async def test_a_head_names_who_acts_and_hands_over_with_the_keyboard(browser: Browser, house: House) -> None:
    await hire(house, "kepala", (Role.HEAD, "BMBK"))
    rina = await hire(house, "rina", (Role.OFFICER, "BMBK"))
    budi = await hire(house, "budi", (Role.OFFICER, "BMBK"))
    cases = []
    for number in ("satu", "dua", "tiga"):
        one = await filed(house, f"Jalan berlubang di kilometer {number}.")
        await done(house, one.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
        cases.append(await done(house, one.id, c.Take(), rina))
    async with served(application_over(house)) as url:
        context = await browser.new_context(viewport=WIDE)
        page = await context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
        await enter(page, url, "kepala")
        await press(page, "Pelimpahan dan cuti")
        await page.wait_for_url(f"**{PATH}")
        await past_the_menu(page)
        await press(page, "Catat pelimpahan")
        await press(page, "Cuti atau tidak di tempat", "ArrowDown")
        await expect(page.get_by_label("Plh. (pelaksana harian)")).to_be_checked()
        await page.keyboard.press("Tab")
        await page.keyboard.type("Nama kepala")
        await page.keyboard.press("Tab")
        await page.keyboard.type("Nama rina")
        await page.get_by_label("Hari pertama").fill("2026-11-20")
        await page.get_by_label("Hari terakhir").fill("2026-11-24")
        await write(page, "Dasar", "SPT 800/12/2026, 19 November 2026")
        await accessible(page)
        await page.keyboard.press("Enter")
        await expect(page.locator("caption", has_text="Berlaku hari ini")).to_be_visible()
        await expect(page.locator("tbody tr")).to_contain_text("Plh. Nama rina")
        await accessible(page)
        await page.set_viewport_size(PHONE)
        await fits(page)
        await page.set_viewport_size(WIDE)

        await past_the_menu(page)
        await press(page, "Serah terima aduan")
        await expect(page).to_have_url(re.compile("serah-terima"))
        await past_the_menu(page)
        await write(page, "Yang menyerahkan", "Nama rina")
        await press(page, "Lihat yang dipegangnya")
        await expect(page.locator("tbody tr")).to_have_count(3)
        await accessible(page)
        await past_the_menu(page)
        await write(page, "Yang menerima", "Nama budi")
        await press(page, "Serahkan semuanya")
        await expect(page.locator("#done")).to_have_text("Dari Nama rina kepada Nama budi")
        await accessible(page)
        await page.set_viewport_size(PHONE)
        await fits(page)
        await context.close()
    assert [(await state(house, one.id)).taken_by for one in cases] == [budi.person] * 3
    assert not faults
