"""The officers' desks: the unit's inbox, search, notices; triage has a file of its own."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from complaints.kinds import Priority, Status
from complaints.views import Filter
from foundation.language import mark as _
from sla.caseload import Caseload, Order
from web import (
    office_case,
    office_danger,
    office_filing,
    office_move,
    office_why,
    outside,
    preview,
    triage_bulk,
    triage_desk,
    triage_group,
)
from web.case_rows import (
    PRESSING,
    STATES,
    Asked,
    address,
    paging,
    priority_options,
    rows,
    state_options,
    status_filter,
    status_options,
)
from web.moves import BY_SLUG, FORMS
from web.office_choices import topic_options
from web.office_frame import INBOX, NOTICES, SEARCH, home, narrowed, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, signed_in, visitor_of

UNIT_STATUSES = (
    *(Status.FORWARDED, Status.IN_PROCESS, Status.WAITING, Status.DISPUTED),
    *(Status.PLEDGED, Status.RESOLVED, Status.CLOSED),
)
SORTS: dict[str, str] = {
    "due": _("Tenggat terdekat"),
    "oldest": _("Paling lama menunggu"),
    "newest": _("Paling baru diterima"),
}
_AT_WORK = (Status.FORWARDED, Status.IN_PROCESS, Status.WAITING, Status.DISPUTED)


@get("/kantor", name="office.home", guards=[signed_in], include_in_schema=False)
async def office_home(request: Request[Any, Any, Any]) -> Redirect:
    return Redirect(home(visitor_of(request).actor), status_code=303)


@get(INBOX.path, name="office.inbox", guards=[one_of(*INBOX.roles)], include_in_schema=False)
async def inbox(request: Request[Any, Any, Any]) -> Response[str]:
    house, asked, wording = house_of(request), Asked(request), await wording_of(request)
    actor = narrowed(visitor_of(request).actor, *INBOX.roles)
    status = asked.choice("status", UNIT_STATUSES)
    values = {
        "words": asked.text("words"),
        "status": status,
        "topic": asked.choice("topic", wording.region.topic),
        "state": asked.choice("state", STATES),
        "priority": asked.choice("priority", PRESSING),
        "sort": asked.choice("sort", SORTS),
    }
    statuses = status_filter(status) or tuple(map(str, UNIT_STATUSES if values["words"] else _AT_WORK))
    order: Order = "newest" if values["sort"] == "newest" else "oldest" if values["sort"] == "oldest" else "due"
    load = await Caseload(house.database, house.clock).page(
        actor,
        Filter(statuses=statuses, topic=values["topic"] or None, query=values["words"] or None),
        states=[STATES[values["state"]]] if values["state"] else (),
        priorities=[Priority(values["priority"])] if values["priority"] else (),
        order=order,
        number=asked.page,
    )
    counts = await house.queries.counts(actor)
    chips = [("", _("Perlu dikerjakan"), sum(counts.get(one, 0) for one in _AT_WORK))]
    chips += [(str(one), wording.status(one), counts.get(one, 0)) for one in UNIT_STATUSES]
    kept = {name: value for name, value in values.items() if name != "status"}
    context = {
        "cases": await rows(house, wording, load),
        "chips": [
            {
                "label": wording.say(name),
                "href": address(INBOX.path, kept | {"status": one}),
                "current": one == status,
                "count": count,
            }
            for one, name, count in chips
        ],
        "filter_action": INBOX.path,
        "values": values | {"sort": values["sort"] or "due"},
        "topics": topic_options(wording),
        "states": state_options(wording),
        "priorities": priority_options(wording),
        "sorts": [{"value": value, "label": wording.say(name)} for value, name in SORTS.items()],
        **paging(wording, load, INBOX.path, values),
    }
    return await office_page(request, "office/inbox.html", INBOX, context, messages=_done(request, asked))


@get(SEARCH.path, name="office.search", guards=[one_of(*SEARCH.roles)], include_in_schema=False)
async def search(request: Request[Any, Any, Any]) -> Response[str]:
    """By code or by words; only what the officer may see is found."""
    house, asked, wording = house_of(request), Asked(request), await wording_of(request)
    values = {
        "words": asked.text("words"),
        "status": asked.choice("status", tuple(Status)),
        "unit": asked.choice("unit", wording.region.unit),
        "topic": asked.choice("topic", wording.region.topic),
        "priority": asked.choice("priority", PRESSING),
    }
    context: dict[str, Any] = {
        "asked": any(values.values()),
        "values": values,
        "filter_action": SEARCH.path,
        "statuses": status_options(wording, Status),
        "units": [{"value": unit.code, "label": unit.name} for unit in wording.region.units if unit.accepts],
        "topics": topic_options(wording),
        "priorities": priority_options(wording),
        "cases": [],
    }
    if context["asked"]:
        load = await Caseload(house.database, house.clock).page(
            visitor_of(request).actor,
            Filter(
                statuses=status_filter(values["status"]),
                unit=values["unit"] or None,
                topic=values["topic"] or None,
                query=values["words"] or None,
            ),
            priorities=[Priority(values["priority"])] if values["priority"] else (),
            order="newest",
            number=asked.page,
        )
        context |= {"cases": await rows(house, wording, load), "total": load.total}
        context |= paging(wording, load, SEARCH.path, values)
    return await office_page(request, "office/search.html", SEARCH, context)


@get(NOTICES.path, name="office.notices", guards=[signed_in], include_in_schema=False)
async def notices(request: Request[Any, Any, Any]) -> Response[str]:
    house, visitor = house_of(request), visitor_of(request)
    region = await house.region.current()
    items = await house.inbox.items(visitor.actor, region, language=visitor.language)
    context = {
        "items": items,
        "unread": sum(item.unread for item in items),
        # The moment of the newest one shown: what arrives while the page is read stays unread.
        "until": items[0].at.isoformat() if items else "",
        "action": NOTICES.path,
    }
    return await office_page(request, "office/notices.html", NOTICES, context)


@post(NOTICES.path, name="office.notices.read", guards=[signed_in], include_in_schema=False)
async def notices_read(request: Request[Any, Any, Any]) -> Redirect:
    from_form = (await request.form()).get("until", "")
    house = house_of(request)
    until = _instant(from_form if isinstance(from_form, str) else "") or house.clock.now()
    await house.inbox.mark_read(visitor_of(request).actor, min(until, house.clock.now()))
    return Redirect(NOTICES.path, status_code=303)


def _instant(written: str) -> datetime | None:
    """A UTC instant as a form gave it back; None where it is none."""
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None


def _done(request: Request[Any, Any, Any], asked: Asked) -> list[dict[str, str]]:
    """What the move that led back here has brought about."""
    if asked.done not in BY_SLUG:
        return []
    return [{"kind": "done", "text": say(visitor_of(request).language, FORMS[BY_SLUG[asked.done]].done)}]


HANDLERS: list[HTTPRouteHandler] = [
    *(office_home, inbox, search, notices, notices_read),
    *triage_desk.HANDLERS,
    *triage_bulk.HANDLERS,
    *triage_group.HANDLERS,
    *outside.HANDLERS,
    *office_case.HANDLERS,
    *preview.HANDLERS,
    *office_why.HANDLERS,
    *office_move.HANDLERS,
    *office_danger.HANDLERS,
    *office_filing.HANDLERS,
]
