"""What anybody may meet who only looks: lists, map, figures, proof, plain pages, refusals; and two desks."""

from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Page, expect

from tests.web.page_state import State, later, press
from tests.web.told_town import Town


async def session_ended(page: Page, town: Town) -> None:
    """The page was left open until its cookie was gone."""
    await page.locator("#email").fill("siti@contoh.id")
    await page.context.clear_cookies()
    await page.locator("main form [type=submit]").first.click()
    await page.wait_for_load_state()


async def answers_too_often(page: Page, town: Town) -> None:
    address = page.url
    for number in range(6):
        if number:
            await page.goto(address)
        for item in range(1, 10):
            await page.locator(f"[name=u{item}][value='3']").check(force=True)
        await page.locator("main form [type=submit]").first.click()
        await page.wait_for_load_state()


async def nothing_chosen(page: Page, town: Town) -> None:
    await page.locator("main form [type=submit]").first.click()
    await page.wait_for_load_state()


async def last_page(page: Page, town: Town) -> None:
    while await page.locator("a[rel=next]").count():
        await page.locator("a[rel=next]").click()
        await page.wait_for_load_state()


async def presses_an_area(page: Page, town: Town) -> None:
    """The drawing is made of links: where there are no scripts, a press on an area leads nearer."""
    await page.locator(".map__view a[data-code='18.01']").click()
    await page.wait_for_url("**/peta?area=18.01")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Lampung Selatan")


def in_english(name: str, path: str) -> State:
    """What `faults_in_english` reads of the words, looked at as a page."""
    return State(f"{name}-inggris", f"/bahasa/en?kembali={path}", languages=False)


def checks(of: str) -> Callable[[Page, Town], Awaitable[None]]:
    """A fingerprint is written into the field and looked for."""

    async def reach(page: Page, town: Town) -> None:
        written = town.cases[of].head.hex() if of in town.cases else of
        await page.get_by_label("Sidik jari").fill(written)
        await press(page, "Periksa")

    return reach


async def breaks(page: Page, town: Town) -> None:
    """Something of ours fails while the page is made."""
    queries: Any = town.house.queries

    async def fails(*_: object, **__: object) -> None:
        raise RuntimeError("planted")

    queries.published = fails
    try:
        await page.goto(page.url.rsplit("/", 1)[0] + "/aduan")
    finally:
        del queries.published


async def tries_links(page: Page, town: Town) -> None:
    for _ in range(9):
        answer = await page.reload()
        if answer is not None and answer.status == 429:
            return
    raise AssertionError("nobody was kept waiting")


async def marks_a_plate(page: Page, town: Town) -> None:
    later(town)


PUBLIC_STATES = (
    State("daftar", "/aduan", picture="What others reported, searched and narrowed without scripts."),
    State("daftar-saringan", "/aduan?q=jalan&topic=jalan_rusak&masa=30&urut=ikut"),
    State("daftar-kosong", "/aduan?q=xyzzy"),
    State("daftar-akhir", "/aduan", last_page),
    State("daftar-selesai", "/aduan?status=closed"),
    State("peta", "/peta", picture="The map: our own drawing, and the same as a list."),
    State("peta-dekat", "/peta?area=18.01"),
    State("peta-perihal", "/peta?topic=jalan_rusak"),
    State("peta-dekat-perihal", "/peta?area=18.01&topic=jalan_rusak"),
    State("peta-tanpa-skrip", "/peta", presses_an_area, scripts=False, languages=False),
    in_english("peta", "/peta"),
    State("peta-kosong", "/peta?area=18.11&topic=izin_lingkungan"),
    State("janji", "/janji"),
    State("janji-lewat", "/janji?keadaan=lewat"),
    State("kinerja", "/kinerja", picture="How well it is done: in time, how long, with tables beside the pictures."),
    State("kinerja-bulan", "/kinerja?masa=2026-11"),
    State("kinerja-unit", "/kinerja/unit?masa=2026-Q3", picture="By unit, sorted by name: no ranking."),
    State("kinerja-topik", "/kinerja/topik"),
    State("kinerja-unit-sedikit", "/kinerja/unit?masa=2026-11"),
    State("data", "/data", picture="Open data."),
    State("data-kamus", "/data/kamus", picture="What each column means."),
    State("survei-unit", "/skm", picture="The citizens' survey, by unit."),
    State("survei-hasil", "/skm/DISHUB", picture="The index of one unit, with its band and nine items."),
    State("survei-sedikit", "/skm/BMBK"),
    State("survei-isi", "/skm/BMBK/isi", picture="Nine questions, without a name."),
    State("survei-salah", "/skm/BMBK/isi", nothing_chosen, languages=False),
    State("survei-terlalu-sering", "/skm/DLH/isi", answers_too_often, languages=False),
    State("bukti", "/bukti", picture="The root of each day, kept where everybody can see it."),
    State("bukti-periksa", "/bukti/periksa"),
    State("bukti-utuh", "/bukti/periksa", checks("rated"), picture="A fingerprint that still stands in the log."),
    State("bukti-tidak-ada", "/bukti/periksa", checks("ab" * 32)),
    State("bukti-salah", "/bukti/periksa", checks("xyz")),
    State("bukti-kosong", "/bukti/periksa", checks("")),
    State("alur", "/alur", picture="What happens to a report."),
    in_english("alur", "/alur"),
    State("bantuan", "/bantuan", picture="Help.", unfolded=False),
    State("bantuan-terbuka", "/bantuan"),
    in_english("bantuan", "/bantuan"),
    State("privasi", "/privasi", picture="Privacy, in plain words."),
    in_english("privasi", "/privasi"),
    State("aksesibilitas", "/aksesibilitas", picture="The accessibility statement."),
    in_english("aksesibilitas", "/aksesibilitas"),
    State("tidak-ada", "/tidak/ada", status=404, picture="A page that is not there."),
    State("tautan-salah", "/lacak/{code[work]}/abc", status=404),
    State("tautan-terlalu-sering", "/lacak/{code[work]}/abc", tries_links, status=404),
    State(
        "sesi-habis",
        "/lacak/lupa",
        session_ended,
        languages=False,
        picture="A form that was open too long gives the words back.",
    ),
    State("gangguan", "/lacak", breaks, languages=False),
    State("masuk", "/masuk"),
    State(
        "kantor-pratinjau",
        "/kantor/aduan/{id[work]}/pratinjau",
        officer="koordinator",
        picture="At the office: a case as everybody will read it, its photos reviewed.",
    ),
    State(
        "kantor-hubungi", "/kantor/hubungi", officer="wahyu", picture="At the office: who left only a number is called."
    ),
)
