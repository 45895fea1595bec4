"""The page “Mengapa tanggal ini?”: every counted and skipped day of one promise, and the rule behind it."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from complaints.complaint import Complaint
from foundation.errors import NotFound
from web.house import House
from web.lookup import citizens_wording, follow_path, held, looked_up, reporter
from web.promised import reasons, veiled
from web.rendering import page
from web.visitor import house_of
from web.wording import Wording


@get("/lacak/{code:str}/{token:str}/mengapa/{slug:str}", name="follow.why", include_in_schema=False)
async def follow_why(
    request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str], slug: FromPath[str]
) -> Response[str]:
    """For the reporter, behind the secret link."""
    house, complaint_id = house_of(request), await held(request, code, token)
    complaint = (await house.queries.case(reporter(complaint_id), complaint_id)).complaint
    wording = await citizens_wording(request, "reporter")
    back = follow_path(house, complaint)
    return await _page(request, house, wording, complaint, slug, back, f"{back}/mengapa", secret=True)


@get("/mengapa/{code:str}/{slug:str}", name="why", include_in_schema=False)
async def public_why(request: Request[Any, Any, Any], code: FromPath[str], slug: FromPath[str]) -> Response[str]:
    """For anybody with the code, as far as the code shows promises."""
    house = house_of(request)
    case = await house.queries.public_case(await looked_up(request, code))
    if veiled(case):
        raise NotFound()
    complaint, wording = case.complaint, await citizens_wording(request)
    back = f"/lacak/{complaint.code}"
    return await _page(request, house, wording, complaint, slug, back, f"/mengapa/{complaint.code}", secret=False)


async def _page(
    request: Request[Any, Any, Any],
    house: House,
    wording: Wording,
    complaint: Complaint,
    slug: str,
    back: str,
    base: str,
    *,
    secret: bool,
) -> Response[str]:
    shown = wording.promises(complaint)
    asked = next((one for one in shown if one.slug == slug), None)
    if asked is None:
        raise NotFound()
    known = await reasons(house, wording, complaint)
    context = {
        "code": complaint.code,
        "back": back,
        "secret": secret,
        "why": known.why(complaint.promises[asked.stage]),
        "others": [{"what": one.what, "href": f"{base}/{one.slug}", "current": one is asked} for one in shown],
    }
    return await page(request, "citizen/why.html", context)


HANDLERS: list[HTTPRouteHandler] = [follow_why, public_why]
