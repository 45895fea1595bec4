"""The public list against a slow, obvious oracle: every filter, search and order, page after page and back again."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from bench.pages_rows import code_of, fill
from complaints import open_counts, open_list, open_list_sql
from complaints.kinds import OPEN, Status
from complaints.open_list import public_words
from complaints.openness import is_published
from complaints.tables import ComplaintRow
from complaints.views import Filter, Mark, OpenPage
from foundation.database import plainly
from foundation.embedded import Address
from web.house import House

MADE = 500
WORDS = (
    "jalan",
    "jalan berlubang",
    "berlubangnya",
    "NATAR!",
    "sidoratu",
    "kelelawar",
    "pupuk jembatan",
    "tiada",
    "' | & !()",
)


async def sql(house: House, statement: str, *values: object) -> list[Any]:
    async with house.database.at_once() as connection:
        return list(await plainly(connection, statement, *values))


@pytest.fixture
async def rows(house: House, lampung_address: Address) -> list[ComplaintRow]:
    await fill(lampung_address, MADE, await house.region.current(), house.clock.now())
    async with house.database.reading() as session:
        return [row for row in (await session.exec(select(ComplaintRow))).all() if is_published(row)]


def asked(house: House, areas: tuple[str, ...]) -> Iterator[tuple[Filter, bool]]:
    """Filters alone and together, some of which nothing meets, in either order."""
    chance = random.Random(3)
    yield Filter(), False
    yield Filter(), True
    choices: dict[str, list[Any]] = {
        "statuses": [("closed",), ("closed", "resolved", "disputed"), ("forwarded_out",), ("pledged",)],
        "topic": ["jalan_rusak", "jembatan_rusak"],
        "unit": ["BMBK", "DISHUB"],
        "kind": ["pengaduan_tidak_berkadar_pengawasan", "aspirasi"],
        "areas": [areas[:2], areas],
        "received_after": [house.clock.now() - timedelta(days=400)],
        "query": list(WORDS),
    }
    for number in range(24):
        names = chance.sample(sorted(choices), 1 + number % 3)
        wanted = Filter(**{name: chance.choice(choices[name]) for name in names})
        yield wanted, chance.random() < 0.4


async def oracle(house: House, rows: list[ComplaintRow], wanted: Filter, most_joined: bool) -> list[UUID]:
    said: set[UUID] | None = None
    if wanted.query:
        found = await sql(
            house,
            "SELECT complaint_id FROM complaint_words WHERE kind NOT IN ('reason', 'transcript') "
            "AND to_tsvector('indonesian', content) @@ plainto_tsquery('indonesian', $1)",
            wanted.query,
        )
        said = {row["complaint_id"] for row in found}
    kept = [
        row
        for row in rows
        if (not wanted.statuses or row.status in wanted.statuses)
        and (not wanted.areas or row.area in wanted.areas)
        and all(getattr(wanted, name) in (None, getattr(row, name)) for name in ("topic", "unit", "kind"))
        and (wanted.received_after is None or row.received_at >= wanted.received_after)
        and (said is None or row.complaint_id in said)
    ]
    kept.sort(key=lambda row: (row.joined if most_joined else 0, row.received_at, row.complaint_id), reverse=True)
    return [row.complaint_id for row in kept]


async def turned(house: House, wanted: Filter, most_joined: bool) -> tuple[list[OpenPage], list[OpenPage]]:
    """All pages forwards, and from the last one all pages backwards."""

    async def page(at: Mark | None) -> OpenPage:
        return await house.queries.published(wanted, at, 60, most_joined=most_joined)

    forwards = [await page(None)]
    while (at := forwards[-1].older) is not None:
        forwards.append(await page(at))
    backwards = [forwards[-1]]
    while (at := backwards[-1].newer) is not None:
        backwards.append(await page(at))
    return forwards, backwards[::-1]


@pytest.mark.parametrize(
    ("walked", "probed", "look_up", "too_many", "many", "at_all"),
    [
        (10_000, 4_000, 1e9, 10_000, 2_000, 100_000),
        (70, 30, 0.0, 10_000, 2_000, 100_000),
        (70, 30, 1e9, 10_000, 2_000, 100_000),
        (70, 30, 1e9, 9, 2_000, 100_000),
        (70, 30, 0.0, 10_000, 1, 100_000),
        (70, 30, 0.0, 10_000, 1, 9),
    ],
)
async def test_pages_hold_what_the_oracle_holds(
    house: House,
    rows: list[ComplaintRow],
    monkeypatch: pytest.MonkeyPatch,
    walked: int,
    probed: int,
    look_up: float,
    too_many: int,
    many: int,
    at_all: int,
) -> None:
    monkeypatch.setattr(open_list, "LOOK_UP", look_up)
    monkeypatch.setattr(open_list, "TOO_MANY", too_many)
    monkeypatch.setattr(open_list, "MANY", many)
    monkeypatch.setattr(open_list, "TOO_MANY_AT_ALL", at_all)
    monkeypatch.setattr(open_list, "BESIDE", walked)
    monkeypatch.setattr(open_list, "WALKED", walked)
    monkeypatch.setattr(open_list, "PROBED", probed)
    areas = (await house.region.current()).below("18.01")
    met = 0
    for wanted, most_joined in asked(house, areas):
        expected = await oracle(house, rows, wanted, most_joined)
        forwards, backwards = await turned(house, wanted, most_joined)
        for pages in (forwards, backwards):
            assert [line.id for page in pages for line in page.lines] == expected, (wanted, most_joined)
        first = forwards[0]
        assert first.total <= len(expected) if first.more else first.total == len(expected), (wanted, most_joined)
        met += bool(expected)
    assert met > 10


async def test_a_code_finds_its_complaint_only_where_everybody_may_read_it(
    house: House, rows: list[ComplaintRow]
) -> None:
    open_codes = {row.code for row in rows}
    for code in map(code_of, range(1, 60)):
        found = await house.queries.published(Filter(query=code))
        assert [line.code for line in found.lines] == ([code] if code in open_codes else [])


async def test_a_list_walks_an_index_and_reads_no_table(house: House, rows: list[ComplaintRow]) -> None:
    """Held against a planner that is not allowed the ways that are as short for a few hundred rows."""
    for most_joined, index in ((False, "ix_complaints_open_newest"), (True, "ix_complaints_open_joined")):
        values = open_list_sql.Values()
        walk = open_list_sql.walked_by(Filter(), None, most_joined, 100, values)
        async with house.database.reading() as session:
            for way in ("seqscan", "bitmapscan", "indexscan", "sort", "incremental_sort"):
                await plainly(session, f"SELECT set_config('enable_{way}', 'off', true)")
            plan = "\n".join(row["QUERY PLAN"] for row in await plainly(session, f"EXPLAIN {walk}"))
        assert f"Index Only Scan Backward using {index}" in plan, plan
        assert "Sort" not in plan


async def test_the_map_counts_as_the_worker_counted_last(house: House, rows: list[ComplaintRow]) -> None:
    async def told() -> dict[tuple[str, str], tuple[int, int]]:
        return {(one.area, one.topic): (one.every, one.waiting) for one in await open_counts.kept(house.database)}

    expected: dict[tuple[str, str], tuple[int, int]] = {}
    for row in rows:
        every, waiting = expected.get(key := (row.area or "", row.topic or ""), (0, 0))
        expected[key] = (every + 1, waiting + (Status(row.status) in OPEN))
    assert await told() == expected
    first, second = rows[0], next(row for row in rows if (row.area, row.topic) != (rows[0].area, rows[0].topic))
    await sql(house, "UPDATE complaints SET sensitive = true WHERE complaint_id = $1", first.complaint_id)
    await sql(house, "UPDATE complaints SET area = NULL WHERE complaint_id = $1", second.complaint_id)
    assert await told() == expected
    assert await open_counts.count(house.database) >= 2
    changed = await told()
    assert sum(every for every, _ in changed.values()) == len(rows) - 1
    assert changed["", second.topic or ""][0] == 1
    assert await open_counts.count(house.database) == 0


@pytest.mark.parametrize(
    ("written", "asked_for"),
    [
        ("jalan  berlubang", "jalan berlubang"),
        ("yang di pasar", "pasar"),
        ("0812-3456-7890 siti@contoh.id Melati 12 RT03", "Melati"),
        ("\0 ' \" \\ % ! & | ( ) <-> :*", ""),
        ("-jalan or OR !rusak", "-jalan or OR !rusak"),
        ("٣٤ jalan", "jalan"),
        (" ".join(["kata"] * 40), " ".join(["kata"] * open_list.MOST_WORDS)),
    ],
)
def test_only_plain_words_are_searched_for(written: str, asked_for: str) -> None:
    assert public_words(written) == asked_for
