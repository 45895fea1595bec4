"""What was measured once is not measured again, and everything else is: at another width, and below the same head."""

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
    assert await against_wcag(page) == [told], "until it is mended"
    await page.set_viewport_size({"width": 360, "height": 600})
    await page.evaluate("document.getElementById('said').textContent = 'empat'")
    [told] = await against_wcag(page)
    assert "empat" in told
    await page.close()


async def test_what_looks_alike_on_another_page_is_measured_where_it_stands_within_something_else(
    browser: Browser,
) -> None:
    async def told(ground: str, words: str) -> str:
        page = await browser.new_page(viewport={"width": 360, "height": 600})
        await page.set_content(
            "<!doctype html><html lang='id'><title>Uji</title><style>p { color: #000 } a { color: #000 }</style><main>"
            f"<div style='background: {ground}'><section><p>{words} <a href='/'>tautan</a></p></section></div></main>"
        )
        found = await against_wcag(page)
        await page.close()
        return "".join(found)

    assert await told("#fff", "satu") == ""
    assert await told("#fff", "dua") == ""
    assert "tiga" in await told("#222", "tiga")
    assert "empat" in await told("#222", "empat"), "what was found is found again"
    assert await told("#fff", "lima") == ""


FRAME = """<!doctype html><html lang="id"><title>Uji</title><style>a { color: #000 } .here { color: #ccc }
@media (min-width: 700px) { header a { color: #ddd } }</style><body style="background: #fff">
<header><a href="/satu" {first}>satu</a> <a href="/dua" {second}>dua</a></header><main><p {words}>tiga</p></main>"""


async def test_a_head_is_measured_once_for_each_way_it_is_written_and_each_width(browser: Browser) -> None:
    """And what stands below it on every page; as long as anything is found, the head is measured again."""

    async def told(width: int = 360, first: str = "", second: str = "", words: str = "") -> str:
        page = await browser.new_page(viewport={"width": width, "height": 600})
        await page.set_content(FRAME.replace("{first}", first).replace("{second}", second).replace("{words}", words))
        found = await against_wcag(page)
        await page.close()
        return "".join(found)

    for _ in range(2):
        pale = await told(second='class="here"')
        assert "dua" in pale
        assert "satu" not in pale
    assert await told() == ""
    below = await told(words='style="color: #ccc"')
    assert "tiga" in below
    assert "satu" in await told(width=1000), "and all that look alike are told of by the first"
    assert await told(first='aria-current="page"') == ""
    assert "dua" in await told(first='aria-current="page"', second='class="here"')
    assert "tiga" in await told(second='aria-current="page"', words='style="color: #ccc"')


async def test_what_a_page_asks_for_is_asked_again_when_it_is_written_otherwise(browser: Browser) -> None:
    """Of what stays as it is only what depends on places is asked at another width."""
    small = '<button style="width: 24px; height: 24px; padding: 0">{}</button>'
    page = await browser.new_page(viewport={"width": 360, "height": 600})
    await page.set_content(
        "<!doctype html><html lang='id'><title>Uji</title><style>@media (min-width: 700px) { button { "
        "width: 12px !important; height: 12px !important; overflow: hidden } }</style><main>"
        f"<p>{small.format('a')}{small.format('b')}</p><label><span>Nama</span> <input></label></main>"
    )
    assert await against_wcag(page) == []
    await page.set_viewport_size({"width": 1000, "height": 600})
    [crowded] = await against_wcag(page)
    assert crowded.startswith("target-size")
    await page.set_viewport_size({"width": 360, "height": 600})
    await page.evaluate("document.querySelector('label span').style.display = 'none'")
    [nameless] = await against_wcag(page)
    assert nameless.startswith("label")
    await page.evaluate("document.querySelector('label span').style.display = ''")
    await page.evaluate("document.querySelector('input').setAttribute('aria-invalid', 'perhaps')")
    [odd] = await against_wcag(page)
    assert odd.startswith("aria-valid-attr-value")
    await page.close()
