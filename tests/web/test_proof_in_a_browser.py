"""Receipt, check and roots in a real browser: at every width, on paper, with and without scripts."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from complaints import commands as c
from tests.journeys.desks import accessible, fits
from tests.web.citizen import COORDINATOR, done, filed, follow
from tests.web.test_proof import night
from web.house import House

WIDTHS = (320, 360, 768, 1280)


async def looked_at(page: Page, name: str, folder: Path) -> None:
    """Fits at each width, nothing against WCAG 2.2 AA; a picture of it lies in the test's folder."""
    await accessible(page)
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        await fits(page)
        await page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_receipt_is_printed_scanned_and_checked(
    house: House, site: str, browser: Browser, tmp_path: Path, scripts: bool
) -> None:
    case = await filed(house)
    await night(house, 1)
    await done(house, case.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    context = await browser.new_context(java_script_enabled=scripts)
    page = await context.new_page()

    async def look(name: str) -> None:
        if scripts:
            await looked_at(page, name, tmp_path)

    await page.goto(site + follow(house, case))
    await page.get_by_role("link", name="Tanda terima dan sidik jari").click()
    await look("receipt")
    assert await page.get_by_role("button", name="Cetak").count() == int(scripts)
    await page.get_by_role("link", name="Periksa tanda terima ini sekarang").click()
    await look("went-on")
    assert "Masih utuh, dan aduannya berlanjut" in await page.inner_text("main")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Unduh bukti").click()
    assert (await download.value).suggested_filename.startswith("bukti-2026-11-20-")
    await page.get_by_label("Sidik jari").fill("ab " * 32)
    await page.get_by_role("button", name="Periksa").click()
    await look("unknown")
    assert "Tidak ditemukan" in await page.inner_text("main")
    await page.get_by_label("Sidik jari").fill("xyz")
    await page.get_by_role("button", name="Periksa").click()
    await look("refused")
    await page.goto(f"{site}/bukti")
    await look("days")
    await context.close()


@pytest.mark.parametrize(("paper", "width", "height"), [("A5", 148, 210), ("A4", 210, 297)])
async def test_the_receipt_fits_one_sheet(
    house: House, site: str, browser: Browser, tmp_path: Path, paper: str, width: int, height: int
) -> None:
    case = await filed(house)
    page = await browser.new_page()
    await page.goto(f"{site}{follow(house, case)}/tanda-terima")
    printed = await page.pdf(format=paper, path=tmp_path / f"{paper}.pdf")
    assert printed.count(b"/Type /Page\n") == 1
    await page.emulate_media(media="print")
    inner = {"width": round((width - 24) * 96 / 25.4), "height": round((height - 24) * 96 / 25.4)}
    await page.set_viewport_size(inner)
    await page.screenshot(path=tmp_path / f"{paper}.png", full_page=True)
    box = await page.locator(".slip").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= inner["width"]
    assert box["y"] + box["height"] <= inner["height"]
    assert not await page.locator("footer").is_visible()
    await page.close()
