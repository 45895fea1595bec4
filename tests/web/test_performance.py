"""The public figures: what a page says, in which order, and what it leaves out."""

import re
from collections.abc import Sequence

import httpx
import pytest

from sla.public_documents import Document, PublishedFigures
from tests.web.citizen import heading, words
from tests.web.published_figures import invented, publish
from web.house import House
from web.performance_charts import WIDTH, month_bars
from web.periods import default_period

PAGES = ("/kinerja", "/kinerja/unit", "/kinerja/topik", "/data", "/data/kamus")


async def document(house: House, period: str) -> Document:
    found = await PublishedFigures(house.database).document(period)
    assert found is not None
    return found


async def test_before_anything_is_published_the_pages_say_so(client: httpx.AsyncClient) -> None:
    for path in PAGES:
        page = await client.get(path)
        assert page.status_code == 200
        assert path == "/data/kamus" or "Angka belum dihitung" in words(page)


async def test_every_page_leads_here_and_the_views_to_each_other(client: httpx.AsyncClient, house: House) -> None:
    await publish(house, invented())
    for path in ("/", "/aduan", "/lacak"):
        assert 'href="/kinerja"' in (await client.get(path)).text
    page = await client.get("/kinerja?masa=2026-Q3")
    for href in ("/kinerja/unit?masa=2026-Q3", "/kinerja/topik?masa=2026-Q3", "/data"):
        assert f'href="{href}"' in page.text
        assert (await client.get(href)).status_code == 200


async def test_groups_are_told_of_the_last_whole_year_unless_another_time_is_asked_for(
    client: httpx.AsyncClient, house: House
) -> None:
    """Few are large enough in each of the last twelve months, so that those would tell nearly nothing."""
    await publish(house, invented())
    for path in ("/kinerja/unit", "/kinerja/topik"):
        page = await client.get(path)
        assert "Aduan yang diterima Januari 2025 sampai Desember 2025" in words(page)
        assert 'href="/kinerja"' in page.text
    assert "Aduan yang diterima November 2025" in words(await client.get("/kinerja/unit?masa=12m"))
    assert default_period(["2026-10", "2026-11"], groups=True) == "2026-11"
    assert default_period(["12m", "2026", "2026-11"], groups=True) == "12m"


async def test_the_overview_tells_all_together_in_words(client: httpx.AsyncClient, house: House) -> None:
    await publish(house, invented())
    total = (await document(house, "12m")).total
    assert total is not None
    page = await client.get("/kinerja")
    said = words(page)
    assert heading(page.text) == "Kinerja pelayanan aduan"
    assert "12 bulan terakhir" in said
    assert "Aduan yang diterima November 2025 sampai Oktober 2026" in said
    assert f"{total.cases:,} Aduan masuk".replace(",", ".") in said
    share = total.completion.share
    assert share is not None
    assert f"{round(100 * share.value)}% tepat waktu" in said.replace(" ", " ")
    assert "Dihitung 20 November 2026 pukul 10.00 WIB" in said
    assert "Apa artinya?" in said
    assert page.text.count('<svg class="bars"') == 1
    # Four disputes a month are twelve a quarter; each of the three whole quarters is told.
    assert "36 jawaban dinyatakan belum beres; 50% di antaranya" in said.replace(" ", " ")
    assert "Dari Triwulan 1 2026, Triwulan 2 2026, Triwulan 3 2026." in said


async def test_groups_stand_by_name_and_never_by_a_figure(client: httpx.AsyncClient, house: House) -> None:
    await publish(house, invented())
    told = await document(house, "2026-Q3")
    for path, cells in (("/kinerja/unit", told.units), ("/kinerja/topik", told.topics)):
        page = await client.get(f"{path}?masa=2026-Q3")
        names = re.findall(r'<th scope="row" role="rowheader">(?:<a[^>]*>)?([^<]+)', page.text)
        assert len(names) == len(cells) > 1
        assert names == sorted(names, key=str.casefold)
        assert "ini bukan peringkat" in words(page)
        assert page.text.count('<svg class="interval"') == len(cells)
    assert 'href="/aduan?topic=irigasi"' in page.text
    first = await client.get("/kinerja/unit?masa=2026-Q3&tahap=tanggapan")
    assert "Tanggapan pertama, menurut unit" in words(first)


async def test_the_running_month_is_told_all_together_only(client: httpx.AsyncClient, house: House) -> None:
    await publish(house, invented())
    assert "Bulan ini masih berjalan" in words(await client.get("/kinerja/unit?masa=2026-11"))
    assert "Aduan yang diterima November 2026" in words(await client.get("/kinerja?masa=2026-11"))


async def test_a_period_of_few_is_not_told(client: httpx.AsyncClient, house: House) -> None:
    await publish(house, invented(months=3, most=0))
    assert "Angka belum dihitung" not in words(await client.get("/kinerja"))
    for path in PAGES[:3]:
        assert (await client.get(f"{path}?masa=2026-09")).status_code == 200
    assert "Terlalu sedikit aduan dalam masa ini" in words(await client.get("/kinerja?masa=2026-09"))


@pytest.mark.parametrize("query", ["masa=x&tahap=%00", "masa=flow", "masa=2026-13", "masa="])
async def test_what_cannot_be_understood_is_as_if_it_were_not_said(
    client: httpx.AsyncClient, house: House, query: str
) -> None:
    await publish(house, invented())
    for path in PAGES[:3]:
        page = await client.get(f"{path}?{query}")
        assert page.status_code == 200
        assert "12 bulan terakhir" in words(page)


async def test_the_pages_in_english(client: httpx.AsyncClient, house: House) -> None:
    await publish(house, invented())
    await client.get("/bahasa/en")
    for path, title in zip(
        PAGES,
        ("How complaints are handled", "Performance by unit", "Performance by topic", "Open data", "Data dictionary"),
        strict=True,
    ):
        page = await client.get(path)
        assert title in heading(page.text)
    overview = words(await client.get("/kinerja"))
    assert "Last 12 months" in overview
    assert "Month Received Done" in overview


@pytest.mark.parametrize("numbers", [[1], [7, 30], [0, 5, None], [999, 1000, 1001], list(range(13))])
def test_bars_stay_in_their_frame_and_withheld_ones_are_marked(numbers: Sequence[int | None]) -> None:
    bars = month_bars([(f"m{place}", one, 3, False) for place, one in enumerate(numbers)])
    assert bars is not None
    assert len(bars.first) + len(bars.withheld) == len(numbers)
    for bar in (*bars.first, *bars.second):
        assert bars.left <= bar.x
        assert bar.x + bar.width <= WIDTH
        assert bar.y >= bars.top - 0.1
        assert abs(bar.y + bar.height - bars.bottom) < 0.2
    assert bars.up[-1][1] >= max(one for one in numbers if one is not None)
    assert len(bars.up) <= 6


def test_nothing_to_draw_is_not_drawn() -> None:
    assert month_bars([]) is None
    assert month_bars([("a", 0, None, False)]) is None
