"""The whole road in a real browser: a citizen complains, the unit answers, the citizen disputes and then confirms."""

from playwright.async_api import expect

from complaints.queries import Queries
from service.rebuild import rebuild
from service.verification import verify
from tests.journeys.conftest import Served, Visit
from tests.journeys.desks import accessible, file_complaint, fits, move, open_case, shown, sign_in
from tests.site import Site
from web.house import House

REPORT = "lampu jalan mati di Jl. Raden Intan, sudah seminggu"


def quiet(words: str, done: int, total: int) -> None:
    """Progress nobody watches."""


async def replay_equals_live(house: House) -> None:
    """The log's chain holds with all that is bound to it, and its replay gives the rows that are there."""
    assert (await verify(house.database, house.attachments, quiet)).findings == ()
    assert (await rebuild(house.database, quiet)).identical


async def test_a_complaint_goes_the_whole_road(live: House, site: Site, visit: Visit) -> None:
    citizen = await visit(site.url)
    code = await file_complaint(citizen, REPORT)
    await expect(citizen.locator("main")).to_contain_text(shown(code))
    for promise in ("Diperiksa dan diteruskan", "Tanggapan pertama", "Selesai ditangani"):
        await expect(citizen.locator("main")).to_contain_text(promise)
    await citizen.get_by_role("link", name="Buka halaman aduan").click()
    follow = citizen.url

    coordinator = await visit(f"{site.url}/kantor")
    await sign_in(coordinator, "koordinator")
    await expect(coordinator.locator("#report-words")).to_contain_text(REPORT)
    await expect(coordinator.locator("main")).to_contain_text("Dinas Perhubungan")
    await open_case(coordinator, code)
    await move(coordinator, "teruskan")
    await expect(coordinator.locator("main")).to_contain_text("Diteruskan ke unit")

    officer = await visit(f"{site.url}/kantor")
    await sign_in(officer, "dishub")
    await officer.get_by_role("link", name=REPORT).click()
    await move(officer, "ambil")
    await move(officer, "tanya", words="Tiang nomor berapa yang mati?")

    await citizen.goto(follow)
    await expect(citizen.locator("main")).to_contain_text("Tiang nomor berapa yang mati?")
    await citizen.get_by_label("Jawaban Anda").fill("Nomor 12 sampai 14, dekat bundaran.")
    await citizen.get_by_role("button", name="Kirim jawaban").click()

    await officer.reload()
    await expect(officer.locator("main")).to_contain_text("Nomor 12 sampai 14")
    await move(officer, "selesai", words="Tiga lampu sudah diganti tadi malam.")

    await citizen.goto(follow)
    await expect(citizen.locator("main")).to_contain_text("Tiga lampu sudah diganti")
    await citizen.get_by_text("Belum beres", exact=True).click()
    await citizen.get_by_label("Apa yang belum beres?").fill("Tiang nomor 13 masih mati.")
    await citizen.get_by_role("button", name="Kembalikan untuk dikerjakan lagi").click()
    await expect(citizen.locator("main")).to_contain_text("Disanggah")

    await officer.reload()
    await expect(officer.locator("main")).to_contain_text("Tiang nomor 13 masih mati.")
    await move(officer, "ambil")
    await move(officer, "selesai", words="Lampu tiang 13 juga sudah diganti.")

    await citizen.goto(follow)
    await citizen.get_by_role("button", name="Ya, sudah beres").click()
    await expect(citizen.locator("main")).to_contain_text("Ditutup")

    supervisor = await visit(f"{site.url}/kantor")
    await sign_in(supervisor, "pengawas")
    await expect(supervisor.get_by_role("heading", level=1)).to_have_text("Pengawasan")
    await open_case(supervisor, code)
    for fact in ("Laporan diterima", "Pelapor menyatakan belum selesai", "Aduan ditutup"):
        await expect(supervisor.locator("main")).to_contain_text(fact)
    await replay_equals_live(live)


async def test_the_same_road_without_javascript(live: House, site: Site, visit: Visit) -> None:
    citizen = await visit(site.url, width=360, javascript=False)
    code = await file_complaint(citizen, REPORT)
    officer = await visit(f"{site.url}/kantor", javascript=False)
    await sign_in(officer, "koordinator")
    await open_case(officer, code)
    await move(officer, "teruskan")
    await expect(officer.locator("main")).to_contain_text("Diteruskan ke unit")
    await citizen.get_by_role("link", name="Buka halaman aduan").click()
    await expect(citizen.locator("main")).to_contain_text("Diteruskan ke unit")
    await replay_equals_live(live)


async def test_every_desk_is_accessible_and_fits_a_small_phone(live: House, served_site: Served, visit: Visit) -> None:
    phone = await visit(served_site.url, width=320)
    code = await file_complaint(phone, REPORT)
    queries: Queries = live.queries
    case = f"/kantor/aduan/{await queries.find(code)}"
    desks = {
        "koordinator": ["/kantor/triase", case, "/kantor/cari", "/kantor/baru", "/kantor/pemberitahuan"],
        "dishub": ["/kantor/kotak", "/kantor/cari?words=lampu"],
        "pengawas": ["/kantor/pengawasan", case],
        "inspektorat": ["/kantor/kotak", "/kantor/pengawasan"],
        "admin": ["/kantor"],
    }
    for username, opened in desks.items():
        page = await visit(f"{served_site.url}/masuk", width=320)
        await sign_in(page, username)
        for path in opened:
            answer = await page.goto(f"{served_site.url}{path}")
            assert answer is not None
            assert answer.status == 200, path
            await accessible(page)
            await fits(page)


async def test_the_first_load_of_the_form_is_light(served_site: Served, visit: Visit) -> None:
    """Everything the form's HTML links, over the wire, in at most 20 kB."""
    page = await visit("about:blank", width=360)
    sizes: dict[str, int] = {}
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    names: dict[str, str] = {}
    session.on("Network.responseReceived", lambda one: names.update({one["requestId"]: one["response"]["url"]}))
    session.on("Network.loadingFinished", lambda one: sizes.update({one["requestId"]: int(one["encodedDataLength"])}))
    await page.goto(served_site.url, wait_until="networkidle")
    told = {names.get(request, request): size for request, size in sizes.items()}
    assert sum(sizes.values()) <= 20_000, told
