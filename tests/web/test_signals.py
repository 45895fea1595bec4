"""Pages of signals: what was read, for whom it is, what it says, who opened it, and what its unit answers."""

import dataclasses
from collections.abc import Sequence
from uuid import UUID, uuid4, uuid5

import httpx
import numpy as np
import pytest
from sqlalchemy import text

from bench.competency_world import Plan, world
from competency.exchange import History
from competency.need_book import COMPETENCE, Needs
from competency.pooling import Members, Span
from competency.reckoning import Reading, Terms, reckon
from competency.signal_book import SignalBook
from competency.signal_reports import store
from competency.stored_signals import StoredSignal
from complaints.commands import Order
from people.actor import Actor, Post, Role
from service.region_folder import read_folder
from service.settings import ROOT
from tests.conftest import NOW
from tests.make import filing
from tests.web.citizen import fields
from tests.web.officer import signed_in, staffed
from tests.web.test_case_reading import SPAN, closed
from web.house import House
from web.interval_drawing import Ratio, axis_end, intervals

PAGE = "/kantor/kompetensi"
SYSTEM_ANALYST = Actor("officer", uuid4(), (Post(Role.ANALYST, "BPSDM", frozenset({"BPSDM"})),))


@pytest.fixture(scope="module")
def reading() -> Reading:
    """An invented world, as if it were of the region's own units and topics."""
    region = read_folder(ROOT / "regions" / "lampung").region
    units = [unit.code for unit in region.units if unit.accepts and unit.code != region.inspectorate_unit]
    topics = [topic.code for topic in region.topics if topic.parent and not topic.sensitive and topic.kind is None]
    made = world(11, Plan(volume=0.3))
    cases = dataclasses.replace(
        made.cases,
        units=tuple(units[: len(made.cases.units)]),
        topics=tuple(topics[: len(made.cases.topics)]),
        ids=tuple(str(uuid5(UUID(int=9), one)) for one in made.cases.ids),
    )
    assert (len(cases.units), len(cases.topics)) == (len(made.cases.units), len(made.cases.topics))
    return reckon(History(cases, made.staff, made.calendar, made.last, {}), "ab" * 32, Terms(12, 0, "1", "system"))


@pytest.fixture
async def signals(house: House, reading: Reading) -> Sequence[StoredSignal]:
    async with house.database.transaction() as session:
        return await store(session, reading, NOW)


def strong(signals: Sequence[StoredSignal]) -> StoredSignal:
    return next(one for one in signals if one.strength == "kuat" and one.topic)


async def test_before_the_first_reading_the_page_says_when_it_comes(client: httpx.AsyncClient, house: House) -> None:
    await staffed(house, analis=(Role.ANALYST, "BPSDM"))
    async with signed_in(client, "analis") as analyst:
        page = await analyst.get(PAGE)
    assert page.status_code == 200
    assert "Belum ada pembacaan" in page.text


async def test_an_analyst_works_at_the_signals_and_reads_all_of_them(
    client: httpx.AsyncClient, house: House, signals: Sequence[StoredSignal]
) -> None:
    await staffed(house, analis=(Role.ANALYST, "BPSDM"))
    async with signed_in(client, "analis") as analyst:
        assert (await analyst.get("/kantor")).headers["location"].endswith(PAGE)
        page = await analyst.get(PAGE)
        assert page.text.count("/sinyal/") >= sum(one.label.startswith("kompetensi") for one in signals)
        only = await analyst.get(PAGE, params={"unit": strong(signals).unit})
    assert "Belum cukup data" in page.text
    assert f"/sinyal/{strong(signals).id}" in only.text
    others = {one.id for one in signals if one.unit != strong(signals).unit}
    assert not any(str(one) in only.text for one in others)


async def test_no_list_is_ordered_by_how_bad_units_are(
    client: httpx.AsyncClient, house: House, signals: Sequence[StoredSignal]
) -> None:
    await staffed(house, analis=(Role.ANALYST, "BPSDM"))
    region = await house.region.current()
    async with signed_in(client, "analis") as analyst:
        page = (await analyst.get(PAGE)).text
    listed = [one for one in signals if one.strength == "kuat" and one.label.startswith("kompetensi")]
    shown = sorted(listed, key=lambda one: page.index(str(one.id)))
    names = [region.unit[one.unit].name if one.unit in region.unit else one.unit for one in shown]
    assert names == sorted(names)
    assert len(names) > 2


async def test_a_head_reads_the_own_units_signal_answers_it_and_sees_who_opened_it(
    client: httpx.AsyncClient, house: House, signals: Sequence[StoredSignal]
) -> None:
    one = strong(signals)
    other = next(each for each in signals if each.unit != one.unit)
    await staffed(house, analis=(Role.ANALYST, "BPSDM"), kepala=(Role.HEAD, one.unit))
    async with signed_in(client, "analis") as analyst:
        assert (await analyst.get(f"{PAGE}/sinyal/{one.id}")).status_code == 200
        page = await analyst.get(f"{PAGE}/sinyal/{one.id}")
        assert "Tanggapan Anda" not in page.text, "only the unit answers"
    async with signed_in(client, "kepala") as head:
        assert str(other.id) not in (await head.get(PAGE)).text
        assert (await head.get(f"{PAGE}/sinyal/{other.id}")).status_code == 404
        page = await head.get(f"{PAGE}/sinyal/{one.id}")
        assert "Nama analis" in page.text
        assert "Ini pertanyaan untuk ditelaah, bukan penilaian pegawai." in page.text
        action = f"{PAGE}/sinyal/{one.id}/tanggapan"
        back = await head.post(action, data=fields(page.text, action) | {"words": " "})
        assert back.status_code == 422
        assert "Tulis tanggapannya" in back.text
        words = "Dua alat kami rusak sejak Maret."
        sent = await head.post(action, data=fields(page.text, action) | {"words": words})
        assert sent.status_code == 303
        assert words in (await head.get(sent.headers["location"])).text


async def test_a_unit_answers_where_the_need_waits_for_it(
    client: httpx.AsyncClient, house: House, signals: Sequence[StoredSignal]
) -> None:
    needs = Needs(house.database, house.clock, house.calendars, house.region)
    async with house.database.transaction() as session:
        opened = await needs.heard(session, signals, NOW.date())
    analyst = Actor("officer", uuid4(), (Post(Role.ANALYST, "BPSDM", frozenset({"BPSDM"})),))
    need = (await needs.one(opened[0], analyst)).need
    one = next(each for each in signals if each.code == need.heard[-1].code)
    assert need.unit is not None
    await staffed(house, kepala=(Role.HEAD, need.unit))
    async with signed_in(client, "kepala") as head:
        page = (await head.get(f"{PAGE}/sinyal/{one.id}")).text
    assert f"/kantor/kompetensi/kebutuhan/{need.id}" in page
    assert "Tanggapi di halaman kebutuhan" in page
    assert "Kirim tanggapan" not in page, "it is said in one place"


async def test_a_case_behind_a_signal_is_opened_by_a_press_that_is_written_down(
    client: httpx.AsyncClient, house: House, signals: Sequence[StoredSignal]
) -> None:
    one = strong(signals)
    case = await house.handling.handle(Order(uuid4(), filing(), "signal"))
    write = text(
        "UPDATE signal_cases SET complaint_id = :case WHERE signal_id = :signal AND kind = 'random' AND place = 1"
    )
    async with house.database.transaction() as session:
        await session.exec(write, params={"case": case.id, "signal": one.id})  # type: ignore[call-overload]
    await staffed(house, analis=(Role.ANALYST, "BPSDM"))
    book = SignalBook(house.database, house.clock, house.keys)
    async with signed_in(client, "analis") as analyst:
        page = await analyst.get(f"{PAGE}/sinyal/{one.id}")
        assert case.code not in page.text.replace("-", ""), "who knows its code can read it where nobody notices"
        action = f"{PAGE}/sinyal/{one.id}/aduan/{case.id}"
        opened = await analyst.post(action, data=fields(page.text, action))
        assert opened.headers["location"] == f"/kantor/aduan/{case.id}"
        strange = await analyst.post(f"{PAGE}/sinyal/{one.id}/aduan/{uuid4()}", data=fields(page.text, action))
        assert strange.status_code == 404
    assert case.id in {line.complaint for line in await book.openings(one.code, SYSTEM_ANALYST)}


async def test_what_several_units_show_together_says_so_and_asks_for_a_reading_of_cases(
    client: httpx.AsyncClient, house: House, reading: Reading
) -> None:
    """Its heads see it and others do not; files are drawn of what was looked at together, and of nothing else."""
    units, topics = ("BMBK", "PSDA", "DISHUB"), ("jalan_rusak", "jembatan_rusak")
    told = next(one for one in reading.signals if one.signal.strength == "kuat" and one.signal.label in COMPETENCE)
    group = told._replace(
        span=Span.BOTH,
        members=Members(units, topics),
        signal=dataclasses.replace(told.signal, unit="jenis-prasarana", topic="rumpun-jalan"),
    )
    async with house.database.transaction() as session:
        (one,) = await store(session, reading._replace(last=SPAN[1], signals=(group,)), NOW)
    await staffed(house, analis=(Role.ANALYST, "BPSDM"), kepala=(Role.HEAD, "PSDA"), lain=(Role.HEAD, "DLH"))
    async with signed_in(client, "analis") as analyst:
        listed = (await analyst.get(PAGE)).text
        assert "Perlu telaah berkas" in listed
        assert "unit sejenis dan serumpun, dilihat dua tahun" in listed
        assert str(one.id) in (await analyst.get(PAGE, params={"unit": "DISHUB"})).text
        assert str(one.id) not in (await analyst.get(PAGE, params={"unit": "DLH"})).text
        page = (await analyst.get(f"{PAGE}/sinyal/{one.id}")).text
        assert "di antara unit sejenis ini (Dinas prasarana)" in page
        assert "Di mana tepatnya hanya dapat diketahui dengan telaah berkas." in page
        action = f"{PAGE}/sinyal/{one.id}/telaah"
        await closed(house, "DISHUB")  # on no topic of the family
        nothing = await analyst.post(action, data=fields(page, action))
        assert (nothing.status_code, "Tidak ada aduan selesai" in nothing.text) == (409, True)
        case = await closed(house, "BMBK")
        sent = await analyst.post(action, data=fields(page, action))
        sample = sent.headers["location"].split("?")[0]
        assert (await analyst.get(sample)).status_code == 200
        assert sample in (await analyst.get(f"{PAGE}/sinyal/{one.id}")).text
    async with house.database.reading() as session:
        drawn = list(await session.exec(text("SELECT complaint_id FROM case_sample_cases")))  # type: ignore[call-overload]
    assert [row[0] for row in drawn] == [case]
    async with signed_in(client, "kepala") as head:
        assert str(one.id) in (await head.get(PAGE)).text
        page = (await head.get(f"{PAGE}/sinyal/{one.id}")).text
        assert "Undi berkas" not in page
        assert "Tanggapan Anda" in page
        assert (await head.post(action, data=fields(page, f"{PAGE}/sinyal/{one.id}/tanggapan"))).status_code == 403
    async with signed_in(client, "lain") as head:
        assert str(one.id) not in (await head.get(PAGE)).text
        assert (await head.get(f"{PAGE}/sinyal/{one.id}")).status_code == 404


def test_the_picture_keeps_everything_inside_and_one_where_the_usual_is() -> None:
    chance = np.random.default_rng(3)
    for _ in range(50):
        ratios = [Ratio("a", v, v * 0.8, v * 1.3, main=True) for v in chance.uniform(0.2, 6, 3)]
        end = axis_end(ratios)
        drawing = intervals(ratios, [(0.0, "0"), (end, str(end))])
        assert all(0 <= at <= drawing.width for line in drawing.lines for at in (line.low, line.x, line.high) if at)
        assert all(line.low <= line.x <= line.high for line in drawing.lines if line.low and line.high)
        assert drawing.across[0][0] < drawing.usual <= drawing.across[-1][0]
        assert drawing.lines[-1].y < drawing.bottom
