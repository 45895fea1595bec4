"""What is around a need in PostgreSQL: mails to heads, words erased by law, many needs read at once, the rubric."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from sqlalchemy import event, text

from competency import need_ledger
from competency import needs as n
from competency.decisions import Decisions
from competency.need_book import Needs
from competency.need_events import Ground, Reason, Stance, Status, Verdict
from competency.need_mails import NeedMails
from competency.reading_rules import Criterion, Rubric, rubric
from competency.talks import Point, Talks, Told
from complaints.commands import Words
from foundation.errors import Invalid, NotAllowed, Stale
from people.actor import SYSTEM, Actor, Role
from tests.competency.test_need_book import READ, Signal, book, put, sound, told
from tests.conftest import NOW
from tests.fakes import FakeChannel
from tests.web.officer import PASSWORD, hire
from web.house import House

BATCH = UUID(int=7)
BASIS, WHY = Words("Alat angkut kami rusak sejak Mei."), Words("Kurang orang di lapangan.")


async def mailed(house: House, channel: FakeChannel) -> int:
    mails = NeedMails(house.database, house.clock, house.keys, house.region)
    return await mails.run([channel], lambda need: f"https://contoh.id/kebutuhan/{need}")


async def test_the_head_hears_until_when_the_unit_may_answer(house: House) -> None:
    analyst = await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    for name, role, unit in (("kepala", Role.HEAD, "DLH"), ("lain", Role.HEAD, "BMBK"), ("staf", Role.OFFICER, "DLH")):
        await house.accounts.add(name, f"Nama {name}", PASSWORD, [(role, unit)], f"{name}@contoh.id")
    needs, channel = book(house), FakeChannel()
    (need_id,) = await told(house, Signal())
    await mailed(house, channel)
    assert channel.sent == [], "nothing is asked of the unit yet"
    reviewed = await needs.record(need_id, analyst, n.Review())
    assert await mailed(house, channel) == 1
    (mail,) = channel.to("kepala@contoh.id")
    assert reviewed.reply_until is not None
    day = format_date(reviewed.reply_until.astimezone(ZoneInfo("Asia/Jakarta")), "d MMMM y", locale="id")
    assert f"sampai {day}" in mail.subject
    assert f"sampai {day}" in mail.body
    assert f"https://contoh.id/kebutuhan/{need_id}" in mail.body
    for secret in ("sampah", "Sampah", "DLH", "Lingkungan", "SIN-", "KEB-", "1,4"):
        assert secret not in mail.subject + mail.body.replace("contoh.id", ""), secret
    assert await mailed(house, channel) == 0, "once"


async def test_who_answered_already_is_asked_no_more_and_the_owner_hears_of_what_is_passed_on(house: House) -> None:
    analyst, head = await hire(house, "analis", (Role.ANALYST, "BPSDM")), await hire(house, "atas", (Role.HEAD, "DLH"))
    await house.accounts.add("pemilik", "Nama pemilik", PASSWORD, [(Role.HEAD, "BMBK")], "pemilik@contoh.id")
    await house.accounts.add("kepala", "Nama kepala", PASSWORD, [(Role.HEAD, "DLH")], "kepala@contoh.id")
    needs, channel = book(house), FakeChannel()
    (need_id,) = await told(house, Signal())
    await needs.record(need_id, analyst, n.Review())
    await needs.record(need_id, head, n.Answer(Stance.PARTLY, BASIS))
    assert await mailed(house, channel) == 0
    with pytest.raises(Invalid):
        await needs.record(need_id, analyst, n.PassOn(Reason.LOAD, "DLH", BASIS))
    passed = await needs.record(need_id, analyst, n.PassOn(Reason.LOAD, "BMBK", WHY))
    assert await mailed(house, channel) == 1
    (mail,) = channel.to("pemilik@contoh.id")
    assert "dialihkan kepada unit Anda" in mail.body
    assert WHY.text not in mail.body
    assert passed.owner_due is not None
    put(house, (passed.owner_due - NOW).days + 1)
    assert await mailed(house, channel) == 1
    assert "sudah lewat" in channel.to("pemilik@contoh.id")[-1].body
    await needs.record(need_id, analyst, n.Settle(Words("Ditambah dua orang.")))
    assert await mailed(house, channel) == 0


async def test_words_are_erased_by_law_and_the_ledger_still_holds(house: House) -> None:
    analyst, head = (
        await hire(house, "analis", (Role.ANALYST, "BPSDM")),
        await hire(house, "kepala", (Role.HEAD, "DLH")),
    )
    needs, (need_id,) = book(house, READ), await told(house, Signal())
    await needs.record(need_id, analyst, n.Review())
    await needs.record(need_id, head, n.Answer(Stance.PARTLY, BASIS))
    await needs.record(need_id, analyst, n.Accept(Words("Masuk rencana.")))
    with pytest.raises(NotAllowed):
        await needs.record(need_id, head, n.EraseWords((BASIS.id,), Ground.ASKED))
    with pytest.raises(Invalid):
        await needs.record(need_id, analyst, n.EraseWords((uuid4(),), Ground.ASKED))
    after = await needs.record(need_id, analyst, n.EraseWords((BASIS.id,), Ground.PERSONAL))
    assert (after.status, after.stance) == (Status.ACCEPTED, Stance.PARTLY)
    history = (await needs.one(need_id, head)).history
    assert [one.words for one in history if one.words_id] == [None, "Masuk rencana."]
    assert history[-1].actor == analyst.name_in_log
    with pytest.raises(Invalid):
        await needs.record(need_id, analyst, n.EraseWords((BASIS.id,), Ground.PERSONAL))
    await sound(house)
    async with house.database.transaction() as session:
        rows = text("SELECT salt, content FROM need_words ORDER BY content NULLS FIRST")
        found = [tuple(row) for row in await session.exec(rows)]  # type: ignore[call-overload]
        assert found[0] == (None, None), "with the salt goes the last way to prove what was there"
        await session.exec(text("UPDATE need_words SET salt = NULL, content = NULL"))  # type: ignore[call-overload]
        (fault,) = await need_ledger.faults(session)
        assert "nothing was erased" in fault.reason, "blanked behind the ledger's back"


async def closed(needs: Needs, need_id: UUID, analyst: Actor, head: Actor) -> None:
    for by, command in (
        *((analyst, n.Review()), (head, n.Answer(Stance.AGREES, Words("Ya."))), (analyst, n.Accept())),
        *((SYSTEM, n.Schedule(BATCH)), (SYSTEM, n.Train(BATCH)), (SYSTEM, n.Evaluate(Verdict.EFFECTIVE, BATCH))),
        (analyst, n.Close()),
    ):
        await needs.record(need_id, by, command)


async def test_opened_by_hand_within_a_year_it_is_the_same_need(house: House) -> None:
    analyst, head = (
        await hire(house, "analis", (Role.ANALYST, "BPSDM")),
        await hire(house, "kepala", (Role.HEAD, "DLH")),
    )
    for name in ("a", "b"):
        await hire(house, name, (Role.OFFICER, "DLH"))
    needs, (need_id,) = book(house, READ), await told(house, Signal())
    await closed(needs, need_id, analyst, head)
    cell = ("TEK-SAMPAH", "DLH", "sampah")
    put(house, 100)
    for _twice in range(2):
        again = await needs.open(analyst, *cell, Words("Forum menyebutnya lagi."), "web:1")
        assert (again.id, again.status, again.priority) == (need_id, Status.NEW, 1)
    put(house, 110)
    (heard,) = await told(house, Signal(), on=date(2027, 1, 31))
    assert heard == need_id
    await closed(needs, need_id, analyst, head)
    put(house, 110 + 366)
    fresh = await needs.open(analyst, *cell, Words("Dua tahun kemudian."), "web:2")
    assert fresh.id != need_id
    assert fresh.priority == 0
    await sound(house)


async def test_what_speaks_for_needs_is_read_once_for_all_of_them(house: House) -> None:
    analyst = await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    assert analyst.person is not None
    talks = Talks(house.database, house.clock, house.keys, ZoneInfo("Asia/Jakarta"))
    for place in ("Desa Suka", "Desa Maju"):
        point = Point("Petugas belum paham memilah.", "need", "TEK-SAMPAH", "sampah")
        said = Told(uuid4(), "village", NOW.date(), place, {"warga": 20}, [point], "all", agreed=True)
        await talks.record(analyst.person, said)
    needs = Needs(house.database, house.clock, house.calendars, house.region)
    asked: list[str] = []

    def heard(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    async def board() -> tuple[int, int]:
        asked.clear()
        event.listen(house.database.engine.sync_engine, "before_cursor_execute", heard)
        try:
            lines = await needs.board(analyst)
        finally:
            event.remove(house.database.engine.sync_engine, "before_cursor_execute", heard)
        for line in lines[:3]:
            assert line.merged == (await needs.one(line.need.id, analyst)).merged, "as the need's own page says"
        return len(lines), len(asked)

    await told(house, Signal())
    few = await board()
    units = ("BMBK", "DINKES", "DISHUB", "DINSOS", "PSDA", "PKPCK", "DISHUT", "ESDM")
    await told(house, *(Signal(unit=unit) for unit in units))
    many = await board()
    assert (few[0], many[0]) == (1, 9)
    assert many[1] == few[1], "no query more"


async def test_the_rubric_is_decided_in_versions(house: House) -> None:
    decisions, analyst = Decisions(house.database, house.clock), await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    assert await decisions.rubric() == (rubric(), 0)
    own = Rubric((*rubric().criteria[:2], Criterion("jujur", "Apakah jawabannya jujur?", ("MAN-INTEGRITAS",))))
    for wrong, field in (
        (Rubric(()), "question_1"),
        (Rubric((Criterion("a", "", ("TEK",)),)), "question_1"),
        (Rubric((Criterion("a", "Apa?", ()),)), "main_1"),
        (Rubric((Criterion("a", "Apa?", ("X",)),)), "main_1"),
    ):
        with pytest.raises(Invalid) as refused:
            await decisions.set_rubric(wrong, 0, analyst, "Perlu")
        assert set(refused.value.fields) == {field}
    with pytest.raises(NotAllowed):
        await decisions.set_rubric(own, 0, await hire(house, "kepala", (Role.HEAD, "DLH")), "Perlu")
    made = await decisions.set_rubric(own, 0, analyst, "Hasil rapat 3 November")
    assert (made.version, made.why) == (1, "Hasil rapat 3 November")
    with pytest.raises(Stale):
        await decisions.set_rubric(rubric(), 0, analyst, "Kembali")
    assert await decisions.rubric() == (own, 1)
