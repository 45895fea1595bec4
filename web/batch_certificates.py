"""Certificates of one training for whoever issues them: revoked with a reason, or issued again in place of another."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.certificates import Certificate
from foundation.errors import Invalid, Refused, ServiceError
from foundation.language import mark as _
from web.batches import ONE, WRITE
from web.certificates import PAPER
from web.errors import status_of
from web.forms import posted
from web.office_frame import TRAININGS, office_page, wording_of
from web.training_rooms import Rooms
from web.training_words import BATCH, batch_row
from web.visitor import house_of, visitor_of
from web.wording import Wording

PAGE = ONE + "/sertifikat"
_DONE = {
    "cabut": _("Sertifikat dicabut; pemiliknya diberi tahu."),
    "ganti": _("Sertifikat baru diterbitkan; yang lama tidak berlaku lagi dan pemiliknya diberi tahu."),
}
_NO_ACT = {"act": _("Pilih dicabut saja atau diganti.")}


@get(PAGE, name="office.batches.certificates", guards=WRITE, include_in_schema=False)
async def certificates(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[str]:
    return await _page(request, batch_id)


@post(PAGE + "/{code:str}", name="office.batches.certificates.change", guards=WRITE, include_in_schema=False)
async def change(request: Request[Any, Any, Any], batch_id: FromPath[UUID], code: FromPath[str]) -> Response[Any]:
    """Revoke one, or issue another in its place."""
    values, book = (await posted(request)).values, Rooms(house_of(request)).certificates
    why, actor = values.get("why", ""), visitor_of(request).actor
    act = values.get("act", "")
    try:
        if act not in _DONE:
            raise Invalid(fields=_NO_ACT)
        if act == "cabut":
            await book.revoke(batch_id, code, why, actor)
        else:
            await book.issue_again(batch_id, code, why, actor)
    except (Invalid, Refused) as error:
        return await _page(request, batch_id, code, {"act": act, "why": why}, error)
    return Redirect(f"{BATCH}/{batch_id}/sertifikat?berhasil={act}", status_code=303)


async def _page(
    request: Request[Any, Any, Any],
    batch_id: UUID,
    code: str = "",
    values: dict[str, str] | None = None,
    error: ServiceError | None = None,
) -> Response[str]:
    wording, rooms = await wording_of(request), Rooms(house_of(request))
    batch = (await rooms.batches.one(batch_id)).batch
    fields = error.fields if isinstance(error, Invalid) and error.fields else {"": error.sentence} if error else {}
    action = f"{BATCH}/{batch_id}/sertifikat"
    context = {
        "batch": batch_row(batch, wording),
        "rows": [_row(one, wording, action) for one in await rooms.certificates.of_batch(batch_id)],
        "acts": [
            {"value": "cabut", "label": wording.say(_("Dicabut saja"))},
            {"value": "ganti", "label": wording.say(_("Diganti dengan sertifikat baru"))},
        ],
        "chosen": code,
        "values": values or {},
        "errors": {f"{name}-{code}" if name else "": wording.say(words) for name, words in fields.items()},
        "back": f"{BATCH}/{batch_id}",
    }
    done = _DONE.get(str(request.query_params.get("berhasil", "")), "") if error is None else ""
    messages = [{"kind": "done", "text": wording.say(done)}] if done else []
    status = int(status_of(error)) if error else 200
    return await office_page(
        request, "office/batch_certificates.html", TRAININGS, context, status=status, messages=messages
    )


def _row(one: Certificate, wording: Wording, action: str) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("name", "hours", "revoked_at", "revoked_by", "revoked_why")}
    told |= {name: getattr(one, name) for name in ("issued_at", "issued_by", "issued_why", "replaced", "code")}
    return told | {
        "unit": wording.unit(one.unit),
        "shown": one.shown_code,
        "paper": "" if one.revoked_at else f"{PAPER}/{one.code}/sertifikat.pdf",
        "action": "" if one.replaced else f"{action}/{one.code}",
    }


HANDLERS: list[HTTPRouteHandler] = [certificates, change]
