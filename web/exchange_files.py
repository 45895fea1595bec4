"""Tables that somebody uploads, CSV or XLSX, as rows of text; what could exhaust the server is refused unread."""

import csv
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

from foundation.errors import Invalid
from foundation.language import mark as _

BYTES = 5_000_000
ROWS = 5_000
COLUMNS = 80
CELL = 20_000
UNPACKED = 120_000_000
RATIO = 150
"""How many times its size a workbook may hold unpacked; honest ones reach some dozens."""
PARTS = 500

_EMPTY = _("Berkas ini kosong.")
_LARGE = _("Berkasnya terlalu besar. Paling besar {megabytes} MB.")
_ROWS = _("Barisnya terlalu banyak. Bagi berkasnya: paling banyak {rows} baris.")
_COLUMNS = _("Kolomnya terlalu banyak: paling banyak {columns}.")
_BOMB = _("Isi berkas ini jauh lebih besar daripada ukurannya, sehingga tidak dibuka.")
_UNREADABLE = _("Berkas ini bukan CSV atau Excel (XLSX) yang dapat dibaca.")
_ZIP = b"PK\x03\x04"


def rows_of(content: bytes) -> list[list[str]]:
    """The rows of the first sheet, or of the CSV file, as text; raises Invalid with a sentence for whoever sent it."""
    if not content.strip():
        raise Invalid(_EMPTY)
    if len(content) > BYTES:
        raise Invalid(_LARGE, megabytes=BYTES // 1_000_000)
    found = _workbook(content) if content.startswith(_ZIP) else _separated(content)
    if len(found) < 2:
        raise Invalid(_EMPTY)
    return found


def _workbook(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # half a second, which few processes need

    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > PARTS or unpacked > UNPACKED or unpacked > RATIO * max(len(content), 20_000):
            raise Invalid(_BOMB)
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Invalid:
        raise
    except Exception as fault:
        raise Invalid(_UNREADABLE) from fault
    try:
        sheet = book.worksheets[0]
        found = []
        for row in sheet.iter_rows(values_only=True, max_col=COLUMNS + 1):
            found.append(_checked([_text(cell) for cell in row]))
            if len(found) > ROWS + 1:
                raise Invalid(_ROWS, rows=ROWS)
    except Invalid:
        raise
    except Exception as fault:
        raise Invalid(_UNREADABLE) from fault
    finally:
        book.close()
    return found


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _separated(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\0" in text:
        raise Invalid(_UNREADABLE)
    head = text.partition("\n")[0]
    delimiter = max(";,\t|", key=head.count)
    found = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            found.append(_checked(row))
            if len(found) > ROWS + 1:
                raise Invalid(_ROWS, rows=ROWS)
    except csv.Error as fault:
        raise Invalid(_UNREADABLE) from fault
    return found


def _checked(row: list[str]) -> list[str]:
    while row and not row[-1].strip():
        row.pop()
    if len(row) > COLUMNS:
        raise Invalid(_COLUMNS, columns=COLUMNS)
    return [cell[:CELL].replace("\0", "") for cell in row]
