"""Who owned, was advised and was decided on, and what was set right, in the words of the page on routing."""

from collections.abc import Mapping
from typing import Any

from complaints.kinds import ArchiveReason, Kind
from complaints.labels import ARCHIVE_REASON, KIND
from complaints.ticket import show
from foundation.language import mark as _
from routing.advice import Owner
from routing.corrections import Correction
from web.formatting import decimal
from web.promise_notes import hour
from web.suggestion import NOT_OURS, NOTHING_WORDS
from web.wording import Wording

WHAT: dict[str, str] = {
    "owner": _("Tujuan"),
    "topic": _("Topik"),
    "kind": _("Jenis"),
    "duplicate": _("Gabungan"),
}
"""What may be set right."""

SYSTEM, MODEL = "system", "m:"
OUTCOMES: dict[str, str] = {
    "too_little": _("belum cukup keputusan untuk belajar"),
    "worse": _("model baru tidak lebih baik, jadi tidak dipakai"),
    "kept": _("model yang dipakai tetap"),
    "replaced": _("model baru dipakai"),
}
"""What comes of an attempt to learn."""


def owner_name(wording: Wording, label: str | None) -> str:
    """A unit, another body, or why it is no complaint; a dash where nobody was named."""
    if not label:
        return "–"
    owner = Owner(label, 0.0)
    if owner.unit is not None:
        return wording.unit(owner.unit)
    if owner.body is not None:
        return wording.body(owner.body)
    why = owner.nothing or ""
    if why in NOTHING_WORDS:
        return wording.say(NOT_OURS, why=wording.say(NOTHING_WORDS[why]))
    known = ARCHIVE_REASON.get(ArchiveReason(why)) if why in set(ArchiveReason) else None
    return wording.say(_("Diarsipkan: {why}"), why=wording.say(known) if known else why)


def value_name(wording: Wording, what: str, value: str | None) -> str:
    """What something was called before or after it was set right."""
    if what == "owner":
        return owner_name(wording, value)
    if what == "duplicate":
        return wording.say(_("digabung dengan aduan lain")) if value else wording.say(_("aduan tersendiri"))
    if what == "kind" and value in set(Kind):
        return wording.say(KIND[Kind(value)])
    return wording.topic(value) or "–"


def of_hundred(wording: Wording, share: float | None) -> str:
    """A probability as people count: so many of a hundred; empty where there was none."""
    if share is None:
        return ""
    return wording.say(_("{n} dari 100"), n=decimal(round(100 * share), wording.language))


def by_name(wording: Wording, officers: Mapping[str, str], by: str) -> str:
    """Who did something, as the log calls them."""
    if by.startswith(SYSTEM):
        return wording.say(_("sistem"))
    return officers.get(by) or wording.say(_("petugas yang akunnya sudah tidak ada"))


def version_name(wording: Wording, version: str | None) -> str:
    """A model's version without the letter that sorts it; the region's phrases where there is no model."""
    return wording.say(_("kata-kata wilayah")) if version is None else version.rpartition(":")[2]


def method_name(wording: Wording, method: str | None) -> str:
    """What advised: a version of the model, or the region's phrases; empty where nothing did."""
    return version_name(wording, method if method.startswith(MODEL) else None) if method else ""


def correction_row(wording: Wording, officers: Mapping[str, str], one: Correction) -> dict[str, Any]:
    """One line of the list. A confidential case is neither named nor linked."""
    return {
        "at": one.at,
        "hour": hour(wording, one.at),
        "code": show(one.code) if one.code else "",
        "href": f"/kantor/aduan/{one.complaint_id}" if one.code else "",
        "by": by_name(wording, officers, one.officer),
        "what": wording.say(WHAT[one.what]),
        "before": value_name(wording, one.what, one.before),
        "after": value_name(wording, one.what, one.after),
        "method": method_name(wording, one.method),
        "share": of_hundred(wording, one.share),
    }
