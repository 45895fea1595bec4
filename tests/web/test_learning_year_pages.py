"""The yearly page, its PDF, and what everybody may read of it."""

import io

import httpx
from pypdf import PdfReader

from people.actor import Role
from tests.competency.invented import hold
from tests.web.officer import hire, signed_in
from tests.web.test_verdicts import cells, judge
from web.count_drawing import WIDTH, Bar, counts
from web.house import House

PAGE, PUBLIC = "/kantor/kompetensi/tahunan", "/kinerja/pelatihan"


async def test_a_year_is_told_in_a_sentence_pictures_tables_and_a_pdf(house: House, client: httpx.AsyncClient) -> None:
    held = await hold(house, 3, 2)
    await judge(house, held, cells(0.9, 1.45))
    await hire(house, "kepala", (Role.HEAD, "DINKES"))
    async with signed_in(client, "kepala") as head:
        page = (await head.get(PAGE, params={"tahun": "2025"})).text
        made = await head.get(f"{PAGE}/laporan.pdf", params={"tahun": "2026"})
        odd = await head.get(PAGE, params={"tahun": "1999"})
    assert "Pada 2025 diterima 5 kebutuhan dan diadakan 1 pelatihan" in page
    assert page.count('class="counts"') == 2
    assert "U01" not in page
    assert "kompetensi 2026" in odd.text, "a year that is not there is this one"
    assert made.headers["content-type"] == "application/pdf"
    told = "".join(one.extract_text() for one in PdfReader(io.BytesIO(made.content)).pages)
    assert "Laporan tahunan kompetensi" in told
    assert "1 efektif" in told


async def test_everybody_reads_of_no_few_and_of_no_unit(house: House, client: httpx.AsyncClient) -> None:
    held = await hold(house, 9, 9)
    await judge(house, held, cells(0.9, 1.45))
    page = (await client.get(PUBLIC, params={"tahun": "2025"})).text
    assert ">20<" in page, "eighteen accepted needs"
    assert ">18<" not in page
    assert "1 sampai 7" in page, "one training"
    assert "U01" not in page
    assert "0,62" not in page, "no ratio at all"


def test_the_longest_bar_takes_the_width_and_parts_follow_each_other() -> None:
    drawing = counts([Bar("a", (2, 1, 1)), Bar("b", (0, 1, 0)), Bar("c", (0, 0, 0))])
    first, second, third = drawing.rows
    assert [one.kind for one in first.pieces] == [0, 1, 2]
    assert first.pieces[1].x == first.pieces[0].width
    assert first.end <= WIDTH
    assert (second.pieces[0].kind, second.pieces[0].width) == (1, first.pieces[1].width)
    assert (third.pieces, third.total) == ((), 0)
