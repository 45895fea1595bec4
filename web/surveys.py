"""The citizens' survey: what was answered about each unit, and the nine questions, asked without a name."""

from typing import Any
from uuid import uuid4

from babel.numbers import format_decimal
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.kinds import SURVEY_ITEMS
from foundation.errors import Invalid, NotFound, TooMany
from foundation.language import Sentence
from foundation.language import mark as _
from foundation.limits import Limit
from sla.satisfaction import ITEMS, Sum, band, index, period_of, periods_between
from sla.surveys import Answered, Surveys
from web.errors import status_of
from web.forms import posted
from web.lookup import citizens_wording
from web.rendering import page, say
from web.survey_words import ABOUT, BANDS, NAMES, about, questions
from web.visitor import house_of, visitor_of
from web.wording import Wording

ANSWERS = Limit("survey", 5, 24 * 3600)
"""Answers about one unit from one address of the network in a day; a family may share one."""
_HALVES = {"1": _("Januari sampai Juni {year}"), "2": _("Juli sampai Desember {year}")}
_ENOUGH = _("Dari jaringan internet Anda hari ini sudah masuk {times} jawaban tentang unit ini. Silakan mengisi besok.")
_CHOOSE = _("Pilih jawaban untuk “{item}”.")
_NO_UNIT = _("Unit ini tidak ada.")


@get("/skm", name="surveys", include_in_schema=False)
async def units(request: Request[Any, Any, Any]) -> Response[str]:
    """The units about which one may answer."""
    wording = await citizens_wording(request)
    listed = sorted((one.name, one.code) for one in wording.region.units if one.accepts)
    context = {"units": [{"name": name, "href": f"/skm/{code}"} for name, code in listed]}
    return await page(request, "citizen/surveys.html", context)


@get("/skm/{unit:str}", name="survey", include_in_schema=False)
async def figures(request: Request[Any, Any, Any], unit: FromPath[str]) -> Response[str]:
    """The index, its band and the nine items of one half of a year; too few answers are only counted."""
    house, wording = house_of(request), await citizens_wording(request)
    _known(wording, unit)
    surveys, now, zone = Surveys(house.database), period_of(await house.today()), await house.zone()
    periods = periods_between(min(await surveys.first_period(unit, zone) or now, now), now)
    asked = request.query_params.get("masa", "")
    period = asked if asked in periods else now
    least = wording.region.survey_least
    answered = await surveys.of_unit(unit, period)
    closing = await surveys.after_closing(unit, period, zone, least)
    enough = answered.respondents >= least
    context = {
        "unit": wording.unit(unit),
        "period": _half(wording, period),
        "chips": [
            {"label": _half(wording, one), "href": f"/skm/{unit}?masa={one}", "current": one == period}
            for one in periods
        ],
        "respondents": answered.respondents,
        "least": least,
        "index": _index(wording, answered) if enough else None,
        "items": _items(wording, answered, ITEMS) if enough else [],
        "after": {"respondents": closing.respondents, "items": _items(wording, closing, SURVEY_ITEMS)}
        if closing.items
        else None,
        "answer_href": f"/skm/{unit}/isi",
        "thanks": request.query_params.get("kabar") == "ya",
    }
    return await page(request, "citizen/survey.html", context)


def _index(wording: Wording, answered: Answered) -> dict[str, str]:
    hundredths = index(answered.items.values())
    name = band(hundredths)
    return {"value": _decimal(wording, hundredths), "band": name, "name": wording.say(BANDS[name])}


def _items(wording: Wording, answered: Answered, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Each item's mean, 1 to 4, to two decimals."""
    return [
        {
            "code": name.upper(),
            "name": wording.say(NAMES[name]),
            "mean": _mean(wording, answered.items[name]),
            "answers": answered.items[name].answers,
        }
        for name in names
        if name in answered.items
    ]


def _mean(wording: Wording, item: Sum) -> str:
    return _decimal(wording, (200 * item.total + item.answers) // (2 * item.answers))


def _decimal(wording: Wording, hundredths: int) -> str:
    return format_decimal(hundredths / 100, format="0.00", locale=wording.language)


def _half(wording: Wording, period: str) -> str:
    year, _dash, half = period.partition("-")
    return wording.say(_HALVES[half], year=year)


def _known(wording: Wording, unit: str) -> None:
    known = wording.region.unit.get(unit)
    if known is None or not known.accepts:
        raise NotFound(_NO_UNIT)


@get("/skm/{unit:str}/isi", name="survey.ask", include_in_schema=False)
async def ask(request: Request[Any, Any, Any], unit: FromPath[str]) -> Response[str]:
    return await _form(request, unit, {}, {}, 200)


@post("/skm/{unit:str}/isi", name="survey.send", include_in_schema=False)
async def send(request: Request[Any, Any, Any], unit: FromPath[str]) -> Response[Any]:
    """Keep the answers; all nine have to be given, nothing about oneself."""
    house, wording, form = house_of(request), await citizens_wording(request), await posted(request)
    _known(wording, unit)
    given = {item: form.raw.get(item, "") for item in ITEMS}
    told = {name: form.raw.get(name, "") for name in ABOUT}
    left = [item for item, answer in given.items() if answer not in {"1", "2", "3", "4"}]
    faults: dict[str, str] = {item: Sentence(_CHOOSE, item=Sentence(NAMES[item])) for item in left}
    try:
        if faults:
            raise Invalid(fields=faults)
        if form.key and await Surveys(house.database).knows(form.key, unit):
            return _thanked(unit)
        await house.limits.count(ANSWERS, f"{visitor_of(request).address} {unit}")
        answers = {item: int(answer) for item, answer in given.items()}
        said = {name: value if value in ABOUT[name][1] else None for name, value in told.items()}
        period = period_of(await house.today())
        await Surveys(house.database).keep(form.key or uuid4(), unit, period, answers, said)
    except Invalid:
        return await _form(request, unit, form.values, faults, 422)
    except TooMany as error:
        enough: dict[str, str] = {"": Sentence(_ENOUGH, times=ANSWERS.times)}
        return await _form(request, unit, form.values, enough, int(status_of(error)))
    return _thanked(unit)


def _thanked(unit: str) -> Response[Any]:
    return Redirect(f"/skm/{unit}?kabar=ya", status_code=303)


async def _form(
    request: Request[Any, Any, Any], unit: str, values: Any, faults: dict[str, str], status: int
) -> Response[str]:
    wording = await citizens_wording(request)
    _known(wording, unit)
    context = {
        "unit": wording.unit(unit),
        "action": f"/skm/{unit}/isi",
        "back": f"/skm/{unit}",
        "key": uuid4(),
        "questions": questions(wording, ITEMS),
        "about": about(wording),
        "values": values,
        "errors": {name: say(wording.language, words) for name, words in faults.items()},
    }
    return await page(request, "citizen/survey_form.html", context, status=status)


HANDLERS: list[HTTPRouteHandler] = [units, figures, ask, send]
