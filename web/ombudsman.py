"""“Bawa ke Ombudsman”: the proof of a prior complaint as a PDF that screen readers can read."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from complaints import ticket
from complaints.complaint import Complaint
from complaints.kinds import Stage, Status
from complaints.proofs import Proofs, Received, shown
from complaints.views import Case
from foundation.errors import NotFound
from foundation.language import SOURCE_LANGUAGE
from foundation.language import mark as _
from foundation.limits import Limit
from web.branding import accents
from web.lookup import citizens_wording, full_address, held, reporter
from web.printing import MISSING, printed
from web.promise_notes import date_words
from web.promised import reasons
from web.situation import ERASED
from web.visitor import house_of
from web.wording import Wording

PAPERS = Limit("papers", 20, 3600)
"""PDF files made of one case in an hour."""
_ANSWERED = (Status.RESOLVED, Status.CLOSED)

STATES: dict[str, str] = {
    "time": _("Masih tepat waktu"),
    "near": _("Mendekati batas"),
    "late": _("Terlambat"),
    "met": _("Ditepati"),
    "met_late": _("Dipenuhi, tetapi terlambat"),
    "paused": _("Hitungan berhenti"),
    "stopped": _("Tidak berlaku lagi"),
}
"""How a promise stands, as parts/status.html says it."""

WORDS: dict[str, str] = {
    "title": _("Bukti pengaduan"),
    "lead": _("Dibuat oleh {service} dari catatan yang tidak dapat diubah, untuk dibawa kepada {name}."),
    "code": _("Kode aduan"),
    "filed": _("Diterima"),
    "kind": _("Jenis"),
    "topic": _("Perihal"),
    "unit": _("Ditangani oleh"),
    "place": _("Tempat"),
    "status": _("Keadaan sekarang"),
    "report": _("Isi aduan"),
    "promises": _("Janji dan batas waktu"),
    "promise": _("Janji"),
    "due": _("Batas waktu"),
    "state": _("Keadaan"),
    "timeline": _("Perjalanan dan jawaban"),
    "proof": _("Sidik jari"),
    "first": _("Saat diterima"),
    "latest": _("Sampai {count} langkah sesudahnya"),
    "check": _("Siapa pun dapat memeriksa keasliannya di {address}."),
    "where": _("Ke mana membawanya"),
    "conditions": _("Yang diminta Ombudsman"),
    "offices": _("Alamat kantor perwakilan: ombudsman.go.id/perwakilan."),
    "phone": _("Telepon"),
    "whatsapp": _("WhatsApp"),
    "email": _("Surel"),
    "web": _("Situs"),
    "made": _("Dibuat {at}."),
    "missing": _("Tanda {sign} berarti gambar atau huruf yang tidak dapat dicetak; aslinya ada di halaman aduan."),
}


def may_go_on(complaint: Complaint, now: datetime) -> bool:
    """Whether the government failed: completion or an objection came late, or what was disputed was answered again."""
    if complaint.erased:
        return False
    for stage in (Stage.COMPLETION, Stage.OBJECTION):
        promise = complaint.promises.get(stage)
        if promise is not None and (promise.missed or promise.broken or (not promise.ended and promise.passed(now))):
            return True
    return complaint.disputes > 0 and complaint.status in _ANSWERED


@get("/lacak/{code:str}/{token:str}/ombudsman.pdf", name="follow.ombudsman", include_in_schema=False)
async def paper(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[bytes]:
    """The paper, in the language of the page; NotFound while there is nothing to complain of."""
    house, complaint_id = house_of(request), await held(request, code, token)
    case = await house.queries.case(reporter(complaint_id), complaint_id)
    wording = await citizens_wording(request, "reporter")
    if not may_go_on(case.complaint, wording.now):
        raise NotFound()
    await house.limits.count(PAPERS, str(complaint_id))
    received = await Proofs(house.database).received(complaint_id)
    known = await reasons(house, wording, case.complaint)
    promises = wording.promises(case.complaint, known, entries=case.entries)
    told = told_in(wording, case, received, full_address(request, "/bukti/periksa"))
    told["timeline"] = _course(wording, await citizens_wording(request), case)
    told["promises"] = [
        {
            "what": one.what,
            "due": f"{date_words(wording, one.day)}, {one.hour}" if one.day else "",
            "state": one.label or wording.say(STATES[one.state]),
            "notes": [str(note.text) for note in one.notes],
        }
        for one in promises
    ]
    made = await printed("ombudsman.typ", told)
    name = f"bukti-pengaduan-{case.complaint.code}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(made, media_type="application/pdf", headers=headers)


def told_in(wording: Wording, case: Case, received: Received, check: str) -> dict[str, Any]:
    """Everything the paper says, in words; nothing of the reporter's contact, and of officers only their unit."""
    complaint, ombudsman = case.complaint, wording.region.ombudsman
    filled: dict[str, dict[str, Any]] = {
        "lead": {"service": wording.region.service_name, "name": ombudsman.name},
        "latest": {"count": received.further},
        "check": {"address": check},
        "made": {"at": instant(wording, wording.now)},
        "missing": {"sign": MISSING},
    }
    facts = {
        "code": ticket.show(complaint.code),
        "filed": instant(wording, received.filed.received_at),
        "kind": wording.kind(complaint.kind),
        "topic": wording.topic(complaint.topic),
        "unit": wording.unit(complaint.unit) or wording.body(complaint.body),
        "place": wording.place(case.place, complaint.area),
        "status": wording.standing(complaint).label,
    }
    ways = {name: getattr(ombudsman, name) for name in ("phone", "whatsapp", "email", "web")}
    return {
        "language": wording.language,
        "service": wording.region.service_name,
        "accent": accents(wording.region.branding)[0],
        "words": {name: wording.say(words, **filled.get(name, {})) for name, words in WORDS.items()},
        "facts": [[wording.say(WORDS[name]), value] for name, value in facts.items() if value],
        "report": case.report or wording.say(ERASED),
        "first": " ".join(shown(received.fingerprint)),
        "latest": " ".join(shown(received.latest)) if received.further else "",
        "name": ombudsman.name,
        "address": ombudsman.address,
        "ways": [[wording.say(WORDS[name]), value] for name, value in ways.items() if value],
        "conditions": list(ombudsman.conditions),
    }


def _course(reporters: Wording, others: Wording, case: Case) -> list[dict[str, str]]:
    """All that the reporter reads, told to somebody else: “the reporter answered”, not “you answered”."""
    return [
        {
            "at": instant(reporters, mine.at),
            "what": mine.what if mine.name == "reference.added" else theirs.what,
            "by": theirs.by,
            "said": mine.said,
        }
        for mine, theirs in zip(reporters.timeline(case), others.timeline(case), strict=True)
    ]


def instant(wording: Wording, moment: datetime | None) -> str:
    """As pages write it: 27 Maret 2026 pukul 16.00 WIB."""
    if moment is None:
        return ""
    pattern = "d MMMM y 'pukul' HH.mm" if wording.language == SOURCE_LANGUAGE else "d MMMM y, HH:mm"
    local = moment.astimezone(ZoneInfo(wording.region.timezone))
    return f"{format_datetime(local, pattern, locale=wording.language)} {wording.region.zone_label}"


HANDLERS: list[HTTPRouteHandler] = [paper]
