"""What stands on an office paper: from a case and a form to its fields, as far as whoever makes it may know them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_date

from complaints.kinds import Visibility
from complaints.paperwork import KIND_NAMES, PaperKind, code_fault
from complaints.report import readable
from complaints.ticket import show
from complaints.views import Case
from complaints.visibility import Sight
from foundation.errors import Invalid
from foundation.language import Sentence
from foundation.language import mark as _
from people.actor import Actor
from web.wording import Wording

SHORT, LONG = 200, 6000
"""Characters of a line of a form, and of a paper's own words."""
SUMMARY = 400
KINDS_OF_HASTE = ("Biasa", "Segera", "Sangat segera", "Penting", "Rahasia")
"""Sifat surat: written on papers as they are, in every language of the pages."""
NAMELESS = "Sdr. Pelapor"
_OF_LINES = {"kepada": True, "tembusan": True, "isi": True}
_NEEDED: dict[str, str] = {
    "kepada": _("Tulis kepada siapa surat ini."),
    "perihal": _("Tulis perihalnya."),
    "isi": _("Tulis isinya."),
    "penandatangan": _("Tulis nama penanda tangan."),
    "jabatan": _("Tulis jabatan penanda tangan."),
}
_TOO_LONG = _("Paling panjang {count} huruf.")
_HASTE = _("Pilih sifat suratnya.")
FORM = ("kepada", "perihal", "sifat", "lampiran", "isi", "tembusan", "klasifikasi", "penandatangan", "jabatan", "nip")
"""Fields somebody writes in."""


class Written(NamedTuple):
    """A form that was understood."""

    kind: PaperKind
    fields: Mapping[str, str]
    names_reporter: bool


def kind_of(written: str) -> PaperKind:
    """The kind an address or a form names; an answer where it names none."""
    return PaperKind(written) if written in set(PaperKind) else PaperKind.ANSWER


def may_name(case: Case) -> bool:
    """Whether a paper may name who filed: they are known here, and did not ask to be anonymous."""
    return case.contact is not None and case.complaint.visibility is not Visibility.ANONYMOUS


def first_fields(wording: Wording, case: Case, kind: PaperKind, code: str, name: str, post: str) -> dict[str, str]:
    """What a fresh form already knows."""
    topic = wording.topic(case.complaint.topic)
    about = (
        f"Jawaban atas aduan {show(case.complaint.code)}"
        if kind is PaperKind.ANSWER
        else f"Aduan {show(case.complaint.code)}"
    )
    secret = case.complaint.restricted or case.complaint.visibility is Visibility.CONFIDENTIAL
    return {
        "perihal": f"{about} tentang {topic.lower()}" if topic else about,
        "kepada": NAMELESS if kind is PaperKind.ANSWER else "",
        "sifat": "Rahasia" if secret else "Biasa",
        "lampiran": "1 (satu) berkas" if kind is PaperKind.COVER else "",
        "isi": (case.resolution or "") if kind is PaperKind.ANSWER else "",
        "klasifikasi": code,
        "penandatangan": name,
        "jabatan": post,
        "pelapor": "",
    }


def written_in(kind: PaperKind, values: Mapping[str, str], case: Case) -> Written:
    """What a form says; raises Invalid with the faults of all fields."""
    fields = {name: _read(name, values.get(name, "")) for name in FORM}
    faults = {name: words for name, words in _NEEDED.items() if not fields[name]}
    for name, said in fields.items():
        longest = LONG if name == "isi" else SHORT
        if len(said) > longest:
            faults[name] = Sentence(_TOO_LONG, count=longest)
    if fields["sifat"] not in KINDS_OF_HASTE:
        faults["sifat"] = _HASTE
    if fault := code_fault(fields["klasifikasi"]):
        faults["klasifikasi"] = fault
    if faults:
        raise Invalid(fields=faults)
    return Written(kind, fields, values.get("pelapor") == "ya" and may_name(case))


def _read(name: str, written: str) -> str:
    said = readable(written).strip()
    return said if name in _OF_LINES else " ".join(said.split())


def unit_of(case: Case, actor: Actor) -> str:
    """Whose paper it is: the unit that has the case where whoever writes works for it, else their own."""
    own = [post.unit for post in actor.posts]
    reached = any(case.complaint.unit in post.reach for post in actor.posts)
    return case.complaint.unit if case.complaint.unit and reached else own[0]


def told_in(wording: Wording, case: Case, written: Written, unit: str, number: str, letterhead: str) -> dict[str, Any]:
    """All fields of the paper, in Indonesian whoever makes it. `wording` speaks Indonesian."""
    complaint, region = case.complaint, wording.region
    zone = ZoneInfo(region.timezone_of(unit))
    contact = case.contact if written.names_reporter else None
    ways = [one for one in (contact.phone, contact.email) if one] if contact else []
    readable_here = case.sight >= Sight.WORDS
    fields = {
        **written.fields,
        "kop_pemerintah": str(region.branding.get("seal_text") or region.name),
        "kop_unit": wording.unit(unit),
        "kop_alamat": letterhead,
        "nomor": number,
        "tanggal": day_words(wording.now.astimezone(zone).date()),
        "dari": written.fields["jabatan"],
        "kode": show(complaint.code),
        "topik": wording.topic(complaint.topic),
        "ringkasan": _summary(case.told or "") if readable_here else "",
        "tempat": wording.place(case.place, complaint.area) if readable_here else "",
        "diterima": day_words(_local(complaint.received_at, zone)),
        "unit": wording.unit(complaint.unit),
        "pelapor": (contact.name or "") if contact else "",
        "kontak_pelapor": "\n".join(ways),
    }
    if contact and contact.name and fields["kepada"] == NAMELESS:
        fields["kepada"] = f"Sdr. {contact.name}"
    return {
        "kind": str(written.kind),
        "title": KIND_NAMES[written.kind],
        "secret": fields["sifat"] == "Rahasia",
        "fields": fields,
    }


def day_words(day: date) -> str:
    return str(format_date(day, "d MMMM y", locale="id"))


def _local(instant: datetime | None, zone: ZoneInfo) -> date:
    assert instant is not None  # the case exists
    return instant.astimezone(zone).date()


def _summary(report: str) -> str:
    said = " ".join(report.split())
    return said if len(said) <= SUMMARY else said[: SUMMARY - 1].rsplit(" ", 1)[0] + "…"
