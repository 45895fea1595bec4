"""The officers' desks: search and notices; triage and the inbox have files of their own."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from competency.training_notices import Note, TrainingNotes
from complaints.kinds import Priority, Status
from complaints.views import Filter
from notices.inbox import InboxItem
from sla.case_search import LOOKED, CaseSearch, Place
from web import (
    case_file,
    inbox,
    office_case,
    office_danger,
    office_drafts,
    office_files,
    office_filing,
    office_move,
    office_notes,
    office_papers,
    office_presence,
    office_why,
    outside,
    preview,
    reply_choices,
    triage_bulk,
    triage_desk,
    triage_group,
    triage_search,
    triage_split,
)
from web.case_rows import (
    PRESSING,
    Asked,
    address,
    counted,
    paging,
    priority_options,
    rows,
    status_filter,
    status_options,
)
from web.forms import uuid_of
from web.office_choices import topic_options
from web.office_frame import NOTICES, SEARCH, home, office_page, wording_of
from web.rendering import say
from web.training_words import page_of, told
from web.visitor import house_of, one_of, signed_in, visitor_of


@get("/kantor", name="office.home", guards=[signed_in], include_in_schema=False)
async def office_home(request: Request[Any, Any, Any]) -> Redirect:
    return Redirect(home(visitor_of(request).actor), status_code=303)


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
        after = _place(asked.text("sebelum"))
        hits = await CaseSearch(house.database, house.clock).page(
            visitor_of(request).actor,
            Filter(
                statuses=status_filter(values["status"]),
                unit=values["unit"] or None,
                topic=values["topic"] or None,
                query=values["words"] or None,
            ),
            priorities=[Priority(values["priority"])] if values["priority"] else (),
            after=after,
            number=asked.page,
        )
        load = hits.load
        context |= {"cases": await rows(house, wording, load), "total": load.total}
        context["total_words"] = counted(wording, load.total, more=load.more)
        context |= paging(wording, load, SEARCH.path, values | {"sebelum": _written(after)})
        context |= {
            "looked_at": LOOKED if hits.older else 0,
            "since": hits.older.received_at if hits.older else None,
            "before": after.received_at if after else None,
            "older_href": address(SEARCH.path, values | {"sebelum": _written(hits.older)}),
            "newest_href": address(SEARCH.path, values),
        }
    return await office_page(request, "office/search.html", SEARCH, context)


def _written(place: Place | None) -> str:
    """A place among all cases as an address says it."""
    return f"{place.received_at.isoformat()}~{place.id}" if place else ""


def _place(written: str) -> Place | None:
    at, _between, id_ = written.partition("~")
    instant, complaint_id = _instant(at), uuid_of(id_)
    return Place(instant, complaint_id) if instant and complaint_id else None


@get(NOTICES.path, name="office.notices", guards=[signed_in], include_in_schema=False)
async def notices(request: Request[Any, Any, Any]) -> Response[str]:
    house, visitor = house_of(request), visitor_of(request)
    region = await house.region.current()
    items = await house.inbox.items(visitor.actor, region, language=visitor.language)
    notes = await TrainingNotes(house.database, house.clock).of(visitor.actor.person) if visitor.actor.person else []
    found = [*(_of_case(one) for one in items), *(_of_training(one, visitor.language) for one in notes)]
    found.sort(key=lambda one: one["at"], reverse=True)
    context = {
        "items": found,
        "unread": sum(one["unread"] for one in found),
        # The moment of the newest one shown: what arrives while the page is read stays unread.
        "until": found[0]["at"].isoformat() if found else "",
        "action": NOTICES.path,
    }
    return await office_page(request, "office/notices.html", NOTICES, context)


def _of_case(item: InboxItem) -> dict[str, Any]:
    place = "ditanya" if item.event.startswith("unit.ask") else "aduan"
    told_of = {"headline": item.headline, "code": item.code, "href": f"/kantor/{place}/{item.complaint_id}"}
    return told_of | {"at": item.at, "unread": item.unread}


def _of_training(note: Note, language: str) -> dict[str, Any]:
    words = say(language, told(note.purpose, note.training))
    return {"headline": words, "code": "", "href": page_of(note.purpose, note.batch), "at": note.at} | {
        "unread": note.unread
    }


@post(NOTICES.path, name="office.notices.read", guards=[signed_in], include_in_schema=False)
async def notices_read(request: Request[Any, Any, Any]) -> Redirect:
    from_form = (await request.form()).get("until", "")
    house = house_of(request)
    until = _instant(from_form if isinstance(from_form, str) else "") or house.clock.now()
    actor, until = visitor_of(request).actor, min(until, house.clock.now())
    await house.inbox.mark_read(actor, until)
    if actor.person is not None:
        await TrainingNotes(house.database, house.clock).read(actor.person, until=until)
    return Redirect(NOTICES.path, status_code=303)


def _instant(written: str) -> datetime | None:
    """A UTC instant as a form gave it back; None where it is none."""
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None


HANDLERS: list[HTTPRouteHandler] = [
    *(office_home, search, notices, notices_read),
    *inbox.HANDLERS,
    *triage_desk.HANDLERS,
    *triage_bulk.HANDLERS,
    *triage_group.HANDLERS,
    *triage_search.HANDLERS,
    *triage_split.HANDLERS,
    *outside.HANDLERS,
    *office_case.HANDLERS,
    *preview.HANDLERS,
    *office_why.HANDLERS,
    *office_files.HANDLERS,
    *case_file.HANDLERS,
    *office_drafts.HANDLERS,
    *office_notes.HANDLERS,
    *office_presence.HANDLERS,
    *office_move.HANDLERS,
    *office_papers.HANDLERS,
    *reply_choices.HANDLERS,
    *office_danger.HANDLERS,
    *office_filing.HANDLERS,
]
