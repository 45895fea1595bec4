"""A citizen tells something, finds it again, follows it, judges it, and takes it back."""

import asyncio
import re
from uuid import UUID

import httpx
import pytest

from complaints import commands as c
from complaints import ticket
from complaints.kinds import Kind, Status, Suspicion, Visibility
from people.contact import Contact
from tests.web.citizen import (
    COORDINATOR,
    OFFICER,
    REPORT,
    asked,
    done,
    errors,
    fields,
    filed,
    follow,
    heading,
    later,
    opened_form,
    photo,
    published,
    resolved,
    sent,
    state,
    taken,
    typed,
)
from web.headers import SECURITY
from web.house import House
from web.rendering import static
from web.wording import Wording

RECEIPT = re.compile(r"/terkirim/([0-9A-Z]{11})/([a-z2-7]{26})")


async def test_a_report_gets_a_code_dates_and_a_secret_page(client: httpx.AsyncClient, house: House) -> None:
    answer = await sent(client, house)
    assert answer.status_code == 303, answer.text
    found = RECEIPT.fullmatch(answer.headers["location"])
    assert found is not None
    receipt = await client.get(answer.headers["location"])
    assert receipt.status_code == 200
    shown = "-".join(re.findall(r"<span>([0-9A-Z]{3,4})</span>", receipt.text))
    assert shown.replace("-", "") == found[1]
    assert "Diperiksa dan diteruskan" in receipt.text
    assert "Rabu, 25 November 2026" in receipt.text  # three working days after Friday the 20th
    assert f"http://tanggap.test/lacak/{found[1]}/{found[2]}" in receipt.text
    page = await client.get(f"/lacak/{found[1]}/{found[2]}")
    assert page.status_code == 200
    assert REPORT in page.text
    assert heading(page.text) == REPORT


async def test_a_double_click_gives_the_same_receipt(client: httpx.AsyncClient, house: House) -> None:
    data = await opened_form(client, house) | {"text": REPORT}
    answers = await asyncio.gather(*(client.post("/", data=data) for _ in range(3)))
    places = {answer.headers["location"].partition("?")[0] for answer in answers}
    assert len(places) == 1
    again = await client.post("/", data=data)
    assert again.headers["location"] == f"{places.pop()}?ulang=ya"
    assert "tidak mencatatnya dua kali" in (await client.get(again.headers["location"])).text
    assert (await house.queries.counts(COORDINATOR)) == {"submitted": 1}


async def test_another_report_under_an_old_key_is_kept_and_sent_with_a_second_press(
    client: httpx.AsyncClient, house: House
) -> None:
    data = await opened_form(client, house) | {"text": REPORT}
    await client.post("/", data=data)
    other = await client.post("/", data=data | {"text": "Lampu jalan mati."}, files=[photo()])
    assert other.status_code == 409
    assert typed(other.text, "text") == "Lampu jalan mati."
    assert REPORT not in other.text
    kept = fields(other.text, "/")
    assert kept["key"] != data["key"]
    assert (await client.post("/", data=kept | {"text": "Lampu jalan mati."})).status_code == 303
    assert sum((await house.queries.counts(COORDINATOR)).values()) == 2


async def test_photos_come_along_and_only_the_reporter_sees_them_before_publication(
    client: httpx.AsyncClient, house: House
) -> None:
    answer = await sent(client, house, [photo("red"), photo("blue"), photo("red", "lagi.jpg")])
    code, token = RECEIPT.fullmatch(answer.headers["location"]).groups()  # type: ignore[union-attr]
    page = await client.get(f"/lacak/{code}/{token}")
    pictures = sorted(set(re.findall(r'src="(/berkas/[^"]+)"', page.text)))
    assert len(pictures) == 2  # the third is the first again
    shown = await client.get(pictures[0])
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert (await client.get(pictures[0].partition("?")[0])).status_code == 404
    assert (await client.get(f"{pictures[0]}x")).status_code == 404
    complaint_id = await house.queries.find(code)
    await done(house, complaint_id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    assert (await client.get(pictures[0].partition("?")[0])).status_code == 404  # nobody has looked at it yet
    await done(
        house,
        complaint_id,
        c.ReviewPhoto(UUID(pictures[0].partition("?")[0].rsplit("/", 1)[1]), True),
        COORDINATOR,
    )
    assert (await client.get(pictures[0].partition("?")[0])).status_code == 200


async def test_a_refused_form_keeps_words_and_photos(client: httpx.AsyncClient, house: House) -> None:
    values = {
        "text": "",
        "address": "Dekat masjid",
        "happened_on": "2027-01-01",
        "visibility": "anonymous",
        "name": "Siti",
    }
    answer = await sent(client, house, [photo()], **values)
    assert answer.status_code == 422
    assert errors(answer.text) == [
        "Foto Anda sudah kami simpan. Ceritakan dengan satu kalimat apa yang terlihat di situ.",
        "Tanggal kejadian tidak boleh setelah hari ini.",
    ]
    for name in ("Dekat masjid", "2027-01-01", "Siti", "jalan.jpg"):
        assert name in answer.text
    assert re.search(r'value="anonymous" checked', answer.text)
    kept = fields(answer.text, "/")
    assert (
        await client.get(re.search(r'src="(/berkas/[^"]+)"', answer.text)[1].replace("&amp;", "&"))
    ).status_code == 200  # type: ignore[index]
    second = await client.post("/", data=kept | {"text": REPORT})
    assert second.status_code == 303
    page = await client.get(second.headers["location"].replace("terkirim", "lacak"))
    assert len(set(re.findall(r'src="(/berkas/[^"]+)"', page.text))) == 1


@pytest.mark.parametrize("started", ["", "1", "1.2", "١٢٣.x", "99999999999999.abc"])
async def test_a_moment_that_was_made_up_is_noted_and_keeps_nobody_out(
    client: httpx.AsyncClient, house: House, started: str
) -> None:
    answer = await sent(client, house, started=started)
    complaint = await state(house, await house.queries.find(answer.headers["location"].split("/")[2]))
    assert complaint.suspicion is Suspicion.UNSIGNED


async def test_a_form_whose_token_is_out_of_date_comes_back_whole(client: httpx.AsyncClient, house: House) -> None:
    data = await opened_form(client, house)
    client.cookies.clear()
    answer = await client.post("/", data=data | {"text": REPORT, "name": "Siti"}, files=[photo()])
    assert answer.status_code == 403
    assert typed(answer.text, "text") == REPORT
    for kept in ("sudah lama terbuka", 'value="Siti"', "jalan.jpg"):
        assert kept in answer.text
    assert sum((await house.queries.counts(COORDINATOR)).values()) == 0
    again = fields(answer.text, "/") | {"text": REPORT, "checked": "ya"}
    sent_again = await client.post("/", data=again)
    assert sent_again.status_code == 303, errors(sent_again.text)
    complaint = await state(house, await house.queries.find(sent_again.headers["location"].split("/")[2]))
    assert complaint.suspicion is None


async def test_a_browser_without_cookies_is_believed_the_second_time(client: httpx.AsyncClient, house: House) -> None:
    data = await opened_form(client, house)
    client.cookies.clear()
    answer = await client.post("/", data=data | {"text": REPORT})
    client.cookies.clear()
    second = await client.post("/", data=fields(answer.text, "/") | {"text": REPORT, "checked": "ya"})
    assert second.status_code == 303, errors(second.text)
    complaint = await state(house, await house.queries.find(second.headers["location"].split("/")[2]))
    assert complaint.suspicion is Suspicion.UNSIGNED


async def test_a_code_is_found_as_people_spell_it(client: httpx.AsyncClient, house: House) -> None:
    complaint = await published(house)
    code = complaint.code
    for written in (code, code.lower(), f" {code[:4]}-{code[4:8]}-{code[8:]} ", " ".join(code), code.replace("0", "o")):
        answer = await client.get("/lacak", params={"code": written})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/lacak/{code}")
    page = await client.get(f"/lacak/{code}")
    assert page.status_code == 200
    assert REPORT in page.text
    assert "Dinas Bina Marga" in page.text


@pytest.mark.parametrize(
    ("written", "status", "words"),
    [("", 422, "Tuliskan kode"), ("abc", 422, "11 huruf"), ("7KQ4M2XP9TD", 422, "keliru")],
)
async def test_what_is_no_code_gets_a_sentence(
    client: httpx.AsyncClient, written: str, status: int, words: str
) -> None:
    answer = await client.get("/lacak", params={"code": written})
    assert answer.status_code == status
    assert words in errors(answer.text)[0]


async def test_unknown_codes_are_counted_and_known_ones_never(client: httpx.AsyncClient, house: House) -> None:
    known = (await published(house)).code
    for _ in range(house.lookup_limit.times):
        answer = await client.get(f"/lacak/{ticket.draw()}")
        assert answer.status_code == 404
        assert "tidak kami temukan" in errors(answer.text)[0]
    assert (await client.get(f"/lacak/{ticket.draw()}")).status_code == 429
    for _ in range(3):
        assert (await client.get(f"/lacak/{known}")).status_code == 200
    later(house, minutes=1)
    assert (await client.get(f"/lacak/{ticket.draw()}")).status_code == 404


async def test_a_wrong_secret_opens_nothing(client: httpx.AsyncClient, house: House) -> None:
    complaint, other = await filed(house), await filed(house)
    secret = follow(house, other).rsplit("/", 1)[1]
    for path in (
        f"/lacak/{complaint.code}/{secret}",
        f"/terkirim/{complaint.code}/{secret}",
        f"/lacak/{complaint.code}/é",
    ):
        answer = await client.get(path)
        assert answer.status_code == 404
        assert REPORT not in answer.text
        assert complaint.code not in re.sub(r"/bahasa/[^\"]*", "", answer.text)


async def test_the_code_alone_shows_no_words_before_verification(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house)
    page = await client.get(f"/lacak/{complaint.code}")
    assert page.status_code == 200
    assert "berlubang" not in page.text
    assert "Menunggu verifikasi" in page.text


async def test_of_a_confidential_case_the_code_shows_status_and_dates(client: httpx.AsyncClient, house: House) -> None:
    complaint = await published(house, visibility=Visibility.CONFIDENTIAL)
    page = await client.get(f"/lacak/{complaint.code}")
    assert page.status_code == 200
    assert "rahasia" in page.text
    for hidden in ("berlubang", "Bina Marga", "Jalan provinsi rusak", "Pengaduan layanan"):
        assert hidden not in page.text


async def test_a_report_about_wrongdoing_is_not_betrayed_by_its_code(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house, kind=Kind.OVERSIGHT, about_unit="BMBK")
    page = await client.get(f"/lacak/{complaint.code}")
    for hidden in (
        "berlubang",
        "Inspektorat",
        "Bina Marga",
        "penyimpangan",
        "Februari 2027",
        "Diteruskan ke Inspektorat",
    ):
        assert hidden not in page.text
    assert complaint.code not in (await client.get("/aduan")).text
    own = await client.get(follow(house, complaint))
    assert "Inspektorat" in own.text


async def test_a_question_is_answered_with_a_photo(client: httpx.AsyncClient, house: House) -> None:
    complaint = await asked(house)
    path = follow(house, complaint)
    page = await client.get(path)
    assert "Tiang yang mana?" in page.text
    data = fields(page.text, f"{path}/jawab") | {"answer": "Yang di kiri tugu."}
    first, second = [await client.post(f"{path}/jawab", data=data, files=[photo()]) for _ in range(2)]
    assert first.headers["location"] == second.headers["location"] == f"{path}?kabar=jawab"
    after = await client.get(first.headers["location"])
    assert "jawaban Anda sudah diterima" in after.text
    assert after.text.count("Yang di kiri tugu.") == 1
    now = await state(house, complaint.id)
    assert (now.status, len(now.files)) == (Status.IN_PROCESS, 1)


async def test_a_report_sent_back_is_completed(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house)
    await done(house, complaint.id, c.Return(c.Words("Di jalan apa?")), COORDINATOR)
    path = follow(house, complaint)
    page = await client.get(path)
    assert "Di jalan apa?" in page.text
    await client.post(f"{path}/jawab", data=fields(page.text, f"{path}/jawab") | {"answer": "Jalan Kartini."})
    assert (await state(house, complaint.id)).status is Status.SUBMITTED


async def test_the_reporter_confirms_with_a_score(client: httpx.AsyncClient, house: House) -> None:
    complaint = await resolved(house)
    path = follow(house, complaint)
    page = await client.get(path)
    assert "Lubang sudah kami tambal." in page.text
    answer = await client.post(f"{path}/beres", data=fields(page.text, f"{path}/beres") | {"rating": "4"})
    assert answer.status_code == 303
    now = await state(house, complaint.id)
    assert (now.status, now.score) == (Status.CLOSED, 4)


async def test_the_score_may_come_after_closing(client: httpx.AsyncClient, house: House) -> None:
    complaint = await resolved(house)
    path = follow(house, complaint)
    await client.post(f"{path}/beres", data=fields((await client.get(path)).text, f"{path}/beres"))
    page = await client.get(path)
    wrong = await client.post(f"{path}/nilai", data=fields(page.text, f"{path}/nilai") | {"rating": "9"})
    assert (wrong.status_code, errors(wrong.text)) == (422, ["Pilih nilai 1 sampai 5."])
    right = await client.post(f"{path}/nilai", data=fields(page.text, f"{path}/nilai") | {"rating": "2"})
    assert right.status_code == 303
    assert (await state(house, complaint.id)).score == 2


async def test_the_reporter_disputes_and_the_unit_has_it_again(client: httpx.AsyncClient, house: House) -> None:
    complaint = await resolved(house)
    path = follow(house, complaint)
    page = await client.get(path)
    empty = await client.post(f"{path}/sanggah", data=fields(page.text, f"{path}/sanggah"), files=[photo()])
    assert errors(empty.text) == ["Tuliskan apa yang belum beres."]
    kept = fields(empty.text, f"{path}/sanggah")
    assert "photos_kept" in kept
    answer = await client.post(f"{path}/sanggah", data=kept | {"reason": "Masih berlubang."})
    assert answer.status_code == 303
    now = await state(house, complaint.id)
    assert (now.status, len(now.files)) == (Status.DISPUTED, 1)


async def test_words_and_photos_may_be_added_together_or_alone(client: httpx.AsyncClient, house: House) -> None:
    complaint = await taken(house)
    path = follow(house, complaint)
    nothing = await client.post(f"{path}/tambah", data=fields((await client.get(path)).text, f"{path}/tambah"))
    assert errors(nothing.text) == ["Tuliskan keterangan, atau pilih foto."]
    for data, files in (
        ({"addition": "Makin dalam."}, None),
        ({}, [photo("red")]),
        ({"addition": "Lagi."}, [photo("blue")]),
    ):
        page = await client.get(path)
        answer = await client.post(f"{path}/tambah", data=fields(page.text, f"{path}/tambah") | data, files=files)
        assert answer.status_code == 303, errors(answer.text)
    page = await client.get(path)
    assert "Makin dalam." in page.text
    assert len((await state(house, complaint.id)).files) == 2


async def test_a_stale_answer_shows_the_new_state_and_keeps_the_words(client: httpx.AsyncClient, house: House) -> None:
    complaint = await asked(house)
    path = follow(house, complaint)
    data = fields((await client.get(path)).text, f"{path}/jawab") | {"answer": "Yang di kiri tugu."}
    await done(house, complaint.id, c.Resolve(c.Words("Sudah kami ganti.")), OFFICER)
    answer = await client.post(f"{path}/jawab", data=data)
    assert answer.status_code == 409
    assert "sudah berubah sejak halaman Anda dibuka" in errors(answer.text)[0]
    assert "Sudah kami ganti." in answer.text
    assert "Yang di kiri tugu." in answer.text  # though the case asks nothing any more


async def test_a_stale_dispute_keeps_the_words_in_their_field(client: httpx.AsyncClient, house: House) -> None:
    complaint = await resolved(house)
    path = follow(house, complaint)
    data = fields((await client.get(path)).text, f"{path}/sanggah") | {"reason": "Masih berlubang."}
    await done(
        house, complaint.id, c.Attach(await house.attachments.store(complaint.id, photo()[1][1], "bukti.jpg")), OFFICER
    )
    answer = await client.post(f"{path}/sanggah", data=data)
    assert answer.status_code == 409
    assert typed(answer.text, "reason") == "Masih berlubang."
    again = await client.post(
        f"{path}/sanggah", data=fields(answer.text, f"{path}/sanggah") | {"reason": "Masih berlubang."}
    )
    assert again.status_code == 303


async def test_a_changed_text_under_the_same_form_is_not_swallowed(client: httpx.AsyncClient, house: House) -> None:
    complaint = await taken(house)
    path = follow(house, complaint)
    data = fields((await client.get(path)).text, f"{path}/tambah")
    await client.post(f"{path}/tambah", data=data | {"addition": "Satu."})
    other = await client.post(f"{path}/tambah", data=data | {"addition": "Dua."})
    assert other.status_code == 409
    assert typed(other.text, "addition") == "Dua."


async def test_erasing_asks_once_more_and_takes_everything(client: httpx.AsyncClient, house: House) -> None:
    answer = await sent(
        client, house, [photo()], name="Siti Aminah", email="siti@contoh.example", address="Jalan Mawar 3"
    )
    path = answer.headers["location"].replace("terkirim", "lacak")
    page = await client.get(path)
    picture = re.search(r'src="(/berkas/[^"]+)"', page.text)[1]  # type: ignore[index]
    ask = await client.get(f"{path}/hapus")
    assert "tidak dapat dibatalkan" in ask.text
    unsure = await client.post(f"{path}/hapus", data=fields(ask.text, f"{path}/hapus"))
    assert unsure.status_code == 422
    assert REPORT in (await client.get(path)).text
    sure = await client.post(f"{path}/hapus", data=fields(ask.text, f"{path}/hapus") | {"sure": "ya"})
    assert sure.headers["location"] == f"{path}?kabar=hapus"
    page = await client.get(sure.headers["location"])
    for gone in (REPORT, "Siti", "siti@", "Mawar", "/berkas/"):
        assert gone not in page.text
    assert "sudah dihapus" in page.text
    assert (await client.get(picture)).status_code == 404
    complaint_id = await house.queries.find(path.split("/")[2])
    assert await house.attachments.kept(complaint_id) == frozenset()
    assert (await client.get(f"{path}/hapus")).status_code == 303
    again = await client.post(f"{path}/tambah", data=fields(page.text, f"{path}/tambah") | {"addition": "Satu lagi."})
    assert again.status_code == 303
    ask = await client.get(f"{path}/hapus")
    await client.post(f"{path}/hapus", data=fields(ask.text, f"{path}/hapus") | {"sure": "ya"})
    assert "Satu lagi." not in (await client.get(path)).text


async def test_the_public_list_shows_what_is_published_and_masked(client: httpx.AsyncClient, house: House) -> None:
    assert "Belum ada aduan" in (await client.get("/aduan")).text
    shown = await published(house, "Jalan berlubang, hubungi 0812 3456 7890 atau siti@contoh.example.")
    hidden = await filed(house, "Belum diverifikasi sama sekali.")
    secret = await published(house, "Ini rahasia saja.", visibility=Visibility.CONFIDENTIAL)
    page = (await client.get("/aduan")).text
    assert shown.code[:4] in page
    assert "3456" not in page
    assert "siti@" not in page
    for one in (hidden, secret):
        assert one.code[:4] not in page
    assert "Belum diverifikasi" not in page
    for query, there in (
        ({"q": "lubang"}, True),
        ({"q": "banjir"}, False),
        ({"topic": "jalan_rusak"}, True),
        ({"status": "closed"}, False),
        ({"q": shown.code}, True),
        ({"topic": "nonsens\0"}, True),
        ({"halaman": "99999999999"}, True),
    ):  # type: ignore[assignment]
        assert (shown.code[:4] in (await client.get("/aduan", params=query)).text) is there, query


async def test_the_language_is_chosen_and_one_stays_where_one_was(client: httpx.AsyncClient) -> None:
    page = await client.get("/lacak?code=abc")
    link = re.search(r'href="(/bahasa/en[^"]*)"', page.text)[1].replace("&amp;", "&")  # type: ignore[index]
    answer = await client.get(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/lacak?code=abc")
    assert 'lang="en"' in (await client.get("/")).text
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""):
        answer = await client.get("/bahasa/id", params={"kembali": elsewhere})
        assert answer.headers["location"] == "/"
    assert (await client.get("/bahasa/xx")).status_code == 404


async def test_the_regions_colours_are_a_small_cached_sheet(client: httpx.AsyncClient) -> None:
    answer = await client.get("/gaya/wilayah.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert "max-age" in answer.headers["cache-control"]
    assert "--accent:#8a1538" in answer.text


async def test_contact_is_told_where_news_goes(client: httpx.AsyncClient, house: House) -> None:
    left = Contact(email="siti@contoh.example")
    complaint = await filed(house, contact=left)
    page = await client.get(follow(house, complaint))
    assert "hanya dilihat petugas" in page.text
    assert "siti@" not in page.text
    wording = Wording("id", await house.region.current(), house.clock.now(), "reporter")
    told = wording.contact(left, mails=True)
    assert "s•••@contoh.example" in told
    assert "siti@" not in told


async def test_health_and_readiness(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {"status": "ready", "region": "lampung"}


@pytest.mark.parametrize("path", ["/", "/lacak", "/aduan"])
async def test_every_page_forbids_what_it_does_not_need(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    # The empty form holds nobody's words, and whoever goes back to it has to find its key again.
    assert answer.headers["cache-control"] == ("private, no-cache" if path == "/" else "no-store")
    assert not re.search(r"<script(?![^>]*\bsrc=)", answer.text)
    assert not re.search(r"\sstyle=", answer.text)


async def test_a_form_reached_by_a_link_from_a_chat_is_kept_by_nobody(client: httpx.AsyncClient) -> None:
    assert (await client.get("/?tautan=abc")).headers["cache-control"] == "no-store"


async def test_only_a_style_sheet_goes_without_the_headers_of_documents(client: httpx.AsyncClient) -> None:
    for path in (static("tanggap.css"), "/gaya/wilayah.css"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "content-security-policy" not in headers
    for path in (static("tanggap.js"), static("favicon.svg"), "/", "/healthz"):
        headers = (await client.get(path)).headers
        assert all(headers[name] == value for name, value in SECURITY.items())


async def test_a_place_is_not_said_twice(house: House) -> None:
    wording = Wording("id", await house.region.current(), house.clock.now())
    area = wording.area("18.72")
    assert wording.place(c.Place(address=f"Jl. AH Nasution, {area}"), "18.72") == f"Jl. AH Nasution, {area}"
    assert wording.place(c.Place(address="Jl. AH Nasution"), "18.72") == f"Jl. AH Nasution, {area}"
    assert wording.place(None, "18.72") == area
