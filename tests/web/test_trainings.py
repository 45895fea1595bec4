"""Trainings on their pages: from the catalogue to a certificate that anybody can check."""

import re
from datetime import UTC, datetime, time, timedelta
from html import unescape
from io import BytesIO
from uuid import uuid4

import httpx
import msgspec
from icalendar import Calendar
from pypdf import PdfReader

from competency.certificates import Certificates
from competency.lots import Drawn, Entry, draw, pool_digest
from competency.officer_numbers import OfficerNumbers
from foundation.clock import SetClock
from people.actor import Role
from tests.competency.training_world import FIRST_DAY, LAST_DAY, UNITS, ZONE, World, accepted, world
from tests.conftest import NOW
from tests.web.citizen import errors, fields
from tests.web.officer import hire, signed_in
from web.house import House

HERE = "/kantor/pelatihan"
BATCH = {
    "starts_on": FIRST_DAY.isoformat(),
    "ends_on": LAST_DAY.isoformat(),
    "starts": "08:00",
    "ends": "16:00",
    "seats": "30",
    "reply_by": "2026-12-07",
    "place": "Aula BPSDM",
}


async def sent(browser: httpx.AsyncClient, page: str, action: str, **values: str) -> httpx.Response:
    """A form of a page, filled in and posted; where it leads."""
    shown = await browser.get(page)
    assert shown.status_code == 200, shown.text
    return await browser.post(action, data=fields(shown.text, action) | values)


async def made(browser: httpx.AsyncClient, page: str, action: str, **values: str) -> str:
    """The address it leads to, without what it says there."""
    answer = await sent(browser, page, action, **values)
    assert answer.status_code == 303, errors(answer.text)
    return str(answer.headers["location"]).partition("?")[0]


async def batch_of(browser: httpx.AsyncClient, here: World) -> str:
    training = await here.catalogue.one(here.training)
    values = BATCH | {"materi": str(training.material.id), "provider": str(here.provider)}
    return await made(browser, f"{HERE}/angkatan/baru", f"{HERE}/angkatan", **values)


async def test_a_training_from_the_catalogue_to_the_certificate(client: httpx.AsyncClient, house: House) -> None:
    here = await world(house)
    async with signed_in(client, "analis") as desk:
        entry = await made(
            desk,
            f"{HERE}/katalog/baru",
            f"{HERE}/katalog",
            name="Coaching <b>petugas</b>",
            form="coaching",
            competency="MAN-KOMUNIKASI",
            level="2",
            hours="8",
            cost="150.000",
        )
        shown = (await desk.get(entry)).text
        assert "Coaching &lt;b&gt;petugas" in shown
        assert "Rp 150.000" in shown
        refused = await sent(desk, entry, f"{entry}/versi", changed="contoh baru")
        assert refused.status_code == 422
        assert "contoh baru" in refused.text, "nothing that was typed is lost"
        await made(desk, entry, f"{entry}/versi", changed="contoh baru", why="diminta peserta")
        assert "Versi 2" in (await desk.get(entry)).text
        batch = await batch_of(desk, here)
        await accepted(house, "SETWAN", NOW - timedelta(days=400), "MAN-KOMUNIKASI")
        overview = (await desk.get(HERE)).text
        assert overview.count("Terlalu lama menunggu") == 1, "of the two competencies that wait, the one beyond a year"
        assert "PLT-2026-0001" in overview
        lot = f"{batch}/undian"
        assert "Ada 12 kebutuhan dalam daftar" in (await desk.get(lot)).text
        await made(desk, lot, f"{lot}/umumkan", wanted="12", compare="ya")
        early = msgspec.json.decode((await desk.get(f"{lot}/undian.json")).content)[0]
        assert (early["seed"], early["secret"], early["result"]) == (None, None, None)
        empty = await sent(desk, lot, f"{lot}/tarik", witness=" ")
        assert errors(empty.text) == ["Tulis angka atau kata yang disebut saksi."]
        await made(desk, lot, f"{lot}/tarik", witness="tujuh belas")
        paper = msgspec.json.decode((await desk.get(f"{lot}/undian.json")).content)[0]
        pool = msgspec.convert(paper["pool"], list[Entry])
        assert (paper["commitment"], pool_digest(pool)) == (early["commitment"], early["pool_sha256"])
        assert draw(pool, paper["places"], paper["seed"]) == msgspec.convert(paper["result"], Drawn)
        result = (await desk.get(lot)).text
        assert "Diperiksa ulang baru saja: cocok" in result
        assert "7 kebutuhan dilatih, 5 menunggu." in unescape(result)
        assert "Tarik undiannya dahulu" not in (await desk.get(batch)).text
        await made(desk, batch, f"{batch}/calon")
        again = await sent(desk, batch, f"{batch}/calon")
        assert "Tidak ada yang berubah" in (await desk.get(again.headers["location"])).text
        await made(desk, batch, f"{batch}/undang")
        whole = await here.batches.one((await here.batches.all(FIRST_DAY))[0].id)
        units = [str(one.unit) for one in whole.trained]
        code = await _held(client, house, here, desk, batch, units)
        async with signed_in(client, f"petugas.{units[0].lower()}") as own:
            pdf = await own.get(f"{HERE}/sertifikat/{code}/sertifikat.pdf")
            words = PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
            assert f"Nama petugas.{units[0].lower()}" in words
            assert "Menangani keluhan sampah" in words
        async with signed_in(client, f"petugas.{units[2].lower()}") as other:
            assert (await other.get(f"{HERE}/sertifikat/{code}/sertifikat.pdf")).status_code == 404
    public = await client.get("/sertifikat", params={"kode": code.lower()})
    assert "Sertifikat ini asli" in public.text
    assert "Menangani keluhan sampah" in public.text
    assert f"Nama petugas.{units[0].lower()}" not in public.text, "a code tells no whole name"
    await _revoked(client, batch, code.replace("-", ""))
    assert (await client.get("/sertifikat/7KQ4M2XP9T0")).status_code == 404
    assert "Periksa lagi kode" in (await client.get("/sertifikat/<i>")).text


async def _revoked(client: httpx.AsyncClient, batch: str, code: str) -> None:
    """Who issues certificates revokes one and issues another; anybody reads that it is revoked and when, not why."""
    page = f"{batch}/sertifikat"
    async with signed_in(client, "analis") as desk:
        shown = (await desk.get(batch)).text
        assert f'href="{page}"' in shown
        assert f'href="/kantor/pelatihan/jawaban/{batch.rpartition("/")[2]}"' in shown
        silent = await sent(desk, page, f"{page}/{code}", act="cabut")
        assert errors(silent.text) == ["Tulis alasannya."]
        await made(desk, page, f"{page}/{code}", act="ganti", why="Gelar keliru")
        told = unescape((await desk.get(page)).text)
        assert "Gelar keliru" in told
        assert "Nama analis" in told
        (new,) = {one for one in re.findall(rf'"{page}/(\w{{11}})"', told) if one != code}
    public = (await client.get(f"/sertifikat/{code}")).text
    assert "Sertifikat ini dicabut" in public
    assert re.search(r"Dicabut pada (\w+, )?15 Des\w* 2026; tidak berlaku lagi", unescape(public)), public[9000:]
    assert "sertifikat baru" in public
    assert "Gelar keliru" not in public
    assert "Sertifikat ini asli" in (await client.get(f"/sertifikat/{new}")).text


async def _held(
    client: httpx.AsyncClient, house: House, here: World, desk: httpx.AsyncClient, batch: str, units: list[str]
) -> str:
    """People answer, come with their phones, and it is closed; the code of the first one's certificate."""
    invitation = batch.replace("angkatan", "undangan")
    async with signed_in(client, f"petugas.{units[0].lower()}") as own:
        notices = (await own.get("/kantor/pemberitahuan")).text
        assert "Anda diundang ke pelatihan Menangani keluhan sampah" in unescape(notices)
        read = Calendar.from_ical((await own.get(f"{invitation}/pelatihan.ics")).content)
        assert len(list(read.walk("VEVENT"))) == 2
        assert errors((await sent(own, invitation, invitation)).text) == ["Pilih dapat ikut atau tidak."]
        await made(own, invitation, invitation, answer="ikut")
        assert (await own.get(f"{HERE}/undangan/{uuid4()}")).status_code == 404
    async with signed_in(client, f"petugas.{units[1].lower()}") as own:
        await made(own, invitation, invitation, answer="tidak", refusal="tugas")
        assert (await own.get(batch)).status_code == 403, "a batch's page is not for participants"
    refused = here.people[units[1]].person
    await made(desk, batch, f"{batch}/tindak/{refused}", followed="angkatan_berikut")
    day = f"{batch}/hari/{FIRST_DAY}"
    door = f"{HERE}/hadir/{batch.rpartition('/')[2]}/{FIRST_DAY}"
    shown = (await desk.get(day)).text
    address = f"{door}/{shown.split(f'{door}/')[1][:26]}"
    assert (await desk.get(f"{day}/daftar-hadir.pdf")).content.startswith(b"%PDF")
    async with signed_in(client, f"petugas.{units[0].lower()}") as own:
        early = await sent(own, address, address)
        assert early.status_code == 409
        assert isinstance(house.clock, SetClock)
        house.clock.instant = datetime.combine(FIRST_DAY, time(8, 30), ZONE).astimezone(UTC)
    async with signed_in(client, f"petugas.{units[0].lower()}") as own:
        assert await made(own, address, address) == address
        assert "Kehadiran Anda sudah tercatat" in (await own.get(address)).text
        forged = await own.post(f"{door}/{'a' * 26}", data=fields((await own.get(invitation)).text))
        assert forged.status_code == 404
    house.clock.instant = datetime.combine(LAST_DAY, time(16, 30), ZONE).astimezone(UTC)
    guest = here.people[units[0]].person
    async with signed_in(client, "analis") as later:
        last = f"{batch}/hari/{LAST_DAY}"
        await made(later, last, last, **{f"h_{guest}": "hadir"})
        await made(later, batch, f"{batch}/tutup")
        assert "Selesai" in (await later.get(batch)).text
    assert guest is not None
    (own_certificate,) = await Certificates(house.database, house.clock).own(guest)
    return own_certificate.shown_code


async def test_a_private_provider_and_its_page(client: httpx.AsyncClient, house: House) -> None:
    here = await world(house, UNITS[:2])
    async with signed_in(client, "analis") as desk:
        place = f"{HERE}/penyelenggara"
        csr = await made(desk, place, place, name="PT Contoh Peduli", kind="csr", contact="Bagian CSR")
        again = await sent(desk, place, place, name="pt contoh peduli", kind="csr")
        assert errors(again.text) == ["Penyelenggara dengan nama ini sudah ada."]
        await made(desk, csr, f"{csr}/perjanjian", number="12/PKS/2026", starts_on="2026-01-01", ends_on="2026-12-31")
        await made(desk, csr, f"{csr}/narasumber", instructor="Narasumber Contoh", institution="Universitas Contoh")
        here = here._replace(provider=(await here.providers.all())[-1].id)
        batch = await batch_of(desk, here)
        lot = f"{batch}/undian"
        await made(desk, lot, f"{lot}/umumkan", wanted="2", compare="ya")
        await made(desk, lot, f"{lot}/tarik", witness="9")
        await made(desk, batch, f"{batch}/calon")
        assert "Periksa dahulu benturan kepentingan" in (await desk.get(batch)).text
        bad = await sent(desk, batch, f"{batch}/benturan", unit="DLH", permit="ya", finding="none")
        assert bad.status_code == 422
        await made(
            desk, batch, f"{batch}/benturan", unit="DLH", permit="ya", finding="managed", reason="Diawasi Inspektorat"
        )
        await made(desk, batch, f"{batch}/benturan", unit="DISHUB", finding="none")
        await made(desk, batch, f"{batch}/undang")
        shown = unescape((await desk.get(csr)).text)
        for words in ("12/PKS/2026", "Narasumber Contoh", "Diawasi Inspektorat", "Belum cukup jawaban"):
            assert words in shown
    await hire(house, "kepala", (Role.HEAD, "DLH"))
    async with signed_in(client, "kepala") as head:
        seen = (await head.get(batch)).text
        assert "Nama petugas.dlh" in seen
        assert "Nama petugas.dishub" not in seen, "a head knows the people of their own units"
        assert (await head.get(csr)).status_code == 403


async def test_a_batch_is_moved_and_called_off(client: httpx.AsyncClient, house: House) -> None:
    here = await world(house, UNITS[:1])
    async with signed_in(client, "analis") as desk:
        wrong = await sent(desk, f"{HERE}/angkatan/baru", f"{HERE}/angkatan", **(BATCH | {"seats": "banyak"}))
        assert wrong.status_code == 422
        assert 'value="Aula BPSDM"' in wrong.text, "nothing that was typed is lost"
        batch = await batch_of(desk, here)
        await accepted(house, "DISHUB", NOW)
        await made(desk, batch, f"{batch}/daftar")
        assert len((await here.batches.one((await here.batches.all(FIRST_DAY))[0].id)).needs) == 2
        values = BATCH | {"provider": str(here.provider), "place": "Gedung lain"}
        await made(desk, f"{batch}/ubah", batch, **values)
        assert "Gedung lain" in (await desk.get(batch)).text
        assert (await sent(desk, batch, f"{batch}/batal", why="")).status_code == 422
        await made(desk, batch, f"{batch}/batal", why="Anggaran ditunda")
        assert "Anggaran ditunda" in (await desk.get(batch)).text
        assert (await desk.get(f"{batch}/hari/kapan-kapan")).status_code == 404
        assert b"STATUS:CANCELLED" in (await desk.get(f"{HERE}/kalender.ics")).content


async def test_rules_are_decided_with_a_reason_and_a_participant_found_by_number(
    client: httpx.AsyncClient, house: House
) -> None:
    here = await world(house, UNITS[:2])
    guest = here.people["DISHUB"].person
    assert guest is not None
    await OfficerNumbers(house.database, house.clock, house.keys).set("petugas.dishub", "198001012005011001", guest)
    async with signed_in(client, "analis") as desk:
        rules = f"{HERE}/aturan"
        shown = (await desk.get(rules)).text
        numbers = dict(re.findall(r'name="(\w+)" value="(\d+)"', shown))
        longer = await sent(desk, rules, rules, **(numbers | {"wait_months": "18", "why": "longgar"}))
        assert errors(longer.text) == ["Dari 1 sampai 12 bulan: tidak ada yang menunggu lebih dari setahun."]
        silent = await sent(desk, rules, rules, **numbers)
        assert errors(silent.text) == ["Tuliskan alasan atau dasar keputusannya."]
        await made(
            desk, rules, rules, **(numbers | {"yearly_hours": "24", "e_MAN-INTEGRITAS": "ya", "why": "Surat edaran"})
        )
        assert "Surat edaran" in (await desk.get(rules)).text
        in_force, _version = await here.catalogue.rules()
        assert (in_force.yearly_hours, in_force.ethics, in_force.safety) == (24, ("MAN-INTEGRITAS",), ())
        batch = await batch_of(desk, here)
        unknown = await sent(desk, batch, f"{batch}/nip", nip="199001012015011001")
        assert unknown.status_code == 422
        assert "199001012015011001" not in unknown.text, "a number is not shown again"
        await made(desk, batch, f"{batch}/nip", nip="19800101 200501 1 001")
        assert "Nama petugas.dishub" in (await desk.get(batch)).text
        assert "19800101" not in (await desk.get(batch)).text


async def test_a_training_that_nobody_finished_is_closed_and_says_so(client: httpx.AsyncClient, house: House) -> None:
    here = await world(house, UNITS[:1])
    async with signed_in(client, "analis") as desk:
        batch = await batch_of(desk, here)
        lot = f"{batch}/undian"
        await made(desk, lot, f"{lot}/umumkan", wanted="1")
        await made(desk, lot, f"{lot}/tarik", witness="9")
        await made(desk, batch, f"{batch}/calon")
        await made(desk, batch, f"{batch}/undang")
    invitation, guest = batch.replace("angkatan", "undangan"), here.people[UNITS[0]].person
    async with signed_in(client, f"petugas.{UNITS[0].lower()}") as own:
        await made(own, invitation, invitation, answer="ikut")
    assert isinstance(house.clock, SetClock)
    house.clock.instant = datetime.combine(LAST_DAY, time(16, 30), ZONE).astimezone(UTC)
    async with signed_in(client, "analis") as desk:
        for day in (FIRST_DAY, LAST_DAY):
            await made(desk, f"{batch}/hari/{day}", f"{batch}/hari/{day}", **{f"h_{guest}": "sakit"})
        closed = await sent(desk, batch, f"{batch}/tutup")
        shown = (await desk.get(closed.headers["location"])).text
        assert "Pelatihan ditutup. Jam belajar dan sertifikat sudah dicatat." in shown
        assert f'action="{batch}/tutup"' not in shown
