"""Why a promise of a case ends when it does, day by day, for its officers."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from complaints.kinds import Stage
from complaints.ticket import show
from foundation.errors import NotFound
from web.office_frame import READERS, office_page, wording_of
from web.promise_notes import name_of
from web.promised import reasons
from web.visitor import house_of, one_of, visitor_of
from web.wording import SLUG

_STAGES = {slug: stage for stage, slug in SLUG.items()}


@get(
    "/kantor/aduan/{complaint_id:uuid}/mengapa/{slug:str}",
    name="office.why",
    guards=[one_of(*READERS)],
    include_in_schema=False,
)
async def why_page(request: Request[Any, Any, Any], complaint_id: FromPath[UUID], slug: FromPath[str]) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    complaint = (await house.queries.case(visitor_of(request).actor, complaint_id)).complaint
    promise = complaint.promises.get(_STAGES.get(slug, Stage.ACKNOWLEDGE))
    if promise is None or promise.stage is Stage.ACKNOWLEDGE:
        raise NotFound()
    base = f"/kantor/aduan/{complaint_id}"
    context = {
        "code": show(complaint.code),
        "back": base,
        "why": (await reasons(house, wording, complaint)).why(promise),
        "calendar": promise.calendar,
        "others": [
            {"what": name_of(wording, complaint, stage), "href": f"{base}/mengapa/{SLUG[stage]}"}
            for stage in Stage
            if stage in complaint.promises and stage not in (promise.stage, Stage.ACKNOWLEDGE)
        ],
    }
    return await office_page(request, "office/why.html", None, context)


HANDLERS: list[HTTPRouteHandler] = [why_page]
