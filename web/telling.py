"""Telling us something: the form, its sending, and the receipt."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints.attachments import PHOTOS_A_FORM
from complaints.given import About
from complaints.kinds import Channel, Kind, Priority, Stage, Visibility
from complaints.labels import KIND, STAGE, VISIBILITY
from complaints.report import Report, filing
from foundation.errors import Invalid, ServiceError, TooMany
from foundation.language import mark as _
from web import chat_form, telegram_links
from web.checking import Remarks, before_sending, remarks_in_time, told
from web.choices import area_options
from web.destination import called_for, first_steps, read_again
from web.errors import status_of
from web.forms import UPLOAD_BODY, Photos, Posted, photos_of, posted, report_of, started, suspicious
from web.house import House
from web.lookup import citizens_wording, follow_path, full_address, held, reporter, token_of
from web.promised import reasons
from web.rendering import page, say
from web.visitor import house_of, visitor_of
from web.wording import options

_AGAIN = _("Mohon periksa sebentar, lalu tekan tombol kirim sekali lagi. Tulisan Anda masih ada.")
_SENT_BEFORE = _(
    "Laporan pertama dari halaman ini sudah kami terima. Bila ini laporan lain, tekan tombol kirim sekali lagi."
)

_PHOTO_ALONE = _("Foto Anda sudah kami simpan. Ceritakan dengan satu kalimat apa yang terlihat di situ.")

_KIND_HINTS: dict[Kind, str] = {
    Kind.ORDINARY: _("Ada layanan atau sarana yang tidak berjalan sebagaimana mestinya."),
    Kind.OVERSIGHT: _("Ada petugas atau kantor yang menyalahi aturan, misalnya meminta pungutan."),
    Kind.SUGGESTION: _("Usul atau harapan Anda."),
    Kind.INFORMATION: _("Anda ingin mengetahui sesuatu."),
    Kind.FORMAL_INFORMATION: _("Permohonan resmi menurut UU 14/2008, dijawab PPID. Sertakan nama dan kontak Anda."),
}
_VISIBILITY_HINTS: dict[Visibility, str] = {
    Visibility.PUBLIC: _("Setelah diperiksa, laporan bisa dibaca siapa saja. Nama dan kontak hanya untuk petugas."),
    Visibility.ANONYMOUS: _("Laporan bisa dibaca, tetapi kantor yang menangani pun tidak mengetahui nama Anda."),
    Visibility.CONFIDENTIAL: _("Hanya petugas yang menangani yang bisa membaca. Tidak tampil di mana pun."),
}
_FIELD_ORDER = (
    *("", "text", "photos", "happened_on", "address", "area", "latitude", "longitude", "visibility"),
    *("name", "phone", "email", "kind", "about_unit"),
)


_BESIDE = {"place": "latitude", "topic": ""}
"""Where the form shows a fault of something it has no field for."""


@get("/", name="form", include_in_schema=False)
async def form_page(request: Request[Any, Any, Any]) -> Response[str]:
    return await _form(request, chat_form.begun(request.query_params.get(chat_form.LINK)), {}, uuid4())


@post("/", name="form.send", include_in_schema=False, request_max_body_size=UPLOAD_BODY)
async def send(request: Request[Any, Any, Any]) -> Response[Any]:
    """File the report, or show the form again with everything that was typed."""
    house, form = house_of(request), await posted(request)
    key = form.key or uuid4()
    complaint_id = c.filing_id(key)
    photos = Photos()
    try:
        await house.limits.count(house.filing_limit, visitor_of(request).address)
        photos = await photos_of(house, complaint_id, form)
        if suspicious(house.keys, form, int(house.clock.now().timestamp())):
            return await _form(request, form.values, {"": _AGAIN}, key, photos, status=422)
        region = await house.region.current()
        today = house.clock.now().astimezone(ZoneInfo(region.timezone)).date()
        faults: dict[str, str] = {"photos": photos.fault} if photos.fault else {}
        command, report = None, Report(text=form.raw.get("text", ""), danger=form.raw.get("danger") == "ya")
        try:
            office = region.in_office(visitor_of(request).address)
            report = report_of(form)
            command = filing(report, region, house.keys, today, Channel.WEB, from_office=office)
        except Invalid as wrong:
            faults |= wrong.fields or {"": wrong.sentence}
        if "text" in faults and photos.files and not report.text.strip():
            faults["text"] = _PHOTO_ALONE
        if faults or command is None:
            remarks = await remarks_in_time(house, report)
            called = remarks if remarks.danger else None
            return await _form(request, form.values, faults, key, photos, status=422, remarks=called)
        remarks_first = await before_sending(house, form, report, photos=bool(photos.files))
        if remarks_first is not None:
            return await _form(request, form.values, {}, key, photos, remarks=remarks_first)
    except TooMany as error:
        return await _form(request, form.values, {"": error.sentence}, key, photos, status=429)
    return await _file(request, form, key, command, photos)


async def _file(
    request: Request[Any, Any, Any], form: Posted, key: UUID, command: c.FileComplaint, photos: Photos
) -> Response[Any]:
    house, complaint_id = house_of(request), c.filing_id(key)
    actor = reporter(complaint_id)
    orders = [c.Order(complaint_id, command, f"web:{key}")]
    orders += [c.Order(complaint_id, c.Attach(file), f"web:{key}:{file.id}") for file in photos.files]
    left_out = False
    try:
        if form.values.get(chat_form.LINK):
            from_chat = await chat_form.filed(house, form, actor, orders)
            complaint, drawn, left_out = from_chat.complaint, from_chat.ticket, from_chat.left_out
        else:
            complaint, drawn = (
                (await house.handling.handle_many([(order, actor) for order in orders]))[-1],
                command.ticket,
            )
    except Invalid as refused:
        if refused.fields:
            return await _form(request, form.values, refused.fields, key, photos, status=422)
        # The key has carried another report: this one gets its own, and its photos come along.
        fresh = uuid4()
        moved = [await house.attachments.copy(file, c.filing_id(fresh)) for file in photos.files]
        return await _form(request, form.values, {"": _SENT_BEFORE}, fresh, Photos(tuple(moved)), status=409)
    except ServiceError as error:
        return await _form(request, form.values, {"": error.sentence}, key, photos, status=int(status_of(error)))
    told = {"ulang": complaint.code != drawn, "lepas": left_out}
    query = urlencode({name: "ya" for name, true in told.items() if true})
    path = f"/terkirim/{complaint.code}/{token_of(house, complaint_id)}"
    return Redirect(f"{path}?{query}" if query else path, status_code=303)


async def _form(
    request: Request[Any, Any, Any],
    values: Any,
    faults: dict[str, str],
    key: UUID,
    photos: Photos | None = None,
    *,
    status: int = 200,
    remarks: Remarks | None = None,
) -> Response[str]:
    house, language = house_of(request), visitor_of(request).language
    region = await house.region.current()
    faults = {_BESIDE.get(name, name): say(language, words) for name, words in faults.items()}
    now = house.clock.now()
    begun = values.get("started", "")
    context = {
        "action": "/",
        "key": key,
        "started": begun if _genuine(house, begun) else started(house.keys, int(now.timestamp())),
        "values": {name: value for name, value in values.items() if name not in ("_csrf_token", "situs")},
        "errors": {name: faults[name] for name in _FIELD_ORDER if name in faults},
        "kept_photos": _kept(house, c.filing_id(key), photos),
        "photo_limit": {"count": PHOTOS_A_FORM, "megabytes": house.upload_bytes // 1_000_000},
        "kinds": [
            {"value": one, "label": say(language, KIND[one]), "hint": say(language, _KIND_HINTS[one])} for one in Kind
        ],
        "visibilities": [
            {"value": one, "label": say(language, VISIBILITY[one]), "hint": say(language, _VISIBILITY_HINTS[one])}
            for one in Visibility
        ],
        "areas": area_options(region),
        "units": options((unit.code, unit.name) for unit in region.units),
        "promises": await _usual_promises(house, language, now),
        "today": now.astimezone(ZoneInfo(region.timezone)).date(),
        "remarks": await told(request, remarks),
        "link": await chat_form.standing(house, values),
    }
    return await page(request, "citizen/form.html", context, status=status)


def _genuine(house: House, begun: str) -> bool:
    moment = begun.partition(".")[0]
    return moment.isascii() and moment.isdigit() and len(moment) < 12 and started(house.keys, int(moment)) == begun


def _kept(house: House, complaint_id: UUID, photos: Photos | None) -> list[dict[str, str]]:
    if photos is None:
        return []
    token = token_of(house, complaint_id)
    return [
        {"key": str(file.id), "label": file.name, "url": f"/berkas/{complaint_id}/{file.id}?token={token}"}
        for file in photos.files
    ]


async def _usual_promises(house: House, language: str, now: datetime) -> list[dict[str, Any]]:
    """What an ordinary complaint is promised when filed now."""
    policy = await house.policies.current()
    stages = (Stage.VERIFY, Stage.FIRST_RESPONSE, Stage.COMPLETION)
    terms = [policy.terms(stage, About(Kind.ORDINARY), now) for stage in stages]
    return [{"what": say(language, STAGE[one.stage]), "days": one.days} for one in terms if one is not None]


@get("/terkirim/{code:str}/{token:str}", name="receipt", include_in_schema=False)
async def receipt(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[str]:
    house = house_of(request)
    complaint_id = await held(request, code, token)
    case = await house.queries.case(reporter(complaint_id), complaint_id)
    wording = await citizens_wording(request, "reporter")
    complaint = case.complaint
    read = await read_again(house, case)
    context = {
        "code": complaint.code,
        "promises": wording.promises(complaint, await reasons(house, wording, complaint)),
        "follow_href": follow_path(house, complaint),
        "follow_url": full_address(request, follow_path(house, complaint)),
        "contact_words": wording.contact(case.contact, house.mails),
        "steps": first_steps(wording, complaint, read),
        "visibility_words": wording.visibility_words(complaint),
        "repeated": request.query_params.get("ulang") == "ya",
        "filed_at": complaint.filed_at,
        "calls": called_for(house, wording.region, complaint, read),
        "paged": complaint.priority is Priority.DANGER,
        "telegram": await telegram_links.section(house, complaint),
        "left_out": request.query_params.get("lepas") == "ya",
    }
    return await page(request, "citizen/receipt.html", context)


HANDLERS: list[HTTPRouteHandler] = [form_page, send, receipt]
