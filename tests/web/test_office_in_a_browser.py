"""The officers' pages in a real browser: for everybody who uses them, at every width, and without scripts."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from complaints import commands as c
from complaints.kinds import Kind, Priority, Status, Visibility
from people.actor import SYSTEM, Role
from people.contact import Contact
from tests.web.citizen import COORDINATOR, done, filed, later, resolved, state
from tests.web.officer import PASSWORD, counted, hire
from tests.web.serving import served
from web.app import create
from web.house import House

WIDTHS = (320, 360, 768, 1280)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
LONG = "Jembatan gantung rusak parah dan anak sekolah terpaksa menyeberang sungai setiap pagi. " * 4


@pytest.fixture
async def site(house: House) -> AsyncIterator[str]:
    """The application behind a real port."""
    async with served(create(house)) as address:
        yield address


async def enter(page: Page, site: str, username: str) -> None:
    await page.goto(f"{site}/masuk")
    await page.fill("#username", username)
    await page.fill("#password", PASSWORD)
    await page.click("form.sheet button")
    assert page.url.startswith(f"{site}/kantor")


async def faults(page: Page, address: str) -> list[str]:
    """What axe finds, and whether anything sticks out at the side, at each width."""
    found = []
    answer = await page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        over = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            found.append(f"{address} at {width}: {over} pixels too wide")
    for width in (WIDTHS[1], WIDTHS[-1]):
        await page.set_viewport_size({"width": width, "height": 800})
        result = await Axe().run(page, options=RULES)
        for violation in result.response["violations"]:
            places = [node["html"][:120] for node in violation["nodes"][:2]]
            found.append(f"{address} at {width}: {violation['id']} {places}")
    return found


async def test_everybody_can_use_every_office_page(house: House, site: str, browser: Browser) -> None:
    officer = await hire(house, "bmbk", (Role.OFFICER, "BMBK"))
    for role, unit in (
        (Role.COORDINATOR, "DISKOMINFOTIK"),
        (Role.SUPERVISOR, "SETDA"),
        (Role.ADMINISTRATOR, "DISKOMINFOTIK"),
        (Role.INSPECTORATE, "INSP"),
    ):
        await hire(house, str(role), (role, unit))
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
    pages = {
        "coordinator": (
            *("/kantor/triase", f"/kantor/aduan/{fresh.id}", "/kantor/baru", f"/kantor/baru/{fresh.code}"),
            *("/kantor/cari", "/kantor/cari?words=jembatan", "/kantor/pemberitahuan", "/kantor/triase?status=returned"),
        ),
        "bmbk": (
            *(
                "/kantor/kotak",
                "/kantor/bahaya",
                f"/kantor/aduan/{late.id}",
                f"/kantor/aduan/{late.id}/mengapa/selesai",
            ),
            *(f"/kantor/aduan/{one.id}" for one in (stands, pledged, danger)),
        ),
        "supervisor": (
            *("/kantor/pengawasan", "/kantor/pengawasan/daftar?state=late", f"/kantor/aduan/{late.id}"),
            *("/kantor/pengawasan/waktu", "/kantor/pengawasan/waktu/tanda?tanda=template"),
            *(f"/kantor/pengawasan/{page}" for page in ("minggu", "rincian", "kendali", "corong", "beban")),
        ),
        "inspectorate": ("/kantor/kotak", f"/kantor/aduan/{hidden.id}"),
        "administrator": ("/kantor/akun", "/kantor/sistem", "/kantor/kapasitas"),
    }
    found = []
    for username, addresses in pages.items():
        context = await browser.new_context()
        page = await context.new_page()
        found += await faults(page, f"{site}/masuk") if username == "coordinator" else []
        await enter(page, site, username)
        for address in addresses:
            found += await faults(page, site + address)
        await context.close()
    assert found == []


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
