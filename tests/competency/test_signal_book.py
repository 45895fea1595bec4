"""Signals as they are kept: frozen numbers, versions of one matter, who may see them, and what is written down."""

import dataclasses
from datetime import date, timedelta
from uuid import UUID, uuid4, uuid5

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bench.competency_world import World, world
from competency import signal_reports
from competency.exchange import History
from competency.groups import ALONE, Groups
from competency.pooling import Members, Span
from competency.reckoning import Reading, Terms, reckon
from competency.signal_book import SignalBook
from competency.signal_mails import SignalMails, owe
from competency.signal_reports import LASTS, store
from competency.stored_signals import StoredSignal
from complaints import commands as c
from complaints.kinds import Visibility
from foundation.clock import SetClock
from foundation.database import Database
from foundation.errors import Invalid, NotAllowed, NotFound
from foundation.sealing import KeyRing
from people.actor import Actor, Post, Role
from tests.competency.test_own_history import SMALL
from tests.conftest import NOW
from tests.fakes import FakeChannel
from tests.make import COORDINATOR, citizen, filing
from web.house import House

SPACE = UUID(int=9)
TERMS = Terms(12, 0, "3", "system")


def officer(role: Role, unit: str, *below: str) -> Actor:
    return Actor("officer", uuid4(), (Post(role, unit, frozenset({unit, *below})),))


ANALYST, SUPERVISOR = officer(Role.ANALYST, "BPSDM"), officer(Role.SUPERVISOR, "SETDA")


@pytest.fixture(scope="module")
def made() -> World:
    return world(5, SMALL)


@pytest.fixture(scope="module")
def reading(made: World) -> Reading:
    return _read(made)


def _read(made: World, groups: Groups = ALONE) -> Reading:
    """Of an invented world; nobody knows who works where."""
    cases = dataclasses.replace(made.cases, ids=tuple(str(uuid5(SPACE, one)) for one in made.cases.ids))
    return reckon(History(cases, made.staff, made.calendar, made.last, {}), "ab" * 32, TERMS, groups)


@pytest.fixture
def book(database: Database, keys: KeyRing) -> SignalBook:
    return SignalBook(database, SetClock(NOW), keys)


async def kept(database: Database, reading: Reading) -> list[StoredSignal]:
    async with database.transaction() as session:
        return await store(session, reading, NOW)


async def test_a_report_keeps_what_it_found_and_by_what_rules(
    database: Database, book: SignalBook, reading: Reading
) -> None:
    made = await kept(database, reading)
    report = await book.latest()
    assert report is not None
    assert (report.data_as_of, report.number, report.policy) == (reading.last, 1, "3")
    assert report.parameters["rr0"] == 1.25
    assert report.strong == sum(one.strength == "kuat" for one in made) > 0
    assert 0 < report.coverage < report.coverage + report.together <= 1
    assert [one.span for one in report.steps] == [one.span for one in reading.steps]
    assert sum(one.strong for one in report.steps) == report.strong
    assert [one.code for one in made] == [f"SIN-{reading.last:%Y-%m}-{place:04d}" for place in range(1, len(made) + 1)]
    for one, told in zip(made, reading.signals, strict=True):
        assert (one.unit, one.topic, one.numbers) == (told.signal.unit, told.signal.topic, told.numbers)
        assert (one.units, one.topics, one.span) == (*told.members, told.span)
        assert one.numbers.reporters <= one.numbers.n
        assert sum(part.observed for part in one.numbers.parts) == one.numbers.observed


async def test_the_same_matter_found_again_is_a_new_version_and_older_numbers_stay(
    database: Database, book: SignalBook, reading: Reading
) -> None:
    first = await kept(database, reading)
    later = reading._replace(last=reading.last + timedelta(days=30), signals=reading.signals[1:])
    again = await kept(database, later)
    assert [one.code for one in again] == [one.code for one in first[1:]]
    assert {one.version for one in again} == {2}
    versions = await book.versions(again[0].code, ANALYST)
    assert [(one.version, one.ended_for) for one in versions] == [(2, None), (1, "superseded")]
    assert versions[1].numbers == first[1].numbers
    standing = {one.code for one in await book.seen_by(ANALYST)}
    assert standing == {one.code for one in first}, "one that is not found again stands until it expires"


async def test_what_is_not_found_again_ends(database: Database, book: SignalBook, reading: Reading) -> None:
    first = await kept(database, reading)
    over = reading.last + LASTS
    async with database.transaction() as session:
        assert await signal_reports.expire(session, over - timedelta(days=1), NOW) == 0
        assert await signal_reports.expire(session, over, NOW) == len(first)
    assert not await book.seen_by(ANALYST)
    assert {one.ended_for for one in await book.seen_by(ANALYST, ended=True)} == {"expired"}
    await kept(database, reading._replace(signals=reading.signals[:1]))
    await kept(database, reading._replace(last=over, signals=()))
    (gone,) = [one for one in await book.seen_by(ANALYST, ended=True) if one.ended_for == "gone"]
    assert gone.unit == first[0].unit


async def test_only_those_who_train_and_lead_see_all_and_a_head_sees_own_ones(
    database: Database, book: SignalBook, reading: Reading
) -> None:
    made = await kept(database, reading)
    own = made[0]
    head = officer(Role.HEAD, own.unit)
    for actor in (ANALYST, SUPERVISOR, officer(Role.SECRETARY, "SETDA")):
        assert {one.id for one in await book.seen_by(actor)} == {one.id for one in made}
    assert {one.unit for one in await book.seen_by(head)} == {own.unit}
    above = officer(Role.HEAD, "TOP", own.unit)
    assert {one.unit for one in await book.seen_by(above)} == {own.unit}
    other = next(one for one in made if one.unit != own.unit)
    others = (Role.OFFICER, Role.COORDINATOR, Role.ADMINISTRATOR, Role.INSPECTORATE)
    for stranger in (officer(Role.HEAD, other.unit), *(officer(role, own.unit) for role in others)):
        with pytest.raises(NotFound):
            await book.open(own.id, stranger)
        assert own.id not in {one.id for one in await book.seen_by(stranger)}
        assert not await book.versions(own.code, stranger)
        assert not await book.replies(own.code, stranger)
        assert not await book.openings(own.code, stranger)
        with pytest.raises(NotFound):
            await book.cases(own.id, stranger)


async def test_the_unit_sees_who_opened_its_signals_and_may_answer(
    database: Database, book: SignalBook, reading: Reading, keys: KeyRing
) -> None:
    one = (await kept(database, reading))[0]
    head = officer(Role.HEAD, one.unit)
    await book.open(one.id, ANALYST)
    await book.open(one.id, head)
    assert {line.officer for line in await book.openings(one.code, head)} == {ANALYST.person, head.person}
    assert {line.officer for line in await book.openings_of_unit(head, one.unit)} == {ANALYST.person, head.person}
    await book.reply(one.id, head, "  Dua pegawai pindah bulan Mei.  ")
    (reply,) = await book.replies(one.code, ANALYST)
    assert (reply.words, reply.officer) == ("Dua pegawai pindah bulan Mei.", head.person)
    with pytest.raises(NotAllowed):
        await book.reply(one.id, ANALYST, "Bukan unit saya.")
    for words in ("  ", "x" * 4001):
        with pytest.raises(Invalid):
            await book.reply(one.id, head, words)
    async with database.reading() as session:
        stored = (await session.exec(text("SELECT words FROM signal_replies"))).one()[0]  # type: ignore[call-overload]
    assert b"pegawai" not in stored


async def test_what_was_written_down_cannot_be_taken_back(
    database: Database, book: SignalBook, reading: Reading
) -> None:
    one = (await kept(database, reading))[0]
    await book.open(one.id, ANALYST)
    for statement in ("DELETE FROM signal_openings", "UPDATE signal_openings SET at = now()"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with database.transaction() as session:
                await session.exec(text(statement))  # type: ignore[call-overload]


async def test_cases_are_of_the_signal_and_half_of_them_drawn_by_lot(
    database: Database, reading: Reading, made: World
) -> None:
    one, told = (await kept(database, reading))[0], reading.signals[0]
    async with database.reading() as session:
        asked = "SELECT complaint_id, kind FROM signal_cases WHERE signal_id = :id"
        rows = list(await session.exec(text(asked), params={"id": one.id}))  # type: ignore[call-overload]
    place = {uuid5(SPACE, id_): row for row, id_ in enumerate(made.cases.ids)}
    assert {kind for _id, kind in rows} == {"random", "strongest"}
    assert len(rows) == len(told.random) + len(told.strongest) <= 20
    for id_, _kind in rows:
        assert made.cases.units[made.cases.unit[place[id_]]] == told.signal.unit
    assert len({id_ for id_, kind in rows if kind == "random"}) == len(told.random)


async def test_cases_are_opened_by_those_who_may_read_them_and_that_is_written_down(
    house: House, reading: Reading
) -> None:
    open_, secret = uuid4(), uuid4()
    for key, visibility in ((open_, Visibility.PUBLIC), (secret, Visibility.CONFIDENTIAL)):
        await house.handling.handle(c.Order(key, filing(visibility=visibility), "file"), citizen(key))
        await house.handling.handle(c.Order(key, c.Forward("BMBK", "jalan_rusak"), "forward"), COORDINATOR)
    one = (await kept(house.database, _of_bmbk(reading, open_, secret)))[0]
    book, head = SignalBook(house.database, house.clock, house.keys), officer(Role.HEAD, "BMBK")
    assert {case.complaint_id for case in (await book.cases(one.id, head)).shown} == {open_, secret}
    seen = await book.cases(one.id, ANALYST)
    assert [(case.complaint_id, case.kinds) for case in seen.shown] == [(open_, frozenset({"random"}))]
    assert seen.withheld == 1
    assert await book.open_case(one.id, open_, ANALYST) == seen.shown[0].code
    with pytest.raises(NotFound):
        await book.open_case(one.id, secret, ANALYST)
    with pytest.raises(NotFound):
        await book.open_case(one.id, uuid4(), head)
    (opened,) = [line for line in await book.openings(one.code, head) if line.complaint]
    assert (opened.officer, opened.complaint, opened.at) == (ANALYST.person, open_, NOW)


async def test_leaders_and_the_unit_are_told_once_and_nobody_else(house: House, reading: Reading) -> None:
    posts = {
        "pengawas": (Role.SUPERVISOR, "SETDA"),
        "kepala": (Role.HEAD, "BMBK"),
        "lain": (Role.HEAD, "DISHUB"),
        "petugas": (Role.OFFICER, "BMBK"),
    }
    for name, post in posts.items():
        await house.accounts.add(name, f"Nama {name}", "kata sandi uji coba", [post], f"{name}@contoh.id")
    channel = FakeChannel()
    mails = SignalMails(house.database, house.clock, house.keys, house.region)
    for _month in range(2):
        async with house.database.transaction() as session:
            made = await store(session, _of_bmbk(reading, uuid4(), uuid4()), NOW)
            await owe(session, made, NOW)
        await mails.run([channel], "https://contoh.id/kantor/kompetensi")
    assert len(channel.to("pengawas@contoh.id")) == 2, "each reading"
    (one,) = channel.to("kepala@contoh.id")
    assert "sinyal baru tentang unit Anda" in one.body
    assert "https://contoh.id/kantor/kompetensi" in one.body
    assert len(channel.sent) == 3
    assert await mails.run([channel], "") == 0


def _of_bmbk(reading: Reading, drawn: UUID, surprising: UUID) -> Reading:
    """One of the signals found, as if it were of a unit of Lampung and these two complaints stood behind it."""
    told = reading.signals[0]
    one = told._replace(
        signal=dataclasses.replace(told.signal, unit="BMBK"),
        members=Members(("BMBK",), told.members.topics),
        random=(str(drawn),),
        strongest=(str(surprising),),
    )
    return reading._replace(signals=(one,))


def of_kind(reading: Reading, *units: str) -> Reading:
    """One of the signals found, as if these units of one kind had been looked at together."""
    told = reading.signals[0]
    signal = dataclasses.replace(told.signal, unit="jenis-prasarana", topic="rumpun-jalan")
    members = Members(units, ("jalan_rusak", "jembatan_rusak"))
    return reading._replace(signals=(told._replace(span=Span.BOTH, signal=signal, members=members),))


async def test_what_several_units_show_together_is_seen_by_their_heads_and_no_other(
    database: Database, book: SignalBook, reading: Reading
) -> None:
    (one,) = await kept(database, of_kind(reading, "BMBK", "PSDA", "DISHUB"))
    mine, theirs, other = (officer(Role.HEAD, unit) for unit in ("BMBK", "PSDA", "DLH"))
    for actor in (ANALYST, mine, theirs):
        assert [line.id for line in await book.seen_by(actor)] == [one.id]
        assert [line.id for line in await book.seen_by(actor, unit="DISHUB")] == [one.id]
        assert not await book.seen_by(actor, unit="DLH")
        await book.open(one.id, actor)
    assert not await book.seen_by(other)
    assert not await book.versions(one.code, other)
    with pytest.raises(NotFound):
        await book.open(one.id, other)
    for head in (mine, theirs):
        await book.reply(one.id, head, f"Dari {head.posts[0].unit}.")
    with pytest.raises(NotFound):
        await book.reply(one.id, other, "Bukan unit kami.")
    assert len(await book.replies(one.code, ANALYST)) == 2
    assert [line.words for line in await book.replies(one.code, mine)] == ["Dari BMBK."]
    assert {line.officer for line in await book.openings_of_unit(mine, "BMBK")} == {
        ANALYST.person,
        mine.person,
        theirs.person,
    }


async def test_it_stays_one_matter_when_it_is_found_over_a_longer_time(
    database: Database, book: SignalBook, reading: Reading
) -> None:
    one = reading.signals[0]
    (first,) = await kept(database, reading._replace(signals=(one,)))
    (again,) = await kept(database, reading._replace(signals=(one._replace(span=Span.LONGER),)))
    assert (again.code, again.version, first.exact, again.exact) == (first.code, 2, True, True)
    (group,) = await kept(database, of_kind(reading, "BMBK", "PSDA", "DISHUB"))
    assert (group.version, group.exact) == (1, False)


def test_a_reading_of_the_same_is_the_same(reading: Reading, made: World) -> None:
    assert _read(made) == reading
    assert _read(made, Groups({"T00": "rumpun"}, {})).digest != reading.digest
    assert date(2024, 1, 1) < reading.last
