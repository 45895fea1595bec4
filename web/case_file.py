"""The file of a case on paper: what is known, promised, said and added, as far as whoever prints it may see it."""

from base64 import b64encode
from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from PIL import Image

from complaints.colleagues import Colleagues
from complaints.kinds import Visibility
from complaints.links import Links, linked
from complaints.proofs import Proofs, Received, shown
from complaints.thumbnails import PAPER_SIDE
from complaints.ticket import show
from complaints.views import Case
from complaints.visibility import Sight
from foundation.language import mark as _
from foundation.limits import Limit
from people.on_behalf import acts_of
from web.branding import accents
from web.house import House
from web.office_facts import photo_url, reporter_words
from web.office_files import FileCard, file_cards, thumbnails
from web.office_frame import READERS, wording_of
from web.office_links import codes, groups
from web.office_timeline import by_days, mentioned_cases, officers_in, path, told_moments
from web.ombudsman import STATES, instant
from web.printing import MISSING, printed
from web.promise_notes import date_words
from web.promised import reasons
from web.visitor import house_of, one_of, visitor_of
from web.wording import Moment, Wording

PAPERS = Limit("case files", 120, 3600)
"""Files that one officer prints in an hour: each takes a processor for half a second."""
MOST_PICTURES = 24
"""Pictures on one paper; the list names all files."""

WORDS: dict[str, str] = {
    "title": _("Berkas aduan"),
    "report": _("Isi laporan"),
    "reporter": _("Pelapor"),
    "promises": _("Janji dan batas waktu"),
    "promise": _("Janji"),
    "due": _("Batas waktu"),
    "state": _("Keadaan"),
    "timeline": _("Perjalanan aduan"),
    "files": _("Berkas"),
    "linked": _("Aduan lain yang berhubungan"),
    "proof": _("Sidik jari"),
    "first": _("Saat diterima"),
    "latest": _("Sampai {count} langkah sesudahnya"),
    "internal": _("Memuat catatan internal. Hanya untuk kalangan sendiri; jangan diserahkan kepada pelapor atau umum."),
    "plain": _("Tanpa catatan internal petugas."),
    "secret": _("RAHASIA"),
    "note": _("Catatan internal"),
    "made": _("Dicetak {at} oleh {name}."),
    "missing": _("Tanda {sign} berarti gambar atau huruf yang tidak dapat dicetak; aslinya ada di halaman aduan."),
    "code": _("Kode aduan"),
    "received": _("Diterima"),
    "channel": _("Lewat"),
    "kind": _("Jenis"),
    "visibility": _("Keterbukaan"),
    "topic": _("Topik"),
    "unit": _("Ditangani oleh"),
    "holder": _("Pemegang"),
    "place": _("Tempat"),
    "status": _("Keadaan sekarang"),
    "path": _("Perjalanan antarunit"),
}
_FACTS = ("code", "received", "channel", "kind", "visibility", "topic", "unit", "holder", "place", "status", "path")


@get(
    "/kantor/aduan/{complaint_id:uuid}/berkas.pdf",
    name="office.case.file",
    guards=[one_of(*READERS)],
    include_in_schema=False,
)
async def case_file(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[bytes]:
    """The paper; notes stand on it only where they are asked for."""
    house, visitor = house_of(request), visitor_of(request)
    case = await house.queries.case(visitor.actor, complaint_id)
    await house.limits.count(PAPERS, str(visitor.actor.person))
    names = await Colleagues(house.database, house.clock).names(officers_in(case))
    known = await Links(house.database).known(visitor.actor, mentioned_cases(case))
    acts = await acts_of(house.database, officers_in(case))
    wording = replace(await wording_of(request), names=names, cases=codes(known), acts=acts)
    notes = bool(request.query_params.get("catatan")) and case.sight >= Sight.WORDS
    told = told_in(wording, case, await Proofs(house.database).received(complaint_id), notes=notes)
    told["promises"] = await _promises(house, wording, case)
    told["linked"] = [
        [one["code"], one["title"], one["status_label"]]
        for group in groups(wording, linked(case.complaint, known))
        for one in group.cases
    ]
    name = visitor.officer.name if visitor.officer else ""
    told["words"]["made"] = wording.say(WORDS["made"], at=instant(wording, wording.now), name=name)
    small = await thumbnails(house, visitor.actor, case, PAPER_SIDE)
    pictures = {str(one): framed(small[one]) for one in list(small)[:MOST_PICTURES]}
    told["files"] = [_file(wording, card, str(card.id) in pictures) for card in file_cards(wording, case)]
    content = await printed("case_file.typ", told, pictures)
    headers = {
        "Content-Disposition": f'inline; filename="berkas-{case.complaint.code}.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type="application/pdf", headers=headers)


def told_in(wording: Wording, case: Case, received: Received, *, notes: bool) -> dict[str, Any]:
    """What the paper says, as strings; of a case whose words may not be read, that it is there and how it stands."""
    complaint, readable = case.complaint, case.sight >= Sight.WORDS
    moments = told_moments(wording, case, photo_url(complaint.id))
    place = wording.place(case.place, complaint.area) if readable else ""
    facts = {
        "code": show(complaint.code),
        "received": instant(wording, complaint.received_at),
        "channel": wording.channel(complaint.channel),
        "kind": wording.kind(complaint.kind),
        "visibility": wording.visibility(complaint.visibility),
        "topic": wording.topic(complaint.topic) if readable else "",
        "unit": wording.unit(complaint.unit) or wording.body(complaint.body),
        "holder": wording.names.get(complaint.taken_by, "") if complaint.taken_by else "",
        "place": place,
        "status": wording.status(complaint.status),
        "path": " → ".join(path(wording, case).units) if path(wording, case).moved else "",
    }
    contact = case.contact
    who = [one for one in (contact.name, contact.phone, contact.email) if one] if contact else []
    filled: dict[str, dict[str, object]] = {
        "latest": {"count": received.further},
        "missing": {"sign": MISSING},
        "made": {"at": "", "name": ""},
    }
    return {
        "language": wording.language,
        "service": wording.region.service_name,
        "accent": accents(wording.region.branding)[0],
        "words": {name: wording.say(words, **filled.get(name, {})) for name, words in WORDS.items()},
        "secret": complaint.restricted or complaint.visibility is Visibility.CONFIDENTIAL,
        "internal": notes,
        "facts": [[wording.say(WORDS[name]), facts[name]] for name in _FACTS if facts[name]],
        "report": _report(wording, case),
        "reporter": [*who, wording.say(reporter_words(case)) if reporter_words(case) else ""],
        "days": [
            {"day": date_words(wording, day.on), "moments": [_moment(hour, one) for hour, one in day.moments]}
            for day in by_days(wording, (one for one in moments if notes or one.name != "note.added"))
        ],
        "first": " ".join(shown(received.fingerprint)),
        "latest": " ".join(shown(received.latest)) if received.further else "",
    }


def framed(jpeg: bytes) -> str:
    """A picture as a drawing that holds it, which is how papers take pictures."""
    with Image.open(BytesIO(jpeg)) as picture:
        width, height = picture.size
    inside = b64encode(jpeg).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{inside}"/></svg>'
    )


async def _promises(house: House, wording: Wording, case: Case) -> list[dict[str, Any]]:
    known = await reasons(house, wording, case.complaint)
    return [
        {
            "what": one.what,
            "due": f"{date_words(wording, one.day)}, {one.hour}" if one.day else "",
            "state": one.label or wording.say(STATES[one.state]),
            "notes": [str(note.text) for note in one.notes],
        }
        for one in wording.promises(case.complaint, known, entries=case.entries, all_stages=True)
    ]


def _report(wording: Wording, case: Case) -> str:
    if case.report:
        return case.report
    if case.sight < Sight.WORDS:
        return wording.say(_("Isi laporan ini rahasia. Hanya petugas yang menanganinya yang membacanya."))
    return wording.say(_("Isi laporan ini sudah dihapus."))


def _moment(hour: str, moment: Moment) -> dict[str, Any]:
    return {
        "hour": hour,
        "what": moment.what,
        "by": moment.by,
        "said": moment.said,
        "note": moment.name == "note.added",
    }


def _file(wording: Wording, card: FileCard, drawn: bool) -> dict[str, str]:
    at = instant(wording, card.at)
    about = ", ".join(part for part in (card.by, at, card.size) if part)
    return {"id": str(card.id) if drawn else "", "label": card.label, "about": about}


HANDLERS: list[HTTPRouteHandler] = [case_file]
