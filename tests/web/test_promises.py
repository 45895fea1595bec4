"""What the reporter is told of each promise: its date, its clock, what moved it, and what happens when it runs out."""

import re
from datetime import UTC, date, datetime

import httpx
import msgspec
import pytest

from complaints import commands as c
from complaints.kinds import Kind, PauseReason, Priority, Stage, Status, Visibility
from complaints.labels import PAUSE_REASON
from people.actor import SYSTEM, Actor
from sla.policy import STOPPED
from tests.web.citizen import (
    COORDINATOR,
    OFFICER,
    PPID,
    asked,
    done,
    fields,
    filed,
    follow,
    formal,
    later,
    pledged,
    published,
    resolved,
    sent,
    state,
    taken,
    watched,
    words,
)
from web.day_words import STOPS
from web.house import House
from web.promise_notes import move_reason
from web.wording import Wording


async def own_page(client: httpx.AsyncClient, house: House, complaint_id: object) -> str:
    complaint = await state(house, complaint_id)  # type: ignore[arg-type]
    answer = await client.get(follow(house, complaint))
    assert answer.status_code == 200
    return words(answer)


async def test_dates_come_with_weekday_hour_and_zone(client: httpx.AsyncClient, house: House) -> None:
    said = await own_page(client, house, (await filed(house)).id)
    assert "Diperiksa dan diteruskan paling lambat Rabu, 25 November 2026 pukul 16.00 WIB" in said
    assert "Selesai ditangani paling lambat Kamis, 10 Desember 2026 pukul 16.00 WIB" in said


async def test_a_clock_that_stands_still_says_since_when_why_and_until_when(
    client: httpx.AsyncClient, house: House
) -> None:
    complaint = await asked(house)
    later(house, days=4)
    said = await own_page(client, house, complaint.id)
    assert "Hitungan berhenti sejak Jumat, 20 November 2026. Alasannya: menunggu pelapor." in said
    assert "Sisa waktunya disimpan dan dilanjutkan setelah hitungan berjalan lagi." in said
    assert "Paling lama berhenti sampai Jumat, 4 Desember 2026, lalu berjalan lagi dengan sendirinya." in said
    # Two working days went by: what was left of the fourteen now ends two working days later.
    assert "Bila berjalan lagi hari ini, batasnya menjadi Senin, 14 Desember 2026." in said
    assert "Hitungan waktu berhenti (menunggu pelapor): Selesai ditangani" in said
    assert "Bila belum ada jawaban sampai Jumat, 4 Desember 2026, hitungannya berjalan lagi dengan sendirinya." in said


async def test_an_answer_lets_the_clock_run_again_and_the_stop_stays_told(
    client: httpx.AsyncClient, house: House
) -> None:
    complaint = await asked(house)
    later(house, days=4)
    path = follow(house, complaint)
    data = fields((await client.get(path)).text, f"{path}/jawab") | {"answer": "Yang di kiri tugu."}
    assert (await client.post(f"{path}/jawab", data=data)).status_code == 303
    said = await own_page(client, house, complaint.id)
    assert "Hitungan pernah berhenti dari Jumat, 20 November 2026 sampai Selasa, 24 November 2026." in said
    assert "Selesai ditangani paling lambat Senin, 14 Desember 2026" in said
    assert "Hitungan waktu berjalan lagi (pelapor sudah menjawab): Selesai ditangani, sampai Senin, 14" in said
    assert "Kabar berikutnya" in said


async def test_a_stop_for_a_letter_is_told_but_to_whom_only_the_reporter_reads(
    client: httpx.AsyncClient, house: House
) -> None:
    complaint = await taken(house)
    await done(house, complaint.id, c.Pause(c.Words("Surat ke Balai Jalan nomor 12")), OFFICER)
    said = await own_page(client, house, complaint.id)
    assert "Alasannya: menunggu balasan surat dari pihak lain." in said
    assert "Surat ke Balai Jalan nomor 12" in said
    public = words(await client.get(f"/lacak/{complaint.code}"))
    assert "menunggu balasan surat dari pihak lain" in public
    assert "Balai Jalan" not in public


async def test_warned_missed_and_brought_further_is_said_plainly(client: httpx.AsyncClient, house: House) -> None:
    complaint = await taken(house)
    later(house, days=12)
    await watched(house, complaint.id)
    assert "Petugas sudah diingatkan: 50% waktunya terpakai." in await own_page(client, house, complaint.id)
    later(house, days=12)
    now = await watched(house, complaint.id)
    assert now.promises[Stage.COMPLETION].missed
    said = await own_page(client, house, complaint.id)
    assert "Batas ini sudah lewat dan belum kami tepati." in said
    assert "Keterlambatan ini sudah disampaikan kepada: pengawas daerah, sekretaris daerah" in said
    for internal in ("Unit menyapa pelapor", "Diteruskan kembali", "Panggilan petugas piket"):
        assert internal not in said
    assert Stage.UNIT in now.promises


async def test_a_moved_date_says_from_when_to_when_and_why(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house)
    await done(house, complaint.id, c.Reclassify(kind=Kind.INFORMATION), COORDINATOR)
    said = await own_page(client, house, complaint.id)
    move = "Batasnya diubah dari Kamis, 10 Desember 2026 menjadi Jumat, 27 November 2026"
    assert f"{move}: jenis atau topik laporan diperbaiki." in said
    await done(house, complaint.id, c.Prioritise(Priority.URGENT), COORDINATOR)
    said = await own_page(client, house, complaint.id)
    assert "menjadi Senin, 23 November 2026: tingkat kedaruratannya ditetapkan." in said
    assert "Tingkat kedaruratan ditetapkan: Mendesak" in said


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("calendar:12", "kalender kerja berubah"),
        ("extended", "diperpanjang, yang hanya boleh satu kali"),
        ("something else", "aturan atau kalender kerja berubah"),
    ],
)
async def test_reasons_of_the_log_become_words(house: House, reason: str, told: str) -> None:
    wording = Wording("id", await house.region.current(), house.clock.now(), "reporter")
    assert move_reason(wording, reason) == told


async def test_a_dispute_resumes_the_clock_with_a_working_day_at_least(client: httpx.AsyncClient, house: House) -> None:
    complaint = await resolved(house)
    later(house, days=30)
    await done(house, complaint.id, c.Dispute(c.Words("Masih berlubang.")), Actor("citizen", holds=complaint.id))
    said = await own_page(client, house, complaint.id)
    assert "Alasannya: jawaban sudah diberikan, menunggu tanggapan pelapor." in said
    assert "Sesudahnya diberi waktu paling sedikit satu hari kerja." in said
    assert "Hitungan waktu berjalan lagi (pelapor menyatakan belum selesai): Selesai ditangani" in said


async def test_an_incomplete_report_says_when_it_is_archived_and_runs_on_when_completed(
    client: httpx.AsyncClient, house: House
) -> None:
    complaint = await filed(house)
    await done(house, complaint.id, c.Return(c.Words("Di jalan apa?")), COORDINATOR)
    said = await own_page(client, house, complaint.id)
    assert "Laporan Anda perlu dilengkapi" in said
    assert "Bila belum dilengkapi sampai Minggu, 20 Desember 2026, laporan ini diarsipkan." in said
    assert "Diarsipkan bila tidak dilengkapi paling lambat Minggu, 20 Desember 2026 pukul 24.00 WIB" in said
    assert "Begitu dilengkapi, hitungan waktu kami berjalan lagi." in said
    assert "Hitungan waktu berhenti (menunggu pelapor): Tanggapan pertama; Selesai ditangani" in said
    later(house, days=3)
    path = follow(house, complaint)
    data = fields((await client.get(path)).text, f"{path}/jawab") | {"answer": "Jalan Kartini."}
    assert (await client.post(f"{path}/jawab", data=data)).status_code == 303
    said = await own_page(client, house, complaint.id)
    assert "Sudah dilengkapi" in said
    assert "Selesai ditangani paling lambat Jumat, 11 Desember 2026" in said
    assert all(promise.stopped is None for promise in (await state(house, complaint.id)).promises.values())


async def test_a_report_never_completed_is_archived(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house)
    await done(house, complaint.id, c.Return(c.Words("Di jalan apa?")), COORDINATOR)
    later(house, days=31)
    assert (await watched(house, complaint.id)).status is Status.ARCHIVED
    assert "Diarsipkan: Tidak dilengkapi sampai batas waktu" in await own_page(client, house, complaint.id)


async def test_a_pledge_tells_date_ground_unit_and_that_it_reopens(client: httpx.AsyncClient, house: House) -> None:
    complaint = await pledged(house, date(2026, 12, 18))
    said = await own_page(client, house, complaint.id)
    assert "Dinas Bina Marga dan Bina Konstruksi menjanjikan ini" in said
    assert "Dijanjikan untuk Jumat, 18 Desember 2026" in said
    assert "Ruas ini diaspal ulang." in said
    assert "DPA 2027, kode rekening 1.03.10.2.01.0045" in said
    assert "aduan Anda terbuka lagi dengan sendirinya" in said
    assert "Digantikan oleh janji untuk Jumat, 18 Desember 2026." in said
    public = words(await client.get(f"/lacak/{complaint.code}"))
    assert "kode rekening 1.03.10.2.01.0045" in public
    later(house, days=40)
    assert (await watched(house, complaint.id)).status is Status.IN_PROCESS
    said = await own_page(client, house, complaint.id)
    assert "Lewat tanpa bukti" in said
    assert "Janji untuk Jumat, 18 Desember 2026 lewat tanpa bukti; aduan terbuka lagi" in said
    assert "Dinas Bina Marga dan Bina Konstruksi menjanjikan ini" not in said


async def test_a_formal_request_goes_to_the_ppid_and_may_be_extended_once(
    client: httpx.AsyncClient, house: House
) -> None:
    complaint = await formal(house)
    said = await own_page(client, house, complaint.id)
    assert "Yang menjawab adalah PPID, yaitu Dinas Komunikasi, Informatika dan Statistik." in said
    assert "Dijawab paling lambat Jumat, 4 Desember 2026." in said
    assert "Diteruskan ke PPID: Dinas Komunikasi, Informatika dan Statistik" in said
    assert "Permohonan informasi dijawab PPID paling lambat Jumat, 4 Desember 2026" in said
    await done(house, complaint.id, c.Extend(c.Words("Dokumennya sedang diaudit.")), PPID)
    said = await own_page(client, house, complaint.id)
    assert "Dijawab paling lambat Selasa, 15 Desember 2026." in said
    assert "sehingga tidak dapat diperpanjang lagi" in said
    assert "Alasan PPID: “Dokumennya sedang diaudit.”" in said


async def test_against_a_formal_answer_an_objection_is_raised(client: httpx.AsyncClient, house: House) -> None:
    complaint = await formal(house)
    await done(house, complaint.id, c.Resolve(c.Words("Terlampir.")), PPID)
    path = follow(house, complaint)
    page = await client.get(path)
    said = words(page)
    assert "Anda dapat mengajukan keberatan sampai Kamis, 7 Januari 2027." in said
    for worded in ("Ajukan keberatan", "Apa keberatan Anda?", "Kirim keberatan", "Ya, permohonan terjawab"):
        assert worded in said
    assert "Belum beres" not in said
    data = fields(page.text, f"{path}/sanggah")
    refused = await client.post(f"{path}/sanggah", data=data | {"reason": " "})
    assert "Tuliskan keberatan Anda." in words(refused)
    answer = await client.post(f"{path}/sanggah", data=data | {"reason": "Halaman 3 tidak ada."})
    assert "Keberatan Anda sudah diterima." in words(await client.get(answer.headers["location"]))
    said = await own_page(client, house, complaint.id)
    assert "Keberatan Anda dijawab atasan PPID paling lambat Kamis, 7 Januari 2027." in said
    assert "Atasan PPID yang menjawabnya." in said
    assert "diminta menangani lagi" not in said
    assert "Keberatan dijawab paling lambat Kamis, 7 Januari 2027" in said


async def test_a_suggestion_has_a_date_by_which_it_is_answered(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house, "Usul taman bermain.", kind=Kind.SUGGESTION)
    said = await own_page(client, house, complaint.id)
    assert "Aspirasi dijawab paling lambat Kamis, 10 Desember 2026" in said
    assert "Selesai ditangani" not in said


async def test_danger_is_marked_on_the_form_and_calls_at_once(client: httpx.AsyncClient, house: House) -> None:
    form = words(await client.get("/"))
    assert "Ada bahaya bagi jiwa saat ini" in form
    assert "Telepon nomor darurat lebih dulu." in form
    answer = await sent(client, house, danger="ya")
    assert answer.status_code == 303
    complaint_id = await house.queries.find(answer.headers["location"].split("/")[2])
    receipt = await client.get(answer.headers["location"])
    assert "Petugas piket kami sudah dipanggil juga." in words(receipt)
    assert 'href="tel:119"' in receipt.text
    now = await state(house, complaint_id)
    assert now.priority is Priority.DANGER
    assert now.waits_for(Stage.ACKNOWLEDGE) is not None
    said = await own_page(client, house, complaint_id)
    assert "Tanggapan pertama paling lambat Jumat, 20 November 2026 pukul 12.00 WIB" in said
    assert "piket" not in said
    refused = await sent(client, house, danger="ya", text="")
    assert re.search(r'name="danger" value="ya" checked', refused.text)
    plain = await sent(client, house, text="Lampu jalan mati.", danger="mungkin")
    other = await state(house, await house.queries.find(plain.headers["location"].split("/")[2]))
    assert other.priority is Priority.NORMAL


async def test_by_code_a_confidential_case_and_one_under_oversight_look_alike(
    client: httpx.AsyncClient, house: House
) -> None:
    confidential = await published(house, visibility=Visibility.CONFIDENTIAL)
    over = await filed(house, kind=Kind.OVERSIGHT, about_unit="BMBK")
    assert (confidential.status, over.status) == (Status.FORWARDED, Status.FORWARDED)

    async def told(code: str) -> str:
        return words(await client.get(f"/lacak/{code}")).replace(f"{code[:4]}-{code[4:8]}-{code[8:]}", "")

    async def spoken(code: str) -> object:
        return {**(await client.get(f"/api/v1/complaints/{code}")).json(), "code": ""}

    first, second = await told(confidential.code), await told(over.code)
    assert first.replace(confidential.code, "") == second.replace(over.code, "")
    assert "Tanggapan pertama" in first
    assert "Selesai ditangani" not in first
    assert await spoken(confidential.code) == await spoken(over.code)
    for code in (confidential.code, over.code):
        for slug in ("tanggapan-pertama", "selesai"):
            assert (await client.get(f"/mengapa/{code}/{slug}")).status_code == 404
    later(house, days=20)
    for one in (confidential, over):
        await watched(house, one.id)
    first, second = await told(confidential.code), await told(over.code)
    assert first.replace(confidential.code, "") == second.replace(over.code, "")
    assert "Terlambat" in first


async def test_before_verification_the_code_shows_all_promises(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house, visibility=Visibility.CONFIDENTIAL)
    said = words(await client.get(f"/lacak/{complaint.code}"))
    assert "Diperiksa dan diteruskan" in said
    assert "Selesai ditangani" in said


async def test_the_office_networks_of_the_region_mark_a_filing(client: httpx.AsyncClient, house: House) -> None:
    region = await house.region.current()
    for networks, marked in (((), False), (("10.20.0.0/16", "127.0.0.0/8"), True), (("192.0.2.0/24",), False)):
        msgspec.structs.force_setattr(region, "office_networks", networks)
        region.__dict__.pop("_networks", None)
        answer = await sent(client, house, text=f"Lampu jalan mati {networks}.")
        assert answer.status_code == 303, answer.text
        complaint_id = await house.queries.find(answer.headers["location"].split("/")[2])
        now = await state(house, complaint_id)
        assert now.from_office is marked
    assert "127.0.0.1" not in repr(await house.queries.case(SYSTEM, complaint_id))


async def test_an_early_promise_around_lebaran_keeps_its_date(client: httpx.AsyncClient, house: House) -> None:
    received = datetime(2026, 3, 17, 2, tzinfo=UTC)
    said = await own_page(client, house, (await filed(house, received_at=received)).id)
    assert "Diperiksa dan diteruskan paling lambat Jumat, 27 Maret 2026 pukul 16.30 WIB" in said


def test_every_reason_for_a_stop_has_words() -> None:
    assert set(PAUSE_REASON) == set(PauseReason) == set(STOPPED)
    assert set(STOPS) == set(STOPPED.values())
