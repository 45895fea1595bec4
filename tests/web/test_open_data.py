"""Open data: the files agree with the pages, with their dictionary and their schema, and are handed over sparingly."""

import csv
import json
from io import StringIO
from typing import Any

import httpx
import msgspec
import pytest
from sqlmodel import select

from complaints.tables import RegionRow
from sla.public_documents import PublishedFigures
from sla.tables import PublicFigureRow
from tests.web.citizen import later, words
from tests.web.published_figures import invented, publish
from web.house import House
from web.open_data_columns import COLUMNS

KINDS = {"string": [str], "integer": [int], "number": [int, float], "boolean": [bool], "null": [type(None)]}
CSV, JSON = "/data/kinerja.csv", "/data/kinerja.json"


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


async def test_both_files_say_the_same_and_what_the_pages_read(client: httpx.AsyncClient, house: House) -> None:
    await publish(house, invented())
    table, document = await client.get(CSV), await client.get(JSON)
    assert table.content.startswith(b"\xef\xbb\xbf")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    names = [column.name for column in COLUMNS]
    assert list(rows(table)[0]) == names
    told: list[dict[str, Any]] = document.json()["rows"]
    assert len(told) == len(rows(table)) > 50
    for one, other in zip(rows(table), told, strict=True):
        assert list(other) == names
        for name in names:
            value = other[name]
            plain = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
            assert one[name] == plain
    kept = [one async for one in PublishedFigures(house.database).all()]
    assert len(told) == sum(bool(one.total) + len(one.units) + len(one.topics) + len(one.pairs) for one in kept)
    quarter = next(one for one in kept if one.period == "2026-Q3")
    assert quarter.total is not None
    row = next(one for one in told if one["period"] == "2026-Q3" and one["grouping"] == "all")
    assert row["received"] == quarter.total.cases
    assert quarter.total.completion.median is not None
    assert quarter.total.completion.median.value is not None
    assert row["completion_median_days"] == quarter.total.completion.median.value / 10
    unit = next(one for one in told if one["period"] == "2026-Q3" and one["unit"] == "BMBK" and one["topic"] is None)
    assert unit["unit_name"] == "Dinas Bina Marga dan Bina Konstruksi"


async def test_the_json_keeps_its_schema(client: httpx.AsyncClient, house: House) -> None:
    await publish(house, invented())
    schema = (await client.get("/data/skema.json")).json()
    document = (await client.get(JSON)).json()
    assert set(schema["required"]) == set(schema["properties"]) == set(document)
    row = schema["properties"]["rows"]["items"]
    for one in document["rows"]:
        assert list(one) == list(row["properties"]) == row["required"]
        for name, value in one.items():
            kinds = row["properties"][name]["type"]
            assert type(value) in {
                kind for kind in (kinds if isinstance(kinds, list) else [kinds]) for kind in KINDS[kind]
            }
    assert document["licence"].endswith("(CC BY 4.0)")
    assert document["publisher"] == "Pemerintah Provinsi Lampung"
    assert document["dictionary"] == "http://tanggap.test/data/kamus"


async def test_the_dictionary_holds_every_column_in_order(client: httpx.AsyncClient) -> None:
    page = await client.get("/data/kamus")
    places = [page.text.index(f"<dt>{column.name}</dt>") for column in COLUMNS]
    assert places == sorted(places)
    assert len({column.name for column in COLUMNS}) == len(COLUMNS)
    assert "{stage}" not in page.text
    assert "Tanggapan pertama: ditepati sampai tanggalnya." in words(page)


@pytest.mark.parametrize("path", [CSV, JSON])
async def test_who_has_the_newest_is_told_so(client: httpx.AsyncClient, house: House, path: str) -> None:
    await publish(house, invented())
    first = await client.get(path)
    tag, changed = first.headers["etag"], first.headers["last-modified"]
    assert first.headers["access-control-allow-origin"] == "*"
    for headers in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"x", {tag}'},
        {"If-Modified-Since": changed},
    ):
        again = await client.get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
    for headers in (
        {"If-None-Match": 'W/"other"'},
        {"If-None-Match": 'W/"other"', "If-Modified-Since": changed},
        {"If-Modified-Since": "gibberish"},
        {"If-Modified-Since": "Mon, 02 Nov 99999999999999999999 00:00:00 GMT"},
        {"If-Modified-Since": "Mon, 02 Nov 2020 00:00:00 GMT"},
    ):
        assert (await client.get(path, headers=headers)).status_code == 200
    later(house, hours=1)
    async with house.database.transaction() as session:
        row = (await session.exec(select(PublicFigureRow).where(PublicFigureRow.period == "2026-Q3"))).one()
        row.changed_at = house.clock.now()
        session.add(row)
    assert (await client.get(path, headers={"If-None-Match": tag})).status_code == 200


async def test_a_name_that_a_spreadsheet_would_calculate_is_made_harmless(
    client: httpx.AsyncClient, house: House
) -> None:
    await publish(house, invented())
    async with house.database.transaction() as session:
        row = (await session.exec(select(RegionRow))).one()
        document = json.loads(msgspec.json.encode(row.data))
        for unit in document["units"]:
            if unit["code"] == "BMBK":
                unit["name"] = '=HYPERLINK("https://x.example")'
        row.data, row.version = document, row.version + 1
        session.add(row)
    house.region.forget()
    names = {row["unit_name"] for row in rows(await client.get(CSV))}
    assert '\'=HYPERLINK("https://x.example")' in names
    assert not [name for name in names if name.startswith("=")]


async def test_without_figures_there_is_no_file(client: httpx.AsyncClient) -> None:
    assert (await client.get(CSV)).status_code == 404
    assert (await client.get(JSON)).status_code == 404
