"""A new administrator's first day, by keyboard alone: invitation by mail, password, code app, sign-in, sessions."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page

from foundation.clock import SetClock
from notices.account_mails import AccountMails
from people.account_keeping import AccountKeeping
from people.actor import Role
from people.tries import FREE, STRANGERS
from service.page_links import PageLinks
from tests.notices.test_email_channel import Mailbox, serving
from tests.people.test_second_factors import code_at
from tests.web.keyboard import reach
from tests.web.officer import PASSWORD, hire
from tests.web.test_accounts import demanding
from tests.web.test_office_in_a_browser import faults
from web.house import House


@pytest.fixture
def house(house: House) -> House:
    """One that sends mail."""
    keeping = AccountKeeping(house.database, house.clock, house.keys, house.accounts, mails=True)
    return replace(house, mails=True, keeping=keeping)


async def written(page: Page, *fields: str) -> None:
    """Type into the field that has the focus and those after it, then send."""
    for number, words in enumerate(fields):
        if number:
            await page.keyboard.press("Tab")
        await page.keyboard.type(words)
    await page.keyboard.press("Enter")


async def delivered(house: House, site: str, mailbox: Mailbox) -> str:
    """The link of the last letter, after the worker has sent what is owed."""
    mails = AccountMails(house.database, house.clock, house.keys, house.region, house.links)
    async with serving(mailbox) as channel:
        await mails.run([channel], PageLinks(house, site).account)
    return str(re.findall(r"http://\S+/akun/tautan/\S+", mailbox.letters[-1].replace("=\r\n", ""))[0])


async def sign_in(page: Page, site: str, username: str, password: str) -> None:
    await page.goto(f"{site}/masuk")
    await reach(page, "Nama pengguna")
    await written(page, username, password)


def later(house: House, **time: float) -> None:
    assert isinstance(house.clock, SetClock)
    house.clock.instant += timedelta(**time)


async def test_from_the_invitation_to_the_end_of_a_session(house: House, site: str, browser: Browser) -> None:
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    mailbox, found = Mailbox(), list[str]()
    desk = await (await browser.new_context(locale="id-ID")).new_page()
    await sign_in(desk, site, "admin", PASSWORD)
    await desk.wait_for_url("**/kantor/**")
    await demanding(house, Role.ADMINISTRATOR)
    await desk.goto(f"{site}/kantor/akun")
    await reach(desk, "Undang petugas")
    await desk.keyboard.press("Enter")
    await reach(desk, "Nama pengguna")
    for words in ("rina", "Rina Wati", "rina@contoh.id", "Administrator", "Dinas Komunikasi"):
        await desk.keyboard.type(words)
        await desk.keyboard.press("Tab")
    await desk.keyboard.press("Enter")
    await desk.wait_for_url("**/kantor/akun/rina?berhasil=undang")
    found += await faults(desk, f"{site}/kantor/akun/rina") + await faults(desk, f"{site}/kantor/akun")

    phone = await (await browser.new_context(locale="id-ID", viewport={"width": 360, "height": 740})).new_page()
    link = await delivered(house, site, mailbox)
    found += await faults(phone, link)
    await phone.goto(link)
    await reach(phone, "Kata sandi baru")
    await written(phone, "kuda baterai jendela", "kuda baterai jendela")
    await phone.wait_for_url("**/masuk/pasang")
    found += await faults(phone, phone.url)
    secret = (await phone.inner_text(".pairing__key")).replace(" ", "")
    await reach(phone, "Kode dari aplikasi")
    await written(phone, code_at(secret, house.clock.now()))
    await phone.wait_for_selector(".codes")
    codes = await phone.locator(".codes .code").all_inner_texts()
    await reach(phone, "Sudah saya simpan")
    await phone.keyboard.press("Enter")
    await phone.wait_for_url("**/kantor/**")

    later(house, minutes=1)
    office = await (await browser.new_context(locale="id-ID")).new_page()
    await sign_in(office, site, "rina", "kuda baterai jendela")
    await office.wait_for_url("**/masuk/kode")
    found += await faults(office, office.url)
    await office.goto(f"{site}/masuk/kode")
    await written(office, code_at(secret, house.clock.now()))
    await office.wait_for_url("**/kantor/**")
    lost = await (await browser.new_context(locale="id-ID")).new_page()
    await sign_in(lost, site, "rina", "kuda baterai jendela")
    await lost.wait_for_url("**/masuk/kode")
    await written(lost, codes[0].lower())
    await lost.wait_for_url("**/kantor/**")

    await office.goto(f"{site}/kantor/profil")
    assert "9 kode belum dipakai" in await office.inner_text("#kode")
    found += await faults(office, f"{site}/kantor/profil")
    await office.goto(f"{site}/kantor/profil#sesi")
    await reach(office, "Akhiri Chrome")
    await office.keyboard.press("Enter")
    await office.wait_for_url("**berhasil=sesi-satu")
    ended = [page for page in (phone, lost) if "/masuk" in (await at_the_desk(page, site))]
    assert len(ended) == 1, "one of the two, and not the one that pressed"
    for path in ("/kantor/catatan-akun", "/kantor/profil/kata-sandi", "/kantor/profil/kode-masuk", "/kantor/pastikan"):
        found += await faults(office, site + path)
    for path in ("/masuk", "/masuk/lupa", "/masuk/lupa?kabar=ya"):
        found += await faults(await (await browser.new_context()).new_page(), site + path)
    assert found == []


async def at_the_desk(page: Page, site: str) -> str:
    await page.goto(f"{site}/kantor/profil")
    return page.url


async def test_a_browser_does_the_work_that_a_try_costs(house: House, site: str, browser: Browser) -> None:
    """And without scripts the page says what else helps."""
    await hire(house, "sari", (Role.OFFICER, "BMBK"))
    await asyncio.gather(*(house.limits.count(STRANGERS, "sari") for _ in range(FREE)))
    page = await (await browser.new_context(locale="id-ID")).new_page()
    await sign_in(page, site, "sari", PASSWORD)
    await page.wait_for_selector("[data-work]")
    assert "bekerja beberapa detik" in await page.inner_text("#errors")
    await page.focus("#password")
    await written(page, PASSWORD)
    await page.wait_for_url("**/kantor/**", timeout=60_000)
