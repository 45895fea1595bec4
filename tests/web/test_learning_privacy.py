"""Who could find out more than they should on pages of the learning loop: tried, and refused."""

import re
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest

from competency.action_plans import ActionPlans
from competency.batch_reading import kept
from competency.batch_tables import SeatRow
from competency.case_samples import CaseSamples, Wish
from competency.certificates import Certificates
from competency.learning_hours import LearningHours
from competency.officer_numbers import OfficerNumbers
from competency.plan_mails import PlanMails
from competency.talks import Point, Talks, Told
from complaints import commands as c
from foundation.clock import SetClock
from foundation.database import plainly
from foundation.errors import Refused
from people.actor import Actor, Post, Role
from tests.competency.test_need_book import Signal
from tests.competency.test_need_book import told as heard
from tests.competency.training_world import FIRST_DAY, LAST_DAY, planned, world
from tests.fakes import FakeChannel
from tests.web.citizen import COORDINATOR, done, fields, filed
from tests.web.officer import PASSWORD, hire, signed_in
from web.case_blind import hidden
from web.house import House

ZONE = ZoneInfo("Asia/Jakarta")
READING = "/kantor/kompetensi/telaah"
NIP = "198001012005011234"
NEEDS = "/kantor/kompetensi/kebutuhan"


def main(page: httpx.Response) -> str:
    assert page.status_code == 200, page.text
    return re.sub(r"(?s)^.*<main", "<main", page.text)


async def closed(house: House, report: str, answer: str) -> UUID:
    """A case of Bina Marga that was answered and found in order."""
    case = await filed(house, report)
    officer = Actor("officer", uuid4(), (Post(Role.OFFICER, "BMBK", frozenset({"BMBK"})),))
    steps: tuple[tuple[Any, Actor], ...] = (
        (c.Forward("BMBK", "jalan_rusak"), COORDINATOR),
        (c.Take(), officer),
        (c.Resolve(c.Words(answer)), officer),
        (c.Confirm(), Actor("citizen", holds=case.id)),
    )
    for command, by in steps:
        await done(house, case.id, command, by)
    return case.id


async def test_a_case_that_is_read_blindly_tells_neither_place_nor_who_signed(
    house: House, client: httpx.AsyncClient
) -> None:
    by = await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    await hire(house, "pembaca", (Role.OFFICER, "DINKES"))
    await house.accounts.add("penanda", "Sulastri Dewi", PASSWORD, [(Role.HEAD, "BMBK")])
    await closed(house, "Jalan di Natar dan di way  halim rusak.", "Sudah ditambal. Hormat kami, Sulastri Dewi, BMBK.")
    assert by.person is not None
    book = CaseSamples(house.database, house.clock, ZONE)
    await book.draw(by.person, Wish(date(2026, 11, 1), date(2026, 12, 1), 5))
    async with signed_in(client, "pembaca") as own:
        page = await own.get(READING)
        taken = await own.post(f"{READING}/ambil", data=fields(page.text, f"{READING}/ambil"))
        read = main(await own.get(taken.headers["location"]))
    assert "Jalan di [wilayah] dan di [wilayah] rusak." in read
    assert "Hormat kami, [petugas], [unit A]." in read


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Lampu di Suka Damai padam", "Lampu di [x] padam"),
        ("lampu di SUKA\nDAMAI padam", "lampu di [x] padam"),
        ("Sukadamai, Tugu, tugu, Tugurejo", "Sukadamai, [x], tugu, Tugurejo"),
    ],
)
def test_names_are_hidden_as_whole_words_alone(text: str, shown: str) -> None:
    assert hidden([text], ["Tugu", "Suka Damai", " ", ""], "[x]") == [shown]
    assert hidden([text], [], "[x]") == [text]


async def test_a_head_does_not_read_what_one_of_their_people_said(house: House, client: httpx.AsyncClient) -> None:
    by = await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    await hire(house, "kepala", (Role.HEAD, "DLH"))
    (need,) = await heard(house, Signal())
    said = {"Atasan tidak pernah menjelaskan caranya.": 1, "Jadwal angkut tidak pernah dibahas.": 5}
    talks = Talks(house.database, house.clock, house.keys, ZONE)
    assert by.person is not None
    for words, people in said.items():
        point = Point(words, "need", "TEK-SAMPAH", "sampah")
        asked = {"pegawai": people}
        day = date(2026, 11, 1)
        await talks.record(
            by.person, Told(uuid4(), "interview", day, "Kantor", asked, [point], unit="DLH", agreed=True)
        )
    seen = {}
    for name in ("analis", "kepala"):
        async with signed_in(client, name) as own:
            page = main(await own.get(f"{NEEDS}/{need}"))
            seen[name] = [words in page for words in said]
    assert seen == {"analis": [True, True], "kepala": [False, True]}


def at(house: House, day: date, hour: int) -> None:
    assert isinstance(house.clock, SetClock)
    house.clock.instant = datetime.combine(day, time(hour), ZONE).astimezone(UTC)


async def test_a_day_is_noted_on_that_day_alone_and_who_leaves_keeps_what_was_earned(
    house: House, client: httpx.AsyncClient
) -> None:
    here = await world(house, ("DLH", "DISHUB"))
    batch, first = await planned(here), here.people["DLH"].person
    assert first is not None
    async with house.database.transaction() as session:
        session.add(SeatRow(batch_id=batch, officer_id=first, unit="DLH", state="accepted"))
        (await kept(session, batch)).status = "invited"
    tokens = {day: here.attendance.token(batch, day) for day in (FIRST_DAY, LAST_DAY)}
    for day in (FIRST_DAY, LAST_DAY):
        at(house, day, 9)
        await here.attendance.come(batch, day, tokens[day], first)
    at(house, FIRST_DAY, 23)
    for day in (FIRST_DAY, LAST_DAY):
        with pytest.raises(Refused):
            await here.attendance.come(batch, day, tokens[day], first)
    at(house, LAST_DAY, 17)
    assert await here.attendance.close(batch, here.analyst) == 1
    plans = ActionPlans(house.database, house.clock, house.keys, ZONE)
    await plans.write(batch, first, "Menjawab setiap warga pada hari yang sama.", "atasan@contoh.example", [])
    numbers = OfficerNumbers(house.database, house.clock, house.keys)
    assert here.analyst.person is not None
    await numbers.set("petugas.dlh", NIP, here.analyst.person)
    await house.accounts.disable("petugas.dlh")
    (paper,) = await Certificates(house.database, house.clock).of_batch(batch)
    found = main(await client.get(f"/sertifikat/{paper.code}"))
    assert paper.masked in found
    for secret in (paper.name, paper.name.split()[-1], NIP, "petugas.dlh", "Dinas Lingkungan Hidup", str(first)):
        assert secret not in found
    hours = LearningHours(house.database, house.clock, house.keys, ZONE)
    assert [(one.nip, one.hours) for one in await hours.export(here.analyst.person, 2026)] == [(NIP, 16)]
    mails, channel = PlanMails(house.database, house.clock, house.keys, house.region), FakeChannel()
    at(house, date(2027, 4, 1), 9)
    assert await mails.run([channel], lambda ask, token: "https://contoh.example") == 0, "nobody is asked of who left"
    async with house.database.reading() as session:
        (row,) = await plainly(session, "SELECT n::text AS told FROM officer_numbers n")
    assert NIP not in row["told"]
