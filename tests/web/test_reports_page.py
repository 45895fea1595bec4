"""Reports, national figures and exchanged tables over HTTP, as officers ask for them."""

import csv
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO, StringIO
from uuid import uuid4

import httpx
import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from complaints import commands as c
from complaints.exchange_cases import known
from complaints.kinds import Status
from people.actor import SYSTEM, Role
from service.reporting import Making
from sla.report_words import made_anew
from tests.make import COORDINATOR, OFFICER, citizen, filing, words
from tests.web.citizen import errors, fields
from tests.web.officer import hire, signed_in
from web.house import House

LAPOR = """Tracking ID;Tanggal Masuk;Isi Laporan Awal;Nama Pelapor;Klasifikasi;Kategori;Dinas Tujuan;Status;\
Tanggal Disposisi;Tanggal Tindak Lanjut;Tindak Lanjut
8800001;02-11-2026 08:10;=HYPERLINK("x") lampu jalan mati;Siti Rahasia;Pengaduan;;DISHUB;Selesai;\
03-11-2026 09:00;05-11-2026 15:00;Sudah kami ganti.
8800002;03-11-2026 10:00;Jembatan retak;;Pengaduan;;Dinas Antah;Terdisposisi Sedang Diproses;04-11-2026 09:00;;
8800003;04-11-2026 10:00;Pohon tumbang;;Aspirasi;;BMBK;Belum Terverifikasi;;;
"""


async def answered(house: House, number: int) -> c.Order:
    key, at = uuid4(), datetime(2026, 10, 5, 3, tzinfo=UTC) + timedelta(days=number)
    steps = [(filing(received_at=at), citizen(key)), (c.Forward("BMBK", "jalan_rusak"), COORDINATOR)]
    steps += [(c.Take(), OFFICER), (c.Resolve(words("Sudah kami tambal.")), OFFICER)]
    for place, (command, by) in enumerate(steps):
        order = c.Order(key, command, f"page:{place}", at=at + timedelta(hours=place))
        await house.handling.handle(order, by)
    return order


def links(page: str, start: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'href="([^"]+)"', page) if one.startswith(start)]


async def test_a_report_is_asked_for_watched_fetched_and_thrown_away(house: House, client: httpx.AsyncClient) -> None:
    for number in range(5):
        await answered(house, number)
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    await hire(house, "kadis", (Role.HEAD, "DISHUB"))
    async with signed_in(client, "pengawas") as own, signed_in(client, "kadis") as head:
        page = await own.get("/kantor/laporan")
        hidden = fields(page.text, "/kantor/laporan")
        refused = await own.post("/kantor/laporan", data=hidden | {"period": "2026-13", "unit": "-"})
        assert refused.status_code == 422
        assert "Pilih masa laporannya" in refused.text
        asked = await own.post("/kantor/laporan", data=hidden | {"period": "2026-10", "unit": "-"})
        assert asked.status_code == 303
        state = await own.get("/kantor/laporan/keadaan")
        assert 'data-waiting="1"' in state.text
        assert await Making(house).run() == 1
        state = await own.get("/kantor/laporan/keadaan")
        assert 'data-waiting="0"' in state.text
        files = links(state.text, "/kantor/laporan/")
        assert [one.rpartition(".")[2] for one in files] == ["pdf", "xlsx", "csv"]
        fetched = await own.get(files[0])
        assert fetched.headers["content-type"] == "application/pdf"
        assert "attachment" in fetched.headers["content-disposition"]
        assert (await head.get(files[0])).status_code == 404, "another's file"
        page = await head.get("/kantor/laporan")
        assert "Berkas bukti untuk evaluasi" not in page.text
        hidden = fields(page.text, "/kantor/laporan")
        for unit in ("-", "BMBK"):
            answer = await head.post("/kantor/laporan", data=hidden | {"period": "2026-10", "unit": unit})
            assert answer.status_code == 403, "a head asks about the own units"
        evidence = await head.post("/kantor/laporan", data=hidden | {"what": "evidence", "quarter": "2026-Q4"})
        assert evidence.status_code == 403
        page = await own.get("/kantor/laporan")
        forget = files[0].rsplit("/", 1)[0] + "/hapus"
        assert (await own.post(forget, data=fields(page.text, forget))).status_code == 303
        assert (await own.get(files[0])).status_code == 404


async def test_a_schedule_is_made_and_ended_on_the_page(house: House, client: httpx.AsyncClient) -> None:
    person = await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    await hire(house, "kadis", (Role.HEAD, "DISHUB"))
    async with signed_in(client, "pengawas") as own, signed_in(client, "kadis") as head:
        page = await own.get("/kantor/laporan")
        hidden = fields(page.text, "/kantor/laporan/jadwal")
        wrong = await own.post("/kantor/laporan/jadwal", data=hidden | {"of": "-", "working_day": "40"})
        assert wrong.status_code == 422
        assert "Pilih hari kerja" in wrong.text
        assert "paling sedikit satu penerima" in wrong.text
        told = hidden | {"of": "-", "working_day": "3", "recipients": str(person.person)}
        assert (await own.post("/kantor/laporan/jadwal", data=told)).status_code == 303
        page = await own.get("/kantor/laporan")
        (end,) = re.findall(r'action="(/kantor/laporan/jadwal/[^"]+/akhiri)"', page.text)
        theirs = await head.get("/kantor/laporan")
        assert end not in theirs.text
        stolen = await head.post(end, data=fields(theirs.text, "/keluar"))
        assert stolen.status_code == 403
        assert (await own.post(end, data=fields(page.text, end))).status_code == 303
        assert end not in (await own.get("/kantor/laporan")).text


async def test_national_figures_stand_on_a_page_and_in_the_tables_alike(
    house: House, client: httpx.AsyncClient
) -> None:
    for number in range(5):
        await answered(house, number)
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    async with signed_in(client, "pengawas") as own:
        page = await own.get("/kantor/laporan/nasional?masa=2026-10")
        assert page.status_code == 200, page.text
        rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page.text, re.S)
        last = {re.sub(r"<small>.*?</small>|<[^>]+>", "", one.partition("</th>")[0]).strip(): one for one in rows}
        shown = r"<td[^>]*>(?:<a[^>]*>)?([^<]*)<"
        told = {name: re.findall(shown, one)[-1] for name, one in last.items() if "<td" in one}
        assert (told["Diterima"], told["Selesai"], told["Ditindaklanjuti"]) == ("5", "5", "100%")
        behind = re.findall(r'<td[^>]*><a href="([^"]*/nasional/aduan[^"]*)">(\d+)<', page.text)
        assert len(behind) >= 4
        for href, number in behind:
            assert f"<caption>{number} aduan" in (await own.get(unescape(href))).text, href
        table = await own.get("/kantor/laporan/nasional/tabel?masa=2026-10&bentuk=csv")
        rows = list(csv.reader(StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
        assert rows[-1][:9] == ["Jumlah", "5", "0", "0", "0", "5", "0", "0", "0"]
        assert rows[-1][9] == "1,0000"
        book = await own.get("/kantor/laporan/nasional/tabel?masa=2026-10&bentuk=xlsx")
        sheet = load_workbook(BytesIO(book.content))["nasional"]
        assert [cell.value for cell in sheet[sheet.max_row]][:2] == ["Jumlah", 5]


@pytest.fixture
async def both(house: House) -> None:
    await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))
    await hire(house, "pengelola", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))


async def brought(own: httpx.AsyncClient, content: bytes, name: str = "lapor.csv") -> httpx.Response:
    page = await own.get("/kantor/tukar")
    upload = [("file", (name, content, "text/csv"))]
    return await own.post("/kantor/tukar", data=fields(page.text, "/kantor/tukar") | {"system": "lapor"}, files=upload)


@pytest.mark.usefixtures("both")
async def test_a_table_is_looked_at_before_it_is_taken_in_and_each_number_once(
    house: House, client: httpx.AsyncClient
) -> None:
    async with signed_in(client, "koordinator") as own, signed_in(client, "pengelola") as other:
        wrong = await brought(own, b"Nama;Umur\nSiti;30\n")
        assert wrong.status_code == 422
        said = errors(wrong.text)[0]
        for heading in ("Tracking ID", "Nomor Laporan", "Tanggal Laporan"):
            assert heading in said, "every heading it could stand under"
        assert "pengelola sistem" in said
        assert "toml" not in said
        first = await brought(own, LAPOR.encode())
        assert first.status_code == 303, first.text
        place = first.headers["location"]
        page = await own.get(place)
        assert "Ambil 2 aduan" in page.text
        assert "exchange.toml" not in page.text
        assert "“Dinas Antah” pada kolom “Dinas Tujuan” tidak dikenal" in unescape(page.text)
        assert "Siti Rahasia" not in page.text, "who filed it is in no column that is read"
        assert await known(house.database, "lapor", ["8800001"], COORDINATOR) == {}, (
            "nothing is taken in before somebody says so"
        )
        assert await Making(house).run() == 0
        assert (await other.get(place)).status_code == 404
        answer = await own.post(place, data=fields(page.text, place))
        assert answer.status_code == 303
        assert await Making(house).run() == 1
        page = await own.get(place)
        assert "2 aduan diambil" in page.text
        there = await known(house.database, "lapor", ["8800001", "8800002", "8800003"], COORDINATOR)
        assert {value: one.status for value, one in there.items()} == {
            "8800001": str(Status.CLOSED),  # nobody said otherwise for ten working days
            "8800003": str(Status.SUBMITTED),
        }
        again = (await brought(other, LAPOR.encode())).headers["location"]
        page = await other.get(again)
        assert "Ambil" not in re.sub(r"<title>.*?</title>", "", page.text).partition("<main")[2].partition("Buang")[0]
        assert "Menunggu verifikasi" in page.text, "how it stands here beside how it stands there"
        token = fields(page.text, f"{again}/hapus")
        assert (await other.post(again, data=token)).status_code == 422
        mended = LAPOR.replace("Dinas Antah", "BMBK").replace(
            "04-11-2026 09:00;;", "04-11-2026 09:00;05-11-2026 08:00;Dicek."
        )
        place = (await brought(other, mended.encode())).headers["location"]
        page = await other.get(place)
        assert "Ambil 1 aduan" in page.text
        assert "Diteruskan ke unit" in page.text, "told of there, taken up by nobody here yet"
        await other.post(place, data=fields(page.text, place))
        await Making(house).run()
        there = await known(house.database, "lapor", ["8800001", "8800002", "8800003"], COORDINATOR)
        assert len(there) == 3
        assert there["8800002"].status == str(Status.FORWARDED)


@pytest.mark.usefixtures("both")
async def test_what_changed_here_is_written_in_the_words_of_the_other_system(
    house: House, client: httpx.AsyncClient
) -> None:
    async with signed_in(client, "koordinator") as own:
        place = (await brought(own, LAPOR.encode())).headers["location"]
        page = await own.get(place)
        await own.post(place, data=fields(page.text, place))
        await Making(house).run()
        case = (await known(house.database, "lapor", ["8800003"], COORDINATOR))["8800003"].complaint_id
        now = house.clock.now()
        for number, (command, by) in enumerate(
            ((c.Forward("BMBK"), COORDINATOR), (c.Take(), OFFICER), (c.Inform(words("=Kami cek besok.")), OFFICER))
        ):
            await house.handling.handle(c.Order(case, command, f"out:{number}", at=now), by)
        page = await own.get("/kantor/tukar")
        hidden = fields(page.text, "/kantor/tukar/keluar")
        asked = hidden | {"system": "lapor", "since": "2026-11-19", "form": "csv"}
        assert (await own.post("/kantor/tukar/keluar", data=asked)).status_code == 303
        await Making(house).run()
        (file,) = [one for one in links((await own.get("/kantor/tukar")).text, "/kantor/tukar/") if one.endswith("csv")]
        rows = list(csv.DictReader(StringIO((await own.get(file)).content.decode("utf-8-sig")), delimiter=";"))
        (row,) = [one for one in rows if one["Tracking ID"] == "8800003"]
        assert row["Status"] == "Terdisposisi Sedang Diproses"
        assert row["Dinas Tujuan"] == "Dinas Bina Marga dan Bina Konstruksi"
        assert row["Tindak Lanjut"] == "'=Kami cek besok."
        await house.handling.handle(c.Order(case, c.Erase("request"), "erase:1"), SYSTEM)
        assert (await own.get(file)).status_code == 409
        assert await made_anew(house.database) == 1
        await Making(house).run()
        assert b"Kami cek besok" not in (await own.get(file)).content
        assert await made_anew(house.database) == 0
