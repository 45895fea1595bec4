"""Templates of office papers: filled whole, and none is kept that could reach out, run, or grow."""

import re
import zipfile
from io import BytesIO

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.paperwork import PaperKind
from foundation.errors import Invalid
from web.paper_docx import FIELDS, checked, rendered
from web.paper_templates import ours

VALUE = st.text(st.characters(codec="utf-8"), max_size=40)


def template(*lines: str, header: str = "", author: str = "") -> bytes:
    paper = Document()
    for line in lines:
        paper.add_paragraph(line)
    if header:
        paper.sections[0].header.paragraphs[0].text = header
    paper.core_properties.author = author
    written = BytesIO()
    paper.save(written)
    return written.getvalue()


def repacked(data: bytes, changed: dict[str, bytes]) -> bytes:
    """The same package with some parts changed or added."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, content in changed.items():
            new.writestr(name, content)
    return written.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return package.read(name)


def words_in(data: bytes) -> str:
    return "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", part(data, "word/document.xml").decode()))


@pytest.mark.parametrize("kind", PaperKind)
def test_our_own_templates_pass_their_own_check_and_name_what_papers_need(kind: PaperKind) -> None:
    checked(ours(kind))
    made = words_in(rendered(ours(kind), {name: f"<{name}> & co" for name in FIELDS}))
    for name in ("kop_unit", "nomor", "kepada", "perihal", "isi", "penandatangan", "jabatan", "kode"):
        assert f"&lt;{name}&gt; &amp; co" in made, name
    assert "NIP" not in words_in(rendered(ours(kind), {}))


@pytest.mark.parametrize("kind", PaperKind)
def test_rows_are_as_wide_by_their_columns_as_by_their_cells(kind: PaperKind) -> None:
    for table in Document(BytesIO(ours(kind))).tables:
        wide = [column.width for column in table.columns]
        rows = [row.cells for row in table.rows if len({id(cell._tc) for cell in row.cells}) == len(wide)]
        assert all([cell.width for cell in row] == wide for row in rows)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), VALUE))
def test_whatever_is_filled_in_no_field_is_left_and_word_can_open_it(values: dict[str, str]) -> None:
    made = rendered(ours(PaperKind.MEMO), values)
    Document(BytesIO(made))
    left = re.findall(r"\{\{ ?(\w+) ?\}\}", words_in(made))
    typed = "".join(values.values())
    assert all(name in typed for name in left)


@pytest.mark.parametrize(
    "line",
    [
        "{{ nomor.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ nomor * 999999999 }}",
        "{{ 'a' ~ nomor }}",
        "{{ nomor|upper }}",
        "{{ nomor[0] }}",
        "{{ self }}{{ nomor() }}",
        "{% for x in range(999999999) %}x{% endfor %}",
        "{% set x = nomor %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% macro a() %}{{ a() }}{% endmacro %}",
        "{% if nomor is defined %}{% endif %}",
        "{% raw %}{{ nomor }}{% endraw %}{% block x %}{% endblock %}",
        "{{ nomor",
        "{% if nomor %}",
    ],
)
def test_a_template_that_does_more_than_name_fields_is_refused(line: str) -> None:
    for bad in (
        template("{{ nomor }}", line),
        template("{{ nomor }}", header=line),
        template("{{ nomor }}", author=line),
    ):
        with pytest.raises(Invalid):
            checked(bad)
    with pytest.raises(Invalid):
        rendered(template(line), {"nomor": "1"})


def test_unknown_fields_are_named_and_a_number_is_asked_for() -> None:
    with pytest.raises(Invalid) as refused:
        checked(template("{{ nomor }} {{ nama_bupati }}", header="{{ kop_unti }}"))
    assert "kop_unti, nama_bupati" in refused.value.sentence
    with pytest.raises(Invalid) as refused:
        checked(template("{{ isi }}"))
    assert "{{ nomor }}" in refused.value.sentence
    checked(template("{{ nomor }}", "{%p if tembusan %}", "{{ tembusan }}", "{%p endif %}", header="{{ kop_unit }}"))


def test_packages_that_could_do_harm_are_refused() -> None:
    good = template("{{ nomor }}")
    types = part(good, "[Content_Types].xml")
    body, rels = part(good, "word/document.xml"), part(good, "word/_rels/document.xml.rels")
    main = b"officedocument.wordprocessingml.document.main+xml"
    linked = rels.replace(
        b"</Relationships>",
        b'<Relationship Id="rX" Type="http://x/attachedTemplate" Target="http://contoh.id/a" TargetMode="External"/>'
        b"</Relationships>",
    )
    link = linked.replace(b"attachedTemplate", b"relationships/hyperlink")
    bombs = {f"word/media/{number}.xml": b"<a>" + b" " * 1_000_000 for number in range(25)}
    bad: dict[str, dict[str, bytes]] = {
        "macros": {"word/vbaProject.bin": b"x"},
        "macro type": {"[Content_Types].xml": types.replace(main, b"ms-word.document.macroEnabled.main+xml")},
        "embedded": {"word/embeddings/oleObject1.bin": b"x"},
        "entities": {"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]>' + body},
        "from outside": {"word/_rels/document.xml.rels": linked},
        "from outside, under a prefix": {
            "word/_rels/document.xml.rels": linked.replace(
                b'<Relationship Id="rX"',
                b"<r:Relationship\n xmlns:r='http://schemas.openxmlformats.org/package/2006/relationships' Id='rX'",
            )
        },
        "fetched field": {"word/document.xml": body.replace(b"{{", b"INCLUDEPICTURE {{", 1)},
        "bomb": bombs,
        "out of its folder": {"../x.xml": b"<a/>"},
        "unfilled": {"word/comments.xml": b"<w:c>{{ nomor }}</w:c>"},
    }
    for changed in bad.values():
        with pytest.raises(Invalid):
            checked(repacked(good, changed))
    checked(repacked(good, {"word/_rels/document.xml.rels": link}))
    for data in (b"", b"PK\x03\x04x", b"%PDF-1.7", good[: len(good) // 2], b"x" * 2_000_001):
        with pytest.raises(Invalid):
            checked(data)
