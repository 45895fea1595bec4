"""Office papers as DOCX: templates are checked before they are kept, and filled in a sandbox that knows only fields."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from foundation.errors import Invalid
from foundation.language import Sentence
from foundation.language import mark as _

FIELDS: dict[str, str] = {
    "kop_pemerintah": _("Nama pemerintah pada kop"),
    "kop_unit": _("Nama unit pada kop"),
    "kop_alamat": _("Alamat pada kop"),
    "nomor": _("Nomor surat"),
    "klasifikasi": _("Kode klasifikasi arsip"),
    "tanggal": _("Tanggal surat"),
    "sifat": _("Sifat surat"),
    "lampiran": _("Lampiran"),
    "perihal": _("Perihal"),
    "kepada": _("Penerima surat"),
    "dari": _("Jabatan pengirim"),
    "isi": _("Isi surat"),
    "tembusan": _("Tembusan"),
    "penandatangan": _("Nama penanda tangan"),
    "jabatan": _("Jabatan penanda tangan"),
    "nip": _("NIP penanda tangan"),
    "kode": _("Kode aduan"),
    "topik": _("Topik aduan"),
    "ringkasan": _("Awal isi laporan"),
    "tempat": _("Tempat menurut laporan"),
    "diterima": _("Tanggal aduan diterima"),
    "unit": _("Unit yang menangani"),
    "pelapor": _("Nama pelapor, bila boleh dan dipilih"),
    "kontak_pelapor": _("Kontak pelapor, bila boleh dan dipilih"),
}
"""What a template may ask for, and what stands there then."""

LARGEST = 2_000_000
UNPACKED = 20_000_000
"""Bytes of a template, as a file and unpacked."""
MOST_PARTS = 400
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ACTIVE = re.compile(r"vbaProject|vbaData|activeX|oleObject|/embeddings/|\.bin$|\.exe$|attachedTemplate", re.IGNORECASE)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b")
_OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']", re.IGNORECASE)
_HYPERLINK = re.compile(rb"Type=[\"'][^\"']*/hyperlink[\"']")
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UNSEEN = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not, nodes.And, nodes.Or)

_TOO_LARGE = _("Templat ini terlalu besar. Paling besar 2 MB; kecilkan gambarnya.")
_NO_DOCX = _("Berkas ini bukan dokumen Word (.docx). Simpan sebagai .docx, lalu unggah lagi.")
_BOMB = _("Templat ini memuat terlalu banyak isi setelah dibuka.")
_MACROS = _("Templat ini memuat makro atau benda tertanam. Simpan sebagai dokumen Word biasa tanpa itu.")
_LINKED = _("Templat ini mengambil sesuatu dari luar berkasnya. Tanamkan gambarnya, dan lepas templat yang ditautkan.")
_COMMAND = _("Templat hanya boleh memuat isian seperti {{{{ nomor }}}} dan {{% if tembusan %}} … {{% endif %}}.")
_UNKNOWN = _("Isian ini tidak dikenal: {names}. Periksa ejaannya pada daftar isian.")
_ELSEWHERE = _("Ada isian di catatan akhir atau komentar. Pindahkan ke badan, kepala, atau kaki halaman.")
_NO_NUMBER = _("Templat ini tidak memuat {{{{ nomor }}}}. Surat dinas harus bernomor.")


class _Sandbox(ImmutableSandboxedEnvironment):
    """Knows no function, no filter and no test: a template can name fields, and nothing else."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Whatever is compiled passes here: what does more than name fields is no template."""
        tree = super()._parse(source, name, filename)
        if any(not isinstance(node, _ALLOWED) for node in _nodes(tree)):
            raise TemplateSyntaxError("more than fields", 1)
        return tree

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        return False


def checked(data: bytes) -> None:
    """Raises Invalid with a sentence for whoever uploaded it where a template must not be used, or cannot."""
    fault = _package_fault(data) or _words_fault(data)
    if fault:
        raise Invalid(fault, fields={"template": fault})


def rendered(template: bytes, values: Mapping[str, str]) -> bytes:
    """The paper. A field without a value is empty; raises Invalid where the template is none."""
    from docxtpl import DocxTemplate  # it and python-docx take half a second, and few processes need them

    known = dict.fromkeys(FIELDS, "") | {name: _UNSEEN.sub("", value) for name, value in values.items()}
    try:
        paper = DocxTemplate(BytesIO(template))
        paper.render(known, jinja_env=_Sandbox(), autoescape=True)
        written = BytesIO()
        paper.save(written)
    except Invalid:
        raise
    except Exception as error:  # whatever Word's own format leads its readers to
        raise Invalid(_NO_DOCX, fields={"template": _NO_DOCX}) from error
    return written.getvalue()


def _package_fault(data: bytes) -> str:
    """What is wrong with the file as a package, before anything in it is believed."""
    if len(data) > LARGEST:
        return _TOO_LARGE
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED:
                return _BOMB
            names = [part.filename for part in parts]
            if any(_ACTIVE.search(name) for name in names):
                return _MACROS
            if len(set(names)) < len(names) or any(".." in name or name.startswith("/") for name in names):
                return _NO_DOCX
            for part in parts:
                fault = _part_fault(part.filename, _read(package, part))
                if fault:
                    return fault
            if _MAIN.encode() not in package.read("[Content_Types].xml"):
                return _NO_DOCX
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        return _NO_DOCX
    except _TooMuchError:
        return _BOMB
    return ""


class _TooMuchError(Exception):
    """More came out of a part than it says it holds."""


def _read(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """What a part holds; its own word for its size is not believed."""
    with package.open(part) as opened:
        content = opened.read(part.file_size + 1)
    if len(content) > part.file_size:
        raise _TooMuchError
    return content


def _part_fault(name: str, content: bytes) -> str:
    if not name.endswith((".xml", ".rels")):
        return ""
    if _DECLARED.search(content) or b"\x00" in content:
        return _NO_DOCX
    if b"macroEnabled" in content or b"w:control" in content or b"o:OLEObject" in content:
        return _MACROS
    if name.endswith(".rels") and any(map(_leads_outside, _RELATION.split(content)[1:])):
        return _LINKED
    if b"DDEAUTO" in content or b"INCLUDETEXT" in content or b"INCLUDEPICTURE" in content:
        return _LINKED
    return ""


def _leads_outside(relation: bytes) -> bool:
    """Whether what begins here fetches something by itself; a link that somebody has to press does not."""
    tag = relation.split(b">", 1)[0]
    return _OUTSIDE.search(tag) is not None and _HYPERLINK.search(tag) is None


def _words_fault(data: bytes) -> str:
    """What is wrong with the fields it asks for."""
    sandbox, asked = _Sandbox(), set[str]()
    try:
        for source in _sources(data):
            tree = sandbox.parse(source)
            asked |= {node.name for node in tree.find_all(nodes.Name)}
        if _fields_elsewhere(data):
            return _ELSEWHERE
    except TemplateError:
        return Sentence(_COMMAND)
    except Exception:  # noqa: BLE001 - whatever Word's own format leads its readers to
        return _NO_DOCX
    unknown = sorted(asked - set(FIELDS))
    if unknown:
        return Sentence(_UNKNOWN, names=", ".join(unknown))
    if "nomor" not in asked:
        return Sentence(_NO_NUMBER)
    try:
        rendered(data, dict.fromkeys(FIELDS, "Contoh <&> isi"))
    except Invalid as error:
        return error.sentence
    return ""


def _nodes(tree: nodes.Node) -> Iterator[nodes.Node]:
    yield tree
    for child in tree.iter_child_nodes():
        yield from _nodes(child)


def _sources(data: bytes) -> Iterator[str]:
    """All that is read as a template: the body, heads and feet of pages, footnotes, and what is said of the file."""
    from docxtpl import DocxTemplate

    paper = DocxTemplate(BytesIO(data))
    document = paper.get_docx()
    yield paper.patch_xml(paper.get_xml())
    for uri in (paper.HEADER_URI, paper.FOOTER_URI):
        for _key, part in paper.get_headers_footers(uri):
            yield paper.patch_xml(paper.get_part_xml(part))
    for part in document.part.package.parts:
        if part.content_type.endswith("footnotes+xml"):
            yield paper.patch_xml(part.blob.decode())
    said = document.core_properties
    yield from (said.author, said.comments, said.identifier, said.language, said.subject, said.title)


def _fields_elsewhere(data: bytes) -> bool:
    """Whether fields stand where nobody fills them in."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return any(
            b"{{" in package.read(name) or b"{%" in package.read(name)
            for name in package.namelist()
            if re.search(r"word/(?:endnotes|comments)\w*\.xml$", name)
        )
