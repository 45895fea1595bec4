"""Assessments from a table: faults told by line, people refused, and nothing of few people."""

import httpx
import pytest
from sqlmodel import select

from competency.assessments import lines_of
from competency.input_tables import AssessmentRow
from competency.inputs import sources
from competency.merging import Kind, Says, says
from foundation.errors import Invalid
from people.actor import Role
from tests.web.citizen import errors, fields, typed, words
from tests.web.officer import hire, signed_in
from web.house import House

HERE = "/kantor/kompetensi/survei/asesmen"
GOOD = "unit;kompetensi;level_dibutuhkan;level_kini;jumlah\nbmbk;man-komunikasi;4;2;6\nDISHUB;MAN-KOMUNIKASI;3;3;2\n"
BAD = "kompetensi,level_dibutuhkan,level_kini,jumlah,unit\nMAN-KOMUNIKASI,9,2,-1,BMBK\nTIDAK-ADA,3,2,4,TIDAKADA\n"


def test_each_line_tells_its_faults() -> None:
    first, second = lines_of(BAD.encode(), {"BMBK"}, {"MAN-KOMUNIKASI"})
    assert (first.number, len(first.faults)) == (2, 2)
    assert (second.number, len(second.faults)) == (3, 2)


@pytest.mark.parametrize("column", ["nama", "NIP", "nama pegawai"])
def test_a_table_of_people_is_refused_whole(column: str) -> None:
    table = f"kompetensi,level_dibutuhkan,level_kini,jumlah,{column}\nMAN-KOMUNIKASI,4,2,1,Siti\n"
    with pytest.raises(Invalid) as fault:
        lines_of(table.encode(), set(), {"MAN-KOMUNIKASI"})
    assert "jumlah orang" in fault.value.sentence


async def test_a_table_is_looked_at_and_then_kept_once(house: House, client: httpx.AsyncClient) -> None:
    await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    async with signed_in(client, "analis") as own:
        form = fields((await own.get(HERE)).text, HERE)
        told = {"title": "Uji kompetensi", "held_on": "2026-11-01", "recruitment": "all"}

        async def bring(text: str) -> httpx.Response:
            return await own.post(HERE, data=form | told, files=[("berkas", ("a.csv", text.encode(), "text/csv"))])

        bad = await bring(BAD)
        assert bad.status_code == 422
        assert "angka 1 sampai 5" in words(bad)
        seen = await bring(GOOD)
        assert seen.status_code == 200
        sure = form | told | {"act": "simpan", "isi": typed(seen.text, "isi")}
        late = await own.post(HERE, data=sure | {"held_on": "2027-01-01"})
        assert late.status_code == 422
        assert typed(late.text, "isi").strip() == GOOD.strip(), "the table need not be chosen again"
        kept = await own.post(HERE, data=sure)
        assert kept.status_code == 303
        again = await own.post(HERE, data=sure)
        assert again.status_code == 409
        assert errors(again.text)
        page = await own.get(kept.headers["location"])
        assert "Dinas Bina Marga" in page.text
    async with house.database.reading() as session:
        (source,) = await sources(session, "MAN-KOMUNIKASI", "BMBK", None)
        assert (source.kind, source.people, says(source)) == (Kind.ASSESSMENT, 8, Says.NEED)
        assert len((await session.exec(select(AssessmentRow))).all()) == 1
