"""Tables of completions and grades are read as Moodle writes them, in Indonesian and English, whatever parts them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.moodle import MOST_ROWS, Row, rows_of
from foundation.errors import Invalid

JAKARTA = ZoneInfo("Asia/Jakarta")
ENGLISH = """ID,Name,Email address,"Quiz one","Quiz one - Completion date","Course complete"
31,"Peserta Satu",satu@contoh.example,Completed,"10/11/26, 14:05","10/11/26, 15:31"
32,"Peserta Dua",Dua@Contoh.example,"Not completed",,
"""
INDONESIAN = """ID;Nama;Alamat email;Nomor ID;Kuis satu;Kursus selesai
31;Peserta Satu;;19900101 201503 1 001;Selesai;10 November 2026, 15:31
"""
GRADES = """First name,Last name,ID number,Institution,Department,Email address,Quiz: one (Real),\
Course total (Real),Course total (Percentage),Last downloaded from this course
Peserta,Satu,199001012015031001,,,satu@contoh.example,8.00,42.50,85.00 %,1794300000
Peserta,Dua,,,,dua@contoh.example,-,-,-,1794300000
"""


ACTIVITIES = """,Email address,Quiz one,,Read the rules,2026-11-09 00:00:00
Peserta Satu,satu@contoh.example,Completed (achieved pass grade),2026-11-10 15:31:12,Completed,2026-11-09 08:00:00
Peserta Dua,dua@contoh.example,Completed (did not achieve pass grade),2026-11-10 15:31:12,Completed,2026-11-09 08:00:00
Peserta Tiga,tiga@contoh.example,Completed (set by Peserta Satu),2026-11-10 09:00:00,Not completed,
"""
AKTIVITAS = """,Alamat surel,Kuis satu,,Membaca aturan,
Peserta Satu,satu@contoh.example,Selesai (mencapai nilai kelulusan),2026-11-10 15:31:12,Selesai,2026-11-09 08:00:00
Peserta Dua,dua@contoh.example,Selesai (tidak mencapai nilai kelulusan),2026-11-10 15:31:12,Selesai,2026-11-09 08:00:00
Peserta Tiga,tiga@contoh.example,Selesai,2026-11-10 09:00:00,Belum selesai (ditetapkan oleh Peserta Satu),
"""


def read(table: str, coding: str = "utf-8", **more: float) -> list[Row]:
    return rows_of(table.encode(coding), JAKARTA, **more)


def told(row: Row) -> tuple[object, ...]:
    return row.email, row.nip, row.completed, row.at, row.scaled


DONE = datetime(2026, 11, 10, 8, 31, tzinfo=UTC)


def test_completions_in_english() -> None:
    one, two = read(ENGLISH)
    assert told(one) == ("satu@contoh.example", "", True, DONE, None)
    assert told(two) == ("dua@contoh.example", "", False, None, None)
    assert [row.number for row in (one, two)] == [2, 3]
    assert (one.tells, two.tells) == (True, False)


def test_completions_in_indonesian() -> None:
    [one] = read(INDONESIAN)
    assert told(one) == ("", "199001012015031001", True, DONE, None)
    assert not one.faults


def test_grades() -> None:
    one, two = read(GRADES)
    assert told(one) == (
        *("satu@contoh.example", "199001012015031001", None),
        *(datetime.fromtimestamp(1794300000, UTC), 0.85),
    )
    assert two.scaled is None
    assert not two.tells


@pytest.mark.parametrize("table", [ACTIVITIES, AKTIVITAS])
@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_a_course_is_completed_when_all_its_activities_are(table: str, coding: str) -> None:
    one, two, three = read(table, coding)
    assert told(one) == ("satu@contoh.example", "", True, DONE.replace(second=0), None)
    assert (two.completed, three.completed) == (False, False), "below the passing grade, and not completed"
    assert [row.tells for row in (one, two, three)] == [True, False, False]


@pytest.mark.parametrize(
    "heading",
    ["Course complete", "Kursus selesai", "Kelas selesai", "Course total", "Total kursus (Riil)", "Nilai akhir"],
)
def test_headings_of_language_packs(heading: str) -> None:
    value = "10/11/26, 15:31" if heading.endswith(("complete", "selesai")) else "80"
    (one,) = read(f'Alamat surel,{heading}\na@b.example,"{value}"\n')
    assert one.tells
    assert not one.faults


def test_a_real_grade_needs_the_highest_there_is() -> None:
    table = 'Surel,Total kursus (Riil)\nsatu@contoh.example,"42,5"\n'
    assert read(table, most=50)[0].scaled == 0.85
    assert read(table)[0].scaled == 0.425
    assert read(table, most=40)[0].faults


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("parted", [",", ";", "\t", ":"])
def test_codings_and_what_parts_columns(coding: str, parted: str) -> None:
    table = parted.join(["Email address", "Course complete"]) + "\r\n"
    table += parted.join(["satu@contoh.example", '"10/11/2026, 15:31"']) + "\r\n"
    assert told(read(table, coding)[0]) == ("satu@contoh.example", "", True, DONE, None)


@pytest.mark.parametrize(
    "written",
    [
        *("10/11/26, 15:31", "10/11/2026 15:31", "2026-11-10 15:31", "10 Nov 2026, 3:31 PM", "10 November 2026, 15:31"),
        *("Tuesday, 10 November 2026, 3:31 PM", "Selasa, 10 November 2026, 15:31", "10.11.2026, 15.31"),
    ],
)
def test_dates_as_moodle_writes_them(written: str) -> None:
    assert read(f'Email,Kursus selesai\na@b.example,"{written}"\n')[0].at == DONE


@pytest.mark.parametrize("written", ["kemarin", "32/11/26, 15:31", "10/13/26, 15:31", "10 Nop 26, 25:00", "1/1/1999"])
def test_a_date_that_cannot_be_is_a_fault_of_its_line(written: str) -> None:
    good = "b@b.example,10/11/26\n"
    first, second = read(f'Email,Kursus selesai\na@b.example,"{written}"\n{good}')
    assert first.faults
    assert not second.faults


@pytest.mark.parametrize(
    "table",
    [
        "",
        "Email address,Course complete\n",
        "Name,Course complete\nA,10/11/26\n",
        "Email address,Quiz\na@b.example,1\n",
        "Email,Surel,Course complete\na@b.example,,10/11/26\n",
        "Email,Course total (Letter)\na@b.example,A\n",
        "Email\0,Course complete\n",
    ],
)
def test_a_table_that_is_another_is_refused(table: str) -> None:
    with pytest.raises(Invalid):
        read(table)


def test_lines_without_a_person_or_a_grade_are_told() -> None:
    rows = read("Email,Nomor ID,Total kursus\n,,80\n,12,80\na@b.example,,delapan\na@b.example,12,80\n")
    assert [bool(row.faults) for row in rows] == [True, True, True, False]
    assert rows[3].nip == ""


def test_there_is_an_end_to_a_table() -> None:
    with pytest.raises(Invalid):
        read("Email,Kursus selesai\n" + "a@b.example,10/11/26\n" * (MOST_ROWS + 1))
    with pytest.raises(Invalid):
        rows_of(b"\x80\x81", JAKARTA)


@given(st.binary(max_size=300), st.text(max_size=100))
def test_nothing_that_is_uploaded_breaks_the_reading(data: bytes, cell: str) -> None:
    for upload in (data, b"Email,Kursus selesai,Total kursus\n" + data, f"Email,Kursus selesai\na,{cell}".encode()):
        try:
            rows_of(upload, JAKARTA)
        except Invalid:
            continue
