"""The calendar's pages in a real browser: for everybody, at every width, and once through both steps."""

from playwright.async_api import Browser

from people.actor import Role
from tests.web.officer import hire
from tests.web.test_office_in_a_browser import enter, faults
from web.house import House

PAGE = "/kantor/kalender"


async def test_everybody_can_edit_the_calendar(house: House, site: str, browser: Browser) -> None:
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    page = await (await browser.new_context()).new_page()
    await enter(page, site, "admin")
    found = []
    for address in ("?tahun=2028", "/hari?day=2026-12-24&unit=", "/jam?starts_on=2027-02-08&unit="):
        found += await faults(page, site + PAGE + address)
    assert found == []
    await page.goto(f"{site}{PAGE}/hari")
    await page.fill("[name=day]", "2026-12-28")
    await page.select_option("[name=kind]", "cuti_bersama")
    await page.fill("[name=name]", "Cuti bersama akhir tahun")
    await page.click("text=Periksa akibatnya")
    assert "Tulis sumbernya" in await page.inner_text("#errors")
    await page.fill("[name=source]", "SKB 3 Menteri uji coba")
    await page.click("text=Periksa akibatnya")
    assert "Senin, 28 Desember 2026" in await page.inner_text("main")
    await page.click("text=Simpan perubahan kalender")
    assert "Kalender sekarang versi 2" in await page.inner_text("main")
