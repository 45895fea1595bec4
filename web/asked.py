"""What a unit is asked by others: the list, one question with what has to be known for it, and the answer."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.exchanges import Passes, UnitAsk
from complaints.exchanges import passes as counted
from complaints.report import said
from complaints.ticket import show
from complaints.unit_questions import AskedCase, Put, Question, UnitQuestions
from complaints.views import Case
from complaints.visibility import Sight, sight
from foundation.errors import Invalid, NotFound, ServiceError
from foundation.language import mark as _
from people.actor import Actor, Role
from sla.clocks import ClockState
from web.errors import status_of
from web.forms import posted
from web.house import House
from web.office_frame import ASKED, narrowed, office_page, wording_of
from web.outside_links import link_part
from web.promise_notes import hour, last_day
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.wording import DUE_STATE, Wording

ONE = ASKED.path + "/{complaint_id:uuid}"
_GUARD = [one_of(*ASKED.roles)]
_MISSING = _("Tuliskan jawaban unit Anda.")
_DONE = {"jawab": _("Jawaban sudah disampaikan kepada unit yang bertanya.")}
_ANSWERED = _("Pertanyaan ini sudah berakhir")
_SOON = timedelta(days=1)
_ENDED = {
    "answered": _("Sudah dijawab"),
    "late": _("Dijawab terlambat"),
    "dropped": _("Tidak perlu dijawab lagi"),
}


@get(ASKED.path, name="office.asked", guards=_GUARD, include_in_schema=False)
async def asked_list(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    found = await _questions(house).put_to(_actor(request), house.clock.now())
    done = _DONE.get(request.query_params.get("berhasil", ""))
    context = {
        "waiting": [_line(wording, one) for one in found if one.ask.ended_at is None],
        "ended": [_line(wording, one) for one in found if one.ask.ended_at is not None],
    }
    messages = [{"kind": "done", "text": wording.say(done)}] if done else []
    return await office_page(request, "office/asked.html", ASKED, context, messages=messages)


@get(ONE, name="office.asked.case", guards=_GUARD, include_in_schema=False)
async def asked_case(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[Any]:
    house, actor = house_of(request), _actor(request)
    try:
        case = await _questions(house).case(actor, complaint_id)
    except NotFound:
        # A notice of a missed answer leads whoever asked here as well: theirs is the case itself.
        await house.queries.case(visitor_of(request).actor, complaint_id)
        return Redirect(f"/kantor/aduan/{complaint_id}", status_code=303)
    return await _page(request, case, {}, {}, 200)


@post(ONE + "/{ask_id:uuid}", name="office.asked.answer", guards=_GUARD, include_in_schema=False)
async def answer(
    request: Request[Any, Any, Any], complaint_id: FromPath[UUID], ask_id: FromPath[UUID]
) -> Response[Any]:
    house, actor, form = house_of(request), _actor(request), await posted(request)
    case = await _questions(house).case(actor, complaint_id)
    if all(one.ask.id != ask_id for one in case.questions):
        raise NotFound()
    try:
        words = said(form.raw.get("words"), field="words", missing=_MISSING)
        cause = f"office:{form.key or uuid4()}:{house.keys.mac('office.asked', words.text.encode()).hex()[:16]}"
        await house.handling.handle(c.Order(complaint_id, c.AnswerUnit(ask_id, words), cause), actor)
    except ServiceError as error:
        faults = (error.fields if isinstance(error, Invalid) else {}) or {"": error.sentence}
        values = {f"words-{ask_id}": form.values.get("words", "")}
        named = {f"words-{ask_id}" if name == "words" else name: fault for name, fault in faults.items()}
        case = await _questions(house).case(actor, complaint_id)
        return await _page(request, case, values, named, int(status_of(error)))
    return Redirect(f"{ASKED.path}?berhasil=jawab", status_code=303)


def _questions(house: House) -> UnitQuestions:
    return UnitQuestions(house.database, house.queries)


def _actor(request: Request[Any, Any, Any]) -> Actor:
    return narrowed(visitor_of(request).actor, *ASKED.roles)


async def _page(
    request: Request[Any, Any, Any], case: AskedCase, values: Mapping[str, str], faults: Mapping[str, str], status: int
) -> Response[str]:
    wording = await wording_of(request)
    complaint, actor = case.complaint, visitor_of(request).actor
    asking = next((wording.unit(one.ask.by_unit) for one in case.questions if one.ask.ended_at is None), "")
    readable = case.report is not None
    point = case.place is not None and case.place.latitude is not None
    context = {
        "code": show(complaint.code),
        "title": wording.say(_("{unit} membutuhkan keterangan Anda"), unit=asking)
        if asking
        else wording.say(_ANSWERED),
        "report": case.report or "",
        "why_not": "" if readable else _why_not(wording, case),
        "topic": wording.topic(complaint.topic) if readable else "",
        "place": wording.place(case.place, complaint.area) if readable else "",
        "map_href": f"https://www.openstreetmap.org/?mlat={case.place.latitude}&mlon={case.place.longitude}#map=17/{case.place.latitude}/{case.place.longitude}"
        if point and case.place
        else "",
        "questions": [
            ask_words(wording, one)
            | {"action": f"{ASKED.path}/{complaint.id}/{one.ask.id}", "field": f"words-{one.ask.id}"}
            for one in sorted(case.questions, key=lambda one: (one.ask.ended_at is not None, one.ask.due))
        ],
        "case_href": f"/kantor/aduan/{complaint.id}" if sight(actor, complaint.id, complaint) > Sight.NOTHING else "",
        "key": uuid4(),
        "values": values,
        "kept": [
            values[f"words-{one.ask.id}"]
            for one in case.questions
            if one.ask.ended_at is not None and values.get(f"words-{one.ask.id}", "").strip()
        ],
        "errors": {name: say(wording.language, words) for name, words in faults.items()},
    }
    return await office_page(request, "office/asked_case.html", ASKED, context, status=status)


def _why_not(wording: Wording, case: AskedCase) -> str:
    """Why the report is not there: it is secret, or nothing has to be answered any more."""
    if case.complaint.withheld:
        return wording.say(_("Laporannya rahasia, jadi hanya pertanyaannya yang ditunjukkan."))
    if all(one.ask.ended_at for one in case.questions):
        return wording.say(_("Isi laporan hanya ditunjukkan selama jawaban unit Anda ditunggu."))
    return wording.say(_("Isi laporan ini sudah dihapus."))


def _line(wording: Wording, one: Put) -> dict[str, Any]:
    return standing(wording, one.ask) | {
        "href": f"{ASKED.path}/{one.complaint_id}",
        "code": show(one.code),
        "title": wording.title(one.report) if one.report else wording.say(_("Pertanyaan tentang satu aduan")),
    }


def standing(wording: Wording, ask: UnitAsk) -> dict[str, Any]:
    """How a question stands: who asked whom, by when, and whether that was kept."""
    state = ClockState.LATE if ask.late(wording.now) else ClockState.ON_TIME
    near = ask.warn_at is not None and wording.now >= ask.warn_at
    if state is ClockState.ON_TIME and (near or ask.due - wording.now < _SOON) and ask.ended_at is None:
        state = ClockState.NEAR
    ended = ""
    if ask.answered_at is not None:
        ended = "late" if ask.answered_at > ask.due else "answered"
    elif ask.ended_at is not None:
        ended = "dropped"
    return {
        "id": str(ask.id),
        "unit": wording.unit(ask.unit),
        "by": wording.unit(ask.by_unit),
        "asked_at": ask.asked_at,
        "due": ask.due,
        "due_on": last_day(wording, ask.due),
        "due_hour": hour(wording, ask.due),
        "due_state": "" if ended else DUE_STATE[state],
        "ended_at": ask.ended_at,
        "answered_at": ask.answered_at,
        "ended": ended,
        "ended_label": wording.say(_ENDED[ended]) if ended else "",
        "ended_tone": {"answered": "done", "late": "problem"}.get(ended, "stopped"),
    }


def ask_words(wording: Wording, one: Question) -> dict[str, Any]:
    """A question with its words, as parts/asks.html draws it."""
    erased = wording.say(_("Isi tulisan ini sudah dihapus."))
    return standing(wording, one.ask) | {
        "question": one.question or erased,
        "answer": (one.answer or erased) if one.ask.answered_at else "",
    }


async def asks_of(house: House, wording: Wording, complaint: Complaint) -> list[dict[str, Any]]:
    """The questions of a case for the page of those who work on it: parts/asks.html draws them."""
    if not complaint.asks:
        return []
    known: Sequence[Question] = await _questions(house).of(complaint.id)
    ordered = sorted(known, key=lambda one: (one.ask.ended_at is not None, one.ask.due))
    return [ask_words(wording, one) for one in ordered]


def passes(complaint: Complaint) -> Passes:
    """Who had the case in turn, how often it was handed over, and how often it came to somebody who had it before."""
    return counted(complaint.owners)


def passes_words(wording: Wording, complaint: Complaint) -> str:
    """That a case goes to and fro, in a sentence; empty for one that has been handed over once at most."""
    told = passes(complaint)
    if told.handed_over < 2 and not told.again:
        return ""
    names = [
        wording.body(owner.removeprefix("out:")) if owner.startswith("out:") else wording.unit(owner)
        for owner in told.owners
    ]
    words = _("Sudah {times} kali berpindah: {names}.")
    return wording.say(words, times=told.handed_over, names=" → ".join(names))


async def asking(house: House, actor: Actor, case: Case, wording: Wording) -> dict[str, Any]:
    """What office/asking.html tells on the page of a case, for each who may know it."""
    complaint = case.complaint
    hands_out = actor.holds_role(Role.COORDINATOR) and not complaint.restricted
    return {
        "asks": await asks_of(house, wording, complaint) if case.sight >= Sight.WORDS else [],
        "passes": passes_words(wording, complaint),
        "outside_link": await link_part(house, wording, complaint) if hands_out else None,
    }


HANDLERS: list[HTTPRouteHandler] = [asked_list, asked_case, answer]
