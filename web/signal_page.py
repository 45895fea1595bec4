"""One signal: the sentence, the picture, what to hold it against, cases to look into, and what its unit says."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.case_samples import DAYS_MOST, CaseSamples, Wish
from competency.causes import Cause
from competency.cells import first_of
from competency.need_book import Needs
from competency.need_events import Status
from competency.needs import Need
from competency.pooling import LONG, Span
from competency.signal_book import Case, SignalBook
from competency.signal_words import About, explanation
from competency.stored_signals import Report, StoredSignal, answers_for
from complaints.colleagues import Colleagues
from foundation.errors import Invalid, NotAllowed, Refused
from foundation.language import mark as _
from people.actor import Actor, Role
from web.case_rows import Asked
from web.errors import status_of
from web.formatting import day_as, decimal
from web.forms import Posted, posted
from web.house import House
from web.learning_words import CAUSES, FAMILIES, SPANS, STRENGTHS, topic_name, unit_name
from web.need_words import STATUSES, TONES
from web.office_frame import CASE_READING, NEEDS, SIGNALS, office_page, wording_of
from web.rendering import say
from web.signal_figures import beside, month_name, monthly, months, part_row, picture
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

ONE = f"{SIGNALS.path}/sinyal"
ASKED = (Status.NEW, Status.REVIEWED)
"""A need that waits for its unit: what the unit says is said there, once."""
A_UNIT = 5
"""Files of each unit that are drawn to be read."""
_FOUND = 4
"""Sentences that tell what was found; those after it tell what to hold it against."""
_CASES: dict[str, str] = {"random": _("Aduan acak {number}"), "strongest": _("Aduan mencolok {number}")}
_AMONG = _("Di antaranya ada yang bermasalah, dan tidak ada sebab lain yang cocok.")
_REPLIED = _("Tanggapan unit tersimpan.")


def book_of(house: House) -> SignalBook:
    """The signals as they are kept."""
    return SignalBook(house.database, house.clock, house.keys)


@get(f"{ONE}/{{signal_id:uuid}}", name="office.signal", guards=[one_of(*SIGNALS.roles)], include_in_schema=False)
async def signal(request: Request[Any, Any, Any], signal_id: FromPath[UUID]) -> Response[str]:
    await book_of(house_of(request)).open(signal_id, visitor_of(request).actor)
    done = [{"kind": "done", "text": say(visitor_of(request).language, _REPLIED)}] if Asked(request).done else []
    return await _drawn(request, signal_id, messages=done)


@post(
    f"{ONE}/{{signal_id:uuid}}/tanggapan",
    name="office.signal.reply",
    guards=[one_of(Role.HEAD)],
    include_in_schema=False,
)
async def reply(request: Request[Any, Any, Any], signal_id: FromPath[UUID]) -> Response[Any]:
    """What the unit's head answers to a signal about it."""
    form = await posted(request)
    try:
        await book_of(house_of(request)).reply(signal_id, visitor_of(request).actor, form.values.get("words", ""))
    except Invalid as error:
        return await _drawn(request, signal_id, status=int(status_of(error)), back=(form, error.fields))
    return Redirect(f"{ONE}/{signal_id}?berhasil=tanggapan#tanggapan", status_code=303)


@post(
    f"{ONE}/{{signal_id:uuid}}/aduan/{{complaint_id:uuid}}",
    name="office.signal.case",
    guards=[one_of(*SIGNALS.roles)],
    include_in_schema=False,
)
async def case(request: Request[Any, Any, Any], signal_id: FromPath[UUID], complaint_id: FromPath[UUID]) -> Redirect:
    """A complaint behind a signal is opened, which is written down."""
    await book_of(house_of(request)).open_case(signal_id, complaint_id, visitor_of(request).actor)
    return Redirect(f"/kantor/aduan/{complaint_id}", status_code=303)


@post(
    f"{ONE}/{{signal_id:uuid}}/telaah",
    name="office.signal.draw",
    guards=[one_of(Role.ANALYST)],
    include_in_schema=False,
)
async def draw(request: Request[Any, Any, Any], signal_id: FromPath[UUID]) -> Response[Any]:
    """Files are drawn of the units and topics that were looked at together: reading them tells where."""
    house, actor = house_of(request), visitor_of(request).actor
    one = await book_of(house).one(signal_id, actor)
    if not _may_draw(actor, one) or actor.person is None:
        raise NotAllowed
    until = (await book_of(house).report(one.report)).period_until + timedelta(days=1)
    wish = Wish(until - timedelta(days=DAYS_MOST), until, A_UNIT, signal=one.id)
    try:
        made = await CaseSamples(house.database, house.clock, await house.zone()).draw(actor.person, wish)
    except Refused as error:
        return await _drawn(request, signal_id, status=int(status_of(error)), fault=error.sentence)
    return Redirect(f"{CASE_READING.path}/{made}?berhasil=undi", status_code=303)


async def _drawn(
    request: Request[Any, Any, Any],
    signal_id: UUID,
    *,
    status: int = 200,
    messages: list[dict[str, str]] | None = None,
    back: tuple[Posted, dict[str, str]] | None = None,
    fault: str = "",
) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), visitor_of(request).actor
    book = book_of(house)
    one = await book.one(signal_id, actor)
    report = await book.report(one.report)
    cases, openings = await book.cases(signal_id, actor), await book.openings(one.code, actor)
    replies, versions = await book.replies(one.code, actor), await book.versions(one.code, actor)
    need = await Needs(house.database, house.clock, house.calendars, house.region).heard_of(one.code, actor)
    asked = need is not None and need.status in ASKED
    officers = {line.officer for line in openings} | {line.officer for line in replies}
    names = await Colleagues(house.database, house.clock).names(officers)
    drawn = await book.draws(one.code, actor) if actor.holds_role(Role.ANALYST) else []
    form, faults = back or (None, {})
    context = {
        "one": _head(wording, one),
        "said": _said(wording, one, report),
        "parts": [part_row(wording, part) for part in one.numbers.parts],
        "drawing": picture(wording, one),
        "beside": beside(wording, one),
        "months": months(wording, one),
        "monthly": monthly(wording, one),
        "random": _cases(wording, one, cases.shown, "random"),
        "strongest": _cases(wording, one, cases.shown, "strongest"),
        "withheld": cases.withheld,
        "replies": [{"words": line.words, "by": names.get(line.officer, ""), "at": line.at} for line in replies],
        "may_reply": one.ended_at is None and answers_for(actor, one) and not asked,
        "together": _together(wording, one),
        "may_draw": _may_draw(actor, one),
        "draws": [{"href": f"{CASE_READING.path}/{sample}", "at": at} for sample, at in drawn],
        "need": _need(wording, need) if need else None,
        "asked": asked and answers_for(actor, one),
        "openings": [
            {"by": names.get(line.officer, ""), "at": line.at, "case": line.complaint is not None} for line in openings
        ],
        "versions": [
            {"href": f"{ONE}/{line.id}", "number": line.version, "at": line.made_at, "current": line.id == one.id}
            for line in versions
        ],
        "action": f"{ONE}/{signal_id}",
        "list_href": SIGNALS.path,
        "values": dict(form.values) if form else {},
        "errors": {name: wording.say(words) for name, words in ({"": fault} if fault else faults).items()},
    }
    return await office_page(request, "office/signal.html", SIGNALS, context, status=status, messages=messages or [])


def _head(wording: Wording, one: StoredSignal) -> dict[str, Any]:
    numbers, language, cause = one.numbers, wording.language, CAUSES[one.label]
    low, high = numbers.interval90
    return {
        "code": one.code,
        "version": one.version,
        "unit": unit_name(wording, one),
        "topic": topic_name(wording, one),
        "span": wording.say(SPANS[one.span]) if one.span in SPANS else "",
        "family": wording.say(FAMILIES[one.family]),
        "strength": wording.say(STRENGTHS[one.strength]),
        "strong": one.strength == "kuat",
        "cause": wording.say(cause.name),
        "means": wording.say(cause.means if one.exact or one.label != Cause.SKILL else _AMONG),
        "owner": wording.say(cause.owner),
        "ratio": decimal(numbers.ratio, language),
        "low": decimal(low, language),
        "high": decimal(high, language),
        "since": month_name(wording, numbers.since) if numbers.since else "",
        "expires": day_as(one.expires_on, "d MMMM y", language),
        "over": one.ended_at is not None,
    }


def _said(wording: Wording, one: StoredSignal, report: Report) -> tuple[str, str]:
    """What was found, and what else is to be known of it."""
    language = wording.language
    about = About(
        unit_name(wording, one),
        topic_name(wording, one),
        day_as(_since(one, report), "d MMMM y", language),
        day_as(report.period_until, "d MMMM y", language),
        one.span,
    )
    told = explanation(about, one.family, one.strength, one.numbers, lambda number: decimal(number, language))
    sentences = [say(language, sentence) for sentence in told]
    return " ".join(sentences[:_FOUND]), " ".join(sentences[_FOUND:])


def _since(one: StoredSignal, report: Report) -> date:
    """The first day of what was looked at."""
    if one.span is Span.CELL:
        return report.period_from
    return date.fromordinal(first_of(report.period_until.toordinal(), LONG))


def _need(wording: Wording, need: Need) -> dict[str, str]:
    """What became of it."""
    assert need.status is not None
    return {
        "href": f"{NEEDS.path}/{need.id}",
        "code": need.code,
        "status": wording.say(STATUSES[need.status]),
        "tone": TONES[need.status],
    }


def _together(wording: Wording, one: StoredSignal) -> list[tuple[str, str]]:
    """Units and topics whose complaints it was read from, where they are several."""
    if one.exact:
        return []
    inside = (
        (_("Unit di dalamnya"), sorted(map(wording.unit, one.units))),
        (_("Topik di dalamnya"), sorted(map(wording.topic, one.topics))),
    )
    return [(wording.say(name), ", ".join(names)) for name, names in inside]


def _may_draw(actor: Actor, one: StoredSignal) -> bool:
    return not one.exact and one.ended_at is None and actor.holds_role(Role.ANALYST)


def _cases(wording: Wording, one: StoredSignal, cases: Sequence[Case], kind: str) -> list[dict[str, str]]:
    """By number and not by code: who reads one opens it here, where it is written down."""
    lines = enumerate((line for line in cases if kind in line.kinds), 1)
    return [
        {"name": wording.say(_CASES[kind], number=number), "action": f"{ONE}/{one.id}/aduan/{line.complaint_id}"}
        for number, line in lines
    ]


HANDLERS: list[HTTPRouteHandler] = [signal, reply, case, draw]
