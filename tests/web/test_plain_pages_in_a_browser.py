"""The plain pages in a real browser: at every width, folded and unfolded, in both languages, by keyboard alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.journeys.desks import accessible, fits
from tests.web.serving import served
from tests.web.test_plain_pages import PATHS
from web.app import create
from web.house import House

WIDTHS = (320, 360, 768, 1280)


@pytest.fixture
async def site(house: House) -> AsyncIterator[str]:
    async with served(create(house)) as address:
        yield address


@pytest.mark.parametrize("path", PATHS)
async def test_it_can_be_read_by_everybody(site: str, browser: Browser, tmp_path: Path, path: str) -> None:
    page = await browser.new_page()
    await page.goto(site + path)
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        await fits(page)
        await page.screenshot(path=tmp_path / f"{path[1:]}-{width}.png", full_page=True)
    await accessible(page)
    for width in (320, 1280):
        await page.set_viewport_size({"width": width, "height": 900})
        await fits(page)
        await page.screenshot(path=tmp_path / f"{path[1:]}-open-{width}.png", full_page=True)
    await page.goto(f"{site}/bahasa/en?kembali={path}")
    await accessible(page)
    await page.close()


async def test_an_answer_opens_with_the_keyboard_and_without_scripts(site: str, browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{site}/bantuan")
    summary = page.locator("summary", has_text="Haruskah memakai nama?")
    answer = page.get_by_text("NIK tidak diminta")
    assert not await answer.is_visible()
    await summary.focus()
    await page.keyboard.press("Enter")
    assert await answer.is_visible()
    await context.close()
