"""Hearing of a case in Telegram: a link used once that ties the chat to it, and the end of that."""

from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.complaint import Complaint
from complaints.kinds import OPEN
from foundation.errors import NotFound
from foundation.limits import Limit
from people.chat_ties import CASE_LASTS
from web.house import House
from web.lookup import follow_path, held, reporter
from web.qr import Picture
from web.rendering import languages, page
from web.visitor import house_of, visitor_of

CASE_LINKS = Limit("chat_link", 10, 3600)
"""Links that may be made for one case in an hour."""


def shown(name: str, token: str) -> dict[str, Any]:
    """A link as `parts/telegram.html` shows it; without a name there is none."""
    address = f"https://t.me/{quote(name, safe='')}?start={token}"
    return {"name": name, "address": address, "command": f"/start {token}", "qr": Picture(address)}


async def section(house: House, complaint: Complaint) -> dict[str, Any] | None:
    """What the reporter's page says of Telegram: whether a chat hears of the case, or how one may; None: nothing."""
    name = await house.bot.name() if house.bot else None
    if name is None or complaint.erased:
        return None
    told = await house.ties.told(complaint.id)
    if not told and complaint.status not in OPEN:
        return None
    base = f"{follow_path(house, complaint)}/telegram"
    return {"told": told, "discreet": complaint.withheld, "action": base, "stop_action": f"{base}/berhenti"}


@post("/lacak/{code:str}/{token:str}/telegram", name="follow.telegram", include_in_schema=False)
async def link(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """A new link, and what it does; raises TooMany."""
    house, complaint_id = house_of(request), await held(request, code, token)
    if house.bot is None:
        raise NotFound()
    complaint = (await house.queries.case(reporter(complaint_id), complaint_id)).complaint
    name = await house.bot.name()
    made = None
    if name is not None:
        await house.limits.count(CASE_LINKS, str(complaint_id))
        made = shown(name, await house.ties.case_link(complaint_id))
    context = {
        "languages": languages(visitor_of(request), follow_path(house, complaint)),
        "code": complaint.code,
        "follow_href": follow_path(house, complaint),
        "again_action": f"{follow_path(house, complaint)}/telegram",
        "telegram": made,
        "minutes": int(CASE_LASTS.total_seconds()) // 60,
        "discreet": complaint.withheld,
    }
    return await page(request, "citizen/telegram.html", context, status=200 if made else 503)


@get("/lacak/{code:str}/{token:str}/telegram", name="follow.telegram.back", include_in_schema=False)
async def back(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Redirect:
    """A phone that was in Telegram meanwhile may open the page anew: a link is made only when it is asked for."""
    house, complaint_id = house_of(request), await held(request, code, token)
    complaint = (await house.queries.case(reporter(complaint_id), complaint_id)).complaint
    return Redirect(f"{follow_path(house, complaint)}#telegram", status_code=303)


@post("/lacak/{code:str}/{token:str}/telegram/berhenti", name="follow.telegram.stop", include_in_schema=False)
async def stop(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """No chat hears of the case as its reporter's any more."""
    house, complaint_id = house_of(request), await held(request, code, token)
    await house.ties.end(complaint_id)
    complaint = (await house.queries.case(reporter(complaint_id), complaint_id)).complaint
    return Redirect(f"{follow_path(house, complaint)}?kabar=telegram-berhenti", status_code=303)


HANDLERS: list[HTTPRouteHandler] = [link, back, stop]
