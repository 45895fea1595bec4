"""Pages of needs: the board, one need from signal to acceptance, files for the plan, the dictionary and decisions."""

import re
from collections.abc import AsyncIterator
from html import unescape
from io import BytesIO
from uuid import UUID, uuid4
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import httpx
import pytest

from competency.talks import Point, Talks, Told
from complaints.commands import Words
from people.actor import Actor, Role
from tests.competency.test_need_book import Signal, told
from tests.conftest import NOW
from tests.web.citizen import errors, fields, heading, typed
from tests.web.officer import browser_of, hire, sign_in, staffed
from web.house import House
from web.needs import book_of

BOARD = "/kantor/kompetensi/kebutuhan"
DICTIONARY = "/kantor/kompetensi/kamus"
DECISIONS = "/kantor/kompetensi/keputusan"
POINT = Point("Petugas perlu lebih jujur soal antrean.", "need", "MAN-INTEGRITAS")


@pytest.fixture
async def of(house: House) -> dict[str, Actor]:
    """An analyst, the head of the unit that needs are of, and another unit's."""
    return await staffed(house, analis=(Role.ANALYST, "BPSDM"), kepala=(Role.HEAD, "DLH"), lain=(Role.HEAD, "BMBK"))


@pytest.fixture
async def people(client: httpx.AsyncClient, of: dict[str, Actor]) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    """The same, each at a browser."""
    async with browser_of(client) as analyst, browser_of(client) as head, browser_of(client) as other:
        found = dict(zip(of, (analyst, head, other), strict=True))
        for name, own in found.items():
            assert (await sign_in(own, name)).status_code == 303
        yield found


async def moved(own: httpx.AsyncClient, need: UUID, move: str, **values: str) -> httpx.Response:
    """A form of the need's page, sent with its hidden fields."""
    page, action = await own.get(f"{BOARD}/{need}"), f"{BOARD}/{need}/{move}"
    assert page.status_code == 200, page.text
    return await own.post(action, data=fields(page.text, action) | values)


async def test_from_signal_to_acceptance(
    people: dict[str, httpx.AsyncClient], of: dict[str, Actor], house: House
) -> None:
    analyst, head, other = people.values()
    assert "Belum ada kebutuhan di sini" in (await analyst.get(BOARD)).text
    (need,) = await told(house, Signal())
    board = (await analyst.get(BOARD)).text
    for words in ("Pengelolaan Sampah", "Dinas Lingkungan Hidup", "Dugaan", f'href="{BOARD}/{need}"'):
        assert words in board
    assert (await other.get(f"{BOARD}/{need}")).status_code == 404
    assert f"{BOARD}/{need}" not in (await other.get(BOARD)).text
    page = (await head.get(f"{BOARD}/{need}")).text
    assert heading(page) == "Pengelolaan Sampah"
    assert "SIN-2026-10-0001" in page
    assert f"{need}/terima" not in page, "the unit does not accept its own need"
    assert (await head.post(f"{BOARD}/{need}/tinjau", data=fields(page, f"{BOARD}/{need}/jawab"))).status_code == 403
    assert (await moved(analyst, need, "tinjau")).status_code == 303
    waiting = (await analyst.get(f"{BOARD}/{need}")).text
    assert "Unit belum menjawab" in unescape(waiting)
    assert f'action="{BOARD}/{need}/terima"' not in waiting

    refused = await moved(head, need, "jawab", words="Alat angkut kami rusak sejak Mei.")
    assert refused.status_code == 422
    assert errors(refused.text) == ["Pilih salah satu."]
    assert "Alat angkut kami rusak sejak Mei." in typed(refused.text, "words"), "nothing typed is lost"
    assert 'id="jawab-stance"' in refused.text
    assert [await book_of(house).waiting(of[name]) for name in ("analis", "kepala", "lain")] == [1, 1, 0]
    assert (await moved(head, need, "jawab", stance="partly", words="Alat angkut kami rusak.")).status_code == 303
    assert [await book_of(house).waiting(of[name]) for name in ("analis", "kepala", "lain")] == [1, 0, 0]
    assert (await moved(analyst, need, "baca", read="9", confirmed="9")).status_code == 422
    assert (await moved(analyst, need, "baca", read="sepuluh", confirmed="6")).status_code == 422
    assert (await moved(analyst, need, "baca", read="10", confirmed="6")).status_code == 303
    answered = await moved(analyst, need, "terima", words="Masuk rencana 2027.")
    assert answered.headers["location"] == f"{BOARD}/{need}?berhasil=terima"
    page = unescape((await head.get(f"{BOARD}/{need}")).text)
    for words in ("Diterima dengan kekuatan Dugaan", "Masuk rencana 2027.", "6 dari 10 menguatkan", "Nama analis"):
        assert words in page
    assert "Pengelolaan Sampah" in (await analyst.get(BOARD, params={"lihat": "rencana"})).text
    assert "Pengelolaan Sampah</h2>" not in (await analyst.get(BOARD, params={"lihat": "ditelaah"})).text


async def test_asked_twice_it_is_done_once(people: dict[str, httpx.AsyncClient], house: House) -> None:
    analyst = people["analis"]
    (need,) = await told(house, Signal())
    page = await analyst.get(f"{BOARD}/{need}")
    form = fields(page.text, f"{BOARD}/{need}/tinjau")
    for _ in range(2):
        assert (await analyst.post(f"{BOARD}/{need}/tinjau", data=form)).status_code == 303
    late = await moved(analyst, need, "tolak", reason="load", words="Pegawainya cuti.")
    assert late.status_code == 303
    again = await analyst.post(f"{BOARD}/{need}/tolak", data=form | {"key": "", "reason": "load", "words": "Lagi"})
    assert again.status_code == 409
    assert "tidak sesuai dengan status" in unescape(again.text)
    assert (await analyst.post(f"{BOARD}/{need}/hapus", data=form)).status_code == 404, "there is no way to delete"
    assert "1 dari 1 kebutuhan dari sinyal kuat ditolak" in unescape((await analyst.get(BOARD)).text)


async def test_passed_on_to_its_owner(people: dict[str, httpx.AsyncClient], house: House) -> None:
    analyst, other = people["analis"], people["lain"]
    (need,) = await told(house, Signal())
    await moved(analyst, need, "tinjau")
    refused = await moved(analyst, need, "alihkan", reason="load", owner="HANTU", words="Kurang orang.")
    assert errors(refused.text) == ["Pilih unit yang akan menanganinya."]
    assert (
        await moved(analyst, need, "alihkan", reason="load", owner="BMBK", words="Kurang orang.")
    ).status_code == 303
    assert "Dialihkan ke Dinas Bina Marga" in unescape((await other.get(f"{BOARD}/{need}")).text)
    assert (await moved(other, need, "rampung", words="Dua orang ditambahkan.")).status_code == 303


async def test_the_law_asks_that_words_be_erased(people: dict[str, httpx.AsyncClient], house: House) -> None:
    analyst, head = people["analis"], people["kepala"]
    (need,) = await told(house, Signal())
    await moved(analyst, need, "tinjau")
    await moved(head, need, "jawab", stance="partly", words="Bu Anu sedang cuti melahirkan.")
    page = (await analyst.get(f"{BOARD}/{need}")).text
    (ticked,) = re.findall(r'name="(hapus-[0-9a-f-]{36})"', page)
    assert "hapus-tulisan" not in (await head.get(f"{BOARD}/{need}")).text, "the unit does not erase"
    for values, words in (({"ground": "asked"}, "Pilih tulisan yang dihapus."), ({ticked: "ya"}, "Pilih salah satu.")):
        refused = await moved(analyst, need, "hapus-tulisan", **values)
        assert (refused.status_code, errors(refused.text)) == (422, [words])
    assert (await moved(analyst, need, "hapus-tulisan", **{ticked: "ya", "ground": "personal_data"})).status_code == 303
    page = unescape((await head.get(f"{BOARD}/{need}")).text)
    assert "Bu Anu" not in page
    for words in ("Tulisan ini sudah dihapus.", "Tulisan dihapus: Memuat data pribadi yang tidak perlu", "Nama analis"):
        assert words in page


async def test_reasons_are_told_month_by_month(people: dict[str, httpx.AsyncClient], house: House) -> None:
    analyst = people["analis"]
    for unit in ("DLH", "BMBK"):
        (need,) = await told(house, Signal(unit=unit))
        await moved(analyst, need, "tinjau")
        await moved(analyst, need, "tolak", reason="surge", words="Banjir bulan Oktober.")
    page = unescape((await analyst.get(BOARD)).text)
    for words in ("2 dari 2 kebutuhan dari sinyal kuat ditolak", "November 2026", "Lonjakan aduan: 2", DECISIONS):
        assert words in page
    assert "November 2026" not in (await people["kepala"].get(BOARD)).text, "for those who keep the thresholds"


async def test_the_questions_of_telaah_berkas_are_decided(people: dict[str, httpx.AsyncClient], house: House) -> None:
    analyst, path = people["analis"], f"{DECISIONS}/telaah"
    assert (await people["kepala"].get(path)).status_code == 403
    page = (await analyst.get(path)).text
    assert "Is the language plain and polite?" in page
    form = fields(page, path) | {f"question_{n}": "" for n in range(2, 6)}
    kept = {"question_1": "Apakah jawabannya jujur?", "english_1": "Is the answer honest?", "main_1": "MAN-INTEGRITAS"}
    for wrong, words in (
        ({"why": ""}, "Tuliskan alasan atau dasar keputusannya."),
        ({"why": "Rapat", "main_1": "X"}, "Pilih kompetensi dari kamus."),
        ({"why": "Rapat", "english_3": "What?"}, "Tulis pertanyaannya, paling panjang 300 huruf."),
    ):
        refused = await analyst.post(path, data=form | kept | wrong)
        assert refused.status_code == 422
        assert words in errors(refused.text)
        assert typed(refused.text, "question_1") == "Apakah jawabannya jujur?", "nothing typed is lost"
    assert 'id="question_3-error"' in refused.text, "at the place where it stands"
    assert (await analyst.post(path, data=form | kept | {"why": "Rapat 3 November"})).status_code == 303
    page = unescape((await analyst.get(path)).text)
    for words in ("versi 1", "Apakah jawabannya jujur?", "Integritas", "Rapat 3 November", "Nama analis"):
        assert words in page
    assert "Rapat 3 November" in (await analyst.get(DECISIONS)).text
    stale = await analyst.post(path, data=form | kept | {"why": "Lagi"})
    assert stale.status_code == 409


async def test_what_people_say_and_nobody_opened_is_told(
    people: dict[str, httpx.AsyncClient], of: dict[str, Actor], house: House
) -> None:
    analyst, person = people["analis"], of["analis"].person
    assert person is not None
    talks = Talks(house.database, house.clock, house.keys, ZoneInfo("Asia/Jakarta"))
    for place in ("Desa Suka", "Desa Suka", "Desa Maju"):
        assert "belum dibuka" not in (await analyst.get(BOARD)).text, "two meetings are needed, not one written twice"
        said = Told(uuid4(), "village", NOW.date(), place, {"warga": 20}, [POINT], "all", unit="DLH", agreed=True)
        await talks.record(person, said)
    page = unescape((await analyst.get(BOARD)).text)
    assert "Masukan menunjuk kebutuhan yang belum dibuka" in page
    address = f"{BOARD}?buka=MAN-INTEGRITAS&untuk=DLH"
    assert f'href="{address}#buka"' in page
    opened = (await analyst.get(address)).text
    assert '<option value="MAN-INTEGRITAS" selected>' in opened
    assert '<option value="DLH" selected>' in opened
    assert "belum dibuka" not in (await people["kepala"].get(BOARD)).text
    for name in ("a", "b", "c"):
        await hire(house, name, (Role.OFFICER, "DLH"))
    await book_of(house).open(of["analis"], "MAN-INTEGRITAS", "DLH", None, Words("Dua desa."), "uji")
    assert "belum dibuka" not in (await analyst.get(BOARD)).text


async def test_opened_by_hand(people: dict[str, httpx.AsyncClient], house: House) -> None:
    analyst = people["analis"]
    form = fields((await analyst.get(BOARD)).text, f"{BOARD}/buka")
    empty = await analyst.post(f"{BOARD}/buka", data=form | {"competency": "MAN-INTEGRITAS"})
    assert empty.status_code == 422
    small = {"competency": "MAN-INTEGRITAS", "unit": "DLH", "words": "Wawancara 3 November."}
    refused = await analyst.post(f"{BOARD}/buka", data=form | small)
    assert errors(refused.text) == ["Unit ini terlalu kecil: kebutuhannya akan menunjuk orang. Pilih unit di atasnya."]
    assert typed(refused.text, "words") == "Wawancara 3 November."
    made = await analyst.post(f"{BOARD}/buka", data=form | small | {"unit": ""})
    assert made.status_code == 303
    page = unescape((await analyst.get(made.headers["location"])).text)
    assert "tidak dapat dibaca dari aduan" in page
    assert "Wawancara 3 November." in page


async def test_files_for_the_plan(people: dict[str, httpx.AsyncClient], house: House) -> None:
    analyst = people["analis"]
    await told(house, Signal(), Signal(unit="BMBK", topic="jalan_rusak"))
    book = await analyst.get(f"{BOARD}/berkas", params={"bentuk": "xlsx"})
    assert book.headers["content-disposition"] == 'attachment; filename="kebutuhan-kompetensi.xlsx"'
    with ZipFile(BytesIO(book.content)) as opened:
        words = "".join(opened.read(name).decode() for name in opened.namelist() if name.endswith(".xml"))
    for said in ("KEB-2026-0001", "KEB-2026-0002", "TEK-SAMPAH", "Dinas Lingkungan Hidup"):
        assert said in words
    paper = await analyst.get(f"{BOARD}/berkas", params={"bentuk": "pdf"})
    assert paper.content.startswith(b"%PDF")
    own = await people["kepala"].get(f"{BOARD}/berkas", params={"bentuk": "xlsx"})
    with ZipFile(BytesIO(own.content)) as opened:
        words = "".join(opened.read(name).decode() for name in opened.namelist() if name.endswith(".xml"))
    assert "KEB-2026-0001" in words
    assert "KEB-2026-0002" not in words, "a head has only what is of their unit"
    plan = await analyst.get(f"{BOARD}/berkas", params={"bentuk": "pdf", "lihat": "rencana"})
    assert plan.headers["content-disposition"] == 'attachment; filename="rencana-pengembangan-kompetensi.pdf"'


async def test_the_dictionary_is_changed_with_a_reason(people: dict[str, httpx.AsyncClient], house: House) -> None:
    analyst = people["analis"]
    page = (await analyst.get(DICTIONARY)).text
    for words in ("Integritas", "Perekat Bangsa", "Berorientasi Pelayanan", "Pengelolaan Sampah"):
        assert words in page
    action = f"{DICTIONARY}/TEK-SAMPAH"
    entry = (await analyst.get(action)).text
    form = fields(entry, action) | {
        "definition": typed(entry, "definition"),
        "knowledge": "a",
        "skill": "b",
        "attitude": "c",
    }
    refused = await analyst.post(action, data=form | {"name": "Persampahan", "levels": "satu\ndua"})
    assert errors(refused.text) == ["Tulis lima baris, satu untuk setiap tingkat, atau kosongkan."]
    refused = await analyst.post(action, data=form | {"name": "Persampahan", "active": "ya"})
    assert errors(refused.text) == ["Tuliskan alasan atau dasar keputusannya."]
    ready = form | {"name": "Persampahan", "active": "ya", "measurable": "ya", "why": "Istilah Perda"}
    assert (await analyst.post(action, data=ready)).status_code == 303
    assert (await analyst.post(action, data=ready)).status_code == 409, "somebody else wrote since"
    shown = unescape((await analyst.get(action)).text)
    assert heading(shown) == "Persampahan"
    assert "Istilah Perda" in shown
    national = await analyst.post(f"{DICTIONARY}/MAN-INTEGRITAS", data=ready | {"seen": "1"})
    assert national.status_code == 422

    mapping = (await analyst.get(DICTIONARY, params={"peta": "topic:sampah"})).text
    form = fields(mapping, DICTIONARY) | {"main": "MAN-INTEGRITAS", "other": "", "why": "Coba"}
    refused = await analyst.post(DICTIONARY, data=form)
    assert errors(refused.text) == ["Pilih kompetensi yang dapat ditunjukkan oleh aduan, masing-masing sekali."]
    assert (await analyst.post(DICTIONARY, data=form | {"main": "TEK-PENCEMARAN"})).status_code == 303
    (need,) = await told(house, Signal())
    assert (await book_of(house).accepted()) == []
    assert heading((await analyst.get(f"{BOARD}/{need}")).text) == "Pengendalian Pencemaran"


async def test_policies_are_decided_with_who_and_why(people: dict[str, httpx.AsyncClient], house: House) -> None:
    analyst, head = people["analis"], people["kepala"]
    page = (await analyst.get(DECISIONS)).text
    assert "Belum ada keputusan" in page
    action = f"{DECISIONS}/thresholds"
    numbers = {"least_people": "3", "months": "12", "reply_days": "5", "owner_days": "30", "why": "Agar cepat"}
    refused = await analyst.post(action, data=fields(page, action) | numbers)
    assert errors(refused.text) == ["Angkanya di luar batas yang boleh."]
    assert 'value="5"' in refused.text
    assert (await analyst.post(action, data=fields(page, action) | numbers | {"reply_days": "15"})).status_code == 303
    (need,) = await told(house, Signal())
    for kind, values in (
        ("incentives", {"taking_part": "Sertifikat", "finishing": "Poin"}),
        ("standard_answers", {"topic-sampah": "ya"}),
        ("plan", {"year": "2027", "need-KEB-2026-0001": "ya", "note": "APBD 2027"}),
    ):
        sent = await analyst.post(
            f"{DECISIONS}/{kind}", data=fields(page, f"{DECISIONS}/{kind}") | values | {"why": "Perkada 1"}
        )
        assert sent.status_code == 303, kind
    shown = unescape((await head.get(DECISIONS)).text)
    for words in ("15", "Sertifikat", "Poin", "APBD 2027", "1 kebutuhan", "Nama analis", "Agar cepat", "Perkada 1"):
        assert words in shown
    assert f'action="{DECISIONS}' not in shown, "a head reads them"
    old = await analyst.post(f"{DECISIONS}/plan", data=fields(page, f"{DECISIONS}/plan") | {"year": "1999", "why": "x"})
    assert old.status_code == 422
    moved_ = await moved(analyst, need, "tinjau")
    assert moved_.status_code == 303
