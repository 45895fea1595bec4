"""An administrator's morning: a unit is closed, a notice reworded, the log read; everybody may read every page."""

from playwright.async_api import Browser

from complaints import commands as c
from people.actor import Role
from tests.web.citizen import COORDINATOR, done, filed
from tests.web.keyboard import enter, past_the_menu, press, reach, write
from tests.web.officer import hire
from tests.web.test_office_in_a_browser import faults
from web.house import House


async def test_an_administrators_morning(browser: Browser, site: str, house: House) -> None:
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    case = await filed(house)
    await done(house, case.id, c.Forward("DLH"), COORDINATOR)
    page = await browser.new_page(viewport={"width": 360, "height": 800})
    await enter(page, site, "admin")
    assert await faults(page, f"{site}/kantor/unit/DLH/tutup") == []
    await page.goto(f"{site}/kantor/unit")
    await past_the_menu(page)
    await press(page, "Dinas Lingkungan Hidup")
    await page.wait_for_url("**/kantor/unit/DLH")
    await past_the_menu(page)
    await press(page, "Tutup")
    await page.wait_for_url("**/kantor/unit/DLH/tutup")
    await past_the_menu(page)
    await write(page, "Siapa yang melanjutkan?", "Dinas Bina Marga")
    await press(page, "Unit ini memang ditutup", "Space")
    await press(page, "Tutup unit dan pindahkan aduannya")
    await page.wait_for_url("**/kantor/unit/DLH?berhasil=tutup")
    for path in ("unit/DLH", "topik/jalan_rusak"):
        assert await faults(page, f"{site}/kantor/{path}") == []
    await page.goto(f"{site}/kantor/layanan/teks/citizen/complaint.closed/id")
    await past_the_menu(page)
    await reach(page, "Judul")
    await page.keyboard.press("Control+a")
    await page.keyboard.type("Selesai: {code}")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**berhasil=simpan")
    assert await faults(page, page.url) == []
    assert await faults(page, f"{site}/kantor/catatan-pengaturan") == []
    told = await page.inner_text("main")
    assert "Unit penerus" in told
    assert "Selesai: {code}" in told
    await page.close()
