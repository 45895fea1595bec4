"""The administrator's page of what is promised: what it lists, a new rule in two steps, and taking it back."""

import re
from datetime import date, datetime
from html import unescape

import httpx
import pytest

from complaints.given import About
from complaints.kinds import Kind, Stage
from people.actor import Actor, Role
from service.region import load
from service.settings import ROOT
from tests.web.citizen import errors, fields, heading
from tests.web.officer import hire, sign_in
from web.house import House

PAGE, NEW, CHECK, REMOVE = (f"/kantor/aturan{rest}" for rest in ("", "/baru", "/periksa", "/hapus"))
TIGHTER = {
    "stage": "verify",
    "level": "regional",
    "length": "2",
    "counted_in": "hari_kerja",
    "effective_from": "2027-01-01",
    "warn": "50, 80",
    "regulation": "Keputusan Gubernur uji coba 1/2026",
}


def words(page: httpx.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def shown(page: httpx.Response, name: str) -> str:
    """What stands in a visible field."""
    found = re.search(rf'<input[^>]* name="{name}"[^>]*>', page.text)
    value = re.search(r'value="([^"]*)"', found[0]) if found else None
    assert value, name
    return unescape(value[1])


@pytest.fixture
async def administrator(house: House, client: httpx.AsyncClient) -> Actor:
    actor = await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    assert (await sign_in(client, "admin")).status_code == 303
    return actor


async def checked(client: httpx.AsyncClient, **values: str) -> httpx.Response:
    """The answer to the first step of the form."""
    seen = await client.get(NEW)
    assert seen.status_code == 200, words(seen)
    return await client.post(CHECK, data=fields(seen.text, CHECK) | TIGHTER | values)


async def saved(client: httpx.AsyncClient, preview: httpx.Response) -> httpx.Response:
    assert preview.status_code == 200, words(preview)
    return await client.post(PAGE, data=fields(preview.text, PAGE))


async def days(house: House, at: datetime) -> int:
    found = (await house.policies.current()).rule(Stage.VERIFY, About(Kind.ORDINARY), at)
    assert found is not None
    return found.days


async def test_every_rule_is_listed_with_its_source_and_how_sure_it_is(
    client: httpx.AsyncClient, administrator: Actor
) -> None:
    page = await client.get(PAGE)
    assert heading(page.text) == "Aturan janji"
    said = words(page)
    assert "PermenPANRB 5/2025 sudah menggantikan PermenPANRB 62/2018" in said
    assert "Semua jenis Nasional 3 hari kerja sejak laporan diterima Peringatan pada 50%, 80% Berlaku" in said
    assert "Pengaduan penyimpangan Nasional 60 hari kerja" in said
    assert "10 hari kerja sejak laporan diterima dapat diperpanjang satu kali 7 hari kerja" in said
    assert "Semua jenis Daerah, Membahayakan jiwa 2 jam menurut jam dinding" in said
    assert "Semua jenis Nasional 30 hari kalender sejak diminta melengkapi" in said
    assert "Terdapat pada sumber resmi" in said
    assert "Belum dipastikan" in said
    assert "Menunggu balasan surat dari pihak lain paling lama 20 hari kerja, 1 kali dalam satu janji" in said
    assert "petugas yang menangani begitu lewat kepala unit, admin koordinator, pengawas daerah" in said
    assert "regions/lampung/escalation.toml" in said
    assert "Hitungan di dalam kantor; tidak ditampilkan kepada warga: Unit menyapa pelapor" in said


async def test_lengths_are_told_in_english_too(client: httpx.AsyncClient, administrator: Actor) -> None:
    await client.get("/bahasa/en")
    said = words(await client.get(PAGE))
    assert "3 working days since the report arrived" in said
    assert "2 hours by the clock" in said
    assert "hari kerja sejak" not in said
    assert "3 hari kerja since" not in said


async def test_a_tighter_rule_is_checked_then_saved_and_shown_as_coming(
    house: House, client: httpx.AsyncClient, administrator: Actor
) -> None:
    preview = await checked(client)
    said = words(preview)
    assert "2 hari kerja, sejak laporan diterima" in said
    assert said.count("3 hari kerja") == said.count("2 hari kerja") - 1 == len(Kind)
    assert "Dengan aturan baru" in said
    later = datetime.fromisoformat("2027-01-04T09:00+07:00")
    assert await days(house, later) == 3, "nothing is written by looking"
    answer = await saved(client, preview)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?berhasil=simpan#verify")
    assert await days(house, later) == 2
    assert await days(house, house.clock.now()) == 3
    page = words(await client.get(PAGE, params={"berhasil": "simpan"}))
    assert "Aturan baru tersimpan." in page
    assert "2 hari kerja sejak laporan diterima Peringatan pada 50%, 80% Akan berlaku mulai 1 Jan 2027 Hapus" in page
    assert "Keputusan Gubernur uji coba 1/2026 Belum dipastikan Ditulis oleh: Nama admin" in page


async def test_it_can_be_taken_back_before_its_day_only(
    house: House, client: httpx.AsyncClient, administrator: Actor
) -> None:
    await saved(client, await checked(client))
    await load(house.database, ROOT / "regions" / "lampung", house.clock.now())
    page = await client.get(PAGE)
    asked = fields(page.text, REMOVE)
    assert asked["name"] == "verify/*/*/regional/2027-01-01"
    answer = await client.post(REMOVE, data=asked)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?berhasil=hapus")
    assert "Keputusan Gubernur uji coba" not in words(await client.get(PAGE))
    gone = await client.post(REMOVE, data=asked)
    assert gone.status_code == 404
    in_force = await client.post(REMOVE, data=asked | {"name": "verify/*/*/national/2019-01-01"})
    assert in_force.status_code == 409


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"length": "4"}, "length", "lebih lama daripada batas nasional, yaitu 3 hari kerja"),
        ({"length": "96", "counted_in": "jam"}, "length", "lebih lama daripada batas nasional"),
        ({"length": "2,5"}, "length", "angka bulat"),
        ({"length": "banyak"}, "length", "dengan angka"),
        ({"length": "0"}, "length", "dengan angka"),
        ({"regulation": " "}, "regulation", "dasarnya"),
        ({"effective_from": "2026-11-20"}, "effective_from", "besok"),
        ({"effective_from": ""}, "effective_from", "tanggal"),
        ({"stage": "pledge"}, "stage", "daftar"),
        ({"counted_from": "forwarding"}, "counted_from", "tidak dapat mulai"),
        ({"stage": "completion", "kind": str(Kind.ORDINARY), "counted_from": "forwarding"}, "counted_from", "sama"),
        ({"warn": "80, 50"}, "warn", "makin besar"),
        ({"extension": "7", "counted_in": "jam_kerja"}, "extension", "hari"),
        ({"unit": "NASA"}, "unit", "daftar"),
        ({"topic": "ruang_angkasa"}, "topic", "daftar"),
        ({"note": "a" * 501}, "note", "500"),
    ],
)
async def test_what_cannot_be_meant_is_refused_in_words_and_nothing_is_lost(
    house: House, client: httpx.AsyncClient, administrator: Actor, values: dict[str, str], field: str, sentence: str
) -> None:
    before = len((await house.policies.current()).rules)
    answer = await checked(client, **values)
    assert answer.status_code == 422, words(answer)
    [found] = errors(answer.text)
    assert sentence in found
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    assert shown(answer, "effective_from") == (TIGHTER | values)["effective_from"]
    assert shown(answer, "length") == (TIGHTER | values)["length"]
    assert len((await house.policies.current()).rules) == before
    straight = await client.post(PAGE, data=fields(answer.text, CHECK) | TIGHTER | values)
    assert straight.status_code == 422


async def test_hours_by_the_clock_for_a_topic_of_one_unit(
    house: House, client: httpx.AsyncClient, administrator: Actor
) -> None:
    preview = await checked(
        client, stage="first_response", length="1,5", counted_in="jam", topic="jalan_rusak", unit="BMBK", warn=""
    )
    assert "1,5 jam menurut jam dinding" in words(preview)
    assert (await saved(client, preview)).status_code == 303
    found = (await house.policies.current()).rule(
        Stage.FIRST_RESPONSE,
        About(Kind.ORDINARY, "BMBK", "jalan_rusak"),
        datetime.fromisoformat("2027-01-04T09:00+07:00"),
    )
    assert found is not None
    assert (found.hours, found.every_day, found.warn, found.effective_from) == (1.5, True, (), date(2027, 1, 1))


async def test_back_to_the_form_with_what_was_typed(client: httpx.AsyncClient, administrator: Actor) -> None:
    preview = await checked(client, note="Sementara")
    back = await client.post(PAGE, data=fields(preview.text, PAGE) | {"again": "ya"})
    assert back.status_code == 200
    for name in ("length", "effective_from", "warn", "regulation"):
        assert shown(back, name) == TIGHTER[name]
    assert '<option value="verify" selected>' in back.text
    assert '<option value="hari_kerja" selected>' in back.text
    assert "Sementara</textarea>" in back.text
