"""The map's doors: the very place only where everybody may know it, and pictures of others only where they are set."""

from dataclasses import replace
from datetime import UTC, datetime

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import commands as c
from complaints import public_points
from complaints.kinds import Visibility
from complaints.public_points import PublicPoint
from service.settings import SettingsError, read
from tests.web.applications import application_over
from tests.web.citizen import COORDINATOR, done, filed, later, words
from web import complaint_map
from web.house import House, Tiles
from web.map_marks import Mark, cells, sized

AREA = "18.71.01"
HERE = (-5.3789, 105.2531)


async def told(
    house: House, topic: str, place: tuple[float, float], visibility: Visibility = Visibility.PUBLIC, unit: str = "BMBK"
) -> str:
    where = c.Place(*place, "Jalan Melati 5", AREA)
    kept = c.Words(msgspec.json.encode(where).decode())
    complaint = await filed(
        house, "Di sini ada yang rusak berat.", visibility=visibility, place=where, place_words=kept
    )
    await done(house, complaint.id, c.Forward(unit, topic), COORDINATOR)
    return complaint.code


async def test_only_places_of_public_ground_are_drawn(client: httpx.AsyncClient, house: House) -> None:
    region = await house.region.current()
    hidden = next(
        one for one in region.topics if one.parent and one.code not in region.exact_topics and not one.sensitive
    )
    road = await told(house, "jalan_rusak", HERE)
    home = await told(house, hidden.code, (HERE[0] + 0.001, HERE[1]), unit=hidden.unit)
    secret = await told(house, "jalan_rusak", (HERE[0] + 0.002, HERE[1]), Visibility.CONFIDENTIAL)
    where = c.Place(*HERE, None, AREA)
    kept = c.Words(msgspec.json.encode(where).decode())
    waiting = await filed(house, "Belum diperiksa.", place=where, place_words=kept)
    for path in (f"/peta?area={AREA}", f"/peta/tanda?area=18.71&titik={AREA}"):
        page = (await client.get(path)).text
        assert f"/lacak/{road}" in page
        assert not [code for code in (home, secret, waiting.code) if code in page]
    other = (await client.get(f"/peta?area={AREA}&topic={hidden.code}")).text
    assert road not in other
    assert home not in other
    points = await house.points.within([AREA], region.exact_topics)
    assert [(one.code, one.latitude, one.longitude) for one in points] == [(road, *HERE)]
    assert await house.points.within(["18.72"], region.exact_topics) == []


async def test_of_many_places_the_newest_are_drawn_and_the_page_says_so(
    client: httpx.AsyncClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = []
    for away in range(3):
        codes.append(await told(house, "jalan_rusak", (HERE[0] + away * 0.01, HERE[1])))
        later(house, days=1)
    whole = await client.get(f"/peta?area={AREA}")
    assert "Di sini banyak" not in words(whole)
    monkeypatch.setattr(public_points, "MOST", 2)
    monkeypatch.setattr(complaint_map, "MOST", 2)
    some = await client.get(f"/peta?area={AREA}")
    assert "yang digambar 2 aduan terbaru" in words(some)
    assert [code in some.text for code in codes] == [False, True, True]


async def test_the_map_leads_from_areas_to_their_areas_to_places(client: httpx.AsyncClient, house: House) -> None:
    await told(house, "jalan_rusak", HERE)
    whole = (await client.get("/peta")).text
    assert 'href="/peta?area=18.71"' in whole
    assert "batas kira-kira" in whole
    city = await client.get("/peta?area=18.71")
    assert f'href="/peta?area={AREA}"' in city.text
    assert "Seluruh wilayah" in words(city)
    assert f'data-code="{AREA}" data-within' in (await client.get("/peta/tanda?tingkat=2")).text
    quiet = await client.get("/peta?area=18.71.02")
    assert "Belum ada aduan di sini yang tempatnya boleh ditunjukkan persis." in words(quiet)


@pytest.mark.parametrize("address", ["", "https://ubin.example.id/{z}/{x}/{y}.png"])
async def test_pictures_of_others_are_allowed_only_where_they_are_set(house: House, address: str) -> None:
    tiled = replace(house, tiles=Tiles(address, "© Ubin" if address else ""))
    transport = httpx.ASGITransport(application_over(tiled))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://tanggap.test") as client:
        for path in ("/peta", "/"):
            answer = await client.get(path)
            policy = answer.headers["content-security-policy"]
            assert ("https://ubin.example.id" in policy) == bool(address)
            assert answer.headers["referrer-policy"] == ("strict-origin" if address else "no-referrer")
        assert "ubin" not in (await client.get("/aduan")).headers["content-security-policy"]
        assert ("© Ubin" in (await client.get("/privasi")).text) == bool(address)
        pin = (await client.get("/peta/pin")).text
    assert ("© Ubin" in pin) == bool(address)
    assert ("Peta ini hanya garis besar" in pin) != bool(address)
    assert ("data-tiles" in pin) == bool(address)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (
            {"TANGGAP_TILES": "https://ubin.example.id/{z}/{x}.png", "TANGGAP_TILES_CREDIT": "Ubin"},
            "TANGGAP_TILES is no",
        ),
        ({"TANGGAP_TILES": "ubin.example.id/{z}/{x}/{y}", "TANGGAP_TILES_CREDIT": "Ubin"}, "TANGGAP_TILES is no"),
        ({"TANGGAP_TILES": "https://u.example/; x/{z}/{x}/{y}", "TANGGAP_TILES_CREDIT": "U"}, "TANGGAP_TILES is no"),
        ({"TANGGAP_TILES": "https://ubin.example.id/{z}/{x}/{y}.png"}, "TANGGAP_TILES_CREDIT"),
    ],
)
def test_map_pictures_without_address_or_credit_are_refused(given: dict[str, str], fault: str) -> None:
    with pytest.raises(SettingsError, match=fault):
        read(given)


def test_places_that_lie_together_are_one_circle() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    near = [PublicPoint(f"A{n}", "jalan_rusak", at, HERE[0] + n * 1e-6, HERE[1]) for n in range(3)]
    far = PublicPoint("B", "jalan_rusak", at, HERE[0] + 0.02, HERE[1])
    found = {len(one.points): one for one in cells([*near, far])}
    assert sorted(found) == [1, 3]
    assert (found[1].latitude, found[1].longitude) == (far.latitude, far.longitude)
    assert (found[3].latitude, found[3].longitude) != HERE, "of several the cell's middle"


def test_circles_grow_by_their_area_and_the_largest_lies_lowest() -> None:
    marks = sized([Mark(50, 50, "", 4, "", ""), Mark(52, 52, "", 16, "", ""), Mark(300, 50, "", 0, "", "")])
    assert [mark.number for mark in marks] == [16, 4, 0]
    assert marks[0].radius == 22.0
    assert marks[1].radius == (7.0 + 22.0) / 2
    assert marks[2].radius == 3.0
    assert sized([Mark(0, 0, "", 1, "", "")], least=20)[0].radius < 12


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 300), st.integers(0, 99)), max_size=30))
def test_no_name_lies_on_a_circle_or_on_another_name(spots: list[tuple[int, int, int]]) -> None:
    marks = sized([Mark(x, y, "", number, "Sukarame", "") for x, y, number in spots])
    named = []
    for mark in marks:
        if mark.label:
            right, down, side = mark.label
            begin = mark.x + right - {"middle": 24, "start": 0, "end": 48}[side]
            named.append((mark, begin, mark.y + down))
    for mark, begin, line in named:
        for other in marks:
            off_aside = other.x + other.radius <= begin or other.x - other.radius >= begin + 48
            assert other is mark or off_aside or other.y + other.radius <= line - 8 or other.y - other.radius >= line
        for twin, start, base in named:
            assert twin is mark or abs(start - begin) >= 48 or abs(base - line) >= 8
