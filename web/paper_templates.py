"""The templates we bring, drawn up by code: one for each kind of office paper, to be edited in any word processor."""

from functools import cache
from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from complaints.paperwork import PaperKind

_LETTERS = "Arial"
_RIGHT = Cm(9.2)
"""Where the signature begins."""


@cache
def ours(kind: PaperKind) -> bytes:
    """The template of a kind, as a DOCX file."""
    paper = _sheet()
    {
        PaperKind.DISPOSITION: _disposition,
        PaperKind.MEMO: _memo,
        PaperKind.COVER: _cover,
        PaperKind.ANSWER: _answer,
    }[kind](paper)
    written = BytesIO()
    paper.save(written)
    return written.getvalue()


def _sheet() -> Paper:
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(2)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = _LETTERS, Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _LETTERS)
    style.paragraph_format.space_after = Pt(4)
    paper.core_properties.author, paper.core_properties.language = "{{ kop_unit }}", "id-ID"
    paper.core_properties.title = "{{ perihal }}"
    _line(paper, "{{ kop_pemerintah }}", 13, centred=True)
    _line(paper, "{{ kop_unit }}", 15, bold=True, centred=True)
    _only_if(paper, "kop_alamat", "{{ kop_alamat }}", 9)
    _ruled(_line(paper, "", 2))
    return paper


def _memo(paper: Paper) -> None:
    _title(paper, "NOTA DINAS")
    _rows(
        paper,
        *(("Kepada", "kepada"), ("Dari", "dari"), ("Tanggal", "tanggal"), ("Nomor", "nomor")),
        *(("Sifat", "sifat"), ("Lampiran", "lampiran"), ("Hal", "perihal")),
    )
    _ruled(_line(paper, "", 2))
    _line(paper, "{{ isi }}")
    _about(paper)
    _signature(paper)
    _copies(paper)


def _answer(paper: Paper) -> None:
    _line(paper, "{{ tanggal }}").alignment = ALIGN.RIGHT
    _rows(paper, ("Nomor", "nomor"), ("Sifat", "sifat"), ("Lampiran", "lampiran"), ("Hal", "perihal"))
    _line(paper, "")
    _line(paper, "Yth. {{ kepada }}")
    _only_if(paper, "kontak_pelapor", "{{ kontak_pelapor }}")
    _line(paper, "")
    _line(
        paper,
        "Menindaklanjuti aduan dengan kode {{ kode }} yang kami terima pada {{ diterima }}, "
        "bersama ini kami sampaikan:",
    )
    _line(paper, "{{ isi }}")
    _line(
        paper,
        "Perkembangan aduan dapat dibaca kapan saja dengan kode tersebut. "
        "Demikian, atas perhatiannya kami ucapkan terima kasih.",
    )
    _signature(paper)
    _copies(paper)


def _cover(paper: Paper) -> None:
    _line(paper, "{{ tanggal }}").alignment = ALIGN.RIGHT
    _line(paper, "Yth. {{ kepada }}")
    _title(paper, "SURAT PENGANTAR", "Nomor {{ nomor }}")
    table = _table(paper, (1.2, 9.3, 2.6, 3.2))
    _cells(table, "No.", "Naskah dinas yang dikirim", "Banyaknya", "Keterangan", bold=True)
    _cells(table, "1.", "{{ perihal }}\n{{ isi }}", "{{ lampiran }}", "Sifat: {{ sifat }}\nKode aduan: {{ kode }}")
    _signature(paper)
    _line(paper, "Diterima tanggal ................................................")
    _line(paper, "Nama dan tanda tangan penerima ................................")


def _disposition(paper: Paper) -> None:
    _title(paper, "LEMBAR DISPOSISI")
    table = _table(paper, (8.15, 8.15))
    _cells(
        table,
        "Aduan: {{ kode }}\nDiterima: {{ diterima }}\nTopik: {{ topik }}",
        "Nomor: {{ nomor }}\nTanggal: {{ tanggal }}\nSifat: {{ sifat }}",
    )
    _wide(table, "Hal: {{ perihal }}\n{{ ringkasan }}")
    _wide(table, "Tempat: {{ tempat }}")
    _wide(table, "Diteruskan kepada: {{ kepada }}")
    _wide(table, "Dengan hormat harap:\n{{ isi }}")
    _wide(table, "Catatan:\n\n\n")
    _signature(paper)


def _about(paper: Paper) -> None:
    _line(paper, "Aduan {{ kode }}, topik {{ topik }}, diterima {{ diterima }}.", 9)


def _line(paper: Paper, words: str, size: int = 11, *, bold: bool = False, centred: bool = False) -> Paragraph:
    line = paper.add_paragraph()
    run = line.add_run(words)
    run.bold, run.font.size = bold, Pt(size)
    if centred:
        line.alignment = ALIGN.CENTER
        line.paragraph_format.space_after = Pt(0)
    return line


def _only_if(paper: Paper, field: str, words: str, size: int = 11) -> None:
    """A line that is not there while its field is empty."""
    _line(paper, f"{{%p if {field} %}}")
    _line(paper, words, size, centred=field.startswith("kop"))
    _line(paper, "{%p endif %}")


def _title(paper: Paper, words: str, below: str = "") -> None:
    line = _line(paper, words, 13, bold=True, centred=True)
    line.paragraph_format.space_before = Pt(10)
    line.paragraph_format.space_after = Pt(2 if below else 10)
    if below:
        _line(paper, below, centred=True).paragraph_format.space_after = Pt(10)


def _rows(paper: Paper, *rows: tuple[str, str]) -> None:
    table = paper.add_table(0, 3)
    table.autofit = False
    for column, wide in zip(table.columns, (2.6, 0.5, 13.2), strict=True):
        column.width = Cm(wide)  # LibreOffice goes by columns, Word by cells
    for name, field in rows:
        _cells(table, name, ":", f"{{{{ {field} }}}}")


def _table(paper: Paper, widths: tuple[float, ...]) -> Table:
    table: Table = paper.add_table(0, len(widths), "Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Cm(wide)
    return table


def _row(table: Table) -> tuple[_Cell, ...]:
    return table.add_row().cells  # type: ignore[no-any-return, no-untyped-call]


def _cells(table: Table, *words: str, bold: bool = False) -> None:
    for cell, said, column in zip(_row(table), words, table.columns, strict=True):
        cell.width = column.width
        _say(cell, said, bold=bold)


def _wide(table: Table, words: str) -> None:
    cells = _row(table)
    _say(cells[0].merge(cells[-1]), words)


def _say(cell: _Cell, words: str, *, bold: bool = False) -> None:
    for number, line in enumerate(words.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.add_run(line).bold = bold
        paragraph.paragraph_format.space_after = Pt(2)


def _signature(paper: Paper) -> None:
    for words, bold in (("{{ jabatan }},", False), ("\n\n", False), ("{{ penandatangan }}", True)):
        line = _line(paper, words, bold=bold)
        line.paragraph_format.left_indent, line.paragraph_format.space_after = _RIGHT, Pt(0)
        line.paragraph_format.keep_with_next = True
    _line(paper, "{%p if nip %}")
    _line(paper, "NIP {{ nip }}").paragraph_format.left_indent = _RIGHT
    _line(paper, "{%p endif %}")


def _copies(paper: Paper) -> None:
    _line(paper, "{%p if tembusan %}")
    _line(paper, "Tembusan:\n{{ tembusan }}", 10)
    _line(paper, "{%p endif %}")


def _ruled(line: Paragraph) -> None:
    """A line below: thick and thin, as letterheads have it."""
    borders, border = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "thickThinSmallGap"), ("sz", "18"), ("space", "1"), ("color", "auto")):
        border.set(qn(f"w:{name}"), value)
    borders.append(border)
    line._p.get_or_add_pPr().append(borders)
    line.paragraph_format.space_after = Pt(6)
