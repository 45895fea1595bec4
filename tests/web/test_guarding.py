"""Ways in that were tried and closed: a second factor put in another's place, sessions that outlive what they rest on,
numbers of other systems that betray a case, drafts read by who does not work on them."""

import asyncio
import logging
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from sqlmodel import select

from complaints import commands as c
from complaints.closed_units import ClosedUnits
from complaints.exchange_cases import known
from complaints.kinds import Kind, Visibility
from complaints.reply_drafts import ReplyDrafts
from complaints.standard_replies import Draft, StandardReplies
from complaints.tables import FilingDraftRow
from foundation.errors import Invalid, NotFound
from people.actor import Capacity, Role
from people.delegating import Delegations, Wish
from people.sessions import IDLE_LASTS
from people.tries import Visit
from service.reporting import Making
from sla.report_jobs import Jobs, Made
from sla.report_jobs import Wish as FileWish
from tests.people.test_second_factors import code_at
from tests.web.citizen import COORDINATOR, done, fields, filed, later
from tests.web.officer import PASSWORD, browser_of, hire, sign_in, signed_in
from tests.web.test_accounts import demanding, pressed
from web.house import House
from web.office_drafts import others, taken_over

VISIT = Visit("10.0.0.1")


def code_of(house: House, officer: UUID, page: httpx.Response) -> str:
    """What an app says that was set up from this page."""
    secret = house.factors.offer(officer, fields(page.text)["offer"]).secret
    return code_at(secret, house.clock.now())


async def test_a_password_alone_puts_no_app_in_the_place_of_another(house: House, client: httpx.AsyncClient) -> None:
    """Somebody who stole the password waits at the page that asks for an app, until its owner has set up theirs."""
    person = (await hire(house, "sari", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))).person
    assert person is not None
    await demanding(house, Role.ADMINISTRATOR)
    async with browser_of(client) as thief, browser_of(client) as own:
        await sign_in(thief, "sari")
        waiting = await thief.get("/masuk/pasang")
        assert waiting.status_code == 200
        await sign_in(own, "sari")
        page = await own.get("/masuk/pasang")
        ready = await own.post("/masuk/pasang", data=fields(page.text) | {"code": code_of(house, person, page)})
        assert ready.status_code == 200
        before = (await house.factors.standing(person)).since
        later(house, minutes=1)
        code = code_of(house, person, waiting)
        answer = await thief.post("/masuk/pasang", data=fields(waiting.text) | {"code": code})
        assert answer.headers["location"] == "/masuk"
        assert (await thief.get("/kantor/pemberitahuan")).status_code == 303, "still outside"
        assert (await house.factors.standing(person)).since == before, "the owner's app stands"
        assert (await own.get("/kantor/akun")).status_code == 200


async def test_a_post_that_needs_two_factors_is_not_held_by_a_session_with_one(
    house: House, client: httpx.AsyncClient
) -> None:
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    await hire(house, "sari", (Role.OFFICER, "BMBK"))
    async with signed_in(client, "admin") as admin, signed_in(client, "sari") as sari:
        await demanding(house, Role.HEAD)
        assert (await sari.get("/kantor/kotak")).status_code == 200
        at = "/kantor/akun/sari"
        given = await pressed(admin, at, f"{at}/jabatan", role="head", unit="BMBK")
        assert given.status_code == 303, given.text
        assert (await sari.get("/kantor/pengawasan")).status_code == 303, "signs in anew, and sets up an app first"


async def test_a_page_left_open_keeps_no_session_alive(house: House, client: httpx.AsyncClient) -> None:
    """The inbox asks for its numbers for as long as it stands open; nobody sits before it any more."""
    await hire(house, "sari", (Role.OFFICER, "BMBK"))
    async with signed_in(client, "sari") as own:
        for _ in range(3):
            later(house, minutes=IDLE_LASTS / timedelta(minutes=1) / 2 - 1)
            counts = await own.get("/kantor/kotak/hitungan")
        assert counts.status_code == 303
        await sign_in(own, "sari")
        for _ in range(3):
            later(house, minutes=IDLE_LASTS / timedelta(minutes=1) / 2 - 1)
            page = await own.get("/kantor/kotak")
        assert page.status_code == 200, "whoever works stays"


async def test_whoever_has_no_post_left_stands_in_for_nobody(house: House) -> None:
    admin = await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    head = await hire(house, "kepala", (Role.HEAD, "BMBK"))
    deputy = await hire(house, "wakil", (Role.OFFICER, "DINKES"))
    book, today = Delegations(house.database, house.clock, house.keys), await house.today()
    days = (today, today + timedelta(days=5))
    await book.make(admin, Wish(Capacity.PLH, Role.HEAD, "BMBK", head.person, deputy.person, *days, "SP 1"))
    region = await house.region.current()

    async def heads() -> bool:
        secret = await house.entrance.sign_in("wakil", PASSWORD, VISIT)
        found = await house.accounts.signed_in(secret, region.reach)
        return found is not None and found.actor.holds_role(Role.HEAD)

    assert await heads()
    kept = await house.keeping.kept("wakil")
    assert admin.person is not None
    await house.keeping.end_post(admin.person, "wakil", kept.posts[0].id)
    assert not await heads()


async def test_a_number_of_another_system_betrays_no_case(house: House) -> None:
    """Who may not know of wrongdoing learns of it neither code nor status by bringing a table with its number."""
    admin = await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    secret = await filed(house, "Kepala dinas meminta uang.", kind=Kind.OVERSIGHT, about_unit="BMBK")
    plain = await filed(house, "Jalan berlubang.")
    inspector = await hire(house, "periksa", (Role.INSPECTORATE, "INSP"))
    await done(house, secret.id, c.AddReference("lapor", "111"), inspector)
    await done(house, plain.id, c.AddReference("lapor", "222"), COORDINATOR)
    for actor, seen in ((admin, ["222"]), (COORDINATOR, ["222"]), (inspector, ["111"])):
        found = await known(house.database, "lapor", ["111", "222"], actor)
        assert set(found) == {"111", "222"}, "neither is taken in twice"
        assert [value for value, one in sorted(found.items()) if one.seen] == seen


async def test_what_a_unit_is_still_writing_is_read_at_no_other_desk(house: House) -> None:
    """The coordinator marks a danger in the same form as the unit, and finds none of what the unit has not sent."""
    writer, colleague = [await hire(house, name, (Role.OFFICER, "BMBK")) for name in ("bmbk", "rekan")]
    above = await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    complaint = await filed(house, "Jalan berlubang.")
    complaint = await done(house, complaint.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    assert writer.person is not None
    book = ReplyDrafts(house.database, house.clock, house.keys)
    await book.save(complaint, writer.person, "darurat", {"words": "Belum selesai ditulis."}, complaint.version)
    drafts = await book.of(complaint)
    for actor, found in ((colleague, True), (COORDINATOR, False), (above, False)):
        assert bool(others(drafts, actor, complaint)) is found
        assert bool(taken_over(drafts, actor, complaint, "darurat", writer.person)) is found


async def test_a_job_that_fails_leaves_no_words_in_the_log(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    assert officer.person is not None
    await Jobs(house.database, house.clock).ask(officer.person, FileWish("report", "2026-10"))

    told = "Budi, 0812-3456-7890"

    async def broken(*_: object) -> None:
        raise ValueError(told)

    monkeypatch.setattr("service.reporting.report_files", broken)
    with caplog.at_level(logging.ERROR):
        await Making(house).run()
    assert "ValueError" in caplog.text
    assert "Budi" not in caplog.text


async def test_a_note_nobody_sent_is_handed_to_nobody(house: House, client: httpx.AsyncClient) -> None:
    giver, taker = [await hire(house, name, (Role.OFFICER, "BMBK")) for name in ("lama", "baru")]
    await hire(house, "kepala", (Role.HEAD, "BMBK"))
    complaint = await filed(house, "Jalan berlubang.")
    complaint = await done(house, complaint.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    complaint = await done(house, complaint.id, c.Take(), giver)
    assert giver.person is not None
    drafts = ReplyDrafts(house.database, house.clock, house.keys)
    for move in ("kabari", "catatan"):
        await drafts.save(complaint, giver.person, move, {"words": "Sebentar."}, complaint.version)
    at = "/kantor/pelimpahan/serah-terima"
    async with signed_in(client, "kepala") as own:
        page = await own.get(f"{at}?dari={giver.person}")
        token = fields(page.text, "/keluar")["_csrf_token"]
        sent = {"_csrf_token": token, "dari": str(giver.person), "kepada": str(taker.person)}
        answer = await own.post(at, data=sent)
        assert answer.status_code == 200
    assert {(one.officer, one.move) for one in await drafts.of(complaint)} == {
        (taker.person, "kabari"),
        (giver.person, "catatan"),
    }


async def test_rows_of_a_table_that_could_not_be_taken_in_are_not_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = (await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))).person
    assert officer is not None
    jobs = Jobs(house.database, house.clock)
    table = Made("masuk.json", "application/json", b"[]")
    job = await jobs.ask(officer, FileWish("import", form="lapor"), table)
    await jobs.confirm(officer, job, b'{"text": "Budi, 0812-3456-7890"}', {"rows": [2]})

    async def refused(*_: object) -> None:
        raise Invalid("Tidak dapat dibaca.")

    monkeypatch.setattr("service.reporting.take_in", refused)
    await Making(house).run()
    assert (await jobs.job(officer, job)).state == "failed"
    with pytest.raises(NotFound):
        await jobs.given(job)


async def test_a_long_number_prints_no_million_codes(house: House, client: httpx.AsyncClient) -> None:
    await hire(house, "loket", (Role.OFFICER, "BMBK"))
    async with signed_in(client, "loket") as own:
        at = "/kantor/baru/kupon"
        hidden = fields((await own.get(at)).text, at)
        for written in ("0001000", "11", "-1", ""):
            assert (await own.post(at, data=hidden | {"sheets": written})).status_code == 422


async def test_a_unit_that_is_closed_tells_nobody_of_wrongdoing(house: House) -> None:
    """An administrator looks at what would go over; reports about officers are not among what is counted."""
    secret = await filed(house, "Kepala dinas meminta uang.", kind=Kind.OVERSIGHT, about_unit="BMBK")
    held = ClosedUnits(house.database, house.handling, house.region)
    assert secret.unit is not None
    assert (await held.holding(secret.unit)).open == 0
    plain = await filed(house, "Jalan berlubang.")
    await done(house, plain.id, c.Forward("BMBK"), COORDINATOR)
    assert (await held.holding("BMBK")).open == 1


async def test_messages_chosen_by_two_presses_become_no_more_drafts(house: House, client: httpx.AsyncClient) -> None:
    await hire(house, "loket", (Role.OFFICER, "BMBK"))
    chat = b"18/11/26 19.00 - Budi: Lampu jalan mati\n19/11/26 06.30 - Siti: Sampah menumpuk\n"
    async with signed_in(client, "loket") as own:
        at = "/kantor/baru/grup"
        files = [("chat", ("grup.txt", chat, "text/plain"))]
        brought = await own.post(at, data=fields((await own.get(at)).text, at), files=files)
        page = str(brought.headers["location"])
        told = fields((await own.get(page)).text, page) | {"message": ["0", "1"]}
        answers = await asyncio.gather(*(own.post(page, data=told) for _ in range(2)), return_exceptions=True)
        assert any(isinstance(one, httpx.Response) and one.status_code == 303 for one in answers)
    async with house.database.reading() as session:
        assert len((await session.exec(select(FilingDraftRow))).all()) == 2


async def test_who_mends_a_reply_learns_nothing_of_secret_cases(house: House) -> None:
    """Neither how often it went out about wrongdoing, nor what was said with it there or in confidence."""
    admin = await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    inspector = await hire(house, "periksa", (Role.INSPECTORATE, "INSP"))
    worker = await hire(house, "bmbk", (Role.OFFICER, "BMBK"))
    book = StandardReplies(house.database, house.clock)
    reply = await book.write(admin, Draft("Diterima", None, None, "Aduan Anda {kode} kami terima dan kami kerjakan."))
    wrong = await filed(house, "Kepala dinas meminta uang.", kind=Kind.OVERSIGHT, about_unit="DINKES")
    hushed = await filed(house, "Guru menagih uang.", visibility=Visibility.CONFIDENTIAL)
    plain = await filed(house, "Jalan berlubang.")
    for one in (hushed, plain):
        await done(house, one.id, c.Forward("BMBK"), COORDINATOR)
    for one, by in ((wrong, inspector), (hushed, worker), (plain, worker)):
        await done(house, one.id, c.Take(), by)
        said = c.Words(f"Kami kerjakan {one.code}.")
        await done(house, one.id, c.Inform(said), by)
        await book.used(one.id, said.id, (reply, 1), "kabari")
    assert (await book.outcomes())[reply, 1].used == 2
    assert await book.sent(reply, 1) == [f"Kami kerjakan {plain.code}."]
