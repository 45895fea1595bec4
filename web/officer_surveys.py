"""Surveys of officers for the analyst: made, sent, closed, and read once they are closed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.dictionary import Dictionary
from competency.level_counts import LEAST, Levels
from competency.survey_invitations import Invitations
from competency.surveys import ASKED, Item, Result, Survey, Surveys
from foundation.errors import Invalid, Refused, ServiceError
from foundation.language import mark as _
from web.errors import status_of
from web.forms import day_of, posted
from web.house import House
from web.input_words import ASKED as ASKED_WORDS
from web.input_words import RECRUITMENT, choices, competency_options, dictionary_of, level
from web.lookup import full_address
from web.office_frame import OFFICER_SURVEYS, office_page, wording_of
from web.survey_answers import PATH as ANSWERING
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording, options

HERE = OFFICER_SURVEYS.path
_ONE = HERE + "/{survey_id:uuid}"
_GUARDS = [one_of(*OFFICER_SURVEYS.roles)]
_DONE = {
    "buat": _("Survei dibuat. Sekarang undang pegawainya."),
    "undang": _("Undangan akan dikirim lewat email: {invited}. Tanpa alamat email: {lacking}; beri mereka tautan."),
    "tutup": _("Survei ditutup. Hasilnya ada di bawah ini."),
}
_CHOOSE = _("Pilih dahulu.")
_NO_MAIL = _("Email belum dipasang di sistem ini. Undang dengan tautan.")


@get(HERE, name="office.officer_surveys", guards=_GUARDS, include_in_schema=False)
async def surveys(request: Request[Any, Any, Any]) -> Response[str]:
    return await _list(request)


@post(HERE, name="office.officer_surveys.make", guards=_GUARDS, include_in_schema=False)
async def make(request: Request[Any, Any, Any]) -> Response[Any]:
    house, form = house_of(request), await posted(request)
    region, values = await house.region.current(), form.values
    topic = values.get("topic") or None
    known = (await dictionary_of(house, region)).entry
    items = [Item(code, topic if topic in region.topic else None) for code in known if values.get(f"k_{code}") == "ya"]
    try:
        made = await (await _book(house)).make(
            _person(request),
            values.get("title", ""),
            items,
            values.get("recruitment", ""),
            day_of(values.get("closes_on", "")),
            whole(values.get("least", ""), 3) or 0,
        )
    except Invalid as error:
        return await _list(request, values, dict(error.fields), int(status_of(error)))
    return Redirect(f"{HERE}/{made}?berhasil=buat", status_code=303)


@get(_ONE, name="office.officer_surveys.one", guards=_GUARDS, include_in_schema=False)
async def one(request: Request[Any, Any, Any], survey_id: FromPath[UUID]) -> Response[str]:
    return await _one(request, survey_id)


@post(_ONE + "/undang", name="office.officer_surveys.invite", guards=_GUARDS, include_in_schema=False)
async def invite(request: Request[Any, Any, Any], survey_id: FromPath[UUID]) -> Response[Any]:
    """Mails to officers of the chosen units."""
    house, form = house_of(request), await posted(request)
    region, values = await house.region.current(), form.values
    units, asked = [one.code for one in region.units if values.get(f"u_{one.code}") == "ya"], values.get("asked", "")
    try:
        missing = "units" if not units else "asked"
        if not units or asked not in ASKED:
            raise Invalid(fields={missing: _CHOOSE})
        if not house.mails:
            raise Refused(_NO_MAIL)
        drawn = await _invitations(house, await house.zone()).invite(
            survey_id, units, asked, whole(values.get("size", ""), 3)
        )
    except (Invalid, Refused) as error:
        return await _one(request, survey_id, error, values)
    told = f"?berhasil=undang&surat={drawn.invited}&tanpa={drawn.without_address}"
    return Redirect(f"{HERE}/{survey_id}{told}", status_code=303)


@post(_ONE + "/tautan", name="office.officer_surveys.links", guards=_GUARDS, include_in_schema=False, status_code=200)
async def links(request: Request[Any, Any, Any], survey_id: FromPath[UUID]) -> Response[Any]:
    """New links, shown on this answer alone."""
    house, form = house_of(request), await posted(request)
    region, values = await house.region.current(), form.values
    unit, asked = values.get("unit", ""), values.get("asked", "")
    try:
        missing = "unit" if unit not in region.unit else "asked"
        if unit not in region.unit or asked not in ASKED:
            raise Invalid(fields={missing: _CHOOSE})
        secrets = await _invitations(house, await house.zone()).links(
            survey_id, unit, asked, whole(values.get("number", ""), 3) or 0
        )
    except (Invalid, Refused) as error:
        return await _one(request, survey_id, error, values)
    made = [full_address(request, ANSWERING.replace("{secret:str}", secret)) for secret in secrets]
    return await _one(request, survey_id, made=made)


@post(_ONE + "/tutup", name="office.officer_surveys.close", guards=_GUARDS, include_in_schema=False)
async def close(request: Request[Any, Any, Any], survey_id: FromPath[UUID]) -> Redirect:
    await (await _book(house_of(request))).close(survey_id)
    return Redirect(f"{HERE}/{survey_id}?berhasil=tutup", status_code=303)


async def _book(house: House) -> Surveys:
    return Surveys(house.database, house.clock, house.keys, await house.zone())


def _invitations(house: House, zone: Any) -> Invitations:
    return Invitations(house.database, house.clock, house.keys, zone)


def _person(request: Request[Any, Any, Any]) -> UUID:
    person = visitor_of(request).actor.person
    assert person is not None
    return person


async def _list(
    request: Request[Any, Any, Any],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    dictionary = await dictionary_of(house, wording.region)
    context = {
        "surveys": [_row(wording, one) for one in await (await _book(house)).all()],
        "groups": competency_options(wording, dictionary),
        "topics": options((one.code, one.name) for one in wording.region.topics),
        "recruitment": choices(wording, RECRUITMENT),
        "least": LEAST,
        "action": HERE,
        "assessments": HERE + "/asesmen",
        "values": values or {"least": str(LEAST), "recruitment": "all"},
        "errors": {name: wording.say(words) for name, words in (faults or {}).items()},
    }
    return await office_page(request, "office/officer_surveys.html", OFFICER_SURVEYS, context, status=status)


async def _one(
    request: Request[Any, Any, Any],
    survey_id: UUID,
    error: ServiceError | None = None,
    values: Mapping[str, str] | None = None,
    made: list[str] | None = None,
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    book = await _book(house)
    survey = await book.one(survey_id)
    dictionary = await dictionary_of(house, wording.region)
    faults = (dict(error.fields) if isinstance(error, Invalid) else {}) or ({"": error.sentence} if error else {})
    results = await book.results(survey_id) if survey.closed_at else []
    context = {
        "survey": _row(wording, survey),
        "items": [dictionary.name(item.competency) for item in survey.items],
        "results": [_result(wording, dictionary, result, survey.least) for result in results],
        "units": [{"code": one.code, "name": one.name} for one in wording.region.units if one.accepts],
        "unit_options": options((one.code, one.name) for one in wording.region.units),
        "asked": choices(wording, {name: ASKED_WORDS[name] for name in ASKED}),
        "mails": house.mails,
        "made": made or [],
        "values": values or {"asked": "self", "number": "10", "size": "10"},
        "errors": {name: wording.say(words) for name, words in faults.items()},
        "back": HERE,
    }
    done = _DONE.get(request.query_params.get("berhasil", ""), "")
    told = {name: request.query_params.get(key, "")[:6] for name, key in (("invited", "surat"), ("lacking", "tanpa"))}
    messages = [{"kind": "done", "text": wording.say(done, **told)}] if done and not error else []
    status = int(status_of(error)) if error else 200
    return await office_page(
        request, "office/officer_survey.html", OFFICER_SURVEYS, context, status=status, messages=messages
    )


def _row(wording: Wording, survey: Survey) -> dict[str, Any]:
    return {
        "title": survey.title,
        "href": f"{HERE}/{survey.id}",
        "recruitment": wording.say(RECRUITMENT[survey.recruitment]),
        "random": survey.seed is not None,
        "seed": survey.seed,
        "least": survey.least,
        "closes_on": survey.closes_on,
        "closed_at": survey.closed_at,
        "invited": survey.invited,
        "answered": survey.answered,
    }


def _result(wording: Wording, dictionary: Dictionary, result: Result, least: int) -> dict[str, Any]:
    groups = [(together(wording, one.units), one.levels) for one in result.groups]
    if result.whole is not None and len(groups) > 1:
        groups.append((wording.say(_("Semua bersama-sama")), result.whole))
    return {
        "name": dictionary.name(result.competency),
        "topic": wording.topic(result.topic) if result.topic else "",
        "asked": wording.say(ASKED_WORDS[result.asked]),
        "rows": [level_row(wording, name, said) for name, said in groups],
        "least": least,
    }


def together(wording: Wording, units: tuple[str, ...]) -> str:
    """The name of a unit, or how several are called that are shown together because each is too small."""
    if len(units) == 1:
        return wording.unit(units[0]) or wording.say(_("Tanpa unit"))
    return ", ".join(wording.unit(one) or wording.say(_("Tanpa unit")) for one in units)


def level_row(wording: Wording, name: str, said: Levels) -> dict[str, Any]:
    """A group as a table tells of it; `bar` is the gap and its interval on a line from one level too many to four
    too few."""
    low, high = said.interval
    return {
        "name": name,
        "people": said.people,
        "needed": level(wording, said.needed),
        "now": level(wording, said.now),
        "gap": level(wording, said.gap),
        "low": level(wording, low),
        "high": level(wording, high),
        "spread": [(number, people) for number, people in enumerate(said.spread, 1) if people],
        "bar": {"low": _at(low), "value": _at(said.gap), "high": _at(high)},
    }


def _at(gap: float) -> float:
    """Of a hundred, from -1 to 4."""
    return round(min(max((gap + 1) / 5 * 100, 0), 100), 1)


HANDLERS: list[HTTPRouteHandler] = [surveys, make, one, invite, links, close]
