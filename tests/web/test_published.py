"""The public list and the map: found, narrowed and counted by their addresses alone, and nothing told of homes."""

import re
from html import unescape
from uuid import UUID, uuid4
from xml.etree import ElementTree

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import commands as c
from complaints import open_list
from complaints.blurring import GRID_METRES, blurred
from complaints.kinds import Visibility
from complaints.masking import without_house
from people.actor import ANYONE, Actor
from tests.web.citizen import COORDINATOR, done, filed, later, words
from web import published
from web.house import House

ROAD, LAMP = "Jalan di depan pasar berlubang dalam.", "Lampu lalu lintas di simpang padam."


@pytest.fixture
async def codes(house: House) -> dict[str, str]:
    """A published report on a road in a kecamatan, and one on a lamp elsewhere; a confidential one nobody sees."""
    region = await house.region.current()
    kecamatan = next(area.code for area in region.areas if area.parent == "18.01")
    road = await filed(house, ROAD, place=c.Place(area=kecamatan))
    await done(house, road.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    later(house, days=20)
    lamp = await filed(house, LAMP, place=c.Place(area="18.71"))
    await done(house, lamp.id, c.Forward("DISHUB", "lampu_merah"), COORDINATOR)
    secret = await filed(house, ROAD, visibility=Visibility.CONFIDENTIAL, place=c.Place(area=kecamatan))
    await done(house, secret.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    return {"road": road.code, "lamp": lamp.code, "area": kecamatan, "road_id": str(road.id)}


def listed(page: httpx.Response, codes: dict[str, str]) -> list[str]:
    """Which of the two stand on the page, in order."""
    found = {name: page.text.find(f"/lacak/{codes[name]}") for name in ("road", "lamp")}
    return sorted((name for name, place in found.items() if place >= 0), key=lambda name: found[name])


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["lamp", "road"]),
        ({"topic": "jalan_rusak"}, ["road"]),
        ({"area": "18.01"}, ["road"]),  # what lies in a kecamatan lies in its kabupaten
        ({"area": "18.71"}, ["lamp"]),
        ({"unit": "DISHUB"}, ["lamp"]),
        ({"status": "closed"}, []),
        ({"kind": "permintaan_informasi"}, []),
        ({"masa": "7"}, ["lamp"]),
        ({"masa": "30"}, ["lamp", "road"]),
        ({"q": "berlubang"}, ["road"]),
        ({"q": "lubang"}, ["road"]),  # the same stem
        ({"q": "jalannya berlubangnya"}, ["road"]),  # likewise
        ({"q": "berlubang padam"}, []),  # all of the words, in one report
        ({"q": '"jalan" -berlubang | (!'}, ["road"]),  # signs mean nothing
        ({"q": "yang di pasar"}, ["road"]),
        ({"topic": "tiada", "masa": "9", "unit": "' or 1=1"}, ["lamp", "road"]),  # what is not known does not narrow
    ],
)
async def test_the_list_is_narrowed_by_its_address(
    client: httpx.AsyncClient, codes: dict[str, str], asked: dict[str, str], expected: list[str]
) -> None:
    page = await client.get("/aduan", params=asked)
    assert listed(page, codes) == expected
    told = words(page)
    assert (f"{len(expected)} aduan" if expected else "Tidak ada aduan yang cocok") in told
    feed = await client.get("/aduan.atom", params=asked)
    assert listed(feed, codes) == expected


async def test_each_filter_can_be_taken_away_alone(client: httpx.AsyncClient, codes: dict[str, str]) -> None:
    page = await client.get("/aduan", params={"topic": "jalan_rusak", "masa": "30"})
    assert 'href="/aduan?topic=jalan_rusak"' in page.text
    assert 'href="/aduan?masa=30"' in page.text


async def test_most_joined_stand_first_and_say_how_many(
    client: httpx.AsyncClient, house: House, codes: dict[str, str]
) -> None:
    await done(house, UUID(codes["road_id"]), c.Join(uuid4()), ANYONE)
    page = await client.get("/aduan", params={"urut": "ikut"})
    assert listed(page, codes) == ["road", "lamp"]
    assert "1 warga lain ikut melaporkan" in words(page)


async def test_a_long_list_is_counted_to_a_limit(
    client: httpx.AsyncClient, codes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_list, "WALKED", 2)
    monkeypatch.setattr(published, "PAGE_SIZE", 1)
    assert "Lebih dari 2 aduan" in words(await client.get("/aduan"))
    assert "1 aduan" in words(await client.get("/aduan", params={"topic": "jalan_rusak"}))


@pytest.mark.parametrize("order", [{}, {"urut": "ikut"}])
async def test_pages_lead_on_and_back(
    client: httpx.AsyncClient, codes: dict[str, str], monkeypatch: pytest.MonkeyPatch, order: dict[str, str]
) -> None:
    monkeypatch.setattr(published, "PAGE_SIZE", 1)

    def link(page: httpx.Response, way: str) -> str:
        found = re.search(rf'<a href="([^"]+)" rel="{way}"', page.text)
        return unescape(found.group(1)) if found else ""

    first = await client.get("/aduan", params={"masa": "30", **order})
    assert listed(first, codes) == ["lamp"]
    assert "2 aduan" in words(first)
    assert link(first, "prev") == ""
    second = await client.get(link(first, "next"))
    assert listed(second, codes) == ["road"]
    assert "masa=30" in link(first, "next")
    assert link(second, "next") == ""
    back = await client.get(link(second, "prev"))
    assert listed(back, codes) == ["lamp"]
    assert link(back, "next")
    for strange in ("x", "1.2.3", "0.9999999999999999999.0", "'", "0.0." + "0" * 33):
        assert listed(await client.get("/aduan", params={"setelah": strange}), codes) == ["lamp"]


async def test_the_feed_is_well_formed_and_leads_to_the_pages(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house, 'Jalan <rusak> & "berlubang", hubungi 0812 3456 7890')
    await done(house, complaint.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    feed = await client.get("/aduan.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(feed.text)  # noqa: S314 - it is our own
    space = {"a": "http://www.w3.org/2005/Atom"}
    (entry,) = root.findall("a:entry", space)
    link = entry.find("a:link", space)
    assert link is not None
    assert link.attrib["href"].endswith(f"/lacak/{complaint.code}")
    assert "<rusak>" in (entry.findtext("a:title", "", space) + entry.findtext("a:summary", "", space))
    assert "3456" not in feed.text


async def test_the_map_counts_what_the_list_shows(client: httpx.AsyncClient, codes: dict[str, str]) -> None:
    page = await client.get("/peta")
    told = words(page)
    assert "Kabupaten Lampung Selatan 1 aduan, 1 masih ditangani" in told
    assert "Kota Bandar Lampung 1 aduan" in told
    assert "<svg" in page.text
    closer = await client.get("/peta", params={"area": "18.01"})
    assert f'href="/aduan?area={codes["area"]}"' in closer.text
    assert "1 aduan" in words(closer)
    other = await client.get("/peta", params={"topic": "lampu_merah"})
    assert "Kabupaten Lampung Selatan 0 aduan" in words(other)


async def test_a_shared_page_tells_of_the_case_and_of_nobody(client: httpx.AsyncClient, codes: dict[str, str]) -> None:
    page = await client.get(f"/lacak/{codes['road']}")
    assert '<meta property="og:title"' in page.text
    (picture,) = re.findall(r'property="og:image" content="http://tanggap.test([^"?]+)', page.text)
    assert picture == f"/lacak/{codes['road']}/kartu.png"  # drawn here from what the page tells: no photo of anybody


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Jl. Raden Intan No. 12, Tanjung Karang", "Jl. Raden Intan •, Tanjung Karang"),
        ("Jalan Melati 5, RT 03/RW 02", "Jalan Melati •"),
        ("Perumahan Indah Blok C/4", "Perumahan Indah •"),
        ("Depan Pasar Tempel", "Depan Pasar Tempel"),
        ("Jalan Lintas Sumatra KM 12", "Jalan Lintas Sumatra KM 12"),
        ("Jalan 17 Agustus", "Jalan 17 Agustus"),
        ("Gg. Mawar III", "Gg. Mawar III"),
    ],
)
def test_an_address_leads_to_a_street_and_to_no_house(written: str, read: str) -> None:
    assert without_house(written) == read


@given(st.floats(-11, 6), st.floats(95, 141))
def test_a_home_is_placed_on_a_coarse_grid(latitude: float, longitude: float) -> None:
    seen = blurred(c.Place(latitude=latitude, longitude=longitude))
    assert seen.latitude is not None
    assert seen.longitude is not None
    assert abs(seen.latitude - latitude) * 111_320 <= GRID_METRES / 2 + 2
    assert abs(seen.longitude - longitude) * 111_320 <= GRID_METRES / 2 + 2
    assert blurred(seen) == seen  # everybody in a cell is told the same


async def test_only_what_stands_by_the_road_is_told_exactly(client: httpx.AsyncClient, house: House) -> None:
    place = c.Place(latitude=-5.4291, longitude=105.2611, address="Jl. Melati No. 12")
    where = {"place": place, "place_words": c.Words(msgspec.json.encode(place).decode())}
    road = await filed(house, ROAD, **where)
    await done(house, road.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    where["place_words"] = c.Words(msgspec.json.encode(place).decode())
    home = await filed(house, "Bantuan sosial belum kami terima.", **where)
    await done(house, home.id, c.Forward("DINSOS"), COORDINATOR)
    assert "Jl. Melati No. 12" in words(await client.get(f"/lacak/{road.code}"))
    page = words(await client.get(f"/lacak/{home.code}"))
    assert "Jl. Melati •" in page
    assert "No. 12" not in page
    exact = (await house.region.current()).exact_topics
    seen = (await house.queries.public_case(home.id, exact)).place
    assert seen is not None
    assert seen.latitude != place.latitude
    whole = (await house.queries.case(Actor("citizen", holds=home.id), home.id)).place
    assert whole is not None
    assert whole.latitude == place.latitude
