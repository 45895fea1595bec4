"""The coordinator's desk: the queue and one open report, with what speaks for whom and one press for each decision."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID, uuid4

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints import events as e
from complaints.kinds import Kind, Priority, Status, Visibility
from complaints.labels import PRIORITY, SUSPICION
from complaints.openness import is_published
from complaints.reviewing import unreviewed
from complaints.ticket import show
from complaints.views import Case, Filter
from foundation.errors import NotFound
from foundation.language import mark as _
from people.actor import Actor
from routing.near_reports import Near
from sla.caseload import Caseload, Load, LoadedCase
from sla.triage_queue import LOOKED_AT as STATUSES
from sla.triage_queue import MOST, TriageCounts, TriageQueue
from web.case_rows import PRESSING, STATES, Asked, address, card, paging
from web.forms import uuid_of
from web.headers import allowing
from web.house import House
from web.move_form import Desk
from web.moves import BY_SLUG, FORMS, moves
from web.near_words import NearGroup, near_words
from web.office_case import desk_of, photo_url, reading_of, transcribing
from web.office_clocks import Clock, clocks
from web.office_frame import TRIAGE, narrowed, office_page, wording_of
from web.promised import reasons
from web.suggestion import SuggestionWords, suggestion_of
from web.transcripts import heard
from web.triage_place import small_map
from web.triage_search import PATH as SEARCH
from web.triage_steps import KEYS, first_step, steps_of
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

QUEUE_SIZE = 20
MOST_NEAR = 50
SUSPECTED = "diduga"
"""The part of those that wait which a program may have sent, as an address asks for it."""

_TOLD = {
    "bagi": _("Laporan sudah dibagi. Pelapor membuka semua bagiannya dengan kode ini."),
    "pengawasan": _("Laporan sudah beralih ke jalur pengawasan; hanya yang memeriksanya yang dapat membacanya."),
}
"""What was done from the desk by something else than a move's own form."""

_TRIAGE_CLOCKS = ("verifikasi", "penerusan-kembali", "kelengkapan")


class View(NamedTuple):
    """Which part of the queue is looked at."""

    status: str
    state: str
    page: int
    suspected: bool = False

    @property
    def asked(self) -> dict[str, str]:
        """As an address asks for it."""
        status = "" if self.status == Status.SUBMITTED else self.status
        return {"status": status, "state": SUSPECTED if self.suspected else self.state}

    def href(self, complaint_id: UUID | None = None, **more: str) -> str:
        asked = self.asked | {"aduan": str(complaint_id or "")} | more
        return address(TRIAGE.path, asked, self.page)


@get(TRIAGE.path, name="office.triage", guards=[one_of(*TRIAGE.roles)], include_in_schema=False)
async def triage(request: Request[Any, Any, Any]) -> Response[str]:
    house, asked, wording = house_of(request), Asked(request), await wording_of(request)
    actor, view = narrowed(visitor_of(request).actor, *TRIAGE.roles), _view(asked)
    counts = await TriageQueue(house.database, house.clock).counts(actor)
    load = await _load(house, actor, view, counts)
    chosen = uuid_of(asked.text("aduan", 40))
    case = await _opened(house, actor, load, chosen)
    context: dict[str, Any] = {
        "queue": [_line(wording, view, loaded, case) for loaded in load.cases],
        "chips": _chips(wording, counts, view),
        "total": load.total,
        "done": (done := await _done(house, wording, actor, asked)),
        "elsewhere": None if done else await _elsewhere(house, wording, actor, chosen, case),
        "open": None,
        "clear_href": f"{TRIAGE.path}/jelas",
        "photos_kept": [],
        "keys": [(one, wording.say(what)) for one, what in KEYS],
        "officer_id": str(actor.person or ""),
        "tiles": house.tiles,
        **paging(wording, load, TRIAGE.path, view.asked),
    }
    if case is not None:
        context |= await _open_case(request, case, view, load, asked)
    answer = await office_page(request, "office/triage.html", TRIAGE, context)
    answer.headers.update(allowing(house.tiles.origin))
    return answer


def onward(values: Mapping[str, str], move: str, complaint_id: UUID) -> str:
    """The desk again after a move made from it: the next report stands open, the one just done is named."""
    asked = {name: values.get(name, "") for name in ("status", "state")}
    following = uuid_of(values.get("next", ""))
    page = values.get("page", "")
    done = "pengawasan" if move == "klasifikasi" and values.get("kind") == Kind.OVERSIGHT else move
    told = {"aduan": str(following or ""), "berhasil": done, "atas": str(complaint_id)}
    return address(TRIAGE.path, asked | told, int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1)


def _view(asked: Asked) -> View:
    status = asked.choice("status", STATUSES) or str(Status.SUBMITTED)
    state = asked.choice("state", (*STATES, SUSPECTED)) if status == Status.SUBMITTED else ""
    suspected = state == SUSPECTED
    return View(status, "" if suspected else state, asked.page, suspected)


async def _load(house: House, actor: Actor, view: View, counts: TriageCounts) -> Load:
    if not view.suspected:
        state = STATES[view.state] if view.state else None
        queue = TriageQueue(house.database, house.clock)
        total = getattr(counts, view.state or view.status, None)  # of what has time left no count stands above
        return await queue.page(actor, Status(view.status), state, view.page, QUEUE_SIZE, total=total)
    only = Filter(statuses=(view.status,), suspected=True)
    return await Caseload(house.database, house.clock).page(actor, only, number=view.page, size=QUEUE_SIZE)


async def _opened(house: House, actor: Actor, load: Load, chosen: UUID | None) -> Case | None:
    """The report asked for, while triage has something to decide on it; else the first that waits."""
    for complaint_id in ([chosen] if chosen else []) + [one.line.id for one in load.cases]:
        try:
            case = await house.queries.case(actor, complaint_id)
        except NotFound:
            continue
        if case.complaint.status in STATUSES:
            return case
    return None


async def _elsewhere(
    house: House, wording: Wording, actor: Actor, chosen: UUID | None, opened: Case | None
) -> dict[str, str] | None:
    """What is shown of the report asked for where it has left triage, so that nobody takes another one for it."""
    if chosen is None or (opened is not None and opened.complaint.id == chosen):
        return None
    try:
        gone = (await house.queries.case(actor, chosen)).complaint
    except NotFound:
        return None
    return {"code": show(gone.code), "href": f"/kantor/aduan/{gone.id}", "status": wording.status(gone.status)}


def _line(wording: Wording, view: View, loaded: LoadedCase, case: Case | None) -> dict[str, Any]:
    line = loaded.line
    return card(wording, loaded) | {
        "href": f"{view.href(line.id)}#terbuka",
        "current": case is not None and line.id == case.complaint.id,
        "suggested": short_unit(wording, line.suggested_unit),
    }


def short_unit(wording: Wording, code: str | None) -> str:
    known = wording.region.unit.get(code or "")
    return known.short if known and known.accepts else ""


def _chips(wording: Wording, queue: TriageCounts, view: View) -> list[dict[str, Any]]:
    chips: tuple[tuple[dict[str, str], str, int], ...] = (
        ({}, _("Menunggu diperiksa"), queue.submitted),
        ({"state": "near"}, _("Mendekati batas"), queue.near),
        ({"state": "late"}, _("Terlambat"), queue.late),
        ({"state": SUSPECTED}, _("Diduga program"), queue.suspected),
        ({"status": str(Status.RETURNED)}, _("Menunggu dilengkapi"), queue.returned),
        ({"status": str(Status.DISPUTED)}, _("Disanggah"), queue.disputed),
    )
    now = {key: value for key, value in view.asked.items() if value}
    return [
        {
            "label": wording.say(name),
            "href": address(TRIAGE.path, filters),
            "count": f"{wording.number(MOST - 1)}+" if count >= MOST else count,
            "current": filters == now,
        }
        for filters, name, count in chips
    ]


async def _done(house: House, wording: Wording, actor: Actor, asked: Asked) -> dict[str, str] | None:
    """What the move that led back here has brought about, and the case it was made on while it may still be seen."""
    sentence = _TOLD.get(asked.done) or (FORMS[BY_SLUG[asked.done]].done if asked.done in BY_SLUG else "")
    if not sentence:
        return None
    told = {"text": wording.say(sentence), "code": "", "href": "", "to": "", "preview": ""}
    complaint_id = uuid_of(asked.text("atas", 40))
    if complaint_id is None:
        return told
    try:
        complaint = (await house.queries.case(actor, complaint_id)).complaint
    except NotFound:
        return told
    to = wording.unit(complaint.unit) or wording.body(complaint.body)
    href = f"/kantor/aduan/{complaint_id}"
    # What was just accepted may be read by everybody now; its photos wait for somebody to look at them.
    waiting = is_published(complaint) and unreviewed(complaint)
    return told | {
        "code": show(complaint.code),
        "href": href,
        "to": to,
        "preview": f"{href}/pratinjau" if waiting else "",
    }


async def _open_case(
    request: Request[Any, Any, Any], case: Case, view: View, load: Load, asked: Asked
) -> dict[str, Any]:
    house, actor, complaint = house_of(request), visitor_of(request).actor, case.complaint
    reading = await reading_of(house, actor, case)
    desk = await desk_of(request, case, reading)
    wording = desk.wording
    suggestion = suggestion_of(wording, case, reading) if reading else None
    forms = {one["name"]: one for one in moves(desk, actor)}
    steps = steps_of(desk, forms, asked)
    chosen = asked.choice("langkah", tuple(one["name"] for one in steps)) or first_step(
        suggestion, forms, complaint.priority
    )
    before, following = _neighbours(load, complaint.id)
    near = await near_to(house, actor, case, reading.area if reading else None)
    carried = {"back": "triase", "next": str(following or ""), "page": str(view.page) if view.page > 1 else ""}
    return {
        "open": await _case_words(request, case, suggestion),
        "suggestion": suggestion,
        "recordings": heard(wording, case, photo_url(complaint.id)),
        "transcribe": transcribing(case, actor),
        "accept": f"/kantor/aduan/{complaint.id}/teruskan",
        "prepare": view.href(complaint.id),
        # What stands open is what the page expects of the reader now.
        "steps": [one | {"look": ""} if one["name"] == chosen else one for one in steps],
        "open_move": chosen,
        "near": near_words(wording, near, complaint.received_at or wording.now)
        if near and "duplikat" in forms
        else NearGroup(),
        "merge": f"/kantor/aduan/{complaint.id}/duplikat",
        "group_href": f"{TRIAGE.path}/serupa?aduan={complaint.id}",
        "previous_href": f"{view.href(before)}#terbuka" if before else "",
        "next_href": f"{view.href(following)}#terbuka" if following else "",
        "version": complaint.version,
        "key": uuid4(),
        "hidden": carried | view.asked,
        "units": [
            {"name": unit.name, "short": unit.short, "duty": unit.duty}
            for unit in wording.region.units
            if unit.accepts and unit.code != complaint.about_unit
        ],
        "place": small_map(wording.region, case, reading.area if reading else None),
        "standing": _standing(load, complaint.id, view),
        "search": f"{SEARCH}?selain={complaint.id}",
        "emergency_lines": _emergency(desk, suggestion),
        "searching": f"/kantor/cari?{urlencode({'words': wording.title(case.told)[:60]})}"
        if reading and reading.doubt == "about_follow_up"
        else "",
    }


async def near_to(house: House, actor: Actor, case: Case, area: str | None) -> list[Near]:
    """Reports that seem to tell of the same; `area` is where this one seems to be, if it does not say."""
    place = case.place
    return await house.near.like(
        actor,
        case.told,
        area=case.complaint.area or area,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        at=case.complaint.received_at,
        leave_out=case.complaint.id,
        most=MOST_NEAR,
    )


async def _case_words(
    request: Request[Any, Any, Any], case: Case, suggestion: SuggestionWords | None
) -> dict[str, Any]:
    house, wording, complaint = house_of(request), await wording_of(request), case.complaint
    policy = await house.policies.current()
    filed = next((one.event for one in case.entries if isinstance(one.event, e.Filed)), None)
    place = wording.place(case.place, complaint.area)
    priority = complaint.priority if complaint.priority in PRESSING else None
    return {
        "code": show(complaint.code),
        "id": str(complaint.id),
        "href": f"/kantor/aduan/{complaint.id}",
        "title": wording.title(case.told or case.report),
        "words": case.report or wording.say(_("Isi laporan ini sudah dihapus.")),
        "status_label": wording.status(complaint.status),
        "status_tone": wording.tone(complaint.status),
        "visibility_label": ""
        if complaint.visibility is Visibility.PUBLIC
        else wording.visibility(complaint.visibility),
        "priority": str(priority or ""),
        "priority_label": wording.say(PRIORITY[priority]) if priority else "",
        "chosen_topic": wording.topic(filed.topic) if filed else "",
        "kind_label": wording.kind(complaint.kind),
        "place": place or (suggestion.area if suggestion else ""),
        "place_found": bool(not place and suggestion and suggestion.area),
        "about": wording.unit(complaint.about_unit),
        "suspicion": _capital(wording.say(SUSPICION[complaint.suspicion])) if complaint.suspicion else "",
        "filed_at": complaint.received_at,
        "channel_label": wording.channel(complaint.channel),
        "photos": wording.photos(case, photo_url(complaint.id)),
        "clock": _clock(clocks(wording, case, policy.rules, await reasons(house, wording, complaint))),
        "why_base": f"/kantor/aduan/{complaint.id}/mengapa/",
        "danger": complaint.priority is Priority.DANGER or bool(suggestion and suggestion.danger),
    }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _clock(shown: Sequence[Clock]) -> Clock | None:
    """The promise that triage has to keep now."""
    return next((one for one in shown if one.slug in _TRIAGE_CLOCKS and not one.ended), None)


def _neighbours(load: Load, complaint_id: UUID) -> tuple[UUID | None, UUID | None]:
    """The reports before and after this one in the queue; after one that is not in it, the first."""
    ids = [one.line.id for one in load.cases]
    if complaint_id not in ids:
        return None, ids[0] if ids else None
    place = ids.index(complaint_id)
    return ids[place - 1] if place else None, ids[place + 1] if place + 1 < len(ids) else None


def _standing(load: Load, complaint_id: UUID, view: View) -> tuple[int, int]:
    """The how-manieth of how many is looked at; 0 for one that is in another list."""
    ids = [one.line.id for one in load.cases]
    return (load.size * (view.page - 1) + ids.index(complaint_id) + 1 if complaint_id in ids else 0), load.total


def _emergency(desk: Desk, suggestion: SuggestionWords | None) -> list[dict[str, str]]:
    """Whom to call from where it is, for whoever reads of danger here."""
    complaint = desk.complaint
    if complaint.priority is not Priority.DANGER and not (suggestion and suggestion.danger):
        return []
    area = complaint.area or (desk.reading.area if desk.reading else None)
    return [
        {"number": line["number"], "name": line.get("short") or line["name"]}
        for line in desk.region.emergency_for(area, desk.today)
    ]


HANDLERS: list[HTTPRouteHandler] = [triage]
