"""The bench of pages in small: it runs, asks for every page, and counts what was made."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import select

from bench.pages import PAGES, QUICK, pages
from bench.pages_rows import MONTHS, STATEMENTS, fill
from bench.pages_words import RARE, RARE_REPORTS
from complaints.tables import ComplaintRow
from complaints.ticket import read
from complaints.views import Filter
from foundation.embedded import Address
from sla.public_figures import PublicFigures
from sla.tables import ClockRow, MonthCountRow
from web.house import House


def test_a_quick_run_reports_every_page_in_json(capfd: pytest.CaptureFixture[str]) -> None:
    pages.main(["--quick", "--no-phone", "--json"], standalone_mode=False)
    report = json.loads(capfd.readouterr().out)
    assert [row["page"] for row in report["pages"]] == [page.name for page in PAGES]
    for row in report["pages"]:
        for times in (row["p50_ms"], row["p95_ms"]):
            assert [int(size) for size in times] == list(QUICK)
            assert all(one > 0 for one in times.values())
        assert row["ratio"] > 0
        assert "{" not in row["path"]
    paths = {row["page"]: row["path"] for row in report["pages"]}
    assert "setelah=" in paths["list, thirtieth page"]
    assert report["phone"] is None
    assert isinstance(report["reached"], bool)


async def test_what_is_made_is_whole_and_counted(house: House, lampung_address: Address) -> None:
    assert len(STATEMENTS) >= 2
    await fill(lampung_address, 500, await house.region.current(), house.clock.now())
    async with house.database.reading() as session:
        rows = (await session.exec(select(ComplaintRow))).all()
        clocks = (await session.exec(select(ClockRow.complaint_id))).all()
    assert len(rows) == len({row.code for row in rows}) == 500
    assert all(read(row.code) == row.code for row in rows)
    assert len((await house.queries.published(Filter(query=RARE))).lines) > RARE_REPORTS / 2
    assert set(Counter(clocks).values()) == {2}
    assert min(row.received_at for row in rows) > house.clock.now() - timedelta(days=31 * MONTHS)
    await PublicFigures(house.database, house.clock, house.calendars, house.region).refresh()
    async with house.database.reading() as session:
        counted = sum(row.cases for row in (await session.exec(select(MonthCountRow))).all())
    assert counted == sum(not row.restricted for row in rows) < 500
