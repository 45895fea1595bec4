"""Contrast is measured where a page shows something else than when it was measured before, and only there."""

from playwright.async_api import Browser

from tests.accessibility import against_wcag

PAGE = """<!doctype html><html lang="id"><title>Uji</title><style>
.wide { display: none; color: #ccc } .paler { color: #000 }
@media (min-width: 700px) { .wide { display: block } .paler { color: #ddd } }
</style><body style="background: #fff"><main>
<p>satu</p><p class="wide">dua</p><p class="paler">tiga</p><p id="said" style="color: #ccc"></p></main>"""


async def test_what_is_shown_paler_or_later_is_measured(browser: Browser) -> None:
    page = await browser.new_page(viewport={"width": 360, "height": 600})
    await page.set_content(PAGE)
    assert await against_wcag(page) == []
    await page.set_viewport_size({"width": 1000, "height": 600})
    [told] = await against_wcag(page)
    assert "satu" not in told
    assert "dua" in told
    assert "tiga" in told
    assert await against_wcag(page) == []
    await page.evaluate("document.getElementById('said').textContent = 'empat'")
    [told] = await against_wcag(page)
    assert "empat" in told
    await page.close()
