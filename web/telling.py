"""Telling us something: the form, its sending, and the receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints.attachments import PHOTOS_A_FORM
from complaints.commands import File
from complaints.given import About
from complaints.kinds import Channel, Kind, Priority, Stage, Suspicion, Visibility
from complaints.labels import KIND, STAGE, VISIBILITY
from complaints.report import Report, filing
from complaints.spoken import SPOKEN, is_only_spoken
from foundation.errors import Invalid, ServiceError, TooMany
from foundation.language import mark as _
from web import chat_form, page_tokens, telegram_links
from web.checking import BUDGET, Remarks, before_sending, remarks_in_time, told
from web.choices import area_options, topic_options
from web.destination import called_for, first_steps, read_again
from web.errors import status_of
from web.forms import UPLOAD_BODY, Photos, Posted, photos_of, posted, report_of, started, suspicion_of, uuid_of, worked
from web.headers import allowing
from web.house import House
from web.lookup import citizens_wording, follow_path, full_address, held, reporter, token_of
from web.promised import reasons
from web.rendering import page, say
from web.visitor import house_of, visitor_of
from web.whole_numbers import whole
from web.wording import options

_SENT_BEFORE = _(
    "Laporan pertama dari halaman ini sudah kami terima. Bila ini laporan lain, tekan tombol kirim sekali lagi."
)

ONCE_MORE = "sekali_lagi"
"""The hidden field of a form that comes a second time because its token was out of date."""
_NO_KEY = _("Formulir ini tidak membawa kuncinya. Muat ulang halaman, lalu kirim lagi.")
_WITHOUT_WORK = 5
"""How many times fewer forms a minute one address may send that did no work before somebody looks at them first:
browsers without scripts are few."""

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
    *("", "text", "photos", "voice", "happened_on", "address", "area", "latitude", "longitude", "visibility"),
    *("name", "phone", "email", "kind", "topic", "about_unit"),
)


_BESIDE = {"place": "latitude"}
"""Where the form shows a fault of something it has no field for."""


@get("/", name="form", include_in_schema=False)
async def form_page(request: Request[Any, Any, Any]) -> Response[str]:
    link = request.query_params.get(chat_form.LINK)
    shown = await _form(request, chat_form.begun(link), {}, uuid4())
    if not link:
        # Whoever goes back to it after sending finds the same page with the same key, and sends the same report.
        shown.headers["Cache-Control"] = "private, no-cache"
    return shown


@dataclass(frozen=True)
class Sent:
    """What became of a posted form: where its receipt is, or why it is shown again."""

    form: Posted
    key: UUID
    receipt: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    photos: Photos = field(default_factory=Photos)
    status: int = 422
    remarks: Remarks | None = None
    wait: int = 0
    """Seconds until another try can succeed, where too many came."""


@post("/", name="form.send", include_in_schema=False, request_max_body_size=UPLOAD_BODY, exclude_from_csrf=True)
async def send(request: Request[Any, Any, Any]) -> Response[Any]:
    """File the report, or show the form again with everything that was typed.

    So too where the token against forgery is out of date; a browser that keeps no cookies at all is believed the
    second time, and somebody reads its report first.
    """
    form = await posted(request)
    known, token = page_tokens.carried(request, form), page_tokens.renewed(request)
    sent = await _sent(request, form, known=known, believed=known or form.raw.get(ONCE_MORE) == "ya")
    if sent.receipt:
        return Redirect(sent.receipt, status_code=303)
    values, faults = dict(sent.form.values), dict(sent.faults)
    if not known:
        values[ONCE_MORE] = "ya"
    shown = await _form(request, values, faults, sent.key, sent.photos, status=sent.status, remarks=sent.remarks)
    page_tokens.handed(request, shown, token)
    return shown


@post("/api/formulir", name="form.quietly", include_in_schema=False, request_max_body_size=UPLOAD_BODY, status_code=200)
async def send_quietly(request: Request[Any, Any, Any]) -> Response[Any]:
    """The same form, sent by its script, perhaps hours later: answers the receipt's address, or what is to be mended.

    It needs no token against forgery, which is long out of date when a phone has a network again: no other site can
    add the header with the key.
    """
    key = uuid_of(request.headers.get("idempotency-key", "").strip())
    if key is None:
        raise Invalid(_NO_KEY)
    form = await posted(request)
    sent = await _sent(request, replace(form, values={**form.values, "key": str(key)}))
    language = visitor_of(request).language
    answer: dict[str, Any] = {"key": str(sent.key), "receipt": sent.receipt, "remarks": ""}
    if sent.key != key:  # what was kept under the key that is spent came along
        answer["kept"] = [str(file.id) for file in sent.photos.files]
    answer["errors"] = {_BESIDE.get(name, name): say(language, words) for name, words in sent.faults.items()}
    remarks = await told(request, sent.remarks)
    if remarks:
        shown = await page(request, "citizen/before_sending.html", {"remarks": remarks})
        answer["remarks"] = shown.content
    headers = {"Retry-After": str(sent.wait)} if sent.wait else {}
    return Response(
        answer, status_code=200 if sent.receipt else sent.status, media_type="application/json", headers=headers
    )


async def _sent(request: Request[Any, Any, Any], form: Posted, *, known: bool = True, believed: bool = True) -> Sent:
    """What becomes of a form; `known`: it carries what its page gave it, `believed`: it is filed all the same."""
    house, key = house_of(request), form.key or uuid4()
    complaint_id = c.filing_id(key)
    sent = Sent(form, key)
    try:
        doubted = await _doubted(house, visitor_of(request).address, form)
        photos = await photos_of(house, complaint_id, form)
        sent = replace(sent, photos=photos)
        if not believed:
            return replace(sent, faults={"": page_tokens.OUT_OF_DATE}, status=403)
        if not known:
            doubted = doubted or Suspicion.UNSIGNED
        region = await house.region.current()
        today = house.clock.now().astimezone(ZoneInfo(region.timezone)).date()
        faults: dict[str, str] = {"photos": photos.fault} if photos.fault else {}
        command, report = None, Report(text=form.raw.get("text", ""), danger=form.raw.get("danger") == "ya")
        try:
            office = region.in_office(visitor_of(request).address)
            report = report_of(form)
            if photos.seconds and not report.text.strip():
                report = msgspec.structs.replace(report, text=SPOKEN.format(seconds=photos.seconds))
            command = filing(report, region, house.keys, today, Channel.WEB, from_office=office, suspicion=doubted)
        except Invalid as wrong:
            faults |= wrong.fields or {"": wrong.sentence}
        if "text" in faults and photos.files and not report.text.strip():
            faults["text"] = _PHOTO_ALONE
        if faults or command is None:
            remarks = await remarks_in_time(house, report, BUDGET)
            return replace(sent, faults=faults, remarks=remarks if remarks.danger else None)
        if not is_only_spoken(report.text):
            remarks_first = await before_sending(house, form, report, photos=bool(photos.pictures))
            if remarks_first is not None:
                return replace(sent, remarks=remarks_first, status=200)
    except TooMany as error:
        return replace(sent, faults={"": error.sentence}, status=429, wait=error.retry_after)
    return await _file(request, sent, command)


async def _doubted(house: House, address: str, form: Posted) -> Suspicion | None:
    """Count a filing, and say why a program may have sent it; raises TooMany.

    Nobody is refused for looking like one: beyond the narrower limit of those who did no work, somebody reads it first.
    """
    limit, now = house.filing_limit, int(house.clock.now().timestamp())
    await house.limits.count(limit, address)
    doubted = suspicion_of(house.keys, form, now)
    if worked(house.keys, form, now):
        return doubted
    try:
        await house.limits.count(replace(limit, name="filing.plain", times=-(-limit.times // _WITHOUT_WORK)), address)
    except TooMany:
        return doubted or Suspicion.MANY
    return doubted


async def _file(request: Request[Any, Any, Any], sent: Sent, command: c.FileComplaint) -> Sent:
    house, form, key, photos = house_of(request), sent.form, sent.key, sent.photos
    complaint_id = c.filing_id(key)
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
            return replace(sent, faults=refused.fields)
        # The key has carried another report: this one gets its own, and its photos come along.
        fresh = uuid4()
        moved = [await house.attachments.copy(file, c.filing_id(fresh)) for file in photos.files]
        kept = Photos(tuple(moved), seconds=photos.seconds)
        return replace(sent, key=fresh, faults={"": _SENT_BEFORE}, photos=kept, status=409)
    except ServiceError as error:
        return replace(sent, faults={"": error.sentence}, status=int(status_of(error)))
    told = {"ulang": complaint.code != drawn, "lepas": left_out}
    query = urlencode({name: "ya" for name, true in told.items() if true})
    path = f"/terkirim/{complaint.code}/{token_of(house, complaint_id)}"
    return replace(sent, receipt=f"{path}?{query}" if query else path)


async def _form(
    request: Request[Any, Any, Any],
    values: Any,
    faults: dict[str, str],
    key: UUID | None,
    photos: Photos | None = None,
    *,
    status: int = 200,
    remarks: Remarks | None = None,
) -> Response[str]:
    house, language = house_of(request), visitor_of(request).language
    region = await house.region.current()
    faults = {_BESIDE.get(name, name): say(language, words) for name, words in faults.items()}
    now = house.clock.now()
    begun, shown = values.get("started", ""), await told(request, remarks)
    kept = photos if key and photos else Photos()
    complaint_id = c.filing_id(key) if key else None
    context = {
        # Not the form's own address: sending would make a browser forget the page to which people go back.
        "action": "/?kirim",
        "key": key or "",  # a form kept on a phone is used often: its script makes a key each time
        "started": begun if _genuine(house, begun) else started(house.keys, int(now.timestamp())),
        "values": {name: value for name, value in values.items() if name not in ("_csrf_token", "situs")},
        "errors": {name: faults[name] for name in _FIELD_ORDER if name in faults},
        "kept_photos": _kept(house, complaint_id, kept.pictures),
        "kept_voices": _kept(house, complaint_id, kept.voices),
        "voice_seconds": kept.seconds,
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
        "remarks": shown,
        # A hundred names weigh too much for the first look: they come once somebody wants to choose.
        "topics": topic_options(region, await citizens_wording(request), retired=False)
        if _chooses(values, shown)
        else [],
        "link": await chat_form.standing(house, values),
    }
    return await page(request, "citizen/form.html", context, status=status, headers=allowing(house.tiles.origin))


@get("/luring", name="form.offline", include_in_schema=False)
async def offline_form(request: Request[Any, Any, Any]) -> Response[str]:
    """The empty form as a phone keeps it for where there is no network: nothing in it belongs to one visit."""
    return await _form(request, {}, {}, None)


def _chooses(values: Mapping[str, str], remarks: Mapping[str, Any] | None) -> bool:
    """Whether the form shows the topics to choose from: on its last step, and wherever one was chosen."""
    return bool(values.get("topic") or values.get("sort") or (remarks and not remarks["danger"]))


def _genuine(house: House, begun: str) -> bool:
    moment = whole(begun.partition(".")[0], 11)
    return moment is not None and started(house.keys, moment) == begun


def _kept(house: House, complaint_id: UUID | None, files: Sequence[File]) -> list[dict[str, str]]:
    if complaint_id is None:
        return []
    token = token_of(house, complaint_id)
    return [
        {
            "key": str(file.id),
            "label": file.name,
            "url": f"/berkas/{complaint_id}/{file.id}?token={token}",
            "media_type": file.media_type,
        }
        for file in files
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


HANDLERS: list[HTTPRouteHandler] = [form_page, offline_form, send, send_quietly, receipt]
