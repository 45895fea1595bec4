"""Needs in PostgreSQL: opened by signals and by hand, replayed, verified; and what a region decides."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency import need_ledger
from competency import needs as n
from competency.decisions import Decisions, Incentives, Kind, Thresholds, load_folder
from competency.dictionary import NOTHING, Pointer, Written
from competency.inputs import About
from competency.merging import Grade, Letter, Says, Source
from competency.merging import Kind as SourceKind
from competency.need_book import Needs
from competency.need_events import Reason, Stance, Status
from competency.need_sight import Filter
from complaints.commands import Words
from foundation.clock import SetClock
from foundation.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from people.actor import Role
from tests.conftest import NOW
from tests.web.officer import hire
from web.house import House

DAY = date(2026, 10, 31)
WORDS = "Hasil survei menunjukkan kekurangan."


@dataclass(frozen=True)
class Numbers:
    n: int = 143
    ratio: float = 1.4


@dataclass(frozen=True)
class Signal:
    unit: str = "DLH"
    topic: str | None = "sampah"
    family: str = "teknis"
    label: str = "kompetensi-teknis"
    strength: str = "kuat"
    code: str = "SIN-2026-10-0001"
    numbers: Numbers = Numbers()
    id: UUID = field(default_factory=uuid7)


READ = Source(SourceKind.CASE_READING, DAY, Says.NEED, 2, ref="telaah")


def book(house: House, *sources: Source) -> Needs:
    async def given(session: AsyncSession, today: date, competency: str | None) -> About:
        return lambda competency, unit, topic: list(sources)

    return Needs(house.database, house.clock, house.calendars, house.region, given)


def put(house: House, days: int) -> None:
    """Set the clock to so many days after the beginning."""
    assert isinstance(house.clock, SetClock)
    house.clock.instant = NOW + timedelta(days=days)


async def told(house: House, *signals: Signal, on: date = DAY) -> list[UUID]:
    async with house.database.transaction() as session:
        return await book(house).heard(session, signals, on)


async def sound(house: House) -> None:
    """The ledger holds, and rows made anew from it are those that were there."""
    kept = text("SELECT need_id, version, head, status, state FROM needs ORDER BY need_id")
    async with house.database.transaction() as session:
        assert await need_ledger.faults(session) == []
        before = (await session.exec(kept)).all()  # type: ignore[call-overload]
        assert await need_ledger.replay(session) == len(before)
        assert (await session.exec(kept)).all() == before  # type: ignore[call-overload]


async def test_signals_open_needs_and_speak_for_open_ones(house: House) -> None:
    needs, analyst = book(house), await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    others = [replace(Signal(), label=label) for label in ("beban", "lonjakan", "layanan", "sistem", "belum jelas")]
    assert await told(house, *others, replace(Signal(), strength="pantau")) == [], "only competence, and only strong"
    assert await told(house, Signal(topic="pungli", unit="INSP")) == [], "allegations are no matter of training"
    first = Signal()
    opened = await told(house, first, Signal(topic=None, family="komunikasi", label="kompetensi-unit"))
    assert [line.need.competency for line in await needs.board(analyst)] == ["MAN-KOMUNIKASI", "TEK-SAMPAH"]
    assert await told(house, first) == opened[:1]
    later = Signal(strength="pantau")
    put(house, 30)
    assert await told(house, later, on=date(2026, 11, 30)) == opened[:1], "the same cell is the same need"
    dossier = await needs.one(opened[0], analyst)
    assert [one.signal for one in dossier.need.heard] == [first.id, later.id]
    assert dossier.merged.weights == {Letter.COMPLAINTS: 0.5}, "what was heard last counts"
    assert [one.need.code for one in await needs.board(analyst)] == ["KEB-2026-0002", "KEB-2026-0001"]
    await sound(house)


async def test_a_need_is_accepted_with_a_second_source(house: House) -> None:
    analyst = await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    head, elsewhere = await hire(house, "kepala", (Role.HEAD, "DLH")), await hire(house, "lain", (Role.HEAD, "BMBK"))
    needs, (need_id,) = book(house, READ), await told(house, Signal())
    reviewed = await needs.record(need_id, analyst, n.Review(), "web:1")
    assert reviewed.reply_until is not None
    assert (await needs.record(need_id, analyst, n.Review(), "web:1")).version == reviewed.version, (
        "asked twice, done once"
    )
    region = await house.region.current()
    calendar = await house.calendars.current(region.timezone, "DLH")
    assert (
        calendar.working_days_between(NOW.date() + timedelta(days=1), calendar.local_date(reviewed.reply_until)) == 10
    )
    with pytest.raises(NotFound):
        await needs.record(need_id, elsewhere, n.Answer(Stance.AGREES, Words("kami lain")))
    await needs.record(need_id, head, n.Answer(Stance.PARTLY, Words("Alat angkut kami juga kurang.")))
    accepted = await needs.record(need_id, analyst, n.Accept())
    assert (accepted.status, accepted.grade) == (Status.ACCEPTED, Grade.ENOUGH)
    assert await needs.accepted("TEK-SAMPAH") == await needs.accepted(topic="sampah") == [accepted]
    assert await needs.accepted("TEK-JALAN") == []
    history = (await needs.one(need_id, head)).history
    assert [one.words for one in history if one.words] == ["Alat angkut kami juga kurang."]
    for person in (elsewhere, await hire(house, "staf", (Role.OFFICER, "DLH"))):
        assert await needs.board(person) == []
        with pytest.raises(NotFound):
            await needs.one(need_id, person)
    await sound(house)


async def test_opened_by_hand_from_what_people_say(house: House) -> None:
    analyst = await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    needs = book(house)
    with pytest.raises(Invalid) as refused:
        await needs.open(analyst, "MAN-INTEGRITAS", "DLH", None, Words(WORDS), "web:1")
    assert set(refused.value.fields) == {"unit"}, "nobody, one or two: it would be about them"
    for name in ("a", "b", "c"):
        await hire(house, name, (Role.OFFICER, "DLH"))
    need = await needs.open(analyst, "MAN-INTEGRITAS", "DLH", None, Words(WORDS), "web:2")
    assert (need.code, need.status) == ("KEB-2026-0001", Status.NEW)
    for unit, competency, field_ in (
        ("DLH", "MAN-INTEGRITAS", "competency"),
        ("X", "MAN-KOMUNIKASI", "unit"),
        ("DLH", "X", "competency"),
    ):
        with pytest.raises(Invalid) as refused:
            await needs.open(analyst, competency, unit, None, Words(WORDS), "web:3")
        assert set(refused.value.fields) == {field_}
    everywhere = await needs.open(analyst, "NIL-HARMONIS", None, None, Words(WORDS), "web:4")
    with pytest.raises(NotAllowed):
        await needs.open(
            await hire(house, "kepala", (Role.HEAD, "DLH")), "NIL-LOYAL", None, None, Words(WORDS), "web:5"
        )
    assert everywhere.unit is None
    await needs.record(everywhere.id, analyst, n.Review())
    with pytest.raises(Refused):
        await book(house, READ).record(everywhere.id, analyst, n.Accept())
    await sound(house)


async def test_what_is_altered_is_found(house: House) -> None:
    analyst = await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    (one, two, three) = await told(
        house, Signal(), Signal(unit="BMBK", topic="jalan_rusak"), Signal(unit="DINKES", topic="layanan_kesehatan")
    )
    needs = book(house)
    await needs.record(one, analyst, n.Review())
    await needs.record(one, analyst, n.Reject(Reason.DATA, Words("Datanya keliru.")))
    async with house.database.transaction() as session:
        for change in ("UPDATE need_events SET actor = 'x'", "DELETE FROM need_events", "TRUNCATE need_events"):
            with pytest.raises(DBAPIError):
                async with session.begin_nested():
                    await session.exec(text(change))  # type: ignore[call-overload]
        for change in (
            "ALTER TABLE need_events DISABLE TRIGGER USER",
            f"UPDATE need_events SET data = jsonb_set(data, '{{n}}', '1') WHERE need_id = '{two}' AND version = 2",
            f"DELETE FROM need_events WHERE need_id = '{three}' AND version = 2",
            "ALTER TABLE need_events ENABLE TRIGGER USER",
            "UPDATE need_words SET content = 'Datanya benar.'",
        ):
            await session.exec(text(change))  # type: ignore[call-overload]
        found = {(fault.need, fault.version) for fault in await need_ledger.faults(session)}
        assert found == {(one, 4), (two, 2), (three, 2)}


async def test_rejected_ones_are_counted_by_reason(house: House) -> None:
    analyst = await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    needs = book(house, READ)
    found = await told(house, *(Signal(unit=unit) for unit in ("DLH", "BMBK", "DINKES")))
    for need_id, reason in zip(found, (Reason.DATA, Reason.LOAD, None), strict=True):
        await needs.record(need_id, analyst, n.Review())
        if reason:
            await needs.record(need_id, analyst, n.Reject(reason, Words("Dijelaskan.")))
    put(house, 30)
    await needs.record(found[2], analyst, n.Accept())
    counted = await needs.rejections()
    assert (counted.decided, counted.rejected, counted.too_many) == (3, 2, True)
    assert counted.reasons == {Reason.DATA: 1, Reason.LOAD: 1}
    put(house, 92)
    assert (await needs.rejections()).decided == 1
    shown = await needs.board(analyst, Filter(statuses=frozenset({Status.REJECTED})))
    assert {one.need.id for one in shown} == set(found[:2])


async def test_two_readings_at_once_open_one_need(house: House) -> None:
    await asyncio.gather(told(house, Signal()), told(house, Signal()))
    analyst = await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    (line,) = await book(house).board(analyst)
    assert len(line.need.heard) == 2


async def test_no_table_of_needs_has_a_column_for_a_person(house: House) -> None:
    names = text(
        "SELECT column_name FROM information_schema.columns WHERE table_name = ANY(ARRAY['needs', 'need_words']) "
        "OR table_name = 'need_events' AND column_name <> 'actor'"
    )
    async with house.database.reading() as session:
        columns = {row[0] for row in await session.exec(names)}  # type: ignore[call-overload]
    assert not {one for one in columns if any(word in one for word in ("officer", "person", "name", "nip"))}
    assert {"competency", "unit"} <= columns


async def test_decisions_have_versions_with_who_and_why(house: House) -> None:
    decisions = Decisions(house.database, house.clock)
    analyst, admin = (
        await hire(house, "analis", (Role.ANALYST, "BPSDM")),
        await hire(house, "admin", (Role.ADMINISTRATOR, "BPSDM")),
    )
    fewer = Thresholds(reply_days=5)
    for values, why, field_ in (
        (fewer, "Cepat", "reply_days"),
        (Thresholds(least_people=2), "x", "least_people"),
        (Thresholds(), " ", "why"),
    ):
        with pytest.raises(Invalid) as refused:
            await decisions.set_thresholds(values, 0, analyst, why)
        assert set(refused.value.fields) == {field_}
    with pytest.raises(NotAllowed):
        await decisions.set_thresholds(Thresholds(), 0, admin, "Saya mau")
    made = await decisions.set_thresholds(Thresholds(reply_days=15), 0, analyst, "Keputusan Kepala BPSDM 1/2026")
    assert (made.version, made.actor, made.at) == (1, analyst.name_in_log, NOW)
    with pytest.raises(Stale):
        await decisions.set_thresholds(Thresholds(), 0, analyst, "Kembali")
    (need_id,) = await told(house, Signal())
    reviewed = await book(house).record(need_id, analyst, n.Review())
    calendar = await house.calendars.current("Asia/Jakarta", "DLH")
    assert reviewed.reply_until == calendar.due_after(NOW, 15), "what is decided is in force"
    await decisions.decide(Kind.INCENTIVES, "", Incentives("Sertifikat", "Poin"), 0, analyst, "Perkada")
    assert [one.version for one in await decisions.history(Kind.THRESHOLDS)] == [1]
    async with house.database.transaction() as session:
        with pytest.raises(DBAPIError):
            async with session.begin_nested():
                await session.exec(text("UPDATE learning_decisions SET why = 'lain'"))  # type: ignore[call-overload]


async def test_the_folder_does_not_undo_what_a_person_decided(house: House) -> None:
    decisions, analyst = Decisions(house.database, house.clock), await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    known = await decisions.dictionary({})
    entry = msgspec.structs.replace(known.entry["TEK-SAMPAH"], name="Persampahan")
    with pytest.raises(Invalid):
        await decisions.edit(msgspec.structs.replace(known.entry["MAN-INTEGRITAS"], name="Lain"), 1, analyst, "Coba")
    await decisions.edit(entry, 1, analyst, "Istilah Perda")
    await decisions.point(Pointer(("TEK-PENCEMARAN",), topic="sampah"), 1, analyst, "Sama orangnya")
    with pytest.raises(Invalid):
        await decisions.point(Pointer(("MAN-INTEGRITAS",), topic="pungli"), 0, analyst, "Coba")
    others = msgspec.structs.replace(known.entry["TEK-JALAN"], name="Jalan raya"), known.entry["TEK-SAMPAH"]
    async with house.database.transaction() as session:
        taken = await load_folder(session, Written(others, ()), NOW)
        assert await load_folder(session, Written(others, ()), NOW) == ((), ())
    assert taken == ((), ("TEK-JALAN",))
    after = await decisions.dictionary({})
    assert (after.name("TEK-SAMPAH"), after.name("TEK-JALAN")) == ("Persampahan", "Jalan raya")
    assert after.pointed("teknis", "sampah") == ("TEK-PENCEMARAN",)
    assert [one.by_folder for one in await decisions.history(Kind.COMPETENCY, "TEK-SAMPAH")] == [False, True]
    async with house.database.transaction() as session:
        assert await load_folder(session, NOTHING, NOW) == ((), ())
