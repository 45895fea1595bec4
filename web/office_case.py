"""One case on an officer's desk: the page, and every move that can be made from it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Visibility
from complaints.lifecycle import TRANSITIONS
from complaints.ticket import show
from complaints.views import Case
from complaints.visibility import Sight, sight
from foundation.errors import Invalid, NotAllowed, NotFound, Refused, ServiceError, Stale
from foundation.language import mark as _
from people.actor import Actor, Role
from routing.phrases import Advice
from web.errors import status_of
from web.forms import UPLOAD_BODY, Photos, Posted, photos_of, posted
from web.house import House
from web.moves import BY_SLUG, FORMS, Desk, Told, moves
from web.office_frame import HANDLERS_OF_CASES, READERS, TRIAGE, home, office_page, wording_of
from web.rendering import say
from web.suggestion import SuggestionWords, suggested
from web.visitor import house_of, one_of, visitor_of
from web.wording import SYSTEMS, Wording

PHOTO_BODY = 60_000_000
"""Bytes a form with photos may hold; each photo is held against the installation's own limit."""

_UNSAID = {"_csrf_token", "key", "version", "back"}
_NO_PHOTO = _("Pilih paling sedikit satu foto.")


@get("/kantor/aduan/{complaint_id:uuid}", name="office.case", guards=[one_of(*READERS)], include_in_schema=False)
async def case_page(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[str]:
    house, actor = house_of(request), visitor_of(request).actor
    case = await house.queries.case(actor, complaint_id)
    done = FORMS[BY_SLUG[slug]].done if (slug := request.query_params.get("berhasil", "")) in BY_SLUG else ""
    messages = [{"kind": "done", "text": say(visitor_of(request).language, done)}] if done else []
    return await _page(request, case, messages=messages)


@get(
    "/kantor/aduan/{complaint_id:uuid}/{move:str}",
    name="office.move.page",
    guards=[one_of(*READERS)],
    include_in_schema=False,
)
async def move_page(complaint_id: FromPath[UUID], move: FromPath[str]) -> Redirect:
    """Somebody typed or reloaded the address to which a form was sent: its case is what they want."""
    return Redirect(f"/kantor/aduan/{complaint_id}", status_code=303)


@get(
    "/kantor/aduan/{complaint_id:uuid}/foto/{file_id:uuid}",
    name="office.photo",
    guards=[one_of(*READERS)],
    include_in_schema=False,
)
async def photo(
    request: Request[Any, Any, Any], complaint_id: FromPath[UUID], file_id: FromPath[UUID]
) -> Response[bytes]:
    house = house_of(request)
    row = await house.queries.file(visitor_of(request).actor, complaint_id, file_id)
    headers = {"Cache-Control": "private, max-age=300", "Content-Disposition": "inline"}
    return Response(await house.attachments.open(row), media_type=row.media_type, headers=headers)


@post(
    "/kantor/aduan/{complaint_id:uuid}/{move:str}",
    name="office.move",
    guards=[one_of(Role.COORDINATOR, *HANDLERS_OF_CASES)],
    request_max_body_size=UPLOAD_BODY,
    include_in_schema=False,
)
async def make_move(
    request: Request[Any, Any, Any], complaint_id: FromPath[UUID], move: FromPath[str]
) -> Response[Any]:
    house, actor = house_of(request), visitor_of(request).actor
    kind = BY_SLUG.get(move)
    if kind is None:
        raise NotFound()
    form = await posted(request)
    cause = f"office:{form.key or uuid4()}:{_print_of(house, move, form)}"
    try:
        case = await house.queries.case(actor, complaint_id)
        if not TRANSITIONS[kind].allowed(actor, case.complaint):
            raise NotAllowed()
    except (NotFound, NotAllowed):
        # The second press of a double click may come when the first has already taken the case out of sight.
        if await _done_before(house, actor, complaint_id, cause):
            return Redirect(f"{home(actor)}?berhasil={move}", status_code=303)
        raise
    photos = await photos_of(house, complaint_id, form)
    try:
        told = Told(form.values, await _same_as(house, actor, kind, form.values.get("code", "")))
        command = FORMS[kind].build(told, await _desk(request, case))
        orders = _orders(complaint_id, command, photos, cause, form.version or 0)
        after = (await house.handling.handle_many([(order, actor) for order in orders]))[-1]
    except (Invalid, Refused, Stale) as error:
        return await _back(request, complaint_id, move, form, photos, error)
    return Redirect(_onward(actor, after, move, form), status_code=303)


def _orders(complaint_id: UUID, command: c.Command | None, photos: Photos, cause: str, seen: int) -> list[c.Order]:
    """The photos one by one, then the move itself; they happen together or not at all. Raises Invalid."""
    if photos.fault:
        raise Invalid(photos.fault, fields={"photos": photos.fault})
    commands: list[c.Command] = [c.Attach(file) for file in photos.files]
    if command is not None:
        commands.append(command)
    if not commands:
        raise Invalid(_NO_PHOTO, fields={"photos": _NO_PHOTO})
    # Only the first order is held against the version seen: those after it follow in the same transaction.
    return [
        c.Order(complaint_id, one, f"{cause}:{place}", seen=None if place else seen)
        for place, one in enumerate(commands)
    ]


async def _same_as(house: House, actor: Actor, kind: type[c.Command], code: str) -> UUID | None:
    """The complaint behind a code, if this officer may see it; one they may not see does not exist for them."""
    if kind is not c.MarkDuplicate or not code.strip():
        return None
    try:
        found = await house.queries.find(code)
        await house.queries.case(actor, found)
    except Invalid as error:
        raise Invalid(error.sentence, fields={"code": error.sentence}) from error
    except NotFound as error:
        sentence = _("Kode aduan ini tidak kami temukan. Periksa kembali huruf dan angkanya.")
        raise Invalid(sentence, fields={"code": sentence}) from error
    return found


def _print_of(house: House, move: str, form: Posted) -> str:
    """Tells a form sent twice from one that was changed before it was sent again. Keyed, so it says nothing else."""
    values = sorted(item for item in form.values.items() if item[0] not in _UNSAID)
    told = [move, values, form.kept, [upload.filename for upload in form.uploads]]
    return house.keys.mac("office", msgspec.json.encode(told)).hex()[:16]


async def _done_before(house: House, actor: Actor, complaint_id: UUID, cause: str) -> bool:
    """Whether this very form was already handled. A version nobody can have seen makes sure that nothing happens."""
    try:
        await house.handling.handle(c.Order(complaint_id, c.Take(), f"{cause}:0", seen=-1), actor)
    except ServiceError:
        return False
    return True


def _onward(actor: Actor, after: Complaint, move: str, form: Posted) -> str:
    """Back to the list the form stood in, to the case, or home where the case is no longer this officer's."""
    if form.values.get("back") == "triase":
        return f"{TRIAGE.path}?berhasil={move}"
    if sight(actor, after.id, after) is Sight.NOTHING:
        return f"{home(actor)}?berhasil={move}"
    return f"/kantor/aduan/{after.id}?berhasil={move}"


async def _back(
    request: Request[Any, Any, Any], complaint_id: UUID, move: str, form: Posted, photos: Photos, error: ServiceError
) -> Response[str]:
    """The case as it is now, with everything that was typed."""
    house, visitor = house_of(request), visitor_of(request)
    case = await house.queries.case(visitor.actor, complaint_id)
    stale = isinstance(error, Stale)
    faults = dict(error.fields) if isinstance(error, Invalid) else {}
    if isinstance(error, Invalid) and not faults:
        faults = {"": error.sentence}
    return await _page(
        request,
        case,
        status=int(status_of(error)),
        messages=[{"kind": "danger", "text": say(visitor.language, error.sentence)}]
        if isinstance(error, Refused)
        else [],
        open_move=move,
        values=form.values,
        errors={name: say(visitor.language, words) for name, words in faults.items()},
        stale=stale,
        photos_kept=[{"key": str(file.id), "label": file.name} for file in photos.files],
    )


async def _desk(request: Request[Any, Any, Any], case: Case, advice: Advice | None = None) -> Desk:
    return Desk(case.complaint, await wording_of(request), advice)


async def _page(
    request: Request[Any, Any, Any],
    case: Case,
    *,
    status: int = 200,
    messages: Sequence[Mapping[str, str]] = (),
    open_move: str = "",
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    stale: bool = False,
    photos_kept: Sequence[Mapping[str, str]] = (),
) -> Response[str]:
    house, actor = house_of(request), visitor_of(request).actor
    complaint = case.complaint
    advice = None
    if case.report and TRANSITIONS[c.Forward].allowed(actor, complaint):
        advice = await house.advisor.explain(case.report, complaint.topic, complaint.area)
    desk = await _desk(request, case, advice)
    wording, forms = desk.wording, moves(desk, actor)
    shown = {form["name"] for form in forms}
    context = {
        "case": await _case_words(house, actor, case, wording),
        "reporter": case.contact,
        "reporter_words": wording.say(reporter_words(case)),
        "suggestion": _suggestion(wording, complaint, advice),
        "promises": wording.promises(complaint, all_stages=True),
        "timeline": wording.timeline(case, _photo_url(complaint.id)),
        "version": complaint.version,
        "key": uuid4(),
        "moves": forms,
        "open_move": open_move if open_move in shown else "",
        "values": values or {},
        "errors": errors or {},
        "stale": stale,
        "photos_kept": photos_kept,
        # The move may be closed by now; what was typed for it is shown all the same.
        "kept": [] if open_move in shown or not values else _typed(values),
    }
    return await office_page(request, "office/case.html", None, context, status=status, messages=messages)


def _suggestion(wording: Wording, complaint: Complaint, advice: Advice | None) -> SuggestionWords | None:
    """What was suggested when the case came in; where that was too late, what is suggested now."""
    if advice is None:
        return None
    unit, topic, share = complaint.suggested_unit, complaint.suggested_topic, complaint.suggested_share
    if share is None:
        unit, topic, share = advice.unit, advice.topic, advice.share
    return suggested(wording, unit, topic, share, advice)


def _typed(values: Mapping[str, str]) -> list[str]:
    return [value for name, value in values.items() if name in ("words", "value", "code") and value.strip()]


def _photo_url(complaint_id: UUID) -> Any:
    return lambda file_id: f"/kantor/aduan/{complaint_id}/foto/{file_id}"


async def _case_words(house: House, actor: Actor, case: Case, wording: Wording) -> dict[str, Any]:
    complaint, place = case.complaint, case.place
    unseen = wording.say(_("Isi laporan ini rahasia. Hanya petugas yang menanganinya yang membacanya."))
    erased = wording.say(_("Isi laporan ini sudah dihapus."))
    readable_here = case.sight >= Sight.WORDS
    point = place is not None and place.latitude is not None
    return {
        "code": show(complaint.code),
        "title": wording.title(case.report) if readable_here else wording.say(_("Aduan rahasia")),
        "words": case.report or (erased if readable_here else unseen),
        "status_label": wording.status(complaint.status),
        "status_tone": wording.tone(complaint.status),
        "kind_label": wording.kind(complaint.kind),
        "topic": wording.topic(complaint.topic) if readable_here else "",
        "unit": wording.unit(complaint.unit) or wording.body(complaint.body),
        "about": wording.unit(complaint.about_unit) if readable_here else "",
        "holder": await holder(house, complaint.taken_by),
        "filed_at": complaint.received_at,
        "happened_on": complaint.happened_on if readable_here else None,
        "place": ", ".join(part for part in (place.address, wording.area(place.area)) if part) if place else "",
        "map_href": f"https://www.openstreetmap.org/?mlat={place.latitude}&mlon={place.longitude}#map=17/{place.latitude}/{place.longitude}"
        if point and place and not complaint.restricted
        else "",
        "channel_label": wording.channel(complaint.channel),
        "visibility_label": ""
        if complaint.visibility is Visibility.PUBLIC
        else wording.visibility(complaint.visibility),
        "references": ", ".join(
            f"{wording.say(SYSTEMS.get(system, system))} {value}" for system, value in complaint.references
        ),
        "photos": wording.photos(case, _photo_url(complaint.id)),
        "same_as": await _same_case(house, actor, complaint.duplicate_of),
    }


async def holder(house: House, officer: UUID | None) -> str:
    """The name of the officer who took the case."""
    if officer is None:
        return ""
    return next((account.name for account in await house.accounts.all() if account.id == officer), "")


async def _same_case(house: House, actor: Actor, complaint_id: UUID | None) -> dict[str, str] | None:
    """The earlier report of a duplicate, if this officer may see it."""
    if complaint_id is None:
        return None
    try:
        found = await house.queries.case(actor, complaint_id)
    except NotFound:
        return None
    return {"code": show(found.complaint.code), "href": f"/kantor/aduan/{complaint_id}"}


def reporter_words(case: Case) -> str:
    """Why the reporter's name is not shown, or how to treat it."""
    complaint = case.complaint
    if complaint.erased:
        return _("Data pelapor sudah dihapus.")
    if case.sight < Sight.WORDS:
        return _("Laporan rahasia: hanya petugas yang menanganinya yang mengetahui pelapornya.")
    if case.sight < Sight.REPORTER:
        if complaint.visibility is Visibility.ANONYMOUS:
            return _("Pelapor memilih anonim. Namanya tidak diperlihatkan kepada unit; tanyakan lewat halaman ini.")
        return _("Peran Anda tidak memerlukan nama pelapor.")
    if case.contact is None:
        return _("Pelapor tidak meninggalkan nama atau kontak. Pertanyaan Anda tampil di halaman aduannya.")
    if complaint.visibility is Visibility.ANONYMOUS:
        return _("Pelapor memilih anonim: jangan sebutkan namanya kepada unit atau siapa pun.")
    if complaint.visibility is Visibility.CONFIDENTIAL:
        return _("Laporan rahasia: data ini hanya untuk menangani aduan, jangan diteruskan kepada siapa pun.")
    return ""


HANDLERS: list[HTTPRouteHandler] = [case_page, move_page, photo, make_move]
