"""“Ikut melaporkan” in a real browser: joined, read and ended, at every width, with and without scripts."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from complaints import commands as c
from people.contact import Contact
from tests.journeys.desks import accessible, fits
from tests.web.applications import application_over
from tests.web.citizen import COORDINATOR, done, filed, follow, taken
from tests.web.serving import served
from web.house import House

WIDTHS = (320, 1280)
LONG = "Jembatan gantung rusak parah dan anak sekolah terpaksa menyeberang sungai setiap pagi. " * 4


@pytest.fixture
async def site(house: House) -> AsyncIterator[str]:
    """The application behind a real port, able to send mail."""
    async with served(application_over(replace(house, mails=True))) as address:
        yield address


async def looked_at(page: Page, name: str, folder: Path) -> None:
    """Fits at each width; a picture of it lies in the test's folder for whoever wants to see it."""
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        await fits(page)
        await page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("scripts", [True, False])
async def test_somebody_joins_reads_and_stops(
    house: House, site: str, browser: Browser, tmp_path: Path, scripts: bool
) -> None:
    case = await taken(house, LONG)
    context = await browser.new_context(java_script_enabled=scripts)
    page = await context.new_page()

    async def look(name: str) -> None:
        if scripts:
            await accessible(page)
            await looked_at(page, name, tmp_path)

    await page.goto(f"{site}/lacak/{case.code}")
    await look("public")
    await page.get_by_role("link", name="Ikut melaporkan").click()
    await look("form")
    await page.locator("#email").fill("ikut@contoh.id")
    await page.get_by_role("button", name="Ikut melaporkan").click()
    assert "Terima kasih" in (await page.get_by_role("heading", level=1).inner_text())
    await look("receipt")
    await page.get_by_role("link", name="Berhenti dikabari").click()
    await look("stop")
    await page.get_by_role("button", name="Berhenti dikabari").click()
    assert "tidak dikabari lagi" in (await page.get_by_role("heading", level=1).inner_text())
    await look("stopped")
    await page.get_by_role("link", name="Buka halaman aduan").click()
    assert await page.get_by_text("1 warga lain ikut melaporkan").count() == 1
    await context.close()


async def test_the_page_of_a_merged_report_leads_to_the_other(
    house: House, site: str, browser: Browser, tmp_path: Path
) -> None:
    main = await taken(house, LONG)
    again = await filed(house, "zz tidak ada kata yang dikenal", contact=Contact(email="lagi@contoh.id"))
    await done(house, again.id, c.MarkDuplicate(main.id), COORDINATOR)
    page = await browser.new_page()
    await page.goto(site + follow(house, again))
    await accessible(page)
    await looked_at(page, "merged", tmp_path)
    await page.get_by_role("link", name="Jembatan gantung").click()
    assert main.code in page.url
    await page.close()
