"""What somebody meets who asks about their own data, stands at the counter, or answers such requests."""

import re
from uuid import uuid4

from playwright.async_api import Page

from complaints.data_requests import DataRequests, Details
from complaints.data_rights import Right, Way
from notices.data_mails import DataMails
from people.actor import Role
from service.page_links import PageLinks
from tests.fakes import FakeChannel
from tests.web.officer import PASSWORD, hire
from tests.web.page_state import Reach, State, later, press
from tests.web.told_town import Town


def requests(town: Town) -> DataRequests:
    return DataRequests(town.house.database, town.house.clock, town.house.keys)


async def asks_and_corrects(page: Page, town: Town) -> None:
    await page.get_by_label("Telepon").fill("0812 0000 1111")
    await page.get_by_label("Email").fill("alamat.baru@contoh.id")
    await press(page, "Simpan data diri")
    await page.get_by_label("Menunda atau membatasi").check(force=True)
    await page.get_by_label("Jelaskan permintaan Anda").fill("Tunda dulu, ya.")
    await press(page, "Kirim permintaan")


async def asks_for_nothing(page: Page, town: Town) -> None:
    await press(page, "Kirim permintaan")


async def opens_the_mail(page: Page, town: Town) -> None:
    """A mail to a new address, asked for on the page, and its link."""
    await page.get_by_label("Email").fill(f"baru.{uuid4().hex}@contoh.id")
    await press(page, "Simpan data diri")
    house, channel, root = town.house, FakeChannel(), page.url.split("/lacak/")[0]
    links = PageLinks(house, root)
    await DataMails(house.database, house.clock, house.keys, house.region).run(
        [channel], links.confirm_email, links.own_data
    )
    found = [re.search(r"\S+/email-baru/\S+", mail.body) for mail in channel.taken]
    await page.goto(next(one[0] for one in reversed(found) if one))


async def agrees(page: Page, town: Town) -> None:
    await opens_the_mail(page, town)
    await press(page, "Ya, pakai alamat ini")


async def looks_for_siti(page: Page, town: Town) -> None:
    await page.get_by_label("Nama pelapor").fill("siti")
    await press(page, "Cari aduan")


async def looks_for_nobody(page: Page, town: Town) -> None:
    await press(page, "Cari aduan")


async def checks_nothing(page: Page, town: Town) -> None:
    await press(page, "Catat dan tampilkan kode")


async def gives_the_code(page: Page, town: Town) -> None:
    await page.locator("[name=document][value=ktp]").check(force=True)
    await page.locator("[name=reason][value=ponsel]").check(force=True)
    await page.locator("[name=same]").check(force=True)
    await press(page, "Catat dan tampilkan kode")


async def takes_in_nothing(page: Page, town: Town) -> None:
    await press(page, "Catat permintaan")


def administrator(path: str) -> Reach:
    """An administrator signs in and looks at a page; {request} is one that came by letter, and is nearly due."""

    async def reach(page: Page, town: Town) -> None:
        root, username = page.url.split("/masuk")[0], f"admin.{uuid4().hex[:12]}"
        await hire(town.house, username, (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
        letter = Details("Mohon semua laporan saya dihapus.", "Siti Rahayu", "siti@contoh.id")
        asked = await requests(town).take(Right.ERASURE, Way.LETTER, letter, document="ktp")
        later(town, 50 * 3600)
        await page.locator("[name=username]").fill(username)
        await page.locator("[name=password]").fill(PASSWORD)
        await press(page, "Masuk")
        await page.goto(root + path.format(request=asked))

    return reach


async def finds_all_cases(page: Page, town: Town) -> None:
    await administrator("/kantor/permintaan-data/{request}")(page, town)
    await page.locator("[name=reach]").fill("siti@contoh.id")
    await press(page, "Cari semua aduannya")


COUNTER = "koordinator"
DATA_STATES = (
    State("data-saya", "{follow[work]}/data-saya"),
    State("data-saya-diminta", "{follow[new]}/data-saya", asks_and_corrects),
    State("data-saya-kosong", "{follow[work]}/data-saya", asks_for_nothing, languages=False),
    State("data-saya-terhapus", "{follow[erased]}/data-saya"),
    State("email-baru", "{follow[work]}/data-saya", opens_the_mail),
    State("email-baru-dipakai", "{follow[work]}/data-saya", agrees, languages=False),
    State("loket", "/kantor/loket", officer=COUNTER),
    State("loket-ditemukan", "/kantor/loket", looks_for_siti, officer=COUNTER, languages=False),
    State("loket-tanpa-isi", "/kantor/loket", looks_for_nobody, officer=COUNTER, languages=False),
    State("loket-periksa", "/kantor/loket/{id[late]}", officer=COUNTER),
    State("loket-belum-diperiksa", "/kantor/loket/{id[late]}", checks_nothing, officer=COUNTER, languages=False),
    State("loket-diberikan", "/kantor/loket/{id[new]}", gives_the_code, officer=COUNTER, languages=False),
    State("permintaan-dicatat", "/kantor/permintaan-data/baru", officer=COUNTER),
    State("permintaan-salah", "/kantor/permintaan-data/baru", takes_in_nothing, officer=COUNTER, languages=False),
    State("permintaan-data", "/masuk", administrator("/kantor/permintaan-data"), languages=False),
    State("permintaan-aduan", "/masuk", finds_all_cases, languages=False),
    State("loket-catatan", "/masuk", administrator("/kantor/loket/catatan"), languages=False),
)
