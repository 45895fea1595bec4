"""Pages of needs in a real browser: nothing against WCAG 2.2 AA, and nothing to be scrolled sideways on a phone."""

from playwright.async_api import Browser, ViewportSize

from competency import needs as n
from competency.need_events import Reason, Stance
from complaints.commands import Words
from people.actor import Role
from tests.accessibility import unfold
from tests.competency.test_need_book import READ, Signal, book, told
from tests.journeys.desks import accessible, fits
from tests.web.applications import application_over
from tests.web.keyboard import enter
from tests.web.officer import hire
from tests.web.serving import served
from web.house import House

PHONE: ViewportSize = {"width": 320, "height": 700}
KEPT = ("kamus?peta=topic:sampah", "kamus/TEK-SAMPAH", "keputusan", "keputusan/telaah")
PATHS = ("kebutuhan", "kebutuhan/{need}", *KEPT)


async def test_pages_of_needs_on_a_phone(browser: Browser, house: House) -> None:
    analyst, head = (
        await hire(house, "analis", (Role.ANALYST, "BPSDM")),
        await hire(house, "kepala", (Role.HEAD, "DLH")),
    )
    need, other, *_others = await told(
        house,
        Signal(),
        Signal(unit="BMBK", topic="jalan_rusak"),
        Signal(topic=None, family="komunikasi", label="kompetensi-unit"),
    )
    needs = book(house, READ)
    await needs.record(need, analyst, n.Review())
    await needs.record(need, head, n.Answer(Stance.PARTLY, Words("Dua alat angkut rusak sejak Mei.")))
    await needs.record(other, analyst, n.Review())
    await needs.record(other, analyst, n.Reject(Reason.SURGE, Words("Banjir bulan Oktober.")))
    async with served(application_over(house)) as url:
        page = await (await browser.new_context(viewport=PHONE)).new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        await enter(page, url, "analis")
        for path in PATHS:
            await page.goto(f"{url}/kantor/kompetensi/{path.format(need=need)}")
            await unfold(page)
            await accessible(page)
            await fits(page)
        assert not faults
