"""What people do at the pages, in their own words, through a real browser."""

from playwright.async_api import Page, expect

from tests.accessibility import against_wcag, unfold
from tests.journeys.conftest import PASSWORD

TRAP_SECONDS = 3.5
"""A form sent faster than this is asked to be sent once more."""


async def accessible(page: Page) -> None:
    """Nothing on this page, its folded parts opened, is against WCAG 2.2 AA as far as a program can tell."""
    await unfold(page)
    told = await against_wcag(page)
    assert not told, f"{page.url}: {told}"


async def fits(page: Page) -> None:
    """Nothing has to be scrolled sideways."""
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


async def file_complaint(page: Page, text: str) -> str:
    """Write, send; the ticket code on the receipt."""
    await page.get_by_label("Ceritakan keluhan").fill(text)
    await page.wait_for_timeout(TRAP_SECONDS * 1000)
    await page.get_by_role("button", name="Kirim aduan").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Terima kasih")
    return page.url.split("/")[-2]


async def sign_in(page: Page, username: str) -> None:
    await page.get_by_label("Nama pengguna").fill(username)
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.get_by_role("button", name="Masuk").click()
    await expect(page.get_by_role("button", name="Keluar")).to_be_visible()


async def open_case(page: Page, code: str) -> None:
    """Find a case by its code at the office."""
    await page.goto(f"{page.url.split('/kantor')[0]}/kantor/cari?words={code}")
    await page.locator("main a[href*='/kantor/aduan/']").first.click()
    await expect(page.locator("main")).to_contain_text(shown(code))


def shown(code: str) -> str:
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


async def move(page: Page, slug: str, **fields: str) -> None:
    """Fill the form of a move on the case's page and send it."""
    form = page.locator(f"form.stack[action$='/{slug}']")  # the others are one press each, without fields
    if not await form.is_visible():
        await page.locator("details", has=form).locator("summary").click()
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if await field.evaluate("(one) => one.tagName") == "SELECT":
            await field.select_option(value)
        else:
            await field.fill(value)
    await form.locator("button[type=submit]:not([formaction])").click()
    await page.wait_for_load_state()
