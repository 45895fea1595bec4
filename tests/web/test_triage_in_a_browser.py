"""The coordinator's desk in a real browser: by keys alone, without them, without scripts, at every width."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from complaints import commands as c
from complaints.given import Asked
from complaints.kinds import Gap, Priority, Status
from people.actor import Role
from routing.advice import FoundPlace, Owner, Reading, Reason
from tests.web.citizen import COORDINATOR, done, filed, later, published, state
from tests.web.officer import hire
from tests.web.test_office_in_a_browser import enter, faults
from web.house import House

LAMP = "Lampu jalan mati di Jl. Raden Intan sejak seminggu lalu."
LONG = "Jembatan gantung rusak parah dan anak sekolah terpaksa menyeberang sungai setiap pagi. " * 4
SURE = Reading(
    "uji:1",
    (Owner("DISHUB", 0.9), Owner("BMBK", 0.06), Owner("DLH", 0.02)),
    topic="lampu_jalan",
    learnt=True,
    reasons=(Reason(0, 11, 1.0), Reason(12, 16, -0.5)),
    places=(FoundPlace(20, 35, "Jl. Raden Intan", "road"),),
)
WORRIED = Reading(
    "uji:1",
    (Owner("BMBK", 0.5), Owner("out:KAB_LAMPUNG_SELATAN", 0.3), Owner("none:empty", 0.1)),
    missing=(Gap.WHERE, Gap.WHEN),
    doubt="road_owner",
    area="18.01",
    danger=(Reason(0, 8, 1.0, "danger"),),
)


@pytest.fixture(autouse=True)
def reads(house: House, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Reading]:
    def of(text: str) -> Reading:
        return WORRIED if text.startswith("Jembatan") else SURE

    async def read(asked: Asked) -> Reading:
        return of(asked.text)

    async def advise(asked: list[Asked]) -> list[Any]:
        return [None for _ in asked]

    monkeypatch.setattr(house.advisor, "read", read)
    monkeypatch.setattr(house.advisor, "advise", advise)
    return of


@pytest.fixture
async def desk(house: House, site: str, browser: Browser) -> AsyncIterator[Page]:
    """A coordinator at the desk, in whose queue four reports wait."""
    await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))
    for number in range(4):
        await filed(house, f"{LAMP} Tiang {number}.")
        later(house, days=1)
    context = await browser.new_context()
    page = await context.new_page()
    await enter(page, site, "koordinator")
    await page.wait_for_selector(".has-keys")
    yield page
    await context.close()


async def opened(page: Page) -> str:
    """The words of the report that stands open."""
    return await page.inner_text("#report-words")


async def test_the_queue_is_emptied_by_keys_alone(desk: Page, house: House) -> None:
    assert "Tiang 0" in await opened(desk)
    assert "Dinas Perhubungan" in await desk.evaluate("document.activeElement.textContent")
    async with desk.expect_navigation():
        await desk.keyboard.press("Enter")
    assert "Tiang 1" in await opened(desk)
    assert "Aduan sudah diteruskan ke unit." in await desk.inner_text("main")
    async with desk.expect_navigation():
        await desk.keyboard.press("2")
    assert "Tiang 2" in await opened(desk)
    assert "Dinas Bina Marga" in await desk.inner_text(".notice--done")
    async with desk.expect_navigation():
        await desk.keyboard.press("b")
    assert "Tiang 3" in await opened(desk)
    async with desk.expect_navigation():
        await desk.keyboard.press("ArrowLeft")
    assert "Tiang 2" in await opened(desk)
    await desk.keyboard.press("k")
    await desk.keyboard.type("Tiang nomor berapa? Tolong t u l k.")
    assert "Tiang 2" in await opened(desk), "what is typed into a field decides nothing"
    async with desk.expect_navigation():
        await desk.click('form[action$="/lengkapi"] button')
    assert "Tiang 3" in await opened(desk)
    await desk.keyboard.press("u")
    await desk.keyboard.type("dlh")
    async with desk.expect_navigation():
        await desk.keyboard.press("Enter")
    assert "Tidak ada yang menunggu" in await desk.inner_text("main")
    counts = await house.queries.counts(COORDINATOR)
    assert counts == {str(Status.FORWARDED): 3, str(Status.RETURNED): 1}


async def test_shortcuts_can_be_turned_off_and_stay_off(desk: Page) -> None:
    before = desk.url
    await desk.keyboard.press("?")
    assert await desk.is_visible("text=Terima saran pertama")
    await desk.click("text=Matikan pintasan")
    for _visit in range(2):
        await desk.evaluate("document.activeElement.blur()")
        for key in ("t", "1", "b", "u", "a", "?"):
            await desk.keyboard.press(key)
        assert desk.url == before
        assert "Tiang 0" in await opened(desk)
        assert not await desk.is_visible(".key-hint")
        assert await desk.locator("details[open]").count() <= 1
        await desk.reload()
        await desk.wait_for_selector("text=Nyalakan pintasan")
    await desk.click("text=Nyalakan pintasan")
    async with desk.expect_navigation():
        await desk.keyboard.press("t")
    assert "Tiang 1" in await opened(desk)


async def test_a_key_held_down_or_pressed_with_another_decides_nothing(desk: Page, house: House) -> None:
    held = (
        "document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {key: '%s', bubbles: true, cancelable: true, %s}))"
    )
    assert await desk.evaluate(held % ("Enter", "repeat: true")) is False, "the browser must not press the button"
    for key, more in (("t", "repeat: true"), ("t", "ctrlKey: true"), ("a", "altKey: true"), ("k", "metaKey: true")):
        await desk.evaluate(held % (key, more))
    assert "Tiang 0" in await opened(desk)
    assert (await house.queries.counts(COORDINATOR)) == {str(Status.SUBMITTED): 4}


async def test_every_box_is_ticked_with_one_press_and_unticked_with_another(desk: Page, site: str) -> None:
    await desk.goto(f"{site}/kantor/triase/jelas?tingkat=90")
    await desk.click("[data-check-all]")
    assert await desk.locator("[type=checkbox]:checked").count() == 4
    await desk.click("[data-check-all]")
    assert await desk.locator("[type=checkbox]:checked").count() == 0
    await desk.click("[data-check-all]")
    async with desk.expect_navigation():
        await desk.click("form[data-checks] > p:last-child button")
    assert "4 aduan diteruskan" in await desk.inner_text("main")


async def test_everybody_can_use_the_desk_and_the_page_of_bodies_outside(desk: Page, house: House, site: str) -> None:
    body = (await house.region.current()).bodies[0].code
    out, answered = await filed(house, LAMP), await filed(house, LAMP)
    for complaint in (out, answered):
        await done(house, complaint.id, c.ForwardOut(body), COORDINATOR)
    await done(house, answered.id, c.RecordReply(c.Words("Sudah.")), COORDINATOR)
    await published(house, LAMP)
    worried = await filed(house, LONG, priority=Priority.DANGER)
    not_yet = await filed(house, LONG)
    found = []
    for address in (
        "/kantor/triase",
        f"/kantor/triase?aduan={worried.id}",
        f"/kantor/triase?aduan={not_yet.id}&langkah=klasifikasi&berhasil=teruskan&atas={out.id}",
        f"/kantor/aduan/{not_yet.id}",
        "/kantor/triase/jelas?tingkat=90&pilih=semua",
        f"/kantor/triase/serupa?aduan={not_yet.id}&pilih=semua",
        "/kantor/luar",
    ):
        found += await faults(desk, site + address)
    assert found == []


async def test_the_desk_works_without_scripts(house: House, site: str, browser: Browser) -> None:
    await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))
    made = []
    for number in range(3):
        made.append(await filed(house, f"{LAMP} Tiang {number}."))
        later(house, days=1)
    first, second, third = made
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await enter(page, site, "koordinator")
    assert not await page.is_visible("text=Pintasan papan ketik")
    async with page.expect_navigation():
        await page.click(".owner--first button")
    assert (await state(house, first.id)).unit == "DISHUB"
    await page.click("summary:has-text('Pilih unit lain')")
    await page.fill("#unit-unit", "Dinas Lingkungan Hidup")
    async with page.expect_navigation():
        await page.click("text=Teruskan ke unit ini")
    assert (await state(house, second.id)).unit == "DLH"
    await page.click("text=Teruskan yang jelas sekaligus")
    for link in ("text=90%", "text=Centang semua", "form[data-checks] > p:last-child button"):
        async with page.expect_navigation():
            await page.click(link)
    assert "1 aduan diteruskan" in await page.inner_text("main")
    assert (await state(house, third.id)).unit == "DISHUB"
    await context.close()
