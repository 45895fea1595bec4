"""Pages of verdicts and of the year, wide and as narrow as an old phone, for everybody who may read them."""

from datetime import date

from playwright.async_api import Browser

from tests.competency.invented import hold
from tests.journeys.desks import accessible, fits
from tests.web.keyboard import enter
from tests.web.test_verdicts import PAGE, cells, judge
from web.house import House


async def test_pictures_and_forms_can_be_read_by_everybody(browser: Browser, house: House, site: str) -> None:
    held = await hold(house, 9, 9)
    await judge(house, held, cells(1.3, 1.45, 6, 30), due=date(2026, 12, 24))
    await judge(house, held, cells(0.9, 1.45), 2)
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    await enter(page, site, "analis")
    for path in (
        PAGE,
        f"{PAGE}/{held.material}",
        "/kantor/kompetensi/tahunan?tahun=2025",
        "/kinerja/pelatihan?tahun=2025",
    ):
        await page.goto(site + path)
        await accessible(page)
        await page.set_viewport_size({"width": 320, "height": 700})
        await fits(page)
        await page.set_viewport_size({"width": 1280, "height": 900})
    await context.close()
