"""The board of needs: competency by topic and unit, with strength, sources and coverage; and its files for the plan."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from competency.decisions import Decisions, Kind
from competency.dictionary import Dictionary
from competency.merging import Letter
from competency.need_board import Hint, Line
from competency.need_events import OPEN, Status
from competency.need_reasons import Month, Rejections
from competency.need_sight import EVERYTHING, Filter
from foundation.errors import Invalid
from foundation.language import mark as _
from people.actor import Role
from web import need_words as words
from web.case_rows import Asked, address
from web.count_drawing import Bar, counts
from web.errors import status_of
from web.formatting import day_as, percent
from web.forms import posted
from web.input_words import GROUPS, competency_options, dictionary_of
from web.need_files import Told, paper, workbook, years_of
from web.needs import book_of, refusing, text_of
from web.office_frame import LEARNING_DECISIONS, NEEDS, SIGNALS, office_page, wording_of
from web.signal_page import book_of as signals_of
from web.spreadsheets import XLSX
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording, options

OPENING = f"{NEEDS.path}/buka"
PLANNED = frozenset({Status.ACCEPTED, Status.SCHEDULED})
"""What stands in the yearly plan."""
_VIEWS: dict[str, tuple[str, frozenset[Status]]] = {
    "": (_("Terbuka"), OPEN),
    "ditelaah": (_("Perlu ditelaah"), frozenset({Status.NEW, Status.REVIEWED})),
    "rencana": (_("Untuk rencana"), PLANNED),
    "dialihkan": (_("Dialihkan"), frozenset({Status.PASSED_ON})),
    "selesai": (_("Ditolak dan ditutup"), frozenset({Status.REJECTED, Status.CLOSED})),
}


@get(NEEDS.path, name="office.needs", guards=[one_of(*NEEDS.roles)], include_in_schema=False)
async def board(request: Request[Any, Any, Any]) -> Response[str]:
    return await _drawn(request)


@post(OPENING, name="office.needs.open", guards=[one_of(Role.ANALYST)], include_in_schema=False)
async def open_one(request: Request[Any, Any, Any]) -> Response[Any]:
    """Open a need by hand, from what people say."""
    house, actor, form = house_of(request), visitor_of(request).actor, await posted(request)
    unit, topic = form.values.get("unit") or None, form.values.get("topic") or None
    try:
        if not form.values.get("words", "").strip():
            raise refusing("words", _("Tuliskan masukan apa yang menjadi dasarnya."))
        made = await book_of(house).open(
            actor, form.values.get("competency", ""), unit, topic, text_of(form.values), f"web:{form.key or uuid4()}"
        )
    except Invalid as error:
        return await _drawn(request, form.values, dict(error.fields), int(status_of(error)))
    return Redirect(f"{NEEDS.path}/{made.id}?berhasil=buka", status_code=303)


@get(f"{NEEDS.path}/berkas", name="office.needs.file", guards=[one_of(*NEEDS.roles)], include_in_schema=False)
async def file(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The board, or what is planned, as a workbook or on paper."""
    house, wording, asked = house_of(request), await wording_of(request), Asked(request)
    planned = asked.text("lihat") == "rencana"
    lines = await book_of(house).board(visitor_of(request).actor, _narrowed(asked))
    known, report = await dictionary_of(house, wording.region), await signals_of(house).latest()
    plans = await Decisions(house.database, house.clock).newest(Kind.PLAN)
    told = Told(lines, known, wording, planned, report.coverage if report else None, years_of(plans))
    name = "rencana-pengembangan-kompetensi" if planned else "kebutuhan-kompetensi"
    if asked.text("bentuk") == "pdf":
        made, media, ending = await paper(told), "application/pdf", "pdf"
    else:
        made, media, ending = workbook(told), XLSX, "xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"', "Cache-Control": "no-store"}
    return Response(made, media_type=media, headers=headers)


def _narrowed(asked: Asked) -> Filter:
    view = asked.choice("lihat", _VIEWS)
    return Filter(asked.text("kompetensi"), asked.text("topik"), asked.text("unit"), _VIEWS[view][1])


async def _drawn(
    request: Request[Any, Any, Any],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), visitor_of(request).actor
    asked, book = Asked(request), book_of(house)
    narrowed = _narrowed(asked)
    lines = await book.board(actor, narrowed)
    known, report = await dictionary_of(house, wording.region), await signals_of(house).latest()
    view, analyst = asked.choice("lihat", _VIEWS), actor.holds_role(Role.ANALYST)
    here = {"lihat": view, "kompetensi": narrowed.competency, "topik": narrowed.topic, "unit": narrowed.unit}
    context = {
        "parts": _parts(wording, known, lines),
        "total": len(lines),
        "coverage": percent(report.coverage, wording.language) if report else "",
        "rest": percent(1 - report.coverage, wording.language) if report else "",
        "chips": [
            {
                "label": wording.say(label),
                "href": address(NEEDS.path, here | {"lihat": name}),
                "current": name == view,
            }
            for name, (label, _statuses) in _VIEWS.items()
        ],
        "action": NEEDS.path,
        "view": view,
        "narrowed": narrowed,
        "filtered": narrowed._replace(statuses=None) != EVERYTHING,
        **_choices(wording, known),
        "files": [
            (label, address(f"{NEEDS.path}/berkas", here | {"bentuk": form}))
            for form, label in (("xlsx", "XLSX"), ("pdf", "PDF"))
        ],
        "may_open": analyst,
        "hints": [_hint(wording, known, one) for one in await book.unopened()] if analyst else [],
        "opening": OPENING,
        "rejections": _rejections(wording, await book.rejections()) if analyst else None,
        "signals_href": SIGNALS.path,
        "key": str(uuid4()),
        "values": values or {"competency": asked.text("buka"), "unit": asked.text("untuk")},
        "errors": {name: wording.say(said) for name, said in (faults or {}).items()},
    }
    return await office_page(request, "office/needs.html", NEEDS, context, status=status)


def _choices(wording: Wording, known: Dictionary) -> dict[str, Any]:
    topics = [one for one in wording.region.topics if known.of_topic(one.code)]
    return {
        "competencies": competency_options(wording, known),
        "topics": options((one.code, wording.topic(one.code)) for one in topics),
        "units": options((one.code, one.name) for one in wording.region.units),
    }


def _parts(wording: Wording, known: Dictionary, lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Lines by competency: first those that come back, then by topic and the name of the unit. Never by how bad."""
    parts = []
    for code, some in groupby(lines, key=lambda line: line.need.competency):
        rows = list(some)
        entry = known.entry.get(code)
        parts.append(
            {
                "id": code.lower(),
                "name": known.name(code),
                "group": wording.say(GROUPS[entry.group]) if entry else "",
                "rows": [_row(wording, one) for one in sorted(rows, key=lambda one: _place(wording, one))],
            }
        )
    return parts


def _place(wording: Wording, line: Line) -> tuple[int, str, str]:
    return -line.need.priority, wording.topic(line.need.topic), wording.unit(line.need.unit)


def _row(wording: Wording, line: Line) -> dict[str, Any]:
    need, merged = line
    assert need.status is not None
    return {
        "href": f"{NEEDS.path}/{need.id}",
        "unit": words.unit_name(wording, need.unit),
        "topic": words.topic_name(wording, need.topic),
        "grade": wording.say(words.GRADES[merged.grade]),
        "grade_tone": words.GRADE_TONES[merged.grade],
        "letters": [
            {
                "letter": str(letter),
                "name": wording.say(words.LETTERS[letter]),
                "there": letter in merged.weights,
                "half": merged.weights.get(letter, 0) == 0.5,
            }
            for letter in Letter
        ],
        "torn": bool(merged.contradictions),
        "levels": words.levels(wording, merged.needed, merged.now),
        "status": wording.say(words.STATUSES[need.status]),
        "tone": words.TONES[need.status],
        "again": need.priority > 0,
        "late": words.late(need, wording.now),
    }


def _hint(wording: Wording, known: Dictionary, one: Hint) -> dict[str, str]:
    return {
        "name": known.name(one.competency),
        "unit": wording.unit(one.unit),
        "grade": wording.say(words.GRADES[one.merged.grade]),
        "tone": words.GRADE_TONES[one.merged.grade],
        "letters": words.letters(wording, one.merged),
        "href": address(NEEDS.path, {"buka": one.competency, "untuk": one.unit}) + "#buka",
    }


def _rejections(wording: Wording, counted: Rejections) -> dict[str, Any]:
    return {
        "decided": counted.decided,
        "rejected": counted.rejected,
        "share": percent(counted.share, wording.language),
        "too_many": counted.too_many,
        "reasons": [(wording.say(words.REASONS[reason]), number) for reason, number in counted.reasons.items()],
        "decide": LEARNING_DECISIONS.path,
        **_months(wording, counted.months),
    }


def _months(wording: Wording, months: Sequence[Month]) -> dict[str, Any]:
    """Month by month, those in which something was decided; as bars and as rows."""
    found = [(day_as(one.first, "MMMM y", wording.language), one) for one in months if one.decided]
    return {
        "drawing": counts([Bar(name, (one.accepted, one.passed_on, one.rejected)) for name, one in found]),
        "months": [
            {
                "month": name,
                "accepted": one.accepted,
                "passed_on": one.passed_on,
                "rejected": one.rejected,
                "why": "; ".join(f"{wording.say(words.REASONS[why])}: {many}" for why, many in one.reasons.items()),
            }
            for name, one in found
        ],
    }


HANDLERS: list[HTTPRouteHandler] = [board, open_one, file]
