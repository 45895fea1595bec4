"""Who takes part in a training, and who teaches: proposed, asked, followed up."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from competency.officer_numbers import OfficerNumbers
from foundation.errors import Invalid, Refused
from foundation.language import mark as _
from web.batches import ONE, WRITE, acted, batch_page, done
from web.forms import posted, uuid_of
from web.training_rooms import Rooms
from web.visitor import house_of


@post(ONE + "/calon", name="office.batches.propose", guards=WRITE, include_in_schema=False)
async def propose(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[Any]:
    """Those of the units that are trained, or of one more unit."""
    house, unit = house_of(request), (await posted(request)).values.get("unit", "")
    seats = Rooms(house).seats
    known = unit in (await house.region.current()).unit
    try:
        new = await (seats.add_unit(batch_id, unit) if known else seats.propose(batch_id))
    except (Invalid, Refused) as error:
        return await batch_page(request, batch_id, error)
    return done(batch_id, "calon" if new else "tetap")


@post(ONE + "/nip", name="office.batches.number", guards=WRITE, include_in_schema=False)
async def number(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[Any]:
    """Somebody whose number (NIP) is known here; what was typed is not shown again."""
    house, written = house_of(request), (await posted(request)).values.get("nip", "")
    try:
        officer = await OfficerNumbers(house.database, house.clock, house.keys).officer(written)
        if officer is None:
            raise Invalid(fields={"nip": _("NIP ini belum tercatat. Pemiliknya mencatatnya di halaman Belajar saya.")})
        await Rooms(house).seats.add(batch_id, officer)
    except (Invalid, Refused) as error:
        return await batch_page(request, batch_id, error)
    return done(batch_id, "calon")


@post(ONE + "/kurangi", name="office.batches.remove", guards=WRITE, include_in_schema=False)
async def remove(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[Any]:
    values = (await posted(request)).values
    chosen = [uuid_of(name.removeprefix("o_")) for name, said in values.items() if said == "ya" and name[:2] == "o_"]
    officers = [officer for officer in chosen if officer is not None]
    return await acted(request, batch_id, Rooms(house_of(request)).seats.remove(batch_id, officers), "kurang")


@post(ONE + "/undang", name="office.batches.invite", guards=WRITE, include_in_schema=False)
async def invite(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[Any]:
    return await acted(request, batch_id, Rooms(house_of(request)).seats.invite(batch_id), "undang")


@post(ONE + "/tindak/{officer_id:uuid}", name="office.batches.follow", guards=WRITE, include_in_schema=False)
async def follow(
    request: Request[Any, Any, Any], batch_id: FromPath[UUID], officer_id: FromPath[UUID]
) -> Response[Any]:
    """What was agreed after a refusal."""
    agreed = (await posted(request)).values.get("followed", "")
    return await acted(request, batch_id, Rooms(house_of(request)).seats.follow(batch_id, officer_id, agreed), "tindak")


@post(ONE + "/narasumber", name="office.batches.teach", guards=WRITE, include_in_schema=False)
async def teach(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[Any]:
    """Who teaches: all that are ticked, nobody else."""
    rooms, values = Rooms(house_of(request)), (await posted(request)).values
    for instructor in await rooms.providers.instructors():
        await rooms.batches.teach(batch_id, instructor.id, values.get(f"i_{instructor.id}") == "ya")
    return done(batch_id, "narasumber")


HANDLERS: list[HTTPRouteHandler] = [propose, number, remove, invite, follow, teach]
