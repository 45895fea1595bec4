"""Telaah berkas: two readers of other units who see no unit, a third where they differ, and what a sample says."""

import re
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlmodel import select

from competency.case_reading import CaseReadings
from competency.case_samples import CaseSamples, Wish
from competency.input_tables import CaseReadingRow, SampledReadingRow
from competency.inputs import sources
from competency.merging import Kind, Says
from competency.needs import Review
from competency.reading_rules import rubric
from competency.tables import SignalCaseRow, SignalReportRow, SignalRow
from complaints import commands as c
from complaints.kinds import Visibility
from foundation.errors import Invalid, NotFound, Refused
from people.actor import Actor, Post, Role
from tests.web.citizen import COORDINATOR, done, fields, filed, later
from tests.web.officer import hire, signed_in
from web.house import House
from web.needs import book_of

HERE = "/kantor/kompetensi/telaah"
ZONE = ZoneInfo("Asia/Jakarta")
TOPIC = {"BMBK": "jalan_rusak", "DISHUB": None}
SPAN = date(2026, 11, 1), date(2026, 12, 1)


async def closed(house: House, unit: str = "BMBK", **more: Any) -> UUID:
    """A case that this unit answered and its reporter found in order."""
    case = await filed(house, "Jalan di depan pasar berlubang, kata Dinas Perhubungan bukan tugasnya.", **more)
    officer = Actor("officer", uuid4(), (Post(Role.OFFICER, unit, frozenset({unit})),))
    await done(house, case.id, c.Forward(unit, TOPIC[unit]), COORDINATOR)
    await done(house, case.id, c.Take(), officer)
    await done(house, case.id, c.Resolve(c.Words(f"Sudah ditambal oleh {unit}. Terima kasih.")), officer)
    await done(house, case.id, c.Confirm(), Actor("citizen", holds=case.id))
    return case.id


async def drawn(house: House, by: Actor, **more: Any) -> UUID:
    assert by.person is not None
    return await CaseSamples(house.database, house.clock, ZONE).draw(by.person, Wish(*SPAN, **({"size": 50} | more)))


def readings(house: House) -> CaseReadings:
    return CaseReadings(house.database, house.clock)


def saying(**said: str) -> dict[str, str]:
    return {one.code: "yes" for one in rubric().criteria} | said


async def analyst(house: House, name: str = "analis") -> Actor:
    return await hire(house, name, (Role.ANALYST, "BPSDM"))


async def test_what_is_secret_is_never_drawn_and_a_draw_can_be_repeated(house: House) -> None:
    by = await analyst(house)
    open_to_all = {await closed(house) for _each in range(4)} | {await closed(house, "DISHUB")}
    secret = await closed(house, visibility=Visibility.CONFIDENTIAL)
    waiting = (await filed(house)).id
    everything = await drawn(house, by)
    async with house.database.reading() as session:
        rows = (await session.exec(select(SampledReadingRow))).all()
    assert {row.complaint_id for row in rows} == open_to_all
    assert not {secret, waiting} & {row.complaint_id for row in rows}
    sample, _cases = await CaseSamples(house.database, house.clock, ZONE).one(everything)
    order = sorted(open_to_all, key=lambda one: sha256(f"{sample.seed}{one}".encode()).digest())
    assert [row.complaint_id for row in sorted(rows, key=lambda row: row.place)] == order
    few = await drawn(house, by, size=2)
    _sample, cases = await CaseSamples(house.database, house.clock, ZONE).one(few)
    assert sorted(one.unit for one in cases) == ["BMBK", "BMBK", "DISHUB"]
    with pytest.raises(Refused):
        await drawn(house, by, unit="DINKES")
    with pytest.raises(Invalid):
        await CaseSamples(house.database, house.clock, ZONE).draw(uuid4(), Wish(SPAN[1], SPAN[0], 5))


async def test_two_read_and_nobody_of_the_unit_and_a_third_where_they_differ(house: House) -> None:
    by, book = await analyst(house), readings(house)
    case = await closed(house)
    own = await hire(house, "orang-unit", (Role.OFFICER, "BMBK"))
    first, second, third = [await hire(house, f"pembaca{n}", (Role.OFFICER, "DINKES")) for n in range(3)]
    sample = await drawn(house, by)
    assert await book.take(own) is None, "nobody reads a case of their own unit"
    assert await book.waiting(own) == 0
    one = await book.take(first)
    assert one is not None
    assert one.complaint_id == case
    assert await book.take(first) == one, "what was begun is gone on with"
    other = await book.take(second)
    assert other is not None
    assert await book.take(third) is None
    with pytest.raises(Invalid) as left:
        await book.finish(first, one, {"paham": "yes"})
    assert "bahasa" in left.value.fields
    await book.finish(first, one, saying(bahasa="no"))
    with pytest.raises(NotFound):
        await book.finish(first, one, saying())
    assert await book.take(third) is None
    await book.finish(second, other, saying())
    last = await book.take(third)
    assert last is not None
    assert last.seat == 3
    await book.finish(third, last, saying(bahasa="no"))
    assert await book.take(by) is None
    _sample, (read,) = await CaseSamples(house.database, house.clock, ZONE).one(sample)
    assert not read.open
    assert [each["bahasa"] for each in read.readings] == ["no", "yes", "no"]


async def test_a_seat_nobody_uses_is_given_to_somebody_else(house: House) -> None:
    by, book = await analyst(house), readings(house)
    await closed(house)
    people = [await hire(house, f"pembaca{n}", (Role.HEAD, "DINKES")) for n in range(3)]
    await drawn(house, by)
    begun = [await book.take(person) for person in people[:2]]
    assert all(begun)
    assert await book.take(people[2]) is None
    later(house, days=15)
    assert await book.take(people[2]) is not None
    async with house.database.reading() as session:
        assert len((await session.exec(select(CaseReadingRow))).all()) == 1


async def test_a_sample_speaks_of_a_competency(house: House) -> None:
    by, book = await analyst(house), readings(house)
    for _each in range(6):
        await closed(house)
    people = [await hire(house, f"pembaca{n}", (Role.OFFICER, "DINKES")) for n in range(2)]
    await drawn(house, by)
    for person in people:
        while (one := await book.take(person)) is not None:
            await book.finish(person, one, saying(bahasa="no"))
    async with house.database.reading() as session:
        (found,) = await sources(session, "MAN-KOMUNIKASI", "BMBK", "jalan_rusak")
        assert (found.kind, found.people, found.says) == (Kind.CASE_READING, 6, Says.NEED)
        (found,) = await sources(session, "MAN-KERJASAMA", "BMBK", None)
        assert found.says is Says.NEUTRAL, "none of six is not yet surely few"
        assert await sources(session, "MAN-KOMUNIKASI", "DISHUB", None) == []
        assert await sources(session, "MAN-INTEGRITAS", "BMBK", None) == []


async def test_a_reader_sees_neither_unit_nor_person(house: House, client: httpx.AsyncClient) -> None:
    by = await analyst(house)
    await closed(house)
    await hire(house, "pembaca", (Role.OFFICER, "DINKES"))
    sample = await drawn(house, by)
    async with signed_in(client, "pembaca") as own:
        page = await own.get(HERE)
        assert "Undi berkas" not in page.text
        taken = await own.post(f"{HERE}/ambil", data=fields(page.text, f"{HERE}/ambil"))
        address = taken.headers["location"]
        page = await own.get(address)
        main = re.sub(r"(?s)^.*<main", "<main", page.text)
        assert "Sudah ditambal oleh [unit " in main
        assert "kata [unit A] bukan" in main
        assert "Bina Marga" not in main
        assert "BMBK" not in main
        form = fields(page.text, address)
        half = await own.post(address, data=form | {"paham": "yes"})
        assert half.status_code == 422
        assert 'value="yes" checked' in half.text
        assert (await own.post(address, data=form | saying())).status_code == 303
        assert (await own.get(address)).status_code == 404
        assert (await own.get(f"{HERE}/{sample}")).status_code == 403
    async with signed_in(client, "analis") as own:
        page = await own.get(f"{HERE}/{sample}")
        assert page.status_code == 200
        assert "BMBK" not in re.sub(r"(?s)^.*<main", "<main", page.text)
        drawing = fields((await own.get(HERE)).text, HERE)
        wrong = await own.post(HERE, data=drawing | {"since": "2026-11-01", "until": "2026-10-01", "size": "5"})
        assert wrong.status_code == 422
        made = await own.post(HERE, data=drawing | {"since": "2026-11-01", "until": "2026-12-01", "size": "5"})
        assert made.status_code == 303


async def signalled(house: House, cases: list[UUID]) -> None:
    """A signal about roads at Bina Marga, with these cases as its random evidence."""
    now, day = house.clock.now(), house.clock.now().date()
    report, signal = uuid4(), uuid4()
    async with house.database.transaction() as session:
        session.add(
            SignalReportRow(
                report_id=report,
                period_from=day,
                period_until=day,
                data_as_of=day,
                number=1,
                made_at=now,
                made_by="system",
                method="1",
                policy="1",
                parameters={},
                data_hash="",
                strong=1,
                claimed=0.1,
                complaints=12,
                judged=12,
                matters=[],
                staffed=False,
            )
        )
        await session.flush()
        session.add(
            SignalRow(
                signal_id=signal,
                code="SIN-2026-11-0001",
                version=1,
                report_id=report,
                unit="BMBK",
                topic="jalan_rusak",
                family="teknis",
                label="kompetensi-teknis",
                strength="kuat",
                numbers={},
                made_at=now,
                expires_on=day,
            )
        )
        await session.flush()
        for place, case in enumerate(cases, 1):
            session.add(SignalCaseRow(complaint_id=case, signal_id=signal, kind="random", place=place))


async def test_the_random_cases_of_a_need_are_read_and_told_to_it(house: House, client: httpx.AsyncClient) -> None:
    by, book = await analyst(house), readings(house)
    for number in range(3):
        await hire(house, f"bmbk{number}", (Role.OFFICER, "BMBK"))
    cases = [await closed(house) for _each in range(12)]
    await signalled(house, cases[:10])
    needs = book_of(house)
    need = await needs.open(by, "MAN-KOMUNIKASI", "BMBK", "jalan_rusak", c.Words("Banyak dikeluhkan."), "uji")
    await needs.record(need.id, by, Review())
    async with signed_in(client, "analis") as own:
        form = fields((await own.get(HERE)).text, HERE)
        asked = {"need": str(need.id), "since": "2026-11-01", "until": "2026-12-01", "size": "5"}
        made = await own.post(HERE, data=form | asked)
        assert made.status_code == 303
        address = made.headers["location"].split("?")[0]
        sample = UUID(address.rsplit("/", 1)[1])
        _sample, found = await CaseSamples(house.database, house.clock, ZONE).one(sample)
        assert {one.complaint_id for one in found} == set(cases[:10])
        for number in range(2):
            reader = await hire(house, f"pembaca{number}", (Role.OFFICER, "DINKES"))
            while (one := await book.take(reader)) is not None:
                said = "yes" if one.complaint_id in cases[:7] else "no"
                await book.finish(reader, one, saying(menunjukkan=said))
        page = await own.get(address)
        assert "7 dari 10" in page.text
        assert "100%" in page.text
        told = await own.post(f"{address}/sampaikan", data=fields(page.text, f"{address}/sampaikan"))
        assert told.status_code == 303
    assert (await needs.one(need.id, by)).need.confirmed == (7, 10)
    async with house.database.reading() as session:
        (source,) = await sources(session, "MAN-KOMUNIKASI", "BMBK", "jalan_rusak")
    assert (source.kind, source.people, source.says) == (Kind.CASE_READING, 10, Says.NEED)
