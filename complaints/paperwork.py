"""Office papers of a case: what kinds there are, under which numbers, and their signed copies that come back. Pure."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from complaints import commands as c
from complaints import events as e
from complaints.complaint import Complaint
from foundation.errors import Invalid, NotFound
from foundation.language import Sentence
from foundation.language import mark as _


class PaperKind(StrEnum):
    """What an office writes about a case."""

    DISPOSITION = "lembar_disposisi"
    """From whoever leads a unit to whoever works on it."""
    MEMO = "nota_dinas"
    """From one officer of the government to another."""
    COVER = "surat_pengantar"
    """With which papers are sent."""
    ANSWER = "surat_jawaban"
    """To the reporter, or whoever asked."""


KIND_NAMES: dict[PaperKind, str] = {
    PaperKind.DISPOSITION: _("Lembar disposisi"),
    PaperKind.MEMO: _("Nota dinas"),
    PaperKind.COVER: _("Surat pengantar"),
    PaperKind.ANSWER: _("Surat jawaban"),
}

NUMBER_FIELDS = ("klasifikasi", "nomor", "unit", "bulan", "tahun")
NEEDED = ("nomor", "unit", "tahun")
"""A unit's numbers begin anew each year: without these two papers could bear the same one."""
PATTERN_LONGEST = 80
_FIELD = re.compile(r"\{([^{}]*)\}")
_PLAIN = re.compile(r"[\w ./\-]*")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_CODE = re.compile(r"[0-9A-Za-z]+(?:[./\-][0-9A-Za-z]+)*")

_NO_PAPER = _("Surat ini tidak ada pada aduan ini.")
_ONLY_ANSWERS = _("Hanya surat jawaban yang dapat menjadi bukti penyelesaian.")
_UNKNOWN = _("Isian {{{name}}} tidak dikenal. Yang dikenal: {known}.")
_LACKING = _("Pola nomor harus memuat {needed}, supaya tidak ada dua surat bernomor sama.")
_SIGNS = _("Pola nomor hanya boleh berisi huruf, angka, spasi, titik, garis miring, dan tanda hubung.")
_LONG = _("Pola nomor paling panjang 80 huruf.")
_BAD_CODE = _("Tulis kode klasifikasi arsip, misalnya 000.8.3 atau 620.")


def make(complaint: Complaint, command: c.MakePaper, *_: object) -> Iterator[e.Event]:
    if command.number in complaint.papers:
        return
    for file in (command.docx, command.pdf):
        yield _added(file)
    files = (command.docx.id, command.pdf.id)
    yield e.PaperMade(command.kind, command.number, files, command.unit, command.names_reporter)


def attach_signed(complaint: Complaint, command: c.AttachSigned, *_: object) -> Iterator[e.Event]:
    """Raises NotFound or Invalid. The same copy twice is one."""
    paper = complaint.papers.get(command.number)
    if paper is None:
        raise NotFound(_NO_PAPER)
    if command.evidence and paper.kind != PaperKind.ANSWER:
        raise Invalid(_ONLY_ANSWERS, fields={"evidence": _ONLY_ANSWERS})
    if any(file.id == command.file.id for file in complaint.files):
        return
    yield _added(command.file)
    yield e.PaperSigned(command.number, command.file.id, command.evidence)


def _added(file: c.File) -> e.AttachmentAdded:
    return e.AttachmentAdded(e.Seal(file.id, file.digest.hex()), file.media_type, file.size, e.PAPER)


def pattern_fault(pattern: str) -> str:
    """Why numbers cannot be made by this pattern; "" where they can."""
    if len(pattern) > PATTERN_LONGEST:
        return _LONG
    found = _FIELD.findall(pattern)
    for name in found:
        if name not in NUMBER_FIELDS:
            return Sentence(_UNKNOWN, name=name, known=braced(NUMBER_FIELDS))
    if any(name not in found for name in NEEDED):
        return Sentence(_LACKING, needed=braced(NEEDED))
    return "" if _PLAIN.fullmatch(_FIELD.sub("", pattern)) else _SIGNS


def code_fault(code: str) -> str:
    """Why this is no code of the archive's classification; "" where it is."""
    return "" if len(code) <= 30 and _CODE.fullmatch(code) else _BAD_CODE


def braced(names: tuple[str, ...]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def numbered(pattern: str, *, code: str, running: int, unit: str, month: int, year: int) -> str:
    """The number of a paper; `month` counts from 1 and is written in Roman numerals, `running` in three digits or more.

    `pattern` has no fault.
    """
    values: Mapping[str, str] = {
        "klasifikasi": code,
        "nomor": f"{running:03d}",
        "unit": unit,
        "bulan": _ROMAN[month - 1],
        "tahun": str(year),
    }
    return _FIELD.sub(lambda found: values[found[1]], pattern)
