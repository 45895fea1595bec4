"""Two officers at one case, each at a browser of their own: who is there, who writes, and no word is lost."""

from playwright.async_api import Browser, Page, expect

from complaints import commands as c
from people.actor import Role
from tests.web.citizen import COORDINATOR, done, photo, published
from tests.web.officer import hire
from tests.web.test_office_in_a_browser import enter, faults
from web.house import House

PRESENCE = "document.dispatchEvent(new Event('visibilitychange'))"
"""Asks at once who is there, as coming back to the page does."""


async def opened(browser: Browser, site: str, username: str, path: str) -> Page:
    page = await (await browser.new_context(viewport={"width": 1280, "height": 900}, locale="id-ID")).new_page()
    await enter(page, site, username)
    await page.goto(site + path)
    return page


async def test_two_officers_see_each_other_and_lose_no_word(house: House, site: str, browser: Browser) -> None:
    sari = await hire(house, "sari", (Role.OFFICER, "BMBK"))
    await hire(house, "budi", (Role.OFFICER, "BMBK"))
    await hire(house, "kepala", (Role.HEAD, "BMBK"))
    complaint, other = await published(house), await published(house, "Saluran di depan pasar tersumbat.")
    await done(house, complaint.id, c.Take(), sari)
    _, (name, data, _type) = photo()
    file = await house.attachments.store(complaint.id, data, name)
    await done(house, complaint.id, c.Attach(file), sari)
    at = f"/kantor/aduan/{complaint.id}"
    one, two = await opened(browser, site, "sari", at), await opened(browser, site, "budi", at)

    # Each is told of the other, and of what the other writes; what is typed is kept without a press.
    await expect(two.locator("[data-presence]")).to_have_text("Nama sari sedang membuka aduan ini.")
    await one.locator("summary", has_text="Sampaikan perkembangan").click()
    await one.locator("#kabari-words").fill("Tim berangkat Senin pagi.")
    await expect(one.locator("#langkah-kabari [data-draft-status]")).to_contain_text("Draf disimpan pukul")
    async with one.expect_response(
        lambda answer: "/hadir" in answer.url and "kabari" in (answer.request.post_data or "")
    ):
        await one.evaluate(PRESENCE)
    await two.evaluate(PRESENCE)
    await expect(two.locator("[data-presence]")).to_contain_text("Nama sari sedang menulis: sampaikan perkembangan.")
    await one.reload()
    await expect(one.locator("#kabari-words")).to_have_value("Tim berangkat Senin pagi.")

    # The other is quicker: the one who writes is told before sending, and finds the words again after it.
    await two.locator("summary", has_text="Sampaikan perkembangan").click()
    await two.locator("#kabari-words").fill("Sudah disurvei kemarin.")
    await two.locator("#langkah-kabari .button[type=submit]").first.click()
    await expect(two.locator("main")).to_contain_text("Perkembangan sudah disampaikan kepada pelapor.")
    await one.evaluate(PRESENCE)
    await expect(one.locator("[data-presence]")).to_contain_text("Aduan ini baru saja diubah orang lain.")
    await one.locator("#langkah-kabari .button[type=submit]").first.click()
    await expect(one.locator(".notices").first).to_contain_text("Sudah disurvei kemarin.")
    await expect(one.locator("#kabari-words")).to_have_value("Tim berangkat Senin pagi.")
    await one.locator("#langkah-kabari .button[type=submit]").first.click()
    await expect(one.locator("main")).to_contain_text("Perkembangan sudah disampaikan kepada pelapor.")

    # A colleague is found by keys and told; the note stands apart, and the arrows lead through the files.
    box = one.locator("#catatan-words")
    await box.press_sequentially("Mohon dicek @kep")
    await expect(one.locator("#mentions [aria-selected=true]")).to_contain_text("Nama kepala")
    await box.press("Enter")
    await expect(box).to_have_value("Mohon dicek @kepala ")
    await one.locator("#langkah-catatan .button[type=submit]").first.click()
    await expect(one.locator(".moment--note")).to_contain_text("Catatan internal untuk Nama kepala")
    await done(house, complaint.id, c.Link(other.id, "related"), COORDINATOR)  # type: ignore[arg-type]
    await done(house, other.id, c.Link(complaint.id, "related"), COORDINATOR)  # type: ignore[arg-type]
    await one.goto(f"{site}{at}?garis=catatan")
    await expect(one.locator(".moment")).to_have_count(1)
    await one.locator(".previews a").first.click()
    await expect(one.locator("h1")).to_have_text("Foto 1")
    await one.keyboard.press("Escape")
    await one.wait_for_url(f"**{at}#berkas")
    told = await opened(browser, site, "kepala", "/kantor/pemberitahuan")
    await expect(told.locator("main")).to_contain_text("Anda disebut dalam catatan aduan")
    viewer = await one.locator(".previews a").first.get_attribute("href")
    found = await faults(one, f"{site}{at}") + await faults(one, f"{site}{viewer}")
    for page in (one, two, told):
        await page.context.close()
    assert found == []
