"""An officer's own side of a training: the invitation, its answer, and the page a phone opens at the door."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.training_notices import TrainingNotes
from foundation.errors import Invalid, NotFound, Refused, ServiceError
from foundation.language import mark as _
from people.actor import Role
from web.errors import status_of
from web.forms import day_of, posted
from web.office_frame import OWN_LEARNING, office_page, wording_of
from web.training_rooms import Rooms, person_of
from web.training_words import ATTENDING, INVITATION, SEATS, batch_row, choices_of
from web.trainings import calendar_file
from web.visitor import house_of, one_of

ALL = [one_of(*Role)]
ONE = INVITATION + "/{batch_id:uuid}"
DOOR = ATTENDING + "/{batch_id:uuid}/{day:str}/{token:str}"
_DONE = {
    "ikut": _("Terima kasih, Anda tercatat ikut."),
    "tidak": _("Jawaban Anda disimpan. Penyelenggara akan menghubungi Anda bila perlu."),
}


@get(ONE, name="office.invitation", guards=ALL, include_in_schema=False)
async def invitation(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[str]:
    house = house_of(request)
    await TrainingNotes(house.database, house.clock).read(person_of(request), batch_id)
    return await _page(request, batch_id)


@post(ONE, name="office.invitation.answer", guards=ALL, include_in_schema=False)
async def answer(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[Any]:
    values = (await posted(request)).values
    said = values.get("answer", "")
    try:
        if said not in _DONE:
            raise Invalid(fields={"answer": _("Pilih dapat ikut atau tidak.")})
        seats = Rooms(house_of(request)).seats
        await seats.answer(batch_id, person_of(request), said == "ikut", values.get("refusal", ""))
    except (Invalid, Refused) as error:
        return await _page(request, batch_id, error, said)
    return Redirect(f"{INVITATION}/{batch_id}?berhasil={said}", status_code=303)


@get(ONE + "/pelatihan.ics", name="office.invitation.calendar", guards=ALL, include_in_schema=False)
async def calendar(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[bytes]:
    rooms = Rooms(house_of(request))
    found = await rooms.seats.invitation(batch_id, person_of(request))
    return await calendar_file(request, [(found.batch, (await rooms.batches.one(batch_id)).days)], "pelatihan")


@get(DOOR, name="office.attending", guards=ALL, include_in_schema=False)
async def door(
    request: Request[Any, Any, Any], batch_id: FromPath[UUID], day: FromPath[str], token: FromPath[str]
) -> Response[str]:
    """What the code at the door leads to: one button."""
    return await _door(request, batch_id, day)


@post(DOOR, name="office.attending.come", guards=ALL, include_in_schema=False)
async def come(
    request: Request[Any, Any, Any], batch_id: FromPath[UUID], day: FromPath[str], token: FromPath[str]
) -> Response[Any]:
    on, attendance = day_of(day), await Rooms(house_of(request)).attendance()
    if on is None:
        raise NotFound()
    try:
        await attendance.come(batch_id, on, token.encode("ascii", "replace").decode(), person_of(request))
    except Refused as error:
        return await _door(request, batch_id, day, error)
    return Redirect(f"{request.url.path}?berhasil=hadir", status_code=303)


async def _door(
    request: Request[Any, Any, Any], batch_id: UUID, day: str, error: ServiceError | None = None
) -> Response[str]:
    wording, rooms = await wording_of(request), Rooms(house_of(request))
    found = await rooms.seats.invitation(batch_id, person_of(request))
    on = day_of(day)
    days = {one.day: one for one in (await rooms.batches.one(batch_id)).days}
    if on is None or on not in days:
        raise NotFound()
    noted = (await (await rooms.attendance()).marks(batch_id)).noted.get(person_of(request), {})
    context = {
        "batch": batch_row(found.batch, wording),
        "day": days[on],
        "here": on in noted,
        "action": request.url.path,
        "fault": wording.say(error.sentence) if error else "",
    }
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/attending.html", OWN_LEARNING, context, status=status)


async def _page(
    request: Request[Any, Any, Any], batch_id: UUID, error: ServiceError | None = None, said: str = ""
) -> Response[str]:
    wording, rooms = await wording_of(request), Rooms(house_of(request))
    found = await rooms.seats.invitation(batch_id, person_of(request))
    rules, _version = await rooms.catalogue.rules()
    words, tone = SEATS[found.state]
    fields = error.fields if isinstance(error, Invalid) and error.fields else {"": error.sentence} if error else {}
    context = {
        "batch": batch_row(found.batch, wording) | {"link": found.batch.link, "reply_by": found.batch.reply_by},
        "days": (await rooms.batches.one(batch_id)).days,
        "state": wording.say(words),
        "tone": tone,
        "answerable": found.answerable,
        "refusals": choices_of(rules.refusals, wording.language),
        "values": {"answer": said or {"accepted": "ikut", "refused": "tidak"}.get(found.state, "")}
        | {"refusal": found.refusal or ""},
        "calendar": f"{INVITATION}/{batch_id}/pelatihan.ics",
        "action": f"{INVITATION}/{batch_id}",
        "back": OWN_LEARNING.path,
        "errors": {name: wording.say(sentence) for name, sentence in fields.items()},
    }
    done = _DONE.get(str(request.query_params.get("berhasil", "")), "") if error is None else ""
    messages = [{"kind": "done", "text": wording.say(done)}] if done else []
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/invitation.html", OWN_LEARNING, context, status=status, messages=messages)


HANDLERS: list[HTTPRouteHandler] = [invitation, answer, calendar, door, come]
