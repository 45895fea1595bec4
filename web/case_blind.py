"""A case for somebody who must not know whose it is: what was said in turn, with letters for units.

Names of places go as well: where units serve a part of the region each, the place tells the unit. So do names of
officers, who sign what they answer.
"""

import re
from collections import Counter
from collections.abc import Iterable
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
_PLACE, _OFFICER = _("[wilayah]"), _("[petugas]")
_KINDS_OF_AREA = re.compile(r"^(?:Kabupaten|Kota|Kecamatan|Kelurahan|Desa|Pekon|Kampung)\s+")
_GAP = r"\s+"
_SHARED, _SEVERAL = 2, 3
"""Words with which the names of so many units begin, as in Unit Layanan Air Bening: what follows is where they are."""


def blind_case(wording: Wording, case: Case, officers: Iterable[str]) -> list[dict[str, Any]]:
    """Who said what, in order; no date, no name, no place. Raises NotFound where the words may not be read.

    `officers` are the names of all who have an account.
    """
    if case.report is None:
        raise NotFound()
    told = [one for one in case.entries if one.words or one.name in _DID]
    texts = blind([one.words or "" for one in told], _names(wording.region))
    texts = hidden(texts, (one for one in officers if " " in one.strip()), wording.say(_OFFICER))
    texts = hidden(texts, _places(wording.region), wording.say(_PLACE))
    return [_said(wording, one, text) for one, text in zip(told, texts, strict=True)]


def hidden(texts: Iterable[str], names: Iterable[str], instead: str) -> list[str]:
    """The texts without these names. One word alone counts only as it is written: many are ordinary words too."""
    known = sorted({one.strip() for one in names if len(one.strip()) > 2}, key=lambda one: (-len(one), one))
    if not known:
        return list(texts)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(_way, known))})(?!\w)")
    return [pattern.sub(instead, text) for text in texts]


def _way(name: str) -> str:
    words = [re.escape(one) for one in name.split()]
    return rf"(?i:{_GAP.join(words)})" if words[1:] else words[0]


def _said(wording: Wording, entry: Entry, text: str) -> dict[str, Any]:
    return {
        "who": wording.say(_WHO.get(entry.by, _("Sistem"))),
        "citizen": entry.by == "citizen",
        "did": wording.say(_DID[entry.name]) if entry.name in _DID else "",
        "text": text,
    }


def _names(region: Region) -> dict[str, str]:
    return {name: unit.code for unit in region.units for name in (unit.name, unit.short, unit.code)}


def _places(region: Region) -> Iterable[str]:
    for area in region.areas:
        yield from (_KINDS_OF_AREA.sub("", area.name), *area.names)
    heads = [tuple(unit.name.split()[:_SHARED]) for unit in region.units]
    many = Counter(heads)
    for unit, head in zip(region.units, heads, strict=True):
        rest = unit.name.split()[_SHARED:]
        if rest and many[head] >= _SEVERAL:
            yield " ".join(rest)
