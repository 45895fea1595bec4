"""Days by keyboard alone: from a late figure to its cases and a report, the inspectorate's case, the counter."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from complaints import commands as c
from complaints.kinds import Kind, Status
from people.actor import Role
from people.contact import Contact
from service.reporting import Making
from tests.web.citizen import COORDINATOR, done, filed, later, resolved, state, taken, watched
from tests.web.keyboard import enter, past_the_menu, press, write
from tests.web.officer import counted, hire
from web.house import House

Desk = Callable[[str], Awaitable[Page]]
NO_MOUSE = "addEventListener('pointerdown', () => { throw new Error('a mouse') }, true)"


@pytest.fixture
async def sits_down(browser: Browser, site: str) -> AsyncIterator[Desk]:
    """An officer signs in at a desk of their own that has no mouse."""
    desks: list[BrowserContext] = []

    async def one(username: str) -> Page:
        desks.append(await browser.new_context(viewport={"width": 1280, "height": 900}, locale="id-ID"))
        await desks[-1].add_init_script(NO_MOUSE)
        page = await desks[-1].new_page()
        await enter(page, site, username)
        return page

    yield one
    for desk in desks:
        await desk.close()


async def heading(page: Page, words: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_contain_text(words)


async def test_from_a_late_figure_to_its_cases_and_a_report(house: House, sits_down: Desk) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    for number in range(5):
        await resolved(house, f"Lubang ke-{number} sudah lama.")
    bridge = await taken(house, "Jembatan retak di ujung desa.")
    later(house, days=45)
    await watched(house, bridge.id)
    await counted(house)
    page = await sits_down("pengawas")
    await heading(page, "Pengawasan")
    await past_the_menu(page)
    await press(page, "1 aduan terlambat")
    await page.wait_for_url("**state=late**")
    await past_the_menu(page)
    await press(page, "Jembatan retak di ujung desa.", anywhere=True)
    await heading(page, "Jembatan retak di ujung desa.")
    await expect(page.locator("main")).to_contain_text("Dinas Bina Marga")
    await press(page, "Laporan")
    await heading(page, "Laporan")
    await past_the_menu(page)
    await write(page, "Unit", "Dinas Bina Marga")
    await press(page, "Buat laporan")
    await page.wait_for_url("**#berkas**")
    assert await Making(house).run() == 1
    await page.reload()
    await past_the_menu(page)
    async with page.expect_download() as fetched:
        await press(page, "PDF")
    assert (await fetched.value).suggested_filename.endswith(".pdf")


async def test_the_inspectorate_takes_what_only_it_may_read_and_the_counter_gives_a_lost_code(
    house: House, sits_down: Desk
) -> None:
    await hire(house, "inspektur", (Role.INSPECTORATE, "INSP"))
    await hire(house, "loket", (Role.COORDINATOR, "DISKOMINFOTIK"))
    hidden = await filed(house, "Diminta uang supaya cepat.", kind=Kind.OVERSIGHT, about_unit="BMBK")
    known = await filed(house, "Lampu jalan mati.", contact=Contact(name="Siti Rahayu", email="siti@contoh.id"))
    await done(house, known.id, c.Forward("DISHUB", "lampu_jalan"), COORDINATOR)
    page = await sits_down("inspektur")
    await past_the_menu(page)
    await press(page, "Diminta uang", anywhere=True)
    await heading(page, "Diminta uang supaya cepat.")
    await past_the_menu(page)
    await press(page, "Ambil")
    await expect(page.locator("main")).to_contain_text("Aduan ini sekarang Anda tangani.")
    assert (await state(house, hidden.id)).status is Status.IN_PROCESS

    page = await sits_down("loket")
    await press(page, "Loket: kode hilang")
    await heading(page, "Loket: kode hilang")
    await write(page, "Nama pelapor", "siti")
    await press(page, "Cari aduan")
    await expect(page.locator("caption", has_text="Aduan yang cocok")).to_be_visible()
    await past_the_menu(page)
    await press(page, "Siti Rahayu")
    await heading(page, "Periksa identitas")
    await past_the_menu(page)
    await press(page, "KTP", "Space")
    await press(page, "Kode hilang", "Space")
    await press(page, "Orang ini cocok", "Space")
    await press(page, "Catat dan tampilkan kode")
    await heading(page, "Kode untuk pelapor")
    await expect(page.locator(".slip__code").first).to_be_visible()

    page = await sits_down("inspektur")
    await press(page, "Catatan loket")
    await expect(page.locator("main")).to_contain_text("Nama loket")
