"""What somebody may meet who follows a case: found, read, answered, disputed, rated, joined, erased and stopped."""

from playwright.async_api import Page

from tests.web.page_state import State, later, press
from tests.web.told_town import Town, code_of


async def looks_for_many(page: Page, town: Town) -> None:
    """Codes tried out until the page asks for patience."""
    for _ in range(9):
        await page.locator("[name=code]").fill(code_of("nobody"))
        answer = page.expect_navigation()
        async with answer as found:
            await page.locator("main form [type=submit]").click()
        if (await found.value).status == 429:
            return
    raise AssertionError("nobody was kept waiting")


async def nothing_answered(page: Page, town: Town) -> None:
    await page.context.route("**/x", lambda route: route.abort())
    later(town)
    await press(page, "Kirim jawaban")


async def disputes_without_a_reason(page: Page, town: Town) -> None:
    await page.locator("summary", has_text="Belum beres").click()
    await press(page, "Kembalikan untuk dikerjakan lagi")


async def opens_the_dispute(page: Page, town: Town) -> None:
    await page.locator("summary", has_text="Belum beres").click()
    await page.locator("#reason").fill("Tambalannya sudah lepas lagi setelah hujan kemarin.")


async def rates(page: Page, town: Town) -> None:
    await page.get_by_role("button", name="4 Baik").click()
    await page.wait_for_load_state()


async def moves_to_telegram(page: Page, town: Town) -> None:
    await press(page, "Hubungkan Telegram")


async def mails_stopped(page: Page, town: Town) -> None:
    await page.locator("main form [type=submit]").first.click()
    await page.wait_for_load_state()


async def wrong_address(page: Page, town: Town) -> None:
    await page.locator("#email").fill("bukan email")
    await page.locator("main form [type=submit]").first.click()
    await page.wait_for_load_state()


async def asks_for_lost_codes(page: Page, town: Town) -> None:
    await page.locator("#email").fill("siti@contoh.id")
    await page.locator("main form [type=submit]").first.click()
    await page.wait_for_load_state()


async def forgets_to_agree(page: Page, town: Town) -> None:
    await page.locator("main form [type=submit]").first.click()
    await page.wait_for_load_state()


async def tab_from_before(page: Page, town: Town) -> None:
    """The case went on in another tab; what was typed for a step that is over is given back."""
    await page.locator("summary", has_text="Belum beres").click()
    await page.locator("#reason").fill("Masih bocor di sisi kiri.")
    other = await page.context.new_page()
    await other.goto(page.url)
    await other.get_by_role("button", name="Ya, sudah beres").click()
    await other.wait_for_load_state()
    await other.close()
    await press(page, "Kembalikan untuk dikerjakan lagi")


CASE_STATES = (
    State("cari", "/lacak", picture="A case is found by its code."),
    State("cari-kosong", "/lacak?code=", status=422),
    State("cari-salah", "/lacak?code=7KQ4-M2XP-9T0", status=422),
    State("cari-tidak-ada", "/lacak?code={unknown}", status=404),
    State("cari-terlalu-sering", "/lacak/{unknown}", looks_for_many, status=404),
    State("ikuti-baru", "{follow[new]}"),
    State("ikuti-singkat", "{follow[plain]}"),
    State(
        "ikuti-dikerjakan", "{follow[work]}", picture="In work: who has it, what was promised, what happened so far."
    ),
    State(
        "ikuti-ditanya", "{follow[asked]}", picture="The unit asks; the clock stands still until there is an answer."
    ),
    State("ikuti-ditanya-kosong", "{follow[asked]}", nothing_answered, languages=False),
    State("ikuti-jeda-surat", "{follow[letter]}"),
    State("ikuti-terlambat", "{follow[late]}", picture="Late, said plainly, with the way to the Ombudsman."),
    State("ikuti-dijanjikan", "{follow[pledged]}"),
    State("ikuti-kurang", "{follow[returned]}"),
    State("ikuti-diluar", "{follow[outside]}"),
    State("ikuti-selesai", "{follow[resolved]}", picture="Answered with a photo: confirm, or say what is not right."),
    State("ikuti-sanggah", "{follow[resolved]}", opens_the_dispute),
    State("ikuti-sanggah-kosong", "{follow[resolved]}", disputes_without_a_reason, languages=False),
    State("ikuti-dua-tab", "{follow[tabs]}", tab_from_before, languages=False),
    State("ikuti-disanggah", "{follow[disputed]}"),
    State("ikuti-ditutup", "{follow[closed]}", picture="Closed: one tap on five steps rates it."),
    State("ikuti-dinilai", "{follow[unasked]}", rates, languages=False),
    State("ikuti-survei", "{follow[rated]}"),
    State("ikuti-survei-kosong", "{follow[rated]}", nothing_answered, languages=False),
    State("ikuti-terjawab", "{follow[answered]}"),
    State("ikuti-digabung", "{follow[merged]}"),
    State("ikuti-diarsipkan", "{follow[archived]}"),
    State("ikuti-terhapus", "{follow[erased]}"),
    State("ikuti-pengawasan", "{follow[accused]}"),
    State("ikuti-rahasia", "{follow[confidential]}"),
    State("ikuti-ppid", "{follow[formal]}"),
    State("ikuti-suara", "{follow[spoken]}"),
    State("ikuti-bahaya", "{follow[danger]}"),
    State("ikuti-telegram", "{follow[new]}", moves_to_telegram, languages=False),
    State("mengapa", "{follow[work]}/mengapa/selesai", picture="Why a promise ends on that day, day by day."),
    State("mengapa-jeda", "{follow[letter]}/mengapa/selesai"),
    State("mengapa-umum", "/mengapa/{code[late]}/selesai"),
    State("tanda-terima", "{follow[work]}/tanda-terima", picture="The receipt on one sheet, with its fingerprint."),
    State("hapus", "{follow[new]}/hapus", picture="Erasing: what goes, what stays, and why."),
    State("hapus-tanpa-tanda", "{follow[new]}/hapus", forgets_to_agree, languages=False),
    State("kode-hilang", "/lacak/lupa"),
    State("kode-hilang-salah", "/lacak/lupa", wrong_address, languages=False),
    State("kode-hilang-diminta", "/lacak/lupa", asks_for_lost_codes),
    State("berhenti-email", "{mail_stop[new]}"),
    State("berhenti-email-sudah", "{mail_stop[work]}", mails_stopped, languages=False),
    State("ikut", "/ikut/{code[work]}", picture="Joining a report of others instead of telling it again."),
    State("ikut-salah", "/ikut/{code[work]}", wrong_address, languages=False),
    State("ikut-tutup", "/ikut/{code[closed]}"),
    State("ikut-diterima", "{joined}"),
    State("ikut-berhenti", "{joined}/berhenti"),
    State("aduan-umum", "/lacak/{code[work]}", picture="A case as everybody may read it."),
    State("aduan-umum-panjang", "/lacak/{code[long]}"),
    State("aduan-umum-baru", "/lacak/{code[new]}"),
    State("aduan-umum-rahasia", "/lacak/{code[confidential]}"),
    State("aduan-umum-pengawasan", "/lacak/{code[accused]}"),
    State("aduan-umum-ditutup", "/lacak/{code[closed]}"),
    State("aduan-umum-dijanjikan", "/lacak/{code[pledged]}"),
)
