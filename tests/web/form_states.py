"""What somebody may meet while they tell us something: the form, what comes before it is sent, and the receipt."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page, expect

from tests.patience import until
from tests.web.page_state import State, later, press
from tests.web.told_town import Town, road

HOLE = "Jalan provinsi di depan Pasar Tugu berlubang dalam, kemarin ada motor jatuh."
PLACELESS = "jalan berlubang parah sekali"
DANGER = "Tolong, rumah terbakar dan ada anak terjebak di dalam, di Sukadana Lampung Timur"
LAMP = "Lampu jalan di depan Balai Desa Sidoharjo padam sejak Senin, tolong segera diperbaiki."
ELSEWHERE = "Listrik PLN di rumah saya padam sejak kemarin dan meteran berbunyi terus."


async def ready(page: Page) -> None:
    await page.get_by_label("Ceritakan keluhan").focus()
    await expect(page.locator("#report[data-ready]")).to_be_attached()


async def write(page: Page, text: str) -> None:
    await page.get_by_label("Ceritakan keluhan").fill(text)


async def onward(page: Page, steps: int = 1) -> None:
    for _ in range(steps):
        await page.get_by_role("button", name="Lanjut").click()


async def first_step(page: Page, town: Town) -> None:
    await ready(page)
    await write(page, LAMP)
    photos = [{"name": f"foto-{n}.jpg", "mimeType": "image/jpeg", "buffer": road(n)} for n in (1, 2)]
    await page.locator("#photos").set_input_files(photos)  # type: ignore[arg-type]
    await expect(page.locator(".shots img")).to_have_count(2)
    await page.locator("h1").focus()


async def second_step(page: Page, town: Town) -> None:
    await ready(page)
    await write(page, LAMP)
    await onward(page)
    await page.get_by_label("Alamat atau patokan").fill("Depan Balai Desa Sidoharjo")


async def third_step(page: Page, town: Town) -> None:
    await ready(page)
    await write(page, LAMP)
    await onward(page, 2)
    await page.get_by_role("radio", name="Rahasia").check()
    await page.get_by_label("Nama", exact=True).fill("Siti Rahayu")


async def wrong_on_the_last_step(page: Page, town: Town) -> None:
    await ready(page)
    await write(page, LAMP)
    await onward(page, 2)
    await page.get_by_label("Alamat email").fill("bukan email")
    later(town)
    await page.get_by_role("button", name="Kirim aduan").click()
    await expect(page.locator("#errors")).to_be_focused()


async def nothing_written(page: Page, town: Town) -> None:
    later(town)
    await press(page, "Kirim aduan")


async def much_is_wrong(page: Page, town: Town) -> None:
    await write(page, "x" * 40)
    await page.get_by_label("Alamat email").fill("bukan email")
    await page.get_by_label("Nomor telepon").fill("12")
    await page.locator("#happened_on").evaluate("one => { one.type = 'text'; one.value = '2030-01-01'; }")
    await page.locator("#photos").set_input_files(
        {"name": "surat.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"}
    )
    later(town)
    await press(page, "Kirim aduan")


def while_writing(text: str, seen: str):  # type: ignore[no-untyped-def]
    async def reach(page: Page, town: Town) -> None:
        await ready(page)
        await write(page, text)
        await expect(page.locator("[data-check]")).to_contain_text(seen)

    return reach


def before_sending(text: str, seen: str):  # type: ignore[no-untyped-def]
    """Without anything said while it was written, as on a slow connection."""

    async def reach(page: Page, town: Town) -> None:
        await page.route("**/periksa", lambda route: route.abort())
        await write(page, text)
        later(town)
        await press(page, "Kirim aduan")
        await expect(page.locator("main")).to_contain_text(seen)

    return reach


async def waits(page: Page, town: Town) -> None:
    await ready(page)
    await write(page, LAMP)
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Kirim aduan").evaluate("one => one.click()")
    await expect(page.get_by_text("Menunggu jaringan", exact=True)).to_be_visible()


async def without_network(page: Page, town: Town) -> None:
    await ready(page)
    await page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    await until(page, "navigator.serviceWorker.controller !== null")
    await page.context.set_offline(True)
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()


async def from_form_to_receipt(page: Page, town: Town) -> None:
    await write(page, LAMP)
    await page.get_by_label("Alamat atau patokan").fill("Depan Balai Desa Sidoharjo")
    later(town)
    await press(page, "Kirim aduan")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Terima kasih")


async def session_ended(page: Page, town: Town) -> None:
    """The page was left open until its cookie was gone."""
    await write(page, LAMP)
    await page.get_by_label("Alamat atau patokan").fill("Depan Balai Desa Sidoharjo")
    await page.context.clear_cookies()
    later(town)
    await press(page, "Kirim aduan")
    await expect(page.get_by_label("Ceritakan keluhan")).to_have_value(LAMP)
    await expect(page.get_by_label("Alamat atau patokan")).to_have_value("Depan Balai Desa Sidoharjo")


async def too_large(page: Page, town: Town) -> None:
    await write(page, LAMP)
    with TemporaryDirectory() as folder:
        for field, name in (("#photos", "1.jpg"), ("#voice", "1.ogg")):
            large = Path(folder, name)  # from the disk: handed over as bytes it would take the browser half a minute
            await asyncio.to_thread(large.write_bytes, bytes(33_000_000))
            await page.locator(field).set_input_files(large)
        later(town)
        await press(page, "Kirim aduan")


FORM_STATES = (
    State("formulir", "/", picture="The form on the first visit; the first of three steps."),
    State(
        "formulir-langkah-1", "/", first_step, picture="Step one, written, with two photos made small by the browser."
    ),
    State("formulir-langkah-2", "/", second_step, picture="Step two: where it is. Nothing of it has to be filled in."),
    State("formulir-langkah-3", "/", third_step, picture="Step three: who may read it, and how to be told of news."),
    State("formulir-salah", "/", wrong_on_the_last_step, picture="What has to be mended leads to its step and field."),
    State("formulir-tanpa-skrip", "/", scripts=False, picture="The same form as one page where there are no scripts."),
    State("formulir-kosong-tanpa-skrip", "/", nothing_written, scripts=False, languages=False),
    State("formulir-salah-tanpa-skrip", "/", much_is_wrong, scripts=False, languages=False),
    State(
        "formulir-bahaya", "/", while_writing(DANGER, "112"), picture="Words of danger: whom to call, while one writes."
    ),
    State("formulir-sama", "/", while_writing(HOLE, "Ikut melaporkan")),
    State("formulir-bukan-kami", "/", while_writing(ELSEWHERE, "PLN")),
    State("sebelum-kirim-kurang", "/", before_sending(PLACELESS, "Sebelum dikirim"), languages=False),
    State(
        "sebelum-kirim-sama",
        "/",
        before_sending(HOLE, "Ikut melaporkan"),
        languages=False,
        picture="Somebody told of the same already: join them, or send one's own.",
    ),
    State("sebelum-kirim-tanpa-skrip", "/", before_sending(HOLE, "Ikut melaporkan"), scripts=False, languages=False),
    State("formulir-sesi-habis", "/", session_ended, scripts=False, languages=False),
    State("formulir-terlalu-besar", "/", too_large, scripts=False, languages=False),
    State(
        "formulir-menunggu",
        "/",
        waits,
        languages=False,
        picture="No network: the report waits on the phone and sends itself.",
    ),
    State("formulir-luring", "/", without_network, languages=False),
    State("formulir-luring-kosong", "/luring"),
    State("terkirim", "{receipt[new]}", picture="The receipt: the code, the dates promised, and what comes next."),
    State("terkirim-bahaya", "{receipt[danger]}"),
    State("terkirim-rahasia", "{receipt[confidential]}"),
    State("terkirim-dari-formulir", "/", from_form_to_receipt, scripts=False),
)
