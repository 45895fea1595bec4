"""Evidence pictures that are worth a look, each with what it is compared with, for those who oversee."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from complaints.colleagues import Colleagues
from complaints.ticket import show
from foundation.errors import Invalid, Refused
from foundation.language import mark as _
from people.actor import Actor
from sla.evidence_review import REVIEWERS, SIZE, EvidenceReview, Pair, ShownSign, SignPage
from sla.evidence_signs import EvidenceSign
from web.case_rows import Asked, Shown, address, counted, turning
from web.errors import status_of
from web.forms import Posted, posted, uuid_of
from web.office_frame import EVIDENCE, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

LIST = EVIDENCE.path
SAMPLES = f"{LIST}/contoh"

_WHAT: dict[str, tuple[str, str]] = {
    EvidenceSign.ELSEWHERE: (
        _("Mirip foto pada aduan lain"),
        _("Satu pekerjaan dapat menjawab dua laporan tentang tempat yang sama."),
    ),
    EvidenceSign.REPORTERS_OWN: (
        _("Mirip foto pelapor sendiri"),
        _("Petugas mungkin melampirkan foto laporan sebagai pembanding."),
    ),
    EvidenceSign.BEFORE_REPORT: (
        _("Diambil sebelum laporan diterima"),
        _("Jam kamera dapat salah, atau tempat ini sudah disurvei sebelumnya."),
    ),
    EvidenceSign.FAR_OFF: (
        _("Diambil jauh dari tempat aduan"),
        _("Titik aduan dapat kurang tepat, atau ponsel belum mendapat sinyal lokasi."),
    ),
}
"""Each sign, and an honest way in which it comes about."""

_OUTCOMES = {"fine": _("Wajar"), "follow_up": _("Perlu ditindaklanjuti")}
_DONE = _("Hasil pemeriksaan tercatat.")


@get(LIST, name="office.evidence", guards=[one_of(*REVIEWERS)], include_in_schema=False)
async def signs(request: Request[Any, Any, Any]) -> Response[str]:
    asked = Asked(request)
    done = [{"kind": "done", "text": say(visitor_of(request).language, _DONE)}] if asked.done else []
    return await _drawn(request, looked=asked.text("lihat") == "selesai", number=asked.page, messages=done)


@post(LIST, name="office.evidence.look", guards=[one_of(*REVIEWERS)], include_in_schema=False)
async def look(request: Request[Any, Any, Any]) -> Response[Any]:
    """One sign was looked into."""
    house, actor = house_of(request), _reviewer(request)
    form = await posted(request)
    pair = _pair(form)
    try:
        if pair is None:
            raise Invalid(_("Tanda ini tidak dapat dibaca. Muat ulang halaman."))
        outcome, note = form.values.get("outcome", ""), form.values.get("note", "")
        await EvidenceReview(house.database, house.clock).look(actor, pair, outcome, note)
    except (Invalid, Refused) as error:
        faults = error.fields if isinstance(error, Invalid) else {}
        words = [] if faults else [{"kind": "danger", "text": say(visitor_of(request).language, error.sentence)}]
        return await _drawn(request, status=int(status_of(error)), messages=words, back=(form, faults))
    return Redirect(address(LIST, {"berhasil": "tanda"}), status_code=303)


async def _drawn(
    request: Request[Any, Any, Any],
    *,
    looked: bool = False,
    number: int = 1,
    status: int = 200,
    messages: list[dict[str, str]] | None = None,
    back: tuple[Posted, dict[str, str]] | None = None,
) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), _reviewer(request)
    page = await EvidenceReview(house.database, house.clock).page(actor, looked=looked, number=number)
    names = await Colleagues(house.database, house.clock).names({one.looked_by for one in page.signs if one.looked_by})
    form, faults = back or (None, {})
    context = {
        "chips": chips(wording, "selesai" if looked else "", page),
        "signs": [_sign(wording, one, names) for one in page.signs],
        "looked": looked,
        "newest": page.newest,
        "action": LIST,
        "values": dict(form.values) if form else {},
        "errors": {name: wording.say(words) for name, words in faults.items()},
        **turning(wording, LIST, {"lihat": "selesai"} if looked else {}, _shown(page, looked)),
    }
    return await office_page(request, "office/evidence.html", EVIDENCE, context, status=status, messages=messages or [])


def chips(wording: Wording, here: str, page: SignPage | None = None) -> list[dict[str, Any]]:
    """The ways between the pages about evidence."""
    ways = (
        ("", LIST, _("Perlu dilihat"), page.waiting if page else None),
        ("selesai", address(LIST, {"lihat": "selesai"}), _("Sudah dilihat"), page.looked if page else None),
        ("contoh", SAMPLES, _("Contoh acak bulanan"), None),
    )
    return [
        {"label": wording.say(name), "href": href, "current": key == here}
        | ({"count": counted(wording, many.number, more=many.more)} if many else {})
        for key, href, name, many in ways
    ]


def _reviewer(request: Request[Any, Any, Any]) -> Actor:
    """Posts in a unit keep their holder from judging it, so none is left out."""
    return visitor_of(request).actor


def _pair(form: Posted) -> Pair | None:
    ids = [uuid_of(form.values.get(name, "")) for name in ("case", "file", "other")]
    sign = form.values.get("sign", "")
    if None in ids or sign not in set(EvidenceSign):
        return None
    case, file, other = ids
    assert case is not None
    assert file is not None
    assert other is not None
    return Pair(case, file, sign, other)


def _sign(wording: Wording, one: ShownSign, names: dict[UUID, str]) -> dict[str, Any]:
    what, honest = _WHAT[one.pair.sign]
    return {
        "id": f"{one.pair.file}-{one.pair.sign}-{one.pair.other_file}",
        "case": one.pair.complaint_id,
        "file": one.pair.file,
        "sign": one.pair.sign,
        "other": one.pair.other_file,
        "what": wording.say(what),
        "amount": _amount(wording, one),
        "honest": wording.say(honest),
        "code": show(one.code),
        "unit": wording.unit(one.unit),
        "href": f"/kantor/aduan/{one.pair.complaint_id}",
        "picture": picture(one.pair.complaint_id, one.pair.file),
        "against": _against(wording, one),
        "facts": _facts(wording, one),
        "found_at": one.found_at,
        "looked_at": one.looked_at,
        "looked_by": names.get(one.looked_by, "") if one.looked_by else "",
        "outcome": wording.say(_OUTCOMES[one.outcome]) if one.outcome else "",
        "note": one.note or "",
    }


def picture(complaint_id: UUID, file: UUID) -> dict[str, str]:
    """Where a picture lies, small and as it is."""
    base = f"/kantor/aduan/{complaint_id}"
    return {"small": f"{base}/foto/{file}/kecil", "href": f"{base}/lampiran/{file}"}


def _against(wording: Wording, one: ShownSign) -> dict[str, Any] | None:
    """The picture it is held against; None where it is held against what the case says."""
    if one.other_complaint is None:
        return None
    whose = _("Foto pelapor") if one.other_of == "report" else _("Foto bukti")
    return picture(one.other_complaint, one.pair.other_file) | {
        "whose": wording.say(whose),
        "code": show(one.other_code),
        "case_href": f"/kantor/aduan/{one.other_complaint}",
        "alt": wording.say(_("{whose} pada aduan {code}"), whose=wording.say(whose), code=show(one.other_code)),
    }


def _facts(wording: Wording, one: ShownSign) -> list[tuple[str, str | datetime]]:
    """What case and picture say of time and place; that a picture says nothing is said once."""
    found: list[tuple[str, str | datetime]] = [(wording.say(_("Laporan diterima")), one.received_at)]
    if one.captured_at is not None:
        found.append((wording.say(_("Foto diambil")), one.captured_at))
    if one.metres is not None:
        far = wording.say(_("{far} dari tempat aduan"), far=_distance(wording, one.metres))
        found.append((wording.say(_("Tempat foto")), far))
    if one.captured_at is None and one.metres is None:
        found.append((wording.say(_("Waktu dan tempat foto")), wording.say(_("tidak tercatat dalam foto"))))
    return found


def _amount(wording: Wording, one: ShownSign) -> str:
    match one.pair.sign:
        case EvidenceSign.BEFORE_REPORT:
            days = one.amount // 24
            if days:
                return wording.say(_("{days} hari sebelum laporan"), days=wording.number(days))
            return wording.say(_("{hours} jam sebelum laporan"), hours=wording.number(one.amount))
        case EvidenceSign.FAR_OFF:
            return wording.say(_("{far} dari tempat aduan"), far=_distance(wording, one.amount))
        case _:
            return wording.say(_("sama pada {same} dari 64 ciri"), same=64 - one.amount)


def _distance(wording: Wording, metres: int) -> str:
    return f"{wording.number(metres)} m" if metres < 1000 else f"{wording.number(round(metres / 1000))} km"


def _shown(page: SignPage, looked: bool) -> Shown:
    many = page.looked if looked else page.waiting
    return Shown(page.number, SIZE, len(page.signs), many.number, many.more)


HANDLERS: list[HTTPRouteHandler] = [signs, look]
