"""An administrator's morning: a unit is closed, a notice reworded, the log read; everybody may read every page."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from complaints import commands as c
from people.actor import Role
from tests.web.citizen import COORDINATOR, done, filed
from tests.web.officer import PASSWORD, hire
from tests.web.serving import served
from tests.web.test_office_in_a_browser import faults
from web.app import create
from web.house import House


@pytest.fixture
async def site(house: House) -> AsyncIterator[str]:
    async with served(create(house)) as address:
        yield address


async def test_an_administrators_morning(browser: Browser, site: str, house: House) -> None:
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    case = await filed(house)
    await done(house, case.id, c.Forward("DLH"), COORDINATOR)
    page = await browser.new_page(viewport={"width": 360, "height": 800})
    await page.goto(f"{site}/masuk")
    await page.fill("[name=username]", "admin")
    await page.fill("[name=password]", PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/kantor/**")
    await page.goto(f"{site}/kantor/unit/DLH/tutup")
    assert await faults(page, f"{site}/kantor/unit/DLH/tutup") == []
    await page.select_option("[name=successor]", "BMBK")
    await page.check("[name=sure]")
    await page.focus("[name=sure]")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/kantor/unit/DLH?berhasil=tutup")
    for path in ("unit", "unit/DLH", "topik", "topik/jalan_rusak", "layanan", "layanan/teks", "unit/impor", "sistem"):
        assert await faults(page, f"{site}/kantor/{path}") == []
    await page.goto(f"{site}/kantor/layanan/teks/citizen/complaint.closed/id")
    await page.fill("[name=subject]", "Selesai: {code}")
    await page.focus("[name=subject]")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**berhasil=simpan")
    assert await faults(page, page.url) == []
    assert await faults(page, f"{site}/kantor/catatan-pengaturan") == []
    told = await page.inner_text("main")
    assert "Unit penerus" in told
    assert "Selesai: {code}" in told
    await page.close()
