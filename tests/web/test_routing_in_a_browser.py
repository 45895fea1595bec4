"""The pages on routing in a real browser: for everybody, at every width, and a setting changed without scripts."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, expect

from foundation.clock import SetClock
from people.actor import Role
from routing.learning import learn
from tests.routing.invented import decide, reports, small
from tests.web.officer import hire
from tests.web.test_office_in_a_browser import enter, faults
from tests.web.test_routing_page import advised
from web.house import House

PAGE = "/kantor/pengawasan/penyaluran"
NIGHT = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)


async def test_everybody_can_use_the_pages_on_routing(
    house: House, site: str, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    advised(house, monkeypatch)  # whatever the machine has to do besides
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    found = []
    for state in ("empty", "learnt"):
        if state == "learnt":
            start = NIGHT - timedelta(days=70)
            await decide(house, list(reports(160)), start, timedelta(hours=10))
            assert isinstance(house.clock, SetClock)
            house.clock.instant = NIGHT
            region = small(await house.region.current())
            assert (await learn(house.database, house.clock, region, house.models)).outcome == "replaced"
        page = await (await browser.new_context()).new_page()
        await enter(page, site, "pengawas")
        behind = "/tertukar/aduan?disarankan=BMBK&diputuskan=DISHUB"
        for address in ("", "/tertukar", "/koreksi", behind):
            found += await faults(page, site + PAGE + address)
        await page.goto(site + PAGE)
        assert await page.locator("svg.curve--square").count() == (state == "learnt")
    page = await (await browser.new_context(java_script_enabled=False)).new_page()
    await enter(page, site, "admin")
    await page.goto(site + PAGE)
    await page.click("text=Pakai kata-kata wilayah saja")
    await expect(page.locator("main")).to_contain_text("Tanpa model: saran memakai kata-kata wilayah.")
    await page.click("text=Pakai versi ini")
    await expect(page.locator("main")).to_contain_text("jadi tidak diganti otomatis")
    await page.click("text=Ubah pengaturan")
    await page.fill("[name=precision]", "120")
    await page.click("text=Simpan pengaturan")
    assert "Isi antara 50 dan 99,9 persen." in await page.inner_text("#errors")
    await page.fill("[name=precision]", "96")
    await page.click("text=Simpan pengaturan")
    assert "96 dari 100" in await page.inner_text("main")
    page = await (await browser.new_context()).new_page()
    await enter(page, site, "admin")
    for address in ("", "/pengaturan"):
        found += await faults(page, site + PAGE + address)
    assert found == []
