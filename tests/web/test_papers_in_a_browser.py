"""Standard replies and papers in a browser: a reply at the cursor, a letter made by keyboard, axe on each page."""

from playwright.async_api import Browser, expect

from complaints import commands as c
from complaints.standard_replies import Draft, StandardReplies
from complaints.ticket import show
from people.actor import Role
from tests.web.citizen import done, published
from tests.web.officer import hire
from tests.web.test_case_desk_in_a_browser import opened
from tests.web.test_office_in_a_browser import faults
from web.house import House


async def test_a_reply_goes_where_the_cursor_is_and_a_letter_is_made(house: House, site: str, browser: Browser) -> None:
    sari = await hire(house, "sari", (Role.OFFICER, "BMBK"))
    admin = await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    book = StandardReplies(house.database, house.clock)
    reply = await book.write(admin, Draft("Survei", None, None, "Aduan {kode} kami survei minggu ini."))
    complaint = await published(house)
    await done(house, complaint.id, c.Take(), sari)
    at = f"/kantor/aduan/{complaint.id}"
    page = await opened(browser, site, "sari", at)
    await page.locator("summary", has_text="Sampaikan perkembangan").click()
    box = page.locator("#kabari-words")
    await box.fill("Salam. ")
    await page.locator("#kabari-balasan").select_option(str(reply))
    await page.locator("#langkah-kabari [data-reply] button:visible").click()
    await expect(box).to_have_value(f"Salam. Aduan {show(complaint.code)} kami survei minggu ini.")
    await expect(page.locator("#langkah-kabari input[name=balasan_dipakai]")).to_have_value(f"{reply}:1")

    await page.goto(f"{site}{at}/surat?jenis=nota_dinas")
    await page.get_by_label("Kepada").fill("Kepala Bidang Pemeliharaan")
    await page.get_by_label("Isi surat").fill("Mohon disurvei.")
    await page.get_by_label("Isi surat").press("Tab")
    await page.get_by_role("button", name="Buat nota dinas").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".paper__number").first).to_contain_text("/001/ND/BMBK/")
    found = await faults(page, f"{site}{at}") + await faults(page, f"{site}{at}/surat")
    other = await opened(browser, site, "admin", "/kantor/balasan")
    found += await faults(other, f"{site}/kantor/balasan/{reply}")
    await page.context.close()
    await other.context.close()
    assert found == []
