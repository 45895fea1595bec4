"""Words for requests about personal data: what is asked, how it came, how it stands, and what was looked at."""

from datetime import datetime
from typing import Any

from complaints.data_requests import DataRequest
from complaints.data_rights import Outcome, Right, Standing, Way, hours_left
from foundation.language import mark as _
from people.identity_checks import Document, Reason
from web.wording import Wording, options

RIGHT: dict[Right, str] = {
    Right.ACCESS: _("Melihat data"),
    Right.CORRECTION: _("Memperbaiki data"),
    Right.ERASURE: _("Menghapus data"),
    Right.RESTRICTION: _("Menunda atau membatasi"),
    Right.WITHDRAWAL: _("Menarik persetujuan"),
}
WAY: dict[Way, str] = {
    Way.PAGE: _("Halaman aduan"),
    Way.COUNTER: _("Loket"),
    Way.LETTER: _("Surat"),
}
OUTCOME: dict[Outcome, str] = {
    Outcome.DONE: _("Dipenuhi"),
    Outcome.PARTLY: _("Dipenuhi sebagian"),
    Outcome.REFUSED: _("Ditolak"),
}
STANDING: dict[Standing, tuple[str, str]] = {
    Standing.OPEN: ("time", _("Dalam waktu")),
    Standing.SOON: ("near", _("Kurang dari sehari")),
    Standing.LATE: ("late", _("Terlambat")),
    Standing.IN_TIME: ("met", _("Dijawab tepat waktu")),
    Standing.ANSWERED_LATE: ("met_late", _("Dijawab terlambat")),
}
"""Shape and colour of a tag, and its word."""
DOCUMENT: dict[Document, str] = {
    Document.KTP: _("KTP atau KTP digital"),
    Document.SIM: _("SIM"),
    Document.PASSPORT: _("Paspor"),
    Document.FAMILY: _("Kartu keluarga, untuk anak"),
    Document.MANDATE: _("Surat kuasa dan KTP penerima kuasa"),
    Document.RECEIPT: _("Tanda terima asli dengan PIN"),
}
PROOFS: dict[Document, str] = {one: words for one, words in DOCUMENT.items() if one is not Document.RECEIPT}
"""Documents that show who somebody is."""
REASON: dict[Reason, str] = {
    Reason.LOST: _("Kode hilang atau lupa"),
    Reason.PHONE: _("Ponsel hilang atau diganti"),
    Reason.LINK: _("Tautan tidak dapat dibuka"),
    Reason.HELP: _("Perlu dibantu membuka halamannya"),
    Reason.PIN: _("PIN tidak dapat dipakai lagi"),
}
ASKED_FOR: dict[Reason, str] = {one: words for one, words in REASON.items() if one is not Reason.PIN}
"""Reasons for which somebody shows who they are."""
FIELDS: dict[str, str] = {"name": _("nama"), "email": _("email"), "phone": _("telepon")}


def choices(wording: Wording, words: dict[Any, str]) -> list[dict[str, str]]:
    """For a list or a row of buttons, in the order in which they are written down."""
    return options((str(value), wording.say(label)) for value, label in words.items())


def shown(wording: Wording, request: DataRequest, now: datetime) -> dict[str, Any]:
    """A request as pages take it; who asked stays out of it."""
    tone, label = STANDING[request.standing(now)]
    return {
        "kind": wording.say(RIGHT[request.kind]),
        "way": wording.say(WAY[request.way]),
        "received_at": request.received_at,
        "due_at": request.due_at,
        "answered_at": request.answered_at,
        "state": tone,
        "state_label": wording.say(label),
        "left": _left(wording, request, now),
        "outcome": wording.say(OUTCOME[request.outcome]) if request.outcome else "",
        "changed": ", ".join(wording.say(FIELDS[one]) for one in request.changed if one in FIELDS),
        "words": request.details.words,
        "answer": request.answer,
        "document": wording.say(DOCUMENT[Document(request.document)]) if request.document else "",
    }


def _left(wording: Wording, request: DataRequest, now: datetime) -> str:
    if request.answered_at is not None:
        return ""
    hours = hours_left(request.due_at, now)
    if hours < 0:
        return wording.say(_("lewat {n} jam"), n=-hours)
    return wording.say(_("{n} jam lagi"), n=hours) if hours else wording.say(_("kurang dari satu jam lagi"))
