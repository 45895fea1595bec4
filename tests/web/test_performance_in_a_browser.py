"""The public figures in a real browser: for everybody who uses them, at every width, and without scripts."""

from playwright.async_api import Browser

from tests.web.published_figures import invented, publish
from tests.web.test_office_in_a_browser import faults
from web.house import House


async def test_before_anything_is_published(site: str, browser: Browser) -> None:
    page = await browser.new_page()
    for path in ("/kinerja", "/kinerja/unit", "/data"):
        assert await faults(page, f"{site}{path}") == []
    await page.close()


async def test_a_period_is_chosen_without_scripts(site: str, house: House, browser: Browser) -> None:
    await publish(house, invented())
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{site}/kinerja")
    await page.select_option("#masa", "2026-Q3")
    await page.click("form.filters button")
    assert "masa=2026-Q3" in page.url
    assert "Triwulan 3 2026" in await page.inner_text("main")
    await page.click("text=Menurut unit")
    assert page.url.endswith("/kinerja/unit?masa=2026-Q3")
    async with page.expect_download() as download:
        await page.goto(f"{site}/data")
        await page.click("text=Unduh CSV")
    assert (await download.value).suggested_filename == "kinerja.csv"
    await context.close()
