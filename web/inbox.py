"""The inbox of officers and heads: what lies on their desk, by how pressing it is; taken and given in many at once."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from complaints.colleagues import Colleagues
from complaints.sight import HANDLERS as WORKING
from foundation.errors import Invalid
from foundation.language import mark as _
from people.actor import Actor
from people.saved_views import SavedView, SavedViews, first_of, headed
from people.takers import Takers
from sla.desk import MOST, Desk, DeskPage
from sla.desk_changes import written
from sla.desk_filter import Tab
from web import inbox_live, inbox_views
from web.case_rows import Asked, address, priority_options, state_options, status_options
from web.forms import posted
from web.inbox_bulk import carry_out
from web.inbox_filters import PATH, STATUSES, TABS, Inquiry, asks_nothing, inquiry
from web.inbox_rows import capped, desk_row
from web.moves import BY_SLUG, FORMS
from web.office_choices import topic_options
from web.office_frame import INBOX, narrowed, office_page, wording_of
from web.rendering import say
from web.triage_bulk import chosen
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording, options


@get(PATH, name="office.inbox", guards=[one_of(*INBOX.roles)], include_in_schema=False)
async def inbox(request: Request[Any, Any, Any]) -> Response[Any]:
    house, asked = house_of(request), Asked(request)
    actor = narrowed(visitor_of(request).actor, *INBOX.roles)
    kept = await SavedViews(house.database, house.clock).of(actor)
    if asks_nothing(request.query_params):
        first = first_of(kept)
        if first is not None and first.query:
            done = f"&berhasil={asked.done}" if asked.done in BY_SLUG else ""
            return Redirect(f"{PATH}?{first.query}&tampilan={first.id}{done}", status_code=303)
    return await drawn(request, messages=_done(request, asked), kept=kept)


@post(PATH, name="office.inbox.many", guards=[one_of(*INBOX.roles)], include_in_schema=False)
async def many(request: Request[Any, Any, Any]) -> Response[Any]:
    """Take or give those chosen, and the list as it is afterwards; the address keeps its filters."""
    house, wording = house_of(request), await wording_of(request)
    actor = narrowed(visitor_of(request).actor, *INBOX.roles)
    form = await posted(request)
    outcome = await carry_out(house, wording, actor, form)
    back = {"ticked": {str(one) for one in chosen(form)}, "taker": form.values.get("petugas", "")}
    more = outcome._asdict() | (back if outcome.fault else {})
    return await drawn(request, more, status=422 if outcome.fault else 200)


@post(f"{PATH}/tampilan", name="office.inbox.views", guards=[one_of(*INBOX.roles)], include_in_schema=False)
async def views(request: Request[Any, Any, Any]) -> Response[Any]:
    """Keep, change or remove a view; a name that cannot be kept comes back as it was typed."""
    form = await posted(request)
    try:
        return Redirect(await inbox_views.changed(request, form), status_code=303)
    except Invalid as error:
        more = {"unkept": inbox_views.returned(request, form, error)}
        return await drawn(request, more, status=422, filters=inbox_views.filters(form))


@get(f"{PATH}/hitungan", name="office.inbox.counts", guards=[one_of(*INBOX.roles)], include_in_schema=False)
async def counts(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """The numbers of the page and of the menu as they are now."""
    house, wording = house_of(request), await wording_of(request)
    actor = narrowed(visitor_of(request).actor, *INBOX.roles)
    desk, wanted = Desk(house.database, house.clock), inquiry(request.query_params, wording, actor).wanted(wording)
    found = await desk.counts(actor, wanted)
    new = await desk.new(actor)
    told = {str(tab): capped(wording, count) for tab, count in found.items()}
    body = {"daftar": told, "menu": capped(wording, new) if new else ""}
    return Response(body, headers={"Cache-Control": "no-store"})


async def drawn(
    request: Request[Any, Any, Any],
    more: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    messages: Sequence[Mapping[str, str]] = (),
    filters: Mapping[str, str] | None = None,
    kept: Sequence[SavedView] | None = None,
) -> Response[str]:
    """The page; `more` is what the form on it has brought about. `filters` stand in for those of the address.

    `kept` are the officer's views, where they were read already.
    """
    house, wording = house_of(request), await wording_of(request)
    actor = narrowed(visitor_of(request).actor, *INBOX.roles)
    asked = inquiry(request.query_params if filters is None else filters, wording, actor)
    desk, wanted = Desk(house.database, house.clock), asked.wanted(wording)
    page, found = await desk.look(actor, wanted, Asked(request).page)
    colleagues = await Takers(house.database, house.clock).of(actor.reach(*WORKING), *INBOX.roles)
    takers = (one.loaded.line.taken_by for one in page.cases)
    names = await Colleagues(house.database, house.clock).names(one for one in takers if one is not None)
    policy = await house.policies.current()
    if kept is None:
        kept = await SavedViews(house.database, house.clock).of(actor)
    context = {
        "cases": [desk_row(wording, policy, names, case, actor) for case in page.cases],
        "tabs": _tabs(wording, asked, found),
        "views": [_view(wording, asked, view) for view in kept],
        "ticked": (),
        "taker": "",
        "unkept": inbox_views.UNKEPT,
        "headed": [{"value": code, "label": wording.unit(code)} for code in sorted(headed(actor))],
        "asked": asked,
        "values": asked.values,
        "statuses": status_options(wording, STATUSES),
        "topics": topic_options(wording),
        "areas": options((area.code, area.name) for area in wording.region.areas if area.parent is None),
        "states": state_options(wording),
        "priorities": priority_options(wording),
        "units": _units(wording, actor),
        "colleagues": _people(wording, colleagues, actor),
        "key": uuid4(),
        "here_address": asked.address(page.number),
        "filter_action": PATH,
        "search_all": address("/kantor/cari", {"words": asked.values["words"]}),
        "live": inbox_live.address_of(asked, page, written(wording.now)),
        "counts_address": address(f"{PATH}/hitungan", {"unit": asked.values["unit"]}),
        "many": page.more,
        **_paging(wording, asked, page),
        **(more or {}),
    }
    return await office_page(request, "office/inbox.html", INBOX, context, status=status, messages=messages)


def _tabs(wording: Wording, asked: Inquiry, found: Mapping[Tab, int]) -> list[dict[str, Any]]:
    """Each leads to all of its own; of the other filters only the unit is kept, as in the numbers."""
    return [
        {
            "name": str(tab),
            "label": wording.say(label),
            "href": address(PATH, {"daftar": str(tab), "unit": asked.values["unit"]}),
            "current": tab is asked.tab and not asked.values["status"],
            "count": capped(wording, found[tab]),
        }
        for tab, label in TABS.items()
    ]


def _view(wording: Wording, asked: Inquiry, view: SavedView) -> dict[str, Any]:
    return {
        "id": str(view.id),
        "name": view.name,
        "unit": wording.unit(view.unit),
        "href": f"{PATH}?{view.query}&tampilan={view.id}",
        "current": view.query == asked.query,
        "first": view.first,
        "own": view.own,
    }


def _units(wording: Wording, actor: Actor) -> list[dict[str, str]]:
    """Whose desks these are, where they are several."""
    reach = actor.reach(*WORKING)
    found = [{"value": unit.code, "label": unit.name} for unit in wording.region.units if unit.code in reach]
    return found if len(found) > 1 else []


def _people(wording: Wording, colleagues: Sequence[Any], actor: Actor) -> list[dict[str, Any]]:
    """To whom a case may be given, by unit where there are several."""
    groups: dict[str, list[dict[str, str]]] = {}
    for one in colleagues:
        name = f"{one.name} ({wording.say(_ME)})" if one.id == actor.person else one.name
        groups.setdefault(one.unit, []).append({"value": str(one.id), "label": name})
    if len(groups) == 1:
        return next(iter(groups.values()))
    return [{"label": wording.unit(unit), "options": people} for unit, people in groups.items()]


def _paging(wording: Wording, asked: Inquiry, page: DeskPage) -> dict[str, str]:
    first = (page.number - 1) * page.size + 1
    last = first + len(page.cases) - 1
    total = capped(wording, page.total) if page.total >= MOST or not page.more else f"{wording.number(page.total)}+"
    return {
        "previous": asked.address(page.number - 1) if page.number > 1 else "",
        "next": asked.address(page.number + 1) if page.number < page.pages else "",
        "page_words": wording.say(_WHERE, first=first, last=last, total=total) if page.cases else "",
    }


def _done(request: Request[Any, Any, Any], asked: Asked) -> list[dict[str, str]]:
    """What the move that led back here has brought about."""
    words = FORMS[BY_SLUG[asked.done]].done if asked.done in BY_SLUG else inbox_views.DONE.get(asked.done, "")
    return [{"kind": "done", "text": say(visitor_of(request).language, words)}] if words else []


_ME = _("Anda")
_WHERE = _("{first}–{last} dari {total}")

HANDLERS: list[HTTPRouteHandler] = [inbox, many, views, counts, *inbox_live.HANDLERS]
