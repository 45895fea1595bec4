"""What a reporter takes away of a case: the proof for the Ombudsman, and the whole file."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import httpx
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Stage
from people.actor import Actor
from people.contact import Contact
from tests.web.citizen import OFFICER, REPORT, done, filed, follow, later, photo, resolved, state, taken, watched, words
from web.house import House
from web.ombudsman import WORDS, may_go_on
from web.printing import drawn


def text_of(answer: httpx.Response) -> str:
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


async def late(house: House, **values: object) -> Complaint:
    case = await taken(house, **values)
    later(house, days=60)
    return await watched(house, case.id)


async def test_there_is_no_paper_while_promises_are_kept(house: House, client: httpx.AsyncClient) -> None:
    case = await taken(house)
    base = follow(house, case)
    assert "Ombudsman" not in words(await client.get(base))
    assert (await client.get(f"{base}/ombudsman.pdf")).status_code == 404


async def test_a_missed_completion_makes_a_paper_that_tells_all(house: House, client: httpx.AsyncClient) -> None:
    case = await late(house, contact=Contact("Siti Rahayu", "siti@contoh.id", "+6281234567890"))
    await done(house, case.id, c.Inform(c.Words("Kami menunggu #aspal dan *alat* [lain].")), OFFICER)
    base = follow(house, case)
    page = await client.get(base)
    assert f'href="{base}/ombudsman.pdf"' in page.text
    answer = await client.get(f"{base}/ombudsman.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    told = text_of(answer)
    region = await house.region.current()
    assert "Ombudsman RI Perwakilan Lampung" in told
    assert "Kami menunggu #aspal dan *alat* [lain]." in told, "what people wrote is never markup"
    assert REPORT in told
    assert "Terlambat" in told
    assert "Laporan diterima lewat" in told
    assert " Anda " not in told, "it is read by the Ombudsman"
    assert "Dinas Bina Marga dan Bina Konstruksi" in told
    assert all(one in told for one in region.ombudsman.conditions)
    assert case.head.hex()[:4] in told or (await state(house, case.id)).head.hex()[:4] in told
    for private in ("Siti", "siti@", "1234567890", str(OFFICER.person)):
        assert private not in told


async def test_the_paper_is_tagged_and_the_same_words_make_the_same_bytes(
    house: House, client: httpx.AsyncClient
) -> None:
    case = await late(house)
    address = f"{follow(house, case)}/ombudsman.pdf"
    first, second = await client.get(address), await client.get(address)
    assert first.content == second.content
    root = pypdf.PdfReader(io.BytesIO(first.content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is not None
    assert root["/Lang"] == "id"
    client.cookies.set("tanggap_bahasa", "en")
    english = await client.get(address)
    assert pypdf.PdfReader(io.BytesIO(english.content)).trailer["/Root"]["/Lang"] == "en"
    assert "Proof of complaint" in text_of(english)


async def test_a_dispute_that_was_answered_again_may_be_brought_on(house: House) -> None:
    case = await resolved(house)
    now = house.clock.now()
    assert not may_go_on(case, now)
    by = Actor("citizen", holds=case.id)
    case = await done(house, case.id, c.Dispute(c.Words("Masih berlubang.")), by)
    assert not may_go_on(case, now)
    await done(house, case.id, c.Take(), OFFICER)
    case = await done(house, case.id, c.Resolve(c.Words("Sudah kami tambal lagi.")), OFFICER)
    assert may_go_on(case, now)
    assert not may_go_on(await done(house, case.id, c.Erase(), by), now)


async def test_a_date_that_passed_counts_before_the_watch_has_seen_it(house: House) -> None:
    case = await taken(house)
    due = case.promises[Stage.COMPLETION].due
    assert not may_go_on(case, due)
    assert may_go_on(case, due + timedelta(seconds=1))


def bare(report: str = "", said: str = "") -> dict[str, Any]:
    """What a paper tells, with nothing in it but these words."""
    timeline = [{"at": "1 Maret 2026", "what": "Petugas memberi kabar", "by": "", "said": said}] if said else []
    told = {"language": "id", "service": "Tanggap", "words": WORDS, "facts": [["Kode aduan", "X"]], "report": report}
    told |= {"promises": [], "timeline": timeline, "first": "ab", "latest": "", "name": "O", "address": "", "ways": []}
    return {**told, "accent": "#8a1538", "conditions": []}


def read(made: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(made))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] is not None
    return " ".join(page.extract_text() for page in reader.pages)


def test_a_paper_without_timeline_or_topic_is_drawn_too() -> None:
    assert drawn("ombudsman.typ", bare()).startswith(b"%PDF")


@pytest.mark.parametrize(
    "written",
    [
        *("jalan 😡🚧 rusak", "道路坏了", "ถนนพัง", "a\ud800b", "a\x00b\x1b[0m", "\u202eabc\ufeff", "\U000f0000\ue000"),
        *("Z" + "\u0301\u0316" * 4000, "W" * 10_000, "\n" * 10_000, "kata " * 2_000),
    ],
)
def test_nothing_that_can_be_typed_keeps_a_paper_from_being_drawn(written: str) -> None:
    read(drawn("ombudsman.typ", bare(written, written)))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_is_typed_is_drawn_for_screen_readers_too(report: str, said: str) -> None:
    read(drawn("ombudsman.typ", bare(report, said)))


def test_what_is_typed_is_never_markup() -> None:
    written = '#eval("1+1") #read("/etc/passwd") *a* $x^2$ `raw` @ref <lab> // c \\u{41} = H'
    assert " ".join(written.split()) in " ".join(read(drawn("ombudsman.typ", bare(written))).split())


def test_what_has_no_letters_here_is_told_to_be_missing() -> None:
    assert "tidak dapat dicetak" in read(drawn("ombudsman.typ", bare("jalan 😡 rusak")))
    assert "tidak dapat dicetak" not in read(drawn("ombudsman.typ", bare("jalan rusak الطريق é Ж € →")))


def test_a_word_without_end_stays_on_the_page() -> None:
    page = pypdf.PdfReader(io.BytesIO(drawn("ombudsman.typ", bare("W" * 500)))).pages[0]
    assert sum(line.count("W") for line in page.extract_text().splitlines()) == 500
    assert max(line.count("W") for line in page.extract_text().splitlines()) < 80


def test_an_answer_longer_than_a_page_goes_on_overleaf() -> None:
    pages = pypdf.PdfReader(io.BytesIO(drawn("ombudsman.typ", bare(said="kata " * 2000)))).pages
    assert max(page.extract_text().count("kata") for page in pages) < 1300
    assert sum(page.extract_text().count("kata") for page in pages) == 2000


async def test_the_whole_file_holds_words_contact_and_photos(house: House, client: httpx.AsyncClient) -> None:
    case = await filed(house, contact=Contact("Siti Rahayu", "siti@contoh.id", None))
    base = follow(house, case)
    page = await client.get(base)
    from tests.web.citizen import fields

    data = fields(page.text, f"{base}/tambah") | {"addition": "Foto terlampir."}
    assert (await client.post(f"{base}/tambah", data=data, files=[photo(name="../../luar.jpg")])).status_code == 303
    assert f'href="{base}/berkas-saya.zip"' in page.text
    answer = await client.get(f"{base}/berkas-saya.zip")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names[:2] == ["aduan.json", "aduan.html"]
        assert names[2:] == ["berkas/01-laporan.jpg"]
        told = json.loads(archive.read("aduan.json"))
        shown = archive.read("aduan.html").decode()
        assert archive.read(names[2]).startswith(b"\xff\xd8")
    assert told["report"] == REPORT
    assert told["contact"]["email"] == "siti@contoh.id"
    assert "Foto terlampir." in [one["words"] for one in told["course"]]
    assert REPORT in shown
    assert "Siti Rahayu" in shown
    assert "berkas/01-laporan.jpg" in shown


async def test_the_whole_file_needs_the_secret_and_is_not_fetched_without_end(
    house: House, client: httpx.AsyncClient
) -> None:
    case = await filed(house)
    assert (await client.get(f"/lacak/{case.code}/salah/berkas-saya.zip")).status_code == 404
    found = [(await client.get(f"{follow(house, case)}/berkas-saya.zip")).status_code for _ in range(7)]
    assert found == [200] * 6 + [429]


@pytest.mark.parametrize("path", ["ombudsman.pdf", "berkas-saya.zip"])
async def test_nothing_is_kept_by_caches(house: House, client: httpx.AsyncClient, path: str) -> None:
    case = await late(house)
    assert "no-store" in (await client.get(f"{follow(house, case)}/{path}")).headers["cache-control"]
