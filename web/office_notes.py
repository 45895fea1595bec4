"""Who is mentioned in a note, and who may be: only officers who may read the case themselves."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from complaints.colleagues import Colleague, Colleagues, mentioned
from complaints.complaint import Complaint
from complaints.labels import ROLE
from complaints.views import Case
from complaints.visibility import Sight
from foundation.errors import Invalid, NotFound
from foundation.language import Sentence
from foundation.language import mark as _
from web.house import House
from web.office_frame import READERS, wording_of
from web.visitor import house_of, one_of, visitor_of

MOST = 8
"""Colleagues suggested at once."""

_UNKNOWN = _("{names} tidak ada di antara petugas yang boleh membaca aduan ini. Periksa nama penggunanya.")


@get(
    "/kantor/aduan/{complaint_id:uuid}/rekan",
    name="office.colleagues",
    guards=[one_of(*READERS)],
    include_in_schema=False,
)
async def colleagues_page(
    request: Request[Any, Any, Any], complaint_id: FromPath[UUID]
) -> Response[list[dict[str, str]]]:
    """Colleagues whose name or user name holds what was typed after an @, for the list beside the field."""
    house, visitor, wording = house_of(request), visitor_of(request), await wording_of(request)
    case = await house.queries.case(visitor.actor, complaint_id)
    if case.sight < Sight.WORDS:
        raise NotFound()
    typed = str(request.query_params.get("q", ""))[:60].casefold()
    found = [
        one
        for one in await colleagues_of(house, case.complaint)
        if one.id != visitor.actor.person and (typed in one.username or typed in one.name.casefold())
    ]
    found.sort(key=lambda one: (not one.username.startswith(typed), one.unit != case.complaint.unit, one.name))
    told = [
        {"username": one.username, "name": one.name, "what": f"{wording.say(ROLE[one.role])}, {wording.unit(one.unit)}"}
        for one in found[:MOST]
    ]
    return Response(told, headers={"Cache-Control": "no-store"})


async def colleagues_of(house: House, complaint: Complaint) -> Sequence[Colleague]:
    region = await house.region.current()
    return await Colleagues(house.database, house.clock).readers(complaint, region.reach)


async def mentions_in(house: House, case: Case, words: str) -> tuple[UUID, ...]:
    """Whom a note mentions. Raises Invalid where somebody is named who may not read the case, or is not there."""
    names = mentioned(words)
    if not names:
        return ()
    known = {one.username: one.id for one in await colleagues_of(house, case.complaint)}
    missing = [f"@{name}" for name in names if name not in known]
    if missing:
        fault = Sentence(_UNKNOWN, names=", ".join(missing))
        raise Invalid(fault, fields={"words": fault})
    return tuple(known[name] for name in names)


HANDLERS: list[HTTPRouteHandler] = [colleagues_page]
