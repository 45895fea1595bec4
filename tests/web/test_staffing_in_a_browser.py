"""The page of staffing in a real browser: nothing against WCAG 2.2 AA, nothing to be scrolled sideways on a phone."""

from playwright.async_api import Browser, ViewportSize

from competency.staffing import Month, StaffingBook
from people.actor import Role
from tests.journeys.desks import accessible, fits
from tests.web.applications import application_over
from tests.web.keyboard import enter
from tests.web.officer import hire
from tests.web.serving import served
from web.house import House

PHONE: ViewportSize = {"width": 320, "height": 700}
TABLE = "unit;bulan;pegawai;jam\nTAKADA;2026-09;3;360\n"


async def test_the_page_of_staffing_on_a_phone(browser: Browser, house: House) -> None:
    analyst = await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    book = StaffingBook(house.database, house.clock)
    await book.write(analyst, [Month("BMBK", "2026-09", 3.5, 420, 40), Month("BMBK", "2026-10", 4, 480)])
    async with served(application_over(house)) as url:
        page = await (await browser.new_context(viewport=PHONE)).new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        await enter(page, url, "analis")
        await page.goto(f"{url}/kantor/kompetensi/pegawai?unit=BMBK")
        await accessible(page)
        await fits(page)
        await page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        await page.locator('input[type="file"]').set_input_files(
            {"name": "pegawai.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
        )
        await page.get_by_role("button", name="Simpan tabel").click()
        await page.get_by_text("Unit ini tidak dikenal.").wait_for()
        await accessible(page)
        await fits(page)
        assert not faults
