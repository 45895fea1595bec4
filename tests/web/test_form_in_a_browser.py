"""The complaint form on a phone, in a real browser: steps, photos, voice, drafts, and sending without a network."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, Route, async_playwright, expect

from complaints.spoken import is_only_spoken
from complaints.views import Case
from people.actor import Actor
from tests.browser import ARGUMENTS, find_or_install_browser
from tests.journeys.desks import accessible, fits
from tests.patience import until
from tests.web.citizen import COORDINATOR, REPORT, later
from web.house import House

SEEN = "document.forms.report.insertAdjacentHTML('beforeend', '<input type=hidden name=checked value=ya>')"
WIDTHS = (360, 768, 1280)
KEPT = """async () => await new Promise((done) => {
  const asking = indexedDB.open("tanggap", 1);
  asking.onupgradeneeded = () => { asking.result.createObjectStore("kept"); };
  asking.onsuccess = () => {
    const all = asking.result.transaction("kept").objectStore("kept").getAll();
    all.onsuccess = () => { asking.result.close(); done(JSON.stringify(all.result)); };
  };
})"""
"""All that lies on the phone."""
LAMP = "Lampu jalan di depan Pasar Natar mati sejak Senin, gelap sekali."


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID")
    yield context
    await context.close()


async def opened(phone: BrowserContext, site: str, *, worker: bool = False) -> Page:
    """The form with its tools, and with its service worker in charge where that is asked for."""
    page = await phone.new_page()
    await page.goto(site)
    await page.get_by_label("Ceritakan keluhan").focus()
    await expect(page.locator("#report[data-ready]")).to_be_attached()
    if worker:
        await page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        await until(page, "navigator.serviceWorker.controller !== null")
    return page


async def write(page: Page, text: str = REPORT) -> None:
    await page.get_by_label("Ceritakan keluhan").fill(text)


async def send(page: Page) -> None:
    """Press until it is sent or refused: remarks on the report ask for a second press."""
    await page.evaluate(
        "document.getElementById('report').insertAdjacentHTML('beforeend', '<input type=hidden name=checked value=ya>')"
    )
    await page.get_by_role("button", name="Kirim aduan").click()


async def received(page: Page) -> str:
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Terima kasih")
    return page.url.split("/")[-2]


async def count(house: House) -> int:
    return sum((await house.queries.counts(COORDINATOR)).values())


async def case_of(house: House, code: str) -> Case:
    complaint_id = await house.queries.find(code)
    return await house.queries.case(Actor("citizen", holds=complaint_id), complaint_id)


async def files_of(house: House, code: str) -> list[str]:
    return sorted(one.media_type for one in (await case_of(house, code)).files)


async def words_of(house: House, code: str) -> str:
    return (await case_of(house, code)).report or ""


async def saved(page: Page, words: str) -> None:
    """Wait until the draft on the phone holds these words."""
    await until(page, f"async (words) => (await ({KEPT})()).includes(words)", words)


def picture(width: int = 3000, height: int = 2000) -> bytes:
    """A photo that is hard to compress, as a camera's is."""
    noise = np.random.default_rng(7).integers(0, 255, (height // 8, width // 8, 3), dtype=np.uint8)
    written = BytesIO()
    Image.fromarray(noise).resize((width, height)).save(written, "JPEG", quality=96)
    return written.getvalue()


async def test_three_steps_keep_everything_on_the_way_back(
    house: House, site: str, phone: BrowserContext, tmp_path: Path
) -> None:
    page = await opened(phone, site)
    await write(page)
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        await page.screenshot(path=tmp_path / f"step-1-{width}.png", full_page=True)
        await accessible(page)
        await fits(page)
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.get_by_role("button", name="Lanjut").click()
    await expect(page.get_by_role("heading", name="Di mana")).to_be_focused()
    await page.get_by_label("Alamat atau patokan").fill("Depan Pasar Tugu")
    await page.screenshot(path=tmp_path / "step-2-360.png", full_page=True)
    await page.keyboard.press("Enter")  # the "go" of a phone's keyboard leads on, and sends nothing yet
    await expect(page.get_by_role("heading", name="Siapa Anda")).to_be_focused()
    await page.get_by_label("Nama", exact=True).fill("Siti")
    await page.screenshot(path=tmp_path / "step-3-360.png", full_page=True)
    await accessible(page)
    await fits(page)
    await page.go_back()
    await expect(page.get_by_label("Alamat atau patokan")).to_have_value("Depan Pasar Tugu")
    await page.get_by_role("button", name="Kembali").click()
    await expect(page.get_by_label("Ceritakan keluhan")).to_have_value(REPORT)
    await send(page)
    code = await received(page)
    assert code
    assert await count(house) == 1


async def test_photos_are_made_small_shown_and_taken_back(house: House, site: str, phone: BrowserContext) -> None:
    page = await opened(phone, site)
    await write(page)
    large = picture()
    names = ("satu.jpg", "dua.jpg", "tiga.jpg")
    await page.locator("#photos").set_input_files(
        [{"name": name, "mimeType": "image/jpeg", "buffer": large} for name in names]
    )
    await expect(page.locator(".shots img")).to_have_count(3)
    await expect(page.locator("#photos-chosen")).to_contain_text("3 foto siap dikirim")
    await accessible(page)
    await page.get_by_role("button", name="Hapus foto dua.jpg").click()
    await expect(page.locator(".shots img")).to_have_count(2)
    await page.locator("#camera").set_input_files({"name": "empat.jpg", "mimeType": "image/jpeg", "buffer": large})
    await expect(page.locator(".shots img")).to_have_count(3)
    async with page.expect_request("**/api/formulir") as asked:
        await send(page)
    length = int((await (await asked.value).all_headers())["content-length"])
    assert 10_000 < length < len(large)  # three of them are less than one was
    assert await files_of(house, await received(page)) == ["image/jpeg"]  # it was the same one three times


async def test_a_small_photo_goes_as_it_is_and_too_many_are_not_taken(site: str, phone: BrowserContext) -> None:
    page = await opened(phone, site)
    small = picture(400, 300)
    await page.locator("#photos").set_input_files(
        [{"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": small} for number in range(7)]
    )
    await expect(page.locator("#photos-chosen")).to_contain_text("Paling banyak 5 foto")
    await expect(page.locator("#photos-chosen")).to_contain_text(f"({-(-5 * len(small) // 1000)} kB)")
    await expect(page.locator(".shots img")).to_have_count(5)


async def test_what_was_typed_survives_a_closed_page_and_can_be_thrown_away(site: str, phone: BrowserContext) -> None:
    page = await opened(phone, site)
    await write(page)
    await page.locator("#photos").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture(400, 300)}
    )
    await saved(page, "Jalan provinsi")
    await saved(page, "a.jpg")
    await phone.grant_permissions(["geolocation"])
    await phone.set_geolocation({"latitude": -5.4, "longitude": 105.2})
    await page.get_by_role("button", name="Lanjut").click()
    await page.get_by_role("button", name="Pakai lokasi saya sekarang").click()
    await saved(page, "105.20000")
    again = await phone.new_page()  # a browser whose storage is in its memory alone may lose it with its last page
    await page.close()
    await again.goto(site)
    await expect(again.locator("#report[data-ready]")).to_be_attached(timeout=15_000)
    await expect(again.get_by_text("Tulisan Anda yang belum terkirim kami pulihkan.")).to_be_visible()
    await expect(again.get_by_label("Ceritakan keluhan")).to_have_value(REPORT)
    await expect(again.locator(".shots img")).to_have_count(1)
    await expect(again.locator("#latitude")).to_have_value("-5.40000")
    await accessible(again)
    await again.get_by_role("button", name="Buang").click()
    await expect(again.get_by_label("Ceritakan keluhan")).to_have_value("")
    await expect(again.locator(".shots img")).to_have_count(0)
    assert await again.evaluate(KEPT) == "[]"


async def test_nothing_of_a_confidential_report_stays(site: str, phone: BrowserContext) -> None:
    page = await opened(phone, site)
    await write(page)
    await saved(page, "Jalan provinsi")
    await page.get_by_role("button", name="Lanjut").click()
    await page.get_by_role("button", name="Lanjut").click()
    await page.get_by_role("radio", name="Rahasia").check()
    await until(page, f"async () => (await ({KEPT})()) === '[]'")
    await expect(page.get_by_text("Laporan rahasia tidak disimpan di HP ini.")).to_be_visible()
    await page.get_by_label("Nama", exact=True).fill("Siti")
    await page.wait_for_timeout(900)
    assert await page.evaluate(KEPT) == "[]"


async def test_a_confidential_report_waits_on_the_page_alone_unless_it_is_wished(
    house: House, site: str, phone: BrowserContext
) -> None:
    page = await opened(phone, site)
    await write(page)
    await page.get_by_role("button", name="Lanjut").click()
    await page.get_by_role("button", name="Lanjut").click()
    await page.get_by_role("radio", name="Rahasia").check()
    await phone.set_offline(True)
    await send(page)
    await expect(page.get_by_text("Jangan tutup halaman ini")).to_be_visible()
    assert await page.evaluate(KEPT) == "[]"
    await accessible(page)
    await phone.set_offline(False)
    await received(page)
    assert await count(house) == 1


async def test_a_shared_phone_keeps_nothing_and_forgets_what_it_kept(site: str, phone: BrowserContext) -> None:
    page = await opened(phone, site)
    await write(page)
    await saved(page, "Jalan provinsi")
    await page.get_by_label("HP dipakai bersama").check()
    await until(page, f"async () => (await ({KEPT})()) === '[]'")
    await write(page, "Lampu jalan mati di depan rumah Bu Siti.")
    await page.wait_for_timeout(900)
    assert await page.evaluate(KEPT) == "[]"
    again = await opened(phone, site)
    await expect(again.get_by_label("Ceritakan keluhan")).to_have_value("")
    await expect(again.get_by_label("HP dipakai bersama")).to_be_checked()
    await write(again)
    await send(again)
    await received(again)
    await again.go_back()  # whoever has the phone next
    await expect(again.get_by_label("Ceritakan keluhan")).to_have_value("")


async def test_without_a_network_it_waits_and_sends_itself_once(
    house: House, site: str, phone: BrowserContext, tmp_path: Path
) -> None:
    page = await opened(phone, site, worker=True)
    await phone.set_offline(True)
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()  # the form as the phone keeps it
    await page.get_by_label("Ceritakan keluhan").focus()
    await expect(page.locator("#report[data-ready]")).to_be_attached()
    await write(page)
    await page.locator("#photos").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture(400, 300)}
    )
    await send(page)
    await expect(page.get_by_role("heading", name="Laporan di HP ini")).to_be_focused()
    await expect(page.get_by_text("Menunggu jaringan", exact=True)).to_be_visible()
    await expect(page.get_by_label("Ceritakan keluhan")).to_have_value("")
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        await page.screenshot(path=tmp_path / f"waiting-{width}.png", full_page=True)
        await accessible(page)
        await fits(page)
    await page.close()  # the app is swiped away
    assert await count(house) == 0
    await phone.set_offline(False)
    again = await phone.new_page()
    await again.goto(site)
    await again.get_by_role("link", name="Buka tanda terima").click()
    code = await received(again)
    assert await files_of(house, code) == ["image/jpeg"]
    assert await count(house) == 1
    await again.goto(site)
    held = await again.evaluate(KEPT)
    assert REPORT not in held
    await again.get_by_role("button", name="Hapus", exact=True).click()
    await expect(again.get_by_role("heading", name="Laporan di HP ini")).to_be_hidden()


async def test_what_waits_is_sent_with_every_page_closed(house: House, site: str, phone: BrowserContext) -> None:
    """A headless browser wakes no service worker by itself: the event it would send is sent for it."""
    page = await opened(phone, site, worker=True)
    await page.evaluate(
        "navigator.serviceWorker.ready"
        ".then((one) => { one.sync.register = (tag) => { window.woken = tag; return Promise.resolve(); }; })"
    )
    await write(page)
    await phone.set_offline(True)
    await send(page)
    await expect(page.get_by_text("Menunggu jaringan", exact=True)).to_be_visible()
    await until(page, "window.woken === 'tanggap'")
    blank = await phone.new_page()
    devtools = await phone.new_cdp_session(blank)
    known: list[dict[str, Any]] = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"]))
    await devtools.send("ServiceWorker.enable")
    await page.close()
    await phone.set_offline(False)
    assert await count(house) == 0
    worker = {
        "origin": f"{site}/",
        "registrationId": known[-1]["registrationId"],
        "tag": "tanggap",
        "lastChance": False,
    }
    for _ in range(2):  # and again, as a browser may
        await devtools.send("ServiceWorker.dispatchSyncEvent", worker)
        for _ in range(100):
            if await count(house):
                break
            await blank.wait_for_timeout(100)
    assert await count(house) == 1
    again = await phone.new_page()
    await again.goto(site)
    await again.get_by_role("link", name="Buka tanda terima").click()
    await received(again)
    assert await count(house) == 1


BLOCKED = """
const no = { get() { throw new DOMException("no", "SecurityError"); } };
["indexedDB", "localStorage", "sessionStorage"].forEach((name) => Object.defineProperty(window, name, no));
"""
FULL = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (value, name) {
  if (value.files && value.files.length) { throw new DOMException("full", "QuotaExceededError"); }
  return put.call(this, value, name);
};
"""
SILENT = "IDBFactory.prototype.open = () => ({});"


@pytest.mark.parametrize(
    ("browser_does", "told"),
    [(BLOCKED, "tidak menyimpan draf"), (FULL, "tulisan tersimpan, foto tidak"), (SILENT, "tidak menyimpan draf")],
    ids=["blocked", "full", "silent"],
)
async def test_a_browser_that_keeps_nothing_says_so_and_sends_all_the_same(
    house: House, site: str, phone: BrowserContext, browser_does: str, told: str
) -> None:
    await phone.add_init_script(browser_does)
    page = await phone.new_page()
    await page.goto(site)
    await page.get_by_label("Ceritakan keluhan").focus()
    await expect(page.locator("#report[data-ready]")).to_be_attached(timeout=20_000)
    await write(page)
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture(400, 300)}
    await page.locator("#photos").set_input_files([photo])  # type: ignore[list-item]
    await expect(page.locator(".sending")).to_contain_text(told)
    await phone.set_offline(True)
    await send(page)
    await expect(page.get_by_text("Jangan tutup halaman ini: kami coba lagi")).to_be_visible()
    await expect(page.get_by_label("Ceritakan keluhan")).to_have_value(REPORT)
    await phone.set_offline(False)
    assert await files_of(house, await received(page)) == ["image/jpeg"]
    assert await count(house) == 1


async def test_photos_nobody_can_open_are_named_at_once_and_huge_ones_made_small(
    site: str, phone: BrowserContext
) -> None:
    huge = BytesIO()
    Image.new("RGB", (9000, 7000), "teal").save(huge, "JPEG")
    page = await opened(phone, site)
    photos = [
        ("IMG_1.HEIC", "image/heic", b"\0\0\0\x18ftypheic" + b"\0" * 5000),
        ("b.jpg", "image/jpeg", huge.getvalue()),
    ]
    await page.locator("#photos").set_input_files(
        [{"name": name, "mimeType": kind, "buffer": data} for name, kind, data in photos]
    )
    said = page.locator("#photos-chosen")
    await expect(said).to_contain_text("1 foto siap dikirim", timeout=30_000)
    await expect(said).to_contain_text("IMG_1.HEIC: foto jenis ini (HEIC) tidak dapat dibuka")
    assert await page.evaluate("document.querySelector('.shots img').naturalWidth") == 1600


async def test_kind_and_topic_are_suggested_while_somebody_writes_and_changed(
    house: House, site: str, phone: BrowserContext
) -> None:
    page = await opened(phone, site)
    await write(page, f"{REPORT} Lokasinya di Kecamatan Natar, Lampung Selatan.")
    await expect(page.get_by_text("Sepertinya ini pengaduan layanan tentang")).to_be_visible()
    await accessible(page)
    await fits(page)
    await page.get_by_role("link", name="Ubah").click()
    await expect(page.get_by_role("radio", name="Biarkan kami yang menentukan")).to_be_focused()
    await page.get_by_label("Topik").select_option("lampu_jalan")
    await accessible(page)
    await send(page)
    complaint = (await case_of(house, await received(page))).complaint
    assert (complaint.topic, complaint.kind_chosen) == ("lampu_jalan", False)


async def test_words_that_few_may_read_do_not_stay_on_the_phone(site: str, phone: BrowserContext) -> None:
    page = await opened(phone, site)
    await write(page, "Ada anak yang dipukuli orang tuanya, kekerasan terhadap anak di dekat rumah kami di Natar.")
    await expect(page.locator("[data-check] [data-closed]")).to_be_attached()
    await until(page, f"async () => (await ({KEPT})()) === '[]'")
    await expect(page.get_by_text("Laporan rahasia tidak disimpan di HP ini.")).to_be_visible()


async def test_an_answer_that_got_lost_does_not_file_twice(house: House, site: str, phone: BrowserContext) -> None:
    page = await opened(phone, site)
    await write(page)

    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await page.route("**/api/formulir", lose)
    await send(page)
    await expect(page.get_by_text("Menunggu jaringan", exact=True)).to_be_visible()
    assert await count(house) == 1
    await page.unroute("**/api/formulir")
    await page.get_by_role("button", name="Kirim sekarang").click()
    await page.get_by_role("link", name="Buka tanda terima").click()
    await received(page)
    assert await count(house) == 1


@pytest.mark.parametrize("arrives", [True, False])
async def test_words_written_while_it_is_being_sent_are_not_lost(
    house: House, site: str, phone: BrowserContext, arrives: bool
) -> None:
    page, written_on = await opened(phone, site), asyncio.Event()
    await write(page)

    async def slow(route: Route) -> None:
        answer = await route.fetch()
        await written_on.wait()
        await (route.fulfill(response=answer) if arrives else route.abort())

    await page.route("**/api/formulir", slow, times=1)
    async with page.expect_request("**/api/formulir"):
        await send(page)
    await write(page, LAMP)
    written_on.set()
    if arrives:
        await received(page)
        again = await opened(phone, site)
        await expect(again.get_by_label("Ceritakan keluhan")).to_have_value(LAMP)
        await send(again)
    else:  # the later words come under the key that has filed the first
        await page.get_by_role("button", name="Kirim sekarang").click()
        await page.get_by_role("button", name="Perbaiki").click()
        await expect(page.get_by_label("Ceritakan keluhan")).to_have_value(LAMP)
        await expect(page.get_by_text("Laporan pertama dari halaman ini sudah kami terima.").first).to_be_visible()
        again = page
        await again.get_by_role("button", name="Kirim aduan").click()
    assert await words_of(house, await received(again)) == LAMP
    assert await count(house) == 2


async def test_a_server_in_trouble_loses_nothing(house: House, site: str, phone: BrowserContext) -> None:
    page, troubles = await opened(phone, site), [429, 500, 502, 503]
    await write(page)

    async def trouble(route: Route) -> None:
        await route.fulfill(status=troubles[0], body="<h1>Bad gateway</h1>")

    await page.route("**/api/formulir", trouble)
    while troubles:
        async with page.expect_response("**/api/formulir"):
            again = page.get_by_role("button", name="Kirim sekarang")
            await (again.click() if await again.count() else send(page))
        await expect(page.get_by_text("Layanan sedang sibuk")).to_be_visible()
        await expect(again).to_be_visible()
        if len(troubles) == 1:
            await page.unroute("**/api/formulir")
        troubles.pop(0)
    await again.click()
    await expect(page.get_by_role("link", name="Buka tanda terima")).to_be_visible()
    assert await count(house) == 1


async def test_what_is_too_large_stays_in_the_form(site: str, phone: BrowserContext) -> None:
    page = await opened(phone, site)
    await write(page)
    await page.route("**/api/formulir", lambda route: route.fulfill(status=413, body=""))
    await send(page)
    await expect(page.get_by_role("link", name="Kiriman ini terlalu besar")).to_be_visible()
    await expect(page.get_by_label("Ceritakan keluhan")).to_have_value(REPORT)
    await accessible(page)


async def test_what_has_to_be_mended_leads_to_its_step(house: House, site: str, phone: BrowserContext) -> None:
    page = await opened(phone, site)
    await write(page)
    await page.get_by_role("button", name="Lanjut").click()
    await page.get_by_role("button", name="Lanjut").click()
    await page.get_by_label("Alamat email").fill("bukan email")
    await page.get_by_role("button", name="Kembali").click()
    await send(page)
    await expect(page.locator("#errors")).to_be_focused()
    await expect(page.get_by_label("Alamat email")).to_be_visible()
    await accessible(page)
    await fits(page)
    await page.locator("#errors a").click()
    await expect(page.get_by_label("Alamat email")).to_be_focused()
    await page.get_by_label("Alamat email").fill("siti@example.org")
    await page.get_by_role("button", name="Kirim aduan").click()
    await received(page)
    assert await count(house) == 1


async def test_what_waited_and_has_to_be_mended_comes_back_into_the_form(
    house: House, site: str, phone: BrowserContext
) -> None:
    page = await opened(phone, site)
    await write(page)
    await page.evaluate("document.getElementById('email').value = 'bukan email'")
    await phone.set_offline(True)
    await send(page)
    await expect(page.get_by_text("Menunggu jaringan", exact=True)).to_be_visible()
    await phone.set_offline(False)
    await page.get_by_role("button", name="Perbaiki").click()
    await expect(page.get_by_label("Alamat email")).to_have_value("bukan email")
    await page.get_by_label("Alamat email").fill("")
    await page.get_by_role("button", name="Kirim aduan").click()
    await received(page)
    assert await count(house) == 1


async def test_a_double_click_and_the_back_button_file_once(house: House, site: str, phone: BrowserContext) -> None:
    page = await opened(phone, site)
    await write(page)
    await page.evaluate(SEEN)
    await page.get_by_role("button", name="Kirim aduan").dblclick()
    await received(page)
    await page.go_back()
    await expect(page.get_by_label("Ceritakan keluhan")).to_be_visible()
    await page.get_by_label("Ceritakan keluhan").focus()
    await expect(page.locator("#report[data-ready]")).to_be_attached()
    assert await count(house) == 1
    assert await page.evaluate(KEPT) == "[]"
    await expect(page.get_by_text("Laporan dari halaman ini sudah terkirim.")).to_be_visible()
    await expect(page.get_by_label("Ceritakan keluhan")).to_have_value("")


async def test_without_scripts_the_back_button_brings_the_same_report(
    house: House, site: str, browser: Browser
) -> None:
    phone = await browser.new_context(java_script_enabled=False)
    page = await phone.new_page()
    await page.goto(site)
    await page.get_by_label("Ceritakan keluhan").fill(LAMP)
    later(house, seconds=10)
    for _ in range(2):
        await page.get_by_role("button", name="Kirim").last.click()
        await expect(page.get_by_role("heading", level=1)).not_to_contain_text("Ada yang perlu")
        await page.wait_for_url("**/terkirim/**")
        await page.go_back()
        await expect(page.get_by_label("Ceritakan keluhan")).to_have_value(LAMP)
    assert await count(house) == 1
    await phone.close()


async def test_a_form_that_was_open_for_days_is_still_sent(house: House, site: str, phone: BrowserContext) -> None:
    page = await opened(phone, site)
    await write(page)
    await phone.clear_cookies()  # and with them the token against forgery
    later(house, days=3)
    await send(page)
    await received(page)
    assert await count(house) == 1


async def test_two_tabs_lose_no_words_and_mix_none(house: House, site: str, phone: BrowserContext) -> None:
    first = await opened(phone, site)
    await write(first)
    await saved(first, "Jalan provinsi")
    second = await opened(phone, site)
    # What is being written next door is shown, and taken over only when it is wished.
    await expect(second.get_by_text("Sedang ditulis di tab lain")).to_be_visible()
    await expect(second.get_by_label("Ceritakan keluhan")).to_have_value("")
    await accessible(second)
    await fits(second)
    await write(second, LAMP)
    await saved(second, "Lampu jalan")
    await saved(second, "Jalan provinsi")
    await second.get_by_role("button", name="Tulis di sini").click()
    await expect(second.get_by_label("Ceritakan keluhan")).to_have_value(REPORT)
    await expect(second.locator(".card__title", has_text="Lampu jalan")).to_be_visible()
    await write(second, f"{REPORT} Sampai sekarang belum diperbaiki.")
    await saved(second, "Sampai sekarang")
    # The first writes on: its words become a report of their own.
    await write(first, f"{REPORT} Tadi pagi ada yang jatuh lagi.")
    await saved(first, "Tadi pagi")
    await saved(first, "Sampai sekarang")
    for page in (first, second):
        await send(page)
        await received(page)
    assert await count(house) == 2
    third = await phone.new_page()
    await third.goto(f"{site}/lacak")
    [lamp] = json.loads(await third.evaluate(KEPT))
    for page in (first, second):
        await page.close()
    # A browser that is swiped away lets its pages say nothing.
    await third.evaluate("(tab) => localStorage.setItem('tanggap-terbuka:' + tab, '1')", lamp["tab"])
    await third.goto(site)
    await expect(third.get_by_label("Ceritakan keluhan")).to_have_value(LAMP)
    await send(third)
    told = await words_of(house, await received(third))
    assert told == LAMP
    assert await count(house) == 3
    assert await third.evaluate(KEPT) == "[]"


async def test_a_voice_note_alone_is_a_report(house: House, site: str) -> None:
    program = await asyncio.to_thread(find_or_install_browser)
    async with async_playwright() as playwright:
        flags = [*ARGUMENTS, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
        browser = await playwright.chromium.launch(executable_path=str(program), args=flags)
        phone = await browser.new_context(viewport={"width": 360, "height": 740}, permissions=["microphone"])
        page = await opened(phone, site)
        await page.get_by_role("button", name="Rekam suara").click()
        await expect(page.get_by_role("timer")).to_contain_text("0:02")
        await page.get_by_role("button", name="Berhenti merekam").click()
        await expect(page.locator(".voice__made audio")).to_be_visible()
        await accessible(page)
        await fits(page)
        await page.get_by_role("button", name="Hapus rekaman").click()
        await page.get_by_role("button", name="Rekam suara").click()
        await expect(page.get_by_role("timer")).to_contain_text("0:01")
        await page.get_by_role("button", name="Berhenti merekam").click()
        await page.get_by_role("button", name="Kirim aduan").click()
        code = await received(page)
        await browser.close()
    assert await files_of(house, code) == ["audio/webm"]
    assert is_only_spoken(await words_of(house, code))


async def test_the_app_can_be_installed(client: httpx.AsyncClient) -> None:
    card = (await client.get("/aplikasi.webmanifest")).json()
    assert card["display"] == "standalone"
    sizes = set()
    for one in card["icons"]:
        answer = await client.get(one["src"])
        assert answer.headers["content-type"].startswith(one["type"])
        if one["type"] == "image/png":
            sizes.add("{}x{}".format(*Image.open(BytesIO(answer.content)).size))
            assert sizes >= {one["sizes"]}
    assert sizes == {"192x192", "512x512"}
    worker = await client.get("/pekerja.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    for path in re.findall(r'"(/static/[^"]+)"', worker.text):
        assert (await client.get(path)).status_code == 200
