"""A case for somebody who must not know whose it is: what was said in turn, with letters for units."""

from typing import Any

from competency.reading_rules import blind
from complaints.region import Region
from complaints.views import Case, Entry
from foundation.errors import NotFound
from foundation.language import mark as _
from web.wording import Wording

_WHO: dict[str, str] = {"citizen": _("Pelapor"), "officer": _("Petugas"), "body": _("Instansi luar")}
_DID: dict[str, str] = {
    "complaint.forwarded": _("Aduan diteruskan ke unit."),
    "complaint.disputed": _("Pelapor menyatakan belum beres."),
    "complaint.confirmed": _("Pelapor menyatakan sudah beres."),
    "complaint.reopened": _("Aduan dibuka kembali."),
}
"""What is told of facts without words."""


def blind_case(wording: Wording, case: Case) -> list[dict[str, Any]]:
    """Who said what, in order; no date, no name, no place. Raises NotFound where the words may not be read."""
    if case.report is None:
        raise NotFound()
    told = [one for one in case.entries if one.words or one.name in _DID]
    texts = blind([one.words or "" for one in told], _names(wording.region))
    return [_said(wording, one, text) for one, text in zip(told, texts, strict=True)]


def _said(wording: Wording, entry: Entry, text: str) -> dict[str, Any]:
    return {
        "who": wording.say(_WHO.get(entry.by, _("Sistem"))),
        "citizen": entry.by == "citizen",
        "did": wording.say(_DID[entry.name]) if entry.name in _DID else "",
        "text": text,
    }


def _names(region: Region) -> dict[str, str]:
    return {name: unit.code for unit in region.units for name in (unit.name, unit.short, unit.code)}
