"""Clocks on the officers' pages: moves that stop, extend and pledge, danger to life, and the panel of it all."""

import re
from datetime import timedelta
from html import unescape
from uuid import UUID

import httpx
import pytest

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Kind, PauseReason, Priority, Stage, Status, Visibility
from people.actor import SYSTEM, Actor, Role
from tests.web.citizen import COORDINATOR, done, errors, fields, filed, later, state, typed
from tests.web.officer import address, answers, counted, hire, looked_at, make, signed_in
from tests.web.test_english import left_over
from web.house import House
from web.moves import BY_SLUG

POTHOLE = "Jalan provinsi berlubang dalam di depan pasar, kemarin ada motor jatuh."
LETTER = {"to": "PT PLN UID Lampung", "number": "551/204/2026", "words": "Kapan tiang dipindahkan?"}


@pytest.fixture
async def officer(house: House) -> Actor:
    return await hire(house, "bmbk", (Role.OFFICER, "BMBK"))


@pytest.fixture
async def coordinator(house: House) -> Actor:
    return await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))


async def handled(house: House, officer: Actor, **values: object) -> Complaint:
    """A complaint that Bina Marga has in hand."""
    complaint = await filed(house, POTHOLE, **values)
    await done(house, complaint.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    return await done(house, complaint.id, c.Take(), officer)


async def watched(house: House, complaint_id: UUID) -> Complaint:
    return await done(house, complaint_id, c.KeepTime(), SYSTEM)


def said(page: httpx.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def panel(page: httpx.Response, what: str) -> str:
    """What the panel tells of one clock."""
    folds = re.findall(r'<details class="fold clock"[^>]*>.*?</details>', page.text, re.S)
    told = [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in folds]
    return next(one for one in told if one.startswith(what))


def offered(page: httpx.Response) -> set[str]:
    """The moves whose forms stand on the page, without what is only kept beside the case."""
    onward = set(BY_SLUG) - {"catatan", "hubungkan", "lepas"}
    return set(re.findall(r'action="/kantor/aduan/[0-9a-f-]+/([a-z]+)"', page.text)) & onward


async def opened(client: httpx.AsyncClient, complaint: Complaint) -> httpx.Response:
    page = await client.get(f"/kantor/aduan/{complaint.id}")
    assert page.status_code == 200
    return page


# Letters


async def test_a_letter_stops_the_clock_and_its_answer_starts_it_again(
    client: httpx.AsyncClient, house: House, officer: Actor
) -> None:
    complaint = await handled(house, officer)
    due = complaint.promises[Stage.COMPLETION].due
    today = house.clock.now().date().isoformat()
    async with signed_in(client, "bmbk") as own:
        page = await opened(own, complaint)
        assert {"jeda", "janji"} <= offered(page)
        assert "lanjut" not in offered(page)
        assert "Setelah batas waktu lewat, hitungan tidak dapat dihentikan lagi." in said(page)
        answer = await make(own, complaint.id, "jeda", sent_on=today, **LETTER)
        assert answer.headers["location"] == f"/kantor/aduan/{complaint.id}?berhasil=jeda"
        stop = (await state(house, complaint.id)).promises[Stage.COMPLETION].stopped
        assert stop is not None
        assert stop.reason is PauseReason.LETTER
        assert stop.limit is not None
        page = await opened(own, complaint)
        told = panel(page, "Selesai ditangani")
        assert "Hitungan berhenti" in told
        assert "Surat kepada PT PLN UID Lampung, nomor 551/204/2026" in told
        assert "Kapan tiang dipindahkan?" in told
        assert "Paling lama sampai" in told
        assert "lanjut" in offered(page)
        assert "jeda" not in offered(page)
        later(house, days=4)
    async with signed_in(client, "bmbk") as own:
        assert (await make(own, complaint.id, "lanjut")).status_code == 303
        assert "Berjalan lagi" in panel(await opened(own, complaint), "Selesai ditangani")
    promise = (await state(house, complaint.id)).promises[Stage.COMPLETION]
    assert promise.stopped is None
    assert promise.due > due


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, {"to", "number", "sent_on"}),
        ({"to": "PLN", "number": " ", "sent_on": "kemarin"}, {"number", "sent_on"}),
        ({"to": "PLN", "number": "1", "sent_on": "2999-01-01"}, {"sent_on"}),
        ({"to": "x" * 201, "number": "1", "sent_on": "2026-01-05"}, {"to"}),
        ({"to": "PLN", "number": "1", "sent_on": "2026-01-05", "words": "x" * 10_001}, {"words"}),
    ],
)
async def test_a_letter_that_is_not_told_in_full_is_asked_for_beside_its_fields(
    client: httpx.AsyncClient, house: House, officer: Actor, values: dict[str, str], wrong: set[str]
) -> None:
    complaint = await handled(house, officer)
    async with signed_in(client, "bmbk") as own:
        answer = await make(own, complaint.id, "jeda", **{"words": "Mohon kabarnya."} | values)
    assert answer.status_code == 422
    assert set(re.findall(r'id="jeda-(\w+)-error"', answer.text)) == wrong
    assert len(errors(answer.text)) == len(wrong)
    assert typed(answer.text[answer.text.index('id="jeda-words"') - 200 :], "words") == values.get(
        "words", "Mohon kabarnya."
    )
    assert (await state(house, complaint.id)).promises[Stage.COMPLETION].stopped is None


async def test_no_clock_is_stopped_after_its_date_and_the_letter_is_not_lost(
    client: httpx.AsyncClient, house: House, officer: Actor
) -> None:
    complaint = await handled(house, officer)
    async with signed_in(client, "bmbk") as own:
        data = await looked_at(own, complaint.id, "jeda") | LETTER | {"sent_on": "2026-01-05"}
    later(house, days=40)
    await watched(house, complaint.id)
    async with signed_in(client, "bmbk") as own:
        page = await opened(own, complaint)
        assert "jeda" not in offered(page)
        data["_csrf_token"] = fields(page.text, "/keluar")["_csrf_token"]
        data["version"] = str((await state(house, complaint.id)).version)
        answer = await own.post(address(complaint.id, "jeda"), data=data)
    assert answer.status_code == 409
    assert "Batas waktu sudah lewat, jadi hitungannya tidak dapat dihentikan lagi." in said(answer)
    for words in LETTER.values():
        assert words in unescape(answer.text)


# Pledges


async def test_a_pledge_is_told_in_full_and_reopens_the_case_when_its_date_passes(
    client: httpx.AsyncClient, house: House, officer: Actor
) -> None:
    complaint = await handled(house, officer)
    on = house.clock.now().date() + timedelta(days=60)
    async with signed_in(client, "bmbk") as own:
        page = await opened(own, complaint)
        for words in ("tidak dihitung sebagai selesai", "terbuka lagi dengan sendirinya", "dapat dibaca siapa saja"):
            assert words in said(page)
        answer = await make(own, complaint.id, "janji", on="2020-01-01", words="Diaspal ulang.", ground=" ")
        assert answer.status_code == 422
        assert set(re.findall(r'id="janji-(\w+)-error"', answer.text)) == {"on", "ground"}
        assert 'value="2020-01-01"' in answer.text
        assert "Diaspal ulang." in answer.text
        far = (on + timedelta(days=4 * 366)).isoformat()
        answer = await make(own, complaint.id, "janji", on=far, words="Diaspal ulang.", ground="DPA 2027")
        assert errors(answer.text) == ["Paling lama tiga tahun dari sekarang."]
        words = {"words": "Diaspal ulang.", "ground": "DPA 2027, kode 1.03.10"}
        assert (await make(own, complaint.id, "janji", on=on.isoformat(), **words)).status_code == 303
        page = await opened(own, complaint)
        told = panel(page, "Janji dipenuhi")
        assert "Diaspal ulang." in told
        assert "DPA 2027, kode 1.03.10" in told
        assert "selesai" in offered(page)
        inbox = await own.get("/kantor/kotak?status=pledged")
        assert "Dijanjikan untuk" in said(inbox)
        assert str(complaint.id) not in (await own.get("/kantor/kotak")).text
        later(house, days=70)
        after = await watched(house, complaint.id)
    assert after.status is Status.IN_PROCESS
    async with signed_in(client, "bmbk") as own:
        page = await opened(own, complaint)
        assert "Lewat tanpa bukti; aduan terbuka lagi." in panel(page, "Janji dipenuhi")
        assert str(complaint.id) in (await own.get("/kantor/kotak")).text


async def test_a_confidential_pledge_is_not_said_to_be_public(
    client: httpx.AsyncClient, house: House, officer: Actor
) -> None:
    complaint = await handled(house, officer, visibility=Visibility.CONFIDENTIAL)
    async with signed_in(client, "bmbk") as own:
        words = said(await opened(own, complaint))
    assert "Janji ini dibaca pelapor." in words
    assert "dapat dibaca siapa saja" not in words


# Formal requests


async def test_a_formal_request_goes_to_the_ppid_and_is_extended_once(
    client: httpx.AsyncClient, house: House, coordinator: Actor, officer: Actor
) -> None:
    await hire(house, "ppid", (Role.OFFICER, "DISKOMINFOTIK"))
    complaint = await handled(house, officer)
    async with signed_in(client, "koordinator") as own:
        assert "langsung diserahkan kepada PPID: Dinas Komunikasi" in said(await opened(own, complaint))
        answer = await make(own, complaint.id, "klasifikasi", kind=Kind.FORMAL_INFORMATION, visibility="public")
        assert answer.status_code == 303
    after = await state(house, complaint.id)
    assert (after.kind, after.unit) == (Kind.FORMAL_INFORMATION, "DISKOMINFOTIK")
    due = after.promises[Stage.COMPLETION].due
    async with signed_in(client, "ppid") as own:
        assert "7 hari kerja, dengan alasan tertulis" in said(await opened(own, complaint))
        answer = await make(own, complaint.id, "perpanjang", words=" ")
        assert errors(answer.text) == ["Tuliskan alasan perpanjangannya."]
        reason = "Dokumennya masih dikumpulkan dari tiga bidang."
        assert (await make(own, complaint.id, "perpanjang", words=reason)).status_code == 303
        page = await opened(own, complaint)
        told = panel(page, "Permohonan informasi dijawab PPID")
        assert "Batas diubah dari" in told
        assert reason in told
        assert "perpanjang" not in offered(page)
    assert (await state(house, complaint.id)).promises[Stage.COMPLETION].due > due


async def test_the_ppid_is_proposed_for_a_formal_request_whatever_it_is_about(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    complaint = await filed(house, POTHOLE, kind=Kind.FORMAL_INFORMATION)
    async with signed_in(client, "koordinator") as own:
        page = (await opened(own, complaint)).text
    assert re.findall(r'<option value="([^"]+)" selected', page)[0] == "DISKOMINFOTIK"


async def test_only_formal_requests_are_extended(client: httpx.AsyncClient, house: House, officer: Actor) -> None:
    complaint = await handled(house, officer)
    async with signed_in(client, "bmbk") as own:
        page = await opened(own, complaint)
        assert "perpanjang" not in offered(page)
        data = await looked_at(own, complaint.id, "jeda") | {"words": "Belum sempat."}
        answer = await own.post(address(complaint.id, "perpanjang"), data=data)
    assert answer.status_code == 409
    assert "Hanya permohonan informasi publik" in said(answer)
    assert "Belum sempat." in unescape(answer.text)


# Danger to life


async def test_danger_is_called_out_on_every_page_until_somebody_answers(
    client: httpx.AsyncClient, house: House, coordinator: Actor, officer: Actor
) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    await hire(house, "dishub", (Role.OFFICER, "DISHUB"))
    plain, complaint = await handled(house, officer), await handled(house, officer)
    async with signed_in(client, "bmbk") as own:
        page = await opened(own, complaint)
        assert "dipanggil lagi setiap 10 menit" in said(page)
        assert (await make(own, complaint.id, "darurat", priority="danger")).status_code == 303
        inbox = (await own.get("/kantor/kotak")).text
        assert inbox.index(str(complaint.id)) < inbox.index(str(plain.id))
        assert "Membahayakan jiwa" in inbox
        assert str(plain.id) not in (await own.get("/kantor/kotak?priority=danger")).text
        later(house, minutes=11)
        await watched(house, complaint.id)
        assert "Panggilan ke-2" in panel(await opened(own, complaint), "Panggilan petugas piket")
    async with signed_in(client, "dishub") as other:
        page = await other.get("/kantor/bahaya")
        assert str(complaint.id) not in page.text
        assert "belum dijawab" not in said(page)
        data = {"_csrf_token": fields(page.text, "/keluar")["_csrf_token"]}
        assert (await other.post(address(complaint.id, "bahaya"), data=data)).status_code == 404
    async with signed_in(client, "pengawas") as own:
        assert "Ada 1 panggilan darurat yang belum dijawab." in said(await own.get("/kantor/pengawasan"))
        page = await own.get("/kantor/bahaya")
        assert str(plain.id) not in page.text
        # Of a promise in hours the date alone would not tell how little is left.
        assert re.search(r"Batas \d{1,2} \w+ \d{4}, \d\d\.\d\d WIB", said(page))
        data = fields(page.text, address(complaint.id, "bahaya"))
        # What somebody else does meanwhile holds nobody up who answers a call.
        await done(house, complaint.id, c.Inform(c.Words("Tim berangkat.")), officer)
        presses = [await own.post(address(complaint.id, "bahaya"), data=data) for _ in range(2)]
        assert [one.headers["location"] for one in presses] == [f"/kantor/aduan/{complaint.id}?berhasil=bahaya"] * 2
        page = await own.get(presses[0].headers["location"])
        assert "Panggilan darurat sudah Anda jawab." in said(page)
        assert "Panggilan dijawab petugas." in panel(page, "Panggilan petugas piket")
        assert offered(page) == set()
        quiet = await own.get("/kantor/bahaya")
        assert "Tidak ada panggilan darurat" in said(quiet)
        assert str(complaint.id) in (await own.get("/kantor/cari?priority=danger")).text
        assert 'href="/kantor/cari?priority=danger"' in quiet.text
        assert "Dipanggil sekarang, berurutan" in said(quiet)
    names = [entry.name for entry in (await house.queries.case(officer, complaint.id)).entries]
    assert names.count("danger.acknowledged") == 1


async def test_priority_is_chosen_and_comes_first_in_triage(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    first, second = await filed(house, POTHOLE), await filed(house, POTHOLE)
    async with signed_in(client, "koordinator") as own:
        answer = await make(own, second.id, "darurat", priority="segera")
        assert errors(answer.text) == ["Pilih tingkat kedaruratannya."]
        assert (await make(own, second.id, "darurat", priority="urgent")).status_code == 303
        page = (await own.get("/kantor/triase")).text
        queue = page.split('id="queue"', 1)[1]
        assert queue.index(str(second.id)) < queue.index(str(first.id))
        assert "Mendesak" in page
        found = await own.get("/kantor/cari?priority=urgent")
        assert set(re.findall(r'href="/kantor/aduan/([0-9a-f-]+)"', found.text)) == {str(second.id)}
    assert (await state(house, second.id)).priority is Priority.URGENT


# The panel, the days and the board


async def test_a_missed_promise_tells_its_ladder_its_vacant_roles_and_what_was_found_late(
    client: httpx.AsyncClient, house: House, officer: Actor
) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    complaint = await handled(house, officer)
    later(house, days=45)
    await watched(house, complaint.id)
    async with signed_in(client, "pengawas") as own:
        page = await opened(own, complaint)
        told = panel(page, "Selesai ditangani")
        assert "Terlambat" in told
        assert "Jenjang 1: disampaikan kepada petugas yang menangani, Dinas Bina Marga" in told
        assert "Jenjang 2: disampaikan kepada pengawas daerah." in told
        assert "Tidak ada atau tidak boleh diberi tahu: kepala unit." in told
        assert "baru dicatat" in told
        assert "Kalender kerja versi" in told
        assert "(internal)" in panel(page, "Unit menyapa pelapor")
        why = await own.get(f"/kantor/aduan/{complaint.id}/mengapa/selesai")
        assert why.status_code == 200
        assert "hari dihitung" in said(why)
        assert "Aturan di baliknya" in said(why)
        assert (await own.get(f"/kantor/aduan/{complaint.id}/mengapa/ngawur")).status_code == 404
        for slug in set(re.findall(rf"/kantor/aduan/{complaint.id}/mengapa/([a-z-]+)", page.text)):
            assert (await own.get(f"/kantor/aduan/{complaint.id}/mengapa/{slug}")).status_code == 200, slug


async def test_the_board_counts_what_stands_still_and_what_was_pledged_and_says_that_nobody_watches(
    client: httpx.AsyncClient, house: House, officer: Actor
) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    asked, pledged, plain = [await handled(house, officer) for _ in range(3)]
    await done(house, asked.id, c.Ask(c.Words("Di mana?")), officer)
    on = house.clock.now().date() + timedelta(days=99)
    await done(house, pledged.id, c.Pledge(on, c.Words("Diaspal."), c.Words("DPA")), officer)
    async with signed_in(client, "pengawas") as own:
        await counted(house)
        page = await own.get("/kantor/pengawasan")
        assert answers(page.text)[-1] == "3"
        assert re.search(r"0 mendekati batas .*1 berhenti dihitung .*1 dijanjikan", said(page))
        assert "Pemantauan tenggat tertinggal" not in said(page)
        for state_, expected in (("paused", asked), ("pledged", pledged), ("time", plain)):
            listed = await own.get(f"/kantor/pengawasan/daftar?unit=BMBK&state={state_}")
            assert set(re.findall(r'href="/kantor/aduan/([0-9a-f-]+)"', listed.text)) == {str(expected.id)}, state_
        later(house, days=6)
    async with signed_in(client, "pengawas") as own:
        assert "Pemantauan tenggat tertinggal sejak" in said(await own.get("/kantor/pengawasan"))


async def test_the_new_forms_speak_english(
    client: httpx.AsyncClient, house: House, officer: Actor, coordinator: Actor
) -> None:
    complaint = await handled(house, officer)
    await done(house, complaint.id, c.Prioritise(Priority.DANGER), COORDINATOR)
    later(house, days=45)
    await watched(house, complaint.id)
    fresh = await handled(house, officer)
    await done(house, fresh.id, c.Pause(c.Words("Surat 1")), officer)
    async with signed_in(client, "bmbk") as own:
        await own.get("/bahasa/en")
        for path in (
            *(f"/kantor/aduan/{complaint.id}", f"/kantor/aduan/{fresh.id}", "/kantor/bahaya", "/kantor/kotak"),
            f"/kantor/aduan/{fresh.id}/mengapa/selesai",
        ):
            page = await own.get(path)
            assert 'lang="en"' in page.text
            assert left_over(page.text) == [], path
        answer = await make(own, fresh.id, "janji", on="x")
        assert left_over(answer.text) == []
