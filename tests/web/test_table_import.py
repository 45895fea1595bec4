"""Units and people from CSV: nothing before it was seen and agreed to, each fault in its row, and twice is once."""

from collections.abc import AsyncIterator

import httpx
import pytest

from people.actor import Role
from tests.web.citizen import fields
from tests.web.officer import hire, signed_in
from web.house import House

UNITS, PEOPLE = "/kantor/unit/impor", "/kantor/akun/impor"
TABLE = (
    "\ufeffKode;Nama;Singkatan;Induk;Jenis;Tugas\r\n"
    'UPTD1;"UPTD Jalan; Utara";UPTD Utara;DINASBARU;uptd;Jalan di utara.\r\n'
    "DINASBARU;Dinas Baru;Disbaru;PEMPROV;dinas;Hal baru.\r\n"
)


@pytest.fixture
async def admin(client: httpx.AsyncClient, house: House) -> AsyncIterator[httpx.AsyncClient]:
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    async with signed_in(client, "admin") as own:
        yield own


async def checked(admin: httpx.AsyncClient, at: str, table: str) -> httpx.Response:
    page = await admin.get(at)
    assert page.status_code == 200, page.text
    files = [("berkas", ("tabel.csv", table.encode(), "text/csv"))]
    return await admin.post(at, data=fields(page.text, at), files=files)


async def agreed(admin: httpx.AsyncClient, at: str, table: str) -> httpx.Response:
    page = await admin.get(at)
    return await admin.post(at, data=fields(page.text, at) | {"isi": table, "act": "simpan"})


async def test_units_come_in_once_and_only_whole(admin: httpx.AsyncClient, house: House) -> None:
    top = next(unit.code for unit in (await house.region.current()).units if not unit.parent)
    head, child, parent = TABLE.replace("PEMPROV", top).lstrip("\ufeff").splitlines()
    wrong = await checked(admin, UNITS, "\n".join((head, child, parent)))
    assert wrong.status_code == 422
    assert "Pilih unit induknya." in wrong.text, "the parent stands below its child"
    assert 'name="act"' not in wrong.text
    right = "\ufeff" + "\r\n".join((head, parent, child)) + "\r\n"
    shown = await checked(admin, UNITS, right)
    assert shown.status_code == 200
    assert "2 unit baru, 0 diubah, 0 sama" in shown.text
    assert "DINASBARU" not in (await house.region.current()).unit
    for _again in range(2):
        answer = await agreed(admin, UNITS, right)
        assert answer.status_code == 303, answer.text
    region = await house.region.current()
    assert (region.unit["UPTD1"].name, region.unit["UPTD1"].parent) == ("UPTD Jalan; Utara", "DINASBARU")
    assert "0 unit baru, 0 diubah, 2 sama" in (await checked(admin, UNITS, right)).text
    log = (await admin.get("/kantor/catatan-pengaturan?jenis=unit")).text
    assert log.count("UPTD Jalan; Utara") >= 1
    assert "(UPTD1)" in log


async def test_people_are_invited_and_given_posts(admin: httpx.AsyncClient, house: House) -> None:
    table = (
        "nama_pengguna,nama,email,jabatan,unit\n"
        "sari.dewi,Sari Dewi,sari@lampung.example,Pejabat penghubung,DLH\n"
        "sari.dewi,Sari Dewi,,head,DLH\n"
        "Budi Hartono,Budi Hartono,bukan email,raja,TIADA\n"
    )
    wrong = await checked(admin, PEOPLE, table)
    assert wrong.status_code == 422
    for words in ("tanpa spasi", "Jabatan ini tidak dikenal.", "Kode unit ini tidak dikenal."):
        assert words in wrong.text
    own = "nama_pengguna,nama,email,jabatan,unit\nadmin,Nama admin,,supervisor,SETDA\n"
    assert "tidak lewat tabel" in (await checked(admin, PEOPLE, own)).text
    table = table.rsplit("Budi", 2)[0]
    table = "\n".join(line for line in table.splitlines() if not line.startswith("Budi"))
    shown = await checked(admin, PEOPLE, table)
    assert "1 akun baru, 1 jabatan tambahan, 0 sudah ada" in shown.text, shown.text
    for _again in range(2):
        assert (await agreed(admin, PEOPLE, table)).status_code == 303
    (account,) = [one for one in await house.accounts.all() if one.username == "sari.dewi"]
    assert set(account.posts) == {(Role.OFFICER, "DLH"), (Role.HEAD, "DLH")}
    assert account.invited


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "Kolom ini tidak ada"),
        ("kode,nama\nA,B\n", "Kolom ini tidak ada: singkatan"),
        ("kode,nama,singkatan,induk,jenis,tugas\n", "Tidak ada baris"),
        ("kode,nama,singkatan,induk,jenis,tugas,gaji\nA,B,C,D,E,F,9\n", "Kolom ini tidak dikenal: gaji"),
    ],
)
async def test_what_is_no_such_table_says_why(admin: httpx.AsyncClient, table: str, words: str) -> None:
    answer = await checked(admin, UNITS, table)
    assert answer.status_code == 422
    assert words in answer.text
