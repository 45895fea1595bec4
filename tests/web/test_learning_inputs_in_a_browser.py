"""Surveys, talks and telaah berkas in a real browser: on a phone, by everybody, and a talk without a network."""

from datetime import date
from zoneinfo import ZoneInfo

from playwright.async_api import Browser, Page, ViewportSize, expect

from competency.case_samples import CaseSamples, Wish
from competency.survey_invitations import Invitations
from competency.surveys import Item, Surveys
from competency.talks import Talks
from people.actor import Actor, Role
from tests.journeys.desks import accessible, fits
from tests.web.applications import application_over
from tests.web.officer import PASSWORD, hire
from tests.web.serving import served
from tests.web.test_case_reading import closed
from web.house import House

PHONE: ViewportSize = {"width": 360, "height": 740}
NARROW: ViewportSize = {"width": 320, "height": 640}
WIDE: ViewportSize = {"width": 1280, "height": 900}
ZONE = ZoneInfo("Asia/Jakarta")
FORM = "/kantor/kompetensi/forum/catat"


async def enter(page: Page, url: str, path: str) -> None:
    await page.goto(f"{url}/masuk?lanjut={path}")
    await page.locator("[name=username]").fill("analis")
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{url}{path}")


async def write(page: Page, place: str) -> None:
    """All that a talk asks for."""
    await expect(page.locator("form[data-talk][data-ready]")).to_be_visible()
    await page.get_by_label("Forum warga").check()
    await page.get_by_label("Tanggal").fill("2026-11-02")
    await page.locator("[name=place]").fill(place)
    await page.locator("[name=p_warga]").fill("12")
    await page.locator("[name=statement_1]").fill("Jawaban sulit dipahami.")
    await page.locator("[name=agreed]").check()


async def test_a_talk_is_written_down_in_a_village_without_a_network(browser: Browser, house: House) -> None:
    await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    book = Talks(house.database, house.clock, house.keys, ZONE)
    async with served(application_over(house)) as url:
        phone = await browser.new_context(viewport=PHONE)
        page = await phone.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        await enter(page, url, FORM)
        await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        await phone.set_offline(True)
        await write(page, "Desa Sukamaju")
        await page.get_by_role("button", name="Simpan catatan").click()
        status = page.locator("[data-talk-status]")
        await expect(status).to_contain_text("Menunggu dikirim dari ponsel ini: 1")

        # The page is opened anew without a network, a second one is begun, and the phone is put away.
        await page.goto(f"{url}{FORM}")
        await write(page, "Desa Mekarsari")
        await expect(status).to_have_text("Tersimpan di ponsel ini.")
        await page.goto(f"{url}{FORM}")
        await expect(page.locator("[name=place]")).to_have_value("Desa Mekarsari")
        await expect(page.locator("[name=statement_1]")).to_have_value("Jawaban sulit dipahami.")
        await fits(page)
        assert await book.all() == []

        # Home again: what waited goes by itself, what was begun is sent by a press.
        await phone.set_offline(False)
        await expect(status).to_contain_text("Terkirim")
        assert [talk.place for talk in await book.all()] == ["Desa Sukamaju"]
        await page.get_by_role("button", name="Simpan catatan").click()
        await page.wait_for_url("**berhasil=catat*")
        assert {talk.place for talk in await book.all()} == {"Desa Sukamaju", "Desa Mekarsari"}
        await page.goto(f"{url}{FORM}")
        await expect(page.locator("form[data-talk][data-ready]")).to_be_visible()
        await expect(page.locator("[name=place]")).to_have_value("")

        # What the office asks about is told without losing a word.
        await write(page, "Rumah Pak Budi")
        await page.get_by_role("button", name="Simpan catatan").click()
        await expect(page.locator("[data-talk-errors]")).to_contain_text("“Budi”")
        await expect(page.locator("[name=sure]")).to_be_visible()
        await accessible(page)
        assert faults == []
        await phone.close()


async def test_pages_of_inputs_fit_and_are_for_everybody(browser: Browser, house: House) -> None:
    by = await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    paths = await _inputs(house, by)
    async with served(application_over(house)) as url:
        context = await browser.new_context(viewport=WIDE)
        page = await context.new_page()
        await enter(page, url, "/kantor/kompetensi/telaah")
        await page.get_by_role("button", name="Baca berkas berikutnya").click()
        paths.append(page.url.removeprefix(url))
        for path in paths:
            await page.set_viewport_size(WIDE)
            await page.goto(f"{url}{path}")
            await accessible(page)
            await page.set_viewport_size(NARROW)
            await fits(page)
        await context.close()


async def _inputs(house: House, by: Actor) -> list[str]:
    """Something on every page; their addresses."""
    assert by.person is not None
    book = Surveys(house.database, house.clock, house.keys, ZONE)
    invitations = Invitations(house.database, house.clock, house.keys, ZONE)
    items = [Item("MAN-KOMUNIKASI"), Item("MAN-PELAYANAN-PUBLIK")]
    over, going = [await book.make(by.person, title, items, "all", date(2026, 12, 1)) for title in ("Lalu", "Kini")]
    for unit, people in (("BMBK", 7), ("DISHUB", 2), ("DINKES", 4)):
        for number, secret in enumerate(await invitations.links(over, unit, "self", people)):
            await book.answer(secret, {"MAN-KOMUNIKASI": (4, 1 + number % 3), "MAN-PELAYANAN-PUBLIK": (0, 0)})
    await book.close(over)
    (secret,) = await invitations.links(going, "BMBK", "superior", 1)
    for _each in range(2):
        await closed(house)
    sample = await CaseSamples(house.database, house.clock, ZONE).draw(
        by.person, Wish(date(2026, 11, 1), date(2026, 12, 1), 5)
    )
    surveys = "/kantor/kompetensi/survei"
    return [
        *(surveys, f"{surveys}/{over}", f"{surveys}/{going}", f"{surveys}/asesmen", f"/survei-pegawai/{secret}"),
        *("/kantor/kompetensi/forum", "/kantor/kompetensi/telaah", f"/kantor/kompetensi/telaah/{sample}"),
    ]
