"""The pages of what is promised in a real browser: once through both steps, where something is wrong and where not."""

from playwright.async_api import Browser

from people.actor import Role
from tests.web.officer import hire
from tests.web.test_office_in_a_browser import enter, faults_here
from web.house import House

PAGE = "/kantor/aturan"


async def test_everybody_can_write_the_next_rule(house: House, site: str, browser: Browser) -> None:
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    page = await (await browser.new_context()).new_page()
    await enter(page, site, "admin")
    await page.goto(f"{site}{PAGE}/baru")
    await page.select_option("[name=stage]", "verify")
    await page.fill("[name=length]", "4")
    await page.fill("[name=effective_from]", "2027-01-01")
    await page.click("text=Periksa aturan")
    assert "Tulis peraturan atau keputusan" in await page.inner_text("#errors")
    await page.fill("[name=regulation]", "Keputusan uji coba")
    await page.click("text=Periksa aturan")
    assert "batas nasional" in await page.inner_text("#errors")
    await page.fill("[name=length]", "2")
    await page.click("text=Periksa aturan")
    assert "Seandainya sudah berlaku hari ini" in await page.inner_text("main")
    assert await faults_here(page) == []
    await page.click("text=Simpan aturan")
    assert "Aturan baru tersimpan" in await page.inner_text("main")
    await page.click("text=Hapus")
    assert "dihapus" in await page.inner_text("main")
