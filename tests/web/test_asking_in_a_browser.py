"""Others are asked, in a real browser: a body outside on a phone and without an account, and another unit by a date."""

import msgspec
from playwright.async_api import Browser, Page

from complaints import commands as c
from complaints.outside_links import OutsideLinks
from people.actor import Role
from tests.accessibility import against_wcag, too_wide
from tests.web.citizen import COORDINATOR, done, filed, state, taken
from tests.web.officer import PASSWORD, hire
from web.house import House

POLE = "Tiang listrik di depan SD Negeri 2 miring dan kabelnya menjuntai, anak-anak lewat di bawahnya setiap pagi."


async def looked_at(page: Page, name: str, width: int = 360) -> list[str]:
    """What axe finds and what sticks out at the side; `name` tells the page in what is found."""
    return [f"{name}: {one}" for one in (*await too_wide(page, [width]), *await against_wcag(page))]


async def test_a_body_answers_on_a_phone_and_a_unit_at_its_desk(house: House, site: str, browser: Browser) -> None:
    for username, role, unit in (("bmbk", Role.OFFICER, "BMBK"), ("dishub", Role.OFFICER, "DISHUB")):
        await hire(house, username, (role, unit))
    await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))
    first = (await house.region.current()).bodies[0].code
    place = c.Place(-5.39, 105.26, "Jalan Melati, depan SD Negeri 2", "18.71")
    out = await filed(
        house, POLE, place=place, place_words=c.Words(msgspec.json.encode(place).decode()), topic="pju_mati"
    )
    out = await done(house, out.id, c.ForwardOut(first), COORDINATOR)
    _link, secret = await OutsideLinks(house.database, house.clock, house.keys).make(out, 45, "officer:x")
    case = await taken(house)
    found: list[str] = []

    phone = await browser.new_context(viewport={"width": 360, "height": 800})
    page = await phone.new_page()
    await page.goto(f"{site}/instansi/{secret}")
    await page.click("text=Sudah kami terima")
    await page.click("summary:has-text('Perlu keterangan lagi')")
    await page.click("summary:has-text('Bukan kewenangan kami')")
    found += await looked_at(page, "body")
    await page.fill("[name=answer]", "Tiang akan kami tegakkan besok pagi, kabel sudah diamankan.")
    await page.click("button:has-text('Kirim jawaban')")
    await page.wait_for_selector("text=Jawaban Anda sudah disampaikan")
    found += await looked_at(page, "said")
    assert await page.locator("main form").count() == 0
    assert (await state(house, out.id)).answered_outside_at is not None
    await phone.close()

    desk = await browser.new_context(viewport={"width": 1280, "height": 900})
    page = await desk.new_page()
    await enter(page, site, "bmbk")
    await page.goto(f"{site}/kantor/aduan/{case.id}")
    form = page.locator("form[action$='/tanya-unit']")
    await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    await form.locator("[name=unit]").select_option("DISHUB")
    await form.locator("[name=words]").fill("Apakah lampu di ruas ini milik Dinas Perhubungan?")
    await form.get_by_role("button", name="Tanya unit lain").click()
    await page.wait_for_selector("text=Pertanyaan sudah dikirim kepada unit itu.")
    await desk.close()

    desk = await browser.new_context(viewport={"width": 1280, "height": 900})
    page = await desk.new_page()
    await enter(page, site, "dishub")
    await page.goto(f"{site}/kantor/ditanya")
    found += await looked_at(page, "asked", 1280) + await looked_at(page, "asked")
    await page.locator("th a").first.click()
    found += await looked_at(page, "question", 1280) + await looked_at(page, "question")
    await page.locator("textarea").fill("Ya, milik kami; jadwal perbaikannya minggu depan.")
    await page.click("button:has-text('Kirim jawaban')")
    await page.wait_for_selector("text=Jawaban sudah disampaikan kepada unit yang bertanya.")
    assert all(ask.answered_at for ask in (await state(house, case.id)).asks.values())
    await desk.close()

    desk = await browser.new_context(viewport={"width": 1280, "height": 900})
    page = await desk.new_page()
    other = await done(house, (await filed(house, POLE)).id, c.ForwardOut(first), COORDINATOR)
    await enter(page, site, "koordinator")
    await page.goto(f"{site}/kantor/luar")
    await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found += await looked_at(page, "outside", 1280) + await looked_at(page, "outside")
    await page.locator(f"form[action='/kantor/luar/{other.id}/tautan'] button").click()
    await page.wait_for_selector("text=Alamat untuk disalin")
    found += await looked_at(page, "link", 1280) + await looked_at(page, "link")
    await desk.close()
    assert found == []


async def enter(page: Page, site: str, username: str) -> None:
    await page.goto(f"{site}/masuk")
    await page.fill("#username", username)
    await page.fill("#password", PASSWORD)
    await page.click("form.sheet button")
    await page.wait_for_url(f"{site}/kantor**")
