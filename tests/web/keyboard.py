"""Somebody at a browser who has no mouse: Tab, Enter and letters, and at every stop it shows what has the focus."""

from playwright.async_api import Page

from tests.patience import until
from tests.web.officer import PASSWORD

FOCUSED = """() => {
  const one = document.activeElement, label = one.labels && one.labels[0], next = one.nextElementSibling;
  const around = (which) => which && getComputedStyle(which).outlineStyle !== "none";
  const nowhere = one === document.body || one.tagName === "MAIN", words = nowhere ? "" : one.innerText;
  const name = (label && label.innerText) || one.getAttribute("aria-label") || words || one.tagName;
  const seen = around(one) || around(next) || one.type === "date" || nowhere;
  return [name.trim().replace(/\\s+/g, " "), Boolean(seen)];
}"""
"""What has the focus, by its name, and whether that can be seen; a part of a date the browser marks itself.

The page, which has the focus between two stops, holds the words of everything on it: they are not its name.
"""
MOST_STOPS = 150


async def reach(page: Page, words: str, *, anywhere: bool = False) -> None:
    """Press Tab until what has the focus begins with these words, or has them anywhere in its name."""
    await page.wait_for_load_state()  # a page's scripts may move the focus while it comes
    for _ in range(MOST_STOPS):
        await page.keyboard.press("Tab")
        found, seen = await page.evaluate(FOCUSED)
        assert seen, f"{page.url}: nothing shows that {found!r} has the focus"
        if found.startswith(words) or (anywhere and words in found):
            return
    raise AssertionError(f"{page.url}: {words!r} cannot be reached with the Tab key")


async def press(page: Page, words: str, key: str = "Enter", *, anywhere: bool = False) -> None:
    await reach(page, words, anywhere=anywhere)
    await page.keyboard.press(key)


async def write(page: Page, words: str, told: str) -> None:
    """Type into the field of this name; into a list of choices the beginning of one."""
    await reach(page, words)
    await page.keyboard.type(told)


async def past_the_menu(page: Page) -> None:
    """The first stop of every page leads past what all pages share; the browser goes there in its own time."""
    await press(page, "Langsung ke isi halaman")
    await until(page, "document.activeElement.id === 'isi'")


async def enter(page: Page, site: str, username: str, password: str = PASSWORD) -> None:
    await page.goto(f"{site}/masuk")
    await write(page, "Nama pengguna", username)
    await write(page, "Kata sandi", password)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{site}/kantor/**")
