"""Tables as files for spreadsheets: XLSX and CSV in which no cell is a formula, whatever citizens or offices write."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any, Literal, NamedTuple

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
CELL = 32_000
"""Characters a cell holds; spreadsheets refuse more than 32,767."""

_FORMULA = frozenset("=+-@|%＝＋－＠")
"""With these a spreadsheet begins to calculate, the wide ones where it is set to an Asian language."""

_FORMS = {"count": "#,##0", "share": "0.0%", "days": "#,##0.0", "number": "#,##0.00", "text": "@"}
_WIDE, _LEAST_WIDE = 48, 9

_NO_DAY = datetime(2020, 1, 1)
"""Written as the day on which a file was made, so that the same values make the same bytes."""

Form = Literal["text", "count", "share", "days", "number"]
"""How a column's values are shown: a share of 1 as percent, days of office time with one digit."""

Value = str | int | float | None


class Column(NamedTuple):
    """A column: its heading, how its values are shown, and what they mean, for the dictionary."""

    label: str
    form: Form
    meaning: str


class Table(NamedTuple):
    """Rows under columns. `name` is a plain word for the sheet and the file; None is an empty cell."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    note: str = ""


def harmless(text: str) -> str:
    """Text as a cell of a CSV file: what a spreadsheet would calculate gets an apostrophe before it.

    Signs nobody sees before it do not count: some programs leave them out.
    """
    seen = text.lstrip()
    while seen and not seen[0].isprintable():
        seen = seen[1:].lstrip()
    dangerous = (seen and seen[0] in _FORMULA) or text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if dangerous else text


def shown(value: Value, form: Form) -> str:
    """A value as a CSV file for Indonesian spreadsheets writes it: with a decimal comma, shares of 1."""
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value[:CELL].replace("\0", ""))
    if isinstance(value, int):
        return str(value)
    digits = {"share": 4, "days": 1}.get(form, 2)
    return f"{value:.{digits}f}".replace(".", ",")


def csv_file(table: Table) -> bytes:
    """One table, in UTF-8 with the mark that spreadsheets ask for, separated by semicolons."""
    target = StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(column.label) for column in table.columns])
    for row in table.rows:
        writer.writerow([shown(value, column.form) for value, column in zip(row, table.columns, strict=True)])
    return target.getvalue().encode("utf-8-sig", "replace")


def long_csv(tables: Iterable[Table], headings: Sequence[str]) -> bytes:
    """All tables in one file, a value a line: table, row, column, value. All words that begin a row name it."""
    target = StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(heading) for heading in headings])
    for table in tables:
        words = max(1, next((place for place, one in enumerate(table.columns) if one.form != "text"), 1))
        for row in table.rows:
            name = harmless(", ".join(str(one) for one in row[:words] if one is not None))
            for value, column in zip(row[words:], table.columns[words:], strict=True):
                writer.writerow([table.name, name, harmless(column.label), shown(value, column.form)])
    return target.getvalue().encode("utf-8-sig", "replace")


def xlsx_file(tables: Sequence[Table], title: str, lead: Sequence[str], dictionary: Table) -> bytes:
    """A workbook: what it is, a sheet a table, and what each column means. The same values make the same bytes."""
    import xlsxwriter  # type: ignore[import-untyped]  # half a second, which few processes need

    target = BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    book.set_properties({"title": title, "created": _NO_DAY})
    formats = _Formats(book)
    _front(book, formats, title, lead, tables)
    for table in (*tables, dictionary):
        _sheet(book, formats, table)
    book.close()
    return target.getvalue()


class _Formats:
    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.soft = book.add_format({"font_color": "#63544a", "text_wrap": False})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#efe7da", "border": 1, "border_color": "#b8aa96", "text_wrap": True}
        )
        self.head.set_align("vcenter")
        self.cells = {form: book.add_format({"num_format": mask}) for form, mask in _FORMS.items()}
        self.words = book.add_format({"text_wrap": True})
        self.words.set_align("top")


def _front(book: Any, formats: _Formats, title: str, lead: Sequence[str], tables: Sequence[Table]) -> None:
    sheet = book.add_worksheet("isi")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, _cell(title), formats.title)
    line = 1
    for words in lead:
        sheet.write_string(line, 0, _cell(words), formats.soft)
        line += 1
    line += 1
    for table in tables:
        sheet.write_string(line, 0, table.name)
        sheet.write_string(line, 1, _cell(table.title))
        line += 1


def _sheet(book: Any, formats: _Formats, table: Table) -> None:
    sheet = book.add_worksheet(table.name[:31])
    for place, column in enumerate(table.columns):
        longest = max((len(str(row[place])) for row in table.rows[:200] if isinstance(row[place], str)), default=0)
        wide = min(_WIDE, max(_LEAST_WIDE, longest + 2, min(len(column.label), 18) + 2))
        sheet.set_column(place, place, wide)
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, _cell(column.label), formats.head)
    for line, row in enumerate(table.rows, 1):
        for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            if value is None:
                continue
            if isinstance(value, str):
                # Said to be a string, so that no program takes it for a formula, a number or an address.
                sheet.write_string(line, place, _cell(value))
            else:
                whole = column.form == "number" and isinstance(value, int)
                sheet.write_number(line, place, value, formats.cells["count" if whole else column.form])
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _cell(text: str) -> str:
    """Without signs that no XML may hold."""
    return "".join(
        sign
        for sign in text[:CELL]
        if sign in "\t\n\r" or (sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff")
    )
