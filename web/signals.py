"""What complaints ask about the work of units: signals of competence, and what others than trainers have to see to."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from competency.matters import Matter
from competency.signals import Strength
from competency.stored_signals import ALL_UNITS, Report, StoredSignal, may_see_unit
from foundation.language import mark as _
from people.actor import Actor, Role
from web import signal_page
from web.case_rows import Asked, address
from web.formatting import day_as, decimal, percent
from web.learning_words import CAUSES, COMPETENCE, FAMILIES, SPANS, STRENGTHS, topic_name, unit_name
from web.office_frame import SIGNALS, office_page, wording_of
from web.signal_figures import month_name
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording, options

_TOGETHER = (
    _("Perlu telaah berkas"),
    _(
        "Sinyal kuat di antara unit sejenis atau topik serumpun yang aduannya terlalu sedikit untuk dinilai sendiri. "
        "Di mana tepatnya hanya dapat diketahui dengan membaca berkasnya."
    ),
)
_ENDED = {"superseded": _("digantikan"), "gone": _("tidak ditemukan lagi"), "expired": _("kedaluwarsa")}


@get(SIGNALS.path, name="office.signals", guards=[one_of(*SIGNALS.roles)], include_in_schema=False)
async def signals(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), visitor_of(request).actor
    book, asked = signal_page.book_of(house), Asked(request)
    report = await book.latest()
    every = await book.seen_by(actor)
    unit, topic = asked.text("unit"), asked.text("topik")
    over = asked.text("lihat") == "selesai"
    shown = await book.seen_by(actor, ended=True) if over else every
    chosen = [
        one
        for one in shown
        if (not unit or unit in (one.unit, *one.units)) and (not topic or topic in (one.topic, *one.topics))
    ]
    context = {
        "report": _report(wording, report) if report else None,
        "parts": _parts(wording, chosen),
        "others": _others(wording, chosen, [] if over or report is None else _matters(report, actor, unit, topic)),
        "leading": actor.holds_role(Role.SUPERVISOR, Role.SECRETARY) and not actor.holds_role(Role.ANALYST),
        "units": options(sorted({(one.unit, unit_name(wording, one)) for one in shown}, key=lambda pair: pair[1])),
        "topics": options(
            sorted({(one.topic, topic_name(wording, one)) for one in shown if one.topic}, key=lambda pair: pair[1])
        ),
        "unit": unit,
        "topic": topic,
        "over": over,
        "action": SIGNALS.path,
        "chips": [
            {"label": wording.say(_("Masih berlaku")), "href": SIGNALS.path, "current": not over},
            {
                "label": wording.say(_("Sudah berakhir")),
                "href": address(SIGNALS.path, {"lihat": "selesai"}),
                "current": over,
            },
        ],
        "own": not actor.holds_role(*ALL_UNITS),
    }
    return await office_page(request, "office/signals.html", SIGNALS, context)


def _report(wording: Wording, report: Report) -> dict[str, Any]:
    """What the whole list promises, and of how many complaints nothing can be said."""

    def day(value: Any) -> str:
        return day_as(value, "d MMMM y", wording.language)

    return {
        "period": wording.say(
            _("{since} sampai {until}"), since=day(report.period_from), until=day(report.period_until)
        ),
        "as_of": day(report.data_as_of),
        "complaints": wording.number(report.complaints),
        "alone": percent(report.coverage, wording.language),
        "together": percent(report.together, wording.language),
        "rest": percent(max(0.0, 1 - report.coverage - report.together), wording.language),
        "strong": report.strong,
        "wrong": percent(report.claimed, wording.language)
        if round(report.claimed, 2)
        else wording.say(_("kurang dari {share}"), share=percent(0.01, wording.language)),
        "staffed": report.staffed,
    }


def _parts(wording: Wording, signals: list[StoredSignal]) -> list[dict[str, Any]]:
    """Those of competence, strong ones apart from those to be watched."""
    competence = [one for one in signals if one.label in COMPETENCE]
    strong = [one for one in competence if one.strength == Strength.STRONG]
    together = [one for one in strong if not one.exact]
    parts = (
        (
            "kuat",
            _("Perlu ditelaah"),
            _("Sinyal kuat tentang kecakapan. Dari daftar ini sebagian kecil memang keliru; karena itu ditelaah dulu."),
            [one for one in strong if one.exact],
        ),
        *([("bersama", *_TOGETHER, together)] if together else []),
        (
            "pantau",
            _("Perlu dipantau"),
            _("Belum pasti; sebagian hilang sendiri pada laporan berikutnya."),
            [one for one in competence if one not in strong],
        ),
    )
    return [
        {
            "id": name,
            "title": wording.say(title),
            "lead": wording.say(lead),
            "rows": [row(wording, one) for one in sorted(some, key=lambda one: _place(wording, one))],
        }
        for name, title, lead, some in parts
    ]


def _matters(report: Report, actor: Actor, unit: str, topic: str) -> list[Matter]:
    """What no training mends, as far as somebody may see it and asked for it."""
    return [
        one
        for one in report.matters
        if (one.unit is None or may_see_unit(actor, one.unit))
        and (not unit or one.unit == unit)
        and (not topic or one.topic in (topic, None))
    ]


def _others(wording: Wording, signals: list[StoredSignal], found: list[Matter]) -> list[dict[str, Any]]:
    """By the names of units: what is somebody else's matter, with the signal behind it where there is one."""
    theirs = {(one.unit, one.topic, one.label): one for one in signals if one.label not in COMPETENCE}
    told = {(one.unit or "", one.topic, str(one.cause)): one for one in found}
    rows = []
    for unit, topic, label in {*theirs, *told}:
        cause, signal, matter = CAUSES[label], theirs.get((unit, topic, label)), told.get((unit, topic, label))
        since = matter.since if matter else None
        names = (unit_name(wording, signal), topic_name(wording, signal)) if signal else ("", "")
        rows.append(
            {
                "unit": names[0] or wording.unit(unit) or wording.say(_("Sebagian besar unit")),
                "topic": names[1] or wording.topic(topic) or wording.say(_("Semua topik")),
                "span": wording.say(SPANS[signal.span]) if signal and signal.span in SPANS else "",
                "cause": wording.say(cause.name),
                "means": wording.say(cause.means),
                "since": month_name(wording, since) if since else "",
                "owner": wording.say(cause.owner),
                "href": f"{signal_page.ONE}/{signal.id}" if signal else "",
            }
        )
    return sorted(rows, key=lambda one: (one["unit"], one["topic"], one["cause"]))


def _place(wording: Wording, one: StoredSignal) -> tuple[str, str]:
    """By the name of the unit: never by how bad it is."""
    return unit_name(wording, one), topic_name(wording, one)


def row(wording: Wording, one: StoredSignal) -> dict[str, Any]:
    """A signal in a list."""
    low, high = one.numbers.interval90
    return {
        "href": f"{signal_page.ONE}/{one.id}",
        "code": one.code,
        "unit": unit_name(wording, one),
        "topic": topic_name(wording, one) or wording.say(_("Semua topik unit ini")),
        "span": wording.say(SPANS[one.span]) if one.span in SPANS else "",
        "family": wording.say(FAMILIES[one.family]),
        "cause": wording.say(CAUSES[one.label].name),
        "strength": wording.say(STRENGTHS[one.strength]),
        "n": wording.number(one.numbers.n),
        "ratio": decimal(one.numbers.ratio, wording.language),
        "interval": f"{decimal(low, wording.language)}–{decimal(high, wording.language)}",
        "ended": wording.say(_ENDED[one.ended_for]) if one.ended_for else "",
    }


HANDLERS: list[HTTPRouteHandler] = [signals, *signal_page.HANDLERS]
