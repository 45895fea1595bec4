"""Uploaded tables: what is read, and what is refused before it exhausts the server."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook  # type: ignore[import-untyped]

from foundation.errors import Invalid
from web.exchange_files import BYTES, COLUMNS, ROWS, rows_of


def workbook(rows: list[list[object]]) -> bytes:
    book, target = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def test_a_workbook_and_a_file_of_separated_values_read_alike() -> None:
    expected = [["ID", "Isi"], ["88", "Jalan; rusak"]]
    assert rows_of(workbook([["ID", "Isi"], [88, "Jalan; rusak"]])) == expected
    assert rows_of('\ufeffID;Isi\r\n88;"Jalan; rusak"\r\n'.encode()) == expected
    assert rows_of("ID,Isi\n88,Jalan; rusak\n".encode("cp1252")) == expected
    assert rows_of("ID\tIsi\n88\tJalan – caf\u00e9\n".encode("cp1252"))[1][1] == "Jalan – café"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   ",
        b"ID;Isi\n",
        b"%PDF-1.7\n\0\0",
        b"PK\x03\x04rusak",
        b"ID\n" + b"1\n" * (ROWS + 2),
        (";".join(["a"] * (COLUMNS + 2)) + "\n1\n").encode(),
        b"a;b\n" + b"x" * BYTES,
    ],
)
def test_what_cannot_be_read_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Invalid):
        rows_of(content)


def test_a_workbook_that_unpacks_to_far_more_than_its_size_is_not_opened() -> None:
    honest, target = workbook([["ID", "Isi"], ["1", "a"]]), BytesIO()
    with ZipFile(BytesIO(honest)) as source, ZipFile(target, "w", ZIP_DEFLATED) as bomb:
        for part in source.infolist():
            bomb.writestr(part.filename, source.read(part))
        bomb.writestr("xl/worksheets/sheet2.xml", b"0" * 60_000_000)
    assert len(target.getvalue()) < 100_000
    with pytest.raises(Invalid, match="jauh lebih besar"):
        rows_of(target.getvalue())


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04"):
        try:
            rows_of(start + content)
        except Invalid:
            continue
