"""Taking a report down by keys alone, each press counted; its pages for everybody, at every width."""

from datetime import timedelta

from playwright.async_api import Browser, Page

from people.actor import Role
from tests.accessibility import against_wcag, too_wide
from tests.web.officer import hire
from tests.web.test_office_in_a_browser import WIDTHS, enter
from tests.web.test_taken_down import chat
from web.house import House

MOST_KEYS = 12
"""Presses beside the words somebody tells: Tabs, arrows, Space and the last one."""


async def looked(page: Page, name: str) -> list[str]:
    """What axe finds, and what sticks out at the side."""
    return [f"{name}: {one}" for one in (*await too_wide(page, WIDTHS), *await against_wcag(page))]


async def test_a_report_is_taken_down_by_keys_alone(house: House, site: str, browser: Browser) -> None:
    await hire(house, "loket", (Role.COORDINATOR, "DISKOMINFOTIK"))
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(120_000)
    page = await context.new_page()
    await enter(page, site, "loket")
    await page.goto(f"{site}/kantor/baru?lewat=telepon")
    assert await page.evaluate("document.activeElement.id") == "text", "the words come first"
    pressed = 0

    async def press(*keys: str) -> None:
        nonlocal pressed
        for key in keys:
            pressed += 1
            await page.keyboard.press(key)

    async def on(field: str) -> None:
        """Tab until a field has the focus; no more often than somebody would."""
        while await page.evaluate("document.activeElement.id") != field:
            assert pressed <= MOST_KEYS, f"too far to {field}"
            await press("Tab")

    await page.keyboard.type("Kabel listrik putus menjuntai ke jalan di depan pasar, anak-anak lewat situ.")
    await page.wait_for_selector(".taken__hints *", timeout=20_000)
    faults = await looked(page, "danger-while-writing")
    await page.set_viewport_size({"width": 1280, "height": 900})
    await page.fill("#text", "")
    await page.focus("#text")
    pressed = 0
    await page.keyboard.type("Jalan provinsi berlubang dalam di depan Pasar Tugu, kemarin ada motor jatuh.")
    await on("address")
    await page.keyboard.type("Jl. Hayam Wuruk")
    await on("area")
    await page.keyboard.type("sukarame")
    await page.wait_for_selector(".combobox__list:not([hidden]) li")
    await press("Enter")
    assert "Sukarame" in await page.input_value("#area")
    presses = pressed
    await page.focus("#consent")
    await press("Space")
    await page.wait_for_selector("[data-draft-status]:not(:empty)", timeout=20_000)
    faults += await looked(page, "form")
    await page.set_viewport_size({"width": 1280, "height": 900})
    await page.focus("#consent")
    async with page.expect_navigation():
        await press("Control+Enter")
    assert await page.inner_text("h1") == "Aduan tercatat"
    assert presses <= MOST_KEYS
    faults += await looked(page, "receipt")
    await page.set_viewport_size({"width": 1280, "height": 900})
    await page.focus("[data-focus]")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    assert await page.is_checked("input[name=channel][value=telepon]"), "the next one comes the same way"
    assert await page.locator(".taken-drafts").count() == 0, "what was filed is no draft"

    await page.goto(f"{site}/kantor/baru/grup")
    faults += await looked(page, "group")
    await page.set_input_files("#chat", {"name": "grup.zip", "mimeType": "application/zip", "buffer": chat()})
    async with page.expect_navigation():
        await page.click("form[enctype] .button")
    faults += await looked(page, "choosing")
    await page.check("#m3")
    async with page.expect_navigation():
        await page.click(".chat-send .button")
    assert await page.input_value("#text") == "Sampah menumpuk di Pasar Tugu sejak Senin"
    house.clock.instant += timedelta(minutes=1)  # type: ignore[attr-defined]
    for name, path in (("coupons", "/kantor/baru/kupon"), ("words", "/kantor/salin-grup"), ("pin", "/lacak/pin")):
        await page.goto(site + path)
        faults += await looked(page, name)
    await context.close()
    assert faults == []
