"""A move made from the page of a case: from the posted form down the road, and back with everything that was typed."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints.closing import NO_EVIDENCE
from complaints.complaint import Complaint
from complaints.lifecycle import BESIDE, TRANSITIONS
from complaints.links import tied, untied
from complaints.views import Case
from complaints.visibility import Sight, sight
from foundation.errors import Invalid, NotAllowed, NotFound, Refused, ServiceError, Stale
from foundation.language import mark as _
from people.actor import Actor
from web.errors import status_of
from web.forms import UPLOAD_BODY, Photos, Posted, photos_of, posted
from web.house import House
from web.move_form import Told
from web.moves import BY_SLUG, FORMS, PARTS, refuse_with_open_parts
from web.office_case import desk_of, drawn
from web.office_drafts import cause_of, forget, keep
from web.office_frame import ESCALATIONS, OUTSIDE, READERS, TRIAGE, home
from web.office_notes import mentions_in
from web.office_presence import left
from web.rendering import say
from web.reply_choices import SURE, SaysNothingOwn, look_at, note_use
from web.triage_desk import onward
from web.visitor import house_of, one_of, visitor_of

_UNSAID = {"_csrf_token", "key", "version", "back"}
_NOT_SENT = _("Belum dikirim: tulisan Anda hampir sama persis dengan balasan baku. Lihat formulirnya di bawah.")
_NO_PHOTO = _("Pilih paling sedikit satu foto.")
_NOT_NEW = _("Berkas ini sudah ada pada aduan ini. Tambahkan foto hasil pekerjaan yang baru, atau foto dokumennya.")


@get(
    "/kantor/aduan/{complaint_id:uuid}/{move:str}",
    name="office.move.page",
    guards=[one_of(*READERS)],
    include_in_schema=False,
)
async def move_page(complaint_id: FromPath[UUID], move: FromPath[str]) -> Redirect:
    """Somebody typed or reloaded the address to which a form was sent: its case is what they want."""
    return Redirect(f"/kantor/aduan/{complaint_id}", status_code=303)


@post(
    "/kantor/aduan/{complaint_id:uuid}/{move:str}",
    name="office.move",
    guards=[one_of(*READERS)],
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
    cause = f"{cause_of(form.key)}{_print_of(house, move, form)}"
    try:
        case = await house.queries.case(actor, complaint_id)
        if not TRANSITIONS[kind].allowed(actor, case.complaint):
            raise NotAllowed()
    except (NotFound, NotAllowed):
        # The second press of a double click may come when the first has already taken the case out of sight.
        if await _done_before(house, actor, complaint_id, cause):
            return Redirect(f"{home(actor)}?berhasil={move}", status_code=303)
        raise
    photos = await photos_of(house, complaint_id, form, evidence=True)
    try:
        other = await _other(house, actor, kind, form.values.get("code", ""))
        mentions = await mentions_in(house, case, form.values.get("words", "")) if kind is c.Note else ()
        told = Told(form.values, other.id if other else None, mentions)
        desk = await desk_of(request, case)
        refuse_with_open_parts(kind, desk, bool(form.values.get(PARTS)))
        command = FORMS[kind].build(told, desk)
        await look_at(request, case, command, form.values)
        # Whoever answers a call at night is not held up because somebody else has done something meanwhile.
        seen = None if kind in (c.Acknowledge, *BESIDE) else form.version or 0
        orders = _beside(case, command, other, cause) or _orders(complaint_id, command, photos, cause, seen)
        handled = await house.handling.handle_many([(order, actor) for order in orders])
        after = next(one for one in reversed(handled) if one.id == complaint_id)
    except (Invalid, Refused, Stale) as error:
        if photos.files and isinstance(error, Invalid) and error.fields.get("photos") == NO_EVIDENCE:
            error = Invalid(_NOT_NEW, fields={"photos": _NOT_NEW})
        return await _back(request, complaint_id, move, form, photos, error)
    await note_use(house, after, move, command, form.values)
    await forget(house, actor, complaint_id, [move])
    await left(house, actor, complaint_id)
    return Redirect(_onward(actor, after, move, form), status_code=303)


def _orders(
    complaint_id: UUID, command: c.Command | None, photos: Photos, cause: str, seen: int | None
) -> list[c.Order]:
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


def _beside(case: Case, command: c.Command | None, other: Complaint | None, cause: str) -> list[c.Order]:
    """Both sides of a tie between two cases; nothing for any other move. Raises Invalid."""
    match command:
        case c.Link(relation=relation) if other is not None:
            return tied(case.complaint, other, relation, f"{cause}:0")
        case c.Unlink(other=tied_to):
            return untied(case.complaint, tied_to, f"{cause}:0")
        case _:
            return []


async def _other(house: House, actor: Actor, kind: type[c.Command], code: str) -> Complaint | None:
    """The complaint behind a code, if this officer may see it; one they may not see does not exist for them."""
    if kind not in (c.MarkDuplicate, c.Link) or not code.strip():
        return None
    try:
        return (await house.queries.case(actor, await house.queries.find(code))).complaint
    except Invalid as error:
        raise Invalid(error.sentence, fields={"code": error.sentence}) from error
    except NotFound as error:
        sentence = _("Kode aduan ini tidak kami temukan. Periksa kembali huruf dan angkanya.")
        raise Invalid(sentence, fields={"code": sentence}) from error


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
    if form.values.get("back") == "triase" and actor.holds_role(*TRIAGE.roles):
        return onward(form.values, move, after.id)
    if form.values.get("back") == "eskalasi":
        return f"{ESCALATIONS.path}?berhasil={move}"
    if form.values.get("back") == "luar" and actor.holds_role(*OUTSIDE.roles):
        return f"{OUTSIDE.path}?berhasil={move}"
    if sight(actor, after.id, after) is Sight.NOTHING:
        return f"{home(actor)}?berhasil={move}"
    place = "#catatan" if move == "catatan" else ""
    return f"/kantor/aduan/{after.id}?berhasil={move}{place}"


async def _back(
    request: Request[Any, Any, Any], complaint_id: UUID, move: str, form: Posted, photos: Photos, error: ServiceError
) -> Response[str]:
    """The case as it is now, with everything that was typed, which is kept as a draft as well."""
    house, visitor = house_of(request), visitor_of(request)
    case = await house.queries.case(visitor.actor, complaint_id)
    await keep(house, visitor.actor, case.complaint, move, form)
    faults = dict(error.fields) if isinstance(error, Invalid) else {}
    gentle = isinstance(error, SaysNothingOwn)
    if isinstance(error, Invalid) and not faults and not gentle:
        faults = {"": error.sentence}
    words = _NOT_SENT if gentle else error.sentence
    return await drawn(
        request,
        case,
        status=int(status_of(error)),
        messages=[{"kind": "danger" if isinstance(error, Refused) else "warning", "text": say(visitor.language, words)}]
        if isinstance(error, Refused) or gentle
        else [],
        open_move=move,
        gentle=say(visitor.language, error.sentence) if gentle else "",
        values={**form.values, SURE: "ya"} if gentle else form.values,
        errors={name: say(visitor.language, words) for name, words in faults.items()},
        stale_since=form.version or 0 if isinstance(error, Stale) else None,
        photos_kept=[{"key": str(file.id), "label": file.name} for file in photos.files],
    )


HANDLERS: list[HTTPRouteHandler] = [move_page, make_move]
