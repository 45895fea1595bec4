"""A morning at the inbox with the keyboard alone: cases taken and given, and what a colleague does meanwhile."""

from playwright.async_api import Browser, Page, ViewportSize, expect

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Priority, Status
from people.actor import Role
from sla.desk_changes import DeskChanges
from tests.journeys.desks import accessible, fits
from tests.web.applications import application_over
from tests.web.citizen import COORDINATOR, done, filed, later, state
from tests.web.officer import PASSWORD, hire
from tests.web.serving import served
from web.house import House

WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}


async def given(house: House, text: str) -> Complaint:
    complaint = await filed(house, text)
    later(house, hours=1)
    return await done(house, complaint.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)


async def press(page: Page, *keys: str) -> None:
    """Press keys once the page heeds them."""
    await expect(page.locator("[data-inbox].has-keys")).to_be_visible()
    for key in keys:
        await page.keyboard.press(key)


async def test_a_morning_at_the_inbox_with_the_keyboard(browser: Browser, house: House) -> None:
    me = await hire(house, "bmbk", (Role.OFFICER, "BMBK"))
    rina = await hire(house, "rina", (Role.OFFICER, "BMBK"))
    cases = [
        await given(house, f"Jalan berlubang di kilometer {number}.") for number in ("satu", "dua", "tiga", "empat")
    ]
    four = cases[-1]
    await done(house, four.id, c.Prioritise(Priority.DANGER), COORDINATOR)
    later(house, minutes=5)
    object.__setattr__(house, "desk_changes", DeskChanges(house.database, house.clock, seconds=0.2))
    async with served(application_over(house)) as url:
        context = await browser.new_context(viewport=WIDE)
        page = await context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
        await page.goto(f"{url}/masuk?lanjut=/kantor/kotak")
        await page.locator("[name=username]").fill("bmbk")
        await page.locator("input[name=password]").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.locator("tr[data-case]")).to_have_count(4)
        order = await page.locator("tr[data-case]").evaluate_all("(rows) => rows.map((row) => row.dataset.case)")
        first, one, two, three = [next(case for case in cases if str(case.id) == found) for found in order]
        assert first is four

        # Two are ticked and taken.
        await press(page, "j", "j", "x", "j", "x")
        await expect(page.locator("[data-chosen-count]")).to_have_text("2 dicentang")
        await page.keyboard.press("t")
        await expect(page.locator("#results")).to_have_text("2 aduan diambil")
        assert [(await state(house, case.id)).taken_by for case in (one, two, three)] == [me.person, me.person, None]

        # The most pressing one is given to a colleague.
        await press(page, "j", "a")
        await expect(page.locator("#petugas")).to_be_focused()
        await page.keyboard.type("Nama rina")
        await page.keyboard.press("Enter")
        await expect(page.locator("#results")).to_have_text("1 aduan diserahkan")
        after = await state(house, four.id)
        assert (after.status, after.taken_by) == (Status.IN_PROCESS, rina.person)

        # Meanwhile a colleague takes one and a new one comes: rows stay where they are, and say so.
        later(house, minutes=5)
        await done(house, three.id, c.Take(), rina)
        row = page.locator(f"tr[data-case='{three.id}']")
        await expect(row.locator("[data-changed]")).to_have_text("Mulai ditangani petugas")
        new = await given(house, "Jembatan retak.")
        await expect(page.locator("[data-live-words]")).to_have_text("2 perubahan")
        await expect(page.locator("tr[data-case]")).to_have_count(4)
        await expect(page.locator("[data-count=unit]")).to_have_text("5")
        await accessible(page)
        await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = false })")
        await page.keyboard.press("r")
        await expect(page.locator("tr[data-case]")).to_have_count(5)
        await expect(page.locator(f"tr[data-case='{new.id}']")).to_have_class("look--quiet is-changed")

        # What is typed into a field is no key, and the list of keys opens.
        await press(page, "/")
        await page.keyboard.type("jembatan")
        await page.keyboard.press("Enter")
        await expect(page.locator("tr[data-case]")).to_have_count(1)
        assert "words=jembatan" in page.url
        await press(page, "?")
        await expect(page.locator("#pintasan")).to_have_attribute("open", "")
        await page.keyboard.press("j")
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(f"{url}/kantor/aduan/{new.id}")
        await context.close()
        assert faults == []

        # Without scripts the same is done with boxes and buttons.
        plain = await browser.new_context(viewport=PHONE, java_script_enabled=False)
        page = await plain.new_page()
        await page.goto(f"{url}/masuk?lanjut=/kantor/kotak?daftar=belum")
        await page.locator("[name=username]").fill("rina")
        await page.locator("input[name=password]").fill(PASSWORD)
        await page.get_by_role("button", name="Masuk").click()
        await page.locator(f"[name='pilih-{new.id}']").check()
        await page.get_by_role("button", name="Ambil").click()
        await expect(page.locator("#results")).to_have_text("1 aduan diambil")
        await plain.close()
        assert (await state(house, new.id)).taken_by == rina.person

        narrow = await browser.new_context(viewport=PHONE)
        page = await narrow.new_page()
        await page.goto(f"{url}/masuk?lanjut=/kantor/kotak")
        await page.locator("[name=username]").fill("rina")
        await page.locator("input[name=password]").fill(PASSWORD)
        await page.get_by_role("button", name="Masuk").click()
        await expect(page.locator("tr[data-case]")).to_have_count(5)
        await fits(page)
        await accessible(page)
        await narrow.close()
