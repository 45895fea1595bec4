"""What was sent to bodies outside: to whom, when, answered or silent, and the answer written down when it comes."""

from typing import Any
from uuid import uuid4

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints import commands as c
from complaints.outside import STATES, Outside, Sent, State
from complaints.outside_links import Link, OutsideLinks
from complaints.ticket import show
from foundation.language import mark as _
from people.actor import Actor, Role
from sla.body_figures import body_figures
from sla.silence import BodyFigures, silent_before, working_days
from sla.survival import Quantile
from web.case_rows import Asked, Shown, address, counted, turning
from web.house import House
from web.moves import BY_SLUG, FORMS
from web.office_choices import grouped
from web.office_frame import OUTSIDE, narrowed, office_page, wording_of
from web.outside_links import line_of
from web.promise_notes import day_words
from web.visitor import house_of, one_of, visitor_of
from web.wording import SYSTEMS, Wording
from workdays.working_days import Calendar

SIZE = 25
_REVOKED = _("Tautan dicabut. Instansi itu tidak dapat lagi menjawab lewat tautan tersebut.")
_REMINDED = _("diingatkan {times} kali, terakhir {date}")
STATE_NAMES: dict[State, str] = {
    "silent": _("Belum dijawab, lewat {days} hari kerja"),
    "waiting": _("Menunggu jawaban"),
    "answered": _("Sudah dijawab"),
}
_TONES: dict[State, str] = {"silent": "late", "waiting": "new", "answered": "done"}
_SHORT: dict[State, str] = {"silent": _("Diam"), "waiting": _("Menunggu"), "answered": _("Dijawab")}


@get(OUTSIDE.path, name="office.outside", guards=[one_of(*OUTSIDE.roles)], include_in_schema=False)
async def outside(request: Request[Any, Any, Any]) -> Response[str]:
    house, asked, wording = house_of(request), Asked(request), await wording_of(request)
    actor = narrowed(visitor_of(request).actor, *OUTSIDE.roles)
    policy, days = await house.policies.current(), wording.region.routing.answer_days
    silent = silent_before(policy.calendar, wording.now, days)
    book = Outside(house.database)
    body = asked.choice("body", wording.region.body)
    state = next((one for one in STATES if one == asked.choice("state", STATES)), None)
    page = await book.page(actor, silent, body=body, state=state, number=asked.page, size=SIZE)
    figures = await body_figures(house.database, actor, policy.calendar, silent, wording.now)
    coordinator = actor.holds_role(Role.COORDINATOR)
    known = OutsideLinks(house.database, house.clock, house.keys)
    links = await known.of([one.complaint_id for one in page.lines]) if coordinator else {}
    values = {"body": body, "state": state or ""}
    shown = Shown(page.number, page.size, len(page.lines), page.total + page.more, page.more)
    context = {
        "sent": [
            _line(wording, policy.calendar, one, _state(one, silent))
            | _link(wording, one, links.get(one.complaint_id), coordinator)
            for one in page.lines
        ],
        "total": page.total,
        "total_words": counted(wording, shown.total, more=page.more),
        "bodies": [body_row(wording, one) for one in figures],
        "sums": {
            "sent": sum(one.sent for one in figures),
            "answered": sum(one.answered for one in figures),
            "waiting": sum(one.waiting for one in figures),
            "silent": sum(one.silent for one in figures),
        },
        "days": days,
        "filter_action": OUTSIDE.path,
        "values": values,
        "body_options": _body_options(wording, figures),
        "states": [{"value": one, "label": wording.say(STATE_NAMES[one], days=days)} for one in STATES],
        "may_record": coordinator,
        "record": FORMS[c.RecordReply].slug,
        **turning(wording, OUTSIDE.path, values, shown),
    }
    return await office_page(request, "office/outside.html", OUTSIDE, context, messages=_done(wording, asked))


def _state(sent: Sent, silent: Any) -> State:
    if sent.answered_at is not None:
        return "answered"
    return "silent" if sent.sent_at < silent else "waiting"


def _line(wording: Wording, calendar: Calendar, sent: Sent, state: State) -> dict[str, Any]:
    days = working_days(calendar, sent.sent_at, sent.answered_at or wording.now)
    if days:
        words = _("dijawab setelah {days} hari kerja") if sent.answered_at else _("{days} hari kerja yang lalu")
    else:
        words = _("dijawab sebelum hari kerja berikutnya") if sent.answered_at else _("sejak hari kerja terakhir")
    return {
        "code": show(sent.code),
        "href": f"/kantor/aduan/{sent.complaint_id}",
        "action": f"/kantor/aduan/{sent.complaint_id}/{FORMS[c.RecordReply].slug}",
        "title": wording.title(sent.report) if sent.report else wording.say(_("Aduan rahasia")),
        "body": wording.body(sent.body),
        "sent_at": sent.sent_at,
        "answered_at": sent.answered_at,
        "days": wording.say(words, days=days),
        "state": state,
        "state_label": wording.say(_SHORT[state]),
        "state_tone": _TONES[state],
        "references": ", ".join(
            f"{wording.say(SYSTEMS.get(system, system))} {value}" for system, value in sent.references
        ),
        "received_at": sent.received_at,
        "asked_at": sent.asked_at,
        "reminded": _reminded(wording, sent),
        "version": sent.version,
        "key": uuid4(),
        "id": str(sent.complaint_id),
    }


def _reminded(wording: Wording, sent: Sent) -> str:
    if not sent.reminded or sent.reminded_at is None:
        return ""
    return wording.say(_REMINDED, times=sent.reminded, date=day_words(wording, sent.reminded_at))


def _link(wording: Wording, sent: Sent, link: Link | None, coordinator: bool) -> dict[str, Any]:
    """How the body can answer by itself; nothing for whoever hands out no links, or where none may lead."""
    if not coordinator or not sent.linkable:
        return {"link": None}
    base = f"{OUTSIDE.path}/{sent.complaint_id}"
    actions = {"make_action": f"{base}/tautan", "revoke_action": f"{base}/cabut"}
    return {"link": line_of(wording, link, wording.now) | actions}


async def bodies_of(house: House, wording: Wording, actor: Actor) -> list[dict[str, Any]]:
    """How fast each body answers, as parts/bodies.html draws it, for pages of whoever oversees."""
    policy = await house.policies.current()
    silent = silent_before(policy.calendar, wording.now, wording.region.routing.answer_days)
    figures = await body_figures(house.database, actor, policy.calendar, silent, wording.now)
    return [body_row(wording, one) for one in figures]


def body_row(wording: Wording, figures: BodyFigures) -> dict[str, Any]:
    """One body in the table of parts/bodies.html; a figure of few says of how many, and how far it may be off."""
    return {
        "name": wording.body(figures.body),
        "href": address(OUTSIDE.path, {"body": figures.body}),
        "silent_href": address(OUTSIDE.path, {"body": figures.body, "state": "silent"}),
        "sent": figures.sent,
        "answered": figures.answered,
        "waiting": figures.waiting,
        "silent": figures.silent,
        "declined": figures.declined,
        "median": _days(wording, figures.median),
        "p90": _days(wording, figures.p90),
    }


def _days(wording: Wording, quantile: Quantile) -> str:
    """So many working days, with its interval; that most is still open is said, not hidden behind a dash."""
    if quantile.value is None:
        return wording.say(_("belum tercapai"))
    if quantile.value == 0:
        return wording.say(_("pada hari yang sama"))
    if quantile.value == quantile.low == quantile.high or quantile.low is None:
        return wording.say(_("{days} hari kerja"), days=f"{quantile.value:g}")
    high = "…" if quantile.high is None else f"{quantile.high:g}"
    words = _("{days} hari kerja ({low}–{high})")
    return wording.say(words, days=f"{quantile.value:g}", low=f"{quantile.low:g}", high=high)


def _body_options(wording: Wording, figures: list[BodyFigures]) -> list[dict[str, Any]]:
    """Only bodies to which something was sent."""
    used = {one.body for one in figures}
    return grouped(((one.kind, one.code, one.name) for one in wording.region.bodies if one.code in used), wording)


def _done(wording: Wording, asked: Asked) -> list[dict[str, str]]:
    if asked.done == "cabut":
        return [{"kind": "done", "text": wording.say(_REVOKED)}]
    if asked.done not in BY_SLUG:
        return []
    return [{"kind": "done", "text": wording.say(FORMS[BY_SLUG[asked.done]].done)}]


HANDLERS: list[HTTPRouteHandler] = [outside]
