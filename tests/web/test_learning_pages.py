"""Pages of learning: courses, keys, tables from Moodle, answers after a training, one's own page, hours handed on."""

import csv
import re
from io import BytesIO, StringIO
from uuid import UUID

import httpx
import openpyxl  # type: ignore[import-untyped]

from competency.action_plans import ActionPlans
from competency.answers import OPEN_DAYS, QUESTIONS
from competency.batch_tables import SeatRow
from competency.learning_hours import Learnt, Line
from foundation.database import plainly
from people.actor import Role
from tests.competency.question_samples import TWO
from tests.competency.test_answers import on
from tests.competency.training_world import LAST_DAY, UNITS, World, planned, world
from tests.web.citizen import fields
from tests.web.officer import hire, signed_in
from web.house import House
from web.learning_hours import COLUMNS

E_LEARNING, OWN, ANSWERS = "/kantor/pelatihan/e-learning", "/kantor/belajar", "/kantor/pelatihan/jawaban"
COURSE = "https://belajar.contoh.example/course/view.php?id=7"
NIP = "199001012015031001"
SIX = UNITS[:6]


async def send(browser: httpx.AsyncClient, page: str, to: str = "", **values: str) -> httpx.Response:
    """The form of a page that is sent to `to`, filled in."""
    found = await browser.get(page)
    assert found.status_code == 200, found.text
    return await browser.post(to or page, data=fields(found.text, to or page) | values)


async def seated(house: House) -> tuple[World, UUID]:
    """A batch with six who said yes, on its last day."""
    here = await world(house, SIX)
    batch = await planned(here)
    async with house.database.transaction() as session:
        for unit, actor in here.people.items():
            assert actor.person is not None
            session.add(SeatRow(batch_id=batch, officer_id=actor.person, unit=unit, state="accepted"))
    on(house, LAST_DAY)
    return here, batch


async def test_a_course_a_key_and_a_table_from_moodle(client: httpx.AsyncClient, house: House) -> None:
    here = await world(house, SIX[:2])
    one, other = (here.people[unit].person for unit in SIX[:2])
    assert one is not None
    assert other is not None
    await house.keeping.correct(one, "petugas.dlh", "Nama satu", "satu@contoh.example")
    material = (await here.catalogue.one(here.training)).material.id
    async with signed_in(client, "analis") as analyst:
        refused = await send(analyst, E_LEARNING, f"{E_LEARNING}/kursus", title="Menangani keluhan")
        assert refused.status_code == 422
        assert "Menangani keluhan" in refused.text
        tied = {"title": "Menangani keluhan", "link": COURSE, "material": str(material)}
        assert (await send(analyst, E_LEARNING, f"{E_LEARNING}/kursus", **tied)).status_code == 303
        assert (await send(analyst, E_LEARNING, f"{E_LEARNING}/kursus", **tied)).status_code == 422
        made = await send(analyst, E_LEARNING, f"{E_LEARNING}/kunci", platform="Moodle BPSDM")
        key, secret = re.findall(r"<dd><code>([^<]+)</code></dd>", made.text)[1:]
        statement = {
            "actor": {"mbox": "mailto:satu@contoh.example"},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
            "object": {"id": COURSE},
        }
        version = {"X-Experience-API-Version": "1.0.3"}
        came = await client.post("/xapi/statements", json=statement, headers=version, auth=(key, secret))
        assert came.status_code == 200
        shown = await analyst.get(E_LEARNING)
        assert secret not in shown.text
        [course] = await _course(house)
        page = f"{E_LEARNING}/moodle"
        table = f'Email address,ID number,Course complete\nsatu@contoh.example,,"10/11/26, 15:31"\n,{NIP},10/11/26\n'
        table += "lain@contoh.example,,10/11/26\nsatu@contoh.example,,kemarin\n,,10/11/26\n"
        form = fields((await analyst.get(page)).text, page) | {"kursus": str(course)}
        looked = await analyst.post(page, data=form, files={"berkas": ("selesai.csv", table.encode(), "text/csv")})
        for words in ("1 baris disimpan", "2 baris orang yang tidak dikenal", "2 baris perlu diperbaiki"):
            assert words in looked.text
        assert "lain@contoh.example" not in looked.text.split("<table")[1]
        assert await _results(house) == [("xapi", one)], "a preview keeps nothing"
        number = fields((await analyst.get(OWN)).text, f"{OWN}/nip")
        assert (await analyst.post(f"{OWN}/nip", data=number | {"nip": "123"})).status_code == 422
        async with signed_in(client, f"petugas.{SIX[1].lower()}") as own:
            assert (await send(own, OWN, f"{OWN}/nip", nip=NIP)).status_code == 303
        kept = fields(looked.text, page) | {"isi": table, "act": "simpan", "kursus": str(course), "tertinggi": "100"}
        for _again in range(2):
            assert (await analyst.post(page, data=kept)).status_code == 303
        assert await _results(house) == [("csv", one), ("csv", other), ("xapi", one)]
        assert "lain@" not in str(await _rows(house, "SELECT * FROM course_results"))
        revoke = f"{E_LEARNING}/kunci/{key}/cabut"
        assert (await send(analyst, E_LEARNING, revoke)).status_code == 303
    refused = await client.post("/xapi/statements", json=statement, headers=version, auth=(key, secret))
    assert refused.status_code == 401


async def _rows(house: House, statement: str) -> list[dict[str, object]]:
    async with house.database.reading() as session:
        return [dict(row) for row in await plainly(session, statement)]


async def _course(house: House) -> list[object]:
    return [row["course_id"] for row in await _rows(house, "SELECT course_id FROM courses")]


async def _results(house: House) -> list[tuple[object, object]]:
    found = await _rows(house, "SELECT source, officer_id FROM course_results")
    return sorted(((row["source"], row["officer_id"]) for row in found), key=str)


async def test_answers_from_the_own_page_to_the_results(client: httpx.AsyncClient, house: House) -> None:
    here, batch = await seated(house)
    material = (await here.catalogue.one(here.training)).material.id
    test, plan, draw = f"{OWN}/{batch}/tes/after", f"{OWN}/{batch}/rencana", f"{OWN}/{batch}/kuesioner"
    async with signed_in(client, "analis") as analyst:
        questions = f"{ANSWERS}/soal/{material}"
        assert (await send(analyst, questions, questions=TWO.replace("*", "-"))).status_code == 422
        assert (await send(analyst, questions, questions=TWO)).status_code == 303
        assert "* Unit yang berwenang" in (await analyst.get(questions)).text
        slips = await send(analyst, f"{ANSWERS}/{batch}", f"{ANSWERS}/{batch}/kode", count="2")
        codes = re.findall(r"<code>([a-z2-7 ]+)</code>", slips.text)
        assert len(codes) == 2
        assert (await send(analyst, f"{ANSWERS}/{batch}", f"{ANSWERS}/{batch}/kode", count="9")).status_code == 409
    found = await send(client, "/tanggapi", kode=codes[0].upper())
    paper = found.headers["location"]
    lacking = await send(client, paper, content="5", words="Saran saya")
    assert lacking.status_code == 422
    assert "Saran saya" in lacking.text
    five = dict.fromkeys(QUESTIONS, "5")
    assert (await send(client, paper, **five, words="Saran saya")).status_code == 303
    assert (await client.get(paper)).status_code == 404
    assert (await send(client, "/tanggapi", kode="bukan kode")).status_code == 404
    for unit in SIX[:4]:
        async with signed_in(client, f"petugas.{unit.lower()}") as own:
            drawn = await send(own, OWN, draw)
            assert (await send(own, drawn.headers["location"], **five)).status_code == 303
            assert draw not in (await own.get(OWN)).text, "nobody draws twice"
    async with signed_in(client, f"petugas.{SIX[0].lower()}") as own:
        assert (await send(own, test, q0="1")).status_code == 422
        assert (await send(own, test, q0="1", q1="1")).status_code == 303
        mine = await own.get(OWN)
        assert ">50<" in mine.text
        assert test not in mine.text
        assert (await own.get(test)).status_code == 409
        words = "Menjawab pertanyaan warga lebih dahulu."
        unfinished = await send(own, plan, plan=words, superior="atasan")
        assert unfinished.status_code == 422
        assert words in unfinished.text
        assert (await send(own, plan, plan=words, superior="atasan@contoh.example")).status_code == 303
        assert words in (await own.get(OWN)).text
    async with signed_in(client, f"petugas.{SIX[1].lower()}") as other:
        page = await other.get(OWN)
        for secret in (words, ">50<", f"petugas.{SIX[0].lower()}"):
            assert secret not in page.text
    await hire(house, "kepala", (Role.HEAD, SIX[0]))
    async with signed_in(client, "kepala") as head:
        for hidden in (ANSWERS, f"{ANSWERS}/{batch}", "/kantor/pelatihan/jam"):
            assert (await head.get(hidden)).status_code == 403
        assert (await head.get(test)).status_code == 404, "not one of theirs"
        for shown in ("/kantor/pelatihan", f"/kantor/pelatihan/angkatan/{batch}"):
            page = await head.get(shown)
            assert page.status_code == 200
            assert words not in page.text
    async with signed_in(client, "analis") as analyst:
        early = await analyst.get(f"{ANSWERS}/{batch}")
        assert "5 orang sudah menjawab" in early.text
        assert "Saran saya" not in early.text
    house.clock.instant = house.clock.instant.replace(day=LAST_DAY.day + OPEN_DAYS + 1)  # type: ignore[attr-defined]
    async with signed_in(client, "analis") as analyst:
        over = await analyst.get(f"{ANSWERS}/{batch}")
        for shown in ("Saran saya", "5,0", words, f"Nama petugas.{SIX[0].lower()}"):
            assert shown in over.text


async def test_somebody_who_is_asked_about_a_plan_answers_by_a_link(client: httpx.AsyncClient, house: House) -> None:
    here, batch = await seated(house)
    plans = ActionPlans(house.database, house.clock, house.keys, await house.zone())
    person = here.people[SIX[0]].person
    assert person is not None
    await plans.write(batch, person, "Menjawab pertanyaan warga lebih dahulu.", "atasan@contoh.example", [])
    [row] = await _rows(house, "SELECT ask_id FROM plan_askings")
    ask = row["ask_id"]
    assert isinstance(ask, UUID)
    link = f"/tindak-lanjut/{ask}/{plans.token(ask)}"
    assert (await client.get(link)).status_code == 409, "not before three months are over"
    house.clock.instant = house.clock.instant.replace(year=2027, month=4)  # type: ignore[attr-defined]
    assert (await client.get(f"/tindak-lanjut/{ask}/{'a' * 26}")).status_code == 404
    refused = await send(client, link, words="Terlihat di loket")
    assert refused.status_code == 422
    assert "Terlihat di loket" in refused.text
    assert (await send(client, link, done="4", words="Terlihat di loket")).status_code == 200
    assert (await client.get(link)).status_code == 409
    async with signed_in(client, f"petugas.{SIX[0].lower()}") as own:
        assert "Terlihat di loket" in (await own.get(OWN)).text


async def test_hours_are_handed_on_with_trainings_and_nothing_else(client: httpx.AsyncClient, house: House) -> None:
    assert Line._fields == ("nip", "training", "form", "on", "hours")
    assert Learnt._fields == ("officer", "training", "form", "on", "hours")
    assert len(COLUMNS) == len(Line._fields)
    here, batch = await seated(house)
    people = [one.person for one in here.people.values()]
    async with house.database.transaction() as session:
        for person in people[:2]:
            seat = await session.get(SeatRow, (batch, person))
            assert seat is not None
            seat.hours, seat.finished = 16, True
    async with signed_in(client, f"petugas.{SIX[0].lower()}") as own:
        assert "Belum ada jam" not in (await own.get(OWN)).text
        assert (await send(own, OWN, f"{OWN}/nip", nip=NIP)).status_code == 303
        assert f"{OWN}/nip" not in (await own.get(OWN)).text
    [sealed] = await _rows(house, "SELECT nip FROM officer_numbers")
    assert NIP not in str(sealed["nip"])
    page = "/kantor/pelatihan/jam"
    async with signed_in(client, "analis") as analyst:
        assert (await send(analyst, page, year="1999")).status_code == 422
        told = await send(analyst, page, year="2026", kind="csv")
        head, row = csv.reader(StringIO(told.content.decode("utf-8-sig")), delimiter=";")
        assert head == ["NIP", "Pelatihan", "Bentuk", "Tanggal selesai", "Jam pelajaran (JP)"]
        assert row == [NIP, "Menangani keluhan sampah", row[2], LAST_DAY.isoformat(), "16"]
        book = await send(analyst, page, year="2026", kind="xlsx")
        sheet = openpyxl.load_workbook(BytesIO(book.content))["jam_pelajaran"]
        assert NIP in [cell.value for line in sheet.iter_rows() for cell in line]
        listed = await analyst.get(page)
        assert NIP not in listed.text
    logged = await _rows(house, "SELECT by, year, people, left_out FROM hours_exports")
    assert [tuple(row.values()) for row in logged] == [(here.analyst.person, 2026, 1, 1)] * 2
