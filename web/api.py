"""The door for programs: file a complaint, add photos, read how it stands.

Bodies are read by us and not by the framework, so that every fault is answered with a sentence.
"""

import re
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Request, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from complaints import commands as c
from complaints.attachments import PHOTOS_A_FORM
from complaints.complaint import Complaint, Promise
from complaints.kinds import Channel, Priority, Status
from complaints.region import Region
from complaints.report import Report, filing
from complaints.views import Case
from complaints.visibility import Sight
from foundation.errors import Invalid, NotAllowed
from foundation.language import Sentence
from foundation.language import mark as _
from web.api_documents import FilingOperation, PhotoOperation, Problem
from web.destination import called_for, read_again
from web.forms import UPLOAD_BODY, photo_of, uuid_of
from web.house import House
from web.lookup import citizens_wording, follow_path, full_address, looked_up, matches, reporter
from web.promised import by_code
from web.visitor import house_of, visitor_of
from web.wording import PromiseWords, Wording

_BROKEN = _("Isi permintaan bukan JSON yang dapat dibaca.")
_CHECK = _("Mohon periksa kembali isian Anda.")
_KEY = _("Sertakan kepala Idempotency-Key berisi UUID yang baru untuk setiap laporan.")
_TOKEN = _("Sertakan token dari alamat halaman aduan, sebagai Authorization: Bearer atau ?token=.")
_NO_PHOTO = _("Kirim foto sebagai multipart/form-data, atau sebagai isi permintaan berjenis image/jpeg.")
_TOO_MANY_PHOTOS = _("Sekali kirim paling banyak {count} foto.")
_WRONG_TYPES: dict[str, str] = {
    "text": _("Isi laporan harus berupa teks."),
    "place": _("Tempat harus berupa objek dengan latitude, longitude, atau address."),
    "latitude": _("Lintang harus berupa angka."),
    "longitude": _("Bujur harus berupa angka."),
    "happened_on": _("Tanggal kejadian harus ditulis sebagai tahun-bulan-tanggal, misalnya 2026-11-20."),
    "danger": _("Tanda bahaya bagi jiwa harus true atau false."),
    "contact": _("Data diri harus berupa objek dengan name, email, atau phone."),
}
_WRONG_TYPE = _("Isian ini harus berupa teks.")
_UNKNOWN_FIELD = _("Isian ini tidak dikenal: {name}.")
_PATH = re.compile(r"`\$\.?([\w.]*)")
_NAMED = re.compile(r"unknown field `([^`]{1,60})`")


class ApiPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """WGS 84 degrees, and the address in words."""

    latitude: float | None = None
    longitude: float | None = None
    address: str | None = None


class ApiContact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str | None = None
    email: str | None = None
    phone: str | None = None


class NewComplaint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is told. Only `text` is needed; a field we do not know is refused, lest a misspelt one be lost."""

    text: str = ""
    kind: str | None = None
    visibility: str | None = None
    place: ApiPlace | None = None
    happened_on: date | None = None
    about_unit: str | None = None
    contact: ApiContact | None = None
    topic: str | None = None
    danger: bool = False


class ApiStop(msgspec.Struct, frozen=True):
    """A clock stands still since `since`, at the longest until `limit`."""

    since: datetime
    reason: str
    limit: datetime | None = None


class ApiPromise(msgspec.Struct, frozen=True):
    """By `due`, `stage` is done: `days` working days, or `minutes` of office time; with `every_day` of the calendar."""

    stage: str
    what: str
    due: datetime
    days: int
    state: str
    minutes: int = 0
    every_day: bool = False
    stopped: ApiStop | None = None


class ApiNumber(msgspec.Struct, frozen=True):
    """A number to call where a life is in danger."""

    number: str
    name: str


class Accepted(msgspec.Struct, frozen=True):
    """`unit` and `topic` are those it was given to, or those suggested until somebody has verified it.

    `emergency` names whom to call where the report's own words, or its `danger`, tell that a life is in danger: show
    it before anything else. It is empty otherwise.
    """

    code: str
    follow_url: str
    status: str
    unit: str | None
    topic: str | None
    promises: list[ApiPromise]
    emergency: list[ApiNumber] = []


class ApiMoment(msgspec.Struct, frozen=True):
    """One fact of the timeline; `words` are there where they are published."""

    at: datetime
    event: str
    what: str
    words: str | None = None


class PublicCase(msgspec.Struct, frozen=True):
    """What anybody with the code may see; of a confidential case status and dates alone."""

    code: str
    status: str
    status_words: str
    received_at: datetime
    changed_at: datetime
    promises: list[ApiPromise]
    timeline: list[ApiMoment]
    text: str | None = None
    kind: str | None = None
    unit: str | None = None
    topic: str | None = None
    area: str | None = None


class ApiFile(msgspec.Struct, frozen=True):
    """A photo as it was kept; `size` in bytes."""

    id: UUID
    media_type: str
    size: int


class Stored(msgspec.Struct, frozen=True):
    files: list[ApiFile]


_decode = msgspec.json.Decoder(NewComplaint).decode
_PROBLEMS = {
    code: ResponseSpec(Problem, generate_examples=False, description=words, media_type="application/problem+json")
    for code, words in {
        400: "Permintaan tidak dapat dibaca",
        403: "Token tidak cocok",
        404: "Kode tidak dikenal",
        413: "Kiriman terlalu besar",
        422: "Isian perlu diperbaiki",
        429: "Terlalu sering",
    }.items()
}


@post(
    "/api/v1/complaints",
    name="api.file",
    operation_class=FilingOperation,
    summary="Sampaikan laporan",
    tags=["Aduan"],
    responses={code: spec for code, spec in _PROBLEMS.items() if code in (413, 422, 429)},
)
async def file_complaint(request: Request[Any, Any, Any]) -> Accepted:
    """The same Idempotency-Key with the same body answers the same complaint, however often and from wherever."""
    house = house_of(request)
    key = uuid_of(request.headers.get("idempotency-key", "").strip())
    if key is None:
        raise Invalid(_KEY)
    told = read(await request.body())
    await house.limits.count(house.filing_limit, visitor_of(request).address)
    region = await house.region.current()
    today = house.clock.now().astimezone(ZoneInfo(region.timezone)).date()
    office = region.in_office(visitor_of(request).address)
    command = filing(report_of(told), region, house.keys, today, Channel.API, from_office=office)
    complaint_id = c.filing_id(key)
    complaint = await house.handling.handle(c.Order(complaint_id, command, f"api:{key}"), reporter(complaint_id))
    # What went past triage has no suggestion to tell: it may name the very unit that is complained of.
    unverified = complaint.status in (Status.SUBMITTED, Status.RETURNED)
    return Accepted(
        code=complaint.code,
        follow_url=full_address(request, follow_path(house, complaint)),
        status=complaint.status,
        unit=complaint.unit or (complaint.suggested_unit if unverified else None),
        topic=complaint.topic or complaint.suggested_topic,
        promises=await _promises(request, complaint),
        emergency=await _emergency(house, region, complaint),
    )


@post(
    "/api/v1/complaints/{code:str}/attachments",
    name="api.attach",
    operation_class=PhotoOperation,
    summary="Tambahkan foto",
    tags=["Aduan"],
    request_max_body_size=UPLOAD_BODY,
    responses=_PROBLEMS,
)
async def attach(request: Request[Any, Any, Any], code: FromPath[str]) -> Stored:
    """Photos for a complaint whose follow token is shown. The same photo twice is kept once."""
    house = house_of(request)
    complaint_id = await looked_up(request, code)
    if not matches(house, complaint_id, _shown_token(request)):
        raise NotAllowed(_TOKEN)
    files = [await photo_of(house, complaint_id, data, name) for name, data in await _uploads(request)]
    orders = [c.Order(complaint_id, c.Attach(file), f"api:{file.id}") for file in files]
    await house.handling.handle_many([(order, reporter(complaint_id)) for order in orders])
    return Stored([ApiFile(file.id, file.media_type, file.size) for file in files])


@get(
    "/api/v1/complaints/{code:str}",
    name="api.case",
    summary="Lihat status dan perjalanan aduan",
    tags=["Aduan"],
    responses={code: spec for code, spec in _PROBLEMS.items() if code in (400, 404, 422, 429)},
)
async def public_case(request: Request[Any, Any, Any], code: FromPath[str]) -> PublicCase:
    """What anybody with the code may see."""
    case = await house_of(request).queries.public_case(await looked_up(request, code))
    wording = await citizens_wording(request)
    complaint, open_ = case.complaint, case.sight >= Sight.WORDS
    return PublicCase(
        code=complaint.code,
        status=complaint.status,
        status_words=wording.standing(complaint, veiled=not open_).words,
        received_at=_instant(complaint.received_at),
        changed_at=_instant(complaint.changed_at),
        promises=await _promises(request, by_code(case)),
        timeline=_timeline(case, wording),
        text=case.report,
        kind=str(complaint.kind) if open_ else None,
        unit=complaint.unit if open_ else None,
        topic=complaint.topic if open_ else None,
        area=complaint.area if open_ else None,
    )


def read(body: bytes) -> NewComplaint:
    """The complaint in a JSON body; raises Invalid with one sentence a field."""
    try:
        return _decode(body)
    except msgspec.ValidationError as error:
        raise _wrong(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid(_BROKEN) from error


def _wrong(message: str) -> Invalid:
    """Which field could not be understood, from what the decoder says."""
    unknown = _NAMED.search(message)
    if unknown:
        name = unknown[1]
        return Invalid(_CHECK, fields={name: Sentence(_UNKNOWN_FIELD, name=name)})
    path = _PATH.search(message)
    name = path[1].rsplit(".", 1)[-1] if path else ""
    if not name:
        return Invalid(_BROKEN)
    return Invalid(_CHECK, fields={name: _WRONG_TYPES.get(name, _WRONG_TYPE)})


def report_of(told: NewComplaint) -> Report:
    place, contact = told.place or ApiPlace(), told.contact or ApiContact()
    return Report(
        text=told.text,
        kind=told.kind,
        visibility=told.visibility,
        latitude=place.latitude,
        longitude=place.longitude,
        address=place.address,
        happened_on=told.happened_on,
        about_unit=told.about_unit,
        topic=told.topic,
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        danger=told.danger,
    )


async def _promises(request: Request[Any, Any, Any], complaint: Complaint) -> list[ApiPromise]:
    wording = await citizens_wording(request)
    return [_promise(one, complaint.promises[one.stage]) for one in wording.promises(complaint)]


async def _emergency(house: House, region: Region, complaint: Complaint) -> list[ApiNumber]:
    if complaint.priority is not Priority.DANGER:
        return []
    case = await house.queries.case(reporter(complaint.id), complaint.id)
    calls = called_for(house, region, complaint, await read_again(house, case))
    return [ApiNumber(one["number"], one["name"]) for one in calls]


def _promise(told: PromiseWords, promise: Promise) -> ApiPromise:
    stop = promise.stopped
    return ApiPromise(
        stage=told.stage,
        what=told.what,
        due=told.due,
        days=promise.days,
        state=told.state,
        minutes=promise.minutes,
        every_day=promise.every_day,
        stopped=ApiStop(stop.since, stop.reason, stop.limit) if stop else None,
    )


def _timeline(case: Case, wording: Wording) -> list[ApiMoment]:
    return [ApiMoment(one.at, one.name, one.what, one.said or None) for one in wording.timeline(case)]


def _instant(moment: datetime | None) -> datetime:
    assert moment is not None  # a complaint that exists was received
    return moment


def _shown_token(request: Request[Any, Any, Any]) -> str:
    scheme, _space, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else request.query_params.get("token", "")


async def _uploads(request: Request[Any, Any, Any]) -> list[tuple[str, bytes]]:
    """The photos of a request: parts of a form, or its whole body."""
    kind = request.content_type[0]
    if kind.startswith("image/"):
        return [("foto.jpg", await request.body())]
    form = await request.form()
    uploads = [value for _name, value in form.multi_items() if isinstance(value, UploadFile)]
    if not uploads:
        raise Invalid(_NO_PHOTO)
    if len(uploads) > PHOTOS_A_FORM:
        raise Invalid(_TOO_MANY_PHOTOS, count=PHOTOS_A_FORM)
    return [(upload.filename, await upload.read()) for upload in uploads]


HANDLERS: list[HTTPRouteHandler] = [file_complaint, attach, public_case]
