"""The figures of time as supervisors see them: what is shown, withheld, counted, and handed over as a table."""

import csv
import re
from html import unescape
from io import StringIO

import httpx
import pytest

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Kind, Visibility
from people.actor import Actor, Role
from tests.web.citizen import OFFICER, done, filed, heading, later, resolved, taken
from tests.web.officer import hire, signed_in
from web.house import House

PAGE = "/kantor/pengawasan/waktu"


@pytest.fixture
async def busy(house: House) -> list[Complaint]:
    """Six of Bina Marga, four answered after a working day each; one confidential and disputed, one about a unit."""
    cases = [await resolved(house, f"Jawaban ke-{number} tentang {number * 7} lubang.") for number in range(3)]
    hidden = await taken(house, "Kalimat rahasia tentang antrean.", visibility=Visibility.CONFIDENTIAL)
    await done(house, hidden.id, c.Resolve(c.Words("Antrean sudah ditata ulang dengan nomor.")), OFFICER)
    await done(house, hidden.id, c.Dispute(c.Words("Masih panjang.")), _holder(hidden))
    for text in ("Jembatan retak.", "Trotoar rusak."):
        cases.append(await taken(house, text))
    await filed(house, "Ada pungutan liar.", kind=Kind.OVERSIGHT, about_unit="DISHUB")
    await filed(house, "Belum diperiksa siapa pun.")
    later(house, days=1)
    return [*cases, hidden]


def _holder(complaint: Complaint) -> Actor:
    return Actor("citizen", holds=complaint.id)


def figures(text: str) -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in csv.DictReader(StringIO(text.removeprefix("﻿")))}


def words(page: httpx.Response) -> str:
    """What is seen: without words that are only heard."""
    seen = re.sub(r'<span class="only-heard">.*?</span>', "", page.text)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", seen)).split())


async def test_the_page_shows_figures_with_intervals_and_the_signs(
    house: House, client: httpx.AsyncClient, busy: list[Complaint]
) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    async with signed_in(client, "pengawas") as own:
        assert PAGE in (await own.get("/kantor/pengawasan")).text
        page = await own.get(PAGE)
        assert heading(page.text) == "Ketepatan waktu"
        assert page.text.count('<svg class="curve"') == 1
        said = words(page)
        assert "Dinas Bina Marga dan Bina Konstruksi 6 3 masih berjalan 0 jam kerja" in said
        assert "Belum beres 1" in said
        assert "1 lainnya terlalu sedikit aduannya untuk angka" in said  # the one in triage
        await own.get("/bahasa/en")
        assert heading((await own.get(PAGE)).text) == "Timeliness"


async def test_the_table_says_what_the_page_says(
    house: House, client: httpx.AsyncClient, busy: list[Complaint]
) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    async with signed_in(client, "pengawas") as own:
        answer = await own.get(f"{PAGE}/tabel")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = figures(answer.text)
    assert set(rows) == {"BMBK", "", "*"}
    own_row = rows["BMBK"]
    assert (own_row["cases"], own_row["done"], own_row["open"], own_row["sign_disputed"]) == ("6", "3", "3", "1")
    assert own_row["median_working_hours"] == "0.0"
    assert own_row["p90_working_hours"] == ""  # not reached while half of them are open
    assert (own_row["on_time"], own_row["on_time_share"], own_row["not_due_yet"]) == ("3", "", "3")
    assert (rows[""]["cases"], rows[""]["median_working_hours"]) == ("1", "")
    assert rows["*"]["cases"] == "7"


async def test_each_role_is_told_only_of_what_it_may_know(
    house: House, client: httpx.AsyncClient, busy: list[Complaint]
) -> None:
    posts = {"pengawas": (Role.SUPERVISOR, "SETDA"), "kepala": (Role.HEAD, "BMBK"), "lain": (Role.HEAD, "DINKES")}
    for username, post in (posts | {"inspektorat": (Role.INSPECTORATE, "INSP")}).items():
        await hire(house, username, post)
    counted = {}
    for username in (*posts, "inspektorat"):
        async with signed_in(client, username) as own:
            counted[username] = {
                key: row["cases"] for key, row in figures((await own.get(f"{PAGE}/tabel")).text).items()
            }
    assert counted == {
        "pengawas": {"BMBK": "6", "": "1", "*": "7"},
        "kepala": {"BMBK": "6", "*": "6"},
        "lain": {"*": "0"},
        "inspektorat": {"INSP": "1", "*": "1"},
    }


async def test_the_cases_behind_a_sign_are_those_it_counts_and_no_word_more(
    house: House, client: httpx.AsyncClient, busy: list[Complaint]
) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    await hire(house, "lain", (Role.HEAD, "DINKES"))
    hidden = busy[-1]
    async with signed_in(client, "pengawas") as own:
        figures_page = await own.get(PAGE)
        links = {unescape(one) for one in re.findall(rf'href="({PAGE}/tanda[^"]*)"', figures_page.text)}
        disputed = [link for link in links if "tanda=disputed" in link]
        assert len(disputed) == 2  # of all together, and of the unit
        for link in disputed:
            page = await own.get(link)
            assert heading(page.text) == "Belum beres"
            assert re.findall(r'href="/kantor/aduan/([0-9a-f-]+)"', page.text) == [str(hidden.id)]
            assert "Aduan rahasia" in page.text
            assert "antrean" not in page.text
    async with signed_in(client, "lain") as own:
        assert str(hidden.id) not in (await own.get(disputed[0])).text


async def test_a_group_leads_to_its_own_figures(house: House, client: httpx.AsyncClient, busy: list[Complaint]) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    async with signed_in(client, "pengawas") as own:
        page = await own.get(PAGE)
        href = unescape(re.findall(rf'<th scope="row" role="rowheader"><a href="({PAGE}[^"]*)"', page.text)[0])
        assert "unit=BMBK" in href
        narrowed = await own.get(href)
        assert "November 2026 6 3 masih berjalan" in words(narrowed)
        by_topic = figures((await own.get(f"{PAGE}/tabel?menurut=topik")).text)
        # A supervisor may not know what a confidential case is about.
        assert {key: row["cases"] for key, row in by_topic.items()} == {"jalan_rusak": "5", "": "2", "*": "7"}


@pytest.mark.parametrize(
    "query",
    [
        "tahap=x&menurut=y&dari=2026-13&sampai=&unit=TIDAKADA&topik=%00&jenis=",
        "dari=2026-11&sampai=2026-01",
        "dari=0001-01&tanda=x&halaman=99999999999",
        "jenis=permintaan_informasi",
    ],
)
async def test_whatever_cannot_be_understood_is_as_if_it_were_not_said(
    house: House, client: httpx.AsyncClient, query: str
) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    async with signed_in(client, "pengawas") as own:
        for path in (PAGE, f"{PAGE}/tabel", f"{PAGE}/tanda"):
            assert (await own.get(f"{path}?{query}")).status_code == 200
