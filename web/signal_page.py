"""One signal: the sentence, the picture, what to hold it against, cases to look into, and what its unit says."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.need_book import Needs
from competency.need_events import Status
from competency.needs import Need
from competency.signal_book import Case, Report, SignalBook, StoredSignal
from competency.signal_words import About, explanation
from complaints.colleagues import Colleagues
from complaints.ticket import show
from foundation.errors import Invalid
from foundation.language import mark as _
from people.actor import Role
from web.case_rows import Asked
from web.errors import status_of
from web.formatting import day_as, decimal
from web.forms import Posted, posted
from web.house import House
from web.interval_drawing import Ratio, axis_end, intervals
from web.learning_words import CAUSES, FAMILIES, METRICS, STRENGTHS
from web.need_words import STATUSES, TONES
from web.office_frame import NEEDS, SIGNALS, office_page, wording_of
from web.rendering import say
from web.series_drawing import Sample, control, round_scale
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

ONE = f"{SIGNALS.path}/sinyal"
ASKED = (Status.NEW, Status.REVIEWED)
"""A need that waits for its unit: what the unit says is said there, once."""
_FOUND = 4
"""Sentences that tell what was found; those after it tell what to hold it against."""
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


async def _drawn(
    request: Request[Any, Any, Any],
    signal_id: UUID,
    *,
    status: int = 200,
    messages: list[dict[str, str]] | None = None,
    back: tuple[Posted, dict[str, str]] | None = None,
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
    form, faults = back or (None, {})
    context = {
        "one": _head(wording, one),
        "said": _said(wording, one, report),
        "parts": [_part(wording, part) for part in one.numbers.parts],
        "drawing": _intervals(wording, one),
        "beside": _beside(wording, one),
        "months": _months(wording, one),
        "monthly": _monthly(wording, one),
        "random": [_case(one, line) for line in cases.shown if "random" in line.kinds],
        "strongest": [_case(one, line) for line in cases.shown if "strongest" in line.kinds],
        "withheld": cases.withheld,
        "replies": [{"words": line.words, "by": names.get(line.officer, ""), "at": line.at} for line in replies],
        "may_reply": one.ended_at is None and one.unit in actor.reach(Role.HEAD) and not asked,
        "need": _need(wording, need) if need else None,
        "asked": asked and one.unit in actor.reach(Role.HEAD),
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
        "errors": {name: wording.say(words) for name, words in faults.items()},
    }
    return await office_page(request, "office/signal.html", SIGNALS, context, status=status, messages=messages or [])


def _head(wording: Wording, one: StoredSignal) -> dict[str, Any]:
    numbers, language, cause = one.numbers, wording.language, CAUSES[one.label]
    low, high = numbers.interval90
    return {
        "code": one.code,
        "version": one.version,
        "unit": wording.unit(one.unit),
        "topic": wording.topic(one.topic) if one.topic else "",
        "family": wording.say(FAMILIES[one.family]),
        "strength": wording.say(STRENGTHS[one.strength]),
        "strong": one.strength == "kuat",
        "cause": wording.say(cause.name),
        "means": wording.say(cause.means),
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
        wording.unit(one.unit),
        wording.topic(one.topic) if one.topic else "",
        day_as(report.period_from, "d MMMM y", language),
        day_as(report.period_until, "d MMMM y", language),
    )
    told = explanation(about, one.family, one.strength, one.numbers, lambda number: decimal(number, language))
    sentences = [say(language, sentence) for sentence in told]
    return " ".join(sentences[:_FOUND]), " ".join(sentences[_FOUND:])


def _need(wording: Wording, need: Need) -> dict[str, str]:
    """What became of it."""
    assert need.status is not None
    return {
        "href": f"{NEEDS.path}/{need.id}",
        "code": need.code,
        "status": wording.say(STATUSES[need.status]),
        "tone": TONES[need.status],
    }


def _part(wording: Wording, part: Any) -> dict[str, Any]:
    language = wording.language
    return {
        "name": wording.say(METRICS[part.metric]),
        "n": wording.number(part.n),
        "observed": wording.number(part.observed),
        "expected": decimal(part.expected, language),
        "ratio": decimal(part.ratio, language) if part.ratio is not None else "–",
        "after_queue": part.after_queue,
    }


def _ratios(wording: Wording, one: StoredSignal) -> list[Ratio]:
    low, high = one.numbers.interval90
    beside = one.numbers.beside
    own = wording.topic(one.topic) if one.topic else wording.say(_("Unit ini, semua topik"))
    found = [Ratio(own, one.numbers.ratio, low, high, main=True)]
    others = (
        (_("Topik lain di unit ini"), beside.other_topics),
        (_("Topik ini di unit lain") if one.topic else _("Unit lain"), beside.other_units),
    )
    return found + [Ratio(wording.say(name), value) for name, value in others if value is not None]


def _intervals(wording: Wording, one: StoredSignal) -> Any:
    ratios = _ratios(wording, one)
    end = axis_end(ratios)
    steps = (
        [step / 2 for step in range(int(end * 2) + 1)] if end <= 3 else [float(step) for step in range(int(end) + 1)]
    )
    if steps[-1] < end:
        steps.append(end)
    return intervals(ratios, [(step, decimal(step, wording.language)) for step in steps])


def _beside(wording: Wording, one: StoredSignal) -> list[tuple[str, str]]:
    """The comparators in words, for who reads no picture."""
    beside, language, say_ = one.numbers.beside, wording.language, wording.say
    times = _("{ratio} kali yang wajar")

    def ratio(value: float | None) -> str:
        return say_(_("belum cukup data")) if value is None else say_(times, ratio=decimal(value, language))

    found = []
    if one.topic:
        found.append((say_(_("Topik lain di unit ini")), ratio(beside.other_topics)))
    found.append((say_(_("Topik ini di unit lain") if one.topic else _("Unit lain")), ratio(beside.other_units)))
    days = beside.queue_days
    queue = _("belum diketahui: jumlah pegawai belum diisi") if days is None else _("{days} hari kerja")
    found.append(
        (
            say_(_("Antrean wajar saat aduan masuk")),
            say_(queue, days="" if days is None else decimal(days, language)),
        )
    )
    found.append((say_(_("Lonjakan aduan")), say_(_("ada") if beside.surge else _("tidak ada"))))
    found.append((say_(_("Hal yang sama diadukan lagi")), ratio(beside.repeat_ratio)))
    return found


def month_name(wording: Wording, month: str) -> str:
    year, number = month.split("-")
    return day_as(date(int(year), int(number), 1), "MMMM y", wording.language)


def _months(wording: Wording, one: StoredSignal) -> list[dict[str, str]]:
    return [
        {
            "name": month_name(wording, line.month),
            "observed": wording.number(line.observed),
            "expected": decimal(line.expected, wording.language),
        }
        for line in one.numbers.months
    ]


def _monthly(wording: Wording, one: StoredSignal) -> Any:
    """Events month by month, and what could be expected of each."""
    months = one.numbers.months
    if len(months) < 2:
        return None
    most = max([1.0, *(max(float(line.observed), line.expected) for line in months)])
    samples = [
        Sample(_short(wording, line.month), line.observed, line.expected, None, None, "common") for line in months
    ]
    scale = round_scale(0.0, most)
    return control(samples, [(value, decimal(value, wording.language)) for value in scale])


def _short(wording: Wording, month: str) -> str:
    year, number = month.split("-")
    return day_as(date(int(year), int(number), 1), "MMM yy", wording.language)


def _case(one: StoredSignal, line: Case) -> dict[str, str]:
    return {"code": show(line.code), "action": f"{ONE}/{one.id}/aduan/{line.complaint_id}"}


HANDLERS: list[HTTPRouteHandler] = [signal, reply, case]
