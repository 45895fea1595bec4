"""The days of a training: a code on the wall for phones, a list on paper, what is noted of it, and the end."""

from datetime import date
from typing import Any
from uuid import UUID

from babel.dates import format_date
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from competency.seats import Seat
from foundation.errors import Invalid, NotFound, Refused, ServiceError
from foundation.language import mark as _
from web.batches import ONE, WRITE, acted, done
from web.branding import accents
from web.errors import status_of
from web.forms import day_of, posted, uuid_of
from web.lookup import full_address
from web.office_frame import TRAININGS, office_page, wording_of
from web.printing import printed
from web.qr import Picture
from web.training_rooms import Rooms
from web.training_words import ATTENDING, BATCH, batch_row, marks
from web.visitor import house_of, visitor_of

DAY = ONE + "/hari/{day:str}"
WORDS = {
    "title": _("Daftar hadir"),
    "name": _("Nama"),
    "unit": _("Unit"),
    "sign": _("Tanda tangan"),
    "teachers": _("Narasumber"),
    "scan": _("Atau catat kehadiran dengan ponsel: pindai kode ini, lalu masuk."),
    "picture": _("Kode QR halaman kehadiran"),
}


@get(DAY, name="office.training_days", guards=WRITE, include_in_schema=False)
async def day_page(request: Request[Any, Any, Any], batch_id: FromPath[UUID], day: FromPath[str]) -> Response[str]:
    return await _page(request, batch_id, _day(day))


@post(DAY, name="office.training_days.note", guards=WRITE, include_in_schema=False)
async def note(request: Request[Any, Any, Any], batch_id: FromPath[UUID], day: FromPath[str]) -> Response[Any]:
    """What the list on paper says."""
    values = (await posted(request)).values
    said = {uuid_of(name.removeprefix("h_")): value for name, value in values.items() if name.startswith("h_")}
    attendance = await Rooms(house_of(request)).attendance()
    try:
        await attendance.note(batch_id, _day(day), {one: value for one, value in said.items() if one is not None})
    except (Invalid, Refused) as error:
        return await _page(request, batch_id, _day(day), error)
    return done(batch_id, "hadir")


@get(DAY + "/daftar-hadir.pdf", name="office.training_days.paper", guards=WRITE, include_in_schema=False)
async def paper(request: Request[Any, Any, Any], batch_id: FromPath[UUID], day: FromPath[str]) -> Response[bytes]:
    """The list to be signed, with the code beside it."""
    house, wording = house_of(request), await wording_of(request)
    rooms, on = Rooms(house), _day(day)
    found = await rooms.batches.one(batch_id)
    if on not in {one.day for one in found.days}:
        raise NotFound()
    teachers = [one.name for one in await rooms.providers.instructors() if one.id in found.instructors]
    address = await _address(request, rooms, batch_id, on)
    told = {
        "language": wording.language,
        "words": {name: wording.say(words) for name, words in WORDS.items()},
        "service": wording.region.service_name,
        "accent": accents(wording.region.branding)[0],
        "training": found.batch.name,
        "code": found.batch.code,
        "day": format_date(on, "EEEE, d MMMM y", locale=wording.language),
        "place": found.batch.place or found.batch.link,
        "teachers": teachers,
        "people": [
            {"name": one.name, "unit": wording.unit(one.unit)}
            for one in await rooms.seats.of(batch_id)
            if one.state in ("invited", "accepted")
        ],
    }
    made = await printed("attendance.typ", told, {"qr": Picture(address).svg()})
    headers = {"Content-Disposition": 'attachment; filename="daftar-hadir.pdf"', "Cache-Control": "no-store"}
    return Response(made, media_type="application/pdf", headers=headers)


@post(ONE + "/tutup", name="office.batches.close", guards=WRITE, include_in_schema=False)
async def close(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[Any]:
    """It was held: hours and certificates follow."""
    attendance = await Rooms(house_of(request)).attendance()
    return await acted(request, batch_id, attendance.close(batch_id, visitor_of(request).actor), "tutup")


def _day(written: str) -> date:
    day = day_of(written)
    if day is None:
        raise NotFound()
    return day


async def _address(request: Request[Any, Any, Any], rooms: Rooms, batch_id: UUID, day: date) -> str:
    token = (await rooms.attendance()).token(batch_id, day)
    return full_address(request, f"{ATTENDING}/{batch_id}/{day.isoformat()}/{token}")


async def _page(
    request: Request[Any, Any, Any], batch_id: UUID, day: date, error: ServiceError | None = None
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    rooms = Rooms(house)
    found = await rooms.batches.one(batch_id)
    if day not in {one.day for one in found.days}:
        raise NotFound()
    noted = (await (await rooms.attendance()).marks(batch_id)).noted
    rules, _version = await rooms.catalogue.rules()
    people: list[Seat] = [one for one in await rooms.seats.of(batch_id) if one.state == "accepted"]
    address = await _address(request, rooms, batch_id, day)
    fields = error.fields if isinstance(error, Invalid) and error.fields else {"": error.sentence} if error else {}
    context = {
        "batch": batch_row(found.batch, wording),
        "day": day,
        "people": [
            {
                "field": f"h_{one.officer}",
                "name": one.name,
                "unit": wording.unit(one.unit),
                "noted": noted.get(one.officer, {}).get(day, ""),
            }
            for one in people
        ],
        "marks": marks(rules.absences, wording.language),
        "picture": Picture(address).labelled(wording.say(WORDS["picture"])),
        "address": address,
        "paper": f"{BATCH}/{batch_id}/hari/{day.isoformat()}/daftar-hadir.pdf",
        "action": f"{BATCH}/{batch_id}/hari/{day.isoformat()}",
        "back": f"{BATCH}/{batch_id}",
        "errors": {name: wording.say(words) for name, words in fields.items()},
    }
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/training_day.html", TRAININGS, context, status=status)


HANDLERS: list[HTTPRouteHandler] = [day_page, note, paper, close]
