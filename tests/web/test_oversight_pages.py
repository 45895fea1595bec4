"""The oversight as supervisors and heads see it: answers first, and behind each figure its cases and its meaning."""

import re
from html import unescape

import httpx
import pytest

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Kind, Visibility
from people.actor import Actor, Role
from sla.control_charts import LEAST_POINTS
from tests.web.citizen import (
    COORDINATOR,
    OFFICER,
    done,
    errors,
    fields,
    filed,
    heading,
    later,
    resolved,
    taken,
    watched,
)
from tests.web.officer import answers, counted, hire, signed_in
from web.figure_words import MEANINGS
from web.house import House

PAGE = "/kantor/pengawasan"


@pytest.fixture
async def busy(house: House) -> list[Complaint]:
    """Of Bina Marga: six answered in time, one of them disputed; two left until they are late. One on the road."""
    cases = [await resolved(house, f"Jawaban ke-{number}.") for number in range(6)]
    await done(house, cases[0].id, c.Dispute(c.Words("Masih rusak.")), Actor("citizen", holds=cases[0].id))
    cases.append(await taken(house, "Kalimat rahasia tentang antrean.", visibility=Visibility.CONFIDENTIAL))
    cases.append(await taken(house, "Jembatan retak di ujung desa."))
    await filed(house, "Ada pungutan liar.", kind=Kind.OVERSIGHT, about_unit="DISHUB")
    later(house, days=45)
    for case in cases:
        await watched(house, case.id)
    await counted(house)
    return cases


def words(page: httpx.Response) -> str:
    text = re.sub(r'<span class="only-heard">.*?</span>', "", page.text)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def row(page: httpx.Response, name: str) -> str:
    """The words of a table's row."""
    found = next(one for one in re.findall(r"<tr role=\"row\">.*?</tr>", page.text, re.S) if name in one)
    found = re.sub(r'<span class="only-heard">.*?</span>', "", found)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found)).split())


async def test_the_first_page_answers_and_every_figure_leads_to_its_cases_and_meaning(
    house: House, client: httpx.AsyncClient, busy: list[Complaint]
) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    async with signed_in(client, "pengawas") as own:
        page = await own.get(PAGE)
        said = words(page)
        assert heading(page.text) == "Pengawasan"
        assert "Angka per pukul 10:00" in said
        assert answers(page.text) == ["3", "belum ada", "3", "3"]
        assert "Belum cukup data: ramalan perlu 50 aduan yang sudah selesai." in said
        assert "Ketepatan ramalan: belum cukup data" in said
        assert "Jembatan retak di ujung desa" in said
        assert "Kalimat rahasia" not in said  # whoever oversees knows that it is late, and not what it says
        assert "Aduan rahasia" in said
        assert "Ada pungutan liar" not in said
        assert set(re.findall(r'href="#(arti-\w+)"', page.text)) == set(re.findall(r'<div id="(arti-\w+)"', page.text))
        figures = await own.get(f"{PAGE}/rincian")
        marga = row(figures, "Dinas Bina Marga")
        assert re.search(r"8 3 62% .*?n=8 3 terlambat", marga), marga
        assert marga.endswith("– 0% menilai"), marga  # nobody has rated
        behind = re.search(r'href="([^"]*ukuran=late[^"]*kunci=BMBK)"', figures.text)
        assert behind
        cases = await own.get(unescape(behind[1]))
        assert "3 aduan" in words(cases)
        disputed = re.search(r'href="([^"]*ukuran=disputed[^"]*kunci=BMBK)"', figures.text)
        assert disputed
        assert "1 aduan" in words(await own.get(unescape(disputed[1])))
        topics = await own.get(f"{PAGE}/rincian?menurut=topik&masa=3")
        assert "Tanpa topik, atau rahasia" in words(topics)
        for path in ("minggu", "kendali", "corong", "beban", "rincian?menurut=kabupaten", "rincian?menurut=jenis"):
            assert (await own.get(f"{PAGE}/{path}")).status_code == 200, path
        await own.get("/bahasa/en")
        for path in ("", "/rincian", "/kendali", "/corong", "/beban", "/minggu"):
            assert (await own.get(f"{PAGE}{path}")).status_code == 200


async def test_behind_every_number_stand_as_many_cases(
    house: House, client: httpx.AsyncClient, busy: list[Complaint]
) -> None:
    """Every link whose words begin with a number, on every page, leads to a list that says the same number."""
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    followed: dict[str, int] = {}
    async with signed_in(client, "pengawas") as own:
        for path in ("", "/rincian", "/rincian?menurut=topik", "/kendali?unit=BMBK", "/beban", "/waktu", "/minggu"):
            for href, number in numbers((await own.get(f"{PAGE}{path}")).text):
                followed[href] = number
        for href, number in followed.items():
            listed = re.search(r"<caption>([\d.]+) aduan", (await own.get(href)).text)
            assert listed, href
            assert int(listed[1].replace(".", "")) == number, href
    asked = " ".join(followed)
    for measure in ("late", "still", "open", "received", "came", "finished", "due", "replied", "backlog"):
        assert f"ukuran={measure}&" in asked, measure
    assert f"{PAGE}/daftar?state=late" in asked


def numbers(page: str) -> list[tuple[str, int]]:
    """Addresses of lists, each with the number its link shows."""
    lists = r'<a href="(/kantor/pengawasan/(?:daftar|aduan|waktu/)[^"]*)">(?:n=)?([\d.]+)'
    links = re.findall(lists + r"(?=<| aduan| terlambat| masih| mendekati| berhenti| dijanjikan| menunggu)", page)
    return [(unescape(href), int(number.replace(".", ""))) for href, number in links]


async def test_a_head_sees_own_units_and_who_also_serves_elsewhere_nothing_of_the_road(
    house: House, client: httpx.AsyncClient, busy: list[Complaint]
) -> None:
    await hire(house, "kepala", (Role.HEAD, "DISHUB"))
    await hire(house, "inspektur", (Role.INSPECTORATE, "INSP"))
    await hire(house, "rangkap", (Role.INSPECTORATE, "INSP"), (Role.HEAD, "DISHUB"))
    async with signed_in(client, "kepala") as own:
        said = words(await own.get(PAGE))
        assert "Jembatan" not in said
        assert "Tidak ada aduan yang berjalan" in said
    async with signed_in(client, "inspektur") as own:
        assert "Masih berjalan 1 " in words(await own.get(PAGE))
        assert "1 aduan" in words(await own.get(f"{PAGE}/aduan?menurut=unit&kunci=INSP&ukuran=open"))
    async with signed_in(client, "rangkap") as own:
        page = await own.get(f"{PAGE}?lingkup=INSP")
        assert "Masih berjalan 0 " in words(page)
        assert "jalur pengawasan tidak dihitung di sini" in words(page)
        cases = await own.get(f"{PAGE}/aduan?lingkup=INSP&menurut=unit&kunci=INSP&ukuran=open")
        assert "Tidak ada aduan yang dapat Anda buka" in words(cases)


async def test_before_the_worker_has_counted_the_pages_say_so(house: House, client: httpx.AsyncClient) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    async with signed_in(client, "pengawas") as own:
        for path in ("", "/minggu", "/rincian", "/kendali", "/corong", "/beban"):
            assert "Angkanya sedang disiapkan" in words(await own.get(f"{PAGE}{path}")), path


async def test_a_known_change_is_noted_with_a_reason_and_taken_back(
    house: House, client: httpx.AsyncClient, busy: list[Complaint]
) -> None:
    await hire(house, "kepala", (Role.HEAD, "BMBK"))
    later(house, days=31 * (LEAST_POINTS + 1))
    await counted(house)
    async with signed_in(client, "kepala") as own:
        page = await own.get(f"{PAGE}/kendali?unit=BMBK")
        assert page.text.count('class="series control"') == 4
        form = fields(page.text.split("Catat perubahan proses")[1], f"{PAGE}/kendali")
        month = re.findall(r'<option value="(20\d\d-\d\d)"', page.text)[3]
        short = form | {"ukuran": "backlog", "bulan": month, "alasan": "Baru."}
        refused = await own.post(f"{PAGE}/kendali", data=short)
        assert refused.status_code == 422
        assert len(errors(refused.text)) == 1
        kept = await own.post(f"{PAGE}/kendali", data=short | {"alasan": "Pelimpahan jalan kabupaten berlaku."})
        assert kept.status_code == 303
        page = await own.get(kept.headers["location"])
        assert "Pelimpahan jalan kabupaten berlaku." in words(page)
        assert 'class="series__step"' in page.text
        back = fields(page.text.split("Perubahan proses yang dicatat")[1], f"{PAGE}/kendali")
        assert (await own.post(f"{PAGE}/kendali", data=back)).status_code == 303
        assert "Pelimpahan jalan" not in (await own.get(f"{PAGE}/kendali?unit=BMBK")).text
        # No other unit's chart can be begun anew.
        assert (await own.post(f"{PAGE}/kendali", data=short | {"unit": "DISHUB"})).status_code == 422


async def test_capacity_is_written_by_the_head_and_shown_beside_the_work(
    house: House, client: httpx.AsyncClient, busy: list[Complaint]
) -> None:
    await hire(house, "kepala", (Role.HEAD, "BMBK"))
    async with signed_in(client, "kepala") as own:
        page = await own.get("/kantor/kapasitas")
        form = fields(page.text, "/kantor/kapasitas")
        values = {"sejak": "2026-01-01", "petugas": "2,5", "aduan": "40", "alasan": "Analisis beban kerja 2026."}
        refused = await own.post("/kantor/kapasitas", data=form | values | {"unit": "DISHUB"})
        assert refused.status_code == 422
        assert (await own.post("/kantor/kapasitas", data=form | values | {"unit": "BMBK"})).status_code == 303
        assert "berlaku sekarang" in words(await own.get("/kantor/kapasitas"))
        said = row(await own.get(f"{PAGE}/beban"), "Dinas Bina Marga")
        assert "40 2,5 petugas" in said


async def test_figures_of_all_units_fit_the_lists_behind_them(
    house: House, client: httpx.AsyncClient, busy: list[Complaint]
) -> None:
    """Whatever number stands on the page, the list it leads to has as many cases."""
    passed = await taken(house, "Puskesmas tutup.")
    later(house, days=5)
    await done(house, passed.id, c.SendBack(c.Words("Bukan tugas kami.")), OFFICER)
    await done(house, passed.id, c.Forward("DINKES"), COORDINATOR)
    await counted(house)
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    async with signed_in(client, "pengawas") as own:
        for by in ("unit", "topik", "jenis", "kabupaten"):
            page = await own.get(f"{PAGE}/rincian?menurut={by}")
            links = re.findall(
                r'<a href="(/kantor/pengawasan/aduan\?[^"]*ukuran=(?:received|open|passed)[^"]*)">(\d+)<', page.text
            )
            assert links
            for href, number in links:
                said = words(await own.get(unescape(href)))
                assert f"{number} aduan" in said, (href, number)


def test_every_figure_has_a_name_and_a_meaning_that_ends_as_a_sentence() -> None:
    assert all(one.name and one.definition.endswith(".") for one in MEANINGS.values())
