"""The officers' pages: signing in, triage, the case and its moves, races, filing for a citizen, oversight, accounts."""

import asyncio
import re
from html import unescape
from uuid import UUID, uuid4

import httpx
import pytest

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Kind, Status, Visibility
from people.actor import SYSTEM, Actor, Role
from people.contact import Contact
from tests.web.citizen import COORDINATOR, done, errors, fields, filed, heading, later, photo, state, typed
from tests.web.officer import (
    PASSWORD,
    address,
    answers,
    counted,
    hire,
    looked_at,
    make,
    set_password,
    sign_in,
    signed_in,
)
from web.entering import onward
from web.house import House
from web.lookup import token_of
from web.visitor import SESSION_COOKIE

LAMP = "Lampu jalan mati di Jl. Raden Intan sejak seminggu lalu, kalau malam gelap sekali."
POTHOLE = "Jalan provinsi berlubang dalam di depan pasar, kemarin ada motor jatuh."


@pytest.fixture
async def coordinator(house: House) -> Actor:
    return await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))


@pytest.fixture
async def officer(house: House) -> Actor:
    return await hire(house, "bmbk", (Role.OFFICER, "BMBK"))


async def given(house: House, text: str = POTHOLE, **values: object) -> Complaint:
    """A complaint that stands with Bina Marga, not yet taken."""
    complaint = await filed(house, text, **values)
    return await done(house, complaint.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)


def said(page: httpx.Response) -> str:
    """The page as somebody reads it."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


# Signing in


async def test_signing_in_gives_a_strict_cookie_and_leads_to_the_desk(
    client: httpx.AsyncClient, coordinator: Actor
) -> None:
    answer = await sign_in(client, "koordinator")
    assert (answer.status_code, answer.headers["location"]) == (303, "/kantor")
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(SESSION_COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert (await client.get("/kantor")).headers["location"] == "/kantor/triase"
    assert heading((await client.get("/kantor/triase")).text) == "Triase"


@pytest.mark.parametrize(("name", "password"), [("koordinator", "bukan kata sandinya"), ("tidak ada", PASSWORD)])
async def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    client: httpx.AsyncClient, coordinator: Actor, name: str, password: str
) -> None:
    answer = await sign_in(client, name, password)
    assert answer.status_code == 403
    assert errors(answer.text) == ["Nama pengguna atau kata sandi tidak cocok."]
    assert f'value="{name}"' in answer.text
    assert password not in answer.text
    assert SESSION_COOKIE not in client.cookies


async def test_guessing_is_stopped_even_for_the_right_password(client: httpx.AsyncClient, coordinator: Actor) -> None:
    for _ in range(10):
        assert (await sign_in(client, "koordinator", "bukan ini juga")).status_code == 403
    answer = await sign_in(client, "koordinator")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


async def test_what_cannot_be_a_name_is_refused_with_a_sentence(client: httpx.AsyncClient, coordinator: Actor) -> None:
    for name in ("\0", "x" * 5000, "' OR 1=1 --", "<b>", "مرحبا"):
        assert (await sign_in(client, name)).status_code in (403, 422)
    assert (await sign_in(client, "", "")).status_code == 422


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/kantor/kotak", "/kantor/kotak"),
        ("/kantor/cari?words=jalan", "/kantor/cari?words=jalan"),
        ("https://jahat.example/kantor", ""),
        ("//jahat.example", ""),
        ("/\\jahat.example", ""),
        ("/kantor\r\nSet-Cookie: x=1", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_only_addresses_of_the_office_are_gone_on_to(asked: str, kept: str) -> None:
    assert onward(asked) == kept


async def test_a_page_that_needs_signing_in_comes_back_afterwards(
    client: httpx.AsyncClient, coordinator: Actor
) -> None:
    away = await client.get("/kantor/cari")
    assert away.status_code == 303
    assert away.headers["location"] == "/masuk?lanjut=/kantor/cari"
    answer = await sign_in(client, "koordinator", lanjut="/kantor/cari")
    assert answer.headers["location"] == "/kantor/cari"


async def test_signing_out_ends_the_session_itself(client: httpx.AsyncClient, coordinator: Actor) -> None:
    await sign_in(client, "koordinator")
    secret = client.cookies[SESSION_COOKIE]
    page = await client.get("/kantor/triase")
    assert (await client.post("/keluar", data=fields(page.text, "/keluar"))).status_code == 303
    client.cookies.set(SESSION_COOKIE, secret)
    assert (await client.get("/kantor/triase")).status_code == 303
    late = await client.post("/kantor/baru", data=fields(page.text, "/keluar") | {"text": "Ditulis saat sesi habis"})
    assert late.status_code == 403
    assert "Ditulis saat sesi habis" in late.text
    letter = {"to": "Perusahaan baja", "number": "600/12/2026", "ground": "DPA 1.03/2027", "source": "Kepgub 1/2026"}
    kept = await client.post("/kantor/baru", data=fields(page.text, "/keluar") | letter)
    assert all(words in kept.text for words in letter.values())


async def test_a_form_without_its_token_changes_nothing(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    complaint = await filed(house, POTHOLE)
    async with signed_in(client, "koordinator") as own:
        data = await looked_at(own, complaint.id, "arsip") | {"reason": "spam"}
        del data["_csrf_token"]
        assert (await own.post(address(complaint.id, "arsip"), data=data)).status_code == 403
    assert (await state(house, complaint.id)).status is Status.SUBMITTED


async def test_the_demo_names_its_accounts_and_nobody_else_does(client: httpx.AsyncClient, coordinator: Actor) -> None:
    assert "tanggap-demo-2026" not in (await client.get("/masuk")).text


# Triage


async def test_triage_shows_the_longest_waiting_first_and_what_speaks_for_whom(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    first = await filed(house, LAMP)
    later(house, hours=2)
    second = await filed(house, POTHOLE)
    async with signed_in(client, "koordinator") as own:
        page = await own.get("/kantor/triase")
    words = said(page)
    assert words.index("Lampu jalan mati") < words.index("Jalan provinsi berlubang")
    assert "Dinas Perhubungan" in words
    assert "Kata yang mendukung “" in words
    assert re.search(r"\d+% kira-kira \d+ dari \d+ laporan seperti ini memang untuk unit ini", words)
    assert f'action="{address(first.id, "teruskan")}"' in page.text
    assert f'aduan={second.id}#terbuka"' in page.text


async def test_the_suggestion_is_accepted_in_one_press_and_a_second_press_is_harmless(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    complaint = await filed(house, LAMP)
    async with signed_in(client, "koordinator") as own:
        page = await own.get("/kantor/triase")
        data = fields(page.text, address(complaint.id, "teruskan"))
        assert data["unit"] == "DISHUB"
        presses = await asyncio.gather(*(own.post(address(complaint.id, "teruskan"), data=data) for _ in range(3)))
        onward = f"/kantor/triase?berhasil=teruskan&atas={complaint.id}"
        assert {one.headers.get("location") for one in presses} <= {onward, "/kantor/triase?berhasil=teruskan"}
        assert "Aduan sudah diteruskan ke unit." in said(await own.get(presses[0].headers["location"]))
    after = await house.queries.case(coordinator, complaint.id)
    assert after.complaint.unit == "DISHUB"
    assert [entry.name for entry in after.entries].count("complaint.forwarded") == 1


# The case


async def test_the_road_from_triage_to_an_answer_with_a_photo(
    client: httpx.AsyncClient, house: House, coordinator: Actor, officer: Actor
) -> None:
    complaint = await filed(house, POTHOLE, contact=Contact(name="Sari", phone="+6281234567890"))
    async with signed_in(client, "koordinator") as own:
        page = await own.get(f"/kantor/aduan/{complaint.id}")
        assert '<option value="BMBK" selected>' in page.text
        answer = await make(own, complaint.id, "teruskan", unit="BMBK", topic="jalan_rusak", kind=Kind.ORDINARY)
        assert answer.headers["location"] == f"/kantor/aduan/{complaint.id}?berhasil=teruskan"
    async with signed_in(client, "bmbk") as own:
        assert POTHOLE[:20] in (await own.get("/kantor/kotak")).text
        assert (await make(own, complaint.id, "ambil")).status_code == 303
        assert (await make(own, complaint.id, "tanya", words="Sisi kiri atau kanan?")).status_code == 303
        assert (await state(house, complaint.id)).status is Status.WAITING
        holder = Actor("citizen", holds=complaint.id)
        await done(house, complaint.id, c.Answer(c.Words("Sisi kiri.")), holder)
        answer = await make(own, complaint.id, "selesai", [photo()], words="Sudah ditambal tadi pagi.")
        assert answer.status_code == 303
        page = await own.get(f"/kantor/aduan/{complaint.id}")
        assert "Sudah ditambal tadi pagi." in page.text
        assert "Sari" in page.text
        assert "Sisi kiri." in page.text
        shown = re.search(rf"/kantor/aduan/{complaint.id}/foto/[0-9a-f-]+", page.text)
        assert shown is not None
        picture = await own.get(shown[0])
        assert picture.headers["content-type"] == "image/jpeg"
        assert picture.content[:2] == b"\xff\xd8"
    names = [entry.name for entry in (await house.queries.case(officer, complaint.id)).entries]
    assert names.index("attachment.added") < names.index("complaint.resolved")


async def test_every_move_offered_can_be_made(
    client: httpx.AsyncClient, house: House, coordinator: Actor, officer: Actor
) -> None:
    """Each form, filled in as it asks, is taken by the road."""
    earlier = await filed(house, LAMP)
    posted = {
        "lengkapi": {"words": "Sebutkan tempatnya."},
        "keluar": {"body": "KAB_LAMPUNG_SELATAN", "words": "Jalan ini milik kabupaten."},
        "klasifikasi": {"kind": Kind.SUGGESTION, "topic": "jalan_rusak", "visibility": Visibility.ANONYMOUS},
        "duplikat": {"code": earlier.code},
        "arsip": {"reason": "too_general", "words": "Terlalu umum."},
        "rujukan": {"system": "lapor", "value": "LPR-778899"},
        "teruskan": {"unit": "DISHUB", "topic": "lampu_jalan", "kind": Kind.ORDINARY},
    }
    after = {
        "lengkapi": Status.RETURNED,
        "keluar": Status.FORWARDED_OUT,
        "klasifikasi": Status.SUBMITTED,
        "duplikat": Status.DUPLICATE,
        "arsip": Status.ARCHIVED,
        "rujukan": Status.SUBMITTED,
        "teruskan": Status.FORWARDED,
    }
    async with signed_in(client, "koordinator") as own:
        for move, values in posted.items():
            complaint = await filed(house, POTHOLE)
            answer = await make(own, complaint.id, move, **values)
            assert answer.status_code == 303, (move, errors(answer.text))
            assert (await state(house, complaint.id)).status is after[move], move
    async with signed_in(client, "bmbk") as own:
        complaint = await given(house)
        assert (await make(own, complaint.id, "kabari", words="Tim berangkat besok.")).status_code == 303
        assert (await make(own, complaint.id, "berkas", [photo()])).status_code == 303
        answer = await make(own, complaint.id, "kembalikan", words="Ini jalan kabupaten.")
        assert answer.headers["location"] == "/kantor/kotak?berhasil=kembalikan"
    assert (await state(house, complaint.id)).status is Status.SUBMITTED


async def test_a_form_that_cannot_be_understood_comes_back_with_words_and_photos(
    client: httpx.AsyncClient, house: House, officer: Actor
) -> None:
    complaint = await given(house)
    await done(house, complaint.id, c.Take(), officer)
    async with signed_in(client, "bmbk") as own:
        answer = await make(own, complaint.id, "selesai", [photo()], words="  ")
        assert answer.status_code == 422
        assert errors(answer.text) == ["Tuliskan apa yang sudah dikerjakan."]
        kept = fields(answer.text, address(complaint.id, "selesai"))
        assert UUID(kept["photos_kept"])
        answer = await own.post(address(complaint.id, "selesai"), data=kept | {"words": "Sudah ditambal."})
        assert answer.status_code == 303
        long = "a" * 10_001
        answer = await make(own, complaint.id, "berkas", [("photos", ("x.jpg", b"bukan foto", "image/jpeg"))])
        assert answer.status_code == 422
        assert "foto" in errors(answer.text)[0].lower()
    other = await given(house)
    async with signed_in(client, "bmbk") as own:
        answer = await make(own, other.id, "kabari", words=long)
        assert answer.status_code == 422
        assert typed(answer.text, "words") == long


async def test_an_unknown_code_and_one_of_a_hidden_case_are_told_alike(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    hidden = await filed(house, "Diminta uang saat mengurus izin.", kind=Kind.OVERSIGHT, about_unit="BMBK")
    complaint = await filed(house, POTHOLE)
    unknown = "0000000000" + "0"
    async with signed_in(client, "koordinator") as own:
        answers = [await make(own, complaint.id, "duplikat", code=code) for code in (hidden.code, unknown)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert errors(answers[0].text) == errors(answers[1].text) != []


async def test_a_refused_move_says_which_are_open_and_keeps_the_words(
    client: httpx.AsyncClient, house: House, officer: Actor
) -> None:
    complaint = await given(house)
    await done(house, complaint.id, c.Take(), officer)
    async with signed_in(client, "bmbk") as own:
        data = await looked_at(own, complaint.id, "tanya")
        await done(house, complaint.id, c.Resolve(c.Words("Sudah.")), officer)
        data["version"] = str((await state(house, complaint.id)).version)
        answer = await own.post(address(complaint.id, "tanya"), data=data | {"words": "Masih perlu tahu tempatnya."})
    assert answer.status_code == 409
    assert "Langkah yang dapat dilakukan" in said(answer)
    assert "Masih perlu tahu tempatnya." in answer.text


# Races


async def test_of_two_officers_at_once_exactly_one_wins_and_the_other_keeps_the_words(
    client: httpx.AsyncClient, house: House, officer: Actor
) -> None:
    await hire(house, "bmbk.dua", (Role.OFFICER, "BMBK"))
    complaint = await given(house)
    await done(house, complaint.id, c.Take(), officer)
    later(house, days=8)
    async with signed_in(client, "bmbk") as one, signed_in(client, "bmbk.dua") as two:
        first, second = await looked_at(one, complaint.id, "selesai"), await looked_at(two, complaint.id, "tanya")
        # The scheduler speaks up between looking and sending: it is nobody's rival.
        before = (await state(house, complaint.id)).version
        assert (await done(house, complaint.id, c.KeepTime(), SYSTEM)).version > before
        answers = await asyncio.gather(
            one.post(address(complaint.id, "selesai"), data=first | {"words": "Sudah kami tambal."}),
            two.post(address(complaint.id, "tanya"), data=second | {"words": "Lubangnya sebelah mana?"}),
        )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    lost = next(answer for answer in answers if answer.status_code == 409)
    assert "Aduan ini baru saja diubah orang lain" in said(lost)
    assert ("Sudah kami tambal." if lost is answers[0] else "Lubangnya sebelah mana?") in unescape(lost.text)
    names = [entry.name for entry in (await house.queries.case(officer, complaint.id)).entries]
    assert names.count("complaint.resolved") + names.count("question.asked") == 1


async def test_a_double_press_counts_once_even_when_the_first_took_the_case_out_of_sight(
    client: httpx.AsyncClient, house: House, officer: Actor
) -> None:
    complaint = await given(house)
    async with signed_in(client, "bmbk") as own:
        data = await looked_at(own, complaint.id, "kembalikan") | {"words": "Bukan tugas kami."}
        presses = [await own.post(address(complaint.id, "kembalikan"), data=data) for _ in range(2)]
        assert [one.status_code for one in presses] == [303, 303]
        # The same form with other words is another request, about a case that is no longer seen.
        other = await own.post(address(complaint.id, "kembalikan"), data=data | {"words": "Lain lagi."})
        assert other.status_code == 404
        assert "Lain lagi." in other.text
    assert (await state(house, complaint.id)).sent_back == 1


async def test_a_form_changed_and_sent_again_is_not_swallowed(
    client: httpx.AsyncClient, house: House, officer: Actor
) -> None:
    complaint = await given(house)
    async with signed_in(client, "bmbk") as own:
        data = await looked_at(own, complaint.id, "kabari")
        assert (await own.post(address(complaint.id, "kabari"), data=data | {"words": "Satu."})).status_code == 303
        answer = await own.post(address(complaint.id, "kabari"), data=data | {"words": "Dua, yang lain."})
    assert answer.status_code == 409
    assert "Dua, yang lain." in answer.text


# Who may know what


async def test_the_reporter_is_named_only_to_those_who_may_know(
    client: httpx.AsyncClient, house: House, coordinator: Actor, officer: Actor
) -> None:
    contact = Contact(name="Budi Rahasia", email="budi@contoh.id")
    complaint = await given(house, visibility=Visibility.ANONYMOUS, contact=contact)
    async with signed_in(client, "bmbk") as own:
        page = await own.get(f"/kantor/aduan/{complaint.id}")
        assert "Budi Rahasia" not in page.text
        assert "memilih anonim" in said(page)
    async with signed_in(client, "koordinator") as own:
        page = await own.get(f"/kantor/aduan/{complaint.id}")
        assert "Budi Rahasia" in page.text
        assert "jangan sebutkan namanya" in said(page)


async def test_search_finds_by_words_and_by_code_only_what_may_be_seen(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    await hire(house, "dishub", (Role.OFFICER, "DISHUB"))
    seen = await given(house)
    hidden = await filed(house, "Pasar: diminta uang.", kind=Kind.OVERSIGHT, about_unit="BMBK")
    async with signed_in(client, "koordinator") as own:
        assert str(seen.id) in (await own.get("/kantor/cari", params={"words": "berlubang pasar"})).text
        assert str(seen.id) in (await own.get("/kantor/cari", params={"words": seen.code.lower()})).text
        for words in ("uang", hidden.code):
            assert str(hidden.id) not in (await own.get("/kantor/cari", params={"words": words})).text
        for words in ("\0", "'; DROP TABLE complaints; --", "<script>", "x" * 3000, "((", '"'):
            assert (await own.get("/kantor/cari", params={"words": words})).status_code == 200
        assert (await own.get("/kantor/cari?halaman=abc&status=%00&unit=TIDAKADA")).status_code == 200
    async with signed_in(client, "dishub") as own:
        assert str(seen.id) not in (await own.get("/kantor/cari", params={"words": "berlubang"})).text


async def test_notices_are_counted_until_they_are_marked_as_read(
    client: httpx.AsyncClient, house: House, officer: Actor
) -> None:
    complaint = await given(house)
    later(house, minutes=1)
    async with signed_in(client, "bmbk") as own:
        page = await own.get("/kantor/pemberitahuan")
        assert f"/kantor/aduan/{complaint.id}" in page.text
        assert "Baru" in said(page)
        data = fields(page.text, "/kantor/pemberitahuan")
        assert (await own.post("/kantor/pemberitahuan", data=data)).status_code == 303
        page = await own.get("/kantor/pemberitahuan")
        assert f"/kantor/aduan/{complaint.id}" in page.text
        assert "Tandai semua" not in said(page)


# Filing for a citizen


async def test_a_complaint_is_written_down_for_a_citizen(
    client: httpx.AsyncClient, house: House, officer: Actor, coordinator: Actor
) -> None:
    async with signed_in(client, "bmbk") as own:
        page = await own.get("/kantor/baru")
        data = fields(page.text, "/kantor/baru") | {
            "channel": "surat",
            "received_on": house.clock.now().date().replace(day=1).isoformat(),
            "received_time": "00:00",
            "text": POTHOLE,
            "visibility": "public",
            "system": "lapor",
            "value": " LPR-  12345 ",
        }
        answer = await own.post("/kantor/baru", data=data)
        assert answer.status_code == 422
        assert typed(answer.text, "text") == POTHOLE
        assert len(errors(answer.text)) == 1
        assert "persetujuan" in errors(answer.text)[0]
        presses = [await own.post("/kantor/baru", data=data | {"consent": "ya"}) for _ in range(2)]
        assert presses[0].status_code == 303
        assert presses[0].headers["location"] == presses[1].headers["location"]
        receipt = await own.get(presses[0].headers["location"])
        assert receipt.status_code == 200
        assert "Aduan tercatat" in said(receipt)
        assert POTHOLE not in receipt.text
        address, secret = presses[0].headers["location"].split("?kunci=")
        code = address.rsplit("/", 1)[1]
        assert f"/lacak/{code}/{secret}" in receipt.text
        for without in (address, f"{address}?kunci={secret[::-1]}"):
            assert f"/lacak/{code}/" not in (await own.get(without)).text
    assert (await client.get(f"/lacak/{code}/{secret}")).status_code == 200
    found = await house.queries.find(code)
    complaint = (await house.queries.case(coordinator, found)).complaint
    assert (complaint.channel, complaint.filed_by) == ("surat", officer.person)
    assert complaint.references == (("lapor", "LPR- 12345"),)
    assert complaint.received_at is not None
    assert complaint.received_at < complaint.filed_at


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("received_on", "2999-01-01"),
        ("received_on", "0202-01-01"),
        ("received_on", "besok"),
        ("channel", "web"),
        ("text", "..."),
    ],
)
async def test_a_filing_with_a_fault_says_where(
    client: httpx.AsyncClient, house: House, officer: Actor, field: str, value: str
) -> None:
    async with signed_in(client, "bmbk") as own:
        page = await own.get("/kantor/baru")
        today = house.clock.now().date().isoformat()
        right = {"channel": "telepon", "received_on": today, "received_time": "00:00", "text": POTHOLE, "consent": "ya"}
        data = fields(page.text, "/kantor/baru") | right | {field: value}
        answer = await own.post("/kantor/baru", data=data)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


# Oversight


async def test_each_figure_opens_exactly_the_cases_it_counts(
    client: httpx.AsyncClient, house: House, officer: Actor
) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    for _ in range(3):
        await given(house)
    later(house, days=30)
    for _ in range(2):
        await given(house)
    await filed(house, "Diminta uang.", kind=Kind.OVERSIGHT, about_unit="BMBK")
    async with signed_in(client, "pengawas") as own:
        await counted(house)
        page = await own.get("/kantor/pengawasan")
        late, _, still, opened = answers(page.text)
        assert (late, still, opened) == ("3", "3", "5")
        links = [unescape(one) for one in re.findall(r'href="(/kantor/pengawasan/daftar[^"]*)"', page.text)]
        late = await own.get(next(link for link in links if "unit=BMBK" in link and "state=late" in link))
        assert len(set(re.findall(r'href="(/kantor/aduan/[^"]+)"', late.text))) == 3
        assert heading(late.text) == "Terlambat: Dinas Bina Marga dan Bina Konstruksi"
        first = re.search(r'href="(/kantor/aduan/[^"]+)"', late.text)
        assert first is not None
        assert "Perjalanan aduan" in said(await own.get(first[1]))


async def test_the_inspectorate_counts_its_own_and_nobody_else_does(client: httpx.AsyncClient, house: House) -> None:
    await hire(house, "inspektorat", (Role.INSPECTORATE, "INSP"))
    await hire(house, "kepala.bmbk", (Role.HEAD, "BMBK"))
    await filed(house, "Diminta uang.", kind=Kind.OVERSIGHT, about_unit="BMBK")
    await counted(house)
    seen = {}
    for username in ("inspektorat", "kepala.bmbk"):
        async with signed_in(client, username) as own:
            seen[username] = answers((await own.get("/kantor/pengawasan")).text)[-1]
    assert seen == {"inspektorat": "1", "kepala.bmbk": "0"}


# Accounts


async def test_the_administrator_adds_and_ends_accounts(client: httpx.AsyncClient, house: House) -> None:
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    async with signed_in(client, "admin") as own:
        page = await own.get("/kantor/akun")
        data = fields(page.text, "/kantor/akun") | {"username": "Baru.Satu", "name": "Orang Baru", "role": "officer"}
        answer = await own.post("/kantor/akun", data=data | {"unit": "TIDAKADA"})
        assert answer.status_code == 422
        assert 'value="Orang Baru"' in answer.text
        given = await own.post("/kantor/akun", data=data | {"unit": "DLH"})
        address = re.findall(r"http://tanggap\.test(/akun/tautan/[^<]+)</p>", given.text)[0]
        assert (await set_password(client, address)).headers["location"] == "/kantor"
        async with signed_in(client, "baru.satu") as fresh:
            assert (await fresh.get("/kantor/kotak")).status_code == 200
            token = fields((await own.get("/kantor/akun/baru.satu")).text, "/kantor/akun/baru.satu/nonaktif")
            assert (await own.post("/kantor/akun/baru.satu/nonaktif", data=token)).status_code == 303
            assert (await fresh.get("/kantor/kotak")).status_code == 303
        assert (await own.post("/kantor/akun/admin/nonaktif", data=token)).status_code == 409
        assert (await own.get("/kantor/sistem")).status_code == 200
    assert (await sign_in(client, "baru.satu")).status_code == 403


async def test_unknown_cases_and_moves_are_not_found(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    complaint = await filed(house, POTHOLE)
    async with signed_in(client, "koordinator") as own:
        token = await looked_at(own, complaint.id, "arsip")
        assert (await own.get(f"/kantor/aduan/{uuid4()}")).status_code == 404
        assert (await own.get("/kantor/aduan/bukan-nomor")).status_code == 404
        assert (await own.post(address(complaint.id, "ngawur"), data=token)).status_code == 404
        assert (await own.post(address(uuid4(), "arsip"), data=token)).status_code == 404
        back = await own.get(address(complaint.id, "arsip"))
        assert back.status_code == 303
        assert back.headers["location"] == f"/kantor/aduan/{complaint.id}"


async def test_the_paper_for_the_citizen_tells_the_desk_no_dates_of_a_hidden_case(
    client: httpx.AsyncClient, house: House
) -> None:
    """Whoever types the code of a report of wrongdoing learns what anybody learns who has the code."""
    hidden = await filed(house, "Diminta uang saat mengurus izin.", kind=Kind.OVERSIGHT, about_unit="BMBK")
    plain = await filed(house, LAMP)
    await hire(house, "penulis", (Role.OFFICER, "BMBK"))
    async with signed_in(client, "penulis") as desk:
        shown, open_ = [(await desk.get(f"/kantor/baru/{one.code}")).text for one in (hidden, plain)]
        secret = (await desk.get(f"/kantor/baru/{hidden.code}", params={"kunci": token_of(house, hidden.id)})).text
    assert "Selesai ditangani" in open_
    assert "Selesai ditangani" not in shown
    assert "Selesai ditangani" in secret


async def test_who_has_to_sign_in_first_comes_back_to_the_very_page(client: httpx.AsyncClient, house: House) -> None:
    answer = await client.get("/kantor/pengawasan/daftar?state=late&unit=BMBK")
    assert answer.headers["location"] == "/masuk?lanjut=/kantor/pengawasan/daftar%3Fstate%3Dlate%26unit%3DBMBK"
    page = await client.get(answer.headers["location"])
    assert 'value="/kantor/pengawasan/daftar?state=late&amp;unit=BMBK"' in page.text
