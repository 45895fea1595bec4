"""Reports made by a worker: what is killed is made anew, what is slow changes nothing, schedules owe each one once."""

import asyncio
import csv
import signal
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]
from pypdf import PdfReader
from sqlmodel import select

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.day_roots import make_due
from complaints.kinds import Kind, Visibility
from complaints.ticket import show
from foundation.clock import SetClock
from foundation.embedded import Address
from foundation.errors import NotFound, Refused
from foundation.sealing import KeyRing
from notices.channel import Delivered, Message, Outcome
from people.actor import SYSTEM, Actor, Role
from service.reporting import Making, ask_for_due, tell
from service.settings import Settings
from service.wiring import build
from sla.report_jobs import KEPT, LEASE, Job, Jobs, Lost, Made, Wish, Work
from sla.report_schedules import Schedules
from sla.report_words import made_anew
from sla.tables import ReportFileCaseRow, ReportFileRow
from tests.make import COORDINATOR, OFFICER, citizen, filing, words
from tests.web.officer import hire
from web.house import House

ROOT = Path(__file__).parents[2]
FORMULA = '=HYPERLINK("http://jahat.example","klik")'


def jobs(house: House) -> Jobs:
    return Jobs(house.database, house.clock)


def clock(house: House) -> SetClock:
    assert isinstance(house.clock, SetClock)
    return house.clock


async def answered(house: House, number: int, **fields: object) -> Complaint:
    """A case received in October and answered, or forwarded `to` a body outside."""
    key, at = uuid4(), datetime(2026, 10, 5, 3, tzinfo=UTC) + timedelta(days=number)
    text = fields.pop("text", "Jalan berlubang, hubungi Budi di 0812-3456-7890.")
    outside = fields.pop("to", None)
    steps: list[tuple[c.Command, Actor]] = [(filing(str(text), received_at=at, **fields), citizen(key))]
    if isinstance(outside, c.ForwardOut):
        steps += [(outside, COORDINATOR)]
    else:
        steps += [(c.Forward("BMBK", "jalan_rusak"), COORDINATOR), (c.Take(), OFFICER)]
        steps += [(c.Resolve(words("Sudah kami tambal.")), OFFICER)]
    for place, (command, by) in enumerate(steps):
        order = c.Order(key, command, f"test:{place}", at=at + timedelta(hours=place))
        complaint = await house.handling.handle(order, by)
    return complaint


@pytest.fixture
async def supervisor(house: House) -> Actor:
    return await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))


def person(actor: Actor) -> UUID:
    assert actor.person is not None
    return actor.person


async def made(house: House, actor: Actor, wish: Wish) -> Job:
    job_id = await jobs(house).ask(person(actor), wish)
    assert await Making(house).run() == 1
    return await jobs(house).job(person(actor), job_id)


async def content(house: House, actor: Actor, job: Job) -> dict[str, bytes]:
    return {one.name: (await jobs(house).file(person(actor), job.id, one.name)).content for one in job.files}


async def test_a_report_is_a_tagged_pdf_a_workbook_and_a_table(house: House, supervisor: Actor) -> None:
    for number in range(6):
        await answered(house, number)
    job = await made(house, supervisor, Wish("report", "2026-10"))
    files = await content(house, supervisor, job)
    assert sorted(files) == [f"laporan-2026-10-wilayah.{ending}" for ending in ("csv", "pdf", "xlsx")]
    pdf = PdfReader(BytesIO(files["laporan-2026-10-wilayah.pdf"]))
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"].startswith("id")
    assert root["/MarkInfo"]["/Marked"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Laporan bulanan pengaduan masyarakat, Oktober 2026"
    kinds, alternatives = _tags(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/TH", "/Figure"} <= kinds
    assert len(alternatives) >= 2
    assert all(words.strip() for words in alternatives)
    assert "6 aduan" in pdf.pages[0].extract_text()
    words_of = _begins(pdf, "Terlambat,")
    assert words_of["Terlambat"] - words_of["waktu"] > 27, "headings side by side keep apart: a word of 22 and a gap"
    book = load_workbook(BytesIO(files["laporan-2026-10-wilayah.xlsx"]))
    assert book.sheetnames[0] == "isi"
    assert book.sheetnames[-1] == "kamus"
    unit = [[cell.value for cell in row] for row in book["unit"].iter_rows()]
    assert unit[1][:3] == ["Dinas Bina Marga dan Bina Konstruksi", 6, 6]
    rows = list(csv.reader(StringIO(files["laporan-2026-10-wilayah.csv"].decode("utf-8-sig")), delimiter=";"))
    assert ["arus", "Diterima", "Aduan", "6"] in rows


def _begins(pdf: PdfReader, among: str) -> dict[str, float]:
    """Where words of the heading of the table in which `among` stands first begin, in points from the left."""
    for page in pdf.pages:
        told: list[tuple[str, float, float]] = []

        def take(text: str, place: list[float], *_: Any, told: list[tuple[str, float, float]] = told) -> None:
            told.extend([(text.strip(), place[4], place[5])] if text.strip() else [])

        page.extract_text(visitor_text=take)
        high = [y for text, _x, y in told if text == among]
        if high:
            return {text: x for text, x, y in reversed(told) if abs(y - high[0]) < 30}
    raise AssertionError(f"no page has {among}")


def _tags(node: object) -> tuple[set[str], list[str]]:
    kinds: set[str] = set()
    alternatives: list[str] = []
    stack = [node]
    while stack:
        one = stack.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            stack += one
        elif isinstance(one, dict):
            kinds.add(str(one.get("/S", "")))
            if one.get("/S") == "/Figure":
                alternatives.append(str(one.get("/Alt", "")))
            if "/K" in one:
                stack.append(one["/K"])
    return kinds, alternatives


async def test_what_a_killed_worker_had_in_hand_is_made_by_the_next_one_and_its_late_result_is_refused(
    house: House, supervisor: Actor
) -> None:
    await answered(house, 1)
    book = jobs(house)
    job_id = await book.ask(person(supervisor), Wish("report", "2026-10"))
    killed = await book.claim()
    assert killed is not None
    assert await book.claim() is None, "one at a time"
    await answered(house, 2)
    clock(house).instant += LEASE
    assert await Making(house).run() == 1
    with pytest.raises(Lost):
        await book.done(killed, Work([Made("palsu.pdf", "application/pdf", b"")]))
    with pytest.raises(Lost):
        await book.came_to(killed, 50)
    job = await book.job(person(supervisor), job_id)
    assert (job.state, job.progress, job.attempts) == ("done", 100, 2)
    first = await content(house, supervisor, job)
    assert "palsu.pdf" not in first


@pytest.mark.parametrize("moment", ["came_to", "done"])
async def test_the_monthly_report_of_a_killed_worker_is_made_by_another_and_told_of_once(
    house: House, lampung_address: Address, tmp_path: Path, moment: str
) -> None:
    settings = Settings(data=tmp_path)
    own = build(settings, house.database, SetClock(house.clock.now()), KeyRing.at(settings.keys_file))
    await answered(own, 1)
    clock(own).instant = datetime(2026, 10, 20, 3, tzinfo=UTC)
    posts = [(Role.SECRETARY, "SETDA")]
    secretary = await own.accounts.add("sekda", "Sekda", "kata sandi uji coba", posts, "sekda@lampung.example")
    await Schedules(own.database, own.clock).add(secretary, None, 3, [secretary])
    clock(own).instant = datetime(2026, 11, 5, 1, tzinfo=UTC)
    assert await ask_for_due(own) == 1
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.web.dying_report"),
        *(lampung_address.url, str(tmp_path), own.clock.now().isoformat(), moment),
        cwd=ROOT,
    )
    assert await asyncio.wait_for(process.wait(), 240) == -signal.SIGKILL
    assert await Making(own).run() == 0, "it may still be at work"
    clock(own).instant += LEASE
    workers = await asyncio.gather(*(Making(own).run() for _ in range(2)))
    assert sorted(workers) == [0, 1]
    (job,) = await jobs(own).mine(secretary)
    assert (job.state, job.progress, job.attempts) == ("done", 100, 2)
    assert len({one.name for one in job.files}) == len(job.files) == 3
    box = Box()
    assert [await tell(own, [box], "https://aduan.example") for _ in range(3)] == [1, 0, 0]
    assert [one.address for one in box.sent] == ["sekda@lampung.example"]


async def test_two_workers_share_what_waits_and_make_each_once(house: House, supervisor: Actor) -> None:
    await answered(house, 1)
    for month in ("2026-08", "2026-09", "2026-10"):
        await jobs(house).ask(person(supervisor), Wish("report", month))
    counts = await asyncio.gather(Making(house).run(), Making(house).run())
    assert sum(counts) == 3
    assert {job.attempts for job in await jobs(house).mine(person(supervisor))} == {1}


async def test_a_report_has_the_sight_of_who_asked_at_the_time_it_is_made(house: House) -> None:
    await answered(house, 1)
    head = await hire(house, "kadis", (Role.HEAD, "DISHUB"))
    for unit in ("BMBK", None):
        job = await made_or_not(house, head, Wish("report", "2026-10", unit))
        assert (job.state, job.files) == ("failed", ())
        assert "berwenang" in job.fault
    own = await made(house, head, Wish("report", "2026-10", "DISHUB"))
    table = (await content(house, head, own))["laporan-2026-10-dishub.csv"].decode("utf-8-sig")
    assert "arus;Diterima;Aduan;0" in table


async def made_or_not(house: House, actor: Actor, wish: Wish) -> Job:
    job_id = await jobs(house).ask(person(actor), wish)
    await Making(house).run()
    return await jobs(house).job(person(actor), job_id)


async def test_files_are_ones_own_and_are_forgotten_in_time(house: House, supervisor: Actor) -> None:
    job = await made(house, supervisor, Wish("report", "2026-10"))
    other = await hire(house, "lain", (Role.SUPERVISOR, "SETDA"))
    with pytest.raises(NotFound):
        await jobs(house).file(person(other), job.id, job.files[0].name)
    clock(house).instant += KEPT
    with pytest.raises(NotFound):
        await jobs(house).file(person(supervisor), job.id, job.files[0].name)
    assert await jobs(house).sweep() == 1


class Box:
    name = "email"

    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def send(self, message: Message) -> Outcome:
        self.sent.append(message)
        return Delivered()


async def test_a_schedule_owes_each_recipient_one_report_a_month_and_tells_them_where_it_lies(house: House) -> None:
    await answered(house, 1)
    clock(house).instant = datetime(2026, 10, 20, 3, tzinfo=UTC)
    supervisor = await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    person_id = await house.accounts.add(
        "sekda", "Sekda", "kata sandi uji coba", [(Role.SECRETARY, "SETDA")], "sekda@lampung.example"
    )
    schedules, box = Schedules(house.database, house.clock), Box()
    await schedules.add(person(supervisor), None, 3, [person_id, person(supervisor)])
    clock(house).instant = datetime(2026, 11, 3, 10, tzinfo=UTC)
    assert await ask_for_due(house) == 0, "the third working day of November is the fourth"
    clock(house).instant = datetime(2026, 11, 4, 1, tzinfo=UTC)
    assert await ask_for_due(house) == 2
    assert await ask_for_due(house) == 0
    assert await Making(house).run() == 2
    clock(house).instant = datetime(2026, 11, 4, 16, tzinfo=UTC)
    assert await tell(house, [box], "https://aduan.example") == 0, "nobody is written to at night"
    clock(house).instant = datetime(2026, 11, 5, 1, tzinfo=UTC)
    assert await tell(house, [box], "https://aduan.example") == 1, "one of them has left no address"
    assert await tell(house, [box], "https://aduan.example") == 0
    (letter,) = box.sent
    assert letter.address == "sekda@lampung.example"
    assert "Oktober 2026" in letter.subject
    assert "https://aduan.example/kantor/laporan#berkas-" in letter.body
    clock(house).instant = datetime(2026, 12, 3, 1, tzinfo=UTC)
    assert await ask_for_due(house) == 2


async def test_the_evidence_file_names_no_person_can_be_checked_and_is_the_same_again(
    house: House, supervisor: Actor
) -> None:
    for number in range(6):
        await answered(house, number)
    secret = await answered(house, 7, visibility=Visibility.CONFIDENTIAL, text="Rahasia sekali.")
    outside = await answered(house, 8, to=c.ForwardOut("PLN"))
    oversight = uuid4()
    order = c.Order(
        oversight,
        filing("Pungli.", kind=Kind.OVERSIGHT, about_unit="BMBK"),
        "o:1",
        at=datetime(2026, 10, 9, tzinfo=UTC),
    )
    hidden = await house.handling.handle(order, citizen(oversight))
    await make_due(house.database, house.clock, await house.zone())
    first, second = [
        await content(house, supervisor, await made(house, supervisor, Wish("evidence", "2026-Q4", outside=True)))
        for _ in range(2)
    ]
    packed = first["bukti-2026-Q4.zip"]
    assert packed == second["bukti-2026-Q4.zip"], "the same cases as of the same instant make the same bytes"
    with ZipFile(BytesIO(packed)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    sums = dict(line.split("  ")[::-1] for line in files.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: sha256(data).hexdigest() for name, data in files.items()}
    samples = [data.decode() for name, data in files.items() if name.startswith("contoh/")]
    assert len(samples) == 6
    assert all("Sudah kami tambal." in one and "3456" not in one for one in samples)
    listed = files["daftar-aduan.csv"].decode("utf-8-sig")
    assert len(listed.splitlines()) == 1 + 8, "what is on the oversight road is in no list"
    (sent,) = [row for row in csv.DictReader(StringIO(listed), delimiter=";") if row["Kode"] == show(outside.code)]
    assert sent["Ditangani oleh"] == "PT PLN (Persero) UID Lampung"
    for case in (secret, hidden):
        assert not any(case.code in data.decode("latin-1") for data in files.values())
    assert "Rahasia sekali" not in str(files)
    assert len(files["akar-harian.txt"].decode().splitlines()) >= 2
    told = files["BACA-DULU.txt"].decode()
    assert "Keadaan pada 20 November 2026 pukul 10.00 WIB." in told
    assert "- [ ] Keputusan tentang tim pengelola" in told


async def written_of(house: House) -> set[UUID]:
    """Cases whose words stand in a file."""
    async with house.database.reading() as session:
        return set((await session.exec(select(ReportFileCaseRow.complaint_id))).all())


async def test_files_in_which_erased_words_stand_are_not_handed_over_and_made_anew_without_them(
    house: House, supervisor: Actor
) -> None:
    cases = [await answered(house, number, text=f"Lubang nomor {number}.") for number in range(6)]
    await make_due(house.database, house.clock, await house.zone())
    job = await made(house, supervisor, Wish("evidence", "2026-Q4", outside=True))
    figures = await made(house, supervisor, Wish("report", "2026-10"))
    assert await made_anew(house.database) == 0
    await house.handling.handle(c.Order(cases[2].id, c.Erase("request"), "erase:1"), SYSTEM)
    (name,) = (one.name for one in job.files)
    with pytest.raises(Refused):
        await jobs(house).file(person(supervisor), job.id, name)
    assert await content(house, supervisor, figures), "a file of figures tells nobody's words"
    assert await made_anew(house.database) == 1
    async with house.database.reading() as session:
        assert job.id not in (await session.exec(select(ReportFileRow.job_id))).all()
    assert (await jobs(house).job(person(supervisor), job.id)).state == "waiting"
    assert await Making(house).run() == 1
    assert await made_anew(house.database) == 0, "once is enough"
    with ZipFile(BytesIO((await content(house, supervisor, job))[name])) as archive:
        samples = b"".join(archive.read(one) for one in archive.namelist() if one.startswith("contoh/")).decode()
    assert "Lubang nomor 1." in samples
    assert "Lubang nomor 2." not in samples
    await jobs(house).forget(person(supervisor), job.id)
    assert await written_of(house) == set()
    job = await made(house, supervisor, Wish("evidence", "2026-Q4", outside=True))
    assert await written_of(house) == {one.id for one in cases} - {cases[2].id}
    clock(house).instant += KEPT
    assert await jobs(house).sweep() >= 1
    assert await written_of(house) == set()
