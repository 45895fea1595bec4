"""What the region decided about learning: thresholds, lists, incentives and each year's plan, with who and why."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.decisions import (
    DECIDERS,
    LIMITS,
    Decision,
    Decisions,
    Incentives,
    Kind,
    Plan,
    StandardAnswers,
    Thresholds,
    subjects,
)
from competency.need_sight import Filter
from foundation.errors import Invalid, NotFound, Stale
from foundation.language import mark as _
from web.case_rows import Asked
from web.dictionary import told
from web.errors import status_of
from web.forms import posted
from web.house import House
from web.input_words import dictionary_of
from web.needs import book_of, refusing
from web.needs_board import PLANNED
from web.office_frame import LEARNING_DECISIONS, NEEDS, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording

LONGEST = 2000
"""Characters of what is promised, and of a plan's note."""
TITLES: dict[str, str] = {
    Kind.THRESHOLDS: _("Ambang dan waktu"),
    Kind.STANDARD_ANSWERS: _("Topik dengan jawaban baku"),
    Kind.INCENTIVES: _("Penghargaan"),
    Kind.PLAN: _("Rencana tahunan"),
    Kind.COMPETENCY: _("Kamus"),
    Kind.MAPPING: _("Peta topik"),
    Kind.TRAININGS: _("Aturan pelatihan"),
    Kind.RUBRIC: _("Pertanyaan telaah berkas"),
}
NUMBERS: dict[str, str] = {
    "least_people": _("Paling sedikit petugas yang bertindak pada satu sinyal"),
    "months": _("Berapa bulan ke belakang yang dibaca"),
    "reply_days": _("Hari kerja bagi unit untuk menjawab"),
    "owner_days": _("Hari kerja bagi unit yang menerima pengalihan"),
}
_DONE = _("Keputusan tersimpan dan berlaku sekarang.")
_YEAR = _("Tulis tahun ini atau salah satu dari dua tahun sesudahnya, dengan empat angka.")
_NUMBER = _("Tulis dengan angka.")
_LONG = _("Tulisan ini terlalu panjang. Ringkas sampai 2.000 huruf.")


@get(
    LEARNING_DECISIONS.path,
    name="office.learning_decisions",
    guards=[one_of(*LEARNING_DECISIONS.roles)],
    include_in_schema=False,
)
async def decisions(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request)


@post(
    LEARNING_DECISIONS.path + "/{kind:str}",
    name="office.learning_decisions.decide",
    guards=[one_of(*DECIDERS)],
    include_in_schema=False,
)
async def decide(request: Request[Any, Any, Any], kind: FromPath[str]) -> Response[Any]:
    house, form, actor = house_of(request), await posted(request), visitor_of(request).actor
    if kind not in _READ:
        raise NotFound()
    book, values = Decisions(house.database, house.clock), form.values
    try:
        subject, data = await _READ[Kind(kind)](house, values)
        seen, why = whole(values.get("seen", ""), 6) or 0, values.get("why", "")
        if isinstance(data, Thresholds):
            await book.set_thresholds(data, seen, actor, why)
        else:
            await book.decide(Kind(kind), subject, data, seen, actor, why)
    except (Invalid, Stale) as error:
        faults = dict(error.fields) if isinstance(error, Invalid) and error.fields else {"": error.sentence}
        return await _page(request, (kind, values, faults), int(status_of(error)))
    return Redirect(f"{LEARNING_DECISIONS.path}?berhasil={kind}", status_code=303)


async def _thresholds(house: House, values: Mapping[str, str]) -> tuple[str, msgspec.Struct]:
    numbers = {name: whole(values.get(name, ""), 4) for name in LIMITS}
    unread = {name: _NUMBER for name, number in numbers.items() if number is None}
    if unread:
        raise Invalid(fields=unread)
    return "", Thresholds(**{name: number or 0 for name, number in numbers.items()})


async def _standard(house: House, values: Mapping[str, str]) -> tuple[str, msgspec.Struct]:
    region = await house.region.current()
    chosen = tuple(one.code for one in region.topics if values.get(f"topic-{one.code}") == "ya")
    return "", StandardAnswers(chosen)


async def _incentives(house: House, values: Mapping[str, str]) -> tuple[str, msgspec.Struct]:
    said = {name: values.get(name, "").strip() for name in ("taking_part", "finishing")}
    long = {name: _LONG for name, words in said.items() if len(words) > LONGEST}
    if long:
        raise Invalid(fields=long)
    return "", Incentives(**said)


async def _plan(house: House, values: Mapping[str, str]) -> tuple[str, msgspec.Struct]:
    year, note = whole(values.get("year", ""), 4), values.get("note", "").strip()
    this = (await house.today()).year
    if year is None or not this <= year <= this + 2:
        raise refusing("year", _YEAR)
    if len(note) > LONGEST:
        raise refusing("note", _LONG)
    needs = tuple(sorted(name.removeprefix("need-") for name, value in values.items() if _ticked(name, value)))
    return str(year), Plan(needs, note)


def _ticked(name: str, value: str) -> bool:
    return name.startswith("need-KEB-") and value == "ya" and len(name) < 30


_READ: dict[Kind, Any] = {
    Kind.THRESHOLDS: _thresholds,
    Kind.STANDARD_ANSWERS: _standard,
    Kind.INCENTIVES: _incentives,
    Kind.PLAN: _plan,
}


async def _page(
    request: Request[Any, Any, Any],
    back: tuple[str, Mapping[str, str], Mapping[str, str]] | None = None,
    status: int = 200,
) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), visitor_of(request).actor
    book = Decisions(house.database, house.clock)
    found = await book.newest(*_READ)
    current = {kind: subjects([one for one in found if one.kind == kind]) for kind in Kind}
    which, values, faults = back or ("", {}, {})
    may = actor.holds_role(*DECIDERS)
    year = str((await house.today()).year + 1)
    planned = current[Kind.PLAN].get(year)
    context = {
        "may_write": may,
        "action": LEARNING_DECISIONS.path,
        "seen": {kind: _version(current[kind].get("")) for kind in _READ} | {Kind.PLAN: _version(planned)},
        "numbers": _numbers(wording, _data(current[Kind.THRESHOLDS].get(""), Thresholds)),
        "standard": _standard_topics(wording, _data(current[Kind.STANDARD_ANSWERS].get(""), StandardAnswers)),
        "incentives": _data(current[Kind.INCENTIVES].get(""), Incentives),
        "year": year,
        "plan": _data(planned, Plan),
        "plans": sorted(current[Kind.PLAN], reverse=True),
        "needs": await _needs(request, wording, _data(planned, Plan)) if may else [],
        "history": await _history(house, wording, book),
        "which": which,
        "values": values,
        "errors": {name: wording.say(said) for name, said in faults.items()},
    }
    done = Asked(request).choice("berhasil", [str(kind) for kind in _READ])
    messages = [{"kind": "done", "text": say(visitor_of(request).language, _DONE)}] if done else []
    return await office_page(
        request, "office/learning_decisions.html", LEARNING_DECISIONS, context, status=status, messages=messages
    )


def _version(one: Decision | None) -> int:
    return one.version if one else 0


def _data(one: Decision | None, kind: Any) -> Any:
    return msgspec.convert(one.data, kind) if one else kind()


def _numbers(wording: Wording, thresholds: Thresholds) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": wording.say(NUMBERS[name]),
            "value": str(getattr(thresholds, name)),
            "hint": wording.say(_("Antara {least} dan {most}."), least=least, most=most),
        }
        for name, (least, most) in LIMITS.items()
    ]


def _standard_topics(wording: Wording, chosen: StandardAnswers) -> list[dict[str, Any]]:
    return [
        {"value": f"topic-{one.code}", "label": wording.topic(one.code), "ticked": one.code in chosen.topics}
        for one in wording.region.topics
        if one.parent
    ]


async def _needs(request: Request[Any, Any, Any], wording: Wording, plan: Plan) -> list[dict[str, Any]]:
    """Accepted needs, of which a plan chooses, and those it has chosen already."""
    house = house_of(request)
    known = await dictionary_of(house, wording.region)
    lines = await book_of(house).board(visitor_of(request).actor, Filter(statuses=PLANNED))
    return [
        {
            "value": f"need-{line.need.code}",
            "label": known.name(line.need.competency),
            "cell": ", ".join(filter(None, (wording.unit(line.need.unit), wording.topic(line.need.topic)))),
            "href": f"{NEEDS.path}/{line.need.id}",
            "ticked": line.need.code in plan.needs,
        }
        for line in lines
    ]


async def _history(house: House, wording: Wording, book: Decisions) -> list[dict[str, Any]]:
    """What people decided last, of every kind; what came with the region's folder is no decision of theirs."""
    names = await house.officers()
    found = [one for kind in Kind for one in await book.history(kind) if not one.by_folder]
    return [
        {"what": wording.say(TITLES[one.kind]), "subject": one.subject.partition(":")[2] or one.subject}
        | told(wording, one, names)
        for one in sorted(found, key=lambda one: one.at, reverse=True)[:100]
    ]


HANDLERS: list[HTTPRouteHandler] = [decisions, decide]
