"""The clear ones: reports whose suggestion is at least as sure as asked for, forwarded together, each on its own."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler

from complaints import commands as c
from complaints.kinds import Kind, Priority, Status
from complaints.ticket import show
from complaints.views import Case
from foundation.errors import NotFound, ServiceError
from foundation.language import Sentence
from foundation.language import mark as _
from people.actor import Actor
from sla.triage_queue import TriageQueue
from web.case_rows import Asked, address
from web.forms import Posted, posted
from web.house import House
from web.office_case import reading_of
from web.office_frame import TRIAGE, narrowed, office_page, wording_of
from web.rendering import say
from web.suggestion import Choice, suggestion_of
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

PATH = f"{TRIAGE.path}/jelas"
LOOKED_AT = 200
"""So many reports are looked at, the most pressing first; those that follow come up once these are gone."""
LEVELS = {"95": 0.95, "90": 0.9, "80": 0.8}
"""How sure a suggestion must be, as an address says it and as a share."""

_ORDINARY = (Kind.ORDINARY, Kind.SUGGESTION, Kind.INFORMATION)
_GONE = _("Tidak diteruskan: aduan ini tidak lagi menunggu di sini.")
_UNCLEAR = _("Tidak diteruskan: perlu diperiksa sendiri, karena keadaannya atau sarannya sudah berubah.")


class Clear(NamedTuple):
    """A report that may be forwarded without being opened first."""

    case: Case
    choice: Choice


class Result(NamedTuple):
    """What became of one of those chosen."""

    code: str
    href: str
    words: str
    done: bool


@get(PATH, name="office.clear", guards=[one_of(*TRIAGE.roles)], include_in_schema=False)
async def clear_page(request: Request[Any, Any, Any]) -> Response[str]:
    return await _drawn(request, Asked(request).choice("tingkat", LEVELS) or "95")


@post(PATH, name="office.clear.send", guards=[one_of(*TRIAGE.roles)], include_in_schema=False)
async def clear_send(request: Request[Any, Any, Any]) -> Response[str]:
    """Forward those chosen: in one go, and where one of them stands in the way, one by one."""
    house, actor = house_of(request), narrowed(visitor_of(request).actor, *TRIAGE.roles)
    form, wording = await posted(request), await wording_of(request)
    level = form.values.get("tingkat", "")
    orders: list[tuple[c.Order, Clear]] = []
    results: list[Result] = []
    for complaint_id in chosen(form):
        found = await _still_clear(house, wording, actor, complaint_id, LEVELS.get(level, 1.0), form)
        if isinstance(found, Result):
            results.append(found)
        else:
            orders.append((_order(complaint_id, form), found))
    results += await _forwarded(house, wording, actor, orders)
    return await _drawn(request, level if level in LEVELS else "95", results)


async def _drawn(request: Request[Any, Any, Any], level: str, results: Sequence[Result] = ()) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    actor = narrowed(visitor_of(request).actor, *TRIAGE.roles)
    found, looked_at, total = await _clear_ones(house, wording, actor, LEVELS[level])
    context = {
        "cases": [_row(wording, one) for one in found],
        "results": results,
        "done": sum(one.done for one in results),
        "looked_at": looked_at,
        "total": total,
        "level": level,
        "levels": [
            {"label": f"{name}%", "href": address(PATH, {"tingkat": name}), "current": name == level} for name in LEVELS
        ],
        "all": Asked(request).text("pilih") == "semua" and request.method == "GET",
        "all_href": address(PATH, {"tingkat": level, "pilih": "semua"}),
        "action": PATH,
        "back": TRIAGE.path,
        "key": uuid4(),
    }
    return await office_page(request, "office/clear.html", TRIAGE, context)


async def _clear_ones(house: House, wording: Wording, actor: Actor, level: float) -> tuple[list[Clear], int, int]:
    """The clear ones of those looked at, how many those were, and how many wait in all."""
    load = await TriageQueue(house.database, house.clock).page(actor, Status.SUBMITTED, size=LOOKED_AT)
    # What was unclear when it came is looked at by itself.
    sure = [
        line.id
        for line in (loaded.line for loaded in load.cases)
        if line.suggested_share is None or (line.suggested_share >= level and line.suggested_unit is not None)
    ]
    found = []
    for case in await house.queries.cases(actor, sure):
        clear = await clear_of(house, wording, actor, case, level)
        if clear is not None:
            found.append(clear)
    return found, len(load.cases), load.total


async def clear_of(house: House, wording: Wording, actor: Actor, case: Case, level: float) -> Clear | None:
    """The report with its suggestion, unless anything about it has to be looked at by itself."""
    complaint = case.complaint
    if complaint.status is not Status.SUBMITTED or complaint.withheld or complaint.about_unit or complaint.sent_back:
        return None
    if complaint.suspicion is not None:
        return None
    if complaint.kind not in _ORDINARY or complaint.priority is Priority.DANGER:
        return None
    reading = await reading_of(house, actor, case)
    suggestion = suggestion_of(wording, case, reading) if reading else None
    first = suggestion.first if suggestion else None
    if reading is None or suggestion is None or first is None or not suggestion.clear or reading.share < level:
        return None
    if suggestion.before or not _agrees(wording, first):
        return None
    return Clear(case, first)


def _agrees(wording: Wording, choice: Choice) -> bool:
    """Whether the topic is one that this unit answers, and that needs no care of its own."""
    rule = wording.region.rules.topics.get(choice.topic)
    return rule is None or (rule.unit == choice.unit and not rule.sensitive and rule.kind in (None, *_ORDINARY))


def _row(wording: Wording, clear: Clear) -> dict[str, Any]:
    complaint, choice = clear.case.complaint, clear.choice
    return {
        "id": str(complaint.id),
        "code": show(complaint.code),
        "href": f"{TRIAGE.path}?aduan={complaint.id}",
        "title": wording.title(clear.case.told),
        "words": clear.case.told,
        "unit": choice.unit,
        "unit_name": choice.name,
        "topic": choice.topic,
        "topic_name": wording.topic(choice.topic),
        "share": choice.share,
        "version": complaint.version,
        "filed_at": complaint.received_at,
    }


def chosen(form: Posted) -> list[UUID]:
    """The reports whose boxes were ticked, in the order of the page."""
    found = []
    for name, value in form.values.items():
        if name.startswith("pilih-") and value:
            try:
                found.append(UUID(name.removeprefix("pilih-")))
            except ValueError:
                continue
    return found[:LOOKED_AT]


async def _still_clear(
    house: House, wording: Wording, actor: Actor, complaint_id: UUID, level: float, form: Posted
) -> Clear | Result:
    """The report as it is now; what was shown must still be what is suggested."""
    try:
        case = await house.queries.case(actor, complaint_id)
    except NotFound:
        return Result("", "", wording.say(_GONE), False)
    if _cause(form, complaint_id) in case.complaint.causes:
        return _told(wording, case.complaint.code, complaint_id, case.complaint.unit or "")
    clear = await clear_of(house, wording, actor, case, level)
    if clear is None or clear.choice.unit != form.values.get(f"unit-{complaint_id}"):
        words = _UNCLEAR if case.complaint.status is Status.SUBMITTED else _GONE
        return Result(show(case.complaint.code), f"/kantor/aduan/{complaint_id}", wording.say(words), False)
    return clear


def _cause(form: Posted, complaint_id: UUID) -> str:
    return f"office:{form.key or uuid4()}:{complaint_id}:clear"


def _order(complaint_id: UUID, form: Posted) -> c.Order:
    value = form.values.get
    seen = value(f"version-{complaint_id}", "")
    command = c.Forward(value(f"unit-{complaint_id}", ""), value(f"topic-{complaint_id}") or None)
    held = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    return c.Order(complaint_id, command, _cause(form, complaint_id), seen=held)


async def _forwarded(
    house: House, wording: Wording, actor: Actor, orders: Sequence[tuple[c.Order, Clear]]
) -> list[Result]:
    """What became of each."""
    faults = await carried_out(house, actor, [order for order, _clear in orders])
    results = []
    for order, clear in orders:
        code, fault = clear.case.complaint.code, faults.get(order.complaint_id)
        if fault is None:
            results.append(_told(wording, code, order.complaint_id, clear.choice.unit))
        else:
            results.append(refused(wording, code, order.complaint_id, _("Tidak diteruskan: {why}"), fault))
    return results


async def carried_out(house: House, actor: Actor, orders: Sequence[c.Order]) -> dict[UUID, ServiceError]:
    """Those of the orders that were refused, with the reason.

    All in one transaction; a page happens whole or not at all, so where it is refused each is tried by itself.
    """
    faults: dict[UUID, ServiceError] = {}
    if not orders:
        return faults
    try:
        await house.handling.handle_many([(order, actor) for order in orders])
        return faults
    except ServiceError:
        pass
    for order in orders:
        try:
            await house.handling.handle(order, actor)
        except ServiceError as error:
            faults[order.complaint_id] = error
    return faults


def refused(wording: Wording, code: str, complaint_id: UUID, words: str, fault: ServiceError) -> Result:
    told = say(wording.language, Sentence(words, why=fault.sentence))
    return Result(show(code), f"/kantor/aduan/{complaint_id}", told, False)


def _told(wording: Wording, code: str, complaint_id: UUID, unit: str) -> Result:
    words = wording.say(_("Diteruskan ke {unit}"), unit=wording.unit(unit))
    return Result(show(code), f"/kantor/aduan/{complaint_id}", words, True)


HANDLERS: list[HTTPRouteHandler] = [clear_page, clear_send]
