"""The page on routing: its figures against what really happened, who sees what of it, and nothing of oversight."""

import csv
import re
from collections.abc import Sequence
from html import unescape
from io import StringIO
from uuid import UUID

import httpx
import msgspec
import pytest

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.given import Asked, Suggestion
from complaints.kinds import ArchiveReason, Kind, Visibility
from complaints.routing_settings import set_routing
from people.actor import Actor, Post, Role
from routing.tally import tally
from routing.told import newest
from tests.conftest import NOW
from tests.web.citizen import COORDINATOR, OFFICER, done, filed, heading, words
from tests.web.officer import hire, signed_in
from web.house import House

PAGE = "/kantor/pengawasan/penyaluran"
LIST, TABLE, MIXED, CASES = (f"{PAGE}/{rest}" for rest in ("koreksi", "koreksi/tabel", "tertukar", "tertukar/aduan"))
ADVICE = Suggestion(
    "BMBK", "jalan_rusak", None, 0.8, "m:1a2b3c4d", ranked=(("BMBK", 0.8), ("DISHUB", 0.1), ("out:PLN_LAMPUNG", 0.05))
)
OTHER_OFFICER = Actor("officer", UUID(int=7), (Post(Role.OFFICER, "DISHUB", frozenset({"DISHUB"})),))


class Always:
    """An advisor that says the same of every report."""

    def __init__(self, advice: Suggestion) -> None:
        self.advice = advice

    async def advise(self, asked: Sequence[Asked]) -> list[Suggestion | None]:
        return [self.advice for _ in asked]


def advised(house: House, monkeypatch: pytest.MonkeyPatch, **values: object) -> None:
    monkeypatch.setattr(house.handling, "_advisor", Always(msgspec.structs.replace(ADVICE, **values)))


async def asks(house: House, **values: object) -> None:
    """Set what is asked of the router."""
    region = await house.region.current()
    async with house.database.transaction() as session:
        await set_routing(session, region, msgspec.structs.replace(region.routing, **values), "system:test", NOW)
    house.region.forget()


@pytest.fixture
async def outside(house: House) -> str:
    """A body outside of the region."""
    return (await house.region.current()).bodies[0].code


@pytest.fixture
async def told(house: House, monkeypatch: pytest.MonkeyPatch, outside: str) -> dict[str, Complaint]:
    """Advice that was always Bina Marga, and what people made of it."""
    advised(house, monkeypatch)
    cases = {name: await filed(house, f"Jalan rusak di simpang {name}.") for name in ("satu", "dua", "lampu", "buka")}
    for name in ("satu", "dua"):
        await done(house, cases[name].id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    await done(house, cases["lampu"].id, c.Forward("DISHUB", None), COORDINATOR)
    cases["keluar"] = await filed(house, "Tiang listrik miring di simpang keluar.")
    await done(house, cases["keluar"].id, c.ForwardOut(outside), COORDINATOR)
    cases["rahasia"] = await filed(house, "Kalimat tersembunyi.", visibility=Visibility.CONFIDENTIAL)
    await done(house, cases["rahasia"].id, c.Forward("DISHUB", None), COORDINATOR)
    cases["awas"] = await filed(house, "Petugas meminta uang.", kind=Kind.OVERSIGHT, about_unit="DISHUB")
    cases["menjadi"] = await filed(house, "Petugas lain meminta uang.")
    await done(house, cases["menjadi"].id, c.Forward("DISHUB", None), COORDINATOR)
    await done(house, cases["menjadi"].id, c.Reclassify(kind=Kind.OVERSIGHT), COORDINATOR)
    return cases


async def test_the_tally_counts_what_happened_and_nothing_of_oversight(
    house: House, told: dict[str, Complaint]
) -> None:
    found = tally((await newest(house.database, NOW)).reports)
    # Bina Marga twice; Perhubungan (among the three) twice, once confidentially; a body outside; one is open.
    assert (found.advised, found.decided, found.open) == (6, 5, 1)
    assert (found.first_right, found.three_right) == (2, 4)
    assert (found.by_itself, found.sample) == (0, 0)


async def test_of_very_many_the_newest_that_left_triage_are_told_of(
    house: House, client: httpx.AsyncClient, told: dict[str, Complaint], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await newest(house.database, NOW)).newest == 0
    monkeypatch.setattr("routing.told.MOST", 4)
    found = await newest(house.database, NOW)
    counted = tally(found.reports)
    assert (found.newest, counted.open) == (4, 0), "what still waits in triage has no outcome"
    assert 2 <= counted.advised == counted.decided <= 4, "two more are on the oversight road"
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    async with signed_in(client, "pengawas") as own:
        assert "Dihitung dari 4 laporan terbaru yang sudah melewati triase." in words(await own.get(PAGE))
        listed = words(await own.get(LIST))
        assert "keputusan terbaru" not in listed
        monkeypatch.setattr("web.routing_corrections.LOOKED", 2)
        assert "Dicari di antara 2 keputusan terbaru" in words(await own.get(LIST))


async def test_what_went_on_by_itself_is_right_once_taken_wrong_once_sent_back_and_else_not_known(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asks(house, checked_share=0.0)
    advised(house, monkeypatch, share=0.97, sure=True)
    taken, back, elsewhere, waiting = [await filed(house, f"Jalan rusak nomor {number}.") for number in range(4)]
    await done(house, taken.id, c.Take(), OFFICER)
    await done(house, back.id, c.SendBack(c.Words("Ini jalan kabupaten.")), OFFICER)
    await done(house, elsewhere.id, c.SendBack(c.Words("Ini lampu.")), OFFICER)
    await done(house, elsewhere.id, c.Forward("DISHUB", None), COORDINATOR)
    assert (await house.queries.case(COORDINATOR, waiting.id)).complaint.unit == "BMBK"
    found = tally((await newest(house.database, NOW)).reports)
    assert (found.by_itself, found.by_itself_known, found.by_itself_right) == (4, 3, 1)
    assert (found.decided, found.open) == (0, 0)


async def test_the_sample_tells_how_right_the_sure_ones_are(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await asks(house, checked_share=1.0)
    advised(house, monkeypatch, share=0.97, sure=True)
    for number, unit in enumerate(("BMBK", "BMBK", "DISHUB")):
        complaint = await filed(house, f"Jalan rusak nomor {number}.")
        await done(house, complaint.id, c.Forward(unit, None), COORDINATOR)
    found = tally((await newest(house.database, NOW)).reports)
    assert (found.by_itself, found.decided, found.sample, found.sample_right) == (0, 3, 3, 2)


async def test_the_page_says_what_is_known_and_what_is_not_yet(
    house: House, client: httpx.AsyncClient, told: dict[str, Complaint]
) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    async with signed_in(client, "pengawas") as own:
        page = await own.get(PAGE)
        assert heading(page.text) == "Penyaluran"
        said = words(page)
        assert "6 laporan mendapat saran. Tidak satu pun diteruskan tanpa dibaca orang. 5 diputuskan orang." in said
        assert "1 belum diputuskan siapa pun" in said
        assert "baru 5 laporan: belum dapat dinilai" in said
        assert "Baru 5 laporan yang diketahui hasilnya" in said
        assert '<svg class="curve' not in page.text
        assert "Belum ada model: saran memakai kata-kata wilayah." in said
        assert "setelah 300 laporan diputuskan orang; sekarang 4, jadi masih perlu 296 lagi." in said
        await own.get("/bahasa/en")
        english = await own.get(PAGE)
        assert heading(english.text) == "Routing"
        assert "6 reports were advised on. None was forwarded without being read by somebody." in words(english)
        assert "only 5 reports so far: too few to judge" in words(english)


async def test_every_figure_on_top_opens_as_many_cases_as_it_says(
    house: House, client: httpx.AsyncClient, told: dict[str, Complaint], monkeypatch: pytest.MonkeyPatch
) -> None:
    await asks(house, checked_share=0.0)
    advised(house, monkeypatch, share=0.97, sure=True)
    taken = await filed(house, "Jalan rusak di simpang tiga.")
    await done(house, taken.id, c.Take(), OFFICER)
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    counted = tally((await newest(house.database, NOW)).reports)
    async with signed_in(client, "pengawas") as own:
        page = await own.get(PAGE)
        links = {unescape(one) for one in re.findall(rf'href="({PAGE}/aduan[^"]*)"', page.text)}
        for name in ("advised", "by_itself", "by_itself_right", "decided", "open", "first_right", "three_right"):
            (link,) = (one for one in links if one.endswith(f"angka={name}"))
            behind = await own.get(link)
            assert len(set(re.findall(r'href="/kantor/aduan/([0-9a-f-]+)"', behind.text))) == getattr(counted, name)
            assert str(told["awas"].id) not in behind.text
            assert "tersembunyi" not in behind.text
        assert len(links) == 7, "there was no sample"
    async with signed_in(client, "admin") as own:
        assert f"{PAGE}/aduan" not in (await own.get(PAGE)).text
        assert (await own.get(f"{PAGE}/aduan")).status_code == 403


async def test_who_was_taken_for_whom_leads_to_the_cases(
    house: House, client: httpx.AsyncClient, told: dict[str, Complaint]
) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    async with signed_in(client, "pengawas") as own:
        page = await own.get(MIXED)
        said = words(page)
        assert "Dinas Bina Marga dan Bina Konstruksi Dinas Perhubungan 2" in said
        assert "dari 5 kali disarankan" in said
        links = [unescape(one) for one in re.findall(rf'href="({CASES}[^"]*)"', page.text)]
        behind = await own.get(next(link for link in links if "DISHUB" in link))
        assert heading(behind.text) == "Dinas Bina Marga dan Bina Konstruksi menjadi Dinas Perhubungan"
        shown = set(re.findall(r'href="/kantor/aduan/([0-9a-f-]+)"', behind.text))
        assert shown == {str(told["lampu"].id), str(told["rahasia"].id)}
        assert "tersembunyi" not in behind.text
        assert "Aduan rahasia" in behind.text


async def test_corrections_are_listed_narrowed_and_taken_along(
    house: House, client: httpx.AsyncClient, told: dict[str, Complaint], outside: str
) -> None:
    clerk = await hire(house, "=koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))
    await done(house, told["buka"].id, c.Reclassify(kind=Kind.SUGGESTION), clerk)
    await done(house, told["buka"].id, c.MarkDuplicate(told["satu"].id), clerk)
    async with signed_in(client, "=koordinator") as own:
        rows = list(csv.DictReader(StringIO((await own.get(TABLE)).content.decode("utf-8-sig"))))
        found = {(row["what"], row["before"], row["after"]) for row in rows}
        assert found == {
            ("owner", "BMBK", "DISHUB"),
            ("owner", "BMBK", f"out:{outside}"),
            ("kind", str(Kind.ORDINARY), str(Kind.SUGGESTION)),
            ("duplicate", "", ""),
        }
        assert {row["probability"] for row in rows} == {"0.8000"}
        assert {row["advised_by"] for row in rows} == {"m:1a2b3c4d"}
        assert {row["officer"] for row in rows if row["what"] == "kind"} == {"Nama =koordinator"}
        assert sorted(row["complaint"] == "" for row in rows) == [False] * 4 + [True]  # the confidential one
        everything = await own.get(LIST)
        assert "5 koreksi" in words(everything)
        assert "80 dari 100 1a2b3c4d" in words(everything)
        assert "Kalimat" not in everything.text
        assert "1 koreksi" in words(await own.get(LIST, params={"apa": "kind"}))
        assert "2 koreksi" in words(await own.get(LIST, params={"unit": "DISHUB"}))
        narrowed = await own.get(TABLE, params={"apa": "owner", "unit": "DISHUB"})
        assert len(list(csv.DictReader(StringIO(narrowed.text)))) == 2


async def test_nothing_of_a_case_on_the_oversight_road_is_anywhere(
    house: House, client: httpx.AsyncClient, told: dict[str, Complaint]
) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    async with signed_in(client, "pengawas") as own:
        pages = [await own.get(path) for path in (PAGE, LIST, TABLE, MIXED)]
        pages.append(await own.get(CASES, params={"disarankan": "BMBK", "diputuskan": "DISHUB"}))
        for name in ("awas", "menjadi"):
            code = told[name].code
            assert all(str(told[name].id) not in page.text and code not in page.text for page in pages)
        assert all("penyimpangan" not in words(page) for page in pages)


async def test_the_administrator_reads_figures_and_no_case(
    house: House, client: httpx.AsyncClient, told: dict[str, Complaint]
) -> None:
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    async with signed_in(client, "admin") as own:
        page = await own.get(PAGE)
        assert "6 laporan mendapat saran." in words(page)
        assert "/kantor/aduan/" not in page.text
        assert not re.search(rf'href="{CASES}', page.text)
        assert (await own.get(MIXED)).status_code == 200
        assert [(await own.get(path)).status_code for path in (LIST, TABLE, CASES)] == [403, 403, 403]
        assert (await own.get("/kantor")).headers["location"] == "/kantor/akun"


async def test_a_message_that_is_no_complaint_is_named_so(
    house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    advised(house, monkeypatch)
    complaint = await filed(house, "Promo pinjaman.")
    await done(house, complaint.id, c.Archive(ArchiveReason.SPAM, c.Words("Iklan.")), COORDINATOR)
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    async with signed_in(client, "pengawas") as own:
        assert "Bukan aduan: iklan atau pesan berulang 1" in words(await own.get(MIXED))


@pytest.mark.parametrize(
    "query", ["sejak=2026-13&versi=x&halaman=9999999", "sejak=%00&apa=x&unit=TIDAK", "disarankan=%27&diputuskan=%00"]
)
async def test_whatever_cannot_be_understood_is_as_if_it_were_not_said(
    house: House, client: httpx.AsyncClient, told: dict[str, Complaint], query: str
) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    async with signed_in(client, "pengawas") as own:
        for path in (PAGE, LIST, TABLE, MIXED, CASES):
            assert (await own.get(f"{path}?{query}")).status_code == 200
