"""The page on which it is said how many people a unit had: one month, a whole table, and nothing by halves."""

from datetime import date

import httpx
import pytest

from competency.staffing import Month, StaffingBook, Usual, staff_of
from people.actor import Role
from tests.web.citizen import fields
from tests.web.officer import signed_in, staffed
from web.house import House

PAGE = "/kantor/kompetensi/pegawai"
ONE = {"unit": "BMBK", "bulan": "2026-10", "pegawai": "3,5", "jam": "420", "jam_cuti": "40"}


@pytest.fixture
def book(house: House) -> StaffingBook:
    return StaffingBook(house.database, house.clock)


async def test_a_month_is_entered_and_set_right_by_another_row(
    client: httpx.AsyncClient, house: House, book: StaffingBook
) -> None:
    await staffed(house, analis=(Role.ANALYST, "BPSDM"))
    async with signed_in(client, "analis") as analyst:
        form = fields((await analyst.get(PAGE)).text)
        wrong = await analyst.post(PAGE, data={**form, **ONE, "jam_cuti": "500", "bulan": "Oktober"})
        assert wrong.status_code == 422
        assert "Jam cuti tidak dapat lebih" in wrong.text
        assert 'value="Oktober"' in wrong.text
        assert not await book.months()
        assert (await analyst.post(PAGE, data={**form, **ONE})).status_code == 303
        assert (await analyst.post(PAGE, data={**form, **ONE, "pegawai": "4"})).status_code == 303
        page = (await analyst.get(f"{PAGE}?unit=BMBK")).text
    assert await book.months() == [Month("BMBK", "2026-10", 4, 420, 40)]
    assert [one.told.officers for one in await book.written()] == [3.5, 4]
    assert page.count("sudah diganti") == 1


async def test_a_table_is_kept_as_a_whole_or_not_at_all(
    client: httpx.AsyncClient, house: House, book: StaffingBook
) -> None:
    await staffed(house, admin=(Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    good = "unit;bulan;pegawai;jam;jam_cuti\nBMBK;2026-09;3;360;\nDISHUB;2026-09;2,5;300;20\n"
    async with signed_in(client, "admin") as admin:
        form = fields((await admin.get(PAGE)).text)

        async def brings(text: str) -> httpx.Response:
            file = {"berkas": ("pegawai.csv", text.encode(), "text/csv")}
            return await admin.post(f"{PAGE}/impor", data=form, files=file)

        for text, words in (
            (good.replace("DISHUB", "TAKADA"), "Unit ini tidak dikenal."),
            (good + "BMBK;2026-09;3;360;\n", "sudah ada di baris sebelumnya"),
            (good.replace("2,5", "banyak"), "Tulis banyaknya pegawai"),
            ("unit;bulan\nBMBK;2026-09\n", "Kolom ini tidak ada"),
        ):
            refused = await brings(text)
            assert refused.status_code == 422
            assert words in refused.text
        assert not await book.months()
        assert (await brings(good)).status_code == 303
    assert await book.months() == [Month("BMBK", "2026-09", 3, 360), Month("DISHUB", "2026-09", 2.5, 300, 20)]
    assert {one.source for one in await book.written()} == {"imported"}


def test_a_month_nobody_told_of_is_like_the_one_before_it_and_capacities_stand_in_only_where_said() -> None:
    months = [Month("A", "2026-02", 3, 300, 30), Month("A", "2026-04", 4, 400)]
    assert staff_of([], ["A"]) is None
    staff = staff_of(months, ["A", "B"])
    assert staff is not None
    assert staff.hours[0].tolist() == [270, 270, 400]
    assert staff.officers[0].tolist() == [3, 3, 4]
    assert (staff.hours[1] != staff.hours[1]).all(), "of B nothing is known"
    usual = [Usual("B", date(2026, 1, 15), 2, 200), Usual("A", date(2026, 1, 1), 9, 900)]
    with_usual = staff_of(months, ["A", "B"], usual)
    assert with_usual is not None
    assert with_usual.hours.tolist() == [[270, 270, 270, 400], [200, 200, 200, 200]]
