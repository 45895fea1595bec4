"""The pages of promises in a real browser: clocks that stand still, pledges, formal requests, the days of a date."""

from datetime import UTC, datetime, timedelta

from playwright.async_api import expect

from complaints import commands as c
from complaints.kinds import Channel, Kind
from tests.journeys.conftest import Served, Visit
from tests.journeys.desks import accessible, file_complaint, fits
from tests.web.citizen import COORDINATOR, PPID, asked, done, filed, follow, formal, pledged
from web.house import House

LEBARAN = datetime(2026, 3, 17, 2, tzinfo=UTC)


async def paths(house: House) -> list[str]:
    """Addresses of pages on which every sort of promise is told."""
    lebaran = await filed(house, received_at=LEBARAN, channel=Channel.LETTER)
    over = await filed(house, kind=Kind.OVERSIGHT, about_unit="BMBK")
    waiting, incomplete = await asked(house), await filed(house)
    await done(house, incomplete.id, c.Return(c.Words("Di jalan apa?")), COORDINATOR)
    soon = (house.clock.now() + timedelta(days=30)).date()
    promised, request, answered = await pledged(house, soon), await formal(house), await formal(house, "Mohon Perda.")
    await done(house, request.id, c.Extend(c.Words("Dokumennya sedang diaudit.")), PPID)
    await done(house, answered.id, c.Resolve(c.Words("Terlampir.")), PPID)
    cases = [follow(house, one) for one in (lebaran, over, waiting, incomplete, promised, request, answered)]
    days = [f"{follow(house, lebaran)}/mengapa/verifikasi", f"{follow(house, over)}/mengapa/selesai"]
    days += [f"{follow(house, waiting)}/mengapa/selesai", f"/mengapa/{promised.code}/selesai"]
    public = [f"/lacak/{one.code}" for one in (over, promised, waiting)]
    return [*cases, *days, *public, "/janji", "/janji?keadaan=dipenuhi"]


async def test_every_page_of_promises_is_accessible_and_fits(live: House, served_site: Served, visit: Visit) -> None:
    page = await visit(served_site.url, width=320)
    for path in await paths(live):
        answer = await page.goto(f"{served_site.url}{path}")
        assert answer is not None
        assert answer.status == 200, path
        await fits(page)  # as it comes, and with everything unfolded
        await accessible(page)
        for width in (1280, 320):
            await page.set_viewport_size({"width": width, "height": 900})
            await fits(page)


async def test_why_a_date_is_that_date_without_javascript(live: House, served_site: Served, visit: Visit) -> None:
    complaint = await filed(live, received_at=LEBARAN, channel=Channel.LETTER)
    page = await visit(f"{served_site.url}{follow(live, complaint)}", width=320, javascript=False)
    promise = page.locator(".promise", has_text="Diperiksa dan diteruskan")
    await expect(promise).to_contain_text("Jumat, 27 Maret 2026")
    await promise.get_by_text("Mengapa tanggal ini?").click()
    await promise.get_by_role("link", name="Lihat setiap harinya").click()
    table = page.get_by_role("table")
    await expect(table.get_by_role("row", name="Kamis, 19")).to_contain_text("Hari Suci Nyepi")
    await expect(table.get_by_role("row", name="Jumat, 27")).to_contain_text("Batasnya pukul 16.30 WIB")
    await page.get_by_role("link", name="Kembali ke aduan").click()
    await expect(page.get_by_role("heading", name="Yang kami janjikan")).to_be_visible()


async def test_danger_is_marked_with_the_keyboard_and_the_hint_is_read_with_it(
    live: House, served_site: Served, visit: Visit
) -> None:
    page = await visit(served_site.url, width=320, javascript=False)
    box = page.get_by_label("Ada bahaya bagi jiwa saat ini")
    described = await box.get_attribute("aria-describedby")
    assert described is not None
    await expect(page.locator(f"#{described}")).to_contain_text("Telepon nomor darurat lebih dulu.")
    await box.focus()
    await page.keyboard.press("Space")
    await expect(box).to_be_checked()
    code = await file_complaint(page, "Tiang listrik tumbang menimpa rumah, ada yang terjepit.")
    case = await live.queries.public_case(await live.queries.find(code))
    assert case.complaint.priority == "danger"
