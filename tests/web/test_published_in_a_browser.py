"""List, map and preview in a real browser: at every width, with and without scripts, in both languages."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from complaints import commands as c
from people.actor import Actor, Role
from tests.journeys.desks import accessible, fits
from tests.web.citizen import COORDINATOR, done, filed, state
from tests.web.officer import hire
from tests.web.test_office_in_a_browser import enter
from tests.web.test_preview import REPORT, striped
from web.house import House

WIDTHS = (320, 360, 768, 1280)


async def look(page: Page, folder: Path, name: str) -> None:
    await accessible(page)
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        await fits(page)
        await page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_photo_is_covered_with_the_keyboard_or_the_mouse(
    house: House, site: str, browser: Browser, tmp_path: Path, scripts: bool
) -> None:
    complaint = await filed(house, REPORT)
    file = await house.attachments.store(complaint.id, striped(), "jalan.jpg")
    await done(house, complaint.id, c.Attach(file), Actor("citizen", holds=complaint.id))
    await done(house, complaint.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))
    context = await browser.new_context(java_script_enabled=scripts)
    page = await context.new_page()
    await enter(page, site, "koordinator")
    await page.goto(f"{site}/kantor/aduan/{complaint.id}")
    await page.get_by_role("link", name="Lihat seperti yang dibaca umum").click()
    if scripts:
        photo = page.locator(".cover__photo").first
        await photo.scroll_into_view_if_needed()
        box = await photo.bounding_box()
        assert box is not None
        await page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
        await page.mouse.down()
        await page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.9, steps=5)
        await page.mouse.up()
        await look(page, tmp_path, "preview-drawn")
    else:
        await page.get_by_label("Tutup kotak 8", exact=True).focus()
        await page.keyboard.press("Space")
    await page.get_by_role("button", name="Tutup bagian yang ditandai").click()
    await expect(page.get_by_text("Umum hanya melihat foto yang bagiannya sudah ditutup.")).to_be_visible()
    (review,) = (await state(house, complaint.id)).reviews.values()
    (cover,) = review.covers
    expected = (0.5, 0.5, 0.25, 0.4) if scripts else (1 / 6, 1 / 4, 1 / 6, 1 / 4)
    assert all(abs(share - wanted) < 0.02 for share, wanted in zip(cover, expected, strict=True)), cover
    assert review.copy is not None
    if scripts:
        await look(page, tmp_path, "preview-done")
    await context.close()
