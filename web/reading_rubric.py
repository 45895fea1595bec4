"""The questions of telaah berkas: what is asked of cases drawn from now on, decided upon with a reason."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from competency.decisions import DECIDERS, Decisions, Kind
from competency.dictionary import Dictionary
from competency.reading_rules import MOST_QUESTIONS, QUESTION_LONGEST, TECHNICAL, Criterion, Rubric
from foundation.errors import Invalid, Stale
from foundation.language import mark as _
from people.actor import Role
from web.case_rows import Asked
from web.dictionary import told
from web.errors import status_of
from web.forms import posted
from web.input_words import competency_options, dictionary_of
from web.office_frame import CASE_READING, LEARNING_DECISIONS, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording

RUBRIC = LEARNING_DECISIONS.path + "/telaah"
_DONE = _("Pertanyaan tersimpan. Berkas yang sudah diundi tetap dibaca dengan pertanyaan lamanya.")
_TECHNICAL = _("Kompetensi teknis topik aduannya")


@get(RUBRIC, name="office.learning_decisions.rubric", guards=[one_of(*DECIDERS)], include_in_schema=False)
async def rubric(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request)


@post(RUBRIC, name="office.learning_decisions.ask", guards=[one_of(*DECIDERS)], include_in_schema=False)
async def ask(request: Request[Any, Any, Any]) -> Response[Any]:
    """Decide upon the questions; one left empty is asked no more."""
    house, form = house_of(request), await posted(request)
    values = form.values
    try:
        asked, seen = _rubric(values), whole(values.get("seen", ""), 6) or 0
        book = Decisions(house.database, house.clock)
        await book.set_rubric(asked, seen, visitor_of(request).actor, values.get("why", ""))
    except (Invalid, Stale) as error:
        faults = dict(error.fields) if isinstance(error, Invalid) and error.fields else {"": error.sentence}
        return await _page(request, values, _placed(values, faults), int(status_of(error)))
    return Redirect(f"{RUBRIC}?berhasil=ya", status_code=303)


def _rubric(values: Mapping[str, str]) -> Rubric:
    """What was written; a question keeps the name under which its answers are kept, a new one gets one."""
    criteria = []
    for number in _filled(values):
        code = values.get(f"code_{number}", "")
        named = code if code.isalnum() and len(code) <= 20 else f"q{uuid4().hex[:8]}"
        chosen = tuple(one for one in (values.get(f"main_{number}", ""), values.get(f"other_{number}", "")) if one)
        question, english = (values.get(f"{name}_{number}", "").strip() for name in ("question", "english"))
        criteria.append(Criterion(named, question, chosen, english))
    return Rubric(tuple(criteria))


def _filled(values: Mapping[str, str]) -> list[int]:
    """The places at which a question stands."""
    fields = ("question", "english")
    return [
        number
        for number in range(1, MOST_QUESTIONS + 1)
        if any(values.get(f"{name}_{number}", "").strip() for name in fields)
    ]


def _placed(values: Mapping[str, str], faults: Mapping[str, str]) -> dict[str, str]:
    """Faults at the places of the form: empty questions between were left out when they were counted."""
    places = dict(enumerate(_filled(values), 1))
    found = {}
    for field, sentence in faults.items():
        name, _line, number = field.partition("_")
        found[f"{name}_{places.get(int(number), int(number))}" if number.isdigit() else field] = sentence
    return found


async def _page(
    request: Request[Any, Any, Any],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    book, names = Decisions(house.database, house.clock), await house.officers()
    found, version = await book.rubric()
    known = await dictionary_of(house, wording.region)
    context = {
        "questions": [
            {"question": one.question, "english": one.english, "speaks": _names(wording, known, one)}
            for one in found.criteria
        ],
        "places": list(range(1, MOST_QUESTIONS + 1)),
        "longest": QUESTION_LONGEST,
        "values": values or _values(found, version),
        "competencies": [{"value": TECHNICAL, "label": wording.say(_TECHNICAL)}, *competency_options(wording, known)],
        "errors": {name: wording.say(said) for name, said in (faults or {}).items()},
        "action": RUBRIC,
        "back": CASE_READING.path if visitor_of(request).actor.holds_role(Role.ANALYST) else LEARNING_DECISIONS.path,
        "version": version,
        "history": [told(wording, one, names) for one in await book.history(Kind.RUBRIC)],
    }
    done = Asked(request).choice("berhasil", ["ya"])
    messages = [{"kind": "done", "text": say(visitor_of(request).language, _DONE)}] if done and not faults else []
    return await office_page(
        request, "office/reading_rubric.html", LEARNING_DECISIONS, context, status=status, messages=messages
    )


def _values(found: Rubric, version: int) -> dict[str, str]:
    """The form as it stands before anybody typed."""
    values = {"seen": str(version)}
    for number, one in enumerate(found.criteria, 1):
        main, other = (*one.competencies, "", "")[:2]
        told = {"code": one.code, "question": one.question, "english": one.english, "main": main, "other": other}
        values |= {f"{name}_{number}": value for name, value in told.items()}
    return values


def _names(wording: Wording, known: Dictionary, one: Criterion) -> str:
    named = (wording.say(_TECHNICAL) if code == TECHNICAL else known.name(code) for code in one.competencies)
    return ", ".join(named)


HANDLERS: list[HTTPRouteHandler] = [rubric, ask]
