"""The citizens' pages anybody may open: tell us something, find a code, read what was published."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints.attachments import PHOTOS_A_FORM
from complaints.images import MEDIA_TYPE
from complaints.kinds import Channel, Kind, Stage, Status, Visibility
from complaints.labels import KIND, STAGE, VISIBILITY
from complaints.region import Region
from complaints.report import filing, readable
from complaints.tables import AttachmentRow
from complaints.views import Filter, Line
from complaints.visibility import PUBLISHED, Sight
from foundation.errors import Invalid, NotFound, ServiceError, TooMany
from foundation.language import LANGUAGES
from foundation.language import mark as _
from web.branding import style_sheet
from web.errors import status_of
from web.forms import UPLOAD_BODY, Photos, Posted, photos_of, posted, report_of, started, suspicious
from web.house import House
from web.lookup import follow_path, full_address, held, looked_up, matches, reporter, token_of
from web.promised import reasons
from web.rendering import page, say
from web.visitor import LANGUAGE_COOKIE, house_of, visitor_of
from web.wording import Wording, options

EXCERPT = 220
LAST_PAGE = 5_000
_YEAR = 365 * 24 * 3600

_AGAIN = _("Mohon periksa sebentar, lalu tekan tombol kirim sekali lagi. Tulisan Anda masih ada.")
_SENT_BEFORE = _(
    "Laporan pertama dari halaman ini sudah kami terima. Bila ini laporan lain, tekan tombol kirim sekali lagi."
)

_KIND_HINTS: dict[Kind, str] = {
    Kind.ORDINARY: _("Ada layanan atau sarana yang tidak berjalan sebagaimana mestinya."),
    Kind.OVERSIGHT: _("Ada petugas atau kantor yang menyalahi aturan, misalnya meminta pungutan."),
    Kind.SUGGESTION: _("Usul atau harapan Anda."),
    Kind.INFORMATION: _("Anda ingin mengetahui sesuatu."),
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


async def citizens_wording(request: Request[Any, Any, Any], reader: Any = "public") -> Wording:
    house = house_of(request)
    return Wording(visitor_of(request).language, await house.region.current(), house.clock.now(), reader)


@get("/", name="form", include_in_schema=False)
async def form_page(request: Request[Any, Any, Any]) -> Response[str]:
    return await _form(request, {}, {}, uuid4())


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
        command = None
        try:
            command = filing(report_of(form), region, house.keys, today, Channel.WEB)
        except Invalid as wrong:
            faults |= wrong.fields or {"": wrong.sentence}
        if faults or command is None:
            return await _form(request, form.values, faults, key, photos, status=422)
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
    try:
        complaint = (await house.handling.handle_many([(order, actor) for order in orders]))[-1]
    except Invalid as refused:
        if refused.fields:
            return await _form(request, form.values, refused.fields, key, photos, status=422)
        # The key has carried another report: this one gets its own, and its photos come along.
        fresh = uuid4()
        moved = [await house.attachments.copy(file, c.filing_id(fresh)) for file in photos.files]
        return await _form(request, form.values, {"": _SENT_BEFORE}, fresh, Photos(tuple(moved)), status=409)
    except ServiceError as error:
        return await _form(request, form.values, {"": error.sentence}, key, photos, status=int(status_of(error)))
    again = "" if complaint.code == command.ticket else "?ulang=ya"
    return Redirect(f"/terkirim/{complaint.code}/{token_of(house, complaint_id)}{again}", status_code=303)


async def _form(
    request: Request[Any, Any, Any],
    values: Any,
    faults: dict[str, str],
    key: UUID,
    photos: Photos | None = None,
    *,
    status: int = 200,
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


def area_options(region: Region) -> list[dict[str, Any]]:
    """Kabupaten and kota, each with its kecamatan where the region names them."""
    below: dict[str, list[tuple[str, str]]] = {}
    for area in region.areas:
        below.setdefault(area.parent, []).append((area.code, area.name))
    return [
        {"label": name, "options": options([(code, name), *below[code]])}
        if code in below
        else {"value": code, "label": name}
        for code, name in below.get("", [])
    ]


async def _usual_promises(house: House, language: str, now: datetime) -> list[dict[str, Any]]:
    """What an ordinary complaint is promised when filed now."""
    policy = await house.policies.current()
    stages = (Stage.VERIFY, Stage.FIRST_RESPONSE, Stage.COMPLETION)
    terms = [policy.terms(stage, Kind.ORDINARY, None, now) for stage in stages]
    return [{"what": say(language, STAGE[one.stage]), "days": one.days} for one in terms if one is not None]


@get("/terkirim/{code:str}/{token:str}", name="receipt", include_in_schema=False)
async def receipt(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[str]:
    house = house_of(request)
    complaint_id = await held(request, code, token)
    case = await house.queries.case(reporter(complaint_id), complaint_id)
    wording = await citizens_wording(request, "reporter")
    complaint = case.complaint
    context = {
        "code": complaint.code,
        "promises": wording.promises(complaint, await reasons(house, wording, complaint)),
        "follow_href": follow_path(house, complaint),
        "follow_url": full_address(request, follow_path(house, complaint)),
        "contact_words": wording.contact(case.contact),
        "unit_words": wording.first_step(complaint),
        "visibility_words": wording.visibility_words(complaint),
        "repeated": request.query_params.get("ulang") == "ya",
        "filed_at": complaint.filed_at,
    }
    return await page(request, "citizen/receipt.html", context)


@get("/lacak", name="find", include_in_schema=False)
async def find_page(request: Request[Any, Any, Any]) -> Response[Any]:
    """Ask for a code, or go on to the complaint that has it."""
    written = readable(request.query_params.get("code", ""))[:60]
    if not written.strip():
        faults = {"code": _("Tuliskan kode aduan Anda.")} if "code" in request.query_params else {}
        return await _find(request, "", faults, 422 if faults else 200)
    try:
        complaint_id = await looked_up(request, written)
    except (Invalid, NotFound, TooMany) as error:
        return await _find(request, written, {"code": error.sentence}, int(status_of(error)))
    complaint = (await house_of(request).queries.public_case(complaint_id)).complaint
    return Redirect(f"/lacak/{complaint.code}", status_code=303)


async def _find(request: Request[Any, Any, Any], written: str, faults: dict[str, str], status: int) -> Response[str]:
    language = visitor_of(request).language
    context = {
        "action": "/lacak",
        "method": "get",
        "csrf_input": "",
        "values": {"code": written},
        "errors": {name: say(language, words) for name, words in faults.items()},
    }
    return await page(request, "citizen/find.html", context, status=status)


@get("/lacak/{code:str}", name="public_case", include_in_schema=False)
async def public_case(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    """What anybody with the code may see."""
    house = house_of(request)
    try:
        complaint_id = await looked_up(request, code)
    except (Invalid, NotFound, TooMany) as error:
        return await _find(request, readable(code)[:60], {"code": error.sentence}, int(status_of(error)))
    case = await house.queries.public_case(complaint_id)
    wording = await citizens_wording(request)
    complaint, open_ = case.complaint, case.sight >= Sight.WORDS
    standing = wording.standing(complaint, veiled=not open_)
    photo_url = f"/berkas/{complaint_id}/{{}}".format
    context = {
        "case": {
            "code": complaint.code,
            "title": wording.title(case.report) if open_ else wording.say(_("Aduan")),
            "words": case.report or "",
            "status_label": standing.label,
            "status_tone": standing.tone,
            "status_words": standing.words,
            "kind_label": wording.kind(complaint.kind) if open_ else "",
            "topic": wording.topic(complaint.topic) if open_ else "",
            "unit": (wording.unit(complaint.unit) or wording.body(complaint.body)) if open_ else "",
            "filed_at": complaint.received_at,
            "place": wording.place(case.place, complaint.area) if open_ else "",
            "photos": wording.photos(case, photo_url),
        },
        "withheld": "" if open_ else wording.withheld(complaint),
        "promises": [] if complaint.restricted else wording.promises(complaint),
        "timeline": wording.timeline(case, photo_url),
    }
    return await page(request, "citizen/public_case.html", context)


@get("/aduan", name="published", include_in_schema=False)
async def published(request: Request[Any, Any, Any]) -> Response[str]:
    """The public list, newest first, narrowed by words, topic, area and status."""
    house, asked = house_of(request), request.query_params
    wording = await citizens_wording(request)
    region = wording.region
    chosen = {name: _known(asked.get(name, ""), known) for name, known in _filters(region).items()}
    query = readable(asked.get("q", "")).strip()[:200]
    wanted = Filter(
        statuses=(chosen["status"],) if chosen["status"] else (),
        topic=chosen["topic"] or None,
        area=chosen["area"] or None,
        query=query or None,
    )
    number = _page_number(asked.get("halaman", ""))
    found = await house.queries.published(wanted, number)
    told = {"q": query, **chosen}
    context = {
        "values": told,
        "narrowed": any(told.values()),
        "topics": topic_options(region, wording),
        "areas": area_options(region),
        "statuses": options((one, wording.status(one)) for one in Status if one in PUBLISHED),
        "total": found.total,
        "cases": [_card(line, wording) for line in found.lines],
        "previous": _address(told, number - 1) if number > 1 else "",
        "next": _address(told, number + 1) if number < found.pages else "",
        "page_words": wording.say(_("Halaman {number} dari {pages}"), number=number, pages=found.pages),
    }
    return await page(request, "citizen/published.html", context)


def _filters(region: Region) -> dict[str, frozenset[str]]:
    return {
        "topic": frozenset(region.topic),
        "area": frozenset(region.area),
        "status": frozenset(str(one) for one in PUBLISHED),
    }


def _known(written: str, known: frozenset[str]) -> str:
    return written if written in known else ""


def _page_number(written: str) -> int:
    return min(max(int(written), 1), LAST_PAGE) if written.isascii() and written.isdigit() and len(written) < 6 else 1


def _address(told: dict[str, str], number: int) -> str:
    return "/aduan?" + urlencode({name: value for name, value in told.items() if value} | {"halaman": number})


def _card(line: Line, wording: Wording) -> dict[str, Any]:
    report = " ".join((line.report or "").split())
    title = wording.title(line.report)
    excerpt = report if len(report) <= EXCERPT else report[:EXCERPT].rsplit(" ", 1)[0] + "…"
    return {
        "code": line.code,
        "href": f"/lacak/{line.code}",
        "title": title,
        "words": excerpt if excerpt != title else "",
        "status_label": wording.status(line.status),
        "status_tone": wording.tone(line.status),
        "unit": wording.unit(line.unit) or wording.body(line.body),
        "place": wording.area(line.area),
        "filed_at": line.received_at,
    }


def topic_options(region: Region, wording: Wording) -> list[dict[str, Any]]:
    """Topics in their groups."""
    below: dict[str, list[tuple[str, str]]] = {}
    for topic in region.topics:
        if topic.parent:
            below.setdefault(topic.parent, []).append((topic.code, wording.topic(topic.code)))
    return [
        {"label": wording.topic(topic.code), "options": options(below[topic.code])}
        for topic in region.topics
        if topic.code in below
    ]


@get("/berkas/{complaint_id:uuid}/{attachment_id:uuid}", name="file", include_in_schema=False)
async def file(
    request: Request[Any, Any, Any], complaint_id: FromPath[UUID], attachment_id: FromPath[UUID]
) -> Response[bytes]:
    """A photo: of a published case for anybody, of any case for its reporter and for officers who may read it."""
    house, token = house_of(request), request.query_params.get("token", "")
    if token and matches(house, complaint_id, token):
        # Also the photo of a form that came back to be put right, which no complaint refers to yet.
        data = await house.attachments.read(complaint_id, attachment_id)
    else:
        data = await house.attachments.open(await _seen_file(request, complaint_id, attachment_id))
    headers = {"Cache-Control": "private, max-age=300", "Content-Disposition": "inline"}
    return Response(data, media_type=MEDIA_TYPE, headers=headers)


async def _seen_file(request: Request[Any, Any, Any], complaint_id: UUID, attachment_id: UUID) -> AttachmentRow:
    house, visitor = house_of(request), visitor_of(request)
    if visitor.officer is not None:
        try:
            return await house.queries.file(visitor.actor, complaint_id, attachment_id)
        except NotFound:
            pass  # not theirs, yet perhaps everybody's
    return await house.queries.file(None, complaint_id, attachment_id)


@get("/gaya/wilayah.css", name="colours", include_in_schema=False)
async def colours(request: Request[Any, Any, Any]) -> Response[str]:
    region = await house_of(request).region.current()
    sheet = style_sheet(region.branding)
    return Response(sheet, media_type="text/css", headers={"Cache-Control": "public, max-age=300"})


@get("/bahasa/{code:str}", name="language", include_in_schema=False)
async def language(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    """Choose the language and go back to where one was."""
    if code not in LANGUAGES:
        raise NotFound()
    back = request.query_params.get("kembali", "")
    own = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isascii() and back.isprintable()
    cookie = Cookie(
        key=LANGUAGE_COOKIE,
        value=code,
        max_age=_YEAR,
        path="/",
        samesite="lax",
        httponly=True,
        secure=house_of(request).secure_cookies,
    )
    return Redirect(back if own else "/", status_code=303, cookies=[cookie])


HANDLERS: list[HTTPRouteHandler] = [
    *(form_page, send, receipt, find_page, public_case, published, file, colours, language),
]
