"""The officers' pages in a real browser: for everybody who uses them, at every width, and without scripts."""

from datetime import timedelta
from urllib.parse import quote

from playwright.async_api import Browser, Page

from complaints import commands as c
from complaints.kinds import Kind, Priority, Status, Visibility
from people.actor import SYSTEM, Role
from people.contact import Contact
from tests.accessibility import too_wide, unfold, unusable
from tests.web.citizen import COORDINATOR, done, filed, later, resolved, state
from tests.web.officer import PASSWORD, counted, hire
from tests.web.test_permission_matrix import PAGES, POSTS
from web.house import House
from web.office_frame import GROUPS
from web.visitor import LANGUAGE_COOKIE

PHONE, DESK = 360, 1280
WIDTHS = (320, PHONE, 768, DESK)
ROLES = (
    *(Role.ADMINISTRATOR, Role.ANALYST, Role.COORDINATOR, Role.OFFICER, Role.HEAD),
    *(Role.SUPERVISOR, Role.SECRETARY, Role.INSPECTORATE),
)
NO_PAGES = {
    "/kantor",
    "/kantor/kompetensi/forum/pekerja.js",
    "/kantor/kompetensi/kebutuhan/berkas",
    "/kantor/kompetensi/survei/asesmen/contoh.csv",
    "/kantor/kompetensi/tahunan/laporan.pdf",
    "/kantor/kotak/hitungan",
    "/kantor/kotak/langsung",
    "/kantor/laporan/keadaan",
    "/kantor/laporan/nasional/tabel",
    "/kantor/pelatihan/kalender.ics",
    "/kantor/pengawasan/aduan",
    "/kantor/pengawasan/penyaluran/koreksi/tabel",
    "/kantor/pengawasan/penyaluran/tertukar/aduan",
    "/kantor/pengawasan/waktu/tabel",
    "/kantor/pengawasan/waktu/tanda",
    "/kantor/triase/cari",
    "/kantor/triase/serupa",
}
"""Addresses that lead on, are a part of a page, a file or a stream, or are about something that they do not name."""
TWICE = """() => [...document.querySelectorAll("[id]")].map((one) => one.id)
  .filter((id, at, all) => all.indexOf(id) < at)"""
"""Ids that stand for more than one part of the page, so that a label or a link leads elsewhere."""
LONG = "Jembatan gantung rusak parah dan anak sekolah terpaksa menyeberang sungai setiap pagi. " * 4


async def enter(page: Page, site: str, username: str) -> None:
    await page.goto(f"{site}/masuk")
    await page.fill("#username", username)
    await page.fill("#password", PASSWORD)
    await page.click("form.sheet button")
    await page.wait_for_url(f"{site}/kantor**")


async def faults(page: Page, address: str) -> list[str]:
    """What axe finds, and whether anything sticks out at the side, at each width."""
    answer = await page.goto(address)
    assert answer is not None
    return await faults_here(page) if answer.status == 200 else [f"{address}: {answer.status}"]


async def faults_here(page: Page) -> list[str]:
    """The same of the page that is open."""
    await unfold(page)
    found = await unusable(page, WIDTHS, (PHONE, DESK))
    if twice := await page.evaluate(TWICE):
        found.append(f"more than one has the id of {twice}")
    return [f"{page.url}: {one}" for one in found]


async def faults_in_english(page: Page, site: str, path: str) -> list[str]:
    """Whether it fits in the other language, on a phone and at a desk."""
    await page.goto(f"{site}/bahasa/en?kembali={quote(path)}")
    assert page.url == site + path
    found = [f"{path} in English: {one}" for one in await too_wide(page, (PHONE, DESK))]
    await page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": "id", "url": site}])
    return found


async def filled(house: House) -> dict[Role, list[str]]:
    """Cases of every sort, figures and alarms, so that no page is empty; addresses of cases for each role."""
    posts = {**POSTS, Role.OFFICER: "BMBK", Role.HEAD: "BMBK"}
    people = {role: await hire(house, str(role), (role, unit)) for role, unit in posts.items()}
    officer = people[Role.OFFICER]
    fresh = await filed(house, LONG, contact=Contact(name="Sari", phone="+6281234567890"))
    hidden = await filed(house, "Diminta uang.", kind=Kind.OVERSIGHT, about_unit="BMBK")
    late = await filed(house, "Jalan berlubang di depan pasar.", visibility=Visibility.CONFIDENTIAL)
    await done(house, late.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    await done(house, late.id, c.Take(), officer)
    for number in range(6):  # enough for figures of time
        await resolved(house, f"Lubang ke-{number} sudah kami tambal.")
    stands = await filed(house, "Tiang listrik di tengah jalan.")
    pledged = await filed(house, "Jalan belum diaspal sejak 2019.")
    danger = await filed(house, "Kabel listrik putus di depan sekolah.")
    out = await filed(house, "Listrik PLN padam sejak kemarin.")
    await done(house, out.id, c.ForwardOut((await house.region.current()).bodies[0].code), COORDINATOR)
    later(house, days=20)
    await done(house, late.id, c.KeepTime(), SYSTEM)
    letter = c.Words("Surat kepada PT Contoh, nomor 12, tanggal 4 Januari 2027.")
    later_on = house.clock.now().date() + timedelta(days=90)
    for case, command in (
        (stands, c.Pause(letter)),
        (pledged, c.Pledge(later_on, c.Words("Diaspal sepanjang 2,4 km."), c.Words("DPA 2027"))),
        (danger, c.Prioritise(Priority.DANGER)),
    ):
        await done(house, case.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
        await done(house, case.id, c.Take(), officer)
        await done(house, case.id, command, officer)
    await counted(house)
    at = "/kantor/aduan/"
    return {
        Role.COORDINATOR: [
            f"{at}{fresh.id}",
            f"/kantor/baru/{fresh.code}",
            "/kantor/cari?words=jembatan",
            "/kantor/triase?status=returned",
        ],
        Role.OFFICER: [f"{at}{one.id}" for one in (late, stands, pledged, danger)] + [f"{at}{late.id}/mengapa/selesai"],
        Role.SUPERVISOR: [
            f"{at}{late.id}",
            "/kantor/pengawasan/daftar?state=late",
            "/kantor/pengawasan/waktu/tanda?tanda=template",
        ],
        Role.INSPECTORATE: [f"{at}{hidden.id}"],
    }


async def test_everybody_can_use_every_office_page(house: House, site: str, browser: Browser) -> None:
    """Whatever a role may open is asked by axe once, with what each finds first; menus open again in English."""
    beside, seen, found = await filled(house), set[str](), list[str]()
    for role in ROLES:
        context = await browser.new_context()
        page = await context.new_page()
        found += [] if seen else await faults(page, f"{site}/masuk")
        await enter(page, site, str(role))
        found += await faults_here(page)
        menu = {place.path for group in GROUPS for place in group.places if role in place.roles}
        pages = {path for (method, path), allowed in PAGES.items() if method == "GET" and role in allowed}
        assert menu <= pages
        for path in [*sorted(path for path in pages - NO_PAGES if "{" not in path), *beside.get(role, [])]:
            found += [] if path in seen else await faults(page, site + path)
            if path in menu and (path in seen or role is Role.ADMINISTRATOR):
                found += await faults_in_english(page, site, path)
            seen.add(path)
        await context.close()
    assert not found, "\n".join(found)


async def test_the_office_works_without_scripts(house: House, site: str, browser: Browser) -> None:
    await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))
    await hire(house, "bmbk", (Role.OFFICER, "BMBK"))
    complaint = await filed(house, "Jalan provinsi berlubang dalam di depan pasar.")
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await enter(page, site, "koordinator")
    await page.click(f'form[action$="{complaint.id}/teruskan"] button')
    assert "Aduan sudah diteruskan" in await page.inner_text("main")
    await context.clear_cookies()
    await enter(page, site, "bmbk")
    await page.click("tbody th a")
    await page.click('form[action$="/ambil"] button')
    await page.click("summary:has-text('Sampaikan perkembangan')")
    await page.click('form[action$="/kabari"] button')
    assert "Tuliskan perkembangannya." in await page.inner_text("#errors")
    await page.fill("#kabari-words", "Tim berangkat besok.")
    await page.click('form[action$="/kabari"] button')
    await page.click("summary:has-text('Hentikan hitungan sementara')")
    await page.fill("#jeda-to", "PT Contoh")
    await page.fill("#jeda-sent_on", house.clock.now().date().isoformat())
    await page.click('form[action$="/jeda"] button')
    assert "Tuliskan nomor suratnya." in await page.inner_text("#errors")
    assert await page.input_value("#jeda-to") == "PT Contoh"
    await page.fill("#jeda-number", "12/2026")
    await page.click('form[action$="/jeda"] button')
    assert "Hitungan waktu penyelesaian berhenti." in await page.inner_text("main")
    await page.click("summary:has-text('Jalankan lagi hitungan')")
    await page.click('form[action$="/lanjut"] button')
    assert "Hitungan waktu berjalan lagi." in await page.inner_text("main")
    await page.fill("#selesai-words", "Sudah ditambal.")
    await page.click('form[action$="/selesai"] button')
    assert "Sekarang pelapor yang menilai." in await page.inner_text("main")
    await context.close()
    assert (await state(house, complaint.id)).status is Status.RESOLVED
