"""The administrator's pages: the system as it stands, alarms on every page, and the duty roster."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import select

from bots.replies import Reply
from bots.reply_outbox import ReplyOutbox
from foundation.clock import SetClock
from foundation.heartbeat import Heartbeat
from foundation.last_done import BACKUP, CHAIN, note
from notices.alarms import CALENDAR, NOBODY, raise_alarm
from notices.tables import DeliveryRow, NoticeRow
from people.actor import Role
from people.tables import OfficerRow, OnCallRow
from people.telegram import Chats
from service.bot_name import counting
from tests.conftest import NOW
from tests.web.citizen import fields, filed
from tests.web.officer import PASSWORD, hire, signed_in
from web.house import House

ROSTER, SYSTEM = "/kantor/piket", "/kantor/sistem"


@pytest.fixture
async def administrator(house: House) -> None:
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))


async def alarm(house: House, name: str, **facts: str) -> None:
    async with house.database.transaction() as session:
        await raise_alarm(session, name, facts, NOW)


async def dead(house: House) -> UUID:
    notice = uuid4()
    async with house.database.transaction() as session:
        session.add(
            NoticeRow(
                complaint_id=notice,
                notice_id=notice,
                event="complaint.filed",
                version=1,
                audience="triage",
                created_at=NOW,
                due_at=NOW,
                attempts=10,
                dead_at=NOW,
                dead_reason="smtp 550",
            )
        )
        session.add(
            DeliveryRow(
                complaint_id=notice,
                notice_id=notice,
                channel="email",
                recipient="officer:x",
                outcome="sending",
                at=NOW,
                uncertain=3,
            )
        )
    return notice


async def test_the_system_page_tells_what_is_wrong(
    house: House, client: httpx.AsyncClient, administrator: None
) -> None:
    await alarm(house, CALENDAR, year="2028", until="2027-12-31")
    await dead(house)

    async def found() -> int:
        return 4711

    await Heartbeat(house.database).noted("deadlines", 60, found)
    async with signed_in(client, "admin") as own:
        page = (await own.get(SYSTEM)).text
    assert "Cuti bersama tahun 2028 belum diketahui" in page
    assert "31 Desember 2027" in page
    assert "Mengawasi batas waktu" in page
    assert "4.711" in page
    assert "Alamat tujuan menolak surat (SMTP 550)" in page
    assert "<dt>Tidak tersampaikan</dt><dd>1</dd>" in page
    assert "Yang tertua berhenti dicoba pada 20 November 2026 pukul 10.00 WIB." in page
    assert "<dt>Mungkin terkirim dua kali</dt><dd>3</dd>" in page


class TestWithABot:
    @pytest.fixture
    def house(self, house: House) -> House:
        return replace(house, chat_replies=counting(house.database))

    async def test_the_system_page_counts_its_answers(
        self, house: House, client: httpx.AsyncClient, administrator: None
    ) -> None:
        chats, outbox, now = Chats(house.keys), ReplyOutbox(house.database, house.keys), house.clock.now()
        async with house.database.transaction() as session:
            chat = (await chats.held(session, 700_100_200, "id", now)).id
            for words in ("Baik.", "Terima kasih."):
                await outbox.owe(session, chat, words, Reply((words,)), now)
        [claimed] = await outbox.claim(now, timedelta(minutes=2), 5)
        await outbox.started(claimed, now)
        await outbox.sent(claimed._replace(doubtful=True), 7, now)
        async with signed_in(client, "admin") as own:
            page = (await own.get(SYSTEM)).text
        assert "<dt>Mungkin terkirim dua kali</dt><dd>1</dd>" in page
        assert "<dt>Balasan di Telegram yang menunggu dikirim</dt><dd>1</dd>" in page


async def test_a_system_page_with_nothing_to_tell_says_so(
    house: House, client: httpx.AsyncClient, administrator: None
) -> None:
    async with signed_in(client, "admin") as own:
        page = (await own.get(SYSTEM)).text
    assert "Tidak ada yang perlu diperhatikan saat ini." in page
    assert "Proses pekerja belum pernah berjalan" in page
    assert "Telegram" not in page


async def test_a_dead_letter_is_sent_again_at_the_administrators_word(
    house: House, client: httpx.AsyncClient, administrator: None
) -> None:
    notice = await dead(house)
    address = f"{SYSTEM}/pemberitahuan/{notice}/{notice}"
    async with signed_in(client, "admin") as own:
        page = await own.get(SYSTEM)
        answer = await own.post(address, data=fields(page.text, address))
        assert (answer.status_code, answer.headers["location"]) == (303, f"{SYSTEM}?berhasil=ulangi")
        assert "segera dikirim lagi" in (await own.get(answer.headers["location"])).text
        assert (await own.post(address, data=fields(page.text, address))).status_code == 404
    async with house.database.reading() as session:
        (row,) = (await session.exec(select(NoticeRow))).all()
    assert (row.dead_at, row.attempts, row.due_at) == (None, 0, NOW)


async def test_alarms_stand_on_every_page_of_administrators_and_on_nobody_elses(
    house: House, client: httpx.AsyncClient, administrator: None
) -> None:
    await hire(house, "koor", (Role.COORDINATOR, "DISKOMINFOTIK"))
    await alarm(house, NOBODY)
    words = "Tidak ada petugas piket darurat saat ini."
    async with signed_in(client, "admin") as own:
        for path in ("/kantor/akun", "/kantor/pemberitahuan"):
            assert words in (await own.get(path)).text, path
        assert (await own.get(SYSTEM)).text.count(words) == 1
    async with signed_in(client, "koor") as own:
        assert words not in (await own.get("/kantor/triase")).text


async def test_a_duty_is_added_by_the_clock_on_the_wall_and_ended(
    house: House, client: httpx.AsyncClient, administrator: None
) -> None:
    post = [(Role.COORDINATOR, "DISKOMINFOTIK")]
    person = await house.accounts.add("koor", "Ratna Piket", PASSWORD, post, "koor@contoh.id")
    assert (await house.duty.current()).on_call() == ()
    async with signed_in(client, "admin") as own:
        page = await own.get(ROSTER)
        assert "Tidak ada petugas piket yang dapat dihubungi saat ini" in page.text
        values = {"officer": str(person), "place": "1", "starts_at": "2026-11-20T08:00", "ends_at": "2026-11-20T20:00"}
        answer = await own.post(ROSTER, data=fields(page.text, ROSTER) | values)
        assert answer.status_code == 303, answer.text
        assert (await house.duty.current()).on_call() == (person,), "the change is known at once"
        page = await own.get(answer.headers["location"])
        assert "Jadwal piket ditambahkan." in page.text
        assert "Tidak ada petugas piket yang dapat" not in page.text
        assert "terisi sampai 20 November 2026 pukul 20.00 WIB" in page.text
        async with house.database.reading() as session:
            (row,) = (await session.exec(select(OnCallRow))).all()
        assert (row.starts_at, row.ends_at) == (
            datetime(2026, 11, 20, 1, tzinfo=UTC),
            datetime(2026, 11, 20, 13, tzinfo=UTC),
        )
        address = f"{ROSTER}/{row.on_call_id}/akhiri"
        answer = await own.post(address, data=fields(page.text, address))
        assert answer.status_code == 303
        assert (await house.duty.current()).on_call() == ()
        assert (await own.post(address, data=fields(page.text, address))).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"officer": ""}, "Pilih petugasnya."),
        ({"officer": str(uuid4())}, "Pilih petugasnya."),
        ({"starts_at": ""}, "Tulis tanggal dan jam mulainya."),
        ({"ends_at": "besok"}, "Tulis tanggal dan jam berakhirnya."),
        ({"ends_at": "2026-11-19T20:00"}, "Piket harus berakhir sesudah mulai, dan belum lewat."),
        ({"place": "satu"}, "Tulis urutannya, dari 1 sampai 99."),
        ({"unit": "TIDAK-ADA"}, "Pilih unitnya."),
    ],
)
async def test_what_is_wrong_in_the_form_is_said_and_what_was_typed_is_kept(
    house: House, client: httpx.AsyncClient, administrator: None, wrong: dict[str, str], words: str
) -> None:
    post = [(Role.COORDINATOR, "DISKOMINFOTIK")]
    person = await house.accounts.add("koor", "Ratna Piket", PASSWORD, post, "koor@contoh.id")
    values = {"officer": str(person), "place": "7", "starts_at": "2026-11-20T08:00", "ends_at": "2026-11-20T20:00"}
    async with signed_in(client, "admin") as own:
        page = await own.get(ROSTER)
        answer = await own.post(ROSTER, data=fields(page.text, ROSTER) | values | wrong)
    assert answer.status_code == 422
    assert words in answer.text
    if "place" not in wrong:
        assert 'value="7"' in answer.text
    async with house.database.reading() as session:
        assert (await session.exec(select(OnCallRow))).all() == []


async def test_a_job_that_stopped_is_seen(house: House, client: httpx.AsyncClient, administrator: None) -> None:
    async def found() -> int:
        return 0

    await Heartbeat(house.database).noted("deadlines", 60, found)
    async with house.database.at_once() as connection:
        await connection.exec_driver_sql("UPDATE job_runs SET started_at = started_at - interval '6 minutes'")
    async with signed_in(client, "admin") as own:
        assert "Tidak berjalan lagi" in (await own.get(SYSTEM)).text


async def test_the_roster_says_who_cannot_be_reached(
    house: House, client: httpx.AsyncClient, administrator: None
) -> None:
    actor = await hire(house, "koor", (Role.COORDINATOR, "DISKOMINFOTIK"))
    async with house.database.transaction() as session:
        session.add(
            OnCallRow(
                on_call_id=uuid4(),
                officer_id=actor.person,
                place=1,
                starts_at=NOW,
                ends_at=NOW + timedelta(hours=8),
            )
        )
    async with signed_in(client, "admin") as own:
        page = (await own.get(ROSTER)).text
    assert "Tidak dapat dihubungi" in page
    assert "Tidak ada petugas piket yang dapat dihubungi saat ini" in page


async def test_a_watch_that_sleeps_is_seen(house: House, client: httpx.AsyncClient, administrator: None) -> None:
    await filed(house, "Lampu jalan mati di depan pasar.")
    async with signed_in(client, "admin") as own:
        assert "Pengawasan batas waktu tertinggal" not in (await own.get(SYSTEM)).text
    assert isinstance(house.clock, SetClock)
    house.clock.instant = NOW + timedelta(days=30)
    async with signed_in(client, "admin") as own:
        page = (await own.get(SYSTEM)).text
    assert "Pengawasan batas waktu tertinggal" in page
    assert "sudah lewat tanpa dicatat" in page


async def test_an_account_may_be_given_an_address_so_that_it_can_be_called(
    house: House, client: httpx.AsyncClient, administrator: None
) -> None:
    values = {
        "username": "koor",
        "name": "Ratna Piket",
        "role": "coordinator",
        "unit": "DISKOMINFOTIK",
        "password": PASSWORD,
    }
    async with signed_in(client, "admin") as own:
        page = await own.get("/kantor/akun")
        form = fields(page.text, "/kantor/akun") | values
        refused = await own.post("/kantor/akun", data=form | {"email": "bukan alamat"})
        assert refused.status_code == 422
        assert "Alamat email belum lengkap" in refused.text
        made = await own.post("/kantor/akun", data=form | {"email": "Ratna@contoh.id"})
        # No mails are sent from this house: the link is shown to whoever invites, this once.
        assert made.status_code == 200
        assert "/akun/tautan/" in made.text
    async with house.database.reading() as session:
        (row,) = (await session.exec(select(OfficerRow).where(OfficerRow.username == "koor"))).all()
    assert row.email is not None
    assert house.keys.open(row.email, "officers.email") == "ratna@contoh.id"


async def test_the_system_page_tells_of_versions_backups_and_the_chain(
    client: httpx.AsyncClient, house: House, administrator: None
) -> None:
    async with signed_in(client, "admin") as own:
        before = (await own.get(SYSTEM)).text
        await note(house.database, BACKUP, NOW, True, {"bytes": 12_300_000})
        await note(house.database, CHAIN, NOW, False, {"findings": 2})
        after = (await own.get(SYSTEM)).text
    assert before.count("belum pernah") >= 3
    for words in ("PostgreSQL", "Migrasi basis data", "(12,3 MB)", "2 temuan; jalankan ./tanggap journal verify"):
        assert words in after
