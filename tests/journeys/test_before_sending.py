"""In a real browser: what is said while somebody writes, and before a report is sent without scripts."""

from playwright.async_api import Page, expect

from complaints import commands as c
from tests.journeys.conftest import Served, Visit
from tests.journeys.desks import TRAP_SECONDS, accessible, fits
from tests.web.citizen import COORDINATOR, done, filed
from web.house import House

DANGER = "Tolong, rumah terbakar dan ada anak terjebak di dalam, di Sukadana Lampung Timur"
HOLE = "Lubang dalam di Jalan Teuku Umar depan Pasar Tugu, sudah dua motor jatuh minggu ini"
SAME = "Ada lubang dalam di Jalan Teuku Umar depan Pasar Tugu, motor jatuh lagi"
PLACELESS = "jalan berlubang parah sekali"


async def write(page: Page, text: str) -> None:
    await page.get_by_label("Ceritakan keluhan").fill(text)


async def send(page: Page) -> None:
    await page.wait_for_timeout(TRAP_SECONDS * 1000)
    await page.get_by_role("button", name="Kirim aduan").click()
    await page.wait_for_load_state()


async def published(house: House) -> str:
    """The code of a report everybody may read and join."""
    complaint = await filed(house, HOLE)
    return (await done(house, complaint.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)).code


async def test_whom_to_call_is_said_while_somebody_writes(served_site: Served, visit: Visit) -> None:
    page = await visit(served_site.url, width=320)
    await write(page, DANGER)
    said = page.locator("[data-check]")
    await expect(said.get_by_role("link", name="112")).to_have_attribute("href", "tel:112")
    await expect(said.get_by_role("link", name="119")).to_be_visible()
    assert await page.evaluate("document.activeElement.id") == "text"  # nothing takes the pen out of the hand
    await accessible(page)
    await fits(page)
    await write(page, "Lampu jalan di depan Pasar Natar mati")
    await expect(said.get_by_role("link", name="119")).to_have_count(0)
    await page.get_by_label("Ada bahaya bagi jiwa").check()
    await expect(said.get_by_role("link", name="119")).to_be_visible()


async def test_danger_is_filed_at_once_without_scripts_and_the_receipt_says_whom_to_call(
    served_site: Served, visit: Visit
) -> None:
    page = await visit(served_site.url, width=320, javascript=False)
    await write(page, DANGER)
    await send(page)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Terima kasih")
    first = page.locator("main a").first
    assert await first.get_attribute("href") == "tel:112"
    await fits(page)


async def test_a_report_of_the_same_is_offered_while_somebody_writes_and_not_again(
    live: House, served_site: Served, visit: Visit
) -> None:
    code = await published(live)
    page = await visit(served_site.url)
    await write(page, SAME)
    offered = page.locator("[data-check]").get_by_role("link", name="Ikut melaporkan")
    await expect(offered).to_have_attribute("href", f"/ikut/{code}")
    await accessible(page)
    await send(page)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Terima kasih")


async def test_without_scripts_one_step_offers_it_and_a_second_press_sends(
    live: House, served_site: Served, visit: Visit
) -> None:
    code = await published(live)
    page = await visit(served_site.url, width=320, javascript=False)
    for _ in range(5):  # a busy machine is late with what it has to say, and then files at once
        await write(page, SAME)
        await page.get_by_label("Alamat atau patokan").fill("Depan Pasar Tugu")
        await send(page)
        if "/terkirim/" not in page.url:
            break
        await page.goto(served_site.url)
    await expect(page.get_by_role("heading", name="Sebelum dikirim")).to_be_visible()
    await expect(page.get_by_role("link", name="Ikut melaporkan")).to_have_attribute("href", f"/ikut/{code}")
    await expect(page.get_by_label("Ceritakan keluhan")).to_have_value(SAME)
    await expect(page.get_by_label("Alamat atau patokan")).to_have_value("Depan Pasar Tugu")
    await fits(page)
    await page.get_by_role("button", name="Laporan saya berbeda, kirim").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Terima kasih")


async def test_a_step_that_came_takes_the_focus_and_leads_to_the_field(served_site: Served, visit: Visit) -> None:
    page = await visit(served_site.url, width=320)
    # A connection too slow for anything to be said while writing.
    await page.route("**/periksa", lambda route: route.abort())
    await write(page, PLACELESS)
    await send(page)
    await expect(page.get_by_role("heading", name="Sebelum dikirim")).to_be_focused()
    assert (await page.title()).startswith("Sebelum dikirim")
    await accessible(page)
    await fits(page)
    await page.get_by_role("link", name="Isi tempatnya").click()
    await page.keyboard.type("Depan Pasar Tugu, Kedaton")
    await expect(page.get_by_label("Alamat atau patokan")).to_have_value("Depan Pasar Tugu, Kedaton")
    await page.get_by_role("button", name="Kirim apa adanya").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Terima kasih")
