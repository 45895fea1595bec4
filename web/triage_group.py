"""Reports of the same that wait together: merged into one, which then is decided for all of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler

from complaints import commands as c
from complaints.lifecycle import TRIAGE_STATUSES
from complaints.ticket import show
from complaints.views import Case
from foundation.errors import NotFound
from foundation.language import mark as _
from people.actor import Actor
from routing.near_reports import Near
from web.case_rows import Asked
from web.forms import Posted, posted, uuid_of
from web.house import House
from web.near_words import near_words, waiting
from web.office_case import reading_of
from web.office_frame import TRIAGE, narrowed, office_page, wording_of
from web.triage_bulk import Result, carried_out, chosen, refused
from web.triage_desk import near_to
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording

PATH = f"{TRIAGE.path}/serupa"

_GONE = _("Tidak digabung: aduan ini tidak lagi menunggu di sini.")


@get(PATH, name="office.group", guards=[one_of(*TRIAGE.roles)], include_in_schema=False)
async def group_page(request: Request[Any, Any, Any]) -> Response[str]:
    asked = Asked(request)
    case = await _waiting_case(request, asked.text("aduan", 40))
    return await _drawn(request, case, every=asked.text("pilih") == "semua")


@post(PATH, name="office.group.merge", guards=[one_of(*TRIAGE.roles)], include_in_schema=False)
async def group_merge(request: Request[Any, Any, Any]) -> Response[str]:
    """Merge those chosen into the one that stays; where one of them stands in the way, one by one."""
    house, wording = house_of(request), await wording_of(request)
    actor, form = narrowed(visitor_of(request).actor, *TRIAGE.roles), await posted(request)
    case = await _waiting_case(request, form.values.get("aduan", ""))
    results = await _merged(house, wording, actor, case, form)
    return await _drawn(request, await house.queries.case(actor, case.complaint.id), results)


async def _waiting_case(request: Request[Any, Any, Any], written: str) -> Case:
    """The report that stays; NotFound where it cannot be seen or no longer waits."""
    complaint_id = uuid_of(written)
    if complaint_id is None:
        raise NotFound()
    actor = narrowed(visitor_of(request).actor, *TRIAGE.roles)
    case = await house_of(request).queries.case(actor, complaint_id)
    if case.complaint.status not in TRIAGE_STATUSES:
        raise NotFound()
    return case


async def _alike(house: House, actor: Actor, case: Case) -> list[Near]:
    reading = await reading_of(house, actor, case)
    return waiting(await near_to(house, actor, case, reading.area if reading else None))


async def _drawn(
    request: Request[Any, Any, Any], case: Case, results: Sequence[Result] = (), *, every: bool = False
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    actor = narrowed(visitor_of(request).actor, *TRIAGE.roles)
    alike = await _alike(house, actor, case)
    told = near_words(wording, alike, case.complaint.received_at or wording.now)
    versions = {one.complaint_id: await _version(house, actor, one.complaint_id) for one in alike}
    rows = zip(alike, (*told.first, *told.rest), strict=True)
    context = {
        "case": {
            "id": str(case.complaint.id),
            "code": show(case.complaint.code),
            "words": case.told or case.report or "",
        },
        "cases": [
            {"id": str(near.complaint_id), "words": words, "version": versions[near.complaint_id]}
            for near, words in rows
        ],
        "results": results,
        "done": sum(one.done for one in results),
        "all": every,
        "all_href": f"{PATH}?aduan={case.complaint.id}&pilih=semua",
        "action": PATH,
        "back": f"{TRIAGE.path}?aduan={case.complaint.id}",
        "key": uuid4(),
    }
    return await office_page(request, "office/group_alike.html", TRIAGE, context)


async def _version(house: House, actor: Actor, complaint_id: UUID) -> int:
    return (await house.queries.case(actor, complaint_id)).complaint.version


async def _merged(house: House, wording: Wording, actor: Actor, case: Case, form: Posted) -> list[Result]:
    """What became of each; only what still is alike and waits may be merged so."""
    known = {one.complaint_id: one for one in await _alike(house, actor, case)}
    ticked = chosen(form)
    orders = [_order(form, one, case.complaint.id) for one in ticked if one in known]
    faults = await carried_out(house, actor, orders)
    results = [await _no_longer(house, wording, actor, one, case.complaint.id) for one in ticked if one not in known]
    for order in orders:
        code, fault = known[order.complaint_id].code, faults.get(order.complaint_id)
        href = f"/kantor/aduan/{order.complaint_id}"
        if fault is None:
            results.append(Result(show(code), href, wording.say(_("Digabung")), True))
        else:
            results.append(refused(wording, code, order.complaint_id, _("Tidak digabung: {why}"), fault))
    return results


async def _no_longer(house: House, wording: Wording, actor: Actor, complaint_id: UUID, into: UUID) -> Result:
    """One that was ticked and waits no more: merged before, by the same form or somebody else, or decided otherwise."""
    try:
        complaint = (await house.queries.case(actor, complaint_id)).complaint
    except NotFound:
        return Result("", "", wording.say(_GONE), False)
    merged = complaint.duplicate_of == into
    words = wording.say(_("Digabung") if merged else _GONE)
    return Result(show(complaint.code), f"/kantor/aduan/{complaint_id}", words, merged)


def _order(form: Posted, complaint_id: UUID, of: UUID) -> c.Order:
    held = whole(form.values.get(f"version-{complaint_id}", ""), 9) or 0
    return c.Order(complaint_id, c.MarkDuplicate(of), f"office:{form.key or uuid4()}:{complaint_id}:merge", seen=held)


HANDLERS: list[HTTPRouteHandler] = [group_page, group_merge]
