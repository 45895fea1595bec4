"""No cell of an export is a formula, whatever citizens write; the same values make the same bytes."""

import csv
from io import BytesIO, StringIO

from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook  # type: ignore[import-untyped]

from web.spreadsheets import Column, Table, csv_file, harmless, long_csv, xlsx_file

BEGIN = st.sampled_from(
    (
        "=",
        "+",
        "-",
        "@",
        "\t=",
        " =",
        "\r=",
        "\n@",
        "\ufeff=",
        "\u200b+",
        "\u2060-",
        "\u00a0=",
        "＝",
        "|",
        "%",
        "'=",
        '"=',
    )
)
WORDS = st.text(max_size=20).flatmap(lambda rest: st.one_of(st.just(rest), BEGIN.map(lambda first: first + rest)))
LIVE = frozenset("=+-@|%＝＋－＠\t\r")


def table(words: list[str]) -> Table:
    columns = [Column("=kolom", "text", "@arti"), Column("Banyaknya", "count", ""), Column("Bagian", "share", "")]
    return Table("uji", "Uji", columns, [(one, number, number / 4) for number, one in enumerate(words, 1)])


def first_seen(cell: str) -> str:
    """What a spreadsheet takes for the first sign: those nobody sees are skipped by some."""
    kept = [sign for sign in cell if sign.isprintable() and not sign.isspace()]
    return kept[0] if kept else ""


@settings(deadline=None)
@example(['=HYPERLINK("http://jahat.example")', "@SUM(A1)", "+62 812", "-", "=", "a;b\n=c", "\0=1", "\ud800=", "\n"])
@given(st.lists(WORDS, max_size=6))
def test_no_cell_of_a_table_begins_a_calculation(words: list[str]) -> None:
    made = table(words)
    for written in (csv_file(made), long_csv([made], ["=t", "@b", "+k", "-n"])):
        for row in csv.reader(StringIO(written.decode("utf-8-sig"), newline=""), delimiter=";"):
            for cell in row:
                assert first_seen(cell) not in LIVE
                assert cell[:1] not in ("\t", "\r", "\n")


@settings(deadline=None, max_examples=25)
@given(st.lists(WORDS, max_size=6))
def test_a_workbook_holds_words_as_words_and_numbers_as_numbers(words: list[str]) -> None:
    made = table(words)
    content = xlsx_file([made], "=Judul", ["+satu"], made._replace(name="kamus"))
    assert content == xlsx_file([made], "=Judul", ["+satu"], made._replace(name="kamus"))
    book = load_workbook(BytesIO(content))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
    numbers = [[cell.value for cell in row[1:]] for row in book["uji"].iter_rows(min_row=2)]
    assert numbers == [[number, number / 4] for number in range(1, len(words) + 1)]


def test_what_calculates_nothing_is_left_as_it_is() -> None:
    for words in ("Jalan rusak", "5 hari", "“=kutip”", "", "a=b", "Rp 2.000"):
        assert harmless(words) == words
    assert harmless("  =1+1") == "'  =1+1"


def test_in_one_file_of_all_tables_each_row_is_named_by_all_words_it_begins_with() -> None:
    columns = [Column("Janji", "text", ""), Column("Jenis", "text", ""), Column("Tepat waktu", "count", "")]
    made = Table("janji", "", columns, [("Selesai", "Aspirasi", 3), ("Selesai", "Semua", 4)])
    written = long_csv([made], ["t", "b", "k", "n"]).decode("utf-8-sig").splitlines()
    assert written[1:] == ["janji;Selesai, Aspirasi;Tepat waktu;3", "janji;Selesai, Semua;Tepat waktu;4"]


def test_whole_numbers_stand_without_decimals_beside_means() -> None:
    columns = [Column("Suara", "text", ""), Column("Nilai", "number", "")]
    made = Table("uji", "", columns, [("Memberi nilai", 1234), ("Rata-rata", 4.03)])
    sheet = load_workbook(BytesIO(xlsx_file([made], "", [], made._replace(name="kamus"))))["uji"]
    assert [(sheet.cell(row, 2).value, sheet.cell(row, 2).number_format) for row in (2, 3)] == [
        (1234, "#,##0"),
        (4.03, "#,##0.00"),
    ]
