"""Pictures of pages of learning for docs/img, of an invented history: `./tanggap test --screenshots` takes them."""

from pathlib import Path

from playwright.async_api import Browser

from tests.accessibility import HIGH
from tests.competency.invented import hold
from tests.web.desk_states import VERDICT
from tests.web.looking import signed_in_at
from tests.web.page_pictures import WIDTHS, keep
from tests.web.test_verdicts import cells, judge
from web.house import House


async def test_a_verdict_is_pictured(house: House, site: str, browser: Browser, pictures: Path) -> None:
    held = await hold(house)
    await judge(house, held, cells(0.9, 1.45))
    context, page = await signed_in_at(browser, site, VERDICT.officer)
    await page.set_viewport_size({"width": WIDTHS[0], "height": HIGH})  # where the menu begins at this page
    answer = await page.goto(site + VERDICT.path.format(material=held.material))
    assert answer is not None
    assert answer.status == 200
    await keep(page, pictures, VERDICT.name)
    await context.close()
