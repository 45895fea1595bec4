"""Looks at pages in a real browser as they stand, and gathers what somebody could not use."""

from playwright.async_api import Browser, BrowserContext, Page

from tests.accessibility import HIGH, against_wcag, too_wide, unfold
from tests.web.keyboard import enter

NARROW, WIDE = 320, 1280
FIRST_LOAD = 60_000
"""Bytes over the wire that a page may weigh on its first load, without photos."""
_JUMPS = """() => [...document.querySelectorAll('main :is(h1, h2, h3, h4)')].map((one) => +one.tagName[1])
  .filter((level, at, all) => level > (all[at - 1] ?? 0) + 1)"""
"""Headings that leave a level out."""


class Looking:
    """What was found so far; `page` is somebody's browser."""

    def __init__(self, site: str) -> None:
        self.site, self.found = site, list[str]()

    async def at(self, page: Page, path: str, status: int = 200) -> None:
        answer = await page.goto(self.site + path)
        assert answer is not None
        assert answer.status == status, path
        await self.here(page)

    async def here(self, page: Page) -> None:
        """Nothing sticks out, no heading leaves a level out, and axe is content on the narrowest phone."""
        await unfold(page)
        told = await too_wide(page, (WIDE, 768, NARROW)) + await against_wcag(page)
        if await page.evaluate(_JUMPS):
            told.append("a heading leaves a level out")
        self.found += [f"{page.url}: {one}" for one in told]

    async def refused(self, page: Page, path: str, form: str = "form") -> None:
        """The same of the page that comes back from an empty form, which says what is lacking."""
        await page.goto(self.site + path)
        await unfold(page)
        await page.locator(f"main {form} button").first.click()
        await page.wait_for_load_state()
        assert await page.locator("#errors, [aria-invalid], main [role=alert]").count(), path
        await self.here(page)

    async def weighed(self, page: Page, path: str) -> None:
        """The page is light enough for a slow line."""
        wire, loaded = await page.context.new_cdp_session(page), list[float]()
        await wire.send("Network.enable")
        await wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        wire.on("Network.loadingFinished", lambda one: loaded.append(one["encodedDataLength"]))
        await page.goto(self.site + path, wait_until="networkidle")
        await wire.detach()
        assert loaded
        if sum(loaded) > FIRST_LOAD:
            self.found.append(f"{path} weighs {sum(loaded):.0f} bytes")


async def signed_in_at(browser: Browser, site: str, username: str) -> tuple[BrowserContext, Page]:
    """A browser of one's own at a desk."""
    context = await browser.new_context(viewport={"width": WIDE, "height": HIGH})
    page = await context.new_page()
    await enter(page, site, username)
    return context, page
