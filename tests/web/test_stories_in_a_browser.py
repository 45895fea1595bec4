"""Whole stories of a reporter in a real browser: by keyboard alone, with and without scripts, and interrupted."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from litestar import Litestar
from playwright.async_api import Browser, Page, Route, expect
from playwright.async_api import TimeoutError as TooLong

from complaints import commands as c
from complaints.kinds import Status
from people.actor import Actor
from tests.web import keyboard
from tests.web.citizen import COORDINATOR, OFFICER, asked, done, follow, later, resolved, state, taken
from tests.web.serving import served
from web import checking, telling
from web.house import House

TEXT = "Lubang dalam di jalan provinsi depan Pasar Tugu, Kedaton, Bandar Lampung, kemarin ada motor jatuh."


@pytest.fixture
async def site(application: Litestar, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    for room, patience in ((checking, "BUDGET"), (checking, "UNHURRIED"), (telling, "BUDGET")):
        monkeypatch.setattr(room, patience, 30)
    async with served(application) as address:
        yield address


async def press(page: Page, name: str, leads_to: str) -> None:
    await keyboard.press(page, name, anywhere=True)
    try:
        await page.wait_for_url(leads_to)
    except TooLong:
        focused = await page.evaluate("document.activeElement.outerHTML.slice(0, 300)")
        words = await page.inner_text("body")
        pytest.fail(f"{name!r} led to {page.url}, not to {leads_to}; the focus is at {focused}; it says\n{words}")


async def heading(page: Page) -> str:
    return await page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize("scripts", [True, False])
async def test_by_keyboard_alone_from_the_report_to_sharing_it(
    house: House, site: str, browser: Browser, scripts: bool
) -> None:
    context = await browser.new_context(
        viewport={"width": 640, "height": 700}, locale="id-ID", java_script_enabled=scripts
    )
    page = await context.new_page()
    may_come = asyncio.Event()

    async def late(route: Route) -> None:
        await may_come.wait()
        await route.continue_()

    await page.route("**/voice.js*", late)
    await page.goto(site)
    await keyboard.write(page, "Ceritakan keluhan", TEXT)
    await keyboard.reach(page, "Rekaman suara")
    may_come.set()
    if scripts:  # they put a button where somebody stands, and take no focus away
        await expect(page.locator("#report[data-ready]")).to_be_attached()
        await expect(page.get_by_role("button", name="Rekam suara")).to_be_focused()
    later(house, seconds=10)
    await press(page, "Kirim aduan", "**/terkirim/**")
    assert "Terima kasih" in await heading(page)
    await press(page, "Buka halaman aduan", "**/lacak/**")
    own = page.url
    complaint_id = await house.queries.find(own.split("/")[-2])
    for answer in ("Lubang sudah kami tambal.", "Tambalannya sudah kami ulangi dengan aspal panas."):
        case = await state(house, complaint_id)
        later(house, hours=1)
        if case.status is Status.SUBMITTED:
            await done(house, complaint_id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
        await done(house, complaint_id, c.Take(), OFFICER)
        await done(house, complaint_id, c.Resolve(c.Words(answer)), OFFICER)
        await page.goto(own)
        if case.status is Status.SUBMITTED:
            await keyboard.press(page, "Belum beres")
            await keyboard.write(page, "Apa yang belum beres?", "Tambalannya sudah lepas lagi.")
            await press(page, "Kembalikan untuk dikerjakan lagi", "**kabar=sanggah**")
            assert (await state(house, complaint_id)).status is Status.DISPUTED
    await press(page, "Ya, sudah beres", "**kabar=beres**")
    assert (await state(house, complaint_id)).status is Status.CLOSED
    await press(page, "Baik", "**kabar=nilai**")
    assert (await state(house, complaint_id)).score in (4, 5)
    await keyboard.reach(page, "WhatsApp", anywhere=True)
    href = await page.evaluate("document.activeElement.href")
    assert own.rsplit("/", 1)[1] not in href, "the secret link is not what is shared"
    await context.close()


@pytest.mark.parametrize("scripts", [True, False])
async def test_what_was_typed_into_a_page_that_stood_open_for_days_is_given_back(
    house: House, site: str, browser: Browser, scripts: bool
) -> None:
    waiting, answered, open_ = await asked(house), await resolved(house), await taken(house)
    context = await browser.new_context(locale="id-ID", java_script_enabled=scripts)
    page = await context.new_page()
    for case, unfold, field, button in (
        (waiting, "", "answer", "Kirim jawaban"),
        (answered, "Belum beres", "reason", "Kembalikan untuk dikerjakan lagi"),
        (open_, "Tambahkan keterangan", "addition", "Tambahkan"),
    ):
        await page.goto(site + follow(house, case))
        if unfold:
            await page.locator("summary", has_text=unfold).first.click()
        words = f"Kata-kata untuk {field} yang tidak boleh hilang."
        await page.locator(f"textarea[name={field}]").fill(words)
        await context.clear_cookies()
        later(house, days=2)
        await page.get_by_role("button", name=button, exact=True).click()
        await page.wait_for_load_state()
        kept = [await one.input_value() for one in await page.locator("textarea").all()]
        assert words in kept, field
        assert (await state(house, case.id)).version == case.version
    await context.close()


async def test_a_second_press_and_the_way_back_dispute_once(house: House, site: str, browser: Browser) -> None:
    case = await resolved(house)
    for times, scripts in enumerate((True, False), start=1):
        context = await browser.new_context(locale="id-ID", java_script_enabled=scripts)
        page = await context.new_page()
        await page.goto(site + follow(house, case))
        await page.locator("summary", has_text="Belum beres").click()
        await page.locator("#reason").fill("Masih bocor di sisi kiri.")
        button = page.get_by_role("button", name="Kembalikan untuk dikerjakan lagi")
        await button.dblclick()
        await page.wait_for_url("**kabar=**")
        disputed = await state(house, case.id)
        assert disputed.status is Status.DISPUTED
        log = await house.queries.case(Actor("citizen", holds=case.id), case.id)
        assert sum(one.name == "complaint.disputed" for one in log.entries) == times
        await page.go_back()
        await expect(page.get_by_text("Disanggah", exact=True).first).to_be_visible()
        assert not await button.count(), "the way back leads to the case as it stands, not to a form that is over"
        await context.close()
        for command in (c.Take(), c.Resolve(c.Words("Sudah kami tutup rapat."))):
            await done(house, case.id, command, OFFICER)
        case = await state(house, case.id)
