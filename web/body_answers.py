"""The page of a body outside: what it was sent, and its answer, by a link and without an account."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints.attachments import PDF
from complaints.complaint import Complaint
from complaints.outside_links import OutsideLinks, Shown
from complaints.outside_view import OutsideCase, outside_case
from complaints.report import said
from complaints.ticket import show
from foundation.errors import Invalid, NotFound, ServiceError, Stale, TooMany
from foundation.language import mark as _
from foundation.limits import Limit
from people.actor import SYSTEM
from web.errors import status_of
from web.file_answers import answered
from web.forms import UPLOAD_BODY, Photos, Posted, photos_of, posted
from web.house import House
from web.lookup import citizens_wording
from web.rendering import page, say
from web.visitor import house_of, visitor_of
from web.wording import Wording

PATH = "/instansi/{token:str}"
SENDINGS = Limit("outside answers", 30, 3600)
"""What may be sent through one link in an hour."""
LOOKS = Limit("outside looks", 120, 60)
"""Pages and pictures of one link in a minute: a ministry's office may read together, a copier may not."""
_NO_PAGE = _("Alamat ini tidak lengkap atau keliru. Salin seluruh alamat yang Anda terima.")

DONE: dict[str, str] = {
    "terima": _("Terima kasih. Pelapor sekarang melihat bahwa laporannya sudah Anda terima."),
    "jawab": _("Terima kasih. Jawaban Anda sudah disampaikan kepada pelapor."),
    "tanya": _("Pertanyaan Anda sudah disampaikan kepada koordinator. Jawabannya muncul di halaman ini."),
    "bukan": _("Terima kasih. Aduan ini kembali kepada koordinator, dan pelapor diberi tahu alasannya."),
}
"""What the page says after each act, by the last part of its address."""

_TYPED = ("answer", "question", "reason")
_WAITS = _("Aduan warga menunggu jawaban Anda")
_ANSWERED = _("Jawaban Anda sudah kami terima")
_OVER: dict[str, tuple[str, str]] = {
    "expired": (
        _("Tautan ini sudah tidak berlaku"),
        _("Masa berlakunya sudah habis. Mintalah tautan baru kepada kantor layanan kami."),
    ),
    "revoked": (
        _("Tautan ini sudah tidak berlaku"),
        _("Tautan ini sudah diganti atau dicabut. Pakailah yang terbaru, atau hubungi kantor layanan kami."),
    ),
    "over": (
        _("Aduan ini sudah tidak menunggu jawaban"),
        _("Aduan ini sekarang ditangani di tempat lain. Tidak ada lagi yang perlu Anda lakukan."),
    ),
}
_VOICES: dict[str, str] = {
    "answer": _("Jawaban {body}"),
    "declined": _("{body}: bukan kewenangan kami"),
    "asked": _("Pertanyaan {body}"),
    "told": _("Keterangan koordinator"),
}


@dataclass(frozen=True)
class Returned:
    """A form that came back: what was typed in which act, why, and the photos that are safe."""

    act: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    photos: Photos = field(default_factory=Photos)
    status: int = 200


@get(PATH, name="outside.page", include_in_schema=False)
async def body_page(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    shown = await _shown(request, token)
    await _links(house_of(request)).seen(shown.link)
    return await _page(request, token, shown, Returned(), DONE.get(request.query_params.get("kabar", ""), ""))


@get(PATH + "/foto/{file_id:uuid}", name="outside.photo", include_in_schema=False)
async def photo(request: Request[Any, Any, Any], token: FromPath[str], file_id: FromPath[UUID]) -> Response[bytes]:
    house, shown = house_of(request), await _shown(request, token)
    case = await _case(house, shown)
    allowed = (*case.photos, *case.files) if shown.state == "open" else case.files if shown.state == "said" else ()
    if file_id not in allowed:
        raise NotFound()
    row = await house.queries.file(SYSTEM, shown.complaint.id, file_id)
    return await answered(request, house.attachments, row)


@post(PATH + "/terima", name="outside.receive", include_in_schema=False)
async def receive(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
    return await _act(request, token, "terima", lambda form: c.ReceiveOutside())


@post(PATH + "/jawab", name="outside.answer", include_in_schema=False, request_max_body_size=UPLOAD_BODY)
async def answer(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
    def command(form: Posted) -> c.Command:
        return c.RecordReply(said(form.raw.get("answer"), field="answer", missing=_("Tuliskan jawaban Anda.")))

    return await _act(request, token, "jawab", command)


@post(PATH + "/tanya", name="outside.ask", include_in_schema=False)
async def ask(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
    def command(form: Posted) -> c.Command:
        return c.AskBack(said(form.raw.get("question"), field="question", missing=_("Tuliskan pertanyaan Anda.")))

    return await _act(request, token, "tanya", command)


@post(PATH + "/bukan", name="outside.decline", include_in_schema=False)
async def decline(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
    def command(form: Posted) -> c.Command:
        missing = _("Tuliskan alasannya, dan bila tahu, instansi mana yang berwenang.")
        return c.DeclineOutside(said(form.raw.get("reason"), field="reason", missing=missing))

    return await _act(request, token, "bukan", command)


def _links(house: House) -> OutsideLinks:
    return OutsideLinks(house.database, house.clock, house.keys)


async def _shown(request: Request[Any, Any, Any], token: str) -> Shown:
    """The link that was shown; raises NotFound, or TooMany for too many unknown ones or too many looks."""
    house = house_of(request)
    try:
        shown = await _links(house).shown(token[:80])
    except NotFound as unknown:
        await house.limits.count(house.lookup_limit, visitor_of(request).address)
        raise NotFound(_NO_PAGE) from unknown
    await house.limits.count(LOOKS, str(shown.link.id))
    return shown


async def _case(house: House, shown: Shown) -> OutsideCase:
    return await outside_case(house.database, house.queries, shown.complaint.id, shown.link.number)


async def _act(
    request: Request[Any, Any, Any], token: str, act: str, command: Callable[[Posted], c.Command]
) -> Response[Any]:
    """Do what a form asks; one that was refused comes back as it was typed, on the page as the case stands now."""
    house, shown = house_of(request), await _shown(request, token)
    form = await posted(request)
    if shown.state != "open":
        returned = Returned(act, form.values, status=409)
        if not _unsent(returned) or f"{_cause(house, shown, act, form)}:0" in shown.complaint.causes:
            return Redirect(f"/instansi/{token}", status_code=303)
        return await _page(request, token, shown, returned)
    photos = await photos_of(house, shown.complaint.id, form, documents=True) if act == "jawab" else Photos()
    faults: dict[str, str] = {"photos": photos.fault} if photos.fault else {}
    try:
        await house.limits.count(SENDINGS, str(shown.link.id))
        try:
            asked = command(form)
        except Invalid as wrong:
            faults |= wrong.fields or {"": wrong.sentence}
        if faults:
            return await _page(request, token, shown, Returned(act, form.values, faults, photos, 422))
        orders = _orders(house, shown, act, form, asked, photos)
        await house.handling.handle_many([(order, shown.actor) for order in orders])
    except (Stale, TooMany, ServiceError) as error:
        faults = (error.fields if isinstance(error, Invalid) else {}) or {"": error.sentence}
        again = await _links(house).shown(token[:80])
        returned = Returned(act, form.values, faults, photos, int(status_of(error)))
        return await _page(request, token, again, returned)
    await _links(house).used(shown.link)
    return Redirect(f"/instansi/{token}?kabar={act}", status_code=303)


def _orders(house: House, shown: Shown, act: str, form: Posted, asked: c.Command, photos: Photos) -> list[c.Order]:
    """The files, then the act."""
    cause = _cause(house, shown, act, form)
    commands: list[c.Command] = [*(c.AttachOutside(file) for file in photos.files), asked]
    return [
        c.Order(shown.complaint.id, one, f"{cause}:{place}", seen=None if place else form.version)
        for place, one in enumerate(commands)
    ]


def _cause(house: House, shown: Shown, act: str, form: Posted) -> str:
    """Names form and content: sent twice it happens once, changed it is another."""
    typed = "\0".join(form.raw.get(name, "") for name in _TYPED)
    content = house.keys.mac("web.outside", typed.encode("utf-8", "replace")).hex()[:16]
    return f"outside:{shown.link.id}:{form.key or uuid4()}:{act}:{content}"


def _unsent(returned: Returned) -> list[str]:
    """What was typed in a form that cannot be sent any more."""
    return [words for name in _TYPED if (words := returned.values.get(name, "").strip())]


async def _page(
    request: Request[Any, Any, Any], token: str, shown: Shown, returned: Returned, done: str = ""
) -> Response[str]:
    house, language = house_of(request), visitor_of(request).language
    wording = await citizens_wording(request)
    base = f"/instansi/{token}"
    body = wording.body(shown.link.body)
    if shown.state in _OVER:
        title, words = (wording.say(one) for one in _OVER[shown.state])
        over = {"title": title, "words": words, "body": body, "unsent_texts": _unsent(returned)}
        return await page(request, "citizen/body_over.html", over, status=410)
    case = await _case(house, shown)
    complaint, place = case.complaint, case.place
    sending = complaint.sendings[shown.link.number - 1]
    point = place is not None and place.latitude is not None
    readable = shown.state == "open"
    context = {
        "body": body,
        "code": show(complaint.code),
        "open": readable,
        "title": wording.say(_WAITS if readable else _ANSWERED),
        "report": case.report if readable else "",
        "topic": wording.topic(complaint.topic) if readable else "",
        "happened_on": complaint.happened_on if readable else None,
        "place": wording.place(place, complaint.area) if readable else "",
        "map_href": f"https://www.openstreetmap.org/?mlat={place.latitude}&mlon={place.longitude}#map=17/{place.latitude}/{place.longitude}"
        if readable and point and place
        else "",
        "photos": [_picture(wording.say(_("Foto dari pelapor")), base, one) for one in case.photos if readable],
        "sent_at": sending.sent_at,
        "received_at": sending.received_at,
        "expires_at": shown.link.expires_at,
        "said": [
            {
                "voice": one.voice,
                "label": wording.say(_VOICES[one.voice], body=body),
                "at": one.at,
                "words": one.words or wording.say(_("Isi tulisan ini sudah dihapus.")),
            }
            for one in case.said
        ],
        "own_photos": [_own(wording, base, complaint, one) for one in case.files],
        "unsent_texts": [] if readable else _unsent(returned),
        "act": returned.act,
        "values": returned.values,
        "errors": {name: say(language, words) for name, words in returned.faults.items()},
        "kept_photos": [
            {"key": str(one.id), "label": one.name or wording.say(_("Foto"))} for one in returned.photos.files
        ]
        if returned.status != 200
        else [],
        "version": complaint.version,
        "key": uuid4(),
        "messages": [{"kind": "done", "text": say(language, done)}] if done else [],
        **{f"{name}_action": f"{base}/{part}" for name, part in _ACTIONS.items()},
    }
    return await page(request, "citizen/body.html", context, status=returned.status)


_ACTIONS = {"receive": "terima", "answer": "jawab", "ask": "tanya", "decline": "bukan"}


def _picture(alt: str, base: str, file_id: UUID) -> dict[str, Any]:
    return {"url": f"{base}/foto/{file_id}", "thumb": "", "alt": alt}


def _own(wording: Wording, base: str, complaint: Complaint, file_id: UUID) -> dict[str, Any]:
    document = any(file.id == file_id and file.media_type == PDF for file in complaint.files)
    alt = wording.say(_("Dokumen dari jawaban Anda") if document else _("Foto dari jawaban Anda"))
    return _picture(alt, base, file_id) | {"document": document}


HANDLERS: list[HTTPRouteHandler] = [body_page, photo, receive, answer, ask, decline]
